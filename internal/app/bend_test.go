package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/sites"
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
		h.shows(h.page("webmaster", path), "Đề nghị gia hạn", "Hạn hiện tại: 14:30 thứ Năm 03/9/2026")
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
		h.shows(h.page("leadership", path), "đề nghị gia hạn đến 16:00 thứ Hai 07/9/2026", "Chờ ảnh", "Cho gia hạn")
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

// Before a day off is decided its keeper sees how many cases it would move, and
// nothing is kept by looking (F-E8).
func TestADayIsLookedAtFirst(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.review(h.atReview())
		h.must(h.Store.Tx(ctx, func(tx *store.Tx) error {
			return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: h.who["unit-deputy"].Person, Role: people.Administrator,
				Place: people.Place{Kind: people.Institution, ID: h.inst}, From: h.clock.Now()}})
		}))
		h.must(h.Sites.Directory.Refresh(ctx))
		form := url.Values{"day": {"2026-09-03"}, "hours": {""}, "source": {"QĐ 77"}}
		w := h.at("unit-deputy", http.MethodPost, "/desk/calendar/days?look=1&unit=0", form)
		h.shows(w.Body.String(), "1 hồ sơ đổi hạn, trong 1 hồ sơ", `value="QĐ 77"`)
		h.must(h.Store.View(ctx, func(tx *store.Tx) error {
			if days, err := tx.CalendarDays(ctx, h.inst); err != nil || len(days) != 0 {
				t.Errorf("looking kept %v, %v", days, err)
			}
			return nil
		}))
		form.Set("day", "2026-12-03")
		h.shows(h.at("unit-deputy", http.MethodPost, "/desk/calendar/days?look=1", form).Body.String(), "0 hồ sơ đổi hạn")
		form.Set("day", "2026-09-03")
		if w := h.at("unit-deputy", http.MethodPost, "/desk/calendar/days", form); w.Code != http.StatusSeeOther {
			t.Fatalf("deciding: %d", w.Code)
		}
		if w := h.at("webmaster", http.MethodPost, "/desk/calendar/days", form); w.Code != http.StatusForbidden {
			t.Errorf("somebody who keeps no calendar: %d", w.Code)
		}
	})
}

// From October on, while next year's days off are not entered, their keepers
// are asked once a month, and the calendar says so; a day that was entered with
// its decision ends that (F-E18).
func TestNextYearIsAskedFor(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		admin := h.who["unit-deputy"]
		h.must(h.Store.Tx(ctx, func(tx *store.Tx) error {
			return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: admin.Person, Role: people.Administrator,
				Place: people.Place{Kind: people.Institution, ID: h.inst}, From: h.clock.Now()}})
		}))
		h.must(h.Sites.Directory.Refresh(ctx))
		ask := func(when string, want int) {
			t.Helper()
			h.clock.Set(when)
			h.must(h.Sites.AskForYear(ctx, h.inst, h.Cases.NewMessageID))
			h.must(h.Sites.AskForYear(ctx, h.inst, h.Cases.NewMessageID))
			if n := h.letters("calendar-year"); n != want {
				t.Errorf("%s: %d letters, want %d", when, n, want)
			}
		}
		ask("2026-09-30 23:59", 0)
		ask("2026-10-01 00:00", 1)
		ask("2026-10-31 09:00", 1)
		ask("2026-11-01 09:00", 2)
		h.drain()
		h.shows(h.sent[len(h.sent)-1].Text, "Lịch nghỉ lễ, Tết năm 2027", "/desk/calendar?year=2027")
		h.shows(h.page("unit-deputy", "/desk/calendar"), "Chưa nhập lịch nghỉ năm 2027")
		h.must(h.Sites.SetDay(ctx, admin, sites.DayInput{Day: "2027-02-05", Source: "123/TB-BNV"}))
		ask("2026-12-01 09:00", 2)
		if page := h.page("unit-deputy", "/desk/calendar"); strings.Contains(page, "Chưa nhập lịch nghỉ") {
			t.Error("it was entered, and is still asked for")
		}
	})
}

// The share of what was published before approval is a number, and what is not
// approved yet is named (F-A7, F-A8).
func TestForcedShareIsShown(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.atReview()
		h.save("communications", id, func(r *content.Revision) {
			r.Kind, r.Sites = "news", []content.Placement{{Site: h.site.ID, Section: h.section.ID}}
		})
		h.act("leadership", id, flow.Act{Kind: flow.DoForce, Reason: "Khẩn cấp"})
		h.shows(h.page("head", "/desk/forced"), "1 trên 1 lần đăng là đăng trước khi duyệt (100 %), 1 bài còn chưa được duyệt", "08/2026", "Trao học bổng")
		h.review(id)
		h.shows(h.page("head", "/desk/forced"), "1 trên 1 lần đăng là đăng trước khi duyệt (100 %), 0 bài còn chưa được duyệt")
	})
}
