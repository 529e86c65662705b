package desk_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"congbo/internal/desk"
	"congbo/internal/event"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// inScene runs a test in the scene, on each database with a clock of its own.
func inScene(t *testing.T, fn func(t *testing.T, sc *scene)) {
	for name, open := range map[string]func(testing.TB, ...store.Option) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := storetest.At("2026-08-27 08:00")
			fn(t, newScene(t, open(t, store.Clock(clock.Now)), clock))
		})
	}
}

// page fetches a page that must be there, without its frame.
func (sc *scene) page(t *testing.T, who, path string) string {
	t.Helper()
	w := sc.get(who, path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s for %s: status %d", path, who, w.Code)
	}
	body := w.Body.String()
	for _, m := range unsaid.FindAllString(body, 5) {
		t.Errorf("%s: %s is not said", path, m)
	}
	_, body, _ = strings.Cut(body, "<main")
	body, _, _ = strings.Cut(body, "</main>")
	return body
}

func has(t *testing.T, what, body string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(body, p) {
			t.Errorf("%s does not say %q", what, p)
		}
	}
}

func hasNot(t *testing.T, what, body string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(body, p) {
			t.Errorf("%s says %q", what, p)
		}
	}
}

func TestDiary(t *testing.T) { // R-T5, F-J4
	inScene(t, func(t *testing.T, sc *scene) {
		minh, lan := sc.who["minh"].Person, sc.who["lan"].Person
		day := sc.page(t, "minh", "/desk/diary?day=2026-09-03")
		has(t, "the diary", day, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Trường Đại học Sông Tiền", "Trần Văn Minh", "Ngày 03 tháng 9 năm 2026",
			"Xử lý, quyết định", "07:31", sc.code("consulting"), "PHỤ TRÁCH ĐƠN VỊ", "/desk/diary?day=2026-09-02")
		hasNot(t, "the diary of today", day, "/desk/diary?day=2026-09-04")
		hasNot(t, "a diary", day, "Lê Thị Hạnh duyệt", "Trần Văn Minh xác định") // neither of others nor with a name in each line
		has(t, "a day off", sc.page(t, "minh", "/desk/diary?day=2026-09-02"), "không phải ngày làm việc", "Không có việc nào")
		has(t, "a day that is none", sc.page(t, "minh", "/desk/diary?day=2026-13-99"), "Ngày 03 tháng 9 năm 2026")

		// A head sees those of others, a lecturer her own alone.
		other := fmt.Sprintf("/desk/diary?day=2026-08-28&person=%d", sc.who["an"].Person)
		has(t, "a colleague's diary", sc.page(t, "minh", other), "Phạm Quốc An", "Đăng, gỡ", `name="person"`)
		mine := sc.page(t, "nga", "/desk/diary?day=2026-08-28")
		hasNot(t, "her own diary", mine, `name="person"`)
		for _, id := range []people.PersonID{minh, lan, 999999} {
			if w := sc.get("nga", fmt.Sprintf("/desk/diary?person=%d", id)); w.Code != http.StatusNotFound {
				t.Errorf("a lecturer reads the diary of %d: status %d", id, w.Code)
			}
		}
		if w := sc.get("", "/desk/diary"); w.Code != http.StatusSeeOther {
			t.Errorf("nobody reads a diary: status %d", w.Code)
		}
		sc.speak("minh", locale.EN)
		has(t, "the English diary", sc.page(t, "minh", "/desk/diary?day=2026-09-03"), "WORK DIARY", "HEAD OF UNIT")
	})
}

