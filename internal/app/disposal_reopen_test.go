package app

import (
	"testing"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/procedures"
	"congbo/internal/store"
)

// A case that is proposed for disposal and comes alive again leaves the
// proposal, whose only case it was, and whoever proposed is told of it; nothing
// can be approved then, and the case is not lost (R-T10).
func TestReopenedLeavesTheProposal(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, _ := h.published("unit-deputy")
		h.appoint("admin", people.Administrator, 0)
		h.clock.Set("2026-12-01 08:00") // nobody has said that anything is wrong
		h.drain()
		h.clock.Set("2033-01-04 08:00")
		h.drain()
		c := h.seen(id).Case
		if c.EndedAt.IsZero() {
			t.Fatal("the case has not ended")
		}
		proposal, err := h.Procedures.Propose(ctx, h.who["admin"], procedures.Proposal{Codes: []string{c.Code}, Reason: "Hết thời hạn lưu"})
		h.must(err)
		before := h.letters("disposal-dropped")
		h.act("head", id, flow.Act{Kind: flow.DoChange, Change: content.Update, Reason: "Có số liệu mới"})
		h.drain()

		if x, err := h.Procedures.Disposing(ctx, id); err != nil || x != nil {
			t.Errorf("the case still stands in it: %v %+v", err, x)
		}
		var ends map[int64]store.DisposalEnd
		h.must(h.Store.View(ctx, func(tx *store.Tx) (err error) {
			ends, err = tx.DisposalEnds(ctx, proposal)
			return err
		}))
		for _, e := range ends {
			if e.How != store.DisposalReopened || e.Case != id {
				t.Errorf("%+v", e)
			}
		}
		if len(ends) != 1 {
			t.Errorf("%d cases left the proposal", len(ends))
		}
		if n := h.letters("disposal-dropped") - before; n != 1 {
			t.Errorf("%d letters to whoever proposed", n)
		}
		if err := h.Procedures.Decide(ctx, h.who["head"], proposal, procedures.Decision{Yes: true, Number: "1/QĐ", Version: 2}); err == nil {
			t.Error("a proposal of nothing was approved")
		}
		h.sound()
	})
}
