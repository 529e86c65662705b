// Package play plays a procedure on paper. A play is a text that an editor can
// read and write: who the people are, then line by line when somebody does
// what. Running it writes under each line what came of it: the minutes in
// Vietnamese, the step and its due time, or why it was refused. The plays in
// testdata of package flow are its tests; an office tries its own procedure
// the same way before it comes into force.
//
//	procedure dang-tin-cap-truong
//	person Lan communications
//	person Hoa head
//	requester Bình                                  (without an account)
//	delegate Hoa Nam 2026-11-23 2026-11-30 head     (no roles: all of them)
//	holiday 2026-11-24
//	fact kind=news site=truong-vi
//	fact document=yes source=approved               (there is a text; it is a translation of an approved one)
//	fact ask-unit=yes sender=staff                  (the office wants the sender's unit to confirm what it does not send itself)
//	unit qltm Phòng Quản lý thương mại
//	person An functional@qltm                       (a role held in a unit)
//
//	2026-11-23 08:00 Bình open
//	2026-11-23 08:10 Lan attach
//	2026-11-23 08:20 Lan request-changes "thiếu ảnh"
//
// A move that wants a unit or a date is told it: "assign unit=qltm with=kt
// due=2026-12-01", which means the end of that day's office.
//
// After the time and the person stands one of the acts below, or the id of a
// move of the step. Words in double quotes are the reason or the question.
// "Nam/Hoa" is Nam acting for Hoa. Lines that begin with four spaces are what
// came of it and are written anew. Time passes by itself: reminders, alarms and
// silences between two lines are told under the first; "wait" lets it pass.
//
//	open                    the case begins
//	attach                  a document is made of the request
//	edit content images=2   aspects are changed; "=2" says to what, to come back to it; words in quotes: what readers are told of it
//	classify                kind, sites and sections are chosen
//	yes content, no images  verdicts
//	tick item, untick item  the checklist;  check item=yes is what the program finds
//	ask, put, answer yes|yes-with-changes|no, withdraw, claim
//	correct, heed, force
//	change correction|update, drop-change, take-down, remove    after publication
//	appoint Tú webmaster, dismiss Tú webmaster
//	close-office 2026-11-25 a day off is announced, due times are counted anew
//	who, due                asks who can act now; how the due time came about
//	wait                    nothing but time
package play

import (
	"slices"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/workday"
)

// MaxSize is how many bytes a play may have, MaxLines how many lines.
const (
	MaxSize  = 1 << 20
	MaxLines = 5000
)

// Find gives the procedure that a play names.
type Find func(name string) (*flow.Procedure, error)

// Run plays a script and returns it with what came of each line. The failure
// tells whoever wrote it which line cannot be read (play.line).
func Run(script []byte, find Find) ([]byte, error) {
	if len(script) > MaxSize {
		return nil, bad("too_large", MaxSize>>20)
	}
	lines := strings.Split(strings.TrimSuffix(string(script), "\n"), "\n")
	if len(lines) > MaxLines {
		return nil, bad("too_many", MaxLines)
	}
	w := &world{find: find, aspects: firstAspects(), checks: make(map[string]bool), names: make(map[string]people.PersonID)}
	for i, line := range lines {
		if strings.HasPrefix(line, "    ") {
			continue
		}
		if err := w.line(strings.TrimRight(line, " \t\r")); err != nil {
			cause, ok := fault.As(err)
			if !ok {
				return nil, err
			}
			return nil, bad("line", i+1, cause)
		}
	}
	return []byte(w.out.String()), nil
}

func bad(key string, args ...any) *fault.Error { return fault.New(fault.Invalid, "play."+key, args...) }

// line does one line of the script and writes it with what came of it.
func (w *world) line(line string) error {
	words, reason, err := split(line)
	if err != nil {
		return err
	}
	if len(words) == 0 || strings.HasPrefix(words[0], "#") {
		w.out.WriteString(line + "\n")
		return nil
	}
	if words[0][0] < '0' || words[0][0] > '9' {
		w.out.WriteString(line + "\n")
		return w.setting(words)
	}
	if len(words) < 3 {
		return bad("act_form")
	}
	at, err := workday.ParseTime(words[0] + " " + words[1])
	if err != nil {
		return err
	}
	if at.Before(w.now) {
		return bad("back")
	}
	w.pass(at) // told under the line before
	w.now = at
	w.out.WriteString(line + "\n")
	words = words[2:]
	if words[0] == "wait" {
		w.pass(at)
		w.where()
		return nil
	}
	if len(words) == 1 {
		return w.ask(words[0])
	}
	return w.act(words[0], words[1], words[2:], reason)
}

// split takes a line apart; the words in double quotes come separately.
func split(line string) (words []string, quoted string, err error) {
	before, rest, has := strings.Cut(line, `"`)
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return []string{"#"}, "", nil
	}
	if has {
		inside, after, closed := strings.Cut(rest, `"`)
		if !closed || strings.TrimSpace(after) != "" {
			return nil, "", bad("quotes")
		}
		quoted = inside
	}
	return strings.Fields(before), quoted, nil
}

