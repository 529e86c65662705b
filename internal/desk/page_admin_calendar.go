package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

const pathCalendar = "/desk/calendar"

// A YearPage is the working calendar of a year (R-T1).
type YearPage struct {
	Shell
	Year       int
	Prev, Next string // paths
	Units      []FormChoice
	Unit       int64
	Place      string
	Effect     string // what a day that is looked at would do
	Wanted     string // said while next year's days off are not entered
	Projected  string // said of a year without official notice
	Months     []Month
	Legend     []string // kinds of days that occur in the year
	Special    []SpecialDay
	Hours      []WeekHours
	OwnHours   bool // the place has hours of its own
	Manage     bool
	DayForm    Form
	WeekForm   Form
}

// A Month is a month as a sheet: weeks of seven days, Monday first.
type Month struct {
	Name  string
	Weeks [][7]YearDay
}

// A YearDay is a day of it; number 0 is none.
type YearDay struct {
	Number    int
	Kind      string
	Projected bool
	Today     bool
	Name      string // why it is special; empty on ordinary days
}

// A SpecialDay is a day that is not like others of its name.
type SpecialDay struct {
	Date      string
	Day       string // 2026-01-02
	Kind      Tag
	Name      string
	Hours     string
	Source    string
	Projected bool
	Own       bool // decided here, and so can be taken back here
}

// WeekHours are the office hours of a weekday.
type WeekHours struct{ Day, Hours string }

// year shows the calendar of a year.
func (d *Desk) year(v *visit) error {
	page, err := v.yearPage(v.r.URL.Query())
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "admin_calendar", page)
}

// yearPage makes the page of the year and unit that a query names.
func (v *visit) yearPage(q url.Values) (page YearPage, err error) {
	all := v.places()
	year := int(number(q.Get("year")))
	if year == 0 {
		year = v.now.In(vi.Zone).Year()
	}
	year = min(max(year, 2000), workday.LastYear)
	unit := number(q.Get("unit"))
	if u := all.Unit(unit); unit != 0 && (u == nil || u.Institution != v.who.Institution) {
		return page, errNoSuch
	}
	page = YearPage{Year: year, Unit: unit, Place: v.unitName(unit), Prev: yearPath(year-1, unit), Next: yearPath(year+1, unit), Units: v.units(v.t("admin.place_institution"), unit)}
	cal := all.Calendar(v.who.Institution, unit)
	if cal.Projected(year) {
		page.Projected = workday.ProjectedNote(v.lang, year)
	}
	if wanted := all.YearWanted(v.who.Institution, v.now); wanted != 0 {
		page.Wanted = v.t("admin.year_wanted", strconv.Itoa(wanted))
	}
	own := make(map[string]bool)
	for _, o := range all.Days {
		if o.Institution == v.who.Institution && o.Unit == unit {
			own[o.Day] = true
		}
	}
	kinds := make(map[workday.Kind]bool)
	for m := time.January; m <= time.December; m++ {
		page.Months = append(page.Months, v.month(cal, year, m, kinds))
		for t := time.Date(year, m, 1, 0, 0, 0, 0, vi.Zone); t.Month() == m; t = t.AddDate(0, 0, 1) {
			if info := cal.Day(t); special(info.Kind) {
				page.Special = append(page.Special, v.specialDay(info, own))
			}
		}
	}
	for k := workday.Weekend; k <= workday.Own; k++ {
		if kinds[k] {
			page.Legend = append(page.Legend, k.String())
		}
	}
	week := cal.Week()
	for i := 1; i <= 7; i++ {
		page.Hours = append(page.Hours, WeekHours{upperFirst(workday.Weekday(v.lang, time.Weekday(i%7))), hoursText(week[i%7])})
	}
	for _, w := range all.Weeks {
		page.OwnHours = page.OwnHours || w.Institution == v.who.Institution && w.Unit == unit
	}
	if page.Manage = v.may(people.ManageCalendar, unit, 0) == nil; page.Manage {
		page.DayForm, page.WeekForm = v.dayForm(unit), v.weekForm(unit, week)
	}
	page.Shell, err = v.shell(v.t("admin.calendar_title", strconv.Itoa(year)), "calendar")
	return page, err
}

// special reports whether days of a kind are listed by name.
func special(k workday.Kind) bool { return k != workday.Working && k != workday.Weekend }

func yearPath(year int, unit int64) string {
	path := pathCalendar + "?year=" + strconv.Itoa(year)
	if unit != 0 {
		path += "&unit=" + id(unit)
	}
	return path
}

func (v *visit) month(cal *workday.Calendar, year int, m time.Month, kinds map[workday.Kind]bool) Month {
	month := Month{Name: v.t("admin.month_" + strconv.Itoa(int(m)))}
	var week [7]YearDay
	for t := time.Date(year, m, 1, 0, 0, 0, 0, vi.Zone); t.Month() == m; t = t.AddDate(0, 0, 1) {
		info := cal.Day(t)
		kinds[info.Kind] = true
		column := (int(t.Weekday()) + 6) % 7
		week[column] = YearDay{Number: t.Day(), Kind: info.Kind.String(), Projected: info.Projected, Today: sameDay(t, v.now)}
		if special(info.Kind) {
			week[column].Name = v.dayName(info)
		}
		if column == 6 {
			month.Weeks = append(month.Weeks, week)
			week = [7]YearDay{}
		}
	}
	if week != ([7]YearDay{}) {
		month.Weeks = append(month.Weeks, week)
	}
	return month
}

// dayName says why a day is special.
func (v *visit) dayName(info workday.DayInfo) string {
	if name := info.Name.In(v.lang); name != "" {
		return upperFirst(name)
	}
	return v.t("admin.day_" + info.Kind.String())
}

