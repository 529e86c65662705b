package accounts

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// board are the roles of an editorial board and of those who work for it, in
// the order of a decision (R-P4, D 10.2).
var board = []people.Role{people.Head, people.DeputyDirector, people.Deputy, people.Member, people.CommunicationsHead, people.Secretariat, people.Communications,
	people.Focal, people.Technical, people.Webmaster, people.Librarian}

// A BoardSeat is somebody on the board, with how they came to it.
type BoardSeat struct {
	store.Appointment
	Name  string
	Title locale.Text // position; the English form where somebody gave one
	Unit  int64
	Paper store.AppointmentPaper // as entered last by the day of the roster
	Work  string                 // what they look after
}

// A Board is the roster as it stood at an instant, and all that it ever was.
type Board struct {
	At      time.Time
	Seats   []BoardSeat
	History []BoardSeat // every seat there ever was, the newest first
}

// Board is the roster of the editorial board as it stood at an instant (R-P4):
// what was entered later is not in it.
func (a *Accounts) Board(ctx context.Context, who Actor, at time.Time) (*Board, error) {
	b := &Board{At: at}
	err := a.Store.View(ctx, func(tx *store.Tx) error {
		if err := a.may(ctx, tx, who, people.SeePeople, people.Scope{Institution: who.Institution}); err != nil {
			return err
		}
		b.Seats, b.History = nil, nil
		persons, err := tx.People(ctx, store.PersonFilter{Institution: who.Institution})
		if err != nil {
			return err
		}
		all, err := tx.EveryAppointment(ctx, who.Institution)
		if err != nil {
			return err
		}
		papers, err := tx.AppointmentPapers(ctx, who.Institution)
		if err != nil {
			return err
		}
		divisions, err := tx.Divisions(ctx, who.Institution)
		if err != nil {
			return err
		}
		for _, x := range all {
			i := slices.IndexFunc(persons, func(p store.Person) bool { return p.ID == x.Person })
			if !slices.Contains(board, x.Role) || i < 0 || !x.To.IsZero() && !x.To.After(x.From) {
				continue
			}
			s := BoardSeat{Appointment: x, Name: persons[i].Name, Title: persons[i].Title, Unit: persons[i].Unit, Paper: store.AppointmentPaper{Decision: x.Paper}}
			for _, p := range papers {
				if p.Appointment == x.ID && !p.KeptAt.After(at) {
					s.Paper = p
				}
			}
			for _, d := range divisions {
				if d.Appointment == x.ID && !d.From.After(at) {
					s.Work = d.Work
				}
			}
			b.History = append(b.History, s)
			if x.Holds(at) {
				b.Seats = append(b.Seats, s)
			}
		}
		slices.Reverse(b.History)
		slices.SortStableFunc(b.Seats, func(x, y BoardSeat) int {
			return cmp.Or(cmp.Compare(slices.Index(board, x.Role), slices.Index(board, y.Role)), cmp.Compare(x.Place.ID, y.Place.ID))
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// KeepAppointmentPaper notes how an appointment came about: its decision, who
// nominated, proposed and decided (D 10.1). What was noted before is kept.
func (a *Accounts) KeepAppointmentPaper(ctx context.Context, who Actor, p store.AppointmentPaper) error {
	var faults fault.List
	for field, s := range map[string]*string{"decision": &p.Decision, "nominated": &p.NominatedBy, "proposed": &p.ProposedBy, "decided": &p.DecidedBy} {
		if *s = vi.ReadLine(*s); utf8.RuneCountInString(*s) > maxText {
			faults = append(faults, fault.New(fault.Invalid, "accounts.too_long", maxText).In(field))
		}
	}
	if p.DecidedOn != "" {
		if _, err := time.Parse(time.DateOnly, p.DecidedOn); err != nil {
			faults = append(faults, fault.New(fault.Invalid, "accounts.table_day", cut(p.DecidedOn, 20)).In("decided_on"))
		}
	}
	if err := faults.Err(); err != nil {
		return err
	}
	return a.onSeat(ctx, who, p.Appointment, people.ManageRoster, "appointment-paper", func(tx *store.Tx) error {
		p.KeptBy = who.Person
		return tx.AddAppointmentPaper(ctx, p)
	})
}

// DivideWork notes what somebody on the board looks after from now on: the head
// divides the work (D 12.2, 12.3).
func (a *Accounts) DivideWork(ctx context.Context, who Actor, appointment int64, work string) error {
	work = strings.TrimSpace(vi.Read(work))
	if utf8.RuneCountInString(work) > 2000 {
		return fault.New(fault.Invalid, "accounts.too_long", 2000).In("work")
	}
	return a.onSeat(ctx, who, appointment, people.DivideWork, "division", func(tx *store.Tx) error {
		return tx.AddDivision(ctx, store.Division{Appointment: appointment, Work: work, KeptBy: who.Person})
	})
}

// onSeat does something about a seat of the board, for who may, with its line
// in the record.
func (a *Accounts) onSeat(ctx context.Context, who Actor, appointment int64, action people.Action, what string, do func(tx *store.Tx) error) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := a.may(ctx, tx, who, action, people.Scope{Institution: who.Institution}); err != nil {
			return err
		}
		app, err := tx.Appointment(ctx, appointment)
		if err != nil {
			return err
		}
		p, err := target(ctx, tx, who, app.Person)
		if err != nil {
			return err
		}
		if !slices.Contains(board, app.Role) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		record(tx, who, p, event.PersonChanged, map[string]string{event.KeyRelation: what, event.KeyRole: string(app.Role), event.KeyNumber: fmt.Sprint(appointment)})
		return do(tx)
	})
}
