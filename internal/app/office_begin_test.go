package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
)

// U II.1, L III.2.1: whoever the procedure lets write begins a text that nobody
// asked for; it stands at the first step with its document, and its author is
// whoever began it. Nobody else is offered that, or can do it.
func TestOwnInitiative(t *testing.T) {
	for _, c := range []struct {
		preset, box string
		writer      people.Role
		other       people.Role
		step, move  string
		next        string
	}{
		{"truong-dai-hoc", "truyenthong@thu.example.vn", people.Communications, people.Administrator, "receive", "accept", "review"},
		{"so-nganh", "banbientap@thu.example.vn", people.Member, people.Technical, "member", "submit", "gather"},
		{"thu-vien", "thuvien@thu.example.vn", people.Librarian, people.Technical, "find", "submit", "check"},
	} {
		t.Run(c.preset, func(t *testing.T) {
			eachOffice(t, c.preset, func(t *testing.T, h *house, in *sites.Installed) {
				h.appoint("ha", c.writer, 0)
				h.appoint("khach", c.other, 0)
				h.shows(h.page("ha", "/desk/cases"), "Viết tin bài mới")
				if w := h.at("khach", http.MethodGet, "/desk/cases/new", nil); w.Code != http.StatusForbidden {
					t.Errorf("offered to somebody else: %d", w.Code)
				}
				form := url.Values{"mailbox": {text(in.Mailboxes[c.box])}, "title": {"Sách mới tháng Chín"}}
				if w := h.at("khach", http.MethodPost, "/desk/cases/new", form); w.Code != http.StatusForbidden {
					t.Errorf("begun by somebody else: %d", w.Code)
				}
				if w := h.at("ha", http.MethodPost, "/desk/cases/new", url.Values{"mailbox": form["mailbox"]}); w.Code != http.StatusUnprocessableEntity {
					t.Errorf("without a title: %d", w.Code)
				}
				w := h.at("ha", http.MethodPost, "/desk/cases/new", form)
				to := w.Header().Get("Location")
				if w.Code != http.StatusSeeOther || !strings.HasSuffix(to, "-000001/edit") {
					t.Fatalf("begun: %d %s", w.Code, to)
				}
				h.shows(h.page("ha", to), "Sách mới tháng Chín")
				page := h.page("ha", strings.TrimSuffix(to, "/edit"))
				h.shows(page, "Chủ động viết: ha (tôi)", "ha chủ động viết tin bài; mở hồ sơ ở bước")
				if strings.Contains(page, "⟨") || strings.Contains(page, "Người gửi:") {
					t.Error("the page speaks of a sender")
				}
				v := h.see("ha", 1)
				if string(v.State.Step) != c.step || v.Request != nil || len(v.Letters) != 0 || v.State.Held != nil {
					t.Errorf("at %s, request %v, %d letters", v.State.Step, v.Request, len(v.Letters))
				}
				if !slices.ContainsFunc(v.Facts.Edits, func(e flow.Edit) bool { return e.Person == h.who["ha"].Person && e.Aspect == content.AspectContent }) {
					t.Error("whoever began it is no author")
				}
				h.save("ha", 1, func(r *content.Revision) { r.OwnWork = true })
				if w := h.press("ha", 1, "move:"+c.move, url.Values{"item": {"no-state-secrets"}}); w.Code != http.StatusSeeOther {
					t.Fatalf("passed on: %d %s", w.Code, between(w.Body.String(), `role="alert"`, "</div>"))
				}
				if v := h.see("ha", 1); string(v.State.Step) != c.next {
					t.Errorf("passed on to %s", v.State.Step)
				}
			})
		})
	}
}

