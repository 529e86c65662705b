package httpx

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Packed is an answer compressed once for all who will ask for it, with a
// strong ETag for each form. It is not changed after Pack.
type Packed struct {
	Type  string // Content-Type
	forms []form
	brief bool // in a hurry, see PackBriefly
	// bettered: somebody has asked for better.
	bettered atomic.Bool
}

// A form is the same bytes under one content coding.
type form struct {
	coding string // "" as it is
	etag   string
	body   []byte
}

// compressors by name, best first.
var compressors = []struct {
	name string
	do   func([]byte) ([]byte, error)
}{
	{"zstd", zstdBytes},
	{"br", brotliBytes},
	{"gzip", gzipBytes},
}

// Codings is a set of content codings that we have, by their place in
// compressors.
type Codings uint8

// Accepted is the set of codings that an Accept-Encoding header takes.
func Accepted(header string) (set Codings) {
	if header == "" {
		return 0
	}
	for i, c := range compressors {
		if accepts(header, c.name) {
			set |= 1 << i
		}
	}
	return set
}

// bit is the place of a form's coding in a set; that of the form as it is
// stands in all of them.
func (f form) bit() Codings {
	for i, c := range compressors {
		if c.name == f.coding {
			return 1 << i
		}
	}
	return 0
}

// smallest is the size from which compression pays: less fits one packet.
const smallest = 1200

// Pack compresses body where its type and size make that worth while.
func Pack(contentType string, body []byte) (*Packed, error) {
	p := &Packed{Type: contentType, forms: []form{{body: body}}}
	if len(body) >= smallest && Compressible(contentType) {
		for _, c := range compressors {
			small, err := c.do(body)
			if err != nil {
				return nil, err
			}
			if len(small) < len(body) {
				p.forms = append(p.forms, form{coding: c.name, body: small})
			}
		}
	}
	p.tag()
	return p, nil
}

// tag gives every form its strong ETag: they begin alike, by what the answer is
// as it is.
func (p *Packed) tag() {
	sum := sha256.Sum256(p.forms[0].body)
	tag := base64.RawURLEncoding.EncodeToString(sum[:12])
	for i := range p.forms {
		p.forms[i].etag = `"` + tag
		if c := p.forms[i].coding; c != "" {
			p.forms[i].etag += "-" + c
		}
		if p.forms[i].coding != "" && p.brief {
			p.forms[i].etag += "-brief" // other bytes than those of Pack
		}
		p.forms[i].etag += `"`
	}
}

// A PackedForm is an answer under one content coding, "" as it is.
type PackedForm struct {
	Coding string
	Body   []byte
}

// Forms returns all forms of an answer, as it is first, for keeping it.
func (p *Packed) Forms() []PackedForm {
	all := make([]PackedForm, len(p.forms))
	for i, f := range p.forms {
		all[i] = PackedForm{f.coding, f.body}
	}
	return all
}

// Repack makes an answer of the forms of one that was kept; brief as that was.
func Repack(contentType string, forms []PackedForm, brief bool) (*Packed, error) {
	if len(forms) == 0 || forms[0].Coding != "" {
		return nil, errors.New("an answer was not kept as it is")
	}
	p := &Packed{Type: contentType, brief: brief}
	for _, f := range forms {
		p.forms = append(p.forms, form{coding: f.Coding, body: f.Body})
		if got := &p.forms[len(p.forms)-1]; got.coding != "" && got.bit() == 0 {
			return nil, errors.New("an answer was kept under an unknown coding")
		}
	}
	p.tag()
	return p, nil
}

// Bytes returns the answer as it is.
func (p *Packed) Bytes() []byte { return p.forms[0].body }

// Tag is the ETag of the answer as it is: another answer has another one.
func (p *Packed) Tag() string { return p.forms[0].etag }

// Size returns the bytes of memory that all forms take.
func (p *Packed) Size() int {
	n := 0
	for _, f := range p.forms {
		n += len(f.body)
	}
	return n
}

// Coded returns the answer under a content coding that it has, for writing to
// disk; "" is the answer as it is.
func (p *Packed) Coded(coding string) ([]byte, bool) {
	for _, f := range p.forms {
		if f.coding == coding {
			return f.body, true
		}
	}
	return nil, false
}

