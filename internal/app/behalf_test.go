package app

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/editorial"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

// What somebody does by a delegated authority says so wherever it is told: in
// the case, the record, the diary, the letters. It is refused outside of its
// days, for another role, and cannot be passed on (R-P3, F-A11).
func TestDelegatedActsSaySo(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx, now := t.Context(), h.clock.Now()
		const words = "theo ủy quyền của Trần Văn Minh"
		head, an := accounts.Actor{Actor: h.who["head"]}, accounts.Actor{Actor: h.who["webmaster"]}
		place := people.Place{Kind: people.Institution, ID: h.inst}
		_, err := h.Accounts.Delegate(ctx, head, accounts.DelegateInput{To: an.Person, Roles: []people.Role{people.Head}, Place: place,
			Start: now.Add(time.Hour), End: now.Add(48 * time.Hour), Paper: "12/GUQ", Dated: "2026-08-27"})
		h.must(err)
		id := h.atReview()
		yes := flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true}
		h.refused("flow.not_yours", h.tried("webmaster", id, yes))
		h.clock.Pass(time.Hour)
		h.must(h.tried("webmaster", id, yes))
		h.clock.Pass(47 * time.Hour) // the end of the last day
		h.refused("flow.not_yours", h.tried("webmaster", id, yes))
		h.clock.Pass(-47 * time.Hour)
		if _, err := h.Accounts.Delegate(ctx, an, accounts.DelegateInput{To: h.who["deputy"].Person, Roles: []people.Role{people.Head}, Place: place, End: now.Add(3 * time.Hour), Paper: "13/GUQ"}); !fault.Is(err, fault.Denied) {
			t.Errorf("passed on: %v", err)
		}
		v, err := h.Cases.See(ctx, h.who["webmaster"], id)
		h.must(err)
		h.must(h.Editorial.Reassign(ctx, h.who["deputy"], id, v.Case.Version, int64(h.who["deputy"].Person), ""))
		h.must(h.Editorial.Reassign(ctx, h.who["webmaster"], id, 0, int64(an.Person), "Trưởng Ban giao"))
		h.must(h.Editorial.Note(ctx, h.who["webmaster"], id, "Đã hỏi khoa."))
		_, err = h.Editorial.Comment(ctx, h.who["webmaster"], id, editorial.Remark{Text: "Câu này thừa."})
		h.must(err)
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "decline", Reason: "Trùng tin."})
		h.drain()

		told := false
		h.must(h.Store.View(ctx, func(tx *store.Tx) error {
			all, err := tx.Letters(ctx, h.inst, "", 0, 1000)
			for _, l := range all {
				told = told || l.Template == "reassigned" && strings.Contains(l.Body, words)
			}
			return err
		}))
		if !told {
			t.Error("the letter to who was at it does not say for whom")
		}
		for path, n := range map[string]int{"/desk/cases/" + v.Case.Code: 3, "/desk/diary": 3, "/desk/log": 3} {
			who := "webmaster"
			if path == "/desk/log" {
				who = "head"
			}
			if page := h.at(who, http.MethodGet, path, nil).Body.String(); strings.Count(page, words) < n {
				t.Errorf("%s says %d times for whom it was done", path, strings.Count(page, words))
			}
		}
		h.must(h.Store.View(ctx, func(tx *store.Tx) error {
			events, err := tx.CaseEvents(ctx, id)
			for _, e := range events {
				own := e.Verb == event.Remarked || e.Verb == event.Commented // which a webmaster may as well
				if e.Actor == int64(an.Person) && (e.OnBehalfOf == 0) != own {
					t.Errorf("the record has %s for %d", e.Verb, e.OnBehalfOf)
				}
			}
			return err
		}))
		if got := h.verify(); !got.OK() {
			t.Errorf("the record: %+v", got)
		}
	})
}

// tried makes acts one after the other until one is refused.
func (h *house) tried(role string, id int64, acts ...flow.Act) (err error) {
	for _, a := range acts {
		if _, err = h.Cases.Act(h.t.Context(), h.who[role], cases.Input{Case: id, Act: a}); err != nil {
			return err
		}
	}
	return nil
}
