package desk_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/locale"
)

// fromAnybody sends a request as somebody who gives an address, signed in as
// nobody, and passes it on for moderation.
func (sc *scene) fromAnybody(email string) (id int64, code string) {
	sc.t.Helper()
	r, err := sc.desk.Intake.Submit(sc.t.Context(), cases.Actor{Institution: sc.inst}, intake.Form{Mailbox: sc.box.ID, Name: "Ai đó", Email: email, Title: "Tin gửi qua thư",
		Text: "Nội dung.", Pledge: true, Lang: locale.VI})
	sc.must(err)
	sc.pass(r.Case, "Tin gửi qua thư", "Nội dung đã biên tập.")
	return r.Case, r.Request
}

func (sc *scene) yes(who string, id int64) error {
	_, err := sc.desk.Cases.Act(sc.t.Context(), sc.who[who], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true}})
	return err
}

// An address that anybody can write bars nobody from approving: before a head
// whose address a request bears approves, they say whether they sent it. If
// they did, or a colleague confirms it, they do not approve it themselves; if
// not, they may (invariant 2).
func TestAddressOfTheApprover(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		settle := func(who string, id int64, code, answer string) int {
			version := strconv.FormatInt(sc.see(who, id).Case.Version, 10)
			return sc.post(who, "/desk/cases/"+code+"/acts", url.Values{"do": {"settle:" + answer}, "version": {version}}).Code
		}
		id, code := sc.fromAnybody("minh@songtien.example")
		body := sc.get("ha", "/desk/cases/"+code).Body.String()
		if !strings.Contains(body, "Địa chỉ minh@songtien.example là của Trần Văn Minh (chưa xác thực)") || !strings.Contains(body, "Xác nhận người gửi") {
			t.Error("the office is not told whose address it is")
		}
		if body := sc.get("minh", "/desk/cases/"+code).Body.String(); !strings.Contains(body, "Thư đề nghị này mang địa chỉ của ông/bà") {
			t.Error("the head is not told that it bears their address")
		}
		if err := sc.yes("minh", id); err == nil || !strings.Contains(locale.Error(locale.VI, err), "Thư đề nghị này mang địa chỉ của người duyệt") {
			t.Errorf("approved before it is settled: %v", err)
		}
		if err := sc.yes("hanh", id); err != nil {
			t.Errorf("a deputy is barred by somebody else's address: %v", err)
		}
		if code := settle("minh", id, code, "no"); code != http.StatusSeeOther {
			t.Fatalf("denied: %d", code)
		}
		if err := sc.yes("minh", id); err != nil {
			t.Errorf("barred although they did not send it: %v", err)
		}

		for _, by := range []string{"minh", "ha"} { // themselves, or who took it over
			id, code := sc.fromAnybody("minh@songtien.example")
			if code := settle(by, id, code, "yes"); code != http.StatusSeeOther {
				t.Fatalf("confirmed by %s: %d", by, code)
			}
			if err := sc.yes("minh", id); err == nil {
				t.Errorf("approved their own text, confirmed by %s", by)
			}
			if p, err := sc.desk.Cases.See(t.Context(), sc.who["ha"], id); err != nil || p.Request.Person != sc.who["minh"].Person {
				t.Errorf("confirmed by %s: the sender is %v, %v", by, p.Request, err)
			}
			if err := sc.yes("hanh", id); err != nil {
				t.Errorf("the deputy is barred: %v", err)
			}
		}
		stranger, strange := sc.fromAnybody("ngoai@khac.example")
		if strings.Contains(sc.get("ha", "/desk/cases/"+strange).Body.String(), "chưa xác thực") {
			t.Error("an address of nobody's is said to be somebody's")
		}
		if err := sc.yes("minh", stranger); err != nil {
			t.Errorf("barred: %v", err)
		}
	})
}
