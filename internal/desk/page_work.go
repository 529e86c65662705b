package desk

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/reporting"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A WorkPage is "Việc của tôi": what waits for a person, by working time left
// (F-J6).
type WorkPage struct {
	Shell
	Summary string
	Filters []Filter
	Duties  []DutyWork // what recurs and is due, before the cases
	Groups  []WorkGroup
	Empty   string // said where there is nothing
	Today   []reporting.Total
	For     []string // names of those who have delegated something
	Held    int
	Mine    bool // the side tells of held mail

	Reports *LinksWaiting // what readers hold to be wrong, in one line however much it is; nil where that is not theirs
	Links   *LinksWaiting // broken links of pages that the visitor looks after; nil where that is not theirs

	Choosing bool // several of them can be dealt with at once
}

// A Filter narrows a list.
type Filter struct {
	Label string
	Count int
	Path  string
	On    bool
}

// A WorkGroup is a stretch of the day with what is due in it.
type WorkGroup struct {
	Kind        string // new, late, morning, today, later, no_limit, others
	Title, Note string
	Break       string // a break that lies before it
	Now         string // "Bây giờ 08:52": where now is
	Items       []WorkItem
}

// A WorkItem is a row of the list.
type WorkItem struct {
	Left   Left
	Title  string
	Path   string
	Code   string
	From   string
	Who    string
	What   string
	Flags  []Tag
	Taken  string // by whom it was taken
	Button string
	Main   bool // the button stands out
	Choose bool // may be dealt with together with others
}

// A Left says how much time something has.
type Left struct {
	Tone  string // late, soon, calm, held, none
	Words string
	Due   string
}

// A Tag is a short word about something, with a sign and never by colour alone.
type Tag struct{ Kind, Icon, Text string }

func (d *Desk) work(v *visit) error {
	work, err := d.Cases.Worklist(v.ctx(), v.who.Actor)
	if err != nil {
		return err
	}
	var inst *store.Institution
	var diary reporting.Diary
	page := WorkPage{}
	err = v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		if inst, err = tx.Institution(ctx, v.who.Institution); err != nil {
			return err
		}
		diary, err = reporting.ReadDiary(ctx, tx, v.who.Institution, v.who.Person, v.now)
		return err
	})
	if err != nil {
		return err
	}
	w := v.worklist(inst)
	page.Summary, page.Filters, page.Groups = w.page(work, v.r.URL.Query().Get("f"))
	if page.Duties, err = v.dutyWork(w); err != nil {
		return err
	}
	if len(page.Groups) == 0 && len(page.Duties) == 0 {
		page.Empty = v.t("desk.work_empty")
	}
	page.Choosing = slices.ContainsFunc(page.Groups, func(g WorkGroup) bool {
		return slices.ContainsFunc(g.Items, func(i WorkItem) bool { return i.Choose })
	})
	page.Today = diary.Totals
	if page.Shell, err = v.shell(v.t("desk.nav_work"), "work"); err != nil {
		return err
	}
	if r, ok := routeTo(pathLinks); ok && v.allowed(r) == nil {
		page.Links = &LinksWaiting{Path: pathLinks}
		if page.Links.Count, err = d.Publishing.CountBrokenLinks(v.ctx(), v.who.Actor); err != nil {
			return err
		}
	}
	if r, ok := routeTo(pathReports); ok && v.allowed(r) == nil {
		all, err := v.waiting()
		if err != nil {
			return err
		}
		page.Reports = &LinksWaiting{Count: len(all), Path: pathReports}
	}
	page.For = page.Me.For
	for _, g := range page.Nav {
		for _, n := range g.Items {
			if n.Name == "held" {
				page.Held, page.Mine = n.Count, true
			}
		}
	}
	return v.show(http.StatusOK, "work", page)
}

// names gives the names of people, read when they are asked for.
func (v *visit) names() func(people.PersonID) string {
	var all map[people.PersonID]string
	return func(id people.PersonID) string {
		if all == nil {
			all = make(map[people.PersonID]string)
			err := v.view(func(ctx context.Context, tx *store.Tx) error {
				list, err := tx.People(ctx, store.PersonFilter{Institution: v.who.Institution})
				for _, p := range list {
					all[p.ID] = p.Name
				}
				return err
			})
			if err != nil {
				v.log().Error("names of people", "error", err)
			}
		}
		return all[id]
	}
}

func (v *visit) worklist(inst *store.Institution) worklist {
	return worklist{l: v.lang, now: v.now, cal: v.d.calendar(v.who.Institution), me: v.who.Person, inst: inst, names: v.names()}
}

// worklist is what makes rows for the visitor.
func (d *Desk) worklist(v *visit) (worklist, error) {
	var inst *store.Institution
	err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		inst, err = tx.Institution(ctx, v.who.Institution)
		return err
	})
	return v.worklist(inst), err
}

// leftOf is the working time until a case is due, negative after that.
func (w worklist) leftOf(c *store.Case) time.Duration {
	switch {
	case c.DueAt.IsZero():
		return 0
	case w.now.After(c.DueAt):
		return -w.cal.Between(c.DueAt, w.now)
	}
	return w.cal.Between(w.now, c.DueAt)
}

