package app

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"congbo/internal/app/demo/plate"
	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/desk"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
)

// R-P6, D 9.2d: an outside partner sees what is assigned to them, with its
// source, and nothing else at any address of the desk, by any search, in any
// count: neither the case of the source, nor what was said of theirs before it
// came to them, nor colleagues' notes and letters. Another partner sees nothing
// of it. What they may do they do at their own case alone.
func TestPartnerSeesTheirOwnAlone(t *testing.T) {
	eachOffice(t, "so-nganh", func(t *testing.T, h *house, in *sites.Installed) {
		h.appoint("mai", people.Member, 0)
		h.appoint("thu", people.Secretariat, 0)
		h.appoint("hoa", people.Head, 0)
		h.appoint("ky", people.Technical, 0)
		h.appoint("tam", people.Partner, in.Units["tbktsg"])
		h.appoint("khac", people.Translator, in.Units["qltm"])
		h.write(in.Mailboxes["banbientap@thu.example.vn"], "Kế hoạch kín của Sở")
		h.write(in.Mailboxes["hopthu@thu.example.vn"], "Vướng mắc kín của doanh nghiệp")
		begin := h.at("mai", http.MethodPost, "/desk/cases/new", url.Values{"mailbox": {text(in.Mailboxes["banbientap@thu.example.vn"])}, "title": {"Hội chợ hàng Việt"}})
		source := strings.TrimSuffix(strings.TrimPrefix(begin.Header().Get("Location"), "/desk/cases/"), "/edit")
		id := h.caseID(source)
		move := func(who string, id int64, m string) {
			h.act(who, id, flow.Act{Kind: flow.DoMove, Move: flow.MoveID(m)})
		}
		h.save("mai", id, func(r *content.Revision) {
			body, err := content.FromMarkup("Hội chợ mở cửa ba ngày.")
			h.must(err)
			r.Body, r.OwnWork, r.Kind = body, true, "news"
			r.Sites = []content.Placement{{Site: in.Sites["vi"], Section: in.Sections["vi"]["tin-tuc"]}}
		})
		move("mai", id, "submit")
		move("thu", id, "submit")
		for _, a := range []content.Aspect{content.AspectContent, content.AspectImages} {
			h.act("hoa", id, flow.Act{Kind: flow.DoVerdict, Aspect: a, Yes: true})
		}
		h.act("hoa", id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
		move("hoa", id, "approve")
		move("thu", id, "pass")
		move("ky", id, "publish")
		w := h.at("mai", http.MethodPost, "/desk/cases/"+source+"/translate", nil)
		own := strings.TrimPrefix(w.Header().Get("Location"), "/desk/cases/")
		english := h.caseID(own)
		h.must(h.Editorial.Note(t.Context(), h.who["mai"], english, "Dặn nhau trước khi giao"))
		hidden, err := h.Editorial.Upload(t.Context(), h.who["hoa"], english, plate.JPEG("ao-ca"))
		h.must(err)
		shown, err := h.Editorial.Upload(t.Context(), h.who["hoa"], english, plate.JPEG("thu-vien"))
		h.must(err)
		h.save("hoa", english, func(r *content.Revision) {
			r.Summary, r.LeadImage = "Bản nháp nội bộ trước khi giao", &content.ImageRef{Media: hidden.ID, Decorative: true}
		})
		h.save("hoa", english, func(r *content.Revision) {
			r.Summary, r.LeadImage = "", &content.ImageRef{Media: shown.ID, Decorative: true}
		})
		h.clock.Pass(time.Minute)
		if w := h.press("hoa", english, "move:choose", url.Values{"unit.move.choose": {text(in.Units["tbktsg"])}, "date.move.choose": {"2026-09-08"}, "reason.move.choose": {"Dịch giúp trong tuần"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("chosen: %d", w.Code)
		}
		h.clock.Pass(time.Minute)
		h.must(h.Editorial.Note(t.Context(), h.who["mai"], english, "Ghi chú nội bộ của Sở"))

		secrets := []string{"Bản nháp nội bộ", "Kế hoạch kín", "Vướng mắc kín", "PTT-", "HD-2026", source, "Dặn nhau trước khi giao", "Ghi chú nội bộ", "binh@nguoidan.example", "mai@thu.example.vn", "hoa@thu.example.vn"}
		for media, codes := range map[string][2]int{hidden.ID: {http.StatusNotFound, http.StatusOK}, shown.ID: {http.StatusOK, http.StatusOK}} {
			for i, who := range []string{"tam", "mai"} {
				if w := h.at(who, http.MethodGet, "/desk/cases/"+own+"/media/"+media, nil); w.Code != codes[i] {
					t.Errorf("a picture for %s: %d, want %d", who, w.Code, codes[i])
				}
			}
		}
		page := h.page("tam", "/desk/cases/"+own)
		h.shows(page, "Hội chợ hàng Việt", "Dịch giúp trong tuần")
		h.shows(h.page("tam", "/desk"), own)
		h.shows(h.page("tam", "/desk/cases/"+own+"/edit"), "Hội chợ mở cửa ba ngày.")
		wild := regexp.MustCompile(`\{[a-z_.]+\}`)
		paths := []string{"/desk/cases?state=all", "/desk?f=late", "/desk/procedures/cap-nhat-tin", "/desk/cases/" + own + "/revisions/1", "/desk/cases/" + own + "/revisions/2", "/desk/cases/" + own + "/revisions?from=2&to=3"}
		for _, q := range []string{"kín", "hội", source, "%", "Sở"} {
			paths = append(paths, "/desk/cases?state=all&q="+url.QueryEscape(q))
		}
		for n := 1; n <= 6; n++ {
			paths = append(paths, fmt.Sprintf("/desk/people/%d", n), fmt.Sprintf("/desk/attachments/%d", n), fmt.Sprintf("/desk/letters/%d", n), fmt.Sprintf("/desk/diary?person=%d", n), fmt.Sprintf("/desk/units/%d/diary", n))
		}
		for _, r := range desk.Routes() {
			if r.Method == http.MethodGet && r.Needs != desk.Anyone && !strings.Contains(r.Pattern, "sign-out") {
				for _, code := range []string{own, source} {
					paths = append(paths, wild.ReplaceAllString(strings.NewReplacer("{code}", code, "{$}", "").Replace(r.Pattern), "1"))
				}
			}
		}
		for _, who := range []string{"tam", "khac"} {
			mine := secrets
			if who == "khac" {
				mine = append(mine[:len(mine):len(mine)], own, "Hội chợ", "Dịch giúp")
			}
			for _, path := range paths {
				w := h.at(who, http.MethodGet, path, nil)
				body := w.Body.Bytes()
				for _, secret := range mine {
					if bytes.Contains(body, []byte(secret)) && !strings.Contains(path, url.QueryEscape(secret)) && !strings.Contains(path, secret) {
						t.Errorf("%s for %s says %q (%d)", path, who, secret, w.Code)
					}
				}
				if strings.HasPrefix(path, "/desk/cases/"+source) && w.Code != http.StatusNotFound {
					t.Errorf("%s for %s: %d", path, who, w.Code)
				}
			}
			for _, r := range desk.Routes() {
				if r.Method != http.MethodPost || r.Where != desk.Case {
					continue
				}
				path := wild.ReplaceAllString(strings.ReplaceAll(r.Pattern, "{code}", source), "1")
				if w := h.at(who, http.MethodPost, path, url.Values{"do": {"note"}, "note": {"x"}, "version": {"0"}}); w.Code != http.StatusNotFound && w.Code != http.StatusForbidden {
					t.Errorf("POST %s for %s: %d", path, who, w.Code)
				}
			}
		}
		for _, path := range []string{"/desk/people", "/desk/procedures", "/desk/calendar", "/desk/log", "/desk/letters", "/desk/held"} {
			if w := h.at("tam", http.MethodGet, path, nil); w.Code != http.StatusForbidden {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
		// Nothing by which the house disposes of its text is theirs: links for
		// others, embargoes, hours, releases.
		soon := ict("2026-09-10 08:00")
		for _, a := range []flow.Act{{Kind: flow.DoEmbargo, Due: soon}, {Kind: flow.DoPlan, Move: "submit", Due: soon}, {Kind: flow.DoTerm, Due: soon},
			{Kind: flow.DoForce, Reason: "x"}, {Kind: flow.DoChange, Change: content.Update, Reason: "x"}} {
			_, err := h.Cases.Act(t.Context(), h.who["tam"], cases.Input{Case: english, Act: a})
			if err == nil {
				t.Errorf("a partner may %s", a.Kind)
			}
		}
		h.act("hoa", english, flow.Act{Kind: flow.DoEmbargo, Due: soon})
		h.must(h.Store.View(t.Context(), func(tx *store.Tx) error {
			d, err := h.Cases.Look(t.Context(), tx, english)
			if err == nil && d.Keeps(h.who["tam"].Person) {
				t.Error("a partner keeps the text")
			}
			return err
		}))
		_, err = h.Cases.Act(t.Context(), h.who["tam"], cases.Input{Case: english, Act: flow.Act{Kind: flow.DoLift}})
		h.refused("flow.not_yours", err)
		h.act("hoa", english, flow.Act{Kind: flow.DoLift})
		if w := h.at("tam", http.MethodPost, "/desk/cases/"+own+"/previews", url.Values{"do": {"give"}, "whom": {"Bạn tôi"}, "date": {"2026-09-09"}, "time": {"08:00"}}); w.Code != http.StatusForbidden {
			t.Errorf("a link given by a partner: %d", w.Code)
		}
		// Nor the releases of the house: neither to see, nor to make, change or plan.
		made, err := h.Publishing.MakeRelease(t.Context(), h.who["hoa"], "Đợt tin hội chợ")
		h.must(err)
		_, err = h.Publishing.MakeRelease(t.Context(), h.who["tam"], "Của tôi")
		h.refused("people.denied", err)
		_, err = h.Publishing.Releases(t.Context(), h.who["tam"])
		h.refused("people.denied", err)
		_, err = h.Publishing.Release(t.Context(), h.who["tam"], made.ID)
		h.refused("people.denied", err)
		for what, err := range map[string]error{
			"add":     h.Publishing.AddToRelease(t.Context(), h.who["tam"], made.ID, own),
			"remove":  h.Publishing.RemoveFromRelease(t.Context(), h.who["tam"], made.ID, english),
			"publish": h.Publishing.PublishRelease(t.Context(), h.who["tam"], made.ID, nil),
			"plan":    h.Publishing.PlanRelease(t.Context(), h.who["tam"], made.ID, soon),
			"cancel":  h.Publishing.CancelRelease(t.Context(), h.who["tam"], made.ID),
		} {
			if fault.KindOf(err) != fault.Denied {
				t.Errorf("a partner and a release, %s: %v", what, err)
			}
		}
		_, _, err = h.Editorial.Restore(t.Context(), h.who["tam"], english, 3, 2, "")
		h.refused("fault.not_found", err)
		// What is not the partner's stays out of the view itself, whatever shows it.
		var v *cases.View = h.see("tam", english)
		if !v.Outside || len(v.Letters)+len(v.Messages)+len(v.Attachments) != 0 {
			t.Errorf("the view: outside %t, %d letters", v.Outside, len(v.Letters))
		}
		for _, r := range v.Remarks {
			if r.Kind == "note" {
				t.Errorf("a note: %+v", r)
			}
		}
	})
}
