package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/editorial"
	"congbo/internal/event"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

func (sc *scene) threads(who, name string) []editorial.Thread {
	sc.t.Helper()
	all, err := sc.desk.Editorial.Threads(context.Background(), sc.see(who, sc.ids[name]), sc.who[who])
	sc.must(err)
	return all
}

// block is the id of the n-th block of a text as it is.
func (sc *scene) block(name string, n int) string {
	id, _ := sc.see("ha", sc.ids[name]).Revision.Body.Identified().Doc.Content[n].Attrs["id"].(string)
	return id
}

// told lists the templates of what somebody has in their inbox.
func (sc *scene) told(who string) (templates []string) {
	sc.must(sc.store.View(context.Background(), func(tx *store.Tx) error {
		all, err := tx.CaseLetters(context.Background(), sc.ids["review"])
		for _, l := range all {
			if l.Person == sc.who[who].Person {
				templates = append(templates, l.Template)
			}
		}
		return err
	}))
	return templates
}

// Colleagues comment on a paragraph, answer, name each other and settle; a
// comment stays at its paragraph through edits, and is kept where it went away
// (F-B7).
func TestComments(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		path := "/desk/cases/" + sc.code("review")
		first := sc.block("review", 0)
		send := func(who string, f url.Values) {
			t.Helper()
			if w := sc.post(who, path+"/comments", f); w.Code != http.StatusSeeOther {
				t.Fatalf("comment of %s: %d %s", who, w.Code, w.Body)
			}
		}
		send("minh", url.Values{"part": {first}, "comment": {"Số suất lấy ở đâu? @Đặng Thị Mỹ Hạnh @" + sc.who["ha"].Name + ", xem giúp."}})
		threads := sc.threads("ha", "review")
		if len(threads) != 1 || threads[0].State != editorial.PartSame || !strings.Contains(threads[0].Quote, "Ba mươi sinh viên") {
			t.Fatalf("threads %+v", threads)
		}
		if m := threads[0].Mentions; len(m) != 1 || m[0] != sc.who["ha"].Person {
			t.Errorf("mentions %v", m)
		}
		if got := sc.told("ha"); !strings.Contains(strings.Join(got, " "), cases.TemplateMention) {
			t.Errorf("ha was told %v", got)
		}
		thread := fmt.Sprint(threads[0].ID)
		send("ha", url.Values{"thread": {thread}, "comment": {"Theo biên bản 17."}})
		if got := sc.told("minh"); !strings.Contains(strings.Join(got, " "), cases.TemplateReply) {
			t.Errorf("minh was told %v", got)
		}
		page := sc.get("an", path+"/comments").Body.String()
		for _, want := range []string{"Số suất lấy ở đâu?", "Theo biên bản 17.", "Nhắc đến:"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not say %q", want)
			}
		}

		edit := func(from, to string) {
			t.Helper()
			sc.save("ha", sc.ids["review"], "", func(r *content.Revision) {
				b, err := content.FromMarkup(strings.Replace(content.Markup(r.Body), from, to, 1))
				sc.must(err)
				r.Body = b
			})
		}
		edit("## Điều kiện", "Đoạn mới chen vào giữa.\n\n## Điều kiện")
		if s := sc.threads("ha", "review")[0].State; s != editorial.PartSame {
			t.Errorf("after an edit elsewhere: %q", s)
		}
		edit("Ba mươi sinh viên ngành", "Ba mươi lăm sinh viên ngành")
		if s := sc.threads("ha", "review")[0].State; s != editorial.PartEdited {
			t.Errorf("after an edit of the paragraph: %q", s)
		}
		if page := sc.get("ha", path+"/comments").Body.String(); !strings.Contains(page, "đoạn đã đổi") {
			t.Error("the page does not say that the paragraph changed")
		}
		paragraph, _, _ := strings.Cut(strings.Replace(scholarship, "Ba mươi sinh viên ngành", "Ba mươi lăm sinh viên ngành", 1), "\n\n")
		edit(paragraph+"\n\n", "")
		if s := sc.threads("ha", "review")[0].State; s != editorial.PartGone {
			t.Errorf("after the paragraph went: %q", s)
		}
		if page := sc.get("ha", path+"/comments").Body.String(); !strings.Contains(page, "đoạn đã bỏ") || !strings.Contains(page, "Số suất lấy ở đâu?") {
			t.Error("a comment on a paragraph that is gone is not shown")
		}

		settle := path + "/comments/" + thread + "/settle"
		if w := sc.post("minh", settle, url.Values{"do": {"settle"}}); w.Code != http.StatusSeeOther || sc.threads("ha", "review")[0].ResolvedBy != sc.who["minh"].Person {
			t.Errorf("settled: %d", w.Code)
		}
		if w := sc.post("ha", settle, url.Values{"do": {"reopen"}}); w.Code != http.StatusSeeOther || sc.threads("ha", "review")[0].ResolvedBy != 0 {
			t.Errorf("reopened: %d", w.Code)
		}
		verbs := make(map[event.Verb]int)
		for _, e := range sc.see("ha", sc.ids["review"]).Events {
			verbs[e.Verb]++
		}
		if verbs[event.Commented] != 2 || verbs[event.CommentResolved] != 1 || verbs[event.CommentReopened] != 1 {
			t.Errorf("the record says %v", verbs)
		}
	})
}

