package mail_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"congbo/internal/fault"
	"congbo/internal/mail"
)

func sender(addr string) *mail.Sender {
	return &mail.Sender{Addr: addr, Helo: "congbo.example.edu.vn", TLS: mail.TLSNone, Now: func() time.Time { return morning }}
}

// to returns a letter to one of the addresses that an office knows.
func to(rcpt ...string) mail.Outgoing {
	o := outgoing()
	o.To = nil
	for _, r := range rcpt {
		o.To = append(o.To, mail.Address{Name: "Người nhận", Email: r})
	}
	return o
}

func TestSend(t *testing.T) {
	office := newOffice(t, nil)
	o := to("ptt@example.edu.vn", "khoa@example.edu.vn")
	o.Date = time.Time{}
	o.Text = "Dòng một\n.\n..hai\n"
	reply, err := sender(office.addr).Send(t.Context(), o)
	if err != nil || reply.Code != 250 || reply.Text == "" {
		t.Fatalf("%+v %v", reply, err)
	}
	got := office.got()
	if len(got) != 1 || got[0].From != "" || len(got[0].To) != 2 || got[0].Helo != "congbo.example.edu.vn" {
		t.Fatalf("%+v", got)
	}
	o.Date = morning
	want, _ := o.Bytes()
	if !bytes.HasSuffix(got[0].raw, want) {
		t.Errorf("arrived as\n%s\nwant\n%s", got[0].raw, want)
	}
	o.EnvelopeFrom = "trả-lời@example.vn" // a letter beyond ASCII
	if _, err := sender(office.addr).Send(t.Context(), o); err != nil {
		t.Error(err)
	}
	if got := office.got()[1]; got.From != o.EnvelopeFrom {
		t.Errorf("from %q", got.From)
	}
}

// Refusals for good are told from what may be better later (F-F2: letters
// are tried again).
func TestSendRefused(t *testing.T) {
	office := newOffice(t, nil)
	for _, c := range []struct {
		rcpt string
		fail error // of Deliver
		want fault.Kind
		key  string
		code int
	}{
		{"nobody@example.edu.vn", nil, fault.Invalid, "mail.refused", 550},
		{"broken@example.edu.vn", nil, fault.Unavailable, "mail.deferred", 451},
		{"ptt@example.edu.vn", fault.New(fault.TooMany, "mail.smtp_too_many"), fault.Unavailable, "mail.deferred", 450}, // greylisting
		{"ptt@example.edu.vn", fault.New(fault.Denied, "fault.denied"), fault.Invalid, "mail.refused", 550},
		{"ptt@example.edu.vn", nil, fault.Internal, "", 250},
	} {
		office.setFail(c.fail)
		reply, err := sender(office.addr).Send(t.Context(), to("ptt@example.edu.vn", c.rcpt))
		if c.key == "" {
			if err != nil {
				t.Errorf("%s: %v", c.rcpt, err)
			}
			continue
		}
		said, ok := errors.AsType[mail.Reply](err)
		if !is(err, c.want, c.key) || !ok || said.Code != c.code || said.Text == "" || reply.Code != 0 {
			t.Errorf("%s, %v: %v (%+v)", c.rcpt, c.fail, err, said)
		}
	}
	if n := len(office.got()); n != 1 {
		t.Errorf("%d letters", n)
	}
}

