// Package fastlane answers plain requests for kept pages straight from the
// connection, with bytes that were prepared beforehand. net/http takes most of
// its time for what such a request does not need: a request object, headers in
// maps, a response writer.
//
// The lane understands little on purpose: GET or HEAD over HTTP/1.1, an address
// that it can answer, and headers that every browser sends and that change
// nothing. Whatever else comes, the connection goes with all bytes read so far,
// untouched, to the server behind, which then decides as if there were no lane.
// So the lane never has to be right about what is odd, only about what is not;
// FuzzLaneIsAsStrict compares the two.
//
// Slow readers and writers, the size of heads and the number of connections are
// bounded as they are behind.
package fastlane

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"congbo/internal/httpx"
)

// A Lane is how plain requests are answered. Its fields are set before Listen
// and not changed afterwards.
type Lane struct {
	// Find returns the responses for a scheme, host and path exactly as a request
	// has them, and the two as "host path"; nil: that is for the server behind.
	Find func(https bool, host, path []byte) (*httpx.Prepared, string)
	// TLS is spoken on every connection; nil: none is. HTTP/2 is for the server
	// behind, on a *tls.Conn after the handshake.
	TLS *tls.Config
	// Proxies are believed where a request set out; of anybody else such headers
	// mean nothing.
	Proxies httpx.Proxies
	// Log gets what was answered, some of it at once; nil: nobody asks.
	Log func([]Access)

	ReadHeader time.Duration // for a whole head, from its first byte or from the connection's begin; for a handshake
	Idle       time.Duration // between two requests
	Write      time.Duration // for a response
	MaxConns   int           // at once, with those of the server behind

	now func() time.Time
}

// An Access is one request that the lane answered.
type Access struct {
	ID     [httpx.IDLength]byte
	Client netip.Addr
	Head   bool   // HEAD, else GET
	Name   string // "host path"
	Status int
	Bytes  int
	Took   time.Duration
}

// A Listener is what the server behind accepts its connections from.
type Listener struct {
	lane  *Lane
	inner net.Listener
	hands chan net.Conn // to the server behind
	quit  chan struct{} // closed by Close
	once  sync.Once
	room  chan struct{} // a place for every connection
	greet chan struct{} // a place for every handshake of TLS
	conns sync.WaitGroup
	date  atomic.Pointer[stamp]

	mu   sync.Mutex
	open map[*conn]struct{} // those in the lane
	shut bool               // nothing comes into the lane any more
	err  error              // why nothing is accepted any more

	logMu sync.Mutex
	log   []Access
	wrote sync.WaitGroup
}

const (
	defaultConns = 20_000
	logEvery     = 100 * time.Millisecond
	logMost      = 4096
	pressed      = 5 * time.Second // how long a connection may be idle where there is no room
	perHandshake = 8               // of so many connections one may be in its handshake, which takes more memory
)

// Listen begins to accept connections of inner. The listener returned gives
// those that are not the lane's to a server, which closes it as it ends.
func (l *Lane) Listen(inner net.Listener) *Listener {
	if l.now == nil {
		l.now = time.Now
	}
	most := cmp.Or(l.MaxConns, defaultConns)
	s := &Listener{lane: l, inner: inner, hands: make(chan net.Conn), quit: make(chan struct{}), open: make(map[*conn]struct{}),
		room: make(chan struct{}, most), greet: make(chan struct{}, max(most/perHandshake, 1))}
	go s.accept()
	if l.Log != nil {
		s.wrote.Go(s.writeLog)
	}
	return s
}

// Addr implements net.Listener.
func (s *Listener) Addr() net.Addr { return s.inner.Addr() }

// Accept implements net.Listener.
func (s *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-s.hands:
		return c, nil
	case <-s.quit:
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.err != nil {
			return nil, s.err
		}
		return nil, net.ErrClosed
	}
}

// Close stops accepting and ends connections on which nothing is under way.
func (s *Listener) Close() error {
	err := s.inner.Close()
	s.stop(nil)
	return err
}

func (s *Listener) stop(why error) {
	s.once.Do(func() {
		s.mu.Lock()
		s.err, s.shut = why, true
		s.mu.Unlock()
		close(s.quit)
		s.hurry(0)
	})
}

// hurry ends connections that have been idle for so long.
func (s *Listener) hurry(least time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.lane.now().Add(-least).UnixNano()
	for c := range s.open {
		if at := c.idle.Load(); at != 0 && at <= before {
			c.tcp.SetReadDeadline(time.Unix(1, 0)) // under TLS, too
		}
	}
}

