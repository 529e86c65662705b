package desk_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/desk"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/portal"
	"congbo/internal/sites"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// furnish gives a house the upkeep of its places.
func furnish(h *house) {
	h.t.Helper()
	d, err := sites.NewDirectory(context.Background(), h.store, slog.New(slog.DiscardHandler))
	h.must(err)
	h.desk.Sites = sites.New(h.store, d)
	h.desk.Portal = &portal.Portal{Store: h.store, Cases: h.desk.Cases, Intake: h.desk.Intake, Publishing: h.desk.Publishing,
		URL: func(s *store.Site, path string) string { return "https://" + s.Label + ".example" + path }}
	h.desk.Portal.Handler()
}

// A visitor of the matrix is somebody with one role at one place, or nobody.
type matrixVisitor struct {
	name     string
	id       string // in house.who; empty: nobody
	standing people.Standing
}

// A ground is a house in which a thing of every sort lies in one unit, "kts".
type ground struct {
	*house
	values   map[string]string // of the wildcards in addresses, by what stands before them
	own      people.Scope      // where the things lie
	caseID   int64
	visitors []matrixVisitor
}

func newGround(t testing.TB, s *store.Store, clock *storetest.Time, places ...string) *ground {
	h := newHouse(t, s, clock)
	g := &ground{house: h, own: people.Scope{Institution: h.inst, Units: []int64{h.units["kts"]}}}
	ctx := context.Background()
	var unitSite store.Site
	var section store.Section
	var topic store.Topic
	var box store.Mailbox
	var appointment, delegation, seat, rule int64
	lan := h.who["lan"].Person
	h.must(s.Tx(ctx, func(tx *store.Tx) error {
		unitSite = store.Site{Institution: h.inst, Unit: h.units["kts"], Label: "kts", Lang: locale.VI, Name: "Khoa Thủy sản", Theme: "truong-dai-hoc", Active: true}
		h.must(tx.AddSite(ctx, &unitSite))
		section = store.Section{Site: unitSite.ID, Slug: "tin-khoa", Title: "Tin khoa", Active: true}
		h.must(tx.AddSection(ctx, h.inst, &section))
		topic = store.Topic{Site: unitSite.ID, Slug: "nuoi-ca", Title: "Nuôi cá", Active: true}
		h.must(tx.AddTopic(ctx, h.inst, &topic))
		box = store.Mailbox{Institution: h.inst, Unit: h.units["kts"], Site: unitSite.ID, Address: "thuysan@songtien.example", Name: locale.Text{VI: "Khoa Thủy sản"}, Procedure: h.box.Procedure, Prefix: "KTS", Active: true}
		h.must(tx.AddMailbox(ctx, &box))
		all, err := tx.AppointmentsOf(ctx, lan)
		h.must(err)
		appointment = all[0].ID
		seats, err := tx.AppointmentsOf(ctx, h.who["minh"].Person)
		h.must(err)
		seat = seats[0].ID
		colleague := store.Person{Institution: h.inst, Name: "Hồ Văn Sáu", Email: "sau@songtien.example", Unit: h.units["kts"], Lang: locale.VI, State: store.PersonActive}
		h.must(tx.AddPerson(ctx, &colleague))
		d := store.Delegation{Delegation: people.Delegation{From: lan, To: colleague.ID, Place: all[0].Place, Start: tx.Now(), End: tx.Now().AddDate(0, 1, 0), Paper: "01/GUQ"}}
		h.must(tx.AddDelegation(ctx, &d))
		delegation = d.ID
		r := store.ProcedureRule{Institution: h.inst, Kind: "article", Procedure: h.box.Procedure, Active: true}
		h.must(tx.AddProcedureRule(ctx, &r))
		rule = r.ID
		return nil
	}))
	g.caseID = h.send("lan", "Thông báo của khoa", "Đề nghị đăng.")
	h.must(h.desk.Intake.KeepPaper(ctx, h.who["ha"], g.caseID, intake.Paper{Number: "5/CV", Files: []intake.File{{Name: "5-CV.pdf", Data: []byte("%PDF-1.4")}}}))
	g.values = map[string]string{
		"cases": h.see("ha", g.caseID).Case.Code, "people": fmt.Sprint(lan), "roster": fmt.Sprint(seat), "appointments": fmt.Sprint(appointment), "delegations": fmt.Sprint(delegation),
		"units": fmt.Sprint(h.units["kts"]), "sites": fmt.Sprint(unitSite.ID), "sections": fmt.Sprint(section.ID), "topics": fmt.Sprint(topic.ID),
		"mailboxes": fmt.Sprint(box.ID), "rules": fmt.Sprint(rule), "kinds": "news", "assets": "mark.svg", "wordings": "task",
	}
	furnish(h)
	g.people(places)
	return g
}