// commission asks the trade office for something, as somebody at the desk.
func (h *house) commission(who string, in *sites.Installed, wish string) (code string, id int64) {
	h.t.Helper()
	form := url.Values{"unit": {text(in.Units["qltm"])}, "title": {"Số liệu bán lẻ tháng 8"}, "brief": {"Gửi bảng số liệu bán lẻ hàng hóa."}, "date": {"2026-09-04"}, "time": {"16:00"}, "wish": {wish}}
	w := h.at(who, http.MethodPost, "/desk/cases/commission", form)
	if w.Code != http.StatusSeeOther {
		h.t.Fatalf("commissioned: %d %s", w.Code, between(w.Body.String(), `role="alert"`, "</div>"))
	}
	code = strings.TrimPrefix(w.Header().Get("Location"), "/desk/cases/")
	h.must(h.Store.View(h.t.Context(), func(tx *store.Tx) error {
		c, err := tx.CaseByCode(h.t.Context(), h.inst, code)
		if err == nil {
			id = c.ID
		}
		return err
	}))
	return code, id
}

// request is the letter that asks a unit for information.
func (h *house) request(v *cases.View) store.Letter {
	h.t.Helper()
	i := slices.IndexFunc(v.Letters, func(l store.Letter) bool { return l.Template == "information-request" })
	if i < 0 {
		h.t.Fatalf("nobody was asked: %+v", v.Letters)
	}
	return v.Letters[i]
}

// R-I6, D 9.1a, 11.1: the board asks a unit for information, on a wish that is
// recorded, by a date that is kept; the unit's people are written to, have it on
// their list and send it at the desk with files. Others are not offered it.
func TestCommission(t *testing.T) {
	eachOffice(t, "so-nganh", func(t *testing.T, h *house, in *sites.Installed) {
		h.appoint("thu", people.Secretariat, 0)
		h.appoint("mai", people.Member, 0)
		h.appoint("ky", people.Technical, 0)
		h.shows(h.page("thu", "/desk/cases"), "Đề nghị cung cấp thông tin")
		if w := h.at("ky", http.MethodGet, "/desk/cases/commission", nil); w.Code != http.StatusForbidden {
			t.Errorf("offered to the technical office: %d", w.Code)
		}
		// Nobody at the unit would get it: said, and nothing is opened.
		form := url.Values{"unit": {text(in.Units["qltm"])}, "title": {"x"}, "brief": {"y"}, "date": {"2026-09-04"}, "wish": {"board"}}
		if w := h.at("thu", http.MethodPost, "/desk/cases/commission", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "chưa có ai nhận đề nghị") {
			t.Errorf("asked where nobody is: %d", w.Code)
		}
		h.appoint("phu", people.Provider, in.Units["qltm"])
		for field, value := range map[string]string{"unit": "", "brief": "", "date": "2026-08-01", "wish": "minister"} {
			wrong := url.Values{"unit": form["unit"], "title": form["title"], "brief": form["brief"], "date": form["date"], "wish": form["wish"]}
			wrong.Set(field, value)
			if w := h.at("thu", http.MethodPost, "/desk/cases/commission", wrong); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s %q: %d", field, value, w.Code)
			}
		}
		code, id := h.commission("thu", in, "leadership")
		path := "/desk/cases/" + code
		h.shows(h.page("thu", path), "thu đề nghị Phòng Quản lý Thương mại cung cấp thông tin theo yêu cầu của lãnh đạo; hạn: 16:00 thứ Sáu 04/9", "Gửi bảng số liệu bán lẻ hàng hóa.")
		h.shows(h.page("phu", "/desk"), code)
		h.shows(h.page("phu", path), "Chờ Phòng Quản lý Thương mại cung cấp thông tin", "Hạn được giao", "Gửi bảng số liệu bán lẻ hàng hóa.", `name="supply"`, `type="file"`)
		if strings.Contains(h.page("thu", path), `name="supply"`) {
			t.Error("whoever asked is asked to supply")
		}
		v := h.see("phu", id)
		l := h.request(v)
		if v.State.Step != "supply" || v.State.Due().IsZero() || l.ToEmail != "phu@thu.example.vn" || l.Data["reason"] != "Gửi bảng số liệu bán lẻ hàng hóa." || l.Data["due"] != "2026-09-04T09:00:00Z" {
			t.Fatalf("at %s, due %v, %+v", v.State.Step, v.State.Due(), v.Letters)
		}
		send := url.Values{"version": {text(v.Case.Version)}, "supply": {""}}
		if w := h.at("phu", http.MethodPost, path+"/supply", send); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("nothing sent: %d", w.Code)
		}
		send.Set("supply", "Tháng 8 tăng 3%.")
		if w := h.at("ky", http.MethodPost, path+"/supply", send); w.Code == http.StatusSeeOther {
			t.Errorf("sent by somebody else: %d", w.Code)
		}
		if w := h.at("phu", http.MethodPost, path+"/supply", send); w.Code != http.StatusSeeOther {
			t.Fatalf("sent: %d %s", w.Code, between(w.Body.String(), `role="alert"`, "</div>"))
		}
		v = h.see("mai", id)
		if v.State.Step != "member" || v.State.Held != nil || len(v.Messages) != 1 || v.Messages[0].Fresh != "Tháng 8 tăng 3%." {
			t.Fatalf("at %s, %+v", v.State.Step, v.Messages)
		}
		h.shows(h.page("mai", path), "phu gửi thêm thông tin", "phu gửi thông tin kèm tệp dữ liệu", "Tháng 8 tăng 3%.")
		_, err := h.Editorial.TakeOver(t.Context(), h.who["mai"], id, 0)
		h.must(err)
		if v := h.see("mai", id); !slices.ContainsFunc(v.Facts.Edits, func(e flow.Edit) bool { return e.Person == h.who["phu"].Person }) {
			t.Error("whoever supplied the text is no author of it")
		}
	})
}

