package flow

import "slices"

// A Rule says by which procedure the cases go that fit all it names; what is
// zero, it does not name.
type Rule struct {
	ID        int64
	Mailbox   int64 // to which it came
	Unit      int64 // of whoever asked, or above theirs
	Section   int64 // for which it is, or above it
	Kind      string
	Procedure string
}

// Asked is what is known of a case before it opens.
type Asked struct {
	Mailbox  int64
	Units    []int64 // of whoever asked, then those above it
	Sections []int64 // for which it is, then those above it
	Kind     string
}

// Choose returns the most particular rule that fits, and how many others fit,
// too; nil where none does. The more a rule names, the more particular it is. Of
// those that name equally much the kind goes before the section, that before
// the unit, that before the mailbox, and a unit or section before the one above
// it, so that two different rules are never equal (F-A3).
func Choose(rules []Rule, a Asked) (best *Rule, passed int) {
	for i := range rules {
		r := &rules[i]
		if !r.fits(a) {
			continue
		}
		passed++
		if best == nil || slices.Compare(r.particular(a), best.particular(a)) > 0 {
			best = r
		}
	}
	return best, max(passed-1, 0)
}

func (r *Rule) fits(a Asked) bool {
	return (r.Mailbox == 0 || r.Mailbox == a.Mailbox) && (r.Unit == 0 || slices.Contains(a.Units, r.Unit)) &&
		(r.Section == 0 || slices.Contains(a.Sections, r.Section)) && (r.Kind == "" || r.Kind == a.Kind)
}

// Names is how many things the rule names.
func (r *Rule) Names() int {
	n := 0
	for _, named := range []bool{r.Mailbox != 0, r.Unit != 0, r.Section != 0, r.Kind != ""} {
		if named {
			n++
		}
	}
	return n
}

// particular orders rules that fit.
func (r *Rule) particular(a Asked) []int {
	one := func(is bool) int { return map[bool]int{true: 1}[is] }
	return []int{r.Names(), one(r.Kind != ""), one(r.Section != 0), one(r.Unit != 0), one(r.Mailbox != 0),
		-slices.Index(a.Sections, r.Section), -slices.Index(a.Units, r.Unit)}
}
