package cases

import (
	"context"
	"fmt"
	"slices"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

// A DecisionState says what can be done by the link of a letter now.
type DecisionState string

// The states of a decision by letter.
const (
	DecisionOpen    DecisionState = "open"
	DecisionUsed    DecisionState = "used"    // by this link
	DecisionPassed  DecisionState = "passed"  // it was decided, or taken back, otherwise
	DecisionChanged DecisionState = "changed" // the text is another one now
	DecisionExpired DecisionState = "expired"
	DecisionDenied  DecisionState = "denied" // it is no longer theirs
)

// A Decision is what the link in a letter leads to.
type Decision struct {
	Call   *store.Call
	Person *store.Person
	State  DecisionState
	// View is the case as the person sees it now; nil where they no longer do.
	// Its revision is what stands there now, Shown what the letter showed.
	View  *View
	Shown *content.Revision
	// Opinion tells that leadership is asked for an opinion, and not for an
	// approval.
	Opinion bool
	Aspects []content.Aspect // that are the person's to judge
	Items   []string         // of the checklist, that only who decides can tick
	Back    []flow.Option    // the ways to return it
	// Idle is why an approval would come to nothing now; nil: it does something.
	Idle *fault.Error
	// Code tells that a code of the second factor is asked for, NoFactor that
	// the person has none to show it from.
	Code, NoFactor bool
	Since          []event.Event // what was decided since the letter was written
	Question       *store.Remark // that was asked by this link
	Answer         *store.Remark

	// Over tells that the days of the link are over: it opens nothing of the case
	// any more, whoever has found it (invariant 9).
	Over bool

	who Actor
}

// Decision reads what the link of a letter is about. It changes nothing: mail
// scanners follow links.
func (c *Cases) Decision(ctx context.Context, link string) (*Decision, error) {
	var d *Decision
	err := c.Store.View(ctx, func(tx *store.Tx) (err error) {
		d, err = c.decision(ctx, tx, link)
		return err
	})
	return d, err
}

func (c *Cases) decision(ctx context.Context, tx *store.Tx, link string) (*Decision, error) {
	call, old, err := c.readCall(ctx, tx, link)
	if err != nil {
		return nil, err
	}
	d := &Decision{Call: call, State: DecisionDenied, Over: old}
	if d.Person, err = tx.Person(ctx, call.Person); err != nil {
		return nil, err
	}
	p := d.Person
	d.who = Actor{Person: p.ID, Name: p.Name, For: call.For, Institution: p.Institution, Lang: p.Lang, Call: call.ID}
	if p.State != store.PersonActive {
		return d, nil
	}
	if d.Shown, err = tx.Revision(ctx, call.Revision); err != nil {
		return nil, err
	}
	d.View, err = c.see(ctx, tx, d.who, call.Case)
	if fault.Is(err, fault.NotFound) {
		d.View = nil
		return d, nil
	} else if err != nil {
		return nil, err
	}
	d.Opinion = d.View.State.Consult.Pending()
	d.happened()
	switch mine, err := d.View.mine(ctx, call); {
	case err != nil:
		return nil, err
	case !call.UsedAt.IsZero():
		d.State = DecisionUsed
	case turnKey(&d.View.State) != call.Turn || !d.View.State.Ended.IsZero():
		d.State = DecisionPassed
	case !mine && len(d.Since) > 0:
		d.State = DecisionPassed
	case !mine:
	case old:
		d.State = DecisionExpired
	case d.View.bound(d.View.Revision.Hashes()) != call.Bound:
		d.State = DecisionChanged
	default:
		d.State = DecisionOpen
		d.choices()
	}
	return d, d.secondFactor(ctx, tx)
}

// mine reports whether the decision that a call is about is still one of that
// person's, in the authority in which they were called.
func (v *View) mine(ctx context.Context, call *store.Call) (bool, error) {
	who, err := v.deciders(ctx)
	return slices.ContainsFunc(who, func(h people.Holder) bool { return h.Person == call.Person && (call.For == 0 || h.For == call.For) }), err
}

// settling are the verbs that tell what became of what a letter asked for.
var settling = []event.Verb{event.VerdictGiven, event.VerdictReplaced, event.CaseMoved, event.CaseEnded, event.QuestionAsked, event.QuestionPut,
	event.QuestionAnswered, event.QuestionWithdrawn, event.ForcePublished, event.ApprovedLater}

// happened gathers what was decided since the letter, and what was asked by it.
func (d *Decision) happened() {
	for _, e := range d.View.Events {
		if e.At.After(d.Call.CreatedAt) && slices.Contains(settling, e.Verb) {
			d.Since = append(d.Since, e)
		}
	}
	for i := range d.View.Remarks {
		switch r := &d.View.Remarks[i]; r.ID {
		case d.Call.Question:
			d.Question = r
		case d.Call.Answer:
			d.Answer = r
		}
	}
}

// choices finds what the person could do.
func (d *Decision) choices() {
	if d.Opinion {
		return
	}
	step := d.View.Procedure.Step(d.View.State.Step)
	passes := false
	var why *fault.Error
	for _, o := range d.View.Options {
		if !o.Allowed {
			switch {
			case o.Kind == flow.DoVerdict && why == nil && !d.settled(o.Aspect):
				why = o.WhyNot
			case goesOn(step, o) && o.WhyNot != nil && o.WhyNot.Key == "flow.item_missing": // which the approval ticks
				passes = true
			}
			continue
		}
		passes = passes || goesOn(step, o)
		switch o.Kind {
		case flow.DoTick:
			if _, machine := d.View.Facts.Checks[o.Item]; !machine && slices.Contains(step.Checklist.Required, o.Item) && !d.View.Procedure.Ticked(&d.View.State, &d.View.Facts, o.Item) {
				d.Items = append(d.Items, o.Item)
			}
		case flow.DoMove:
			if o.Reason == flow.ReasonRequired && len(o.Wants) == 0 && len(o.Does) == 0 {
				d.Back = append(d.Back, o)
			}
		case flow.DoVerdict:
			if !d.settled(o.Aspect) {
				d.Aspects = append(d.Aspects, o.Aspect)
			}
		}
	}
	if len(d.Aspects) == 0 && !passes {
		d.Idle = nothing(why)
	}
	slices.SortStableFunc(d.Back, func(a, b flow.Option) int { return boolCompare(d.ends(a), d.ends(b)) }) // what only sends it back comes first
}

// nothing says that an approval would come to nothing, and why where one knows.
func nothing(why *fault.Error) *fault.Error {
	if why == nil {
		return fault.New(fault.Conflict, "cases.call_idle")
	}
	return fault.New(fault.Conflict, "cases.call_idle_since", why)
}

// goesOn reports whether an option is the way out of a step that an approval
// takes by itself, as soon as it is allowed.
func goesOn(step *flow.Step, o flow.Option) bool {
	return o.Kind == flow.DoMove && o.Reason != flow.ReasonRequired && len(o.Wants) == 0 && onVerdicts(step.Move(o.Move))
}

func (d *Decision) ends(o flow.Option) bool {
	to := d.View.Procedure.Step(o.To)
	return to != nil && to.End != ""
}

// secondFactor applies the institution's rule: a code from whoever has a second
// factor, or from everybody.
func (d *Decision) secondFactor(ctx context.Context, tx *store.Tx) error {
	cred, err := tx.Credentials(ctx, d.Person.ID)
	if err != nil {
		return err
	}
	inst, err := tx.Institution(ctx, d.Person.Institution)
	if err != nil {
		return err
	}
	d.Code = cred.TOTPKey != "" || inst.Settings.DecisionCode
	d.NoFactor = d.Code && cred.TOTPKey == ""
	return nil
}

// A DecisionInput is what somebody decides by the link of a letter.
type DecisionInput struct {
	Do     string      // store.CallApproved …
	Items  []string    // of the checklist, that were looked at
	Move   flow.MoveID // by which it is returned; empty: the first way there is
	Answer flow.Answer // to a question: a no, or a yes with changes
	Words  string
	// Confirm checks a code of the second factor, where one is asked for.
	Confirm func(ctx context.Context, person people.PersonID) error
}

// Decide does what the page behind the link of a letter asks for, through the
// same acts as the desk and by the authority of this moment. The link is used
// up by it. What it refuses changes nothing.
func (c *Cases) Decide(ctx context.Context, link string, in DecisionInput) error {
	if in.Do == store.CallApproved || in.Do == store.CallReturned {
		d, err := c.Decision(ctx, link)
		if err != nil {
			return err
		}
		if err := d.confirmed(ctx, in); err != nil {
			return err
		}
	}
	return c.Store.Tx(ctx, func(tx *store.Tx) error {
		d, err := c.decision(ctx, tx, link)
		if err != nil {
			return err
		}
		if in.Do == store.CallRenewed {
			return d.renew(ctx, tx)
		}
		if err := d.refusal(); err != nil {
			return err
		}
		switch in.Do {
		case store.CallApproved:
			err = d.approve(ctx, tx, in)
		case store.CallReturned:
			err = d.giveBack(ctx, tx, in)
		case store.CallAsked:
			return d.askBack(ctx, tx, in.Words)
		default:
			return fault.New(fault.Invalid, "httpx.bad_form")
		}
		if err != nil {
			return err
		}
		return d.use(ctx, tx, in.Do, 0)
	})
}

// confirmed has the second factor shown, before anything is done.
func (d *Decision) confirmed(ctx context.Context, in DecisionInput) error {
	if err := d.refusal(); err != nil {
		return err
	}
	if in.Do == store.CallApproved && d.Idle != nil {
		return d.Idle
	}
	switch {
	case !d.Code:
		return nil
	case d.NoFactor || in.Confirm == nil:
		return fault.New(fault.Denied, "cases.call_no_factor")
	case in.Do == store.CallReturned && content.ReadSaid(in.Words).Text == "": // a code works once: not for a form that is refused anyway
		return fault.New(fault.Invalid, "flow.reason_needed").In("reason")
	}
	if in.Do == store.CallApproved {
		if err := d.ticked(in.Items); err != nil {
			return err
		}
	}
	return in.Confirm(ctx, d.Person.ID)
}

// refusal says why nothing can be done by the link.
func (d *Decision) refusal() error {
	switch d.State {
	case DecisionOpen:
		return nil
	case DecisionDenied:
		return fault.New(fault.Denied, "cases.call_denied")
	case DecisionChanged:
		return fault.New(fault.Conflict, "cases.call_changed")
	case DecisionExpired:
		return fault.New(fault.Denied, "cases.old_link")
	}
	return fault.New(fault.Conflict, "cases.call_"+string(d.State))
}

// use uses the link up; of two who do so at once the slower is refused.
func (d *Decision) use(ctx context.Context, tx *store.Tx, as string, question int64) error {
	ok, err := tx.UseCall(ctx, d.Call.ID, as, question)
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "cases.call_used")
	}
	return err
}