// A colleague's diary names a case to whoever may not see it, and says no more
// of it; one's own leads to all one had a hand in.
func TestDiaryShowsWhatItsReaderSees(t *testing.T) { // R-T5
	inScene(t, func(t *testing.T, sc *scene) {
		sc.must(sc.store.Tx(context.Background(), func(tx *store.Tx) error {
			return tx.AddAppointment(context.Background(), &store.Appointment{Appointment: people.Appointment{Person: sc.who["nga"].Person, Role: people.UnitHead,
				Place: people.Place{Kind: people.Unit, ID: sc.units["ptt"]}, From: sc.clock.Now().AddDate(-1, 0, 0)}})
		}))
		path := fmt.Sprintf("/desk/diary?day=2026-08-28&person=%d", sc.who["ha"].Person)
		code, title := sc.code("consulting"), "Ký kết hợp tác đào tạo"
		has(t, "for the head of the board", sc.page(t, "minh", path), `href="/desk/cases/`+code+`"`, title)
		page := sc.page(t, "nga", path)
		has(t, "for a unit's head", page, code)
		hasNot(t, "for a unit's head", page, `href="/desk/cases/`, title, "Khoa Thủy sản")
		has(t, "her own", sc.page(t, "ha", "/desk/diary?day=2026-08-28"), `href="/desk/cases/`+code+`"`, title)
	})
}

func TestLog(t *testing.T) { // F-J2
	inScene(t, func(t *testing.T, sc *scene) {
		first := sc.page(t, "minh", "/desk/log")
		has(t, "the log", first, "Phạm Quốc An", sc.code("contest"), `href="/desk/cases/`+sc.code("contest"), "Tải bảng")
		only := sc.page(t, "minh", "/desk/log?verb=question-answered&from=2026-09-03&to=2026-09-03")
		has(t, "answers of a day", only, "08:30", "Đỗ Hữu Phước cho ý kiến chỉ đạo", "from=2026-09-03", "to=2026-09-03")
		if n := strings.Count(only, "<li>"); n != 1 {
			t.Errorf("one answer was given, %d are listed", n)
		}
		has(t, "a day without lines", sc.page(t, "minh", "/desk/log?from=2025-01-01&to=2025-01-02"), "Không có dòng nào")
		has(t, "a verb that is none", sc.page(t, "minh", "/desk/log?verb=%27&from=x&person=-1"), sc.code("contest"))

		// An administrator reads the log, and is led to no case.
		hasNot(t, "the administrator's log", sc.page(t, "tu", "/desk/log"), `href="/desk/cases/`)
		for _, who := range []string{"ha", "an", "nga"} {
			for _, path := range []string{"/desk/log", "/desk/log.csv"} {
				if w := sc.get(who, path); w.Code != http.StatusForbidden {
					t.Errorf("%s for %s: status %d", path, who, w.Code)
				}
			}
		}
	})
}

// The pages of the log lead from its newest line to its first, each line once.
func TestLogPages(t *testing.T) { // F-J2
	inScene(t, func(t *testing.T, sc *scene) {
		sc.many(t, 230)
		seen, path := 0, "/desk/log?verb=setting-changed"
		for pages := 0; path != ""; pages++ {
			if pages > 4 {
				t.Fatal("the log does not end")
			}
			body := sc.page(t, "minh", path)
			seen += strings.Count(body, "<li>")
			_, next, found := strings.Cut(body, `class="paging"><a class="button end" href="`)
			if path = ""; found {
				path, _, _ = strings.Cut(next, `"`)
				path = strings.ReplaceAll(path, "&amp;", "&")
			}
		}
		if seen != 230 {
			t.Errorf("230 lines were recorded, the pages show %d", seen)
		}
	})
}

// many records lines that are about no case.
func (sc *scene) many(t *testing.T, n int) {
	t.Helper()
	sc.must(sc.store.Tx(context.Background(), func(tx *store.Tx) error {
		for range n {
			tx.Record(sc.inst, event.Event{Verb: event.SettingChanged, Actor: int64(sc.who["tu"].Person), Data: map[string]string{event.KeyName: "mail"}})
		}
		return nil
	}))
}

