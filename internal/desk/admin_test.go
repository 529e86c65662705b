package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// office is a house with the upkeep of its places, on both databases.
func office(t *testing.T, fn func(t *testing.T, h *house)) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s, storetest.At("2026-08-27 08:00"))
		furnish(h)
		fn(t, h)
	})
}

// form is a form's fields by name and value, in turn.
func form(fields ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	return v
}

var versionField = regexp.MustCompile(`name="version" value="(\d+)"`)

// version is the version that a form carries.
func (h *house) version(who, path string) string {
	h.t.Helper()
	m := versionField.FindStringSubmatch(h.get(who, path).Body.String())
	if m == nil {
		h.t.Fatalf("%s carries no version", path)
	}
	return m[1]
}

// Every page of accounts and administration is said in both languages (F-I5).
func TestEveryAdminPageIsSaid(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	g := newGround(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	post := func(who, path string, fields url.Values) { // what leads to pages with more on them
		if w := g.post(who, path, fields); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: status %d\n%s", path, w.Code, w.Body)
		}
	}
	post("tu", "/desk/calendar/days", form("day", "2026-11-20", "hours", "", "note_vi", "Kỷ niệm ngày thành lập Trường", "source", "TB 55/TB-ĐHST"))
	post("tu", "/desk/account/second-factor/begin", nil)
	paths := []string{"/desk/account/second-factor", "/desk/calendar?year=2028", "/desk/calendar?unit=" + g.values["units"], "/desk/people?text=tran&role=head&state=active"}
	for _, r := range routes("GET") {
		if path, known := g.address(r); known {
			paths = append(paths, path)
		}
	}
	for _, l := range locale.Langs {
		g.speak("tu", l)
		for _, path := range paths {
			w := g.get("tu", path)
			if w.Code >= 400 || strings.HasPrefix(path, "/desk/assets") {
				if w.Code >= 500 {
					t.Errorf("%s: status %d", path, w.Code)
				}
				continue
			}
			for _, m := range unsaid.FindAllString(w.Body.String(), 5) {
				t.Errorf("%s in %s: %s is not said", path, l, m)
			}
		}
	}
}

// Units are added, moved and closed; of two who save at once the second is told
// and keeps what was typed (R-P1).
func TestKeepingUnits(t *testing.T) {
	office(t, func(t *testing.T, h *house) {
		says(t, h.post("tu", "/desk/units", form("name_vi", "", "active", "1")), 422, `href="#name_vi"`, locale.T(locale.VI, "sites.name_missing"))
		leads(t, h.post("tu", "/desk/units", form("name_vi", "Tổ Bản tin", "parent", fmt.Sprint(h.units["ptt"]), "active", "1")), "/desk/units")
		says(t, h.get("tu", "/desk/units"), 200, "Tổ Bản tin", `data-level="2"`)
		path := fmt.Sprintf("/desk/units/%d", h.units["pdt"])
		old := h.version("tu", path)
		leads(t, h.post("tu", path, form("version", old, "name_vi", "Phòng Đào tạo đại học", "short", "PDT", "active", "1")), "/desk/units")
		stale := h.post("tu", path, form("version", old, "name_vi", "Phòng Quản lý đào tạo", "position", "0", "short", "PDT", "active", "1"))
		says(t, stale, 409, locale.T(locale.VI, "admin.form_stale"), `value="Phòng Quản lý đào tạo"`, "<b>Phòng Đào tạo đại học</b>")
		if n := strings.Count(stale.Body.String(), `class="form-now"`); n != 1 {
			t.Errorf("%d fields are said to have been changed, want 1", n)
		}
		again := versionField.FindStringSubmatch(stale.Body.String())
		leads(t, h.post("tu", path, form("version", again[1], "name_vi", "Phòng Quản lý đào tạo", "short", "PDT", "active", "1")), "/desk/units")
		box := fmt.Sprintf("/desk/units/%d", h.units["ptt"])
		says(t, h.post("tu", box, form("version", h.version("tu", box), "name_vi", "Phòng Truyền thông")), 409, locale.T(locale.VI, "sites.unit_in_use"))
		says(t, h.get("ha", path), 403)
	})
}

