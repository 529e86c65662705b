package desk

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/store"
)

// A visit is one request to the desk with who makes it.
type visit struct {
	d     *Desk
	w     http.ResponseWriter
	r     *http.Request
	route Route
	who   accounts.Actor // Person is 0 where nobody is signed in
	token string         // of the session; empty: none
	half  bool           // has shown a password, but something is missing
	lang  locale.Lang
	now   time.Time
}

// The addresses that the frame itself leads to.
const (
	pathHome   = "/desk"
	pathSignIn = "/desk/sign-in"
	pathStage  = "/desk/sign-in/next" // what is still missing before somebody is in
)

// enter finds out who asks and in which language to answer.
func (v *visit) enter() error {
	v.lang = locale.Parse(cookie(v.r, langCookie))
	if v.token = cookie(v.r, sessionCookie); v.token == "" || v.d.Accounts == nil {
		return nil
	}
	who, err := v.d.Accounts.Resume(v.r.Context(), v.token)
	switch {
	case err == nil:
		v.who, v.lang = who, who.Lang
	case errors.Is(err, accounts.ErrUnfinished):
		v.half = true
	case errors.Is(err, accounts.ErrSignedOut):
		v.token = ""
	default:
		return err
	}
	return nil
}

// turnedAway sends somebody who is not (quite) signed in to where they can be,
// if the route needs that, and reports whether it did.
func (v *visit) turnedAway() bool {
	switch {
	case v.route.Needs == Anyone, v.who.Person != 0:
		return false
	case v.half && v.route.Needs == HalfSigned:
		return false
	case v.half:
		v.redirect(pathStage)
	case v.r.Method != http.MethodGet:
		v.fail(fault.New(fault.Denied, "desk.session_over"))
	default:
		v.redirect(pathSignIn + "?next=" + url.QueryEscape(v.r.URL.RequestURI()))
	}
	return true
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// t says a message of the catalogs in the visitor's language.
func (v *visit) t(key string, args ...any) string { return locale.T(v.lang, key, args...) }

// address is where the request comes from.
func (v *visit) address() string {
	if v.d.Address != nil {
		return v.d.Address(v.r)
	}
	host := v.r.RemoteAddr
	if i := strings.LastIndexByte(host, ':'); i > 0 {
		host = host[:i]
	}
	return strings.Trim(host, "[]")
}

// visitor is the device at the other end, for package accounts.
func (v *visit) visitor() accounts.Visitor {
	return accounts.Visitor{Address: v.address(), Agent: v.r.UserAgent()}
}

// Budgets of forms, in bytes.
const (
	formSmall = 256 << 10 // decisions with their words
	formText  = 12 << 20  // the text of a document
)

// form reads the fields of a form of at most limit bytes; values are as the
// browser sent them.
func (v *visit) form(limit int64) (url.Values, error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, limit)
	var err error
	if strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/form-data") {
		err = v.r.ParseMultipartForm(limit)
	} else {
		err = v.r.ParseForm()
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, fault.New(fault.TooLarge, "desk.form_too_large")
	case errors.Is(err, io.ErrUnexpectedEOF), err != nil:
		return nil, fault.New(fault.Invalid, "desk.bad_form").Because(err)
	}
	return v.r.PostForm, nil
}

// number reads a number from a path or query; 0 where there is none.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// view reads from the database.
func (v *visit) view(fn func(ctx context.Context, tx *store.Tx) error) error {
	ctx := v.ctx()
	return v.d.Store.View(ctx, func(tx *store.Tx) error { return fn(ctx, tx) })
}

// show answers with a page.
func (v *visit) show(status int, name string, page any) error {
	html, err := render(v.lang, name, page)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(v.lang))
	h.Set("Content-Length", strconv.Itoa(len(html)))
	v.w.WriteHeader(status)
	if v.r.Method != http.MethodHead {
		v.w.Write(html)
	}
	return nil
}

// redirect sends the browser to another page of the desk, to be got with GET.
func (v *visit) redirect(to string) { http.Redirect(v.w, v.r, to, http.StatusSeeOther) }

// done goes on to a page that says what was done: message desk.done_<what>.
func (v *visit) done(to, what string, args ...string) error {
	v.setFlash(what, args)
	v.redirect(to)
	return nil
}

// statuses is how a kind of failure is told to a browser.
var statuses = map[fault.Kind]int{
	fault.Internal: http.StatusInternalServerError, fault.Invalid: http.StatusUnprocessableEntity, fault.Denied: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict, fault.TooLarge: http.StatusRequestEntityTooLarge,
	fault.TooMany: http.StatusTooManyRequests, fault.Unavailable: http.StatusServiceUnavailable,
}

func statusOf(err error) int { return statuses[fault.KindOf(err)] }

// An ErrorPage tells what went wrong and what can be done.
type ErrorPage struct {
	Shell
	Status int
	Text   string
	Advice string
}

// fail answers with what went wrong. Our own mistakes go to the log in full
// and to the page as an apology.
func (v *visit) fail(err error) {
	if errors.Is(err, context.Canceled) && v.r.Context().Err() != nil {
		return // nobody is listening any more
	}
	kind, status := fault.KindOf(err), statusOf(err)
	if kind == fault.Internal || kind == fault.Unavailable {
		v.log().Error("page failed", "method", v.r.Method, "path", v.r.URL.Path, "error", err)
	}
	advice := "desk.error_advice_" + kind.String()
	page := ErrorPage{Status: status, Text: locale.Error(v.lang, err)}
	if locale.Has(v.lang, advice) {
		page.Advice = v.t(advice)
	}
	page.Shell = v.bareShell(v.t("desk.error_title_" + kind.String()))
	if kind != fault.Internal && kind != fault.Unavailable {
		if s, serr := v.shell(page.Title, ""); serr == nil {
			page.Shell = s
		}
	}
	if err := v.show(status, "error", page); err != nil {
		v.log().Error("error page failed", "error", err)
		http.Error(v.w, http.StatusText(status), status)
	}
}

func (v *visit) log() *slog.Logger {
	if v.d.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return v.d.Log
}

// next is the page of the desk that somebody was on their way to; anything
// that is none leads home.
func (v *visit) next(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host != "" || u.Scheme != "" || strings.Contains(s, "\\") ||
		u.Path != pathHome && !strings.HasPrefix(u.Path, pathHome+"/") {
		return pathHome
	}
	return u.RequestURI()
}
