package portal_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"html"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/portal"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// Nothing that is not public stands in any answer to an anonymous reader, by
// whatever address it is asked for (invariant 9).
func TestNothingUnpublishedLeaks(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		const canary = "Hoàng Yến"
		secret := func(slug string) content.Revision {
			return content.Revision{Title: canary + " đề", Summary: canary + " tóm tắt", Body: townText(canary + " thân bài"), Slug: "kin-" + slug, Authors: []string{canary},
				Sources: []content.Source{{Title: canary}}}
		}
		pictures := make(map[string]string)
		hidden := make(map[string]int64)
		add := func(name string, section *store.Section) store.Edition {
			r := secret(name)
			w.numbered++
			pictures[name] = w.picture("image/png", 600, 40+w.numbered)
			r.LeadImage = &content.ImageRef{Media: pictures[name], Alt: canary}
			id, e := w.write(section, r)
			hidden[name] = id
			return e
		}
		add("draft", nil)
		w.end(add("withdrawn", &w.news), store.EditionWithdrawn, "Số liệu đang được rà soát lại.")
		w.end(add("removed", &w.news), store.EditionRemoved, canary+" lý do nội bộ")
		// A later edition takes the place of one that named the canary.
		doc, _ := w.write(&w.news, secret("replaced"))
		hidden["replaced"] = doc
		w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error {
			d, err := tx.Document(t.Context(), doc)
			w.ok(err)
			r := content.Revision{DocumentID: doc, Lang: locale.VI, Title: "Bản đã sửa", Slug: "ban-da-sua", Kind: "news"}
			w.ok(tx.AddRevision(t.Context(), &r, d.Number, content.Aspects))
			all, err := tx.DocumentEditions(t.Context(), doc)
			w.ok(err)
			e := store.Edition{Document: doc, Case: all[0].Case, Site: w.vi.ID, Section: w.news.ID, Revision: r.ID, Kind: "news", Slug: "ban-da-sua", Title: r.Title, Hash: "h"}
			return tx.AddEdition(t.Context(), &e)
		}))
		// A live edition has a newer draft that nobody approved.
		live, e := w.write(&w.news, content.Revision{Title: "Tin đã đăng", Slug: "tin-da-dang", Body: townText("Nội dung đã duyệt.")})
		w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error {
			r := secret("newer")
			r.DocumentID, r.Lang, r.Kind = live, locale.VI, "news"
			return tx.AddRevision(t.Context(), &r, 1, content.Aspects)
		}))

		addresses := []string{"/", "/tin-tuc", "/tuyen-dung", "/tin-tuc/trang/2", "/robots.txt", "/yeu-cau", e.Path("tin-tuc"), "/khong-co", "https://khac.example/",
			"http://songtien-en.localhost/", "http://songtien-en.localhost/news"}
		for name, id := range hidden {
			path := store.Edition{Slug: "kin-" + name, Document: id}.Path("tin-tuc")
			addresses = append(addresses, path, strings.Replace(path, "kin-", "x-", 1), strings.Replace(path, "tin-tuc", "tuyen-dung", 1), "http://songtien-en.localhost"+path)
		}
		for name, id := range pictures {
			addresses = append(addresses, "/media/"+id+".png", "/media/"+id+"-480.png")
			for _, tail := range []string{".png", "-480.png"} {
				if got := w.get("/media/" + id + tail).Code; got != http.StatusNotFound {
					t.Errorf("the picture of what is %s: %d", name, got)
				}
			}
		}
		for _, r := range portal.Routes() {
			path := strings.NewReplacer("{section}", "tin-tuc", "{item}", "kin-draft-1", "{page}", "1", "{link}", "t.1.0..zzz.abc", "{file}", "x.png").Replace(r.Pattern)
			addresses = append(addresses, path)
			if r.Method == http.MethodPost {
				if got := w.form(path, map[string]string{"text": "x", "answer": "right"}, nil); strings.Contains(got.Body.String(), canary) || got.Code < 400 {
					t.Errorf("POST %s: %d", path, got.Code)
				}
			}
		}
		for _, a := range addresses {
			got := w.get(a)
			if strings.Contains(got.Body.String(), canary) {
				t.Errorf("%s leaks", a)
			}
			for k, v := range got.Header() {
				if strings.Contains(strings.Join(v, " "), "kin-") {
					t.Errorf("%s leaks in %s: %s", a, k, v)
				}
			}
			if got.Result().Header.Get("Set-Cookie") != "" {
				t.Errorf("%s sets a cookie", a)
			}
		}
		for name, want := range map[string]int{"draft": 404, "withdrawn": 410, "removed": 410, "replaced": 301} {
			if got := w.get(store.Edition{Slug: "gi-cung-duoc", Document: hidden[name]}.Path("tin-tuc")); got.Code != want {
				t.Errorf("%s: %d, want %d", name, got.Code, want)
			}
		}
		if body := w.get(store.Edition{Slug: "x", Document: hidden["withdrawn"]}.Path("tin-tuc")).Body.String(); !strings.Contains(body, "Số liệu đang được rà soát lại.") {
			t.Error("the notice of a withdrawn item is missing")
		}
	})
}

