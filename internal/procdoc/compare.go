package procdoc

import (
	"fmt"
	"slices"
	"strings"

	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/locale"
)

// A Change is one thing that differs between two versions of a procedure.
type Change struct {
	Step flow.StepID // of which step; empty: of the procedure as a whole
	Text locale.Text // a sentence
}

// Compare tells what is another in b than in a, in words that an office uses:
// first of the procedure as a whole, then step by step in b's order, what was
// removed where it stood. It is empty for equal procedures. Kinds are the names
// of the institution's kinds of information, by id; nil where nobody knows them.
func Compare(a, b *flow.Procedure, kinds map[string]locale.Text) []Change {
	var list []Change
	for i, l := range locale.Langs {
		c := &comparison{l: l, a: &Words{P: a, L: l, Kinds: kinds}, b: &Words{P: b, L: l, Kinds: kinds}}
		c.whole()
		c.steps()
		for j, said := range c.said {
			if i == 0 {
				list = append(list, Change{Step: said.step})
			}
			if l == locale.VI {
				list[j].Text.VI = said.text
			} else {
				list[j].Text.EN = said.text
			}
		}
	}
	return list
}

type said struct {
	step flow.StepID
	text string
}

// A comparison is made once for each language; what is said depends on the
// procedures alone, how it is said on the language.
type comparison struct {
	l    locale.Lang
	a, b *Words
	step flow.StepID
	of   string // the thing that is looked at: "Bước “Kiểm duyệt”"
	said []said
}

func (c *comparison) say(key string, args ...any) {
	c.said = append(c.said, said{c.step, upper(locale.T(c.l, key, args...))})
}

func (c *comparison) name(what string) string { return locale.T(c.l, "compare.what_"+what) }

// value compares one value, given by what it is and in words. What is equal in
// fact and only said differently is no change.
func (c *comparison) value(what string, same bool, a, b string) {
	switch {
	case same:
	case a == "":
		c.say("compare.set", c.of, c.name(what), b)
	case b == "":
		c.say("compare.cleared", c.of, c.name(what), a)
	default:
		c.say("compare.changed", c.of, c.name(what), a, b)
	}
}

// text compares a text of the institution's own in both languages.
func (c *comparison) text(what string, a, b locale.Text) {
	if a != b && a.In(c.l) == b.In(c.l) { // only in the other language
		other := locale.EN
		if c.l == locale.EN {
			other = locale.VI
		}
		c.say("compare.other_language", c.of, c.name(what), a.In(other), b.In(other))
		return
	}
	c.value(what, a == b, quoted(a.In(c.l)), quoted(b.In(c.l)))
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return "“" + s + "”"
}

// list compares a list whose members are told by key and said by words.
func list[T any](c *comparison, what string, a, b []T, key func(T) string, sayA, sayB func(T) string) {
	keys := func(of []T) []string {
		k := make([]string, len(of))
		for i, v := range of {
			k[i] = key(v)
		}
		return k
	}
	ka, kb := keys(a), keys(b)
	if slices.Equal(ka, kb) {
		return
	}
	var added, gone []string
	for i, k := range kb {
		if !slices.Contains(ka, k) {
			added = append(added, sayB(b[i]))
		}
	}
	for i, k := range ka {
		if !slices.Contains(kb, k) {
			gone = append(gone, sayA(a[i]))
		}
	}
	switch {
	case len(added) == 0 && len(gone) == 0:
		c.say("compare.order", c.of, c.name(what))
	case len(gone) == 0:
		c.say("compare.added", c.of, c.name(what), strings.Join(added, "; "))
	case len(added) == 0:
		c.say("compare.gone", c.of, c.name(what), strings.Join(gone, "; "))
	default:
		c.say("compare.replaced", c.of, c.name(what), strings.Join(gone, "; "), strings.Join(added, "; "))
	}
}

func self[T ~string](v T) string { return string(v) }

func (c *comparison) flag(what string, a, b bool) {
	switch {
	case b && !a:
		c.say("compare.now_"+what, c.of)
	case a && !b:
		c.say("compare.no_longer_"+what, c.of)
	}
}