// worklist makes the page from what the areas know; it reads nothing.
type worklist struct {
	l     locale.Lang
	now   time.Time
	cal   *workday.Calendar
	me    people.PersonID
	inst  *store.Institution
	names func(people.PersonID) string
}

func (w worklist) t(key string, args ...any) string { return locale.T(w.l, key, args...) }

// page makes the summary, the filters and the groups, narrowed by the filter
// named only.
func (w worklist) page(work []cases.Work, only string) (summary string, filters []Filter, groups []WorkGroup) {
	mine, late, today := 0, 0, 0
	for _, c := range work {
		if c.Others {
			continue
		}
		mine++
		switch w.when(c) {
		case whenLate:
			late++
		case whenMorning, whenToday:
			today++
		}
	}
	if mine > 0 {
		summary = w.t("desk.work_summary", mine)
	}
	if late > 0 {
		summary += " " + w.t("desk.work_late", late)
	}
	if today > 0 {
		summary += " " + w.t("desk.work_today", today)
	}
	filters = w.filters(work, only)
	shown := make(map[string][]WorkItem)
	for _, c := range work {
		if only != "" && !slices.Contains(w.keys(c), only) {
			continue
		}
		when := w.when(c)
		shown[when] = append(shown[when], w.item(c))
	}
	slices.Reverse(shown[whenNew]) // what came in last stands on top, as in a mailbox
	groups = w.groups(shown)
	if len(groups) > 0 && groups[0].Kind != whenOthers {
		groups[0].Items[0].Main = true
	}
	return summary, filters, groups
}

// When something is due, as the groups of the list.
const (
	whenUnseen  = "unseen" // letters that moved nothing by themselves
	whenNew     = "new"    // just come in, and nobody has begun with it
	whenLate    = "late"
	whenMorning = "morning"
	whenToday   = "today"
	whenLater   = "later"
	whenNoLimit = "no_limit"
	whenOthers  = "others"
)

func (w worklist) when(c cases.Work) string {
	due := c.Case.DueAt
	switch {
	case c.Unseen:
		return whenUnseen
	case c.Others || c.State.Waiting() == flow.WaitsForRequester:
		return whenOthers
	case c.State.Entry == 1 && c.Case.Document == 0 && c.Case.Assignee == 0 && (!c.HasDue || !due.Before(w.now)):
		return whenNew
	case !c.HasDue:
		return whenNoLimit
	case due.Before(w.now):
		return whenLate
	case !sameDay(due, w.now):
		return whenLater
	}
	if pause, _, ok := w.pause(); ok && !due.After(pause) {
		return whenMorning
	}
	return whenToday
}

// pause is the next break of today that lies ahead, with its end.
func (w worklist) pause() (from, to time.Time, ok bool) {
	local := w.now.In(workday.Zone)
	midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, workday.Zone)
	hours := w.cal.Hours(w.now)
	for i := 0; i+1 < len(hours); i++ {
		end := midnight.Add(time.Duration(hours[i].To) * time.Minute)
		if w.now.Before(end) {
			return end, midnight.Add(time.Duration(hours[i+1].From) * time.Minute), true
		}
	}
	return time.Time{}, time.Time{}, false
}

func (w worklist) groups(shown map[string][]WorkItem) []WorkGroup {
	pause, resume, split := w.pause()
	now := w.t("desk.now", vi.Clock(w.now))
	var groups []WorkGroup
	for _, when := range []string{whenUnseen, whenNew, whenLate, whenMorning, whenToday, whenLater, whenNoLimit, whenOthers} {
		items := shown[when]
		if len(items) == 0 {
			continue
		}
		g := WorkGroup{Kind: when, Title: w.t("desk.when_" + when), Items: items}
		switch when {
		case whenUnseen:
			g.Note = w.t("desk.when_unseen_note")
		case whenNew, whenLate:
			g.Note = w.t("desk.items", len(items))
		case whenMorning:
			g.Note, g.Now = w.t("desk.until", vi.Clock(pause)), now
		case whenToday:
			if split {
				g.Title = w.t("desk.when_after_break")
				g.Break = w.t("desk.break", vi.Clock(pause), vi.Clock(resume))
				if len(shown[whenMorning]) == 0 {
					g.Now = now
				}
			} else {
				g.Now = now
			}
		case whenOthers:
			g.Note = w.t("desk.when_others_note")
		}
		groups = append(groups, g)
	}
	return groups
}

func (w worklist) item(c cases.Work) WorkItem {
	item := WorkItem{
		Left: w.left(c), Title: c.Case.Title, Path: casePath(c.Case.Code), Code: c.Case.Code, From: c.Case.Sender,
		Flags: w.flags(c), Button: w.button(c), Choose: !c.Others && c.Case.EndedAt.IsZero() && c.State.Waiting() == flow.WaitsForNobody,
	}
	if c.Unit != "" && c.Unit != item.From {
		item.From = c.Unit + ", " + item.From
		if c.Case.Sender == "" {
			item.From = c.Unit
		}
	}
	item.Who, item.What = w.turn(c)
	if c.Assigned != "" && c.Case.Assignee != w.me {
		item.Taken = w.t("desk.taken_by", c.Assigned)
	} else if c.Case.Assignee != 0 && c.Case.Assignee == w.me {
		item.Taken = w.t("desk.taken_by_me")
	}
	return item
}

