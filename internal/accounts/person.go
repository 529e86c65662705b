package accounts

import (
	"context"
	"net/mail"
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

// PersonInput is what an administrator says about a person.
type PersonInput struct {
	Name  string
	Email string
	Phone string
	Title locale.Text // position
	Unit  int64       // 0: nowhere in the tree
	Lang  locale.Lang
}

// maxText bounds names and the like, in characters.
const maxText = 200

// fill puts checked input into p; all its faults are told at once.
func (in PersonInput) fill(p *store.Person) error {
	var faults fault.List
	p.Name = vi.ReadLine(in.Name)
	p.Email = cleanEmail(in.Email)
	p.Phone = vi.CleanLine(in.Phone)
	p.Title = locale.Text{VI: vi.ReadLine(in.Title.VI), EN: vi.ReadLine(in.Title.EN)}
	p.Unit, p.Lang = in.Unit, locale.Parse(string(in.Lang))
	if p.Name == "" {
		faults = append(faults, fault.New(fault.Invalid, "accounts.name_missing").In("name"))
	}
	if wrong := emailWrong(p.Email); wrong != nil {
		faults = append(faults, wrong)
	}
	for field, s := range map[string]string{"name": p.Name, "phone": p.Phone, "title_vi": p.Title.VI, "title_en": p.Title.EN} {
		if utf8.RuneCountInString(s) > maxText {
			faults = append(faults, fault.New(fault.Invalid, "accounts.too_long", maxText).In(field))
		}
	}
	return faults.Err()
}

// emailWrong tells what is the matter with an address; nil where nothing is.
func emailWrong(s string) *fault.Error {
	switch {
	case s == "":
		return fault.New(fault.Invalid, "accounts.email_missing").In("email")
	case !validEmail(s):
		return fault.New(fault.Invalid, "accounts.email_wrong", cut(s, 60)).In("email")
	}
	return nil
}

// validEmail reports whether s is a plain address that a letter can be sent to:
// no display name, no quoting, no line breaks.
func validEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || len(s) > 254 || strings.ContainsAny(s, " \"<>(),;:\\[]") || !strings.Contains(s[at:], ".") {
		return false
	}
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && a.Name == ""
}

// AddPerson adds a person and, if invite, sends the letter with which they set
// their password.
func (a *Accounts) AddPerson(ctx context.Context, who Actor, in PersonInput, invite bool) (*store.Person, error) {
	var p *store.Person
	err := a.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		p, err = a.addPerson(ctx, tx, who, in, invite)
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (a *Accounts) addPerson(ctx context.Context, tx *store.Tx, who Actor, in PersonInput, invite bool) (*store.Person, error) {
	p := &store.Person{Institution: who.Institution, State: store.PersonInvited}
	if err := a.place(ctx, tx, who, in.Unit); err != nil {
		return nil, err
	}
	if err := in.fill(p); err != nil {
		return nil, err
	}
	if err := tx.AddPerson(ctx, p); fault.Is(err, fault.Conflict) {
		return nil, fault.New(fault.Conflict, "accounts.email_taken", p.Email).In("email")
	} else if err != nil {
		return nil, err
	}
	record(tx, who, p, event.PersonAdded, nil)
	if invite {
		return p, a.send(ctx, tx, p, Invitation, map[string]string{"by": who.Name})
	}
	return p, nil
}

// place checks that the actor may manage the people of a unit, and that the
// unit is of their institution.
func (a *Accounts) place(ctx context.Context, tx *store.Tx, who Actor, unit int64) error {
	if unit != 0 {
		if u, err := tx.Unit(ctx, unit); fault.Is(err, fault.NotFound) || err == nil && u.Institution != who.Institution {
			return fault.New(fault.Invalid, "accounts.unit_unknown").In("unit")
		} else if err != nil {
			return err
		}
	}
	in, err := scope(ctx, tx, who.Institution, unit)
	if err != nil {
		return err
	}
	return a.may(ctx, tx, who, people.ManagePeople, in)
}

// managed reads a person whom the actor may manage.
func (a *Accounts) managed(ctx context.Context, tx *store.Tx, who Actor, id people.PersonID) (*store.Person, error) {
	p, err := target(ctx, tx, who, id)
	if err != nil {
		return nil, err
	}
	return p, a.place(ctx, tx, who, p.Unit)
}

// SavePerson changes what is said about a person, unless somebody else has
// since the version was read. With a new address the sessions and links of the
// old one end.
func (a *Accounts) SavePerson(ctx context.Context, who Actor, id people.PersonID, version int64, in PersonInput) (p *store.Person, err error) {
	err = a.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		p, err = a.savePerson(ctx, tx, who, id, version, in)
		return err
	})
	return p, err
}

