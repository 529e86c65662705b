package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/httpx"
	"congbo/internal/store"
)

const pathBulk = "/desk/bulk"

// A BulkPage offers one move for several cases (F-A15): those chosen, by the
// step at which they stand.
type BulkPage struct {
	Shell
	Errors []FormError
	Groups []BulkGroup
	Empty  string
}

// A BulkGroup are cases at one step of one procedure version, which can make
// the same move.
type BulkGroup struct {
	ID        string
	Title     string // of the step
	Under     string // the procedure's
	Procedure int64
	Step      string
	Moves     []BulkMove
	Reason    bool   // some move takes words
	Typed     string // words
	Items     []BulkItem
	None      string // said where no move can be made
}

// A BulkMove is a move with how many of the cases can make it.
type BulkMove struct {
	ID, Label, Note string
	On              bool
}

// A BulkItem is one case.
type BulkItem struct {
	Value             string // id and version, as the form sends it
	Title, Code, Path string
	From              string
	Left              Left
	On                bool
	Cannot            []string // what it cannot do, and why
}

// bulk shows what can be done with the cases chosen, without doing anything.
func (d *Desk) bulk(v *visit) error {
	page, err := d.bulkPage(v, v.r.URL.Query()["case"])
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "bulk", page)
}

func (d *Desk) bulkPage(v *visit, codes []string) (page BulkPage, err error) {
	if len(codes) > cases.MaxBatch {
		page.Errors = append(page.Errors, FormError{Text: v.t("cases.batch_many", cases.MaxBatch)})
		codes = codes[:cases.MaxBatch]
	}
	wl, err := d.worklist(v)
	if err != nil {
		return page, err
	}
	type key struct {
		procedure int64
		step      flow.StepID
	}
	at := make(map[key]int)
	counts := make(map[key]map[flow.MoveID]int)
	for _, code := range codes {
		view, err := v.caseByCode(code)
		if fault.Is(err, fault.NotFound) {
			continue
		} else if err != nil {
			return page, err
		}
		if !view.Case.EndedAt.IsZero() {
			continue
		}
		k := key{view.Case.Procedure, view.State.Step}
		i, ok := at[k]
		if !ok {
			i = len(page.Groups)
			at[k], counts[k] = i, make(map[flow.MoveID]int)
			page.Groups = append(page.Groups, BulkGroup{ID: "g" + strconv.Itoa(i), Title: view.Procedure.Step(k.step).Title.In(v.lang), Under: view.Procedure.Title.In(v.lang), Procedure: k.procedure, Step: string(k.step)})
		}
		g := &page.Groups[i]
		item := BulkItem{Value: itemValue(view.Case), Title: view.Case.Title, Code: view.Case.Code, Path: casePath(view.Case.Code), From: view.Case.Sender, On: true,
			Left: wl.left(cases.Work{Case: *view.Case, State: view.State, HasDue: !view.Case.DueAt.IsZero(), Left: wl.leftOf(view.Case)})}
		for _, o := range view.Options {
			m := view.Procedure.Step(k.step).Move(o.Move)
			if o.Kind != flow.DoMove || m == nil || !cases.InBatch(m) {
				continue
			}
			j := slices.IndexFunc(g.Moves, func(b BulkMove) bool { return b.ID == string(o.Move) })
			if j < 0 {
				j = len(g.Moves)
				g.Moves = append(g.Moves, BulkMove{ID: string(o.Move), Label: o.Label.In(v.lang)})
			}
			if o.Allowed {
				counts[k][o.Move]++
				g.Reason = g.Reason || o.Reason != flow.NoReason
				if o.Reason == flow.ReasonRequired {
					g.Moves[j].Note = v.t("desk.bulk_reason_needed")
				}
			} else if o.WhyNot != nil {
				item.Cannot = append(item.Cannot, v.t("desk.error_in", o.Label, o.WhyNot))
			}
		}
		g.Items = append(g.Items, item)
	}
	for k, i := range at {
		g := &page.Groups[i]
		g.Moves = slices.DeleteFunc(g.Moves, func(m BulkMove) bool { return counts[k][flow.MoveID(m.ID)] == 0 })
		for j := range g.Moves {
			m := &g.Moves[j]
			can := v.t("desk.bulk_can", counts[k][flow.MoveID(m.ID)], len(g.Items))
			m.Note = strings.TrimPrefix(strings.Join([]string{can, m.Note}, " · "), " · ")
			m.Note = strings.TrimSuffix(m.Note, " · ")
		}
		if len(g.Moves) == 1 {
			g.Moves[0].On = true
		}
		if len(g.Moves) == 0 {
			g.None = v.t("desk.bulk_no_move")
		}
	}
	if len(page.Groups) == 0 {
		page.Empty = v.t("desk.bulk_empty")
	}
	page.Shell, err = v.shell(v.t("desk.bulk"), "work")
	return page, err
}

