package portal

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"congbo/internal/httpx"
	"congbo/internal/pages"
	"congbo/internal/store"
)

// origins are what a page to be kept is made from.
type origins struct {
	tags  []pages.Tag
	known map[pages.Tag]bool
	seq   int64     // the newest change that could be seen when it was read
	until time.Time // when something on it ends by itself
}

// madeFrom notes what the page is made from; site 0 is all sites.
func (v *visit) madeFrom(site int64, tag string) {
	t := pages.Tag{Site: site, Name: tag}
	if v.made == nil || v.made.known[t] || site == 0 && tag == store.TagSite {
		return
	}
	v.made.known[t] = true
	v.made.tags = append(v.made.tags, t)
}

// ends notes that something on the page ends by itself.
func (v *visit) ends(at time.Time) {
	if v.made != nil && !at.IsZero() && (v.made.until.IsZero() || at.Before(v.made.until)) {
		v.made.until = at
	}
}

// lists notes that the page lists what stands in a section of its site, 0: in
// any.
func (rd *reader) lists(ctx context.Context, section int64) error {
	if rd.made == nil {
		return nil
	}
	tag := store.TagHome
	if section != 0 {
		tag = store.TagSection(section)
	}
	rd.madeFrom(rd.site.ID, tag)
	at, err := rd.tx.NextEnd(ctx, rd.site.ID, section, 0)
	rd.ends(at)
	return err
}

// shows notes that the page depends on what a site shows of a document.
func (rd *reader) shows(ctx context.Context, site, document int64) error {
	if rd.made == nil {
		return nil
	}
	rd.madeFrom(site, store.TagDocument(document))
	at, err := rd.tx.NextEnd(ctx, site, 0, document)
	rd.ends(at)
	return err
}

// errMoved: somebody has changed the places since they were read.
var errMoved = errors.New("the places have changed")

// An outcome is what making a page led to where that is none to be kept.
type outcome struct {
	move string // the address where it is
	page Page   // about why there is none
}

func (o *outcome) Error() string { return "no page to be kept" }

// Unwrap has the store of pages take an outcome for the answer that it is.
func (o *outcome) Unwrap() error { return notFound() }

// keep answers with the page of a route as it is kept.
func (v *visit) keep(route *Route) error {
	if v.p.Anew { // all that making a page to be kept takes, but for keeping it
		made, err := v.make(route)
		if o, none := errors.AsType[*outcome](err); none {
			return v.sendOutcome(o)
		}
		if err != nil {
			return err
		}
		v.sendKept(made.Packed, made.Lang)
		return nil
	}
	key := v.key()
	page, err := v.p.Pages.Get(v.ctx(), key, func(ctx context.Context) (*pages.Made, error) { return v.anybody(ctx).make(route) })
	var o *outcome
	switch {
	case errors.As(err, &o):
		return v.sendOutcome(o)
	case err != nil:
		return err
	}
	if v.p.Pages.Lone() {
		v.w.Header().Set("Warning", `111 - "Revalidation Failed"`)
		v.sendKept(page.Packed, page.Lang)
		return nil
	}
	v.sendKept(page.Packed, page.Lang)
	if v.r.Method == http.MethodGet && !strings.HasSuffix(v.r.RemoteAddr, ":0") { // our own robot has no port
		v.p.Pages.Count(key)
	}
	if v.plain() && !v.p.Pages.Stale(page) {
		v.p.Pages.Prepare(key, v.client.Scheme == "https", v.client.Host, v.r.URL.Path, page, func() *httpx.Prepared { return httpx.Prepare(page.Packed, v.w.Header()) })
	}
	return nil
}

// key names the page of this visit: the site, how it is reached, and the path.
// Nothing else of a request has a say in what a page is.
func (v *visit) key() string {
	at := ""
	if v.at.way == byLabel {
		at = v.client.Scheme + "://" + v.client.Host
	}
	return fmt.Sprintf("%d %d%s %s", v.site.ID, v.at.way, at, v.at.path)
}

// plain reports whether the request is one whose answer is the same for whoever
// asks for that host and path in the same scheme: an address in its one spelling.
func (v *visit) plain() bool {
	return v.r.RequestURI == v.r.URL.Path && httpx.PlainHost(v.client.Host)
}

// anybody is this visit without anything of who asks, for a page that others
// wait for too.
func (v *visit) anybody(ctx context.Context) *visit {
	r := (&http.Request{Method: http.MethodGet, URL: v.r.URL, Header: make(http.Header), Host: v.r.Host}).WithContext(ctx)
	n := &visit{p: v.p, r: r, places: v.places, at: v.at, site: v.site, base: v.base, args: v.args}
	n.client = httpx.Client{Scheme: v.client.Scheme, Host: v.client.Host}
	return n
}

