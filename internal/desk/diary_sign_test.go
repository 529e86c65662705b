package desk_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"congbo/internal/event"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

var seen = regexp.MustCompile(`name="seen" value="([0-9a-f]{64})"`)

// sign presses the button of a diary's page: get shows it, to is where it is
// sent.
func (sc *scene) sign(t *testing.T, who, get, to, day string) *httptest.ResponseRecorder {
	t.Helper()
	m := seen.FindStringSubmatch(sc.page(t, who, get))
	if m == nil {
		t.Fatalf("%s has nothing to confirm for %s", get, who)
	}
	return sc.post(who, to, url.Values{"day": {day}, "seen": {m[1]}})
}

// signings are the lines of the record that confirm diaries.
func (sc *scene) signings() (events []event.Event) {
	sc.must(sc.store.View(context.Background(), func(tx *store.Tx) (err error) {
		events, err = tx.Events(context.Background(), store.EventFilter{Institution: sc.inst, Verb: event.DiarySigned, Limit: 100})
		return err
	}))
	return events
}

func (sc *scene) appoint(who string, role people.Role, place people.Place) {
	sc.t.Helper()
	sc.must(sc.store.Tx(context.Background(), func(tx *store.Tx) error {
		return tx.AddAppointment(context.Background(), &store.Appointment{Appointment: people.Appointment{Person: sc.who[who].Person, Role: role, Place: place, From: sc.clock.Now().AddDate(-1, 0, 0)}})
	}))
}

// A chief confirms a finished day: the page and the paper say who did and when,
// again does nothing, and lines that come afterwards are told (F-J4).
func TestSignDiary(t *testing.T) {
	inScene(t, func(t *testing.T, sc *scene) {
		ha := sc.who["ha"].Person
		page, to := fmt.Sprintf("/desk/diary?day=2026-09-03&person=%d", ha), fmt.Sprintf("/desk/people/%d/diary", ha)
		sc.at("2026-09-03 16:59")
		has(t, "a day in progress", sc.page(t, "minh", page), "sau khi hết giờ làm việc")
		digest := seen.FindStringSubmatch(sc.page(t, "minh", page))[1]
		if w := sc.post("minh", to, url.Values{"day": {"2026-09-03"}, "seen": {digest}}); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest {
			t.Errorf("a day in progress: status %d", w.Code)
		}

		sc.at("2026-09-03 17:05")
		has(t, "the day's end", sc.page(t, "minh", page), "Xác nhận nhật ký</button>")
		for _, who := range []string{"ha", "hanh", "an", "lan", "nga", "tu"} { // her own; no chief; of another unit; the administrator
			if w := sc.post(who, to, url.Values{"day": {"2026-09-03"}, "seen": {digest}}); w.Code != http.StatusForbidden && w.Code != http.StatusNotFound {
				t.Errorf("%s confirms: status %d", who, w.Code)
			}
		}
		for _, who := range []string{"ha", "hanh", "tu"} {
			hasNot(t, "the page of "+who, sc.page(t, who, page), "Xác nhận nhật ký</button>")
		}
		if w := sc.post("minh", to, url.Values{"day": {"2026-09-03"}, "seen": {strings.Repeat("0", 64)}}); w.Code != http.StatusConflict {
			t.Errorf("of other lines than those seen: status %d", w.Code)
		}
		if n := len(sc.signings()); n != 0 {
			t.Fatalf("%d confirmations were refused and recorded", n)
		}

		if w := sc.sign(t, "minh", page, to, "2026-09-03"); w.Code != http.StatusSeeOther {
			t.Fatalf("status %d: %s", w.Code, w.Body)
		}
		for _, who := range []string{"minh", "ha"} {
			has(t, "for "+who, sc.page(t, who, page), "Đã xác nhận: Trần Văn Minh, Trưởng", "17:05 ngày 03/9/2026.")
			hasNot(t, "for "+who, sc.page(t, who, page), "cần xác nhận lại", "Xác nhận nhật ký</button>")
		}
		sc.at("2026-09-03 17:10")
		if w := sc.post("minh", to, url.Values{"day": {"2026-09-03"}, "seen": {digest}}); w.Code != http.StatusSeeOther {
			t.Errorf("twice: status %d", w.Code)
		}
		all := sc.signings()
		if len(all) != 1 || all[0].Subject != fmt.Sprintf("person:%d", ha) || all[0].Data[event.KeyDay] != "2026-09-03" || all[0].Data[event.KeyDigest] != digest || all[0].Data[event.KeyRole] != string(people.Head) {
			t.Fatalf("recorded: %+v", all)
		}
		has(t, "the chief's own diary", sc.page(t, "minh", "/desk/diary?day=2026-09-03"), "Xác nhận nhật ký công việc ngày 03/9/2026 của Nguyễn Thu Hà", "1 nhật ký đã xác nhận")
		has(t, "the log", sc.page(t, "minh", "/desk/log?verb=diary-signed"), "Trần Văn Minh xác nhận nhật ký công việc ngày 03/9/2026 của Nguyễn Thu Hà")

		sc.at("2026-09-03 18:20")
		sc.must(sc.desk.Editorial.Note(context.Background(), sc.who["ha"], sc.ids["review"], "Đã gọi lại cho chị Lan."))
		has(t, "a line later", sc.page(t, "ha", page), "Đã xác nhận: Trần Văn Minh", "cần xác nhận lại")
		sc.at("2026-09-04 08:00")
		clear(sc.cookies) // over night everybody is signed out
		if w := sc.sign(t, "minh", page, to, "2026-09-03"); w.Code != http.StatusSeeOther {
			t.Fatalf("again, with the new line: status %d", w.Code)
		}
		hasNot(t, "confirmed again", sc.page(t, "ha", page), "cần xác nhận lại")
		has(t, "confirmed again", sc.page(t, "ha", page), "08:00 ngày 04/9/2026.")
		if n := len(sc.signings()); n != 2 {
			t.Errorf("%d lines, want 2", n)
		}
		if w := sc.post("phuoc", fmt.Sprintf("/desk/people/%d/diary", sc.who["nga"].Person), url.Values{"day": {"2026-09-02"}}); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest {
			t.Errorf("a day without lines: status %d", w.Code)
		}
	})
}