// What colleagues say among themselves is never shown to whoever asked, to a
// stranger, by the link of a letter, or in what the public gets (F-B7, R-B10).
func TestCommentsStayInside(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	ctx := context.Background()
	const secret = "chỉ nói trong Ban"
	for name, id := range sc.ids {
		if v := sc.see("ha", id); v.Revision != nil && v.MayRemark {
			if _, err := sc.desk.Editorial.Comment(ctx, sc.who["ha"], id, editorial.Remark{Part: editorial.PartTitle, Text: secret}); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			sc.must(sc.desk.Editorial.Note(ctx, sc.who["ha"], id, secret))
		}
	}
	path := "/desk/cases/" + sc.code("review")
	if page := sc.get("ha", path).Body.String(); !strings.Contains(page, secret) {
		t.Fatal("colleagues do not see it themselves")
	}
	for _, who := range []string{"lan", "nga"} { // who asked, and a stranger
		for _, p := range []string{path, path + "/comments", path + "/edit", path + "/revisions?from=1&to=2"} {
			if strings.Contains(sc.get(who, p).Body.String(), secret) {
				t.Errorf("%s reads it at %s", who, p)
			}
		}
		if w := sc.post(who, path+"/comments", url.Values{"part": {""}, "comment": {"x"}}); w.Code != http.StatusForbidden && w.Code != http.StatusNotFound {
			t.Errorf("%s comments: %d", who, w.Code)
		}
	}
	if _, err := sc.desk.Editorial.Comment(ctx, sc.who["ha"], sc.ids["review"], editorial.Remark{Text: "x", Mentions: []people.PersonID{sc.who["lan"].Person}}); err == nil {
		t.Error("who asked can be mentioned")
	}
	track, err := sc.desk.Cases.Track(ctx, sc.desk.Cases.TrackLink(sc.ids["review"], sc.clock.Now()))
	sc.must(err)
	if all, err := sc.desk.Editorial.Threads(ctx, track, cases.Actor{Outside: track.Request.ID}); err != nil || len(all) > 0 {
		t.Errorf("by the link of a letter: %d, %v", len(all), err)
	}
	for _, r := range track.Remarks {
		if r.Kind == "comment" {
			t.Error("a comment is among the remarks of the case")
		}
	}
	sc.must(sc.store.View(ctx, func(tx *store.Tx) error {
		for _, id := range sc.ids {
			c, err := tx.Case(ctx, id)
			if err != nil {
				return err
			}
			editions, err := tx.DocumentEditions(ctx, c.Document)
			if err != nil {
				return err
			}
			for _, e := range editions {
				r, err := tx.Revision(ctx, e.Revision)
				if err != nil {
					return err
				}
				whole, err := json.Marshal(r)
				if err != nil || strings.Contains(string(whole), secret) {
					t.Errorf("an edition says it: %v", err)
				}
			}
		}
		for _, id := range sc.ids {
			all, err := tx.CaseLetters(ctx, id)
			if err != nil {
				return err
			}
			for _, l := range all {
				data, _ := json.Marshal(l.Data)
				if l.Person == 0 && strings.Contains(l.Body+string(data), secret) {
					t.Errorf("a letter to %s says it", l.ToEmail)
				}
			}
		}
		return nil
	}))
}