// setting does a line without a time.
func (w *world) setting(words []string) error {
	args := words[1:]
	switch words[0] {
	case "procedure":
		if len(args) != 1 {
			return bad("form", "procedure NAME")
		}
		p, err := w.find(args[0])
		if err != nil {
			return err
		}
		w.p = p
	case "person":
		if len(args) < 2 {
			return bad("form", "person NAME ROLE…")
		}
		for _, role := range args[1:] {
			if err := w.appoint(w.person(args[0]), role, time.Time{}); err != nil {
				return err
			}
		}
	case "unit":
		if len(args) < 2 || len(w.units) >= maxUnits {
			return bad("form", "unit ID NAME")
		}
		w.units = append(w.units, unit{args[0], strings.Join(args[1:], " ")})
	case "requester":
		if len(args) != 1 {
			return bad("form", "requester NAME")
		}
		w.outside = append(w.outside, args[0])
	case "delegate":
		return w.delegate(args)
	case "holiday":
		return w.close(args)
	case "fact":
		return w.fact(args)
	default:
		return bad("setting", words[0])
	}
	return nil
}

func (w *world) delegate(args []string) error {
	if len(args) < 4 {
		return bad("form", "delegate FROM TO START END [ROLE…]")
	}
	from, to := w.names[args[0]], w.names[args[1]]
	if from == 0 || to == 0 {
		return bad("form", "delegate FROM TO START END [ROLE…]")
	}
	start, err1 := time.ParseInLocation(time.DateOnly, args[2], workday.Zone)
	end, err2 := time.ParseInLocation(time.DateOnly, args[3], workday.Zone)
	if err1 != nil || err2 != nil {
		return bad("date", args[2]+", "+args[3])
	}
	d := people.Delegation{From: from, To: to, Place: place, Start: start, End: end}
	for _, r := range args[4:] {
		d.Roles = append(d.Roles, people.Role(r))
	}
	w.delegations = append(w.delegations, d)
	return nil
}

func (w *world) close(days []string) error {
	for _, day := range days {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return bad("date", day)
		}
		w.closed = append(w.closed, workday.Override{Date: day})
	}
	w.calendar = workday.Vietnam().With(nil, w.closed)
	return nil
}

func (w *world) fact(args []string) error {
	for _, arg := range args {
		name, value, ok := strings.Cut(arg, "=")
		if !ok {
			return bad("form", "fact NAME=VALUE…")
		}
		switch name {
		case "kind":
			w.kind = value
		case "unit":
			w.unit = value
		case "document":
			w.hasDocument = value == "yes"
		case "source":
			w.source = value == "approved"
		case "ask-unit":
			w.askUnit = value == "yes"
		case "language":
			w.lang = value
		case "site":
			w.sites = strings.Split(value, ",")
		case "sender":
			for _, r := range strings.Split(value, ",") {
				w.sender = append(w.sender, people.Role(r))
			}
		default:
			return bad("fact", name)
		}
	}
	return nil
}

// ask answers a question about the case.
func (w *world) ask(what string) error {
	switch {
	case !w.begun:
		return bad("not_open")
	case what == "who":
		w.tellTurn()
	case what == "due":
		w.tellDue()
	default:
		return bad("question", what)
	}
	return nil
}

// act does what a person wants.
func (w *world) act(who, verb string, args []string, reason string) error {
	by, err := w.actor(who)
	if err != nil {
		return err
	}
	if w.p == nil {
		return bad("no_procedure")
	}
	if verb == "open" {
		if w.begun {
			return bad("open")
		}
		w.begun = true
		w.opened, w.openedBy, w.requested = w.now, by.Person, by.Outside
		s, hs := w.p.Start(w.facts(), by)
		w.s = s
		w.tell(hs)
		w.where()
		return nil
	}
	if !w.begun {
		return bad("not_open")
	}
	a := flow.Act{Reason: reason}
	switch kind := flow.Kind(verb); {
	case verb == "yes" || verb == "no":
		return w.verdicts(by, verb == "yes", args, reason)
	case verb == "tick" || verb == "untick":
		return w.ticks(by, verb == "tick", args)
	case verb == "check":
		return w.check(args)
	case verb == "edit" || verb == "classify":
		w.told = w.told || reason != ""
		return w.edit(by, verb == "classify", args)
	case verb == "appoint" || verb == "dismiss":
		return w.staff(verb == "appoint", args)
	case verb == "close-office":
		if err := w.close(args); err != nil {
			return err
		}
		s, hs := w.p.Recount(w.s, w.facts())
		w.s = s
		w.tell(hs)
		w.where()
		return nil
	case kind == flow.DoAttach:
		return w.attach(by)
	case kind == flow.DoAnswer:
		if len(args) != 1 {
			return bad("form", "answer yes|yes-with-changes|no")
		}
		a.Kind, a.Answer = kind, flow.Answer(args[0])
	case slices.Contains(flow.Kinds, kind) && kind != flow.DoMove && kind != flow.DoVerdict && kind != flow.DoRevise:
		a.Kind, a.Batch = kind, 1
		if kind == flow.DoHeed {
			a.Yes = len(args) == 0 || args[0] != "no"
		}
		if kind == flow.DoChange && len(args) == 1 {
			a.Change = content.ChangeKind(args[0])
		}
	default:
		a.Kind, a.Move = flow.DoMove, flow.MoveID(verb)
		if w.p.Step(w.s.Step).Move(a.Move) == nil && !w.moveAnywhere(a.Move) {
			return bad("move", verb)
		}
		if err := w.wants(&a, args); err != nil {
			return err
		}
	}
	w.do(a, by)
	w.where()
	return nil
}

func (w *world) moveAnywhere(id flow.MoveID) bool {
	for i := range w.p.Steps {
		if w.p.Steps[i].Move(id) != nil {
			return true
		}
	}
	return false
}
