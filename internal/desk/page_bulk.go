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
// step at which they stand. Where a move waits for verdicts, each case shows in
// short what is to be judged, and each has its own yes, which is never given
// beforehand.
type BulkPage struct {
	Shell
	Errors []FormError
	Groups []*BulkGroup
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
	Yes       bool   // some case has something to be found good
	None      string // said where no move can be made
}

// A BulkMove is a move with how many of the cases can make it.
type BulkMove struct {
	ID, Label, Note string
	On              bool

	can, after int  // cases that can make it, and that can once they are found good
	reason     bool // it wants one
}

// onlyYes is the value of the choice that puts down what was found good and
// moves nothing.
const onlyYes = "-"

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
	var w *world
	if err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		w, err = readWorld(ctx, tx, v.who.Institution, v.lang)
		return err
	}); err != nil {
		return page, err
	}
	type key struct {
		procedure int64
		step      flow.StepID
	}
	at := make(map[key]*BulkGroup)
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
		g := at[k]
		if g == nil {
			g = &BulkGroup{ID: "g" + strconv.Itoa(len(page.Groups)), Title: view.Procedure.Step(k.step).Title.In(v.lang), Under: view.Procedure.Title.In(v.lang), Procedure: k.procedure, Step: string(k.step)}
			at[k] = g
			page.Groups = append(page.Groups, g)
		}
		b := &book{View: view, w: w, l: v.lang, now: v.now, me: v.who.Person, actor: actorIn(view, v.who.Actor), url: d.siteURL}
		g.add(b, wl.left(cases.Work{Case: *view.Case, State: view.State, HasDue: !view.Case.DueAt.IsZero(), Left: wl.leftOf(view.Case)}))
	}
	for _, g := range page.Groups {
		g.finish(v)
	}
	if len(page.Groups) == 0 {
		page.Empty = v.t("desk.bulk_empty")
	}
	page.Shell, err = v.shell(v.t("desk.bulk"), "work")
	return page, err
}

// add puts one more case into a group, with what can be done with it.
func (g *BulkGroup) add(b *book, left Left) {
	item := b.bulkItem(left)
	assent := b.Procedure.Assent(b.View.State, b.actor, b.Facts)
	item.Yes = b.bulkYes(assent)
	g.Yes = g.Yes || item.Yes != nil
	after := b.movesIn(b.View.State)
	if item.Yes != nil {
		after = b.movesIn(b.whereAll(assent))
	}
	for _, o := range b.Options {
		m := b.Procedure.Step(b.View.State.Step).Move(o.Move)
		if o.Kind != flow.DoMove || m == nil || !cases.InBatch(m) {
			continue
		}
		j := slices.IndexFunc(g.Moves, func(b BulkMove) bool { return b.ID == string(o.Move) })
		if j < 0 {
			j = len(g.Moves)
			g.Moves = append(g.Moves, BulkMove{ID: string(o.Move), Label: o.Label.In(b.l)})
		}
		move := &g.Moves[j]
		switch {
		case o.Allowed:
			move.can++
		case after[o.Move]:
			move.after++
		case o.WhyNot != nil:
			item.Cannot = append(item.Cannot, b.t("desk.error_in", o.Label, o.WhyNot))
			continue
		}
		g.Reason = g.Reason || o.Reason != flow.NoReason
		move.reason = o.Reason == flow.ReasonRequired
	}
	g.Items = append(g.Items, item)
}

// finish says of each move for how many of the cases it is possible.
func (g *BulkGroup) finish(v *visit) {
	g.Moves = slices.DeleteFunc(g.Moves, func(m BulkMove) bool { return m.can+m.after == 0 })
	for i := range g.Moves {
		m := &g.Moves[i]
		var notes []string
		if m.can > 0 || m.after == 0 {
			notes = append(notes, v.t("desk.bulk_can", m.can, len(g.Items)))
		}
		if m.after > 0 {
			notes = append(notes, v.t("desk.bulk_can_after", m.after, len(g.Items)))
		}
		if m.reason {
			notes = append(notes, v.t("desk.bulk_reason_needed"))
		}
		m.Note = strings.Join(notes, " · ")
	}
	if g.Yes {
		g.Moves = append(g.Moves, BulkMove{ID: onlyYes, Label: v.t("desk.bulk_only_yes"), Note: v.t("desk.bulk_only_yes_note")})
	}
	if len(g.Moves) == 1 {
		g.Moves[0].On = true
	}
	if len(g.Moves) == 0 {
		g.None = v.t("desk.bulk_no_move")
	}
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
	Changed           string // address of what changed since it was shown; "" none
	Yes               string // what was put down before the move
}

