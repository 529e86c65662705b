package portal_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/look"
	"congbo/internal/pages"
	"congbo/internal/people"
	"congbo/internal/portal"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// An estate is a town with everything that pages are made from, to be changed
// at random, and a list of the addresses that it ever had.
type estate struct {
	*town
	clock    *storetest.Time
	scratch  http.Handler   // makes every page anew
	nodes    []http.Handler // keep pages
	settle   func()         // has all nodes hear of what changed
	docs     []*estateDoc
	sections []*store.Section
	addr     map[string]bool
	secrets  int
	walks    int
	steps    int
	compared int // pages

	// See kept_walk_test.go.
	person    people.PersonID
	closed    store.Section // of a site that is not open
	private   string        // a picture that no text shows
	pictures  []string
	redirects []int64
	plans     []*plan
	planted   map[string]bool // addresses where it would be
	taken     map[string]bool // words of texts that were withdrawn
}

type estateDoc struct {
	id       int64
	cs       int64
	number   int
	lang     locale.Lang
	editions map[int64]store.Edition // the live one by site
	revision content.Revision
	titles   []string
}

// patient is how long to wait for a page before the last good one is shown: on a
// busy machine, too, each page is to be as it is now.
const patient = time.Hour

const secretWord = "Bí mật chưa đăng"

func newEstate(t *testing.T, s *store.Store, clock *storetest.Time) *estate {
	w := &estate{town: newTown(t, s), clock: clock, addr: make(map[string]bool)}
	w.portal.Pages = &pages.Store{Now: clock.Now, Patience: patient}
	w.handler = w.portal.Handler()
	anew := w.another(s)
	anew.Anew = true
	w.scratch, w.nodes, w.settle = anew.Handler(), []http.Handler{w.handler}, func() {}
	w.sections = []*store.Section{&w.news, &w.jobs, &w.newsEN}
	w.plant()
	w.planted = w.addr
	return w
}

// another is a portal of its own on the same institution.
func (w *estate) another(s *store.Store) *portal.Portal {
	p := w.portal
	return &portal.Portal{Store: s, Cases: p.Cases, Intake: p.Intake, Publishing: p.Publishing, Blobs: p.Blobs, URL: p.URL, Pictures: p.Pictures}
}

func (w *estate) tx(fn func(ctx context.Context, tx *store.Tx) error) {
	w.t.Helper()
	ctx := context.Background()
	w.ok(w.store.Tx(ctx, func(tx *store.Tx) error { return fn(ctx, tx) }))
}

func (w *estate) site(id int64) *store.Site {
	if id == w.vi.ID {
		return &w.vi
	}
	return &w.en
}

func (w *estate) base(site int64) string {
	if site == w.vi.ID {
		return "http://" + townHost
	}
	return "http://congbo.example/w/" + w.en.Label
}

// visit asks for an address, and remembers it for later.
func visit(h http.Handler, address string) string {
	r := httptest.NewRequest(http.MethodGet, address, nil)
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return fmt.Sprintf("%d %s\n%s", rec.Code, rec.Header().Get("Location"), rec.Body.String())
}

// check compares every address on every node with the page made from scratch.
func (w *estate) check(t *rapid.T) {
	w.settle()
	for _, s := range w.sections {
		for _, page := range []string{"", "/trang/2", "/page/2"} {
			w.addr[w.base(s.Site)+"/"+s.Slug+page] = true
		}
	}
	for _, page := range []string{"/lien-he", "/contacts", "/co-cau-to-chuc", "/organisation", "/chu-de/han-man", "/chu-de/so-hoa", "/so-do-trang"} {
		w.addr[w.base(w.vi.ID)+page], w.addr[w.base(w.en.ID)+page] = true, true
	}
	for _, d := range w.docs {
		for site, e := range d.editions {
			for _, s := range w.sections {
				if s.Site == site && s.ID == e.Section {
					w.addr[w.base(site)+e.Path(s.Slug)], w.addr[w.base(site)+e.Numbered(s.Slug)] = true, true
				}
			}
		}
	}
	for _, home := range []string{w.base(w.vi.ID) + "/", w.base(w.en.ID) + "/", "http://songtien.localhost:81/", "http://songtien-en.localhost:81/"} {
		w.addr[home] = true
	}
	w.more()
	for a := range w.addr {
		want := visit(w.scratch, a)
		for i, node := range w.nodes {
			w.compared++
			if got := visit(node, a); got != want {
				t.Fatalf("node %d serves %s not as it is now:\n%s", i, a, difference(got, want))
			}
			if bad := w.unpublished(want); bad != "" {
				t.Fatalf("%s shows what nobody has published: %s\n%s", a, bad, want)
			}
			w.forms(t, i, node, a, want)
		}
	}
}

