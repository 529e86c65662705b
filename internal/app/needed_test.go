package app

import (
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/procfile"
	"congbo/internal/store"
)

// F-A5: a step may want several yeses of one aspect, given side by side; who
// gave one and who is still awaited stands on the page, and until all are there
// nobody goes on.
func TestSeveralVerdicts(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		preset, _ := procfile.Named("dang-tin-cap-truong")
		text := strings.Replace(string(preset.Text), "content: {by: [head, deputy]", "content: {by: [head, deputy], need: 2", 1)
		if text == string(preset.Text) {
			t.Fatal("the preset has another form")
		}
		h.must(h.Store.Tx(t.Context(), func(tx *store.Tx) error {
			return tx.AddProcedure(t.Context(), &store.ProcedureVersion{Institution: h.inst, Key: preset.ID, Text: text, State: "in-force", InForceFrom: h.clock.Now()})
		}))
		id := h.atReview()
		h.act("head", id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
		h.act("head", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true})
		h.act("deputy", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectImages, Yes: true})
		code := h.see("head", id).Case.Code
		h.shows(h.page("deputy", "/desk/cases/"+code), "Còn chờ 1 ý kiến nữa, của: Lê Thị Hạnh", "Trần Văn Minh")
		v := h.see("head", id)
		if _, err := h.Cases.Act(t.Context(), h.who["head"], cases.Input{Case: v.Case.ID, Version: v.Case.Version, Act: flow.Act{Kind: flow.DoMove, Move: "approve"}}); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
			t.Errorf("approved with one of two: %v", err)
		}
		h.act("deputy", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true})
		h.act("head", id, flow.Act{Kind: flow.DoMove, Move: "approve"})
	})
}
