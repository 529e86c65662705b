package httpx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"congbo/internal/fault"
)

// statuses is the one table from kinds of failure to HTTP.
var statuses = map[fault.Kind]int{
	fault.Internal:    http.StatusInternalServerError,
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.Denied:      http.StatusForbidden,
	fault.NotFound:    http.StatusNotFound,
	fault.Conflict:    http.StatusConflict,
	fault.TooLarge:    http.StatusRequestEntityTooLarge,
	fault.TooMany:     http.StatusTooManyRequests,
	fault.Unavailable: http.StatusServiceUnavailable,
}

// Status is the HTTP status of an error.
func Status(err error) int { return statuses[fault.KindOf(err)] }

// A HandlerFunc answers a request or says what went wrong, but not both: what
// it has begun to send cannot be taken back.
type HandlerFunc func(http.ResponseWriter, *http.Request) error

// Errors turns what goes wrong in handlers of one face into its pages.
type Errors struct {
	// Page answers with a page about err under a status; it says no more of an
	// internal failure than that there was one.
	Page func(w http.ResponseWriter, r *http.Request, status int, err error)
	Log  *slog.Logger
}

// Handle returns h as an http.Handler. A panic is a failure like any other:
// logged with its stack, answered with a page.
func (e Errors) Handle(h HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := w.(*Answer)
		if !ok {
			a = &Answer{ResponseWriter: w}
		}
		if err := call(h, a, r); err != nil {
			e.fail(a, r, err)
		}
	})
}

func call(h HandlerFunc, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		if p := recover(); p == http.ErrAbortHandler {
			panic(p) // net/http's own way to hang up
		} else if p != nil {
			err = &crash{what: p, stack: debug.Stack()}
		}
	}()
	return h(w, r)
}

// A crash is a panic as an error.
type crash struct {
	what  any
	stack []byte
}

func (c *crash) Error() string { return fmt.Sprintf("panic: %v", c.what) }

func (e Errors) fail(a *Answer, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody is listening any more
	}
	status := Status(err)
	if e.Log != nil && (status >= 500 || a.Begun()) {
		log := e.Log.With("id", ID(r), "method", r.Method, "path", r.URL.Path, "err", err.Error())
		if c, ok := errors.AsType[*crash](err); ok {
			log = log.With("stack", string(c.stack))
		}
		log.ErrorContext(r.Context(), "request failed")
	}
	if a.Begun() {
		panic(http.ErrAbortHandler) // a cut connection tells the browser that the page is not whole
	}
	h := a.Header()
	for _, name := range []string{"Content-Encoding", "Content-Length", "Content-Disposition", "ETag", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		if h.Get("Retry-After") == "" {
			h.Set("Retry-After", "60")
		}
	}
	e.Page(a, r, status, err)
}

// SameOrigin refuses requests that change something and come from another
// site's page; it needs no token in forms. Answers to refusals are pages too.
func (e Errors) SameOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(e.Handle(func(http.ResponseWriter, *http.Request) error { return fault.New(fault.Denied, "httpx.foreign") }))
	return guard.Handler(next)
}