func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d:\n got %.300s\nwant %.300s", i, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

func (w *estate) secret() string {
	w.secrets++
	return fmt.Sprintf("%s %s%d", secretWord, secretMark, w.secrets)
}

// text draws a revision to be published.
func (w *estate) text(t *rapid.T) content.Revision {
	w.numbered++
	title := fmt.Sprintf("Tin %d. %s", w.numbered, rapid.SampledFrom([]string{"tuyển sinh", "nghiệm thu", "<b>"}).Draw(t, "title"))
	r := content.Revision{Title: title, Summary: "Tóm tắt " + title, Slug: fmt.Sprintf("tin-%d", w.numbered), Body: townText("Thân bài " + title),
		Kind: rapid.SampledFrom([]string{"news", "announcement", "page"}).Draw(t, "kind")}
	r.Topics = rapid.SampledFrom([][]string{nil, {"han-man"}, {"so-hoa"}, {"han-man", "so-hoa"}}).Draw(t, "topics")
	if r.Kind == "page" { // some introduce another page
		r.Slug = rapid.SampledFrom([]string{r.Slug, "lien-he", "contacts", "co-cau-to-chuc", "tin-tuc", "news", "tuyen-dung"}).Draw(t, "slug")
	}
	return r
}

func (w *estate) draft(t *rapid.T) {
	d := &estateDoc{editions: make(map[int64]store.Edition), lang: rapid.SampledFrom(locale.Langs).Draw(t, "lang")}
	r := w.text(t)
	r.Title, r.Summary, r.Body = w.secret(), w.secret(), townText(w.secret())
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		doc := store.Document{Institution: w.inst, Unit: w.unit, Lang: d.lang}
		if err := tx.AddDocument(ctx, &doc); err != nil {
			return err
		}
		d.id, r.DocumentID, r.Lang = doc.ID, doc.ID, d.lang
		if err := tx.AddRevision(ctx, &r, 0, content.Aspects); err != nil {
			return err
		}
		d.number = 1
		cs := store.Case{Institution: w.inst, Code: fmt.Sprintf("PTT-2026-9%05d", w.numbered), Procedure: w.version, Document: doc.ID, State: []byte(`{"note":"` + secretMark + `"}`), OpenedAt: tx.Now(), EnteredAt: tx.Now()}
		err := w.aside(ctx, tx, &cs)
		d.cs = cs.ID
		return err
	})
	w.docs = append(w.docs, d)
}

// save adds a revision; nobody has published it.
func (w *estate) save(d *estateDoc, r *content.Revision) {
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		r.DocumentID, r.Lang = d.id, d.lang
		return tx.AddRevision(ctx, r, d.number, content.Aspects)
	})
	d.number++
}

func (w *estate) publish(t *rapid.T, d *estateDoc) {
	section := rapid.SampledFrom(w.sections).Draw(t, "section")
	r := w.text(t)
	if w.site(section.Site).Lang != d.lang {
		return
	}
	if len(w.docs) > 1 && rapid.Bool().Draw(t, "translation") {
		if of := rapid.SampledFrom(w.docs).Draw(t, "of"); of.lang != d.lang {
			r.TranslationOf = &content.RevisionRef{Document: of.id, Revision: of.revision.ID, Hash: of.revision.Hashes().Content}
		}
	}
	minutes := 0
	if rapid.Bool().Draw(t, "term") {
		minutes = rapid.IntRange(1, 90).Draw(t, "minutes")
	}
	w.lead(t, &r)
	w.issue(d, section, r, minutes)
}

// issue publishes a text in a section, for some minutes; 0: for ever.
func (w *estate) issue(d *estateDoc, section *store.Section, r content.Revision, minutes int) {
	r.ID, r.Number = 0, 0
	w.save(d, &r)
	d.revision = r
	d.titles = append(d.titles, r.Title)
	for _, title := range d.titles {
		delete(w.taken, title)
	}
	e := store.Edition{Document: d.id, Case: d.cs, Site: section.Site, Section: section.ID, Revision: r.ID, Kind: r.Kind, Slug: r.Slug, Title: r.Title, Hash: r.Hashes().All}
	if old, ok := d.editions[section.Site]; ok && r.Kind != "page" {
		e.Slug = old.Slug
	}
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddEdition(ctx, &e); err != nil {
			return err
		}
		if minutes > 0 {
			return tx.SetTerm(ctx, e.ID, tx.Now().Add(time.Duration(minutes)*time.Minute))
		}
		return nil
	})
	d.editions[section.Site] = e
}

