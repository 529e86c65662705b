package mail

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"

	"congbo/internal/fault"
)

// An Envelope is what the other side said about a letter before sending it.
type Envelope struct {
	From   string   // where reports go; empty for letters that must not be answered (RFC 5321 §4.5.5)
	To     []string // ours, each accepted by Server.Accept
	Remote string   // the address of the other side, without port
	Helo   string   // the name it gave itself; a claim
	TLS    bool     // the letter came encrypted
}

// A Server takes letters over SMTP (R-I1). It says 250 to a letter only after
// Deliver has returned nil, so an acknowledged letter is never lost; what
// follows from any other answer is the sender's to do. It relays nothing.
//
// Its fields are set before Serve and not changed afterwards.
type Server struct {
	Domain string // our name in the greeting and in trace fields

	// Accept reports whether rcpt is one of our mailboxes: nil, or a fault
	// NotFound (550 5.1.1) or another one. It is called for each recipient.
	Accept func(ctx context.Context, rcpt string) error
	// Deliver takes a letter for good: when it returns nil the letter is
	// committed to disk. The raw letter begins with the trace fields
	// Return-Path and Received; the function may keep it. A fault of a kind
	// that waiting does not mend refuses the letter for good.
	Deliver func(ctx context.Context, e Envelope, raw []byte) error

	TLS      *tls.Config // offers STARTTLS with its certificate; nil: no TLS
	MaxBytes int64       // of a letter; MaxSize less room for trace fields

	Conns      int // connections at once; 100
	ConnsPerIP int // of them from one address; 20
	PerMinute  int // letters from one address a minute; 120
	// SpoolDir holds letters while they arrive; the system's temporary folder
	// where empty.
	SpoolDir string
	Spool    int64 // bytes of all letters that are arriving; 1 GB
	Parallel int   // letters delivered at once; 4

	Now func() time.Time // for trace fields and PerMinute
	Log *slog.Logger     // may be nil

	once     sync.Once
	smtp     *smtp.Server
	listener *listener
	spooled  atomic.Int64
	slots    chan struct{}
	rate     window
	ctx      context.Context
	cancel   context.CancelFunc
}

const (
	traceRoom   = 4 << 10
	commandWait = 2 * time.Minute // for the next command of the other side
	writeWait   = time.Minute
	deliverWait = 5 * time.Minute // for Deliver
	bodyGrace   = time.Minute     // for a body to begin
	bodyMinRate = 1 << 10         // bytes a second on the whole
	bodyWait    = time.Hour       // for a body to end
	maxRcpt     = 100
	maxUnknown  = 20      // recipients refused in one connection
	maxBodyLine = 1 << 20 // longer than the RFC's 998: real programs are careless
	inMemory    = 256 << 10
)

func (s *Server) init() {
	s.once.Do(func() {
		if s.MaxBytes <= 0 || s.MaxBytes > MaxSize-traceRoom {
			s.MaxBytes = MaxSize - traceRoom
		}
		for _, d := range []struct {
			v       *int
			initial int
		}{{&s.Conns, 100}, {&s.ConnsPerIP, 20}, {&s.PerMinute, 120}, {&s.Parallel, 4}} {
			if *d.v <= 0 {
				*d.v = d.initial
			}
		}
		if s.Spool <= 0 {
			s.Spool = 1 << 30
		}
		if s.Log == nil {
			s.Log = slog.New(slog.DiscardHandler)
		}
		s.slots = make(chan struct{}, s.Parallel)
		s.ctx, s.cancel = context.WithCancel(context.Background())
		s.listener = &listener{max: s.Conns, maxPerIP: s.ConnsPerIP, conns: make(map[*conn]bool), perIP: make(map[string]int)}
		s.smtp = smtp.NewServer(smtp.BackendFunc(s.session))
		s.smtp.Domain = s.Domain
		s.smtp.TLSConfig = s.TLS
		s.smtp.MaxMessageBytes = s.MaxBytes + 1 // the library refuses what is just as long
		s.smtp.MaxRecipients = maxRcpt
		s.smtp.MaxLineLength = maxBodyLine
		s.smtp.ReadTimeout = commandWait
		s.smtp.WriteTimeout = writeWait
		s.smtp.EnableSMTPUTF8 = true
		s.smtp.ErrorLog = serverLog{s.Log}
	})
}