// people adds somebody for every role at the institution, in the unit of the
// things and in a foreign one.
func (g *ground) people(places []string) {
	ctx := context.Background()
	g.visitors = append(g.visitors, matrixVisitor{name: "nobody"})
	for _, where := range places {
		place := people.Place{Kind: people.Institution, ID: g.inst}
		if where != "institution" {
			place = people.Place{Kind: people.Unit, ID: g.units[where]}
		}
		for _, role := range people.Roles {
			id := string(role) + "@" + where
			g.must(g.store.Tx(ctx, func(tx *store.Tx) error {
				p := store.Person{Institution: g.inst, Name: id, Email: strings.ReplaceAll(id, "@", ".") + "@matrix.example", Unit: g.units[where], Lang: locale.VI, State: store.PersonActive}
				if err := tx.AddPerson(ctx, &p); err != nil {
					return err
				}
				g.who[id] = cases.Actor{Person: p.ID, Name: p.Name, Institution: g.inst, Lang: locale.VI}
				return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: role, Place: place, From: tx.Now()}})
			}))
			v := matrixVisitor{name: id, id: id}
			g.must(g.store.View(ctx, func(tx *store.Tx) (err error) {
				v.standing, err = tx.Standing(ctx, g.who[id].Person)
				return err
			}))
			g.visitors = append(g.visitors, v)
		}
	}
}

var wildcard = regexp.MustCompile(`([a-z.]+)/\{[a-z.]+\}`)

// address fills the wildcards of a pattern; known tells that what it names is
// there.
func (g *ground) address(pattern string) (path string, known bool) {
	known = true
	path = wildcard.ReplaceAllStringFunc(strings.TrimSuffix(pattern, "{$}"), func(part string) string {
		before, _, _ := strings.Cut(part, "/")
		value, ok := g.values[before]
		if !ok {
			known, value = false, "999999"
		}
		return before + "/" + value
	})
	return path, known
}

// may is what the table says about a visitor at a route.
func (g *ground) may(v matrixVisitor, r desk.Route) bool {
	action, ok := r.Needs.Action()
	switch {
	case r.Needs == desk.Anyone:
		return true
	case v.id == "":
		return false
	case !ok && r.Where == desk.Thing: // somebody else's, which only who manages people may touch
		return people.May(v.standing, people.ManagePeople, g.own) == nil
	case !ok:
		return true
	}
	institution := people.Scope{Institution: g.inst}
	switch r.Where {
	case desk.Case:
		if people.May(v.standing, people.SeeDesk, institution) != nil {
			return false
		}
		_, err := g.desk.Cases.See(context.Background(), g.who[v.id], g.caseID)
		return err == nil
	case desk.Thing:
		return people.May(v.standing, people.SeeDesk, institution) == nil
	case desk.Somewhere:
		if strings.Contains(r.Pattern, "{") {
			return people.May(v.standing, action, g.own) == nil
		}
		if r.Method == http.MethodGet {
			return slices.ContainsFunc([]people.Scope{institution, g.own, {Institution: g.inst, Units: []int64{g.units["kkt"]}}}, func(in people.Scope) bool {
				return people.May(v.standing, action, in) == nil
			})
		}
	}
	return people.May(v.standing, action, institution) == nil
}

// ask sends a request as a visitor.
func (g *ground) ask(v matrixVisitor, method, path string) *httptest.ResponseRecorder {
	if method == http.MethodGet {
		return g.get(v.id, path)
	}
	fields := url.Values{} // what is allowed is told what is missing
	if strings.HasPrefix(path, "/desk/mailboxes/") {
		fields.Set("unit", g.values["units"]) // else it would be moved to the institution
	}
	return g.post(v.id, path, fields)
}

// turnedAway reports whether an answer is a refusal for want of authority.
func turnedAway(w *httptest.ResponseRecorder) bool {
	switch w.Code {
	case http.StatusForbidden, http.StatusNotFound:
		return true
	case http.StatusSeeOther:
		return strings.HasPrefix(w.Header().Get("Location"), "/desk/sign-in?next=")
	}
	return false
}

// Every route answers whoever the table lets in, and nobody else: each role at
// the institution, in the unit where things lie and in a foreign one, and
// nobody (R-P1). What is refused changes nothing.
func TestPermissionMatrix(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		clock := storetest.At("2026-08-27 08:00")
		places := []string{"institution", "kts", "kkt"}
		if strings.HasSuffix(t.Name(), "postgres") { // the same decisions by the same code: once is enough for all places
			places = []string{"kkt"}
		}
		g := newGround(t, s, clock, places...)
		allowed := 0
		for _, r := range desk.Routes() {
			path, known := g.address(r.Pattern)
			if r.Pattern == "/desk/sign-out" { // would end what the rest comes in by
				continue
			}
			for i, v := range g.visitors {
				if r.Needs == desk.Anyone && i > 3 {
					break
				}
				if v.id != "" {
					g.session(v.id)
				}
				before := g.events()
				w := g.ask(v, r.Method, path)
				may := g.may(v, r)
				who := fmt.Sprintf("%s %s as %s", r.Method, path, v.name)
				switch {
				case w.Code >= 500:
					t.Errorf("%s: status %d", who, w.Code)
				case !may && !turnedAway(w) && !(r.Pattern == "/desk" && w.Header().Get("Location") == "/desk/account"):
					t.Errorf("%s: status %d, should be refused (%s)", who, w.Code, r.Needs)
				case !may && g.events() != before:
					t.Errorf("%s: was refused and left something in the record", who)
				case may && r.Method == http.MethodGet && r.Needs != desk.Anyone && known && r.Where != desk.Thing && turnedAway(w) && !strings.Contains(path, "second-factor"):
					t.Errorf("%s: status %d, should be allowed (%s)", who, w.Code, r.Needs)
				case may && w.Code == http.StatusForbidden && strings.Contains(w.Body.String(), denial) && r.Where != desk.Case && r.Where != desk.Thing:
					t.Errorf("%s: was refused, should be allowed (%s)", who, r.Needs)
				case r.Method == http.MethodGet && g.events() != before:
					t.Errorf("%s: a GET left something in the record", who)
				}
				if may {
					allowed++
				}
			}
		}
		if n := len(desk.Routes()) * len(g.visitors); allowed == 0 || allowed == n {
			t.Errorf("%d of %d are allowed: nothing was tried", allowed, n)
		}
	}, store.Clock(storetest.At("2026-08-27 08:00").Now))
}

