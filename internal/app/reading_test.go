package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/intake"
)

// A letter in TCVN3, with a header that claims another charset, is read as what
// it says before anything is cleaned away; what came and what it became goes with
// the text, is put back and read again by one press, and what stands as it came
// cannot be published unless somebody says with a reason that it is right (R-I4).
func TestLegacyText(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.receive("From: =?UTF-8?Q?V=C3=B5_Th=E1=BB=8B_Lan?= <unitdeputy@songtien.example>\r\nTo: truyenthong@songtien.example\r\n" +
			"Subject: =?iso-8859-1?Q?Th=ABng_b=B8o_cu=E9c_h=E4p?=\r\nMessage-ID: <tcvn3@khoa.example>\r\nMIME-Version: 1.0\r\n" +
			"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" +
			"Tr\xad\xeang \xa7\xb9i h\xe4c t\xe6 ch\xf8c cu\xe9c h\xe4p.\r\n").Case
		who := func(role string) *content.Revision {
			v, err := h.Cases.See(h.t.Context(), h.who[role], id)
			h.must(err)
			return v.Revision
		}
		_, err := h.Editorial.TakeOver(h.t.Context(), h.who["communications"], id, 0)
		h.must(err)
		r := who("communications")
		const words, before = "Trường Đại học tổ chức cuộc họp.", "Trêng §¹i häc tæ chøc cuéc häp."
		if r.Title != "Thông báo cuộc họp" || r.Body.PlainText("vi") != words || len(r.Recoded) != 2 {
			t.Fatalf("%q %q %+v", r.Title, r.Body.PlainText("vi"), r.Recoded)
		}
		body := r.Recoded[0]
		if body.Part != content.PartBody {
			body = r.Recoded[1]
		}
		if string(body.Came) != "Tr\u00adêng §¹i häc tæ chøc cuéc häp." || body.Became != words || !body.Applied {
			t.Errorf("came %q, became %q", body.Came, body.Became)
		}
		path := "/desk/cases/" + h.seen(id).Case.Code
		h.shows(h.page("communications", path), "Chữ ở bảng mã cũ: 2 đoạn", before, "TCVN3", "Trả về như khi đến")
		press := func(do string, more url.Values) int {
			form := url.Values{"base": {text(int64(who("communications").Number))}, "do": {do}}
			for k, x := range more {
				form[k] = x
			}
			return h.at("communications", http.MethodPost, path+"/reading", form).Code
		}
		if got := press("reread:"+body.Key(), nil); got != http.StatusSeeOther || who("communications").Body.PlainText("vi") != before {
			t.Fatalf("put back: %d %q", got, who("communications").Body.PlainText("vi"))
		}
		// In the editor it stays as it is, and is read again without being saved.
		form := url.Values{"base": {text(int64(who("communications").Number))}, "title": {r.Title}, "markup": {before}, "editor_kind": {"markup"}, "do": {"reread:" + body.Key()}}
		if w := h.at("communications", http.MethodPost, path+"/edit", form); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), words+"\n</textarea>") || !strings.Contains(w.Body.String(), `name="recoded"`) {
			t.Errorf("in the editor: %d", w.Code)
		}
		form.Set("do", "preview")
		if w := h.at("communications", http.MethodPost, path+"/edit", form); !strings.Contains(w.Body.String(), before+"\n</textarea>") {
			t.Error("what was put back was converted again")
		}
		h.save("communications", id, func(r *content.Revision) { r.OwnWork = true })
		accept := cases.Input{Case: id, Act: flow.Act{Kind: flow.DoMove, Move: "accept"}}
		_, err = h.Cases.Act(h.t.Context(), h.who["communications"], accept)
		h.refused("flow.item_missing", err)
		h.shows(h.page("communications", path), "Chưa thể đăng: 1 đoạn", "giống chữ ở bảng mã TCVN3", "Đoạn này viết đúng")
		vouch := func(reason string) int {
			return press("vouch:0", url.Values{"line.0": {before}, "reason.0": {reason}})
		}
		if got := vouch(" "); got != http.StatusUnprocessableEntity {
			t.Errorf("without a reason: %d", got)
		}
		if got := vouch("Ví dụ về phông chữ cũ"); got != http.StatusSeeOther {
			t.Errorf("vouched for: %d", got)
		}
		r = who("communications")
		if len(r.Vouched) != 1 || r.Vouched[0].By != int64(h.who["communications"].Person) || r.Vouched[0].At.IsZero() {
			t.Errorf("%+v", r.Vouched)
		}
		h.shows(h.page("communications", path), "Ví dụ về phông chữ cũ", "xác nhận một đoạn để nguyên là đúng")
		if _, err = h.Cases.Act(h.t.Context(), h.who["communications"], accept); err != nil {
			t.Errorf("vouched for, and %v", err)
		}
	})
}

