package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/store"
)

// Who can approve nothing at the moment is told so and why, in their language,
// before and after the button; the link stays good, and approves once what was
// in the way is out of it (invariant 2: their address stands on the letter).
func TestDecisionLinkWithNothingToApprove(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.receive(strings.Replace(firstLetter, "unitdeputy@songtien", "head@songtien", 1)).Case
		_, err := h.Editorial.TakeOver(ctx, h.who["communications"], id, 0)
		h.must(err)
		h.save("communications", id, func(r *content.Revision) { r.OwnWork = true })
		h.act("communications", id, flow.Act{Kind: flow.DoMove, Move: "accept"})
		_, link := h.calledBy("head")
		path := "/desk/decisions/" + link
		approve := cases.DecisionInput{Do: store.CallApproved, Items: []string{"no-state-secrets"}}
		told := map[locale.Lang][2]string{
			locale.VI: {"Lúc này không có phần nào ông/bà duyệt được", "Thư đề nghị này mang địa chỉ của người duyệt"},
			locale.EN: {"There is nothing that you can approve now", "bears the address of the person who approves"},
		}
		for lang, words := range told {
			h.must(h.Store.Tx(ctx, func(tx *store.Tx) error {
				p, err := tx.Person(ctx, h.who["head"].Person)
				if err != nil {
					return err
				}
				p.Lang = lang
				return tx.SavePerson(ctx, p)
			}))
			page := h.nobody(http.MethodGet, path, nil).Body.String()
			h.shows(page, words[:]...)
			if strings.Contains(page, `value="approve"`) {
				t.Error("it can be approved")
			}
			w := h.nobody(http.MethodPost, path, url.Values{"do": {"approve"}, "item": {"no-state-secrets"}})
			if w.Code != http.StatusConflict {
				t.Errorf("approving nothing: %d", w.Code)
			}
			h.shows(w.Body.String(), words[1])
		}
		if d := h.decision(link); d.State != cases.DecisionOpen || len(h.lines(id, event.ItemTicked)) != 0 {
			t.Fatalf("refused, the link is %s", d.State)
		}
		// The link may still be used for what is possible, and once it is
		// settled who sent the letter, for all of it.
		h.act("communications", id, flow.Act{Kind: flow.DoSettle})
		h.must(h.Cases.Decide(ctx, link, approve))
		if n := len(h.lines(id, event.VerdictGiven)); n != 2 {
			t.Errorf("%d verdicts", n)
		}
	})
}
