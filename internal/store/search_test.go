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
	"congbo/internal/search"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// A library of editions: one site and what was published on it.
type readers struct {
	t           testing.TB
	s           *store.Store
	institution *store.Institution
	site        *store.Site
	section     *store.Section
	version     store.ProcedureVersion
	now         time.Time
}

func newReaders(t testing.TB, open func(...store.Option) *store.Store) *readers {
	r := &readers{t: t, now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	r.s = open(store.Clock(func() time.Time { return r.now }))
	r.institution = university(t, r.s)
	r.site = &store.Site{Institution: r.institution.ID, Label: "vi", Lang: locale.VI, Name: "Trường", Theme: "truong-dai-hoc", Active: true}
	do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddSite(ctx, r.site); err != nil {
			return err
		}
		r.version = store.ProcedureVersion{Institution: r.institution.ID, Key: "dang-tin", Version: 1, Text: "x", Digest: "x", State: "in-force", InForceFrom: r.now}
		if err := tx.AddProcedure(ctx, &r.version); err != nil {
			return err
		}
		r.section = &store.Section{Site: r.site.ID, Slug: "tin-tuc", Title: "Tin tức", Active: true}
		return tx.AddSection(ctx, r.institution.ID, r.section)
	})
	return r
}

// publish makes a text public; document 0 is a new one.
func (r *readers) publish(document int64, title, body string) store.Edition {
	r.t.Helper()
	r.now = r.now.Add(time.Minute)
	var e store.Edition
	do(r.t, r.s, func(ctx context.Context, tx *store.Tx) error {
		base := 0
		if document == 0 {
			d := store.Document{Institution: r.institution.ID, Lang: locale.VI}
			if err := tx.AddDocument(ctx, &d); err != nil {
				return err
			}
			document = d.ID
		} else {
			d, err := tx.Document(ctx, document)
			if err != nil {
				return err
			}
			last, err := tx.Revision(ctx, d.Revision)
			if err != nil {
				return err
			}
			base = last.Number
		}
		b, err := content.FromMarkup(body)
		if err != nil {
			return err
		}
		v := content.Revision{DocumentID: document, Lang: locale.VI, Title: title, Body: b, Kind: "news", Sites: []content.Placement{{Site: r.site.ID, Section: r.section.ID}}}
		if err := tx.AddRevision(ctx, &v, base, nil); err != nil {
			return err
		}
		c := store.Case{Institution: r.institution.ID, Code: fmt.Sprint("PTT-", v.ID), Procedure: r.version.ID, Document: document, Title: title, State: []byte("{}"), OpenedAt: r.now, EnteredAt: r.now}
		if err := tx.AddCase(ctx, &c, nil); err != nil {
			return err
		}
		e = store.Edition{Case: c.ID, Document: document, Site: r.site.ID, Section: r.section.ID, Revision: v.ID, Kind: "news", Slug: "bai", Title: title, Hash: v.Hashes().All}
		return tx.AddEdition(ctx, &e)
	})
	return e
}

// titles are the titles of what a query finds, page by page.
func (r *readers) titles(q search.Query, limit int) []string {
	r.t.Helper()
	p, err := search.Parse(q)
	if err != nil {
		r.t.Fatal(err)
	}
	var all []string
	var after *search.Hit
	for {
		var page *store.FoundPage
		err := r.s.View(r.t.Context(), func(tx *store.Tx) (err error) {
			page, err = tx.Search(r.t.Context(), r.site.ID, p, after, limit)
			return err
		})
		if err != nil {
			r.t.Fatal(err)
		}
		for _, f := range page.List {
			all = append(all, f.Edition.Title)
		}
		if after = page.Next; after == nil {
			if n := page.Count; n != len(all) && !page.More && !p.NeedsText() {
				r.t.Errorf("%+v: %d were counted, %d are shown", q, n, len(all))
			}
			return all
		}
	}
}

func (r *readers) check(when string) {
	r.t.Helper()
	err := r.s.View(r.t.Context(), func(tx *store.Tx) error {
		c, err := tx.CheckSearch(r.t.Context(), r.site.ID)
		if err == nil && !c.OK() {
			r.t.Errorf("%s: %+v", when, c)
		}
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *readers) seal() {
	r.t.Helper()
	for more := true; more; {
		var err error
		if more, err = r.s.SealSearch(r.t.Context(), r.site.ID); err != nil {
			r.t.Fatal(err)
		}
	}
}

func eachReaders(t *testing.T, fn func(t *testing.T, r *readers)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, newReaders(t, func(o ...store.Option) *store.Store { return storetest.SQLite(t, o...) }))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, newReaders(t, func(o ...store.Option) *store.Store { return storetest.Postgres(t, o...) }))
	})
}