// The page of an item is what the robots and readers expect of it, and every
// other spelling of its address leads there for ever.
func TestItemPage(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		photo := w.picture("image/jpeg", 1200, 700)
		id, e := w.write(&w.news, content.Revision{Title: "Ba giống lúa chịu mặn <thử>", Summary: "Hai vụ ở năm xã.", Slug: "ba-giong-lua", Body: townText("Xem [mục khác](/tuyen-dung).\n"),
			Authors: []string{"Khoa Thủy sản"}, Sources: []content.Source{{Title: "Biên bản", Number: "41/BB-KNN"}}, LeadImage: &content.ImageRef{Media: photo, Alt: "Ruộng"}})
		path := e.Path("tin-tuc")
		got := w.get(path)
		body := got.Body.String()
		if got.Code != http.StatusOK {
			t.Fatalf("%d %s", got.Code, body)
		}
		for _, want := range []string{`<html lang="vi"`, "<h1>Ba giống lúa chịu mặn &lt;thử&gt;</h1>", `href="https://songtien.example` + path + `"`, "PTT-2026-9", "Khoa Thủy sản", "41/BB-KNN",
			"/media/" + photo + "-480.jpg 480w", `href="/tuyen-dung"`, `property="og:title"`, "application/ld+json", `name="description" content="Hai vụ ở năm xã."`} {
			if !strings.Contains(body, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		if strings.Contains(body, "⟨") {
			t.Error("a message is missing from the catalogs")
		}
		if !strings.Contains(w.get("/tin-tuc").Body.String(), `href="`+path+`"`) || !strings.Contains(w.get("/").Body.String(), `href="`+path+`"`) {
			t.Error("section or first page do not list it")
		}
		h := got.Header()
		if h.Get("Cache-Control") != "public, max-age=0, must-revalidate" || !strings.HasPrefix(h.Get("ETag"), `"`) {
			t.Errorf("headers %v", h)
		}
		if again := w.ask("GET", path, nil, "If-None-Match", h.Get("ETag")); again.Code != http.StatusNotModified {
			t.Errorf("known page: %d", again.Code)
		}
		if zipped := w.ask("GET", path, nil, "Accept-Encoding", "gzip"); zipped.Header().Get("Content-Encoding") != "gzip" {
			t.Error("not compressed")
		}
		for _, other := range []string{"/tin-tuc/ten-cu-" + number(id), "/tin-tuc/" + number(id), "/tuyen-dung/ba-giong-lua-" + number(id), path + "/"} {
			r := w.get(other)
			if r.Code != http.StatusMovedPermanently || r.Header().Get("Location") != strings.TrimSuffix(path, "/") {
				t.Errorf("%s: %d to %s", other, r.Code, r.Header().Get("Location"))
			}
		}
	})
}

