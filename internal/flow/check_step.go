package flow

import (
	"fmt"
	"slices"

	"congbo/internal/content"
	"congbo/internal/people"
)

func (c *checker) step(i int) {
	s := &c.p.Steps[i]
	base := fmt.Sprintf("steps/%d", i)
	c.title(base+"/title", s.Title)
	c.roles(base+"/by", s.By, true)
	c.roles(base+"/else", s.Else, false)
	c.roles(base+"/edit", s.Edit, false)
	for j, code := range s.Forms {
		if c.p.Form(code) == nil {
			c.unknown(fmt.Sprintf("%s/forms/%d", base, j), "procfile.form", code, c.forms())
		}
	}
	if s.Or != "" && s.Or != people.Requester {
		c.add(base+"/or", "procfile.or", string(s.Or))
	}
	if s.Answerable != "" {
		c.role(base+"/answerable", s.Answerable, true)
	}
	for j, r := range s.Except {
		c.relation(fmt.Sprintf("%s/except/%d", base, j), r)
	}
	if s.As != "" {
		c.id(base+"/as", string(s.As))
		if slices.Contains(Relations, s.As) {
			c.add(base+"/as", "procfile.as", string(s.As))
		}
	}
	if s.End != "" {
		c.end(i)
	} else {
		c.open(i)
	}
	if len(s.Moves) > maxMoves {
		c.add(base+"/moves", "procfile.too_many", maxMoves)
	}
	seen := map[MoveID]bool{}
	for j := range s.Moves {
		at := fmt.Sprintf("%s/moves/%d", base, j)
		if m := &s.Moves[j]; seen[m.ID] {
			c.add(at+"/id", "procfile.duplicate", string(m.ID))
		} else {
			seen[m.ID] = true
		}
		c.move(at, s, &s.Moves[j])
	}
}

// end checks a step in which cases end.
func (c *checker) end(i int) {
	s := &c.p.Steps[i]
	base := fmt.Sprintf("steps/%d", i)
	if !slices.Contains(Outcomes, s.End) {
		c.unknown(base+"/end", "procfile.outcome", string(s.End), names(Outcomes))
	}
	if i == 0 {
		c.add(base+"/end", "procfile.first_step")
	}
	for key, there := range map[string]bool{
		"within": !s.Within.IsZero(), "verdicts": len(s.Verdicts) > 0, "consult": s.Consult != nil, "pause": s.Pause,
		"silence": s.Silence != nil, "skip": s.Skip != nil, "stale": len(s.Stale) > 0, "batch": s.Batch != nil,
	} {
		if there {
			c.add(base+"/"+key, "procfile.end_has", key)
		}
	}
}

// open checks a step that cases stand in.
func (c *checker) open(i int) {
	s := &c.p.Steps[i]
	base := fmt.Sprintf("steps/%d", i)
	if len(s.By) == 0 && s.Or == "" {
		c.add(base, "procfile.nobody", s.name())
	}
	if len(s.Moves) == 0 {
		c.add(base, "procfile.no_moves", s.name())
	}
	c.limits(base, !s.Within.IsZero() || c.dated(s.ID) || s.Batch != nil, s.Remind, s.Overdue)
	c.alarms(base+"/stale", s.Stale)
	for j, a := range s.Stale {
		if a.After.IsZero() {
			c.add(fmt.Sprintf("%s/stale/%d", base, j), "procfile.after_missing")
		}
	}
	for j, v := range s.Verdicts {
		at := fmt.Sprintf("%s/verdicts/%s", base, v.Aspect)
		c.aspect(at, v.Aspect)
		c.roles(at+"/by", v.By, false)
		if v.Need < 1 || v.Need > 9 {
			c.add(at+"/need", "procfile.need")
		}
		if len(v.By) == 0 && slices.Contains(content.Aspects, v.Aspect) && !slices.ContainsFunc(s.By, func(r people.Role) bool { return r != people.Requester }) {
			c.add(at, "procfile.nobody_verdict", aspectName(v.Aspect))
		}
		if slices.ContainsFunc(s.Verdicts[:j], func(w VerdictRule) bool { return w.Aspect == v.Aspect }) {
			c.add(at, "procfile.duplicate", string(v.Aspect))
		}
	}
	if len(s.Verdicts) > 0 && !slices.ContainsFunc(s.Moves, func(m Move) bool { return m.asksVerdicts() }) {
		c.add(base+"/verdicts", "procfile.verdicts_unused")
	}
	for key, items := range map[string][]string{"required": s.Checklist.Required, "recommended": s.Checklist.Recommended} {
		for j, id := range items {
			at := fmt.Sprintf("%s/checklist/%s/%d", base, key, j)
			if _, ok := c.p.Criterion(id); !ok {
				c.unknown(at, "procfile.item", id, c.items())
			}
			if slices.Contains(items[:j], id) {
				c.add(at, "procfile.duplicate", id)
			}
		}
	}
	if len(s.Checklist.Required) > 0 && !slices.ContainsFunc(s.Moves, func(m Move) bool { return m.asksChecklist() }) {
		c.add(base+"/checklist/required", "procfile.checklist_unused")
	}
	c.consult(base, s)
	c.pause(base, i)
	c.skip(base, s)
	c.silence(base, s)
	c.batch(base, s)
	c.nobodyLeft(base, s)
}

