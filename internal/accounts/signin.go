package accounts

import (
	"context"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A Stage is what somebody who has shown a password still has to do before
// anything else.
type Stage string

// The stages of coming in.
const (
	Done          Stage = ""         // nothing: in
	StageCode     Stage = "code"     // show a code of the second factor
	StageEnrol    Stage = "enrol"    // set up a second factor
	StagePassword Stage = "password" // choose a new password
)

// stageLimit is how long one may take for the stages.
const stageLimit = 20 * time.Minute

// A Ticket is what the visitor's device gets: the token, for a cookie, and what
// is to be done next. A token is new whenever what it allows grows.
type Ticket struct {
	Token   string
	Expires time.Time
	Stage   Stage
	Person  people.PersonID
}

// What somebody is told who cannot come in. Nothing tells an unknown address
// from a wrong password or a disabled account.
var (
	errWrong = fault.New(fault.Denied, "accounts.wrong")
	// ErrSignedOut says that a token is of no session, or of none any more.
	ErrSignedOut = fault.New(fault.Denied, "accounts.signed_out")
	// ErrUnfinished says that the session has a Stage to pass; see Pending.
	ErrUnfinished = fault.New(fault.Denied, "accounts.unfinished")
)

// SignIn lets somebody in who shows the password of an account, or tells by the
// ticket's stage what else is needed. Five wrong passwords lock the account for
// a while, many from one address lock that (fault.TooMany); an address that no
// account has is locked and takes time in the same way.
func (a *Accounts) SignIn(ctx context.Context, v Visitor, email, password string) (Ticket, error) {
	email = cleanEmail(email)
	t, err := a.begin(ctx, accountKey(email), v)
	if err != nil {
		a.Log.Warn("sign-in refused", "address", v.Address, "why", err)
		return Ticket{}, err
	}
	var p *store.Person
	var c store.Credentials
	err = a.Store.View(ctx, func(tx *store.Tx) (err error) {
		p, err = tx.PersonByEmail(ctx, email)
		if fault.Is(err, fault.NotFound) {
			p = nil
			return nil
		} else if err != nil {
			return err
		}
		c, err = tx.Credentials(ctx, p.ID)
		return err
	})
	if err != nil {
		return Ticket{}, err
	}
	right, stale, err := a.check(ctx, c.Password, password)
	if err != nil {
		return Ticket{}, err
	}
	if !right || p == nil || p.State != store.PersonActive {
		return Ticket{}, a.failed(ctx, v, t, p, "password")
	}
	fresh := ""
	if stale {
		if fresh, err = a.hasher.hash(ctx, password); err != nil {
			return Ticket{}, err
		}
	}
	return a.enter(ctx, v, p.ID, func(tx *store.Tx, now store.Credentials) error {
		if now.Password != c.Password { // changed while we compared
			return errWrong
		}
		if fresh != "" {
			if err := tx.RehashPassword(ctx, p.ID, c.Password, fresh); err != nil {
				return err
			}
		}
		return t.succeed(ctx, tx)
	}, false, "password")
}

// check compares a password with a hash; what is too long to be one is wrong
// without being hashed.
func (a *Accounts) check(ctx context.Context, hash, password string) (right, stale bool, err error) {
	if len(password) > maxPassword {
		password, hash = "", ""
	}
	return a.hasher.verify(ctx, hash, password)
}

// failed tells the log, and where this attempt locked the account the record,
// of a wrong password or code.
func (a *Accounts) failed(ctx context.Context, v Visitor, t try, p *store.Person, what string) error {
	a.Log.Warn("sign-in failed", "address", v.Address, "what", what, "locked", t.last)
	if !t.last {
		return errWrong
	}
	if p != nil {
		err := a.Store.Tx(ctx, func(tx *store.Tx) error {
			record(tx, Actor{}, p, event.SignInFailed, map[string]string{event.KeyRelation: what, event.KeyDue: t.until.UTC().Format(time.RFC3339)})
			return nil
		})
		if err != nil {
			return err
		}
	}
	return locked(a.Config.Lock)
}

// enter starts a session of a person after do, which may look at the
// credentials as they are now and refuse.
func (a *Accounts) enter(ctx context.Context, v Visitor, id people.PersonID, do func(*store.Tx, store.Credentials) error, strong bool, how string) (Ticket, error) {
	token, digest, err := a.token()
	if err != nil {
		return Ticket{}, err
	}
	ticket := Ticket{Token: token, Person: id}
	err = a.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, id)
		if err != nil {
			return err
		}
		if p.State != store.PersonActive {
			return errWrong
		}
		c, err := tx.Credentials(ctx, id)
		if err != nil {
			return err
		}
		if err := do(tx, c); err != nil {
			return err
		}
		if c, err = tx.Credentials(ctx, id); err != nil {
			return err
		}
		return a.open(ctx, tx, v, p, c, digest, strong, how, &ticket)
	})
	if err != nil {
		return Ticket{}, err
	}
	a.Log.Info("signed in", "person", id, "address", v.Address, "how", how, "stage", string(ticket.Stage))
	return ticket, nil
}

