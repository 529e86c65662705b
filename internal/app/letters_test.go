package app

import (
	"slices"
	"testing"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"

	"github.com/google/go-cmp/cmp"
)

// written are the letters since the last look: "template: role" each, or
// "template: requester".
func (h *house) written(since *int64) (list []string) {
	h.t.Helper()
	role := make(map[people.PersonID]string)
	for r, who := range h.who {
		role[who.Person] = r
	}
	h.must(h.Store.View(h.t.Context(), func(tx *store.Tx) error {
		all, err := tx.Letters(h.t.Context(), h.inst, "", 0, 1000)
		last := *since
		for _, l := range all {
			if l.ID <= *since {
				continue
			}
			last = max(last, l.ID)
			to := role[l.Person]
			if l.Request != 0 {
				to = "requester"
			}
			list = append(list, l.Template+": "+to)
		}
		*since = last
		return err
	}))
	slices.Sort(list)
	return list
}

// Who hears of what: whoever it is the turn of, once for each act, and those
// whom a happening concerns, in words that are about it (F-K1, F-K4).
func TestLettersOfEachAct(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		var seen int64
		heard := func(what string, want ...string) {
			t.Helper()
			slices.Sort(want)
			if diff := cmp.Diff(want, h.written(&seen)); diff != "" {
				t.Errorf("%s (-want +got): %s", what, diff)
			}
		}
		id := h.receive(firstLetter).Case
		heard("a letter comes in", "acknowledgement: requester", "task: communications")
		_, err := h.Editorial.TakeOver(t.Context(), h.who["communications"], id, 0)
		h.must(err)
		h.save("communications", id, func(r *content.Revision) { r.OwnWork = true })
		heard("a document is made of it")
		h.act("communications", id, flow.Act{Kind: flow.DoMove, Move: "accept"})
		heard("it is passed on", "decision: head", "decision: deputy")
		h.act("head", id, flow.Act{Kind: flow.DoAsk, Reason: "Có được nêu mức học bổng không?"})
		heard("a question is to be put", "task: communications")
		h.act("communications", id, flow.Act{Kind: flow.DoPut, Reason: "Đề xuất: được nêu."})
		heard("it is put", "decision-opinion: leadership")
		h.act("leadership", id, flow.Act{Kind: flow.DoAnswer, Answer: flow.Yes, Reason: "Đồng ý."})
		heard("it is answered", "decision: head", "decision: deputy")
		h.act("head", id, flow.Act{Kind: flow.DoAsk, Reason: "Có được nêu tên không?"})
		h.act("communications", id, flow.Act{Kind: flow.DoPut, Reason: "Đề xuất: không nêu."})
		heard("a second question", "task: communications", "decision-opinion: leadership")
		h.act("head", id, flow.Act{Kind: flow.DoWithdraw, Reason: "Đã rõ."})
		heard("it is withdrawn", "question-withdrawn: leadership", "question-withdrawn: communications", "decision: deputy")
		h.act("head", id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
		h.act("head", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true})
		h.act("deputy", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectImages, Yes: true})
		heard("verdicts are given")
		h.save("head", id, func(r *content.Revision) { r.Title += ", đã sửa" })
		heard("what was approved is changed", "approval-voided: deputy")
	})
}
