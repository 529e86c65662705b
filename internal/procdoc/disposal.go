package procdoc

import (
	"fmt"
	"strings"
	"time"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/paper"
	"congbo/internal/vi"
)

// A Disposal is a proposal to destroy records past their retention, as its two
// papers tell of it (R-T10): the list that is decided on, and the minutes of what
// was destroyed.
type Disposal struct {
	L              locale.Lang
	Parent, Office string // the body above, and the office; either may be empty
	Number         string // of the proposal
	Reason         string
	Proposed       Signed
	Decided        Signed // zero: nobody has decided
	Refused        bool
	Decision       string // number of the decision, where it was approved
	Words          string // of whoever decided
	Done           time.Time
	Cases          []DisposedCase
}

// A DisposedCase is a row of the papers of a [Disposal].
type DisposedCase struct {
	Code, Title string // Title is empty where it is not kept
	Record      string // entry of the register by which it was kept
	Retention   flow.Retention
	Ended, From time.Time
	Reopened    bool // it came alive again before anybody had decided
	Kept        bool // the register in force keeps it longer
	Taken       time.Time
	What        []DisposedPart
}

// A DisposedPart is how many rows or files of a sort were destroyed.
type DisposedPart struct {
	Name  string
	Count int
	Files bool  // it is of files
	Size  int64 // of files, in bytes
}

func (d *Disposal) t(key string, args ...any) string { return locale.T(d.L, key, args...) }

// document begins a paper with what both have.
func (d *Disposal) document(kind, what, number string, day time.Time) *printer {
	w := &Words{L: d.L}
	p := &printer{w: w, d: &paper.Document{Lang: d.L, Title: d.t(kind) + " " + d.t(what), Author: d.Office, Date: day}}
	p.d.Head = paper.Head{Kind: strings.ToUpper(d.t(kind)), Title: d.t(what), Page: d.t("print.page")}
	if d.Parent != "" {
		p.d.Head.Office = append(p.d.Head.Office, strings.ToUpper(d.Parent))
	}
	p.d.Head.Office = append(p.d.Head.Office, strings.ToUpper(or(d.Office, blank)))
	p.d.Head.Facts = []string{number, d.t("disposal.paper_day", d.day(day))}
	p.add(paper.Heading{Text: strings.ToUpper(p.d.Title)})
	return p
}

func (d *Disposal) day(t time.Time) string {
	if t.IsZero() {
		return "…/…/……"
	}
	return vi.Date(d.L, t)
}

// List is the list of records past their retention: what is asked to be
// destroyed, why, by which entry of the register each case was kept and until
// when. What came alive again is not on it.
func (d *Disposal) List() *paper.Document {
	p := d.document("disposal.paper_list", "disposal.paper_records", d.t("disposal.paper_proposal", d.Number), d.Proposed.At)
	with := d.t("disposal.paper_with", d.Number, d.day(d.Proposed.At))
	switch {
	case d.Refused:
		p.d.Mark = d.t("disposal.paper_refused")
		with = d.t("disposal.paper_with_refusal", d.Number, d.day(d.Proposed.At), d.day(d.Decided.At))
	case d.Decision != "":
		with = d.t("disposal.paper_with_decision", d.Decision, d.day(d.Decided.At))
	}
	p.add(paper.Para{Text: with, Italic: true, Align: paper.Centre})
	p.lead("disposal.paper_reason", d.Reason)
	t := paper.Table{Widths: []float64{6, 18, 27, 22, 13, 14}, Centre: []bool{true, false, false, false, true, true},
		Head: []string{d.t("print.no"), d.t("disposal.paper_case"), d.t("disposal.paper_title"), d.t("disposal.paper_record"), d.t("print.form_retention"), d.t("disposal.paper_from")}}
	for _, c := range d.Cases {
		if c.Reopened {
			continue
		}
		t.Rows = append(t.Rows, []paper.Cell{say(fmt.Sprint(len(t.Rows) + 1)), say(c.Code), say(or(c.Title, d.t("desk.disposal_untitled"))), say(c.Record), say(Retention(d.L, c.Retention)), say(d.day(c.From))})
	}
	p.add(t)
	p.add(paper.Para{Text: d.t("disposal.paper_sum", len(t.Rows)), Bold: true})
	if d.Words != "" {
		p.lead("disposal.paper_words", d.Words)
	}
	p.add(paper.Signatures{d.signature("disposal.paper_drafter", d.Proposed), d.signature("disposal.paper_decider", d.Decided)})
	return p.d
}

