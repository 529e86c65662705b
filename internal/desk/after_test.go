package desk_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/editorial"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/publishing"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// settled brings a text through to its end and returns its case.
func (h *house) settled(title, body string) int64 {
	h.t.Helper()
	id := h.send("lan", title, "Đề nghị đăng.")
	h.pass(id, title, body)
	h.approve("minh", id)
	h.classify("an", id)
	h.move("an", id, "publish", "")
	h.move("ha", id, "confirm", "")
	return id
}

// after sends one of the forms about what is public.
func (h *house) after(who string, id int64, do, reason string, more url.Values) int {
	h.t.Helper()
	v := h.see("ha", id)
	f := url.Values{"do": {do}, "version": {strconv.FormatInt(v.Case.Version, 10)}, "reason." + do: {reason}}
	for k, x := range more {
		f[k] = x
	}
	return h.post(who, "/desk/cases/"+v.Case.Code+"/after", f).Code
}

func (h *house) live(id int64) *store.Edition {
	h.t.Helper()
	var live *store.Edition
	for _, e := range h.see("ha", id).Editions {
		if e.State == store.EditionLive {
			if live != nil {
				h.t.Fatal("two editions are live")
			}
			live = &e
		}
	}
	return live
}

func eachHouse(t *testing.T, fn func(t *testing.T, h *house)) {
	clock := storetest.At("2026-08-27 08:00")
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fn(t, newHouse(t, s, clock))
	}, store.Clock(clock.Now))
}

// A correction is written beside the public text, approved as that was, told to
// readers in words that were approved with it, and the next edition (R-B1,
// F-A1, F-C7, F-C8; invariants 1 and 3).
func TestCorrectionBesideTheLiveText(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.settled("Hội thảo nuôi cá", "Hội thảo ngày 1 tháng 9.")
		first := h.live(id)
		if code := h.after("lan", id, "change:correction", "sai ngày", nil); code < 400 {
			t.Fatalf("whoever only asked began a correction: %d", code)
		}
		if code := h.after("ha", id, "change:correction", " ", nil); code != http.StatusUnprocessableEntity {
			t.Fatalf("begun without a reason: %d", code)
		}
		if code := h.after("ha", id, "change:correction", "sai ngày", nil); code != http.StatusSeeOther {
			t.Fatalf("begun: %d", code)
		}
		code := h.see("ha", id).Case.Code
		if page := h.get("ha", "/desk/cases/"+code+"/edit").Body.String(); !strings.Contains(page, `name="change_note"`) {
			t.Error("the editor does not ask for the note to readers")
		}
		edit := func(note string, of content.ChangeKind) {
			h.save("ha", id, "", func(r *content.Revision) {
				b, err := content.FromMarkup("Hội thảo ngày 2 tháng 9.")
				h.must(err)
				r.Body = b
				if note != "" {
					r.Change = &content.PublicChange{Kind: of, Note: note}
				}
			})
		}
		edit("", "")
		if e := h.live(id); e == nil || e.ID != first.ID || h.see("ha", id).Case.Flags != "change-correction reopened" {
			t.Fatalf("what is public changed with the draft: %+v", e)
		}
		h.move("ha", id, "accept", "")
		verdict := flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true}
		if err := h.refusal("minh", id, verdict); err == nil || !strings.Contains(locale.Error(locale.VI, err), "lời báo cho bạn đọc") {
			t.Fatalf("approved without a word to readers: %v", err)
		}
		edit("Hội thảo diễn ra ngày 2 tháng 9, không phải ngày 1.", content.Update)
		for _, a := range h.see("minh", id).Approvals {
			if want := a.Aspect == content.AspectImages; a.Valid() != want {
				t.Errorf("approval of %s: %v, a change of words voids that of words alone", a.Aspect, a.Valid())
			}
		}
		if page := h.get("minh", "/desk/cases/"+code).Body.String(); !strings.Contains(page, "không phải ngày 1") {
			t.Error("whoever approves does not see what readers will be told")
		}
		h.act("minh", id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
		h.act("minh", id, verdict)
		h.move("minh", id, "approve", "")
		h.move("an", id, "publish", "")
		now := h.live(id)
		if now.Number != 2 || now.Note != "Hội thảo diễn ra ngày 2 tháng 9, không phải ngày 1." || !now.FirstAt.Equal(first.FirstAt) {
			t.Fatalf("published: %+v", now)
		}
		v := h.see("ha", id)
		if c := v.Revision.Change; c == nil || c.Kind != content.Correction || c.Of != first.Revision {
			t.Errorf("a correction was begun and told as %+v", c)
		}
		if v.State.Change != nil {
			t.Error("published, and still under way")
		}
	})
}