func (a *Accounts) savePerson(ctx context.Context, tx *store.Tx, who Actor, id people.PersonID, version int64, in PersonInput) (*store.Person, error) {
	p, err := a.managed(ctx, tx, who, id)
	if err != nil {
		return nil, err
	}
	before := p.Email
	if err := in.fill(p); err != nil {
		return nil, err
	}
	if err := a.place(ctx, tx, who, p.Unit); err != nil {
		return nil, err
	}
	if p.Email != before {
		if other, err := tx.PersonByEmail(ctx, p.Email); err == nil && other.ID != p.ID {
			return nil, fault.New(fault.Conflict, "accounts.email_taken", p.Email).In("email")
		} else if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if err := a.shut(ctx, tx, p); err != nil {
			return nil, err
		}
	}
	p.Version = version
	record(tx, who, p, event.PersonChanged, map[string]string{event.KeyRelation: "details"})
	return p, tx.SavePerson(ctx, p)
}

// shut ends whatever is open for a person: sessions and links.
func (a *Accounts) shut(ctx context.Context, tx *store.Tx, p *store.Person) error {
	if _, err := tx.EndSessions(ctx, p.ID, ""); err != nil {
		return err
	}
	for _, purpose := range []Purpose{Invitation, Reset} {
		if err := tx.VoidTokens(ctx, p.ID, string(purpose)); err != nil {
			return err
		}
	}
	return nil
}

// Invite sends a person who was never in the invitation again; links before it
// are void.
func (a *Accounts) Invite(ctx context.Context, who Actor, id people.PersonID) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := a.managed(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if p.State != store.PersonInvited {
			return fault.New(fault.Conflict, "accounts.not_invited")
		}
		record(tx, who, p, event.PersonChanged, map[string]string{event.KeyRelation: "invited"})
		return a.send(ctx, tx, p, Invitation, map[string]string{"by": who.Name})
	})
}

// Disable keeps a person out from this moment on. What they did stays in the
// record; what they had delegated ends to count. Nobody disables themselves or
// the last administrator.
func (a *Accounts) Disable(ctx context.Context, who Actor, id people.PersonID) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := a.managed(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if p.ID == who.Person {
			return fault.New(fault.Denied, "accounts.not_oneself")
		}
		if p.State == store.PersonDisabled {
			return nil
		}
		if err := a.disable(ctx, tx, who, p, "disabled"); err != nil {
			return err
		}
		return a.keepAdministrator(ctx, tx, who.Institution)
	})
}

func (a *Accounts) disable(ctx context.Context, tx *store.Tx, who Actor, p *store.Person, why string) error {
	if err := a.shut(ctx, tx, p); err != nil {
		return err
	}
	p.State = store.PersonDisabled
	record(tx, who, p, event.PersonChanged, map[string]string{event.KeyRelation: why})
	return tx.SavePerson(ctx, p)
}

// Enable lets a disabled person in again: with their password, or by
// invitation where they never had one.
func (a *Accounts) Enable(ctx context.Context, who Actor, id people.PersonID) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := a.managed(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if p.State != store.PersonDisabled {
			return nil
		}
		c, err := tx.Credentials(ctx, id)
		if err != nil {
			return err
		}
		p.State = store.PersonActive
		if c.Password == "" {
			p.State = store.PersonInvited
		}
		record(tx, who, p, event.PersonChanged, map[string]string{event.KeyRelation: "enabled"})
		if err := tx.SawPerson(ctx, id); err != nil { // else it would be idle at once
			return err
		}
		return tx.SavePerson(ctx, p)
	})
}