func TestLogCSV(t *testing.T) { // F-J2, CWE-1236
	inScene(t, func(t *testing.T, sc *scene) {
		sc.many(t, 1100)
		sc.must(sc.store.Tx(context.Background(), func(tx *store.Tx) error {
			p, err := tx.Person(context.Background(), sc.who["tu"].Person)
			if err != nil {
				return err
			}
			p.Name = "=HYPERLINK(1)"
			return tx.SavePerson(context.Background(), p)
		}))
		w := sc.get("minh", "/desk/log.csv?verb=setting-changed")
		if got := w.Header().Get("Content-Disposition"); !strings.Contains(got, "attachment") || !strings.Contains(got, "2026-09-03.csv") {
			t.Errorf("Content-Disposition %q", got)
		}
		body, marked := bytes.CutPrefix(w.Body.Bytes(), []byte("\xef\xbb\xbf"))
		if !marked {
			t.Error("spreadsheets are not told that it is UTF-8")
		}
		rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 1101 {
			t.Fatalf("%d rows", len(rows))
		}
		if !slices.Equal(rows[0][:3], []string{"Dòng", "Thời gian", "Người thực hiện"}) {
			t.Errorf("heads %q", rows[0])
		}
		for _, row := range rows[1:] {
			for _, cell := range row {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
					t.Fatalf("%q would be taken for a formula", cell)
				}
			}
		}
		if rows[1][2] != "'=HYPERLINK(1)" {
			t.Errorf("the person is %q", rows[1][2])
		}
	})
}

// The table has every line, however long the record has grown: only a batch
// of it is held at a time.
func TestLogCSVIsWhole(t *testing.T) { // F-J2
	t.Parallel()
	clock := storetest.At("2026-08-27 08:00")
	sc := &scene{newHouse(t, storetest.SQLite(t, store.Clock(clock.Now)), clock), nil}
	const lines = 100_300
	sc.many(t, lines)
	w := sc.get("minh", "/desk/log.csv?verb=setting-changed")
	if n := bytes.Count(w.Body.Bytes(), []byte("\n")); n != lines+1 {
		t.Errorf("%d lines of %d and a head", n, lines)
	}
}

// letter adds a letter in a state and returns its path.
func (sc *scene) addLetter(t *testing.T, l store.Letter) string {
	t.Helper()
	sc.must(sc.store.Tx(context.Background(), func(tx *store.Tx) error {
		l.Institution, l.Mailbox, l.Lang = sc.inst, sc.box.ID, locale.VI
		l.ToName, l.ToEmail, l.MessageID = "Nguyễn Văn B", "b@ngoai.example", "m1@songtien.example"
		state, body, problem := l.State, l.Body, l.Error
		if err := tx.AddLetter(context.Background(), &l); err != nil {
			return err
		}
		l.State, l.Body, l.Error, l.Attempts = state, body, problem, 1
		return tx.SaveLetter(context.Background(), &l)
	}))
	return fmt.Sprintf("/desk/letters/%d", l.ID)
}

