package httpx

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"
)

// Prepared is a packed answer with every byte of its HTTP/1.1 response written
// beforehand, but for the date and the id of the request. It is made of the
// headers with which the answer was sent once, and so says what they say.
type Prepared struct {
	packed *Packed
	header http.Header
	whole  []head                   // by form
	same   []head                   // by form: that the reader has it already
	shared atomic.Pointer[[]shared] // by form: the same for net/http, once it has answered with it
}

// A shared pair is the headers of both answers of a form, as all of them have them.
type shared struct{ full, brief http.Header }

// A head is the beginning of a response up to its body. At date and id stand
// blanks to be written over.
type head struct {
	bytes    []byte
	date, id int
}

// The lengths of what differs from answer to answer.
const (
	DateFormat = http.TimeFormat
	DateLength = len(DateFormat)
	IDLength   = 16
)

// Prepare makes the responses of p; h are the headers of an answer with it, as
// they stand before it is sent.
func Prepare(p *Packed, h http.Header) *Prepared {
	out := &Prepared{packed: p, header: h.Clone()}
	for _, one := range out.headers() {
		out.same = append(out.same, newHead("HTTP/1.1 304 Not Modified\r\n", one.brief))
		out.whole = append(out.whole, newHead("HTTP/1.1 200 OK\r\n", one.full))
	}
	return out
}

// headers are those of both answers of every form, without the date and the id.
func (p *Prepared) headers() []shared {
	all := make([]shared, 0, len(p.packed.forms))
	for _, f := range p.packed.forms {
		brief := p.header.Clone()
		for _, name := range []string{"Content-Type", "Content-Length", "Content-Encoding", "Date", "X-Request-Id"} {
			brief.Del(name)
		}
		brief.Set("ETag", f.etag)
		if len(p.packed.forms) > 1 {
			vary(brief, "Accept-Encoding")
		}
		full := maps.Clone(brief) // the values may be shared, since nobody changes them
		full.Set("Content-Type", p.packed.Type)
		full.Set("Content-Length", strconv.Itoa(len(f.body)))
		if f.coding != "" {
			full.Set("Content-Encoding", f.coding)
		}
		all = append(all, shared{full, brief})
	}
	return all
}

// forHTTP are the headers as net/http takes them. They are made when it first
// answers with a page, which for most pages it never does, and take more memory
// than the heads.
func (p *Prepared) forHTTP(form int) shared {
	all := p.shared.Load()
	if all == nil {
		made := p.headers()
		all = &made
		p.shared.Store(all)
	}
	return (*all)[form]
}

// With makes the same responses of the same answer in other forms.
func (p *Prepared) With(q *Packed) *Prepared { return Prepare(q, p.header) }

func newHead(status string, h http.Header) head {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	b.WriteString(status)
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, v := range h[name] {
			b.WriteString(name + ": " + v + "\r\n")
		}
	}
	var out head
	b.WriteString("X-Request-Id: ")
	out.id = b.Len()
	b.Write(bytes.Repeat([]byte{' '}, IDLength))
	b.WriteString("\r\nDate: ")
	out.date = b.Len()
	b.Write(bytes.Repeat([]byte{' '}, DateLength))
	b.WriteString("\r\n\r\n")
	out.bytes = bytes.Clone(b.Bytes())
	return out
}

// Answer returns what is sent to a reader who takes some codings and, with an
// If-None-Match header, says what they have: the status, the head appended to
// dst, and the body, which must not be changed.
func (p *Prepared) Answer(dst []byte, set Codings, has string, date, id []byte) (status int, begin, body []byte) {
	i := p.packed.choose(set)
	h := &p.whole[i]
	status, body = http.StatusOK, p.packed.forms[i].body
	if has != "" && p.packed.has(has) {
		h, status, body = &p.same[i], http.StatusNotModified, nil
	}
	at := len(dst)
	dst = append(dst, h.bytes...)
	copy(dst[at+h.date:], date)
	copy(dst[at+h.id:], id)
	return status, dst, body
}

// Serve answers r as Answer does, where net/http has the connection, and tells
// the status and the bytes of the body.
func (p *Prepared) Serve(w http.ResponseWriter, r *http.Request, id string) (status, size int) {
	i := p.packed.choose(Accepted(first(r.Header["Accept-Encoding"])))
	h := w.Header()
	ready := p.forHTTP(i)
	status, from, body := http.StatusOK, ready.full, p.packed.forms[i].body
	if has := first(r.Header["If-None-Match"]); has != "" && p.packed.has(has) {
		status, from, body = http.StatusNotModified, ready.brief, nil
	}
	maps.Copy(h, from)
	h["X-Request-Id"] = []string{id}
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		body = nil
	}
	if len(body) > 0 {
		w.Write(body) // the reader may be gone: nothing to be done about it
	}
	return status, len(body)
}

// first is what http.Header.Get returns of a header's values.
func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
