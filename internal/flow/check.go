package flow

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/vi"
)

// A Problem is a mistake in a procedure: where, and what, as a message of
// catalog procfile.json. At is the way to the value in the terms of the file:
// "steps/2/moves/0/to".
type Problem struct {
	At   string
	Key  string
	Args []any
}

// Check reports every mistake in the procedure at once: names that nothing
// answers to, steps that cannot be reached, roads without an end, nobody
// responsible, a publish that can be reached past its approvals, letters whose
// reason nobody is asked for … A procedure without problems is sound: Apply
// cannot run into something it does not know.
func (p *Procedure) Check() []Problem {
	c := &checker{p: p, steps: make(map[StepID]int)}
	c.head()
	if len(p.Steps) == 0 {
		c.add("steps", "procfile.no_steps")
		return c.found
	}
	if len(p.Steps) > maxSteps {
		c.add("steps", "procfile.too_many", maxSteps)
		return c.found
	}
	for i := range p.Steps {
		c.stepIDs(i)
	}
	for i := range p.Steps {
		c.step(i)
	}
	c.roads()
	slices.SortStableFunc(c.found, func(a, b Problem) int { return strings.Compare(a.At, b.At) })
	return c.found
}

type checker struct {
	p     *Procedure
	steps map[StepID]int
	found []Problem
}

func (c *checker) add(at, key string, args ...any) {
	c.found = append(c.found, Problem{at, key, args})
}

// unknown reports a name that nothing answers to, and what may have been
// meant by it.
func (c *checker) unknown(at, key, name string, known []string) {
	if n := Nearest(name, known); n != "" {
		c.add(at, key+"_near", name, n)
		return
	}
	c.add(at, key, name)
}

// Nearest returns the first of the names that differs from name by one or two
// letters, or "".
func Nearest(name string, names []string) string {
	for _, n := range names {
		if near(name, n) {
			return n
		}
	}
	return ""
}

// near reports whether two words differ by one or two letters.
func near(a, b string) bool {
	return len(a) <= maxID && len(b) >= 4 && vi.EditDistance(a, b, 2) >= 0
}

func names[T ~string](list []T) []string {
	s := make([]string, len(list))
	for i, v := range list {
		s[i] = string(v)
	}
	return s
}

var (
	idForm   = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	dateForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
)

// The longest procedure: beyond any office's, short enough to check.
const (
	maxSteps = 110 // a file has at most 100, and the ends that are supplied
	maxMoves = 40
	maxID    = 60
)

func (c *checker) id(at, id string) {
	if len(id) > maxID || !idForm.MatchString(id) {
		c.add(at, "procfile.id", id)
	}
}

// title wants a text in both languages.
func (c *checker) title(at string, t locale.Text) {
	switch {
	case t.VI == "" && t.EN == "":
		c.add(at, "procfile.title_missing")
	case t.VI == "":
		c.add(at, "procfile.title_vi")
	case t.EN == "":
		c.add(at, "procfile.title_en")
	}
}

// optional wants both languages or neither.
func (c *checker) optional(at string, t locale.Text) {
	if t != (locale.Text{}) {
		c.title(at, t)
	}
}

func (c *checker) head() {
	p := c.p
	c.id("id", p.ID)
	c.title("title", p.Title)
	if !slices.Contains(Subjects, p.Subject) {
		c.add("subject", "procfile.subject", string(p.Subject))
	}
	seen := map[string]bool{}
	for i, r := range p.Roles {
		at := fmt.Sprintf("roles/%d", i)
		c.id(at+"/id", string(r.ID))
		c.title(at+"/title", r.Title)
		if seen[string(r.ID)] || r.ID == Program {
			c.add(at+"/id", "procfile.duplicate", string(r.ID))
		}
		seen[string(r.ID)] = true
	}
	items := map[string]bool{}
	for i, k := range p.Criteria {
		at := fmt.Sprintf("criteria/%d", i)
		c.id(at+"/id", k.ID)
		c.title(at+"/title", k.Title)
		if k.Aspect != "" {
			c.aspect(at+"/aspect", k.Aspect)
		}
		if items[k.ID] {
			c.add(at+"/id", "procfile.duplicate", k.ID)
		}
		items[k.ID] = true
	}
	c.letter("receipt", p.Receipt)
	c.letter("commission", p.Commission)
	c.roles("force", p.Force, false)
	c.forces()
	c.roles("escalate", p.Escalate, false)
	if p.Lies != LiesWithSender && p.Lies != LiesAtMailbox {
		c.add("lies", "procfile.lies", string(p.Lies))
	}
	c.limits("", !p.Within.IsZero(), p.Remind, p.Overdue)
	c.paper()
}

