package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/sites"
)

// at sends a request to the desk as somebody.
func (h *house) at(who, method, path string, form url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	h.Accounts.Config.Demo = true
	in, err := h.Accounts.SignInDemo(h.t.Context(), accounts.Visitor{Address: "192.0.2.1"}, h.who[who].Person)
	h.must(err)
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "congbo_desk", Value: in.Token})
	w := httptest.NewRecorder()
	h.Desk.Handler().ServeHTTP(w, r)
	return w
}

// page is a page of the desk as somebody sees it.
func (h *house) page(who, path string) string {
	h.t.Helper()
	w := h.at(who, http.MethodGet, path, nil)
	if w.Code != http.StatusOK {
		h.t.Fatalf("%s at %s: %d", who, path, w.Code)
	}
	return w.Body.String()
}

// press sends the decision form of a case as somebody sees it now.
func (h *house) press(who string, id int64, do string, form url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	v := h.see(who, id)
	fields := url.Values{"version": {strconv.FormatInt(v.Case.Version, 10)}, "do": {do}}
	for k, x := range form {
		fields[k] = x
	}
	return h.at(who, http.MethodPost, "/desk/cases/"+v.Case.Code+"/acts", fields)
}

func (h *house) shows(page string, want ...string) {
	h.t.Helper()
	for _, w := range want {
		if !strings.Contains(page, w) {
			h.t.Errorf("the page does not show %q", w)
		}
	}
}

func text(n int64) string { return strconv.FormatInt(n, 10) }

// D 7.2b at the desk: head or deputy choose the leading office, those that help
// and a date; what is missing or past is refused with what was chosen still
// there, a day off is said. From then on the page says who answers by when.
// The office names a new date after looking at the letter that says it.
func TestAssigningAtTheDesk(t *testing.T) {
	eachOffice(t, "so-nganh", func(t *testing.T, h *house, in *sites.Installed) {
		trade, industry := in.Units["qltm"], in.Units["qlcn"]
		h.appoint("thu", people.Secretariat, 0)
		h.appoint("hoa", people.Head, 0)
		h.appoint("loc", people.UnitHead, trade)
		r := h.write(in.Mailboxes["hopthu@thu.example.vn"], "Hồ sơ mở cửa hàng xăng dầu")
		h.act("thu", r.Case, flow.Act{Kind: flow.DoMove, Move: "submit"})
		path := "/desk/cases/" + r.Request
		// Friday 28 August; from Monday to Wednesday are days off.
		h.shows(h.page("hoa", path), "Phòng chủ trì", `name="with.move.assign"`, `type="date" name="date.move.assign" value="2026-09-09" min="2026-08-28"`, `type="time" name="time.move.assign" value="17:00"`)
		form := url.Values{"unit.move.assign": {text(trade)}, "with.move.assign": {text(industry)}, "date.move.assign": {"2026-09-02"}, "time.move.assign": {"10:00"}, "reason.move.assign": {"Thuộc lĩnh vực của phòng"}}
		for field, c := range map[string]struct{ value, say string }{
			"unit.move.assign": {"", "đơn vị"}, "date.move.assign": {"2026-08-27", "phải sau thời điểm hiện tại"}, "time.move.assign": {"chiều", "Không đọc được ngày giờ"},
		} {
			wrong := url.Values{}
			for k, x := range form {
				wrong[k] = x
			}
			wrong.Set(field, c.value)
			w := h.press("hoa", r.Case, "move:assign", wrong)
			page := w.Body.String()
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, c.say) {
				t.Errorf("%s %q: %d\n%s", field, c.value, w.Code, between(page, `role="alert"`, "</div>"))
			}
			h.shows(page, `value="`+text(industry)+`" checked`, "Thuộc lĩnh vực của phòng")
		}
		if w := h.press("hoa", r.Case, "move:assign", form); w.Code != http.StatusSeeOther {
			t.Fatalf("assigned: %d\n%s", w.Code, between(w.Body.String(), `role="alert"`, "</div>"))
		}
		v := h.see("loc", r.Case)
		g := v.State.Assigned
		if g == nil || g.Unit != trade || !slices.Equal(g.With, []int64{industry}) || g.Due.UTC().Format(time.RFC3339) != "2026-09-02T03:00:00Z" {
			t.Fatalf("assigned %+v", g)
		}
		page := h.page("loc", path)
		h.shows(page, "Phòng chủ trì", "Phòng phối hợp", "Hạn trả lời", "Hạn rơi vào ngày 02/9, ", "Hạn trả lời được giao", "Phòng Quản lý Thương mại chủ trì, Phòng Quản lý Công nghiệp phối hợp")
		if strings.Contains(page, "⟨") || strings.Contains(page, "unit:") {
			t.Error("the page has words that are none")
		}
		// A new date: nothing is sent by looking at the letter.
		form = url.Values{"date.move.interim": {"2026-09-30"}, "time.move.interim": {"16:00"}, "reason.move.interim": {"Đang chờ ý kiến của Bộ"}}
		w := h.press("loc", r.Case, "preview:interim", form)
		h.shows(w.Body.String(), "Thư sẽ gửi Trần Văn Bình", "Kính gửi Trần Văn Bình", "Đang chờ ý kiến của Bộ", "16:00 thứ Tư, 30/09/2026", `value="2026-09-30"`)
		if n := len(h.see("loc", r.Case).Letters); n != len(v.Letters) {
			t.Errorf("looking at a letter wrote %d", n-len(v.Letters))
		}
		if w := h.press("loc", r.Case, "move:interim", form); w.Code != http.StatusSeeOther {
			t.Fatalf("new date: %d", w.Code)
		}
		page = h.page("loc", path)
		h.shows(page, "Ngày đã hẹn", "16:00 thứ Tư 30/9", `<p class="clause">điểm b khoản 2 Điều 7</p>`)
		// The conversation has every letter that the asker got (F-A9).
		h.shows(between(page, `id="talk-h"`, "</section>"), "Thư báo đã tiếp nhận câu hỏi", "Thư trả lời tạm thời")
	})
}

// between is what stands in a page from one text to the next other one.
func between(page, from, to string) string {
	_, rest, _ := strings.Cut(page, from)
	s, _, _ := strings.Cut(rest, to)
	return s
}
