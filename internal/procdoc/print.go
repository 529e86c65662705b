package procdoc

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"congbo/internal/chart"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/paper"
	"congbo/internal/people"
	"congbo/internal/vi"
)

// An Issue is what is known of a version of a procedure beside its own text:
// who issues it, by what it came into force, who stood behind it.
type Issue struct {
	Parent, Office string // the body above, and the office; either may be empty
	Number         int    // which issue it is; 0: as its text says
	Draft          string // not in force: what kind of copy it is, "DỰ THẢO"
	Decision       flow.Decision
	Effective      string    // yyyy-mm-dd; empty: as its text says
	Date           time.Time // of the properties of the file
	// Who drafted, reviewed and approved it, where that is known.
	Drafted, Reviewed, Approved Signed
	Changes                     []PastIssue // from the oldest to this one
}

// Signed is a name under the document, and the day.
type Signed struct {
	Name string
	At   time.Time
}

// A PastIssue is a row of the list of changes.
type PastIssue struct {
	Number    int
	Effective string // yyyy-mm-dd
	Decision  string
	Changes   []string // against the one before; none: the first
}

// Past is the row of a version in the list of changes, against the one before it
// (nil: it is the first).
func (w *Words) Past(before *flow.Procedure, d flow.Decision, effective string, number int) PastIssue {
	p := w.P
	if d == (flow.Decision{}) {
		d = p.Paper.Decision
	}
	past := PastIssue{Number: number, Effective: or(effective, p.Paper.Effective), Decision: d.Number}
	if number == 0 {
		past.Number = p.Paper.Issue
	}
	if d.Number != "" && d.Date != "" {
		past.Decision = w.t("print.decision_of", d.Number, date(w.L, d.Date))
	}
	if before != nil {
		for _, c := range Compare(before, p, w.Kinds) {
			past.Changes = append(past.Changes, c.Text.In(w.L))
		}
	}
	return past
}

// Print composes the controlled document that a procedure stands in (R-M8): its
// parts are those of the institutions' own printed procedures. What the source
// document does not state bears an asterisk.
func (w *Words) Print(i Issue) *paper.Document {
	p := &printer{w: w, p: w.P, i: i}
	if p.i.Number == 0 {
		p.i.Number = p.p.Paper.Issue
	}
	if p.i.Effective == "" {
		p.i.Effective = p.p.Paper.Effective
	}
	if p.i.Decision == (flow.Decision{}) {
		p.i.Decision = p.p.Paper.Decision
	}
	p.d = &paper.Document{Lang: w.L, Title: p.p.Title.In(w.L), Author: i.Office, Date: i.Date, Mark: i.Draft, Head: p.head()}
	p.title()
	p.part(w.t("print.purpose"), p.p.Paper.Purpose.In(w.L))
	p.part(w.t("print.scope"), p.p.Paper.Scope.In(w.L))
	p.abbreviations()
	p.heading(1, w.t("print.content"))
	p.drawing()
	p.steps()
	p.register()
	p.changes()
	p.signatures()
	return p.d
}

type printer struct {
	w     *Words
	p     *flow.Procedure
	i     Issue
	d     *paper.Document
	parts int // numbered so far
	extra bool
}

func (p *printer) add(b paper.Block) { p.d.Blocks = append(p.d.Blocks, b) }

// heading numbers the parts as the institutions do: I, II …, within them 1, 2 …
func (p *printer) heading(level int, text string) {
	if level == 1 {
		p.parts++
		text = roman(p.parts) + ". " + strings.ToUpper(text)
	}
	p.add(paper.Heading{Level: level, Text: text})
}

func roman(n int) string {
	return [...]string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"}[n]
}

func (p *printer) part(title, text string) {
	p.heading(1, title)
	if text == "" {
		text = blank
	}
	p.add(paper.Para{Text: text, Align: paper.Justified})
}

// blank is where something is written by hand.
const blank = "…………"

