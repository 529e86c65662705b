package procedures_test

import (
	"context"
	"testing"

	"congbo/internal/store"
)

// The register of the procedures in force, and what its retention lets go: by
// the end of the year in which a case ended, shown to those who keep procedures
// (F-J11, R-T10).
func TestRegister(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		entries, err := w.p.Register(ctx, w.who["em"])
		w.must(err)
		if len(entries) != 3 || entries[0].Form.Code != "HS-01" || !entries[0].Form.Case || entries[0].Form.Retention != "5y" || entries[0].Key != subject {
			t.Fatalf("%+v", entries)
		}
		ended := w.open("Kết thúc")
		w.open("Đang làm")
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			c, err := tx.Case(ctx, ended.Case.ID)
			if err != nil {
				return err
			}
			c.EndedAt = tx.Now()
			return tx.SaveCase(ctx, c, nil)
		})
		_, err = w.p.Expired(ctx, w.who["em"])
		w.refused(err, "people.denied")
		for _, c := range []struct {
			at string
			n  int
		}{{"2026-11-24 08:00", 0}, {"2031-12-31 23:59", 0}, {"2032-01-01 00:00", 1}} {
			w.clock.Set(c.at)
			gone, err := w.p.Expired(ctx, w.who["an"])
			w.must(err)
			if len(gone) != c.n {
				t.Errorf("%s: %+v", c.at, gone)
			}
		}
	})
}