// Minutes are the minutes of the destruction: who proposed, who approved by which
// decision, what was destroyed of each case and when, what was not.
func (d *Disposal) Minutes() *paper.Document {
	p := d.document("disposal.paper_minutes", "disposal.paper_of_records", d.t("disposal.paper_proposal", d.Number), d.Done)
	p.lead("disposal.paper_by_list", d.t("disposal.paper_by_list_text", d.Number, d.day(d.Proposed.At), d.Proposed.Name))
	p.lead("disposal.paper_by_decision", d.t("disposal.paper_by_decision_text", d.Decision, d.day(d.Decided.At), d.Decided.Name))
	p.lead("disposal.paper_reason", d.Reason)
	p.add(paper.Para{Text: d.t("disposal.paper_how", d.day(d.Done)), Align: paper.Justified})

	t := paper.Table{Widths: []float64{6, 18, 27, 13, 36}, Centre: []bool{true, false, false, true, false},
		Head: []string{d.t("print.no"), d.t("disposal.paper_case"), d.t("disposal.paper_title"), d.t("disposal.paper_taken"), d.t("disposal.paper_what")}}
	rows, files, size, kept := 0, 0, int64(0), []DisposedCase{}
	for _, c := range d.Cases {
		if c.Kept {
			kept = append(kept, c)
		}
		if c.Taken.IsZero() {
			continue
		}
		var what paper.Cell
		for _, x := range c.What {
			what = append(what, paper.Para{Text: d.t("disposal.paper_part", x.Name, locale.Number(d.L, int64(x.Count))), Dash: true})
			if x.Files {
				files, size = files+x.Count, size+x.Size
			} else {
				rows += x.Count
			}
		}
		t.Rows = append(t.Rows, []paper.Cell{say(fmt.Sprint(len(t.Rows) + 1)), say(c.Code), say(or(c.Title, d.t("desk.disposal_untitled"))), say(d.day(c.Taken)), what})
	}
	p.add(t)
	p.add(paper.Para{Text: d.t("disposal.paper_total", len(t.Rows), locale.Number(d.L, int64(rows)), locale.Number(d.L, int64(files)), locale.Number(d.L, size)), Bold: true})
	for n, c := range kept {
		if n == 0 {
			p.add(paper.Para{Text: d.t("disposal.paper_kept", len(kept)), Bold: true})
		}
		p.add(paper.Para{Lead: c.Code + ":", Text: or(c.Title, d.t("desk.disposal_untitled")), Dash: true})
	}
	p.add(paper.Para{Text: d.t("disposal.paper_stays"), Align: paper.Justified})
	p.add(paper.Para{Text: d.t("disposal.paper_backups"), Align: paper.Justified})
	p.add(paper.Signatures{d.signature("disposal.paper_drafter", d.Proposed), d.signature("disposal.paper_witness", Signed{}), d.signature("disposal.paper_decider", d.Decided)})
	return p.d
}

func (p *printer) lead(key, text string) {
	p.add(paper.Para{Lead: p.w.t(key), Text: text, Align: paper.Justified})
}

func (d *Disposal) signature(title string, s Signed) paper.Signature {
	return paper.Signature{Title: d.t(title), Hint: d.t("print.sign"), Name: s.Name}
}
