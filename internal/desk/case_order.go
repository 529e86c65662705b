package desk

import (
	"context"
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// An OrderView is what somebody was asked for, for those who follow it up
// (R-I6): on whose wish, by when, whether it has come, and what they can do.
type OrderView struct {
	Whom, Wish, Asked string
	Due               Left
	First             string // the date as it was first named, where it is another now
	Brief             string
	Guest             bool
	Links             []OrderLink
	Awaited           bool
	Date, Time, Today string // proposed
	Open              bool   // the form for another date was sent and not carried out
	Typed             string
}

// An OrderLink is a link of somebody without an account.
type OrderLink struct {
	Tag   Tag
	Given string
	Seen  string
}

// order is what was asked for with a case, for those who follow it up.
func (v *visit) order(view *cases.View, b *book) (*OrderView, error) {
	if !b.commissioned() || !view.Asks(v.who.Person) {
		return nil, nil
	}
	var m *store.Commission
	var links []store.CommissionLink
	err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		if m, err = tx.Commission(ctx, view.Case.ID); err != nil {
			return err
		}
		links, err = tx.CommissionLinks(ctx, view.Case.ID)
		return err
	})
	if m == nil || err != nil {
		return nil, err
	}
	o := &OrderView{Whom: m.Name, Guest: m.Unit == 0, Wish: b.t("desk.wish_" + m.Wish), Due: orderLeft(b, m), Brief: view.Brief(), Awaited: view.State.Awaited(),
		Asked: b.t("desk.order_asked", b.holder(people.Holder{Person: m.By, For: m.For}), shortMoment(b.l, b.now, m.At))}
	if m.Email != "" {
		o.Whom += ", " + m.Email
	}
	if !m.FirstDue.Equal(m.Due) {
		o.First = b.t("desk.order_first", vi.DateTime(b.l, m.FirstDue))
	}
	for _, l := range links {
		line := OrderLink{Given: b.t("desk.link_given", b.name(l.By), shortMoment(b.l, b.now, l.At), vi.DateTime(b.l, l.Expires)), Seen: b.t("desk.link_never")}
		if l.Opened > 0 {
			line.Seen = b.t("desk.link_seen", l.Opened, shortMoment(b.l, b.now, l.OpenedAt))
		}
		switch {
		case !l.RevokedAt.IsZero():
			line.Tag = Tag{"bad", "cross", b.t("desk.link_revoked")}
		case !l.Opens(b.now):
			line.Tag = Tag{"", "log", b.t("desk.link_expired")}
		default:
			line.Tag = Tag{"good", "check", b.t("desk.link_open")}
		}
		o.Links = append(o.Links, line)
	}
	from := b.now
	if m.Due.After(from) {
		from = m.Due
	}
	next := b.cal.Due(from, workday.Limit{Days: 2}).In(workday.Zone)
	o.Date, o.Time, o.Today = next.Format(time.DateOnly), next.Format("15:04"), b.now.In(workday.Zone).Format(time.DateOnly)
	if b.typed.Get("do") == "later" {
		o.Open, o.Typed, o.Date, o.Time = true, b.typed.Get("reason.order"), b.typed.Get("date"), b.typed.Get("time")
	}
	return o, nil
}

// orderLeft says by when something was asked for, and how that went.
func orderLeft(b *book, m *store.Commission) Left {
	due := vi.DateTime(b.l, m.Due)
	switch {
	case !m.Answered.IsZero() && m.Answered.After(m.Due):
		return Left{"late", b.t("desk.order_sent_late", workday.Words(b.l, b.cal.Between(m.Due, m.Answered))), b.t("desk.order_sent_at", shortMoment(b.l, b.now, m.Answered), due)}
	case !m.Answered.IsZero():
		return Left{"done", b.t("desk.order_sent"), b.t("desk.order_sent_at", shortMoment(b.l, b.now, m.Answered), due)}
	case !m.Cancelled.IsZero():
		return Left{"none", b.t("desk.order_cancelled"), b.t("desk.order_cancelled_at", shortMoment(b.l, b.now, m.Cancelled), due)}
	}
	left := b.cal.Between(b.now, m.Due)
	l := Left{"calm", workday.Remaining(b.l, left), dueText(b.l, b.now, m.Due)}
	switch {
	case m.Due.Before(b.now):
		l.Tone, l.Words = "late", workday.Remaining(b.l, -b.cal.Between(m.Due, b.now))
	case left <= soonWithin:
		l.Tone = "soon"
	}
	return l
}

// followCommission does what somebody who follows up wants: another date, a
// reminder, another link, none.
func (d *Desk) followCommission(v *visit) error {
	return v.onCase(decision, func(view *cases.View, f *httpx.Form) (string, error) {
		id, who := view.Case.ID, v.who.Actor
		switch f.Get("do") {
		case "later":
			due, err := moment(f.Get("date"), f.Get("time"), d.calendar(who.Institution))
			if err != nil {
				return "", err
			}
			return "order_later", d.Intake.Postpone(v.ctx(), who, id, shownVersion(f), due, f.Get("reason.order"))
		case "remind":
			return "order_reminded", d.Intake.Remind(v.ctx(), who, id)
		case "link":
			return "order_link", d.Intake.RenewLink(v.ctx(), who, id)
		case "revoke":
			return "order_revoked", d.Intake.RevokeLinks(v.ctx(), who, id)
		}
		return "", fault.New(fault.Invalid, "flow.no_such_act", f.Get("do"))
	})
}