func number(id int64) string {
	return regexp.MustCompile(`\d+$`).FindString(store.Edition{Document: id}.Path(""))
}

func TestSectionPages(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		for range 23 {
			w.write(&w.news, content.Revision{Title: "Tin", Slug: "tin"})
		}
		for path, want := range map[string]int{"/tin-tuc": 200, "/tin-tuc/trang/2": 200, "/tin-tuc/trang/3": 404, "/tin-tuc/trang/1": 301, "/tin-tuc/page/2": 301, "/tin-tuc/trang/02": 404,
			"/tin-tuc/trang/-1": 404, "/tin-tuc/": 301, "/tuyen-dung": 200, "/tin-tuc/trang/99999999999999999999": 404} {
			if got := w.get(path); got.Code != want {
				t.Errorf("%s: %d, want %d", path, got.Code, want)
			}
		}
		// Readers with several tabs, those who hear titles first, and search engines
		// tell the pages of a strand apart by them (WCAG 2.4.2).
		month := w.store.Now().In(vi.Zone).Format("2006-01")
		titles := make(map[string]string)
		for _, path := range []string{"/tin-tuc", "/tin-tuc/trang/2", "/tin-tuc/theo-thang/" + month, "/tin-tuc/theo-thang/" + month + "/trang/2", "/theo-thang", "/theo-thang/trang/2", "/theo-thang/" + month} {
			page := w.get(path).Body.String()
			title := regexp.MustCompile(`<title>(.*)</title>`).FindStringSubmatch(page)
			if title == nil || titles[title[1]] != "" {
				t.Fatalf("%s is called %q, as is %s", path, title, titles[title[1]])
			}
			titles[title[1]] = path
			name, _, _ := strings.Cut(title[1], " · ")
			for _, want := range []string{`property="og:title" content="` + name + `"`, `"name":"` + name + `","position"`, `"name":"` + name + `","url"`} {
				if !strings.Contains(page, want) {
					t.Errorf("%s does not have %s", path, want)
				}
			}
		}
		links := func(path string) int {
			return len(regexp.MustCompile(`href="/tin-tuc/tin-\d+"`).FindAllString(w.get(path).Body.String(), -1))
		}
		if n := links("/tin-tuc/trang/2"); n != 3 {
			t.Errorf("%d items on the second page", n)
		}
	})
}

// A site answers on its own host, on label.localhost and under /w/label; any
// other name gets nothing (security class 20).
func TestHosts(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		for _, c := range []struct {
			address  string
			status   int
			location string
		}{
			{"https://songtien.example/", 200, ""},
			{"http://SONGTIEN.example.:8080/", 200, ""},
			{"http://songtien.localhost:8080/", 200, ""},
			{"http://127.0.0.1:8080/", 302, "https://songtien.example/"},
			{"http://[::1]:8080/w/songtien-en/", 200, ""},
			{"https://congbo.example/w/songtien-en", 302, "/w/songtien-en/"},
			{"https://congbo.example/w/songtien-en/news", 200, ""},
			{"https://congbo.example/w/songtien/tin-tuc", 302, "https://songtien.example/tin-tuc"},
			{"https://congbo.example/w/songtien//evil.example", 404, ""},
			{"https://congbo.example/w/khong-co/", 404, ""},
			{"https://congbo.example/tin-tuc", 404, ""},
			{"https://evil.example/", 421, ""},
			{"https://evil.example/w/songtien-en/", 421, ""},
			{"https://songtien.example.evil.example/", 421, ""},
			{"https://khong-co.localhost/", 421, ""},
		} {
			got := w.get(c.address)
			if got.Code != c.status || got.Header().Get("Location") != c.location {
				t.Errorf("%s: %d %q, want %d %q", c.address, got.Code, got.Header().Get("Location"), c.status, c.location)
			}
			if strings.Contains(got.Body.String(), "evil") {
				t.Errorf("%s: the page repeats the host", c.address)
			}
		}
		if body := w.get("https://congbo.example/w/songtien-en/").Body.String(); !strings.Contains(body, `href="/w/songtien-en/news"`) || !strings.Contains(body, `href="https://songtien.example/"`) {
			t.Error("links of a site under a path")
		}
	})
}

