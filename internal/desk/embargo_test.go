package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/editorial"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

// Until the hour of an embargo a draft is there for who has it in hand, who
// answers for it, who acted on it and its own unit: for every other role, in
// the whole institution or a foreign unit, no address of the desk knows of it.
// From that hour on it is seen as before (F-C3, invariant 9).
func TestEmbargoHidesTheDraft(t *testing.T) {
	inScene(t, func(t *testing.T, sc *scene) {
		ctx := context.Background()
		furnish(sc.house)
		id := sc.ids["review"]
		sc.act("minh", id, flow.Act{Kind: flow.DoEmbargo, Due: sc.clock.Now().AddDate(0, 0, 3), Reason: "Chờ lễ trao."})
		draft := sc.see("minh", id)
		code, picture := draft.Case.Code, draft.Revision.LeadImage.Media
		secrets := [][]byte{[]byte("30 suất học bổng"), []byte("Nuôi trồng thủy sản"), []byte("Biên bản 17"), []byte("Đã gọi điện cho chị Lan")}
		keepers := draft.Procedure.Keepers(&draft.State)
		for _, h := range draft.Turn.Hands {
			keepers = append(keepers, h.Role)
		}
		paths := []string{"/desk", "/desk?f=others", "/desk/cases?state=all", "/desk/cases?state=all&q=" + url.QueryEscape("học bổng"), "/desk/cases?state=all&q=" + code,
			"/desk/cases/" + code, "/desk/cases/" + code + "/edit", "/desk/cases/" + code + "/media/" + picture, "/desk/cases/" + code + "/revisions/1", "/desk/letters",
			"/desk/board", "/desk/board?procedure=" + url.QueryEscape(draft.Procedure.ID), "/desk/inbox", "/desk/log", "/desk/forced", "/desk/diary", "/desk/releases"}
		for _, a := range draft.Attachments {
			paths = append(paths, fmt.Sprintf("/desk/attachments/%d", a.ID))
		}
		for _, l := range draft.Letters {
			paths = append(paths, fmt.Sprintf("/desk/letters/%d", l.ID))
		}
		hidden, shown := 0, 0
		for _, where := range []string{"institution", "kkt", "kts"} {
			place := people.Place{Kind: people.Institution, ID: sc.inst}
			if where != "institution" {
				place = people.Place{Kind: people.Unit, ID: sc.units[where]}
			}
			for _, role := range people.Roles {
				who := string(role) + "@" + where
				sc.must(sc.store.Tx(ctx, func(tx *store.Tx) error {
					p := store.Person{Institution: sc.inst, Name: who, Email: string(role) + "." + where + "@embargo.example", Unit: sc.units["kkt"], Lang: "vi", State: store.PersonActive}
					if err := tx.AddPerson(ctx, &p); err != nil {
						return err
					}
					sc.who[who] = cases.Actor{Person: p.ID, Name: p.Name, Institution: sc.inst, Lang: "vi"}
					return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: role, Place: place, From: tx.Now()}})
				}))
				if where != "kkt" && (slices.Contains(keepers, role) || where == "kts") {
					if _, err := sc.desk.Cases.See(ctx, sc.who[who], id); err == nil {
						shown++
					}
					continue
				}
				hidden++
				for _, path := range paths {
					w := sc.get(who, path)
					for _, secret := range secrets {
						if bytes.Contains(w.Body.Bytes(), secret) {
							t.Errorf("%s for %s says %q (status %d)", path, who, secret, w.Code)
						}
					}
					if path == "/desk/cases/"+code && w.Code != http.StatusNotFound && w.Code != http.StatusForbidden {
						t.Errorf("%s for %s: status %d", path, who, w.Code)
					}
				}
				w := sc.post(who, "/desk/cases/"+code+"/hours", url.Values{"do": {"lift"}, "version": {"0"}})
				if w.Code != http.StatusNotFound && w.Code != http.StatusForbidden {
					t.Errorf("lifting for %s: status %d", who, w.Code)
				}
			}
		}
		if hidden < 20 || shown == 0 {
			t.Fatalf("hidden from %d, shown to %d", hidden, shown)
		}
		// Nor is it told to them by colleagues, or by the way an act is refused.
		stranger := sc.who["member@institution"]
		_, err := sc.desk.Editorial.Comment(ctx, sc.who["minh"], id, editorial.Remark{Text: "Anh xem giúp.", Mentions: []people.PersonID{stranger.Person}})
		if e, ok := fault.As(err); !ok || e.Key != "editorial.no_colleague" {
			t.Errorf("a stranger is called into the talk: %v", err)
		}
		for _, c := range sc.see("minh", id).Colleagues() {
			if c.Person == stranger.Person {
				t.Error("a stranger is offered as a colleague")
			}
		}
		for _, version := range []int64{draft.Case.Version, draft.Case.Version - 1} {
			r, err := sc.desk.Cases.ActBatch(ctx, stranger, cases.Batch{Procedure: draft.Case.Procedure, Step: draft.State.Step, Move: "approve", Items: []cases.BatchItem{{Case: id, Version: version}}})
			sc.must(err)
			if !fault.Is(r[0].Err, fault.NotFound) {
				t.Errorf("a batch says of it: %v", r[0].Err)
			}
		}
		for _, who := range []string{"ha", "minh", "hanh", "lan"} { // at work on it, answerable, its sender
			if _, err := sc.desk.Cases.See(ctx, sc.who[who], id); err != nil {
				t.Errorf("%s does not see it: %v", who, err)
			}
		}
		sc.clock.Pass(3 * 24 * time.Hour)
		if _, err := sc.desk.Cases.See(ctx, sc.who["member@institution"], id); err != nil {
			t.Errorf("after its hour: %v", err)
		}
	})
}
