package people

import (
	"slices"
	"time"

	"congbo/internal/fault"
	"congbo/internal/locale"
)

// An Action is something done outside the steps of a procedure. What happens
// within a case is decided by its procedure; seeing and commenting are here.
type Action string

// The actions. Each has a title in catalog people.json ("people.action.<action>").
const (
	SeeDesk          Action = "see-desk"            // the desk at all
	SeeHouse         Action = "see-house"           // procedures and calendar: what is the institution's own affair
	SeeCase          Action = "see-case"            // a case, its text, its conversation
	RemarkCase       Action = "remark-case"         // a colleague's comment
	AssignCase       Action = "assign-case"         // hand an item to one of its hands
	TakeWriting      Action = "take-writing"        // the editor, out of a colleague's hands
	RegisterRequest  Action = "register-request"    // enter what came on paper or by telephone
	PlaceMessage     Action = "place-message"       // out of the holding area
	OpenDocument     Action = "open-document"       // a text that nobody asked for
	SeeLetters       Action = "see-letters"         // what was sent, with its state
	RetryLetter      Action = "retry-letter"        // send again what failed
	SeeReports       Action = "see-reports"         // figures
	SeeLinks         Action = "see-links"           // which links of published pages are broken
	KeepLink         Action = "keep-link"           // a broken one on purpose, or ask it again
	AnswerReader     Action = "answer-reader"       // who holds something on a page to be wrong
	SeeLibrary       Action = "see-library"         // pictures and papers of the texts that one may see
	KeepLibrary      Action = "keep-library"        // what is known of them: whose they are, what may be done with them
	SeePeople        Action = "see-people"          // the roster with roles
	SeeDiaryOfOthers Action = "see-diary-of-others" // one's own is everybody's right
	SignDiary        Action = "sign-diary"          // confirm that of somebody who works there, see [SignsDiary]
	SeeLog           Action = "see-log"             // the whole record
	GiveDelegation   Action = "give-delegation"     // of what one holds oneself
	ManagePeople     Action = "manage-people"       // accounts and appointments
	ManageRoster     Action = "manage-roster"       // how the board was appointed
	DivideWork       Action = "divide-work"         // who on the board looks after what
	ManageUnits      Action = "manage-units"
	ManageSite       Action = "manage-site"
	ManageSections   Action = "manage-sections"
	ManageCalendar   Action = "manage-calendar"
	ManageMailboxes  Action = "manage-mailboxes"
	ManageProcedures Action = "manage-procedures"
	SeeDisposals     Action = "see-disposals"   // what was proposed, and what was decided
	DecideDisposal   Action = "decide-disposal" // of papers whose retention has ended; never one's own proposal
	ManageLetters    Action = "manage-letters"  // how letters are worded
	ManageSettings   Action = "manage-settings"
	EndSessions      Action = "end-sessions" // of others
	SeeStatus        Action = "see-status"   // of the running program
)

// A Permission is one line of the closed table behind [May].
type Permission struct {
	Action   Action
	Roles    []Role // who may; nobody else
	Anywhere bool   // holding the role at any place is enough
	Own      bool   // by appointment only, never by delegation
}

var board = []Role{Head, Deputy, Member, Secretariat, Communications, CommunicationsHead, Focal, Webmaster}

var heads = []Role{Head, Deputy, CommunicationsHead, UnitHead, UnitDeputy, Leadership, Director, DeputyDirector}

// outside are those who belong to another house and see their own assignments
// alone (R-P6).
var outside = []Role{Partner, Translator}

// Abroad reports whether a role is that of somebody of another house.
func Abroad(r Role) bool { return slices.Contains(outside, r) }

// Outside reports whether a person holds no role but those of outside partners
// anywhere, their own or lent: whoever is also something else here is of the
// house.
func Outside(w Standing) bool {
	found := false
	for _, a := range w.Appointments {
		mine := a.Person == w.Person || slices.ContainsFunc(w.Delegations, func(d Delegation) bool {
			return d.To == w.Person && d.From == a.Person && d.Holds(w.At) && lends(d, a.Role)
		})
		if !mine || !a.Holds(w.At) {
			continue
		}
		if !Abroad(a.Role) {
			return false
		}
		found = true
	}
	return found
}

// desk is everybody who works here: all but those who only ask.
var desk = slices.DeleteFunc(slices.Clone(Roles), func(r Role) bool { return r == Requester })

