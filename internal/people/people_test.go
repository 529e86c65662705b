package people_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
)

var (
	monday   = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	school   = people.Place{Kind: people.Institution, ID: 1}
	fishery  = people.Place{Kind: people.Unit, ID: 3} // below faculty 2
	faculty  = people.Place{Kind: people.Unit, ID: 2}
	siteVI   = people.Place{Kind: people.Site, ID: 11}
	siteEN   = people.Place{Kind: people.Site, ID: 12}
	unitCase = people.Scope{Institution: 1, Units: []int64{3, 2}, Sites: []int64{21}}
)

const (
	hoa people.PersonID = iota + 1
	nam
	cuc
	an
)

func give(p people.PersonID, r people.Role, at people.Place) people.Appointment {
	return people.Appointment{Person: p, Role: r, Place: at, From: monday.AddDate(0, -1, 0)}
}

func lend(from, to people.PersonID, at people.Place, roles ...people.Role) people.Delegation {
	return people.Delegation{From: from, To: to, Roles: roles, Place: at, Start: monday, End: monday.AddDate(0, 0, 5)}
}

// R-P1: a role counts at its place, for what lies below it, from a date to a
// date.
func TestHolders(t *testing.T) {
	both := people.Scope{Institution: 1, Sites: []int64{11, 12}}
	ended := give(hoa, people.Head, school)
	ended.To = monday
	later := give(hoa, people.Head, school)
	later.From = monday.Add(time.Microsecond)
	for _, c := range []struct {
		name  string
		appts []people.Appointment
		scope people.Scope
		want  []people.PersonID
	}{
		{"institution covers a unit's case", []people.Appointment{give(hoa, people.Head, school)}, unitCase, []people.PersonID{hoa}},
		{"another institution", []people.Appointment{give(hoa, people.Head, people.Place{Kind: people.Institution, ID: 9})}, unitCase, nil},
		{"the unit itself", []people.Appointment{give(hoa, people.Head, fishery)}, unitCase, []people.PersonID{hoa}},
		{"the unit above", []people.Appointment{give(hoa, people.Head, faculty)}, unitCase, []people.PersonID{hoa}},
		{"a unit is not above the institution", []people.Appointment{give(hoa, people.Head, faculty)}, people.Scope{Institution: 1}, nil},
		{"another role", []people.Appointment{give(hoa, people.Deputy, school)}, unitCase, nil},
		{"ended at this moment", []people.Appointment{ended}, unitCase, nil},
		{"begins later", []people.Appointment{later}, unitCase, nil},
		{"one of two sites", []people.Appointment{give(hoa, people.Head, siteVI)}, both, nil},
		{"each of two sites", []people.Appointment{give(hoa, people.Head, siteVI), give(hoa, people.Head, siteEN)}, both, []people.PersonID{hoa}},
		{"a site of two people", []people.Appointment{give(hoa, people.Head, siteVI), give(nam, people.Head, siteEN)}, both, nil},
		{"a site where there is none", []people.Appointment{give(hoa, people.Head, siteVI)}, people.Scope{Institution: 1}, nil},
		{"twice is once", []people.Appointment{give(hoa, people.Head, school), give(hoa, people.Head, faculty)}, unitCase, []people.PersonID{hoa}},
	} {
		var got []people.PersonID
		for _, h := range people.Holders(people.Head, c.scope, c.appts, nil, monday) {
			got = append(got, h.Person)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// R-P3: in writing, for a period, all or one role, never passed on, and ending
// by itself.
func TestDelegation(t *testing.T) {
	appts := []people.Appointment{give(hoa, people.Head, school), give(hoa, people.Leadership, school), give(hoa, people.Administrator, school)}
	for _, c := range []struct {
		name   string
		delegs []people.Delegation
		at     time.Time
		want   []people.Holding
	}{
		{"all that can be lent", []people.Delegation{lend(hoa, cuc, school)}, monday, []people.Holding{{people.Head, hoa}, {people.Leadership, hoa}}},
		{"one role", []people.Delegation{lend(hoa, cuc, school, people.Head)}, monday, []people.Holding{{people.Head, hoa}}},
		{"what the giver does not hold", []people.Delegation{lend(hoa, cuc, school, people.Webmaster)}, monday, nil},
		{"the administrator's office", []people.Delegation{lend(hoa, cuc, school, people.Administrator)}, monday, nil},
		{"before", []people.Delegation{lend(hoa, cuc, school)}, monday.Add(-time.Microsecond), nil},
		{"after", []people.Delegation{lend(hoa, cuc, school)}, monday.AddDate(0, 0, 5), nil},
		{"not passed on", []people.Delegation{lend(hoa, an, school), lend(an, cuc, school)}, monday, nil},
		{"to oneself", []people.Delegation{lend(cuc, cuc, school)}, monday, nil},
		{"for the unit only", []people.Delegation{lend(hoa, cuc, fishery, people.Head)}, monday, []people.Holding{{people.Head, hoa}}},
		{"for another unit", []people.Delegation{lend(hoa, cuc, people.Place{Kind: people.Unit, ID: 9})}, monday, nil},
	} {
		if diff := cmp.Diff(c.want, people.Holdings(cuc, unitCase, appts, c.delegs, c.at)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	dismissed := slices.Clone(appts)
	dismissed[0].To = monday.AddDate(0, 0, 1)
	if got := people.Holders(people.Head, unitCase, dismissed, []people.Delegation{lend(hoa, cuc, school)}, monday.AddDate(0, 0, 2)); len(got) != 0 {
		t.Errorf("a delegation outlives what was delegated: %v", got)
	}
}

var places = []people.Place{school, fishery, faculty, siteVI, siteEN, {Kind: people.Site, ID: 21}}

// Who holds a role and what a person holds are one and the same thing; nobody
// acts for somebody who does not hold the role himself.
func TestHoldersAndHoldingsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		person := rapid.Map(rapid.IntRange(1, 5), func(i int) people.PersonID { return people.PersonID(i) })
		role := rapid.SampledFrom([]people.Role{people.Head, people.Deputy, people.Administrator})
		place := rapid.SampledFrom(places)
		day := rapid.Map(rapid.IntRange(-3, 3), func(d int) time.Time { return monday.AddDate(0, 0, d) })
		appts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) people.Appointment {
			a := people.Appointment{Person: person.Draw(t, "p"), Role: role.Draw(t, "r"), Place: place.Draw(t, "at"), From: day.Draw(t, "from")}
			if rapid.Bool().Draw(t, "ends") {
				a.To = day.Draw(t, "to")
			}
			return a
		}), 0, 8).Draw(t, "appointments")
		delegs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) people.Delegation {
			return people.Delegation{From: person.Draw(t, "f"), To: person.Draw(t, "t"), Place: place.Draw(t, "at"), Start: day.Draw(t, "s"), End: day.Draw(t, "e"),
				Roles: rapid.SliceOfN(role, 0, 2).Draw(t, "roles")}
		}), 0, 6).Draw(t, "delegations")
		scope := rapid.SampledFrom([]people.Scope{unitCase, {Institution: 1}, {Institution: 1, Sites: []int64{11, 12}}}).Draw(t, "scope")

		for _, r := range []people.Role{people.Head, people.Deputy, people.Administrator} {
			holders := people.Holders(r, scope, appts, delegs, monday)
			for p := people.PersonID(1); p <= 5; p++ {
				var a, b []people.PersonID
				for _, h := range holders {
					if h.Person == p {
						a = append(a, h.For)
					}
					if h.For != 0 && (r == people.Administrator || !slices.Contains(holders, people.Holder{Person: h.For})) {
						t.Fatalf("%+v acts as %s for somebody who is not", h, r)
					}
				}
				for _, h := range people.Holdings(p, scope, appts, delegs, monday) {
					if h.Role == r {
						b = append(b, h.For)
					}
				}
				slices.Sort(a)
				slices.Sort(b)
				if !slices.Equal(a, b) {
					t.Fatalf("%s of %d: holders say %v, holdings %v", r, p, a, b)
				}
			}
		}
	})
}

