package app

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
)

// D 11.3, 9.2d: what is public in Vietnamese is proposed for English at the
// desk, once; the case is about exactly that text, the partner writes beside it
// and sees nothing else, and when the Vietnamese text that is public is another
// one the desk says so.
func TestEnglishAtTheDesk(t *testing.T) {
	eachOffice(t, "so-nganh", func(t *testing.T, h *house, in *sites.Installed) {
		paper := in.Units["tbktsg"]
		h.appoint("mai", people.Member, 0)
		h.appoint("thu", people.Secretariat, 0)
		h.appoint("hoa", people.Head, 0)
		h.appoint("ky", people.Technical, 0)
		h.appoint("tam", people.Partner, paper)
		w := h.at("mai", http.MethodPost, "/desk/cases/new", url.Values{"mailbox": {text(in.Mailboxes["banbientap@thu.example.vn"])}, "title": {"Hội chợ hàng Việt"}})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("begun: %d", w.Code)
		}
		id := h.caseID("BBT-2026-000001")
		path := "/desk/cases/BBT-2026-000001"
		move := func(who, m string) { h.act(who, id, flow.Act{Kind: flow.DoMove, Move: flow.MoveID(m)}) }
		h.save("mai", id, func(r *content.Revision) {
			body, err := content.FromMarkup("Hội chợ mở cửa ba ngày.")
			h.must(err)
			r.Body, r.OwnWork, r.Kind = body, true, "news"
			r.Sites = []content.Placement{{Site: in.Sites["vi"], Section: in.Sections["vi"]["tin-tuc"]}}
		})
		if w := h.at("mai", http.MethodPost, path+"/translate", nil); w.Code != http.StatusConflict {
			t.Errorf("what is not public is translated: %d", w.Code)
		}
		move("mai", "submit")
		move("thu", "submit")
		for _, a := range []content.Aspect{content.AspectContent, content.AspectImages} {
			h.act("hoa", id, flow.Act{Kind: flow.DoVerdict, Aspect: a, Yes: true})
		}
		h.act("hoa", id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
		move("hoa", "approve")
		move("thu", "pass")
		move("ky", "publish")
		h.shows(h.page("mai", path), "Chọn đưa tin tiếng Anh")
		if w := h.at("mai", http.MethodPost, path+"/translate", nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/desk/cases/BBT-2026-000002" {
			t.Fatalf("proposed: %d %s", w.Code, w.Header().Get("Location"))
		}
		if w := h.at("mai", http.MethodPost, path+"/translate", nil); w.Code != http.StatusConflict {
			t.Errorf("proposed twice: %d", w.Code)
		}
		h.shows(h.page("mai", path), "BBT-2026-000002: Hội chợ hàng Việt")
		english := h.caseID("BBT-2026-000002")
		v := h.see("hoa", english)
		if v.State.Step != "select" || v.Revision.TranslationOf == nil || v.Revision.Lang != "en" || len(v.Facts.Edits) != 0 ||
			len(v.Revision.Sites) != 1 || v.Revision.Sites[0] != (content.Placement{Site: in.Sites["en"], Section: in.Sections["en"]["tin-tuc"]}) {
			t.Fatalf("at %s: %+v, %v", v.State.Step, v.Revision, v.Facts.Edits)
		}
		form := url.Values{"unit.move.choose": {text(paper)}, "date.move.choose": {"2026-09-08"}, "time.move.choose": {"16:00"}}
		if w := h.press("hoa", english, "move:choose", form); w.Code != http.StatusSeeOther {
			t.Fatalf("chosen: %d %s", w.Code, between(w.Body.String(), `role="alert"`, "</div>"))
		}
		h.shows(h.page("tam", "/desk/cases/BBT-2026-000002/edit"), "Bản tiếng Việt", "Hội chợ mở cửa ba ngày.", `lang="en" required`)
		if w := h.at("tam", http.MethodGet, path, nil); w.Code != http.StatusNotFound {
			t.Errorf("the partner sees the other case: %d", w.Code)
		}
		h.save("tam", english, func(r *content.Revision) { r.Title = "A fair of Vietnamese goods" })
		if v := h.see("hoa", english); v.Revision.TranslationOf == nil || !v.Facts.SourceApproved {
			t.Error("the text has lost what it is a translation of")
		}
		// The Vietnamese text is posted anew in other words.
		h.act("mai", id, flow.Act{Kind: flow.DoMove, Move: "wrong", Reason: "Sai ngày"})
		h.act("ky", id, flow.Act{Kind: flow.DoMove, Move: "return", Reason: "Sửa lời"})
		h.save("thu", id, func(r *content.Revision) {
			r.Title = "Hội chợ hàng Việt tháng Chín"
			r.Change = &content.PublicChange{Kind: content.Correction, Note: "Hội chợ mở vào tháng Chín."}
		})
		move("thu", "submit")
		for _, a := range []content.Aspect{content.AspectContent, content.AspectImages} {
			h.act("hoa", id, flow.Act{Kind: flow.DoVerdict, Aspect: a, Yes: true})
		}
		h.act("hoa", id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
		move("hoa", "approve")
		move("thu", "pass")
		move("ky", "publish")
		// The translator is told: in the history, by a letter, in the inbox and in
		// every list; compares the two, and nobody sees a draft by that (R-B5, F-I3).
		own := "/desk/cases/BBT-2026-000002"
		h.shows(h.page("tam", own), "Bản dịch đã cũ", "So bản gốc cũ và mới", "Bản gốc đã được đăng lại với nội dung khác")
		h.shows(h.page("tam", own+"/edit"), "Bản dịch đã cũ")
		h.shows(h.page("tam", "/desk"), "Bản dịch đã cũ")
		h.shows(h.page("tam", "/desk/inbox"), "Bản gốc đã thay đổi; bản dịch cần xem lại")
		if to := h.addressed("source-changed"); !slices.Contains(to, "tam@thu.example.vn") || slices.Contains(to, "mai@thu.example.vn") {
			t.Errorf("told were %v", to)
		}
		h.shows(h.page("tam", own+"/source"), "tháng Chín</ins>", "Bản dịch vẫn đúng")
		if w := h.at("ky", http.MethodGet, "/desk/cases/BBT-2026-000001/source", nil); w.Code != http.StatusSeeOther {
			t.Errorf("the original of what is none: %d", w.Code)
		}
		news := h.see("tam", english).State.Source
		follow := func(who, saw, reason string) int {
			v := h.see("hoa", english)
			return h.at(who, http.MethodPost, own+"/source", url.Values{"version": {text(v.Case.Version)}, "saw": {saw}, "reason.follow": {reason}}).Code
		}
		if got := follow("mai", news.Hash, ""); got == http.StatusSeeOther {
			t.Error("somebody else held it to be right")
		}
		if got := follow("tam", "khac", ""); got != http.StatusConflict {
			t.Errorf("beside another text than was seen: %d", got)
		}
		if got := follow("tam", news.Hash, ""); got != http.StatusSeeOther {
			t.Fatalf("held to be right: %d", got)
		}
		if page := h.page("tam", own); strings.Contains(page, "Bản dịch đã cũ") || !strings.Contains(page, "xác nhận bản dịch vẫn đúng") {
			t.Error("it is still out of date")
		}
		h.act("tam", english, flow.Act{Kind: flow.DoMove, Move: "submit"})

		// What was taken down proposes that the translation goes too.
		_, err := h.Publishing.Withdraw(t.Context(), h.who["hoa"], id, 0, "Sai hết", "Tin đã gỡ.")
		h.must(err)
		h.shows(h.page("thu", own), "Bản gốc đã được gỡ. Đề nghị xem xét gỡ bản dịch.", "Lý do giữ bản dịch")
		h.shows(h.page("thu", "/desk"), "Bản gốc đã gỡ")
		if got := follow("thu", "", ""); got != http.StatusUnprocessableEntity {
			t.Errorf("kept without a reason: %d", got)
		}
		// Its original put under an embargo is hidden from the partner, though it
		// was assigned to them; not from those of the house who see the case.
		h.act("thu", english, flow.Act{Kind: flow.DoMove, Move: "return", Reason: "Chờ bản gốc"})
		h.act("hoa", id, flow.Act{Kind: flow.DoMove, Move: "wrong", Reason: "Làm lại"})
		h.act("ky", id, flow.Act{Kind: flow.DoEmbargo, Due: h.clock.Now().AddDate(0, 0, 3)})
		if page := h.page("tam", own); !strings.Contains(page, "Bản gốc chưa được công bố") || strings.Contains(page, "tháng Chín") {
			t.Error("the partner reads the original before its hour")
		}
		if w := h.at("tam", http.MethodGet, own+"/source", nil); w.Code != http.StatusNotFound {
			t.Errorf("compared before its hour: %d", w.Code)
		}
		if got := follow("tam", "", "Đợi đăng lại"); got != http.StatusSeeOther {
			t.Errorf("kept with a reason: %d", got)
		}
		h.sound()
	})
}

// caseID finds a case by its code.
func (h *house) caseID(code string) int64 {
	h.t.Helper()
	var c *store.Case
	h.must(h.Store.View(h.t.Context(), func(tx *store.Tx) (err error) {
		c, err = tx.CaseByCode(h.t.Context(), h.inst, code)
		return err
	}))
	return c.ID
}