// Hostile paths and headers get a page of the portal, never a redirect to
// elsewhere, never a failure of ours (security classes 15, 20, 21).
func TestHostileRequests(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		for _, path := range []string{"//evil.example", "//evil.example/", "/\\evil.example/", "/%2f%2fevil.example/", "/..%2f..%2fetc/passwd", "/media/..%2f..%2fcongbo.db", "/tin-tuc/%00-1",
			"/tin-tuc/%F0%28%8C%BC-1", "/tin-tuc/9223372036854775808", "/tin-tuc/-1", "/tin-tuc/0", "/" + strings.Repeat("a", 8000), "/tin-tuc/" + strings.Repeat("a", 8000) + "-1",
			"/assets/../portal.go", "/assets/", "/media/" + strings.Repeat("0", 64) + ".jpg", "/media/" + strings.Repeat("0", 64) + "-480.svg", "/yeu-cau/theo-doi/" + strings.Repeat("x", 5000),
			"/yeu-cau/ket-qua/a.1.0..zzzzz.AAAA", "/tin-tuc/x-1.css", "/.git/config", "/tin-tuc/;x-1"} {
			for _, method := range []string{"GET", "HEAD", "POST", "PUT", "OPTIONS"} {
				got := w.ask(method, path, nil)
				if got.Code < 400 || got.Code >= 500 {
					t.Errorf("%s %.60s: %d", method, path, got.Code)
				}
				if got.Header().Get("Location") != "" || strings.Contains(got.Header().Get("Cache-Control"), "public") {
					t.Errorf("%s %.60s: %v", method, path, got.Header())
				}
			}
		}
		plain := w.get("/").Body.String()
		for _, header := range []string{"X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "X-Rewrite-URL", "Forwarded", "X-Host", "Accept-Language", "Cookie", "Referer"} {
			if got := w.ask("GET", "/", nil, header, "evil.example"); got.Body.String() != plain || got.Code != 200 {
				t.Errorf("%s changes a shared page", header)
			}
		}
		if got := w.ask("DELETE", "/yeu-cau", nil); got.Code != http.StatusMethodNotAllowed || got.Header().Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("DELETE: %d %v", got.Code, got.Header())
		}
		csp := w.get("/").Header().Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "script") || strings.Contains(csp, "unsafe") {
			t.Errorf("policy %s", csp)
		}
	})
}

var trackLink = regexp.MustCompile(`/yeu-cau/theo-doi/([^"?#]+)"`)

