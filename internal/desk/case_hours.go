package desk

import (
	"slices"
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/httpx"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// An HoursView is what happens to a case at hours that somebody names: when it
// is published, until when its page is shown, before when nothing of it is
// public; and what can be said of them.
type HoursView struct {
	Notes []HourNote
	Forms []HourForm
}

// An HourNote says of an hour that it stands, or what went wrong with it.
type HourNote struct{ Kind, Text, More string }

// An HourForm names an hour, or takes one back where it asks for none.
type HourForm struct {
	Do, ID      string
	Title       string
	Button      string
	Hint        string
	WhyNot      string
	Asks        bool // for a day and an hour
	Optional    bool // none may be named
	Date, Clock string
	First       string // the first day that can be named
	Reason      bool
	Typed       string
	Saw         string
	Off         string // label of a second button, that takes the hour back
	Open        bool
}

// ofHours are the acts that have their place in the part about hours.
var ofHours = []flow.Kind{flow.DoPlan, flow.DoUnplan, flow.DoTerm, flow.DoShow, flow.DoEmbargo, flow.DoLift}

func (b *book) hours() *HoursView {
	h := &HoursView{Notes: b.hourNotes()}
	for _, o := range b.Options {
		if !slices.Contains(ofHours, o.Kind) || !o.Allowed && (foreign(o.WhyNot) || o.Kind != flow.DoPlan) {
			continue
		}
		f := HourForm{Do: string(o.Kind), ID: string(o.Kind), Title: b.t("desk.hour_" + string(o.Kind)), Button: b.t("desk.hour_" + string(o.Kind) + "_button"),
			Hint: b.t("desk.hour_" + string(o.Kind) + "_hint"), Asks: true, First: b.now.In(workday.Zone).Format(time.DateOnly)}
		at := b.officeOpens()
		switch o.Kind {
		case flow.DoPlan:
			f.Do, f.Saw, f.Reason = "plan:"+string(o.Move), b.Facts.Hashes.All, o.Reason != flow.NoReason
			if !o.Allowed {
				f.WhyNot = sayFault(b.l, o.WhyNot)
			}
			if p := b.View.State.Plan; p.Pending() {
				f.Title, at = b.t("desk.hour_replan"), p.At
			}
		case flow.DoUnplan, flow.DoLift:
			f.Asks, f.Reason = false, true
		case flow.DoTerm:
			at = closeOf(b.cal, b.now.AddDate(0, 0, 30))
			if t := b.View.State.Term; t != nil {
				at, f.Title, f.Off = t.Until, b.t("desk.hour_reterm"), b.t("desk.hour_term_off")
			}
		case flow.DoShow:
			f.Optional, f.Saw, at = true, b.Facts.Hashes.All, time.Time{}
		case flow.DoEmbargo:
			f.Reason = true
		}
		if f.Asks && !at.IsZero() {
			at = at.In(workday.Zone)
			f.Date, f.Clock = at.Format(time.DateOnly), at.Format("15:04")
		}
		if b.typed != nil && b.typed.Get("do") == f.Do {
			f.Open, f.Date, f.Clock, f.Typed = true, b.typed.Get("date"), b.typed.Get("time"), b.typed.Get("reason.hour")
		}
		h.Forms = append(h.Forms, f)
	}
	if len(h.Notes) == 0 && len(h.Forms) == 0 {
		return nil
	}
	return h
}

// officeOpens is the beginning of the next working day.
func (b *book) officeOpens() time.Time {
	t := b.now.In(workday.Zone)
	for range 30 {
		t = t.AddDate(0, 0, 1)
		if hours := b.cal.Hours(t); len(hours) > 0 {
			return time.Date(t.Year(), t.Month(), t.Day(), 0, hours[0].From, 0, 0, workday.Zone)
		}
	}
	return t
}

func (b *book) hourNotes() (notes []HourNote) {
	s := &b.View.State
	say := func(kind, key, more string, args ...any) {
		notes = append(notes, HourNote{kind, b.t(key, args...), more})
	}
	if p := s.Plan; p != nil {
		at, by := vi.DateTime(b.l, p.At), b.t("desk.hour_by", b.holder(p.By), shortMoment(b.l, b.now, p.Made))
		switch {
		case p.Pending() && p.Late(b.now):
			say("bad", "desk.hour_waits", by, at)
		case p.Pending():
			if d := s.Due(); !d.IsZero() && p.At.After(d) {
				by += " " + b.t("desk.hour_after_due", shortMoment(b.l, b.now, d))
			}
			say("good", "desk.hour_planned", by, at)
		case !p.Failed.IsZero():
			say("bad", "desk.hour_failed", by, at, b.t("flow.trouble."+string(p.Why)))
		case p.Late(b.now) && s.Ended.IsZero():
			say("warn", "desk.hour_late", by, at, shortMoment(b.l, b.now, p.Done))
		}
	}
	if t := s.Term; t != nil {
		until, by := vi.DateTime(b.l, t.Until), b.t("desk.hour_by_term", b.holder(t.By), shortMoment(b.l, b.now, t.Set))
		switch {
		case s.Expired():
			say("warn", "desk.hour_expired", by, until)
		case !t.Failed.IsZero() && s.Published.Public():
			say("bad", "desk.hour_term_failed", by, until, b.t("flow.trouble."+string(t.Why)))
		case s.Published.Public() || s.Published == nil && s.Ended.IsZero():
			say("", "desk.hour_until", by, until)
		}
	}
	if e := s.Embargo; e.Holds(b.now) {
		say("warn", "desk.hour_embargoed", b.t("desk.hour_by_embargo", b.holder(e.By), shortMoment(b.l, b.now, e.At)), vi.DateTime(b.l, e.Until))
	}
	return notes
}

// hours does what a form about an hour asks for.
func (d *Desk) hours(v *visit) error {
	return v.onCase(httpx.SmallForm, func(view *cases.View, f *httpx.Form) (string, error) {
		at, err := moment(f.Get("date"), f.Get("time"), d.calendar(v.who.Institution))
		if err != nil {
			return "", err
		}
		kind, id := cutDo(f.Get("do"))
		a := flow.Act{Kind: kind, Move: flow.MoveID(id), Due: at, Reason: f.Get("reason.hour"), Saw: f.Get("saw")}
		what := "hour_" + string(kind)
		switch {
		case kind == flow.DoTerm && id == "off":
			a.Move, a.Due, a.Yes, what = "", time.Time{}, true, "hour_term_off"
		case !slices.Contains(ofHours, kind):
			return "", fault.New(fault.Invalid, "flow.no_such_act", string(kind))
		}
		_, err = d.Cases.Act(v.ctx(), v.who.Actor, cases.Input{Case: view.Case.ID, Version: shownVersion(f), Act: a})
		return what, err
	})
}

func cutDo(do string) (flow.Kind, string) {
	for i := range len(do) {
		if do[i] == ':' {
			return flow.Kind(do[:i]), do[i+1:]
		}
	}
	return flow.Kind(do), ""
}
