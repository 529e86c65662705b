package people_test

import (
	"testing"
	"time"

	"congbo/internal/fault"
	"congbo/internal/people"
)

// A chief confirms the days of those who work under them, nobody their own or
// that of an equal or of somebody above, not by what those have lent (F-J4).
func TestSignsDiary(t *testing.T) {
	now := time.Date(2026, 9, 3, 10, 0, 0, 0, time.UTC)
	const (
		dean people.PersonID = iota + 1
		viceDean
		lecturer
		head
		deputy
		rector
		officer
		otherDean
		viceRector
		helper
		former
	)
	institution, faculty, other := people.Place{Kind: people.Institution, ID: 1}, people.Place{Kind: people.Unit, ID: 10}, people.Place{Kind: people.Unit, ID: 20}
	at := func(p people.PersonID, r people.Role, place people.Place) people.Appointment {
		return people.Appointment{Person: p, Role: r, Place: place, From: now.AddDate(-1, 0, 0)}
	}
	appointments := []people.Appointment{
		at(dean, people.UnitHead, faculty), at(viceDean, people.UnitDeputy, faculty), at(lecturer, people.Staff, faculty), at(otherDean, people.UnitHead, other),
		at(head, people.Head, institution), at(deputy, people.Deputy, institution), at(rector, people.Director, institution), at(viceRector, people.Leadership, institution), at(officer, people.Communications, institution),
		at(helper, people.Staff, faculty),
	}
	ended := at(former, people.UnitHead, faculty)
	ended.To = now.AddDate(0, -1, 0)
	appointments = append(appointments, ended)
	delegations := []people.Delegation{{From: dean, To: helper, Place: faculty, Start: now.AddDate(0, 0, -1), End: now.AddDate(0, 0, 7)}}
	own, office := people.Scope{Institution: 1, Units: []int64{10}}, people.Scope{Institution: 1}
	for _, c := range []struct {
		name    string
		who, of people.PersonID
		in      people.Scope
		want    people.Holding
	}{
		{"a dean, a lecturer", dean, lecturer, own, people.Holding{Role: people.UnitHead}},
		{"a vice-dean, a lecturer", viceDean, lecturer, own, people.Holding{Role: people.UnitDeputy}},
		{"a dean, the vice-dean", dean, viceDean, own, people.Holding{Role: people.UnitHead}},
		{"a vice-dean, the dean", viceDean, dean, own, people.Holding{}},
		{"a dean, himself", dean, dean, own, people.Holding{}},
		{"another dean", otherDean, lecturer, own, people.Holding{}},
		{"a dean, the office", dean, officer, office, people.Holding{}},
		{"the head of the board, the office", head, officer, office, people.Holding{Role: people.Head}},
		{"the head of the board, the deputy", head, deputy, office, people.Holding{Role: people.Head}},
		{"the head of the board, a dean", head, dean, own, people.Holding{Role: people.Head}},
		{"the head of the board, the rector", head, rector, office, people.Holding{}},
		{"the deputy of the board", deputy, officer, office, people.Holding{}},
		{"the rector, the head of the board", rector, head, office, people.Holding{Role: people.Director}},
		{"a vice-rector, the head of the board", viceRector, head, office, people.Holding{Role: people.Leadership}},
		{"a vice-rector, the rector", viceRector, rector, office, people.Holding{}},
		{"a lecturer, a colleague", lecturer, helper, own, people.Holding{}},
		{"by delegation", helper, lecturer, own, people.Holding{Role: people.UnitHead, For: dean}},
		{"by delegation, its giver", helper, dean, own, people.Holding{}},
		{"by delegation, oneself", helper, helper, own, people.Holding{}},
		{"a former dean", former, lecturer, own, people.Holding{}},
		{"nobody", 0, lecturer, own, people.Holding{}},
	} {
		got, err := people.SignsDiary(people.Standing{Person: c.who, Appointments: appointments, Delegations: delegations, At: now}, c.of, c.in)
		if got != c.want || (err == nil) != (c.want.Role != "") || err != nil && !fault.Is(err, fault.Denied) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
}