// The diary of a unit has all its people with their lines and the sums; its
// chief confirms them at one press, but for their own (F-J4).
func TestUnitDiary(t *testing.T) {
	inScene(t, func(t *testing.T, sc *scene) {
		ptt := sc.units["ptt"]
		page, to := fmt.Sprintf("/desk/units/%d/diary?day=2026-08-28", ptt), fmt.Sprintf("/desk/units/%d/diary", ptt)
		body := sc.page(t, "minh", page)
		has(t, "the unit's diary", body, "NHẬT KÝ CÔNG VIỆC CỦA ĐƠN VỊ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Phòng Truyền thông", "Nguyễn Thu Hà", "Phạm Quốc An", "Tổng hợp cả đơn vị:", "Chưa xác nhận.",
			sc.code("review"), "cả đơn vị (2 người)", "Ngày 28 tháng 8 năm 2026")
		_, paper, _ := strings.Cut(body, "<article")
		hasNot(t, "the unit's diary", paper, "Lê Thị Hạnh", "Phó Trưởng khoa")
		has(t, "those in no unit", sc.page(t, "tu", "/desk/units/0/diary?day=2026-08-28"), "người không thuộc đơn vị nào", "Lê Thị Hạnh", "Trần Văn Minh")
		hasNot(t, "an administrator", sc.page(t, "tu", page), `class="sign-diary`, `href="/desk/cases/`)
		has(t, "the administrator's choice", sc.page(t, "tu", "/desk/diary"), fmt.Sprintf(`value="unit-%d"`, ptt), `value="unit-0"`)
		if w := sc.get("minh", fmt.Sprintf("/desk/diary?day=2026-08-28&person=unit-%d", ptt)); w.Code != http.StatusSeeOther || w.Header().Get("Location") != page {
			t.Errorf("choosing a unit: %d %s", w.Code, w.Header().Get("Location"))
		}

		// A unit's deputy sees the people of her own unit, and of no other.
		own := sc.page(t, "lan", "/desk/diary")
		has(t, "the choice of a unit's deputy", own, fmt.Sprintf(`value="unit-%d"`, sc.units["kts"]))
		hasNot(t, "the choice of a unit's deputy", own, fmt.Sprintf(`value="unit-%d"`, ptt), `value="unit-0"`, "Nguyễn Thu Hà")
		sc.page(t, "lan", fmt.Sprintf("/desk/units/%d/diary", sc.units["kts"]))
		for _, who := range []string{"lan", "nga", "ha", "an"} {
			if w := sc.get(who, page); w.Code != http.StatusForbidden {
				t.Errorf("%s reads the unit's diary: status %d", who, w.Code)
			}
			if w := sc.post(who, to, url.Values{"day": {"2026-08-28"}}); w.Code != http.StatusForbidden {
				t.Errorf("%s confirms the unit's diary: status %d", who, w.Code)
			}
		}
		if w := sc.get("minh", "/desk/units/999999/diary"); w.Code != http.StatusNotFound {
			t.Errorf("a unit that is none: status %d", w.Code)
		}

		// Hà heads the office for a test: all but her own day is hers to confirm.
		sc.appoint("ha", people.UnitHead, people.Place{Kind: people.Unit, ID: ptt})
		delete(sc.cookies, "ha")
		has(t, "for the head of the office", sc.page(t, "ha", page), "cả đơn vị (1 người)")
		if w := sc.sign(t, "ha", page, to, "2026-08-28"); w.Code != http.StatusSeeOther {
			t.Fatalf("status %d: %s", w.Code, w.Body)
		}
		if all := sc.signings(); len(all) != 1 || all[0].Subject != fmt.Sprintf("person:%d", sc.who["an"].Person) || all[0].Data[event.KeyRole] != string(people.UnitHead) {
			t.Fatalf("recorded: %+v", all)
		}
		hasNot(t, "after it", sc.page(t, "ha", page), `class="sign-diary`)
		has(t, "what is left for the head of the board", sc.page(t, "minh", page), "Đã xác nhận: Nguyễn Thu Hà, ", "cả đơn vị (1 người)")
		if w := sc.sign(t, "minh", page, to, "2026-08-28"); w.Code != http.StatusSeeOther {
			t.Fatalf("status %d", w.Code)
		}
		if all := sc.signings(); len(all) != 2 || all[0].Subject != fmt.Sprintf("person:%d", sc.who["ha"].Person) {
			t.Errorf("recorded: %+v", all)
		}
		sc.speak("minh", locale.EN)
		has(t, "in English", sc.page(t, "minh", page), "WORK DIARY OF THE UNIT", "Confirmed: Nguyễn Thu Hà, ")
	})
}
