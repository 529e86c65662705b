package mail

import (
	"crypto/tls"
	"net"
	"net/netip"
	"sync"
	"time"

	"congbo/internal/fault"
)

// A listener keeps count of its connections and can end them.
type listener struct {
	net.Listener
	max, maxPerIP int

	mu    sync.Mutex
	conns map[*conn]bool
	perIP map[string]int
	ended bool
}

// Accept returns the next connection that is within the limits; to the others
// it says 421 and hangs up.
func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		t := &conn{Conn: c, of: l, ip: remoteIP(c)}
		if l.add(t) {
			return t, nil
		}
		c.SetWriteDeadline(time.Now().Add(time.Second))
		c.Write([]byte("421 4.7.0 " + replyText(fault.New(fault.TooMany, "mail.smtp_too_many")) + "\r\n"))
		c.Close()
	}
}

func (l *listener) add(c *conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	group := ipGroup(c.ip)
	if l.ended || len(l.conns) >= l.max || l.perIP[group] >= l.maxPerIP {
		return false
	}
	l.conns[c] = true
	l.perIP[group]++
	return true
}

func (l *listener) remove(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conns[c] {
		delete(l.conns, c)
		group := ipGroup(c.ip)
		if l.perIP[group]--; l.perIP[group] == 0 {
			delete(l.perIP, group)
		}
	}
}

func (l *listener) all() []*conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]*conn, 0, len(l.conns))
	for c := range l.conns {
		all = append(all, c)
	}
	return all
}

// begin takes connections from inner, unless all has ended already.
func (l *listener) begin(inner net.Listener) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.Listener = inner
	return !l.ended
}

// end takes no more connections and ends each as soon as no letter is under way on it.
func (l *listener) end() {
	l.mu.Lock()
	l.ended = true
	l.mu.Unlock()
	for _, c := range l.all() {
		c.finish()
	}
}

func (l *listener) closeAll() {
	for _, c := range l.all() {
		c.Close()
	}
}

// A conn can be told to end after the letter that is under way: from then on
// waiting for the next command times out at once, and the library says 421.
type conn struct {
	net.Conn
	of *listener
	ip string

	mu   sync.Mutex
	busy bool // a letter is under way
	last bool // end after it
}

// tracked returns the conn beneath what the library works on, or nil.
func tracked(c net.Conn) *conn {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	t, _ := c.(*conn)
	return t
}

var longAgo = time.Unix(1, 0)

// SetReadDeadline is called by the library before it waits for a command.
func (c *conn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last && !c.busy {
		t = longAgo
	}
	return c.Conn.SetReadDeadline(t)
}

func (c *conn) setBusy(busy bool) {
	c.mu.Lock()
	c.busy = busy
	c.mu.Unlock()
}

func (c *conn) finish() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last = true; !c.busy {
		c.Conn.SetReadDeadline(longAgo)
	}
}

func (c *conn) ending() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

func (c *conn) Close() error {
	c.of.remove(c)
	return c.Conn.Close()
}

func remoteIP(c net.Conn) string {
	if a, err := netip.ParseAddrPort(c.RemoteAddr().String()); err == nil {
		return a.Addr().Unmap().WithZone("").String()
	}
	return "unknown"
}

// ipGroup returns what is counted as one sender: an IPv4 address, or the /64
// that one customer gets of IPv6.
func ipGroup(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil || a.Is4() {
		return ip
	}
	p, err := a.Prefix(64)
	if err != nil {
		return ip
	}
	return p.String()
}

// A window counts letters by sender within the current minute.
type window struct {
	mu     sync.Mutex
	minute int64
	count  map[string]int
}

func (w *window) allow(ip string, now time.Time, limit int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m := now.Unix() / 60; m != w.minute || w.count == nil {
		w.minute, w.count = m, make(map[string]int)
	}
	group := ipGroup(ip)
	w.count[group]++
	return w.count[group] <= limit
}