func (c *checker) paper() {
	p := c.p.Paper
	for at, date := range map[string]string{"paper/effective": p.Effective, "paper/decision/date": p.Decision.Date} {
		if date != "" && !dateForm.MatchString(date) {
			c.add(at, "procfile.date", date)
		}
	}
	c.optional("paper/purpose", p.Purpose)
	c.optional("paper/scope", p.Scope)
	for i, a := range p.Abbreviations {
		c.optional(fmt.Sprintf("paper/abbreviations/%d/long", i), a.Long)
	}
	seen := map[string]bool{}
	papers := false
	for i, f := range p.Forms {
		at := fmt.Sprintf("paper/forms/%d", i)
		c.title(at+"/title", f.Title)
		c.optional(at+"/place", f.Place)
		if !f.Retention.Sound() {
			c.add(at+"/retention", "procfile.retention", string(f.Retention))
		}
		if f.Code != "" && seen[f.Code] {
			c.add(at+"/code", "procfile.duplicate", f.Code)
		}
		if f.Case && papers {
			c.add(at+"/case", "procfile.form_case")
		}
		seen[f.Code], papers = true, papers || f.Case
	}
}

func (c *checker) stepIDs(i int) {
	s := &c.p.Steps[i]
	at := fmt.Sprintf("steps/%d/id", i)
	c.id(at, string(s.ID))
	if _, twice := c.steps[s.ID]; twice || s.ID == Back {
		c.add(at, "procfile.duplicate", string(s.ID))
		return
	}
	c.steps[s.ID] = i
}

// at joins a place in the file.
func at(base, key string) string {
	if base == "" {
		return key
	}
	return base + "/" + key
}

// role reports a role that neither the program nor the file knows.
func (c *checker) role(at string, r people.Role, requester bool) {
	switch {
	case r == people.Requester && requester:
	case r == people.Requester || r == Program:
		c.add(at, "procfile.role_not_here", string(r))
	case slices.Contains(people.Roles, r):
	case slices.ContainsFunc(c.p.Roles, func(d DeclaredRole) bool { return d.ID == r }):
	default:
		known := names(people.Roles)
		for _, d := range c.p.Roles {
			known = append(known, string(d.ID))
		}
		c.unknown(at, "procfile.role", string(r), known)
	}
}

func (c *checker) roles(at string, roles []people.Role, requester bool) {
	for i, r := range roles {
		c.role(fmt.Sprintf("%s/%d", at, i), r, requester)
	}
}

func (c *checker) aspect(at string, a content.Aspect) {
	if !slices.Contains(content.Aspects, a) {
		c.unknown(at, "procfile.aspect", string(a), names(content.Aspects))
	}
}

func (c *checker) letter(at string, l Letter) {
	if l != "" && !slices.Contains(Letters, l) {
		c.unknown(at, "procfile.letter", string(l), names(Letters))
	}
}

// limits checks the reminders and alarms of a limit.
func (c *checker) limits(base string, limited bool, remind []Reminder, overdue []Alarm) {
	for i, r := range remind {
		if r.Percent != 0 && (r.Percent < 1 || r.Percent > 99) || r.Percent == 0 && r.Before.IsZero() {
			c.add(fmt.Sprintf("%s/%d", at(base, "remind"), i), "procfile.reminder")
		}
	}
	if !limited && len(remind) > 0 {
		c.add(at(base, "remind"), "procfile.no_limit")
	}
	if !limited && len(overdue) > 0 {
		c.add(at(base, "overdue"), "procfile.no_limit")
	}
	c.alarms(at(base, "overdue"), overdue)
}

func (c *checker) alarms(base string, list []Alarm) {
	for i, a := range list {
		c.roles(fmt.Sprintf("%s/%d/notify", base, i), a.Notify, false)
	}
}

// predicates checks conditions; step is nil where none of a step can be meant.
func (c *checker) predicates(base string, list []Predicate, step *Step) {
	for i, q := range list {
		at := fmt.Sprintf("%s/%d", base, i)
		compares, known := Predicates[q.Name]
		switch {
		case !known:
			c.unknown(at, "procfile.predicate", q.Name, slices.Sorted(maps.Keys(Predicates)))
		case compares && (len(q.Values) == 0 || slices.Contains(q.Values, "")):
			c.add(at, "procfile.predicate_value", q.Name)
		case !compares && len(q.Values) > 0:
			c.add(at, "procfile.predicate_no_value", q.Name)
		case q.Name == "sender":
			for _, v := range q.Values {
				c.role(at, people.Role(v), false)
			}
		case (q.Name == supplied || q.Name == unitVouched) && (q.Not || !strings.HasPrefix(base, "steps/0/skip/")):
			c.add(at, "procfile.supplied", q.Name)
		case q.Name == unitVouched && len(list) > 1:
			c.add(at, "procfile.unit_alone", q.Name)
		case q.Name == "verdicts" && (step == nil || len(step.Verdicts) == 0):
			c.add(at, "procfile.no_verdicts")
		case q.Name == "checklist" && (step == nil || len(step.Checklist.Required) == 0):
			c.add(at, "procfile.no_checklist")
		}
	}
}

// relation reports a relation that nobody can come into.
func (c *checker) relation(at string, r Relation) {
	if !slices.Contains(Relations, r) &&
		!slices.ContainsFunc(c.p.Steps, func(s Step) bool { return s.As == r }) {
		c.add(at, "procfile.relation", string(r))
	}
}