// act acts on the case as it was read: what others did since refuses it, whatever
// they made of it.
func (d *Decision) act(ctx context.Context, tx *store.Tx, a flow.Act, kind string) error {
	res, err := d.View.cases.ActIn(ctx, tx, d.who, Input{Case: d.Call.Case, Version: d.View.Case.Version, Act: a, Kind: kind})
	switch {
	case err == nil:
		d.View.Case.Version = res.Case.Version
	case fault.Is(err, fault.NotFound): // others have moved it out of sight, as decision says of one read later
		return fault.New(fault.Denied, "cases.call_denied")
	}
	return err
}

// ticked refuses an approval without the items that only its giver can tick.
func (d *Decision) ticked(items []string) error {
	for _, item := range d.Items {
		if !slices.Contains(items, item) {
			return fault.New(fault.Invalid, "cases.call_tick").In("item")
		}
	}
	return nil
}

// approve gives every verdict that is the person's, and passes the text on
// where nothing else is missing.
func (d *Decision) approve(ctx context.Context, tx *store.Tx, in DecisionInput) error {
	if d.Opinion {
		return d.act(ctx, tx, flow.Act{Kind: flow.DoAnswer, Answer: flow.Yes, Reason: in.Words, Saw: d.View.Facts.Hashes.All}, "answer")
	}
	if d.Idle != nil {
		return d.Idle
	}
	if err := d.ticked(in.Items); err != nil {
		return err
	}
	for _, item := range d.Items {
		if err := d.act(ctx, tx, flow.Act{Kind: flow.DoTick, Item: item, Yes: true}, ""); err != nil {
			return err
		}
	}
	for _, aspect := range d.Aspects {
		if err := d.act(ctx, tx, flow.Act{Kind: flow.DoVerdict, Aspect: aspect, Yes: true, Saw: d.View.Facts.Hashes.Of(aspect)}, ""); err != nil {
			return err
		}
	}
	now, err := d.View.cases.load(ctx, tx, d.Call.Case)
	if err != nil {
		return err
	}
	options, err := d.View.cases.OptionsOf(ctx, tx, now, d.who)
	if err != nil {
		return err
	}
	for _, o := range options {
		if o.Allowed && goesOn(now.Procedure.Step(now.State.Step), o) {
			return d.act(ctx, tx, flow.Act{Kind: flow.DoMove, Move: o.Move, Saw: d.View.Facts.Hashes.All}, "")
		}
	}
	if len(d.Aspects) == 0 {
		return nothing(nil)
	}
	return nil
}

