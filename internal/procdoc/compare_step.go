package procdoc

import (
	"slices"
	"strings"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/workday"
)

func limit(l locale.Lang, w workday.Limit) string {
	if w.IsZero() {
		return ""
	}
	return w.In(l)
}

func (w *Words) reminderKey(m flow.Reminder) string { return w.reminder(m) }

func alarms(c *comparison, what string, a, b []flow.Alarm, stale bool) {
	key := func(x flow.Alarm) string {
		k := x.After.String()
		for _, r := range x.Notify {
			k += "/" + string(r)
		}
		return k
	}
	list(c, what, a, b, key, func(x flow.Alarm) string { return c.a.alarm(x, stale) }, func(x flow.Alarm) string { return c.b.alarm(x, stale) })
}

// steps compares the steps, each with the one of the same id.
func (c *comparison) steps() {
	a, b := c.a.P, c.b.P
	var before, after []flow.StepID // of those in both, in either order
	for i := range a.Steps {
		if b.Step(a.Steps[i].ID) != nil {
			before = append(before, a.Steps[i].ID)
		}
	}
	for i := range b.Steps {
		if a.Step(b.Steps[i].ID) != nil {
			after = append(after, b.Steps[i].ID)
		}
	}
	if !slices.Equal(before, after) {
		c.step = ""
		c.say("compare.step_order")
	}
	for i := range b.Steps {
		now := &b.Steps[i]
		c.step = now.ID
		c.of = locale.T(c.l, "compare.step", now.Title)
		if was := a.Step(now.ID); was != nil {
			c.stepPair(was, now)
			continue
		}
		if now.End != "" {
			c.say("compare.end_added", now.Title)
			continue
		}
		c.say("compare.step_added", now.Title, c.b.Roles(now.By))
		if !now.Within.IsZero() {
			c.value("within", false, "", now.Within.In(c.l))
		}
		if now.Batch != nil {
			c.value("batch", false, "", c.b.Batch(now))
		}
		for j := range now.Moves {
			m := &now.Moves[j]
			c.say("compare.move_added", c.of, m.Label, c.leads(c.b, m))
		}
	}
	for i := range a.Steps {
		if gone := &a.Steps[i]; b.Step(gone.ID) == nil {
			c.step = gone.ID
			c.say("compare.step_gone", gone.Title)
		}
	}
}

func (c *comparison) leads(w *Words, m *flow.Move) string {
	if m.To == "" {
		return locale.T(c.l, "compare.stays")
	}
	return w.Target(m.To)
}

func (c *comparison) stepPair(a, b *flow.Step) {
	if a.Title != b.Title {
		c.of = locale.T(c.l, "compare.step", a.Title)
		c.text("title", a.Title, b.Title)
		c.of = locale.T(c.l, "compare.step", b.Title)
	}
	c.value("clause", a.Clause == b.Clause, c.moveClause(c.l, a.Clause), c.moveClause(c.l, b.Clause))
	list(c, "by", a.By, b.By, self, c.a.role, c.b.role)
	c.value("or", a.Or == b.Or, c.orRole(c.a, a), c.orRole(c.b, b))
	list(c, "else", a.Else, b.Else, self, c.a.role, c.b.role)
	if a.Answerable != b.Answerable && a.AnswerableRole() != b.AnswerableRole() {
		c.value("answerable", false, c.a.role(a.AnswerableRole()), c.b.role(b.AnswerableRole()))
	}
	list(c, "edit", a.Edit, b.Edit, self, c.a.role, c.b.role)
	list(c, "except", a.Except, b.Except, self, c.relation(c.a), c.relation(c.b))
	c.value("as", a.As == b.As, string(a.As), string(b.As))
	c.value("within", a.Within == b.Within, limit(c.l, a.Within), limit(c.l, b.Within))
	list(c, "remind", a.Remind, b.Remind, c.a.reminderKey, c.a.reminder, c.b.reminder)
	alarms(c, "overdue", a.Overdue, b.Overdue, false)
	alarms(c, "stale", a.Stale, b.Stale, true)
	list(c, "forms", a.Forms, b.Forms, self, strings.Clone, strings.Clone)
	list(c, "verdicts", a.Verdicts, b.Verdicts, verdictKey, func(v flow.VerdictRule) string { return c.a.Verdict(a, v) }, func(v flow.VerdictRule) string { return c.b.Verdict(b, v) })
	list(c, "required", a.Checklist.Required, b.Checklist.Required, self, c.a.Item, c.b.Item)
	list(c, "recommended", a.Checklist.Recommended, b.Checklist.Recommended, self, c.a.Item, c.b.Item)
	c.consult(a.Consult, b.Consult)
	c.batch(a, b)
	c.flag("pause", a.Pause, b.Pause)
	c.value("skip", sameSkip(a.Skip, b.Skip), c.a.Skip(a.Skip), c.b.Skip(b.Skip))
	c.value("silence", same(a.Silence, b.Silence), c.a.Silence(a), c.b.Silence(b))
	c.value("end", a.End == b.End, c.outcome(a.End), c.outcome(b.End))
	c.flag("addition", a.Addition, b.Addition)
	list(c, "additions", a.Additions, b.Additions, self, c.a.Key, c.b.Key)
	c.moves(a, b)
}

