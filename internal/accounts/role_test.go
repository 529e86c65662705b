package accounts_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// administration are the verbs of administrators, each as one call that would
// succeed.
func administration(w *world) map[string]func(who accounts.Actor) error {
	ctx := w.t.Context()
	id := w.person("Trần Văn An", "an@st.example.vn", w.faculty)
	invited, err := w.AddPerson(ctx, w.admin, accounts.PersonInput{Name: "Người Mời", Email: "moi@st.example.vn", Unit: w.team}, false)
	if err != nil {
		w.t.Fatal(err)
	}
	off := w.person("Người Nghỉ", "nghi@st.example.vn", w.team)
	if err := w.Disable(ctx, w.admin, off); err != nil {
		w.t.Fatal(err)
	}
	app := w.appoint(id, people.UnitHead, people.Place{Kind: people.Unit, ID: w.faculty})
	n := 0
	return map[string]func(who accounts.Actor) error{
		"AddPerson": func(who accounts.Actor) error {
			n++
			_, err := w.AddPerson(ctx, who, accounts.PersonInput{Name: "Mới", Email: "m" + string(rune('a'+n)) + "@st.example.vn", Unit: w.faculty}, true)
			return err
		},
		"SavePerson": func(who accounts.Actor) error {
			_, err := w.SavePerson(ctx, who, id, w.version(id), accounts.PersonInput{Name: "Trần Văn Ân", Email: "an@st.example.vn", Unit: w.team})
			return err
		},
		"Invite":             func(who accounts.Actor) error { return w.Invite(ctx, who, invited.ID) },
		"Disable":            func(who accounts.Actor) error { return w.Disable(ctx, who, id) },
		"Enable":             func(who accounts.Actor) error { return w.Enable(ctx, who, off) },
		"RemoveSecondFactor": func(who accounts.Actor) error { return w.RemoveSecondFactor(ctx, who, id) },
		"EndSessionsOf":      func(who accounts.Actor) error { return w.EndSessionsOf(ctx, who, id) },
		"Appoint": func(who accounts.Actor) error {
			_, err := w.Appoint(ctx, who, accounts.AppointInput{Person: id, Role: people.Webmaster, Place: people.Place{Kind: people.Site, ID: w.site}})
			return err
		},
		"EndAppointment": func(who accounts.Actor) error { return w.EndAppointment(ctx, who, app.ID) },
	}
}

func (w *world) version(id people.PersonID) (v int64) {
	w.t.Helper()
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Person(ctx, id)
		v = p.Version
		return err
	})
	return v
}

// Invariant 10: nobody but an administrator administers, whatever other roles
// they hold and even if an administrator's authority could be lent.
func TestAdministrationDenied(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		verbs := administration(w)
		var everyone []accounts.Actor
		for _, r := range people.Roles {
			if r == people.Administrator || r == people.Requester {
				continue
			}
			everyone = append(everyone, w.actor(w.person(string(r), string(r)+"@st.example.vn", w.faculty, r)))
		}
		// an administrator of a unit beside it, and one whose time is over
		beside := w.person("Quản trị đơn vị khác", "beside@st.example.vn", w.other)
		w.appoint(beside, people.Administrator, people.Place{Kind: people.Unit, ID: w.other})
		former := w.person("Quản trị cũ", "former@st.example.vn", 0)
		if err := w.EndAppointment(t.Context(), w.admin, w.appoint(former, people.Administrator, w.institution()).ID); err != nil {
			t.Fatal(err)
		}
		lent := w.person("Người được ủy quyền", "lent@st.example.vn", 0)
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.AddDelegation(ctx, &store.Delegation{Delegation: people.Delegation{From: w.admin.Person, To: lent, Place: w.institution(), Start: tx.Now(), End: tx.Now().Add(time.Hour)}})
		})
		nobody := accounts.Actor{}
		nobody.Institution = w.inst
		everyone = append(everyone, w.actor(beside), w.actor(former), w.actor(lent), nobody)
		// the standing that an actor carries along decides nothing
		forged := w.actor(former)
		forged.Standing = w.admin.Standing
		forged.Standing.Person = former
		everyone = append(everyone, forged)
		before := len(w.events())
		for _, who := range everyone {
			for name, verb := range verbs {
				if err := verb(who); !fault.Is(err, fault.Denied) {
					t.Errorf("%s by %q: %v", name, who.Name, err)
				}
			}
		}
		if n := len(w.events()); n != before {
			t.Errorf("%d lines were recorded for what was denied", n-before)
		}
		// for another institution these people do not exist
		stranger := w.admin
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			i := &store.Institution{Name: locale.Text{VI: "Nơi khác"}}
			err := tx.AddInstitution(ctx, i)
			stranger.Institution = i.ID
			return err
		})
		for _, name := range []string{"SavePerson", "Invite", "Disable", "Enable", "RemoveSecondFactor", "EndSessionsOf", "Appoint", "EndAppointment"} {
			if err := verbs[name](stranger); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s from elsewhere: %v", name, err)
			}
		}
	})
}