// open stores the session of a ticket whose token has the digest.
func (a *Accounts) open(ctx context.Context, tx *store.Tx, v Visitor, p *store.Person, c store.Credentials, digest string, strong bool, how string, ticket *Ticket) error {
	standing, err := tx.Standing(ctx, p.ID)
	if err != nil {
		return err
	}
	ticket.Stage = a.next(standing, c, strong, tx.Now())
	ticket.Expires = tx.Now().Add(a.Config.Absolute)
	if ticket.Stage != Done {
		ticket.Expires = tx.Now().Add(stageLimit)
	}
	if err := a.makeRoom(ctx, tx, p.ID); err != nil {
		return err
	}
	s := &store.Session{
		Digest: digest, Person: p.ID, ExpiresAt: ticket.Expires, Stage: string(ticket.Stage), Strong: strong,
		Address: cut(v.Address, 64), Agent: cut(v.Agent, 300),
	}
	if ticket.Stage == StageEnrol {
		if s.TOTPKey, err = a.newKey(p.ID); err != nil {
			return err
		}
	}
	if err := tx.AddSession(ctx, s); err != nil {
		return err
	}
	if ticket.Stage == Done {
		record(tx, self(p), p, event.SignedIn, map[string]string{event.KeyName: how})
		return tx.SawPerson(ctx, p.ID)
	}
	return nil
}

// next is what a session still lacks.
func (a *Accounts) next(w people.Standing, c store.Credentials, strong bool, now time.Time) Stage {
	switch cfg := a.Config; {
	case cfg.Demo:
		return Done
	case c.TOTPKey != "" && !strong:
		return StageCode
	case c.TOTPKey == "" && (cfg.SecondFactorAll || cfg.strict(w)):
		return StageEnrol
	case cfg.PasswordAge > 0 && administers(w) && now.Sub(c.PasswordAt) >= cfg.PasswordAge:
		return StagePassword
	}
	return Done
}

// makeRoom ends the oldest sessions of a person until one more may begin.
func (a *Accounts) makeRoom(ctx context.Context, tx *store.Tx, id people.PersonID) error {
	have, err := tx.SessionsOf(ctx, id)
	if err != nil {
		return err
	}
	for len(have) >= max(a.Config.Sessions, 1) {
		last := have[len(have)-1] // the one not used for longest
		if _, err := tx.EndSession(ctx, last.Digest); err != nil {
			return err
		}
		have = have[:len(have)-1]
	}
	return nil
}

// GiveCode passes StageCode with a code of the second factor or a recovery
// code. The ticket it returns replaces the one before, whose token is void. A
// code works once, also where the same one is shown many times at once.
func (a *Accounts) GiveCode(ctx context.Context, v Visitor, token, code string) (Ticket, error) {
	half, err := a.visit(ctx, token)
	if err != nil {
		return Ticket{}, err
	}
	p, c := half.person, half.cred
	if c.TOTPKey == "" {
		return Ticket{}, ErrSignedOut
	}
	t, err := a.begin(ctx, personKey("code", p.ID), v)
	if err != nil {
		return Ticket{}, err
	}
	key, err := a.openKey(p.ID, c.TOTPKey)
	if err != nil {
		return Ticket{}, err
	}
	ticket, err := a.enter(ctx, v, p.ID, func(tx *store.Tx, now store.Credentials) error {
		if now.TOTPKey != c.TOTPKey {
			return errWrong
		}
		ok, err := useCode(ctx, tx, p.ID, key, code)
		if err != nil {
			return err
		}
		if !ok {
			return errWrong
		}
		if ended, err := tx.EndSession(ctx, half.Digest); err != nil || !ended {
			return orSignedOut(err)
		}
		return t.succeed(ctx, tx)
	}, true, "code")
	if err == errWrong {
		err = a.failed(ctx, v, t, p, "code")
		if err == errWrong {
			err = fault.New(fault.Denied, "accounts.wrong_code").In("code")
		}
	}
	return ticket, err
}

// useCode uses up a code of the second factor or a recovery code, and reports
// whether it was good.
func useCode(ctx context.Context, tx *store.Tx, id people.PersonID, key []byte, given string) (bool, error) {
	if step, ok := matching(key, given, tx.Now()); ok {
		return tx.UseStep(ctx, id, step)
	}
	if plain := plainRecovery(given); len(plain) == recoveryDigits {
		return tx.UseRecovery(ctx, id, digest256(plain))
	}
	return false, nil
}

func orSignedOut(err error) error {
	if err == nil {
		return ErrSignedOut
	}
	return err
}

// SignInDemo lets anybody in as anybody, in a demonstration only.
func (a *Accounts) SignInDemo(ctx context.Context, v Visitor, person people.PersonID) (Ticket, error) {
	if !a.Config.Demo {
		return Ticket{}, fault.New(fault.Denied, "accounts.no_demo")
	}
	return a.enter(ctx, v, person, func(*store.Tx, store.Credentials) error { return nil }, true, "demo")
}

// cleanEmail returns an address as it is stored and compared.
func cleanEmail(s string) string { return strings.ToLower(norm.NFC.String(vi.CleanLine(s))) }

// cut shortens a text that is only kept to be shown.
func cut(s string, max int) string {
	s = vi.CleanLine(s)
	if r := []rune(s); len(r) > max {
		return string(r[:max])
	}
	return s
}