func TestLetters(t *testing.T) { // F-K6
	inScene(t, func(t *testing.T, sc *scene) {
		code := sc.code("result")
		sent := sc.addLetter(t, store.Letter{Template: "result", Case: sc.ids["result"], Data: map[string]string{"code": code}, State: store.LetterSent, Subject: "Kết quả <b>đăng</b>",
			HTML: "<p>KHONG-HIEN</p>", Body: "Kính gửi ông <script>alert(1)</script>\n\nhttps://songtien.example/yeu-cau/ket-qua/a.1z.0..sk3.BIMATBIMATBIMAT\n"})
		failed := sc.addLetter(t, store.Letter{Template: "acknowledgement", State: store.LetterFailed, Error: "mail.refused [550 5.1.1 No such user]: 550 5.1.1 No such user"})
		reset := sc.addLetter(t, store.Letter{Template: "reset", State: store.LetterSent, Body: "https://desk.example/desk/reset/BIMAT"})

		page := sc.page(t, "ha", sent)
		has(t, "a letter", page, "&lt;script&gt;alert(1)&lt;/script&gt;", "https://songtien.example/yeu-cau/ket-qua/…", "b@ngoai.example", `href="/desk/cases/`+code, "Lịch tiếp công dân", "Đã gửi", "truyenthong@songtien.example")
		hasNot(t, "a letter", page, "<script>alert", "BIMAT", "KHONG-HIEN", "Gửi lại</button>")
		hasNot(t, "a letter that opens an account", sc.page(t, "ha", reset), "BIMAT")
		has(t, "the administrator's letter", sc.page(t, "tu", sent), code)
		has(t, "the office's letter", page, "Lịch tiếp công dân tháng 9")
		hasNot(t, "the administrator's letter", sc.page(t, "tu", sent), `href="/desk/cases/`, "Lịch tiếp công dân tháng 9")

		page = sc.page(t, "ha", failed)
		has(t, "a letter that failed", page, "Không có địa chỉ này ở nơi nhận", "550 5.1.1 No such user", "Gửi lại")
		hasNot(t, "a letter that failed", page, "mail.refused")
		hasNot(t, "for a head, a letter that failed", sc.page(t, "minh", failed), "Gửi lại</button>")
		list := sc.page(t, "ha", "/desk/letters?state=failed")
		has(t, "the list of failures", list, failed, "Không có địa chỉ này")
		hasNot(t, "the list of failures", list, sent+"?", sent+`"`, "BIMAT")
		hasNot(t, "the list", sc.page(t, "ha", "/desk/letters"), "BIMAT", "alert(1)")

		// Sent again, by those who may, once.
		if w := sc.post("minh", failed+"/retry", nil); w.Code != http.StatusForbidden {
			t.Errorf("a head sends it again: status %d", w.Code)
		}
		if w := sc.post("ha", failed+"/retry", nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != failed {
			t.Errorf("sent again: status %d to %q", w.Code, w.Header().Get("Location"))
		}
		if w := sc.post("ha", failed+"/retry", nil); w.Code != http.StatusConflict {
			t.Errorf("sent again twice: status %d", w.Code)
		}
		has(t, "a letter sent again", sc.page(t, "ha", failed), "Đang gửi lại")
		for _, path := range []string{"/desk/letters/99999", "/desk/letters/x"} {
			if w := sc.get("ha", path); w.Code != http.StatusNotFound {
				t.Errorf("%s: status %d", path, w.Code)
			}
		}
		if w := sc.get("nga", sent); w.Code != http.StatusForbidden {
			t.Errorf("a lecturer reads a letter: status %d", w.Code)
		}
	})
}

// hold puts a letter into the holding area.
func (sc *scene) hold(t *testing.T, m store.Message) int64 {
	t.Helper()
	sc.must(sc.store.Tx(context.Background(), func(tx *store.Tx) error {
		m.Direction, m.Channel, m.Mailbox, m.MessageID, m.Digest, m.State, m.ReceivedAt = "in", "mail", sc.box.ID, "<"+m.Subject+"@y>", m.Subject, store.MessageHeld, tx.Now()
		_, err := tx.AddMessage(context.Background(), &m)
		return err
	}))
	return m.ID
}

func TestHeld(t *testing.T) { // F-F5
	inScene(t, func(t *testing.T, sc *scene) {
		raw := "From: b@ngoai.example\r\nSubject: x\r\n\r\n<script>alert(1)</script>\r\n"
		raws, _, err := sc.desk.Editorial.Blobs.Put(context.Background(), strings.NewReader(raw), 1<<20)
		sc.must(err)
		code := sc.code("receive")
		id := sc.hold(t, store.Message{FromName: "Bùi Thị Nga", FromEmail: "nga@ngoai.example", Subject: "V/v " + code, Body: "<img src=x onerror=alert(1)>\n" + strings.Repeat("Đoạn văn dài. ", 400), Raw: raws, Problem: "intake.no_sender"})
		path := fmt.Sprintf("/desk/held/%d", id)

		page := sc.page(t, "ha", "/desk/held")
		has(t, "the holding area", page, "&lt;img src=x onerror=alert(1)&gt;", `value="`+code+`"`, path+"/letter.eml", "Xem phần còn lại", "Lập yêu cầu mới")
		hasNot(t, "the holding area", page, "<img src=x")

		w := sc.get("ha", path+"/letter.eml")
		if w.Body.String() != raw || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") || w.Header().Get("Content-Type") != "message/rfc822" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("the letter as it came: %d %v %q", w.Code, w.Header(), w.Body)
		}
		for _, who := range []string{"nga", "minh", "tu"} {
			for _, p := range []string{"/desk/held", path + "/letter.eml"} {
				if w := sc.get(who, p); w.Code != http.StatusForbidden {
					t.Errorf("%s for %s: status %d", p, who, w.Code)
				}
			}
			if w := sc.post(who, path, url.Values{"do": {"ignore"}}); w.Code != http.StatusForbidden {
				t.Errorf("%s puts a letter away: status %d", who, w.Code)
			}
		}

		// A code that is none keeps what was typed and says so; then it is placed.
		w = sc.post("ha", path, url.Values{"do": {"join"}, "code": {"PTT-2026-999999"}})
		if w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest {
			t.Errorf("a code that is none: status %d", w.Code)
		}
		has(t, "a code that is none", w.Body.String(), `value="PTT-2026-999999"`, `role="alert"`)
		if w := sc.post("ha", path, url.Values{"do": {"join"}, "code": {strings.ToLower(code)}}); w.Code != http.StatusSeeOther {
			t.Fatalf("joined: status %d %s", w.Code, w.Body)
		}
		if w := sc.get("ha", path+"/letter.eml"); w.Code != http.StatusNotFound {
			t.Errorf("a letter that is placed is still held: status %d", w.Code)
		}
		if v := sc.see("ha", sc.ids["receive"]); len(v.Messages) != 2 {
			t.Errorf("the case has %d letters", len(v.Messages))
		}
		if w := sc.post("ha", path, url.Values{"do": {"ignore"}}); w.Code != http.StatusConflict {
			t.Errorf("placed twice: status %d", w.Code)
		}

		// A request of its own, and one put away.
		open := sc.hold(t, store.Message{FromName: "C", FromEmail: "c@ngoai.example", Subject: "Đề nghị", Body: "Nội dung."})
		if w := sc.post("ha", fmt.Sprintf("/desk/held/%d", open), url.Values{"do": {"open"}}); !strings.HasPrefix(w.Header().Get("Location"), "/desk/cases/PTT-2026-") {
			t.Errorf("a request of its own: %d %q", w.Code, w.Header().Get("Location"))
		}
		away := sc.hold(t, store.Message{FromEmail: "d@ngoai.example", Subject: "Quảng cáo", Body: "Mua ngay."})
		sc.post("ha", fmt.Sprintf("/desk/held/%d", away), url.Values{"do": {"ignore"}})
		hasNot(t, "the holding area", sc.page(t, "ha", "/desk/held"), "Quảng cáo", "Mua ngay")
	})
}

