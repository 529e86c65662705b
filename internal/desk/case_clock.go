package desk

import (
	"time"

	"congbo/internal/flow"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A CaseClock is one of the clocks of a case.
type CaseClock struct {
	Name string
	Left Left
}

// clocks are those that run, stand still or have run, the nearest thing first.
func (b *book) clocks() []CaseClock {
	s := &b.View.State
	var list []CaseClock
	add := func(name string, c *flow.Clock) {
		if !c.Limited() || c.Started.IsZero() {
			return
		}
		list = append(list, CaseClock{name, b.clockLeft(c)})
	}
	if s.Ended.IsZero() {
		if s.Consult.Pending() {
			add(b.t("desk.clock_consult"), &s.Consult.Clock)
		}
		step := b.Procedure.Step(s.Step)
		clock := &s.Clock
		if s.Held != nil && s.Held.Step != "" {
			step, clock = b.Procedure.Step(s.Held.Step), &s.Held.Clock
		}
		if step != nil {
			name := b.t("desk.clock_step", step.Title)
			switch {
			case clock.Extended:
				name = b.t("desk.clock_extended", step.Title)
			case !clock.Set.IsZero():
				name = b.word("desk.clock_assigned")
			}
			add(name, clock)
		}
	}
	name := b.t("desk.clock_case")
	switch {
	case s.Case.Extended:
		name = b.t("desk.clock_case_extended")
	case !s.Case.Set.IsZero():
		name = b.t("desk.clock_named")
	}
	add(name, &s.Case)
	return list
}

func (b *book) clockLeft(c *flow.Clock) Left {
	left := c.Left(b.cal, b.now)
	halted := len(c.Halts) > 0 && c.Halts[len(c.Halts)-1].To.IsZero()
	switch {
	case !c.Done.IsZero() && c.OnTime():
		return Left{"done", b.t("desk.met"), b.t("desk.met_at", shortMoment(b.l, b.now, c.Done))}
	case !c.Done.IsZero():
		return Left{"late", b.t("desk.met_late", workday.Words(b.l, b.cal.Between(c.Due, c.Done))), b.t("desk.met_at", shortMoment(b.l, b.now, c.Done))}
	case halted && c.Halts[len(c.Halts)-1].Why == flow.WaitsForNobody:
		return Left{"none", b.t("desk.clock_ended"), ""}
	case halted:
		return Left{"held", b.t("desk.paused_left", workday.Words(b.l, left)), b.t("desk.paused_since", shortMoment(b.l, b.now, c.Halts[len(c.Halts)-1].From))}
	case c.Due.Before(b.now):
		return Left{"late", workday.Remaining(b.l, -b.cal.Between(c.Due, b.now)), dueText(b.l, b.now, c.Due)}
	case left <= soonWithin:
		return Left{"soon", workday.Remaining(b.l, left), dueText(b.l, b.now, c.Due)}
	}
	return Left{"calm", workday.Remaining(b.l, left), dueText(b.l, b.now, c.Due)}
}

// Why explains the due time in force so that it adds up.
type Why struct {
	Title string
	Lines []WhyLine
	Sum   string
	Notes []string
}

// A WhyLine is one stretch of the count.
type WhyLine struct {
	What, Time string
	Off        bool // does not count
}

// why tells the count day by day as it would stand without halts, then the
// halts, then what came of them.
func (b *book) why() *Why {
	clock := b.RulingClock()
	if clock != nil && !clock.Set.IsZero() {
		return &Why{Title: b.t("desk.why_due", vi.Clock(clock.Due)), Notes: []string{b.namedDue(clock)}}
	}
	if clock == nil || b.Explanation == nil {
		return nil
	}
	w := &Why{Title: b.t("desk.why_due", vi.Clock(clock.Due))}
	for _, line := range b.Explanation.Lines {
		n := WhyLine{What: line.In(b.l), Off: line.Kind == workday.Skipped}
		if line.Time > 0 {
			n.Time = workday.Words(b.l, line.Time)
		}
		w.Lines = append(w.Lines, n)
	}
	a := clock.Explain(b.cal, b.now)
	halted := false
	for _, s := range a.Stretches {
		if s.Counted || s.Working == 0 {
			continue
		}
		halted = true
		w.Lines = append(w.Lines, WhyLine{What: b.t("desk.why_halt", shortMoment(b.l, b.now, s.From), shortMoment(b.l, b.now, s.To), b.t("desk.halt_"+haltName(s.Why))),
			Time: b.t("desk.why_not_counted", workday.Words(b.l, s.Working)), Off: true})
	}
	w.Sum = b.t("desk.why_sum", a.Limit.In(b.l), vi.DateTime(b.l, clock.Due))
	if halted && !clock.First.Equal(clock.Due) {
		w.Notes = append(w.Notes, b.t("desk.why_first", vi.DateTime(b.l, clock.First)))
	}
	for _, y := range b.Explanation.Years {
		w.Notes = append(w.Notes, workday.ProjectedNote(b.l, y))
	}
	return w
}

func haltName(w flow.Waiting) string {
	if w == flow.WaitsForNobody {
		return "ended"
	}
	return string(w)
}

// A Ruler draws the working time of a case from its beginning to its last due
// time, office hours only. Places and widths are in percent of it.
type Ruler struct {
	Pieces []RulerPiece
	Days   []RulerMark
	Marks  []RulerMark
	Words  []RulerWord
	Says   string // the same as the drawing, for those who do not see it
}

// A RulerPiece is a stretch: Kind is open, spent, stop or over.
type RulerPiece struct{ Kind, X, W string }

// A RulerMark is a line on the ruler with a word: Kind is day, now, step, case.
type RulerMark struct {
	Kind, X, Label string
	Anchor         string // start, middle, end: on which side the word stands
	Row            int    // of the words above, so that they do not lie on each other
}

// A RulerWord explains a kind of stretch beneath the drawing.
type RulerWord struct{ Kind, Text string }

// longRuler is how many days still get a mark each.
const longRuler = 15

func (b *book) ruler() *Ruler {
	s := &b.View.State
	main := &s.Case
	if !main.Limited() {
		main = &s.Clock
	}
	if !main.Limited() || main.Started.IsZero() || !s.Ended.IsZero() && main.Done.IsZero() {
		return nil
	}
	step := &s.Clock
	if s.Consult.Pending() {
		step = &s.Consult.Clock
	}
	now := b.now
	if !main.Done.IsZero() {
		now = main.Done
	}
	end := later(main.Due, now)
	second := step.Limited() && step != main && main.Done.IsZero() && !step.Started.IsZero()
	if second {
		end = later(end, step.Due)
	}
	axis := newAxis(b.cal, main.Started, end)
	if axis.total == 0 {
		return nil
	}
	r := &Ruler{}
	for i, d := range axis.days {
		r.Pieces = append(r.Pieces, axis.pieces("open", later(d.from, main.Started), earlier(d.to, end))...)
		if len(axis.days) <= longRuler || i == 0 || i == len(axis.days)-1 {
			m := RulerMark{Kind: "day", X: axis.at(later(d.from, main.Started)), Label: vi.ShortDate(b.l, d.from), Anchor: "start"}
			if shareOf(m.X) > .93 {
				m.Anchor = "end"
			}
			r.Days = append(r.Days, m)
		}
	}
	account := main.Explain(b.cal, now)
	var stopped time.Duration
	for _, st := range account.Stretches {
		switch {
		case !st.Counted:
			stopped += st.Working
			r.Pieces = append(r.Pieces, axis.pieces("stop", st.From, st.To)...)
		case st.To.After(main.Due):
			r.Pieces = append(r.Pieces, axis.pieces("spent", st.From, later(st.From, main.Due))...)
			r.Pieces = append(r.Pieces, axis.pieces("over", later(st.From, main.Due), st.To)...)
		default:
			r.Pieces = append(r.Pieces, axis.pieces("spent", st.From, st.To)...)
		}
	}
	r.mark(axis, "now", now, b.t("desk.now", vi.Clock(now)))
	if main.Done.IsZero() {
		if second && s.Consult.Pending() {
			r.mark(axis, "step", step.Due, b.t("desk.ruler_consult", vi.Clock(step.Due)))
		} else if second {
			r.mark(axis, "step", step.Due, b.t("desk.ruler_step", vi.Clock(step.Due)))
		}
	} else {
		r.Marks[0].Label = b.t("desk.ruler_done", vi.Clock(now))
	}
	due := b.t("desk.ruler_due", vi.Clock(main.Due))
	if n := len(main.Halts); n > 0 && main.Halts[n-1].To.IsZero() && main.Done.IsZero() {
		due = b.t("desk.ruler_due_later") // it moves on while the clock stands still
	}
	r.mark(axis, "case", main.Due, due)
	r.Words = append(r.Words, RulerWord{"spent", b.t("desk.ruler_spent", workday.Words(b.l, account.Used))})
	if stopped > 0 {
		r.Words = append(r.Words, RulerWord{"stop", b.t("desk.ruler_stopped", workday.Words(b.l, stopped))})
	}
	switch {
	case account.Late > 0:
		r.Words = append(r.Words, RulerWord{"over", b.t("desk.ruler_over", workday.Words(b.l, account.Late))})
	case main.Done.IsZero() && account.Left > 0:
		r.Words = append(r.Words, RulerWord{"open", b.t("desk.ruler_left", workday.Words(b.l, account.Left))})
	}
	says := make([]string, len(r.Words))
	for i, w := range r.Words {
		says[i] = w.Text
	}
	r.Says = b.t("desk.ruler_says", andList(b.l, says))
	return r
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// An axis lays working time side by side, with a small gap between days.
type axis struct {
	cal   *workday.Calendar
	days  []axisDay
	total time.Duration
}

type axisDay struct {
	from, to time.Time // opening and close
	before   time.Duration
}

// dayGap is how much of the axis lies between two days, in working time.
const dayGap = 14 * time.Minute

func newAxis(cal *workday.Calendar, from, to time.Time) *axis {
	a := &axis{cal: cal}
	local := from.In(workday.Zone)
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, workday.Zone)
	for n := 0; !day.After(to) && n < 400; n, day = n+1, day.AddDate(0, 0, 1) {
		hours := cal.Hours(day)
		if len(hours) == 0 {
			continue
		}
		d := axisDay{from: day.Add(time.Duration(hours[0].From) * time.Minute), to: day.Add(time.Duration(hours[len(hours)-1].To) * time.Minute)}
		if !d.to.After(from) || !d.from.Before(to) {
			continue
		}
		if len(a.days) > 0 {
			a.total += dayGap
		}
		d.before = a.total
		if d.from.Before(from) {
			d.from = from
		}
		a.total += cal.Between(d.from, earlier(d.to, to))
		a.days = append(a.days, d)
	}
	return a
}

// along is how far a time is along the axis.
func (a *axis) along(t time.Time) time.Duration {
	var at time.Duration
	for _, d := range a.days {
		if t.Before(d.from) {
			break
		}
		at = d.before + a.cal.Between(d.from, earlier(d.to, t))
	}
	return min(at, a.total)
}

func (a *axis) at(t time.Time) string { return percent(int64(a.along(t)), int64(a.total)) }

// pieces are the stretches of the axis from one time to another, one a day.
func (a *axis) pieces(kind string, from, to time.Time) []RulerPiece {
	var list []RulerPiece
	for _, d := range a.days {
		x, y := later(d.from, from), earlier(d.to, to)
		if !y.After(x) {
			continue
		}
		if w := a.along(y) - a.along(x); w > 0 {
			list = append(list, RulerPiece{kind, a.at(x), percent(int64(w), int64(a.total))})
		}
	}
	return list
}

// mark adds a line with a word; words that would lie on each other go into
// rows of their own.
func (r *Ruler) mark(a *axis, kind string, at time.Time, label string) {
	share := float64(a.along(at)) / float64(a.total)
	m := RulerMark{Kind: kind, X: a.at(at), Label: label, Anchor: "middle"}
	switch {
	case share < .12:
		m.Anchor = "start"
	case share > .88:
		m.Anchor = "end"
	}
	for _, o := range r.Marks {
		if other := share - shareOf(o.X); other > -.17 && other < .17 && o.Row == m.Row {
			m.Row = o.Row + 1
		}
	}
	r.Marks = append(r.Marks, m)
}
