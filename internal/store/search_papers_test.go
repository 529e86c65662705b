package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
	"congbo/internal/vi"
)

// The words of a paper are found with the page that offers it, whatever the
// accents, and only as long as readers can open it there: not before it is
// published, not once the page has another paper, not past its term, not after
// it was withdrawn, and on no site but that of the edition (R-B10, invariant 9).
func TestPublicPapers(t *testing.T) {
	clock := storetest.At("2026-08-28 08:00")
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		i := university(t, s)
		first, second := strings.Repeat("a1", 32), strings.Repeat("b2", 32)
		var site, english store.Site
		var section store.Section
		var doc store.Document
		var old, newer content.Revision
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			site = store.Site{Institution: i.ID, Label: "st", Lang: locale.VI, Name: "Sông Thao", Theme: "truong-dai-hoc", Active: true}
			english = store.Site{Institution: i.ID, Label: "st-en", Lang: locale.EN, Name: "Song Thao", Theme: "truong-dai-hoc", Active: true}
			for _, x := range []*store.Site{&site, &english} {
				if err := tx.AddSite(ctx, x); err != nil {
					return err
				}
			}
			section = store.Section{Site: site.ID, Slug: "tin", Title: "Tin", Active: true}
			if err := tx.AddSection(ctx, i.ID, &section); err != nil {
				return err
			}
			for id, said := range map[string]string{first: "Chỉ tiêu tuyển sinh 3_500, ngành Bệnh học thủy sản", second: "Chỉ tiêu điều chỉnh"} {
				if err := tx.AddMedia(ctx, store.Media{ID: id, Type: "application/pdf", Size: 9}); err != nil {
					return err
				}
				if err := tx.LookedAt(ctx, store.Media{ID: id}, said); err != nil {
					return err
				}
			}
			doc = store.Document{Institution: i.ID, Lang: locale.VI}
			if err := tx.AddDocument(ctx, &doc); err != nil {
				return err
			}
			for n, r := range []*content.Revision{&old, &newer} {
				body, err := content.NewBody(content.Node{Type: "doc", Content: []content.Node{{Type: "file", Attrs: map[string]any{"media": []string{first, second}[n], "title": "Đề án"}}}})
				if err != nil {
					return err
				}
				*r = content.Revision{DocumentID: doc.ID, Lang: locale.VI, Title: "Đề án tuyển sinh", Body: body}
				if err := tx.AddRevision(ctx, r, n, nil); err != nil {
					return err
				}
			}
			return nil
		})
		shows := func(when string, on store.Site, text string, want ...string) {
			t.Helper()
			do(t, s, func(ctx context.Context, tx *store.Tx) error {
				got, err := tx.PublicPapers(ctx, on.ID, vi.Fold(text), nil, 10)
				if err != nil {
					return err
				}
				if len(got) != len(want) {
					t.Errorf("%s: %q finds %d papers, want %d", when, text, len(got), len(want))
					return nil
				}
				for i, p := range got {
					if p.Media != want[i] || p.Document != doc.ID || p.Words == "" {
						t.Errorf("%s: found %+v, want %s", when, p, want[i])
					}
				}
				return nil
			})
		}
		publish := func(r *content.Revision) (e store.Edition) {
			do(t, s, func(ctx context.Context, tx *store.Tx) error {
				e = store.Edition{Document: doc.ID, Case: 1, Site: site.ID, Section: section.ID, Revision: r.ID, Kind: "news", Slug: "de-an", Title: r.Title, Hash: "h"}
				return tx.AddEdition(ctx, &e)
			})
			return e
		}
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			v := store.ProcedureVersion{Institution: i.ID, Key: "dang-tin", Text: "id: dang-tin", State: "in-force", InForceFrom: clock.Now()}
			if err := tx.AddProcedure(ctx, &v); err != nil {
				return err
			}
			return tx.Exec(ctx, fmt.Sprintf(`INSERT INTO case_file (id, institution_id, code, procedure_id, document_id, title, folded, step, state, opened_at, entered_at)
				VALUES (1, %d, 'PTT-2026-000001', %d, %d, 'Đề án', 'x', 'post', '{}', 1, 1)`, i.ID, v.ID, doc.ID))
		})
		shows("as a draft", site, "tuyển sinh")
		publish(&old)
		shows("published", site, "tuyen sinh BENH HOC", first)
		shows("published", site, "bệnh học 3_500", first)
		shows("published", site, "bệnh học 3x500")
		shows("published", site, "")
		shows("published", english, "tuyển sinh")
		now := publish(&newer)
		shows("replaced", site, "tuyển sinh")
		shows("replaced", site, "điều chỉnh", second)
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			return tx.SetTerm(ctx, now.ID, clock.Now().Add(-time.Minute))
		})
		shows("past its term", site, "điều chỉnh")
		do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SetTerm(ctx, now.ID, time.Time{}) })
		shows("shown again", site, "điều chỉnh", second)
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			return tx.EndEdition(ctx, now.ID, store.EditionWithdrawn, "gỡ")
		})
		shows("withdrawn", site, "điều chỉnh")

		// What was published is archived, whatever became of it (R-B4)
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.AddArchivedPage(ctx, store.ArchivedPage{Edition: now.ID, Page: first, Papers: second}); err != nil {
				return err
			}
			day := 24 * time.Hour
			for _, c := range []struct {
				q    store.ArchiveQuery
				want int
			}{{store.ArchiveQuery{}, 2}, {store.ArchiveQuery{Code: "PTT-2026-000001", Number: 2}, 1}, {store.ArchiveQuery{Code: "PTT-2026-000002"}, 0}, {store.ArchiveQuery{After: now.ID}, 0},
				{store.ArchiveQuery{From: clock.Now(), Until: clock.Now().Add(day)}, 2}, {store.ArchiveQuery{From: clock.Now().Add(day)}, 0}, {store.ArchiveQuery{Until: clock.Now()}, 0}} {
				c.q.Limit = 10
				got, err := tx.ArchivedEditions(ctx, c.q)
				if err != nil {
					return err
				}
				if len(got) != c.want {
					t.Errorf("%+v: %d editions, want %d", c.q, len(got), c.want)
				}
				for _, x := range got {
					if x.Code != "PTT-2026-000001" || x.Site != "st" || (x.Kept != nil) != (x.ID == now.ID) || x.Kept != nil && (x.Kept.Page != first || x.Kept.Papers != second) {
						t.Errorf("%+v", x)
					}
				}
			}
			return nil
		})
	}, store.Clock(clock.Now))
}
