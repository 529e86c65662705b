package accounts

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// AppointInput gives a person a role at a place.
type AppointInput struct {
	Person   people.PersonID
	Role     people.Role
	Place    people.Place
	From, To time.Time // zero From: now; zero To: open
	Paper    string    // the decision: its number and date
}

// roleWord is what a role is named; procedures may declare further ones.
var roleWord = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// Appoint gives a person a role at a place for a period (R-P1). Nobody appoints
// themselves. The person's sessions end: the next one begins with the new role
// and with what it demands.
func (a *Accounts) Appoint(ctx context.Context, who Actor, in AppointInput) (*store.Appointment, error) {
	var app *store.Appointment
	err := a.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		app, err = a.appoint(ctx, tx, who, in)
		return err
	})
	return app, err
}

func (a *Accounts) appoint(ctx context.Context, tx *store.Tx, who Actor, in AppointInput) (*store.Appointment, error) {
	app := &store.Appointment{Appointment: people.Appointment{Person: in.Person, Role: in.Role, Place: in.Place, From: in.From, To: in.To, Paper: vi.ReadLine(in.Paper)}}
	p, err := a.managed(ctx, tx, who, in.Person)
	if err != nil {
		return nil, err
	}
	if p.ID == who.Person {
		return nil, fault.New(fault.Denied, "accounts.not_oneself")
	}
	if p.State == store.PersonDisabled {
		return nil, fault.New(fault.Conflict, "accounts.disabled", p.Name)
	}
	at, err := placeScope(ctx, tx, who.Institution, in.Place)
	if err != nil {
		return nil, err
	}
	if err := a.may(ctx, tx, who, people.ManagePeople, at); err != nil {
		return nil, err
	}
	if app.From = in.From; app.From.IsZero() {
		app.From = tx.Now()
	}
	if err := checkAppointment(app, tx.Now()); err != nil {
		return nil, err
	}
	have, err := tx.AppointmentsOf(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(have, func(h store.Appointment) bool {
		return h.Role == app.Role && h.Place == app.Place && overlap(h.From, h.To, app.From, app.To)
	}) {
		return nil, fault.New(fault.Conflict, "accounts.appointed_already", p.Name)
	}
	if err := tx.AddAppointment(ctx, app); err != nil {
		return nil, err
	}
	if _, err := tx.EndSessions(ctx, p.ID, ""); err != nil {
		return nil, err
	}
	record(tx, who, p, event.AppointmentGiven, about(app.Role, app.Place, app.ID))
	return app, nil
}

func checkAppointment(a *store.Appointment, now time.Time) error {
	var faults fault.List
	if len(a.Role) > 40 || !roleWord.MatchString(string(a.Role)) || a.Role == people.Requester {
		faults = append(faults, fault.New(fault.Invalid, "accounts.role_unknown", cut(string(a.Role), 40)).In("role"))
	}
	if utf8.RuneCountInString(a.Paper) > maxText {
		faults = append(faults, fault.New(fault.Invalid, "accounts.too_long", maxText).In("paper"))
	}
	if !a.To.IsZero() && (!a.To.After(a.From) || !a.To.After(now)) {
		faults = append(faults, fault.New(fault.Invalid, "accounts.period_wrong").In("to"))
	}
	return faults.Err()
}

// overlap reports whether two periods share an instant; a zero end is open.
func overlap(from1, to1, from2, to2 time.Time) bool {
	return (to1.IsZero() || from2.Before(to1)) && (to2.IsZero() || from1.Before(to2)) && (to1.IsZero() || from1.Before(to1))
}

// about are the details of an event about a role at a place.
func about(role people.Role, place people.Place, id int64) map[string]string {
	return map[string]string{event.KeyRole: string(role), event.KeyPlace: fmt.Sprintf("%s:%d", place.Kind, place.ID), event.KeyNumber: fmt.Sprint(id)}
}

// placeScope is where a place of an institution lies; fault.Invalid where there
// is no such place.
func placeScope(ctx context.Context, tx *store.Tx, institution int64, at people.Place) (people.Scope, error) {
	unknown := fault.New(fault.Invalid, "accounts.place_unknown").In("place")
	switch at.Kind {
	case people.Institution:
		if at.ID == institution {
			return people.Scope{Institution: institution}, nil
		}
	case people.Unit:
		if u, err := tx.Unit(ctx, at.ID); err == nil && u.Institution == institution {
			return scope(ctx, tx, institution, at.ID)
		} else if err != nil && !fault.Is(err, fault.NotFound) {
			return people.Scope{}, err
		}
	case people.Site:
		if s, err := tx.Site(ctx, at.ID); err == nil && s.Institution == institution {
			in, err := scope(ctx, tx, institution, s.Unit)
			in.Sites = []int64{s.ID}
			return in, err
		} else if err != nil && !fault.Is(err, fault.NotFound) {
			return people.Scope{}, err
		}
	}
	return people.Scope{}, unknown
}

// EndAppointment takes a role away from now on; the history keeps that it was
// held. The last administrator stays.
func (a *Accounts) EndAppointment(ctx context.Context, who Actor, id int64) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		app, err := tx.Appointment(ctx, id)
		if err != nil {
			return err
		}
		p, err := a.managed(ctx, tx, who, app.Person)
		if err != nil {
			return err
		}
		at, err := placeScope(ctx, tx, who.Institution, app.Place)
		if err != nil {
			return err
		}
		if err := a.may(ctx, tx, who, people.ManagePeople, at); err != nil {
			return err
		}
		if ended, err := tx.EndAppointment(ctx, id, tx.Now()); err != nil {
			return err
		} else if !ended {
			return fault.New(fault.Conflict, "accounts.ended_already")
		}
		if _, err := tx.EndSessions(ctx, p.ID, ""); err != nil {
			return err
		}
		record(tx, who, p, event.AppointmentEnded, about(app.Role, app.Place, app.ID))
		return a.keepAdministrator(ctx, tx, who.Institution)
	})
}

