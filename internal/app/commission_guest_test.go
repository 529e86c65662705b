package app

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
)

// guest visits the page of a link as somebody without an account.
func (h *house) guest(method, link string, form url.Values) (int, http.Header, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, link, strings.NewReader(form.Encode()))
	h.must(err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), "192.0.2.1:1"
	w := &record{header: make(http.Header), status: http.StatusOK}
	h.portal.ServeHTTP(w, r)
	return w.status, w.header, string(w.body)
}

// linkTo is the address in the newest letter of a kind that was sent to somebody.
func (h *house) linkTo(email, subject string) string {
	h.t.Helper()
	h.drain()
	h.sending.Lock()
	defer h.sending.Unlock()
	for _, o := range slices.Backward(h.sent) {
		if o.To == email && strings.Contains(o.Subject, subject) {
			return regexp.MustCompile(`https?://\S+/(dat-bai|commissions)/\S+`).FindString(o.Text)
		}
	}
	h.t.Fatalf("no letter %q to %s", subject, email)
	return ""
}

// order sends the form by which somebody follows up what was asked for.
func (h *house) order(who string, id int64, do string, form url.Values) int {
	h.t.Helper()
	v := h.see(who, id)
	fields := url.Values{"version": {text(v.Case.Version)}, "do": {do}}
	for k, x := range form {
		fields[k] = x
	}
	return h.at(who, http.MethodPost, "/desk/cases/"+v.Case.Code+"/commission", fields).Code
}