// A person is added and invited, found, appointed, disabled and enabled (R-P1).
func TestKeepingPeople(t *testing.T) {
	office(t, func(t *testing.T, h *house) {
		says(t, h.post("tu", "/desk/people", form("name", "", "email", "x")), 422, `href="#name"`, `href="#email"`)
		added := h.post("tu", "/desk/people", form("name", "Lý Thị Mai", "email", "mai@songtien.example", "title_vi", "Chuyên viên", "unit", fmt.Sprint(h.units["pdt"]), "lang", "vi", "invite", "1"))
		path := added.Header().Get("Location")
		leads(t, added, path)
		says(t, h.get("tu", "/desk/people?text=ly+mai"), 200, "Lý Thị Mai")
		says(t, h.get("tu", "/desk/people?text=khong-ai"), 200, locale.T(locale.VI, "admin.people_empty"))
		place := fmt.Sprintf("unit:%d", h.units["pdt"])
		says(t, h.post("tu", path+"/appointments", form("role", "", "place", place)), 422, `href="#a-role"`, locale.T(locale.VI, "admin.role_missing"))
		says(t, h.post("tu", path+"/appointments", form("role", "staff", "place", place, "from", "2026-13-45")), 422, `href="#a-from"`)
		leads(t, h.post("tu", path+"/appointments", form("role", "staff", "place", place, "paper", "QĐ 77/QĐ-ĐHST")), path)
		page := h.get("tu", path)
		says(t, page, 200, "QĐ 77/QĐ-ĐHST", "đang hiệu lực", "Phòng Đào tạo")
		end := regexp.MustCompile(`/appointments/\d+/end`).FindString(page.Body.String())
		leads(t, h.post("tu", path+end, nil), path)
		says(t, h.post("tu", path+end, nil), 409, locale.T(locale.VI, "accounts.ended_already"))
		leads(t, h.post("tu", path+"/disable", nil), path)
		says(t, h.get("tu", path), 200, "đã khóa")
		leads(t, h.post("tu", path+"/enable", nil), path)
		leads(t, h.post("tu", path+"/invite", nil), path)
		self := fmt.Sprintf("/desk/people/%d/disable", h.who["tu"].Person)
		says(t, h.post("tu", self, nil), 403, locale.T(locale.VI, "accounts.not_oneself"))
		says(t, h.get("ha", path), 200, "Lý Thị Mai")
		if strings.Contains(h.get("ha", path).Body.String(), "/disable") {
			t.Error("who may not disable is offered to")
		}
	})
}

