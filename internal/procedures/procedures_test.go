package procedures_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procedures"
	"congbo/internal/procfile"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

const subject = "dang-tin-cap-truong"

// A world is an institution with its procedure and the four people by whom
// another comes into force.
type world struct {
	t     *testing.T
	s     *store.Store
	clock *storetest.Time
	p     *procedures.Procedures
	c     *cases.Cases
	inst  int64
	who   map[string]cases.Actor
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	for name, open := range map[string]func(testing.TB, ...store.Option) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := storetest.At("2026-11-23 08:00")
			w := &world{t: t, s: open(t, store.Clock(clock.Now)), clock: clock, who: make(map[string]cases.Actor)}
			w.c = &cases.Cases{Store: w.s, Mailhost: "st.example", Secret: []byte("a secret of tests")}
			w.p = &procedures.Procedures{Store: w.s, Cases: w.c}
			w.c.Effects = w.p.Effects()
			w.furnish()
			fn(t, w)
		})
	}
}

func (w *world) tx(fn func(ctx context.Context, tx *store.Tx) error) {
	w.t.Helper()
	ctx := context.Background()
	if err := w.s.Tx(ctx, func(tx *store.Tx) error { return fn(ctx, tx) }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) furnish() {
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		i := &store.Institution{Name: locale.Text{VI: "Trường Đại học Sông Tiên"}}
		if err := tx.AddInstitution(ctx, i); err != nil {
			return err
		}
		w.inst = i.ID
		if err := w.install(ctx, tx, subject); err != nil {
			return err
		}
		for id, role := range map[string]people.Role{"an": people.Administrator, "binh": people.CommunicationsHead, "chi": people.Head, "dung": people.Leadership, "em": people.Staff} {
			p := &store.Person{Institution: w.inst, Name: "Người " + id, Email: id + "@st.example", Lang: locale.VI, State: store.PersonActive}
			if err := tx.AddPerson(ctx, p); err != nil {
				return err
			}
			w.who[id] = cases.Actor{Person: p.ID, Name: p.Name, Institution: w.inst, Lang: locale.VI}
			if err := tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: role, Place: people.Place{Kind: people.Institution, ID: w.inst}, From: w.clock.Now().AddDate(-1, 0, 0)}}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *world) install(ctx context.Context, tx *store.Tx, id string) error {
	p, _ := procfile.Named(id)
	sum := sha256.Sum256(p.Text)
	return tx.AddProcedure(ctx, &store.ProcedureVersion{Institution: w.inst, Key: id, Text: string(p.Text), Digest: hex.EncodeToString(sum[:]), State: store.ProcedureInForce, InForceFrom: tx.Now()})
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(locale.Error(locale.EN, err), err)
	}
}

func (w *world) refused(err error, key string) {
	w.t.Helper()
	if list, ok := err.(fault.List); ok && len(list) > 0 {
		err = list[0]
	}
	if e, ok := fault.As(err); !ok || e.Key != key {
		w.t.Errorf("got %v, want %s", err, key)
	}
}

// open begins a case of the procedure, as a request does.
func (w *world) open(title string) *cases.Opened {
	var o *cases.Opened
	w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
		code, err := tx.NextCode(ctx, w.inst, "PTT", 2026)
		if err == nil {
			o, err = w.c.Open(ctx, tx, w.who["binh"], cases.Opening{Institution: w.inst, Procedure: subject, Code: code, Title: title})
		}
		return err
	})
	return o
}

func (w *world) move(who string, id int64, move flow.MoveID, more ...func(*flow.Act)) error {
	a := flow.Act{Kind: flow.DoMove, Move: move, Reason: "vì"}
	for _, f := range more {
		f(&a)
	}
	_, err := w.c.Act(context.Background(), w.who[who], cases.Input{Case: id, Act: a})
	return err
}

func decision(from string) func(*flow.Act) {
	return func(a *flow.Act) {
		a.Promulgation = flow.Promulgation{Decision: flow.Decision{Number: "45/QĐ-ĐHST", Date: "2026-11-23", Signer: "Hiệu trưởng"}, From: from}
	}
}

func (w *world) approve(who string, id int64) {
	w.t.Helper()
	_, err := w.c.Act(context.Background(), w.who[who], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoVerdict, Aspect: "content", Yes: true}})
	w.must(err)
}

func (w *world) limit(o *cases.Opened) string {
	w.t.Helper()
	var id int64
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Case(ctx, o.Case.ID)
		if err == nil {
			id = c.Procedure
		}
		return err
	})
	p, err := w.c.Procedure(context.Background(), id)
	w.must(err)
	return p.Step("post").Within.String()
}

const before, after = "by: webmaster\n    within: 1d", "by: webmaster\n    within: 4h"