// A letter that answers a request for information joins its case: from an
// address that was asked it ends the wait and is recorded as a letter, from any
// other it waits to be looked at. It is nobody's word (R-I1, R-I6).
func TestCommissionAnsweredByMail(t *testing.T) {
	eachOffice(t, "so-nganh", func(t *testing.T, h *house, in *sites.Installed) {
		h.appoint("thu", people.Secretariat, 0)
		h.appoint("mai", people.Member, 0)
		h.appoint("phu", people.Provider, in.Units["qltm"])
		_, id := h.commission("thu", in, "board")
		h.commission("thu", in, "board")
		mail := func(from, id string, fields ...string) string {
			raw := fmt.Sprintf("From: %s\r\nTo: banbientap@thu.example.vn\r\nDate: Fri, 28 Aug 2026 09:00:00 +0700\r\nMessage-ID: <%s@x.example>\r\n%s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSố liệu tháng 8: tăng 3%%.\r\n", from, id, strings.Join(fields, "\r\n"))
			r, err := h.Intake.Receive(t.Context(), []string{"banbientap@thu.example.vn"}, []byte(raw))
			h.must(err)
			return r[0].State + " " + r[0].Request
		}
		asked := h.request(h.see("thu", id))
		reply := []string{"Subject: Re: " + "so lieu", "In-Reply-To: <" + asked.MessageID + ">"}
		if got := mail("la@ngoai.example", "a", reply...); got != "joined BBT-2026-000001" {
			t.Errorf("from another address: %s", got)
		}
		v := h.see("thu", id)
		if v.State.Step != "supply" || len(v.Messages) != 1 || !v.Messages[0].Unseen {
			t.Fatalf("after a stranger's letter at %s, %+v", v.State.Step, v.Messages)
		}
		if got := mail("phu@thu.example.vn", "b", reply...); got != "joined BBT-2026-000001" {
			t.Errorf("the answer: %s", got)
		}
		v = h.see("mai", id)
		if v.State.Step != "member" {
			t.Errorf("after the answer at %s", v.State.Step)
		}
		for _, e := range v.Events {
			if e.Verb == event.CaseMoved && (e.Actor != 0 || e.Data[event.KeyName] != "mail") {
				t.Errorf("a letter counts as somebody: %+v", e)
			}
		}
		// A new letter with the code, from an address that was asked and not.
		if got := mail("phu@thu.example.vn", "c", "Subject: [BBT-2026-000002] so lieu"); got != "joined BBT-2026-000002" {
			t.Errorf("by code: %s", got)
		}
		if got := mail("la@ngoai.example", "d", "Subject: [BBT-2026-000002] so lieu"); !strings.HasPrefix(got, "opened ") {
			t.Errorf("by code from another address: %s", got)
		}
	})
}
