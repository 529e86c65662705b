package play

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// write adds a line of what came of it.
func (w *world) write(format string, args ...any) {
	fmt.Fprintf(&w.out, "    "+format+"\n", args...)
}

func (w *world) say(key string, args ...any) {
	w.write("%s", locale.T(locale.VI, "play."+key, args...))
}

// length writes working time as hours and minutes: 3h05.
func length(d time.Duration) string {
	return fmt.Sprintf("%dh%02d", d/time.Hour, d%time.Hour/time.Minute)
}

func clock(t time.Time) string { return vi.DateTime(locale.VI, t) }

// fmtTime says when something happened by itself.
func (w *world) fmtTime() { w.write("[%s]", clock(w.now)) }

func (w *world) refused(err error) { w.write("!! %s", locale.Error(locale.VI, err)) }

// tell writes the minutes.
func (w *world) tell(hs []flow.Happening) {
	names := w.p.Names(locale.VI)
	names.Person, names.Time = w.name, clock
	title := names.Title
	names.Title = func(key, value string) string {
		if n, ok := strings.CutPrefix(value, "unit:"); ok && (key == event.KeyPlace || key == event.KeyWith) {
			if i, err := strconv.Atoi(n); err == nil && i > 0 && i <= len(w.units) {
				return w.units[i-1].name
			}
		}
		return title(key, value)
	}
	for _, h := range hs {
		w.write("%s", event.Say(locale.VI, h.Event(), names))
		if h.Letter != "" {
			w.say("letter", locale.Key("flow.letter."+string(h.Letter)))
		}
	}
}

// where says where the case stands.
func (w *world) where() {
	step := w.p.Step(w.s.Step)
	switch {
	case !w.s.Ended.IsZero():
		w.write("-> %s", step.Title.VI)
		return
	case w.s.Waiting() == flow.WaitsForAuthority, w.s.Waiting() == flow.WaitsForUnit:
		w.write("-> %s, %s%s", step.Title.VI, strings.ToLower(locale.T(locale.VI, "flow.waiting."+string(w.s.Waiting()))), w.due())
	default:
		w.write("-> %s%s", step.Title.VI, w.due())
	}
	for _, f := range w.s.Flags() {
		w.write("(%s)", locale.T(locale.VI, "flow.flag."+f))
	}
}

func (w *world) due() string {
	if due := w.s.Due(); !due.IsZero() {
		return ", " + locale.T(locale.VI, "play.due", clock(due))
	}
	return ""
}

// tellTurn says who can act now.
func (w *world) tellTurn() {
	f := w.facts()
	t := w.p.Turn(&w.s, &f)
	for _, h := range t.Hands {
		names := w.p.Names(locale.VI)
		what := locale.T(locale.VI, "flow.kind."+string(h.Kind))
		if h.Aspect != "" {
			what += " " + locale.T(locale.VI, "flow.aspect."+string(h.Aspect))
		}
		line := what + ": " + names.Title(event.KeyRole, string(h.Role))
		if len(h.Barred) > 0 {
			line += " " + locale.T(locale.VI, "play.barred", w.list(h.Barred))
		}
		w.write("%s", line)
	}
	var who []string
	for _, h := range t.People {
		n := w.name(int64(h.Person))
		if h.For != 0 {
			n = locale.T(locale.VI, "people.on_behalf", n, w.name(int64(h.For)))
		}
		who = append(who, n)
	}
	w.say("people", strings.Join(who, "; "))
	if t.Nobody {
		w.say("nobody", w.p.RoleTitle(locale.VI, t.Told[0]))
	}
}

func (w *world) list(ids []people.PersonID) string {
	s := make([]string, len(ids))
	for i, id := range ids {
		s[i] = w.name(int64(id))
	}
	return strings.Join(s, ", ")
}

// tellDue says how the due time came about.
func (w *world) tellDue() {
	cal := w.calendar
	if cal == nil {
		cal = workday.Vietnam()
	}
	for _, c := range []struct {
		name  locale.Key
		clock *flow.Clock
	}{{"play.step", &w.s.Clock}, {"play.case", &w.s.Case}} {
		a := c.clock.Explain(cal, w.now)
		switch {
		case !c.clock.Limited():
			w.say("no_limit", c.name)
			continue
		case !a.Set.IsZero():
			w.say("set", c.name, clock(a.From), clock(a.Due))
		default:
			w.say("limit", c.name, a.Limit.In(locale.VI), clock(a.From), clock(a.Due))
		}
		for _, s := range a.Stretches {
			key := "counted"
			if !s.Counted {
				key = "stopped"
			}
			w.say(key, clock(s.From), clock(s.To), length(s.Working))
		}
		w.say("sum", length(a.Used), length(a.Left), length(a.Total))
	}
}
