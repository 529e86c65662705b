package desk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/app/demo/plate"
	"congbo/internal/content"
	"congbo/internal/desk"
	"congbo/internal/editorial"
	"congbo/internal/fault"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

var (
	aPDF = append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte(" "), 600)...)
	aSVG = []byte("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
)

// sendFiles sends several files with a form.
func (h *house) sendFiles(who, path, field, accept string, names []string, data [][]byte, fields url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, list := range fields {
		for _, s := range list {
			h.must(m.WriteField(k, s))
		}
	}
	for i, name := range names {
		part, err := m.CreateFormFile(field, name)
		h.must(err)
		part.Write(data[i])
	}
	m.Close()
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Accept", accept)
	r.AddCookie(&http.Cookie{Name: desk.SessionCookie, Value: h.session(who)})
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

// Several files go to the end of a text as one revision, pictures as pictures,
// documents to be downloaded; one that is refused is named, and then none is
// added (F-B12).
func TestAttachFiles(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		clock := storetest.At("2026-08-28 08:00")
		h, ctx := newHouse(t, s, clock), context.Background()
		id := h.send("lan", "Thông báo", "Đề nghị đăng.")
		h.pass(id, "Thông báo", "Khoa nhận hồ sơ.")
		before := h.see("ha", id).Revision
		attach := func(who string, base int, files ...editorial.Attached) error {
			_, _, err := h.desk.Editorial.Attach(ctx, h.who[who], id, base, files)
			return err
		}
		good := []editorial.Attached{{Name: "Mẫu đơn.pdf", Data: aPDF}, {Name: "ao.jpg", Data: plate.JPEG("ao-ca")}, {Name: ".txt", Data: []byte("Danh sách")}}
		for what, c := range map[string]struct {
			who, want string
			base      int
			files     []editorial.Attached
		}{
			"none":              {"ha", "editorial.choose_files", before.Number, nil},
			"too many":          {"ha", "editorial.many_files", before.Number, make([]editorial.Attached, editorial.MaxAttached+1)},
			"by a stranger":     {"nga", "", before.Number, good},
			"on an older text":  {"ha", "editorial.saved_meanwhile", before.Number - 1, good},
			"by the requester":  {"lan", "", before.Number, good},
			"by the webmaster":  {"an", "", before.Number, good},
			"one with a script": {"ha", "editorial.file_refused", before.Number, append([]editorial.Attached{{Name: "hình.svg", Data: aSVG}}, good...)},
		} {
			err := attach(c.who, c.base, c.files...)
			e, _ := fault.As(err)
			if err == nil || c.want != "" && (e == nil || e.Key != c.want) {
				t.Errorf("%s: %v, want %q", what, err, c.want)
			}
		}
		if now := h.see("ha", id).Revision; now.Number != before.Number {
			t.Fatal("something was added")
		}
		h.must(attach("ha", before.Number, good...))
		now := h.see("ha", id).Revision
		want := []content.MediaRef{}
		for i, m := range now.Body.Media() {
			want = append(want, m)
			if m.Image != (i == 1) {
				t.Errorf("file %d: %+v", i, m)
			}
		}
		blocks := now.Body.Doc.Content
		if now.Number != before.Number+1 || len(want) != 3 || len(blocks) != len(before.Body.Doc.Content)+3 || blocks[len(blocks)-3].Attrs["title"] != "Mẫu đơn" {
			t.Errorf("revision %d: %+v", now.Number, blocks)
		}
	})
}

// The forms of it: on the case, with a script or without, and in the editor
// without a script; a picture of the editor has to be one, its other files are
// documents (F-B12).
func TestAttachPages(t *testing.T) {
	clock := storetest.At("2026-08-28 08:00")
	h := newHouse(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	id := h.send("lan", "Thông báo", "Đề nghị đăng.")
	h.pass(id, "Thông báo", "Khoa nhận hồ sơ.")
	at := "/desk/cases/" + h.see("ha", id).Case.Code
	if page := h.get("ha", at).Body.String(); !strings.Contains(page, `action="`+at+`/files"`) || !strings.Contains(page, `name="files" multiple`) {
		t.Error("nothing to add files with")
	}
	if page := h.get("an", at).Body.String(); strings.Contains(page, at+"/files") {
		t.Error("offered to whoever may not edit")
	}
	form := func() url.Values { return url.Values{"base": {strconv.Itoa(h.see("ha", id).Revision.Number)}} }
	files, names := [][]byte{aPDF, plate.JPEG("ao-ca")}, []string{"Kế hoạch.pdf", "ao.jpg"}
	if w := h.sendFiles("ha", at+"/files", "files", "text/html", names, files, form()); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	w := h.sendFiles("ha", at+"/files", "files", "application/json", []string{"a.svg", "b.exe"}, [][]byte{aSVG, []byte("MZ\x90\x00")}, form())
	var answer struct{ To, Error string }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code < 400 || !strings.Contains(answer.Error, "“a.svg”") || !strings.Contains(answer.Error, "“b.exe”") {
		t.Errorf("refused: %d %s", w.Code, w.Body)
	}
	w = h.sendFiles("ha", at+"/files", "files", "application/json", []string{"Danh sách.csv"}, [][]byte{[]byte("a,b\n1,2\n3,4\n")}, form())
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != http.StatusOK || answer.To != at {
		t.Errorf("added: %d %s", w.Code, w.Body)
	}
	if w := h.sendFiles("an", at+"/files", "files", "application/json", names, files, form()); w.Code != http.StatusForbidden {
		t.Errorf("who may not edit: %d", w.Code)
	}

	// In the editor
	r := h.see("ha", id).Revision
	text := url.Values{"base": {strconv.Itoa(r.Number)}, "do": {"save"}, "title": {r.Title}, "editor_kind": {"markup"}, "markup": {content.Markup(r.Body)}, "own_work": {"1"}}
	if w := h.sendFiles("ha", at+"/edit", "text_file", "text/html", []string{"Một.pdf", "Hai.pdf"}, [][]byte{aPDF, slices.Concat(aPDF, []byte{' '})}, text); w.Code != http.StatusSeeOther {
		t.Errorf("from the editor: %d", w.Code)
	}
	if body := content.Markup(h.see("ha", id).Revision.Body); !strings.Contains(body, "[Một](media:") || !strings.Contains(body, "[Hai](media:") || !strings.Contains(body, "[Kế hoạch](media:") {
		t.Errorf("the text:\n%s", body)
	}
	upload := func(kind string, data []byte) int {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		part, err := m.CreatePart(map[string][]string{"Content-Disposition": {`form-data; name="file"; filename="x"`}, "Content-Type": {kind}})
		h.must(err)
		part.Write(data)
		m.Close()
		r := httptest.NewRequest(http.MethodPost, at+"/media", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		r.AddCookie(&http.Cookie{Name: desk.SessionCookie, Value: h.session("ha")})
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		return w.Code
	}
	for _, c := range []struct {
		kind string
		data []byte
		want int
	}{{"application/pdf", aPDF, 200}, {"image/png", aPDF, 422}, {"image/jpeg", plate.JPEG("ao-ca"), 200}, {"text/html", []byte("<html><script>"), 422}} {
		if got := upload(c.kind, c.data); got != c.want {
			t.Errorf("%s of %d bytes: %d, want %d", c.kind, len(c.data), got, c.want)
		}
	}
}
