package desk

import (
	"context"
	"net/http"
	"slices"

	"congbo/internal/cases"
	"congbo/internal/flow"
	"congbo/internal/store"
)

const pathBoard = "/desk/board"

// A BoardPage shows the open cases of a procedure by step (F-H3).
type BoardPage struct {
	Shell
	Hint       string
	Procedures []Choice
	Columns    []BoardColumn
}

// A BoardColumn is a step with the cases that stand there.
type BoardColumn struct {
	ID, Title string
	Count     int
	Cards     []CaseRow
	More      string // address of the whole list, where there is more than is shown
}

const (
	boardMost  = 400 // cases read for a board
	columnMost = 25  // cards in a column
)

// mainProcedure is the key of the procedure that a request to the institution
// starts, where it names no other office.
func (v *visit) mainProcedure() (key string, err error) {
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		boxes, err := tx.Mailboxes(ctx, v.who.Institution)
		if len(boxes) > 0 {
			key = boxes[0].Procedure
		}
		return err
	})
	return key, err
}

// board shows one procedure's open cases, a column for each step that is no
// end, in the procedure's order. Steps of older versions that the present one
// has no more stand behind.
func (d *Desk) board(v *visit) error {
	versions, err := v.procedures()
	if err != nil {
		return err
	}
	chosen := v.r.URL.Query().Get("procedure")
	if chosen == "" {
		if chosen, err = v.mainProcedure(); err != nil {
			return err
		}
	}
	var page BoardPage
	var p *flow.Procedure
	for _, pv := range versions {
		read, err := d.Cases.Procedure(v.ctx(), pv.ID)
		if err != nil {
			return err
		}
		if pv.Key == chosen {
			p = read
		}
		page.Procedures = append(page.Procedures, Choice{pv.Key, read.Title.In(v.lang), pv.Key == chosen})
	}
	if p == nil {
		return errNoSuch
	}
	found, err := d.Cases.Find(v.ctx(), v.who.Actor, cases.Query{State: "open", Procedure: chosen}, 0, boardMost)
	if err != nil {
		return err
	}
	wl, err := d.worklist(v)
	if err != nil {
		return err
	}
	for _, s := range p.Steps {
		if s.End == "" {
			page.Columns = append(page.Columns, BoardColumn{ID: string(s.ID), Title: s.Title.In(v.lang)})
		}
	}
	slices.SortStableFunc(found, func(a, b cases.Work) int { // what is due first stands on top
		switch {
		case a.HasDue != b.HasDue:
			if a.HasDue {
				return -1
			}
			return 1
		case a.HasDue:
			return a.Case.DueAt.Compare(b.Case.DueAt)
		}
		return a.Case.EnteredAt.Compare(b.Case.EnteredAt)
	})
	for _, w := range found {
		i := slices.IndexFunc(page.Columns, func(c BoardColumn) bool { return c.ID == w.Case.Step })
		if i < 0 {
			title := w.Case.Step
			if w.Step != nil {
				title = w.Step.Title.In(v.lang)
			}
			i = len(page.Columns)
			page.Columns = append(page.Columns, BoardColumn{ID: w.Case.Step, Title: title})
		}
		c := &page.Columns[i]
		if c.Count++; c.Count <= columnMost {
			c.Cards = append(c.Cards, wl.row(w))
		}
	}
	for i := range page.Columns {
		if c := &page.Columns[i]; c.Count > columnMost {
			c.More = queryPath(cases.Query{State: "open", Procedure: chosen, Step: c.ID}, 0, 0)
		}
	}
	page.Hint = v.t("desk.board_hint", len(found))
	if page.Shell, err = v.shell(v.t("desk.board"), "board"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "board", page)
}
