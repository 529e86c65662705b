package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
	"congbo/internal/vi"
)

// A manySections is a library whose editions stand in several sections of two
// sites, of several units and kinds.
type manySections struct {
	*readers
	sites    []store.Site
	sections []store.Section
	units    []int64 // and 0
	codes    int
}

func newManySections(r *readers) *manySections {
	m := &manySections{readers: r, sites: []store.Site{*r.site}, sections: []store.Section{*r.section}, units: []int64{0}}
	do(r.t, r.s, func(ctx context.Context, tx *store.Tx) error {
		other := store.Site{Institution: r.institution.ID, Label: "khoa", Lang: locale.VI, Name: "Khoa", Theme: "truong-dai-hoc", Active: true}
		if err := tx.AddSite(ctx, &other); err != nil {
			return err
		}
		m.sites = append(m.sites, other)
		for i, site := range []int64{r.site.ID, other.ID, other.ID} {
			s := store.Section{Site: site, Slug: fmt.Sprint("muc-", i), Title: "Mục", Active: true}
			if err := tx.AddSection(ctx, r.institution.ID, &s); err != nil {
				return err
			}
			m.sections = append(m.sections, s)
		}
		for i := range 2 {
			u := store.Unit{Institution: r.institution.ID, Name: locale.Text{VI: fmt.Sprint("Khoa ", i)}, Active: true}
			if err := tx.AddUnit(ctx, &u); err != nil {
				return err
			}
			m.units = append(m.units, u.ID)
		}
		return nil
	})
	return m
}

// edition publishes a document in a section, of a unit where it is a new one.
func (m *manySections) edition(document, unit int64, kind string, s store.Section) (e store.Edition) {
	do(m.t, m.s, func(ctx context.Context, tx *store.Tx) error {
		e = m.editionIn(ctx, tx, document, unit, kind, s)
		return nil
	})
	return e
}

func (m *manySections) editionIn(ctx context.Context, tx *store.Tx, document, unit int64, kind string, s store.Section) store.Edition {
	must := func(err error) {
		if err != nil {
			m.t.Fatal(err)
		}
	}
	m.codes++
	base := 0
	if document == 0 {
		d := store.Document{Institution: m.institution.ID, Unit: unit, Lang: locale.VI}
		must(tx.AddDocument(ctx, &d))
		document = d.ID
	} else {
		d, err := tx.Document(ctx, document)
		must(err)
		base = d.Number
	}
	b, err := content.FromMarkup("Nội dung.")
	must(err)
	v := content.Revision{DocumentID: document, Lang: locale.VI, Title: "Tin", Body: b, Kind: kind}
	must(tx.AddRevision(ctx, &v, base, nil))
	c := store.Case{Institution: m.institution.ID, Code: fmt.Sprint("PTT-", m.codes), Procedure: m.version.ID, Document: document, Title: "Tin", State: []byte("{}"), OpenedAt: m.now, EnteredAt: m.now}
	must(tx.AddCase(ctx, &c, nil))
	e := store.Edition{Case: c.ID, Document: document, Site: s.Site, Section: s.ID, Revision: v.ID, Kind: kind, Slug: "bai", Title: "Tin", Hash: v.Hashes().All}
	must(tx.AddEdition(ctx, &e))
	return e
}

// scopes are all that lists ask for.
func (m *manySections) scopes() (all []store.Scope) {
	for _, s := range m.sites {
		all = append(all, store.Scope{Site: s.ID}, store.Scope{Site: s.ID, Apart: store.KindPage}, store.Scope{Site: s.ID, Kind: store.KindPage}, store.Scope{Site: s.ID, Kind: "news"})
		for _, u := range m.units[1:] {
			all = append(all, store.Scope{Site: s.ID, Unit: u, Apart: store.KindPage}, store.Scope{Site: s.ID, Unit: u})
		}
	}
	for _, s := range m.sections {
		all = append(all, store.Scope{Site: s.Site, Section: s.ID}, store.Scope{Site: s.Site, Section: s.ID, Unit: m.units[1], Apart: store.KindPage})
	}
	for _, s := range all[:len(all):len(all)] { // and each in a month
		s.From = time.Date(m.now.Year(), m.now.Month(), 1, 0, 0, 0, 0, vi.Zone)
		s.Until = s.From.AddDate(0, 1, 0)
		all = append(all, s)
	}
	return all
}

// in tells by looking at it whether an edition is in a scope.
func in(e store.Edition, s store.Scope) bool {
	return e.Site == s.Site && (s.Section == 0 || e.Section == s.Section) && (s.Unit == 0 || e.Unit == s.Unit) && (s.Kind == "" || e.Kind == s.Kind) &&
		e.Kind != s.Apart && (s.From.IsZero() || !e.FirstAt.Before(s.From)) && (s.Until.IsZero() || e.FirstAt.Before(s.Until))
}

