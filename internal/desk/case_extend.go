package desk

import (
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/httpx"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// An ExtendView is a later date than the limit: to be asked for, or asked for
// and to be decided on (F-E12).
type ExtendView struct {
	Hint              string // when it is due now, and who decides
	Date, Time, First string // proposed
	Typed             string
	Open              bool
	Wants             string // who asks for which date; "" nobody does
	Words             string
	Grant             bool // the visitor decides
	By                string
}

func (b *book) extend() *ExtendView {
	s := &b.View.State
	if !s.Ended.IsZero() {
		return nil
	}
	e := &ExtendView{Typed: b.typed.Get("reason.extend"), By: b.holders(b.Procedure.Extenders(s.Step))}
	e.Open = e.Typed != ""
	if due := s.Due(); !due.IsZero() {
		e.Hint = b.t("desk.extend_hint", vi.DateTime(b.l, due), e.By)
	}
	if x := s.Extension; x != nil {
		e.Wants = b.t("desk.extend_wants", b.holder(x.By), vi.DateTime(b.l, x.Due))
		e.Words = b.words(x.Words)
		o, ok := b.option(flow.DoGrant)
		e.Grant = ok && o.Allowed
		return e
	}
	o, ok := b.option(flow.DoExtend)
	if !ok || !o.Allowed {
		return nil
	}
	from := b.now
	if due := s.Due(); due.After(from) {
		from = due
	}
	next := b.cal.Due(from, workday.Limit{Days: 1}).In(workday.Zone)
	e.Date, e.Time, e.First = next.Format(time.DateOnly), next.Format("15:04"), b.now.In(vi.Zone).Format(time.DateOnly)
	if b.typed != nil && b.typed.Get("date") != "" {
		e.Date, e.Time = b.typed.Get("date"), b.typed.Get("time")
	}
	return e
}

// extension asks for a later date, or decides on one that was asked for.
func (d *Desk) extension(v *visit) error {
	return v.onCase(decision, func(view *cases.View, f *httpx.Form) (string, error) {
		in := cases.Input{Case: view.Case.ID, Version: shownVersion(f), Act: flow.Act{Kind: flow.DoGrant, Yes: f.Get("do") == "yes"}}
		what := "grant"
		switch f.Get("do") {
		case "yes":
		case "no":
			in.Act.Reason = f.Get("reason.extend")
		case "ask":
			due, err := moment(f.Get("date"), f.Get("time"), d.calendar(v.who.Institution))
			if err != nil {
				return "", err
			}
			in.Act, what = flow.Act{Kind: flow.DoExtend, Due: due, Reason: f.Get("reason.extend")}, "extend"
		default:
			return "", fault.New(fault.Invalid, "httpx.bad_form")
		}
		_, err := d.Cases.Act(v.ctx(), v.who.Actor, in)
		return what, err
	})
}