// Each verb of an administrator works and leaves a line in the record.
func TestAdministration(t *testing.T) { // R-P1
	want := map[string]event.Verb{
		"AddPerson": event.PersonAdded, "SavePerson": event.PersonChanged, "Invite": event.PersonChanged, "Disable": event.PersonChanged, "Enable": event.PersonChanged,
		"RemoveSecondFactor": event.SecondFactorSet, "EndSessionsOf": event.SessionEnded, "Appoint": event.AppointmentGiven, "EndAppointment": event.AppointmentEnded,
	}
	order := []string{"AddPerson", "SavePerson", "Invite", "Enable", "EndSessionsOf", "RemoveSecondFactor", "Appoint", "EndAppointment", "Disable"}
	each(t, func(t *testing.T, w *world) {
		verbs := administration(w)
		if len(verbs) != len(order) {
			t.Fatal("a verb is left out")
		}
		unit := w.person("Quản trị khoa", "qtk@st.example.vn", w.faculty)
		w.appoint(unit, people.Administrator, people.Place{Kind: people.Unit, ID: w.faculty})
		for _, name := range order {
			if name == "EndSessionsOf" { // a session to end
				w.in("an@st.example.vn")
			}
			before := len(w.events())
			who := w.actor(unit)
			if name == "RemoveSecondFactor" {
				who = w.admin
			}
			if err := verbs[name](who); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			all := w.events()
			if len(all) != before+1 || all[0].Verb != want[name] || all[0].Actor != int64(who.Person) {
				t.Errorf("%s recorded %+v", name, all[:len(all)-before])
			}
		}
	})
}

