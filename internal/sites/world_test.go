package sites_test

import (
	"context"
	"log/slog"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// A world is an institution set up from the university's preset.
type world struct {
	t *testing.T
	s *store.Store
	*sites.Sites
	in    *sites.Installed
	inst  int64
	admin cases.Actor
	vi    int64 // sites
	en    int64
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) { fn(t, newWorld(t, s)) })
}

func newWorld(t *testing.T, s *store.Store) *world {
	t.Helper()
	ctx := t.Context()
	d, err := sites.NewDirectory(ctx, s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, s: s, Sites: sites.New(s, d)}
	p, err := sites.Shipped("truong-dai-hoc", sites.Blank{Name: locale.Text{VI: "Trường Đại học Sông Thao", EN: "Song Thao University"}, Short: "ĐHST", Domain: "st.example.vn"})
	if err != nil {
		t.Fatal(err)
	}
	if w.in, err = w.Install(ctx, p, store.PersonInvited); err != nil {
		t.Fatal(err)
	}
	w.inst, w.vi, w.en = w.in.Institution.ID, w.in.Sites["vi"], w.in.Sites["en"]
	w.admin = w.person("Quản Trị", people.Administrator, people.Place{Kind: people.Institution, ID: w.inst})
	return w
}

// person adds somebody with a role.
func (w *world) person(name string, role people.Role, at people.Place) cases.Actor {
	w.t.Helper()
	p := &store.Person{Institution: w.inst, Name: name, Email: string(role) + name + "@st.example.vn", Lang: locale.VI, State: store.PersonActive}
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddPerson(ctx, p); err != nil {
			return err
		}
		return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: role, Place: at, From: tx.Now()}})
	})
	return cases.Actor{Person: p.ID, Name: name, Institution: w.inst, Lang: locale.VI}
}

func (w *world) tx(fn func(ctx context.Context, tx *store.Tx) error) {
	w.t.Helper()
	if err := w.s.Tx(w.t.Context(), func(tx *store.Tx) error { return fn(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) events() (all []event.Event) {
	w.t.Helper()
	w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
		all, err = tx.Events(ctx, store.EventFilter{Institution: w.inst, Limit: 10_000})
		return err
	})
	return all
}

// last is the newest line of the record.
func (w *world) last() (e event.Event) {
	w.t.Helper()
	w.tx(func(ctx context.Context, tx *store.Tx) (err error) { e, err = tx.LastEvent(ctx, w.inst); return err })
	return e
}

// want expects a failure with a message key, "" for none.
func (w *world) want(what string, err error, key string) {
	w.t.Helper()
	got := ""
	if e, ok := fault.As(err); ok {
		got = e.Key
	} else if err != nil {
		got = err.Error()
	}
	if got != key {
		w.t.Errorf("%s: %v, want %q", what, err, key)
	}
}

// must expects success and hands the result on.
func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
