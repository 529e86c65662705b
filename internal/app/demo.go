package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"congbo/internal/fault"
	"congbo/internal/mail"
)

// A Demo is the invented university, running: one click signs in as any of its
// people, and one page stands for everybody's mailbox. Letters go in and out
// by SMTP as they would anywhere.
type Demo struct {
	Addr     string
	Data     string // empty: a temporary folder that is gone afterwards
	Database string // PostgreSQL URL; empty: SQLite
	Log      *slog.Logger
}

// Run plays the demonstration's past, serves until stop is closed, and cleans
// up. ready is called when the pages can be opened.
func (d *Demo) Run(ctx context.Context, stop <-chan struct{}, ready func(Listening)) (err error) {
	// An address that cannot be had is told before the past is played, whose
	// letters name the one that was.
	l, err := net.Listen("tcp", d.Addr)
	if err != nil {
		return listenTrouble(d.Addr, err)
	}
	defer l.Close()
	if d.Data == "" {
		if d.Data, err = os.MkdirTemp("", "congbo-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(d.Data)) }()
	}
	out := &postOffice{}
	outside, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &mail.Server{Domain: "demo.example", Now: time.Now, Log: d.Log, Accept: func(context.Context, string) error { return nil }, Deliver: out.deliver}
	go server.Serve(outside)
	defer server.Shutdown(context.WithoutCancel(ctx))

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-stop: // also while the past is still being played
			cancel()
		case <-ctx.Done():
		}
	}()
	c := Default()
	c.Addr, c.Data, c.Database = l.Addr().String(), d.Data, d.Database
	c.SMTP = SMTPIn{Addr: "127.0.0.1:0", Domain: "demo.example"}
	c.Mail = MailOut{Server: outside.Addr().String(), TLS: "none"}
	clock := &stageClock{real: time.Now}
	a, err := Open(ctx, c, d.Log, Options{Clock: clock.now, Throwaway: true, Demo: true})
	if err != nil {
		return unlessStopped(ctx, err)
	}
	defer a.Close()
	if _, err := a.Institution(ctx); err == nil {
		return fault.New(fault.Conflict, "app.demo_needs_room", c.Data)
	}
	sender := a.Notify.Sender
	a.Notify.Sender = silence{} // letters of the past have been read long ago
	// Much memory is used for a moment, and little afterwards.
	collect := debug.SetGCPercent(400)
	err = a.play(ctx, clock)
	debug.SetGCPercent(collect)
	if err != nil {
		return unlessStopped(ctx, err)
	}
	a.Notify.Sender = sender
	pages := &demoPages{app: a, office: out}
	a.demo, a.listener = pages.handler(), l
	return a.Serve(ctx, func(l Listening) {
		pages.smtp = l.SMTP
		ready(l)
	})
}

// unlessStopped is err, or nil where somebody has told the program to stop:
// what breaks off then is no failure.
func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// A postOffice takes every letter the demonstration sends, as the world would.
type postOffice struct {
	mu    sync.Mutex
	taken int
	texts map[string]string // by Message-ID
}

// mostTexts bounds the texts that a post office keeps; then it begins anew.
const mostTexts = 1000

// deliver takes a letter. The text of one that opens an account is in the
// letter and nowhere else (notify leaves it out of what it stores), so this is
// where its reader finds it.
func (p *postOffice) deliver(_ context.Context, _ mail.Envelope, raw []byte) error {
	m, err := mail.Parse(raw)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken++
	if p.texts == nil || len(p.texts) >= mostTexts {
		p.texts = make(map[string]string)
	}
	p.texts[m.MessageID] = m.Text
	return nil
}

// text is what a letter said that has gone out; "" where it is not known.
func (p *postOffice) text(messageID string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.texts[strings.Trim(messageID, "<>")]
}

// count is how many letters have gone out by SMTP.
func (p *postOffice) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken
}
