package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/editorial"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

var entryPath = regexp.MustCompile(`/desk/library/(\d+)"`)

// The library finds pictures and papers whatever the accents, tells where they
// are used, keeps whose they are and gives that to the next text; it shows
// nobody what they may not see: not the parts of a text under an embargo, and
// nothing to who is of another house (R-P6, R-I8, F-B12, F-C3).
func TestLibrary(t *testing.T) {
	inScene(t, func(t *testing.T, sc *scene) {
		ctx := context.Background()
		furnish(sc.house)
		id := sc.ids["review"]
		draft := sc.see("ha", id)
		media := draft.Revision.LeadImage.Media
		var item *store.LibraryItem
		sc.must(sc.store.View(ctx, func(tx *store.Tx) (err error) {
			item, err = tx.LibraryItemOf(ctx, sc.inst, media)
			return err
		}))
		if item.Alt != draft.Revision.LeadImage.Alt || item.Alt == "" || item.AddedBy == 0 {
			t.Errorf("the entry does not say what the text said: %+v", item)
		}
		path := fmt.Sprintf("/desk/library/%d", item.ID)

		// What is known of it
		f := url.Values{"version": {fmt.Sprint(item.Version)}, "name": {"Ao cá Tân Phú"}, "alt": {"Ao nuôi cá tra lúc bình minh"}, "credit": {"Trần Văn Lúa"}, "licence": {"permitted"}, "note": {"Xin phép ngày 3/8"}, "focus": {"top-left"}}
		if w := sc.post("ha", path, f); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w := sc.post("ha", path, f); w.Code != http.StatusConflict {
			t.Errorf("on an older state: %d", w.Code)
		}
		f.Set("version", fmt.Sprint(item.Version+1))
		f.Set("licence", "stolen")
		f.Set("credit", strings.Repeat("x", 301))
		if w := sc.post("ha", path, f); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), strings.Repeat("x", 301)) {
			t.Errorf("what is wrong: %d", w.Code)
		}
		if now := sc.see("ha", id).Revision; now.LeadImage.Alt != draft.Revision.LeadImage.Alt {
			t.Error("a text that was there changed")
		}

		// Found
		for query, want := range map[string]bool{"q=ao+ca+tan+phu": true, "q=TRAN+VAN+LUA": true, "q=xin+phep&kind=picture": true, "q=tan+phu&kind=paper": false, "q=tan+phu&licence=own": false,
			"q=tan+phu&licence=permitted": true, "q=kh%C3%B4ng+c%C3%B3": false, "q=100%25": false, fmt.Sprintf("q=tan+phu&unit=%d", sc.units["kkt"]): false, fmt.Sprintf("q=tan+phu&unit=%d", item.Unit): true} {
			if w := sc.get("ha", "/desk/library?"+query); w.Code != http.StatusOK || strings.Contains(w.Body.String(), path+`"`) != want {
				t.Errorf("%s: %d, found %v, want %v", query, w.Code, !want, want)
			}
		}
		page := sc.get("ha", path).Body.String()
		for _, s := range []string{"Trần Văn Lúa", draft.Case.Code, "![Ao nuôi cá tra lúc bình minh](media:" + media, `value="top-left" checked`} {
			if !strings.Contains(page, s) {
				t.Errorf("the page does not say %q", s)
			}
		}
		if w := sc.get("ha", path+"/picture"); w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "image/") || bytes.Contains(w.Body.Bytes(), []byte("Exif")) {
			t.Errorf("its picture: %d %v", w.Code, w.Header())
		}

		// The next text that takes it
		other := sc.send("lan", "Tin khác", "Đề nghị đăng.")
		sc.pass(other, "Tin khác", "Nội dung.")
		data := new(bytes.Buffer)
		blob, err := sc.desk.Editorial.Blobs.Get(ctx, media)
		sc.must(err)
		data.ReadFrom(blob)
		blob.Close()
		_, r, err := sc.desk.Editorial.Attach(ctx, sc.who["ha"], other, sc.see("ha", other).Revision.Number, []editorial.Attached{{Name: "x.jpg", Data: data.Bytes()}})
		sc.must(err)
		if got := r.Body.Images(); len(got) != 1 || got[0] != (content.ImageRef{Media: media, Alt: "Ao nuôi cá tra lúc bình minh", Credit: "Trần Văn Lúa"}) {
			t.Errorf("the next text begins with %+v", got)
		}

		// Not for everybody's eyes
		sc.appoint("nga", people.Partner, people.Place{Kind: people.Institution, ID: sc.inst})
		sc.act("minh", id, flow.Act{Kind: flow.DoEmbargo, Due: sc.clock.Now().AddDate(0, 0, 3), Reason: "Chờ lễ trao."})
		var alone int64 // what only the text under the embargo has
		sc.must(sc.store.Tx(ctx, func(tx *store.Tx) error {
			list, err := tx.LibraryItems(ctx, store.LibraryQuery{Institution: sc.inst, Limit: 100})
			for _, x := range list {
				uses, e := tx.PastUsesOfMedia(ctx, x.Media)
				if e == nil && len(uses) == 1 && uses[0].Document == draft.Case.Document {
					alone = x.ID
				}
			}
			return err
		}))
		for _, role := range []people.Role{people.Member, people.Webmaster, people.Technical, people.Librarian} {
			who := "stranger-" + string(role)
			sc.must(sc.store.Tx(ctx, func(tx *store.Tx) error {
				p := store.Person{Institution: sc.inst, Name: who, Email: who + "@x.example", Unit: sc.units["kkt"], Lang: "vi", State: store.PersonActive}
				sc.must(tx.AddPerson(ctx, &p))
				a := sc.who["ha"]
				a.Person, a.Name = p.ID, p.Name
				sc.who[who] = a
				return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: role, Place: people.Place{Kind: people.Unit, ID: sc.units["kkt"]}, From: tx.Now()}})
			}))
			for _, m := range entryPath.FindAllStringSubmatch(sc.get(who, "/desk/library").Body.String(), -1) {
				if m[1] == fmt.Sprint(alone) {
					t.Errorf("%s sees what is under an embargo", who)
				}
			}
			if alone != 0 {
				for _, tail := range []string{"", "/picture", "/file"} {
					if w := sc.get(who, fmt.Sprintf("/desk/library/%d%s", alone, tail)); w.Code != http.StatusNotFound {
						t.Errorf("%s gets %s: %d", who, tail, w.Code)
					}
				}
			}
		}
	})
}

// Who is of another house has no library at all (R-P6).
func TestLibraryIsOfTheHouse(t *testing.T) {
	for _, role := range []people.Role{people.Partner, people.Translator, people.Requester} {
		for _, action := range []people.Action{people.SeeLibrary, people.KeepLibrary} {
			who := people.Standing{Person: 1, Appointments: []people.Appointment{{Person: 1, Role: role, Place: people.Place{Kind: people.Institution, ID: 1}}}}
			if people.May(who, action, people.Scope{Institution: 1}) == nil {
				t.Errorf("%s may %s", role, action)
			}
		}
	}
}