// A change that is given up or declined leaves the public text; the next one
// begins from what readers see and not from what was given up.
func TestChangeGivenUp(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.settled("Lịch thi", "Thi ngày 5.")
		first := h.live(id)
		for _, end := range []func(){
			func() { h.act("an", id, flow.Act{Kind: flow.DoDrop, Reason: "chưa chắc chắn"}) },
			func() { h.move("ha", id, "decline", "chưa có văn bản") },
		} {
			h.must(h.begin("an", id, content.Update))
			if text := h.see("an", id).Revision.Body.PlainText(locale.VI); text != "Thi ngày 5." {
				t.Fatalf("begun from %q", text)
			}
			h.save("ha", id, "", func(r *content.Revision) {
				b, err := content.FromMarkup("Thi ngày 6.")
				h.must(err)
				r.Body, r.Change = b, &content.PublicChange{Kind: content.Update, Note: "Lùi ngày thi."}
			})
			end()
			v := h.see("an", id)
			if e := h.live(id); e == nil || e.ID != first.ID || v.Case.Outcome != "settled" || v.State.Change != nil {
				t.Fatalf("given up: %+v, %s", e, v.Case.Outcome)
			}
		}
		for _, l := range h.see("an", id).Letters {
			if l.Template == "declined" {
				t.Error("whoever asked is told that their text was declined, and it is public")
			}
		}
	})
}

// Withdrawing leaves a notice, removing nothing; both want a reason and the
// authority, and a removal can lead readers elsewhere (F-C6, F-L3).
func TestTakenDown(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id, other := h.settled("Tin sai", "Nội dung."), h.settled("Tin đúng", "Nội dung khác.")
		if code := h.after("ha", id, "take-down", "sai", url.Values{"reason.notice": {"Bài đang được xác minh."}}); code != http.StatusForbidden {
			t.Errorf("taken down by an officer: %d", code)
		}
		if code := h.after("hanh", id, "take-down", "sai", nil); code != http.StatusUnprocessableEntity || h.live(id) == nil {
			t.Errorf("withdrawn without a notice: %d", code)
		}
		if code := h.after("hanh", id, "take-down", "sai nguồn tin", url.Values{"reason.notice": {"Bài đang được xác minh."}}); code != http.StatusSeeOther || h.live(id) != nil {
			t.Fatalf("withdrawn: %d", code)
		}
		editions := h.see("ha", id).Editions
		if e := editions[len(editions)-1]; e.State != store.EditionWithdrawn || e.Note != "Bài đang được xác minh." {
			t.Fatalf("withdrawn: %+v", e)
		}
		target := h.live(other).Path("tin-tuc")
		if code := h.after("hanh", id, "remove", "không đúng", url.Values{"redirect": {"https://xau.example/"}}); code != http.StatusUnprocessableEntity {
			t.Errorf("led to another host: %d", code)
		}
		if code := h.after("hanh", id, "remove", "không đúng", url.Values{"redirect": {"/tin-tuc/khong-co-999"}}); code != http.StatusUnprocessableEntity {
			t.Errorf("led nowhere: %d", code)
		}
		if code := h.after("hanh", id, "remove", "không đúng", url.Values{"redirect": {target}}); code != http.StatusSeeOther {
			t.Fatalf("removed: %d", code)
		}
		h.must(h.store.View(t.Context(), func(tx *store.Tx) error {
			r, err := tx.RedirectFrom(t.Context(), h.site.ID, "/tin-tuc/ten-khac-"+strconv.FormatInt(editions[0].Document, 10), editions[0].Document)
			if err == nil && (r.Target != target || r.TargetSite != h.site.ID) {
				t.Errorf("leads to %+v", r)
			}
			return err
		}))
		// What it leads to cannot be led back to it.
		if code := h.after("hanh", other, "remove", "cũng sai", url.Values{"redirect": {editions[0].Path("tin-tuc")}}); code != http.StatusUnprocessableEntity {
			t.Errorf("a ring of redirects: %d", code)
		}
	})
}