// Wait waits until the lane has answered what is under way; after ctx it cuts
// the rest. The log is written then.
func (s *Listener) Wait(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		s.conns.Wait()
		close(done)
	}()
	var err error
	select {
	case <-done:
	case <-ctx.Done():
		err = ctx.Err()
		s.mu.Lock()
		for c := range s.open {
			c.cut()
		}
		s.mu.Unlock()
	}
	s.wrote.Wait()
	return err
}

func (s *Listener) closing() bool {
	select {
	case <-s.quit:
		return true
	default:
		return false
	}
}

// place waits for a place; false: nothing is accepted any more.
func (s *Listener) place(in chan struct{}) bool {
	for {
		select {
		case in <- struct{}{}:
			return true
		default:
		}
		s.hurry(pressed)
		select {
		case in <- struct{}{}:
			return true
		case <-time.After(100 * time.Millisecond):
		case <-s.quit:
			return false
		}
	}
}

// accept gives every connection a goroutine while there is room.
func (s *Listener) accept() {
	var delay time.Duration
	for {
		if !s.place(s.room) || s.lane.TLS != nil && !s.place(s.greet) {
			return
		}
		c, err := s.inner.Accept()
		if err != nil {
			<-s.room
			if s.lane.TLS != nil {
				<-s.greet
			}
			// Too many open files and the like pass; net/http waits as long.
			ne, ok := errors.AsType[net.Error](err)
			//lint:ignore SA1019 net/http asks the same, and there is no other word for it
			if ok && ne.Temporary() && !s.closing() {
				delay = min(max(2*delay, 5*time.Millisecond), time.Second)
				select {
				case <-time.After(delay):
				case <-s.quit:
				}
				continue
			}
			s.stop(err)
			return
		}
		delay = 0
		s.begin(c)
	}
}

func (s *Listener) begin(tcp net.Conn) {
	c := &conn{of: s, tcp: tcp, stream: tcp}
	if a, ok := tcp.RemoteAddr().(*net.TCPAddr); ok {
		c.client = a.AddrPort().Addr().Unmap().WithZone("")
		c.proxy = s.lane.Proxies.Trust(c.client)
	}
	if s.lane.TLS != nil {
		c.idle.Store(s.lane.now().UnixNano()) // a handshake makes room like one that is idle
	}
	if !s.joined(c) {
		if s.lane.TLS != nil {
			<-s.greet
		}
		c.cut()
		return
	}
	go func() {
		defer s.conns.Done()
		c.serve()
	}()
}

// greeted takes note that a handshake is over.
func (s *Listener) greeted(c *conn) {
	c.idle.Store(0)
	<-s.greet
}

// joined takes note that a connection is in the lane; false: the lane is closed.
// Done of conns is to be called after left.
func (s *Listener) joined(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return false
	}
	s.conns.Add(1)
	s.open[c] = struct{}{}
	return true
}

// left takes note that a connection is in the lane no more.
func (s *Listener) left(c *conn) {
	s.mu.Lock()
	delete(s.open, c)
	s.mu.Unlock()
}

// hand gives a connection to the server behind.
func (s *Listener) hand(c net.Conn) {
	select {
	case s.hands <- c:
	case <-s.quit:
		c.Close()
	}
}

// A stamp is a Date header's value and the second for which it holds.
type stamp struct {
	second int64
	text   [httpx.DateLength]byte
}

func (s *Listener) stamped(now time.Time) []byte {
	d := s.date.Load()
	if d == nil || d.second != now.Unix() {
		d = &stamp{second: now.Unix()}
		copy(d.text[:], now.UTC().AppendFormat(nil, httpx.DateFormat))
		s.date.Store(d)
	}
	return d.text[:]
}

// note keeps an access for the log; who comes while the log cannot follow waits
// for it.
func (s *Listener) note(a Access) {
	s.logMu.Lock()
	s.log = append(s.log, a)
	full := len(s.log) >= logMost
	s.logMu.Unlock()
	if full {
		s.flushLog()
	}
}

func (s *Listener) flushLog() {
	s.logMu.Lock()
	all := s.log
	s.log = nil
	s.logMu.Unlock()
	if len(all) > 0 {
		s.lane.Log(all)
	}
}

func (s *Listener) writeLog() {
	t := time.NewTicker(logEvery)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			s.flushLog()
		case <-s.quit:
			s.conns.Wait()
			s.flushLog()
			return
		}
	}
}
