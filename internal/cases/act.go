package cases

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// An Input is an act on a case.
type Input struct {
	Case int64
	// Version is the version of the case that the person had before their
	// eyes; if it has moved since, the act is refused as a conflict. 0 acts on
	// whatever is there: timers and letters do.
	Version int64
	Act     flow.Act // its Reason are the words; Words is filled in here
	// Before runs in the transaction after the case was read and before the
	// act is decided: it saves the text that the act is about.
	Before func(ctx context.Context, tx *store.Tx, d *Dossier) error
	// Kind is what the words are: "reason" if empty.
	Kind string
	// Public is what readers are told or where they are led, by an act that takes
	// down what is public.
	Public Public
	// Quiet has those whose turn it becomes not written to: one letter will tell
	// of several cases.
	Quiet bool
}

// Public is what stands in the place of a page that is taken down.
type Public struct {
	Notice   string // of a withdrawal, to readers
	Redirect string // of a removal: where its address leads from now on; empty: nowhere
}

// A Result tells what came of an act.
type Result struct {
	Case       *store.Case
	State      flow.State
	Happenings []flow.Happening
	Called     []people.Holder // whose turn it is now
}

// Act lets who do something to a case, if the procedure and the person's
// authority allow it. A refusal is a fault that says why, and changes nothing.
func (c *Cases) Act(ctx context.Context, who Actor, in Input) (*Result, error) {
	var res *Result
	err := c.Store.Tx(ctx, func(tx *store.Tx) error {
		var err error
		res, err = c.ActIn(ctx, tx, who, in)
		return err
	})
	return res, err
}

// ActIn is Act within a transaction that does more.
func (c *Cases) ActIn(ctx context.Context, tx *store.Tx, who Actor, in Input) (*Result, error) {
	d, err := c.load(ctx, tx, in.Case)
	if err != nil {
		return nil, err
	}
	d.Actor, d.Public = who, in.Public
	if who.Institution != d.Case.Institution {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	if in.Version != 0 && in.Version != d.Case.Version {
		if _, err := c.see(ctx, tx, who, in.Case); err != nil { // to whom it is none, nobody has moved it
			return nil, err
		}
		return nil, c.meanwhile(ctx, tx, d)
	}
	disposed, err := d.disposed(ctx, who, in.Act.Kind)
	if err != nil {
		return nil, err
	}
	if in.Before != nil {
		if err := in.Before(ctx, tx, d); err != nil {
			return nil, err
		}
		if err := d.readText(ctx); err != nil {
			return nil, err
		}
		if err := d.readDraft(ctx); err != nil {
			return nil, err
		}
	}
	facts, err := d.facts(ctx)
	if err != nil {
		return nil, err
	}
	act := in.Act
	if err := d.unitsOf(ctx, act); err != nil {
		return nil, err
	}
	said := content.ReadSaid(act.Reason)
	act.Reason = said.Text
	if act.Reason != "" {
		kind := in.Kind
		if kind == "" {
			kind = "reason"
		}
		if act.Words, err = d.remark(ctx, kind, who, said); err != nil {
			return nil, err
		}
	}
	before := d.State
	next, happenings, err := d.Procedure.Apply(before, act, d.actor(who), facts)
	if err != nil {
		return nil, err
	}
	d.State = next
	if err := d.readNotices(ctx, before.Entry != next.Entry); err != nil {
		return nil, err
	}
	handed := slices.ContainsFunc(happenings, func(h flow.Happening) bool { return h.Verb == event.UnitAssigned })
	if handed {
		d.lieIn(next.Assigned.Unit)
	}
	told, err := c.carry(ctx, tx, d, happenings, act)
	if err != nil {
		return nil, err
	}
	if act.Kind == flow.DoVerdict && d.Proposed == nil { // that table is of texts; of a procedure the state says it
		if err := d.keepVerdict(ctx, facts, act); err != nil {
			return nil, err
		}
	}
	// Carrying out may have chosen a slug or an edition, and in another unit
	// others hold the roles: look again.
	if handed || slices.ContainsFunc(happenings, func(h flow.Happening) bool { return h.Effect != "" || h.Whom != 0 }) {
		if facts, err = d.facts(ctx); err != nil {
			return nil, err
		}
	}
	turn := d.Procedure.Turn(&d.State, &facts)
	if err := c.save(ctx, tx, d, turn, facts); err != nil {
		return nil, err
	}
	if !in.Quiet {
		if err := c.callHands(ctx, tx, d, before, turn, told); err != nil {
			return nil, err
		}
	}
	if err := c.tellTranslations(ctx, tx, d, happenings); err != nil {
		return nil, err
	}
	if err := d.followAsked(ctx, &before, act.Reason); err != nil {
		return nil, err
	}
	if disposed != nil && next.Ended.IsZero() {
		if err := c.dropDisposal(ctx, tx, d, disposed); err != nil {
			return nil, err
		}
	}
	return &Result{Case: d.Case, State: d.State, Happenings: happenings, Called: d.called(turn)}, nil
}

// meanwhile says who moved the case since the person looked at it.
func (c *Cases) meanwhile(ctx context.Context, tx *store.Tx, d *Dossier) error {
	events, err := tx.CaseEvents(ctx, d.Case.ID)
	if err != nil {
		return err
	}
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Actor != 0 {
			if p, err := tx.Person(ctx, people.PersonID(events[i].Actor)); err == nil {
				return fault.New(fault.Conflict, "cases.moved_by", p.Name, vi.DateTime(d.Actor.Lang, events[i].At))
			}
		}
	}
	return fault.New(fault.Conflict, "cases.moved_meanwhile")
}