// What was published is found at once, what was taken down no more, whatever is
// in the buckets and whatever the jobs have done by then (R-B10, F-M2).
func TestSearchFollowsWhatIsPublic(t *testing.T) {
	eachReaders(t, func(t *testing.T, r *readers) {
		rng := rand.New(rand.NewPCG(5, 6))
		words := strings.Fields("hòa hoà hóa tuyển sinh đại học dài hạn thủy lợi kỷ niệm quyết định")
		type public struct {
			store.Edition
			body  string
			until time.Time
		}
		live := make(map[int64]public) // by document
		word := func() string { return words[rng.IntN(len(words))] }
		for i := range 80 {
			switch n := rng.IntN(20); {
			case n < 11 || len(live) == 0:
				body := word() + " " + word()
				e := r.publish(0, fmt.Sprintf("%s %s %d", word(), word(), i), body)
				live[e.Document] = public{Edition: e, body: body}
			case n < 13: // corrected
				e := live[pick(rng, live)]
				body := word()
				live[e.Document] = public{Edition: r.publish(e.Document, fmt.Sprintf("%s sửa %d", word(), i), body), body: body}
			case n < 15:
				id := pick(rng, live)
				e := live[id]
				state := []string{store.EditionWithdrawn, store.EditionRemoved, store.EditionExpired}[rng.IntN(3)]
				do(t, r.s, func(ctx context.Context, tx *store.Tx) error { return tx.EndEdition(ctx, e.ID, state, "gỡ") })
				delete(live, id)
			case n < 17: // a term, or none again
				id := pick(rng, live)
				e := live[id]
				e.until = []time.Time{{}, r.now.Add(5 * time.Minute), r.now}[rng.IntN(3)]
				do(t, r.s, func(ctx context.Context, tx *store.Tx) error { return tx.SetTerm(ctx, e.ID, e.until) })
				live[id] = e
			case n < 18:
				r.seal()
			case n < 19:
				do(t, r.s, func(ctx context.Context, tx *store.Tx) error { return tx.Reindex(ctx, live[pick(rng, live)].ID) })
			default:
				if _, err := r.s.RebuildSearch(t.Context(), r.site.ID, nil); err != nil {
					t.Fatal(err)
				}
			}
			if i%8 != 7 {
				continue
			}
			r.check(fmt.Sprint("after ", i))
			var want []string
			for _, e := range live {
				if e.until.IsZero() || e.until.After(r.now) {
					want = append(want, e.Title)
				}
			}
			q := search.Query{From: r.now.AddDate(-1, 0, 0)}
			got := r.titles(q, 9)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("after %d: finds %q, not %q", i, got, want)
			}
			for range 3 {
				w := word()
				want = want[:0]
				p, _ := search.Parse(search.Query{Text: w})
				for _, e := range live {
					if _, marked := p.Snippet(e.Title + " " + e.body); marked && (e.until.IsZero() || e.until.After(r.now)) {
						want = append(want, e.Title)
					}
				}
				got := r.titles(search.Query{Text: w}, 5)
				newest := r.titles(search.Query{Text: w, Newest: true}, 4)
				for _, l := range [][]string{want, got, newest} {
					slices.Sort(l)
				}
				if !slices.Equal(got, want) || !slices.Equal(newest, want) {
					t.Fatalf("after %d: %s finds %q and %q, not %q", i, w, got, newest, want)
				}
			}
		}
	})
}

func pick[T any](rng *rand.Rand, m map[int64]T) int64 {
	var ids []int64
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids[rng.IntN(len(ids))]
}

// What is published and taken down while an index is made anew is neither lost
// nor shown.
func TestPublishingDuringRebuild(t *testing.T) {
	eachReaders(t, func(t *testing.T, r *readers) {
		var old []store.Edition
		for i := range 10 {
			old = append(old, r.publish(0, fmt.Sprintf("cũ %d", i), "chữ"))
		}
		r.seal()
		if _, err := r.s.RebuildSearch(t.Context(), r.site.ID, func(int) {
			r.publish(0, "mới", "chữ")
			r.publish(old[1].Document, "sửa", "chữ")
			do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
				return tx.EndEdition(ctx, old[0].ID, store.EditionWithdrawn, "")
			})
			r.seal()
			if got := r.titles(search.Query{Text: "chu"}, 5); len(got) != 10 {
				t.Errorf("meanwhile %q", got)
			}
		}); err != nil {
			t.Fatal(err)
		}
		r.check("after it")
		got := r.titles(search.Query{Text: "chu", Newest: true}, 3)
		if want := []string{"mới", "cũ 9", "cũ 8", "cũ 7", "cũ 6", "cũ 5", "cũ 4", "cũ 3", "cũ 2", "sửa"}; !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
		r.seal()
		r.check("sealed")
	})
}

