package desk

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/editorial"
	"congbo/internal/fault"
	"congbo/internal/httpx"
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
	tasks []store.Case // what waits for the visitor, once the frame was made
	lacks string       // field of the form whose words are missing
	after []func()     // gives back what was taken for the time of the visit
}

// The addresses that the frame itself leads to.
const (
	pathHome   = "/desk"
	pathCases  = "/desk/cases"
	pathSignIn = "/desk/sign-in"
	pathStage  = "/desk/sign-in/next" // what is still missing before somebody is in
)

// enter finds out who asks and in which language to answer.
func (v *visit) enter() error {
	v.lang = httpx.Language(v.r.Header.Get("Accept-Language"))
	if l := cookie(v.r, langCookie); l != "" {
		v.lang = locale.Parse(l)
	}
	if v.token = cookie(v.r, v.d.sessionName()); v.token == "" || v.d.Accounts == nil {
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

// leave gives back what the visit held.
func (v *visit) leave() {
	for _, done := range v.after {
		done()
	}
}

// turnedAway sends somebody who is not (quite) signed in to where they can be,
// if the route needs that, and reports whether it did.
func (v *visit) turnedAway() (bool, error) {
	switch {
	case v.route.Needs == Anyone, v.who.Person != 0:
		return false, nil
	case v.half && v.route.Needs == HalfSigned:
		return false, nil
	case v.half:
		v.redirect(pathStage)
	case v.r.Method != http.MethodGet:
		return true, fault.New(fault.Denied, "desk.session_over")
	default:
		v.redirect(pathSignIn + "?next=" + url.QueryEscape(v.r.URL.RequestURI()))
	}
	return true, nil
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// t says a message of the catalogs in the visitor's language.
func (v *visit) t(key string, args ...any) string { return locale.T(v.lang, key, args...) }

// visitor is the device at the other end, for package accounts.
func (v *visit) visitor() accounts.Visitor {
	return accounts.Visitor{Address: httpx.ClientOf(v.r).Addr.String(), Agent: v.r.UserAgent()}
}

// Budgets of forms.
var (
	decision = httpx.Budget{Fields: 200, Field: 64 << 10, Total: 512 << 10}                                                                                       // with its words
	writing  = httpx.Budget{Fields: 400, Field: 10 << 20, Files: 1 + editorial.MaxAttached, File: editorial.MaxImage, Total: editorial.MaxAttachedBytes + 74<<20} // the text of a document
	filing   = httpx.Budget{Fields: 4, Field: 1 << 10, Files: editorial.MaxAttached, File: editorial.MaxImage, Total: 1<<20 + editorial.MaxAttachedBytes}
	picture  = httpx.Budget{Fields: 4, Field: 1 << 10, Files: 1, File: editorial.MaxImage, Total: 1<<20 + editorial.MaxImage}
)

// form reads what the browser sent, within a budget.
func (v *visit) form(b httpx.Budget) (*httpx.Form, error) {
	f, done, err := v.d.forms().Read(v.w, v.r, b)
	v.after = append(v.after, done)
	return f, err
}

// tooMany reports that a person, or a place where nobody is signed in, sends
// forms faster than anybody works.
func (v *visit) tooMany() error {
	if v.d.Posts == nil || v.r.Method != http.MethodPost {
		return nil
	}
	key := httpx.ClientOf(v.r).Key()
	if v.who.Person != 0 {
		key = "person/" + personNumber(v.who.Person)
	}
	if ok, wait := v.d.Posts.Allow(key); !ok {
		v.w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		return fault.New(fault.TooMany, "httpx.too_many", int(wait/time.Minute)+1)
	}
	return nil
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
	html, err := pages().Render(v.lang, name, page)
	if err != nil {
		return err
	}
	httpx.WriteHTML(v.w, v.r, status, v.lang, html)
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

// home is where somebody begins: at the desk, or at their account as long as
// they have no role.
func (v *visit) home() string {
	if r, ok := routeTo(pathHome); ok && v.allowed(r) == nil {
		return pathHome
	}
	return pathAccount
}

// An ErrorPage tells what went wrong and what can be done.
type ErrorPage struct {
	Shell
	Text   string
	Advice string
	ID     string  // of the request, to tell the administrator
	On     []Crumb // where one can go on from here
}

// failed answers with what went wrong. Of our own mistakes it says no more
// than that there was one.
func (d *Desk) failed(w http.ResponseWriter, r *http.Request, status int, err error) {
	v := &visit{d: d, w: w, r: r, now: d.Store.Now()}
	if v.enter() != nil {
		v.who = accounts.Actor{}
	}
	kind := fault.KindOf(err)
	page := ErrorPage{Shell: v.bareShell(v.t("desk.error_title_" + kind.String())), Text: locale.Error(v.lang, err)}
	if advice := "desk.error_advice_" + kind.String(); locale.Has(v.lang, advice) && (v.who.Person != 0 || kind != fault.NotFound) {
		page.Advice = v.t(advice)
	}
	switch home := v.home(); {
	case v.who.Person == 0:
		page.On = []Crumb{{v.t("account.signin_title"), pathSignIn}}
	case home == pathHome:
		page.On = []Crumb{{v.t("desk.back_to_work"), home}}
	default:
		page.On = []Crumb{{v.t("desk.my_account"), home}}
	}
	if f, ok := fault.As(err); ok && f.Key == "accounts.link_void" {
		page.On = append([]Crumb{{v.t("account.link_again"), pathForgotten}}, page.On...)
	}
	if status >= http.StatusInternalServerError {
		page.ID = httpx.ID(r)
	} else if s, serr := v.shell(page.Title, ""); serr == nil {
		page.Shell = s
	}
	if err := v.show(status, "error", page); err != nil {
		v.log().Error("error page failed", "err", err)
		http.Error(w, http.StatusText(status), status)
	}
}

func (v *visit) log() *slog.Logger {
	if v.d.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return v.d.Log
}

// forms is the reader of forms, one for the whole desk.
func (d *Desk) forms() *httpx.FormReader {
	if d.Forms == nil {
		return &httpx.FormReader{}
	}
	return d.Forms
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
