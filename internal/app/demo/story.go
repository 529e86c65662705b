package demo

import (
	"slices"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/people"
)

// trace notes of every act in which step of the procedure it is done.
func (it *Item) trace() {
	p := it.Procedure
	at := &p.Steps[0]
	if at.Skip != nil && it.Channel != Commission { // what was sent was supplied
		at = p.Step(at.Skip.To)
	}
	asked := at.ID
	enter := func(id flow.StepID) {
		if id == flow.Back {
			id = asked
		}
		if next := p.Step(id); next != nil {
			if next.Pause && !at.Pause {
				asked = at.ID
			}
			at = next
		}
	}
	for i := range it.Story {
		a := &it.Story[i]
		a.Step = at.ID
		switch a.Do {
		case Move:
			if m := at.Move(a.Move); m != nil {
				enter(m.To)
			}
		case Reply:
			if id, ok := p.Sent(&flow.State{Step: at.ID, Held: &flow.Held{Step: asked}}); ok {
				enter(at.Move(id).To)
			}
		}
	}
	it.Last = at.ID
}

// stage is where a story stands while it is told.
type stage struct {
	it       *Item
	doc      *Document
	unit     string // the case lies there
	editors  []string
	yes      map[content.Aspect]bool    // aspects with a valid verdict of yes
	asking   bool                       // a question waits for its answer
	answered Answer                     // from above, on the document as it is
	did      map[flow.Relation][]string // who became what, and for whom
}

func (c *checker) story(it *Item) {
	s := stage{it: it, yes: map[content.Aspect]bool{}, did: map[flow.Relation][]string{}}
	if box := c.d.Mailbox(it.To); it.Procedure.Lies == flow.LiesAtMailbox {
		s.unit = box.Unit
	} else if p := c.d.Person(it.Sender.Person); p != nil {
		s.unit = p.Unit
	}
	if it.Channel == Commission {
		s.unit = it.Unit
	} else if it.Sender.Person != "" {
		s.did[flow.FromOutside] = []string{it.Sender.Person}
	}
	for i := range it.Story {
		a := &it.Story[i]
		if why := c.act(&s, a); why != "" {
			c.bad("%s %s at %v: %s", a.Do, a.Move, a.At, why)
			return
		}
	}
	end := Target(it.Last)
	switch {
	case s.asking:
		end = ConsultOpen
	case s.answered != "" && it.Procedure.Step(it.Last).Consult != nil:
		end = ConsultClosed
	case it.Procedure.Step(it.Last).End == flow.Settled && !it.Public():
		end = Unpublished
	}
	if end != it.Target {
		c.bad("ends at %s, not at %s", end, it.Target)
	}
}

// act does one act and says why it cannot be done, if it cannot.
func (c *checker) act(s *stage, a *Act) string {
	step := s.it.Procedure.Step(a.Step)
	var roles []people.Role // who may; none: any person
	var except []flow.Relation
	words := true // are needed
	switch a.Do {
	case Take, Edit:
		roles, words = slices.Concat(step.By, step.Edit), false
	case Comment:
	case Reply:
		if a.By != BySender || !step.Pause {
			return "nobody waits for the sender"
		}
	case Verdict:
		i := slices.IndexFunc(step.Verdicts, func(v flow.VerdictRule) bool { return string(v.Aspect) == a.Aspect })
		if i < 0 || a.Answer != Yes && a.Answer != No || a.Answer == No && a.Text == "" {
			return "no aspect, no answer, or a no without reason"
		}
		if roles = step.Verdicts[i].By; len(roles) == 0 {
			roles = step.By
		}
		words = false
	case Ask:
		if step.Consult == nil || a.Proposal == "" {
			return "there is nobody to ask, or no proposal"
		}
		roles = step.By
	case AnswerAsk:
		if !s.asking || a.Answer != Yes && a.Answer != Changes && a.Answer != No {
			return "no question or no answer"
		}
		roles = step.Consult.Of
	case Move:
		m := step.Move(a.Move)
		if m == nil {
			return "there is no such move in step " + string(a.Step)
		}
		if roles = m.By; len(roles) == 0 {
			roles = append(slices.Clone(step.By), step.Or)
		}
		except = slices.Concat(step.Except, m.Except)
		words = m.Reason == flow.ReasonRequired
		if why := c.ready(s, step, m, a); why != "" {
			return why
		}
	default:
		return "nobody knows how to do that"
	}
	if words && a.Text == "" {
		return "without words"
	}
	if why := c.who(s, a, roles, except); why != "" {
		return why
	}
	return s.done(step, a)
}

