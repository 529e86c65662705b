package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"

	"congbo/internal/fault"
	"congbo/internal/vi"
)

// A TLSMode says how a connection to the mail server is protected.
type TLSMode string

// The modes of protection. In all but TLSOpportunistic the server's
// certificate must be valid for its name.
const (
	TLSNone          TLSMode = "none"          // not at all: a server on this machine
	TLSOpportunistic TLSMode = "opportunistic" // encrypted where the server offers it (RFC 7435)
	TLSStart         TLSMode = "starttls"      // encrypted or not sent
	TLSImplicit      TLSMode = "implicit"      // encrypted from the first byte, port 465
)

// A Sender hands letters to the institution's mail server.
type Sender struct {
	Addr     string // host:port
	Helo     string // our name; "localhost" where empty
	TLS      TLSMode
	User     string // empty: without signing in
	Password Secret
	Timeout  time.Duration    // for one step of the conversation; 1 minute
	Now      func() time.Time // for letters without a date

	// TLSConfig replaces the default, for roots of one's own; its ServerName
	// is set here.
	TLSConfig *tls.Config
}

// A Reply is what a mail server said, for the delivery log. It is found with
// errors.As in the errors of Send.
type Reply struct {
	Code int    // RFC 5321 §4.2.3
	Text string // one line
}

// Error returns the reply as the server gave it.
func (r Reply) Error() string { return fmt.Sprintf("%d %s", r.Code, r.Text) }

// Send hands over a letter and returns what the server said when it took it.
//
// A letter or recipient that the server refuses for good, or that cannot be
// sent at all, is a fault Invalid; anything that may be better later —
// greylisting, no connection, no encryption, a refused password — is
// Unavailable, and the caller tries again with the same MessageID. Where the
// connection ends after the letter and before the server's answer it is
// Unavailable too: the server may have it, and knows it by its MessageID. A
// letter goes to all its recipients or, where one is refused, to none.
func (s *Sender) Send(ctx context.Context, o Outgoing) (Reply, error) {
	if o.Date.IsZero() {
		o.Date = s.Now()
	}
	raw, err := o.Bytes()
	if err != nil {
		return Reply{}, err
	}
	from := ""
	if o.EnvelopeFrom != "" {
		if from, err = wireAddress(o.EnvelopeFrom, "mail.bad_author"); err != nil {
			return Reply{}, err
		}
	}
	to := make([]string, len(o.To))
	for i, a := range o.To {
		if to[i], err = wireAddress(a.Email, "mail.bad_recipient"); err != nil {
			return Reply{}, err
		}
	}
	c := &conversation{sender: s, raw: raw}
	reply, err := c.run(ctx, from, to)
	if err != nil && ctx.Err() != nil {
		err = fault.New(fault.Unavailable, "mail.no_connection").Because(errors.Join(ctx.Err(), err))
	}
	return reply, err
}

// A conversation is one letter on its way to the server.
type conversation struct {
	sender *Sender
	raw    []byte
	conn   net.Conn
	smtp   *smtp.Client
}

func (c *conversation) run(ctx context.Context, from string, to []string) (Reply, error) {
	if err := c.dial(ctx); err != nil {
		return Reply{}, err
	}
	conn := c.conn // beneath whatever protects it later
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if err := c.greet(); err != nil {
		return Reply{}, err
	}
	if err := c.envelope(from, to); err != nil {
		return Reply{}, err
	}
	reply, err := c.data()
	if err == nil {
		c.step(c.sender.timeout())
		c.smtp.Quit() // the letter is delivered whatever comes of this
	}
	return reply, err
}

func (s *Sender) timeout() time.Duration {
	if s.Timeout > 0 {
		return s.Timeout
	}
	return time.Minute
}

// step gives the next step of the conversation its time.
func (c *conversation) step(d time.Duration) { c.conn.SetDeadline(time.Now().Add(d)) }

func (c *conversation) dial(ctx context.Context) error {
	dialer := net.Dialer{Timeout: c.sender.timeout()}
	conn, err := dialer.DialContext(ctx, "tcp", c.sender.Addr)
	if err != nil {
		return unreachable(err)
	}
	c.conn = &boundedConn{Conn: conn, left: maxReplies}
	return nil
}

// greet says hello, protects the connection as asked, and signs in. What goes
// wrong here is not the letter's fault.
func (c *conversation) greet() error {
	s := c.sender
	host, _, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return unreachable(err)
	}
	c.step(s.timeout())
	if s.TLS == TLSImplicit {
		secure := tls.Client(c.conn, s.tlsConfig(host))
		if err := secure.Handshake(); err != nil {
			return unreachable(err)
		}
		c.conn = secure
	}
	if c.smtp, err = smtp.NewClient(c.conn, host); err != nil {
		return unreachable(err)
	}
	helo := s.Helo
	if helo == "" {
		helo = "localhost"
	}
	c.step(s.timeout())
	if err := c.smtp.Hello(helo); err != nil {
		return unreachable(err)
	}
	if s.TLS == TLSStart || s.TLS == TLSOpportunistic {
		if offered, _ := c.smtp.Extension("STARTTLS"); offered {
			c.step(s.timeout())
			if err := c.smtp.StartTLS(s.tlsConfig(host)); err != nil {
				return unreachable(err)
			}
		} else if s.TLS == TLSStart {
			return fault.New(fault.Unavailable, "mail.no_tls")
		}
	}
	if s.User == "" {
		return nil
	}
	c.step(s.timeout())
	if err := c.smtp.Auth(s.auth(c.smtp, host)); err != nil {
		return fault.New(fault.Unavailable, "mail.login_refused").Because(asReply(err))
	}
	return nil
}

