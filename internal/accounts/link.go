package accounts

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
)

// A Purpose is what a link in a letter is for.
type Purpose string

// The purposes of links, which are also the first part of their addresses.
const (
	Invitation Purpose = "invitation" // set the first password
	Reset      Purpose = "reset"      // set another one
)

// The letters of this area. The first two carry a link that opens an account:
// no page shows their text.
const (
	LetterInvitation    = "invitation"
	LetterReset         = "reset"
	LetterPassword      = "password-changed"
	LetterFactorRemoved = "second-factor-removed"
)

// link makes a link and returns the path it leads to and how long it holds. The
// links of that purpose before it are void.
func (a *Accounts) link(ctx context.Context, tx *store.Tx, p *store.Person, purpose Purpose) (path string, until time.Time, err error) {
	token, digest, err := a.token()
	if err != nil {
		return "", until, err
	}
	if until = tx.Now().Add(a.Config.Invitation); purpose == Reset {
		until = tx.Now().Add(a.Config.Reset)
	}
	if err := tx.VoidTokens(ctx, p.ID, string(purpose)); err != nil {
		return "", until, err
	}
	t := &store.Token{Digest: digest, Purpose: string(purpose), Person: p.ID, ExpiresAt: until}
	return a.Path(purpose, token), until, tx.AddToken(ctx, t)
}

// Handover makes the link with which a person comes in for the first time, or
// comes back in, for the operator at the command line to hand over: the first
// administrator has nobody who could invite them, and perhaps no mail yet.
func (a *Accounts) Handover(ctx context.Context, who Actor, person people.PersonID) (path string, until time.Time, err error) {
	if !who.System {
		return "", until, fault.New(fault.Denied, "fault.denied")
	}
	err = a.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := target(ctx, tx, who, person)
		if err != nil {
			return err
		}
		purpose := Invitation
		switch p.State {
		case store.PersonActive:
			purpose = Reset
		case store.PersonDisabled:
			return fault.New(fault.Conflict, "accounts.disabled", p.Name)
		}
		record(tx, who, p, event.PersonChanged, map[string]string{event.KeyRelation: "invited"})
		path, until, err = a.link(ctx, tx, p, purpose)
		return err
	})
	return path, until, err
}

// send writes the letter that carries a link.
func (a *Accounts) send(ctx context.Context, tx *store.Tx, p *store.Person, purpose Purpose, data map[string]string) error {
	path, until, err := a.link(ctx, tx, p, purpose)
	if err != nil {
		return err
	}
	data["desk-path"] = path
	data["due"] = until.UTC().Format(time.RFC3339)
	template := LetterInvitation
	if purpose == Reset {
		template = LetterReset
	}
	return a.write(ctx, tx, p, template, data)
}

