package fastlane

import (
	"io"
	"net"
	"sync"
	"time"
)

// A handed connection is the server's behind. It reads first what was read
// before.
type handed struct {
	net.Conn
	of    *Listener
	read  []byte
	until time.Time // when the time for the head that has begun is over; zero: none has
	once  sync.Once
}

// Read implements net.Conn.
func (h *handed) Read(b []byte) (int, error) {
	if len(h.read) > 0 {
		n := copy(b, h.read)
		if h.read = h.read[n:]; len(h.read) == 0 {
			h.read = nil
		}
		return n, nil
	}
	return h.Conn.Read(b)
}

// SetReadDeadline implements net.Conn: being handed on gives nobody more time for
// a head.
func (h *handed) SetReadDeadline(t time.Time) error {
	if !h.until.IsZero() && !t.IsZero() {
		if h.until.Before(t) {
			t = h.until
		}
		h.until = time.Time{}
	}
	return h.Conn.SetReadDeadline(t)
}

// ReadFrom lets files be sent without being copied.
func (h *handed) ReadFrom(r io.Reader) (int64, error) {
	if to, ok := h.Conn.(io.ReaderFrom); ok {
		return to.ReadFrom(r)
	}
	return io.Copy(struct{ io.Writer }{h.Conn}, r)
}

// CloseWrite ends what is sent, as TCP connections can.
func (h *handed) CloseWrite() error {
	if to, ok := h.Conn.(interface{ CloseWrite() error }); ok {
		return to.CloseWrite()
	}
	return nil
}

// Close implements net.Conn.
func (h *handed) Close() error {
	h.once.Do(func() { <-h.of.room })
	return h.Conn.Close()
}
