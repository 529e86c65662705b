package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/desk"
	"congbo/internal/event"
	"congbo/internal/people"
	"congbo/internal/store"
)

// What is being worked on is seen by the units and people it is with: whoever
// belongs to another unit, whatever they are there, finds neither its text nor
// its pictures, files, letters or sender at any address of the desk, by any
// search, nor its name in a list (F-D3, R-P1).
func TestForeignUnitSeesNoDraft(t *testing.T) {
	inScene(t, func(t *testing.T, sc *scene) {
		ctx := context.Background()
		furnish(sc.house)
		draft := sc.see("ha", sc.ids["review"])
		code, picture := draft.Case.Code, draft.Revision.LeadImage.Media
		other := sc.send("nga", "Thông báo của Khoa Kinh tế", "Đề nghị đăng.") // what the foreign unit has itself
		own := sc.see("nga", other).Case.Code
		secrets := [][]byte{[]byte("30 suất học bổng"), []byte("Nuôi trồng thủy sản"), []byte("Biên bản 17"), []byte("Trại thực nghiệm"), []byte("Được nêu mức học bổng"),
			[]byte("Đã gọi điện cho chị Lan"), []byte("Ký kết hợp tác đào tạo")}
		for _, secret := range secrets[:6] { // they are there to be found
			if !bytes.Contains(sc.get("ha", "/desk/cases/"+code).Body.Bytes(), secret) {
				t.Fatalf("the case does not say %q", secret)
			}
		}

		// One holds every role in the foreign unit, one is its head by delegation
		// and one has been in the office of the draft until yesterday.
		foreign := people.Place{Kind: people.Unit, ID: sc.units["kkt"]}
		var visitors []string
		add := func(id string, then func(tx *store.Tx, p people.PersonID) error) {
			sc.must(sc.store.Tx(ctx, func(tx *store.Tx) error {
				p := store.Person{Institution: sc.inst, Name: "Người " + id, Email: id + "@kkt.example", Unit: sc.units["kkt"], Lang: "vi", State: store.PersonActive}
				if err := tx.AddPerson(ctx, &p); err != nil {
					return err
				}
				sc.who[id] = cases.Actor{Person: p.ID, Name: p.Name, Institution: sc.inst, Lang: "vi"}
				return then(tx, p.ID)
			}))
			visitors = append(visitors, id)
		}
		appoint := func(tx *store.Tx, p people.PersonID, r people.Role, place people.Place, to time.Time) error {
			return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: p, Role: r, Place: place, From: sc.clock.Now().AddDate(-1, 0, 0), To: to}})
		}
		add("everything", func(tx *store.Tx, p people.PersonID) error {
			for _, r := range people.Roles {
				if err := appoint(tx, p, r, foreign, time.Time{}); err != nil {
					return err
				}
			}
			return nil
		})
		add("helper", func(tx *store.Tx, p people.PersonID) error {
			if err := appoint(tx, p, people.Staff, foreign, time.Time{}); err != nil {
				return err
			}
			return tx.AddDelegation(ctx, &store.Delegation{Delegation: people.Delegation{From: sc.who["everything"].Person, To: p, Place: foreign, Start: sc.clock.Now().AddDate(0, 0, -1), End: sc.clock.Now().AddDate(0, 0, 7), Paper: "02/GUQ"}})
		})
		add("former", func(tx *store.Tx, p people.PersonID) error {
			if err := appoint(tx, p, people.Communications, people.Place{Kind: people.Institution, ID: sc.inst}, sc.clock.Now().AddDate(0, 0, -1)); err != nil {
				return err
			}
			return appoint(tx, p, people.UnitHead, foreign, time.Time{})
		})
		visitors = append(visitors, "nga")

		var attachments []int64
		for _, a := range draft.Attachments {
			attachments = append(attachments, a.ID)
		}
		key := sc.desk.Cases.Sign(cases.Link{Purpose: "m", Case: sc.ids["review"], Person: int64(sc.who["ha"].Person), Bound: picture, Expires: sc.clock.Now().Add(time.Hour)})
		paths := []string{"/desk?f=flag-unseen", "/desk/cases?state=all", "/desk/cases?state=all&step=review", "/desk/diary?day=2026-08-28", "/desk/log?verb=question-answered", "/desk/log.csv",
			"/desk/cases/" + own + "/media/" + picture, "/desk/cases/" + own + "/media/" + picture + "?k=" + url.QueryEscape(key), "/desk/cases/" + code + "/media/" + picture + "?k=" + url.QueryEscape(key),
			"/desk/cases/" + own + "/revisions/1", fmt.Sprintf("/desk/cases/%s/revisions?from=1&to=%d", own, draft.Revision.Number), "/desk/cases/" + code + "/revisions?from=1&to=2"}
		for _, text := range []string{code, strings.ToLower(code), "hoc bong", "suất học bổng", "Võ Thị Lan", "thủy sản", "%", "_"} {
			paths = append(paths, "/desk/cases?state=all&q="+url.QueryEscape(text))
		}
		for _, id := range attachments {
			paths = append(paths, fmt.Sprintf("/desk/attachments/%d", id), fmt.Sprintf("/desk/attachments/%d?show=1", id))
		}
		for _, l := range draft.Letters {
			paths = append(paths, fmt.Sprintf("/desk/letters/%d", l.ID))
		}
		for _, id := range []string{"ha", "minh", "lan"} {
			paths = append(paths, fmt.Sprintf("/desk/diary?day=2026-08-28&person=%d", sc.who[id].Person))
		}
		for _, u := range sc.units {
			paths = append(paths, fmt.Sprintf("/desk/units/%d/diary?day=2026-08-28", u))
		}
		wild := regexp.MustCompile(`\{[a-z.]+\}`)
		fill := func(pattern string) string {
			pattern = strings.NewReplacer("{code}", code, "media/{id}", "media/"+picture, "{number}", "2", "{$}", "").Replace(pattern)
			return wild.ReplaceAllString(pattern, "1")
		}
		for _, r := range desk.Routes() {
			if r.Method == http.MethodGet && r.Needs != desk.Anyone {
				paths = append(paths, fill(r.Pattern))
			}
		}
		for _, who := range visitors {
			for _, path := range paths {
				w := sc.get(who, path)
				for _, secret := range secrets {
					if bytes.Contains(w.Body.Bytes(), secret) {
						t.Errorf("%s for %s says %q (status %d)", path, who, secret, w.Code)
					}
				}
				if !strings.Contains(path, code) && bytes.Contains(w.Body.Bytes(), []byte("/desk/cases/"+code)) {
					t.Errorf("%s for %s leads to the case", path, who)
				}
				if strings.Contains(w.Header().Get("Location"), code) {
					t.Errorf("%s for %s leads to %s", path, who, w.Header().Get("Location"))
				}
				if (strings.Contains(path, "/media/") || strings.Contains(path, "/attachments/")) && w.Code != http.StatusNotFound {
					t.Errorf("%s for %s: status %d", path, who, w.Code)
				}
			}
			before := sc.lastLine()
			for _, r := range desk.Routes() {
				if r.Method != http.MethodPost || r.Where != desk.Case {
					continue
				}
				w := sc.post(who, fill(r.Pattern), url.Values{"do": {"note"}, "text": {"x"}, "version": {"0"}})
				if w.Code != http.StatusNotFound {
					t.Errorf("POST %s for %s: status %d", fill(r.Pattern), who, w.Code)
				}
				sc.quiet(t, r.Pattern+" for "+who, w, secrets)
			}
			if sc.lastLine() != before {
				t.Errorf("%s left something in the record", who)
			}
		}
	})
}

// quiet complains of what an answer says of secrets.
func (sc *scene) quiet(t *testing.T, what string, w *httptest.ResponseRecorder, secrets [][]byte) {
	t.Helper()
	for _, s := range secrets {
		if bytes.Contains(w.Body.Bytes(), s) {
			t.Errorf("%s says %q", what, s)
		}
	}
}

// lastLine is the number of the last line of the record.
func (sc *scene) lastLine() (seq int64) {
	sc.must(sc.store.View(context.Background(), func(tx *store.Tx) error {
		var e event.Event
		var err error
		e, err = tx.LastEvent(context.Background(), sc.inst)
		seq = e.Seq
		return err
	}))
	return seq
}