func TestSendTLS(t *testing.T) {
	cert, roots := certificate(t)
	plain := newOffice(t, nil)
	secure := newOffice(t, func(s *mail.Server) { s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}} })
	known := &tls.Config{RootCAs: roots}
	for _, c := range []struct {
		name string
		addr string
		mode mail.TLSMode
		cfg  *tls.Config
		user string
		want string // key of the fault
		tls  bool
	}{
		{"required and offered", secure.addr, mail.TLSStart, known, "", "", true},
		{"required and stripped", plain.addr, mail.TLSStart, known, "", "mail.no_tls", false},
		{"required, unknown certificate", secure.addr, mail.TLSStart, nil, "", "mail.no_connection", false},
		{"opportunistic", secure.addr, mail.TLSOpportunistic, nil, "", "", true},
		{"opportunistic, not offered", plain.addr, mail.TLSOpportunistic, nil, "", "", false},
		{"opportunistic, password, unknown certificate", secure.addr, mail.TLSOpportunistic, nil, "ptt", "mail.no_connection", false},
		{"none", secure.addr, mail.TLSNone, nil, "", "", false},
		{"implicit on a plain port", plain.addr, mail.TLSImplicit, known, "", "mail.no_connection", false},
	} {
		s := sender(c.addr)
		s.TLS, s.TLSConfig, s.User, s.Timeout = c.mode, c.cfg, c.user, 5*time.Second
		before := len(plain.got()) + len(secure.got())
		_, err := s.Send(t.Context(), to("ptt@example.edu.vn"))
		if c.want != "" {
			if !is(err, fault.Unavailable, c.want) || len(plain.got())+len(secure.got()) != before {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		office := plain
		if c.addr == secure.addr {
			office = secure
		}
		if got := office.got(); got[len(got)-1].TLS != c.tls {
			t.Errorf("%s: encrypted %v", c.name, !c.tls)
		}
	}
}

// fake is a mail server that does as script says with each connection.
func fake(t testing.TB, script func(c *textproto.Conn)) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				script(textproto.NewConn(c))
			}()
		}
	}()
	return l.Addr().String()
}

// answers reads a command and answers it, line by line.
func answers(c *textproto.Conn, replies ...string) (commands []string) {
	for _, r := range replies {
		if r != "" {
			c.PrintfLine("%s", r)
		}
		line, err := c.ReadLine()
		if err != nil {
			return commands
		}
		commands = append(commands, line)
	}
	return commands
}

func TestSendToBadServers(t *testing.T) {
	for name, c := range map[string]struct {
		script func(*textproto.Conn)
		want   fault.Kind
		key    string
	}{
		"hangs up": {func(*textproto.Conn) {}, fault.Unavailable, "mail.no_connection"},
		"no service": {func(c *textproto.Conn) { answers(c, "554 no SMTP service here") },
			fault.Unavailable, "mail.no_connection"},
		"babbles":  {func(c *textproto.Conn) { answers(c, strings.Repeat("x", 2<<20)) }, fault.Unavailable, "mail.no_connection"},
		"for ever": {func(c *textproto.Conn) { answers(c, strings.Repeat("220-x\r\n", 1<<20)) }, fault.Unavailable, "mail.no_connection"},
		"wants a login": {func(c *textproto.Conn) { answers(c, "220 x", "250 x", "530 5.7.0 Authentication required") },
			fault.Unavailable, "mail.deferred"},
		"author refused": {func(c *textproto.Conn) { answers(c, "220 x", "250 x", "550 5.7.1 no") }, fault.Invalid, "mail.refused"},
		"closing": {func(c *textproto.Conn) { answers(c, "220 x", "250 x", "421 4.3.2 closing") },
			fault.Unavailable, "mail.deferred"},
		"cut after DATA": {func(c *textproto.Conn) {
			answers(c, "220 x", "250 x", "250 ok", "250 ok", "354 go")
			c.ReadDotBytes()
		}, fault.Unavailable, "mail.no_connection"},
		"cut in the body": {func(c *textproto.Conn) { answers(c, "220 x", "250 x", "250 ok", "250 ok", "354 go") },
			fault.Unavailable, "mail.no_connection"},
		"content refused": {func(c *textproto.Conn) {
			answers(c, "220 x", "250 x", "250 ok", "250 ok")
			c.PrintfLine("354 go")
			c.ReadDotBytes()
			c.PrintfLine("554-5.7.1 this looks\r\n554 5.7.1 like spam")
			c.ReadLine()
		}, fault.Invalid, "mail.refused"},
	} {
		_, err := sender(fake(t, c.script)).Send(t.Context(), to("ptt@example.edu.vn"))
		if !is(err, c.want, c.key) {
			t.Errorf("%s: %v, want %v %s", name, err, c.want, c.key)
		}
		if said, _ := errors.AsType[mail.Reply](err); strings.ContainsAny(said.Text, "\r\n") {
			t.Errorf("%s: said %q", name, said.Text)
		}
	}
	if _, err := sender("127.0.0.1:1").Send(t.Context(), to("ptt@example.edu.vn")); !is(err, fault.Unavailable, "mail.no_connection") {
		t.Errorf("nobody there: %v", err)
	}
}

