package fastlane

import (
	"crypto/tls"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// A handed connection is the server's behind. It reads first what was read
// before. Whenever the server waits for the next request on it, with nothing of
// that in its hands, the lane answers what is plain, and the server's read ends
// with the first request that is not.
//
// That moment is known by what net/http does: it says that the connection is
// idle, sets the time for being idle, and reads. Where it has something of the
// next request already, it either sets the time for a head before it reads, or
// reads into what is left of its buffer. Were any of that to change, the lane
// would not get connections back; TestComesBack and TestCutAnywhere watch it.
type handed struct {
	net.Conn
	c     *conn
	read  []byte
	until time.Time    // when the time for the head that has begun is over; zero: none has
	step  atomic.Int32 // towards that moment

	mu     sync.Mutex
	inLane bool
	closed bool
}

// Steps of the server behind.
const (
	busy    = iota // with a request
	idle           // it has answered
	waiting        // and has set the time for being idle
)

// serverBuffer is what net/http reads into where its buffer is empty.
const serverBuffer = 4096

// secured is a handed connection over TLS; net/http tells handlers so.
type secured struct{ *handed }

// ConnectionState is that of TLS.
func (s secured) ConnectionState() tls.ConnectionState { return s.c.secure.ConnectionState() }

// Between is told by the server behind, as one of its connections comes into
// another state, whether that is between two requests (http.StateIdle).
func Between(c net.Conn, is bool) {
	h, ok := c.(*handed)
	if s, over := c.(secured); over {
		h, ok = s.handed, true
	}
	if !ok {
		return
	}
	h.step.Store(busy)
	if is {
		h.step.Store(idle)
	}
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
	if h.step.Swap(busy) == waiting && len(b) == serverBuffer {
		return h.lane(b)
	}
	return h.Conn.Read(b)
}

// lane has the lane answer what is plain, and reads what is not.
func (h *handed) lane(b []byte) (int, error) {
	c := h.c
	if !h.enter() {
		return 0, io.EOF
	}
	c.partial, c.answered, c.read, c.wrote = false, true, time.Time{}, time.Time{}
	n := c.run(b)
	if c.partial {
		h.until = c.read
	}
	if over := h.leave(); over || n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (h *handed) enter() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.inLane = !h.closed && h.c.of.joined(h.c)
	return h.inLane
}

// leave ends the time in the lane, and the connection, if that was asked for
// meanwhile.
func (h *handed) leave() (over bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.inLane = false
	h.c.of.left(h.c)
	h.c.of.conns.Done()
	if h.closed {
		h.c.close()
	}
	return h.closed
}

// Close implements net.Conn. What the lane has under way it finishes before.
func (h *handed) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	if h.inLane {
		h.c.ending.Store(true)
		return h.c.tcp.SetReadDeadline(time.Unix(1, 0))
	}
	return h.c.close()
}

// SetReadDeadline implements net.Conn: being handed on gives nobody more time for
// a head.
func (h *handed) SetReadDeadline(t time.Time) error {
	if !h.step.CompareAndSwap(idle, waiting) {
		h.step.Store(busy)
	}
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

// CloseWrite ends what is sent.
func (h *handed) CloseWrite() error {
	if to, ok := h.Conn.(interface{ CloseWrite() error }); ok {
		return to.CloseWrite()
	}
	return nil
}
