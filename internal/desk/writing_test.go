package desk_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
)

// Who has a case open is seen by colleagues as long as their page gives signs,
// by the clock of the database, on whatever node they are (F-B2).
func TestPresence(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		path := "/desk/cases/" + sc.code("review")
		sign := func(who string, more url.Values) string { return sc.post(who, path+"/presence", more).Body.String() }
		if got := sign("ha", nil); strings.Contains(got, "đang") {
			t.Errorf("alone, and is told %s", got)
		}
		if got := sign("minh", nil); !strings.Contains(got, sc.who["ha"].Name+" đang xem") {
			t.Errorf("minh is told %s", got)
		}
		if page := sc.get("minh", path).Body.String(); !strings.Contains(page, sc.who["ha"].Name+" đang xem") {
			t.Error("the page of the case does not say who else is there")
		}
		sc.at("2026-09-03 08:54")
		if got := sign("minh", nil); strings.Contains(got, "đang xem") {
			t.Errorf("two minutes later minh is told %s", got)
		}
		sign("ha", nil)
		sign("ha", url.Values{"do": {"leave"}})
		if got := sign("minh", nil); strings.Contains(got, "đang xem") {
			t.Errorf("after ha left minh is told %s", got)
		}
		for _, who := range []string{"lan", "nga"} {
			if got := sign(who, nil); strings.Contains(got, "đang xem") {
				t.Errorf("%s, who is no colleague, is told %s", who, got)
			}
		}
		if got := sign("minh", nil); strings.Contains(got, "Võ Thị Lan") {
			t.Errorf("who asked is seen: %s", got)
		}
	})
}

// One person writes at a time. Who has the editor is shown; a permission takes
// it over; the other is told, and nobody's text is lost (F-B2, F-B3).
func TestOneWritesAtATime(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		path := "/desk/cases/" + sc.code("review")
		edit := func(who string) string { return sc.get(who, path+"/edit").Body.String() }
		if !strings.Contains(edit("ha"), `name="title"`) {
			t.Fatal("no editor")
		}
		page := edit("minh")
		if strings.Contains(page, `name="title"`) || !strings.Contains(page, sc.who["ha"].Name+" đang soạn văn bản này") || !strings.Contains(page, `action="`+path+`/writing"`) {
			t.Fatal("minh gets the editor that ha has, or cannot take it over")
		}
		if page := sc.get("minh", path).Body.String(); !strings.Contains(page, "đang soạn văn bản này") {
			t.Error("the page of the case does not say who writes")
		}
		other := sc.fields("minh", "review")
		other.Set("title", "Tiêu đề của Minh")
		if w := sc.post("minh", path+"/edit", other); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Tiêu đề của Minh") || !strings.Contains(w.Body.String(), `value="take"`) {
			t.Fatalf("saved over whoever writes: %d", w.Code)
		}

		if w := sc.post("minh", path+"/writing", url.Values{"from": {personID(sc, "an")}}); w.Code != http.StatusConflict {
			t.Errorf("taken from somebody who does not write: %d", w.Code)
		}
		if w := sc.post("minh", path+"/writing", url.Values{"from": {personID(sc, "ha")}}); w.Code != http.StatusSeeOther {
			t.Fatalf("taken over: %d %s", w.Code, w.Body)
		}
		if got := sc.told("ha"); !strings.Contains(strings.Join(got, " "), cases.TemplateWritingTaken) {
			t.Errorf("ha was told %v", got)
		}
		if got := sc.post("ha", path+"/presence", url.Values{"at": {"1"}}).Body.String(); !strings.Contains(got, "đã lấy quyền soạn") {
			t.Errorf("the open editor of ha is told %s", got)
		}
		mine := sc.fields("ha", "review")
		mine.Set("title", "Tiêu đề của Hà")
		if w := sc.post("ha", path+"/edit", mine); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Tiêu đề của Hà") {
			t.Errorf("what ha typed is not shown again: %d", w.Code)
		}
		if w := sc.post("minh", path+"/edit", other); w.Code != http.StatusSeeOther {
			t.Fatalf("minh saved: %d", w.Code)
		}
		taken := 0
		for _, e := range sc.see("ha", sc.ids["review"]).Events {
			if e.Verb == event.WritingTaken {
				taken++
			}
		}
		if taken != 1 {
			t.Errorf("the record tells %d times that the editor was taken over", taken)
		}
		// Saving gives the editor back; ha sees both texts and saves on the newer.
		if w := sc.post("ha", path+"/edit", mine); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Minh") || !strings.Contains(w.Body.String(), "Tiêu đề của Hà") {
			t.Errorf("both texts: %d", w.Code)
		}
		mine.Set("base", strconv.Itoa(sc.see("ha", sc.ids["review"]).Revision.Number))
		if w := sc.post("ha", path+"/edit", mine); w.Code != http.StatusSeeOther {
			t.Errorf("ha saved: %d", w.Code)
		}
	})
}

// Who has the editor and gives no sign any more keeps nobody from it; without
// the permission nobody is put out of it before.
func TestWritingLapses(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		ctx, id := context.Background(), sc.ids["review"]
		if other, err := sc.desk.Editorial.BeginWriting(ctx, sc.who["minh"], id); err != nil || other != nil {
			t.Fatal(other, err)
		}
		if other, err := sc.desk.Editorial.BeginWriting(ctx, sc.who["ha"], id); err != nil || other == nil || other.Person != sc.who["minh"].Person {
			t.Fatal(other, err)
		}
		sc.at("2026-09-03 09:13")
		if other, err := sc.desk.Editorial.BeginWriting(ctx, sc.who["ha"], id); err != nil || other != nil {
			t.Fatalf("twenty minutes later: %v, %v", other, err)
		}
		if room, err := sc.desk.Editorial.Stay(ctx, sc.who["ha"], id, sc.see("ha", id).Document.Number); err != nil || !room.Mine {
			t.Fatalf("%+v, %v", room, err)
		}
		sc.at("2026-09-03 09:15")
		if other, err := sc.desk.Editorial.BeginWriting(ctx, sc.who["minh"], id); err != nil || other != nil {
			t.Fatalf("two minutes after the last sign: %v, %v", other, err)
		}
		if err := sc.desk.Editorial.TakeWriting(ctx, sc.who["an"], id, sc.who["minh"].Person); !fault.Is(err, fault.Denied) {
			t.Errorf("taken over by somebody who may not edit: %v", err)
		}
		sc.must(sc.desk.Editorial.Leave(ctx, sc.who["minh"], id, true))
		if other, err := sc.desk.Editorial.BeginWriting(ctx, sc.who["ha"], id); err != nil || other != nil {
			t.Errorf("after leaving: %v, %v", other, err)
		}
		// What was saved is left: a sign of the page that is being closed comes late.
		began := sc.see("ha", id).Document.Number
		form := sc.fields("ha", "review")
		form.Set("title", "Tiêu đề khác")
		if w := sc.post("ha", "/desk/cases/"+sc.code("review")+"/edit", form); w.Code != http.StatusSeeOther {
			t.Fatalf("saving: %d", w.Code)
		}
		if room, err := sc.desk.Editorial.Stay(ctx, sc.who["ha"], id, began); err != nil || room.Mine {
			t.Errorf("a late sign takes the editor again: %+v, %v", room, err)
		}
	})
}

func personID(sc *scene, who string) string { return strconv.FormatInt(int64(sc.who[who].Person), 10) }