func (c *comparison) orRole(w *Words, s *flow.Step) string {
	if s.Or == "" {
		return ""
	}
	return w.role(s.Or)
}

func (c *comparison) relation(w *Words) func(flow.Relation) string {
	return w.relation
}

func (c *comparison) outcome(o flow.Outcome) string {
	if o == "" {
		return ""
	}
	return c.a.known("flow.outcome.", string(o))
}

func verdictKey(v flow.VerdictRule) string {
	k := string(v.Aspect) + "×" + string(rune('0'+v.Need))
	for _, r := range v.By {
		k += "/" + string(r)
	}
	return k
}

func same[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

func sameSkip(a, b *flow.Skip) bool {
	return a == b || a != nil && b != nil && a.To == b.To && slices.EqualFunc(a.When, b.When, func(p, q flow.Predicate) bool { return p.String() == q.String() })
}

// consult compares how a higher authority is asked: whom, then by when.
func (c *comparison) consult(a, b *flow.Consult) {
	if a == nil || b == nil {
		c.value("consult", a == b, c.a.Consult(a), c.b.Consult(b))
		return
	}
	was, now := *a, *b
	was.Within, now.Within = workday.Limit{}, workday.Limit{}
	equal := slices.Equal(a.Of, b.Of) && slices.Equal(a.Through, b.Through) && a.Clause == b.Clause
	c.value("consult", equal, c.a.Consult(&was), c.b.Consult(&now))
	c.value("consult_within", a.Within == b.Within, limit(c.l, a.Within), limit(c.l, b.Within))
	list(c, "consult_remind", a.Remind, b.Remind, c.a.reminderKey, c.a.reminder, c.b.reminder)
	alarms(c, "consult_overdue", a.Overdue, b.Overdue, false)
	c.value("consult_letter", a.Letter == b.Letter, c.a.Letter(a.Letter), c.b.Letter(b.Letter))
}

func (c *comparison) moves(a, b *flow.Step) {
	of := c.of
	for i := range b.Moves {
		now := &b.Moves[i]
		was := a.Move(now.ID)
		c.of = of
		if was == nil {
			c.say("compare.move_added", of, now.Label, c.leads(c.b, now))
			continue
		}
		if was.Label != now.Label {
			c.of = locale.T(c.l, "compare.move", of, was.Label)
			c.text("label", was.Label, now.Label)
		}
		c.of = locale.T(c.l, "compare.move", of, now.Label)
		c.movePair(was, now)
	}
	c.of = of
	for i := range a.Moves {
		if b.Move(a.Moves[i].ID) == nil {
			c.say("compare.move_gone", of, a.Moves[i].Label)
		}
	}
}

func (c *comparison) movePair(a, b *flow.Move) {
	c.value("to", a.To == b.To, quoted(c.leads(c.a, a)), quoted(c.leads(c.b, b)))
	list(c, "move_by", a.By, b.By, self, c.hand(c.a), c.hand(c.b))
	list(c, "except", a.Except, b.Except, self, c.relation(c.a), c.relation(c.b))
	list(c, "when", a.When, b.When, flow.Predicate.String, c.a.Condition, c.b.Condition)
	c.value("reason", a.Reason == b.Reason, c.a.reason(a.Reason), c.b.reason(b.Reason))
	c.value("letter", a.Letter == b.Letter, c.a.Letter(a.Letter), c.b.Letter(b.Letter))
	list(c, "does", a.Does, b.Does, self, c.a.effect, c.b.effect)
	list(c, "wants", a.Wants, b.Wants, self, c.a.want, c.b.want)
	c.value("until", a.Until == b.Until, c.until(a.Until), c.until(b.Until))
	c.value("clause", a.Clause == b.Clause, c.moveClause(c.l, a.Clause), c.moveClause(c.l, b.Clause))
	c.text("minutes", a.Minutes, b.Minutes)
	c.flag("addition", a.Addition, b.Addition)
	list(c, "additions", a.Additions, b.Additions, self, c.a.Key, c.b.Key)
}

// hand is who makes a move: a role, or the program itself.
func (c *comparison) hand(w *Words) func(people.Role) string {
	return func(r people.Role) string {
		if r == flow.Program {
			return locale.T(c.l, "procdoc.program")
		}
		return w.role(r)
	}
}

func (c *comparison) until(days int) string {
	if days == 0 {
		return ""
	}
	return locale.T(c.l, "procdoc.until", days)
}
