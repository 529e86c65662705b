package flow

import "slices"

// Assent lists what the actor would put down who finds the text of a case good
// as it is: yes to every aspect that is theirs to judge and not approved yet,
// and the required items of the checklist that nobody has ticked. Each act names
// the hash of what it is about, so that it is refused for any other text. What
// is only recommended is left to whoever looks at it item by item.
func (p *Procedure) Assent(s State, by Actor, f Facts) []Act {
	step := p.Step(s.Step)
	if step == nil || !f.HasDocument {
		return nil
	}
	var acts []Act
	try := func(a Act) {
		if next, _, err := p.Apply(s, a, by, f); err == nil {
			s, acts = next, append(acts, a)
		}
	}
	for i := range step.Verdicts {
		if a := p.approval(&s, &f, step, &step.Verdicts[i], f.Hashes); !a.Valid() && !slices.ContainsFunc(a.Yes, func(v Verdict) bool { return v.Person == by.Person }) {
			try(Act{Kind: DoVerdict, Aspect: a.Aspect, Yes: true, Saw: a.Hash})
		}
	}
	for _, item := range step.Checklist.Required {
		if _, looked := f.Checks[item]; !looked && !p.Ticked(&s, &f, item) {
			try(Act{Kind: DoTick, Item: item, Yes: true, Saw: p.itemHash(&f, item)})
		}
	}
	return acts
}

// Assents reports whether a move waits for what [Procedure.Assent] gives.
func (m *Move) Assents() bool { return m.asksChecklist() }