func (s *Sender) tlsConfig(host string) *tls.Config {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.TLSConfig != nil {
		cfg = s.TLSConfig.Clone()
	}
	cfg.ServerName = host
	// Encryption without knowing to whom still beats none, but not for a
	// password.
	cfg.InsecureSkipVerify = s.TLS == TLSOpportunistic && s.User == ""
	return cfg
}

// auth chooses how to sign in. Both ways refuse to send the password in the
// clear to another machine.
func (s *Sender) auth(c *smtp.Client, host string) smtp.Auth {
	plain := smtp.PlainAuth("", s.User, s.Password.Reveal(), host)
	if _, mechanisms := c.Extension("AUTH"); !hasWord(mechanisms, "PLAIN") && hasWord(mechanisms, "LOGIN") {
		return loginAuth{plain, s.User, s.Password}
	}
	return plain
}

func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

// loginAuth is the LOGIN that some servers have instead of PLAIN.
type loginAuth struct {
	plain    smtp.Auth // knows when a password may be sent
	user     string
	password Secret
}

func (a loginAuth) Start(server *smtp.ServerInfo) (string, []byte, error) {
	if _, _, err := a.plain.Start(server); err != nil {
		return "", nil, err
	}
	return "LOGIN", nil, nil
}

func (a loginAuth) Next(prompt []byte, more bool) ([]byte, error) {
	switch {
	case !more:
		return nil, nil
	case strings.HasPrefix(strings.ToLower(string(prompt)), "user"):
		return []byte(a.user), nil
	case strings.HasPrefix(strings.ToLower(string(prompt)), "pass"):
		return []byte(a.password.Reveal()), nil
	}
	return nil, errors.New("unknown prompt")
}

// envelope names the sender and the recipients.
func (c *conversation) envelope(from string, to []string) error {
	options := ""
	if !ascii([]byte(from + strings.Join(to, ""))) {
		if ok, _ := c.smtp.Extension("SMTPUTF8"); !ok {
			return fault.New(fault.Invalid, "mail.bad_recipient", strings.Join(to, ", ")).Because(errors.New("the server has no SMTPUTF8"))
		}
		options = " SMTPUTF8"
	}
	if ok, _ := c.smtp.Extension("SIZE"); ok {
		options += fmt.Sprintf(" SIZE=%d", len(c.raw))
	}
	if _, err := c.command(250, "MAIL FROM:<%s>%s", from, options); err != nil {
		return refusal(err, false)
	}
	for _, a := range to {
		if _, err := c.command(25, "RCPT TO:<%s>", a); err != nil {
			return refusal(err, true)
		}
	}
	return nil
}

// data sends the letter and waits for the server to take it.
func (c *conversation) data() (Reply, error) {
	if _, err := c.command(354, "DATA"); err != nil {
		return Reply{}, refusal(err, false)
	}
	// RFC 5321 §4.5.3.2.6: the server may need long to store it.
	c.step(max(10*time.Minute, c.sender.timeout()))
	w := c.smtp.Text.DotWriter()
	if _, err := w.Write(c.raw); err != nil {
		return Reply{}, unreachable(err)
	}
	if err := w.Close(); err != nil {
		return Reply{}, unreachable(err)
	}
	code, text, err := c.smtp.Text.ReadResponse(250)
	if err != nil {
		return Reply{}, refusal(err, false)
	}
	return Reply{code, vi.CleanLine(text)}, nil
}

// command gives a command and waits for the reply, which must begin with the
// digits of expect.
func (c *conversation) command(expect int, format string, args ...any) (Reply, error) {
	c.step(c.sender.timeout())
	id, err := c.smtp.Text.Cmd(format, args...)
	if err != nil {
		return Reply{}, err
	}
	c.smtp.Text.StartResponse(id)
	defer c.smtp.Text.EndResponse(id)
	code, text, err := c.smtp.Text.ReadResponse(expect)
	return Reply{code, vi.CleanLine(text)}, err
}

// unreachable is a failure before or beside the letter.
func unreachable(err error) error {
	return fault.New(fault.Unavailable, "mail.no_connection").Because(asReply(err))
}

// refusal tells a server's "no" from its "not now" (RFC 5321 §4.2.1).
func refusal(err error, recipient bool) error {
	r, ok := asReply(err).(Reply)
	switch {
	case !ok:
		return unreachable(err)
	case r.Code/100 != 5, r.Code == 530, r.Code == 538: // sign in first: our settings
		return fault.New(fault.Unavailable, "mail.deferred", r.Error()).Because(r)
	case recipient && r.Code == 552: // too many at once, says §4.5.3.1.10
		return fault.New(fault.Unavailable, "mail.deferred", r.Error()).Because(r)
	}
	return fault.New(fault.Invalid, "mail.refused", r.Error()).Because(r)
}

func asReply(err error) error {
	if e, ok := errors.AsType[*textproto.Error](err); ok {
		return Reply{e.Code, vi.CleanLine(e.Msg)}
	}
	return err
}

// maxReplies is how much a server may say about one letter, in bytes.
const maxReplies = 1 << 20

// A boundedConn ends when the other side has said more than that.
type boundedConn struct {
	net.Conn
	left int
}

func (c *boundedConn) Read(b []byte) (int, error) {
	if c.left <= 0 {
		return 0, errors.New("the server says too much")
	}
	n, err := c.Conn.Read(b[:min(len(b), c.left)])
	c.left -= n
	return n, err
}