// RequestReset has a letter with a link to a new password sent to the owner of
// an address. Whether there is one is not told; who was never in gets the
// invitation again.
func (a *Accounts) RequestReset(ctx context.Context, v Visitor, email string) error {
	email = cleanEmail(email)
	if wrong := emailWrong(email); wrong != nil {
		return wrong
	}
	a.Log.Info("new password asked for", "address", v.Address)
	var refused error
	err := a.Store.Tx(ctx, func(tx *store.Tx) error {
		refused = nil
		if key := addressKey(v.Address); key != "" {
			tries, err := tx.CountTry(ctx, "reset/"+key, time.Hour)
			if err != nil {
				return err
			}
			if tries.Count > a.Config.AddressTries {
				refused = locked(tries.Since.Add(time.Hour).Sub(tx.Now()))
				return nil
			}
		}
		tries, err := tx.CountTry(ctx, "reset/"+accountKey(email), time.Hour)
		if err != nil {
			return err
		}
		if tries.Count > a.Config.Resets {
			return nil // the letters of this hour are on their way
		}
		p, err := tx.PersonByEmail(ctx, email)
		if fault.Is(err, fault.NotFound) {
			return nil
		} else if err != nil {
			return err
		}
		switch p.State {
		case store.PersonActive:
			return a.send(ctx, tx, p, Reset, map[string]string{})
		case store.PersonInvited:
			return a.send(ctx, tx, p, Invitation, map[string]string{})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return refused
}

// Opened tells for whom and what for a link is, without using it up: a page
// with a form, whose button does. Mail scanners follow links.
func (a *Accounts) Opened(ctx context.Context, purpose Purpose, token string) (p *store.Person, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) (err error) {
		p, err = a.opened(ctx, tx, purpose, token)
		return err
	})
	return p, err
}

func (a *Accounts) opened(ctx context.Context, tx *store.Tx, purpose Purpose, token string) (*store.Person, error) {
	void := fault.New(fault.NotFound, "accounts.link_void")
	if len(token) > 100 {
		return nil, void
	}
	t, err := tx.Token(ctx, digest256(token))
	if fault.Is(err, fault.NotFound) {
		return nil, void
	} else if err != nil {
		return nil, err
	}
	if t.Purpose != string(purpose) || !t.UsedAt.IsZero() || !t.ExpiresAt.After(tx.Now()) {
		return nil, void
	}
	p, err := tx.Person(ctx, t.Person)
	if err != nil {
		return nil, err
	}
	if want := map[Purpose]string{Invitation: store.PersonInvited, Reset: store.PersonActive}[purpose]; p.State != want {
		return nil, void
	}
	return p, nil
}

// AcceptInvitation sets the first password of whoever a link was sent to and
// lets them in, or tells by the ticket's stage what else is needed. A link
// works once.
func (a *Accounts) AcceptInvitation(ctx context.Context, v Visitor, token, password string) (Ticket, error) {
	p, err := a.setByLink(ctx, Invitation, token, password)
	if err != nil {
		return Ticket{}, err
	}
	return a.enter(ctx, v, p.ID, func(*store.Tx, store.Credentials) error { return nil }, false, "invitation")
}

// ResetPassword sets a new password for whoever a link was sent to. All their
// sessions end; the second factor stays what it was (ASVS 6.4.3).
func (a *Accounts) ResetPassword(ctx context.Context, token, password string) error {
	_, err := a.setByLink(ctx, Reset, token, password)
	return err
}

func (a *Accounts) setByLink(ctx context.Context, purpose Purpose, token, password string) (*store.Person, error) {
	p, err := a.Opened(ctx, purpose, token)
	if err != nil {
		return nil, err
	}
	hash, err := a.accept(ctx, p, password)
	if err != nil {
		return nil, err
	}
	err = a.Store.Tx(ctx, func(tx *store.Tx) error {
		var err error
		if p, err = a.opened(ctx, tx, purpose, token); err != nil {
			return err
		}
		if used, err := tx.UseToken(ctx, digest256(token)); err != nil {
			return err
		} else if !used {
			return fault.New(fault.NotFound, "accounts.link_void")
		}
		for _, other := range []Purpose{Invitation, Reset} {
			if err := tx.VoidTokens(ctx, p.ID, string(other)); err != nil {
				return err
			}
		}
		if p.State == store.PersonInvited {
			p.State = store.PersonActive
			if err := tx.SavePerson(ctx, p); err != nil {
				return err
			}
		}
		if err := a.setPassword(ctx, tx, p, hash); err != nil {
			return err
		}
		if purpose == Reset {
			return a.write(ctx, tx, p, LetterPassword, map[string]string{})
		}
		return nil
	})
	return p, err
}

// accept checks a new password of a person and returns its hash.
func (a *Accounts) accept(ctx context.Context, p *store.Person, password string) (string, error) {
	var own []string
	err := a.Store.View(ctx, func(tx *store.Tx) error {
		i, err := tx.Institution(ctx, p.Institution)
		if err == nil {
			own = ownOf(p, i)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	if err := checkPassword(password, a.Config.PasswordMin, own); err != nil {
		return "", err
	}
	return a.hasher.hash(ctx, password)
}

// ownOf are the words out of which nobody is to make their password.
func ownOf(p *store.Person, i *store.Institution) []string {
	return []string{p.Name, p.Email, i.Name.VI, i.Name.EN, i.Settings.Short, "Công Bố"}
}

// setPassword stores a new password, ends all sessions and lifts a lock.
func (a *Accounts) setPassword(ctx context.Context, tx *store.Tx, p *store.Person, hash string) error {
	if err := tx.SetPassword(ctx, p.ID, hash); err != nil {
		return err
	}
	if _, err := tx.EndSessions(ctx, p.ID, ""); err != nil {
		return err
	}
	if err := tx.ForgetTries(ctx, accountKey(p.Email)); err != nil {
		return err
	}
	record(tx, self(p), p, event.PasswordChanged, nil)
	return nil
}

// ChangePassword sets a new password for the person of a session, who shows the
// present one too; it passes StagePassword. The ticket it returns replaces the
// one before; all other sessions end and the person is told by letter.
func (a *Accounts) ChangePassword(ctx context.Context, v Visitor, token, current, password string) (Ticket, error) {
	s, err := a.visit(ctx, token)
	if err != nil {
		return Ticket{}, err
	}
	if st := a.stage(s); st != Done && st != StagePassword {
		return Ticket{}, ErrUnfinished
	}
	p := s.person
	t, err := a.begin(ctx, personKey("password", p.ID), v)
	if err != nil {
		return Ticket{}, err
	}
	if right, _, err := a.check(ctx, s.cred.Password, current); err != nil {
		return Ticket{}, err
	} else if !right {
		return Ticket{}, a.wrongPassword(ctx, v, t, p)
	}
	if current == password {
		return Ticket{}, fault.New(fault.Invalid, "accounts.password_same").In("password")
	}
	hash, err := a.accept(ctx, p, password)
	if err != nil {
		return Ticket{}, err
	}
	return a.enter(ctx, v, p.ID, func(tx *store.Tx, now store.Credentials) error {
		if ended, err := tx.EndSession(ctx, s.Digest); err != nil || !ended || now.Password != s.cred.Password {
			return orSignedOut(err)
		}
		if err := a.setPassword(ctx, tx, p, hash); err != nil {
			return err
		}
		if err := a.write(ctx, tx, p, LetterPassword, map[string]string{}); err != nil {
			return err
		}
		return t.succeed(ctx, tx)
	}, s.Strong, "password-changed")
}

// SetPassword sets the password of a person at the command line, where the
// operator who forgot theirs has no other way in. An invited person becomes
// active.
func (a *Accounts) SetPassword(ctx context.Context, who Actor, person people.PersonID, password string) error {
	if !who.System {
		return fault.New(fault.Denied, "fault.denied")
	}
	var p *store.Person
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		p, err = target(ctx, tx, who, person)
		return err
	})
	if err != nil {
		return err
	}
	hash, err := a.accept(ctx, p, password)
	if err != nil {
		return err
	}
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := target(ctx, tx, who, person)
		if err != nil {
			return err
		}
		if p.State == store.PersonInvited {
			p.State = store.PersonActive
			if err := tx.SavePerson(ctx, p); err != nil {
				return err
			}
		}
		if err := a.setPassword(ctx, tx, p, hash); err != nil {
			return fmt.Errorf("set password: %w", err)
		}
		return nil
	})
}