// Each way by which words come in reads old charsets before it cleans (R-I4,
// F-B13).
func TestLegacyByEveryWay(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		const came, became = "Tr\u00adêng §¹i häc tæ chøc cuéc häp", "Trường Đại học tổ chức cuộc họp"
		body := func(id int64) *content.Revision {
			t.Helper()
			v, err := h.Cases.See(t.Context(), h.who["communications"], id)
			h.must(err)
			if v.Revision == nil {
				_, err = h.Editorial.TakeOver(t.Context(), h.who["communications"], id, 0)
				h.must(err)
				v, err = h.Cases.See(t.Context(), h.who["communications"], id)
				h.must(err)
			}
			return v.Revision
		}
		letters := 0
		letter := func(head, text string) int64 {
			letters++
			return h.receive(fmt.Sprintf("From: <lan@khoa.example>\r\nTo: truyenthong@songtien.example\r\nSubject: Tin\r\nMessage-ID: <way%d@khoa.example>\r\nMIME-Version: 1.0\r\n%s\r\n\r\n%s\r\n", letters, head, text)).Case
		}
		plain := func(charset string) string {
			return "Content-Type: text/plain; charset=" + charset + "\r\nContent-Transfer-Encoding: 8bit"
		}
		tcvn := "Tr\xad\xeang \xa7\xb9i h\xe4c t\xe6 ch\xf8c cu\xe9c h\xe4p"
		for _, c := range []struct{ name, head, text, want string }{
			{"nothing said", "X-Mailer: x", tcvn, became},
			{"UTF-8 claimed", plain("utf-8"), tcvn, became},
			{"Western claimed", plain("iso-8859-1"), tcvn, became},
			{"unknown claimed", plain("x-viet"), tcvn, became},
			{"windows-1258 claimed", plain("windows-1258"), tcvn, became},
			{"TCVN claimed", plain("x-viet-tcvn5712"), tcvn, became},
			{"VNI", plain("us-ascii"), "Tr\xf6\xf4\xf8ng \xd1a\xefi ho\xefc to\xe5 ch\xf6\xf9c cuo\xe4c ho\xefp", became},
			{"VNI under windows-1258", plain("windows-1258"), "Tr\xf6\xf4\xf8ng \xd1a\xefi ho\xefc to\xe5 ch\xf6\xf9c cuo\xe4c ho\xefp", became},
			{"true windows-1258", plain("windows-1258"), "Tr\xfd\xf5\xccng \xd0a\xf2i ho\xf2c t\xf4\xd2 ch\xfd\xecc cu\xf4\xf2c ho\xf2p", became},
			{"VISCII said", plain("viscii"), "Tr\xdf\xb6ng \xd0\xd5i h\xf7c t\xb1 ch\xd1c cu\xb5c h\xf7p", became},
			{"VIQR said", plain("viqr"), "Tru+o+`ng DDa.i ho.c to^? chu+'c cuo^.c ho.p", became},
			{"VPS in no name", plain("iso-8859-1"), "Tr\xdc\xd6\xa7ng \xf1\xe5i h\xf7c", ""},
			{"HTML", "Content-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit", "<p>" + strings.ReplaceAll(tcvn, "\xad", "&shy;") + "</p>", became},
		} {
			r := body(letter(c.head, c.text))
			if got := strings.TrimSuffix(r.Body.PlainText("vi"), "."); c.want != "" && got != c.want {
				t.Errorf("%s: %q", c.name, got)
			}
		}
		// A form, signed in or not.
		f, err := h.Intake.Submit(t.Context(), cases.Actor{Institution: h.inst, Lang: "vi"}, intake.Form{Mailbox: h.box.ID, Name: "Lan", Email: "lan@khoa.example", Title: came, Text: came + ".\n\nPhô lôc", Pledge: true, Key: "k1"})
		h.must(err)
		if r := body(f.Case); r.Title != became || r.Body.PlainText("vi") != became+".\n\nPhụ lục" || len(r.Recoded) < 2 {
			t.Errorf("form: %q %q %+v", r.Title, r.Body.PlainText("vi"), r.Recoded)
		}
		// The editor, by JSON as pasted and by the plain box.
		v, err := h.Cases.See(t.Context(), h.who["communications"], f.Case)
		h.must(err)
		path := "/desk/cases/" + v.Case.Code + "/edit"
		json := `{"version":1,"doc":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"Céng hoµ x· héi chñ nghÜa ViÖt Nam"}]}]}}`
		for _, form := range []url.Values{{"editor_kind": {"rich"}, "body": {json}}, {"editor_kind": {"markup"}, "markup": {"Céng hoµ x· héi chñ nghÜa ViÖt Nam"}}} {
			form.Set("base", text(int64(v.Revision.Number)))
			form.Set("title", "Tr\u00adêng §¹i häc")
			form.Set("summary", "Th«ng b¸o cuéc häp")
			form.Set("do", "preview")
			h.shows(h.at("communications", http.MethodPost, path, form).Body.String(), "Cộng hoà xã hội chủ nghĩa Việt Nam", ">Trường Đại học</textarea>", ">Thông báo cuộc họp</textarea>")
		}
	})
}
