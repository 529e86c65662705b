package flow

import (
	"slices"
	"time"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/workday"
)

// An Option is something that could be done with a case now, and, for this
// actor, whether it may or why not.
type Option struct {
	Kind   Kind
	Move   MoveID         // of DoMove
	Aspect content.Aspect // of DoVerdict
	Item   string         // of DoTick

	Label    locale.Text // of the move; of other acts the catalog has it
	To       StepID
	Reason   Reason
	Letter   Letter
	Does     []Effect
	Wants    []Want
	Addition bool

	Allowed bool
	WhyNot  *fault.Error // nil where allowed
	As      people.Holder
	Role    people.Role // in which it would be done
}

// Options lists what could be done with the case now. Whether something is
// allowed is found by trying it, so the page and Apply cannot disagree; what
// only the person's words decide (a missing reason) is left out.
func (p *Procedure) Options(s State, by Actor, f Facts) []Option {
	step := p.Step(s.Step)
	if step == nil {
		return nil
	}
	var list []Option
	try := func(o Option, a Act) {
		a.Kind, a.Move, a.Aspect, a.Item, a.Reason = o.Kind, o.Move, o.Aspect, o.Item, "-"
		a.Unit, a.Due = 1, f.Now.AddDate(0, 0, 7) // whichever: what only the person says is left out
		if due := s.Due(); o.Kind == DoExtend && due.After(f.Now) {
			a.Due = due.AddDate(0, 0, 1)
		}
		if o.Kind == DoPostpone && a.Due.Equal(s.Assigned.Due) {
			a.Due = a.Due.AddDate(0, 0, 1)
		}
		today := f.Now.In(workday.Zone).Format(time.DateOnly)
		a.Promulgation = Promulgation{Decision{"-", today, "-"}, today}
		_, hs, err := p.Apply(s, a, by, f)
		o.Allowed = err == nil
		if e, ok := fault.As(err); ok {
			o.WhyNot = e
		}
		if len(hs) > 0 {
			o.As, o.Role = hs[0].By, hs[0].Role
		}
		list = append(list, o)
	}
	for i := range step.Moves {
		m := &step.Moves[i]
		kind, act := DoMove, Act{}
		if step.inBatch(m) {
			kind, act.Batch = DoHandOver, 1
		}
		try(Option{
			Kind: kind, Move: m.ID, Label: m.Label, To: m.To, Reason: m.Reason, Letter: m.Letter, Does: m.Does, Wants: m.Wants,
			Addition: m.Addition || step.Addition,
		}, act)
	}
	if s.termed(step) {
		try(Option{Kind: DoTerm}, Act{})
	}
	if s.Expired() {
		try(Option{Kind: DoShow, Does: []Effect{Publish}}, Act{})
	}
	if pub := s.Published; pub.Public() || pub != nil && pub.Notice {
		if s.Change == nil && pub.Public() {
			try(Option{Kind: DoChange, Reason: ReasonRequired}, Act{Change: content.Correction})
		}
		if pub.Public() {
			try(Option{Kind: DoTakeDown, Reason: ReasonRequired, Does: []Effect{Withdraw}}, Act{})
		}
		try(Option{Kind: DoRemove, Reason: ReasonRequired, Does: []Effect{Unpublish}}, Act{})
	}
	if s.Source.Open() {
		reason := NoReason
		if s.Source.Gone {
			reason = ReasonRequired
		}
		try(Option{Kind: DoFollow, Reason: reason}, Act{})
	}
	if !s.Ended.IsZero() {
		return list
	}
	if s.Change != nil {
		try(Option{Kind: DoDrop, Reason: ReasonRequired}, Act{})
	}
	for _, v := range step.Verdicts {
		try(Option{Kind: DoVerdict, Aspect: v.Aspect, Reason: ReasonOptional}, Act{Yes: true})
	}
	for _, items := range [2][]string{step.Checklist.Required, step.Checklist.Recommended} {
		for _, item := range items {
			try(Option{Kind: DoTick, Item: item}, Act{Yes: !p.Ticked(&s, &f, item)})
		}
	}
	if c := step.Consult; c != nil {
		switch {
		case !s.Consult.Pending():
			try(Option{Kind: DoAsk, Reason: ReasonRequired, Letter: c.Letter}, Act{})
			if s.Beyond {
				try(Option{Kind: DoClaim, Reason: ReasonRequired}, Act{})
			}
		default:
			if len(c.Through) > 0 && s.Consult.Put.IsZero() {
				try(Option{Kind: DoPut, Reason: ReasonOptional, Letter: c.Letter}, Act{})
			} else {
				try(Option{Kind: DoAnswer, Reason: ReasonOptional}, Act{Answer: Yes})
			}
			try(Option{Kind: DoWithdraw, Reason: ReasonRequired}, Act{})
		}
	}
	if s.Document.IsZero() {
		after := f
		after.HasDocument = true
		_, hs, err := p.Apply(s, Act{Kind: DoAttach}, by, after)
		o := Option{Kind: DoAttach, Allowed: err == nil}
		if e, ok := fault.As(err); ok {
			o.WhyNot = e
		}
		if len(hs) > 0 {
			o.As, o.Role = hs[0].By, hs[0].Role
		}
		list = append(list, o)
	}
	if s.Correction != nil {
		try(Option{Kind: DoHeed}, Act{})
	}
	if f.Claimed != 0 {
		try(Option{Kind: DoSettle}, Act{Yes: true})
	}
	for i := range step.Moves {
		if m := &step.Moves[i]; slices.Contains(m.Does, Publish) && len(m.Wants) == 0 {
			try(Option{Kind: DoPlan, Move: m.ID, Label: m.Label, To: m.To, Reason: m.Reason, Does: m.Does}, Act{})
		}
	}
	if s.Awaited() {
		try(Option{Kind: DoPostpone, Reason: ReasonRequired}, Act{})
	}
	switch {
	case s.Extension != nil:
		try(Option{Kind: DoGrant, Reason: ReasonOptional}, Act{Yes: true})
	case !s.Due().IsZero():
		try(Option{Kind: DoExtend, Reason: ReasonRequired}, Act{})
	}
	if s.Plan != nil && s.Plan.Done.IsZero() {
		try(Option{Kind: DoUnplan, Reason: ReasonOptional}, Act{})
	}
	switch {
	case s.Embargo.Holds(f.Now):
		try(Option{Kind: DoLift, Reason: ReasonOptional}, Act{})
	case !s.Published.Public():
		try(Option{Kind: DoEmbargo, Reason: ReasonOptional}, Act{})
	}
	if len(p.Force) > 0 {
		try(Option{Kind: DoForce, Reason: ReasonRequired, Does: []Effect{Publish}}, Act{})
	}
	return list
}
