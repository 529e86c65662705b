package load

import "bytes"

var (
	blank   = []byte("\r\n\r\n")
	lengths = [][]byte{[]byte("\r\nContent-Length: "), []byte("\r\ncontent-length: ")}
)

// contentLength finds the header of a head, as servers write it.
func contentLength(head []byte) (n int, ok bool) {
	for _, name := range lengths {
		i := bytes.Index(head, name)
		if i < 0 {
			continue
		}
		for _, c := range head[i+len(name):] {
			if c < '0' || c > '9' {
				return n, true
			}
			n = 10*n + int(c-'0')
		}
	}
	return 0, false
}

// An answer is one that is being read from a connection over HTTP/1.1.
type answer struct {
	head   []byte // while it has not come whole
	left   int    // bytes of the body that have not come; valid once known
	known  bool
	status int
	length int
}

// take reads what came; done: the answer is whole. ok is false where what came
// is no answer, or more than one.
func (a *answer) take(b []byte) (done, ok bool) {
	if !a.known {
		if len(a.head) > 0 {
			a.head = append(a.head, b...)
			b = a.head
		}
		i := bytes.Index(b, blank)
		if i < 0 {
			if len(a.head) == 0 {
				a.head = append(a.head[:0], b...)
			}
			return false, len(a.head) < 64<<10
		}
		a.status, a.length, ok = answered(b[:i+2])
		if !ok {
			return false, false
		}
		a.known, a.left = true, a.length
		b = b[i+len(blank):]
		a.head = a.head[:0]
	}
	a.left -= len(b)
	if a.left > 0 {
		return false, true
	}
	a.known = false
	return true, a.left == 0
}
