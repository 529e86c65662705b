package accounts_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// A world is an institution with people, at a clock of its own.
type world struct {
	t     *testing.T
	s     *store.Store
	clock *storetest.Time
	*accounts.Accounts
	inst    int64
	faculty int64 // a unit
	team    int64 // a unit below it
	other   int64 // a unit beside it
	site    int64
	admin   accounts.Actor
}

const password = "ngựa tía ăn cỏ khô"

var visitor = accounts.Visitor{Address: "203.0.113.7", Agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}

// each runs fn on both databases, each time in a new world.
func each(t *testing.T, fn func(t *testing.T, w *world), settings ...func(*accounts.Config)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, ...store.Option) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := storetest.At("2026-11-20 08:00")
			fn(t, newWorld(t, open(t, store.Clock(clock.Now)), clock, settings...))
		})
	}
}

func newWorld(t *testing.T, s *store.Store, clock *storetest.Time, settings ...func(*accounts.Config)) *world {
	t.Helper()
	c := accounts.Defaults()
	c.Cost = accounts.Cost{Time: 1, Memory: 64, Threads: 1}
	for _, set := range settings {
		set(&c)
	}
	a, err := accounts.New(s, c, []byte("a key of thirty-two bytes or more"))
	if err != nil {
		t.Fatal(err)
	}
	a.Mailhost = "st.example.vn"
	w := &world{t: t, s: s, clock: clock, Accounts: a}
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		i := &store.Institution{Name: locale.Text{VI: "Trường Đại học Sông Thao", EN: "Song Thao University"}, Settings: store.Settings{Short: "ĐHST"}}
		if err := tx.AddInstitution(ctx, i); err != nil {
			return err
		}
		w.inst = i.ID
		for _, u := range []struct {
			id     *int64
			parent *int64
		}{{&w.faculty, new(int64)}, {&w.team, &w.faculty}, {&w.other, new(int64)}} {
			unit := &store.Unit{Institution: i.ID, Parent: *u.parent, Name: locale.Text{VI: "Khoa"}, Active: true}
			if err := tx.AddUnit(ctx, unit); err != nil {
				return err
			}
			*u.id = unit.ID
		}
		site := &store.Site{Institution: i.ID, Unit: w.faculty, Label: "vi", Lang: locale.VI, Active: true}
		w.site = site.ID
		err := tx.AddSite(ctx, site)
		w.site = site.ID
		return err
	})
	admin := w.person("Quản Trị", "admin@st.example.vn", 0, people.Administrator)
	w.admin = w.actor(admin)
	return w
}

func (w *world) tx(fn func(ctx context.Context, tx *store.Tx) error) {
	w.t.Helper()
	if err := w.s.Tx(w.t.Context(), func(tx *store.Tx) error { return fn(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) institution() people.Place { return people.Place{Kind: people.Institution, ID: w.inst} }

// person adds an active person with the usual password and roles at the
// institution.
func (w *world) person(name, email string, unit int64, roles ...people.Role) people.PersonID {
	w.t.Helper()
	ctx := w.t.Context()
	sys := accounts.SystemActor(w.inst)
	p, err := w.AddPerson(ctx, sys, accounts.PersonInput{Name: name, Email: email, Unit: unit, Lang: locale.VI}, false)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.SetPassword(ctx, sys, p.ID, password); err != nil {
		w.t.Fatal(err)
	}
	for _, r := range roles {
		w.appoint(p.ID, r, w.institution())
	}
	return p.ID
}

func (w *world) appoint(p people.PersonID, r people.Role, at people.Place) *store.Appointment {
	w.t.Helper()
	a, err := w.Appoint(w.t.Context(), accounts.SystemActor(w.inst), accounts.AppointInput{Person: p, Role: r, Place: at, Paper: "QĐ 1/QĐ-ĐHST"})
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// actor is a person as an actor, without a session.
func (w *world) actor(id people.PersonID) accounts.Actor {
	w.t.Helper()
	var who accounts.Actor
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Person(ctx, id)
		if err == nil {
			who.Person, who.Name, who.Institution, who.Lang, who.Email = id, p.Name, p.Institution, p.Lang, p.Email
			who.Standing, err = tx.Standing(ctx, id)
		}
		return err
	})
	return who
}

// in signs a person in who needs no second factor, or by enrolling one, and
// returns the token.
func (w *world) in(email string) string {
	w.t.Helper()
	ticket, err := w.SignIn(w.t.Context(), visitor, email, password)
	if err != nil {
		w.t.Fatal(err)
	}
	if ticket.Stage == accounts.StageEnrol {
		ticket, _ = w.enrol(ticket.Token)
	}
	if ticket.Stage != accounts.Done {
		w.t.Fatalf("%s stands at %q", email, ticket.Stage)
	}
	return ticket.Token
}

// enrol sets up the second factor that is being set up in a session.
func (w *world) enrol(token string) (accounts.Ticket, []string) {
	w.t.Helper()
	ticket, codes, err := w.SetSecondFactor(w.t.Context(), visitor, token, password, w.code(token))
	if err != nil {
		w.t.Fatal(err)
	}
	return ticket, codes
}

// code is what an authenticator app shows for the second factor that is being
// set up in a session.
func (w *world) code(token string) string {
	w.t.Helper()
	return totp(w.secret(token), w.clock.Now())
}

func (w *world) secret(token string) string {
	w.t.Helper()
	e, err := w.Enrolment(w.t.Context(), token)
	if err != nil {
		w.t.Fatal(err)
	}
	return e.Secret
}

// totp is an authenticator app (RFC 4226, RFC 6238), written once more so that
// the program is not its own witness.
func totp(secret string, now time.Time) string {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(secret, " ", ""))
	if err != nil {
		panic(err)
	}
	var c [8]byte
	binary.BigEndian.PutUint64(c[:], uint64(now.Unix()/30))
	h := hmac.New(sha1.New, key)
	h.Write(c[:])
	s := h.Sum(nil)
	o := s[19] & 15
	n := (int(s[o])&127)<<24 | int(s[o+1])<<16 | int(s[o+2])<<8 | int(s[o+3])
	return fmt.Sprintf("%06d", n%1000000)
}

// letters returns the letters to an address, the newest first.
func (w *world) letters(to string) (some []store.Letter) {
	w.t.Helper()
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.Letters(ctx, w.inst, "", 0, 1000)
		some = nil
		for _, l := range all {
			if l.ToEmail == to {
				some = append(some, l)
			}
		}
		return err
	})
	return some
}

// link returns the token of the newest link that a letter took to an address.
func (w *world) link(to string) string {
	w.t.Helper()
	for _, l := range w.letters(to) {
		if link := l.Data["desk-path"]; link != "" {
			return link[strings.LastIndexByte(link, '/')+1:]
		}
	}
	w.t.Fatalf("no letter with a link went to %s", to)
	return ""
}

// verbs lists the record from the newest line on.
func (w *world) events() (all []event.Event) {
	w.t.Helper()
	w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
		all, err = tx.Events(ctx, store.EventFilter{Institution: w.inst, Limit: 10_000})
		return err
	})
	return all
}

// key is the message key of an error, "" for none.
func key(err error) string {
	if err == nil {
		return ""
	}
	if e, ok := fault.As(err); ok {
		return e.Key
	}
	return err.Error()
}

func (w *world) want(what string, err error, k string) {
	w.t.Helper()
	if key(err) != k {
		w.t.Errorf("%s: %v, want %q", what, err, k)
	}
}
