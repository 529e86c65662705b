package desk_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
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
			if _, unseen := h.desk.Cases.See(ctx, h.who[id], ids[0]); unseen != nil {
				single = unseen // what is not theirs to see is not there
			}
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

// Verdicts in one page (F-A15): nobody has said yes before they mark it, case by
// case; a text that changed since it was shown is not approved, and what was
// said of it neither; what is good is approved under the name of who marked it.
func TestApproveBatch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		clock := storetest.At("2026-08-28 08:00")
		h, ctx := newHouse(t, s, clock), context.Background()
		ids := make([]int64, 5)
		var b cases.Batch
		for i := range ids {
			ids[i] = h.send("lan", fmt.Sprintf("Thông báo số %d", i), "Đề nghị đăng.")
			h.pass(ids[i], fmt.Sprintf("Thông báo số %d", i), "Khoa nhận hồ sơ đến hết tháng 9.")
			v := h.see("hanh", ids[i])
			b.Procedure, b.Step, b.Move = v.Case.Procedure, v.State.Step, "approve"
			b.Items = append(b.Items, cases.BatchItem{Case: ids[i], Version: v.Case.Version, Saw: v.Facts.Hashes.All, Yes: i != 1})
		}
		h.save("ha", ids[2], "", func(r *content.Revision) { r.Title = "Một thông báo khác" }) // meanwhile
		b.Items[3].Saw = b.Items[0].Saw + "0"                                                  // a form of a text that never was

		results, err := h.desk.Cases.ActBatch(ctx, h.who["ha"], b)
		h.must(err)
		for i, r := range results {
			if r.Err == nil {
				t.Errorf("case %d: approved by who may not", i)
			}
		}
		results, err = h.desk.Cases.ActBatch(ctx, h.who["hanh"], b)
		h.must(err)
		for i, want := range []string{"", "flow.verdict_missing", "cases.moved_by", "flow.text_changed", ""} {
			e, _ := fault.As(results[i].Err)
			if (e == nil) != (want == "") || e != nil && e.Key != want {
				t.Errorf("case %d: %v, want %q", i, results[i].Err, want)
			}
			state := h.see("hanh", ids[i]).State
			if good := want == ""; (state.Step == "post") != good || (len(state.Verdicts) == 2) != good || !good && len(state.Ticks)+len(state.Verdicts) > 0 {
				t.Errorf("case %d stands at %s with %d verdicts and %d ticks", i, state.Step, len(state.Verdicts), len(state.Ticks))
			}
			for _, v := range state.Verdicts {
				if v.Person != h.who["hanh"].Person || !v.Yes || v.Role != people.Deputy {
					t.Errorf("case %d: verdict %+v", i, v)
				}
			}
		}
		if results[2].Revision <= 1 {
			t.Error("it is not told which text is there now")
		}

		// To find good and to decline at once is a slip; the verdicts can be put down alone.
		one := cases.BatchItem{Case: ids[1], Version: b.Items[1].Version, Saw: b.Items[1].Saw, Yes: true}
		b.Items, b.Move, b.Reason = []cases.BatchItem{one}, "decline", "Không phù hợp."
		if results, err = h.desk.Cases.ActBatch(ctx, h.who["hanh"], b); err != nil || !fault.Is(results[0].Err, fault.Invalid) {
			t.Errorf("good, and declined: %v %v", results, err)
		}
		b.Move, b.Reason = "", ""
		b.Items = []cases.BatchItem{one, {Case: ids[3], Version: h.see("hanh", ids[3]).Case.Version}}
		results, err = h.desk.Cases.ActBatch(ctx, h.who["hanh"], b)
		h.must(err)
		if results[0].Err != nil || results[1].Err == nil {
			t.Errorf("verdicts alone: %v, unmarked %v", results[0].Err, results[1].Err)
		}
		if v := h.see("hanh", ids[1]); v.State.Step != "review" || len(v.State.Verdicts) != 2 || !v.Procedure.Ticked(&v.State, &v.Facts, "no-state-secrets") {
			t.Errorf("verdicts alone: %+v", v.State)
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

// A head finds what is to be judged of each case in short, marks what is good
// and reads what came of it; what changed meanwhile is a link (F-A15).
func TestApprovePages(t *testing.T) {
	clock := storetest.At("2026-08-28 08:00")
	h := newHouse(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	query, form := "", url.Values{"move": {"approve"}}
	var ids []int64
	for i := range 3 {
		id := h.send("lan", fmt.Sprintf("Thông báo số %d", i), "Đề nghị đăng.")
		h.pass(id, fmt.Sprintf("Thông báo số %d", i), "Khoa nhận hồ sơ đến hết tháng 9.")
		ids, query = append(ids, id), query+"&case="+h.see("hanh", id).Case.Code
	}
	page := h.get("hanh", "/desk/bulk?"+query[1:]).Body.String()
	for want, n := range map[string]int{`name="yes"`: 3, "Khoa nhận hồ sơ đến hết tháng 9": 3, "phiên bản 2, 8 chữ, 0 ảnh": 3, "Duyệt hình ảnh</dt><dd>chưa có kết quả": 3, "Không có bí mật nhà nước": 3, "thêm 3/3 hồ sơ khi đánh dấu đạt": 1, `name="yes" checked`: 0} {
		if strings.Count(page, want) != n {
			t.Errorf("%q is there %d times, want %d", want, strings.Count(page, want), n)
		}
	}
	for _, m := range regexp.MustCompile(`name="item" value="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		form.Add("item", m[1])
	}
	view := h.see("hanh", ids[0])
	form.Set("procedure", fmt.Sprint(view.Case.Procedure))
	form.Set("step", string(view.State.Step))
	form["yes"] = []string{fmt.Sprint(ids[0]), fmt.Sprint(ids[1])}
	h.save("ha", ids[1], "", func(r *content.Revision) { r.Title = "Một thông báo khác" })
	done := h.post("hanh", "/desk/bulk", form).Body.String()
	if !strings.Contains(done, "đã làm 1/3 hồ sơ") || !strings.Contains(done, "Đã ghi kết quả duyệt.") || !strings.Contains(done, "Chưa có kết quả duyệt nội dung") ||
		!strings.Contains(done, `/revisions?from=2&amp;to=3`) {
		t.Errorf("what came of it:\n%s", done)
	}
	if strings.Contains(h.get("nga", "/desk/bulk?"+query[1:]).Body.String(), "Thông báo số 2") {
		t.Error("shown to whoever may not see it")
	}
}
