package mail_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/smtp"
	"strings"
	"sync"
	"testing"
	"time"

	"congbo/internal/fault"
	"congbo/internal/mail"
)

// certificate returns a certificate for 127.0.0.1 and the pool that knows it.
func certificate(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

// An office is a mail.Server with what it was given.
type office struct {
	*mail.Server
	addr string

	mu      sync.Mutex
	letters []received
	fail    error // what Deliver answers
}

type received struct {
	mail.Envelope
	raw []byte
}

func (o *office) got() []received {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.letters
}

func (o *office) setFail(err error) {
	o.mu.Lock()
	o.fail = err
	o.mu.Unlock()
}

func newOffice(t testing.TB, change func(*mail.Server)) *office {
	t.Helper()
	o := &office{Server: &mail.Server{
		Domain:   "congbo.example.edu.vn",
		Now:      func() time.Time { return morning },
		SpoolDir: t.TempDir(),
		Log:      slog.New(slog.NewTextHandler(t.Output(), nil)),
		Accept: func(_ context.Context, rcpt string) error {
			switch rcpt {
			case "ptt@example.edu.vn", "postmaster@congbo.example.edu.vn", "khoa@example.edu.vn":
				return nil
			case "closed@example.edu.vn":
				return fault.New(fault.Denied, "fault.denied")
			case "broken@example.edu.vn":
				return errors.New("the database is away")
			}
			return fault.New(fault.NotFound, "mail.smtp_unknown_mailbox")
		},
	}}
	o.Deliver = func(_ context.Context, e mail.Envelope, raw []byte) error {
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.fail == nil {
			o.letters = append(o.letters, received{e, raw})
		}
		return o.fail
	}
	if change != nil {
		change(o.Server)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o.addr = l.Addr().String()
	end := make(chan error, 1)
	go func() { end <- o.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := o.Shutdown(ctx); err != nil && !strings.Contains(err.Error(), "already closed") {
			t.Errorf("Shutdown: %v", err)
		}
		if err := <-end; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return o
}

// dial speaks SMTP by hand: each line is sent and the reply checked.
type talk struct {
	t testing.TB
	net.Conn
	r *bufio.Reader
}

func dial(t testing.TB, addr string) *talk {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return &talk{t, c, bufio.NewReader(c)}
}

// expect reads a reply and checks how it begins.
func (c *talk) expect(want string) {
	c.t.Helper()
	for {
		line, err := c.r.ReadString('\n')
		if err != nil {
			c.t.Fatalf("%v, want %q", err, want)
		}
		if len(line) > 3 && line[3] == '-' {
			continue
		}
		if !strings.HasPrefix(line, want) {
			c.t.Fatalf("got %q, want %q", line, want)
		}
		return
	}
}

func (c *talk) say(line, want string) {
	c.t.Helper()
	fmt.Fprintf(c, "%s\r\n", line)
	c.expect(want)
}

func TestServer(t *testing.T) { // R-I1, F-F1
	o := newOffice(t, nil)
	c := dial(t, o.addr)
	c.expect("220 congbo.example.edu.vn")
	c.say("EHLO khách.example\x01", "250 ")
	c.say("MAIL FROM:<an@Example.VN> SIZE=100 BODY=8BITMIME", "250 ")
	c.say("RCPT TO:<nobody@example.edu.vn>", "550 5.1.1 There is no such mailbox here.")
	c.say("RCPT TO:<closed@example.edu.vn>", "550 5.7.1 ")
	c.say("RCPT TO:<broken@example.edu.vn>", "451 4.3.0 ")
	c.say("RCPT TO:<ptt@Example.edu.vn>", "250 ")
	c.say("RCPT TO:<postmaster@congbo.example.edu.vn>", "250 ")
	c.say("DATA", "354 ")
	c.say("Subject: Thử\r\n\r\n..dấu chấm\r\n.", "250 ")
	// The next on the same connection, a report without a sender.
	c.say("MAIL FROM:<>", "250 ")
	c.say("RCPT TO:<khoa@example.edu.vn>", "250 ")
	c.say("DATA", "354 ")
	c.say("Subject: 2\r\n\r\n.", "250 ")
	c.say("QUIT", "221 ")

	got := o.got()
	if len(got) != 2 {
		t.Fatalf("%d letters", len(got))
	}
	first := got[0]
	if first.From != "an@example.vn" || strings.Join(first.To, " ") != "ptt@example.edu.vn postmaster@congbo.example.edu.vn" || first.Remote != "127.0.0.1" || first.Helo != "khch.example" || first.TLS {
		t.Errorf("envelope %+v", first.Envelope)
	}
	want := "Return-Path: <an@example.vn>\r\nReceived: from khch.example ([127.0.0.1])\r\n\tby congbo.example.edu.vn with ESMTP; Mon, 23 Nov 2026 08:15:00 +0700\r\nSubject: Thử\r\n\r\n.dấu chấm\r\n"
	if string(first.raw) != want {
		t.Errorf("got %q, want %q", first.raw, want)
	}
	if got[1].From != "" || !bytes.HasPrefix(got[1].raw, []byte("Return-Path: <>\r\n")) {
		t.Errorf("the report came as %+v %q", got[1].Envelope, got[1].raw)
	}
	if m := parse(t, append(got[1].raw, "From: a@b.vn"...)); m.Auto == mail.NotAuto {
		t.Error("a report passes for a person's letter")
	}
}

// What Deliver says decides what the sender hears; only nil is 250.
func TestServerAnswers(t *testing.T) {
	o := newOffice(t, nil)
	for err, want := range map[error]string{
		fault.New(fault.Invalid, "mail.unreadable"):                 "554 5.6.0 ",
		fault.New(fault.TooLarge, "mail.too_deep", 12):              "552 5.3.4 The parts of the letter are nested more than 12",
		fault.New(fault.Denied, "fault.denied"):                     "550 5.7.1 ",
		fault.New(fault.TooMany, "mail.smtp_too_many"):              "450 4.7.1 ",
		fault.New(fault.Unavailable, "fault.unavailable"):           "451 4.3.0 ",
		fault.New(fault.Conflict, "fault.unavailable"):              "451 4.3.0 ",
		fault.New(fault.Internal, "secret"):                         "451 4.3.0 Something went wrong",
		errors.New("pq: password=hunter2\r\n250 all is well"):       "451 4.3.0 Something went wrong",
		fault.New(fault.Invalid, "mail.refused", "x\r\n250 ấy “x”"): "554 5.6.0 The mail server refused the letter: \"x 250 ?y \"x\"\".",
	} {
		o.setFail(err)
		c := dial(t, o.addr)
		c.expect("220 ")
		c.say("HELO x", "250 ")
		c.say("MAIL FROM:<a@b.vn>", "250 ")
		c.say("RCPT TO:<ptt@example.edu.vn>", "250 ")
		c.say("DATA", "354 ")
		c.say("Subject: x\r\n\r\nx\r\n.", want)
		c.say("QUIT", "221 ")
	}
	if n := len(o.got()); n != 0 {
		t.Errorf("%d letters", n)
	}
}

func TestServerLimits(t *testing.T) {
	o := newOffice(t, func(s *mail.Server) { s.MaxBytes, s.PerMinute, s.ConnsPerIP = 1<<20, 4, 2 })
	c := dial(t, o.addr)
	c.expect("220 ")
	c.say("EHLO x", "250 ")
	c.say("MAIL FROM:<a@b.vn> SIZE=2000000", "552 5.3.4 ")
	send := func(size int, want string) {
		t.Helper()
		c.say("MAIL FROM:<a@b.vn>", "250 ")
		c.say("RCPT TO:<ptt@example.edu.vn>", "250 ")
		c.say("DATA", "354 ")
		body := "S: x\r\n\r\n" + strings.Repeat(strings.Repeat("x", 62)+"\r\n", size/64-1)
		body += strings.Repeat("y", size-len(body)-2)
		c.say(body+"\r\n.", want)
	}
	send(1<<20, "250 ")         // just within, by way of a file
	send(1<<20+1, "552 5.3.4 ") // just beyond
	send(1000, "250 ")
	if got := o.got(); len(got) != 2 || len(got[0].raw) < 1<<20 || !bytes.HasSuffix(got[0].raw, []byte("yy\r\n")) {
		t.Errorf("%d letters", len(got))
	}
	c.say("MAIL FROM:<a b@b.vn>", "501 ")
	c.say("MAIL FROM:<a@b.vn>", "250 ")
	c.say("RSET", "250 ")
	c.say("MAIL FROM:<a@b.vn>", "450 4.7.1 ") // the fifth of this minute

	second, third := dial(t, o.addr), dial(t, o.addr)
	second.expect("220 ")
	third.expect("421 4.7.0 ")
	second.say("QUIT", "221 ")
}

// BDAT, the other way to send a body, ends in the same place.
func TestServerChunks(t *testing.T) {
	o := newOffice(t, nil)
	c := dial(t, o.addr)
	c.expect("220 ")
	c.say("EHLO x", "250 ")
	c.say("MAIL FROM:<a@b.vn>", "250 ")
	c.say("RCPT TO:<ptt@example.edu.vn>", "250 ")
	fmt.Fprint(c, "BDAT 14\r\nSubject: x\r\n\r\n")
	c.expect("250 ")
	fmt.Fprint(c, "BDAT 4 LAST\r\nhai.")
	c.expect("250 ")
	if got := o.got(); len(got) != 1 || !bytes.HasSuffix(got[0].raw, []byte("\r\nSubject: x\r\n\r\nhai.")) {
		t.Errorf("got %+v", got)
	}
}

// A letter that breaks off half-way is not delivered, nor one whose end is
// only pretended with bare line feeds.
func TestServerBrokenOff(t *testing.T) {
	o := newOffice(t, nil)
	for _, body := range []string{"Subject: x\r\n\r\nhalf", "Subject: x\r\n\r\nx\n.\n", "Subject: x\r\n\r\nx\r\n.\nMAIL FROM:<evil@x.vn>\r\n"} {
		c := dial(t, o.addr)
		c.expect("220 ")
		c.say("HELO x", "250 ")
		c.say("MAIL FROM:<a@b.vn>", "250 ")
		c.say("RCPT TO:<ptt@example.edu.vn>", "250 ")
		c.say("DATA", "354 ")
		fmt.Fprint(c, body)
		c.Close()
	}
	// Once the server has ended, all connections have been dealt with.
	if err := o.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := o.got(); len(got) != 0 {
		t.Errorf("delivered %+v", got)
	}
}

func TestServerTLS(t *testing.T) {
	cert, roots := certificate(t)
	o := newOffice(t, func(s *mail.Server) { s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}} })
	c, err := smtp.Dial(o.addr)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.StartTLS(&tls.Config{ServerName: "127.0.0.1", RootCAs: roots}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Mail("a@b.vn"), c.Rcpt("ptt@example.edu.vn")); err != nil {
		t.Fatal(err)
	}
	w, err := c.Data()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(w, "Subject: x\r\n\r\nx\r\n")
	if err := errors.Join(w.Close(), c.Quit()); err != nil {
		t.Fatal(err)
	}
	if got := o.got(); len(got) != 1 || !got[0].TLS || !bytes.Contains(got[0].raw, []byte("with ESMTPS;")) {
		t.Errorf("got %+v", got)
	}
}

// A server that ends says goodbye to those who wait and finishes the letter
// that is being delivered.
func TestServerShutdown(t *testing.T) {
	delivering, finish := make(chan bool), make(chan bool)
	o := newOffice(t, nil)
	deliver := o.Deliver
	o.Deliver = func(ctx context.Context, e mail.Envelope, raw []byte) error {
		close(delivering)
		<-finish
		return deliver(ctx, e, raw)
	}
	idle := dial(t, o.addr)
	idle.expect("220 ")
	idle.say("HELO x", "250 ")
	c := dial(t, o.addr)
	c.expect("220 ")
	c.say("HELO x", "250 ")
	c.say("MAIL FROM:<a@b.vn>", "250 ")
	c.say("RCPT TO:<ptt@example.edu.vn>", "250 ")
	c.say("DATA", "354 ")
	fmt.Fprint(c, "Subject: x\r\n\r\nx\r\n.\r\n")
	<-delivering
	end := make(chan error)
	go func() { end <- o.Shutdown(context.Background()) }()
	idle.expect("421 ")
	close(finish)
	c.expect("250 ")
	c.expect("421 ")
	if err := <-end; err != nil {
		t.Error(err)
	}
	if len(o.got()) != 1 {
		t.Error("the letter under way was lost")
	}
	if _, err := net.Dial("tcp", o.addr); err == nil {
		t.Error("still listening")
	}
}

// A panic in the program costs the sender one try, and others nothing.
func TestServerPanic(t *testing.T) {
	o := newOffice(t, nil)
	deliver := o.Deliver
	o.Deliver = func(ctx context.Context, e mail.Envelope, raw []byte) error {
		if bytes.Contains(raw, []byte("bomb")) {
			panic("oh")
		}
		return deliver(ctx, e, raw)
	}
	for _, c := range []struct{ text, want string }{{"bomb", "421 "}, {"fine", "250 "}} {
		talk := dial(t, o.addr)
		talk.expect("220 ")
		talk.say("HELO x", "250 ")
		talk.say("MAIL FROM:<a@b.vn>", "250 ")
		talk.say("RCPT TO:<ptt@example.edu.vn>", "250 ")
		talk.say("DATA", "354 ")
		talk.say("Subject: x\r\n\r\n"+c.text+"\r\n.", c.want)
	}
}

// Who guesses addresses is shown the door.
func TestServerGuessing(t *testing.T) {
	o := newOffice(t, nil)
	c := dial(t, o.addr)
	c.expect("220 ")
	c.say("HELO x", "250 ")
	c.say("MAIL FROM:<a@b.vn>", "250 ")
	for i := range 20 {
		c.say(fmt.Sprintf("RCPT TO:<guess%d@example.edu.vn>", i), "550 ")
	}
	c.expect("421 ")
}