// whole compares what stands above the steps.
func (c *comparison) whole() {
	a, b := c.a.P, c.b.P
	c.of = locale.T(c.l, "compare.procedure")
	c.text("title", a.Title, b.Title)
	c.value("subject", a.Subject == b.Subject, c.a.Subject(a.Subject), c.b.Subject(b.Subject))
	c.value("within", a.Within == b.Within, limit(c.l, a.Within), limit(c.l, b.Within))
	c.value("clause", a.Clause == b.Clause, a.Clause, b.Clause)
	list(c, "remind", a.Remind, b.Remind, c.a.reminderKey, c.a.reminder, c.b.reminder)
	alarms(c, "overdue", a.Overdue, b.Overdue, false)
	c.value("receipt", a.Receipt == b.Receipt, c.a.Letter(a.Receipt), c.b.Letter(b.Receipt))
	c.value("commission", a.Commission == b.Commission, c.a.Letter(a.Commission), c.b.Letter(b.Commission))
	list(c, "force", a.Force, b.Force, self, c.a.role, c.b.role)
	list(c, "escalate", a.Escalate, b.Escalate, self, c.a.role, c.b.role)
	c.value("lies", a.Lies == b.Lies, c.a.known("compare.lies_", string(a.Lies)), c.b.known("compare.lies_", string(b.Lies)))
	list(c, "roles", a.Roles, b.Roles, func(d flow.DeclaredRole) string { return string(d.ID) + d.Title.VI + "/" + d.Title.EN }, c.declared, c.declared)
	list(c, "criteria", a.Criteria, b.Criteria, func(k flow.Criterion) string { return k.ID + k.Title.VI + "/" + k.Title.EN + string(k.Aspect) },
		func(k flow.Criterion) string { return k.Title.In(c.l) }, func(k flow.Criterion) string { return k.Title.In(c.l) })
	c.paper(&a.Paper, &b.Paper)
	list(c, "additions", a.Additions, b.Additions, self, c.a.Key, c.b.Key)
}

func (c *comparison) declared(d flow.DeclaredRole) string { return d.Title.In(c.l) }

func (c *comparison) paper(a, b *flow.Paper) {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return locale.Number(c.l, int64(n))
	}
	c.value("code", a.Code == b.Code, a.Code, b.Code)
	c.value("issue", a.Issue == b.Issue, number(a.Issue), number(b.Issue))
	c.value("effective", a.Effective == b.Effective, day(c.l, a.Effective), day(c.l, b.Effective))
	c.value("decision", a.Decision == b.Decision, decision(c.l, a.Decision), decision(c.l, b.Decision))
	for _, s := range []struct {
		what string
		a, b flow.Signatory
	}{{"drafter", a.Drafter, b.Drafter}, {"reviewer", a.Reviewer, b.Reviewer}, {"approver", a.Approver, b.Approver}} {
		c.value(s.what, s.a == s.b, signatory(c.l, s.a), signatory(c.l, s.b))
	}
	c.text("purpose", a.Purpose, b.Purpose)
	c.text("scope", a.Scope, b.Scope)
	short := func(x flow.Abbreviation) string { return x.Short + ": " + x.Long.In(c.l) }
	list(c, "abbreviations", a.Abbreviations, b.Abbreviations, func(x flow.Abbreviation) string { return x.Short + x.Long.VI + "/" + x.Long.EN }, short, short)
	list(c, "forms", a.Forms, b.Forms, func(f flow.Form) string {
		return f.Code + f.Title.VI + "/" + f.Title.EN + string(f.Retention) + f.Place.VI + f.Place.EN + fmt.Sprint(f.Case, f.Addition)
	}, c.form, c.form)
}

func (c *comparison) form(f flow.Form) string {
	parts := []string{f.Code, f.Title.In(c.l), Retention(c.l, f.Retention), f.Place.In(c.l)}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

func day(l locale.Lang, s string) string {
	if s == "" {
		return ""
	}
	return date(l, s)
}

func decision(l locale.Lang, d flow.Decision) string {
	return strings.Join(slices.DeleteFunc([]string{d.Number, day(l, d.Date), d.Signer}, func(s string) bool { return s == "" }), ", ")
}

func signatory(l locale.Lang, s flow.Signatory) string {
	return strings.Join(slices.DeleteFunc([]string{s.Title.In(l), s.Name}, func(s string) bool { return s == "" }), ", ")
}

func (c *comparison) moveClause(l locale.Lang, clause string) string {
	if clause == "" {
		return ""
	}
	return event.Clause(l, clause)
}