// Serve answers r under a status in the form that it takes best, or with 304.
func (p *Packed) Serve(w http.ResponseWriter, r *http.Request, status int) {
	h := w.Header()
	f := p.forms[0]
	if len(p.forms) > 1 {
		vary(h, "Accept-Encoding")
		f = p.forms[p.choose(Accepted(r.Header.Get("Accept-Encoding")))]
	}
	h.Set("ETag", f.etag)
	if status == http.StatusOK && p.has(r.Header.Get("If-None-Match")) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", p.Type)
	h.Set("Content-Length", strconv.Itoa(len(f.body)))
	if f.coding != "" {
		h.Set("Content-Encoding", f.coding)
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(f.body) // the reader may be gone: nothing to be done about it
	}
}

// choose returns the smallest form under one of the codings, by its place.
func (p *Packed) choose(set Codings) int {
	best := 0
	for i := 1; i < len(p.forms); i++ {
		if set&p.forms[i].bit() != 0 && len(p.forms[i].body) < len(p.forms[best].body) {
			best = i
		}
	}
	return best
}

// accepts reports whether an Accept-Encoding header takes a coding.
func accepts(header, coding string) bool {
	any := false
	for entry := range strings.SplitSeq(clip(header, 500), ",") {
		name, q := weighed(entry)
		if strings.EqualFold(name, coding) {
			return q > 0
		}
		if name == "*" {
			any = q > 0
		}
	}
	return any
}

// has reports whether an If-None-Match header names any form of the answer: a
// browser that holds one holds the content.
func (p *Packed) has(header string) bool {
	if header == "*" {
		return true
	}
	begin := strings.TrimSuffix(p.forms[0].etag, `"`)
	for entry := range strings.SplitSeq(clip(header, 1000), ",") {
		tag := strings.TrimPrefix(strings.TrimSpace(entry), "W/")
		rest, ours := strings.CutPrefix(tag, begin)
		if !ours {
			continue
		}
		if rest == `"` {
			return true
		}
		for _, c := range compressors {
			if rest == "-"+c.name+`"` || rest == "-"+c.name+`-brief"` {
				return true
			}
		}
	}
	return false
}

// Compressible reports whether a type of content gets smaller by compression.
func Compressible(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	switch kind {
	case "application/json", "application/ld+json", "application/manifest+json", "application/xml", "application/atom+xml", "application/rss+xml",
		"application/feed+json", "text/javascript", "application/javascript", "image/svg+xml", "application/yaml":
		return true
	}
	return strings.HasPrefix(kind, "text/")
}

// gzipWriters are used again: each takes a megabyte.
var gzipWriters = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, gzip.BestCompression)
	if err != nil {
		panic(err) // there is such a level
	}
	return w
}}

func gzipBytes(b []byte) ([]byte, error) {
	w := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(w)
	return written(w, b)
}

// written is what a writer that is used again makes of b.
func written(w interface {
	io.WriteCloser
	Reset(io.Writer)
}, b []byte) ([]byte, error) {
	out := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(out)
	out.Reset()
	w.Reset(out)
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(out.Bytes()), nil
}

// buffers are written into and used again. What is kept is a copy of its own
// size: a buffer that has grown is up to twice as large as what is in it.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// brotliWriters are used again, too. The best level takes fifty times as long for
// a tenth of the size: too long for a page that somebody waits for.
var brotliWriters = sync.Pool{New: func() any { return brotli.NewWriterLevel(nil, brotliLevel) }}

const brotliLevel = 5

func brotliBytes(b []byte) ([]byte, error) {
	w := brotliWriters.Get().(*brotli.Writer)
	defer brotliWriters.Put(w)
	return written(w, b)
}

// zstdWriters are used again as well, and given up where nobody compresses: each
// takes megabytes. Pages are smaller than the window.
var zstdWriters = sync.Pool{New: func() any {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
	if err != nil {
		panic(err) // there is such a level
	}
	return w
}}

func zstdBytes(b []byte) ([]byte, error) {
	w := zstdWriters.Get().(*zstd.Encoder)
	defer zstdWriters.Put(w)
	return bytes.Clone(w.EncodeAll(b, nil)), nil
}