// make makes the page of a route with what it was made from.
func (v *visit) make(route *Route) (*pages.Made, error) {
	var made *pages.Made
	err := errMoved
	for try := 0; errors.Is(err, errMoved) && try < 4; try++ {
		if try > 0 {
			if v.places, err = v.p.newPlaces(v.ctx()); err != nil {
				return nil, err
			}
			site := v.places.site(v.site.ID)
			if site == nil {
				return nil, notFound()
			}
			v.stand(site, v.at)
		}
		v.made = &origins{known: make(map[pages.Tag]bool), seq: v.places.seq} // what is made of the places alone has seen no more
		made, err = v.makeOnce(route)
	}
	return made, err
}

// makeOnce makes the page of a route from the places as they were last read. The
// error is an outcome where there is nothing to be kept.
func (v *visit) makeOnce(route *Route) (*pages.Made, error) {
	if route.data != nil {
		d, err := route.data(v)
		if err != nil {
			return nil, err
		}
		return v.packed(d.kind, d.body, "")
	}
	pg, move, err := route.page(v)
	if err != nil {
		return nil, err
	}
	if move != "" || pg.Status() != http.StatusOK {
		return nil, &outcome{move, pg}
	}
	return v.pack(pg)
}

func (v *visit) pack(pg Page) (*pages.Made, error) {
	html, err := NewRenderer().Render(pg)
	if err != nil {
		return nil, err
	}
	return v.packed("text/html; charset=utf-8", html, string(pg.Lang()))
}

func (v *visit) packed(kind string, body []byte, lang string) (*pages.Made, error) {
	p, err := httpx.PackBriefly(kind, body)
	if err != nil {
		return nil, err
	}
	m := &pages.Made{Packed: p, Lang: lang}
	if v.made != nil {
		m.Tags, m.Seq, m.Until = v.made.tags, v.made.seq, v.made.until
	}
	return m, nil
}

func (v *visit) sendKept(p *httpx.Packed, lang string) {
	h := v.w.Header()
	h.Set("Cache-Control", "public, max-age=0, must-revalidate")
	if lang == "" {
		v.sendData(p)
		return
	}
	h.Set("Content-Language", lang)
	p.Serve(v.w, v.r, http.StatusOK)
}

// sendOutcome answers where there is no page to be kept.
func (v *visit) sendOutcome(o *outcome) error {
	if o.move != "" {
		v.redirect(o.move, http.StatusMovedPermanently)
		return nil
	}
	html, err := NewRenderer().Render(o.page)
	if err != nil {
		return err
	}
	v.w.Header().Set("Cache-Control", "public, max-age=0, must-revalidate")
	httpx.Compress(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		httpx.WriteHTML(w, r, o.page.Status(), o.page.Lang(), html)
	})).ServeHTTP(v.w, v.r)
	return nil
}

// pagesChanged drops what a transaction of this process changed.
func (p *Portal) pagesChanged(all []store.PageChange) {
	changes := make([]pages.Change, len(all))
	for i, c := range all {
		changes[i] = pages.Change{Seq: c.Seq, Tag: pages.Tag{Site: c.Site, Name: c.Tag}, Gone: c.Gone}
	}
	p.Pages.Changed(changes)
}

// prepareAsset keeps the responses for a file of the program, which has just been
// sent.
func (v *visit) prepareAsset() {
	if !v.plain() {
		return
	}
	known := &v.p.assets[schemeAt(v.client.Scheme == "https")]
	if _, ok := known.Load(v.r.URL.Path); !ok {
		known.Store(v.r.URL.Path, httpx.Prepare(Assets().Packed(v.r.URL.Path), v.w.Header()))
	}
}

func schemeAt(https bool) int {
	if https {
		return 1
	}
	return 0
}

// Find returns the responses for a scheme, host and path exactly as a plain
// request has them, where they are prepared, and the two as the log shows them;
// see package fastlane. Only what was answered by Handler before is ever found.
func (p *Portal) Find(https bool, host, path []byte) (*httpx.Prepared, string) {
	if found, name := p.Pages.Find(https, host, path); found != nil {
		return found, name
	}
	if len(path) < len(AssetPrefix) || string(path[:len(AssetPrefix)]) != AssetPrefix || !lowHost(host) {
		return nil, ""
	}
	if a, ok := p.assets[schemeAt(https)].Load(string(path)); ok {
		return a.(*httpx.Prepared), string(host) + " " + string(path)
	}
	return nil, ""
}

// lowHost reports whether a host is plainly one, in lower case.
func lowHost(host []byte) bool {
	for _, c := range host {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == ':') {
			return false
		}
	}
	return len(host) > 0
}
