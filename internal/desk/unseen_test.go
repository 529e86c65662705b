package desk_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/intake"
)

// What the requester writes after the end stands at the top of the office's
// work list and on the case, until somebody has looked at it (R-I1).
func TestMessageAfterTheEndAtTheDesk(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		id := sc.ids["declined"]
		request := sc.see("ha", id).Request.ID
		_, err := sc.desk.Intake.Reply(t.Context(), cases.Actor{Institution: sc.inst, Outside: request}, request, intake.Note{Text: "Nội dung vẫn chưa đúng.", Key: "k"})
		sc.must(err)
		body := sc.get("ha", "/desk").Body.String()
		top, late := strings.Index(body, `data-when="unseen"`), strings.Index(body, `data-when="late"`)
		if top < 0 || late >= 0 && late < top || !strings.Contains(body, "Xem thư") {
			t.Errorf("the work list does not begin with it: %d, %d", top, late)
		}
		page := sc.caseFor("ha", "declined")
		if page.Unseen == nil || !page.Unseen.May || len(page.Unseen.Items) != 1 || page.Unseen.Items[0].Body != "Nội dung vẫn chưa đúng." {
			t.Fatalf("on the case: %+v", page.Unseen)
		}
		if p := sc.caseFor("minh", "declined"); p.Unseen == nil || p.Unseen.May {
			t.Errorf("for somebody who is not of the office: %+v", p.Unseen)
		}
		path, seen := "/desk/cases/"+sc.code("declined")+"/acts", url.Values{"do": {"seen"}, "version": {strconv.FormatInt(page.Version, 10)}, "last": {strconv.FormatInt(page.Unseen.Last, 10)}}
		if w := sc.post("minh", path, seen); w.Code != http.StatusForbidden {
			t.Errorf("seen by somebody who is not of the office: %d", w.Code)
		}
		if w := sc.post("ha", path, seen); w.Code != http.StatusSeeOther {
			t.Fatalf("seen: %d", w.Code)
		}
		if p := sc.caseFor("ha", "declined"); p.Unseen != nil {
			t.Error("still to be looked at")
		}
	})
}
