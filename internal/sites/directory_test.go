package sites_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/sites"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// differ says how two pictures differ, in their lists and in what is worked out
// from them.
func differ(a, b *sites.Snapshot) string {
	if d := cmp.Diff(a, b, cmpopts.IgnoreUnexported(sites.Snapshot{}), cmpopts.EquateEmpty()); d != "" {
		return d
	}
	type found struct {
		Above, Calendar string
	}
	look := func(p *sites.Snapshot) map[int64]found {
		m := make(map[int64]found)
		for _, u := range p.Units {
			var hours string
			for day := range 14 {
				hours += fmt.Sprint(p.Calendar(u.Institution, u.ID).Hours(time.Date(2026, 11, 15+day, 5, 0, 0, 0, time.UTC)))
			}
			m[u.ID] = found{fmt.Sprint(p.Above(u.ID)), hours}
		}
		return m
	}
	return cmp.Diff(look(a), look(b))
}

// ∀ After any sequence of edits, refused ones among them, the directory is what
// a fresh reading of the database gives.
func TestDirectoryIsTheDatabase(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		seed := rand.Uint64()
		r := rand.New(rand.NewPCG(seed, 1))
		pick := func(ids []int64) int64 { return append([]int64{0}, ids...)[r.IntN(len(ids)+1)] }
		done := 0
		for i := range 150 {
			snap := w.Directory.Now()
			var units, all, sections []int64
			for _, u := range snap.Units {
				units = append(units, u.ID)
			}
			for _, s := range snap.Sites {
				all = append(all, s.ID)
			}
			for _, s := range snap.Sections {
				sections = append(sections, s.ID)
			}
			name := fmt.Sprintf("Mục %d", r.IntN(40))
			day := fmt.Sprintf("2026-11-%02d", 15+r.IntN(14))
			hours := []string{"", "08:00-12:00", "13:00-17:00, 07:30-11:30"}[r.IntN(3)]
			var week [7]string
			week[r.IntN(7)] = hours
			langs := []locale.Lang{locale.VI, locale.EN}
			edits := []func() error{
				func() error {
					_, err := w.AddUnit(ctx, w.admin, sites.UnitInput{Parent: pick(units), Name: text(name), Position: r.IntN(9), Active: true})
					return err
				},
				func() error {
					u := snap.Unit(units[r.IntN(len(units))])
					_, err := w.SaveUnit(ctx, w.admin, u.ID, u.Version-int64(r.IntN(2)), sites.UnitInput{Parent: pick(units), Name: text(name), Active: r.IntN(3) > 0})
					return err
				},
				func() error {
					_, err := w.AddSite(ctx, w.admin, sites.SiteInput{Unit: pick(units), Label: fmt.Sprintf("site-%d", r.IntN(9)), Lang: langs[r.IntN(2)], Name: name, Counterpart: pick(all), Hosts: []string{fmt.Sprintf("h%d.example.vn", r.IntN(9))}, Active: true})
					return err
				},
				func() error {
					s := snap.Site(all[r.IntN(len(all))])
					_, err := w.SaveSite(ctx, w.admin, s.ID, s.Version, sites.SiteInput{Unit: s.Unit, Name: name, Counterpart: pick(all), Hosts: []string{fmt.Sprintf("h%d.example.vn", r.IntN(9))}, Active: r.IntN(4) > 0})
					return err
				},
				func() error {
					_, err := w.AddSection(ctx, w.admin, all[r.IntN(len(all))], sites.SectionInput{Parent: pick(sections), Counterpart: pick(sections), Title: name, Active: true})
					return err
				},
				func() error {
					s := snap.Section(sections[r.IntN(len(sections))])
					_, err := w.SaveSection(ctx, w.admin, s.ID, s.Version, sites.SectionInput{Parent: pick(sections), Counterpart: pick(sections), Title: name, Active: r.IntN(4) > 0})
					return err
				},
				func() error {
					return w.SetDay(ctx, w.admin, sites.DayInput{Unit: pick(units), Day: day, Hours: hours, Note: text(name)})
				},
				func() error { return w.DropDay(ctx, w.admin, pick(units), day) },
				func() error { return w.SetWeek(ctx, w.admin, pick(units), week) },
				func() error { return w.DropWeek(ctx, w.admin, pick(units)) },
				func() error {
					return w.AddKind(ctx, w.admin, fmt.Sprintf("kind-%d", r.IntN(9)), sites.KindInput{Name: text(name)})
				},
				func() error {
					_, err := w.AddMailbox(ctx, w.admin, sites.MailboxInput{Unit: pick(units), Site: pick(all), Address: fmt.Sprintf("m%d@example.vn", r.IntN(9)), Name: text(name), Prefix: "PX", Procedure: "dang-tin-cap-truong", Main: r.IntN(2) == 0, Active: true})
					return err
				},
			}
			n := r.IntN(len(edits))
			err := edits[n]()
			if err != nil && fault.KindOf(err) == fault.Internal {
				t.Fatalf("seed %d, edit %d of sort %d: %v", seed, i, n, err)
			}
			if err == nil {
				done++
			}
			fresh, err := sites.Read(ctx, w.s)
			if err != nil {
				t.Fatal(err)
			}
			if d := differ(fresh, w.Directory.Now()); d != "" {
				t.Fatalf("seed %d, edit %d of sort %d:\n%s", seed, i, n, d)
			}
		}
		if done < 20 {
			t.Errorf("seed %d: only %d edits succeeded", seed, done)
		}
	})
}

