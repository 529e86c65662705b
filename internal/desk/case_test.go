package desk_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/desk"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/store"
	"congbo/internal/store/storetest"

	"github.com/google/go-cmp/cmp"
)

func eachScene(t *testing.T, fn func(t *testing.T, sc *scene)) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := storetest.At("2026-08-27 08:00")
			open := storetest.SQLite
			if name == "postgres" {
				open = storetest.Postgres
			}
			fn(t, newScene(t, open(t, store.Clock(clock.Now)), clock))
		})
	}
}

func (sc *scene) caseFor(who, name string) desk.CasePage {
	sc.t.Helper()
	p, err := desk.CaseOf(sc.desk, sc.who[who], sc.see(who, sc.ids[name]))
	sc.must(err)
	return p
}

// What the head sees of a case at moderation: one verdict left to give, the
// clock that counts, the answer from above, the steps (F-A4, F-A10, F-E4, F-J1).
func TestCaseForTheHead(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	p := sc.caseFor("minh", "review")

	if want := "Đang ở bước “Kiểm duyệt”, chờ Trần Văn Minh (tôi) hoặc Lê Thị Hạnh."; p.State != want {
		t.Errorf("state %q", p.State)
	}
	if diff := cmp.Diff([]desk.CaseClock{{Name: "Cả hồ sơ", Left: desk.Left{Tone: "calm", Words: "còn 4 giờ 58 phút làm việc", Due: "hạn 15:20 hôm nay"}}}, p.Clocks); diff != "" {
		t.Errorf("clocks: %s", diff)
	}
	if diff := cmp.Diff([]desk.RulerWord{{Kind: "spent", Text: "đã dùng 3 giờ 2 phút"}, {Kind: "stop", Text: "tạm dừng 50 phút"}, {Kind: "open", Text: "còn 4 giờ 58 phút"}}, p.Ruler.Words); diff != "" {
		t.Errorf("ruler: %s", diff)
	}
	if p.Why == nil || !strings.Contains(p.Why.Sum, "1 ngày làm việc") || !strings.Contains(p.Why.Sum, "15:20 thứ Năm 03/9/2026") {
		t.Errorf("why: %+v", p.Why)
	}

	d := p.Decide
	if !d.Mine || !d.Save || len(d.Verdicts) != 2 {
		t.Fatalf("decide: %+v", d)
	}
	own, given := d.Verdicts[0], d.Verdicts[1]
	if !own.Mine || own.Yes || own.No || own.Saw == "" || own.Name != "Nội dung" {
		t.Errorf("own verdict: %+v", own)
	}
	if diff := cmp.Diff([]desk.GivenView{{Yes: true, By: "Lê Thị Hạnh, 08:41 hôm nay"}}, given.Given); diff != "" || given.Mine {
		t.Errorf("verdict given by a colleague: %s, mine %v", diff, given.Mine)
	}
	var names []string
	for _, m := range d.Moves {
		names = append(names, m.ID)
		switch m.ID {
		case "approve":
			if !m.Main || m.WhyNot != "" || !strings.Contains(m.Need, "Chưa có kết quả duyệt nội dung") || !strings.Contains(m.Then, "Phạm Quốc An") {
				t.Errorf("approve: %+v", m)
			}
		case "decline":
			if !m.Stop || !m.Reason || !strings.Contains(m.Hint, "Võ Thị Lan") {
				t.Errorf("decline: %+v", m)
			}
		}
	}
	if diff := cmp.Diff([]string{"approve", "decline", "request-changes"}, names); diff != "" {
		t.Errorf("moves: %s", diff)
	}
	if d.EditCost == "" {
		t.Error("nobody tells the head what editing costs")
	}

	var steps []string
	for _, s := range p.Steps {
		steps = append(steps, s.Kind+": "+s.Title+" | "+s.Who)
	}
	want := []string{
		"done: Tiếp nhận văn bản, tin, bài, ảnh | Nguyễn Thu Hà", "now: Kiểm duyệt | Trần Văn Minh (tôi) hoặc Lê Thị Hạnh",
		"aside: Xin ý kiến Ban Giám hiệu | Đỗ Hữu Phước", "next: Đăng tải thông tin: phân loại, đăng | Phạm Quốc An", "next: Trả kết quả | Phạm Quốc An, Nguyễn Thu Hà và 2 người khác",
	}
	if diff := cmp.Diff(want, steps); diff != "" {
		t.Errorf("steps: %s", diff)
	}
	if len(p.Consults) != 1 || p.Consults[0].Kind != "good" || p.Consults[0].Answer != "Đồng ý" || p.Consults[0].Proposal != "Đề xuất: nêu mức, không nêu tên." {
		t.Errorf("consultation: %+v", p.Consults)
	}
	if first := p.History[0].Lines[0]; first.Text != "Lê Thị Hạnh duyệt hình ảnh: đạt (mục IV.b.2)." {
		t.Errorf("newest line of the history: %q", first.Text)
	}
	if len(p.Files) != 2 || p.Files[0].Picture == "" || p.Files[1].Picture != "" || p.Files[1].Kind != "PDF" {
		t.Errorf("files: %+v", p.Files)
	}
}

