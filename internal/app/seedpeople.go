package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// Where nobody holds a role that the procedure needs, people for load do: two a
// role, for nobody approves what they wrote. Their names say what they are.
// They are disabled from the beginning and have an address that no letter
// reaches (RFC 2606), so they cannot sign in, and no case of the house's own
// counts with them.
const (
	seedersPerRole = 2
	seederAddress  = "thu-tai-%s-%d@seed.invalid"
)

// seederSince is how long people for load have held their roles: documents are
// spread over this time.
const seederSince = 365 * 24 * time.Hour

// people has people for load hold every role that the procedure names, and has
// nobody else count.
func (s *seeder) people(ctx context.Context) (added int, err error) {
	var held []people.Appointment
	err = s.app.Store.Tx(ctx, func(tx *store.Tx) error {
		added, held = 0, nil
		for _, role := range s.roles() {
			for n := range seedersPerRole {
				p, made, err := s.person(ctx, tx, role, n+1)
				if err != nil {
					return err
				}
				if made {
					added++
				}
				s.names[p.ID] = p.Name
				all, err := tx.AppointmentsOf(ctx, p.ID)
				if err != nil {
					return err
				}
				for _, a := range all {
					held = append(held, a.Appointment)
				}
			}
		}
		return nil
	})
	s.appointments, s.delegations = held, nil
	return added, err
}

// roles are those that may act in the procedure, in order.
func (s *seeder) roles() []people.Role {
	var all []people.Role
	for _, step := range s.procedure.Steps {
		all = append(all, step.By...)
		for _, v := range step.Verdicts {
			all = append(all, v.By...)
		}
		for _, m := range step.Moves {
			all = append(all, m.By...)
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(r people.Role) bool { return r == people.Requester || r == flow.Program })
}

// person is a person for load, who is added if they are not there yet.
func (s *seeder) person(ctx context.Context, tx *store.Tx, role people.Role, n int) (p *store.Person, made bool, err error) {
	email := fmt.Sprintf(seederAddress, role, n)
	if p, err = tx.PersonByEmail(ctx, email); !fault.Is(err, fault.NotFound) {
		return p, false, err
	}
	title := string(role)
	if locale.Has(locale.VI, role.Title()) {
		title = locale.T(locale.VI, role.Title())
	}
	p = &store.Person{Institution: s.institution, Name: locale.T(locale.VI, "seed.person", fmt.Sprintf("%s %d", title, n)), Email: email, Lang: locale.VI, State: store.PersonDisabled}
	if err := tx.AddPerson(ctx, p); err != nil {
		return nil, false, err
	}
	subject := fmt.Sprintf("person:%d", p.ID)
	tx.Record(s.institution, event.Event{Verb: event.PersonAdded, Subject: subject})
	a := &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: role, Place: people.Place{Kind: people.Institution, ID: s.institution}, From: tx.Now().Add(-seederSince)}}
	if err := tx.AddAppointment(ctx, a); err != nil {
		return nil, false, err
	}
	tx.Record(s.institution, event.Event{Verb: event.AppointmentGiven, Subject: subject,
		Data: map[string]string{event.KeyRole: string(role), event.KeyPlace: fmt.Sprintf("%s:%d", a.Place.Kind, a.Place.ID)}})
	return p, true, nil
}
