package desk

import (
	"log/slog"
	"net/http"

	"congbo/internal/accounts"
	"congbo/internal/batches"
	"congbo/internal/cases"
	"congbo/internal/duties"
	"congbo/internal/editorial"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/intake"
	"congbo/internal/library"
	"congbo/internal/notify"
	"congbo/internal/people"
	"congbo/internal/portal"
	"congbo/internal/procedures"
	"congbo/internal/programs"
	"congbo/internal/publishing"
	"congbo/internal/renditions"
	"congbo/internal/sites"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// A Desk is the back office of a store. Its fields are set before Handler is
// called and not changed afterwards.
type Desk struct {
	Store      *store.Store
	Cases      *cases.Cases
	Programs   *programs.Programs // of the machine, that read more kinds of files; may be nil
	Editorial  *editorial.Editorial
	Intake     *intake.Intake
	Publishing *publishing.Publishing
	Accounts   *accounts.Accounts
	Sites      *sites.Sites
	Procedures *procedures.Procedures
	Batches    *batches.Batches
	Library    *library.Library
	Pictures   *renditions.Shelf
	Duties     *duties.Duties

	Notify *notify.Notify
	Portal *portal.Portal // draws pages of sites as they would look; set before anybody asks

	Forms *httpx.FormReader // bounds what all forms being read hold
	Posts *httpx.Limiter    // bounds how often somebody sends forms; nil: not at all
	// Secure tells that the desk is reached by TLS alone: cookies then never
	// travel without it.
	Secure bool
	// Demo is the address of the page on which a demonstration changes the
	// person; empty where this is none.
	Demo string
	Log  *slog.Logger
}

// Handler answers everything under /desk.
func (d *Desk) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range table {
		mux.Handle(r.Method+" "+r.Pattern, d.serve(r))
	}
	mux.Handle("/", d.serve(Route{Needs: Anyone, handle: (*Desk).nothing}))
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(d.serve(Route{Needs: Anyone, handle: (*Desk).foreign}))
	return httpx.Security{Policy: httpx.DeskPolicy, HSTS: httpx.Year, Private: true}.Guard(httpx.Compress(guard.Handler(mux)))
}

// serve answers one route: it finds out who asks, looks at the need of the
// route, and turns what goes wrong into a page.
func (d *Desk) serve(route Route) http.Handler {
	return httpx.Errors{Page: d.failed, Log: d.Log}.Handle(func(w http.ResponseWriter, r *http.Request) error {
		v := &visit{d: d, w: w, r: r, route: route, now: d.Store.Now()}
		defer v.leave()
		if err := v.enter(); err != nil {
			return err
		}
		if there, err := v.turnedAway(); there || err != nil {
			return err
		}
		if err := v.allowed(route); err != nil {
			if route.Pattern == pathHome {
				v.redirect(v.home()) // signed in, with no desk to be at
				return nil
			}
			return err
		}
		if err := v.tooMany(); err != nil {
			return err
		}
		return route.handle(d, v)
	})
}

// nothing answers addresses that no route has.
func (d *Desk) nothing(*visit) error { return fault.New(fault.NotFound, "fault.not_found") }

// foreign answers requests that another website's page sent.
func (d *Desk) foreign(*visit) error { return fault.New(fault.Denied, "desk.foreign") }

// calendar is the working calendar of an institution.
func (d *Desk) calendar(institution int64) *workday.Calendar {
	if d.Cases.Calendar == nil {
		return workday.Vietnam()
	}
	return d.Cases.Calendar(institution, 0)
}

// allowed reports why the visitor does not meet the need of a route; nil where
// they do.
func (v *visit) allowed(r Route) error {
	action, ok := r.Needs.Action()
	if !ok {
		return nil // enter has seen to it
	}
	if r.Where == Case || r.Where == Thing {
		action = people.SeeDesk // the verb knows where it lies
	}
	at := people.Scope{Institution: v.who.Institution}
	err := people.May(v.who.Standing, action, at)
	if err == nil || r.Where != Somewhere {
		return err
	}
	for _, a := range v.who.Standing.Appointments {
		scope := at
		switch a.Place.Kind {
		case people.Unit:
			scope.Units = []int64{a.Place.ID}
		case people.Site:
			scope.Sites = []int64{a.Place.ID}
		}
		if people.May(v.who.Standing, action, scope) == nil {
			return nil
		}
	}
	return err
}

// Routes returns every address of the desk with what is needed to use it.
func Routes() []Route { return append([]Route(nil), table...) }

// routeTo finds the route that shows a path without values.
func routeTo(path string) (Route, bool) {
	for _, r := range table {
		if r.Method == http.MethodGet && r.Pattern == path {
			return r, true
		}
	}
	return Route{}, false
}