func (v *visit) specialDay(info workday.DayInfo, own map[string]bool) SpecialDay {
	s := SpecialDay{Date: upperFirst(workday.Date(v.lang, info.Date)), Day: info.Date.Format(time.DateOnly), Name: v.dayName(info), Hours: hoursText(info.Hours), Source: info.Source, Projected: info.Projected}
	s.Kind = Tag{Kind: map[workday.Kind]string{workday.Holiday: "bad", workday.Compensatory: "warn", workday.SwappedOff: "warn", workday.SwappedIn: "good", workday.Own: "wait"}[info.Kind], Text: v.t("admin.day_" + info.Kind.String())}
	s.Own = info.Kind == workday.Own && own[s.Day]
	return s
}

func (v *visit) dayForm(unit int64) Form {
	return Form{ID: "d-", Path: pathCalendar + "/days" + unitQuery(unit), Submit: v.t("admin.day_save"), Also: []Crumb{{v.t("admin.day_look"), pathCalendar + "/days?look=1&unit=" + id(unit) + "#day-h"}}, Parts: []FormPart{{Fields: append(append([]FormField{
		{Type: "date", Name: "day", Label: v.t("admin.day_word"), Required: true},
		{Type: "text", Name: "hours", Label: v.t("admin.day_hours"), Hint: v.t("admin.day_hours_hint")},
	}, v.both("note", v.t("admin.day_note"), locale.Text{}, false)...),
		FormField{Type: "text", Name: "source", Label: v.t("admin.day_source"), Hint: v.t("admin.day_source_hint")})}}}
}

func unitQuery(unit int64) string {
	if unit == 0 {
		return ""
	}
	return "?unit=" + id(unit)
}

func (v *visit) weekForm(unit int64, week [7][]workday.Span) Form {
	var fields []FormField
	for i := 1; i <= 7; i++ {
		n := i % 7
		fields = append(fields, FormField{Type: "text", Name: "hours_" + strconv.Itoa(n), Label: upperFirst(workday.Weekday(v.lang, time.Weekday(n))), Value: workday.FormatHours(week[n])})
	}
	return Form{ID: "w-", Path: pathCalendar + "/week" + unitQuery(unit), Submit: v.t("admin.week_save"), Parts: []FormPart{{Note: v.t("admin.week_note"), Fields: fields}}}
}

// inCalendar ends a change of the calendar: with the calendar, or with the form
// again.
func (v *visit) inCalendar(f *httpx.Form, err error, what string, form func(*YearPage) *Form) error {
	unit, year := number(v.r.URL.Query().Get("unit")), 0
	if t, err := day(f.Get("day"), "day"); err == nil && !t.IsZero() {
		year = t.Year()
	}
	if err == nil {
		to := pathCalendar + unitQuery(unit)
		if year != 0 {
			to = yearPath(year, unit)
		}
		return v.done(to, what)
	}
	q := url.Values{"unit": {id(unit)}}
	if year != 0 {
		q.Set("year", strconv.Itoa(year))
	}
	page, perr := v.yearPage(q)
	if perr != nil {
		return perr
	}
	if form == nil || !form(&page).refused(v.lang, f.Values, err) {
		return err
	}
	return v.show(httpx.Status(err), "admin_calendar", page)
}

func (d *Desk) setDay(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in := sites.DayInput{Unit: number(v.r.URL.Query().Get("unit")), Day: f.Get("day"), Hours: f.Get("hours"), Note: textOf(f, "note"), Source: f.Get("source")}
	if t, err := day(in.Day, "day"); err == nil && !t.IsZero() {
		in.Day = t.Format(time.DateOnly)
	}
	if v.r.URL.Query().Get("look") != "" {
		return v.lookAtDay(f, in)
	}
	err = d.Sites.SetDay(v.ctx(), v.who.Actor, in)
	return v.inCalendar(f, err, "day_set", func(p *YearPage) *Form { return &p.DayForm })
}

// lookAtDay shows what a day would do to open cases, and keeps nothing.
func (v *visit) lookAtDay(f *httpx.Form, in sites.DayInput) error {
	if err := in.Check(); err != nil {
		return v.inCalendar(f, err, "day_set", func(p *YearPage) *Form { return &p.DayForm })
	}
	with := v.places().WithDay(store.CalendarDay{Institution: v.who.Institution, Unit: in.Unit, Day: in.Day, Hours: in.Hours, Note: in.Note, Source: in.Source})
	e, err := v.d.Cases.CalendarEffect(v.ctx(), v.who.Actor, in.Unit, with.Calendar)
	if err != nil {
		return err
	}
	page, err := v.yearPage(url.Values{"unit": {id(in.Unit)}, "year": {in.Day[:4]}})
	if err != nil {
		return err
	}
	page.DayForm.typed(f.Values)
	page.Effect = v.t("admin.day_effect", e.Moved, e.Open)
	return v.show(http.StatusOK, "admin_calendar", page)
}

func (d *Desk) dropDay(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	err = d.Sites.DropDay(v.ctx(), v.who.Actor, number(v.r.URL.Query().Get("unit")), f.Get("day"))
	return v.inCalendar(f, err, "day_dropped", nil)
}

func (d *Desk) setWeek(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	var hours [7]string
	for i := range hours {
		hours[i] = f.Get("hours_" + strconv.Itoa(i))
	}
	err = d.Sites.SetWeek(v.ctx(), v.who.Actor, number(v.r.URL.Query().Get("unit")), hours)
	return v.inCalendar(f, err, "week_set", func(p *YearPage) *Form { return &p.WeekForm })
}

func (d *Desk) dropWeek(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	err = d.Sites.DropWeek(v.ctx(), v.who.Actor, number(v.r.URL.Query().Get("unit")))
	return v.inCalendar(f, err, "week_dropped", nil)
}
