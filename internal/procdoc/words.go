package procdoc

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// Words puts the rules of a procedure into words of a language.
type Words struct {
	P *flow.Procedure
	L locale.Lang
	// Role is what a role is called; nil: as the procedure calls it.
	Role func(people.Role) string
	// Kinds are the names of the institution's kinds of information, by id.
	Kinds map[string]locale.Text
}

func (w *Words) t(key string, args ...any) string { return locale.T(w.L, key, args...) }

func (w *Words) role(r people.Role) string {
	if w.Role != nil {
		return w.Role(r)
	}
	if name := w.P.RoleTitle(w.L, r); name != "" {
		return name
	}
	return string(r)
}

// Roles lists roles of which one is enough: "Trưởng ban hoặc Phó ban".
func (w *Words) Roles(list []people.Role) string {
	var names []string
	for _, r := range list {
		if name := w.role(r); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return w.t("procdoc.or", strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
}

// Reminders says when somebody is reminded.
func (w *Words) Reminders(list []flow.Reminder) string {
	return w.each(len(list), func(i int) string { return w.reminder(list[i]) })
}

func (w *Words) reminder(m flow.Reminder) string {
	if m.Percent > 0 {
		return w.t("procdoc.percent", m.Percent)
	}
	return w.t("procdoc.before", m.Before.In(w.L))
}

// Alarms says who is told when a limit has run out; of those that count from
// entering the step, stale is set.
func (w *Words) Alarms(list []flow.Alarm, stale bool) string {
	return w.each(len(list), func(i int) string { return w.alarm(list[i], stale) })
}

func (w *Words) alarm(a flow.Alarm, stale bool) string {
	who := w.Roles(a.Notify)
	switch {
	case stale:
		return w.t("procdoc.stale", a.After.In(w.L), who)
	case a.After.IsZero():
		return w.t("procdoc.at_once", who)
	}
	return w.t("procdoc.after", a.After.In(w.L), who)
}

func (w *Words) each(n int, say func(int) string) string {
	words := make([]string, n)
	for i := range words {
		words[i] = say(i)
	}
	return strings.Join(words, "; ")
}

// Verdict says who decides on what.
func (w *Words) Verdict(s *flow.Step, v flow.VerdictRule) string {
	by := v.By
	if len(by) == 0 {
		by = s.By
	}
	text := w.t("procdoc.verdict", w.known("flow.aspect.", string(v.Aspect)), w.Roles(by))
	if v.Need > 1 {
		text += ", " + w.t("procdoc.need", v.Need)
	}
	return text
}

// Consult says how a higher authority is asked.
func (w *Words) Consult(c *flow.Consult) string {
	if c == nil {
		return ""
	}
	text := w.t("procdoc.consult_is", w.Roles(c.Of))
	if len(c.Through) > 0 {
		text = w.t("procdoc.consult_through", w.Roles(c.Of), w.Roles(c.Through))
	}
	if !c.Within.IsZero() {
		text += "; " + w.t("procdoc.within", c.Within.In(w.L))
	}
	if c.Clause != "" {
		text += " (" + event.Clause(w.L, c.Clause) + ")"
	}
	return text
}

// Silence says what follows where nobody answers.
func (w *Words) Silence(s *flow.Step) string {
	if s.Silence == nil {
		return ""
	}
	name := string(s.Silence.Move)
	if m := s.Move(s.Silence.Move); m != nil {
		name = m.Label.In(w.L)
	}
	return w.t("procdoc.silence_is", s.Silence.After.In(w.L), name)
}

// Skip says when a step is passed over.
func (w *Words) Skip(s *flow.Skip) string {
	if s == nil {
		return ""
	}
	to := string(s.To)
	if step := w.P.Step(s.To); step != nil {
		to = step.Title.In(w.L)
	}
	return w.t("procdoc.skip_is", w.Conditions(s.When), to)
}

// Conditions says when something may be done.
func (w *Words) Conditions(list []flow.Predicate) string {
	return w.each(len(list), func(i int) string { return w.Condition(list[i]) })
}

// Condition says one of them.
func (w *Words) Condition(c flow.Predicate) string {
	text := c.String()
	if key := "procdoc.if_" + c.Name; locale.Has(w.L, key) {
		text = w.t(key, strings.Join(c.Values, ", "))
		if c.Not {
			text = w.t("procdoc.if_not", text)
		}
	}
	return text
}

// Item is what an item of a checklist is called.
func (w *Words) Item(id string) string {
	if c, ok := w.P.Criterion(id); ok && c.Title.In(w.L) != "" {
		return c.Title.In(w.L)
	}
	return w.known("flow.item.", id)
}

// Target is where a move leads; empty where it stays.
func (w *Words) Target(to flow.StepID) string {
	switch s := w.P.Step(to); {
	case to == flow.Back:
		return w.t("procdoc.back")
	case s != nil:
		return s.Title.In(w.L)
	}
	return string(to)
}

// Subject is what the cases of a procedure are about.
func (w *Words) Subject(s flow.Subject) string { return w.known("procdoc.subject_", string(s)) }

// relation is what somebody is to a case; one that a draft has misspelt is shown.
func (w *Words) relation(r flow.Relation) string {
	if name := w.P.RelationTitle(w.L, r); !strings.HasPrefix(name, "⟨") {
		return name
	}
	return string(r)
}

// Letter is what a letter is called; empty for none.
func (w *Words) Letter(l flow.Letter) string {
	if l == "" {
		return ""
	}
	return lower(w.known("flow.letter.", string(l)))
}

func (w *Words) effect(e flow.Effect) string { return w.known("procdoc.does_", string(e)) }
func (w *Words) want(x flow.Want) string     { return w.known("procdoc.wants_", string(x)) }

func (w *Words) reason(r flow.Reason) string {
	switch r {
	case flow.ReasonRequired:
		return w.t("procdoc.reason")
	case flow.ReasonOptional:
		return w.t("procdoc.reason_optional")
	}
	return ""
}

// known says a name of the program's; one that a draft has misspelt is shown.
func (w *Words) known(prefix, name string) string {
	if locale.Has(w.L, prefix+name) {
		return w.t(prefix + name)
	}
	return name
}

// lower begins a text with a small letter, unless it begins with an
// abbreviation.
func lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	if next, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

// upper begins a text with a capital.
func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