// A procedure is drafted, reviewed, approved and issued by a case of its own; it
// holds from the day of its decision, and a case that runs finishes under the
// version it began with (R-M8, F-A2, F-A16; invariant 8).
func TestPromulgate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		running := w.open("Đang chạy")
		v, err := w.p.Draft(ctx, w.who["an"], subject)
		w.must(err)
		if v.Version != 2 || v.State != store.ProcedureDraft || v.Life.BasedOn == 0 {
			t.Fatalf("the draft: %+v", v)
		}
		if _, err := w.p.Draft(ctx, w.who["binh"], subject); err == nil {
			t.Error("two drafts at once")
		}
		v, err = w.p.Save(ctx, w.who["an"], v.ID, v.Life.Version, strings.Replace(v.Text, before, after, 1))
		w.must(err)
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			last, err := tx.Events(ctx, store.EventFilter{Institution: w.inst, Verb: event.ProcedureSaved, Limit: 1})
			if err == nil && (len(last) != 1 || last[0].Data[event.KeyHash] != v.Digest) {
				t.Errorf("the record of what was saved: %+v, should name %s", last, v.Digest)
			}
			return err
		})
		o, err := w.p.Submit(ctx, w.who["an"], v.ID, v.Life.Version)
		w.must(err)
		if o.State.Step != "review" || !strings.HasPrefix(o.Case.Code, "QT-2026-") || !strings.Contains(o.Case.Title, "bản 2") {
			t.Fatalf("submitted: %s %q at %s", o.Case.Code, o.Case.Title, o.State.Step)
		}
		id := o.Case.ID
		w.refused(w.move("an", id, "pass"), "flow.not_yours")
		w.must(w.move("chi", id, "pass"))
		w.refused(w.move("dung", id, "approve"), "flow.verdict_missing")
		w.approve("dung", id)
		w.must(w.move("dung", id, "approve"))
		w.refused(w.move("binh", id, "promulgate"), "flow.decision_number")
		w.refused(w.move("binh", id, "promulgate", decision("2026-11-22")), "flow.decision_back")
		w.must(w.move("binh", id, "promulgate", decision("2026-12-01")))

		if got := w.limit(w.open("Trước ngày hiệu lực")); got != "1d" {
			t.Errorf("before its day a case begins under %s", got)
		}
		next, err := w.p.Draft(ctx, w.who["an"], subject) // from what was promulgated last, though its day is to come
		w.must(err)
		if next.Life.BasedOn != v.ID || next.Text != v.Text {
			t.Errorf("the next draft is made from %d, not from %d", next.Life.BasedOn, v.ID)
		}
		w.must(w.p.Drop(ctx, w.who["an"], next.ID, next.Life.Version))
		w.clock.Set("2026-12-01 00:00")
		if got := w.limit(w.open("Sau ngày hiệu lực")); got != "4h" {
			t.Errorf("from its day on a case begins under %s", got)
		}
		if got := w.limit(running); got != "1d" {
			t.Errorf("the running case is under %s", got)
		}
		_, err = w.c.Act(ctx, w.who["binh"], cases.Input{Case: running.Case.ID, Act: flow.Act{Kind: flow.DoMove, Move: "decline", Reason: "vì"}})
		w.must(err)

		w.tx(func(ctx context.Context, tx *store.Tx) error {
			life, err := tx.ProcedureLife(ctx, v.ID)
			if err != nil {
				return err
			}
			if life.Drafted.Person != w.who["an"].Person || life.Reviewed.Person != w.who["chi"].Person || life.Approved.Person != w.who["dung"].Person ||
				life.DecisionNumber != "45/QĐ-ĐHST" || life.Effective != "2026-12-01" {
				t.Errorf("its life: %+v", life)
			}
			events, err := tx.CaseEvents(ctx, id)
			var told bool
			for _, e := range events {
				told = told || e.Verb == event.ProcedureInForce && e.Data[event.KeyVersion] == "2" && e.Data[event.KeyHash] == v.Digest
			}
			if !told {
				t.Error("the record does not tell that it came into force")
			}
			return err
		})
		if _, err := w.p.Draft(ctx, w.who["binh"], subject); err != nil {
			t.Errorf("no draft after it: %v", err)
		}
	})
}

