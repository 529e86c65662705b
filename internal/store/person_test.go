package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
	"congbo/internal/vi"
)

func person(t testing.TB, s *store.Store, institution int64, name, email string) *store.Person {
	t.Helper()
	p := &store.Person{Institution: institution, Name: name, Email: email, Lang: locale.VI, State: store.PersonActive,
		Title: locale.Text{VI: "Chuyên viên", EN: "Officer"}}
	do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddPerson(ctx, p) })
	return p
}

func TestPeople(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, i := t.Context(), university(t, s)
		an := person(t, s, i.ID, "Trần Văn An", "an@st.example.vn")
		dung := person(t, s, i.ID, "Lê Thị Dung", "dung@st.example.vn")
		dao := person(t, s, i.ID, "Nguyễn Bích Đào", "dao@st.example.vn")
		person(t, s, university(t, s).ID, "Người Khác", "khac@other.example.vn")
		refused(t, s, fault.Conflict, func(ctx context.Context, tx *store.Tx) error {
			return tx.AddPerson(ctx, &store.Person{Institution: i.ID, Email: "an@st.example.vn"})
		})
		stalePerson := *an
		an.Phone, an.State = "0912", store.PersonDisabled
		do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SavePerson(ctx, an) })
		refused(t, s, fault.Conflict, func(ctx context.Context, tx *store.Tx) error { return tx.SavePerson(ctx, &stalePerson) })
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: dao.ID, Role: people.Head, Place: people.Place{Kind: people.Institution, ID: i.ID}, From: tx.Now().Add(-time.Hour)}})
		})
		err := s.View(ctx, func(tx *store.Tx) error {
			same(t, "by id", an)(tx.Person(ctx, an.ID))
			same(t, "by address", dung)(tx.PersonByEmail(ctx, "dung@st.example.vn"))
			if _, err := tx.PersonByEmail(ctx, "nobody@st.example.vn"); !fault.Is(err, fault.NotFound) {
				t.Errorf("nobody: %v", err)
			}
			same(t, "names", map[people.PersonID]string{an.ID: "Trần Văn An", dao.ID: "Nguyễn Bích Đào"})(tx.Names(ctx, []people.PersonID{an.ID, dao.ID, 9999}))
			names := func(f store.PersonFilter) (names []string) {
				t.Helper()
				f.Institution = i.ID
				all, err := tx.People(ctx, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range all {
					names = append(names, p.Name)
				}
				return names
			}
			// An, Dung, Đào: by the given name, đ after d.
			for _, c := range []struct {
				what string
				f    store.PersonFilter
				want []string
			}{
				{"all", store.PersonFilter{}, []string{"Trần Văn An", "Lê Thị Dung", "Nguyễn Bích Đào"}},
				{"first page", store.PersonFilter{Limit: 2}, []string{"Trần Văn An", "Lê Thị Dung"}},
				{"next page", store.PersonFilter{After: dung, Limit: 2}, []string{"Nguyễn Bích Đào"}},
				{"without marks", store.PersonFilter{Text: vi.Fold("dao Bích")}, []string{"Nguyễn Bích Đào"}},
				{"active", store.PersonFilter{State: store.PersonActive}, []string{"Lê Thị Dung", "Nguyễn Bích Đào"}},
				{"heads", store.PersonFilter{Role: people.Head}, []string{"Nguyễn Bích Đào"}},
				{"a wildcard is a character", store.PersonFilter{Text: "%"}, nil},
			} {
				if diff := cmp.Diff(c.want, names(c.f)); diff != "" {
					t.Errorf("%s: %s", c.what, diff)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// R-P1, R-P3: standing is what holds at this very moment, for people who are
// not disabled.
func TestStanding(t *testing.T) {
	clock := storetest.At("2026-11-20 08:00")
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, i := t.Context(), university(t, s)
		at := people.Place{Kind: people.Institution, ID: i.ID}
		head, vice := person(t, s, i.ID, "Trưởng", "t@x.vn"), person(t, s, i.ID, "Phó", "p@x.vn")
		now := clock.Now()
		past := &store.Appointment{Appointment: people.Appointment{Person: head.ID, Role: people.Webmaster, Place: at, From: now.Add(-48 * time.Hour), To: now}}
		held := &store.Appointment{Appointment: people.Appointment{Person: head.ID, Role: people.Head, Place: at, From: now, Paper: "QĐ 12/QĐ-ĐHST"}}
		next := &store.Appointment{Appointment: people.Appointment{Person: vice.ID, Role: people.Deputy, Place: at, From: now.Add(time.Hour), To: now.Add(2 * time.Hour)}}
		lent := &store.Delegation{Delegation: people.Delegation{From: head.ID, To: vice.ID, Roles: []people.Role{people.Head, people.Member}, Place: at, Start: now, End: now.Add(time.Hour)}}
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			for _, a := range []*store.Appointment{past, held, next} {
				if err := tx.AddAppointment(ctx, a); err != nil {
					return err
				}
			}
			return tx.AddDelegation(ctx, lent)
		})
		standing := func(p *store.Person) (w people.Standing) {
			t.Helper()
			if err := s.View(ctx, func(tx *store.Tx) (err error) { w, err = tx.Standing(ctx, p.ID); return err }); err != nil {
				t.Fatal(err)
			}
			return w
		}
		sameTimes := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
		w := standing(vice)
		if diff := cmp.Diff(people.Standing{Person: vice.ID, Appointments: []people.Appointment{held.Appointment}, Delegations: []people.Delegation{lent.Delegation}, At: now}, w, sameTimes); diff != "" {
			t.Error(diff)
		}
		if got := standing(head); len(got.Appointments) != 1 || len(got.Delegations) != 0 {
			t.Errorf("the head: %+v", got)
		}
		head.State = store.PersonDisabled
		do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SavePerson(ctx, head) })
		if w := standing(vice); len(w.Appointments)+len(w.Delegations) != 0 {
			t.Errorf("lent by somebody disabled: %+v", w)
		}
		if w := standing(head); len(w.Appointments)+len(w.Delegations) != 0 {
			t.Errorf("disabled: %+v", w)
		}
		s.View(ctx, func(tx *store.Tx) error {
			as, ds, err := tx.Roster(ctx, i.ID)
			if err != nil || len(as) != 1 || as[0].Role != people.Deputy || len(ds) != 0 {
				t.Errorf("roster: %+v, %+v, %v", as, ds, err)
			}
			all, err := tx.AppointmentsOf(ctx, head.ID)
			if err != nil || len(all) != 2 || all[0].ID != held.ID {
				t.Errorf("history: %+v, %v", all, err)
			}
			there, err := tx.AppointmentsAt(ctx, at)
			if err != nil || len(there) != 3 {
				t.Errorf("at the place: %+v, %v", there, err)
			}
			given, err := tx.DelegationsOf(ctx, vice.ID)
			if err != nil || len(given) != 1 {
				t.Errorf("delegations: %+v, %v", given, err)
			}
			return nil
		})
		end := func(fn func(ctx context.Context, tx *store.Tx) (bool, error)) (ended bool) {
			t.Helper()
			do(t, s, func(ctx context.Context, tx *store.Tx) (err error) { ended, err = fn(ctx, tx); return err })
			return ended
		}
		for what, fn := range map[string]func(ctx context.Context, tx *store.Tx) (bool, error){
			"appointment in force": func(ctx context.Context, tx *store.Tx) (bool, error) {
				return tx.EndAppointment(ctx, held.ID, tx.Now())
			},
			"appointment yet to be": func(ctx context.Context, tx *store.Tx) (bool, error) {
				return tx.EndAppointment(ctx, next.ID, tx.Now())
			},
			"delegation in force": func(ctx context.Context, tx *store.Tx) (bool, error) { return tx.EndDelegation(ctx, lent.ID, tx.Now()) },
		} {
			if !end(fn) || end(fn) {
				t.Errorf("%s: did not end once", what)
			}
		}
		if end(func(ctx context.Context, tx *store.Tx) (bool, error) {
			return tx.EndAppointment(ctx, past.ID, tx.Now())
		}) {
			t.Error("what was over ended again")
		}
		s.View(ctx, func(tx *store.Tx) error {
			if a, err := tx.Appointment(ctx, next.ID); err != nil || !a.To.Equal(a.From) {
				t.Errorf("what never began: %+v, %v", a, err)
			}
			return nil
		})
	}, store.Clock(clock.Now))
}
