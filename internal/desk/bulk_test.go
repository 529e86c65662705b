package desk_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// One move for several cases: each is dealt with by itself, those that somebody
// moved meanwhile, that cannot go on or are not the person's are left and told
// of, by the same refusal as a single act (F-A15).
func TestActBatch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		clock := storetest.At("2026-08-28 08:00")
		h, ctx := newHouse(t, s, clock), context.Background()
		ids := make([]int64, 4)
		for i := range ids {
			ids[i] = h.send("lan", fmt.Sprintf("Thông báo số %d", i), "Đề nghị đăng.")
		}
		b := cases.Batch{Procedure: h.see("ha", ids[0]).Case.Procedure, Step: h.see("ha", ids[0]).State.Step, Move: "decline"}
		for _, id := range ids {
			b.Items = append(b.Items, cases.BatchItem{Case: id, Version: h.see("ha", id).Case.Version})
		}
		if _, err := h.desk.Cases.ActBatch(ctx, h.who["ha"], b); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a move that wants a reason, without one: %v", err)
		}
		b.Reason = "Không thuộc phạm vi website."
		h.take("ha", ids[1]) // meanwhile
		h.move("ha", ids[2], "decline", "Trùng.")
		b.Items[3].Version = 0 // a form that does not say what was seen
		b.Items = append(b.Items, cases.BatchItem{Case: 999999, Version: 1})

		for _, id := range []string{"lan", "nga", "an"} {
			results, err := h.desk.Cases.ActBatch(ctx, h.who[id], b)
			h.must(err)
			_, single := h.desk.Cases.Act(ctx, h.who[id], cases.Input{Case: ids[0], Version: b.Items[0].Version, Act: flow.Act{Kind: flow.DoMove, Move: b.Move, Reason: b.Reason}})
			if results[0].Err == nil || single == nil || results[0].Err.Error() != single.Error() {
				t.Errorf("%s: %v, and singly %v", id, results[0].Err, single)
			}
		}
		results, err := h.desk.Cases.ActBatch(ctx, h.who["ha"], b)
		h.must(err)
		for i, want := range []fault.Kind{0, fault.Conflict, fault.Conflict, fault.Conflict, fault.NotFound} {
			if (results[i].Err == nil) != (i == 0) || i > 0 && fault.KindOf(results[i].Err) != want {
				t.Errorf("case %d: %v", i, results[i].Err)
			}
		}
		if v := h.see("ha", ids[0]); v.State.Outcome != flow.Declined || v.Remarks[0].Text != b.Reason {
			t.Errorf("declined: %+v", v.State)
		}
		if v := h.see("ha", ids[3]); !v.Case.EndedAt.IsZero() {
			t.Error("a case that nobody had seen was declined")
		}
		for what, bad := range map[string]cases.Batch{
			"no cases":     {Procedure: b.Procedure, Step: b.Step, Move: b.Move, Reason: "x"},
			"no move":      {Procedure: b.Procedure, Step: b.Step, Move: "fly", Reason: "x", Items: b.Items},
			"another step": {Procedure: b.Procedure, Step: "post", Move: "return", Reason: "x", Items: b.Items[3:4]},
		} {
			results, err := h.desk.Cases.ActBatch(ctx, h.who["ha"], bad)
			if what == "another step" && err == nil && fault.Is(results[0].Err, fault.Conflict) {
				continue
			}
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// The pages of it work as plain forms: choose, say what, read what came of each
// (F-A15).
func TestBulkPages(t *testing.T) {
	clock := storetest.At("2026-08-28 08:00")
	h := newHouse(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	var codes []string
	var ids []int64
	for i := range 3 {
		ids = append(ids, h.send("lan", fmt.Sprintf("Thông báo số %d", i), "Đề nghị đăng."))
		codes = append(codes, h.see("ha", ids[i]).Case.Code)
	}
	if list := h.get("ha", "/desk").Body.String(); strings.Count(list, `name="case"`) != 3 || !strings.Contains(list, "Xử lý các mục đã chọn") {
		t.Error("nothing to choose in the list")
	}
	page := h.get("ha", "/desk/bulk?case="+strings.Join(codes, "&case=")).Body.String()
	if strings.Count(page, `name="item"`) != 3 || !strings.Contains(page, `value="decline"`) || !strings.Contains(page, "làm được 3/3 hồ sơ") {
		t.Errorf("bulk page:\n%s", page)
	}
	if page := h.get("nga", "/desk/bulk?case="+codes[0]).Body.String(); strings.Contains(page, "Thông báo số 0") {
		t.Error("who may not see a case chose it")
	}
	view := h.see("ha", ids[0])
	form := url.Values{"procedure": {fmt.Sprint(view.Case.Procedure)}, "step": {string(view.State.Step)}, "move": {"decline"}, "reason": {""}}
	for _, id := range ids {
		form.Add("item", fmt.Sprintf("%d:%d", id, h.see("ha", id).Case.Version))
	}
	if w := h.post("ha", "/desk/bulk", form); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "cần lý do, dùng chung") {
		t.Errorf("without a reason: %d", w.Code)
	}
	h.take("ha", ids[1])
	form.Set("reason", "Không thuộc phạm vi website.")
	w := h.post("ha", "/desk/bulk", form)
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "đã làm 2/3 hồ sơ") || strings.Count(body, "Chưa thực hiện") != 1 || !strings.Contains(body, "Nguyễn Thu Hà") {
		t.Errorf("%d:\n%s", w.Code, w.Body)
	}
	if again := h.post("ha", "/desk/bulk", form).Body.String(); !strings.Contains(again, "đã làm 0/3 hồ sơ") {
		t.Error("sent once more, it was done once more")
	}
}
