package cli

import (
	"context"
	"fmt"
	"os/signal"
	"syscall"

	"congbo/internal/app"
	"congbo/internal/locale"
)

// runServe is "congbo serve": the desk, the public sites and the mail listener,
// until it is told to stop; what is under way is finished first.
func runServe(c *call) int {
	var s settings
	fs := newFlags("serve", &c.lang)
	s.flags(fs)
	fs.StringVar(&s.addr, "addr", "", "")
	fs.StringVar(&s.smtp, "smtp", "", "")
	if _, code, done := c.flags(fs, 0); done {
		return code
	}
	conf, err := s.load(c)
	if err != nil {
		return c.fail(err)
	}
	ctx, stop := signal.NotifyContext(c.ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	a, err := app.Open(ctx, conf, c.logger(conf.Log), app.Options{Existing: true, SetUp: true})
	if err != nil && ctx.Err() != nil {
		return exitDone // told to stop while it started
	} else if err != nil {
		return c.fail(err)
	}
	defer a.Close()
	err = a.Serve(ctx, func(l app.Listening) {
		if l.SetUp != "" {
			fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.serve.set_up", l.SetUp))
			return
		}
		fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.serve.ready", l.URL))
		if l.SMTP != "" {
			fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.serve.smtp", l.SMTP))
		}
	})
	if err != nil {
		return c.fail(err)
	}
	return exitDone
}

// runDemo is "congbo demo": an invented university to walk about in, on an
// empty folder that is gone afterwards.
func runDemo(c *call) int {
	fs := newFlags("demo", &c.lang)
	addr := fs.String("addr", "127.0.0.1:8080", "")
	data := fs.String("data", "", "")
	db := fs.String("db", "", "")
	if _, code, done := c.flags(fs, 0); done {
		return code
	}
	ctx, stop := signal.NotifyContext(c.ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	d := app.Demo{Addr: *addr, Data: *data, Database: *db, Log: c.logger(app.Log{Level: "warn"})}
	err := d.Run(context.WithoutCancel(ctx), ctx.Done(), func(l app.Listening) {
		fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.demo.ready", l.URL, l.URL+"/desk", l.URL+"/demo"))
	})
	if err != nil {
		return c.fail(err)
	}
	return exitDone
}
