package desk_test

import (
	"bytes"
	"encoding/base64"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"congbo/internal/convert"
	"congbo/internal/desk"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// R-P1: an administrator takes in a list of people: looks, mends, carries out.
// What the desk gives out, it takes in, and no cell of it is a formula.
func TestPeopleTablePage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s, storetest.At("2026-08-27 08:00"))
		furnish(h)
		const path = "/desk/people/table"
		send := func(fields url.Values, file string) *httptest.ResponseRecorder {
			var b bytes.Buffer
			m := multipart.NewWriter(&b)
			for k, list := range fields {
				for _, x := range list {
					h.must(m.WriteField(k, x))
				}
			}
			if file != "" {
				w, err := m.CreateFormFile("file", "nguoi.csv")
				h.must(err)
				_, err = w.Write([]byte(file))
				h.must(err)
			}
			h.must(m.Close())
			r := httptest.NewRequest(http.MethodPost, path, &b)
			r.Header.Set("Content-Type", m.FormDataContentType())
			r.AddCookie(&http.Cookie{Name: desk.SessionCookie, Value: h.session("tu")})
			w := httptest.NewRecorder()
			h.handler.ServeHTTP(w, r)
			return w
		}
		if w := send(nil, ""); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("no file: %d", w.Code)
		}
		wrong := send(url.Values{"invite": {"1"}}, "Họ và tên;Thư điện tử;Vai trò\n=An;an@songtien.example;vua\n")
		if body := wrong.Body.String(); wrong.Code != http.StatusOK || !strings.Contains(body, "Không có vai trò “vua”") || strings.Contains(body, "Thực hiện 1 dòng") {
			t.Errorf("a wrong row: %d", wrong.Code)
		}
		const right = "Họ và tên;Thư điện tử;Vai trò\n=An;an2@songtien.example;Webmaster\n"
		table := strings.Replace(right, "Webmaster", "webmaster", 1)
		looked := send(nil, table)
		body := looked.Body.String()
		_, digest, _ := strings.Cut(body, `name="digest" value="`)
		digest, _, _ = strings.Cut(digest, `"`)
		if looked.Code != http.StatusOK || digest == "" || !strings.Contains(body, "Thực hiện 1 dòng") {
			t.Fatalf("looked at: %d", looked.Code)
		}
		data := base64.StdEncoding.EncodeToString([]byte(table))
		if w := send(url.Values{"table": {data}, "digest": {"another"}}, ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "dữ liệu đã thay đổi") {
			t.Errorf("another result: %d", w.Code)
		}
		if w := send(url.Values{"table": {data}, "digest": {digest}}, ""); w.Code != http.StatusSeeOther {
			t.Errorf("carried out: %d", w.Code)
		}
		out := h.get("tu", "/desk/people/people.csv")
		raw := out.Body.String()
		if !strings.Contains(raw, `"'=An"`) || strings.Contains(raw, `,=`) || strings.Contains(raw, `"=`) {
			t.Error("a cell begins a formula")
		}
		sheet, err := convert.ReadSheet([]byte(raw))
		h.must(err)
		if again := send(nil, raw); !strings.Contains(again.Body.String(), "Đã có, giữ nguyên: ") || len(sheet.Rows) < 2 || strings.Contains(again.Body.String(), "Sai:") {
			t.Error("what was given out is not taken in")
		}
		if w := send(nil, h.get("tu", "/desk/people/template.csv").Body.String()); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Thực hiện 2 dòng") {
			t.Errorf("the template: %d", w.Code)
		}
	})
}