// Redirects of a site: added and ended by whoever manages its sections, without
// rings, and to other hosts only by who manages the site and says so (F-L3).
func TestRedirects(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		p, ctx := h.desk.Publishing, t.Context()
		add := func(who string, r publishing.Redirect) error {
			r.Site = h.site.ID
			return p.AddRedirect(ctx, h.who[who], r)
		}
		for _, c := range []struct {
			who  string
			r    publishing.Redirect
			want fault.Kind
		}{
			{"ha", publishing.Redirect{Source: "/cu", Target: "/tin-tuc"}, fault.Denied},
			{"an", publishing.Redirect{Source: "/tin-tuc", Target: "/sinh-vien"}, fault.Invalid}, // a page
			{"an", publishing.Redirect{Source: "/cu?x=1", Target: "/tin-tuc"}, fault.Invalid},
			{"an", publishing.Redirect{Source: "//xau.example/cu", Target: "/tin-tuc"}, fault.Invalid},
			{"an", publishing.Redirect{Source: "/../cu", Target: "/tin-tuc"}, fault.Invalid},
			{"an", publishing.Redirect{Source: "/cu", Target: "//xau.example"}, fault.Invalid},
			{"an", publishing.Redirect{Source: "/cu", Target: "javascript:alert(1)"}, fault.Invalid},
			{"an", publishing.Redirect{Source: "/cu", Target: "/khong-co"}, fault.Invalid},
			{"an", publishing.Redirect{Source: "/cu", Target: "https://bo.example/"}, fault.Invalid},
			{"an", publishing.Redirect{Source: "/cu", Target: "https://bo.example/", Outside: true}, fault.Denied},
			{"tu", publishing.Redirect{Source: "/cu", Target: "http://bo.example/", Outside: true}, fault.Invalid},
			{"tu", publishing.Redirect{Source: "/cu", Target: "https://a:b@bo.example/", Outside: true}, fault.Invalid},
			{"an", publishing.Redirect{Source: "/mot", Target: "/mot"}, fault.Invalid},
		} {
			if err := add(c.who, c.r); !fault.Is(err, c.want) {
				t.Errorf("%s: %+v: %v, want %v", c.who, c.r, err, c.want)
			}
		}
		h.must(add("an", publishing.Redirect{Source: "https://songtien.example/mot/", Target: "/tin-tuc"}))
		h.must(add("tu", publishing.Redirect{Source: "/bo", Target: "https://bo.example/x", Outside: true}))
		h.must(add("an", publishing.Redirect{Source: "/hai", Target: "https://songtien.example/mot"}))
		h.must(add("an", publishing.Redirect{Source: "/en", Target: "https://songtien-en.example/"}))
		if err := add("an", publishing.Redirect{Source: "/mot", Target: "/sinh-vien"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("leads to two places: %v", err)
		}
		all, err := p.Redirects(ctx, h.who["an"], h.site.ID)
		h.must(err)
		var one store.Redirect
		for _, r := range all {
			if r.Source == "/mot" {
				one = r
			}
		}
		h.must(p.EndRedirect(ctx, h.who["an"], h.site.ID, one.ID))
		if err := p.EndRedirect(ctx, h.who["an"], h.site.ID, one.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("ended twice: %v", err)
		}
		if err := add("an", publishing.Redirect{Source: "/mot", Target: "/hai"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a ring: %v", err)
		}
	})
}

// What refers to a text is known before it is taken down, from an index that
// the saving and the publishing keep (F-C15); so is the way from an original to
// its public translations.
func TestWhatUsesThis(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.settled("Quy chế tuyển sinh", "Toàn văn.")
		e := h.live(id)
		link := "Xem [quy chế](https://songtien.example" + e.Path("tin-tuc") + ") và [trang lạ](https://la.example/x/bai-" + strconv.FormatInt(e.Document, 10) + ")."
		live := h.settled("Hướng dẫn đăng ký", link)
		draft := h.send("lan", "Bản thảo", "Đề nghị đăng.")
		h.pass(draft, "Bản thảo", "Xem [đây](/tin-tuc/gi-cung-duoc-"+strconv.FormatInt(e.Document, 10)+").")
		uses, err := h.desk.Cases.UsesOfDocument(t.Context(), h.who["minh"], e.Document)
		h.must(err)
		if len(uses.List) != 2 || !uses.List[0].Live || uses.List[0].Title != "Hướng dẫn đăng ký" || uses.List[1].Live || uses.List[1].Title != "Bản thảo" {
			t.Fatalf("%+v", uses)
		}
		if page := h.get("minh", "/desk/cases/"+h.see("minh", id).Case.Code).Body.String(); !strings.Contains(page, "Hướng dẫn đăng ký") {
			t.Error("the page does not say what refers to the text")
		}
		uses, err = h.desk.Cases.UsesOfDocument(t.Context(), h.who["nga"], e.Document)
		h.must(err)
		if len(uses.List) != 1 || uses.Hidden != 1 || uses.List[0].Code != "" {
			t.Errorf("who may not see drafts: %+v", uses)
		}
		if code := h.after("minh", live, "remove", "hết hạn", nil); code != http.StatusSeeOther {
			t.Fatal(code)
		}
		h.save("ha", draft, "", func(r *content.Revision) { r.Body = content.Empty() })
		uses, err = h.desk.Cases.UsesOfDocument(t.Context(), h.who["minh"], e.Document)
		h.must(err)
		for _, u := range uses.List {
			if u.Live || u.Title == "Bản thảo" {
				t.Errorf("still said to refer to it: %+v", u)
			}
		}
	})
}

