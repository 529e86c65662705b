package desk_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"congbo/internal/app/demo/plate"
	"congbo/internal/content"
	"congbo/internal/desk"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// sent are the files of a form, by their fields.
type sent map[string][]byte

// sendForm sends a form with files, as a browser without a script does.
func (h *house) sendForm(who, path string, fields url.Values, files sent) *httptest.ResponseRecorder {
	h.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, list := range fields {
		for _, s := range list {
			h.must(m.WriteField(k, s))
		}
	}
	for field, data := range files {
		part, err := m.CreateFormFile(field, field+" Hải Âu.bin")
		h.must(err)
		part.Write(data)
	}
	m.Close()
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.AddCookie(&http.Cookie{Name: desk.SessionCookie, Value: h.session(who)})
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// keeps reports whether bytes were kept.
func (h *house) keeps(data []byte) bool {
	f, err := h.desk.Editorial.Blobs.Get(context.Background(), digestOf(data))
	if err == nil {
		f.Close()
	} else if !fault.Is(err, fault.NotFound) {
		h.t.Fatal(err)
	}
	return err == nil
}

// bomb is the head of a PNG of 30,000 × 30,000 pixels.
func bomb() []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), 30_000), 30_000)
	head = append(head, 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

// Pictures and PDFs are put into the library without a text: by who may, with
// what a later text needs, once each, and not before they were looked at; then
// the whole house finds and uses them (F-B10, F-B12, R-I8).
func TestShelve(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		clock := storetest.At("2026-08-28 08:00")
		sc, ctx := &scene{newHouse(t, s, clock), nil}, context.Background()
		furnish(sc.house)
		const add = "/desk/library/add"
		pond, pdf := slices.Concat(plate.JPEG("ao-ca"), []byte("của kho")), slices.Concat([]byte("%PDF-1.4\n%lịch\n"), aPDF)
		shared := url.Values{"credit": {"Trần Văn Lúa"}, "licence": {"permitted"}, "unit": {fmt.Sprint(sc.units["kts"])}}
		with := func(more ...string) url.Values {
			f := url.Values{}
			for k, v := range shared {
				f[k] = v
			}
			for i := 0; i < len(more); i += 2 {
				f.Set(more[i], more[i+1])
			}
			return f
		}

		// Permission before bytes
		for who, fields := range map[string]url.Values{"nga": with("alt1", "Ao cá"), "lan": with("alt1", "Ao cá", "unit", fmt.Sprint(sc.units["kkt"])), "tu": with("alt1", "Ao cá")} {
			if w := sc.sendForm(who, add, fields, sent{"file1": pond}); w.Code < 400 || sc.keeps(pond) {
				t.Errorf("%s put something into the library: %d", who, w.Code)
			}
		}
		if w := sc.get("nga", add); w.Code != http.StatusForbidden {
			t.Errorf("who may not is shown the form: %d", w.Code)
		}
		if page := sc.get("lan", add).Body.String(); !strings.Contains(page, "Khoa Thủy sản</option>") || strings.Contains(page, "Khoa Kinh tế</option>") {
			t.Error("a unit's deputy head is not offered their unit alone")
		}

		// What is wrong is said beside each file, and not kept; the rest is
		broken, script := pond[:len(pond)/3], append([]byte("%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"), aPDF...)
		w := sc.sendForm("lan", add, with("alt2", "Hỏng", "alt3", "Bom", "alt4", "Hình", "alt6", "Mất tệp"),
			sent{"file1": pond, "file2": broken, "file3": bomb(), "file4": aSVG, "file5": script, "file7": pdf})
		page := w.Body.String()
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%d", w.Code)
		}
		for _, s := range []string{"Ảnh cần có văn bản thay thế", "Không đọc được ảnh này", "triệu điểm ảnh", "chỉ nhận ảnh JPEG", "mã chạy khi mở", "Chưa chọn tệp", ">Hỏng<", ">Mất tệp<", "file7 Hải Âu.bin</a>", `value="permitted" selected`} {
			if !strings.Contains(page, s) {
				t.Errorf("the page does not say %q", s)
			}
		}
		for i, data := range [][]byte{pond, broken, bomb(), aSVG, script} {
			if sc.keeps(data) {
				t.Errorf("file %d was refused and kept", i+1)
			}
		}
		if !sc.keeps(pdf) {
			t.Error("the faultless PDF was not kept")
		}
		if w := sc.sendForm("lan", add, with("alt1", "Ao cá", "licence", "", "credit", " "), sent{"file1": pond}); !strings.Contains(w.Body.String(), `id="licence-wrong"`) || !strings.Contains(w.Body.String(), `id="credit-wrong"`) {
			t.Error("without credit and licence")
		}

		// Added once; who has the same bytes is led there, and changes nothing
		w = sc.sendForm("lan", add, with("alt1", "Ao nuôi cá tra ở Cồn Sơn"), sent{"file1": pond})
		path := w.Header().Get("Location")
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/desk/library/") {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w := sc.sendForm("ha", add, with("alt1", "Khác", "unit", "0"), sent{"file1": pond}); w.Header().Get("Location") != path {
			t.Errorf("the same bytes again lead to %q, not to %q", w.Header().Get("Location"), path)
		}
		var item *store.LibraryItem
		sc.must(sc.store.View(ctx, func(tx *store.Tx) (err error) {
			item, err = tx.LibraryItemOf(ctx, sc.inst, digestOf(pond))
			return err
		}))
		if item.Alt != "Ao nuôi cá tra ở Cồn Sơn" || item.Name != "file1 Hải Âu" || item.Credit != "Trần Văn Lúa" || item.Unit != sc.units["kts"] || item.AddedBy != sc.who["lan"].Person || !item.Shared {
			t.Errorf("the entry is %+v", item)
		}
		var told []event.Event
		sc.must(sc.store.View(ctx, func(tx *store.Tx) (err error) {
			told, err = tx.Events(ctx, store.EventFilter{Institution: sc.inst, Verb: event.LibraryAdded, Limit: 10})
			return err
		}))
		if len(told) != 2 {
			t.Errorf("the record tells of %d additions, want 2", len(told))
		}

		// The whole house finds it
		for query, want := range map[string]bool{"q=ca+tra+con+son": true, "q=tran+van+lua&use=unused": true, "q=con+son&use=used": false, "q=con+son&kind=paper": false,
			fmt.Sprintf("q=con+son&unit=%d", sc.units["kts"]): true, "q=con+son&licence=permitted": true, "q=con+son&licence=own": false} {
			if w := sc.get("nga", "/desk/library?"+query); strings.Contains(w.Body.String(), path+`"`) != want {
				t.Errorf("%s: found %v, want %v", query, !want, want)
			}
		}
		var found struct {
			Items []struct{ Media, Kind, Alt, Credit, Picture string }
		}
		sc.must(json.Unmarshal(sc.get("ha", "/desk/library/choices?q=CON+SON").Body.Bytes(), &found))
		if len(found.Items) != 1 || found.Items[0].Media != item.Media || found.Items[0].Kind != "image" || found.Items[0].Alt != item.Alt || found.Items[0].Credit != item.Credit {
			t.Fatalf("the editor is offered %+v", found.Items)
		}

		// And uses it, as a picture and as an attachment
		id := sc.send("lan", "Tin dùng kho", "Đề nghị đăng.")
		sc.pass(id, "Tin dùng kho", "Nội dung.")
		code := sc.see("ha", id).Case.Code
		if w := sc.get("ha", "/desk/cases/"+code+"/media/"+item.Media); w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "image/") {
			t.Errorf("the editor does not show what was chosen: %d", w.Code)
		}
		body, err := content.FromMarkup(fmt.Sprintf("Nội dung.\n\n![%s](media:%s){credit=\"%s\"}\n\n[Lịch](media:%s)", item.Alt, item.Media, item.Credit, digestOf(pdf)))
		sc.must(err)
		sc.save("ha", id, "", func(r *content.Revision) { r.Body = body })
		if files := sc.see("ha", id).Revision.Files(); len(files) != 2 {
			t.Errorf("the text has %v", files)
		}
		if page := sc.get("ha", path).Body.String(); !strings.Contains(page, code) {
			t.Error("the entry does not tell where it is used")
		}
		if w := sc.get("nga", "/desk/library?q=con+son&use=used"); !strings.Contains(w.Body.String(), path+`"`) {
			t.Error("it counts as unused")
		}

		// Bytes that only a text under an embargo has: their words stay with it
		secret := slices.Concat(plate.JPEG("cong-truong"), []byte("bí mật"))
		m, err := sc.desk.Editorial.Upload(ctx, sc.who["ha"], id, secret)
		sc.must(err)
		sc.save("ha", id, "", func(r *content.Revision) {
			r.LeadImage = &content.ImageRef{Media: m.ID, Alt: "Người sắp được bổ nhiệm"}
		})
		sc.act("minh", id, flow.Act{Kind: flow.DoEmbargo, Due: sc.clock.Now().AddDate(0, 0, 3), Reason: "Chờ công bố."})
		sc.appoint("nga", people.Assigned, people.Place{Kind: people.Unit, ID: sc.units["kkt"]})
		w = sc.sendForm("nga", add, with("alt1", "Cổng trường", "unit", fmt.Sprint(sc.units["kkt"])), sent{"file1": secret})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		page = sc.get("nga", w.Header().Get("Location")).Body.String()
		if !strings.Contains(page, "Cổng trường") || strings.Contains(page, "bổ nhiệm") || strings.Contains(page, "Tin dùng kho") {
			t.Error("the words of a text under an embargo are shown, or those of the entry are not")
		}
		if now := sc.see("ha", id).Revision.LeadImage.Alt; now != "Người sắp được bổ nhiệm" {
			t.Errorf("the text's words became %q", now)
		}
	}, store.Clock(storetest.At("2026-08-28 08:00").Now))
}