// ready says what a move still wants, if anything.
func (c *checker) ready(s *stage, step *flow.Step, m *flow.Move, a *Act) string {
	for _, when := range m.When {
		switch when.Name {
		case "verdicts":
			for _, v := range step.Verdicts {
				if !s.yes[v.Aspect] {
					return "without the verdicts it needs"
				}
			}
			if s.answered == No {
				return "the leadership said no"
			}
		case "has-document", "classified":
			if s.doc == nil {
				return "no document was made"
			}
		}
	}
	if slices.Contains(m.Wants, flow.WantUnit) != (a.Unit != "") || slices.Contains(m.Wants, flow.WantDue) == a.Due.IsZero() {
		return "a unit or a date that is wanted and not given, or the other way about"
	}
	for _, u := range append(slices.Clone(a.With), a.Unit) {
		if u != "" && c.d.Unit(u) == nil {
			return "no unit " + u
		}
	}
	if a.Section != "" && c.d.Section(a.Section) == nil {
		return "no section " + a.Section
	}
	return ""
}

// who says why whoever acts may not, if they may not.
func (c *checker) who(s *stage, a *Act, roles []people.Role, except []flow.Relation) string {
	if a.By == BySender {
		if a.Do != Reply && !slices.Contains(roles, people.Requester) {
			return "it is not the sender's"
		}
		return ""
	}
	if c.d.Person(a.By) == nil {
		return "no person " + a.By
	}
	principal := a.By
	if a.For != "" {
		principal = a.For
		if !slices.ContainsFunc(c.d.Delegations, func(g Delegation) bool {
			return g.From == a.For && g.To == a.By && !g.Start.after(a.At) && g.End.after(a.At)
		}) {
			return a.For + " lent nothing to " + a.By
		}
	}
	if len(roles) > 0 && !c.d.may(principal, s.unit, s.it.Final(), roles) {
		return a.By + " may not"
	}
	for _, r := range except {
		if slices.Contains(s.did[r], a.By) || slices.Contains(s.did[r], principal) {
			return a.By + " is its " + string(r)
		}
	}
	if a.Do == Verdict && (slices.Contains(s.editors, a.By) || s.it.Sender.Person == a.By) {
		return a.By + " is an author"
	}
	minutes := int(a.At.Clock.Minutes())
	if a.At.Days > 0 && (minutes < 7*60+30 || minutes >= 11*60+30 && minutes < 13*60 || minutes >= 17*60) {
		return "outside office hours"
	}
	return ""
}

// may reports whether a person holds one of the roles where a case lies: in the
// institution, in its unit or one above, or on each of the sites of its text.
func (d *Demo) may(person, unit string, doc *Document, roles []people.Role) bool {
	if d.has(person, Place{Kind: people.Institution}, roles...) {
		return true
	}
	for u := d.Unit(unit); u != nil; u = d.Unit(u.Parent) {
		if d.has(person, Place{people.Unit, u.ID}, roles...) {
			return true
		}
	}
	return doc != nil && !slices.ContainsFunc(doc.Sites, func(site string) bool {
		return !d.has(person, Place{people.Site, site}, roles...)
	})
}

// done notes what has changed.
func (s *stage) done(step *flow.Step, a *Act) string {
	switch a.Do {
	case Take:
		if s.doc != nil || a.Document == nil {
			return "there is no document to make, or one already"
		}
		s.doc = a.Document
	case Edit:
		if s.doc == nil || a.Note == "" {
			return "nothing to edit, or no note"
		}
		if s.doc.images() != a.Document.images() {
			s.yes[content.AspectImages] = false
		}
		if s.doc.words() != a.Document.words() {
			s.yes[content.AspectContent], s.answered = false, ""
		}
		s.doc = a.Document
		s.editors = append(s.editors, a.By)
	case Verdict:
		s.yes[content.Aspect(a.Aspect)] = a.Answer == Yes
	case Ask:
		s.asking = true
	case AnswerAsk:
		s.asking, s.answered = false, a.Answer
	case Move:
		m := step.Move(a.Move)
		if m.To != "" {
			s.answered = ""
			if step.As != "" {
				s.did[step.As] = []string{a.By, a.For}
			}
		}
		if slices.Contains(m.Does, flow.Publish) {
			s.did[flow.Poster] = []string{a.By, a.For}
		}
		if a.Unit != "" {
			s.unit = a.Unit
		}
	}
	return ""
}