// Serve takes connections from l until Shutdown; it then returns nil.
func (s *Server) Serve(l net.Listener) error {
	s.init()
	if !s.listener.begin(l) {
		return l.Close()
	}
	return s.smtp.Serve(s.listener)
}

// Shutdown stops taking connections, ends those that are idle, and waits for
// letters on their way until ctx ends; what is then left is cut off, and its
// sender tries again.
func (s *Server) Shutdown(ctx context.Context) error {
	s.init()
	s.listener.end()
	err := s.smtp.Shutdown(ctx)
	s.cancel()
	s.listener.closeAll()
	return err
}

func (s *Server) session(c *smtp.Conn) (smtp.Session, error) {
	t := tracked(c.Conn())
	if t == nil {
		return nil, fmt.Errorf("unknown connection %T", c.Conn())
	}
	return &session{server: s, conn: c, track: t}, nil
}

// A session is one connection from HELO on; it takes letters one after the
// other.
type session struct {
	server  *Server
	conn    *smtp.Conn
	track   *conn
	unknown int // recipients refused

	from string
	to   []string
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	srv := s.server
	if s.track.ending() {
		return s.reply(fault.New(fault.Unavailable, "mail.smtp_closing"))
	}
	if from != "" {
		clean, ok := cleanEmail(from)
		if !ok {
			return &smtp.SMTPError{Code: 553, EnhancedCode: smtp.EnhancedCode{5, 1, 7}, Message: replyText(fault.New(fault.Invalid, "mail.smtp_bad_address"))}
		}
		from = clean
	}
	if !srv.rate.allow(s.track.ip, srv.Now(), srv.PerMinute) {
		return s.reply(fault.New(fault.TooMany, "mail.smtp_too_many"))
	}
	s.from, s.to = from, nil
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	clean, ok := cleanEmail(to)
	err := error(fault.New(fault.NotFound, "mail.smtp_unknown_mailbox"))
	if ok {
		ctx, cancel := context.WithTimeout(s.server.ctx, deliverWait)
		defer cancel()
		err = s.server.Accept(ctx, clean)
	}
	if err != nil {
		if s.unknown++; s.unknown >= maxUnknown { // someone is guessing addresses
			s.track.finish()
		}
		return s.reply(err)
	}
	s.to = append(s.to, clean)
	return nil
}

func (s *session) Data(r io.Reader) error {
	srv := s.server
	s.track.setBusy(true)
	defer s.track.setBusy(false)
	letter := &spool{server: srv}
	defer letter.close()
	if err := letter.receive(r, s.track); err != nil {
		s.track.SetReadDeadline(time.Now().Add(bodyGrace)) // for the rest of it
		return s.reply(err)
	}
	ctx, cancel := context.WithTimeout(srv.ctx, deliverWait)
	defer cancel()
	select {
	case srv.slots <- struct{}{}:
		defer func() { <-srv.slots }()
	case <-ctx.Done():
		return s.reply(fault.New(fault.Unavailable, "mail.smtp_busy").Because(ctx.Err()))
	}
	_, encrypted := s.conn.TLSConnectionState()
	e := Envelope{From: s.from, To: s.to, Remote: s.track.ip, Helo: heloName(s.conn.Hostname()), TLS: encrypted}
	raw, err := letter.bytes(srv.trace(e))
	if err != nil {
		return s.reply(err)
	}
	if err := srv.Deliver(ctx, e, raw); err != nil {
		return s.reply(err)
	}
	srv.Log.Info("letter received", "remote", e.Remote, "bytes", len(raw), "recipients", len(e.To), "tls", e.TLS)
	return nil
}

func (s *session) Reset()        { s.from, s.to = "", nil }
func (s *session) Logout() error { return nil }

// trace returns the fields that the last server puts before a letter (RFC
// 5321 §4.4).
func (s *Server) trace(e Envelope) []byte {
	with := "ESMTP"
	if e.TLS {
		with = "ESMTPS"
	}
	return fmt.Appendf(nil, "Return-Path: <%s>\r\nReceived: from %s ([%s])\r\n\tby %s with %s; %s\r\n",
		e.From, e.Helo, e.Remote, s.Domain, with, s.Now().Format(time.RFC1123Z))
}

// heloName keeps of a name what can stand in a header.
func heloName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || r == '[' || r == ']' || r == ':' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return -1
	}, s)
	if s = s[:min(len(s), 255)]; s == "" {
		return "unknown"
	}
	return s
}
