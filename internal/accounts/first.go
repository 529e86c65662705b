package accounts

import (
	"context"

	"congbo/internal/event"
	"congbo/internal/people"
	"congbo/internal/store"
)

// AddAdministrator adds whoever looks after a new institution, as a part of the
// transaction that makes it: with a password as somebody who can come in, without one
// as somebody who is invited.
func (a *Accounts) AddAdministrator(ctx context.Context, tx *store.Tx, institution int64, in PersonInput, password string) error {
	who := SystemActor(institution)
	p, err := a.addPerson(ctx, tx, who, in, false)
	if err != nil {
		return err
	}
	if _, err := a.appoint(ctx, tx, who, AppointInput{Person: p.ID, Role: people.Administrator, Place: people.Place{Kind: people.Institution, ID: institution}}); err != nil {
		return err
	}
	if password == "" {
		return nil
	}
	i, err := tx.Institution(ctx, institution)
	if err != nil {
		return err
	}
	if err := checkPassword(password, a.Config.PasswordMin, ownOf(p, i)); err != nil {
		return err
	}
	hash, err := a.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	p.State = store.PersonActive
	if err := tx.SavePerson(ctx, p); err != nil {
		return err
	}
	record(tx, who, p, event.PersonChanged, map[string]string{event.KeyRelation: "enabled"})
	return a.setPassword(ctx, tx, p, hash)
}