// After anything that can happen to editions, each list has as many as are live,
// shows them in their order from wherever it is opened, and names their months;
// and what is counted is what a database that is brought up to date counts (R-B9).
func TestShownIsCounted(t *testing.T) {
	eachReaders(t, func(t *testing.T, r *readers) {
		m := newManySections(r)
		rnd := rand.New(rand.NewPCG(41, 1))
		live := make(map[int64]store.Edition)
		until := make(map[int64]time.Time)
		var notices []store.Edition
		pick := func() (store.Edition, bool) {
			var ids []int64
			for id := range live {
				ids = append(ids, id)
			}
			slices.Sort(ids)
			if len(ids) == 0 {
				return store.Edition{}, false
			}
			return live[ids[rnd.IntN(len(ids))]], true
		}
		kinds := []string{"news", "news", "announcement", store.KindPage}
		for step := range 160 {
			r.now = r.now.Add(time.Duration(rnd.IntN(90)) * time.Hour)
			section := m.sections[rnd.IntN(len(m.sections))]
			kind := kinds[rnd.IntN(len(kinds))]
			e, some := pick()
			switch what := rnd.IntN(9); {
			case what < 4 || !some:
				e = m.edition(0, m.units[rnd.IntN(len(m.units))], kind, section)
				live[e.ID] = e
			case what == 4: // anew, maybe elsewhere, twice in one transaction
				do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
					for range 2 {
						n := m.editionIn(ctx, tx, e.Document, 0, kind, section)
						for id, x := range live {
							if x.Document == n.Document && x.Site == n.Site {
								delete(live, id)
							}
						}
						live[n.ID] = n
						if c, err := tx.CountIn(ctx, store.Scope{Site: section.Site, Section: section.ID}); err != nil || c == 0 {
							t.Errorf("within the transaction: %d, %v", c, err)
						}
					}
					return nil
				})
			case what == 5:
				do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
					return tx.EndEdition(ctx, e.ID, store.EditionWithdrawn, "Gỡ")
				})
				delete(live, e.ID)
				notices = append(notices, e)
			case what == 6 && len(notices) > 0:
				do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
					return tx.EndEdition(ctx, notices[0].ID, store.EditionRemoved, "")
				})
				notices = notices[1:]
			case what == 6:
				do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
					return tx.EndEdition(ctx, e.ID, store.EditionRemoved, "")
				})
				delete(live, e.ID)
			case what == 7:
				at := r.now.Add(time.Duration(rnd.IntN(200)) * time.Hour)
				if rnd.IntN(4) == 0 {
					at = time.Time{}
				}
				do(t, r.s, func(ctx context.Context, tx *store.Tx) error { return tx.SetTerm(ctx, e.ID, at) })
				until[e.ID] = at
			default: // what is over is ended by somebody
				for id, at := range until {
					if _, is := live[id]; is && !at.IsZero() && !at.After(r.now) {
						do(t, r.s, func(ctx context.Context, tx *store.Tx) error { return tx.EndEdition(ctx, id, store.EditionExpired, "") })
						delete(live, id)
					}
				}
			}
			if step%4 == 0 || step > 150 {
				m.check(live, until)
			}
		}
		m.checkRows()
	})
}

// check compares lists with what is live.
func (m *manySections) check(live map[int64]store.Edition, until map[int64]time.Time) {
	m.t.Helper()
	for _, s := range m.scopes() {
		var want []store.Edition
		for _, e := range live {
			if at := until[e.ID]; in(e, s) && (at.IsZero() || at.After(m.now)) {
				want = append(want, e)
			}
		}
		slices.SortFunc(want, func(a, b store.Edition) int {
			if c := b.FirstAt.Compare(a.FirstAt); c != 0 {
				return c
			}
			return int(b.ID - a.ID)
		})
		var months []time.Time
		for _, e := range want {
			y, mo, _ := e.FirstAt.In(vi.Zone).Date()
			if at := time.Date(y, mo, 1, 0, 0, 0, 0, vi.Zone); len(months) == 0 || !months[len(months)-1].Equal(at) {
				months = append(months, at)
			}
		}
		err := m.s.View(m.t.Context(), func(tx *store.Tx) error {
			n, err := tx.CountIn(m.t.Context(), s)
			if err != nil || n != len(want) {
				m.t.Errorf("%+v: %d, want %d, %v", s, n, len(want), err)
			}
			got, err := tx.MonthsIn(m.t.Context(), s, 4)
			if err != nil || !slices.EqualFunc(got, months[:min(4, len(months))], time.Time.Equal) {
				m.t.Errorf("%+v: months %v, want %v, %v", s, got, months, err)
			}
			for _, skip := range []int{0, 1, len(want) / 2, max(0, len(want)-2), len(want)} {
				list, err := tx.LiveIn(m.t.Context(), s, skip, 3)
				if err != nil {
					return err
				}
				if !slices.EqualFunc(list, want[min(skip, len(want)):min(len(want), skip+3)], func(a, b store.Edition) bool { return a.ID == b.ID }) {
					m.t.Errorf("%+v after %d: %d of %d", s, skip, len(list), len(want))
				}
			}
			return nil
		})
		if err != nil {
			m.t.Fatal(err)
		}
	}
}