// A site with its sections, kinds, mailboxes and the institution are kept in
// the desk (R-P2, R-I1, R-M7).
func TestKeepingPlaces(t *testing.T) {
	office(t, func(t *testing.T, h *house) {
		site := fmt.Sprintf("/desk/sites/%d", h.site.ID)
		says(t, h.post("tu", site, form("version", h.version("tu", site), "name", "Website trường", "theme", "truong-dai-hoc", "hosts", "www.songtien.example\nsai tên", "links", "Bộ | không-phải", "active", "1")), 422,
			`href="#hosts"`, `href="#links"`)
		leads(t, h.post("tu", site, form("version", h.version("tu", site), "name", "Website trường", "theme", "truong-dai-hoc", "hosts", "www.songtien.example\nsongtien.example",
			"links", "Bộ Giáo dục và Đào tạo | https://moet.gov.vn", "counterpart", fmt.Sprint(h.english.ID), "active", "1")), "/desk/sites")
		says(t, h.get("tu", site), 200, "Bộ Giáo dục và Đào tạo | https://moet.gov.vn", "www.songtien.example\nsongtien.example")
		says(t, h.get("an", "/desk/sites"), 200, "Chuyên mục, chuyên đề")
		says(t, h.get("an", site), 403)

		leads(t, h.post("an", site+"/sections", form("title", "Tin nghiên cứu", "menu", "1", "active", "1", "parent", fmt.Sprint(h.news.ID))), site+"/sections")
		says(t, h.get("an", site+"/sections"), 200, "/tin-nghien-cuu", `data-level="2"`)
		says(t, h.post("an", site+"/sections", form("title", "Tin nghiên cứu", "active", "1")), 409, `href="#slug"`)
		leads(t, h.post("an", site+"/topics", form("title", "Chuyển đổi số", "active", "1")), site+"/sections")
		says(t, h.get("an", site+"/sections"), 200, "chuyen-doi-so")

		leads(t, h.post("tu", "/desk/kinds", form("id", "thong-cao", "name_vi", "Thông cáo báo chí", "active", "1")), "/desk/kinds")
		leads(t, h.post("tu", "/desk/kinds/thong-cao", form("version", h.version("tu", "/desk/kinds/thong-cao"), "name_vi", "Thông cáo", "position", "7")), "/desk/kinds")
		says(t, h.get("tu", "/desk/kinds"), 200, "Thông cáo", "ngừng sử dụng")

		leads(t, h.post("tu", "/desk/mailboxes", form("address", "khoa@songtien.example", "name_vi", "Khoa Thủy sản", "unit", fmt.Sprint(h.units["kts"]), "procedure", h.box.Procedure, "prefix", "KTS", "active", "1")), "/desk/mailboxes")
		main := fmt.Sprintf("/desk/mailboxes/%d", h.box.ID)
		says(t, h.post("tu", main, form("version", h.version("tu", main), "address", h.box.Address, "name_vi", "Phòng", "procedure", h.box.Procedure, "prefix", "PTT", "active", "1")), 409, locale.T(locale.VI, "sites.main_needed"))

		leads(t, h.post("tu", "/desk/institution", form("version", h.version("tu", "/desk/institution"), "name_vi", "Trường Đại học Sông Tiền", "short", "ĐHST", "hours_vi", "Sáng 7 giờ 30 – 11 giờ 30")), "/desk/institution")
		says(t, h.get("tu", "/desk/institution"), 200, "Sáng 7 giờ 30 – 11 giờ 30")
	})
}

// The calendar shows the year with its holidays and marks what is projected;
// days and hours are decided in it (R-T1).
func TestKeepingTheCalendar(t *testing.T) {
	office(t, func(t *testing.T, h *house) {
		says(t, h.get("ha", "/desk/calendar?year=2026"), 200, "Tết Âm lịch", "9441/TB-BNV", "nghỉ hoán đổi", "Tháng 12")
		if strings.Contains(h.get("ha", "/desk/calendar?year=2026").Body.String(), "/desk/calendar/days") {
			t.Error("who may not keep the calendar is offered to")
		}
		says(t, h.get("tu", "/desk/calendar?year=2028"), 200, "dự kiến")
		says(t, h.post("tu", "/desk/calendar/days", form("day", "", "hours", "7-5")), 422, `href="#d-day"`, `href="#d-hours"`)
		leads(t, h.post("tu", "/desk/calendar/days", form("day", "2026-11-20", "note_vi", "Nghỉ ngày Nhà giáo", "source", "TB 9/TB-ĐHST")), "/desk/calendar?year=2026")
		says(t, h.get("tu", "/desk/calendar?year=2026"), 200, "Nghỉ ngày Nhà giáo", "TB 9/TB-ĐHST", "/desk/calendar/days/drop")
		leads(t, h.post("tu", "/desk/calendar/days/drop", form("day", "2026-11-20")), "/desk/calendar?year=2026")
		unit := fmt.Sprintf("?unit=%d", h.units["kts"])
		says(t, h.post("tu", "/desk/calendar/week"+unit, form("hours_1", "9-8")), 422, `href="#w-hours_1"`)
		leads(t, h.post("tu", "/desk/calendar/week"+unit, form("hours_1", "08:00-12:00", "hours_2", "08:00-12:00")), "/desk/calendar"+unit)
		says(t, h.get("tu", "/desk/calendar"+unit), 200, "08:00–12:00", locale.T(locale.VI, "admin.hours_own"))
		says(t, h.get("tu", "/desk/calendar"), 200, "07:30–11:30, 13:00–17:00")
		leads(t, h.post("tu", "/desk/calendar/week/drop"+unit, nil), "/desk/calendar"+unit)
	})
}