// remark keeps somebody's words and returns where.
func (d *Dossier) remark(ctx context.Context, kind string, who Actor, w content.Said) (flow.Ref, error) {
	sum := sha256.Sum256([]byte(w.Text))
	r := store.Remark{Case: d.Case.ID, Kind: kind, Step: string(d.State.Step), Person: who.Person, For: who.For, Text: w.Text, Digest: hex.EncodeToString(sum[:]), Recoded: w.Recoded}
	if err := d.tx.AddRemark(ctx, &r); err != nil {
		return flow.Ref{}, err
	}
	return flow.Ref{ID: r.ID, Digest: r.Digest}, nil
}

// keepVerdict writes a verdict into the table of approvals, from which it is
// checked without reading states.
func (d *Dossier) keepVerdict(ctx context.Context, f flow.Facts, act flow.Act) error {
	if len(d.State.Verdicts) == 0 || d.Revision == nil {
		return fmt.Errorf("case %s: a verdict left no trace", d.Case.Code)
	}
	var given *flow.Verdict
	for i := range d.State.Verdicts {
		v := &d.State.Verdicts[i]
		if v.Aspect == act.Aspect && v.Hash == f.Hashes.Of(act.Aspect) && v.At.Equal(f.Now.UTC()) {
			given = v
		}
	}
	if given == nil {
		return fmt.Errorf("case %s: no verdict on %s was kept", d.Case.Code, act.Aspect)
	}
	return d.tx.AddApproval(ctx, &store.Approval{Case: d.Case.ID, Document: d.Case.Document, Revision: d.Revision.ID, Aspect: string(given.Aspect), Hash: given.Hash,
		Yes: given.Yes, Person: given.Person, For: given.For, Role: given.Role, Remark: given.Reason.ID})
}

// save writes the case with its state and what lists show of it, and sets the
// next alarm.
func (c *Cases) save(ctx context.Context, tx *store.Tx, d *Dossier, turn flow.Turn, f flow.Facts) error {
	state, err := json.Marshal(d.State)
	if err != nil {
		return fmt.Errorf("state of case %s: %w", d.Case.Code, err)
	}
	cs := d.Case
	if d.Revision != nil && d.Revision.Title != "" {
		cs.Title = d.Revision.Title
	}
	Reflect(cs, &d.State, state)
	rows := storedHands(turn)
	if cs.ID == 0 {
		err = tx.AddCase(ctx, cs, rows)
	} else {
		err = tx.SaveCase(ctx, cs, rows)
	}
	if err != nil {
		return err
	}
	if err := c.setHours(ctx, tx, d); err != nil {
		return err
	}
	return c.setAlarm(ctx, tx, d, f)
}

