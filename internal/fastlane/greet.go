package fastlane

import (
	"crypto/tls"
	"net"
	"time"
)

// An under is what TLS is spoken over: when that is closed, there is room for
// another connection.
type under struct {
	net.Conn
	c *conn
}

// Close implements net.Conn.
func (u under) Close() error { return u.c.cut() }

// greet does the handshake of TLS, and reports whether what follows may be for
// the lane. All else is the server's behind, as it is: HTTP/2, and what has gone
// wrong, to which it has the answer.
func (c *conn) greet() bool {
	l := c.of.lane
	c.secure = tls.Server(under{c.tcp, c}, l.TLS)
	if l.ReadHeader > 0 {
		c.tcp.SetDeadline(l.now().Add(l.ReadHeader))
	}
	err := c.secure.Handshake()
	c.of.greeted(c)
	c.tcp.SetDeadline(time.Time{})
	if p := c.secure.ConnectionState().NegotiatedProtocol; err != nil || p != "" && p != "http/1.1" {
		c.of.left(c)
		c.of.hand(c.secure)
		return false
	}
	c.stream = c.secure
	return true
}
