package portal

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/intake"
	"congbo/internal/pages"
	"congbo/internal/publishing"
	"congbo/internal/renditions"
	"congbo/internal/store"
)

// Blobs are the bytes of pictures and files; see package blob.
type Blobs interface {
	Get(ctx context.Context, id string) (io.ReadSeekCloser, error)
}

// A Portal answers for all websites of a store. Its fields are set before
// Handler is called and not changed afterwards.
type Portal struct {
	Store      *store.Store
	Cases      *cases.Cases
	Intake     *intake.Intake
	Publishing *publishing.Publishing
	Blobs      Blobs
	Pictures   *renditions.Shelf // what readers get of pictures

	// URL is the absolute address of a path on a site, as letters give it: on
	// the site's own host, or under /w/<label> where it has none.
	URL func(site *store.Site, path string) string
	// Hosts are names under which the server answers beside those of its
	// sites, without port: the address of the server itself.
	Hosts []string
	// Who tells who is signed in, nobody where it is nil. Forms alone ask.
	Who func(*http.Request) cases.Actor
	// Address names the sender of a request for the limits of rate;
	// httpx.ClientOf where it is nil.
	Address func(*http.Request) string

	Forms    *httpx.FormReader // bounds what all forms being read hold; unbounded where nil
	Security httpx.Security    // lifetime of https; the policy is the portal's own
	Log      *slog.Logger

	// Pages keeps what is the same for everybody; in memory alone where it is nil.
	Pages *pages.Store
	// Anew has every page made for whoever asks, as the kept ones are compared
	// with.
	Anew bool

	known  knownPlaces
	files  files
	texts  texts
	cards  cards
	assets [2]sync.Map // path → *httpx.Prepared, in the clear and over HTTPS
	posts  *httpx.Limiter

	reports *httpx.Limiter
	ratings ratings

	visitors visitors
}

// What one address may send: several people can share one, a machine that
// floods the office cannot.
const (
	postsAtOnce  = 30
	postsPerHour = 120
	postSenders  = 10_000
)

// formBudget bounds the forms with which people send files.
var formBudget = httpx.Budget{Fields: 40, Field: 2 << 20, Files: intake.MaxFiles, File: intake.MaxFile, Total: intake.MaxLetter}

// Handler answers for every address that is not the desk's.
func (p *Portal) Handler() http.Handler {
	if p.Forms == nil {
		p.Forms = &httpx.FormReader{}
	}
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if p.Pages == nil {
		p.Pages = &pages.Store{Memory: 16 << 20, Now: p.Store.Now, Log: p.Log}
	}
	p.Store.OnPageChange(p.pagesChanged)
	p.posts = httpx.NewLimiter(postsPerHour, time.Hour, postsAtOnce, postSenders, p.Store.Now)
	p.reports = httpx.NewLimiter(reportsPerHour, time.Hour, reportsAtOnce, postSenders, p.Store.Now)
	p.visitors.limit = httpx.NewLimiter(visitsAnHour, time.Hour, visitsAtOnce, postSenders, p.Store.Now)
	p.cards.now = p.Store.Now
	if p.Pictures == nil {
		p.Pictures = &renditions.Shelf{Blobs: p.Blobs, Log: p.Log}
	}
	s := p.Security
	s.Policy, s.Private = httpx.PortalPolicy, false
	return s.Guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{p: p, r: r}
		httpx.Errors{Page: v.failed, Log: p.Log}.Handle(v.answer).ServeHTTP(w, r)
	}))
}

// address names who sends a request.
func (p *Portal) address(r *http.Request) string {
	if p.Address != nil {
		return p.Address(r)
	}
	return httpx.ClientOf(r).Key()
}

// who tells who is signed in at a site's institution.
func (p *Portal) who(r *http.Request, site *store.Site) cases.Actor {
	nobody := cases.Actor{Institution: site.Institution, Lang: site.Lang}
	if p.Who == nil {
		return nobody
	}
	if a := p.Who(r); a.Person != 0 && a.Institution == site.Institution {
		return a
	}
	return nobody
}

func notFound() error { return fault.New(fault.NotFound, "fault.not_found") }
