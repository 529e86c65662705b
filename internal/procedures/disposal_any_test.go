package procedures_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"congbo/internal/cases"
	"congbo/internal/procedures"
	"congbo/internal/reporting"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// Whatever is proposed, approved, refused, opened again and carried out, in
// whatever order and whoever tries it: nothing goes that its register still
// keeps, nothing that one person alone wanted gone, the record is whole, and in
// the way that is laid down everything can go (R-T10, R-T9).
func TestDisposalInAnyOrder(t *testing.T) {
	ctx := context.Background()
	clock := storetest.At("2026-11-23 08:00")
	w := &world{t: t, s: storetest.SQLite(t, store.Clock(clock.Now)), clock: clock, who: make(map[string]cases.Actor)}
	w.c = &cases.Cases{Store: w.s, Mailhost: "st.example", Secret: []byte("a secret of tests")}
	w.p = &procedures.Procedures{Store: w.s, Cases: w.c, Files: noFiles{}}
	w.c.Effects = w.p.Effects()
	w.furnish()
	rapid.Check(t, func(rt *rapid.T) { // of one office: new cases each time
		var codes []string
		ids, taken, proposals := make(map[string]int64), make(map[string]bool), []int64(nil)
		for i := range 3 {
			o := w.open(fmt.Sprint("Hồ sơ ", i))
			codes, ids[o.Case.Code] = append(codes, o.Case.Code), o.Case.ID
		}
		look := func() { // what went, and whether it was to go
			for code, id := range ids {
				w.must(w.s.View(ctx, func(tx *store.Tx) error {
					rows, err := tx.TakenOf(ctx, id)
					if err != nil || len(rows) == 0 || taken[code] {
						return err
					}
					taken[code] = true
					c, err := tx.Case(ctx, id)
					if err != nil {
						return err
					}
					// HS-01: five years from 1 January after the year of the end.
					if until := time.Date(c.EndedAt.In(clock.Now().Location()).Year()+6, 1, 1, 0, 0, 0, 0, clock.Now().Location()); c.EndedAt.IsZero() || clock.Now().Before(until) {
						rt.Fatalf("%s went on %s; it ended on %s", code, clock.Now(), c.EndedAt)
					}
					x, err := tx.DisposedCase(ctx, id)
					if err != nil || x == nil || x.Disposal.DecidedBy == 0 || x.Disposal.DecidedBy == x.Disposal.By {
						rt.Fatalf("%s went by %+v: %v", code, x, err)
					}
					return nil
				}))
			}
		}
		for range 20 {
			code := rapid.SampledFrom(codes).Draw(rt, "case")
			switch rapid.SampledFrom([]string{"end", "end", "pass", "pass", "propose", "propose", "decide", "decide", "carry out"}).Draw(rt, "act") {
			case "end": // it ends, or comes alive again
				w.tx(func(ctx context.Context, tx *store.Tx) error {
					c, err := tx.Case(ctx, ids[code])
					if err != nil || taken[code] {
						return err
					}
					if c.EndedAt.IsZero() {
						c.EndedAt = tx.Now()
					} else {
						c.EndedAt = time.Time{}
					}
					return tx.SaveCase(ctx, c, nil)
				})
			case "pass":
				clock.Pass(time.Duration(rapid.SampledFrom([]int{1, 30, 75}).Draw(rt, "months")) * 30 * 24 * time.Hour)
			case "propose":
				some := rapid.SliceOfNDistinct(rapid.SampledFrom(codes), 1, 3, rapid.ID).Draw(rt, "cases")
				if id, err := w.p.Propose(ctx, w.who[rapid.SampledFrom([]string{"an", "binh", "em"}).Draw(rt, "who")], procedures.Proposal{Codes: some, Reason: "Hết thời hạn lưu"}); err == nil {
					proposals = append(proposals, id)
				}
			case "decide":
				if len(proposals) > 0 {
					id := rapid.SampledFrom(proposals).Draw(rt, "proposal")
					_ = w.p.Decide(ctx, w.who[rapid.SampledFrom([]string{"chi", "dung", "an", "em"}).Draw(rt, "who")], id, procedures.Decision{Yes: rapid.SampledFrom([]bool{true, true, false}).Draw(rt, "approved"), Number: "1/QĐ", Words: "x", Version: 1})
				}
			case "carry out":
				if len(proposals) > 0 {
					w.posted(ids)
					_ = w.p.Dispose(ctx, rapid.SampledFrom(proposals).Draw(rt, "carried out"))
				}
			}
			look()
		}

		// Whatever happened, what is left goes in the way that is laid down.
		for _, id := range proposals {
			w.posted(ids)
			_ = w.p.Dispose(ctx, id)
			_ = w.p.Decide(ctx, w.who["chi"], id, procedures.Decision{Words: "x", Version: 1})
		}
		look()
		left := slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return taken[code] })
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			for _, code := range left {
				c, err := tx.Case(ctx, ids[code])
				if err != nil {
					return err
				}
				if c.EndedAt.IsZero() {
					c.EndedAt = tx.Now()
					if err := tx.SaveCase(ctx, c, nil); err != nil {
						return err
					}
				}
			}
			return nil
		})
		clock.Pass(75 * 30 * 24 * time.Hour)
		if len(left) > 0 {
			id, err := w.p.Propose(ctx, w.who["an"], procedures.Proposal{Codes: left, Reason: "Hết thời hạn lưu"})
			w.must(err)
			w.must(w.p.Decide(ctx, w.who["chi"], id, procedures.Decision{Yes: true, Number: "2/QĐ", Version: 1}))
			w.posted(ids)
			w.must(w.p.Dispose(ctx, id))
			look()
		}
		for _, code := range codes {
			if !taken[code] {
				rt.Fatalf("%s does not go", code)
			}
		}
		if v, err := (&reporting.Verifier{Store: w.s}).Verify(ctx); err != nil || !v.OK() {
			rt.Fatalf("the record: %v %+v", err, v.Damages)
		}
		for code, id := range ids {
			rows, err := 0, error(nil)
			w.must(w.s.View(ctx, func(tx *store.Tx) error {
				list, e := tx.TakenOf(ctx, id)
				rows, err = len(list), e
				return nil
			}))
			if err != nil || (rows > 0) != taken[code] {
				rt.Fatalf("%s: %d rows: %v", code, rows, err)
			}
		}
	})
}

// posted has every letter sent: what waits to be sent keeps a case.
func (w *world) posted(ids map[string]int64) {
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		var failed error
		for _, id := range ids {
			letters, err := tx.CaseLetters(ctx, id)
			failed = errors.Join(failed, err)
			for _, l := range letters {
				if l.State == store.LetterQueued {
					l.State = store.LetterSent
					failed = errors.Join(failed, tx.SaveLetter(ctx, &l))
				}
			}
		}
		return failed
	})
}