// Every action, for every role held as one's own or by delegation, in one's
// own unit or another: exactly what the table says, and nothing beside.
func TestMay(t *testing.T) {
	foreign := people.Scope{Institution: 1, Units: []int64{8}}
	for _, p := range people.Permissions() {
		for _, role := range people.Roles {
			listed := slices.Contains(p.Roles, role)
			appts := []people.Appointment{give(hoa, role, fishery)}
			own := people.Standing{Person: hoa, Appointments: appts, At: monday}
			lent := people.Standing{Person: cuc, Appointments: appts, Delegations: []people.Delegation{lend(hoa, cuc, school)}, At: monday}
			for _, c := range []struct {
				name string
				who  people.Standing
				in   people.Scope
				want bool
			}{
				{"own", own, unitCase, listed},
				{"own, elsewhere", own, foreign, listed && p.Anywhere},
				{"delegated", lent, unitCase, listed && !p.Own && role != people.Administrator && role != people.Requester},
				{"ended", people.Standing{Person: hoa, Appointments: appts, At: monday.AddDate(0, -2, 0)}, unitCase, false},
				{"nobody", people.Standing{Appointments: appts, At: monday}, unitCase, false},
			} {
				err := people.May(c.who, p.Action, c.in)
				if (err == nil) != c.want {
					t.Errorf("%s %s %s: %v, want allowed %v", role, c.name, p.Action, err, c.want)
				}
				if err != nil && !fault.Is(err, fault.Denied) {
					t.Errorf("%s: %v is no denial", p.Action, err)
				}
			}
		}
	}
	if people.May(people.Standing{Person: hoa, Appointments: []people.Appointment{give(hoa, people.Administrator, school)}, At: monday}, "burn-it-down", unitCase) == nil {
		t.Error("an unknown action is allowed")
	}
}

func TestEverythingHasATitle(t *testing.T) {
	for _, r := range people.Roles {
		if !locale.Has(locale.VI, r.Title()) {
			t.Errorf("no title for %s", r)
		}
	}
	seen := map[people.Action]bool{}
	for _, p := range people.Permissions() {
		if seen[p.Action] || len(p.Roles) == 0 || !locale.Has(locale.VI, "people.action."+string(p.Action)) {
			t.Errorf("%s stands twice, is for nobody, or has no title", p.Action)
		}
		seen[p.Action] = true
	}
}
