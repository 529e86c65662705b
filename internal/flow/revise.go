package flow

import (
	"slices"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
)

// CanEdit says why the actor may not change the text now; nil where they may.
// The hands of the step may, those it names as editors, and while the case
// waits for the requester, the same of the step that asked. While it waits for
// the requester's unit nobody may.
func (p *Procedure) CanEdit(s *State, f *Facts, by Actor) error {
	if !s.Ended.IsZero() {
		return fault.New(fault.Conflict, "flow.ended")
	}
	if s.Consult.Pending() {
		return p.consultingFault(s)
	}
	if p.Step(s.Step).asksUnit() {
		return fault.New(fault.Conflict, "flow.unit_first")
	}
	_, _, err := p.capacity(s, f, p.editTask(s), by)
	return err
}

func (p *Procedure) editTask(s *State) task {
	step := p.Step(s.Step)
	t := task{roles: concat(step.By, step.Edit), orElse: step.Else}
	if s.Held != nil && s.Held.Step != "" {
		asked := p.Step(s.Held.Step)
		t.roles, t.orElse = concat(t.roles, concat(asked.By, asked.Edit)), concat(t.orElse, asked.Else)
	}
	return t
}

// revise records that the text was changed, and what that voids. The facts
// are those after the change.
func (r *run) revise(_ Act, by Actor) error {
	if err := r.p.CanEdit(&r.s, &r.f, by); err != nil {
		return err
	}
	if !r.f.HasDocument {
		return fault.New(fault.Conflict, "flow.no_document")
	}
	if err := r.entitle(r.p.editTask(&r.s), by); err != nil {
		return err
	}
	changed := content.Changed(r.s.Seen, r.f.Hashes)
	if len(changed) == 0 {
		return nil
	}
	r.happen(event.TextRevised).Aspects = changed
	r.voidApprovals()
	r.voidAnswer()
	if p := r.s.Plan; p.Pending() && p.Hash != r.f.Hashes.All {
		r.failPlan(TroubleText)
	}
	return nil
}

// voidApprovals tells which approvals the change has voided.
func (r *run) voidApprovals() {
	var voided []content.Aspect
	for _, before := range r.p.approvals(&r.s, &r.f, r.s.Seen) {
		if before.Valid() && before.Hash != r.f.Hashes.Of(before.Aspect) && !slices.Contains(voided, before.Aspect) {
			voided = append(voided, before.Aspect)
		}
	}
	if len(voided) == 0 {
		return
	}
	h := r.happen(event.ApprovalVoided)
	h.Aspects = voided
	for i := range r.p.Steps {
		if len(r.p.Steps[i].Verdicts) > 0 {
			h.Notify = r.p.Steps[i].By
		}
	}
}

// attach records that a document was made of the request. The facts are those
// after it.
func (r *run) attach(_ Act, by Actor) error {
	if !r.s.Document.IsZero() {
		return fault.New(fault.Conflict, "flow.has_document")
	}
	if r.step().asksUnit() {
		return fault.New(fault.Conflict, "flow.unit_first")
	}
	if err := r.entitle(r.p.editTask(&r.s), by); err != nil {
		return err
	}
	if !r.f.HasDocument {
		return fault.New(fault.Conflict, "flow.no_document")
	}
	r.s.Document = r.now
	r.happen(event.DocumentMade)
	return nil
}

// correct flags the case with a newer text from the sender. It voids nothing
// until somebody takes it over.
func (r *run) correct(a Act, by Actor) error {
	if !by.System && !by.Outside {
		return fault.New(fault.Denied, "flow.program_only")
	}
	r.who.Person = by.Person
	if by.Outside {
		r.role = people.Requester
	}
	r.s.Correction = &Correction{Ref: a.Words, At: r.now}
	h := r.happen(event.SenderCorrected)
	h.Words, h.Notify = a.Words, r.step().By
	return nil
}

// heed records that somebody has looked at the sender's correction, and has
// taken it over (by a revision of its own) or not.
func (r *run) heed(a Act, by Actor) error {
	if r.s.Correction == nil {
		return fault.New(fault.Conflict, "flow.no_correction")
	}
	if err := r.entitle(r.p.editTask(&r.s), by); err != nil {
		return err
	}
	h := r.happen(event.CorrectionHeeded)
	h.Words, h.Yes = r.s.Correction.Ref, a.Yes
	r.s.Correction = nil
	return nil
}
