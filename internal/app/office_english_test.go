package app

import (
	"net/http"
	"net/url"
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
		h.shows(h.page("tam", "/desk/cases/BBT-2026-000002"), "Bản dịch đã cũ")
		h.shows(h.page("tam", "/desk/cases/BBT-2026-000002/edit"), "Bản dịch đã cũ")
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