// asksVerdicts reports whether the move waits for the step's verdicts; a
// misspelt condition, reported elsewhere, is taken for what was meant.
func (m *Move) asksVerdicts() bool {
	return slices.Contains(m.Does, Publish) || slices.Contains(m.Does, Promulgate) || slices.ContainsFunc(m.When, func(q Predicate) bool {
		return !q.Not && (q.Name == "verdicts" || near(q.Name, "verdicts"))
	})
}

// asksChecklist is the same for the checklist.
func (m *Move) asksChecklist() bool {
	return m.asksVerdicts() || slices.ContainsFunc(m.When, func(q Predicate) bool {
		return !q.Not && (q.Name == "checklist" || near(q.Name, "checklist"))
	})
}

// name is what a step is called in a message.
func (s *Step) name() any {
	if s.Title.VI == "" && s.Title.EN == "" {
		return string(s.ID)
	}
	return s.Title
}

func (c *checker) stepNames() []string {
	list := make([]string, len(c.p.Steps))
	for i := range c.p.Steps {
		list[i] = string(c.p.Steps[i].ID)
	}
	return list
}

func (c *checker) forms() []string {
	var list []string
	for _, f := range c.p.Paper.Forms {
		list = append(list, f.Code)
	}
	return list
}

func (c *checker) items() []string {
	var list []string
	for _, k := range concat(c.p.Criteria, Criteria) {
		list = append(list, k.ID)
	}
	return list
}

func (c *checker) consult(base string, s *Step) {
	k := s.Consult
	if k == nil {
		return
	}
	if len(k.Of) == 0 {
		c.add(base+"/consult", "procfile.consult_of")
	}
	c.roles(base+"/consult/of", k.Of, false)
	c.roles(base+"/consult/through", k.Through, false)
	c.letter(base+"/consult/letter", k.Letter)
	c.limits(base+"/consult", !k.Within.IsZero(), k.Remind, k.Overdue)
	if s.Pause {
		c.add(base+"/consult", "procfile.pause_has", "consult")
	}
}

func (c *checker) pause(base string, i int) {
	s := &c.p.Steps[i]
	if !s.Pause {
		return
	}
	passed := i == 0 && s.Skip.atOpening()
	if i == 0 && !passed {
		c.add(base+"/pause", "procfile.first_step")
	}
	for j := range s.Moves {
		if i == 0 && s.Moves[j].To == Back {
			c.add(fmt.Sprintf("%s/moves/%d/to", base, j), "procfile.back")
		}
	}
	for key, there := range map[string]bool{"verdicts": len(s.Verdicts) > 0, "skip": s.Skip != nil && !passed} {
		if there {
			c.add(base+"/"+key, "procfile.pause_has", key)
		}
	}
}

// when reports whether the condition named is one of those on which the step
// is passed over.
func (s *Skip) when(name string) bool {
	return s != nil && slices.ContainsFunc(s.When, func(q Predicate) bool { return q.Name == name && !q.Not })
}

// atOpening reports whether a step is passed over as the case opens, where what
// it is for came along.
func (s *Skip) atOpening() bool { return s.when(supplied) || s.when(unitVouched) }

// dated reports whether a date may be named for the step: by a move that leads
// to it, or, of the first, when somebody is asked for it.
func (c *checker) dated(id StepID) bool {
	if c.p.Commission != "" && c.p.Steps[0].ID == id && c.p.Steps[0].Pause {
		return true
	}
	return slices.ContainsFunc(c.p.Steps, func(s Step) bool {
		return slices.ContainsFunc(s.Moves, func(m Move) bool { return m.To == id && m.wants(WantUnit) && m.wants(WantDue) })
	})
}

func (c *checker) skip(base string, s *Step) {
	if s.Skip == nil {
		return
	}
	for _, name := range []string{supplied, unitVouched} {
		if s.Skip.when(name) && len(s.Verdicts) > 0 {
			c.add(base+"/skip", "procfile.supplied", name)
		}
	}
	if s.asksUnit() && (!s.Pause || slices.Contains(s.hands(), people.Requester)) {
		c.add(base+"/skip", "procfile.unit_step", unitVouched)
	}
	if len(s.Skip.When) == 0 {
		c.add(base+"/skip", "procfile.skip_when")
	}
	c.predicates(base+"/skip/when", s.Skip.When, nil)
	j, known := c.steps[s.Skip.To]
	switch {
	case !known:
		c.unknown(base+"/skip/to", "procfile.step", string(s.Skip.To), c.stepNames())
	case c.p.Steps[j].Pause:
		c.add(base+"/skip/to", "procfile.skip_pause")
	}
	// A ring of steps that may all be passed over leads nowhere.
	at := s
	for range c.p.Steps {
		if at = c.p.Step(at.Skip.To); at == nil || at.Skip == nil {
			return
		}
	}
	c.add(base+"/skip", "procfile.skip_ring")
}