// denial is how a refusal for want of authority begins.
var denial, _, _ = strings.Cut(locale.T(locale.VI, "people.denied", "|"), "|")

// events is the number of the last line of the record.
func (g *ground) events() (n int) {
	g.must(g.store.View(context.Background(), func(tx *store.Tx) error {
		all, err := tx.Events(context.Background(), store.EventFilter{Institution: g.inst, Limit: 1})
		for _, e := range all {
			n = int(e.Seq)
		}
		return err
	}))
	return n
}

// A route states its need; no two are the same, and nothing else is mounted.
func TestEveryRouteStatesItsNeed(t *testing.T) {
	seen := make(map[string]bool)
	for _, r := range desk.Routes() {
		name := r.Method + " " + r.Pattern
		if seen[name] {
			t.Errorf("%s stands twice", name)
		}
		seen[name] = true
		if r.Method != http.MethodGet && r.Method != http.MethodPost {
			t.Errorf("%s: neither GET nor POST", name)
		}
		if action, ok := r.Needs.Action(); ok && !slices.ContainsFunc(people.Permissions(), func(p people.Permission) bool { return p.Action == action }) {
			t.Errorf("%s needs %q, which no permission is for", name, r.Needs)
		}
		if r.Needs == "" {
			t.Errorf("%s needs nothing that is said", name)
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	mounts := 0
	for _, f := range files {
		// The first set-up is for a house that nobody has a role in yet; who gets
		// into it is tested with it.
		if strings.HasSuffix(f, "_test.go") || f == "setup.go" {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		mounts += len(regexp.MustCompile(`\.Handle(Func)?\("|mux\.Handle`).FindAll(text, -1))
	}
	if mounts != 2 { // the table, and "there is no such page"
		t.Errorf("handlers are mounted in %d places, want only the table and what is not in it", mounts)
	}
}

// Other methods than those of the table are answered by nobody.
func TestOtherMethodsAreRefused(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	g := newGround(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	has := make(map[string]bool)
	for _, r := range desk.Routes() {
		has[r.Method+" "+r.Pattern] = true
	}
	g.session("tu")
	before := g.events()
	for _, r := range desk.Routes() {
		path, _ := g.address(r.Pattern)
		for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
			if has[m+" "+r.Pattern] {
				continue
			}
			req := httptest.NewRequest(m, path, nil)
			req.AddCookie(&http.Cookie{Name: desk.SessionCookie, Value: g.session("tu")})
			w := httptest.NewRecorder()
			g.handler.ServeHTTP(w, req)
			other := m == http.MethodGet && w.Code < 400 // "/new" where only "{id}" is meant, and the like
			other = other || m == http.MethodPost && (strings.HasSuffix(path, "/new") || strings.HasSuffix(path, "/choices")) && w.Code == http.StatusUnprocessableEntity
			if w.Code != http.StatusNotFound && w.Code != http.StatusMethodNotAllowed && !other {
				t.Errorf("%s %s: status %d", m, path, w.Code)
			}
		}
	}
	if after := g.events(); after != before {
		t.Errorf("%d lines were added to the record", after-before)
	}
}

// A page of another site cannot have a browser change anything here.
func TestForeignPagesAreRefused(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	g := newGround(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	session := g.session("tu")
	before := g.events()
	for _, r := range desk.Routes() {
		if r.Method != http.MethodPost {
			continue
		}
		path, _ := g.address(r.Pattern)
		for header, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"} {
			req := httptest.NewRequest(http.MethodPost, path, strings.NewReader("x=1"))
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set(header, value)
			req.AddCookie(&http.Cookie{Name: desk.SessionCookie, Value: session})
			w := httptest.NewRecorder()
			g.handler.ServeHTTP(w, req)
			if w.Code != http.StatusForbidden {
				t.Errorf("POST %s with %s: status %d", path, header, w.Code)
			}
		}
	}
	if g.events() != before {
		t.Error("something was left in the record")
	}
}

// routes are the patterns of a method.
func routes(method string) (list []string) {
	for _, r := range desk.Routes() {
		if r.Method == method {
			list = append(list, r.Pattern)
		}
	}
	return list
}
