package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"congbo/internal/store"
)

// What was published is archived, whatever became of it, and is listed by its
// case, its number and the day (R-B4).
func TestArchivedEditions(t *testing.T) {
	eachReaders(t, func(t *testing.T, r *readers) {
		page, papers, day := strings.Repeat("a1", 32), strings.Repeat("b2", 32), 24*time.Hour
		start := r.now
		old := r.publish(0, "Đề án tuyển sinh", "Bản đầu.")
		now := r.publish(old.Document, "Đề án tuyển sinh", "Bản sau.")
		code := fmt.Sprint("PTT-", now.Revision)
		do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.EndEdition(ctx, now.ID, store.EditionWithdrawn, "gỡ"); err != nil {
				return err
			}
			for _, m := range []string{page, papers} {
				if err := tx.AddMedia(ctx, store.Media{ID: m, Type: "application/zip", Size: 9}); err != nil {
					return err
				}
			}
			if err := tx.AddArchivedPage(ctx, store.ArchivedPage{Edition: now.ID, Page: page, Papers: papers}); err != nil {
				return err
			}
			for _, c := range []struct {
				q    store.ArchiveQuery
				want int
			}{{store.ArchiveQuery{}, 2}, {store.ArchiveQuery{Code: code, Number: 2}, 1}, {store.ArchiveQuery{Code: code, Number: 1}, 0}, {store.ArchiveQuery{Code: "PTT-0"}, 0}, {store.ArchiveQuery{After: now.ID}, 0},
				{store.ArchiveQuery{From: start, Until: start.Add(day)}, 2}, {store.ArchiveQuery{From: start.Add(day)}, 0}, {store.ArchiveQuery{Until: start}, 0}} {
				c.q.Limit = 10
				got, err := tx.ArchivedEditions(ctx, c.q)
				if err != nil {
					return err
				}
				if len(got) != c.want {
					t.Errorf("%+v: %d editions, want %d", c.q, len(got), c.want)
				}
				for _, x := range got {
					if (x.Code == code) != (x.ID == now.ID) || x.Site != "vi" || (x.Kept != nil) != (x.ID == now.ID) || x.Kept != nil && (x.Kept.Page != page || x.Kept.Papers != papers) {
						t.Errorf("%+v", x)
					}
				}
			}
			return nil
		})
	})
}