// Who cannot act now is told so, and by whom it waits.
func TestCaseForOthers(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	if d := sc.caseFor("an", "review").Decide; d.Mine || d.Waits == "" || len(d.Moves) != 0 || len(d.Others) == 0 {
		t.Errorf("webmaster at moderation: %+v", d)
	}
	if p := sc.caseFor("ha", "receive"); p.Text != nil || p.Asked == nil || !p.Asked.Take || !p.Decide.Take || len(p.Decide.Verdicts) != 0 {
		t.Errorf("request without a text: %+v", p.Decide)
	}
	if p := sc.caseFor("phuoc", "consulting"); len(p.Decide.Acts) != 1 || p.Decide.Acts[0].Kind != "answer" || len(p.Decide.Acts[0].Answers) != 3 {
		t.Errorf("leadership that was asked: %+v", p.Decide)
	}
	p := sc.caseFor("an", "result") // whoever posted does not confirm (F-C11)
	for _, m := range p.Decide.Moves {
		if m.ID == "confirm" {
			t.Errorf("the poster may confirm: %+v", m)
		}
	}
	if w := sc.get("nga", "/desk/cases/"+sc.code("review")); w.Code != http.StatusNotFound {
		t.Errorf("somebody of another unit sees the case: %d", w.Code)
	}
	if w := sc.get("nga", "/desk/cases/"+sc.code("waiting")); w.Code != http.StatusOK {
		t.Errorf("its own requester does not see a case: %d", w.Code)
	}
}

// One form gives the verdict, ticks the checklist and passes on, all or
// nothing (R-M5, F-A14, F-B8).
func TestDecide(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		path := "/desk/cases/" + sc.code("review")
		view := sc.see("minh", sc.ids["review"])
		fields := url.Values{"version": {strconv.FormatInt(view.Case.Version, 10)}, "aspect": {"content"}, "saw.content": {view.Facts.Hashes.Content},
			"item": {"no-state-secrets", "plain-title", "facts-checked"}, "do": {"move:approve"}}

		// Nothing chosen: refused, and nothing is changed.
		w := sc.post("minh", path+"/acts", fields)
		if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Chưa có kết quả duyệt nội dung") {
			t.Fatalf("approval without a verdict: %d", w.Code)
		}
		// A verdict on a text that is no longer this one.
		fields.Set("verdict.content", "yes")
		fields.Set("tick.no-state-secrets", "1")
		fields.Set("saw.content", strings.Repeat("0", 64))
		if w = sc.post("minh", path+"/acts", fields); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Nội dung vừa được sửa") {
			t.Fatalf("verdict on another text: %d", w.Code)
		}
		if got := sc.see("minh", sc.ids["review"]); got.Case.Version != view.Case.Version {
			t.Fatal("a refused decision has changed the case")
		}
		fields.Set("saw.content", view.Facts.Hashes.Content)
		if w = sc.post("minh", path+"/acts", fields); w.Code != http.StatusSeeOther || w.Header().Get("Location") != path {
			t.Fatalf("approval: %d %s", w.Code, w.Body)
		}
		after := sc.see("minh", sc.ids["review"])
		if after.Case.Step != "post" || !after.Procedure.Ticked(&after.State, &after.Facts, "no-state-secrets") {
			t.Fatalf("after the approval the case is at %s", after.Case.Step)
		}
		if w = sc.get("minh", path); strings.Contains(w.Body.String(), "name=\"verdict.") {
			t.Error("a verdict is still offered after the case has moved on")
		}
	})
}