var permissions = []Permission{
	{SeeDesk, desk, true, false},
	{SeeHouse, without(desk, outside...), true, false},
	{SeeCase, with(board, heads, []Role{Technical, Librarian, Assigned, Delegate, Functional}), false, false},
	{RemarkCase, with(board, heads, []Role{Technical, Librarian, Assigned, Delegate, Functional}), false, false},
	{AssignCase, with(heads, []Role{Secretariat}), false, false},
	{TakeWriting, with(heads, []Role{Secretariat, Communications, Focal, Webmaster, Librarian}), false, false},
	{RegisterRequest, with(board, []Role{UnitHead, UnitDeputy, Assigned, Librarian, DeputyDirector}), false, false},
	{PlaceMessage, []Role{Communications, CommunicationsHead, Secretariat, Focal, Webmaster, Librarian}, false, false},
	{OpenDocument, with(board, []Role{UnitHead, UnitDeputy, Assigned, Librarian, DeputyDirector}), false, false},
	{SeeLetters, with(board, []Role{Librarian, Administrator}), false, false},
	{RetryLetter, []Role{Communications, CommunicationsHead, Secretariat, Focal, Webmaster, Librarian, Administrator}, false, false},
	{SeeReports, with(heads, []Role{Secretariat, Communications, Administrator}), false, false},
	{SeeLinks, with(board, heads, []Role{Technical, Librarian, Administrator}), false, false},
	{KeepLink, []Role{Head, Deputy, Secretariat, Communications, CommunicationsHead, Focal, Webmaster, UnitHead, UnitDeputy, Librarian, DeputyDirector, Administrator}, false, false},
	{AnswerReader, []Role{Head, Deputy, Secretariat, Communications, CommunicationsHead, Focal, Webmaster, UnitHead, UnitDeputy, Librarian, DeputyDirector}, false, false},
	{SeeLibrary, without(desk, outside...), true, false},
	{KeepLibrary, with(board, []Role{Technical, UnitHead, UnitDeputy, Assigned, Librarian, DeputyDirector}), false, false},
	{SeePeople, without(desk, Contributor, Partner, Translator), true, false},
	{SeeDiaryOfOthers, with(heads, []Role{Administrator}), false, false},
	{SignDiary, []Role{UnitHead, UnitDeputy, Head, Leadership, Director}, false, false},
	{SeeLog, []Role{Head, Leadership, Director, Administrator}, false, false},
	{GiveDelegation, with(heads, []Role{Member, Secretariat, Communications, Webmaster, Librarian}), true, true},
	{ManagePeople, []Role{Administrator}, false, true},
	{ManageRoster, []Role{Personnel, Administrator}, false, false},
	{DivideWork, []Role{Head, DeputyDirector, Director}, false, false},
	{ManageUnits, []Role{Administrator}, false, true},
	{ManageSite, []Role{Administrator}, false, true},
	{ManageSections, []Role{Head, Deputy, Webmaster, Librarian, Administrator}, false, false},
	{ManageCalendar, []Role{Focal, Personnel, Administrator}, false, false},
	{ManageMailboxes, []Role{Administrator}, false, true},
	{ManageProcedures, []Role{Administrator, CommunicationsHead, Focal, Secretariat, Librarian}, false, true},
	{SeeDisposals, []Role{Administrator, CommunicationsHead, Focal, Secretariat, Librarian, Head, Leadership, Director}, false, false},
	{DecideDisposal, []Role{Head, Leadership, Director}, false, true},
	{ManageLetters, []Role{Administrator}, false, true},
	{ManageSettings, []Role{Administrator}, false, true},
	{EndSessions, []Role{Administrator}, false, true},
	{SeeStatus, []Role{Technical, Administrator}, false, false},
}

func with(lists ...[]Role) []Role {
	var all []Role
	for _, list := range lists {
		for _, r := range list {
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	return all
}

func without(list []Role, not ...Role) []Role {
	return slices.DeleteFunc(slices.Clone(list), func(r Role) bool { return slices.Contains(not, r) })
}

// Permissions returns the whole table, for the page that shows it and for
// tests that walk it.
func Permissions() []Permission {
	all := slices.Clone(permissions)
	for i := range all {
		all[i].Roles = slices.Clone(all[i].Roles)
	}
	return all
}

// A Standing is a person with all that gives them authority at an instant:
// their appointments and delegations, and the appointments of whoever
// delegated to them. More in the lists does no harm.
type Standing struct {
	Person       PersonID
	Appointments []Appointment
	Delegations  []Delegation
	At           time.Time
}

// Holdings are the roles the standing gives in the scope; see [Holdings].
func (w Standing) Holdings(s Scope) []Holding {
	return Holdings(w.Person, s, w.Appointments, w.Delegations, w.At)
}

// May reports, as a fault.Denied, why the person may not do the action to
// something that lies in the scope; nil where they may. It is the one place
// that decides for every face outside of procedures. What is not in the table
// is denied.
func May(who Standing, action Action, in Scope) error {
	denied := fault.New(fault.Denied, "people.denied", locale.Key("people.action."+string(action)))
	p, ok := permission(action)
	if !ok || who.Person == 0 {
		return fault.New(fault.Denied, "people.denied", string(action))
	}
	if p.Anywhere {
		if who.anywhere(p) {
			return nil
		}
		return denied
	}
	if len(who.allowing(p, in)) > 0 {
		return nil
	}
	return denied
}

// permission is the line of the table about an action.
func permission(action Action) (Permission, bool) {
	i := slices.IndexFunc(permissions, func(p Permission) bool { return p.Action == action })
	if i < 0 {
		return Permission{}, false
	}
	return permissions[i], true
}

// allowing are the holdings in the scope that p asks for, own ones first.
func (w Standing) allowing(p Permission, in Scope) []Holding {
	return slices.DeleteFunc(w.Holdings(in), func(h Holding) bool {
		return !slices.Contains(p.Roles, h.Role) || h.For != 0 && p.Own
	})
}

// anywhere reports whether some role of p is held at whatever place.
func (w Standing) anywhere(p Permission) bool {
	for _, a := range w.Appointments {
		if !a.Holds(w.At) || !slices.Contains(p.Roles, a.Role) {
			continue
		}
		if a.Person == w.Person {
			return true
		}
		if !p.Own && slices.ContainsFunc(w.Delegations, func(d Delegation) bool {
			return d.From == a.Person && d.To == w.Person && d.Holds(w.At) && lends(d, a.Role)
		}) {
			return true
		}
	}
	return false
}
