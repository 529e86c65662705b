package play

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/workday"
)

// place is where everybody holds their roles who does not hold them in a unit.
var place = people.Place{Kind: people.Institution, ID: 1}

// A unit of a play; its number is its place in the list, from 1.
type unit struct{ id, name string }

const maxUnits = 50

// A world is everything around the case of a play.
type world struct {
	find Find
	out  strings.Builder
	now  time.Time

	p     *flow.Procedure
	s     flow.State
	begun bool

	names        map[string]people.PersonID
	order        []string // names by id
	outside      []string // requesters without an account
	requested    bool     // one of them, or one with an account, opened the case
	units        []unit
	lies         int64 // the unit in which the case lies; zero: none
	appointments []people.Appointment
	delegations  []people.Delegation

	calendar *workday.Calendar
	closed   []workday.Override

	opened      time.Time
	openedBy    people.PersonID
	hasDocument bool
	told        bool // the text says to readers what it changes of the public one
	classified  bool
	source      bool                      // what it is a translation of was approved
	aspects     map[content.Aspect]string // what each is like now
	fresh       int
	edits       []flow.Edit
	checks      map[string]bool

	kind, unit, lang string
	sites            []string
	sender           []people.Role
	askUnit          bool // the office wants the sender's unit to confirm
}

func firstAspects() map[content.Aspect]string {
	m := make(map[content.Aspect]string)
	for _, a := range content.Aspects {
		m[a] = "1"
	}
	return m
}

func (w *world) person(name string) people.PersonID {
	id, ok := w.names[name]
	if !ok {
		w.order = append(w.order, name)
		id = people.PersonID(len(w.order))
		w.names[name] = id
	}
	return id
}

func (w *world) name(id int64) string {
	if id < 1 || int(id) > len(w.order) {
		return ""
	}
	return w.order[id-1]
}

// appoint gives a role, "head", or one in a unit, "functional@qltm".
func (w *world) appoint(id people.PersonID, text string, from time.Time) error {
	role, in, somewhere := strings.Cut(text, "@")
	at := place
	if somewhere {
		u, err := w.unitID(in)
		if err != nil {
			return err
		}
		at = people.Place{Kind: people.Unit, ID: u}
	}
	w.appointments = append(w.appointments, people.Appointment{Person: id, Role: people.Role(role), Place: at, From: from})
	return nil
}

func (w *world) unitID(id string) (int64, error) {
	i := slices.IndexFunc(w.units, func(u unit) bool { return u.id == id })
	if i < 0 {
		return 0, bad("unit", id)
	}
	return int64(i + 1), nil
}

// scope is where the case lies, or would lie in a unit.
func scope(unit int64) people.Scope {
	s := people.Scope{Institution: place.ID}
	if unit != 0 {
		s.Units = []int64{unit}
	}
	return s
}

// wants reads what a move is told beside the reason.
func (w *world) wants(a *flow.Act, args []string) error {
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		switch name {
		case "unit", "with":
			for _, id := range strings.Split(value, ",") {
				u, err := w.unitID(id)
				if err != nil {
					return err
				}
				if name == "unit" {
					a.Unit = u
				} else {
					a.With = append(a.With, u)
				}
			}
		case "due":
			day, err := time.ParseInLocation(time.DateOnly, value, workday.Zone)
			if err != nil {
				return bad("date", value)
			}
			a.Due = day.Add(17 * time.Hour)
		default:
			return bad("form", "MOVE [unit=ID] [with=ID,…] [due=DAY]")
		}
	}
	return nil
}

// staff gives somebody a role, or takes it, from now on.
func (w *world) staff(give bool, args []string) error {
	if len(args) != 2 {
		return bad("form", "appoint NAME ROLE")
	}
	id, role := w.person(args[0]), people.Role(args[1])
	if give {
		if err := w.appoint(id, args[1], w.now); err != nil {
			return err
		}
	} else {
		for i := range w.appointments {
			if a := &w.appointments[i]; a.Person == id && a.Role == role && a.To.IsZero() {
				a.To = w.now
			}
		}
	}
	w.do(flow.Act{Kind: flow.DoWake}, flow.Actor{System: true})
	w.where()
	return nil
}

// actor is "Lan", or "Nam/Hoa" for Nam on behalf of Hoa.
func (w *world) actor(who string) (flow.Actor, error) {
	name, behalf, acts := strings.Cut(who, "/")
	if slices.Contains(w.outside, name) {
		return flow.Actor{Outside: true}, nil
	}
	id := w.names[name]
	if id == 0 {
		return flow.Actor{}, bad("who", name)
	}
	by := flow.Actor{Person: id, Holdings: people.Holdings(id, scope(w.lies), w.appointments, w.delegations, w.now)}
	by.Outside = slices.ContainsFunc(by.Holdings, func(h people.Holding) bool { return h.Role == people.Requester })
	if acts {
		if by.For = w.names[behalf]; by.For == 0 {
			return flow.Actor{}, bad("who", behalf)
		}
	}
	return by, nil
}

