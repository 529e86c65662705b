package app

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"sync/atomic"

	"congbo/internal/event"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// A dying context ends after it was looked at a number of times: a program that
// is killed somewhere.
type dying struct {
	context.Context
	left atomic.Int64
	kill context.CancelFunc
}

func die(ctx context.Context, after int64) *dying {
	d := &dying{}
	d.Context, d.kill = context.WithCancel(ctx)
	d.left.Store(after)
	return d
}

func (d *dying) look() {
	if d.left.Add(-1) < 0 {
		d.kill()
	}
}

func (d *dying) Err() error            { d.look(); return d.Context.Err() }
func (d *dying) Done() <-chan struct{} { d.look(); return d.Context.Done() }

// killed takes away what a disposal is about by a job that is killed again and
// again, each time a little later than before. Whenever it is, every case is
// either whole or emptied.
func (h *oldHouse) killed(id int64) (kills int) {
	h.t.Helper()
	for after := int64(1); ; after += 1 + after {
		ctx := die(h.t.Context(), after)
		err := h.a.Procedures.Dispose(ctx, id)
		dead := ctx.Context.Err() != nil
		ctx.kill()
		if err == nil {
			return kills
		}
		if !dead { // a connection that was cut says so in its own words
			h.t.Fatalf("killed after %d: %v", after, err)
		}
		kills++
		h.noneHalf(id)
		if after > 1<<20 {
			h.t.Fatal("it never ends")
		}
	}
}

// noneHalf looks whether each case of a disposal is whole or emptied, once.
func (h *oldHouse) noneHalf(id int64) {
	h.t.Helper()
	ctx := h.t.Context()
	h.must(h.a.Store.View(ctx, func(tx *store.Tx) error {
		items, err := tx.DisposalItems(ctx, id)
		if err != nil {
			return err
		}
		ends, err := tx.DisposalEnds(ctx, id)
		for _, i := range items {
			taken, terr := tx.TakenOf(ctx, i.Case)
			events, eerr := tx.CaseEvents(ctx, i.Case)
			c, cerr := tx.Case(ctx, i.Case)
			if err := errors.Join(terr, eerr, cerr); err != nil {
				return err
			}
			told := 0
			for _, e := range events {
				if e.Verb == event.PapersTaken {
					told++
				}
			}
			want := 0
			if ends[i.ID].How == store.DisposalTaken {
				want = 1
			}
			if told != want || (len(taken) > 0) != (want == 1) || (c.Title == c.Code) != (want == 1) {
				h.t.Errorf("case %s is half done: ended %q, %d rows taken, told %d times, called %q", i.Code, ends[i.ID].How, len(taken), told, c.Title)
			}
		}
		return err
	}))
}

// toldOnce looks whether whoever proposed and whoever decided were told once that
// all was done.
func (h *oldHouse) toldOnce(ids []int64) {
	h.t.Helper()
	ctx := h.t.Context()
	h.must(h.a.Store.View(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			d, err := tx.Disposal(ctx, id)
			if err != nil {
				return err
			}
			for _, whom := range []people.PersonID{d.By, d.DecidedBy} {
				list, err := tx.Notices(ctx, whom, false, 0, 500)
				if err != nil {
					return err
				}
				n := 0
				for _, x := range list {
					if x.Template == "disposal-done" && x.Data["number"] == locale.Number(locale.VI, id) {
						n++
					}
				}
				if n != 1 {
					h.t.Errorf("disposal %d: person %d was told %d times that it is done", id, whom, n)
				}
			}
		}
		return nil
	}))
}