// DelegateInput hands an authority on.
type DelegateInput struct {
	To         people.PersonID
	Roles      []people.Role // none: all that can be lent at the place
	Place      people.Place
	Start, End time.Time // zero Start: now
	Paper      string    // the written delegation: its number
	Dated      string    // its day, yyyy-mm-dd; empty: not entered
	Scan       *Scan     // of it, signed; nil: none
}

// TemplateDelegation tells somebody what was delegated to them.
const TemplateDelegation = "delegation"

// maxDelegation bounds a delegation: what lasts longer is an appointment.
const maxDelegation = 366 * 24 * time.Hour

// Delegate hands a role, or all that can be lent, to a named colleague for a
// period, in writing (R-P3). Only what the actor holds by appointment at the
// beginning of the period can be handed on; what was lent to the actor cannot.
func (a *Accounts) Delegate(ctx context.Context, who Actor, in DelegateInput) (*store.Delegation, error) {
	d := &store.Delegation{Delegation: people.Delegation{From: who.Person, To: in.To, Roles: slices.Clone(in.Roles), Place: in.Place, Start: in.Start, End: in.End, Paper: vi.ReadLine(in.Paper)}}
	slices.Sort(d.Roles)
	d.Roles = slices.Compact(d.Roles)
	paper := store.DelegationPaper{Dated: in.Dated}
	media, err := a.checkPaper(ctx, &paper, in.Scan)
	if err != nil {
		return nil, err
	}
	err = a.Store.Tx(ctx, func(tx *store.Tx) error {
		if d.Start = in.Start; d.Start.IsZero() {
			d.Start = tx.Now()
		}
		at, err := placeScope(ctx, tx, who.Institution, in.Place)
		if err != nil {
			return err
		}
		if err := a.may(ctx, tx, who, people.GiveDelegation, at); err != nil {
			return err
		}
		if err := checkDelegation(d, tx.Now()); err != nil {
			return err
		}
		to, err := target(ctx, tx, who, in.To)
		if err != nil {
			return err
		}
		if to.State == store.PersonDisabled {
			return fault.New(fault.Conflict, "accounts.disabled", to.Name)
		}
		if err := a.lendable(ctx, tx, d, at); err != nil {
			return err
		}
		if err := tx.AddDelegation(ctx, d); err != nil {
			return err
		}
		data := about("", d.Place, d.ID)
		delete(data, event.KeyRole)
		if len(d.Roles) == 1 {
			data[event.KeyRole] = string(d.Roles[0])
		}
		data[event.KeyDue] = d.End.UTC().Format(time.RFC3339)
		record(tx, who, to, event.DelegationGiven, data)
		if paper.Delegation = d.ID; paper.Dated != "" || media != nil {
			if err := a.keepPaper(ctx, tx, who, to, paper, media); err != nil {
				return err
			}
		}
		l, err := a.letter(to, TemplateDelegation, map[string]string{"by": who.Name, "due": d.End.UTC().Format(time.RFC3339), "reason": PaperOf(to.Lang, d.Paper, paper.Dated)})
		if err != nil {
			return err
		}
		return tx.Tell(ctx, l, store.SortRight)
	})
	return d, err
}