// Anybody sends a request by the form, gets code and due time, follows it and
// adds to it without an account (R-I2).
func TestRequestForm(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		first := w.get("/yeu-cau")
		key := regexp.MustCompile(`name="key" value="([A-Z2-7]{26})"`).FindStringSubmatch(first.Body.String())
		if first.Code != 200 || key == nil || first.Header().Get("Cache-Control") != "no-store" || first.Header().Get("Referrer-Policy") != "no-referrer" {
			t.Fatalf("form: %d %v", first.Code, first.Header())
		}
		fields := map[string]string{"key": key[1], "mailbox": number(w.box), "name": "Võ Thị Lan", "email": "lan@khoa", "title": "Trao học bổng <b>", "text": "Ngày 27/8 …"}
		files := map[string]string{`C:\anh\Danh sách.csv`: "họ tên;số tiền\nVõ;5\n"}
		wrong := w.form("/yeu-cau", fields, files)
		body := wrong.Body.String()
		for _, want := range []string{"Trao học bổng &lt;b&gt;", "Ngày 27/8 …", `href="#f-email"`, `href="#f-pledge"`, "xin chọn lại"} {
			if !strings.Contains(body, want) {
				t.Errorf("the form that came back lacks %s", want)
			}
		}
		if wrong.Code != http.StatusUnprocessableEntity || !strings.Contains(body, key[1]) {
			t.Errorf("wrong form: %d", wrong.Code)
		}
		fields["email"], fields["pledge"] = "lan@khoa.example", "1"
		fields["website"] = "http://spam.example"
		if got := w.form("/yeu-cau", fields, files); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("trap: %d", got.Code)
		}
		delete(fields, "website")
		sent := w.form("/yeu-cau", fields, files)
		done := sent.Header().Get("Location")
		if sent.Code != http.StatusSeeOther || !strings.HasPrefix(done, "/yeu-cau/da-nhan/") {
			t.Fatalf("sent: %d %s %s", sent.Code, done, sent.Body)
		}
		if again := w.form("/yeu-cau", fields, files); again.Code != http.StatusSeeOther {
			t.Errorf("sent twice: %d", again.Code)
		}
		thanks := w.get(done).Body.String()
		if !strings.Contains(thanks, "PTT-2026-000001") || !strings.Contains(thanks, "14:30 thứ Năm 03/9/2026") {
			t.Errorf("the receipt lacks code or due time")
		}
		link := trackLink.FindStringSubmatch(thanks)
		if link == nil {
			t.Fatal("no way to follow it")
		}
		track := "/yeu-cau/theo-doi/" + link[1]
		page := w.get(track)
		if page.Code != 200 || !strings.Contains(page.Body.String(), "Danh sách.csv") || strings.Contains(page.Body.String(), "C:") || page.Header().Get("Cache-Control") != "no-store" ||
			!strings.Contains(page.Header().Get("X-Robots-Tag"), "noindex") {
			t.Errorf("tracking page: %d %v", page.Code, page.Header())
		}
		if got := w.form(track, map[string]string{"key": key[1][1:] + "A", "text": " "}, nil); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("empty message: %d", got.Code)
		}
		for range 2 {
			got := w.form(track, map[string]string{"key": strings.Repeat("B", 26), "text": "Số suất đúng là 31 <script>."}, map[string]string{"bang.csv": "a;b"})
			if got.Code != http.StatusSeeOther {
				t.Fatalf("message: %d %s", got.Code, got.Body)
			}
		}
		if body := w.get(track + "?sent").Body.String(); strings.Count(body, "Số suất đúng là 31 &lt;script&gt;.") != 1 || !strings.Contains(body, "bang.csv") {
			t.Error("the message does not stand there once")
		}
		if got := w.get(track[:len(track)-1] + "x"); got.Code != http.StatusNotFound {
			t.Errorf("forged link: %d", got.Code)
		}
		var n int
		w.ok(w.store.View(t.Context(), func(tx *store.Tx) error {
			req, err := tx.RequestByCode(t.Context(), 1, "PTT-2026-000001")
			w.ok(err)
			all, err := tx.Messages(t.Context(), req.ID)
			n = len(all)
			if _, err := tx.RequestByCode(t.Context(), 1, "PTT-2026-000002"); !fault.Is(err, fault.NotFound) {
				t.Error("one form made two requests")
			}
			return err
		}))
		if n != 2 {
			t.Errorf("%d messages", n)
		}
	})
}

// A page of another website cannot send our forms, and nobody sends them
// without end.
func TestFormsAreGuarded(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		got := w.ask("POST", "/yeu-cau", strings.NewReader("title=x"), "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
		if got.Code != http.StatusForbidden {
			t.Errorf("from another site: %d", got.Code)
		}
		if got := w.ask("POST", "/yeu-cau", bytes.NewReader(make([]byte, 65<<20)), "Content-Type", "application/x-www-form-urlencoded"); got.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("too large: %d", got.Code)
		}
		last := 0
		for range 40 {
			last = w.form("/yeu-cau", nil, map[string]string{}).Code
		}
		if last != http.StatusTooManyRequests {
			t.Errorf("after forty forms: %d", last)
		}
		if got := w.get("/yeu-cau"); got.Code != http.StatusOK {
			t.Errorf("reading is limited: %d", got.Code)
		}
	})
}