// Who is named after an @ is found by the whole name, accents or not.
func TestNamed(t *testing.T) {
	all := []cases.Colleague{{Person: 1, Name: "Trần Văn Minh"}, {Person: 2, Name: "Trần Văn Minh Anh"}, {Person: 3, Name: "Lê Đức"}}
	for text, want := range map[string]string{
		"": "[]", "minh": "[]", "@": "[]", "a@b.vn": "[]", "@Trần Văn Minh": "[1]", "@Trần Văn Minh, xem": "[1]", "@Trần Văn Minh Anh ơi": "[2]",
		"@tran van minh và @LÊ ĐỨC.": "[1 3]", "@Trần Văn Minhh": "[]", "@Lê Đức @Lê Đức": "[3]", "@le duc": "[3]",
	} {
		if got := fmt.Sprint(editorial.Named(text, all)); got != want {
			t.Errorf("%q names %s, want %s", text, got, want)
		}
	}
}

// A comment can be about an item of a list, a cell, a caption or a few words: it
// stays with them while the rest of its part changes, and says when they did
// (F-B7).
func TestCommentOnWords(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		path := "/desk/cases/" + sc.code("review")
		text := "Khoa nhận hồ sơ đến hết tháng 9.\n\n- Bản sao học bạ\n- Đơn đề nghị\n\n| Đợt | Suất |\n|---|---|\n| Một | 30 |\n| Hai | 12 |\n"
		write := func(text string) {
			t.Helper()
			sc.save("ha", sc.ids["review"], "", func(r *content.Revision) {
				b, err := content.FromMarkup(text)
				sc.must(err)
				r.Body = b
			})
		}
		write(text)
		blocks := []string{sc.block("review", 0), sc.block("review", 1), sc.block("review", 2)}
		for _, c := range []struct {
			part, words string
			want        int
		}{
			{blocks[0], "hết  tháng 9", 303}, {blocks[1], "Đơn đề nghị", 303}, {blocks[2], "Hai", 303},
			{blocks[0], "Đơn đề nghị", 422}, {blocks[0], "hồ s", 422}, {blocks[1] + "#words", "Đơn", 409}, {"", "Khoa", 422}, {blocks[0], strings.Repeat("a", 501), 413},
		} {
			w := sc.post("minh", path+"/comments", url.Values{"part": {c.part}, "words": {c.words}, "comment": {"Xem lại " + c.words}})
			if w.Code != c.want {
				t.Errorf("%q: %d, want %d", c.words, w.Code, c.want)
			}
		}
		states := func() (s string) {
			t.Helper()
			for _, th := range sc.threads("ha", "review") {
				if !th.Stretch {
					t.Errorf("%q is about a whole part", th.Quote)
				}
				s += string(th.State) + ";"
			}
			return s
		}
		if got := states(); got != ";;;" {
			t.Errorf("at first: %q", got)
		}
		text = strings.Replace(strings.Replace(strings.Replace(text, "Khoa nhận", "Khoa Thủy sản nhận", 1), "Bản sao", "Hai bản sao", 1), "| Một | 30 |", "| Một | 35 |", 1)
		write(text)
		if got := states(); got != ";;;" {
			t.Errorf("after edits beside them: %q", got)
		}
		write(strings.Replace(strings.Replace(text, "tháng 9", "tháng 10", 1), "- Đơn đề nghị\n", "", 1))
		if got := states(); got != "edited;edited;;" {
			t.Errorf("after edits of the words: %q", got)
		}
		if page := sc.get("ha", path+"/comments").Body.String(); !strings.Contains(page, "Chữ được trích đã đổi") || strings.Count(page, `class="thread-quote"`) != 3 {
			t.Error("the page does not show the words and what became of them")
		}
	})
}