// The pages of the holding area lead to every letter that waits, and what is
// done on one of them leads back to it.
func TestHeldPages(t *testing.T) { // F-F5
	clock := storetest.At("2026-08-27 08:00")
	h := newHouse(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	sc := &scene{h, nil}
	for i := range 70 {
		sc.hold(t, store.Message{FromEmail: "d@ngoai.example", Subject: fmt.Sprintf("Thư số %03d", i), Body: "Nội dung."})
	}
	seen := make(map[string]bool)
	var pages []string
	for path := "/desk/held"; path != ""; {
		if pages = append(pages, path); len(pages) > 9 {
			t.Fatal("the holding area does not end")
		}
		body := sc.page(t, "ha", path)
		for _, m := range regexp.MustCompile(`Thư số \d+`).FindAllString(body, -1) {
			seen[m] = true
		}
		_, next, _ := strings.Cut(body, `class="paging"><a class="button end" href="`)
		path, _, _ = strings.Cut(next, `"`)
	}
	if len(seen) != 70 || len(pages) < 2 {
		t.Fatalf("70 letters wait, %d pages show %d", len(pages), len(seen))
	}
	last := pages[len(pages)-1]
	act := regexp.MustCompile(`action="(/desk/held/\d+[^"]*)"`).FindStringSubmatch(sc.page(t, "ha", last))[1]
	w := sc.post("ha", act, url.Values{"do": {"join"}, "code": {"PTT-2026-999999"}})
	has(t, "a code that is none, on the last page", w.Body.String(), `value="PTT-2026-999999"`, `role="alert"`, act)
	leads(t, sc.post("ha", act, url.Values{"do": {"ignore"}}), last)
	if w := sc.get("ha", "/desk/held?below=1"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/desk/held" {
		t.Errorf("beyond the end: %d %s", w.Code, w.Header().Get("Location"))
	}
}

func TestProcedures(t *testing.T) { // R-M8, R-M9
	inScene(t, func(t *testing.T, sc *scene) {
		list := sc.page(t, "nga", "/desk/procedures")
		_, path, _ := strings.Cut(list, `class="open" href="`)
		path, _, _ = strings.Cut(path, `"`)
		if !strings.HasPrefix(path, "/desk/procedures/") {
			t.Fatalf("the list leads to %q", path)
		}
		page := sc.page(t, "nga", path)
		has(t, "the procedure", page, "IV.b", "Người thực hiện", "Trưởng Ban Biên tập", "xin ý kiến", "phải ghi lý do", "→ ", "bổ sung", "lần ban hành 1", "Đang áp dụng")
		has(t, "a version that is none", sc.page(t, "nga", path+"?version=99"), "lần ban hành 1")
		if w := sc.get("nga", "/desk/procedures/khong-co"); w.Code != http.StatusNotFound {
			t.Errorf("a procedure that is none: status %d", w.Code)
		}
		sc.speak("nga", locale.EN)
		has(t, "the English procedure", sc.page(t, "nga", path), "Who does it")
	})
}

// Every page of the record is said in both languages to whoever may see it, and
// to the storybook where one is named.
func TestRecordPagesAreSaid(t *testing.T) { // F-I5
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	failed := sc.addLetter(t, store.Letter{Template: "acknowledgement", State: store.LetterFailed, Error: "mail.refused [552 5.2.2 Mailbox full]: 552 5.2.2 Mailbox full"})
	for _, l := range locale.Langs {
		for _, p := range []struct{ name, who, path string }{
			{"diary-head", "minh", "/desk/diary?day=2026-09-03"}, {"diary-office", "ha", "/desk/diary?day=2026-08-28"}, {"diary-empty", "nga", "/desk/diary?day=2026-08-30"},
			{"log-page", "minh", "/desk/log"}, {"letters-list", "ha", "/desk/letters"}, {"letter-one", "ha", failed}, {"held-area", "ha", "/desk/held"},
			{"procedure-list", "ha", "/desk/procedures"}, {"procedure-one", "ha", "/desk/procedures/dang-tin-cap-truong"},
		} {
			sc.speak(p.who, l)
			body := sc.page(t, p.who, p.path)
			if l == locale.EN && strings.Contains(body, "Ngày") {
				t.Errorf("%s in English says “Ngày”", p.path)
			}
			sc.tell(p.name, l, sc.get(p.who, p.path).Body.String())
		}
	}
}

// No address of the record answers to nobody, and none changes by a GET.
func TestRecordNeedsSomebody(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	h := newHouse(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	for _, r := range desk.Routes() {
		for _, part := range []string{"/desk/diary", "/desk/log", "/desk/letters", "/desk/held", "/desk/procedures"} {
			if !strings.HasPrefix(r.Pattern, part) {
				continue
			}
			path := strings.NewReplacer("{id}", "1").Replace(r.Pattern)
			if r.Method == http.MethodPost {
				if w := h.post("", path, nil); w.Code != http.StatusForbidden {
					t.Errorf("nobody posts to %s: status %d", path, w.Code)
				}
				continue
			}
			if w := h.get("", path); w.Code != http.StatusSeeOther {
				t.Errorf("nobody gets %s: status %d", path, w.Code)
			}
		}
	}
}