// An answer link shows a question and changes nothing; one of another purpose
// or institution is none.
func TestAnswerLinks(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		now := w.store.Now()
		track := w.cases.TrackLink(1, now)
		if got := w.get(cases.AnswerPath(locale.VI, track)); got.Code != http.StatusNotFound {
			t.Errorf("a tracking link as an answer link: %d", got.Code)
		}
		old := w.cases.Sign(cases.Link{Purpose: cases.LinkAnswer, Case: 1, Expires: now.AddDate(0, 0, -1)})
		if got := w.get(cases.AnswerPath(locale.VI, old)); got.Code != http.StatusForbidden {
			t.Errorf("an old link: %d", got.Code)
		}
	})
}

// Pictures are offered in the widths that pages name, without what the camera
// noted, upright; files never open in the page (security classes 4, 14).
func TestMedia(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		lying := w.keep("image/jpeg", exifJPEG(t, w, 6), 600, 1200)
		bomb := w.keep("image/png", hugePNG(), 30_000, 30_000)
		paper := w.keep("application/pdf", []byte("%PDF-1.4 <script>alert(1)</script>"), 0, 0)
		odd := w.keep("text/html", []byte("<script>alert(1)</script>"), 0, 0)
		body := townText("Chữ.")
		for _, id := range []string{lying, bomb, paper, odd} {
			body = content.Body{Doc: content.Node{Type: "doc", Content: append(body.Doc.Content, content.Node{Type: "file", Attrs: map[string]any{"media": id, "title": "Tệp"}})}, Version: body.Version}
		}
		w.write(&w.news, content.Revision{Title: "Có tệp", Slug: "co-tep", Body: body})
		small := w.get("/media/" + lying + "-480.jpg")
		img, kind, err := image.Decode(bytes.NewReader(small.Body.Bytes()))
		if err != nil || kind != "jpeg" || img.Bounds().Dx() != 480 || img.Bounds().Dy() != 960 {
			t.Fatalf("%d %v %s %v", small.Code, err, kind, small.Header())
		}
		if bytes.Contains(small.Body.Bytes(), []byte("Exif")) {
			t.Error("the camera's notes are still there")
		}
		if whole := w.get("/media/" + lying + ".jpg"); bytes.Contains(whole.Body.Bytes(), []byte("Exif")) {
			t.Error("the whole picture has the camera's notes")
		} else if img, _, err := image.Decode(whole.Body); err != nil || img.Bounds().Dx() != 600 || img.Bounds().Dy() != 1200 {
			t.Errorf("the whole picture is not upright: %v, %v", img.Bounds(), err)
		}
		if again := w.get("/media/" + lying + "-480.jpg"); !bytes.Equal(again.Body.Bytes(), small.Body.Bytes()) {
			t.Error("the kept picture is another")
		}
		h := small.Header()
		if h.Get("Cache-Control") != "private, max-age=3600, immutable" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("headers %v", h)
		}
		// A reader of feeds that is a website shows our pictures, and nothing else of ours.
		card := ogImage.FindStringSubmatch(w.get("/").Body.String())
		if card == nil {
			t.Fatal("the first page has no picture")
		}
		for path, want := range map[string]string{"/media/" + lying + "-480.jpg": "cross-origin", card[1]: "cross-origin", "/": "same-origin", "/tim-kiem": "same-origin", "/yeu-cau": "same-origin"} {
			if got := w.get(path).Header().Get("Cross-Origin-Resource-Policy"); got != want {
				t.Errorf("%s may be shown by %q, not %q", path, got, want)
			}
		}
		if got := w.ask("GET", "/media/"+lying+"-480.jpg", nil, "If-None-Match", h.Get("ETag")); got.Code != http.StatusNotModified {
			t.Errorf("known picture: %d", got.Code)
		}
		for path, want := range map[string]int{"/media/" + lying + ".jpg": 200, "/media/" + lying + "-481.jpg": 404, "/media/" + lying + "-1920.jpg": 404, "/media/" + lying + ".png": 404,
			"/media/" + lying + "-480.png": 404, "/media/" + lying: 404, "/media/" + bomb + "-480.png": 404, "/media/" + paper + ".pdf": 200, "/media/" + odd + ".html": 404, "/media/" + odd + ".bin": 200} {
			if got := w.get(path); got.Code != want {
				t.Errorf("%s: %d, want %d", path[70:], got.Code, want)
			}
		}
		for path, kind := range map[string]string{paper + ".pdf": "application/pdf", odd + ".bin": "application/octet-stream"} {
			h := w.get("/media/" + path).Header()
			if h.Get("Content-Type") != kind || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") {
				t.Errorf("%s: %v", path[64:], h)
			}
		}
	})
}