// A caller that has waited long enough is obeyed at any point.
func TestSendCancelled(t *testing.T) {
	for n := range 6 {
		ctx, cancel := context.WithCancel(t.Context())
		addr := fake(t, func(c *textproto.Conn) {
			answers(c, []string{"220 x", "250 x", "250 ok", "250 ok", "354 go"}[:min(n, 5)]...)
			cancel()
			c.R.WriteTo(discard{}) // says no more until the other side hangs up
		})
		_, err := sender(addr).Send(ctx, to("ptt@example.edu.vn"))
		if !fault.Is(err, fault.Unavailable) || !errors.Is(err, context.Canceled) {
			t.Errorf("after %d replies: %v", n, err)
		}
		cancel()
	}
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

func TestSendLogin(t *testing.T) {
	said := make(chan string, 1)
	login := func(offer string, replies ...string) string {
		return fake(t, func(c *textproto.Conn) {
			said <- strings.Join(answers(c, append([]string{"220 x", "250-x\r\n250 AUTH " + offer}, replies...)...), "\n")
		})
	}
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for _, c := range []struct {
		addr, heard, key string
	}{
		{login("LOGIN PLAIN", "535 5.7.8 wrong"), "AUTH PLAIN " + b64("\x00ptt\x00mật khẩu"), "mail.login_refused"},
		{login("LOGIN", "334 "+b64("Username:"), "334 "+b64("Password:"), "235 ok", "550 no"), "AUTH LOGIN\n" + b64("ptt") + "\n" + b64("mật khẩu"), "mail.refused"},
	} {
		s := sender(c.addr)
		s.User, s.Password = "ptt", mail.NewSecret("mật khẩu")
		_, err := s.Send(t.Context(), to("ptt@example.edu.vn"))
		if e, ok := fault.As(err); !ok || e.Key != c.key {
			t.Errorf("%v, want %s", err, c.key)
		}
		if strings.Contains(fmt.Sprint(err), "mật") {
			t.Errorf("the password is in %v", err)
		}
		if heard := <-said; !strings.Contains(heard, c.heard) {
			t.Errorf("heard %q, want %q", heard, c.heard)
		}
	}
}

// A mail server that has gone through the whole conversation once more after
// an answer that was lost gets the same letter under the same name.
func TestSendAgain(t *testing.T) {
	var letters []string
	got := make(chan string)
	addr := fake(t, func(c *textproto.Conn) {
		answers(c, "220 x", "250 x", "250 ok", "250 ok")
		c.PrintfLine("354 go")
		raw, _ := c.ReadDotBytes()
		got <- string(raw)
	})
	for range 2 {
		end := make(chan error)
		go func() {
			_, err := sender(addr).Send(t.Context(), to("ptt@example.edu.vn"))
			end <- err
		}()
		letters = append(letters, <-got)
		if err := <-end; !fault.Is(err, fault.Unavailable) {
			t.Fatal(err)
		}
	}
	if letters[0] != letters[1] || !strings.Contains(letters[0], "Message-ID: <ack-123@congbo.example.edu.vn>") {
		t.Errorf("%q and %q", letters[0], letters[1])
	}
	if h, err := textproto.NewReader(bufio.NewReader(strings.NewReader(letters[0]))).ReadMIMEHeader(); err != nil || h.Get("Auto-Submitted") != "auto-replied" {
		t.Errorf("%v %v", h, err)
	}
}

// A server that falls silent is left after the time for one step.
func TestSendTimeout(t *testing.T) {
	s := sender(fake(t, func(c *textproto.Conn) { answers(c, "") }))
	s.Timeout = 20 * time.Millisecond
	if _, err := s.Send(t.Context(), to("ptt@example.edu.vn")); !is(err, fault.Unavailable, "mail.no_connection") {
		t.Error(err)
	}
}