func (w *estate) end(t *rapid.T, d *estateDoc) {
	state := rapid.SampledFrom([]string{store.EditionWithdrawn, store.EditionRemoved, store.EditionExpired}).Draw(t, "state")
	for site, e := range d.editions {
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			note := w.secret() // for colleagues
			if state == store.EditionWithdrawn {
				note = "Đang rà soát."
			}
			return tx.EndEdition(ctx, e.ID, state, note)
		})
		if delete(d.editions, site); len(d.editions) == 0 {
			for _, title := range d.titles {
				w.taken[title] = true
			}
		}
		return
	}
}

// place changes something of the places.
func (w *estate) place(t *rapid.T) {
	w.numbered++
	name := fmt.Sprintf("Tên %d", w.numbered)
	what := rapid.SampledFrom([]string{"site", "section", "new section", "kind", "unit", "institution", "box", "theme", "topic", "twin", "look", "look", "draft look"}).Draw(t, "place")
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		switch what {
		case "site", "theme":
			s := w.site(rapid.SampledFrom([]int64{w.vi.ID, w.en.ID}).Draw(t, "site"))
			now, err := tx.Site(ctx, s.ID)
			if err != nil {
				return err
			}
			if *s = *now; what == "site" {
				s.Settings.Counter = !s.Settings.Counter
				s.Name, s.Settings.Phone = name, name
				s.Active = s.ID == w.vi.ID || rapid.IntRange(0, 3).Draw(t, "active") > 0
			} else {
				s.Theme = rapid.SampledFrom(portal.Themes).Draw(t, "theme").Name
			}
			return tx.SaveSite(ctx, s)
		case "look", "draft look":
			return w.relook(ctx, tx, t, what == "look")
		case "section":
			s := rapid.SampledFrom(w.sections).Draw(t, "section")
			now, err := tx.Section(ctx, s.ID)
			if err != nil {
				return err
			}
			*s = *now
			s.Title, s.Menu, s.Active = name, rapid.Bool().Draw(t, "menu"), rapid.IntRange(0, 3).Draw(t, "active") > 0
			return tx.SaveSection(ctx, w.inst, s)
		case "new section":
			s := &store.Section{Site: w.vi.ID, Slug: fmt.Sprintf("muc-%d", w.numbered), Title: name, Menu: true, Active: true}
			w.sections = append(w.sections, s)
			return tx.AddSection(ctx, w.inst, s)
		case "topic":
			all, err := tx.Topics(ctx, w.vi.ID)
			if err != nil {
				return err
			}
			slug := rapid.SampledFrom([]string{"han-man", "so-hoa"}).Draw(t, "topic")
			for i := range all {
				if all[i].Slug == slug {
					all[i].Title, all[i].Active = name, rapid.Bool().Draw(t, "open")
					return tx.SaveTopic(ctx, w.inst, &all[i])
				}
			}
			return tx.AddTopic(ctx, w.inst, &store.Topic{Site: w.vi.ID, Slug: slug, Title: name, Active: true})
		case "twin":
			there, err := tx.Topics(ctx, w.en.ID)
			if err != nil {
				return err
			}
			if len(there) < 2 {
				return tx.AddTopic(ctx, w.inst, &store.Topic{Site: w.en.ID, Slug: fmt.Sprintf("topic-%d", w.numbered), Title: name, Active: true})
			}
			here, err := tx.Topics(ctx, w.vi.ID)
			if err != nil || len(here) == 0 {
				return err
			}
			with := rapid.SampledFrom([]int64{0, there[0].ID, there[1].ID}).Draw(t, "with")
			return tx.PairTopics(ctx, w.inst, rapid.SampledFrom(here).Draw(t, "topic").ID, with)
		case "kind":
			all, err := tx.Kinds(ctx, w.inst)
			if err != nil {
				return err
			}
			all[0].Name = locale.Text{VI: name, EN: name}
			return tx.SaveKind(ctx, &all[0])
		case "unit":
			u, err := tx.Unit(ctx, w.unit)
			if err != nil {
				return err
			}
			u.Name, u.Contact.Head, u.Contact.Phone = locale.Text{VI: name, EN: name}, locale.Text{VI: name, EN: name}, name
			return tx.SaveUnit(ctx, u)
		case "institution":
			in, err := tx.Institution(ctx, w.inst)
			if err != nil {
				return err
			}
			in.Parent = locale.Text{VI: name, EN: name}
			return tx.SaveInstitution(ctx, in)
		}
		boxes, err := tx.Mailboxes(ctx, w.inst)
		if err != nil {
			return err
		}
		boxes[0].Active = !boxes[0].Active
		return tx.SaveMailbox(ctx, &boxes[0])
	})
}

