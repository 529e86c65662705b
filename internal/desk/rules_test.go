package desk_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"congbo/internal/intake"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// The office says in its own words which kinds, sections and units go by which
// procedure; the more particular rule is taken, and the case says why (F-A3).
func TestRules(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s, clock)
		furnish(h)
		shipped, _ := procfile.Named("dang-tin-cap-truong")
		for id, title := range map[string]string{"thong-bao": "Đăng thông báo", "tin-khoa": "Đăng tin của khoa"} {
			text, err := procfile.Change(shipped.Text, procfile.Edit{Path: []string{"id"}, Value: id}, procfile.Edit{Path: []string{"title", "vi"}, Value: title})
			h.must(err)
			h.must(s.Tx(context.Background(), func(tx *store.Tx) error {
				return tx.AddProcedure(context.Background(), &store.ProcedureVersion{Institution: h.inst, Key: id, Text: string(text), State: store.ProcedureInForce, InForceFrom: clock.Now()})
			}))
		}
		rule := func(want int, fields url.Values) string {
			t.Helper()
			w := h.post("tu", "/desk/rules", fields)
			if w.Code != want {
				t.Fatalf("status %d\n%s", w.Code, w.Body)
			}
			return w.Body.String()
		}
		begin := func(kind, section string) string {
			t.Helper()
			w := h.post("lan", "/desk/cases/new", url.Values{"title": {"Thông báo nghỉ lễ"}, "mailbox": {fmt.Sprint(h.box.ID)}, "kind": {kind}, "section": {section}})
			if w.Code != http.StatusSeeOther {
				t.Fatalf("status %d\n%s", w.Code, w.Body)
			}
			page := h.get("tu", strings.TrimSuffix(w.Header().Get("Location"), "/edit"))
			if page.Code != http.StatusOK {
				page = h.get("lan", strings.TrimSuffix(w.Header().Get("Location"), "/edit"))
			}
			return page.Body.String()
		}
		h.must(s.Tx(context.Background(), func(tx *store.Tx) error { // who writes the texts of the school
			return tx.AddAppointment(context.Background(), &store.Appointment{Appointment: people.Appointment{Person: h.who["lan"].Person, Role: people.Communications, Place: people.Place{Kind: people.Institution, ID: h.inst}, From: tx.Now()}})
		}))
		if page := h.get("lan", "/desk/cases/new").Body.String(); strings.Contains(page, `name="kind"`) {
			t.Error("the kind is asked for where nothing hangs on it")
		}
		has(t, "a rule for nothing", rule(http.StatusUnprocessableEntity, url.Values{"procedure": {"thong-bao"}, "active": {"1"}}), "ít nhất một điều kiện")
		has(t, "a procedure that is none", rule(http.StatusUnprocessableEntity, url.Values{"procedure": {"khong-co"}, "kind": {"news"}, "active": {"1"}}), "khong-co")
		rule(http.StatusSeeOther, url.Values{"procedure": {"thong-bao"}, "kind": {"announcement"}, "active": {"1"}})
		rule(http.StatusConflict, url.Values{"procedure": {"tin-khoa"}, "kind": {"announcement"}, "active": {"1"}})
		rule(http.StatusSeeOther, url.Values{"procedure": {"tin-khoa"}, "unit": {fmt.Sprint(h.units["kts"])}, "active": {"1"}})
		h.must(h.desk.Sites.Directory.Refresh(context.Background()))
		list := h.get("tu", "/desk/rules").Body.String()
		has(t, "the list", list, "Thể loại “Thông báo”", "Đơn vị gửi: Khoa Thủy sản", "Đăng tin của khoa", "theo hộp thư", "Phòng Truyền thông")
		if strings.Index(list, "Thể loại “Thông báo”") > strings.Index(list, "Đơn vị gửi: Khoa Thủy sản") {
			t.Error("they do not stand as they are chosen")
		}
		has(t, "the form", h.get("lan", "/desk/cases/new").Body.String(), `name="kind"`, "Quy trình áp dụng tùy theo mục này")
		has(t, "a text of that kind", begin("announcement", ""), "Theo quy trình “Đăng thông báo” vì thể loại “Thông báo”. Quy định này cụ thể hơn 1 quy định khác cũng đúng.")
		has(t, "another of the faculty", begin("news", ""), "Theo quy trình “Đăng tin của khoa” vì đơn vị gửi: Khoa Thủy sản.")
		rule(http.StatusSeeOther, url.Values{"procedure": {"dang-tin-cap-truong"}, "unit": {fmt.Sprint(h.units["kts"])}, "section": {fmt.Sprint(h.news.ID)}, "active": {"1"}})
		has(t, "the more particular", begin("announcement", fmt.Sprint(h.news.ID)), "chuyên mục “Tin tức”; đơn vị gửi: Khoa Thủy sản", "cụ thể hơn 2 quy định khác")

		id := h.send("lan", "Đề nghị đăng tin", "Khoa đề nghị đăng.")
		if v := h.see("lan", id); v.Procedure.ID != "tin-khoa" || v.Rule == nil {
			t.Errorf("the faculty's request goes by %s", v.Procedure.ID)
		}
		if v := h.see("nga", h.send("nga", "Đề nghị của khoa khác", "Đề nghị đăng.")); v.Procedure.ID != "dang-tin-cap-truong" || v.Rule != nil {
			t.Errorf("another faculty's request goes by %s", v.Procedure.ID)
		}
		r, err := h.desk.Intake.Submit(context.Background(), h.who["nga"], intake.Form{Mailbox: h.box.ID, Title: "Thông báo", Text: "Đề nghị đăng.", Kind: "announcement", Section: 1 << 40, Pledge: true, Lang: "vi", Key: "k"})
		h.must(err)
		if v := h.see("nga", r.Case); v.Procedure.ID != "thong-bao" {
			t.Errorf("a request of that kind goes by %s", v.Procedure.ID)
		}
		var first store.ProcedureRule
		h.must(s.View(context.Background(), func(tx *store.Tx) error {
			all, err := tx.ProcedureRules(context.Background(), h.inst)
			first = all[0]
			return err
		}))
		path := fmt.Sprintf("/desk/rules/%d", first.ID)
		if w := h.post("tu", path, url.Values{"version": {"9"}, "procedure": {"thong-bao"}, "kind": {"announcement"}}); w.Code != http.StatusConflict {
			t.Errorf("an old page: status %d", w.Code)
		}
		if w := h.post("tu", path, url.Values{"version": {fmt.Sprint(first.Version)}, "procedure": {"thong-bao"}, "kind": {"announcement"}}); w.Code != http.StatusSeeOther {
			t.Errorf("no longer in use: status %d", w.Code)
		}
		has(t, "no rule of kinds", begin("announcement", ""), "Theo quy trình “Đăng tin của khoa”")
		if w := h.post("ha", path, url.Values{"version": {"1"}, "procedure": {"thong-bao"}}); w.Code != http.StatusForbidden {
			t.Errorf("somebody else: status %d", w.Code)
		}
	}, store.Clock(clock.Now))
}
