package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/store"
)

// More time is asked for with a reason and given by who answers for the step,
// never by who asked; both are named, and the history has both dates (F-E12).
func TestMoreTime(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.atReview()
		h.review(id)
		v := h.see("webmaster", id)
		was := v.State.Due()
		path := "/desk/cases/" + v.Case.Code
		h.shows(h.page("webmaster", path), "Đề nghị gia hạn", "Hạn hiện tại: 14:30 Thứ Năm, 03/09/2026")
		ask := func(form url.Values) int {
			form.Set("version", text(h.see("webmaster", id).Case.Version))
			return h.at("webmaster", http.MethodPost, path+"/extension", form).Code
		}
		for what, form := range map[string]url.Values{
			"no reason": {"do": {"ask"}, "date": {"2026-09-07"}, "time": {"16:00"}},
			"no date":   {"do": {"ask"}, "reason.extend": {"Chờ ảnh"}},
			"earlier":   {"do": {"ask"}, "date": {"2026-09-03"}, "time": {"08:00"}, "reason.extend": {"Chờ ảnh"}},
		} {
			if code := ask(form); code == http.StatusSeeOther {
				t.Errorf("%s: taken", what)
			}
		}
		if code := ask(url.Values{"do": {"ask"}, "date": {"2026-09-07"}, "time": {"16:00"}, "reason.extend": {"Chờ ảnh"}}); code != http.StatusSeeOther {
			t.Fatalf("asking: %d", code)
		}
		if due := h.see("webmaster", id).State.Due(); !due.Equal(was) {
			t.Errorf("asking moved the limit to %v", due)
		}
		_, err := h.Cases.Act(ctx, h.who["communications"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoGrant, Yes: true}})
		h.refused("flow.not_yours", err)
		if n := h.letters(cases.TemplateExtensionAsked); n == 0 {
			t.Error("nobody was told")
		}
		h.shows(h.page("leadership", path), "đề nghị gia hạn đến 16:00 Thứ Hai, 07/09/2026", "Chờ ảnh", "Cho gia hạn")
		form := url.Values{"do": {"yes"}, "version": {text(h.see("leadership", id).Case.Version)}}
		if w := h.at("leadership", http.MethodPost, path+"/extension", form); w.Code != http.StatusSeeOther {
			t.Fatalf("granting: %d", w.Code)
		}
		v = h.see("webmaster", id)
		if due := v.State.Due(); due.Format(time.RFC3339) != "2026-09-07T09:00:00Z" {
			t.Errorf("due %v", due)
		}
		page := h.page("webmaster", path)
		h.shows(page, "Đỗ Hữu Phước cho gia hạn: hạn cũ 14:30", "hạn mới 16:00", "Phạm Quốc An đề nghị gia hạn", "đã gia hạn")
		if strings.Contains(page, "⟨") {
			t.Error("the page has words that are none")
		}
		h.must(h.Cases.Recount(ctx, h.inst))
		if due := h.see("webmaster", id).State.Due(); due.Format(time.RFC3339) != "2026-09-07T09:00:00Z" {
			t.Errorf("counted anew, the date that was given became %v", due)
		}
		if got := h.verify(); !got.OK() {
			t.Errorf("the record: %+v", got)
		}
	})
}

// Work that somebody is at goes to another eligible person with a reason; who
// was at it is told, and the history has it.
func TestHandedOverWithAReason(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.atReview()
		head, deputy := int64(h.who["head"].Person), int64(h.who["deputy"].Person)
		h.must(h.Cases.Assign(ctx, h.who["head"], id, 0, head))
		h.refused("cases.reassign_reason", h.Cases.Reassign(ctx, h.who["leadership"], id, 0, deputy, "  "))
		h.refused("cases.not_a_hand", h.Cases.Reassign(ctx, h.who["leadership"], id, 0, int64(h.who["webmaster"].Person), "Đi vắng"))
		h.must(h.Cases.Reassign(ctx, h.who["leadership"], id, 0, deputy, "Trưởng Ban đi công tác"))
		if n := h.letters(cases.TemplateReassigned); n != 1 {
			t.Errorf("%d letters to who was at it", n)
		}
		lines := h.lines(id, event.CaseAssigned)
		if e := lines[len(lines)-1]; e.Data[event.KeyReason] == "" || e.Subject != "person:"+text(deputy) {
			t.Errorf("the record: %+v", e)
		}
		h.shows(h.page("leadership", "/desk/cases/"+h.see("leadership", id).Case.Code), "giao lại việc xử lý cho Lê Thị Hạnh", "Trưởng Ban đi công tác")
	})
}

// A day off that is announced later moves the due times of open cases; each says
// in its history what it was before and by which day (F-E8).
func TestADayOffLaterIsExplained(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.atReview()
		h.review(id)
		h.must(h.Store.Tx(ctx, func(tx *store.Tx) error {
			tx.Record(h.inst, event.Event{Verb: event.CalendarChanged, Subject: "calendar", Data: map[string]string{event.KeyName: "2026-09-03"}})
			return tx.SetCalendarDay(ctx, store.CalendarDay{Institution: h.inst, Day: "2026-09-03", Source: "QĐ 77"})
		}))
		h.must(h.Sites.Directory.Refresh(ctx))
		h.must(h.Cases.Recount(ctx, h.inst))
		lines := h.lines(id, event.DueChanged)
		if len(lines) != 1 || lines[0].Data[event.KeyWas] == "" || lines[0].Data[event.KeyDay] != "2026-09-03" {
			t.Fatalf("the record: %+v", lines)
		}
		h.shows(h.page("webmaster", "/desk/cases/"+h.see("webmaster", id).Case.Code), "Lịch làm việc ngày 03/9/2026 thay đổi: hạn cũ 14:30")
	})
}
