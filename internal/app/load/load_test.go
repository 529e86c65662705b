//go:build linux

package load_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"congbo/internal/app/load"
)

// What is answered is counted by what it is, over each protocol, in a closed
// loop and in an open one.
func TestRun(t *testing.T) {
	body := strings.Repeat("x", 100_000)
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("If-None-Match") != "":
			w.WriteHeader(http.StatusNotModified)
		case r.URL.Path == "/there":
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
			fmt.Fprint(w, body)
		default:
			w.Header().Set("Content-Length", "4")
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "none")
		}
	})
	plain := httptest.NewServer(h)
	defer plain.Close()
	secret := httptest.NewUnstartedServer(h)
	secret.EnableHTTP2 = true
	secret.StartTLS()
	defer secret.Close()

	for _, proto := range []string{load.Plain, load.TLS, load.H2} {
		addr := plain.Listener.Addr().String()
		if proto != load.Plain {
			addr = secret.Listener.Addr().String()
		}
		job := load.Job{Addr: addr, Host: "a.example", Path: "/there", Proto: proto, Conns: 3, Streams: 2, Warm: 10 * time.Millisecond, Span: 100 * time.Millisecond,
			Status: 200, Length: len(body)}
		run := func(name string, change func(*load.Job)) load.Result {
			j := job
			change(&j)
			for range 50 { // a busy machine may get nothing done in so short a time
				r, err := load.Run(j)
				if err != nil {
					t.Fatalf("%s, %s: %v", proto, name, err)
				}
				if r.Requests+r.Wrong > 0 {
					return r
				}
			}
			t.Fatalf("%s, %s: never answered", proto, name)
			return load.Result{}
		}
		if r := run("right", func(*load.Job) {}); r.Requests == 0 || r.Wrong != 0 || r.P99 < r.P50 || r.P50 <= 0 {
			t.Errorf("%s: %+v", proto, r)
		}
		if r := run("the wrong length", func(j *load.Job) { j.Length-- }); r.Requests != 0 || r.Wrong == 0 || r.Why == "" {
			t.Errorf("%s: %+v", proto, r)
		}
		if r := run("the wrong status", func(j *load.Job) { j.Path = "/gone" }); r.Requests != 0 || r.Wrong == 0 {
			t.Errorf("%s: %+v", proto, r)
		}
		if r := run("not changed", func(j *load.Job) { j.Header, j.Status, j.Length = []string{`If-None-Match: "x"`}, 304, 0 }); r.Requests == 0 || r.Wrong != 0 {
			t.Errorf("%s: %+v", proto, r)
		}
		if proto != load.Plain {
			continue
		}
		if r := run("at a rate", func(j *load.Job) { j.Rate = 500 }); r.Requests == 0 || r.Requests > 60 || r.Wrong != 0 {
			t.Errorf("%s: %+v", proto, r)
		}
	}
}

// A server that does not answer has made everybody wait who would have asked.
func TestWaitingCounts(t *testing.T) {
	held := make(chan bool)
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-held }))
	defer s.Close()
	defer close(held)
	r, err := load.Run(load.Job{Addr: s.Listener.Addr().String(), Host: "a.example", Path: "/", Proto: load.Plain, Conns: 1, Rate: 1000, Span: 100 * time.Millisecond, Status: 200})
	if err != nil || r.Requests != 0 || r.P50 == 0 || r.Max < r.P50 {
		t.Errorf("%+v, %v", r, err)
	}
}
