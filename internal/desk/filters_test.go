package desk_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// Cases are found by each thing that a search can ask for, and by several
// together (F-H3).
func TestFind(t *testing.T) {
	for _, open := range []func(testing.TB, ...store.Option) *store.Store{storetest.SQLite, storetest.Postgres} {
		clock := storetest.At("2026-08-28 08:00")
		t.Run("", func(t *testing.T) {
			h := newHouse(t, open(t, store.Clock(clock.Now)), clock)
			ctx := context.Background()
			a := h.send("lan", "Lễ khai giảng năm học", "Đề nghị đăng.")
			b := h.send("nga", "Hội thảo kinh tế", "Đề nghị đăng.")
			h.take("ha", b)
			h.save("ha", b, "", func(r *content.Revision) { r.Kind, r.OwnWork = "announcement", true })
			c := h.send("lan", "Quảng cáo", "Đề nghị đăng.")
			h.move("ha", c, "decline", "Không phù hợp.")
			h.at("2026-09-07 10:00") // all are long overdue
			d := h.send("nga", "Lịch thi", "Đề nghị đăng.")
			names := map[int64]string{a: "a", b: "b", c: "c", d: "d"}
			step := string(h.see("ha", a).State.Step)
			h.act("ha", d, flow.Act{Kind: flow.DoEmbargo, Due: clock.Now().AddDate(0, 0, 3)})
			if found, err := h.desk.Cases.Find(ctx, h.who["ha"], cases.ParseQuery(url.Values{"flag": {"embargo"}}), 0, 50); err != nil || len(found) != 1 || found[0].Case.ID != d {
				t.Errorf("under an embargo: %d cases, %v", len(found), err)
			}
			h.act("ha", d, flow.Act{Kind: flow.DoLift})
			for query, want := range map[string]string{
				"": "abcd", "state=open": "abd", "state=ended": "c", "q=khai+giang": "a", "sender=võ+thị": "ac", "state=open&sender=bùi": "bd",
				"kind=announcement": "b", "kind=news": "", "due=overdue": "ab", "due=week": "d", "due=none": "", "flag=reopened": "", "flag=embargo": "", "flag=planned": "", "flag=plan-failed": "", "flag=extension": "", "procedure=dang-tin-cap-truong": "abcd", "procedure=other": "",
				"step=" + step + "&state=open": "abd", "unit=" + fmt.Sprint(h.units["kkt"]): "bd", "due=overdue&kind=announcement&sender=nga": "b", "due=nonsense&flag=x": "abcd",
			} {
				v, err := url.ParseQuery(query)
				h.must(err)
				q := cases.ParseQuery(v)
				found, err := h.desk.Cases.Find(ctx, h.who["ha"], q, 0, 10)
				h.must(err)
				got := ""
				for _, w := range found {
					got += names[w.Case.ID]
				}
				letters := strings.Split(got, "")
				slices.Sort(letters)
				if got = strings.Join(letters, ""); got != want {
					t.Errorf("%q finds %q, should find %q", query, got, want)
				}
				if back := cases.ParseQuery(q.Values()); back != q {
					t.Errorf("%q reads back as %+v", query, back)
				}
			}

			// One's own, and one for the unit.
			own, err := h.desk.Cases.KeepFilter(ctx, h.who["ha"], 0, 0, "  Quá hạn ", false, cases.Query{Due: "overdue"})
			h.must(err)
			_, err = h.desk.Cases.KeepFilter(ctx, h.who["an"], 0, 0, "Thông báo", true, cases.Query{Kind: "announcement"})
			h.must(err)
			list := func(who string) string {
				all, err := h.desk.Cases.Filters(ctx, h.who[who])
				h.must(err)
				var s []string
				for _, f := range all {
					s = append(s, fmt.Sprintf("%s %d %v", f.Name, f.Count, f.Mine))
				}
				return strings.Join(s, "|")
			}
			if got := list("ha"); got != "Quá hạn 2 true|Thông báo 1 false" { // an is in the same office
				t.Errorf("ha has %q", got)
			}
			if got := list("minh"); got != "" {
				t.Errorf("minh has %q", got)
			}
			for what, err := range map[string]error{
				"no name":     second(h.desk.Cases.KeepFilter(ctx, h.who["ha"], 0, 0, " ", false, cases.Query{Due: "week"})),
				"no question": second(h.desk.Cases.KeepFilter(ctx, h.who["ha"], 0, 0, "x", false, cases.Query{})),
				"no unit":     second(h.desk.Cases.KeepFilter(ctx, h.who["minh"], 0, 0, "x", true, cases.Query{Due: "week"})),
			} {
				if !fault.Is(err, fault.Invalid) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if _, err := h.desk.Cases.KeepFilter(ctx, h.who["an"], own, 1, "Của tôi", false, cases.Query{Due: "week"}); !fault.Is(err, fault.Conflict) {
				t.Errorf("somebody else's filter: %v", err)
			}
			_, err = h.desk.Cases.KeepFilter(ctx, h.who["ha"], own, 1, "Trong tuần", true, cases.Query{Due: "week"})
			h.must(err)
			if _, err := h.desk.Cases.KeepFilter(ctx, h.who["ha"], own, 1, "Trong tuần", true, cases.Query{Due: "week"}); !fault.Is(err, fault.Conflict) {
				t.Errorf("over what was saved meanwhile: %v", err)
			}
			if got := list("an"); got != "Thông báo 1 true|Trong tuần 1 false" {
				t.Errorf("an has %q", got)
			}
			if err := h.desk.Cases.DropFilter(ctx, h.who["an"], own); !fault.Is(err, fault.NotFound) {
				t.Errorf("dropped somebody else's: %v", err)
			}
			h.must(h.desk.Cases.DropFilter(ctx, h.who["ha"], own))
		})
	}
}

func second[T any](_ T, err error) error { return err }

// A search is kept from the page that shows it, stands among the tabs with its
// count, and is changed and removed there; the board shows open cases by step
// (F-H3).
func TestFilterAndBoardPages(t *testing.T) {
	clock := storetest.At("2026-08-28 08:00")
	h := newHouse(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	id := h.send("lan", "Lễ khai giảng năm học", "Đề nghị đăng.")
	h.send("nga", "Hội thảo kinh tế", "Đề nghị đăng.")
	h.pass(id, "Lễ khai giảng năm học", "")
	w := h.post("ha", "/desk/filters", url.Values{"sender": {"lan"}, "state": {"open"}, "name": {"Của khoa"}, "shared": {"1"}})
	to := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/desk/cases?filter=") {
		t.Fatalf("%d %s\n%s", w.Code, to, w.Body)
	}
	page := h.get("ha", to).Body.String()
	if !strings.Contains(page, `aria-current="true">Của khoa <b>1</b>`) || !strings.Contains(page, "Sửa bộ lọc này") || strings.Contains(page, "Hội thảo kinh tế") {
		t.Errorf("the list:\n%s", page)
	}
	if page := h.get("an", "/desk/cases").Body.String(); !strings.Contains(page, "Bộ lọc do Nguyễn Thu Hà chia sẻ") {
		t.Error("a colleague does not see what is shared")
	}
	if w := h.post("ha", "/desk/filters", url.Values{"sender": {"lan"}, "name": {""}}); w.Code == http.StatusSeeOther || !strings.Contains(w.Body.String(), "Đặt tên cho bộ lọc") {
		t.Errorf("without a name: %d", w.Code)
	}
	if w := h.post("an", "/desk/filters/1/drop", nil); w.Code != http.StatusNotFound {
		t.Errorf("somebody else's: %d", w.Code)
	}
	if w := h.post("ha", "/desk/filters/1/drop", nil); w.Code != http.StatusSeeOther {
		t.Errorf("dropped: %d", w.Code)
	}
	board := h.get("minh", "/desk/board").Body.String()
	intake, review := strings.Index(board, "Hội thảo kinh tế"), strings.Index(board, "Lễ khai giảng năm học")
	if intake < 0 || review < intake || !strings.Contains(board, "2 hồ sơ đang xử lý") || strings.Count(board, `class="card item"`) != 2 {
		t.Errorf("the board:\n%s", board)
	}
	if board := h.get("nga", "/desk/board").Body.String(); strings.Contains(board, "khai giảng") {
		t.Error("the board shows a case to who may not see it")
	}
}
