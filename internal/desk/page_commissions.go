package desk

import (
	"net/url"
	"slices"
	"time"

	"congbo/internal/intake"
	"congbo/internal/store"
	"congbo/internal/workday"
)

const pathCommissions = "/desk/commissions"

// A CommissionsPage lists what the board asked units and contributors for, and
// counts a month of it (R-I6).
type CommissionsPage struct {
	Shell
	Begin  []Action
	Tabs   []CommissionTab
	State  string
	Whom   []Choice
	Months []Choice
	Rows   []CommissionRow
	Sum    string // of the month
	Each   []TallyRow
	Month  string
	None   string
}

// A CommissionTab is one of the ways to look at a list.
type CommissionTab struct {
	Label, Path string
	On          bool
	Count       int
}

// A CommissionRow is one thing that was asked for.
type CommissionRow struct {
	Title, Path, Code string
	Whom, Kind        string
	Wish, Asked       string
	Tag               Tag
	Left              Left
}

// A TallyRow counts what was asked of somebody.
type TallyRow struct {
	Whom                                                   string
	Asked, OnTime, Late, Awaited, Overdue, Public, Dropped int
}

type commissionTab struct {
	name  string
	shows func(*intake.Asked) bool
}

// commissionTabs are the ways to look at the list, each with what it shows.
var commissionTabs = []commissionTab{
	{"open", func(a *intake.Asked) bool { return a.Standing == intake.Awaited || a.Standing == intake.Returned }},
	{"late", func(a *intake.Asked) bool { return a.Standing == intake.Awaited && a.Late }},
	{"in-hand", func(a *intake.Asked) bool { return a.Standing == intake.InHand }},
	{"public", func(a *intake.Asked) bool { return a.Standing == intake.Public }},
	{"dropped", func(a *intake.Asked) bool { return a.Standing == intake.Cancelled || a.Standing == intake.Refused }},
	{"all", func(*intake.Asked) bool { return true }},
}

var standingTags = map[intake.Standing]Tag{
	intake.Awaited: {"wait", "pause", ""}, intake.Returned: {"warn", "reply", ""}, intake.InHand: {"", "edit", ""},
	intake.Public: {"good", "check", ""}, intake.Refused: {"", "cross", ""}, intake.Cancelled: {"", "cross", ""},
}

// commissions lists what was asked for, as the address asks.
func (d *Desk) commissions(v *visit) error {
	q := v.r.URL.Query()
	f := store.CommissionFilter{Outside: q.Get("whom") == "guest", Unit: number(q.Get("whom"))}
	month, chosen := monthOf(q.Get("month"), v.now)
	if chosen {
		f.From, f.To = month, month.AddDate(0, 1, 0)
	}
	list, err := d.Intake.Asked(v.ctx(), v.who.Actor, f)
	if err != nil {
		return err
	}
	page := CommissionsPage{State: q.Get("state"), Month: v.t("desk.commissions_month", month.Format("01/2006"))}
	if !slices.ContainsFunc(commissionTabs, func(t commissionTab) bool { return t.name == page.State }) {
		page.State = "open"
	}
	cal := d.calendar(v.who.Institution)
	for _, t := range commissionTabs {
		to := url.Values{"state": {t.name}}
		for _, keep := range []string{"whom", "month"} {
			if q.Get(keep) != "" {
				to.Set(keep, q.Get(keep))
			}
		}
		tab := CommissionTab{Label: v.t("desk.commissions_" + t.name), Path: pathCommissions + "?" + to.Encode(), On: t.name == page.State}
		for i := range list {
			if !t.shows(&list[i]) {
				continue
			}
			tab.Count++
			if tab.On {
				page.Rows = append(page.Rows, v.commissionRow(&list[i], cal))
			}
		}
		page.Tabs = append(page.Tabs, tab)
	}
	if len(page.Rows) == 0 {
		page.None = v.t("desk.commissions_none")
	}
	v.tally(&page, list, month)
	page.Whom = []Choice{{"", v.t("desk.search_any"), false}, {"guest", v.t("desk.commissions_guests"), f.Outside}}
	for _, u := range v.places().Tree(v.who.Institution) {
		if u.Active {
			page.Whom = append(page.Whom, Choice{id(u.ID), indent(u.Depth) + u.Name.In(v.lang), u.ID == f.Unit})
		}
	}
	page.Months = append(page.Months, Choice{"", v.t("desk.search_any"), !chosen})
	for i := range 12 {
		m := monthStart(v.now).AddDate(0, -i, 0)
		page.Months = append(page.Months, Choice{m.Format("2006-01"), m.Format("01/2006"), chosen && m.Equal(month)})
	}
	if boxes, err := d.Intake.Commissions(v.ctx(), v.who.Actor); err != nil {
		return err
	} else if len(boxes) > 0 {
		page.Begin = []Action{{v.t("desk.commission_of_unit"), pathCommission, "send"}, {v.t("desk.commission_of_guest"), pathCommissionGuest, "send"}}
	}
	if page.Shell, err = v.shell(v.t("desk.nav_commissions"), "commissions"); err != nil {
		return err
	}
	return v.show(200, "commissions", page)
}

func monthStart(t time.Time) time.Time {
	t = t.In(workday.Zone)
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, workday.Zone)
}

// monthOf reads a month of an address; the present one where it names none.
func monthOf(s string, now time.Time) (month time.Time, chosen bool) {
	if m, err := time.ParseInLocation("2006-01", s, workday.Zone); err == nil && m.Year() >= 2000 && m.Year() <= 2200 {
		return m, true
	}
	return monthStart(now), false
}

func (v *visit) commissionRow(a *intake.Asked, cal *workday.Calendar) CommissionRow {
	b := &book{l: v.lang, now: v.now, cal: cal}
	r := CommissionRow{Title: a.File.Title, Path: casePath(a.File.Code), Code: a.File.Code, Whom: a.Name, Kind: v.t("desk.commissions_unit"), Wish: v.t("desk.wish_" + a.Wish),
		Asked: shortMoment(v.lang, v.now, a.At), Tag: standingTags[a.Standing], Left: orderLeft(b, &a.Commission)}
	if a.Unit == 0 {
		r.Kind = v.t("desk.commissions_guest")
	}
	r.Tag.Text = v.t("desk.standing_" + string(a.Standing))
	return r
}

// tally counts what was asked in a month, by whom it was asked of.
func (v *visit) tally(page *CommissionsPage, list []intake.Asked, month time.Time) {
	list = slices.DeleteFunc(slices.Clone(list), func(a intake.Asked) bool {
		return a.At.Before(month) || !a.At.Before(month.AddDate(0, 1, 0))
	})
	all, each := intake.TallyOf(list)
	if all.Asked == 0 {
		return
	}
	page.Sum = v.t("desk.commissions_sum", all.Asked, all.OnTime, all.Late, all.Awaited, all.Overdue, all.Public, all.Cancelled)
	for _, t := range each {
		page.Each = append(page.Each, TallyRow{t.Name, t.Asked, t.OnTime, t.Late, t.Awaited, t.Overdue, t.Public, t.Cancelled})
	}
}
