package desk

import (
	"context"
	"strconv"
	"time"

	"congbo/internal/duties"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// planPage is the page on which a plan is made or changed.
func (v *visit) planPage() (FormPage, error) {
	page := FormPage{Crumbs: []Crumb{{v.t("desk.nav_plans"), duties.Path}}, Lead: v.t("desk.plan_lead")}
	w, err := v.d.Duties.ToChange(v.ctx(), v.who.Actor, number(v.r.PathValue("id")))
	if err != nil {
		return page, err
	}
	title, path := v.t("desk.plan_new"), duties.Path+"/new"
	if w.ID != 0 {
		title, path = v.t("desk.plan_change"), duties.Path+"/"+id(w.ID)
	}
	who := []FormChoice{{Label: v.t("desk.plan_anybody"), On: w.Person == 0}}
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.People(ctx, store.PersonFilter{Institution: v.who.Institution})
		for _, p := range all {
			if p.State == store.PersonActive || p.ID == w.Person {
				who = append(who, FormChoice{Value: id(int64(p.ID)), Label: p.Name, On: p.ID == w.Person})
			}
		}
		return err
	})
	if err != nil {
		return page, err
	}
	var roles []FormChoice
	for _, r := range people.Roles {
		roles = append(roles, FormChoice{Value: string(r), Label: upperFirst(v.t(r.Title())), On: r == w.Role})
	}
	page.Form = Form{Path: path, Version: w.Version, Submit: v.t("desk.plan_keep"), Cancel: duties.Path, Parts: []FormPart{
		{Fields: []FormField{
			{Type: "text", Name: "title", Label: v.t("desk.plan_title"), Value: w.Title, Required: true},
			{Type: "area", Name: "subjects", Label: v.t("desk.plan_subjects"), Hint: v.t("desk.plan_lines"), Value: w.Subjects},
			{Type: "area", Name: "sources", Label: v.t("desk.plan_sources"), Hint: v.t("desk.plan_lines"), Value: w.Sources}}},
		{Title: v.t("desk.plan_rhythm"), Note: v.t("desk.plan_rhythm_hint"), Fields: v.rhythmFields(w.Rhythm)},
		{Title: v.t("desk.plan_whose"), Fields: []FormField{
			{Type: "select", Name: "role", Label: v.t("desk.plan_role"), Choices: roles},
			{Type: "select", Name: "person", Label: v.t("desk.plan_person"), Choices: who}}},
	}}
	page.Shell, err = v.shell(title, "plans")
	return page, err
}

// rhythmFields ask how often, at which hour and on which day.
func (v *visit) rhythmFields(r workday.Rhythm) []FormField {
	every := FormField{Type: "select", Name: "every", Label: v.t("desk.plan_every")}
	for _, e := range workday.Everies {
		every.Choices = append(every.Choices, FormChoice{Value: string(e), Label: v.t("desk.plan_every_" + string(e)), On: e == r.Every})
	}
	weekday := FormField{Type: "select", Name: "weekday", Label: v.t("desk.plan_weekday")}
	for i := range 7 {
		day := time.Weekday((i + 1) % 7) // the week begins on Monday
		weekday.Choices = append(weekday.Choices, FormChoice{Value: workday.Weekdays[day], Label: upperFirst(workday.Weekday(v.lang, day)), On: r.Every == workday.Weekly && r.On == int(day)})
	}
	day := FormField{Type: "select", Name: "day", Label: v.t("desk.plan_day"), Choices: []FormChoice{{Value: "last", Label: v.t("desk.plan_day_last"), On: r.Every != workday.Monthly || r.On == workday.LastDay}}}
	for n := 1; n < workday.LastDay; n++ {
		day.Choices = append(day.Choices, FormChoice{Value: strconv.Itoa(n), Label: strconv.Itoa(n), On: r.Every == workday.Monthly && r.On == n})
	}
	return []FormField{every, {Type: "time", Name: "time", Label: v.t("desk.plan_time"), Value: r.Clock(), Required: true}, weekday, day}
}

// rhythmOf reads the fields of rhythmFields.
func rhythmOf(f *httpx.Form) (workday.Rhythm, error) {
	text := f.Get("every") + " "
	switch workday.Every(f.Get("every")) {
	case workday.Weekly:
		text += f.Get("weekday") + " "
	case workday.Monthly:
		text += f.Get("day") + " "
	}
	r, err := workday.ParseRhythm(text + f.Get("time"))
	if err != nil {
		return r, fault.New(fault.Invalid, "desk.plan_when").In("time")
	}
	return r, nil
}

func (d *Desk) planForm(v *visit) error { return v.showForm(v.planPage) }

// keepPlan makes or changes a plan.
func (d *Desk) keepPlan(v *visit) error {
	f, err := v.form(httpx.Budget{Fields: 30, Field: 16 << 10, Total: 64 << 10})
	if err != nil {
		return err
	}
	page, err := v.planPage() // for those who may only
	if err != nil {
		return err
	}
	w, err := d.Duties.ToChange(v.ctx(), v.who.Actor, number(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	w.Title, w.Subjects, w.Sources = f.Get("title"), f.Get("subjects"), f.Get("sources")
	w.Role, w.Person, w.Version = people.Role(f.Get("role")), people.PersonID(number(f.Get("person"))), shownVersion(f)
	if w.Rhythm, err = rhythmOf(f); err == nil {
		_, err = d.Duties.Keep(v.ctx(), v.who.Actor, *w)
	}
	if err != nil {
		return v.again(page, f.Values, err)
	}
	return v.done(duties.Path, "plan_kept")
}