// doubted edits what the record rests on: a decision that nobody else took, and
// words that are back where they were taken from. Both are found, on any
// database (R-T9, R-T10).
func (h *oldHouse) doubted(db *sql.DB) {
	h.t.Helper()
	found := func(key string) {
		h.t.Helper()
		v, err := h.a.Verify(h.t.Context())
		h.must(err)
		for _, d := range v.Damages {
			if d.Key == key {
				for _, l := range locale.Langs {
					if s := locale.T(l, d.Key, d.Args...); strings.ContainsAny(s, "⟨⟩{}") {
						h.t.Errorf("%s: %s", l, s)
					}
				}
				return
			}
		}
		h.t.Errorf("%s is not found in %d damages", key, len(v.Damages))
	}
	edit := func(query string) {
		h.t.Helper()
		res, err := db.ExecContext(h.t.Context(), query)
		h.must(err)
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			h.t.Fatalf("%s: %d rows, %v", query, n, err)
		}
	}
	const one = ` WHERE id = (SELECT min(CAST(x.key AS BIGINT)) FROM taken x WHERE x.form = 'revision')`
	edit(`UPDATE revision SET text = '{"doc":{}}'` + one)
	found("verify.taken_back")
	edit(`UPDATE revision SET text = '{}'` + one)
	h.whole("when the words are gone again")

	const first = ` WHERE id = (SELECT min(d.id) FROM disposal d)`
	edit(`UPDATE disposal SET words = CAST(decided_by AS TEXT), decided_by = proposed_by` + first)
	found("verify.taken_unapproved")
	edit(`UPDATE disposal SET decided_by = CAST(words AS BIGINT), words = ''` + first)
	h.whole("when another has decided again")
	edit(`UPDATE disposal SET state = 'proposed'` + first)
	found("verify.taken_unapproved")
	edit(`UPDATE disposal SET state = 'approved'` + first)
}

// writes sends a letter about a case whose papers are gone, by its code alone: a
// new case begins and names the old one, which stays as it is (R-T10).
func (h *oldHouse) writes() {
	h.t.Helper()
	ctx := h.t.Context()
	var old *store.Case
	var address string
	h.must(h.a.Store.View(ctx, func(tx *store.Tx) error {
		var id int64 // of the case; rows are read to their end before others are asked for
		err := tx.EachTaken(ctx, func(x store.Taken, _ bool) error {
			if id == 0 && x.Form == "request" {
				id = x.Case
			}
			return nil
		})
		if err != nil || id == 0 {
			return err
		}
		if old, err = tx.Case(ctx, id); err != nil {
			return err
		}
		box, err := tx.Mailbox(ctx, old.Mailbox)
		if err == nil {
			address = box.Address
		}
		return err
	}))
	if old == nil {
		h.t.Fatal("no request was taken away")
	}
	var code string
	h.must(h.a.Store.View(ctx, func(tx *store.Tx) error {
		r, err := tx.Request(ctx, old.Request)
		if err == nil {
			code = r.Code
		}
		return err
	}))
	got, err := h.a.Intake.Receive(ctx, []string{address}, []byte("From: Moi <moi@khac.example>\r\nTo: "+address+"\r\nSubject: Hoi them ["+code+"]\r\nMessage-ID: <1@khac.example>\r\n\r\nXin hoi them.\r\n"))
	h.must(err)
	if len(got) != 1 || got[0].State != intake.Opened || got[0].Case == 0 || got[0].Case == old.ID {
		h.t.Fatalf("a letter about %s: %+v", code, got)
	}
	h.must(h.a.Store.View(ctx, func(tx *store.Tx) error {
		events, err := tx.CaseEvents(ctx, got[0].Case)
		if !slices.ContainsFunc(events, func(e event.Event) bool { return e.Verb == event.FollowsDisposed && e.Data[event.KeyName] == old.Code }) {
			h.t.Errorf("the new case does not name %s", old.Code)
		}
		now, cerr := tx.Case(ctx, old.ID)
		if cerr == nil && (now.EndedAt.IsZero() || now.Title != now.Code) {
			h.t.Errorf("%s came alive again", old.Code)
		}
		return errors.Join(err, cerr)
	}))
	h.whole("after a letter about what is gone")
}
