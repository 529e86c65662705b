package flow

import (
	"slices"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
)

// holds reports whether the condition holds now, for a case in the step.
func (p *Procedure) holds(c Predicate, s *State, f *Facts, step *Step) bool {
	return p.holdsPlain(c, s, f, step) != c.Not
}

func (p *Procedure) holdsPlain(c Predicate, s *State, f *Facts, step *Step) bool {
	is := func(v string) bool { return slices.Contains(c.Values, v) }
	switch c.Name {
	case "verdicts":
		return p.verdictsIn(s, f, step) == nil
	case "checklist":
		return p.missing(s, f, step) == ""
	case "classified":
		return f.Classified
	case "has-document":
		return f.HasDocument
	case "beyond-authority":
		return s.Beyond
	case "answered-yes":
		return p.binding(s, f.Hashes) == permitted
	case "answered-no":
		return p.binding(s, f.Hashes) == forbidden
	case "forced":
		return s.Published.Flagged()
	case "published":
		return s.Published.Public()
	case "sender-changed":
		return s.Correction != nil
	case "reopened":
		return s.Reopened > 0
	case supplied:
		return (f.Requested || f.HasDocument) && s.Entry == 0
	case unitVouched:
		return s.Entry == 0 && (!f.AskUnit || p.speaks(step, f.Sender))
	case "source-approved":
		return f.SourceApproved
	case "sound":
		return f.Sound
	case "kind":
		return is(f.Kind)
	case "unit":
		return is(f.Unit)
	case "language":
		return is(f.Lang)
	case "site":
		return slices.ContainsFunc(f.Sites, is)
	case "sender":
		for _, r := range f.Sender {
			if is(string(r)) {
				return true
			}
		}
	}
	return false
}

func (p *Procedure) all(cs []Predicate, s *State, f *Facts, step *Step) bool {
	for _, c := range cs {
		if !p.holds(c, s, f, step) {
			return false
		}
	}
	return true
}

// unmet says why the first condition of the move that does not hold keeps the
// person from making it.
func (p *Procedure) unmet(m *Move, s *State, f *Facts, step *Step) *fault.Error {
	for _, c := range m.When {
		if p.holds(c, s, f, step) {
			continue
		}
		if !c.Not {
			switch c.Name {
			case "verdicts":
				return p.verdictsIn(s, f, step)
			case "checklist":
				return p.missingItem(s, f, step)
			}
		}
		key := "flow.when." + c.Name
		if c.Not {
			key = "flow.when_not." + c.Name
		}
		if Predicates[c.Name] {
			return fault.New(fault.Conflict, key, joined(c.Values))
		}
		return fault.New(fault.Conflict, key)
	}
	return nil
}

func joined(values []string) string {
	out := ""
	for i, v := range values {
		if i > 0 {
			out += ", "
		}
		out += v
	}
	return out
}

// missing returns the first required item of the step's checklist that does
// not hold, or "".
func (p *Procedure) missing(s *State, f *Facts, step *Step) string {
	for _, id := range step.Checklist.Required {
		if !p.Ticked(s, f, id) {
			return id
		}
	}
	return ""
}

func (p *Procedure) missingItem(s *State, f *Facts, step *Step) *fault.Error {
	if id := p.missing(s, f, step); id != "" {
		return fault.New(fault.Conflict, "flow.item_missing", p.itemName(id))
	}
	return nil
}

// Ticked reports whether an item of a checklist holds: where the program
// itself looked, what it found; else whether somebody ticked it and what it is
// about is unchanged.
func (p *Procedure) Ticked(s *State, f *Facts, id string) bool {
	if ok, looked := f.Checks[id]; looked {
		return ok
	}
	return slices.ContainsFunc(s.Ticks, func(t Tick) bool { return t.Item == id && t.Hash == p.itemHash(f, id) })
}

func (p *Procedure) itemHash(f *Facts, id string) string {
	c, _ := p.Criterion(id)
	return f.Hashes.Of(c.Aspect)
}

func (p *Procedure) itemName(id string) any {
	if c, ok := p.Criterion(id); ok && c.Title.VI != "" {
		return c.Title
	}
	return locale.Key("flow.item." + id)
}

// tick records that a person looked at an item of the checklist.
func (r *run) tick(a Act, by Actor) error {
	step := r.step()
	listed := slices.Contains(step.Checklist.Required, a.Item) || slices.Contains(step.Checklist.Recommended, a.Item)
	if !listed {
		return fault.New(fault.Invalid, "flow.no_such_item")
	}
	if err := r.entitle(step.task(), by); err != nil {
		return err
	}
	c, _ := r.p.Criterion(a.Item)
	if c.Aspect != "" && !r.f.HasDocument {
		return fault.New(fault.Conflict, "flow.no_document")
	}
	if _, looked := r.f.Checks[a.Item]; looked {
		return fault.New(fault.Conflict, "flow.item_checked_by_program", r.p.itemName(a.Item))
	}
	hash := r.f.Hashes.Of(c.Aspect)
	if err := a.sawIt(hash); err != nil {
		return err
	}
	r.s.Ticks = slices.DeleteFunc(r.s.Ticks, func(t Tick) bool { return t.Item == a.Item })
	verb := event.ItemUnticked
	if a.Yes {
		verb = event.ItemTicked
		r.s.Ticks = append(r.s.Ticks, Tick{Item: a.Item, Hash: hash, Person: r.who.Person, For: r.who.For, At: r.now})
	}
	h := r.happen(verb)
	h.Item, h.Yes, h.Hash = a.Item, a.Yes, hash
	return nil
}
