package flow

import (
	"slices"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// A task is something to be done in a step, with who may do it.
type task struct {
	roles  []people.Role // people.Requester among them: whoever asked
	orElse []people.Role // only while nobody of roles is left
	except []Relation
	barred func(people.Holder) *fault.Error // further reasons against a person; may be nil
}

// moveTask is who may make the move.
func (p *Procedure) moveTask(s *Step, m *Move) task {
	t := task{roles: m.By, orElse: s.Else, except: concat(s.Except, m.Except)}
	if len(t.roles) == 0 {
		t.roles = s.hands()
	}
	return t
}

// hands are the roles that act in the step, the requester among them where it
// is either the one or the other.
func (s *Step) hands() []people.Role {
	if s.Or == "" {
		return s.By
	}
	return concat(s.By, []people.Role{s.Or})
}

// stepTask is who may do the general work of a step: tick, ask, attach.
func (s *Step) task() task { return task{roles: s.By, orElse: s.Else, except: s.Except} }

// entitle finds the authority in which the actor may do the task, own before
// delegated, and keeps it as that of the act.
func (r *run) entitle(t task, by Actor) error {
	who, role, err := r.p.capacity(&r.s, &r.f, t, by)
	if err != nil {
		return err
	}
	r.who, r.role = who, role
	return nil
}

func (p *Procedure) capacity(s *State, f *Facts, t task, by Actor) (people.Holder, people.Role, error) {
	var why *fault.Error
	find := func(roles []people.Role) (people.Holder, people.Role, bool) {
		for _, delegated := range []bool{false, true} {
			for _, h := range by.Holdings {
				if (h.For != 0) != delegated || by.For != 0 && h.For != by.For || !slices.Contains(roles, h.Role) ||
					h.Role == people.Requester {
					continue
				}
				who := people.Holder{Person: by.Person, For: h.For}
				if e := t.against(p, s, f, who); e != nil {
					if why == nil {
						why = e
					}
					continue
				}
				return who, h.Role, true
			}
		}
		if by.Outside && slices.Contains(roles, people.Requester) {
			who := people.Holder{Person: by.Person}
			e := t.against(p, s, f, who)
			if e == nil && by.Person == 0 && f.Claimed != 0 { // the link went to that person's address
				e = t.against(p, s, f, people.Holder{Person: f.Claimed})
			}
			if e == nil {
				return who, people.Requester, true
			}
			why = e
		}
		return people.Holder{}, "", false
	}
	if by.Person != 0 || by.Outside {
		if who, role, ok := find(t.roles); ok {
			return who, role, nil
		}
		if len(t.orElse) > 0 && f.Holders != nil && !t.anybody(p, s, f, t.roles) {
			if who, role, ok := find(t.orElse); ok {
				return who, role, nil
			}
		}
	}
	if why == nil {
		why = fault.New(fault.Denied, "flow.not_yours", p.roleNames(t.roles))
	}
	return people.Holder{}, "", why
}

// against says what keeps a person who holds the role from the task.
func (t *task) against(p *Procedure, s *State, f *Facts, who people.Holder) *fault.Error {
	for _, rel := range t.except {
		if p.related(s, f, rel, who) {
			return fault.New(fault.Denied, "flow.excepted", p.relationName(rel))
		}
	}
	if t.barred != nil {
		return t.barred(who)
	}
	return nil
}

// anybody reports whether someone who holds one of the roles may do the task.
// The requester always can: there is a sender.
func (t *task) anybody(p *Procedure, s *State, f *Facts, roles []people.Role) bool {
	return slices.Contains(roles, people.Requester) || len(t.eligible(p, s, f, roles)) > 0
}

// eligible lists who may do the task in one of the roles.
func (t *task) eligible(p *Procedure, s *State, f *Facts, roles []people.Role) []people.Holder {
	var hs []people.Holder
	if f.Holders == nil {
		return nil
	}
	for _, role := range roles {
		for _, h := range f.Holders(role) {
			if !slices.Contains(hs, h) && t.against(p, s, f, h) == nil {
				hs = append(hs, h)
			}
		}
	}
	return hs
}

// related reports whether the person, or whoever they act for, is what rel
// says to the case, in person or through somebody who acted for them.
func (p *Procedure) related(s *State, f *Facts, rel Relation, who people.Holder) bool {
	same := func(h people.Holder) bool { return touches(who, h) }
	switch rel {
	case Author:
		return slices.ContainsFunc(f.Edits, func(e Edit) bool { return same(people.Holder{Person: e.Person, For: e.For}) })
	case Approver:
		return slices.ContainsFunc(s.Verdicts, func(v Verdict) bool {
			return v.Yes && same(people.Holder{Person: v.Person, For: v.For})
		})
	case Poster:
		return s.Published != nil && same(s.Published.By)
	}
	return slices.ContainsFunc(s.Relations[rel], same)
}

// touches reports whether two authorities have a person in common.
func touches(a, b people.Holder) bool {
	for _, x := range [2]people.PersonID{a.Person, a.For} {
		if x != 0 && (x == b.Person || x == b.For) {
			return true
		}
	}
	return false
}

// roleName is a role as a value of a message.
func (p *Procedure) roleName(r people.Role) any {
	for _, d := range p.Roles {
		if d.ID == r {
			return d.Title
		}
	}
	return locale.Key(r.Title())
}

// roleNames is a list of roles as a value of a message: "A, B hoặc C".
func (p *Procedure) roleNames(roles []people.Role) any {
	switch len(roles) {
	case 0:
		return locale.Key("flow.nobody")
	case 1:
		return p.roleName(roles[0])
	case 2:
		return fault.New(fault.Internal, "flow.or", p.roleName(roles[0]), p.roleName(roles[1]))
	}
	return fault.New(fault.Internal, "flow.comma", p.roleName(roles[0]), p.roleNames(roles[1:]))
}

// relationName is a relation as a value of a message.
func (p *Procedure) relationName(rel Relation) any {
	for i := range p.Steps {
		if p.Steps[i].As == rel {
			return fault.New(fault.Internal, "flow.relation_as", p.Steps[i].Title)
		}
	}
	return locale.Key("flow.relation." + string(rel))
}

func concat[T any](a, b []T) []T {
	if len(b) == 0 {
		return a
	}
	return append(append(make([]T, 0, len(a)+len(b)), a...), b...)
}