// relook decides how a site looks, or drafts it, which nobody sees.
func (w *estate) relook(ctx context.Context, tx *store.Tx, t *rapid.T, apply bool) error {
	s := w.site(rapid.SampledFrom([]int64{w.vi.ID, w.en.ID}).Draw(t, "site"))
	l := look.Look{Theme: s.Theme, Brand: rapid.SampledFrom([]string{"", "#123456", "#7a1f5c"}).Draw(t, "brand"), Header: rapid.SampledFrom(look.Headers).Draw(t, "header"),
		Name: rapid.SampledFrom([]string{"", "Tên khác"}).Draw(t, "name")}
	for i := range rapid.IntRange(0, 6).Draw(t, "blocks") {
		b := look.Block{Kind: rapid.SampledFrom(look.Kinds).Draw(t, "kind").Name, Title: fmt.Sprintf("Khối %d", i), Count: rapid.IntRange(0, 3).Draw(t, "count"), Text: "Lời chào."}
		b.Section, b.Of = rapid.SampledFrom(w.sections).Draw(t, "of").ID, rapid.SampledFrom([]string{"han-man", "so-hoa", "news", "announcement"}).Draw(t, "strand")
		l.Blocks = append(l.Blocks, b)
	}
	if !apply {
		d, err := tx.LookDraft(ctx, s.ID)
		if err != nil {
			return err
		}
		l.Name, d.Look, d.Open = w.secret(), l, true
		d.Look.Name = l.Name
		return tx.SaveLookDraft(ctx, d)
	}
	return tx.ApplyLook(ctx, w.inst, &store.SiteLook{Site: s.ID, Look: l})
}

// wander does something at random and looks at some pages, which are kept then.
func (w *estate) wander(t *rapid.T) {
	if w.walks++; w.walks > 8 && os.Getenv("CONGBO_TEST_SLOW") == "" && walkFor(w.t) == 0 {
		return
	}
	w.docs, w.addr, w.plans, w.taken = nil, maps.Clone(w.planted), nil, make(map[string]bool)
	steps := rapid.IntRange(4, 14).Draw(t, "steps")
	for range steps {
		w.steps++
		act := rapid.SampledFrom([]string{"draft", "draft", "publish", "publish", "publish", "correct", "end", "place", "clock", "secret", "term", "read", "look", "redirect", "plan"}).Draw(t, "act")
		if act == "draft" || len(w.docs) == 0 {
			w.draft(t)
			continue
		}
		d := rapid.SampledFrom(w.docs).Draw(t, "document")
		switch act {
		case "publish", "correct":
			w.publish(t, d)
		case "end":
			w.end(t, d)
		case "place":
			w.place(t)
		case "clock":
			w.clock.Pass(time.Duration(rapid.IntRange(1, 60).Draw(t, "minutes")) * time.Minute)
			w.due()
		case "look":
			w.look(t)
		case "redirect":
			w.redirect(t)
		case "plan":
			w.schedule(t, d)
		case "secret":
			w.save(d, &content.Revision{Title: w.secret(), Summary: w.secret(), Body: townText(w.secret()), Slug: "kin", Kind: "news"})
		case "read": // somebody reads it, and what is read most is counted
			w.tx(func(ctx context.Context, tx *store.Tx) error {
				for site := range d.editions {
					n := store.Views{Site: site, Document: d.id, Count: int64(rapid.IntRange(1, 9).Draw(t, "times"))}
					if err := tx.AddViews(ctx, []store.Views{n}); err != nil {
						return err
					}
				}
				return tx.RankRead(ctx)
			})
		case "term":
			for _, e := range d.editions {
				w.tx(func(ctx context.Context, tx *store.Tx) error {
					return tx.SetTerm(ctx, e.ID, tx.Now().Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "minutes"))*time.Minute))
				})
			}
		}
		w.check(t)
	}
}

