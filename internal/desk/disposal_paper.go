package desk

import (
	"context"
	"slices"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/paper"
	"congbo/internal/procdoc"
	"congbo/internal/procedures"
	"congbo/internal/store"
)

// A paperFile is a sort of file that a paper is had as.
type paperFile struct {
	ext, kind string
	write     func(*paper.Document) ([]byte, error)
}

var paperFiles = []paperFile{
	{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (*paper.Document).DOCX},
	{"pdf", "application/pdf", (*paper.Document).PDF},
	{"txt", "text/plain; charset=utf-8", func(d *paper.Document) ([]byte, error) { return []byte(d.Text()), nil }},
}

// A PaperLinks is a paper of a proposal with its files.
type PaperLinks struct {
	Name  string
	Files []Crumb
}

// disposalPapers are the papers of a proposal: the list at any time, the minutes
// when all of it is destroyed.
func (v *visit) disposalPapers(x *procedures.Disposal) []PaperLinks {
	list := []PaperLinks{{Name: v.t("desk.disposal_list")}}
	names := []string{"list"}
	if !x.Work.Done.IsZero() {
		list, names = append(list, PaperLinks{Name: v.t("desk.disposal_minutes")}), append(names, "minutes")
	}
	for n := range list {
		for _, as := range paperFiles {
			list[n].Files = append(list[n].Files, Crumb{v.t("desk.disposal_as_" + as.ext), disposalPath(x.ID) + "/papers/" + names[n] + "." + as.ext})
		}
	}
	return list
}

// disposalPaper gives out the list of a proposal, or the minutes of what was
// destroyed by it (R-T10).
func (d *Desk) disposalPaper(v *visit) error {
	x, err := v.d.Procedures.Disposal(v.ctx(), v.who.Actor, number(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	name, ext, _ := strings.Cut(v.r.PathValue("name"), ".")
	as := slices.IndexFunc(paperFiles, func(f paperFile) bool { return f.ext == ext })
	if as < 0 || name != "list" && name != "minutes" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if name == "minutes" && x.Work.Done.IsZero() {
		return fault.New(fault.Conflict, "procedures.disposal_not_done")
	}
	p, err := v.disposalOnPaper(x)
	if err != nil {
		return err
	}
	doc := p.List()
	if name == "minutes" {
		doc = p.Minutes()
	}
	data, err := paperFiles[as].write(doc)
	if err != nil {
		return err
	}
	v.download("disposal-"+id(x.ID)+"-"+name+"."+ext, paperFiles[as].kind, data)
	return nil
}

// disposalOnPaper is a proposal with what its papers tell.
func (v *visit) disposalOnPaper(x *procedures.Disposal) (*procdoc.Disposal, error) {
	p := &procdoc.Disposal{L: v.lang, Number: id(x.ID), Reason: x.Reason, Proposed: procdoc.Signed{Name: x.Proposer, At: x.At},
		Refused: x.State == store.DisposalRefused, Decision: x.Decision, Words: x.Words, Done: x.Work.Done}
	if x.DecidedBy != 0 {
		p.Decided = procdoc.Signed{Name: x.Decider, At: x.DecidedAt}
	}
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		in, err := tx.Institution(ctx, v.who.Institution)
		if err != nil {
			return err
		}
		p.Parent, p.Office, p.Cases = in.Parent.In(v.lang), in.Name.In(v.lang), nil
		for _, i := range x.Items {
			c := procdoc.DisposedCase{Code: i.Code, Title: x.Titles[i.Case], Record: i.Record, Retention: flow.Retention(i.Retention), Ended: i.Ended, From: i.From}
			switch e := x.Ends[i.ID]; e.How {
			case store.DisposalReopened:
				c.Reopened = true
			case store.DisposalKept:
				c.Kept = true
			case store.DisposalTaken:
				c.Taken = e.At
				taken, err := tx.TakenOf(ctx, i.Case)
				if err != nil {
					return err
				}
				c.What = v.takenParts(taken)
			}
			p.Cases = append(p.Cases, c)
		}
		return nil
	})
	return p, err
}

// takenParts counts what was taken away of a case, sort by sort in the order in
// which it went.
func (v *visit) takenParts(taken []store.Taken) (parts []procdoc.DisposedPart) {
	at, size := make(map[string]int), int64(0)
	for _, t := range taken {
		n, seen := at[t.Form]
		if !seen {
			n = len(parts)
			at[t.Form] = n
			parts = append(parts, procdoc.DisposedPart{})
		}
		parts[n].Count++
		parts[n].Files = t.Form == store.TakenFile
		parts[n].Size += t.Size
		size += t.Size
	}
	for form, n := range at {
		parts[n].Name = v.t("desk.gone_form_"+form, locale.Number(v.lang, size))
	}
	return parts
}
