package flow

import (
	"slices"
	"time"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/people"
)

// A Hand is a role whose turn it is in a case, and for what. Barred are the
// people who may not although they hold it, nor anybody who acts for them.
type Hand struct {
	Kind   Kind // DoMove, DoVerdict, DoPut or DoAnswer
	Role   people.Role
	Aspect content.Aspect // of DoVerdict
	Barred []people.PersonID
}

// A Turn says who can act on an open case now and by when.
type Turn struct {
	Hands  []Hand
	People []people.Holder // who hold those roles and are not barred
	Due    time.Time       // zero: no limit runs
	// Nobody is set where something that the step asks for can be done by no
	// person now; Told are then the roles that have to see to it.
	Nobody bool
	Told   []people.Role
}

// Turn says who can act now. A case that has ended has no turn.
func (p *Procedure) Turn(s *State, f *Facts) Turn {
	if !s.Ended.IsZero() {
		return Turn{}
	}
	t := Turn{Due: s.Due()}
	step := p.Step(s.Step)
	switch {
	case s.Consult.Pending():
		c := p.Step(s.Consult.Step).Consult
		if len(c.Through) > 0 && s.Consult.Put.IsZero() {
			t.add(p, s, f, DoPut, "", task{roles: c.Through}, nil, false)
			break
		}
		asker := []people.PersonID{s.Consult.By.Person}
		if s.Consult.By.For != 0 {
			asker = append(asker, s.Consult.By.For)
		}
		t.add(p, s, f, DoAnswer, "", task{roles: c.Of}, asker, false)
	default:
		for i := range step.Verdicts {
			rule := &step.Verdicts[i]
			a := p.approval(s, f, step, rule, f.Hashes)
			if !f.HasDocument || a.Valid() || len(a.No) > 0 {
				continue
			}
			barred := s.Authors(f, rule.Aspect)
			for _, v := range a.Yes {
				barred = append(barred, v.Person)
				if v.For != 0 {
					barred = append(barred, v.For)
				}
			}
			vt := p.verdictTask(s, f, step, rule)
			for _, rel := range vt.except {
				for _, id := range p.relatedPeople(s, f, rel) {
					if !slices.Contains(barred, id) {
						barred = append(barred, id)
					}
				}
			}
			short := p.short(s, f, step, rule, vt.roles)
			t.add(p, s, f, DoVerdict, rule.Aspect, vt, barred, short)
			t.Nobody = t.Nobody || short && p.short(s, f, step, rule, concat(vt.roles, vt.orElse))
		}
		for i := range step.Moves {
			if m := &step.Moves[i]; !slices.Contains(m.By, Program) && m.Until == 0 {
				t.addMove(p, s, f, p.moveTask(step, m))
			}
		}
		t.Nobody = t.Nobody || f.Holders != nil && len(t.People) == 0 && !t.requester()
	}
	if t.Nobody {
		t.Told = step.responsible()
		for _, r := range p.escalate() {
			if !slices.Contains(t.Told, r) {
				t.Told = append(t.Told, r)
			}
		}
	}
	return t
}

func (p *Procedure) escalate() []people.Role {
	if len(p.Escalate) == 0 {
		return []people.Role{people.Leadership}
	}
	return p.Escalate
}

func (t *Turn) requester() bool {
	return slices.ContainsFunc(t.Hands, func(h Hand) bool { return h.Role == people.Requester })
}

// addMove adds the hands of a move: who is barred differs by the exceptions.
func (t *Turn) addMove(p *Procedure, s *State, f *Facts, mt task) {
	var barred []people.PersonID
	for _, rel := range mt.except {
		barred = append(barred, p.relatedPeople(s, f, rel)...)
	}
	t.add(p, s, f, DoMove, "", mt, barred, false)
}

// add adds the hands of one thing to be done. Where nobody is left for it, the
// roles that stand in come too; short says so from outside.
func (t *Turn) add(p *Procedure, s *State, f *Facts, k Kind, aspect content.Aspect, w task, barred []people.PersonID, short bool) {
	roles := w.roles
	left := w.anybody(p, s, f, roles)
	if len(w.orElse) > 0 && f.Holders != nil && (short || !left) {
		roles = concat(roles, w.orElse)
	}
	free := false
	for _, role := range roles {
		h := Hand{Kind: k, Role: role, Aspect: aspect, Barred: barred}
		i := slices.IndexFunc(t.Hands, func(o Hand) bool { return o.Kind == k && o.Role == role && o.Aspect == aspect })
		if i < 0 {
			t.Hands = append(t.Hands, h)
		} else { // several moves: barred is who can make none of them
			t.Hands[i].Barred = common(t.Hands[i].Barred, barred)
		}
		if role == people.Requester {
			free = true
			continue
		}
		if f.Holders == nil {
			continue
		}
		for _, who := range f.Holders(role) {
			if slices.Contains(barred, who.Person) || who.For != 0 && slices.Contains(barred, who.For) {
				continue
			}
			free = true
			if !slices.Contains(t.People, who) {
				t.People = append(t.People, who)
			}
		}
	}
	if k != DoMove && !free && f.Holders != nil {
		t.Nobody = true
	}
}

// relatedPeople lists who is what rel says, with those they acted for.
func (p *Procedure) relatedPeople(s *State, f *Facts, rel Relation) []people.PersonID {
	var hs []people.Holder
	switch rel {
	case Author:
		for _, e := range f.Edits {
			hs = append(hs, people.Holder{Person: e.Person, For: e.For})
		}
	case Approver:
		for _, v := range s.Verdicts {
			if v.Yes {
				hs = append(hs, people.Holder{Person: v.Person, For: v.For})
			}
		}
	case Poster:
		if s.Published != nil {
			hs = append(hs, s.Published.By)
		}
	default:
		hs = s.Relations[rel]
	}
	var ids []people.PersonID
	for _, h := range hs {
		for _, id := range [2]people.PersonID{h.Person, h.For} {
			if id != 0 && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func common(a, b []people.PersonID) []people.PersonID {
	var both []people.PersonID
	for _, id := range a {
		if slices.Contains(b, id) {
			both = append(both, id)
		}
	}
	return both
}

// tellNobodyLeft tells those who have to see to it, once for each stay in a
// step, that no eligible person is left.
func (r *run) tellNobodyLeft() {
	key := entryKey(r.s.Stay, "nobody", 0)
	if r.f.Holders == nil || slices.Contains(r.s.Fired, key) {
		return
	}
	if t := r.p.Turn(&r.s, &r.f); t.Nobody {
		r.who, r.role = people.Holder{}, ""
		r.s.Fired = append(r.s.Fired, key)
		r.happen(event.NobodyLeft).Notify = t.Told
	}
}