// Whatever is published, corrected, withdrawn, ended by the clock, renamed or
// given another look, each page that is kept is the page made from scratch, on
// every site; and nothing that nobody published is in any (invariant 9).
func TestKeptPagesAreAsMadeAnew(t *testing.T) {
	walks, steps, compared := 0, 0, 0
	for began := time.Now(); !t.Failed() && (walks == 0 || time.Since(began) < walkFor(t)); {
		t.Run(fmt.Sprint("town", walks), func(t *testing.T) {
			clock := storetest.At("2026-08-28 14:30")
			w := newEstate(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
			rapid.Check(t, w.wander)
			walks, steps, compared = walks+w.walks, steps+w.steps, compared+w.compared
		})
		if walkFor(t) > 0 {
			t.Logf("%s: %d walks of %d steps, %d pages compared", time.Since(began).Round(time.Second), walks, steps, compared)
		}
	}
}

// walkFor is how long to walk; 0: a few walks.
func walkFor(t *testing.T) time.Duration {
	text := os.Getenv("CONGBO_TEST_WALK")
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The same on two nodes with one database: each hears of what the other changed.
func TestKeptPagesOfTwoNodes(t *testing.T) {
	clock := storetest.At("2026-08-28 14:30")
	url := storetest.PostgresURL(t)
	open := func() *store.Store {
		s, err := store.Open(t.Context(), url, store.Clock(clock.Now))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	w, other := newEstate(t, open(), clock), open()
	second := w.another(other)
	second.Pages = &pages.Store{Now: clock.Now, Patience: patient}
	w.nodes = append(w.nodes, second.Handler())
	follow := &pages.Follower{Store: other, Pages: second.Pages, Lease: time.Millisecond}
	w.ok(follow.Start(t.Context()))
	w.settle = func() { w.ok(follow.Step(context.Background())) }
	rapid.Check(t, w.wander)
}

// A withdrawal is acknowledged when every node with a lease has dropped the page
// (invariant 9).
func TestWithdrawalWaitsForAllNodes(t *testing.T) {
	url := storetest.PostgresURL(t)
	node := func() (*store.Store, *pages.Store) {
		s, err := store.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s, &pages.Store{}
	}
	here, own := node()
	w := newTown(t, here)
	there, kept := node()
	e := &estate{town: w}
	far := e.another(there)
	far.Pages = kept
	h := far.Handler()
	w.ok((&pages.Follower{Store: here, Pages: own}).Start(t.Context()))
	follow := &pages.Follower{Store: there, Pages: kept, Every: time.Millisecond}
	w.ok(follow.Start(t.Context()))
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan bool)
	go func() { follow.Run(ctx); close(done) }()
	defer func() { stop(); <-done }()
	for i := range 10 {
		_, ed := w.write(&w.news, content.Revision{Title: fmt.Sprintf("Tin sẽ gỡ số %d.", i), Slug: "tin", Body: townText("Thân bài")})
		address := "http://" + townHost + ed.Path("tin-tuc")
		if got := visit(h, address); !strings.HasPrefix(got, "200") {
			t.Fatal(got)
		}
		visit(h, "http://"+townHost+"/")
		w.end(ed, store.EditionRemoved, "")
		if got := visit(h, address); !strings.HasPrefix(got, "410") {
			t.Fatalf("after the withdrawal: %.80s", got)
		}
		if got := visit(h, "http://"+townHost+"/"); strings.Contains(got, ed.Title) {
			t.Fatal("the first page still shows it")
		}
	}
}

// Pages come while the database is away, and say nothing that was taken away
// (invariants 9 and 12).
func TestPagesWhileTheDatabaseIsAway(t *testing.T) {
	s := storetest.SQLite(t)
	w := newTown(t, s)
	_, e := w.write(&w.news, content.Revision{Title: "Tin đã đăng", Slug: "tin", Body: townText("Thân bài")})
	_, gone := w.write(&w.news, content.Revision{Title: "Tin bị gỡ", Slug: "go", Body: townText("Thân bài")})
	addresses := []string{"/", "/tin-tuc", e.Path("tin-tuc"), "http://songtien-en.localhost/"}
	before := make(map[string]string)
	for _, a := range append(addresses, gone.Path("tin-tuc")) {
		before[a] = w.get(a).Body.String()
	}
	w.end(gone, store.EditionRemoved, "")
	for _, a := range addresses {
		before[a] = w.get(a).Body.String()
	}
	w.ok(s.Close())
	for _, a := range addresses {
		if got := w.get(a); got.Code != http.StatusOK || got.Body.String() != before[a] {
			t.Errorf("%s: %d", a, got.Code)
		}
	}
	if got := w.get(gone.Path("tin-tuc")); got.Code < 500 || strings.Contains(got.Body.String(), "Tin bị gỡ") {
		t.Errorf("what was removed: %d", got.Code)
	}
}
