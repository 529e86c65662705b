package accounts

import (
	"context"
	"strings"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
)

// seenEvery is how exactly it is known when a session was last used; noting it
// at every request would be a write for every page.
const seenEvery = time.Minute

// A visit is a session with whose it is.
type visit struct {
	*store.Session
	person   *store.Person
	cred     store.Credentials
	standing people.Standing
}

// visit reads the session of a token. Sessions of people who are not active,
// and those not used for too long, are over.
func (a *Accounts) visit(ctx context.Context, token string) (v visit, err error) {
	if len(token) > 100 || token == "" {
		return v, ErrSignedOut
	}
	err = a.Store.View(ctx, func(tx *store.Tx) (err error) {
		if v.Session, err = tx.Session(ctx, digest256(token)); fault.Is(err, fault.NotFound) {
			return ErrSignedOut
		} else if err != nil {
			return err
		}
		if v.person, err = tx.Person(ctx, v.Session.Person); err != nil {
			return err
		}
		if v.standing, err = tx.Standing(ctx, v.person.ID); err != nil {
			return err
		}
		if v.person.State != store.PersonActive || tx.Now().Sub(v.SeenAt) >= a.Config.idle(v.standing) {
			return ErrSignedOut
		}
		v.cred, err = tx.Credentials(ctx, v.person.ID)
		return err
	})
	return v, err
}

// stage is what the visit lacks: what it began with, or what a new role or
// delegation brought since.
func (a *Accounts) stage(v visit) Stage {
	if s := Stage(v.Stage); s != Done {
		return s
	}
	return a.next(v.standing, v.cred, v.Strong, a.Store.Now())
}

func (v visit) actor() Actor {
	who := self(v.person)
	who.Strong, who.Standing, who.Session, who.digest = v.Strong, v.standing, shortID(v.Digest), v.Digest
	return who
}

// Resume tells who is acting, by the token of their session. It fails with
// ErrSignedOut where there is no such session, or not any more, and with
// ErrUnfinished where a stage is still to be passed.
func (a *Accounts) Resume(ctx context.Context, token string) (Actor, error) {
	v, err := a.visit(ctx, token)
	if err != nil {
		return Actor{}, err
	}
	if a.stage(v) != Done {
		return Actor{}, ErrUnfinished
	}
	if a.Store.Now().Sub(v.SeenAt) >= seenEvery {
		err := a.Store.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.SawSession(ctx, v.Digest); err != nil {
				return err
			}
			return tx.SawPerson(ctx, v.person.ID)
		})
		if err != nil {
			return Actor{}, err
		}
	}
	return v.actor(), nil
}

// Pending tells what somebody has to do before they are in, Done if nothing,
// and who they are. What Pending says of a person allows nothing.
func (a *Accounts) Pending(ctx context.Context, token string) (Stage, Actor, error) {
	v, err := a.visit(ctx, token)
	if err != nil {
		return Done, Actor{}, err
	}
	return a.stage(v), self(v.person), nil
}

// SignOut ends the session of a token; where there is none, nothing happens.
func (a *Accounts) SignOut(ctx context.Context, token string) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		_, err := tx.EndSession(ctx, digest256(token))
		return err
	})
}

// A Session is one of a person's sessions, as shown to that person.
type Session struct {
	ID        string // names it; cannot be used to come in
	Device    Device
	Address   string
	CreatedAt time.Time
	SeenAt    time.Time // to the minute
	Current   bool      // the one in which it is shown
}

// Sessions lists the actor's own sessions, the one last used first.
func (a *Accounts) Sessions(ctx context.Context, who Actor) (all []Session, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		have, err := tx.SessionsOf(ctx, who.Person)
		for _, s := range have {
			all = append(all, Session{
				ID: shortID(s.Digest), Device: deviceOf(s.Agent), Address: s.Address,
				CreatedAt: s.CreatedAt, SeenAt: s.SeenAt, Current: s.Digest == who.digest,
			})
		}
		return err
	})
	return all, err
}

// EndSession ends one of the actor's own sessions.
func (a *Accounts) EndSession(ctx context.Context, who Actor, id string) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		have, err := tx.SessionsOf(ctx, who.Person)
		if err != nil {
			return err
		}
		for _, s := range have {
			if shortID(s.Digest) == id {
				if _, err := tx.EndSession(ctx, s.Digest); err != nil {
					return err
				}
				return a.ended(ctx, tx, who, who.Person)
			}
		}
		return fault.New(fault.NotFound, "fault.not_found")
	})
}

// EndOtherSessions ends all of the actor's sessions but the present one.
func (a *Accounts) EndOtherSessions(ctx context.Context, who Actor) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		n, err := tx.EndSessions(ctx, who.Person, who.digest)
		if err != nil || n == 0 {
			return err
		}
		return a.ended(ctx, tx, who, who.Person)
	})
}

// EndSessionsOf ends all sessions of a person.
func (a *Accounts) EndSessionsOf(ctx context.Context, who Actor, person people.PersonID) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := target(ctx, tx, who, person)
		if err != nil {
			return err
		}
		in, err := scope(ctx, tx, p.Institution, p.Unit)
		if err != nil {
			return err
		}
		if err := a.may(ctx, tx, who, people.EndSessions, in); err != nil {
			return err
		}
		if n, err := tx.EndSessions(ctx, person, ""); err != nil || n == 0 {
			return err
		}
		return a.ended(ctx, tx, who, person)
	})
}

func (a *Accounts) ended(ctx context.Context, tx *store.Tx, who Actor, person people.PersonID) error {
	p, err := tx.Person(ctx, person)
	if err != nil {
		return err
	}
	record(tx, who, p, event.SessionEnded, nil)
	return nil
}

// shortID names a session without giving away its whole digest.
func shortID(digest string) string { return digest[:min(16, len(digest))] }

// A Device is what a session's User-Agent says it runs on. Names are proper
// names; either may be empty.
type Device struct{ Browser, System string }

// The order matters: most browsers name others too.
var browsers = [][2]string{{"coc_coc", "Cốc Cốc"}, {"edg", "Edge"}, {"opr/", "Opera"}, {"samsungbrowser", "Samsung Internet"}, {"firefox", "Firefox"}, {"fxios", "Firefox"},
	{"crios", "Chrome"}, {"chrome", "Chrome"}, {"safari", "Safari"}, {"curl", "curl"}}

var systems = [][2]string{{"iphone", "iPhone"}, {"ipad", "iPad"}, {"android", "Android"}, {"windows", "Windows"}, {"cros", "ChromeOS"}, {"mac os", "macOS"}, {"linux", "Linux"}}

func deviceOf(agent string) Device {
	agent = strings.ToLower(agent)
	first := func(list [][2]string) string {
		for _, e := range list {
			if strings.Contains(agent, e[0]) {
				return e[1]
			}
		}
		return ""
	}
	return Device{first(browsers), first(systems)}
}

// Clean removes what has long ended: sessions, links, counts of tries. A daily
// job calls it.
func (a *Accounts) Clean(ctx context.Context) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		return tx.CleanAccess(ctx, tx.Now().Add(-24*time.Hour))
	})
}
