package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// twoNodes runs fn with two stores on one database: two nodes on PostgreSQL,
// the program and a command beside it on SQLite.
func twoNodes(t *testing.T, fn func(t *testing.T, a, b *store.Store)) {
	run := func(t *testing.T, dsn string) {
		clock := store.Clock(storetest.At("2026-11-20 08:00").Now)
		var nodes [2]*store.Store
		for i := range nodes {
			s, err := store.Open(t.Context(), dsn, clock)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			if _, err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			nodes[i] = s
		}
		fn(t, nodes[0], nodes[1])
	}
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); run(t, filepath.Join(t.TempDir(), "congbo.db")) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); run(t, storetest.PostgresURL(t)) })
}

// A lender and a holder, and one to lend to, in an institution.
type offices struct {
	institution               int64
	lender, borrower, anybody store.Person
	appointment, later        store.Appointment
	delegation                store.Delegation
}

func newOffices(t *testing.T, s *store.Store) *offices {
	t.Helper()
	ctx, o := t.Context(), &offices{}
	must(t, s.Tx(ctx, func(tx *store.Tx) error {
		in := store.Institution{Preset: "p", Name: locale.Text{VI: "Trường"}}
		err := tx.AddInstitution(ctx, &in)
		o.institution = in.ID
		for i, p := range []*store.Person{&o.lender, &o.borrower, &o.anybody} {
			*p = store.Person{Institution: in.ID, Name: "Lê Văn " + string(rune('A'+i)), Email: string(rune('a'+i)) + "@x.example", Lang: locale.VI, State: store.PersonActive}
			err = errors.Join(err, tx.AddPerson(ctx, p))
		}
		at := people.Place{Kind: people.Institution, ID: in.ID}
		o.appointment.Appointment = people.Appointment{Person: o.lender.ID, Role: people.Head, Place: at, From: tx.Now().AddDate(0, -1, 0)}
		o.delegation.Delegation = people.Delegation{From: o.lender.ID, To: o.borrower.ID, Place: at, Start: tx.Now().AddDate(0, 0, -1), End: tx.Now().AddDate(0, 0, 1)}
		return errors.Join(err, tx.AddAppointment(ctx, &o.appointment), tx.AddDelegation(ctx, &o.delegation))
	}))
	return o
}