// What another process changes is seen within a second of being asked for, and
// the database is not asked more often than that.
func TestDirectoryOfAnotherNode(t *testing.T) {
	for name, open := range map[string]func(testing.TB, ...store.Option) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := storetest.At("2026-11-20 08:00")
			w := newWorld(t, open(t, store.Clock(clock.Now)))
			other, err := sites.NewDirectory(t.Context(), w.s, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			before := other.Now()
			if _, err := w.AddUnit(t.Context(), w.admin, sites.UnitInput{Name: text("Khoa mới"), Active: true}); err != nil {
				t.Fatal(err)
			}
			clock.Pass(999 * time.Millisecond)
			if other.Now() != before {
				t.Error("the database was asked within the second")
			}
			clock.Pass(time.Millisecond)
			if d := differ(w.Directory.Now(), other.Now()); d != "" {
				t.Error(d)
			}
			clock.Pass(time.Minute)
			if now := other.Now(); now != other.Now() {
				t.Error("read again without a change")
			}
		})
	}
}

// Invariant 12: while the database is away the last picture serves on.
func TestDirectoryWithoutDatabase(t *testing.T) {
	clock := storetest.At("2026-11-20 08:00")
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "congbo.db"), store.Clock(clock.Now))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, s)
	before := w.Directory.Now()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		clock.Pass(time.Second)
		if w.Directory.Now() != before {
			t.Fatal("the picture is gone")
		}
	}
}

// Readers are never in the way of writers, nor see half a change: a unit and the
// site that was moved to it come together.
func TestDirectoryConcurrent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, stop := context.WithCancel(t.Context())
		var readers sync.WaitGroup
		for range 2 {
			readers.Go(func() {
				for ; ctx.Err() == nil; runtime.Gosched() {
					p := w.Directory.Now()
					for _, s := range p.Sites {
						if c := p.Site(s.Counterpart); c != nil && c.Counterpart != s.ID {
							t.Error("half a change was seen")
							return
						}
					}
				}
			})
		}
		var writers sync.WaitGroup
		for i := range 4 {
			writers.Go(func() {
				for n := range 5 {
					in := sites.SiteInput{Label: fmt.Sprintf("v%d-%d", i, n), Lang: locale.VI, Name: "Khoa", Active: true}
					vi, err := w.AddSite(t.Context(), w.admin, in)
					if err == nil {
						in.Label, in.Lang, in.Counterpart = fmt.Sprintf("e%d-%d", i, n), locale.EN, vi.ID
						_, err = w.AddSite(t.Context(), w.admin, in)
					}
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		writers.Wait()
		stop()
		readers.Wait()
		if n := len(w.Directory.Now().SitesOf(w.inst)); n != len(w.in.Sites)+40 {
			t.Errorf("%d sites", n)
		}
	})
}

func TestHomeSite(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		snap := w.Directory.Now()
		for l, want := range map[locale.Lang]int64{locale.VI: w.vi, locale.EN: w.en} {
			if got := snap.HomeSite(w.inst, l); got == nil || got.ID != want {
				t.Errorf("%s: %+v", l, got)
			}
		}
		if snap.HomeSite(9999, locale.VI) != nil || snap.Calendar(9999, 7) == nil || snap.Unit(9999) != nil || snap.Above(9999) != nil || snap.SiteByHost("[::1]:80") != nil {
			t.Error("places that are not there")
		}
	})
}