func TestPersonInput(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		long := string(slices.Repeat([]rune("ơ"), 201))
		_, err := w.AddPerson(ctx, w.admin, accounts.PersonInput{Name: " \u200b ", Email: "x", Phone: long}, false)
		var list fault.List
		if !errors.As(err, &list) || len(list) != 3 {
			t.Errorf("not all faults at once: %v", err)
		}
		for _, bad := range []string{"a b@x.vn", "a@b", "@x.vn", "a@x.vn\r\nBcc: y@x.vn", "An <an@x.vn>", "a@x.vn,b@x.vn", "\"a b\"@x.vn", "a@[10.0.0.1]", long + "@x.vn"} {
			if _, err := w.AddPerson(ctx, w.admin, accounts.PersonInput{Name: "An", Email: bad}, false); !fault.Is(err, fault.Invalid) && !errors.As(err, &list) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		id := w.person("Trần  Văn\tAn", "an@st.example.vn", 0)
		p, err := w.Profile(ctx, w.admin, id)
		if err != nil || p.Name != "Trần Văn An" {
			t.Errorf("%+v, %v", p, err)
		}
		_, err = w.AddPerson(ctx, w.admin, accounts.PersonInput{Name: "An", Email: "AN@st.example.vn"}, false)
		w.want("an address twice", err, "accounts.email_taken")
		_, err = w.SavePerson(ctx, w.admin, id, p.Version, accounts.PersonInput{Name: "An", Email: "admin@st.example.vn"})
		w.want("somebody else's address", err, "accounts.email_taken")
		_, err = w.SavePerson(ctx, w.admin, id, p.Version, accounts.PersonInput{Name: "An", Email: "an@st.example.vn", Unit: 9999})
		w.want("an unknown unit", err, "accounts.unit_unknown")
		if _, err = w.SavePerson(ctx, w.admin, id, p.Version, accounts.PersonInput{Name: "An", Email: "an@st.example.vn"}); err != nil {
			t.Fatal(err)
		}
		_, err = w.SavePerson(ctx, w.admin, id, p.Version, accounts.PersonInput{Name: "Ân", Email: "an@st.example.vn"})
		w.want("the slower of two", err, "store.changed_meanwhile")
		found, err := w.People(ctx, w.admin, store.PersonFilter{Text: "ÂN", Limit: 10})
		if err != nil || len(found) != 2 { // An, and Quản
			t.Errorf("%+v, %v", found, err)
		}
	})
}

// The last administrator stays, and nobody gives a role to themselves.
func TestAdministratorsStay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.want("oneself", w.Disable(ctx, w.admin, w.admin.Person), "accounts.not_oneself")
		_, err := w.Appoint(ctx, w.admin, accounts.AppointInput{Person: w.admin.Person, Role: people.Head, Place: w.institution()})
		w.want("a role for oneself", err, "accounts.not_oneself")
		w.want("one's own second factor", w.RemoveSecondFactor(ctx, w.admin, w.admin.Person), "accounts.not_oneself")
		w.want("the last appointment", w.EndAppointment(ctx, w.admin, w.actorAppointment(w.admin.Person)), "accounts.last_administrator")
		w.want("the last person", w.Disable(ctx, accounts.SystemActor(w.inst), w.admin.Person), "accounts.last_administrator")
		second := w.person("Quản Trị Hai", "admin2@st.example.vn", 0, people.Administrator)
		w.want("one of two", w.Disable(ctx, w.actor(second), w.admin.Person), "")
	})
}

func TestAppoint(t *testing.T) { // R-P1
	each(t, func(t *testing.T, w *world) {
		ctx, now := t.Context(), w.clock.Now()
		id := w.person("Trần Văn An", "an@st.example.vn", 0)
		unit := people.Place{Kind: people.Unit, ID: w.faculty}
		for _, c := range []struct {
			what string
			in   accounts.AppointInput
			want string
		}{
			{"no such role", accounts.AppointInput{Role: "Trưởng", Place: unit}, "accounts.role_unknown"},
			{"nobody is appointed a requester", accounts.AppointInput{Role: people.Requester, Place: unit}, "accounts.role_unknown"},
			{"a role of a procedure of their own", accounts.AppointInput{Role: "chief-of-photos", Place: unit}, ""},
			{"no such unit", accounts.AppointInput{Role: people.UnitHead, Place: people.Place{Kind: people.Unit, ID: 9999}}, "accounts.place_unknown"},
			{"no such site", accounts.AppointInput{Role: people.Webmaster, Place: people.Place{Kind: people.Site, ID: 9999}}, "accounts.place_unknown"},
			{"another institution", accounts.AppointInput{Role: people.Head, Place: people.Place{Kind: people.Institution, ID: 9999}}, "accounts.place_unknown"},
			{"no such kind of place", accounts.AppointInput{Role: people.Head, Place: people.Place{Kind: "planet", ID: 3}}, "accounts.place_unknown"},
			{"ends before it begins", accounts.AppointInput{Role: people.UnitHead, Place: unit, From: now, To: now}, "accounts.period_wrong"},
			{"is over", accounts.AppointInput{Role: people.UnitHead, Place: unit, From: now.Add(-2 * time.Hour), To: now}, "accounts.period_wrong"},
			{"from next month", accounts.AppointInput{Role: people.UnitHead, Place: unit, From: now.AddDate(0, 1, 0), To: now.AddDate(1, 0, 0)}, ""},
			{"overlapping it", accounts.AppointInput{Role: people.UnitHead, Place: unit, From: now.AddDate(0, 11, 0)}, "accounts.appointed_already"},
			{"before it", accounts.AppointInput{Role: people.UnitHead, Place: unit, To: now.AddDate(0, 1, 0)}, ""},
			{"elsewhere", accounts.AppointInput{Role: people.UnitHead, Place: people.Place{Kind: people.Unit, ID: w.other}}, ""},
			{"since long ago", accounts.AppointInput{Role: people.Member, Place: w.institution(), From: now.AddDate(-3, 0, 0)}, ""},
		} {
			c.in.Person = id
			_, err := w.Appoint(ctx, w.admin, c.in)
			w.want(c.what, err, c.want)
		}
		if err := w.Disable(ctx, w.admin, id); err != nil {
			t.Fatal(err)
		}
		_, err := w.Appoint(ctx, w.admin, accounts.AppointInput{Person: id, Role: people.Deputy, Place: w.institution()})
		w.want("disabled", err, "accounts.disabled")
	})
}

