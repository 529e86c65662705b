package httpx

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strconv"
)

// Prepared is a packed answer with every byte of its HTTP/1.1 response written
// beforehand, but for the date and the id of the request. It is made of the
// headers with which the answer was sent once, and so says what they say.
type Prepared struct {
	packed *Packed
	header http.Header
	whole  []head        // by form
	same   []head        // by form: that the reader has it already
	full   []http.Header // of both, as they are for net/http: shared by all answers
	brief  []http.Header
}

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
	for _, f := range p.forms {
		full := h.Clone()
		for _, name := range []string{"Content-Type", "Content-Length", "Content-Encoding"} {
			full.Del(name)
		}
		full.Set("ETag", f.etag)
		if len(p.forms) > 1 {
			vary(full, "Accept-Encoding")
		}
		full.Del("Date")
		full.Del("X-Request-Id")
		out.brief = append(out.brief, full.Clone())
		out.same = append(out.same, newHead("HTTP/1.1 304 Not Modified\r\n", full))
		full.Set("Content-Type", p.Type)
		full.Set("Content-Length", strconv.Itoa(len(f.body)))
		if f.coding != "" {
			full.Set("Content-Encoding", f.coding)
		}
		out.whole, out.full = append(out.whole, newHead("HTTP/1.1 200 OK\r\n", full)), append(out.full, full)
	}
	return out
}

// With makes the same responses of the same answer in other forms.
func (p *Prepared) With(q *Packed) *Prepared { return Prepare(q, p.header) }

func newHead(status string, h http.Header) head {
	var b bytes.Buffer
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
	out.bytes = b.Bytes()
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
	status, from, body := http.StatusOK, p.full[i], p.packed.forms[i].body
	if has := first(r.Header["If-None-Match"]); has != "" && p.packed.has(has) {
		status, from, body = http.StatusNotModified, p.brief[i], nil
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
