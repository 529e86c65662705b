package accounts

import (
	"context"
	"fmt"
	"io"
	"strings"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
)

// Recovery codes are of 120 bits, so that a digest is enough to store them by.
const (
	recoveryCodes  = 10
	recoveryLen    = 15 // bytes
	recoveryDigits = recoveryLen * 8 / 5
)

// An Enrolment is a second factor that is being set up, as shown to its owner.
type Enrolment struct {
	URI    string // for an authenticator app on the same device
	Secret string // the key in groups of four, to be typed
	QR     string // the URI as an SVG image, safe inside a page
}

func (a *Accounts) newKey(person people.PersonID) (string, error) {
	key := make([]byte, totpKeyLen)
	if _, err := io.ReadFull(a.rand, key); err != nil {
		return "", fmt.Errorf("key of a second factor: %w", err)
	}
	return a.sealKey(person, key), nil
}

// BeginSecondFactor draws a new key for a second factor, to be confirmed by
// SetSecondFactor in the same session. At StageEnrol this has been done.
func (a *Accounts) BeginSecondFactor(ctx context.Context, token string) error {
	s, err := a.visit(ctx, token)
	if err != nil {
		return err
	}
	if s.cred.TOTPKey != "" && !s.Strong { // not with a password alone
		return ErrUnfinished
	}
	key, err := a.newKey(s.person.ID)
	if err != nil {
		return err
	}
	return a.Store.Tx(ctx, func(tx *store.Tx) error { return tx.SetSessionKey(ctx, s.Digest, key) })
}

// Enrolment shows the second factor that is being set up in the session of a
// token; fault.NotFound where none is.
func (a *Accounts) Enrolment(ctx context.Context, token string) (*Enrolment, error) {
	s, err := a.visit(ctx, token)
	if err != nil {
		return nil, err
	}
	p := s.person
	if s.TOTPKey == "" {
		return nil, fault.New(fault.NotFound, "accounts.no_enrolment")
	}
	key, err := a.openKey(p.ID, s.TOTPKey)
	if err != nil {
		return nil, err
	}
	var issuer string
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		i, err := tx.Institution(ctx, p.Institution)
		if err != nil {
			return err
		}
		if issuer = i.Settings.Short; issuer == "" {
			issuer = i.Name.In(p.Lang)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	e := &Enrolment{URI: totpURI(strings.ReplaceAll(issuer, ":", " "), p.Email, key), Secret: groups(base32Text.EncodeToString(key))}
	e.QR, err = qrSVG(e.URI)
	return e, err
}

// SetSecondFactor confirms the second factor being set up by a code of it. In a
// session that is not at StageEnrol the password is asked for again. It returns
// recovery codes, shown this once, and a ticket in place of the one before; all
// other sessions end.
func (a *Accounts) SetSecondFactor(ctx context.Context, v Visitor, token, password, code string) (Ticket, []string, error) {
	s, err := a.visit(ctx, token)
	if err != nil {
		return Ticket{}, nil, err
	}
	p, c := s.person, s.cred
	if s.TOTPKey == "" {
		return Ticket{}, nil, fault.New(fault.NotFound, "accounts.no_enrolment")
	}
	if c.TOTPKey != "" && !s.Strong {
		return Ticket{}, nil, ErrUnfinished
	}
	t, err := a.begin(ctx, personKey("code", p.ID), v)
	if err != nil {
		return Ticket{}, nil, err
	}
	if Stage(s.Stage) != StageEnrol {
		if right, _, err := a.check(ctx, c.Password, password); err != nil {
			return Ticket{}, nil, err
		} else if !right {
			return Ticket{}, nil, a.wrongPassword(ctx, v, t, p)
		}
	}
	key, err := a.openKey(p.ID, s.TOTPKey)
	if err != nil {
		return Ticket{}, nil, err
	}
	step, ok := matching(key, code, a.Store.Now())
	if !ok {
		if err := a.failed(ctx, v, t, p, "code"); err != errWrong {
			return Ticket{}, nil, err
		}
		return Ticket{}, nil, fault.New(fault.Invalid, "accounts.wrong_code").In("code")
	}
	codes, digests, err := a.recovery()
	if err != nil {
		return Ticket{}, nil, err
	}
	ticket, err := a.enter(ctx, v, p.ID, func(tx *store.Tx, now store.Credentials) error {
		if ended, err := tx.EndSession(ctx, s.Digest); err != nil || !ended {
			return orSignedOut(err) // the same form sent twice
		}
		if now.TOTPKey != c.TOTPKey || now.Password != c.Password {
			return ErrSignedOut
		}
		if err := tx.SetSecondFactor(ctx, p.ID, s.TOTPKey, step, digests); err != nil {
			return err
		}
		if _, err := tx.EndSessions(ctx, p.ID, ""); err != nil {
			return err
		}
		record(tx, self(p), p, event.SecondFactorSet, nil)
		return t.succeed(ctx, tx)
	}, true, "second-factor")
	if err != nil {
		return Ticket{}, nil, err
	}
	return ticket, codes, nil
}

// wrongPassword is the failure of a password that was asked for again.
func (a *Accounts) wrongPassword(ctx context.Context, v Visitor, t try, p *store.Person) error {
	if err := a.failed(ctx, v, t, p, "password"); err != errWrong {
		return err
	}
	return fault.New(fault.Invalid, "accounts.wrong_password").In("current")
}

// recovery draws recovery codes, as they are shown and as they are stored.
func (a *Accounts) recovery() (codes, digests []string, err error) {
	for range recoveryCodes {
		b := make([]byte, recoveryLen)
		if _, err := io.ReadFull(a.rand, b); err != nil {
			return nil, nil, fmt.Errorf("recovery codes: %w", err)
		}
		plain := base32Text.EncodeToString(b)
		codes = append(codes, groups(plain))
		digests = append(digests, digest256(plain))
	}
	return codes, digests, nil
}

// plainRecovery takes away what people add to a recovery code when they type
// it, and puts right what they misread.
func plainRecovery(s string) string {
	s = strings.ToUpper(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' || r == '\t' }), ""))
	return strings.NewReplacer("0", "O", "1", "I", "8", "B").Replace(s)
}

// RemoveSecondFactor takes away the second factor of somebody who lost it; the
// person is told by letter and sets up another one when they next sign in. An
// administrator cannot do so for themselves.
func (a *Accounts) RemoveSecondFactor(ctx context.Context, who Actor, person people.PersonID) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := a.managed(ctx, tx, who, person)
		if err != nil {
			return err
		}
		if p.ID == who.Person {
			return fault.New(fault.Denied, "accounts.not_oneself")
		}
		if err := tx.SetSecondFactor(ctx, p.ID, "", 0, nil); err != nil {
			return err
		}
		if _, err := tx.EndSessions(ctx, p.ID, ""); err != nil {
			return err
		}
		record(tx, who, p, event.SecondFactorSet, map[string]string{event.KeyRelation: "removed"})
		return a.write(ctx, tx, p, LetterFactorRemoved, map[string]string{"by": who.Name})
	})
}