// R-P3: in writing, for a period, only what one holds oneself, never what was
// lent, never the administrator's.
func TestDelegate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, now := t.Context(), w.clock.Now()
		unit, team, beside := people.Place{Kind: people.Unit, ID: w.faculty}, people.Place{Kind: people.Unit, ID: w.team}, people.Place{Kind: people.Unit, ID: w.other}
		head := w.person("Trưởng Ban", "head@st.example.vn", 0, people.Head, people.Administrator)
		dean := w.person("Trưởng Khoa", "dean@st.example.vn", w.faculty)
		w.appoint(dean, people.UnitHead, unit)
		vice := w.person("Phó Khoa", "vice@st.example.vn", w.faculty)
		off := w.person("Người Nghỉ", "nghi@st.example.vn", 0)
		if err := w.Disable(ctx, w.admin, off); err != nil {
			t.Fatal(err)
		}
		day := 24 * time.Hour
		var given *store.Delegation
		for _, c := range []struct {
			what string
			who  people.PersonID
			in   accounts.DelegateInput
			want string
		}{
			{"to nobody", dean, accounts.DelegateInput{Place: unit, End: now.Add(day), Paper: "GUQ 1"}, "accounts.delegate_to"},
			{"to oneself", dean, accounts.DelegateInput{To: dean, Place: unit, End: now.Add(day), Paper: "GUQ 1"}, "accounts.delegate_to"},
			{"not in writing", dean, accounts.DelegateInput{To: vice, Place: unit, End: now.Add(day)}, "accounts.paper_missing"},
			{"without end", dean, accounts.DelegateInput{To: vice, Place: unit, Paper: "GUQ 1"}, "accounts.period_wrong"},
			{"for ever", dean, accounts.DelegateInput{To: vice, Place: unit, End: now.Add(400 * day), Paper: "GUQ 1"}, "accounts.period_long"},
			{"from last week", dean, accounts.DelegateInput{To: vice, Place: unit, Start: now.Add(-7 * day), End: now.Add(day), Paper: "GUQ 1"}, "accounts.period_past"},
			{"to somebody disabled", dean, accounts.DelegateInput{To: off, Place: unit, End: now.Add(day), Paper: "GUQ 1"}, "accounts.disabled"},
			{"where one holds nothing", dean, accounts.DelegateInput{To: vice, Place: beside, End: now.Add(day), Paper: "GUQ 1"}, "accounts.nothing_to_lend"},
			{"for more than one holds", dean, accounts.DelegateInput{To: vice, Place: w.institution(), End: now.Add(day), Paper: "GUQ 1"}, "accounts.nothing_to_lend"},
			{"a role one does not hold", dean, accounts.DelegateInput{To: vice, Place: unit, Roles: []people.Role{people.UnitHead, people.Head}, End: now.Add(day), Paper: "GUQ 1"}, "accounts.not_lendable"},
			{"the administrator's", head, accounts.DelegateInput{To: vice, Place: w.institution(), Roles: []people.Role{people.Administrator}, End: now.Add(day), Paper: "GUQ 1"}, "accounts.nothing_to_lend"},
			{"by somebody without authority", vice, accounts.DelegateInput{To: dean, Place: unit, End: now.Add(day), Paper: "GUQ 1"}, "people.denied"},
			{"for a part of it", dean, accounts.DelegateInput{To: vice, Place: team, End: now.Add(day), Paper: "GUQ 1"}, ""},
			{"all of it", dean, accounts.DelegateInput{To: vice, Place: unit, End: now.Add(day), Paper: " GUQ 2 "}, ""},
		} {
			d, err := w.Delegate(ctx, w.actor(c.who), c.in)
			w.want(c.what, err, c.want)
			given = d
		}
		if given.Paper != "GUQ 2" || !given.Start.Equal(now) {
			t.Errorf("%+v", given)
		}
		scope := people.Scope{Institution: w.inst, Units: []int64{w.faculty}}
		holds := func() bool {
			return slices.Contains(w.actor(vice).Standing.Holdings(scope), people.Holding{Role: people.UnitHead, For: dean})
		}
		if !holds() {
			t.Error("what was lent is not held")
		}
		_, err := w.Delegate(ctx, w.actor(vice), accounts.DelegateInput{To: head, Place: unit, End: now.Add(day), Paper: "GUQ 3"})
		w.want("passing it on", err, "people.denied")
		w.appoint(vice, people.UnitDeputy, team)
		_, err = w.Delegate(ctx, w.actor(vice), accounts.DelegateInput{To: head, Place: unit, Roles: []people.Role{people.UnitHead}, End: now.Add(day), Paper: "GUQ 3"})
		w.want("passing it on with a role of one's own", err, "accounts.nothing_to_lend")
		w.want("ended by the receiver", w.EndDelegation(ctx, w.actor(vice), given.ID), "people.denied")
		w.want("ended by the giver", w.EndDelegation(ctx, w.actor(dean), given.ID), "")
		w.want("ended again", w.EndDelegation(ctx, w.actor(dean), given.ID), "accounts.ended_already")
		if holds() {
			t.Error("what was taken back is held")
		}
		d, err := w.Delegate(ctx, w.actor(dean), accounts.DelegateInput{To: vice, Place: unit, End: now.Add(day), Paper: "GUQ 4"})
		if err != nil {
			t.Fatal(err)
		}
		w.want("ended by the administrator", w.EndDelegation(ctx, w.admin, d.ID), "")

		// What is lent stays the giver's: who manages people where the giver
		// works takes it back, not who does so where the receiver works.
		far := w.person("Phó Khoa Khác", "far@st.example.vn", w.other)
		here := w.person("Quản trị Khoa", "qt1@st.example.vn", 0)
		w.appoint(here, people.Administrator, unit)
		there := w.person("Quản trị Khoa Khác", "qt2@st.example.vn", 0)
		w.appoint(there, people.Administrator, beside)
		d, err = w.Delegate(ctx, w.actor(dean), accounts.DelegateInput{To: far, Place: unit, End: now.Add(day), Paper: "GUQ 6"})
		if err != nil {
			t.Fatal(err)
		}
		w.want("ended by the receiver's administrator", w.EndDelegation(ctx, w.actor(there), d.ID), "people.denied")
		w.want("ended by the giver's administrator", w.EndDelegation(ctx, w.actor(here), d.ID), "")
		// It ends by itself.
		if _, err = w.Delegate(ctx, w.actor(dean), accounts.DelegateInput{To: vice, Place: unit, End: now.Add(time.Hour), Paper: "GUQ 5"}); err != nil || !holds() {
			t.Fatal(err)
		}
		w.clock.Pass(time.Hour)
		if holds() {
			t.Error("a delegation outlives its end")
		}
	})
}

