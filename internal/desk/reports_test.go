package desk_test

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
	"congbo/internal/locale"
	"congbo/internal/store"
)

// What a reader reports lies with the case of the article: those who look after it
// are told once, correct it because of that or answer; the correction that
// follows settles the report, tells the reader, and forgets the address (F-M6,
// R-B1, R-T9).
func TestErrorReportsAtTheDesk(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.settled("Hội thảo nuôi cá", "Hội thảo ngày 1 tháng 9.")
		first, code := h.live(id), h.see("ha", id).Case.Code
		n := 0
		report := func(text, email string) *store.ErrorReport {
			t.Helper()
			n++
			r, err := h.desk.Intake.Report(ctx, cases.Actor{Institution: h.inst}, intake.ErrorForm{Site: first.Site, Document: first.Document, Text: text, Email: email, Consent: email != "",
				Lang: locale.VI, Key: fmt.Sprintf("key-%d", n)})
			h.must(err)
			return r
		}
		now := func(r *store.ErrorReport) (found *store.ErrorReport) {
			t.Helper()
			h.must(h.store.View(ctx, func(tx *store.Tx) (err error) {
				found, err = tx.ErrorReport(ctx, r.ID)
				return err
			}))
			return found
		}
		letters := func(template string) (list []store.Letter) {
			for _, l := range h.see("ha", id).Letters {
				if l.Template == template {
					list = append(list, l)
				}
			}
			return list
		}
		wrong := report("Ngày 1 là Chủ nhật, phải là ngày 2 <b>", "an@doc.example")
		right, spam := report("Ảnh không phải cá tra", "binh@doc.example"), report("Mua hàng giá rẻ", "")
		told := 0
		for _, notice := range []string{"an", "minh", "ha"} {
			told += strings.Count(h.get(notice, "/desk/inbox").Body.String(), "Bạn đọc báo lỗi trên trang")
		}
		if told == 0 || told > 3 {
			t.Errorf("%d notices of three reports", told)
		}
		page := h.get("ha", "/desk/cases/"+code).Body.String()
		for _, want := range []string{`id="reports"`, "3 chưa trả lời", "phải là ngày 2 &lt;b&gt;", wrong.Code, "có địa chỉ thư", "Đính chính theo báo lỗi này"} {
			if !strings.Contains(page, want) {
				t.Errorf("the case does not say %q", want)
			}
		}
		if strings.Contains(page, "an@doc.example") {
			t.Error("the address of a reader is shown")
		}
		if work := h.get("ha", "/desk").Body.String(); strings.Count(work, "/desk/reports") == 0 || !strings.Contains(work, "3 báo lỗi chưa trả lời") || strings.Contains(work, "Mua hàng") {
			t.Error("the work list does not tell of them in one line")
		}
		list := h.get("ha", "/desk/reports").Body.String()
		if !strings.Contains(list, "3 báo lỗi chưa trả lời, ở 1 hồ sơ") || !strings.Contains(list, "Mua hàng giá rẻ") {
			t.Error("the list of all")
		}
		h.must(h.store.Tx(ctx, func(tx *store.Tx) error {
			return tx.AddRatings(ctx, map[store.Rating]store.RatingCount{{Site: first.Site, Document: first.Document}: {Useful: 2, Useless: 5}})
		}))
		if got := h.get("ha", "/desk/reports").Body.String(); !strings.Contains(got, "2 trong 7 lượt") || strings.Contains(h.get("lan", "/desk/reports").Body.String(), "2 trong 7") {
			t.Error("what readers said of pages is not listed for those who may correct them, or for others")
		}
		if got := h.get("ha", "/desk/cases/"+code).Body.String(); !strings.Contains(got, "2 trong 7 lượt") {
			t.Error("the case does not say what readers said")
		}
		if got := h.get("lan", "/desk/reports").Body.String(); strings.Contains(got, "Mua hàng") {
			t.Error("whoever only asks sees them")
		}
		if got := h.post("lan", "/desk/cases/"+code+"/reports", url.Values{"do": {fmt.Sprintf("drop:%d", spam.ID)}}).Code; got < 400 || now(spam).State != store.ReportOpen {
			t.Errorf("whoever only asked put one away: %d", got)
		}
		if got := h.post("ha", "/desk/reports", url.Values{"report": {fmt.Sprint(spam.ID)}}).Code; got != http.StatusSeeOther || now(spam).State != store.ReportDropped {
			t.Errorf("put away: %d", got)
		}
		if got := h.post("ha", "/desk/reports", url.Values{"report": {fmt.Sprint(spam.ID)}}).Code; got != http.StatusUnprocessableEntity {
			t.Errorf("put away twice: %d", got)
		}
		answer := func(r *store.ErrorReport, do, words string) int {
			return h.post("ha", "/desk/cases/"+code+"/reports", url.Values{"do": {fmt.Sprintf("%s:%d", do, r.ID)}, "words": {words}, "report": {fmt.Sprint(r.ID)}}).Code
		}
		if got := answer(right, "kept", " "); got != http.StatusUnprocessableEntity || now(right).State != store.ReportOpen {
			t.Errorf("kept without a word: %d", got)
		}
		if got := answer(right, "fixed", "Đã thay"); got != http.StatusUnprocessableEntity {
			t.Errorf("fixed, and nothing was published: %d", got)
		}
		if got := answer(right, "kept", "Đây là cá tra giống."); got != http.StatusSeeOther || now(right).State != store.ReportKept || now(right).Email != "" {
			t.Errorf("kept: %d %+v", got, now(right))
		}
		if l := letters(cases.TemplateErrorKept); len(l) != 1 || l[0].ToEmail != "binh@doc.example" || l[0].Data["reason"] != "Đây là cá tra giống." || l[0].Data["code"] != right.Code || l[0].Data["sender"] != "" {
			t.Errorf("the letter: %+v", l)
		}
		if got := answer(right, "kept", "Lần nữa"); got != http.StatusConflict {
			t.Errorf("answered twice: %d", got)
		}

		took := h.post("ha", "/desk/cases/"+code+"/reports", url.Values{"do": {fmt.Sprintf("take:%d", wrong.ID)}})
		to := took.Header().Get("Location")
		if took.Code != http.StatusSeeOther || !strings.Contains(to, fmt.Sprintf("?report=%d", wrong.ID)) || now(wrong).State != store.ReportTaken {
			t.Fatalf("taken: %d to %q", took.Code, to)
		}
		to, _, _ = strings.Cut(to, "#")
		begun := "Bạn đọc báo lỗi (" + wrong.Code + "): Ngày 1 là Chủ nhật"
		if body := h.get("ha", to).Body.String(); !strings.Contains(body, begun) {
			t.Error("the reason of the correction is not filled in")
		}
		if got := h.after("ha", id, "change:correction", begun, nil); got != http.StatusSeeOther {
			t.Fatalf("begun: %d", got)
		}
		h.save("ha", id, "", func(r *content.Revision) {
			b, err := content.FromMarkup("Hội thảo ngày 2 tháng 9.")
			h.must(err)
			r.Body, r.Change = b, &content.PublicChange{Kind: content.Correction, Note: "Hội thảo diễn ra ngày 2 tháng 9."}
		})
		h.move("ha", id, "accept", "")
		h.act("minh", id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
		h.act("minh", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true})
		h.move("minh", id, "approve", "")
		if now(wrong).State != store.ReportTaken {
			t.Error("settled before anything was published")
		}
		h.move("an", id, "publish", "")
		fixed := now(wrong)
		if fixed.State != store.ReportFixed || fixed.Fixed != h.live(id).ID || fixed.Email != "" || fixed.Words != "Hội thảo diễn ra ngày 2 tháng 9." {
			t.Errorf("after the correction: %+v", fixed)
		}
		if l := letters(cases.TemplateErrorFixed); len(l) != 1 || l[0].ToEmail != "an@doc.example" || l[0].Data["links"] == "" || !strings.Contains(l[0].Data["track"], "/bao-loi/theo-doi/") {
			t.Errorf("the letter: %+v", l)
		}
		history := h.get("ha", "/desk/cases/"+code).Body.String()
		for _, want := range []string{"Bạn đọc gửi báo lỗi " + wrong.Code, "tiếp nhận báo lỗi " + wrong.Code, "sửa lỗi theo báo lỗi " + wrong.Code, "bỏ báo lỗi " + spam.Code} {
			if !strings.Contains(history, want) {
				t.Errorf("the history does not say %q", want)
			}
		}
		if strings.Contains(history, `id="reports-waiting"`) || strings.Contains(h.get("ha", "/desk").Body.String(), "báo lỗi chưa trả lời") {
			t.Error("something still waits")
		}
	})
}
