package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// Nothing but Unicode is published, by whatever act, wherever in a text the old
// words stand; once they are converted, or somebody says that they are right,
// it goes (R-I4, F-B13).
func TestLegacyGate(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		const bad, good = "Trß¶ng ÐÕi h÷c Công ngh®", "Trường Đại học Công nghệ" // VISCII: never converted unasked
		id := h.atReview()
		h.save("communications", id, func(r *content.Revision) {
			r.Kind, r.Sites = "news", []content.Placement{{Site: h.site.ID, Section: h.section.ID}}
		})
		clean := *h.seen(id).Revision
		node := func(kind string, attrs map[string]any, text string) func(*content.Revision) {
			return func(r *content.Revision) {
				n := content.Node{Type: kind, Attrs: attrs}
				if text != "" {
					n.Content = []content.Node{{Type: "text", Text: text}}
				}
				body, err := content.NewBody(content.Node{Type: "doc", Content: append(append([]content.Node(nil), r.Body.Doc.Content...), n)})
				h.must(err)
				r.Body = body
			}
		}
		var media string
		h.must(h.Store.Tx(t.Context(), func(tx *store.Tx) error {
			media = strings.Repeat("ab", 32)
			return tx.AddMedia(t.Context(), store.Media{ID: media, Type: "image/png", Size: 3})
		}))
		force := func() error {
			_, err := h.Cases.Act(t.Context(), h.who["leadership"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoForce, Reason: "Khẩn cấp"}})
			return err
		}
		for name, put := range map[string]func(*content.Revision){
			"title":     func(r *content.Revision) { r.Title = bad },
			"summary":   func(r *content.Revision) { r.Summary = bad },
			"author":    func(r *content.Revision) { r.Authors = []string{bad} },
			"source":    func(r *content.Revision) { r.Sources = []content.Source{{Title: bad}} },
			"paragraph": node("paragraph", nil, bad),
			"TCVN3":     node("paragraph", nil, "Tr\u00ea\u00adng §¹i häc tæ chøc cuéc häp"),
			"alt":       node("image", map[string]any{"media": media, "alt": bad}, ""),
			"caption":   node("image", map[string]any{"media": media, "alt": "Cổng trường", "caption": bad}, ""),
			"credit":    node("image", map[string]any{"media": media, "alt": "Cổng trường", "credit": bad}, ""),
			"file name": node("file", map[string]any{"media": media, "title": bad}, ""),
		} {
			h.save("communications", id, func(r *content.Revision) { put(r) })
			err := force()
			h.refused("flow.unfit_legacy", err)
			if e := locale.Error(locale.VI, err); !strings.Contains(e, "bảng mã") {
				t.Errorf("%s: %s", name, e)
			}
			h.save("communications", id, func(r *content.Revision) {
				r.Title, r.Summary, r.Authors, r.Sources, r.Body = clean.Title, clean.Summary, clean.Authors, clean.Sources, clean.Body
			})
		}
		// By its own procedure neither, at the step where it is posted.
		h.review(id)
		h.save("webmaster", id, node("paragraph", nil, bad))
		_, err := h.Cases.Act(t.Context(), h.who["webmaster"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoMove, Move: "publish"}})
		h.refused("", err)
		// Converted it goes.
		h.save("webmaster", id, func(r *content.Revision) {
			r.Body = clean.Body
			node("paragraph", nil, good)(r)
		})
		h.must(force())
		// So does what stays as it is, once somebody says why.
		first := h.seen(id).Revision.ID
		h.save("webmaster", id, func(r *content.Revision) {
			node("paragraph", nil, bad)(r)
			r.Change = &content.PublicChange{Kind: content.Correction, Note: "Thêm mẫu chữ cũ", Of: first}
		})
		h.refused("flow.unfit_legacy", force())
		_, _, err = h.Editorial.Vouch(t.Context(), h.who["webmaster"], id, h.seen(id).Revision.Number, bad, "Mẫu chữ cũ trong bài nghiên cứu")
		h.must(err)
		h.must(force())
		if _, page := h.reader(h.seen(id).Editions[0].Path(h.section.Slug)); !strings.Contains(page, good) || !strings.Contains(page, bad) {
			t.Error("readers do not see it")
		}
	})
}

// What colleagues and citizens write beside a text goes the same way; what came
// and what it became is kept with it and shown (R-I4).
func TestLegacyWords(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		const raw, shown, became = "Tr\u00ad\u00eang §¹i häc tæ chøc cuéc häp", "Trêng §¹i häc tæ chøc cuéc häp", "Trường Đại học tổ chức cuộc họp"
		id := h.receive(firstLetter).Case
		_, err := h.Editorial.TakeOver(t.Context(), h.who["communications"], id, 0)
		h.must(err)
		path := "/desk/cases/" + h.seen(id).Case.Code
		post := func(at string, form url.Values) {
			t.Helper()
			form.Set("version", text(h.seen(id).Case.Version))
			if w := h.at("communications", http.MethodPost, path+at, form); w.Code != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", at, w.Code, between(w.Body.String(), `role="alert"`, "</div>"))
			}
		}
		post("/notes", url.Values{"note": {raw}})
		post("/letters", url.Values{"letter": {raw}})
		post("/comments", url.Values{"comment": {raw}, "part": {""}})
		post("/acts", url.Values{"do": {"move:request-changes"}, "reason.move.request-changes": {raw + "\n\nTie\u0302\u0301ng\u200b Vie\u0323\u0302t"}})
		v := h.seen(id)
		if len(v.Remarks) < 3 {
			t.Fatalf("%+v", v.Remarks)
		}
		for _, r := range v.Remarks {
			if first, rest, _ := strings.Cut(r.Text, "\n\n"); first != became || len(r.Recoded) != 1 || string(r.Recoded[0].Came) != raw || !r.Recoded[0].Applied || rest != "" && rest != "Tiếng Việt" {
				t.Errorf("%s: %q %+v", r.Kind, r.Text, r.Recoded)
			}
		}
		threads, err := h.Editorial.Threads(t.Context(), v, h.who["communications"])
		h.must(err)
		if len(threads) != 1 || threads[0].Text != became || len(threads[0].Recoded) != 1 {
			t.Errorf("%+v", threads)
		}
		h.shows(h.page("communications", path), shown, became, "Chữ ở bảng mã cũ: 1 đoạn")
		h.shows(h.page("communications", path+"/comments"), shown, became)
		h.drain()
		for _, o := range h.sent {
			if strings.Contains(o.Text, "§") || strings.Contains(o.Text, "\u00ad") {
				t.Errorf("a letter went out as it came: %s", o.Text)
			}
		}
		// A citizen answers, with a file whose name is of that time too.
		v = h.seen(id)
		_, err = h.Intake.Reply(t.Context(), cases.Actor{Institution: h.inst, Outside: v.Request.ID, Lang: "vi"}, v.Request.ID,
			intake.Note{Text: raw, Key: "k9", Files: []intake.File{{Name: "C«ng v¨n sè 12 vÒ cuéc häp.txt", Data: []byte("x")}}})
		h.must(err)
		v = h.seen(id)
		m := v.Messages[len(v.Messages)-1]
		if m.Body != became || len(m.Recoded) != 1 || v.Attachments[len(v.Attachments)-1].Name != "Công văn số 12 về cuộc họp.txt" {
			t.Errorf("a reply: %q %+v %+v", m.Body, m.Recoded, v.Attachments)
		}
		h.shows(h.page("communications", path), "Khi đến", shown)
		if !vi.IsClean(m.Body) {
			t.Error("not clean")
		}
	})
}
