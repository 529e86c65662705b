package cases

import (
	"context"
	"slices"
	"time"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// standing is a person with all that gives them authority now.
func standing(ctx context.Context, tx *store.Tx, who Actor) (people.Standing, error) {
	s := people.Standing{Person: who.Person, At: tx.Now()}
	var err error
	s.Appointments, s.Delegations, err = tx.Roster(ctx, who.Institution)
	return s, err
}

// May reports, as a fault, why who may not do an action in a scope; the one
// authorisation outside of procedures, for every face.
func (c *Cases) May(ctx context.Context, tx *store.Tx, who Actor, action people.Action, in people.Scope) error {
	if who.System {
		return nil
	}
	s, err := standing(ctx, tx, who)
	if err != nil {
		return err
	}
	return people.May(s, action, in)
}

// OptionsOf lists what an actor could do in a case, with why not where it is
// not allowed.
func (c *Cases) OptionsOf(ctx context.Context, tx *store.Tx, d *Dossier, who Actor) ([]flow.Option, error) {
	facts, err := d.facts(ctx)
	if err != nil {
		return nil, err
	}
	return d.Procedure.Options(d.State, d.actor(who), facts), nil
}

// A View is everything a person needs to see of a case, read at one moment.
type View struct {
	*Dossier
	Facts       flow.Facts
	Options     []flow.Option
	Turn        flow.Turn
	Approvals   []flow.Approval
	EditCosts   []content.Aspect // approvals of one's own that editing would cost
	Messages    []store.Message
	Attachments []store.Attachment
	Revisions   []store.RevisionLine
	Editions    []store.Edition
	Checks      []store.PageCheck
	Deliveries  []store.Delivery // of what was posted last, one a site
	Letters     []store.Letter
	Paper       *store.CoveringPaper // with which the information came; nil: none
	Remarks     []store.Remark
	Calls       []store.Call // letters that called on somebody to decide
	Events      []event.Event
	Explanation *workday.Explanation // of the due time in force; nil where no clock runs
	People      map[people.PersonID]string
	Rule        *store.CaseRule // by which it got its procedure; nil: by that of its mailbox
	MayRemark   bool
	MayAssign   bool
	Disposed    *store.Disposed // the proposal for disposal that it stands in; nil: none
	Outside     bool            // for somebody of another house: it shows their part alone (R-P6)
	MaySee      bool            // may note that messages were looked at
	Now         time.Time
}

// Name is how a person is called on the page; the program has no name.
func (v *View) Name(id people.PersonID) string { return v.People[id] }

// See reads a case for a person who may see it: somebody who can or could act
// on it, who has acted on it, its requester, or whose role sees cases there.
// For anybody else there is no such case.
func (c *Cases) See(ctx context.Context, who Actor, id int64) (*View, error) {
	var v *View
	err := c.Store.View(ctx, func(tx *store.Tx) error {
		var err error
		v, err = c.see(ctx, tx, who, id)
		return err
	})
	return v, err
}

func (c *Cases) see(ctx context.Context, tx *store.Tx, who Actor, id int64) (*View, error) {
	d, err := c.load(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	d.Actor = who
	if d.Case.Institution != who.Institution {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	v := &View{Dossier: d, Now: tx.Now(), People: make(map[people.PersonID]string)}
	if v.Events, err = tx.CaseEvents(ctx, id); err != nil {
		return nil, err
	}
	if v.Facts, err = d.facts(ctx); err != nil {
		return nil, err
	}
	v.Turn = d.Procedure.Turn(&d.State, &v.Facts)
	v.MaySee = who.Person != 0 && d.Request != nil && (v.handOf(who.Person) || d.ofOffice(who.Person))
	if !v.visible(who) {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	if !d.Case.EndedAt.IsZero() {
		if v.Disposed, err = tx.DisposedCase(ctx, id); err != nil {
			return nil, err
		}
	}
	v.Options = d.Procedure.Options(d.State, d.actor(who), v.Facts)
	if v.Settled() {
		v.MaySee = false
		v.Options = slices.DeleteFunc(v.Options, func(o flow.Option) bool { return !slices.Contains(onPublic, o.Kind) })
	}
	v.Approvals = d.Procedure.Approvals(&d.State, &v.Facts)
	v.EditCosts = d.Procedure.EditCosts(&d.State, &v.Facts, d.actor(who))
	st := people.Standing{Person: who.Person, Appointments: d.appointments, Delegations: d.delegations, At: tx.Now()}
	v.MayRemark = v.Inside(who.Person)
	v.MayAssign = people.May(st, people.AssignCase, d.Scope) == nil
	if v.Rule, err = tx.CaseRule(ctx, id); fault.Is(err, fault.NotFound) {
		v.Rule = nil
	} else if err != nil {
		return nil, err
	}
	if err := v.readRest(ctx, tx); err != nil {
		return nil, err
	}
	if v.Outside = people.Outside(st); v.Outside {
		v.partOf(who.Person)
	}
	return v, nil
}

// Settled reports whether the papers of the case were approved for disposal:
// nobody adds to them any more.
func (v *View) Settled() bool {
	return v.Disposed != nil && v.Disposed.Disposal.State == store.DisposalApproved
}

// Gone reports whether they were taken away.
func (v *View) Gone() bool { return v.Disposed != nil && !v.Disposed.Taken.IsZero() }

// partOf leaves of the case what an outside partner works with: the text, its
// source and pictures, what was asked of them and what they did. Letters, the
// conversation with whoever asked, colleagues' notes and what happened before
// it came to them stay in the house.
func (v *View) partOf(p people.PersonID) {
	v.Letters, v.Messages, v.Attachments, v.Paper = nil, nil, nil, nil
	from := v.Now
	if g := v.State.Assigned; g != nil {
		from = g.At
	}
	for _, e := range v.Events {
		if e.Actor == int64(p) && e.At.Before(from) {
			from = e.At
		}
	}
	v.Events = slices.DeleteFunc(v.Events, func(e event.Event) bool { return e.At.Before(from) })
	v.Revisions = slices.DeleteFunc(v.Revisions, func(r store.RevisionLine) bool { return r.SavedBy != p && (v.Revision == nil || r.ID != v.Revision.ID) })
	v.Remarks = slices.DeleteFunc(v.Remarks, func(r store.Remark) bool { return r.Kind == "note" && r.Person != p || r.At.Before(from) })
}

// Reads reports whether the revision with that number is among those that
// somebody may read: an outside partner reads the text as it is and what they
// wrote themselves.
func (v *View) Reads(number int) bool {
	return !v.Outside || slices.ContainsFunc(v.Revisions, func(r store.RevisionLine) bool { return r.Number == number })
}

// HasMedia reports whether a blob is part of what somebody may see of the case:
// an outside partner sees that of the revisions that they read.
func (v *View) HasMedia(ctx context.Context, tx *store.Tx, media string) (bool, error) {
	if !v.Outside {
		return tx.CaseHasMedia(ctx, v.Case, media)
	}
	of, err := tx.RevisionsWithMedia(ctx, v.Case.Document, media)
	return slices.ContainsFunc(v.Revisions, func(r store.RevisionLine) bool { return slices.Contains(of, r.ID) }), err
}

func (v *View) visible(who Actor) bool {
	if who.System {
		return true
	}
	if v.asked(who) {
		return true
	}
	if v.held(who) {
		return false
	}
	st := people.Standing{Person: who.Person, Appointments: v.appointments, Delegations: v.delegations, At: v.Now}
	if people.May(st, people.SeeCase, v.Scope) == nil || v.helps(st, people.SeeCase) {
		return true
	}
	if v.handOf(who.Person) || v.MaySee {
		return true
	}
	return who.Person != 0 && slices.ContainsFunc(v.Events, func(e event.Event) bool { return e.Actor == int64(who.Person) })
}

// handOf reports whether somebody can act on the case now.
func (v *View) handOf(p people.PersonID) bool {
	return slices.ContainsFunc(v.Turn.People, func(h people.Holder) bool { return h.Person == p })
}

func (v *View) readRest(ctx context.Context, tx *store.Tx) error {
	var err error
	id := v.Case.ID
	if v.Case.Request != 0 {
		if v.Messages, err = tx.Messages(ctx, v.Case.Request); err != nil {
			return err
		}
		if v.Attachments, err = tx.Attachments(ctx, v.Case.Request); err != nil {
			return err
		}
		if v.Paper, err = tx.CoveringPaper(ctx, v.Case.Request); err != nil {
			return err
		}
	}
	if v.Case.Document != 0 {
		if v.Revisions, err = tx.Revisions(ctx, v.Case.Document); err != nil {
			return err
		}
		if v.Editions, err = tx.DocumentEditions(ctx, v.Case.Document); err != nil {
			return err
		}
	}
	if v.Deliveries, err = tx.CaseDeliveries(ctx, id); err != nil {
		return err
	}
	if v.Checks, err = tx.PageChecks(ctx, id); err != nil {
		return err
	}
	if v.Letters, err = tx.CaseLetters(ctx, id); err != nil {
		return err
	}
	if v.Remarks, err = tx.Remarks(ctx, id); err != nil {
		return err
	}
	if v.Calls, err = tx.CaseCalls(ctx, id); err != nil {
		return err
	}
	all, err := tx.People(ctx, store.PersonFilter{Institution: v.Case.Institution})
	if err != nil {
		return err
	}
	for _, p := range all {
		v.People[p.ID] = p.Name
	}
	v.Explanation = v.explain()
	return nil
}

// explain counts the due time in force up, day by day, as it would stand
// without halts; the halts are shown beside it.
func (v *View) explain() *workday.Explanation {
	clock := v.RulingClock()
	if clock == nil || clock.Limit.IsZero() || !clock.Set.IsZero() {
		return nil
	}
	cal := v.Facts.Calendar
	if cal == nil {
		cal = workday.Vietnam()
	}
	e := cal.Explain(clock.Started, clock.Limit)
	return &e
}

// RulingClock is the clock whose due time is in force: the question's own, or
// the earlier one of the step's and the whole case's; nil where none runs.
func (d *Dossier) RulingClock() *flow.Clock {
	s := &d.State
	due := s.Due()
	switch {
	case due.IsZero():
		return nil
	case s.Consult.Pending():
		return &s.Consult.Clock
	case s.Clock.Due.Equal(due):
		return &s.Clock
	}
	return &s.Case
}

// A Work is an open case on which a person can act now, or which waits for
// others after they did.
type Work struct {
	Case     store.Case
	State    flow.State
	Step     *flow.Step
	Aspects  []string          // verdicts that are theirs to give
	For      []people.PersonID // whom they would act for, where not in their own right
	Assigned string            // name of who has taken it
	Unit     string            // name of the unit it comes from
	Left     time.Duration     // working time until it is due; negative: overdue for so long
	HasDue   bool
	Others   bool // waits for somebody else: shown apart
	Unseen   bool // messages that moved nothing wait to be looked at
}

// Worklist is "Việc của tôi": what waits for a person, by working time left,
// and what they have passed on and may be asked about.
func (c *Cases) Worklist(ctx context.Context, who Actor) ([]Work, error) {
	var work []Work
	err := c.Store.View(ctx, func(tx *store.Tx) error {
		var err error
		work, err = c.worklist(ctx, tx, who)
		return err
	})
	return work, err
}

const maxWork = 2000

func (c *Cases) worklist(ctx context.Context, tx *store.Tx, who Actor) ([]Work, error) {
	st, err := standing(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	waiting, err := tx.Waiting(ctx, who.Institution, heldAnywhere(st), maxWork)
	if err != nil {
		return nil, err
	}
	units, err := tx.Units(ctx, who.Institution)
	if err != nil {
		return nil, err
	}
	names := make(map[int64]string)
	for _, u := range units {
		names[u.ID] = u.Name.In(who.Lang)
	}
	persons, err := tx.People(ctx, store.PersonFilter{Institution: who.Institution})
	if err != nil {
		return nil, err
	}
	called := make(map[people.PersonID]string)
	for _, p := range persons {
		called[p.ID] = p.Name
	}
	at := make(map[int64]int)
	var work []Work
	for i := range waiting {
		w := &waiting[i]
		held := st.Holdings(c.Scope(&w.Case))
		k := slices.IndexFunc(held, func(h people.Holding) bool { return h.Role == w.Hand.Role })
		if k < 0 || slices.Contains(w.Hand.Barred, who.Person) {
			continue
		}
		j, ok := at[w.Case.ID]
		if !ok {
			one, err := c.workOf(ctx, tx, &w.Case)
			if err != nil {
				return nil, err
			}
			one.Unit, one.Assigned = names[w.Case.Unit], called[w.Case.Assignee]
			one.Others = w.Case.Assignee != 0 && w.Case.Assignee != who.Person || stepsIn(&w.Case, one.Step, w.Hand.Role)
			j, at[w.Case.ID] = len(work), len(work)
			work = append(work, one)
		}
		if w.Case.Assignee == 0 && !stepsIn(&w.Case, work[j].Step, w.Hand.Role) {
			work[j].Others = false
		}
		if w.Hand.Aspect != "" && !slices.Contains(work[j].Aspects, w.Hand.Aspect) {
			work[j].Aspects = append(work[j].Aspects, w.Hand.Aspect)
		}
		if held[k].For != 0 && !slices.Contains(work[j].For, held[k].For) {
			work[j].For = append(work[j].For, held[k].For)
		}
	}
	if work, err = c.addUnseen(ctx, tx, who, work, at, names); err != nil {
		return nil, err
	}
	mine, err := tx.Cases(ctx, store.CaseFilter{Institution: who.Institution, Open: true, Person: who.Person, Limit: 100})
	if err != nil {
		return nil, err
	}
	for i := range mine {
		if _, ok := at[mine[i].ID]; ok {
			continue
		}
		if hidden, err := c.hides(ctx, tx, who, &mine[i]); err != nil {
			return nil, err
		} else if hidden {
			continue
		}
		one, err := c.workOf(ctx, tx, &mine[i])
		if err != nil {
			return nil, err
		}
		one.Unit, one.Others = names[mine[i].Unit], true
		work = append(work, one)
	}
	slices.SortStableFunc(work, func(a, b Work) int {
		switch {
		case a.Unseen != b.Unseen:
			return boolCompare(b.Unseen, a.Unseen)
		case a.Others != b.Others:
			return boolCompare(a.Others, b.Others)
		case a.HasDue != b.HasDue:
			return boolCompare(b.HasDue, a.HasDue)
		case a.Left != b.Left:
			return int(min(max(a.Left-b.Left, -1), 1))
		}
		return a.Case.OpenedAt.Compare(b.Case.OpenedAt)
	})
	return work, nil
}

// stepsIn reports whether who holds the role may take a case out of the hands of
// the unit that it waits for, and is not waited for.
func stepsIn(cs *store.Case, step *flow.Step, role people.Role) bool {
	return cs.Waiting == string(flow.WaitsForUnit) && step != nil && !slices.Contains(step.By, role)
}

func boolCompare(a, b bool) int {
	if a == b {
		return 0
	} else if a {
		return 1
	}
	return -1
}

// heldAnywhere lists the roles that a standing gives at whatever place; where
// exactly is looked at case by case.
func heldAnywhere(s people.Standing) []people.Role {
	var roles []people.Role
	givers := []people.PersonID{s.Person}
	for _, d := range s.Delegations {
		if d.To == s.Person && d.Holds(s.At) {
			givers = append(givers, d.From)
		}
	}
	for _, a := range s.Appointments {
		if a.Holds(s.At) && slices.Contains(givers, a.Person) && !slices.Contains(roles, a.Role) {
			roles = append(roles, a.Role)
		}
	}
	return roles
}

func (c *Cases) workOf(ctx context.Context, tx *store.Tx, cs *store.Case) (Work, error) {
	w := Work{Case: *cs}
	p, err := c.procedure(ctx, tx, cs.Procedure)
	if err != nil {
		return w, err
	}
	if w.State, err = readState(cs); err != nil {
		return w, err
	}
	w.Step = p.Step(w.State.Step)
	if !cs.DueAt.IsZero() {
		cal := c.calendar(cs.Institution, 0)
		w.HasDue, w.Left = true, cal.Between(tx.Now(), cs.DueAt)
		if tx.Now().After(cs.DueAt) {
			w.Left = -cal.Between(cs.DueAt, tx.Now())
		}
	}
	return w, nil
}
