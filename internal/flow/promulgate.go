package flow

import (
	"slices"
	"strings"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/workday"
)

// A Promulgation puts a procedure into force: by which decision, and from which
// day (yyyy-mm-dd) on.
type Promulgation struct {
	Decision Decision
	From     string
}

// Effective is the instant from which it holds: the beginning of its day, or now
// where that is past already, so that what began today goes on as it began.
func (d Promulgation) Effective(now time.Time) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, d.From, workday.Zone)
	if err != nil || t.Before(now) {
		return now
	}
	return t
}

// maxLine is how long a line of a decision may be, in characters.
const maxLine = 200

// wantedDecision says what of a decision was not told, or cannot be.
func (r *run) wantedDecision(d Promulgation) error {
	var wrong fault.List
	need := func(field, value string) {
		if strings.TrimSpace(value) == "" {
			wrong = append(wrong, fault.New(fault.Invalid, "flow.decision_"+field).In("decision_"+field))
		} else if len([]rune(value)) > maxLine {
			wrong = append(wrong, fault.New(fault.Invalid, "flow.decision_long", maxLine).In("decision_"+field))
		}
	}
	day := func(field, value string) bool {
		_, err := time.Parse(time.DateOnly, value)
		if err != nil {
			wrong = append(wrong, fault.New(fault.Invalid, "flow.decision_"+field).In("decision_"+field))
		}
		return err == nil
	}
	need("number", d.Decision.Number)
	dated := day("date", d.Decision.Date)
	need("signer", d.Decision.Signer)
	from := day("from", d.From)
	today := r.now.In(workday.Zone)
	switch {
	case dated && d.Decision.Date > today.Format(time.DateOnly):
		wrong = append(wrong, fault.New(fault.Invalid, "flow.decision_ahead").In("decision_date"))
	case dated && from && d.From < d.Decision.Date:
		wrong = append(wrong, fault.New(fault.Invalid, "flow.decision_back").In("decision_from"))
	case from && d.From > today.AddDate(0, 0, maxAhead).Format(time.DateOnly):
		wrong = append(wrong, fault.New(fault.Invalid, "flow.due_far", maxAhead).In("decision_from"))
	}
	return wrong.Err()
}

// mayPromulgate says why the present text of the procedure may not come into
// force: it has mistakes, or not every approval that this procedure asks for.
func (p *Procedure) mayPromulgate(s *State, f *Facts) *fault.Error {
	switch {
	case !f.HasDocument:
		return fault.New(fault.Conflict, "flow.no_document")
	case !f.Sound:
		return fault.New(fault.Conflict, "flow.when.sound")
	case s.Consult.Pending():
		return p.consultingFault(s)
	}
	for _, a := range p.Approvals(s, f) {
		if e := a.fault(f); e != nil {
			if a.Step != s.Step {
				return fault.New(fault.Conflict, "flow.not_approved", aspectName(a.Aspect), p.Step(a.Step).Title)
			}
			return e
		}
	}
	return p.bindingFault(p.binding(s, f.Hashes))
}

// promulgate notes that the procedure comes into force.
func (r *run) promulgate(d Promulgation) {
	h := r.happen(event.ProcedureInForce)
	h.Effect, h.Promulgation = Promulgate, d
	h.Due = d.Effective(r.now)
}

// promulgates checks that a move puts procedures into force only where the case
// is about one, and asks for the decision.
func (c *checker) promulgates(at string, s *Step, m *Move) {
	does, wants := slices.Contains(m.Does, Promulgate), m.wants(WantDecision)
	switch {
	case (does || wants) && c.p.Subject != SubjectProcedure:
		c.add(at+"/does", "procfile.promulgate_subject")
	case does != wants:
		c.add(at+"/wants", "procfile.promulgate_decision")
	case does && s.End != "":
		c.add(at+"/does", "procfile.end_has", string(Promulgate))
	}
	if c.p.Subject != SubjectProcedure {
		return
	}
	for i, e := range m.Does {
		if e == Publish || e == Unpublish || e == Archive {
			c.add(at+"/does/"+string(rune('0'+i%10)), "procfile.effect_subject", string(e))
		}
	}
}