// keepAdministrator refuses what would leave an institution without anybody who
// can change it.
func (a *Accounts) keepAdministrator(ctx context.Context, tx *store.Tx, institution int64) error {
	appts, _, err := tx.Roster(ctx, institution)
	if err != nil {
		return err
	}
	if len(people.Holders(people.Administrator, people.Scope{Institution: institution}, appts, nil, tx.Now())) == 0 {
		return fault.New(fault.Conflict, "accounts.last_administrator")
	}
	return nil
}

// DisableIdle disables the accounts of an institution that nobody used for as
// long as the configuration says, never the last administrator. A daily job
// calls it; it tells how many there were.
func (a *Accounts) DisableIdle(ctx context.Context, institution int64) (n int, err error) {
	if a.Config.DisableIdleAfter <= 0 {
		return 0, nil
	}
	err = a.Store.Tx(ctx, func(tx *store.Tx) error {
		n = 0
		active, err := tx.People(ctx, store.PersonFilter{Institution: institution, State: store.PersonActive})
		if err != nil {
			return err
		}
		long := tx.Now().Add(-a.Config.DisableIdleAfter)
		for _, p := range active {
			if p.CreatedAt.After(long) || p.SeenAt.After(long) {
				continue
			}
			w, err := tx.Standing(ctx, p.ID)
			if err != nil {
				return err
			}
			if administers(w) {
				continue // somebody has to be able to let the others in again
			}
			if err := a.disable(ctx, tx, SystemActor(institution), &p, "idle"); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// A Profile is a person with everything an administrator sees of them.
type Profile struct {
	store.Person
	Appointments []store.Appointment // past and future ones too
	Delegations  []store.Delegation
	Papers       map[int64]store.DelegationPaper // of the delegations
	SecondFactor bool
	Recovery     int // recovery codes left
	Sessions     int
}

// Profile shows a person to somebody who may see people; how the person comes
// in, to themselves and to administrators only.
func (a *Accounts) Profile(ctx context.Context, who Actor, id people.PersonID) (*Profile, error) {
	var v Profile
	err := a.Store.View(ctx, func(tx *store.Tx) error {
		p, err := target(ctx, tx, who, id)
		if err != nil {
			return err
		}
		in, err := scope(ctx, tx, p.Institution, p.Unit)
		if err != nil {
			return err
		}
		if err := a.may(ctx, tx, who, people.SeePeople, in); err != nil && id != who.Person {
			return err
		}
		v.Person = *p
		if v.Appointments, err = tx.AppointmentsOf(ctx, id); err != nil {
			return err
		}
		if v.Delegations, err = tx.DelegationsOf(ctx, id); err != nil {
			return err
		}
		if v.Papers, err = tx.DelegationPapers(ctx, id); err != nil {
			return err
		}
		if id != who.Person && a.may(ctx, tx, who, people.ManagePeople, in) != nil {
			v.SeenAt = time.Time{}
			return nil
		}
		c, err := tx.Credentials(ctx, id)
		if err != nil {
			return err
		}
		v.SecondFactor, v.Recovery = c.TOTPKey != "", c.Recovery
		sessions, err := tx.SessionsOf(ctx, id)
		v.Sessions = len(sessions)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &v, nil
}

// People lists the people of the actor's institution; the filter's text is
// folded here.
func (a *Accounts) People(ctx context.Context, who Actor, f store.PersonFilter) (list []store.Person, err error) {
	f.Institution, f.Text = who.Institution, vi.Fold(f.Text)
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		if err := a.may(ctx, tx, who, people.SeePeople, people.Scope{Institution: who.Institution}); err != nil {
			return err
		}
		list, err = tx.People(ctx, f)
		return err
	})
	return list, err
}