// Profiles tell how somebody comes in to that person and to administrators.
func TestProfile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.person("Trần Văn An", "an@st.example.vn", w.faculty, people.UnitHead)
		w.in("an@st.example.vn")
		colleague := w.actor(w.person("Lê Thị Dung", "dung@st.example.vn", w.other, people.Staff))
		outsider := w.actor(w.person("Cộng Tác Viên", "ctv@st.example.vn", 0, people.Contributor))
		for _, c := range []struct {
			who  accounts.Actor
			open bool
		}{{w.admin, true}, {w.actor(id), true}, {colleague, false}} {
			p, err := w.Profile(ctx, c.who, id)
			if err != nil || len(p.Appointments) != 1 || (p.Sessions == 1) != c.open || p.SeenAt.IsZero() == c.open {
				t.Errorf("%s sees %+v, %v", c.who.Name, p, err)
			}
		}
		_, err := w.Profile(ctx, outsider, id)
		w.want("an outsider", err, "people.denied")
		_, err = w.Profile(ctx, outsider, outsider.Person)
		w.want("oneself", err, "")
		_, err = w.People(ctx, outsider, store.PersonFilter{})
		w.want("the roster", err, "people.denied")
	})
}

// The numbers of security level 2 (Decree 331/2026): everybody has a second
// factor, administrators a new password every two months, and accounts that
// nobody uses are disabled, but never the way back in.
func TestLevel2(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.person("Trần Văn An", "an@st.example.vn", 0, people.Staff)
		ticket, err := w.SignIn(ctx, visitor, "an@st.example.vn", password)
		if err != nil || ticket.Stage != accounts.StageEnrol {
			t.Fatalf("%+v, %v", ticket, err)
		}
		first, err := w.SignIn(ctx, visitor, "admin@st.example.vn", password)
		if err != nil {
			t.Fatal(err)
		}
		secret := w.secret(first.Token)
		w.enrol(first.Token)
		w.clock.Pass(30 * time.Second)
		w.clock.Pass(60 * 24 * time.Hour)
		half, err := w.SignIn(ctx, visitor, "admin@st.example.vn", password)
		if err != nil {
			t.Fatal(err)
		}
		half, err = w.GiveCode(ctx, visitor, half.Token, totp(secret, w.clock.Now()))
		if err != nil || half.Stage != accounts.StagePassword {
			t.Fatalf("%+v, %v", half, err)
		}
		if _, err := w.Resume(ctx, half.Token); err != accounts.ErrUnfinished {
			t.Errorf("with an old password: %v", err)
		}
		_, err = w.ChangePassword(ctx, visitor, half.Token, password, "mười ký tự")
		w.want("a short password", err, "accounts.password_short")
		in, err := w.ChangePassword(ctx, visitor, half.Token, password, another)
		if err != nil || in.Stage != accounts.Done {
			t.Fatalf("%+v, %v", in, err)
		}
		if who, err := w.Resume(ctx, in.Token); err != nil || !who.Strong {
			t.Errorf("%+v, %v", who, err)
		}
		if n, err := w.DisableIdle(ctx, w.inst); n != 1 || err != nil {
			t.Errorf("disabled %d, %v", n, err)
		}
		_, err = w.SignIn(ctx, visitor, "an@st.example.vn", password)
		w.want("an idle account", err, "accounts.wrong")
		if n, err := w.DisableIdle(ctx, w.inst); n != 0 || err != nil {
			t.Errorf("disabled %d more, %v", n, err)
		}
	}, func(c *accounts.Config) {
		cost := c.Cost
		*c = accounts.Level2()
		c.Cost = cost
	})
}