// An act without the words that it needs is refused at the field that wants
// them, also on a phone where the field is far down (R-M5).
func TestDecideWithoutReason(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		id := sc.ids["contest"]
		path := "/desk/cases/" + sc.code("contest")
		for _, try := range []struct{ do, aspect, field string }{
			{"move:request-changes", "", "reason-move-request-changes"},
			{"ask", "", "reason-ask"},
			{"save", "content", "reason-verdict-content"},
		} {
			form := url.Values{"version": {strconv.FormatInt(sc.see("minh", id).Case.Version, 10)}, "do": {try.do}}
			if try.aspect != "" {
				form["aspect"], form["verdict."+try.aspect] = []string{try.aspect}, []string{"no"}
			}
			w := sc.post("minh", path+"/acts", form)
			body := w.Body.String()
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `<a href="#`+try.field+`">`) {
				t.Errorf("%s: status %d, no way to %s", try.do, w.Code, try.field)
			}
			if !regexp.MustCompile(`id="` + try.field + `"[^>]* aria-invalid="true"`).MatchString(body) {
				t.Errorf("%s: %s is not marked", try.do, try.field)
			}
		}
	})
}

// Of two who decide on one state the second is told what happened, and the
// words typed are still there (invariant 4, F-B1).
func TestDecideTooLate(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		path := "/desk/cases/" + sc.code("contest")
		version := strconv.FormatInt(sc.see("minh", sc.ids["contest"]).Case.Version, 10)
		sc.act("hanh", sc.ids["contest"], flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true})
		reason := "Thiếu danh sách đội vào vòng chung kết <b>"
		w := sc.post("minh", path+"/acts", url.Values{"version": {version}, "do": {"move:request-changes"}, "reason.move.request-changes": {reason}})
		body := w.Body.String()
		if w.Code != http.StatusConflict || !strings.Contains(body, "Lê Thị Hạnh vừa xử lý hồ sơ này") {
			t.Fatalf("status %d", w.Code)
		}
		if !strings.Contains(body, "Thiếu danh sách đội vào vòng chung kết &lt;b&gt;") {
			t.Error("the words are lost")
		}
		if sc.see("minh", sc.ids["contest"]).Case.Step != "review" {
			t.Error("the late decision was carried out")
		}
	})
}