// R-I6, F-F10, D 11.5: a contributor without an account is asked by a letter; by
// its link alone they see what they were asked for, write a word, send the piece
// and follow it; reminders, another date and a new link reach them; the board
// sees it all in one list, and what is not needed any more is told to them.
func TestContributorWithoutAnAccount(t *testing.T) {
	eachOffice(t, "so-nganh", func(t *testing.T, h *house, in *sites.Installed) {
		h.appoint("thu", people.Secretariat, 0)
		h.appoint("mai", people.Member, in.Units["qltm"])
		h.appoint("phu", people.Provider, in.Units["qltm"])
		h.appoint("ky", people.Technical, 0)
		const lan = "lan@ctv.example"
		form := url.Values{"unit": {text(in.Units["qltm"])}, "title": {"Làng nghề chiếu Cồn Lá"}, "brief": {"Khoảng 800 chữ, có ảnh."}, "date": {"2026-09-04"}, "time": {"16:00"}, "wish": {"leadership"},
			"name": {"Phan Thị Lan"}, "email": {"khong-phai-thu"}, "lang": {"vi"}}
		if w := h.at("thu", http.MethodPost, "/desk/cases/commission?of=guest", form); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("an address that is none: %d", w.Code)
		}
		form.Set("email", " Lan@CTV.example ")
		w := h.at("thu", http.MethodPost, "/desk/cases/commission?of=guest", form)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("asked: %d %s", w.Code, between(w.Body.String(), `role="alert"`, "</div>"))
		}
		code := strings.TrimPrefix(w.Header().Get("Location"), "/desk/cases/")
		id := h.caseID(code)
		link := h.linkTo(lan, "Đặt bài: Làng nghề chiếu Cồn Lá")
		for _, l := range h.see("thu", id).Letters {
			if l.ToEmail != lan {
				t.Errorf("%s went to %s", l.Template, l.ToEmail)
			}
			if strings.Contains(l.Body, "/dat-bai/") && !strings.Contains(l.Body, "/dat-bai/…") {
				t.Error("the letter is kept with its link")
			}
		}
		h.shows(h.page("thu", "/desk/cases/"+code), "thu đặt bài cộng tác viên theo yêu cầu của lãnh đạo; hạn: 16:00 thứ Sáu 04/9", "Theo dõi bài đặt", "Phan Thị Lan, lan@ctv.example")
		h.shows(h.page("thu", "/desk/commissions"), "Làng nghề chiếu Cồn Lá", "Phan Thị Lan", "cộng tác viên", "Lãnh đạo", "Chưa gửi")
		if strings.Contains(h.page("ky", "/desk/cases/"+code), "Theo dõi bài đặt") {
			t.Error("somebody else follows it up")
		}
		if got := h.order("ky", id, "remind", nil); got != http.StatusForbidden {
			t.Errorf("somebody else reminds: %d", got)
		}

		// The page of the link: what is theirs and nothing else.
		status, header, page := h.guest(http.MethodGet, link, nil)
		if status != http.StatusOK || !strings.Contains(header.Get("X-Robots-Tag"), "noindex") || !strings.Contains(header.Get("Cache-Control"), "no-store") || header.Get("Referrer-Policy") != "no-referrer" || !strings.Contains(page, "noindex") {
			t.Fatalf("status %d, %v", status, header)
		}
		h.shows(page, "Khoảng 800 chữ, có ảnh.", "Đang chờ bài của ông/bà", `name="text"`, `type="file"`)
		for _, secret := range []string{"theo yêu cầu của lãnh đạo", "Lãnh đạo", "Tổ Thư ký", "/desk"} {
			if strings.Contains(page, secret) {
				t.Errorf("the page tells %q", secret)
			}
		}
		for _, forged := range []string{link + "x", strings.Replace(link, "/dat-bai/c.", "/dat-bai/t.", 1), strings.Replace(link, "/dat-bai/", "/yeu-cau/theo-doi/", 1)} {
			if status, _, page := h.guest(http.MethodGet, forged, nil); status == http.StatusOK || strings.Contains(page, "Làng nghề") {
				t.Errorf("%s opens: %d", forged, status)
			}
		}

		// A word moves nothing; nor does a piece without the pledge.
		h.clock.Pass(time.Hour)
		if status, _, _ := h.guest(http.MethodPost, link, url.Values{"text": {"Xin thêm vài ngày."}, "brings": {"word"}}); status != http.StatusSeeOther {
			t.Errorf("a word: %d", status)
		}
		if status, _, _ := h.guest(http.MethodPost, link, url.Values{"text": {"Bài"}, "brings": {"piece"}}); status != http.StatusUnprocessableEntity {
			t.Errorf("without the pledge: %d", status)
		}
		v := h.see("thu", id)
		if v.State.Step != "supply" || len(v.Messages) != 1 {
			t.Fatalf("after a word at %s, %d messages", v.State.Step, len(v.Messages))
		}
		if to := h.addressed(cases.TemplateMessage); !slices.Equal(to, []string{"mai@thu.example.vn", "thu@thu.example.vn"}) {
			t.Errorf("of the word were told %v", to)
		}

		// Nor does a short letter without a file; the letter that asked says so.
		answer := func(number int, words string) {
			h.t.Helper()
			raw := fmt.Sprintf("From: Lan <%s>\r\nTo: banbientap@thu.example.vn\r\nSubject: Re: [%s]\r\nMessage-ID: <lan%d@ctv.example>\r\nDate: Wed, 02 Sep 2026 08:00:00 +0700\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", lan, code, number, words)
			_, err := h.Intake.Receive(h.t.Context(), []string{"banbientap@thu.example.vn"}, []byte(raw))
			h.must(err)
		}
		answer(1, "Kính gửi quý cơ quan, tôi xin thêm vài ngày.")
		if v = h.see("thu", id); v.State.Step != "supply" || len(v.Messages) != 2 {
			t.Fatalf("after a letter of a few words at %s, %d messages", v.State.Step, len(v.Messages))
		}
		if !strings.Contains(v.Letters[0].Body, "không quá 100 chữ") {
			t.Error("the letter does not say what is taken as a word")
		}

		// Another date: with a reason, told; then the reminder by itself and by hand.
		if got := h.order("thu", id, "later", url.Values{"date": {"2026-09-09"}, "time": {"16:00"}}); got != http.StatusUnprocessableEntity {
			t.Errorf("another date without a reason: %d", got)
		}
		if got := h.order("phu", id, "later", url.Values{"date": {"2026-09-09"}, "reason.order": {"x"}}); got == http.StatusSeeOther {
			t.Errorf("another date by the unit: %d", got)
		}
		if got := h.order("thu", id, "later", url.Values{"date": {"2026-09-09"}, "time": {"16:00"}, "reason.order": {"Theo đề nghị của cộng tác viên"}}); got != http.StatusSeeOther {
			t.Errorf("another date: %d", got)
		}
		h.linkTo(lan, "Hạn mới")
		h.shows(h.page("thu", "/desk/cases/"+code), "gia hạn cho bên được đặt: từ 16:00 thứ Sáu 04/9", "Hạn ban đầu: 16:00")
		if v := h.see("thu", id); !v.State.Due().Equal(ict("2026-09-09 16:00")) {
			t.Errorf("due %v", v.State.Due())
		}
		h.clock.Set("2026-09-08 16:01")
		h.linkTo(lan, "Sắp đến hạn gửi bài")
		h.clock.Set("2026-09-09 16:01")
		h.linkTo(lan, "Đã quá hạn gửi bài")
		h.shows(h.page("thu", "/desk/commissions?state=late"), "Làng nghề chiếu Cồn Lá", "quá hạn")
		for i, want := range []int{http.StatusSeeOther, http.StatusSeeOther, http.StatusTooManyRequests} {
			if got := h.order("thu", id, "remind", nil); got != want {
				t.Errorf("reminder %d: %d", i+1, got)
			}
		}

		// The link goes astray: the old one opens nothing any more, the new one does.
		if got := h.order("mai", id, "link", nil); got != http.StatusSeeOther {
			t.Fatalf("a new link: %d", got)
		}
		old := link
		if link = h.linkTo(lan, "Đặt bài"); link == old {
			t.Fatal("the same link again")
		}
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if status, _, page := h.guest(method, old, url.Values{"text": {"x"}, "brings": {"word"}}); status != http.StatusForbidden || strings.Contains(page, "Làng nghề") {
				t.Errorf("%s the old link: %d", method, status)
			}
		}

		// The piece, in light markup.
		piece := url.Values{"text": {"## Một nghề cũ\n\nChiếu Cồn Lá có **hai trăm** năm."}, "brings": {"piece"}, "pledge": {"1"}, "key": {"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}}
		for range 2 { // pressed twice it is one
			if status, _, page := h.guest(http.MethodPost, link, piece); status != http.StatusSeeOther {
				t.Fatalf("sent: %d %s", status, between(page, `role="alert"`, "</div>"))
			}
		}
		h.linkTo(lan, "Đã nhận bài")
		v = h.see("mai", id)
		if v.State.Step != "member" || len(v.Messages) != 3 {
			t.Fatalf("at %s, %d messages", v.State.Step, len(v.Messages))
		}
		for _, e := range v.Events {
			if e.Verb == event.CaseMoved && e.Actor != 0 {
				t.Errorf("somebody without an account counts as %d", e.Actor)
			}
		}
		_, _, page = h.guest(http.MethodGet, link, nil)
		h.shows(page, "Thu thập, biên tập nội dung", "Chiếu Cồn Lá có", "Hạn gửi bài mới")
		_, err := h.Editorial.TakeOver(t.Context(), h.who["mai"], id, 0)
		h.must(err)
		if made := h.see("mai", id).Revision.Body.PlainText(locale.VI); !strings.Contains(made, "Một nghề cũ") || strings.Contains(made, "##") || strings.Contains(made, "Xin thêm") {
			t.Errorf("made of it: %q", made)
		}
		h.shows(h.page("thu", "/desk/commissions?state=in-hand"), "Làng nghề chiếu Cồn Lá", "Gửi muộn")
		h.shows(h.page("thu", "/desk/commissions?state=all&month=2026-08"), "Theo dõi tháng 08/2026", "gửi muộn 1")

		// Sent back for changes, it is awaited again, by the same link.
		h.act("mai", id, flow.Act{Kind: flow.DoMove, Move: "return", Reason: "Bổ sung ảnh"})
		_, _, page = h.guest(http.MethodGet, link, nil)
		h.shows(page, "Đề nghị bổ sung, chỉnh sửa", "Bổ sung ảnh")
		if again := h.linkTo(lan, code); again != link {
			t.Errorf("the letter gives %q", again)
		}

		// Then a few words may be all that was wanted.
		answer(2, "Ảnh chụp ngày 01/9, tác giả đồng ý cho dùng.")
		if v = h.see("mai", id); v.State.Step != "member" {
			t.Errorf("after its answer at %s", v.State.Step)
		}

		// What is not needed any more.
		form.Set("title", "Một bài khác")
		form.Set("date", "2026-09-18")
		w = h.at("thu", http.MethodPost, "/desk/cases/commission?of=guest", form)
		other := h.caseID(strings.TrimPrefix(w.Header().Get("Location"), "/desk/cases/"))
		h.act("thu", other, flow.Act{Kind: flow.DoMove, Move: "give-up", Reason: "Đã có bài khác"})
		h.linkTo(lan, "Không cần gửi nữa")
		h.shows(h.page("thu", "/desk/commissions?state=dropped"), "Một bài khác", "Đã hủy")
		link = h.linkTo(lan, "Đặt bài: Một bài khác")
		if _, _, page := h.guest(http.MethodGet, link, nil); !strings.Contains(page, "Không còn cần gửi bài này") || strings.Contains(page, `name="text"`) {
			t.Error("the page still takes it")
		}
		if got := h.order("thu", other, "revoke", nil); got != http.StatusSeeOther {
			t.Errorf("revoked: %d", got)
		}
		if status, _, _ := h.guest(http.MethodGet, link, nil); status != http.StatusForbidden {
			t.Errorf("a revoked link: %d", status)
		}
		h.must(h.Store.View(t.Context(), func(tx *store.Tx) error {
			m, err := tx.Commission(t.Context(), other)
			if err == nil && (m.Cancelled.IsZero() || !m.Answered.IsZero() || m.Wish != "leadership") {
				t.Errorf("kept as %+v", m)
			}
			return err
		}))
		h.sound()
	})
}
