package desk

import (
	"context"
	"strconv"
	"strings"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A teller says events of whatever cases: it knows the names of people and
// places, and what each case's own procedure calls its steps.
type teller struct {
	l       locale.Lang
	world   *world
	persons map[people.PersonID]string
	cases   map[int64]store.Case
	rules   map[int64]*flow.Procedure // by version
}

// newTeller reads what is needed to say events.
func (v *visit) newTeller(events []event.Event) (*teller, error) {
	t := &teller{l: v.lang, persons: make(map[people.PersonID]string), cases: make(map[int64]store.Case), rules: make(map[int64]*flow.Procedure)}
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		var err error
		if t.world, err = readWorld(ctx, tx, v.who.Institution, v.lang); err != nil {
			return err
		}
		var ids []people.PersonID
		for _, e := range events {
			for _, id := range []int64{e.Actor, e.OnBehalfOf, subjectID(e.Subject, "person")} {
				if id != 0 && !contains(ids, people.PersonID(id)) {
					ids = append(ids, people.PersonID(id))
				}
			}
			if _, ok := t.cases[e.Case]; ok || e.Case == 0 {
				continue
			}
			c, err := tx.Case(ctx, e.Case)
			if err == nil {
				t.cases[e.Case] = *c
			} else if !fault.Is(err, fault.NotFound) {
				return err
			}
		}
		t.persons, err = tx.Names(ctx, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, c := range t.cases {
		if _, ok := t.rules[c.Procedure]; ok {
			continue
		}
		if t.rules[c.Procedure], err = v.d.Cases.Procedure(v.ctx(), c.Procedure); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// subjectID is the number in a subject such as "person:7"; 0 for another kind.
func subjectID(subject, kind string) int64 {
	if n, ok := strings.CutPrefix(subject, kind+":"); ok {
		return number(n)
	}
	return 0
}

// say tells an event in one sentence.
func (t *teller) say(e event.Event) string {
	if id := subjectID(e.Subject, "person"); id != 0 && t.persons[people.PersonID(id)] != "" {
		e.Subject = t.persons[people.PersonID(id)]
	} else if kind, n, ok := strings.Cut(e.Subject, ":"); ok && locale.Has(t.l, "desk.subject_"+kind) {
		e.Subject = locale.T(t.l, "desk.subject_"+kind, n)
	}
	rules := t.rules[t.cases[e.Case].Procedure]
	return event.Say(t.l, e, event.Names{
		Person: func(id int64) string { return t.persons[people.PersonID(id)] },
		Title:  func(key, value string) string { return t.title(rules, key, value) },
		Minutes: func(step, move string) string {
			if rules == nil || rules.Step(flow.StepID(step)) == nil {
				return ""
			}
			if m := rules.Step(flow.StepID(step)).Move(flow.MoveID(move)); m != nil {
				return m.Minutes.In(t.l)
			}
			return ""
		},
		Time: func(at time.Time) string { return vi.ShortDateTime(t.l, at) },
	})
}

func (t *teller) title(rules *flow.Procedure, key, value string) string {
	if rules != nil {
		b := &book{l: t.l, w: t.world}
		b.View = viewOf(rules)
		if s := b.eventTitle(key, value); s != "" {
			return s
		}
	}
	kind, n, _ := strings.Cut(value, ":")
	switch {
	case (key == event.KeyPlace || key == event.KeyWith) && kind == "unit":
		return t.world.units[number(n)]
	case key == event.KeyPlace && kind == "site", key == event.KeySite:
		id, err := strconv.ParseInt(strings.TrimPrefix(value, "site:"), 10, 64)
		if err == nil {
			return t.world.sites[id].Name
		}
	case key == event.KeyPlace && kind == "institution":
		return t.world.inst.Name.In(t.l)
	case key == event.KeyRole:
		return roleTitle(t.world.inst, t.l, people.Role(value))
	case key == event.KeyName && locale.Has(t.l, "desk.name_"+value):
		return locale.T(t.l, "desk.name_"+value)
	}
	return commonTitle(t.l, key, value)
}
