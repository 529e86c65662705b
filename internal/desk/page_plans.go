package desk

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"congbo/internal/duties"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A PlansPage is what is looked for, where, how often and by whom, with what is
// owed now and what was done and missed in a month (L table 1).
type PlansPage struct {
	Shell
	Plans    []PlanRow
	Months   []Filter
	May      bool
	Problem  string
	MonthSay string
}

// A PlanRow is one plan.
type PlanRow struct {
	ID          int64
	Title, When string
	Who         string
	Subjects    []string
	Sources     []string
	Active      bool
	Owed        []DutyRow
	Report      string
	Lines       []DutyRow
	Change      string // where it is changed
}

// A DutyRow is one time of a plan.
type DutyRow struct {
	ID    int64
	Due   string
	Tag   Tag
	Note  string
	Mine  bool
	Begin string // where a case is opened from it
	Cases []Crumb
}

func (v *visit) dutyRow(p *duties.Plan, d *store.Duty) DutyRow {
	row := DutyRow{ID: d.ID, Due: vi.DateTime(v.lang, d.Due), Note: d.Note, Mine: p.Mine && d.Done.IsZero()}
	for _, code := range p.Cases[d.ID] {
		row.Cases = append(row.Cases, Crumb{code, casePath(code)})
	}
	switch {
	case !d.Done.IsZero() && d.Done.After(d.Due):
		row.Tag = Tag{"warn", "check", v.t("desk.duty_late", p.Names[d.By])}
	case !d.Done.IsZero():
		row.Tag = Tag{"good", "check", v.t("desk.duty_done", p.Names[d.By])}
	case !d.Missed.IsZero():
		row.Tag = Tag{"bad", "warn", v.t("desk.duty_missed")}
	default:
		row.Tag = Tag{"wait", "calendar", v.t("desk.duty_open")}
	}
	return row
}

func (d *Desk) plans(v *visit) error { return v.showPlans(http.StatusOK, "") }

func (v *visit) showPlans(status int, problem string) error {
	month := v.now
	if t, err := time.ParseInLocation("2006-01", v.r.URL.Query().Get("month"), workday.Zone); err == nil {
		month = t
	}
	list, may, err := v.d.Duties.Plans(v.ctx(), v.who.Actor, month)
	if err != nil {
		return err
	}
	begins, err := v.mayBegin()
	if err != nil {
		return err
	}
	page := PlansPage{May: may, Problem: problem, MonthSay: month.In(workday.Zone).Format("01/2006")}
	first := time.Date(v.now.In(workday.Zone).Year(), v.now.In(workday.Zone).Month(), 1, 0, 0, 0, 0, workday.Zone)
	for i := range 3 {
		m := first.AddDate(0, -i, 0)
		page.Months = append(page.Months, Filter{m.Format("01/2006"), 0, address(duties.Path, "month", m.Format("2006-01")), m.Format("2006-01") == month.In(workday.Zone).Format("2006-01")})
	}
	for i := range list {
		p := &list[i]
		row := PlanRow{ID: p.ID, Title: p.Title, When: p.Rhythm.In(v.lang), Who: p.Who, Subjects: splitLines(p.Subjects), Sources: splitLines(p.Sources), Active: p.Active,
			Report: v.t("desk.plan_report", p.OnTime, p.Late, p.Missed), Change: duties.Path + "/" + id(p.ID)}
		for j := range p.Open {
			one := v.dutyRow(p, &p.Open[j])
			if begins && one.Mine {
				one.Begin = address(pathNew, "duty", id(one.ID))
			}
			row.Owed = append(row.Owed, one)
		}
		for j := range p.Month {
			if m := &p.Month[j]; !m.Done.IsZero() || !m.Missed.IsZero() {
				row.Lines = append(row.Lines, v.dutyRow(p, m))
			}
		}
		if row.Who == "" {
			row.Who = v.t(p.Role.Title())
		}
		page.Plans = append(page.Plans, row)
	}
	if page.Shell, err = v.shell(v.t("desk.nav_plans"), "plans"); err != nil {
		return err
	}
	return v.show(status, "plans", page)
}

// changePlans stops a plan, goes on with one, or ticks a duty off.
func (d *Desk) changePlans(v *visit) error {
	f, err := v.form(httpx.Budget{Fields: 30, Field: 16 << 10, Total: 64 << 10})
	if err != nil {
		return err
	}
	what := "plan_kept"
	switch f.Get("do") {
	case "done":
		what, err = "duty_done", d.Duties.Done(v.ctx(), v.who.Actor, number(f.Get("duty")), f.Get("note"))
	case "stop", "start":
		err = v.turnPlan(number(f.Get("plan")), f.Get("do") == "start")
	default:
		err = fault.New(fault.Invalid, "flow.no_such_act", f.Get("do"))
	}
	if k := fault.KindOf(err); err != nil && (k == fault.Conflict || k == fault.Invalid || k == fault.Denied) {
		return v.showPlans(httpx.Status(err), v.sayAll(err))
	} else if err != nil {
		return err
	}
	return v.done(duties.Path, what)
}

func (v *visit) turnPlan(id int64, active bool) error {
	list, _, err := v.d.Duties.Plans(v.ctx(), v.who.Actor, v.now)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(p duties.Plan) bool { return p.ID == id })
	if i < 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	w := list[i].Watch
	w.Active = active
	_, err = v.d.Duties.Keep(v.ctx(), v.who.Actor, w)
	return err
}

func splitLines(s string) (list []string) {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}
