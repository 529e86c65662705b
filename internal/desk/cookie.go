package desk

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/locale"
)

// The cookies of the desk. None of them is readable by scripts.
const (
	sessionCookie = "congbo_desk" // token of the session; see Desk.sessionName
	langCookie    = "congbo_lang" // language before somebody is signed in
	flashCookie   = "congbo_done" // what was just done, said once
)

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// set sets a cookie of the desk until a time; zero: until the browser closes.
func (v *visit) set(name, value string, until time.Time) {
	http.SetCookie(v.w, &http.Cookie{Name: name, Value: value, Path: "/desk", Expires: until,
		Secure: v.d.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// drop deletes a cookie.
func (v *visit) drop(name string) {
	http.SetCookie(v.w, &http.Cookie{Name: name, Path: "/desk", MaxAge: -1, Secure: v.d.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// sessionName is the name of the session's cookie. It reaches all paths of the
// host, for the form of a public site on it knows who is signed in too; over
// HTTPS the prefix keeps other hosts of the domain from planting one (RFC
// 6265bis 4.1.3.2).
func (d *Desk) sessionName() string {
	if d.Secure {
		return "__Host-" + sessionCookie
	}
	return sessionCookie
}

// keepSession gives the browser the token of a session.
func (v *visit) keepSession(t accounts.Ticket) {
	http.SetCookie(v.w, &http.Cookie{Name: v.d.sessionName(), Value: t.Token, Path: "/", Expires: t.Expires,
		Secure: v.d.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// dropSession has the browser forget it.
func (v *visit) dropSession() {
	http.SetCookie(v.w, &http.Cookie{Name: v.d.sessionName(), Path: "/", MaxAge: -1, Secure: v.d.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// A Flash is a sentence about what was just done.
type Flash struct {
	Kind string // "good", "warn"
	Text string
}

// setFlash has the next page say message desk.done_<what>.
func (v *visit) setFlash(what string, args []string) {
	parts := []string{what}
	for _, a := range args {
		parts = append(parts, url.QueryEscape(a))
	}
	v.set(flashCookie, strings.Join(parts, "|"), v.now.Add(time.Minute))
}

// takeFlash says what the page before has done, once. The cookie is only a
// name in our catalog with values that are shown as text.
func (v *visit) takeFlash() []Flash {
	value := cookie(v.r, flashCookie)
	if value == "" || len(value) > 1000 {
		return nil
	}
	v.drop(flashCookie)
	what, rest, _ := strings.Cut(value, "|")
	key := "desk.done_" + what
	if !locale.Has(v.lang, key) {
		return nil
	}
	var args []any
	for a := range strings.SplitSeq(rest, "|") {
		if a, err := url.QueryUnescape(a); err == nil && rest != "" {
			args = append(args, a)
		}
	}
	return []Flash{{"good", v.t(key, args...)}}
}