// begin begins a change.
func (h *house) begin(who string, id int64, kind content.ChangeKind) error {
	_, err := h.desk.Editorial.BeginChange(h.t.Context(), h.who[who], id, 0, kind, "có thông tin mới")
	return err
}

// refusal does something and returns what was said against it.
func (h *house) refusal(who string, id int64, a flow.Act) error {
	_, err := h.desk.Cases.Act(h.t.Context(), h.who[who], cases.Input{Case: id, Act: a})
	return err
}

// A file in a public text is replaced by a newer one in the draft of an update;
// once that is public, who replaced what is on record (F-B11).
func TestFileReplaced(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx, e := t.Context(), h.desk.Editorial
		pdf := func(s string) []byte { return []byte("%PDF-1.4\n" + s) }
		first, size, err := e.Blobs.Put(ctx, strings.NewReader(string(pdf("1"))), 1<<20)
		h.must(err)
		h.must(h.store.Tx(ctx, func(tx *store.Tx) error {
			return tx.AddMedia(ctx, store.Media{ID: first, Type: "application/pdf", Size: size})
		}))
		id := h.settled("Mẫu đơn", "Tải [mẫu đơn](/tin-tuc).\n\n[Mẫu đơn](media:"+first+")")
		other := h.settled("Tin khác", "[Mẫu đơn](media:"+first+")")
		replace := func(data []byte) error {
			_, _, err := e.ReplaceFile(ctx, h.who["ha"], id, h.see("ha", id).Revision.Number, editorial.Newer{Old: first, Name: "mau-2.pdf", Data: data})
			return err
		}
		if err := replace(pdf("2")); !fault.Is(err, fault.Conflict) {
			t.Errorf("replaced in a case that has ended: %v", err)
		}
		h.must(h.begin("ha", id, content.Update))
		for data, want := range map[string]fault.Kind{"": fault.Invalid, "MZ\x90\x00": fault.Invalid, string(pdf("1")): fault.Invalid} {
			if err := replace([]byte(data)); !fault.Is(err, want) {
				t.Errorf("%q: %v", data, err)
			}
		}
		uses, err := h.desk.Cases.UsesOfFile(ctx, h.who["ha"], first, h.see("ha", id).Case.Document)
		h.must(err)
		if len(uses.List) != 1 || uses.List[0].Title != "Tin khác" {
			t.Errorf("used in %+v", uses.List)
		}
		code := h.see("ha", id).Case.Code
		if page := h.get("ha", "/desk/cases/"+code).Body.String(); !strings.Contains(page, `name="old" value="`+first) || !strings.Contains(page, "Cũng dùng trong 1 tin khác") {
			t.Error("the page does not offer to replace the file, or does not say who else uses it")
		}
		h.must(replace(pdf("2")))
		h.save("ha", id, "", func(r *content.Revision) { r.Change = &content.PublicChange{Note: "Mẫu đơn mới."} })
		h.move("ha", id, "accept", "")
		h.approve("minh", id)
		h.move("an", id, "publish", "")
		h.must(h.store.View(ctx, func(tx *store.Tx) error {
			all, err := tx.Replacements(ctx, h.see("ha", id).Case.Document)
			if err == nil && (len(all) != 1 || all[0].Old != first || all[0].Name != "mau-2.pdf") {
				t.Errorf("on record: %+v", all)
			}
			if public, _ := tx.MediaIsPublic(ctx, first); !public {
				t.Error("gone from another text too")
			}
			return err
		}))
		if code := h.after("minh", other, "remove", "hết hạn", nil); code != http.StatusSeeOther {
			t.Fatal(code)
		}
		h.must(h.store.View(ctx, func(tx *store.Tx) error {
			fresh, err := tx.PublicInstead(ctx, first)
			if err == nil && fresh != h.see("ha", id).Revision.Files()[0] {
				t.Errorf("leads to %q", fresh)
			}
			return err
		}))
		if f, err := e.Blobs.Get(ctx, first); err != nil {
			t.Errorf("the older bytes are gone: %v", err)
		} else {
			f.Close()
		}
	})
}