func (c *checker) silence(base string, s *Step) {
	if s.Silence == nil {
		return
	}
	if s.Silence.After.IsZero() {
		c.add(base+"/silence", "procfile.after_missing")
	}
	m := s.Move(s.Silence.Move)
	switch {
	case m == nil:
		c.add(base+"/silence/move", "procfile.move", string(s.Silence.Move))
	case m.Reason == ReasonRequired || len(m.When) > 0 || len(m.Does) > 0 || len(m.Wants) > 0 || m.To == "":
		c.add(base+"/silence/move", "procfile.silence_move", string(m.ID))
	}
}

// nobodyLeft finds a step in which an exception may leave nobody: it takes
// away whoever did something that only the one role of this step does, and
// there is no other who could act.
func (c *checker) nobodyLeft(base string, s *Step) {
	if len(s.By) != 1 || s.Or != "" || len(s.Else) > 0 || s.Silence != nil {
		return
	}
	for j, rel := range s.Except {
		doers := c.doers(rel)
		at := fmt.Sprintf("%s/except/%d", base, j)
		if rel == FromOutside && s.By[0] == people.Requester || len(doers) > 0 && !slices.ContainsFunc(doers, func(r people.Role) bool { return r != s.By[0] }) {
			c.add(at, "procfile.except_all", c.p.roleName(s.By[0]))
		}
	}
}

// doers are the roles that can come into a relation, as far as the procedure
// says so.
func (c *checker) doers(rel Relation) []people.Role {
	var roles []people.Role
	for i := range c.p.Steps {
		s := &c.p.Steps[i]
		if rel != "" && s.As == rel {
			roles = append(roles, s.hands()...)
		}
		for j := range s.Moves {
			if m := &s.Moves[j]; rel == Poster && slices.Contains(m.Does, Publish) {
				roles = append(roles, c.p.moveTask(s, m).roles...)
			}
		}
		for j := range s.Verdicts {
			if rel == Approver {
				roles = append(roles, s.Verdicts[j].roles(s)...)
			}
		}
	}
	return roles
}

func (c *checker) move(at string, s *Step, m *Move) {
	c.id(at+"/id", string(m.ID))
	c.title(at+"/label", m.Label)
	c.optional(at+"/minutes", m.Minutes)
	for i, r := range m.By {
		if r == Program && len(m.By) == 1 && s.Silence != nil && s.Silence.Move == m.ID {
			continue
		}
		c.role(fmt.Sprintf("%s/by/%d", at, i), r, true)
	}
	for i, r := range m.Except {
		c.relation(fmt.Sprintf("%s/except/%d", at, i), r)
	}
	c.predicates(at+"/when", m.When, s)
	c.letter(at+"/letter", m.Letter)
	if m.Letter.NeedsReason() && m.Reason != ReasonRequired {
		c.add(at+"/letter", "procfile.letter_reason", string(m.Letter))
	}
	for i, e := range m.Does {
		if !slices.Contains(Effects, e) {
			c.unknown(fmt.Sprintf("%s/does/%d", at, i), "procfile.effect", string(e), names(Effects))
		}
	}
	for i, w := range m.Wants {
		if !slices.Contains(Wants, w) {
			c.unknown(fmt.Sprintf("%s/wants/%d", at, i), "procfile.want", string(w), names(Wants))
		}
	}
	if s.End != "" && len(m.Wants) > 0 || m.wants(WantUnit) && (m.To == "" || m.To == Back) || m.wants(WantDue) && !m.wants(WantUnit) && m.To != "" {
		c.add(at+"/wants", "procfile.want_here")
	}
	c.promulgates(at, s, m)
	c.ofHouse(at, s, m)
	if m.Until < 0 || m.Until > 3650 || m.Until > 0 && s.End == "" {
		c.add(at+"/until", "procfile.until")
	}
	switch j, known := c.steps[m.To]; {
	case m.To == Back && !s.Pause:
		c.add(at+"/to", "procfile.back")
	case m.To == Back, m.To == "" && s.End != "":
	case m.To == "" && len(m.Does) == 0 && m.Letter == "" && len(m.Wants) == 0:
		c.add(at, "procfile.move_nothing")
	case m.To != "" && !known:
		c.unknown(at+"/to", "procfile.step", string(m.To), c.stepNames())
	case known && c.p.Steps[j].Pause && s.Pause:
		c.add(at+"/to", "procfile.pause_pause")
	case known && s.End != "" && m.Until == 0:
		c.add(at, "procfile.until_missing")
	}
	if s.End != "" && slices.Contains(m.Does, Publish) {
		c.add(at+"/does", "procfile.end_has", string(Publish))
	}
	if s.End != "" && len(m.By) == 0 && len(s.By) == 0 && s.Or == "" {
		c.add(at, "procfile.nobody_move", string(m.ID))
	}
}