// Reflect writes a state, and its form in JSON, into a case with all that lists
// show of it.
func Reflect(cs *store.Case, s *flow.State, text []byte) {
	if cs.Step != string(s.Step) {
		cs.Assignee = 0 // the next step has other hands
	}
	cs.State = text
	cs.Step, cs.Waiting, cs.Outcome = string(s.Step), string(s.Waiting()), string(s.Outcome)
	cs.OpenedAt, cs.EnteredAt, cs.DueAt, cs.EndedAt = s.Opened, s.Entered, s.Due(), s.Ended
	cs.Flags = strings.Join(s.Flags(), " ")
	cs.Folded = vi.Fold(cs.Code + " " + cs.Title + " " + cs.Sender)
}

// setAlarm asks for the case to be woken next, and at no other time. The instant
// is part of the key: an alarm that is just ringing is not the one after it.
func (c *Cases) setAlarm(ctx context.Context, tx *store.Tx, d *Dossier, f flow.Facts) error {
	at := next(d.Procedure.Timers(&d.State, &f))
	if err := tx.Cancel(ctx, wakeKey(d.Case.ID)); err != nil || at.IsZero() {
		return err
	}
	return tx.Enqueue(ctx, JobWake, d.Case.ID, at, fmt.Sprintf("%s/%d", wakeKey(d.Case.ID), at.UnixMicro()))
}

// storedHands turns the hands of the moment into rows that stay right when
// appointments change: roles, with those who are barred.
func storedHands(turn flow.Turn) []store.Hand {
	var rows []store.Hand
	for _, h := range turn.Hands {
		rows = append(rows, store.Hand{Role: h.Role, Aspect: string(h.Aspect), Barred: h.Barred})
	}
	return rows
}

// Wake lets a case notice that time has passed: reminders, alarms, silence. It
// is called by the job that the last act has set.
func (c *Cases) Wake(ctx context.Context, id int64) error {
	var institution int64
	err := c.Store.View(ctx, func(tx *store.Tx) error {
		cs, err := tx.Case(ctx, id)
		if err == nil {
			institution = cs.Institution
		}
		return err
	})
	if err != nil {
		return err
	}
	_, err = c.Act(ctx, Program(institution), Input{Case: id, Act: flow.Act{Kind: flow.DoWake}})
	return err
}

func history(d *Dossier, h flow.Happening) event.Event {
	revision := int64(0)
	if d.Revision != nil {
		revision = d.Revision.ID
	}
	e := History(d.Case.ID, revision, h)
	if d.Proposed != nil && h.Verb == event.ProcedureInForce {
		v := d.Proposed.Version
		e.Subject = subject("procedure", v.ID)
		e.Data[event.KeyProcedure], e.Data[event.KeyVersion], e.Data[event.KeyHash] = v.Key, fmt.Sprint(v.Version), v.Digest
		e.Data[event.KeyNumber] = vi.ReadLine(h.Promulgation.Decision.Number)
	}
	if d.Actor.Letter && h.Move != "" {
		e.Data[event.KeyName] = fromAddress
	}
	if d.Actor.Call != 0 && h.By.Person == d.Actor.Person {
		e.Data[event.KeyVia] = viaLetter(d.Actor.Call)
	}
	return e
}

