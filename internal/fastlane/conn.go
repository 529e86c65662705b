package fastlane

import (
	"crypto/rand"
	"crypto/tls"
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

// answers are buffers for whole responses that go through TLS in one piece.
var answers = sync.Pool{New: func() any { return new([]byte) }}

// A conn is a connection whose plain requests the lane answers.
type conn struct {
	of     *Listener
	tcp    net.Conn // as it was accepted
	stream net.Conn // what is read and written: tcp, or secure
	secure *tls.Conn
	client netip.Addr
	proxy  bool // client is one of our proxies
	once   sync.Once

	idle   atomic.Int64 // since when nothing is under way, nanoseconds since 1970; 0: something is
	ending atomic.Bool  // it is to end as soon as nothing is under way

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

// serve answers what is plain on a new connection, and hands it on with the
// rest.
func (c *conn) serve() {
	if c.of.lane.TLS != nil && !c.greet() {
		return
	}
	buf := buffers.Get().(*[maxHead]byte)
	defer buffers.Put(buf)
	n := c.run(buf[:])
	c.of.left(c)
	if n == 0 {
		c.close()
		return
	}
	h := &handed{Conn: c.stream, c: c, read: append([]byte(nil), buf[:n]...)}
	if c.partial || !c.answered {
		h.until = c.read
	}
	c.stream.SetReadDeadline(time.Time{})
	if c.secure != nil {
		c.of.hand(secured{h})
		return
	}
	c.of.hand(h)
}

// run answers plain requests until something else comes, and returns how many
// bytes of that lie in buf; 0: the connection has ended.
func (c *conn) run(buf []byte) int {
	n := 0
	for {
		req, size, what := parse(buf[:n])
		if what == whole {
			if p, name, client := c.find(&req); p != nil {
				if !c.answer(p, name, client, req) {
					return 0
				}
				n = copy(buf, buf[size:n])
				c.partial, c.answered = false, true
				if n == 0 && c.over() {
					return 0
				}
				continue
			}
			what = odd
		}
		begun := n >= beginning || n > 0 && !c.answered
		if (what == odd || n == len(buf)) && begun {
			return n
		}
		if !c.wait(begun) {
			return 0
		}
		m, err := c.stream.Read(buf[n:])
		c.idle.Store(0)
		n += m
		if err == nil {
			continue
		}
		if n >= beginning || n > 0 && !c.answered { // the end within a head: what is said to that, the server behind knows
			return n
		}
		return 0
	}
}

// find looks for the answer to a plain request, and for who asks it.
func (c *conn) find(r *request) (*httpx.Prepared, string, netip.Addr) {
	if !c.proxy || r.by == nil && r.proto == nil && r.forHost == nil {
		p, name := c.of.lane.Find(c.secure != nil, r.host, r.path)
		return p, name, c.client
	}
	o := httpx.Client{Addr: c.client, Scheme: "http", Host: string(r.host)}
	if c.secure != nil {
		o.Scheme = "https"
	}
	o = c.of.lane.Proxies.Forwarded(o, string(r.by), string(r.proto), string(r.forHost))
	p, name := c.of.lane.Find(o.Scheme == "https", []byte(o.Host), r.path)
	return p, name, o.Addr
}

// over reports whether the connection is to end now that nothing is under way.
func (c *conn) over() bool { return c.ending.Load() || c.of.closing() }

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
		if c.over() { // it looked for idle ones before
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
	c.stream.SetReadDeadline(c.read)
}

// answer sends the prepared response; false: the connection is of no use any
// more.
func (c *conn) answer(p *httpx.Prepared, name string, client netip.Addr, r request) bool {
	began := c.of.lane.now()
	if c.partial { // its time for the next one is another
		c.read = time.Time{}
		c.stream.SetReadDeadline(c.read)
	}
	if string(r.accept) != string(c.accept) {
		c.accept = append(c.accept[:0], r.accept...)
		c.codings = httpx.Accepted(string(r.accept))
	}
	c.newID()
	if w := c.of.lane.Write; w > 0 && began.Sub(c.wrote) > w/16 {
		c.wrote = began
		c.stream.SetWriteDeadline(began.Add(w))
	}
	status, size, err := c.send(p, r, began)
	if c.of.lane.Log != nil {
		c.of.note(Access{ID: c.id, Client: client, Head: r.head, Name: name, Status: status, Bytes: size, Took: c.of.lane.now().Sub(began)})
	}
	return err == nil
}

// send writes the response: in the clear without copying its body, over TLS in
// one piece, which is one record where it fits.
func (c *conn) send(p *httpx.Prepared, r request, now time.Time) (status, size int, err error) {
	var whole *[]byte
	to := c.head
	if c.secure != nil {
		whole = answers.Get().(*[]byte)
		defer answers.Put(whole)
		to = *whole
	}
	status, head, body := p.Answer(to[:0], c.codings, string(r.match), c.of.stamped(now), c.id[:])
	if r.head {
		body = nil
	}
	if whole != nil {
		*whole = append(head, body...)
		_, err = c.secure.Write(*whole)
		return status, len(body), err
	}
	c.head = head
	switch {
	case len(body) == 0:
		_, err = c.tcp.Write(head)
	default:
		c.parts = [2][]byte{head, body}
		c.vec = c.parts[:]
		_, err = c.vec.WriteTo(c.tcp)
	}
	return status, len(body), err
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

// close ends the connection; over TLS it says so.
func (c *conn) close() error {
	if c.secure != nil {
		return c.secure.Close()
	}
	return c.cut()
}

// cut ends the connection at once and gives its place to another.
func (c *conn) cut() error {
	c.once.Do(func() { <-c.of.room })
	return c.tcp.Close()
}