// checkRoster compares what a store remembers with what the database says, in
// a view and in a transaction.
func checkRoster(t *testing.T, s *store.Store, institution int64) {
	t.Helper()
	ctx := t.Context()
	for _, run := range []func(context.Context, func(*store.Tx) error) error{s.View, s.Tx} {
		must(t, run(ctx, func(tx *store.Tx) error {
			appts, delegs, err := tx.Roster(ctx, institution)
			if err != nil {
				return err
			}
			as, err := tx.Appointments(ctx, institution)
			if err != nil {
				return err
			}
			ds, err := tx.Delegations(ctx, institution)
			var wantAppts []people.Appointment
			for _, a := range as {
				wantAppts = append(wantAppts, a.Appointment)
			}
			var wantDelegs []people.Delegation
			for _, d := range ds {
				wantDelegs = append(wantDelegs, d.Delegation)
			}
			if diff := cmp.Diff(wantAppts, appts) + cmp.Diff(wantDelegs, delegs); diff != "" {
				t.Errorf("authority is stale (-database +remembered):\n%s", diff)
			}
			return err
		}))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Every change of authority made on one node holds on the other from its next
// transaction on (R-P1, R-P3).
func TestRosterAcrossNodes(t *testing.T) {
	twoNodes(t, func(t *testing.T, a, b *store.Store) {
		ctx := t.Context()
		o := newOffices(t, a)
		state := func(p *store.Person, state string) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				now, err := tx.Person(ctx, p.ID)
				if err != nil {
					return err
				}
				now.State = state
				return tx.SavePerson(ctx, now)
			}
		}
		at := people.Place{Kind: people.Institution, ID: o.institution}
		changes := []struct {
			name string
			do   func(*store.Tx) error
		}{
			{"appointed", func(tx *store.Tx) error {
				o.later.Appointment = people.Appointment{Person: o.anybody.ID, Role: people.Deputy, Place: at, From: tx.Now()}
				return tx.AddAppointment(ctx, &o.later)
			}},
			{"lender disabled", state(&o.lender, store.PersonDisabled)},
			{"lender enabled", state(&o.lender, store.PersonActive)},
			{"borrower disabled", state(&o.borrower, store.PersonDisabled)},
			{"borrower enabled", state(&o.borrower, store.PersonActive)},
			{"delegation ended", func(tx *store.Tx) error {
				_, err := tx.EndDelegation(ctx, o.delegation.ID, tx.Now())
				return err
			}},
			{"delegated", func(tx *store.Tx) error {
				d := store.Delegation{Delegation: people.Delegation{From: o.anybody.ID, To: o.borrower.ID, Place: at, Start: tx.Now(), End: tx.Now().Add(time.Hour)}}
				return tx.AddDelegation(ctx, &d)
			}},
			{"appointment ended", func(tx *store.Tx) error {
				_, err := tx.EndAppointment(ctx, o.appointment.ID, tx.Now())
				return err
			}},
			{"refused", func(tx *store.Tx) error {
				_, err := tx.EndAppointment(ctx, o.later.ID, tx.Now())
				return errors.Join(err, errRefused)
			}},
		}
		for _, c := range changes {
			for _, pair := range [][2]*store.Store{{a, b}, {b, a}} {
				checkRoster(t, pair[0], o.institution)
			}
			if err := b.Tx(ctx, c.do); err != nil && !errors.Is(err, errRefused) {
				t.Fatal(c.name, err)
			}
			t.Log(c.name)
			checkRoster(t, a, o.institution)
			checkRoster(t, b, o.institution)
		}
	})
}

var errRefused = errors.New("refused")

// What a transaction saw of its own changes is forgotten when it is rolled
// back, though the next change is counted with the same number.
func TestRosterOfARefusedChange(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		o := newOffices(t, s)
		checkRoster(t, s, o.institution)
		change := func(role people.Role, result error) {
			err := s.Tx(ctx, func(tx *store.Tx) error {
				a := store.Appointment{Appointment: people.Appointment{Person: o.anybody.ID, Role: role, Place: people.Place{Kind: people.Institution, ID: o.institution}, From: tx.Now()}}
				if err := tx.AddAppointment(ctx, &a); err != nil {
					return err
				}
				appts, _, err := tx.Roster(ctx, o.institution)
				if n := len(appts); n != 2 || appts[1].Role != role {
					t.Errorf("its own change is not in sight: %v", appts)
				}
				return errors.Join(err, result)
			})
			if !errors.Is(err, result) {
				t.Fatal(err)
			}
		}
		change(people.Deputy, errRefused)
		change(people.Webmaster, nil)
		checkRoster(t, s, o.institution)
	})
}

// Whatever is written to the tables that authority comes from is counted: the
// function that holds such a statement says so.
func TestRosterIsCounted(t *testing.T) {
	files, err := filepath.Glob("*.go")
	must(t, err)
	writes := regexp.MustCompile("(?s)(INSERT INTO|UPDATE|DELETE FROM) (appointment|delegation)\\b|UPDATE person SET[^`]*\\bstate = ")
	found := 0
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		text, err := os.ReadFile(f)
		must(t, err)
		for fn := range strings.SplitSeq(string(text), "\n}\n") {
			if !writes.MatchString(fn) {
				continue
			}
			found++
			if !strings.Contains(fn, "tx.rosterChanged(") && !strings.Contains(fn, "tx.ended(") {
				t.Errorf("%s changes authority and does not count it:\n%s", f, fn)
			}
		}
	}
	if found != 5 {
		t.Errorf("%d functions change authority, 5 are known", found)
	}
}
