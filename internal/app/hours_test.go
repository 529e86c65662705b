package app

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/reporting"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// atPost brings a case to where it can be published.
func (h *house) atPost() int64 {
	h.t.Helper()
	id := h.ready()
	h.act("head", id, flow.Act{Kind: flow.DoMove, Move: "approve"})
	h.save("webmaster", id, func(r *content.Revision) {
		r.Kind, r.Sites = "news", []content.Placement{{Site: h.site.ID, Section: h.section.ID}}
	})
	return id
}

func ict(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, workday.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

// reader gets a public page and tells its status and text.
func (h *house) reader(path string) (int, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, h.siteURL(&h.site, path), nil)
	h.must(err)
	r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), "192.0.2.1:1"
	w := &record{header: make(http.Header), status: http.StatusOK}
	h.portal.ServeHTTP(w, r)
	return w.status, string(w.body)
}

// shown reports whether readers find a text in its section and at its address.
func (h *house) shown(id int64) bool {
	h.t.Helper()
	v := h.seen(id)
	_, list := h.reader("/" + h.section.Slug)
	inList := strings.Contains(list, v.Case.Title)
	at := false
	for _, e := range v.Editions {
		status, page := h.reader(e.Path(h.section.Slug))
		at = at || status == http.StatusOK && strings.Contains(page, "Trao học bổng")
	}
	if inList != at {
		h.t.Errorf("in the list %v, at its address %v", inList, at)
	}
	return inList
}

func (h *house) seen(id int64) *cases.View {
	h.t.Helper()
	v, err := h.Cases.See(h.t.Context(), cases.Program(h.inst), id)
	h.must(err)
	return v
}

func (h *house) flagged(id int64, flag string) bool {
	return slices.Contains(strings.Fields(h.seen(id).Case.Flags), flag)
}

// addressed lists to whom letters of a template went.
func (h *house) addressed(template string) (to []string) {
	h.t.Helper()
	h.must(h.Store.View(h.t.Context(), func(tx *store.Tx) error {
		all, err := tx.Letters(h.t.Context(), h.inst, "", 0, 1000)
		for _, l := range all {
			if l.Template == template {
				to = append(to, strings.TrimSuffix(l.ToEmail, "@songtien.example"))
			}
		}
		return err
	}))
	slices.Sort(to)
	return to
}

func (h *house) sound() {
	h.t.Helper()
	v, err := (&reporting.Verifier{Store: h.Store}).Verify(h.t.Context())
	h.must(err)
	if !v.OK() {
		h.t.Errorf("the record: %+v", v.Damages)
	}
}

func (h *house) plan(id int64, when string) {
	h.t.Helper()
	h.act("webmaster", id, flow.Act{Kind: flow.DoPlan, Move: "publish", Due: ict(when)})
}

// A text is public at the agreed minute, by the same rules as by hand, and not
// before it (F-C1, R-B1, invariants 1 and 9).
func TestPublishedAtItsHour(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.atPost()
		_, err := h.Cases.Act(t.Context(), h.who["communications"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoPlan, Move: "publish", Due: ict("2026-08-31 08:00")}})
		h.refused("flow.not_yours", err)
		_, err = h.Cases.Act(t.Context(), h.who["webmaster"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoPlan, Move: "publish", Due: ict("2026-08-28 08:00")}})
		h.refused("flow.plan_past", err)
		h.plan(id, "2026-08-31 09:00")
		if v := h.seen(id); v.Case.Step != "post" || !h.flagged(id, "planned") {
			t.Fatalf("planned: at %s, flags %q", v.Case.Step, v.Case.Flags)
		}
		h.plan(id, "2026-08-31 08:00") // changed
		h.drain()
		h.clock.Set("2026-08-31 07:59")
		h.drain()
		if h.shown(id) || len(h.seen(id).Editions) > 0 {
			t.Fatal("readers see it early")
		}
		h.clock.Set("2026-08-31 08:00")
		h.drain()
		if !h.shown(id) {
			t.Fatal("not published at its hour")
		}
		v := h.seen(id)
		if e := v.Editions[0]; len(v.Editions) != 1 || e.PostedBy != h.who["webmaster"].Person || !e.PublishedAt.Equal(ict("2026-08-31 08:00")) {
			t.Errorf("edition %+v", e)
		}
		if v.Case.Step != "result" && v.Case.Step != "verify" || h.letters("result") != 1 {
			t.Errorf("at %s, %d letters", v.Case.Step, h.letters("result"))
		}
		h.clock.Set("2026-08-31 09:00") // the hour that was changed
		h.drain()
		if n := len(h.seen(id).Editions); n != 1 {
			t.Errorf("%d editions", n)
		}
		h.sound()
	})
}