// actBulk makes the move in every case chosen and tells of each what came of
// it.
func (d *Desk) actBulk(v *visit) error {
	f, err := v.form(decision)
	if err != nil {
		return err
	}
	b := cases.Batch{Procedure: number(f.Get("procedure")), Step: flow.StepID(f.Get("step")), Reason: f.Get("reason")}
	if f.Get("move") != onlyYes {
		b.Move = flow.MoveID(f.Get("move"))
	}
	var shown []shownItem
	for _, s := range f.Values["item"] {
		it := readItem(s)
		it.Yes = slices.Contains(f.Values["yes"], strconv.FormatInt(it.Case, 10))
		shown = append(shown, it)
		b.Items = append(b.Items, it.BatchItem)
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
	page := BulkDone{Back: pathHome, Label: v.t("desk.bulk_only_yes")}
	if p, perr := d.Cases.Procedure(v.ctx(), b.Procedure); perr == nil && b.Move != "" {
		if m := p.Step(b.Step).Move(b.Move); m != nil {
			page.Label = m.Label.In(v.lang)
		}
	}
	for i, r := range results {
		row := v.outcome(r, shown[i])
		if r.Err == nil {
			page.Done++
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

// outcome tells what came of one case.
func (v *visit) outcome(r cases.BatchResult, shown shownItem) BulkOutcome {
	row := BulkOutcome{Title: v.t("desk.bulk_unknown"), Tag: Tag{"good", "check", v.t("desk.bulk_done_one")}}
	if r.Case != nil {
		row.Title, row.Code, row.Path = r.Case.Title, r.Case.Code, casePath(r.Case.Code)
	}
	switch {
	case r.Err != nil:
		row.Tag, row.Says = Tag{"bad", "cross", v.t("desk.bulk_not_done")}, v.sayAll(r.Err)
		if r.Case != nil && shown.Revision != 0 && r.Revision > shown.Revision {
			row.Changed = comparePath(r.Case.Code, shown.Revision, r.Revision)
		}
		return row
	case r.Step != nil && r.Step.End == "":
		row.Says = v.t("desk.bulk_now_at", r.Step.Title)
	case r.Case != nil && r.Case.Outcome != "":
		row.Says = v.t("flow.outcome." + r.Case.Outcome)
	}
	if shown.Yes {
		row.Yes = v.t("desk.bulk_yes_kept")
	}
	return row
}

// bulkAgain shows the page once more with what was chosen and typed. What was
// found good is asked again: it may not be what is shown now.
func (d *Desk) bulkAgain(v *visit, typed url.Values, err error) error {
	var codes []string
	was := make(map[int64]shownItem)
	for _, s := range typed["item"] {
		it := readItem(s)
		it.Yes = slices.Contains(typed["yes"], strconv.FormatInt(it.Case, 10))
		view, verr := d.Cases.See(v.ctx(), v.who.Actor, it.Case)
		if verr == nil {
			codes, was[it.Case] = append(codes, view.Case.Code), it
		}
	}
	page, perr := d.bulkPage(v, codes)
	if perr != nil {
		return perr
	}
	page.Errors = append(page.Errors, FormError{Text: v.sayAll(err)})
	for _, g := range page.Groups {
		g.Typed = typed.Get("reason")
		for j := range g.Moves {
			g.Moves[j].On = g.Moves[j].ID == typed.Get("move")
		}
		for j := range g.Items {
			it := &g.Items[j]
			now := readItem(it.Value)
			if it.Yes != nil {
				it.Yes.On = was[now.Case].Yes && was[now.Case].Version == now.Version && was[now.Case].Saw == now.Saw
			}
		}
	}
	return v.show(httpx.Status(err), "bulk", page)
}