// settled reports whether an aspect is approved already.
func (d *Decision) settled(aspect content.Aspect) bool {
	return slices.ContainsFunc(d.View.Approvals, func(a flow.Approval) bool {
		return a.Step == d.View.State.Step && a.Aspect == aspect && a.Valid()
	})
}

// onVerdicts reports whether a move is the way on once the verdicts are given.
func onVerdicts(m *flow.Move) bool {
	return m != nil && slices.ContainsFunc(m.When, func(p flow.Predicate) bool { return p.Name == "verdicts" && !p.Not })
}

// Returnable reports whether the text can be returned by the link.
func (d *Decision) Returnable() bool { return d.Opinion || len(d.Back)+len(d.Aspects) > 0 }

// giveBack returns the text with a reason: by a way out of the step that is the
// person's, else by a no on what they judge; to a question, by its answer.
func (d *Decision) giveBack(ctx context.Context, tx *store.Tx, in DecisionInput) error {
	if d.Opinion {
		answer := in.Answer
		if answer != flow.YesWithChanges {
			answer = flow.No
		}
		return d.act(ctx, tx, flow.Act{Kind: flow.DoAnswer, Answer: answer, Reason: in.Words, Saw: d.View.Facts.Hashes.All}, "answer")
	}
	for _, o := range d.Back {
		if in.Move == "" || o.Move == in.Move {
			return d.act(ctx, tx, flow.Act{Kind: flow.DoMove, Move: o.Move, Reason: in.Words}, "")
		}
	}
	if in.Move != "" {
		return fault.New(fault.Conflict, "flow.no_such_move", d.View.Procedure.Step(d.View.State.Step).Title)
	}
	if !d.Returnable() {
		return fault.New(fault.Conflict, "cases.call_no_return")
	}
	for _, aspect := range d.Aspects {
		if err := d.act(ctx, tx, flow.Act{Kind: flow.DoVerdict, Aspect: aspect, Reason: in.Words, Saw: d.View.Facts.Hashes.Of(aspect)}, ""); err != nil {
			return err
		}
	}
	return nil
}

// renew sends a letter about the text as it is now in place of one that is old.
// It goes to the same address and decides nothing.
func (d *Decision) renew(ctx context.Context, tx *store.Tx) error {
	if d.State != DecisionChanged && d.State != DecisionExpired {
		return fault.New(fault.Conflict, "cases.call_"+string(d.State))
	}
	if err := d.use(ctx, tx, store.CallRenewed, 0); err != nil {
		return err
	}
	v := d.View
	return v.cases.tellAll(ctx, tx, v.Dossier, TemplateTask, []people.Holder{{Person: d.Person.ID, For: d.Call.For}}, map[people.PersonID]bool{},
		letterData(v.Dossier, flow.Happening{Step: v.State.Step, Due: v.State.Due()}, v.question()))
}

// question is what leadership was asked, of a case that waits for its answer.
func (v *View) question() string {
	if v.State.Consult.Pending() {
		for _, r := range v.Remarks {
			if r.ID == v.State.Consult.Question.ID {
				return r.Text
			}
		}
	}
	return ""
}

// viaLetter is how the record names that something was done by the link of a
// letter.
func viaLetter(call int64) string { return fmt.Sprintf("letter:%d", call) }