// A draft is saved with whatever mistakes it has, never over what another has
// saved, and comes into force only without (R-M8, R-M10).
func TestDraft(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		if _, err := w.p.Draft(ctx, w.who["em"], subject); !fault.Is(err, fault.Denied) {
			t.Errorf("anybody drafts: %v", err)
		}
		v, err := w.p.Draft(ctx, w.who["an"], subject)
		w.must(err)
		first := v.Life.Version
		v, err = w.p.Save(ctx, w.who["an"], v.ID, first, "steps: [\r\nkhông đúng")
		w.must(err)
		if v.Text != "steps: [\nkhông đúng\n" {
			t.Errorf("kept as %q", v.Text)
		}
		_, err = w.p.Save(ctx, w.who["binh"], v.ID, first, "id: x\n")
		w.refused(err, "procedures.saved_by")
		_, err = w.p.Save(ctx, w.who["em"], v.ID, v.Life.Version, "id: x\n")
		w.refused(err, "people.denied")
		_, err = w.p.Submit(ctx, w.who["an"], v.ID, v.Life.Version)
		w.refused(err, "procedures.mistakes")
		w.must(w.p.Drop(ctx, w.who["an"], v.ID, v.Life.Version))
		_, err = w.p.Save(ctx, w.who["an"], v.ID, v.Life.Version+1, "id: x\n")
		w.refused(err, "procedures.no_draft")
		again, err := w.p.Draft(ctx, w.who["binh"], subject)
		w.must(err)
		if again.Version != 3 {
			t.Errorf("the next draft is version %d", again.Version)
		}
		if _, err := w.p.Save(ctx, w.who["binh"], again.ID, again.Life.Version, strings.Repeat("x", procfile.MaxSize+1)); !fault.Is(err, fault.TooLarge) {
			t.Errorf("too long: %v", err)
		}
	})
}

// What is changed after the approval is approved anew, and nobody approves what
// they wrote themselves (invariants 2 and 3, of a procedure).
func TestChangedAfterApproval(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		v, err := w.p.Draft(ctx, w.who["an"], subject)
		w.must(err)
		v, err = w.p.Save(ctx, w.who["an"], v.ID, v.Life.Version, strings.Replace(v.Text, before, after, 1))
		w.must(err)
		o, err := w.p.Submit(ctx, w.who["an"], v.ID, v.Life.Version)
		w.must(err)
		id := o.Case.ID
		w.must(w.move("chi", id, "pass"))
		w.approve("dung", id)
		w.must(w.move("dung", id, "approve"))
		w.must(w.move("binh", id, "return"))
		read := func() *procedures.Version {
			v, err := w.p.See(ctx, w.who["an"], v.ID)
			w.must(err)
			return v
		}
		now := read()
		if now.CaseCode != o.Case.Code {
			t.Errorf("case %q", now.CaseCode)
		}
		_, err = w.p.Save(ctx, w.who["chi"], v.ID, now.Life.Version, now.Text+"# của Chi\n")
		w.refused(err, "flow.not_yours")
		_, err = w.p.Save(ctx, w.who["binh"], v.ID, now.Life.Version, strings.Replace(now.Text, after, "by: webmaster\n    within: soon", 1))
		w.must(err)
		w.refused(w.move("an", id, "submit"), "flow.when.sound")
		now = read()
		_, err = w.p.Save(ctx, w.who["binh"], v.ID, now.Life.Version, strings.Replace(now.Text, "within: soon", "within: 2h", 1))
		w.must(err)
		w.must(w.move("binh", id, "submit"))
		w.must(w.move("chi", id, "pass"))
		w.refused(w.move("dung", id, "approve"), "flow.verdict_missing")
		w.approve("dung", id)
		w.must(w.move("dung", id, "approve"))
		w.must(w.move("an", id, "promulgate", decision("2026-11-23")))
		if got := w.limit(w.open("Mới")); got != "2h" {
			t.Errorf("in force is %s", got)
		}
	})
}

// A new procedure begins as a copy under a name of its own (F-A3); given up by its
// case, it makes room for another.
func TestNew(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		_, err := w.p.New(ctx, w.who["an"], subject, locale.Text{VI: "Trùng"}, subject)
		w.refused(err, "procedures.taken")
		_, err = w.p.New(ctx, w.who["an"], "Không được!", locale.Text{}, subject)
		var list fault.List
		if !errors.As(err, &list) || len(list) != 2 {
			t.Errorf("%v", err)
		}
		_, err = w.p.New(ctx, w.who["an"], "", locale.Text{VI: "X"}, "khong-co")
		w.refused(err, "procedures.from")
		v, err := w.p.New(ctx, w.who["an"], "", locale.Text{VI: "Tin của Khoa Thủy sản"}, "dang-tin-cap-don-vi")
		w.must(err)
		if v.Key != "tin-cua-khoa-thuy-san" {
			t.Errorf("its id is %q", v.Key)
		}
		p, mistakes := procfile.Parse([]byte(v.Text))
		if p == nil || p.ID != v.Key || p.Title.VI != "Tin của Khoa Thủy sản" || !strings.Contains(v.Text, "#") {
			t.Errorf("%v", mistakes)
		}
		o, err := w.p.Submit(ctx, w.who["an"], v.ID, v.Life.Version)
		w.must(err)
		w.must(w.move("chi", o.Case.ID, "return"))
		w.must(w.move("an", o.Case.ID, "drop"))
		if _, err := w.p.Draft(ctx, w.who["an"], v.Key); err != nil {
			t.Error(err)
		}
	})
}