// The page of an edition as one file: the picture lies in it, nothing is asked
// for, and a later edition leaves the earlier one as it was (R-B4).
func TestWholePage(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		photo := w.keep("image/jpeg", exifJPEG(t, w, 6), 600, 1200)
		body := townText("Lúa chịu mặn.")
		body.Doc.Content = append(body.Doc.Content, content.Node{Type: "image", Attrs: map[string]any{"media": photo, "alt": "Ruộng lúa"}})
		w.write(&w.news, content.Revision{Title: "Ruộng lúa bên sông", Slug: "ruong-lua", Body: body})
		var e store.Edition
		if err := w.store.View(t.Context(), func(tx *store.Tx) error {
			list, err := tx.LiveEditions(t.Context(), w.news.Site, 0, nil, 1)
			if err == nil {
				e = list[0]
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		page, err := w.portal.Whole(t.Context(), e.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"Ruộng lúa bên sông", "Lúa chịu mặn.", `src="data:image/jpeg;base64,`, "<style>", "Content-Security-Policy", `alt="Ruộng lúa"`} {
			if !bytes.Contains(page, []byte(want)) {
				t.Errorf("no %s", want)
			}
		}
		if m := regexp.MustCompile(`src="data:image/jpeg;base64,([^"]+)"`).FindSubmatch(page); m != nil {
			data, err := base64.StdEncoding.DecodeString(html.UnescapeString(string(m[1])))
			if c, _, e := image.DecodeConfig(bytes.NewReader(data)); err != nil || e != nil || c.Width > c.Height || bytes.Contains(data, []byte("Exif")) {
				t.Errorf("the kept picture: %v, %v, %d × %d, or the camera's notes are there", err, e, c.Width, c.Height)
			}
		}
		for _, not := range []string{"<script", "<link", "srcset", `src="/`, "url(/", "@font-face", ` action="`} {
			if bytes.Contains(page, []byte(not)) {
				t.Errorf("there is %s: %.200s", not, page[max(0, bytes.Index(page, []byte(not))-90):])
			}
		}
	})
}

// exifJPEG is a picture of 1200 × 600 pixels taken with the camera held as
// turn says.
func exifJPEG(t *testing.T, w *town, turn byte) []byte {
	t.Helper()
	id := w.picture("image/jpeg", 1200, 600)
	f, err := w.blobs.Get(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b bytes.Buffer
	b.ReadFrom(f)
	notes := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	notes[6+8+2+8+1] = turn
	segment := append([]byte{0xFF, 0xE1, 0, byte(len(notes) + 2)}, notes...)
	return append(append([]byte{0xFF, 0xD8}, segment...), b.Bytes()[2:]...)
}

// hugePNG says that it has 900 million pixels.
func hugePNG() []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	binary.Write(&b, binary.BigEndian, [2]uint32{30_000, 30_000})
	b.WriteString("\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	return b.Bytes()
}