func (p *printer) head() paper.Head {
	h := paper.Head{Kind: strings.ToUpper(p.w.t("print.kind")), Title: p.p.Title.In(p.w.L), Page: p.w.t("print.page")}
	if p.i.Parent != "" {
		h.Office = append(h.Office, strings.ToUpper(p.i.Parent))
	}
	office := p.i.Office
	if office == "" {
		office = blank
	}
	h.Office = append(h.Office, strings.ToUpper(office))
	h.Facts = []string{p.w.t("print.code", or(p.p.Paper.Code, blank)), p.w.t("print.issue", p.number(p.i.Number)), p.w.t("print.effective", p.day(p.i.Effective))}
	if p.i.Draft != "" {
		h.Facts = append(h.Facts, p.i.Draft)
	}
	return h
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// number writes an issue as offices do: 02.
func (p *printer) number(n int) string {
	if n == 0 {
		return "…"
	}
	return fmt.Sprintf("%02d", n)
}

func (p *printer) day(s string) string { return date(p.w.L, s) }

// date writes a day that stands as yyyy-mm-dd; one that is not known yet is left
// to be written by hand.
func date(l locale.Lang, s string) string {
	t, err := time.ParseInLocation(time.DateOnly, s, vi.Zone)
	if err != nil {
		return or(s, "…/…/……")
	}
	return vi.Date(l, t)
}

func (p *printer) title() {
	title := p.w.t("print.title", p.p.Title.In(p.w.L))
	if kind := p.w.t("print.kind"); strings.HasPrefix(strings.ToUpper(p.p.Title.In(p.w.L)), strings.ToUpper(kind)) {
		title = p.p.Title.In(p.w.L) // it says so itself
	}
	p.add(paper.Heading{Text: strings.ToUpper(title)})
	switch d := p.i.Decision; {
	case p.i.Draft != "":
		p.add(paper.Para{Text: p.w.t("print.draft_note"), Italic: true, Align: paper.Centre})
	case d.Number == "" && d.Date == "":
	case d.Signer == "":
		p.add(paper.Para{Text: p.w.t("print.by_decision", or(d.Number, blank), p.day(d.Date)), Italic: true, Align: paper.Centre})
	default:
		p.add(paper.Para{Text: p.w.t("print.by_decision_of", or(d.Number, blank), p.day(d.Date), d.Signer), Italic: true, Align: paper.Centre})
	}
}

func (p *printer) abbreviations() {
	p.heading(1, p.w.t("print.abbreviations"))
	for _, a := range p.p.Paper.Abbreviations {
		p.add(paper.Para{Lead: a.Short + ":", Text: a.Long.In(p.w.L), Dash: true})
	}
	if len(p.p.Paper.Abbreviations) == 0 {
		p.add(paper.Para{Text: p.w.t("print.none")})
	}
}

func (p *printer) drawing() {
	p.heading(2, p.w.t("print.chart"))
	c := chart.LayNarrow(p.p, p.w.L)
	p.add(paper.Drawing{Chart: c, Alt: p.w.t("print.chart_alt", p.p.Title.In(p.w.L))})
}

// register is the list of forms and records. An office that has not said any
// finds lines to write on, as in the paper it knows.
func (p *printer) register() {
	p.heading(1, p.w.t("print.register"))
	t := paper.Table{Widths: []float64{6, 38, 20, 16, 20}, Centre: []bool{true, false, true, true, false},
		Head: []string{p.w.t("print.no"), p.w.t("print.form_title"), p.w.t("print.form_code"), p.w.t("print.form_retention"), p.w.t("print.form_place")}}
	for n, f := range p.p.Paper.Forms {
		t.Rows = append(t.Rows, []paper.Cell{say(fmt.Sprint(n + 1)), say(p.mark(f.Title.In(p.w.L), f.Addition)), say(f.Code), say(Retention(p.w.L, f.Retention)), say(f.Place.In(p.w.L))})
	}
	for len(t.Rows) == 0 || len(p.p.Paper.Forms) == 0 && len(t.Rows) < 3 {
		t.Rows = append(t.Rows, make([]paper.Cell, len(t.Head)))
	}
	p.add(t)
	if p.extra {
		p.add(paper.Para{Text: p.w.t("print.extra"), Italic: true, Align: paper.Justified})
	}
}

func say(s string) paper.Cell {
	if s == "" {
		return nil
	}
	return paper.Cell{{Text: s}}
}

// mark adds an asterisk to what the source document does not state.
func (p *printer) mark(s string, extra bool) string {
	if !extra || s == "" {
		return s
	}
	p.extra = true
	return s + "\u00a0*"
}

// changes is the list of what differed between issues, where earlier ones are
// known.
func (p *printer) changes() {
	if len(p.i.Changes) == 0 {
		return
	}
	p.heading(1, p.w.t("print.changes"))
	t := paper.Table{Widths: []float64{11, 17, 24, 48}, Centre: []bool{true, true, false, false},
		Head: []string{p.w.t("print.change_issue"), p.w.t("print.change_date"), p.w.t("print.change_decision"), p.w.t("print.change_what")}}
	for n, past := range p.i.Changes {
		var what paper.Cell
		for _, c := range past.Changes {
			what = append(what, paper.Para{Text: c, Dash: true})
		}
		switch {
		case len(what) > 0:
		case n == 0:
			what = say(p.w.t("print.change_first"))
		default:
			what = say(locale.T(p.w.L, "compare.none"))
		}
		t.Rows = append(t.Rows, []paper.Cell{say(p.number(past.Number)), say(p.day(past.Effective)), say(past.Decision), what})
	}
	p.add(t)
}

func (p *printer) signatures() {
	var list paper.Signatures
	for _, s := range []struct {
		of     flow.Signatory
		signed Signed
		title  string
	}{
		{p.p.Paper.Drafter, p.i.Drafted, "print.drafter"}, {p.p.Paper.Reviewer, p.i.Reviewed, "print.reviewer"}, {p.p.Paper.Approver, p.i.Approved, "print.approver"},
	} {
		x := paper.Signature{Title: p.w.t(s.title), Hint: p.w.t("print.sign"), Name: or(s.signed.Name, s.of.Name)}
		// An office of its own stands under what it does: "Người phê duyệt", "Giám đốc Sở".
		if office := s.of.Title.In(p.w.L); office != "" && !strings.EqualFold(office, x.Title) {
			x.Office = office
		}
		if !s.signed.At.IsZero() {
			x.Note = p.w.t("print.signed_at", vi.Date(p.w.L, s.signed.At))
		}
		list = append(list, x)
	}
	p.add(list)
}

// clause is where the source document states something.
func (p *printer) clause(c string) string {
	if c == "" {
		return ""
	}
	return " (" + event.Clause(p.w.L, c) + ")"
}

// hands are who does a step, whoever asked among them where they may.
func hands(s *flow.Step) []people.Role {
	list := slices.Clone(s.By)
	if s.Or != "" && !slices.Contains(list, s.Or) {
		list = append(list, s.Or)
	}
	return list
}
