package flow

import (
	"slices"
	"strings"

	"congbo/internal/event"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// Names returns what the references in the events of a case are called by its
// procedure, in language l. Person and Time are for the caller to set.
func (p *Procedure) Names(l locale.Lang) event.Names {
	return event.Names{
		Title:   func(key, value string) string { return p.title(l, key, value) },
		Minutes: func(step, move string) string { return p.minutes(l, StepID(step), MoveID(move)) },
	}
}

func (p *Procedure) title(l locale.Lang, key, value string) string {
	switch key {
	case event.KeyStep, event.KeyTo:
		if s := p.Step(StepID(value)); s != nil {
			return s.Title.In(l)
		}
	case event.KeyMove:
		step, move, _ := strings.Cut(value, "/")
		if s := p.Step(StepID(step)); s != nil {
			if m := s.Move(MoveID(move)); m != nil {
				return m.Label.In(l)
			}
		}
	case event.KeyItem:
		if i := slices.IndexFunc(p.Criteria, func(c Criterion) bool { return c.ID == value }); i >= 0 {
			return p.Criteria[i].Title.In(l)
		}
		return say(l, "flow.item."+value)
	case event.KeyRole:
		return p.RoleTitle(l, people.Role(value))
	case event.KeyAspect, event.KeyAnswer, event.KeyLetter, event.KeyOutcome, event.KeyTimer, event.KeyEffect, event.KeyTrouble:
		return say(l, "flow."+key+"."+value)
	}
	return ""
}

// RoleTitle is what the procedure calls a role.
func (p *Procedure) RoleTitle(l locale.Lang, r people.Role) string {
	for _, d := range p.Roles {
		if d.ID == r {
			return d.Title.In(l)
		}
	}
	return say(l, r.Title())
}

// RelationTitle is what the procedure calls somebody in a relation to a case.
func (p *Procedure) RelationTitle(l locale.Lang, rel Relation) string {
	return locale.T(l, "flow.it", p.relationName(rel))
}

// minutes is how a move of a step is told; empty: by its label.
func (p *Procedure) minutes(l locale.Lang, step StepID, move MoveID) string {
	if s := p.Step(step); s != nil {
		if m := s.Move(move); m != nil {
			return m.Minutes.In(l)
		}
	}
	return ""
}

func say(l locale.Lang, key string) string {
	if !locale.Has(l, key) {
		return ""
	}
	return locale.T(l, key)
}
