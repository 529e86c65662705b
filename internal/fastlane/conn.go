package fastlane

import (
	"crypto/rand"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"congbo/internal/httpx"
)

// maxHead is how long a head may be in the lane; a longer one is for the server
// behind, which knows the true limit.
const maxHead = 4 << 10

var buffers = sync.Pool{New: func() any { return new([maxHead]byte) }}

// A conn is a connection in the lane.
type conn struct {
	of     *Listener
	tcp    *net.TCPConn
	client netip.Addr
	idle   atomic.Int64 // since when nothing is under way, nanoseconds since 1970; 0: something is

	read  time.Time // until when it may be read
	wrote time.Time // when the time for writing was last set

	head  []byte
	parts [2][]byte
	vec   net.Buffers

	codings  httpx.Codings
	accept   []byte // for which codings were last found out
	random   [16 * randomLength]byte
	unspent  int
	id       [httpx.IDLength]byte
	partial  bool // part of a head has come, and its time runs
	answered bool // at least one request
}

const randomLength = 10

// beginning is how many bytes of a further request must have come before
// net/http takes it for one; with fewer, a connection is idle.
const beginning = 4

func (c *conn) serve() {
	buf := buffers.Get().(*[maxHead]byte)
	defer buffers.Put(buf)
	defer c.of.left(c)
	n := 0
	for {
		req, size, what := parse(buf[:n])
		if what == whole {
			if p, name := c.of.lane.Find(req.host, req.path); p != nil {
				if !c.answer(p, name, req) {
					c.close()
					return
				}
				n = copy(buf[:], buf[size:n])
				c.partial, c.answered = false, true
				if n == 0 && c.of.closing() {
					c.close()
					return
				}
				continue
			}
			what = odd
		}
		begun := n >= beginning || n > 0 && !c.answered
		if (what == odd || n == len(buf)) && begun {
			c.give(buf[:n])
			return
		}
		if !c.wait(begun) {
			c.close()
			return
		}
		m, err := c.tcp.Read(buf[n:])
		c.idle.Store(0)
		n += m
		if err == nil {
			continue
		}
		if n >= beginning || n > 0 && !c.answered { // the end within a head: what is said to that, the server behind knows
			c.give(buf[:n])
		} else {
			c.close()
		}
		return
	}
}

// wait sets the time within which the next bytes must come. It moves on for an
// idle connection every few seconds only, since that costs more than reading.
func (c *conn) wait(begun bool) bool {
	l, now := c.of.lane, c.of.lane.now()
	switch {
	case begun && c.partial: // its time runs
	case begun:
		c.partial = true
		if !c.read.IsZero() && !c.answered {
			return true // that of a new connection runs from its begin
		}
		c.until(now, l.ReadHeader)
	case !c.answered:
		c.until(now, l.ReadHeader)
	default:
		if left := c.read.Sub(now); c.read.IsZero() || left < l.Idle-l.Idle/16 || left > l.Idle {
			c.until(now, l.Idle)
		}
		c.idle.Store(now.UnixNano())
		if c.of.closing() { // it looked for idle ones before
			return false
		}
	}
	return true
}

func (c *conn) until(now time.Time, d time.Duration) {
	c.read = time.Time{}
	if d > 0 {
		c.read = now.Add(d)
	}
	c.tcp.SetReadDeadline(c.read)
}

// answer sends the prepared response; false: the connection is of no use any
// more.
func (c *conn) answer(p *httpx.Prepared, name string, r request) bool {
	began := c.of.lane.now()
	if c.partial { // its time for the next one is another
		c.read = time.Time{}
		c.tcp.SetReadDeadline(c.read)
	}
	if string(r.accept) != string(c.accept) {
		c.accept = append(c.accept[:0], r.accept...)
		c.codings = httpx.Accepted(string(r.accept))
	}
	c.newID()
	status, head, body := p.Answer(c.head[:0], c.codings, string(r.match), c.of.stamped(began), c.id[:])
	c.head = head
	if r.head {
		body = nil
	}
	if w := c.of.lane.Write; w > 0 && began.Sub(c.wrote) > w/16 {
		c.wrote = began
		c.tcp.SetWriteDeadline(began.Add(w))
	}
	var err error
	if len(body) == 0 {
		_, err = c.tcp.Write(head)
	} else {
		c.parts = [2][]byte{head, body}
		c.vec = c.parts[:]
		_, err = c.vec.WriteTo(c.tcp)
	}
	if c.of.lane.Log != nil {
		c.of.note(Access{ID: c.id, Client: c.client, Head: r.head, Name: name, Status: status, Bytes: len(body), Took: c.of.lane.now().Sub(began)})
	}
	return err == nil
}

// newID makes the next id of a request.
func (c *conn) newID() {
	if c.unspent == 0 {
		rand.Read(c.random[:]) // never fails
		c.unspent = len(c.random)
	}
	c.unspent -= randomLength
	httpx.PutID(c.id[:], c.random[c.unspent:c.unspent+randomLength])
}

func (c *conn) close() {
	c.tcp.Close()
	<-c.of.room
}

// give hands the connection to the server behind, with what was read.
func (c *conn) give(read []byte) {
	h := &handed{Conn: c.tcp, of: c.of, read: append([]byte(nil), read...)}
	if c.partial || !c.answered {
		h.until = c.read
	}
	c.tcp.SetReadDeadline(time.Time{})
	c.of.hand(h)
}