func checkDelegation(d *store.Delegation, now time.Time) error {
	var faults fault.List
	switch {
	case !d.End.After(d.Start) || !d.End.After(now):
		faults = append(faults, fault.New(fault.Invalid, "accounts.period_wrong").In("end"))
	case d.End.Sub(d.Start) > maxDelegation:
		faults = append(faults, fault.New(fault.Invalid, "accounts.period_long", 1).In("end"))
	case d.Start.Before(now.Add(-24 * time.Hour)):
		faults = append(faults, fault.New(fault.Invalid, "accounts.period_past").In("start"))
	}
	if d.To == 0 || d.To == d.From {
		faults = append(faults, fault.New(fault.Invalid, "accounts.delegate_to").In("to"))
	}
	if d.Paper == "" {
		faults = append(faults, fault.New(fault.Invalid, "accounts.paper_missing").In("paper"))
	} else if utf8.RuneCountInString(d.Paper) > maxText {
		faults = append(faults, fault.New(fault.Invalid, "accounts.too_long", maxText).In("paper"))
	}
	for _, r := range d.Roles {
		if len(r) > 40 || !roleWord.MatchString(string(r)) {
			faults = append(faults, fault.New(fault.Invalid, "accounts.role_unknown", cut(string(r), 40)).In("roles"))
		}
	}
	return faults.Err()
}

// titleOf is a role as it is said to people; one that a procedure declares has
// no title here but its word.
func titleOf(r people.Role) any {
	if locale.Has(locale.VI, r.Title()) {
		return locale.Key(r.Title())
	}
	return string(r)
}

// lendable refuses a delegation of which something would not be lent at its
// beginning: the kernel is asked, so that there is one rule.
func (a *Accounts) lendable(ctx context.Context, tx *store.Tx, d *store.Delegation, at people.Scope) error {
	have, err := tx.AppointmentsOf(ctx, d.From)
	if err != nil {
		return err
	}
	var appts []people.Appointment
	for _, h := range have {
		appts = append(appts, h.Appointment)
	}
	var lent []people.Role
	for _, h := range people.Holdings(d.To, at, appts, []people.Delegation{d.Delegation}, d.Start) {
		if h.For == d.From {
			lent = append(lent, h.Role)
		}
	}
	if len(lent) == 0 {
		return fault.New(fault.Denied, "accounts.nothing_to_lend")
	}
	for _, r := range d.Roles {
		if !slices.Contains(lent, r) {
			return fault.New(fault.Denied, "accounts.not_lendable", titleOf(r)).In("roles")
		}
	}
	return nil
}

// EndDelegation takes back a delegation from now on: by whoever gave it, or by
// who manages people where the giver works, for what is lent stays the giver's
// (R-P3).
func (a *Accounts) EndDelegation(ctx context.Context, who Actor, id int64) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		d, err := tx.Delegation(ctx, id)
		if err != nil {
			return err
		}
		to, err := target(ctx, tx, who, d.To)
		if err != nil {
			return err
		}
		if d.From != who.Person {
			if _, err := a.managed(ctx, tx, who, d.From); err != nil {
				return err
			}
		}
		if ended, err := tx.EndDelegation(ctx, id, tx.Now()); err != nil {
			return err
		} else if !ended {
			return fault.New(fault.Conflict, "accounts.ended_already")
		}
		record(tx, who, to, event.DelegationEnded, map[string]string{event.KeyNumber: fmt.Sprint(d.ID)})
		return nil
	})
}