// soonWithin is how much working time is left of what is called urgent.
const soonWithin = 4 * time.Hour

func (w worklist) left(c cases.Work) Left {
	if !c.Case.EndedAt.IsZero() {
		return w.unseenLeft(c)
	}
	if c.HasDue {
		l := Left{Tone: "calm", Words: workday.Remaining(w.l, c.Left), Due: dueText(w.l, w.now, c.Case.DueAt)}
		switch {
		case c.Left < 0 || c.Case.DueAt.Before(w.now):
			l.Tone = "late"
		case c.Left <= soonWithin:
			l.Tone = "soon"
		}
		return l
	}
	if c.State.Waiting() != flow.WaitsForNobody {
		return pausedLeft(w.l, w.cal, w.now, &c.State)
	}
	return Left{Tone: "none", Words: w.t("desk.no_limit"), Due: w.t("desk.since", vi.ShortDateTime(w.l, c.Case.EnteredAt))}
}

// pausedLeft says how much is left of clocks that stand still.
func pausedLeft(l locale.Lang, cal *workday.Calendar, now time.Time, s *flow.State) Left {
	left := Left{Tone: "held", Words: locale.T(l, "desk.paused")}
	var least time.Duration
	for _, c := range []*flow.Clock{&s.Clock, &s.Case} {
		if s.Held != nil && c == &s.Clock {
			c = &s.Held.Clock
		}
		if n := c.Left(cal, now); c.Limited() && n > 0 && (least == 0 || n < least) {
			least = n
		}
	}
	if least > 0 {
		left.Words = locale.T(l, "desk.paused_left", workday.Words(l, least))
	}
	since := s.Entered
	if s.Held != nil {
		since = s.Held.Since
	}
	left.Due = locale.T(l, "desk.paused_since", shortMoment(l, now, since))
	return left
}

// dueText says when something is due: "hạn 10:52 hôm nay".
func dueText(l locale.Lang, now, due time.Time) string {
	return locale.T(l, "desk.due", shortMoment(l, now, due))
}

// shortMoment writes a time, without the day where that is today.
func shortMoment(l locale.Lang, now, t time.Time) string {
	switch {
	case sameDay(now, t):
		return locale.T(l, "desk.today_at", vi.Clock(t))
	case now.In(workday.Zone).Year() != t.In(workday.Zone).Year():
		return vi.DateTime(l, t)
	}
	return vi.ShortDateTime(l, t)
}

func sameDay(a, b time.Time) bool {
	a, b = a.In(workday.Zone), b.In(workday.Zone)
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// keys are the filters that a case falls under.
func (w worklist) keys(c cases.Work) []string {
	var keys []string
	if c.Unseen {
		keys = append(keys, "flag-unseen")
	}
	if !c.Case.EndedAt.IsZero() {
		return keys
	}
	if c.Others || c.State.Waiting() == flow.WaitsForRequester {
		return append(keys, "others")
	}
	if c.Step != nil {
		keys = append(keys, "step-"+string(c.Step.ID))
	}
	for f := range strings.FieldsSeq(c.Case.Flags) {
		keys = append(keys, "flag-"+f)
	}
	if len(c.For) > 0 {
		keys = append(keys, "for")
	}
	return keys
}

func (w worklist) filters(work []cases.Work, only string) []Filter {
	counts, labels := make(map[string]int), make(map[string]string)
	var order []string
	for _, c := range work {
		for _, k := range w.keys(c) {
			if counts[k]++; counts[k] > 1 {
				continue
			}
			order = append(order, k)
			switch {
			case k == "others":
				labels[k] = w.t("desk.filter_others")
			case k == "for":
				labels[k] = w.t("desk.filter_for")
			case strings.HasPrefix(k, "step-"):
				labels[k] = c.Step.Title.In(w.l)
			default:
				labels[k] = w.t("desk.flag_" + strings.TrimPrefix(k, "flag-"))
			}
		}
	}
	if len(order) < 2 {
		return nil
	}
	rank := func(k string) int {
		return slices.IndexFunc([]string{"step-", "flag-", "for", "others"}, func(p string) bool { return strings.HasPrefix(k, p) })
	}
	slices.SortStableFunc(order, func(a, b string) int { return rank(a) - rank(b) })
	filters := []Filter{{Label: w.t("desk.filter_all"), Count: len(work), Path: pathHome, On: only == ""}}
	for _, k := range order {
		filters = append(filters, Filter{labels[k], counts[k], pathHome + "?f=" + k, only == k})
	}
	return filters
}

// casePath is the address of a case.
func casePath(code string) string { return "/desk/cases/" + code }
