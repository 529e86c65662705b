package app

import (
	"path/filepath"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

// An appointment, a delegation, an account that is disabled: whoever changes
// authority, on this node or on another, it holds or is gone from the very next
// act on, on every node (R-P1, R-P3).
func TestAuthorityHoldsFromTheNextAct(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		dsn := h.Config.Database
		if dsn == "" {
			dsn = filepath.Join(h.Config.Data, "congbo.db")
		}
		other, err := store.Open(ctx, dsn, store.Clock(h.clock.Now))
		h.must(err)
		defer other.Close()
		nodes := map[string]*cases.Cases{"here": h.Cases,
			"elsewhere": {Store: other, Calendar: h.Cases.Calendar, Above: h.Cases.Above, Effects: h.Cases.Effects, Mailhost: h.Cases.Mailhost}}

		id := h.receive(firstLetter).Case
		_, err = h.Editorial.TakeOver(ctx, h.who["communications"], id, 0)
		h.must(err)
		h.save("communications", id, func(r *content.Revision) { r.Sources = []content.Source{{Title: "Biên bản"}} })
		h.act("communications", id, flow.Act{Kind: flow.DoMove, Move: "accept"})

		yes := false
		// may expects an act by somebody to be allowed on every node, or on none.
		may := func(role string, want bool) {
			t.Helper()
			for name, node := range nodes {
				yes = !yes
				_, err := node.Act(ctx, h.who[role], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: yes}})
				if want && err != nil || !want && !fault.Is(err, fault.Denied) {
					t.Fatalf("%s acts %s: %v, allowed should be %v", role, name, err, want)
				}
			}
		}
		place := people.Place{Kind: people.Institution, ID: h.inst}
		head, web := h.who["head"].Person, h.who["webmaster"].Person
		lend := store.Delegation{Delegation: people.Delegation{From: head, To: web, Place: place, Start: h.clock.Now(), End: h.clock.Now().Add(time.Hour)}}
		state := func(id people.PersonID, state string) func(tx *store.Tx) error {
			return func(tx *store.Tx) error {
				p, err := tx.Person(ctx, id)
				if err != nil {
					return err
				}
				p.State = state
				return tx.SavePerson(ctx, p)
			}
		}
		may("head", true)
		may("webmaster", false)
		for _, step := range []struct {
			change    func(tx *store.Tx) error
			head, web bool
		}{
			{func(tx *store.Tx) error { return tx.AddDelegation(ctx, &lend) }, true, true},
			{state(web, store.PersonDisabled), true, false},
			{state(web, store.PersonActive), true, true},
			{state(head, store.PersonDisabled), false, false},
			{state(head, store.PersonActive), true, true},
			{func(tx *store.Tx) error { _, err := tx.EndDelegation(ctx, lend.ID, tx.Now()); return err }, true, false},
			{func(tx *store.Tx) error {
				return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: web, Role: people.Head, Place: place, From: tx.Now()}})
			}, true, true},
			{func(tx *store.Tx) error {
				of, err := tx.AppointmentsOf(ctx, head)
				if err == nil {
					_, err = tx.EndAppointment(ctx, of[0].ID, tx.Now())
				}
				return err
			}, false, true},
		} {
			h.must(other.Tx(ctx, step.change))
			may("head", step.head)
			may("webmaster", step.web)
		}
	})
}