// itemValue is a case in a form, with the version that was shown.
func itemValue(c *store.Case) string {
	return strconv.FormatInt(c.ID, 10) + ":" + strconv.FormatInt(c.Version, 10)
}

// caseByCode reads a case of the visitor's institution that they may see.
func (v *visit) caseByCode(code string) (*cases.View, error) {
	var id int64
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.CaseByCode(ctx, v.who.Institution, strings.ToUpper(code))
		if err == nil {
			id = c.ID
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return v.d.Cases.See(v.ctx(), v.who.Actor, id)
}

// A BulkDone tells what came of each case.
type BulkDone struct {
	Shell
	Label string // of the move
	Done  int
	Rows  []BulkOutcome
	Back  string
}

// A BulkOutcome is a case after the move, or why it was not made.
type BulkOutcome struct {
	Title, Code, Path string
	Tag               Tag
	Says              string
}

// actBulk makes the move in every case chosen and tells of each what came of
// it.
func (d *Desk) actBulk(v *visit) error {
	f, err := v.form(decision)
	if err != nil {
		return err
	}
	b := cases.Batch{Procedure: number(f.Get("procedure")), Step: flow.StepID(f.Get("step")), Move: flow.MoveID(f.Get("move")), Reason: f.Get("reason")}
	for _, s := range f.Values["item"] {
		c, version, _ := strings.Cut(s, ":")
		b.Items = append(b.Items, cases.BatchItem{Case: number(c), Version: number(version)})
	}
	if !f.Has("move") {
		return d.bulkAgain(v, f.Values, fault.New(fault.Invalid, "desk.bulk_choose").In("move"))
	}
	results, err := d.Cases.ActBatch(v.ctx(), v.who.Actor, b)
	if fault.Is(err, fault.Invalid) {
		return d.bulkAgain(v, f.Values, err)
	} else if err != nil && len(results) == 0 {
		return err
	}
	page := BulkDone{Back: pathHome}
	if p, perr := d.Cases.Procedure(v.ctx(), b.Procedure); perr == nil {
		if m := p.Step(b.Step).Move(b.Move); m != nil {
			page.Label = m.Label.In(v.lang)
		}
	}
	for i, r := range results {
		row := BulkOutcome{Title: v.t("desk.bulk_unknown"), Tag: Tag{"good", "check", v.t("desk.bulk_done_one")}}
		if r.Case != nil {
			row.Title, row.Code, row.Path = r.Case.Title, r.Case.Code, casePath(r.Case.Code)
		}
		switch {
		case r.Err != nil:
			row.Tag, row.Says = Tag{"bad", "cross", v.t("desk.bulk_not_done")}, v.sayAll(r.Err)
		case r.Step != nil && r.Step.End == "":
			row.Says, page.Done = v.t("desk.bulk_now_at", r.Step.Title), page.Done+1
		default:
			page.Done++
			if r.Case != nil && r.Case.Outcome != "" {
				row.Says = v.t("flow.outcome." + r.Case.Outcome)
			}
		}
		if i == len(results)-1 && err != nil && r.Err == err { // of our own making: what came after it was not tried
			row.Says = v.t("fault.internal")
			v.log().Error("batch", "err", err)
		}
		page.Rows = append(page.Rows, row)
	}
	if page.Shell, err = v.shell(v.t("desk.bulk_result"), "work"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "bulk_done", page)
}

// bulkAgain shows the page once more with what was chosen and typed.
func (d *Desk) bulkAgain(v *visit, typed url.Values, err error) error {
	var codes []string
	for _, s := range typed["item"] {
		c, _, _ := strings.Cut(s, ":")
		view, verr := d.Cases.See(v.ctx(), v.who.Actor, number(c))
		if verr == nil {
			codes = append(codes, view.Case.Code)
		}
	}
	page, perr := d.bulkPage(v, codes)
	if perr != nil {
		return perr
	}
	page.Errors = append(page.Errors, FormError{Text: v.sayAll(err)})
	for i := range page.Groups {
		g := &page.Groups[i]
		g.Typed = typed.Get("reason")
		for j := range g.Moves {
			g.Moves[j].On = g.Moves[j].ID == typed.Get("move")
		}
	}
	return v.show(httpx.Status(err), "bulk", page)
}
