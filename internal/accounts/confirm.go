package accounts

import (
	"context"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
)

// ConfirmCode uses up a code of a person's second factor, shown where they do
// one thing without signing in. Wrong codes count and lock as they do at
// sign-in; recovery codes are for that alone.
func (a *Accounts) ConfirmCode(ctx context.Context, v Visitor, person people.PersonID, code string) error {
	var p *store.Person
	var c store.Credentials
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		if p, err = tx.Person(ctx, person); err != nil {
			return err
		}
		c, err = tx.Credentials(ctx, person)
		return err
	})
	if err != nil {
		return err
	}
	if c.TOTPKey == "" || p.State != store.PersonActive {
		return fault.New(fault.Denied, "fault.denied")
	}
	key, err := a.openKey(p.ID, c.TOTPKey)
	if err != nil {
		return err
	}
	t, err := a.begin(ctx, personKey("code", p.ID), v)
	if err != nil {
		return err
	}
	err = a.Store.Tx(ctx, func(tx *store.Tx) error {
		step, ok := matching(key, code, tx.Now())
		if ok {
			if ok, err = tx.UseStep(ctx, p.ID, step); err != nil {
				return err
			}
		}
		if !ok {
			return errWrong
		}
		return t.succeed(ctx, tx)
	})
	if err == errWrong {
		if err = a.failed(ctx, v, t, p, "code"); err == errWrong {
			err = fault.New(fault.Invalid, "accounts.wrong_code").In("code")
		}
	}
	return err
}

// WantsDecisionLetters reports whether the actor gets letters by which they can
// decide without signing in.
func (a *Accounts) WantsDecisionLetters(ctx context.Context, who Actor) (wanted bool, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		wanted, err = tx.DecisionLetters(ctx, who.Person)
		return err
	})
	return wanted, err
}

// ChooseDecisionLetters sets whether the actor gets such letters; without them
// they are told by letter that something waits, and decide at the desk.
func (a *Accounts) ChooseDecisionLetters(ctx context.Context, who Actor, wanted bool) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, who.Person)
		if err != nil {
			return err
		}
		if now, err := tx.DecisionLetters(ctx, p.ID); err != nil || now == wanted {
			return err
		}
		record(tx, who, p, event.PersonChanged, map[string]string{event.KeyRelation: "decision-letters"})
		return tx.SetDecisionLetters(ctx, p.ID, wanted)
	})
}