func (w *world) hashes() content.Hashes {
	if !w.hasDocument {
		return content.Hashes{}
	}
	h := content.Hashes{
		Content: w.aspects[content.AspectContent], Images: w.aspects[content.AspectImages],
		Classification: w.aspects[content.AspectClassification], Layout: w.aspects[content.AspectLayout],
		Translation: w.aspects[content.AspectTranslation],
	}
	h.All = strings.Join([]string{h.Content, h.Images, h.Classification, h.Layout, h.Translation}, "|")
	return h
}

func (w *world) facts() flow.Facts {
	return flow.Facts{
		Now: w.now, Calendar: w.calendar, HasDocument: w.hasDocument, Hashes: w.hashes(), Edits: w.edits, Checks: w.checks,
		Classified: w.classified, Kind: w.kind, Unit: w.unit, Sites: w.sites, Lang: w.lang, Sender: w.sender, AskUnit: w.askUnit,
		Holders: w.holders(w.lies), HoldersAt: w.holders, Requested: w.requested, SourceApproved: w.source, ChangeTold: w.told,
	}
}

func (w *world) holders(unit int64) func(people.Role) []people.Holder {
	return func(r people.Role) []people.Holder {
		return people.Holders(r, scope(unit), w.appointments, w.delegations, w.now)
	}
}

// do applies an act and tells what came of it, or why it was refused.
func (w *world) do(a flow.Act, by flow.Actor) bool {
	s, hs, err := w.p.Apply(w.s, a, by, w.facts())
	if err != nil {
		w.refused(err)
		return false
	}
	w.s = s
	if slices.ContainsFunc(hs, func(h flow.Happening) bool { return h.Effect == flow.Publish }) {
		w.told = false
	}
	if s.Assigned != nil {
		w.lies = s.Assigned.Unit
	}
	w.tell(hs)
	return true
}

// pass lets time go by until an instant, waking the case when it wants to be.
func (w *world) pass(until time.Time) {
	if !w.begun {
		return
	}
	for range 100 {
		at, ok := w.p.Next(&w.s, ptr(w.facts()))
		if !ok || at.After(until) {
			return
		}
		if at.After(w.now) {
			w.now = at
		}
		w.fmtTime()
		w.do(flow.Act{Kind: flow.DoWake}, flow.Actor{System: true})
	}
}

func ptr[T any](v T) *T { return &v }

// attach makes the document: the sender is an author of what was sent.
func (w *world) attach(by flow.Actor) error {
	had := w.hasDocument
	w.hasDocument = true
	edits := w.edits
	if !had && w.openedBy != 0 {
		for _, a := range []content.Aspect{content.AspectContent, content.AspectImages} {
			w.edits = append(w.edits, flow.Edit{Aspect: a, Person: w.openedBy, At: w.opened})
		}
	}
	if !w.do(flow.Act{Kind: flow.DoAttach}, by) {
		w.hasDocument, w.edits = had, edits
	}
	w.where()
	return nil
}

// edit changes aspects of the text, if the person may.
func (w *world) edit(by flow.Actor, classify bool, args []string) error {
	if classify {
		if err := w.fact(args); err != nil {
			return err
		}
		args = []string{string(content.AspectClassification)}
	}
	before, edits, classified := make(map[content.Aspect]string), w.edits, w.classified
	for a, v := range w.aspects {
		before[a] = v
	}
	w.classified = w.classified || classify
	for _, arg := range args {
		name, value, given := strings.Cut(arg, "=")
		a := content.Aspect(name)
		if _, known := w.aspects[a]; !known {
			return bad("aspect", name)
		}
		if !given {
			w.fresh++
			value = fmt.Sprintf("%s-%d", name, w.fresh)
		}
		w.aspects[a] = value
		w.edits = append(w.edits[:len(w.edits):len(w.edits)], flow.Edit{Aspect: a, Person: by.Person, For: by.For, At: w.now})
	}
	if !w.do(flow.Act{Kind: flow.DoRevise}, by) {
		w.aspects, w.edits, w.classified = before, edits, classified
	}
	w.where()
	return nil
}

func (w *world) verdicts(by flow.Actor, yes bool, aspects []string, reason string) error {
	if len(aspects) == 0 {
		return bad("form", "yes content images")
	}
	for _, a := range aspects {
		if !w.do(flow.Act{Kind: flow.DoVerdict, Aspect: content.Aspect(a), Yes: yes, Reason: reason}, by) {
			break
		}
	}
	w.where()
	return nil
}

func (w *world) ticks(by flow.Actor, yes bool, items []string) error {
	if len(items) == 0 {
		return bad("form", "tick ITEM…")
	}
	for _, item := range items {
		if !w.do(flow.Act{Kind: flow.DoTick, Item: item, Yes: yes}, by) {
			break
		}
	}
	w.where()
	return nil
}

// check sets what the program itself finds.
func (w *world) check(args []string) error {
	for _, arg := range args {
		item, value, ok := strings.Cut(arg, "=")
		if !ok || value != "yes" && value != "no" {
			return bad("form", "check ITEM=yes|no")
		}
		w.checks[item] = value == "yes"
	}
	return nil
}
