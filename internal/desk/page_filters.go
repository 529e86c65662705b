package desk

import (
	"context"
	"net/url"
	"strconv"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/store"
)

const pathFilters = "/desk/filters"

// A SearchForm is what a search of cases can ask for, with what is asked.
type SearchForm struct {
	Query      cases.Query
	Steps      []Choice
	Procedures []Choice
	Units      []Choice
	Kinds      []Choice
	Dues       []Choice
	Flags      []Choice
	More       bool // asks for more than is always shown
}

// A FilterTab is a saved search in the list's tabs.
type FilterTab struct {
	Label string
	Count string
	Path  string
	On    bool
	Owner string // of one that a colleague shares
}

// A KeepForm offers to keep the search that is shown, or to change the saved
// one that is.
type KeepForm struct {
	ID, Version int64 // 0: a new one
	Name        string
	Shared      bool
	MayShare    bool
	Fields      []Crumb // the search, as hidden fields: name and value
	Drop        string  // path of removing it
	Wrong       string
}

// searchForm makes the form of a search.
func (v *visit) searchForm(q cases.Query) (SearchForm, error) {
	f := SearchForm{Query: q, More: q.More()}
	var err error
	if f.Steps, err = v.stepChoices(q.Step); err != nil {
		return f, err
	}
	procedures, err := v.starters()
	if err != nil {
		return f, err
	}
	for _, p := range procedures {
		f.Procedures = append(f.Procedures, Choice{p.Value, p.Label, p.Value == q.Procedure})
	}
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		units, err := tx.Units(ctx, v.who.Institution)
		if err != nil {
			return err
		}
		for _, u := range units {
			f.Units = append(f.Units, Choice{id(u.ID), u.Name.In(v.lang), u.ID == q.Unit})
		}
		kinds, err := tx.Kinds(ctx, v.who.Institution)
		for _, k := range kinds {
			f.Kinds = append(f.Kinds, Choice{k.ID, k.Name.In(v.lang), k.ID == q.Kind})
		}
		return err
	})
	for _, d := range cases.Dues {
		f.Dues = append(f.Dues, Choice{d, v.t("desk.due_" + d), d == q.Due})
	}
	for _, g := range cases.Flags {
		f.Flags = append(f.Flags, Choice{g, v.t("desk.flag_" + g), g == q.Flag})
	}
	return f, err
}

// queryPath is the list of what a query finds.
func queryPath(q cases.Query, filter, below int64) string {
	values := q.Values()
	if filter != 0 {
		values.Set("filter", id(filter))
	}
	if below != 0 {
		values.Set("below", id(below))
	}
	if len(values) == 0 {
		return pathCases
	}
	return pathCases + "?" + values.Encode()
}

// filterTabs are the saved searches, and the form that keeps the one shown.
func (v *visit) filterTabs(q cases.Query, on int64) (tabs []FilterTab, keep *KeepForm, err error) {
	all, err := v.d.Cases.Filters(v.ctx(), v.who.Actor)
	if err != nil {
		return nil, nil, err
	}
	keep = &KeepForm{}
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Person(ctx, v.who.Person)
		keep.MayShare = err == nil && p.Unit != 0
		return err
	})
	for _, f := range all {
		tab := FilterTab{Label: f.Name, Count: strconv.Itoa(f.Count), Path: queryPath(f.Query, f.ID, 0), On: f.ID == on}
		if f.Count > cases.CountMost {
			tab.Count = strconv.Itoa(cases.CountMost) + "+"
		}
		if !f.Mine {
			tab.Owner = f.Owner
		} else if tab.On {
			keep.ID, keep.Version, keep.Name, keep.Shared, keep.Drop = f.ID, f.Version, f.Name, f.Unit != 0, pathFilters+"/"+id(f.ID)+"/drop"
		}
		tabs = append(tabs, tab)
	}
	for name, values := range q.Values() {
		keep.Fields = append(keep.Fields, Crumb{name, values[0]})
	}
	if len(keep.Fields) == 0 {
		keep = nil
	}
	return tabs, keep, err
}

// keepFilter keeps the search that is shown under a name.
func (d *Desk) keepFilter(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	q := cases.ParseQuery(url.Values(f.Values))
	name := number(f.Get("id"))
	kept, err := d.Cases.KeepFilter(v.ctx(), v.who.Actor, name, number(f.Get("version")), f.Get("name"), f.Has("shared"), q)
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict:
		if err != nil {
			return d.showCases(v, q, name, 0, &KeepForm{ID: name, Name: f.Get("name"), Shared: f.Has("shared"), Wrong: v.sayAll(err)}, httpx.Status(err))
		}
	}
	if err != nil {
		return err
	}
	return v.done(queryPath(q, kept, 0), "filter_kept", f.Get("name"))
}

// dropFilter removes a saved search of the visitor's own.
func (d *Desk) dropFilter(v *visit) error {
	if err := d.Cases.DropFilter(v.ctx(), v.who.Actor, number(v.r.PathValue("id"))); err != nil {
		return err
	}
	return v.done(pathCases, "filter_dropped")
}
