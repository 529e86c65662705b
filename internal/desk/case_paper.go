package desk

import (
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/intake"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A PaperView is the covering paper of a request, with how long the information
// took to be supplied after it was complete (R-I10; D 7.1a, 8.1).
type PaperView struct {
	Kept      bool
	Number    string // with its day
	Signer    string
	Completed string
	Delay     string
	File      string
	May       bool
	Value     store.CoveringPaper // for the form
}

func (b *book) paper() *PaperView {
	if b.Request == nil || b.Outside || b.commissioned() && b.Paper == nil && !b.MayRemark {
		return nil
	}
	p := &PaperView{May: b.MayRemark}
	if b.Paper == nil {
		if !p.May {
			return nil
		}
		return p
	}
	p.Kept, p.Value, p.Signer, p.File = true, *b.Paper, b.Paper.Signer, b.Paper.File
	p.Number = b.Paper.Number
	if t, err := time.ParseInLocation(time.DateOnly, b.Paper.Dated, vi.Zone); err == nil {
		p.Number = b.t("desk.paper_of", p.Number, vi.Date(b.l, t))
	}
	if t, err := time.ParseInLocation(time.DateOnly, b.Paper.Completed, vi.Zone); err == nil {
		p.Completed = vi.Date(b.l, t)
		p.Delay = b.t("desk.paper_days", workingDays(b.cal, t, b.Request.ReceivedAt))
	}
	return p
}

// workingDays counts the working days after one day up to another.
func workingDays(cal *workday.Calendar, from, to time.Time) (n int) {
	end := to.In(workday.Zone).Format(time.DateOnly)
	for d := from.In(workday.Zone).AddDate(0, 0, 1); d.Format(time.DateOnly) <= end; d = d.AddDate(0, 0, 1) {
		if len(cal.Hours(d)) > 0 {
			n++
		}
	}
	return n
}

// keepPaper keeps the covering paper of a request.
func (d *Desk) keepPaper(v *visit) error {
	b := httpx.Budget{Fields: 10, Field: 4 << 10, Files: 1, File: intake.MaxFile, Total: intake.MaxFile + 1<<20}
	return v.onCase(b, func(view *cases.View, f *httpx.Form) (string, error) {
		p := intake.Paper{Number: f.Get("paper_number"), Dated: f.Get("paper_dated"), Signer: f.Get("paper_signer"), Completed: f.Get("paper_completed")}
		for _, file := range f.Files {
			if len(file.Data) > 0 {
				p.Files = append(p.Files, intake.File{Name: file.Name, Data: file.Data})
			}
		}
		return "paper", d.Intake.KeepPaper(v.ctx(), v.who.Actor, view.Case.ID, p)
	})
}

// paperFile gives out the scan or signed file.
func (d *Desk) paperFile(v *visit) error {
	view, _, err := v.caseOf()
	if err != nil {
		return err
	}
	if view.Paper == nil || view.Paper.Media == "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return v.serveBlob(view.Paper.Media, "application/octet-stream", view.Paper.File, false)
}