// Who may make the move, and who answers for the step, may take the hour back;
// nothing happens then.
func TestPlanIsCancelled(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.atPost()
		h.plan(id, "2026-08-31 08:00")
		_, err := h.Cases.Act(t.Context(), h.who["deputy"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoUnplan}})
		h.refused("flow.not_yours", err)
		h.act("webmaster", id, flow.Act{Kind: flow.DoUnplan, Reason: "Chờ thêm ảnh"})
		h.clock.Set("2026-08-31 08:00")
		h.drain()
		if v := h.seen(id); len(v.Editions) > 0 || v.Case.Flags != "" {
			t.Errorf("editions %d, flags %q", len(v.Editions), v.Case.Flags)
		}
		_, err = h.Cases.Act(t.Context(), h.who["webmaster"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoUnplan}})
		h.refused("flow.no_plan", err)
		h.plan(id, "2026-09-01 08:00")
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "return", Reason: "Cần xem lại"}) // overtakes it
		h.clock.Set("2026-09-01 08:00")
		h.drain()
		if v := h.seen(id); len(v.Editions) > 0 || v.State.Plan != nil {
			t.Errorf("published after it was returned: %+v", v.State.Plan)
		}
		h.sound()
	})
}

// What cannot be published at its hour is a state that everybody sees, and is
// written to who planned it and to the head (F-C4).
func TestPlanFails(t *testing.T) {
	far := time.Date(2026, 8, 30, 0, 0, 0, 0, workday.Zone)
	for name, c := range map[string]struct {
		change func(h *house, id int64)
		why    flow.Trouble
		at     string
	}{
		"text changed": {func(h *house, id int64) {
			h.save("webmaster", id, func(r *content.Revision) { r.Title += " (sửa)" })
		}, flow.TroubleText, "2026-08-31 08:00"},
		"no longer appointed": {func(h *house, _ int64) {
			h.must(h.Store.Tx(h.t.Context(), func(tx *store.Tx) error {
				all, err := tx.AppointmentsOf(h.t.Context(), h.who["webmaster"].Person)
				h.must(err)
				_, err = tx.EndAppointment(h.t.Context(), all[0].ID, far)
				return err
			}))
		}, flow.TroubleAuthority, "2026-08-31 08:00"},
		"account closed": {func(h *house, _ int64) {
			h.must(h.Store.Tx(h.t.Context(), func(tx *store.Tx) error {
				p, err := tx.Person(h.t.Context(), h.who["webmaster"].Person)
				h.must(err)
				p.State = "disabled"
				return tx.SavePerson(h.t.Context(), p)
			}))
		}, flow.TroubleAuthority, "2026-08-31 08:00"},
		"site gone": {func(h *house, _ int64) {
			h.must(h.Store.Tx(h.t.Context(), func(tx *store.Tx) error {
				s, err := tx.Site(h.t.Context(), h.site.ID)
				h.must(err)
				s.Active = false
				return tx.SaveSite(h.t.Context(), s)
			}))
		}, flow.TroubleSite, "2026-08-31 08:00"},
		"days later": {func(*house, int64) {}, flow.TroubleLate, "2026-09-01 08:01"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) {
			eachHouse(t, func(t *testing.T, h *house) {
				id := h.atPost()
				h.plan(id, "2026-08-31 08:00")
				c.change(h, id)
				h.clock.Set(c.at)
				h.drain()
				v := h.seen(id)
				if p := v.State.Plan; p == nil || p.Why != c.why || !h.flagged(id, "plan-failed") || v.Case.Step != "post" {
					t.Fatalf("plan %+v, flags %q, at %s", p, v.Case.Flags, v.Case.Step)
				}
				if len(v.Editions) > 0 {
					t.Error("something is public")
				}
				want := []string{"head", "webmaster"}
				if name == "account closed" || name == "text changed" { // nobody there to write to; who changed it knows
					want = want[:1]
				}
				if got := h.addressed("plan-failed"); !slices.Equal(got, want) {
					t.Errorf("written to %v, want %v", got, want)
				}
				h.sound()
			})
		})
	}
}

// The program was not running at the hour: it publishes as soon as it can, and
// says so (F-C4).
func TestPublishedLate(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.atPost()
		h.plan(id, "2026-08-31 08:00")
		h.clock.Set("2026-08-31 11:00")
		if v := h.seen(id); !v.State.Plan.Late(h.clock.Now()) {
			t.Error("not seen to be late before it is done")
		}
		h.drain()
		if !h.shown(id) || !h.flagged(id, "plan-late") {
			t.Errorf("shown %v, flags %q", h.shown(id), h.seen(id).Case.Flags)
		}
		if got := h.addressed("plan-late"); !slices.Equal(got, []string{"head", "webmaster"}) {
			t.Errorf("written to %v", got)
		}
		h.sound()
	})
}