// A database that is older than the index has it made by a job's call; until
// then the check says so. A damaged index is told, too, and made anew.
func TestStaleIndexIsTold(t *testing.T) {
	eachReaders(t, func(t *testing.T, r *readers) {
		e := r.publish(0, "Thông báo", "tuyển sinh")
		r.publish(0, "Kế hoạch", "tuyển sinh")
		check := func() (c store.SearchCheck) {
			do(t, r.s, func(ctx context.Context, tx *store.Tx) (err error) {
				c, err = tx.CheckSearch(ctx, r.site.ID)
				return err
			})
			return c
		}
		wrong := store.SearchCheck{Site: r.site.ID, Live: 2, Wrong: 1}
		for i, damage := range []struct {
			want  store.SearchCheck
			query string
		}{
			{wrong, fmt.Sprintf("UPDATE revision SET summary = 'khác', text = replace(text, 'tuyển sinh', 'khác hẳn') WHERE id = %d", e.Revision)}, // beside the buckets
			{store.SearchCheck{Site: r.site.ID, Live: 2, Missing: 2}, "DELETE FROM search_fresh"},
			{wrong, fmt.Sprintf("UPDATE revision SET summary = 'lại khác', text = replace(text, 'khác hẳn', 'lại khác') WHERE id = %d", e.Revision)}, // in a bucket
			{store.SearchCheck{Site: r.site.ID, Live: 1, Dead: 1}, fmt.Sprintf("UPDATE edition SET state = 'withdrawn' WHERE id = %d", e.ID)},
		} {
			want, query := damage.want, damage.query
			if i == 2 {
				r.seal()
			}
			if _, err := r.s.RebuildSearch(t.Context(), r.site.ID, nil); err != nil {
				t.Fatal(err)
			}
			if c := check(); !c.OK() {
				t.Errorf("before: %+v", c)
			}
			if want.Missing > 0 {
				do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
					return tx.Exec(ctx, "UPDATE search_bucket SET used = FALSE")
				})
			}
			do(t, r.s, func(ctx context.Context, tx *store.Tx) error { return tx.Exec(ctx, query) })
			if c := check(); c != want {
				t.Errorf("%+v, not %+v", c, want)
			}
			if want.Dead > 0 {
				do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
					return tx.Exec(ctx, "UPDATE edition SET state = 'live'")
				})
			}
		}
		if _, err := r.s.RebuildSearch(t.Context(), r.site.ID, nil); err != nil {
			t.Fatal(err)
		}
		r.check("at the end")
	})
}

// Nothing of the words of what was taken down is kept by the index to be quoted.
func TestTakenDownIsNotQuoted(t *testing.T) {
	eachReaders(t, func(t *testing.T, r *readers) {
		for _, sealed := range []bool{false, true} {
			e := r.publish(0, "Thông báo", "bí mật")
			if sealed {
				r.seal()
			}
			do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
				return tx.EndEdition(ctx, e.ID, store.EditionRemoved, "")
			})
			do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
				all, err := tx.Words(ctx, "SELECT body FROM search_text")
				if len(all) > 0 {
					t.Errorf("sealed %v: %q is kept", sealed, all)
				}
				return err
			})
		}
		p, _ := search.Parse(search.Query{Text: "bi mta"})
		do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
			all, err := tx.Guesses(ctx, r.site.ID, p, 3)
			if len(all) > 0 {
				t.Errorf("guesses %q", all)
			}
			return err
		})
	})
}

// The words of a paper that an edition offers find it from when they were read,
// and only as long as readers can open it there: not before it is published, not
// once the page has no such paper, not past its term, not after it was withdrawn
// (R-B10, invariant 9).
func TestWordsOfPapersAreFound(t *testing.T) {
	eachReaders(t, func(t *testing.T, r *readers) {
		id := strings.Repeat("ab", 32)
		do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.AddMedia(ctx, store.Media{ID: id, Type: "application/pdf", Size: 9}); err != nil {
				return err
			}
			return tx.LookedAt(ctx, store.Media{ID: id}, "học bạ")
		})
		const with = "Kèm theo:\n\n[Phụ lục](media:%s)"
		finds := func(when, word string, want int) {
			t.Helper()
			if got := r.titles(search.Query{Text: word}, 5); len(got) != want {
				t.Errorf("%s: %q finds %q", when, word, got)
			}
		}
		finds("before it is published", "học bạ", 0)
		e := r.publish(0, "Thông báo", fmt.Sprintf(with, id))
		finds("published", "hoc ba", 1)
		for _, sealed := range []bool{false, true} {
			if sealed {
				r.seal()
			}
			word := map[bool]string{false: "học bổng", true: "học phí"}[sealed]
			do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
				if err := tx.LookedAt(ctx, store.Media{ID: id}, "danh sách "+word); err != nil {
					return err
				}
				return nil
			})
			if got := r.titles(search.Query{Text: word}, 5); len(got) != 1 {
				t.Errorf("sealed %v: %q finds %q", sealed, word, got)
			}
			r.check("looked at")
		}
		finds("read anew", "học bổng", 0)
		r.publish(e.Document, "Thông báo", "Không kèm tệp nào.")
		finds("replaced", "học phí", 0)
		e = r.publish(e.Document, "Thông báo", fmt.Sprintf(with, id))
		finds("offered again", "học phí", 1)
		do(t, r.s, func(ctx context.Context, tx *store.Tx) error { return tx.SetTerm(ctx, e.ID, r.now.Add(-time.Second)) })
		finds("past its term", "học phí", 0)
		do(t, r.s, func(ctx context.Context, tx *store.Tx) error { return tx.SetTerm(ctx, e.ID, time.Time{}) })
		finds("shown again", "học phí", 1)
		do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
			return tx.EndEdition(ctx, e.ID, store.EditionWithdrawn, "gỡ")
		})
		finds("withdrawn", "học phí", 0)
	})
}