// History turns a happening in a case, while a revision was its text (0: none
// yet), into a line of the record: references and digests, never words.
func History(id, revision int64, h flow.Happening) event.Event {
	e := event.Event{Verb: h.Verb, Case: id, Actor: int64(h.By.Person), OnBehalfOf: int64(h.By.For), Data: map[string]string{}}
	set := func(key, value string) {
		if value != "" {
			e.Data[key] = value
		}
	}
	set(event.KeyStep, string(h.Step))
	set(event.KeyTo, string(h.To))
	set(event.KeyMove, string(h.Move))
	set(event.KeyClause, h.Clause)
	set(event.KeyAspect, string(h.Aspect))
	set(event.KeyHash, h.Hash)
	set(event.KeyRole, string(h.Role))
	set(event.KeyItem, h.Item)
	set(event.KeyLetter, string(h.Letter))
	set(event.KeyTimer, string(h.Timer))
	set(event.KeyOutcome, string(h.Outcome))
	if h.Answer != "" {
		set(event.KeyAnswer, string(h.Answer))
	} else if h.Verb == event.VerdictGiven || h.Verb == event.VerdictReplaced {
		set(event.KeyAnswer, yesNo(h.Yes))
	}
	set(event.KeyTrouble, string(h.Trouble))
	set(event.KeyEffect, string(h.Effect))
	set(event.KeyName, string(h.Wish))
	set(event.KeyName, string(h.Change))
	if h.Batch != 0 {
		set(event.KeyNumber, fmt.Sprint(h.Batch))
	}
	if h.Unit != 0 {
		set(event.KeyPlace, fmt.Sprintf("%s:%d", people.Unit, h.Unit))
		set(event.KeyWith, h.WithKey())
	}
	if len(h.Aspects) > 0 {
		words := make([]string, len(h.Aspects))
		for i, a := range h.Aspects {
			words[i] = string(a)
		}
		set(event.KeyAspect, strings.Join(words, ","))
	}
	if !h.Due.IsZero() {
		set(event.KeyDue, h.Due.UTC().Format(time.RFC3339))
	}
	if !h.Was.IsZero() {
		set(event.KeyWas, h.Was.UTC().Format(time.RFC3339))
	}
	set(event.KeyDay, h.Day)
	if h.Words.ID != 0 {
		set(event.KeyReason, fmt.Sprint(h.Words.ID))
		set(event.KeyDigest, h.Words.Digest)
	}
	if revision != 0 {
		e.Subject = fmt.Sprintf("revision:%d", revision)
	}
	if h.Whom != 0 {
		e.Subject = subject("person", int64(h.Whom))
	}
	return e
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// MachineChecks gives what the program itself found for items of a checklist.
func MachineChecks(r content.Revision) map[string]bool {
	checks := map[string]bool{content.CheckSources: true, content.CheckAlt: true, content.CheckUnicode: true, content.CheckLinks: true}
	advice := []string{content.CheckHeadings, content.CheckTables, content.CheckLinkText, content.CheckPersonal} // a procedure makes it a requirement by naming it
	for _, name := range advice {
		checks[name] = true
	}
	for _, f := range r.Findings() {
		if _, ok := checks[f.Check]; ok && (f.Severity == content.Required || slices.Contains(advice, f.Check)) {
			checks[f.Check] = false
		}
	}
	return checks
}

// Recount counts the due times of an institution's open cases anew after its
// calendar was changed; each case whose due time moves says so in its history.
// A case that cannot be counted now, since somebody is at it, keeps no other
// from it; the error is that of all such, and a second run counts what is left.
func (c *Cases) Recount(ctx context.Context, institution int64) error {
	var ids []int64
	day := ""
	err := c.Store.View(ctx, func(tx *store.Tx) error {
		last, err := tx.Events(ctx, store.EventFilter{Institution: institution, Verb: event.CalendarChanged, Limit: 1})
		if err != nil {
			return err
		}
		if len(last) > 0 { // the change that asked for it, or a later one
			day = last[0].Data[event.KeyName]
		}
		return tx.EachOpenCase(ctx, institution, func(cs store.Case) error {
			ids = append(ids, cs.ID)
			return nil
		})
	})
	for _, id := range ids {
		err = errors.Join(err, c.Store.Tx(ctx, func(tx *store.Tx) error { return c.recount(ctx, tx, id, day) }))
	}
	return err
}

func (c *Cases) recount(ctx context.Context, tx *store.Tx, id int64, day string) error {
	d, err := c.load(ctx, tx, id)
	if err != nil || !d.Case.EndedAt.IsZero() {
		return err
	}
	d.Actor = Program(d.Case.Institution)
	facts, err := d.facts(ctx)
	if err != nil {
		return err
	}
	next, happenings := d.Procedure.RecountFor(d.State, facts, day)
	if len(happenings) == 0 {
		return nil
	}
	d.State = next
	if _, err := c.carry(ctx, tx, d, happenings, flow.Act{}); err != nil {
		return err
	}
	return c.save(ctx, tx, d, d.Procedure.Turn(&d.State, &facts), facts)
}