// checkRows compares the rows with those that a migration makes of the same
// editions.
func (m *manySections) checkRows() {
	m.t.Helper()
	do(m.t, m.s, func(ctx context.Context, tx *store.Tx) error {
		const rows = `SELECT CAST(site_id AS TEXT) || ' ' || strand || ' ' || CAST(month AS TEXT) || ' ' || CAST(day AS TEXT) || ': ' || CAST(n AS TEXT) FROM shown WHERE n <> 0 ORDER BY 1`
		kept, err := tx.Words(ctx, rows)
		if err != nil {
			return err
		}
		if err := tx.Exec(ctx, `DELETE FROM shown`); err != nil {
			return err
		}
		if err := tx.Exec(ctx, m.s.LastStatement("0041_shown.sql")); err != nil {
			return err
		}
		anew, err := tx.Words(ctx, rows)
		if err == nil && (len(kept) < 40 || !slices.Equal(kept, anew)) {
			m.t.Errorf("kept:\n%s\nanew:\n%s", strings.Join(kept, "\n"), strings.Join(anew, "\n"))
		}
		return err
	})
}

// What readers ask for is found by an index, however much a site shows: none of
// it looks at all that there is, sorts it, or puts it aside.
func TestReadersQueriesUseIndexes(t *testing.T) {
	r := newReaders(t, func(o ...store.Option) *store.Store { return storetest.SQLite(t, o...) })
	ctx := t.Context()
	month := time.Date(2026, 3, 1, 0, 0, 0, 0, vi.Zone)
	for name, fn := range map[string]func(tx *store.Tx) error{
		"a section": func(tx *store.Tx) error {
			_, err := tx.LiveIn(ctx, store.Scope{Site: 1, Section: 1}, 0, 20)
			return err
		},
		"a page far behind": func(tx *store.Tx) error {
			_, err := tx.LiveIn(ctx, store.Scope{Site: 1, Section: 1}, 1000, 20)
			return err
		},
		"a month": func(tx *store.Tx) error {
			_, err := tx.LiveIn(ctx, store.Scope{Site: 1, Apart: store.KindPage, From: month, Until: month.AddDate(0, 1, 0)}, 0, 20)
			return err
		},
		"a kind": func(tx *store.Tx) error {
			_, err := tx.LiveIn(ctx, store.Scope{Site: 1, Kind: "news"}, 0, 20)
			return err
		},
		"a unit": func(tx *store.Tx) error {
			_, err := tx.LiveIn(ctx, store.Scope{Site: 1, Unit: 1, Apart: store.KindPage}, 0, 20)
			return err
		},
		"a unit in a section": func(tx *store.Tx) error {
			_, err := tx.LiveIn(ctx, store.Scope{Site: 1, Unit: 1, Section: 1}, 0, 20)
			return err
		},
		"the newest":     func(tx *store.Tx) error { _, err := tx.LiveEditions(ctx, 1, 0, nil, 20); return err },
		"how many":       func(tx *store.Tx) error { _, err := tx.CountIn(ctx, store.Scope{Site: 1, Section: 1}); return err },
		"months":         func(tx *store.Tx) error { _, err := tx.MonthsIn(ctx, store.Scope{Site: 1, Section: 1}, 12); return err },
		"what ends next": func(tx *store.Tx) error { _, err := tx.NextEnd(ctx, 1, 0, 0); return err },
		"in a section":   func(tx *store.Tx) error { _, err := tx.NextEnd(ctx, 1, 1, 0); return err },
		"of a document":  func(tx *store.Tx) error { _, err := tx.NextEnd(ctx, 1, 0, 1); return err },
		"an article":     func(tx *store.Tx) error { _, err := tx.LatestEdition(ctx, 1, 1); return err },
	} {
		lines, err := r.s.Plan(ctx, fn)
		if err != nil && !strings.Contains(err.Error(), "not_found") {
			t.Errorf("%s: %v", name, err)
		}
		if len(lines) == 0 {
			t.Errorf("%s: no plan", name)
		}
		for i, line := range lines {
			scans := strings.HasPrefix(line, "SCAN")
			ending := name == "what ends next" || name == "in a section" || name == "of a document"
			wrong := scans || strings.Contains(line, "TEMP B-TREE") || strings.Contains(line, "LIST SUBQUERY") ||
				strings.Contains(line, "SEARCH t") && !strings.Contains(line, "edition_until") || ending && i == 0 && strings.Contains(line, "edition_site")
			if wrong {
				t.Errorf("%s:\n%s", name, strings.Join(lines, "\n"))
				break
			}
		}
	}
}