// A page ends by itself at its hour, even while nobody is there to end it; it
// can be prolonged before and shown again after (F-C2, R-B1, invariant 9).
func TestPageEndsByItself(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.atPost()
		h.act("webmaster", id, flow.Act{Kind: flow.DoTerm, Due: ict("2026-08-29 17:00")})
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
		h.drain()
		if !h.shown(id) {
			t.Fatal("not public")
		}
		_, err := h.Cases.Act(t.Context(), h.who["unit-deputy"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoTerm, Due: ict("2026-12-01 08:00")}})
		h.refused("flow.not_yours", err)
		h.act("webmaster", id, flow.Act{Kind: flow.DoTerm, Due: ict("2026-08-31 17:00")}) // prolonged
		h.clock.Set("2026-08-30 08:00")
		h.drain()
		if !h.shown(id) {
			t.Fatal("ended at the hour that was changed")
		}
		h.clock.Set("2026-08-31 17:00")
		if h.shown(id) {
			t.Error("shown past its end while no job has run")
		}
		h.drain()
		v := h.seen(id)
		if h.shown(id) || !h.flagged(id, "expired") || v.Editions[0].State != store.EditionExpired {
			t.Fatalf("flags %q, edition %s", v.Case.Flags, v.Editions[0].State)
		}
		if status, page := h.reader(v.Editions[0].Path(h.section.Slug)); status != http.StatusGone || strings.Contains(page, "Trao học bổng") {
			t.Errorf("its address answers %d", status)
		}
		h.sound()
		h.clock.Set("2026-09-01 08:00")
		h.act("webmaster", id, flow.Act{Kind: flow.DoShow, Due: ict("2026-09-04 17:00")})
		if !h.shown(id) {
			t.Fatal("not shown again")
		}
		_, err = h.Cases.Act(t.Context(), h.who["webmaster"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoTerm}}) // no date, and not said that it stays
		h.refused("flow.term_when", err)
		h.act("webmaster", id, flow.Act{Kind: flow.DoTerm, Yes: true}) // for good
		h.clock.Set("2026-09-05 08:00")
		h.drain()
		if !h.shown(id) {
			t.Error("ended although it was to stay")
		}
		h.sound()
	})
}

// A page that cannot be ended says so to who set its end and who answers.
func TestTermFails(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.atPost()
		h.act("webmaster", id, flow.Act{Kind: flow.DoTerm, Due: ict("2026-08-31 17:00")})
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
		h.must(h.Store.Tx(t.Context(), func(tx *store.Tx) error { // behind the back of the case
			all, err := tx.CaseEditions(t.Context(), id)
			h.must(err)
			return tx.EndEdition(t.Context(), all[0].ID, store.EditionRemoved, "")
		}))
		h.clock.Set("2026-08-31 17:00")
		h.drain()
		if !h.flagged(id, "term-failed") || !slices.Contains(h.addressed("term-failed"), "webmaster") || !slices.Contains(h.addressed("term-failed"), "head") {
			t.Errorf("flags %q, written to %v", h.seen(id).Case.Flags, h.addressed("term-failed"))
		}
	})
}

// Nothing is public before the hour of an embargo, by whatever way (F-C3).
func TestEmbargoHoldsPublicationBack(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.atPost()
		h.act("webmaster", id, flow.Act{Kind: flow.DoEmbargo, Due: ict("2026-08-31 08:00"), Reason: "Chờ lễ trao."})
		for _, a := range []flow.Act{
			{Kind: flow.DoMove, Move: "publish"}, {Kind: flow.DoForce, Reason: "Gấp"}, {Kind: flow.DoPlan, Move: "publish", Due: ict("2026-08-31 07:00")},
		} {
			role := "webmaster"
			if a.Kind == flow.DoForce {
				role = "head"
			}
			_, err := h.Cases.Act(t.Context(), h.who[role], cases.Input{Case: id, Act: a})
			if e, ok := fault.As(err); !ok || e.Key != "flow.embargoed" {
				t.Errorf("%s: %v", a.Kind, err)
			}
		}
		h.plan(id, "2026-08-31 08:00")
		h.clock.Set("2026-08-31 08:00")
		h.drain()
		if !h.shown(id) {
			t.Error("not published when it was over")
		}
		h.sound()
	})
}
