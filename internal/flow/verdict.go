package flow

import (
	"slices"
	"time"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// An Approval says how things stand with one verdict rule for one content.
type Approval struct {
	Step   StepID
	Aspect content.Aspect
	By     []people.Role
	Need   int
	Hash   string    // of the content it is about
	Yes    []Verdict // that count, of different authorities
	No     []Verdict
}

// Valid reports whether the rule is satisfied.
func (a Approval) Valid() bool { return a.Hash != "" && len(a.No) == 0 && len(a.Yes) >= a.Need }

// Approvals returns, for every verdict rule that applies to the case, how it
// stands for the present text. A step that a rule passes over asks for nothing.
func (p *Procedure) Approvals(s *State, f *Facts) []Approval { return p.approvals(s, f, f.Hashes) }

func (p *Procedure) approvals(s *State, f *Facts, of content.Hashes) []Approval {
	var list []Approval
	for i := range p.Steps {
		step := &p.Steps[i]
		if step.Skip != nil && p.all(step.Skip.When, s, f, step) {
			continue
		}
		for j := range step.Verdicts {
			list = append(list, p.approval(s, f, step, &step.Verdicts[j], of))
		}
	}
	return list
}

func (p *Procedure) approval(s *State, f *Facts, step *Step, rule *VerdictRule, of content.Hashes) Approval {
	a := Approval{Step: step.ID, Aspect: rule.Aspect, By: rule.roles(step), Need: rule.Need, Hash: of.Of(rule.Aspect)}
	if !f.HasDocument {
		a.Hash = ""
	}
	for _, v := range s.Verdicts {
		switch {
		case v.Step != step.ID || v.Aspect != rule.Aspect || v.Hash != a.Hash || a.Hash == "":
		case !v.Yes:
			a.No = append(a.No, v)
		case !spoilt(v, f) && !slices.ContainsFunc(a.Yes, func(w Verdict) bool { return principal(w) == principal(v) }):
			a.Yes = append(a.Yes, v)
		}
	}
	return a
}

func (r *VerdictRule) roles(step *Step) []people.Role {
	if len(r.By) == 0 {
		return step.By
	}
	return r.By
}

func principal(v Verdict) people.PersonID {
	return people.Holder{Person: v.Person, For: v.For}.Principal()
}

// spoilt reports whether the giver of a yes became an author of the aspect
// before the approval was complete, so that it does not count even where the
// change was taken back.
func spoilt(v Verdict, f *Facts) bool {
	return slices.ContainsFunc(f.Edits, func(e Edit) bool {
		at := instant(e.At)
		return e.Aspect == v.Aspect && !at.Before(v.At) && (v.Sealed.IsZero() || at.Before(v.Sealed)) &&
			touches(people.Holder{Person: v.Person, For: v.For}, people.Holder{Person: e.Person, For: e.For})
	})
}

// authored reports whether the person, or whoever they act for, is an author
// of the aspect since its last valid approval.
func (s *State) authored(f *Facts, aspect content.Aspect, who people.Holder) bool {
	since := s.Approved[aspect]
	return slices.ContainsFunc(f.Edits, func(e Edit) bool {
		return e.Aspect == aspect && !instant(e.At).Before(since) &&
			touches(who, people.Holder{Person: e.Person, For: e.For})
	})
}

// Authors lists who, in the order of their first change, are authors of the
// aspect since its last valid approval, those they acted for included: the
// people whose approval would not count (two-person rule).
func (s *State) Authors(f *Facts, aspect content.Aspect) []people.PersonID {
	since := s.Approved[aspect]
	var ids []people.PersonID
	for _, e := range f.Edits {
		if e.Aspect != aspect || instant(e.At).Before(since) {
			continue
		}
		for _, id := range [2]people.PersonID{e.Person, e.For} {
			if id != 0 && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// verdictTask is who may give a verdict under the rule.
func (p *Procedure) verdictTask(s *State, f *Facts, step *Step, rule *VerdictRule) task {
	return task{
		roles: rule.roles(step), orElse: step.Else, except: step.Except,
		barred: func(who people.Holder) *fault.Error {
			if s.authored(f, rule.Aspect, who) {
				if who.For != 0 && !s.authored(f, rule.Aspect, people.Holder{Person: who.Person}) {
					return fault.New(fault.Denied, "flow.principal_is_author", aspectName(rule.Aspect))
				}
				return fault.New(fault.Denied, "flow.own_text", aspectName(rule.Aspect))
			}
			return nil
		},
	}
}

// short reports whether those who hold the roles are so few that the rule
// cannot be satisfied by them, counting who has said yes already. The step's
// Else then stands in.
func (p *Procedure) short(s *State, f *Facts, step *Step, rule *VerdictRule, roles []people.Role) bool {
	if f.Holders == nil {
		return false
	}
	var ids []people.PersonID
	count := func(id people.PersonID) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, v := range p.approval(s, f, step, rule, f.Hashes).Yes {
		count(principal(v))
	}
	t := p.verdictTask(s, f, step, rule)
	for _, h := range t.eligible(p, s, f, roles) {
		count(h.Principal())
	}
	return len(ids) < rule.Need
}

// verdict records a yes or no on one aspect of exactly the present content.
func (r *run) verdict(a Act, by Actor) error {
	step := r.step()
	i := slices.IndexFunc(step.Verdicts, func(v VerdictRule) bool { return v.Aspect == a.Aspect })
	if i < 0 {
		return fault.New(fault.Conflict, "flow.no_verdict_here")
	}
	rule := &step.Verdicts[i]
	if r.s.Consult.Pending() {
		return r.consulting()
	}
	t := r.p.verdictTask(&r.s, &r.f, step, rule)
	if r.p.short(&r.s, &r.f, step, rule, t.roles) {
		t.roles = concat(t.roles, t.orElse)
	}
	t.orElse = nil
	if err := r.entitle(t, by); err != nil {
		return err
	}
	hash := r.f.Hashes.Of(a.Aspect)
	if !r.f.HasDocument || hash == "" {
		return fault.New(fault.Conflict, "flow.no_document")
	}
	if err := a.sawIt(hash); err != nil {
		return err
	}
	if !a.Yes && !a.said() {
		return reasonNeeded()
	}
	if a.Yes {
		if err := r.unsettled(); err != nil {
			return err
		}
		if e := r.s.untold(&r.f); e != nil && a.Aspect == content.AspectContent { // the words for readers are approved with it
			return e
		}
	}
	if b := r.p.binding(&r.s, r.f.Hashes); a.Yes && (b == forbidden || b == changesDue) {
		return r.p.bindingFault(b)
	}
	v := Verdict{
		Step: step.ID, Aspect: a.Aspect, Hash: hash, Yes: a.Yes,
		Person: r.who.Person, For: r.who.For, Role: r.role, Reason: a.Words, At: r.now,
	}
	verb := event.VerdictGiven
	if i := slices.IndexFunc(r.s.Verdicts, func(w Verdict) bool {
		return w.Step == v.Step && w.Aspect == v.Aspect && w.Hash == v.Hash && w.Person == v.Person
	}); i >= 0 {
		verb = event.VerdictReplaced
		r.s.Verdicts = slices.Delete(r.s.Verdicts, i, i+1)
	}
	r.s.Verdicts = append(r.s.Verdicts, v)
	h := r.happen(verb)
	h.Aspect, h.Hash, h.Yes, h.Words = v.Aspect, v.Hash, v.Yes, v.Reason
	r.seal(a.Aspect)
	return nil
}

// seal notes that an aspect is validly approved, if it is: its authors are
// counted anew from here.
func (r *run) seal(aspect content.Aspect) {
	rules := 0
	var counted []Verdict
	for _, a := range r.p.Approvals(&r.s, &r.f) {
		if a.Aspect != aspect {
			continue
		}
		if !a.Valid() {
			return
		}
		rules++
		counted = append(counted, a.Yes...)
	}
	if rules == 0 {
		return
	}
	if r.s.Approved == nil {
		r.s.Approved = make(map[content.Aspect]time.Time)
	}
	r.s.Approved[aspect] = r.now
	for _, c := range counted {
		for i := range r.s.Verdicts {
			if v := &r.s.Verdicts[i]; v.Sealed.IsZero() && *v == c {
				v.Sealed = r.now
			}
		}
	}
}

// approveLater takes the flag from what was published first, once exactly
// that content is approved.
func (r *run) approveLater() {
	pub := r.s.Published
	if !pub.Flagged() || r.p.binding(&r.s, pub.Hashes).blocks() {
		return
	}
	list := r.p.approvals(&r.s, &r.f, pub.Hashes)
	if len(list) == 0 {
		return
	}
	for _, a := range list {
		if !a.Valid() {
			return
		}
	}
	pub.Approved = r.now
	r.happen(event.ApprovedLater)
}

// verdictsIn says what is missing of the verdicts that a step asks for; nil
// where nothing is.
func (p *Procedure) verdictsIn(s *State, f *Facts, step *Step) *fault.Error {
	if s.Consult.Pending() {
		return p.consultingFault(s)
	}
	var first *fault.Error
	var none []content.Aspect // of which nobody has said anything: all of them are named at once
	for i := range step.Verdicts {
		a := p.approval(s, f, step, &step.Verdicts[i], f.Hashes)
		e := a.fault(f)
		if e == nil {
			continue
		}
		if first == nil {
			first = e
		}
		if e.Key == verdictMissing {
			none = append(none, a.Aspect)
		}
	}
	switch {
	case first == nil:
		return p.bindingFault(p.binding(s, f.Hashes))
	case first.Key == verdictMissing:
		return fault.New(fault.Conflict, verdictMissing, AspectList(none))
	}
	return first
}

const verdictMissing = "flow.verdict_missing"

func (a Approval) fault(f *Facts) *fault.Error {
	switch {
	case !f.HasDocument || a.Hash == "":
		return fault.New(fault.Conflict, "flow.no_document")
	case len(a.No) > 0:
		return fault.New(fault.Conflict, "flow.verdict_no", aspectName(a.Aspect))
	case len(a.Yes) == 0 && a.Need == 1:
		return fault.New(fault.Conflict, verdictMissing, aspectName(a.Aspect))
	case len(a.Yes) < a.Need:
		return fault.New(fault.Conflict, "flow.verdicts_missing", aspectName(a.Aspect), len(a.Yes), a.Need)
	}
	return nil
}

// MayPublish says why the present text may not be made public by this
// procedure; nil where it may. Force publishing is another matter.
func (p *Procedure) MayPublish(s *State, f *Facts) error {
	if e := p.mayPublish(s, f); e != nil {
		return e
	}
	return nil
}

func (p *Procedure) mayPublish(s *State, f *Facts) *fault.Error {
	switch {
	case !f.HasDocument:
		return fault.New(fault.Conflict, "flow.no_document")
	case !f.Classified:
		return fault.New(fault.Conflict, "flow.when.classified")
	case s.Consult.Pending():
		return p.consultingFault(s)
	case s.Embargo.Holds(f.Now):
		return s.embargoed(f.Now)
	case s.Term.over(f.Now):
		return fault.New(fault.Conflict, "flow.term_over")
	}
	if e := f.unfit(); e != nil {
		return e
	}
	for _, a := range p.Approvals(s, f) {
		if e := a.fault(f); e != nil {
			if a.Step != s.Step {
				return fault.New(fault.Conflict, "flow.not_approved", aspectName(a.Aspect), p.Step(a.Step).Title)
			}
			return e
		}
	}
	if e := s.untold(f); e != nil {
		return e
	}
	return p.bindingFault(p.binding(s, f.Hashes))
}

// unfit says which line keeps the text from being published, by this procedure
// or any act: readers would get other words than were meant (R-I4).
func (f *Facts) unfit() *fault.Error {
	if len(f.Misfits) == 0 {
		return nil
	}
	m := f.Misfits[0]
	words := m.Line
	if r := []rune(words); len(r) > maxShown {
		words = string(r[:maxShown]) + "…"
	}
	key := "flow.unfit_" + string(m.Kind)
	if m.Part == content.PartBody {
		return fault.New(fault.Conflict, key, fault.New(fault.Conflict, "flow.unfit_block", m.Block), words, string(m.Charset))
	}
	return fault.New(fault.Conflict, key, locale.Key("flow.unfit_part_"+m.Part), words, string(m.Charset))
}

// maxShown is how many characters of a line a refusal repeats.
const maxShown = 60

// EditCosts lists the aspects on which the actor could still give a verdict in
// this case and no longer could after changing them: what the desk says before
// a head begins to edit.
func (p *Procedure) EditCosts(s *State, f *Facts, by Actor) []content.Aspect {
	var list []content.Aspect
	for i := range p.Steps {
		step := &p.Steps[i]
		for j := range step.Verdicts {
			rule := &step.Verdicts[j]
			t := p.verdictTask(s, f, step, rule)
			t.orElse = nil
			if _, _, err := p.capacity(s, f, t, by); err == nil && !slices.Contains(list, rule.Aspect) {
				list = append(list, rule.Aspect)
			}
		}
	}
	return list
}
