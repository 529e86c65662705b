package procdoc

import (
	"slices"
	"strconv"
	"strings"

	"congbo/internal/flow"
	"congbo/internal/paper"
	"congbo/internal/people"
)

// steps is the table of what is done, by whom, with which form, how long.
func (p *printer) steps() {
	p.heading(2, p.w.t("print.steps"))
	if !p.p.Within.IsZero() {
		text := p.w.t("procdoc.within_is", p.p.Within.In(p.w.L)) + p.clause(p.p.Clause)
		p.add(paper.Para{Lead: p.w.t("print.whole"), Text: p.note(text, p.p.Additions, "within") + ".", Align: paper.Justified})
	}
	t := paper.Table{Widths: []float64{8, 43, 20, 16, 13}, Centre: []bool{true, false, false, false, true},
		Head: []string{p.w.t("print.step"), p.w.t("print.what"), p.w.t("print.who"), p.w.t("print.form"), p.w.t("print.limit")}}
	n := 0
	for i := range p.p.Steps {
		s := &p.p.Steps[i]
		if s.End != "" && len(s.By) == 0 {
			continue // an end is where a move leads, nobody does it
		}
		number := "–"
		if s.OnTheWay() || s.End == flow.Settled {
			n++
			number = strconv.Itoa(n)
		}
		t.Rows = append(t.Rows, []paper.Cell{say(number), p.what(s), p.who(s), p.forms(s), p.limit(s)})
	}
	p.add(t)
	p.rules()
}

// what is done in a step, and where it leads.
func (p *printer) what(s *flow.Step) paper.Cell {
	cell := paper.Cell{{Lead: p.mark(s.Title.In(p.w.L), s.Addition) + p.clause(s.Clause)}}
	line := func(key, text, of string) {
		if text != "" {
			cell = append(cell, paper.Para{Text: p.note(p.w.t("print."+key, text), s.Additions, of), Dash: true})
		}
	}
	for _, v := range s.Verdicts {
		line("verdict", p.w.Verdict(s, v), p.w.Either(s.Additions, "verdicts", string(v.Aspect)))
	}
	if list := s.Checklist.Required; len(list) > 0 {
		line("required", p.items(list), p.w.Either(s.Additions, "checklist", "required"))
	}
	if list := s.Checklist.Recommended; len(list) > 0 {
		line("recommended", p.items(list), p.w.Either(s.Additions, "checklist", "recommended"))
	}
	line("consult", p.w.Consult(s.Consult), "consult")
	if s.Pause {
		line("pause", p.w.t("procdoc.pause_is"), "pause")
	}
	line("silence", p.w.Silence(s), "silence")
	for i := range s.Moves {
		if text := p.move(s, &s.Moves[i]); text != "" {
			m := &s.Moves[i]
			cell = append(cell, paper.Para{Text: p.marked(text, m.Addition && !s.Addition, p.moveAdded(m)), Dash: true})
		}
	}
	return cell
}

func (p *printer) items(list []string) string {
	names := make([]string, len(list))
	for i, id := range list {
		names[i] = lower(p.w.Item(id))
	}
	return strings.Join(names, "; ")
}

// move says a way out of a step in a line: what, where to, on what conditions.
func (p *printer) move(s *flow.Step, m *flow.Move) string {
	text := "“" + m.Label.In(p.w.L) + "”"
	if to := p.w.Target(m.To); to != "" {
		text += " → " + to
	}
	var notes []string
	switch {
	case slices.Contains(m.By, flow.Program):
		notes = append(notes, p.w.t("procdoc.program"))
	case len(m.By) > 0 && !slices.Equal(m.By, s.By):
		notes = append(notes, p.w.Roles(m.By))
	}
	for _, rel := range m.Except {
		notes = append(notes, p.w.t("procdoc.except", p.p.RelationTitle(p.w.L, rel)))
	}
	if m.Reason == flow.ReasonRequired {
		notes = append(notes, p.w.t("procdoc.reason"))
	}
	for _, x := range m.Wants {
		notes = append(notes, p.w.want(x))
	}
	if l := p.w.Letter(m.Letter); l != "" {
		notes = append(notes, l)
	}
	if len(notes) > 0 {
		text += " (" + strings.Join(notes, "; ") + ")"
	}
	return text
}

func (p *printer) who(s *flow.Step) paper.Cell {
	cell := paper.Cell{{Text: p.note(upper(p.w.Roles(hands(s))), s.Additions, "by")}}
	if a := s.Answerable; a != "" && !slices.Equal(s.By, []people.Role{a}) {
		if name := p.w.Roles([]people.Role{a}); name != p.w.Roles(hands(s)) {
			cell = append(cell, paper.Para{Text: p.note(p.w.t("print.answerable", name), s.Additions, "answerable"), Italic: true})
		}
	}
	for _, rel := range s.Except {
		cell = append(cell, paper.Para{Text: p.note(upper(p.w.t("procdoc.except", p.p.RelationTitle(p.w.L, rel))), s.Additions, "except"), Italic: true})
	}
	return cell
}

// forms are those that a step uses, by code and title.
func (p *printer) forms(s *flow.Step) paper.Cell {
	var cell paper.Cell
	for _, code := range s.Forms {
		name := code
		if f := p.p.Form(code); f != nil {
			name = code + " " + f.Title.In(p.w.L)
		}
		cell = append(cell, paper.Para{Text: name})
	}
	return cell
}

func (p *printer) limit(s *flow.Step) paper.Cell {
	if b := s.Batch; b != nil { // its hour is its limit
		return say(p.note(p.w.rhythms(b), s.Additions, "batch/rhythm"))
	}
	if s.Within.IsZero() {
		return say("–")
	}
	return say(p.note(s.Within.In(p.w.L), s.Additions, "within"))
}

// rules are what holds for all steps.
func (p *printer) rules() {
	line := func(key, text, of string) {
		if text != "" {
			p.add(paper.Para{Lead: p.w.t("print." + key), Text: p.note(text, p.p.Additions, of) + ".", Align: paper.Justified})
		}
	}
	line("receipt", p.w.Letter(p.p.Receipt), "receipt")
	line("remind", p.w.Reminders(p.p.Remind), "remind")
	line("overdue", p.w.Alarms(p.p.Overdue, false), "overdue")
	line("force", p.w.Roles(p.p.Force), "force")
}