// "Not a request" closes without any letter; a refusal without words is
// refused (R-M5).
func TestReasonAndClosing(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	path := "/desk/cases/" + sc.code("receive") + "/acts"
	if w := sc.post("ha", path, url.Values{"do": {"move:not-a-request"}}); w.Code != http.StatusConflict {
		t.Errorf("an act on what nobody has looked at: %d", w.Code)
	}
	if w := sc.post("ha", path, url.Values{"version": {sc.version("receive")}, "do": {"move:decline"}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Xin ghi rõ lý do") {
		t.Errorf("decline without a reason: %d", w.Code)
	}
	if w := sc.post("ha", path, url.Values{"version": {sc.version("receive")}, "do": {"move:not-a-request"}}); w.Code != http.StatusSeeOther {
		t.Errorf("not a request: %d", w.Code)
	}
	if c := sc.see("ha", sc.ids["receive"]).Case; c.Outcome != "closed" {
		t.Errorf("outcome %q", c.Outcome)
	}
}

// A case is taken, handed over among those who can act on it, and given back
// (F-H2).
func TestTake(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	path := "/desk/cases/" + sc.code("contest") + "/assign"
	to := func(who string) string { return strconv.FormatInt(int64(sc.who[who].Person), 10) }
	if w := sc.post("minh", path, url.Values{"version": {sc.version("contest")}, "do": {"take"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("take: %d", w.Code)
	}
	if p := sc.caseFor("minh", "contest"); !p.Taken.Mine {
		t.Errorf("taken: %+v", p.Taken)
	}
	if w := sc.post("minh", path, url.Values{"version": {sc.version("contest")}, "do": {"give"}, "to": {to("an")}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("given to somebody who cannot act on it: %d", w.Code)
	}
	if w := sc.post("minh", path, url.Values{"version": {sc.version("contest")}, "do": {"give"}, "to": {to("hanh")}}); w.Code != http.StatusSeeOther {
		t.Errorf("handed over: %d", w.Code)
	}
	if p := sc.caseFor("hanh", "contest"); !p.Taken.Mine || p.Taken.By == "" {
		t.Errorf("handed over: %+v", p.Taken)
	}
	if w := sc.post("ha", path, url.Values{"version": {sc.version("contest")}, "do": {"take"}}); w.Code != http.StatusForbidden && w.Code != http.StatusUnprocessableEntity {
		t.Errorf("taken by somebody who cannot act on it: %d", w.Code)
	}
}

// A correction of the sender stands beside the text until somebody has looked
// at it (F-A9).
func TestCorrection(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	ctx := context.Background()
	sc.must(sc.store.Tx(ctx, func(tx *store.Tx) error {
		req, err := tx.RequestByCode(ctx, sc.inst, sc.code("contest"))
		if err != nil {
			return err
		}
		m := store.Message{Request: req.ID, Direction: "in", Channel: "form", Mailbox: sc.box.ID, FromName: "Võ Thị Lan", Body: "Vòng chung kết dời sang ngày 20/9.", Fresh: "Vòng chung kết dời sang ngày 20/9.",
			State: store.MessagePlaced, ReceivedAt: tx.Now()}
		if _, err := tx.AddMessage(ctx, &m); err != nil {
			return err
		}
		return sc.desk.Cases.MessageCame(ctx, tx, req, &m)
	}))
	p := sc.caseFor("minh", "contest")
	if p.Fix == nil || !p.Fix.May || len(p.Fix.New) != 1 || p.Fix.New[0].Text != "Vòng chung kết dời sang ngày 20/9." {
		t.Fatalf("correction: %+v", p.Fix)
	}
	if w := sc.post("minh", "/desk/cases/"+sc.code("contest")+"/acts", url.Values{"version": {sc.version("contest")}, "do": {"heed:kept"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("heed: %d", w.Code)
	}
	if p := sc.caseFor("minh", "contest"); p.Fix != nil {
		t.Error("the correction is still shown as new")
	}
}

// Files come back byte for byte, to be saved and never to be opened as pages;
// only pictures are shown, and only to those who see the case.
func TestFilesAreHarmless(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	evil := []byte("<!doctype html><script>alert(1)</script>")
	id := sc.send("lan", "Trang lạ", "Kèm tệp.", intake.File{Name: "../../trang\".html", Data: evil})
	files := sc.see("ha", id).Attachments
	if len(files) != 1 {
		t.Fatalf("%d files", len(files))
	}
	path := "/desk/attachments/" + strconv.FormatInt(files[0].ID, 10)
	for _, query := range []string{"", "?show=1"} {
		w := sc.get("ha", path+query)
		h := w.Header()
		if w.Code != http.StatusOK || w.Body.String() != string(evil) {
			t.Fatalf("%s: %d, %d bytes", query, w.Code, w.Body.Len())
		}
		if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("headers: %v", h)
		}
		if kind := h.Get("Content-Type"); strings.Contains(kind, "html") {
			t.Errorf("type %s", kind)
		}
	}
	if w := sc.get("nga", path); w.Code != http.StatusNotFound {
		t.Errorf("a stranger gets the file: %d", w.Code)
	}
	picture := sc.caseFor("ha", "review").Files[0]
	if w := sc.get("ha", picture.Picture); w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/jpeg" || w.Header().Get("Content-Disposition") != "" {
		t.Errorf("picture: %d %v", w.Code, w.Header())
	}
}

// Letters to the sender and notes go where they say (F-A9).
func TestWriting(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	path := "/desk/cases/" + sc.code("contest")
	if w := sc.post("ha", path+"/letters", url.Values{"letter": {"Đề nghị gửi thêm ảnh lễ trao giải."}}); w.Code != http.StatusSeeOther {
		t.Fatalf("letter: %d", w.Code)
	}
	if w := sc.post("ha", path+"/notes", url.Values{"note": {""}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("empty note: %d", w.Code)
	}
	p := sc.caseFor("ha", "contest")
	last := p.Talk[len(p.Talk)-1]
	if !last.Ours || last.Body != "Đề nghị gửi thêm ảnh lễ trao giải." {
		t.Errorf("conversation ends with %+v", last)
	}
	if w := sc.post("lan", path+"/notes", url.Values{"note": {"x"}}); w.Code != http.StatusForbidden && w.Code != http.StatusSeeOther {
		t.Errorf("note by the requester: %d", w.Code)
	}
}

// The list puts what is late first, keeps the day in its order and names what
// happens next (F-J6).
func TestWorkList(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	work, err := sc.desk.Cases.Worklist(context.Background(), sc.who["minh"])
	sc.must(err)
	summary, filters, groups := desk.WorkOf(sc.desk, sc.who["minh"], work, "")
	if want := "5 việc chờ tôi, xếp theo giờ làm việc còn lại. 1 việc quá hạn. 1 việc đến hạn trong hôm nay."; summary != want {
		t.Errorf("summary %q", summary)
	}
	var got []string
	for _, g := range groups {
		for _, i := range g.Items {
			got = append(got, g.Title+" | "+i.Left.Tone+" | "+i.Code+" | "+i.What+" | "+i.Button)
		}
	}
	want := []string{
		"Quá hạn | late | PTT-2026-000001 | duyệt nội dung và hình ảnh | Xem và duyệt",
		"Chiều nay | calm | PTT-2026-000005 | duyệt nội dung | Xem và duyệt",
		"Các ngày sau | calm | PTT-2026-000008 | duyệt nội dung và hình ảnh | Xem và duyệt",
		"Không có thời hạn | none | PTT-2026-000003 | bước Trả kết quả | Kiểm tra kết quả",
		"Không có thời hạn | none | PTT-2026-000007 | duyệt nội dung và hình ảnh | Xem và duyệt",
		"Đang chờ người khác | calm | PTT-2026-000004 | cho ý kiến chỉ đạo | Xem hồ sơ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("list: %s", diff)
	}
	if len(filters) == 0 || !filters[0].On {
		t.Errorf("filters: %+v", filters)
	}
	office, err := sc.desk.Cases.Worklist(context.Background(), sc.who["ha"])
	sc.must(err)
	_, _, groups = desk.WorkOf(sc.desk, sc.who["ha"], office, "")
	if g := groups[0]; g.Title != "Mới đến, chưa xử lý" || g.Items[0].Code != sc.code("receive") || !g.Items[0].Main {
		t.Errorf("what has just come in is not on top: %+v", g)
	}
	_, _, groups = desk.WorkOf(sc.desk, sc.who["minh"], work, "flag-forced")
	if len(groups) != 1 || len(groups[0].Items) != 1 || groups[0].Items[0].Code != "PTT-2026-000007" {
		t.Errorf("filtered: %+v", groups)
	}
}

// Cases are found by code, by sender and by title, accents or not, and only
// those that one may see.
func TestFindCases(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		code := sc.code("review")
		if w := sc.get("ha", "/desk/cases?q="+strings.ToLower(code)); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/desk/cases/"+code {
			t.Errorf("by code: %d %s", w.Code, w.Header().Get("Location"))
		}
		for query, want := range map[string]bool{"hoc+bong": true, "H%E1%BB%8Dc+B%E1%BB%94NG": true, "bui+thi+nga": false, "%25": false, "khong+co": false} {
			body := sc.get("ha", "/desk/cases?q="+query).Body.String()
			if strings.Contains(body, code) != want {
				t.Errorf("%s: found %v, want %v", query, !want, want)
			}
		}
		if body := sc.get("nga", "/desk/cases?q=hoc+bong").Body.String(); strings.Contains(body, code) {
			t.Error("somebody finds a case that they may not see")
		}
	})
}

// Who reads a case does not learn the address by which its requester answers:
// the webmaster could say with it that the own page is right (R-T4).
func TestCaseKeepsTheRequestersAddress(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		id := sc.ids["result"]
		v := sc.see("an", id)
		body := "Kính gửi ông,\n\nhttps://songtien.example/yeu-cau/ket-qua/a.1z.0..sk3.BIMATBIMATBIMAT\n"
		sc.addLetter(t, store.Letter{Template: "result", Case: id, Request: v.Case.Request, Data: map[string]string{"code": v.Case.Code}, State: store.LetterSent, Subject: "Kết quả", Body: body})
		page := sc.page(t, "an", "/desk/cases/"+v.Case.Code)
		has(t, "the case", page, "https://songtien.example/yeu-cau/ket-qua/…")
		hasNot(t, "the case", page, "BIMAT")
	})
}
