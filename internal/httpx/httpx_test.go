package httpx_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
)

// Only named proxies are believed about who asks (design: Hosts; ASVS 4.1.3).
func TestClient(t *testing.T) {
	proxies, err := httpx.ParseProxies([]string{"10.0.0.0/8", "127.0.0.1", "fd00::/8"})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, remote, forwarded, want string
	}{
		{"nobody between", "203.0.113.7:4711", "", "203.0.113.7"},
		{"a stranger's word", "203.0.113.7:4711", "198.51.100.1", "203.0.113.7"},
		{"our proxy's word", "10.1.2.3:80", "198.51.100.1", "198.51.100.1"},
		{"two of our proxies", "10.1.2.3:80", "198.51.100.1, 10.9.9.9", "198.51.100.1"},
		{"what the client made up stands in front", "10.1.2.3:80", "1.1.1.1, 198.51.100.1", "198.51.100.1"},
		{"nonsense ends the chain", "10.1.2.3:80", "198.51.100.1, <script>", "10.1.2.3"},
		{"with a port", "127.0.0.1:80", "198.51.100.1:999", "198.51.100.1"},
		{"IPv6", "[fd00::1]:80", "2001:db8::5", "2001:db8::5"},
		{"IPv4 in IPv6", "[::ffff:127.0.0.1]:80", "198.51.100.1", "198.51.100.1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = tt.remote
			r.Header.Set("X-Forwarded-For", tt.forwarded)
			if got := proxies.Client(r).Addr.String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	r := httptest.NewRequest("GET", "http://inside/", nil)
	r.Header.Set("X-Forwarded-Proto", "https")
	r.Header.Set("X-Forwarded-Host", "Songtien.example:443")
	r.RemoteAddr = "10.0.0.1:80"
	if c := proxies.Client(r); c.Scheme != "https" || c.Host != "songtien.example:443" {
		t.Errorf("behind a proxy: %+v", c)
	}
	r.RemoteAddr = "203.0.113.7:80"
	if c := proxies.Client(r); c.Scheme != "http" || c.Host != "inside" {
		t.Errorf("from a stranger: %+v", c)
	}
	if _, err := httpx.ParseProxies([]string{"proxy.example"}); err == nil {
		t.Error("a name was taken for an address")
	}
	for addr, want := range map[string]string{"[2001:db8:1:2:3::4]:1": "2001:db8:1:2::/64", "192.0.2.9:1": "192.0.2.9"} {
		r.RemoteAddr = addr
		if got := (httpx.Proxies{}).Client(r).Key(); got != want {
			t.Errorf("key of %s is %s", addr, got)
		}
	}
}

// A failure becomes a page of its kind; what is internal stays in the log.
func TestErrorsBecomePages(t *testing.T) {
	for _, tt := range []struct {
		name   string
		do     httpx.HandlerFunc
		status int
		logged string
	}{
		{"not found", func(http.ResponseWriter, *http.Request) error { return fault.New(fault.NotFound, "fault.not_found") }, 404, ""},
		{"wrapped", func(http.ResponseWriter, *http.Request) error {
			return fmt.Errorf("save: %w", fault.New(fault.Conflict, "store.edition_ended"))
		}, 409, ""},
		{"internal", func(http.ResponseWriter, *http.Request) error { return errors.New("disk on fire") }, 500, "disk on fire"},
		{"panic", func(http.ResponseWriter, *http.Request) error { panic("oh") }, 500, "panic: oh"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			e := httpx.Errors{Log: slog.New(slog.NewTextHandler(&log, nil)), Page: func(w http.ResponseWriter, r *http.Request, status int, err error) {
				httpx.WriteHTML(w, r, status, locale.VI, []byte(locale.Error(locale.VI, err)))
			}}
			w := httptest.NewRecorder()
			e.Handle(tt.do).ServeHTTP(w, httptest.NewRequest("GET", "/x", nil))
			if w.Code != tt.status || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%d %v", w.Code, w.Header())
			}
			if strings.Contains(w.Body.String(), "fire") || !strings.Contains(log.String(), tt.logged) || (tt.logged == "") != (log.Len() == 0) {
				t.Errorf("page %q, log %q", w.Body, &log)
			}
		})
	}
}

// What has begun cannot become another page: the connection is cut.
func TestFailureAfterBeginning(t *testing.T) {
	e := httpx.Errors{Page: func(http.ResponseWriter, *http.Request, int, error) { t.Error("a second page was sent") }}
	s := httptest.NewServer(e.Handle(func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "half")
		w.(interface{ Unwrap() http.ResponseWriter }).Unwrap().(http.Flusher).Flush()
		return errors.New("lost")
	}))
	defer s.Close()
	res, err := http.Get(s.URL)
	if err == nil {
		defer res.Body.Close()
		_, err = io.ReadAll(res.Body)
	}
	if err == nil {
		t.Error("the browser was told that the page is whole")
	}
}

func TestFront(t *testing.T) {
	var log bytes.Buffer
	f := httpx.Front{Log: slog.New(slog.NewTextHandler(&log, nil)), Now: func() time.Time { return time.Unix(0, 0) }, Random: strings.NewReader(strings.Repeat("abcdefghij", 9))}
	var id string
	h := f.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { id = httpx.ID(r); w.WriteHeader(204) }))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/trang?khoa=mat-khau", nil))
	if len(id) != 16 || w.Header().Get("X-Request-Id") != id {
		t.Errorf("id %q, header %q", id, w.Header().Get("X-Request-Id"))
	}
	if s := log.String(); !strings.Contains(s, "path=/trang") || !strings.Contains(s, "status=204") || strings.Contains(s, "mat-khau") {
		t.Errorf("log: %s", s)
	}
}

func TestSecurityHeaders(t *testing.T) {
	s := httpx.Security{Policy: httpx.PortalPolicy, HSTS: 63072000, Private: true}
	front := httpx.Front{}
	for scheme, hsts := range map[string]string{"http": "", "https": "max-age=63072000"} {
		w := httptest.NewRecorder()
		front.Handler(s.Guard(http.NotFoundHandler())).ServeHTTP(w, httptest.NewRequest("GET", scheme+"://x.example/", nil))
		h := w.Header()
		if h.Get("Strict-Transport-Security") != hsts || h.Get("Content-Security-Policy") != httpx.PortalPolicy ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", scheme, h)
		}
	}
}

func TestForeignForms(t *testing.T) {
	e := httpx.Errors{Page: func(w http.ResponseWriter, _ *http.Request, status int, _ error) { w.WriteHeader(status) }}
	h := e.SameOrigin(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }))
	for site, want := range map[string]int{"cross-site": 403, "same-origin": 200, "same-site": 403, "none": 200} {
		r := httptest.NewRequest("POST", "/", nil)
		r.Header.Set("Sec-Fetch-Site", site)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d", site, w.Code)
		}
	}
}

func TestLanguage(t *testing.T) {
	for accept, want := range map[string]locale.Lang{
		"": locale.VI, "en": locale.EN, "vi-VN,vi;q=0.9,en;q=0.8": locale.VI, "fr, en-GB;q=0.5, vi;q=0.3": locale.EN, "en;q=0": locale.VI,
		"de,fr": locale.VI, "en;q=NaN, vi;q=0.1": locale.VI, strings.Repeat("x,", 9999) + "en": locale.VI,
	} {
		if got := httpx.Language(accept); got != want {
			t.Errorf("%.40q: %s, want %s", accept, got, want)
		}
	}
}

// Every form of an answer unpacks to the same bytes, with an ETag of its own.
func TestPacked(t *testing.T) {
	body := []byte("<!doctype html>" + strings.Repeat("<p>Thông báo tuyển sinh năm 2027</p>", 200))
	p, err := httpx.Pack("text/html; charset=utf-8", body)
	if err != nil {
		t.Fatal(err)
	}
	tags := make(map[string]bool)
	for accept, coding := range map[string]string{"": "", "gzip, deflate": "gzip", "gzip;q=0, br": "br", "br, zstd;q=0.1": "any", "*": "any", "identity": ""} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		p.Serve(w, r, 200)
		got := w.Header().Get("Content-Encoding")
		if coding != "any" && got != coding {
			t.Errorf("%q: coded %q", accept, got)
		}
		if got == "gzip" {
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if plain, _ := io.ReadAll(z); !bytes.Equal(plain, body) {
				t.Error("gzip says something else")
			}
		}
		if w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: Vary %q", accept, w.Header().Get("Vary"))
		}
		tag := w.Header().Get("ETag")
		tags[tag] = true
		r.Header.Set("If-None-Match", `"other", W/`+tag)
		w = httptest.NewRecorder()
		p.Serve(w, r, 200)
		if w.Code != 304 || w.Body.Len() > 0 {
			t.Errorf("%q: again %d with %d bytes", accept, w.Code, w.Body.Len())
		}
	}
	if len(tags) != 3 {
		t.Errorf("tags %v", tags)
	}
	r := httptest.NewRequest("HEAD", "/", nil)
	w := httptest.NewRecorder()
	p.Serve(w, r, 410)
	if w.Code != 410 || w.Body.Len() != 0 || w.Header().Get("Content-Length") != fmt.Sprint(len(body)) {
		t.Errorf("HEAD: %d, %d bytes, %v", w.Code, w.Body.Len(), w.Header())
	}
}

func TestAssets(t *testing.T) {
	files := fstest.MapFS{
		"a.css/1.css": {Data: []byte("/* no\n word */\nb :is(p, a) {\n  src: url(font.woff2);\n  font:\n    1em; }\n")}, "a.css/2.css": {Data: []byte("i{mask:url(\"data:image/svg+xml,%3Csvg/%3E\");content: \"{ a; \"}")},
		"font.woff2": {Data: []byte("wOF2")},
	}
	a, err := httpx.NewAssets(files, "/assets/")
	if err != nil {
		t.Fatal(err)
	}
	path, err := a.Path("a.css")
	if err != nil || !strings.HasPrefix(path, "/assets/a.") {
		t.Fatal(path, err)
	}
	w := httptest.NewRecorder()
	if err := a.Serve(w, httptest.NewRequest("GET", path, nil)); err != nil {
		t.Fatal(err)
	}
	font, _ := a.Path("font.woff2")
	if got := w.Body.String(); !strings.Contains(got, "b :is(p,a){src:url("+font+");font:1em}") || strings.Contains(got, "word") || !strings.Contains(got, `"data:image/svg+xml,%3Csvg/%3E");content:"{ a; "}`) {
		t.Errorf("style sheet: %s", got)
	}
	if h := w.Header(); h.Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(h.Get("Cache-Control"), "immutable") {
		t.Errorf("%v", h)
	}
	if err := a.Serve(w, httptest.NewRequest("GET", "/assets/a.css", nil)); !fault.Is(err, fault.NotFound) {
		t.Errorf("an address without digest: %v", err)
	}
	files["a.css/3.css"] = &fstest.MapFile{Data: []byte("u{background:url(gone.svg)}")}
	if _, err := httpx.NewAssets(files, "/assets/"); err == nil {
		t.Error("a style sheet may name what is not there")
	}
}

func TestLimiter(t *testing.T) {
	now := time.Unix(0, 0)
	l := httpx.NewLimiter(6, time.Minute, 2, 3, func() time.Time { return now })
	allow := func(key string) bool { ok, _ := l.Allow(key); return ok }
	if got := []bool{allow("a"), allow("a"), allow("a")}; !slices.Equal(got, []bool{true, true, false}) {
		t.Error("two at once, not three")
	}
	if _, wait := l.Allow("a"); wait != 10*time.Second {
		t.Errorf("wait %s", wait)
	}
	if !allow("b") {
		t.Error("another is not concerned")
	}
	if now = now.Add(10 * time.Second); !allow("a") || allow("a") {
		t.Error("one every ten seconds")
	}
	for i := range 50 {
		allow(fmt.Sprint("x", i))
	}
	if l.Keys() != 3 {
		t.Errorf("remembers %d keys", l.Keys())
	}
}

func multipartForm(t *testing.T, fields map[string]string, files map[string][]byte) (*http.Request, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		w.WriteField(k, v)
	}
	for name, data := range files {
		p, err := w.CreateFormFile("files", name)
		if err != nil {
			t.Fatal(err)
		}
		p.Write(data)
	}
	w.Close()
	r := httptest.NewRequest("POST", "/", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r, b.String()
}

// Forms are bounded before they are believed (ASVS 5.2.1).
func TestForms(t *testing.T) {
	b := httpx.Budget{Fields: 3, Field: 100, Files: 2, File: 1000, Total: 4000}
	field := func(n int) map[string]string { return map[string]string{"title": strings.Repeat("ă", n)} }
	file := func(sizes ...int) map[string][]byte {
		m := make(map[string][]byte)
		for i, n := range sizes {
			m[fmt.Sprintf("tệp %d.docx", i)] = make([]byte, n)
		}
		return m
	}
	for _, tt := range []struct {
		name   string
		fields map[string]string
		files  map[string][]byte
		kind   fault.Kind
		ok     bool
	}{
		{"fits", field(50), file(1000, 10), 0, true},
		{"no file chosen", field(1), map[string][]byte{"": nil}, 0, true},
		{"long field", field(51), nil, fault.TooLarge, false},
		{"many fields", map[string]string{"a": "", "b": "", "c": "", "d": ""}, nil, fault.TooLarge, false},
		{"large file", nil, file(1001), fault.TooLarge, false},
		{"many files", nil, file(1, 1, 1), fault.TooLarge, false},
		{"all too large", nil, file(999, 999, 999, 999, 999), fault.TooLarge, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var fr httpx.FormReader
			r, _ := multipartForm(t, tt.fields, tt.files)
			f, done, err := fr.Read(httptest.NewRecorder(), r, b)
			done()
			if (err == nil) != tt.ok || err != nil && !fault.Is(err, tt.kind) {
				t.Fatalf("%v", err)
			}
			if tt.name == "no file chosen" && len(f.Files) != 0 {
				t.Errorf("files: %v", f.Files)
			}
		})
	}
	t.Run("fields alone", func(t *testing.T) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(url.Values{"reason": {"Sai họ tên"}, "a": {"1"}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		f, _, err := new(httpx.FormReader).Read(httptest.NewRecorder(), r, b)
		if err != nil || f.Get("reason") != "Sai họ tên" {
			t.Errorf("%v %v", f, err)
		}
	})
	t.Run("broken off", func(t *testing.T) {
		r, raw := multipartForm(t, field(5), nil)
		r2 := httptest.NewRequest("POST", "/", strings.NewReader(raw[:len(raw)/2]))
		r2.Header = r.Header
		if _, _, err := new(httpx.FormReader).Read(httptest.NewRecorder(), r2, b); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v", err)
		}
	})
	t.Run("no form at all", func(t *testing.T) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(`{"a":1}`))
		r.Header.Set("Content-Type", "application/json")
		if _, _, err := new(httpx.FormReader).Read(httptest.NewRecorder(), r, b); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v", err)
		}
	})
}

// What all uploads together hold in memory is bounded; room is given back once.
func TestFormsInFlight(t *testing.T) {
	fr := httpx.FormReader{InFlight: 3000}
	b := httpx.Budget{Fields: 3, Field: 100, Files: 2, File: 2000, Total: 4000}
	read := func() (func(), error) {
		r, _ := multipartForm(t, nil, map[string][]byte{"a.txt": make([]byte, 1500)})
		_, done, err := fr.Read(httptest.NewRecorder(), r, b)
		return done, err
	}
	done, err := read()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := read(); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a second one beside the first: %v", err)
	}
	done()
	done()
	if done, err = read(); err != nil {
		t.Errorf("after the first: %v", err)
	}
	done()
}

// Compressed answers are not confused with plain ones by caches.
func TestCompress(t *testing.T) {
	h := httpx.Compress(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		httpx.WriteHTML(w, r, 200, locale.VI, []byte(strings.Repeat("<p>Hồ sơ của tôi</p>", 500)))
	}))
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(w.Header().Get("Vary"), "Accept-Encoding") || w.Body.Len() > 3000 {
		t.Errorf("%v, %d bytes", w.Header(), w.Body.Len())
	}
}

func FuzzForm(f *testing.F) {
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n"))
	f.Add("application/x-www-form-urlencoded", []byte("a=b&c=%C4%91"))
	b := httpx.Budget{Fields: 3, Field: 100, Files: 2, File: 1000, Total: 4000}
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		r := httptest.NewRequest("POST", "/", bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		form, done, err := new(httpx.FormReader).Read(httptest.NewRecorder(), r, b)
		defer done()
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Errorf("not a fault: %v", err)
			}
			return
		}
		for _, file := range form.Files {
			if len(file.Data) > int(b.File) {
				t.Errorf("a file of %d bytes", len(file.Data))
			}
		}
	})
}

func TestTemplates(t *testing.T) {
	files := fstest.MapFS{"layout.html": {Data: []byte(`<title>{{.}}</title>{{template "main" .}}`)}, "_part.html": {Data: []byte(`{{define "part"}}{{lang}}{{end}}`)},
		"page.html": {Data: []byte(`{{define "main"}}{{template "part"}} {{t "fault.not_found"}}{{end}}`)}, "bad.html": {Data: []byte(`{{define "main"}}half{{.Nothing}}{{end}}`)}}
	set, err := httpx.ParseTemplates(files, func(locale.Lang) template.FuncMap { return nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range locale.Langs {
		b, err := set.Render(l, "page", "<b>")
		if want := "<title>&lt;b&gt;</title>" + string(l) + " " + locale.T(l, "fault.not_found"); err != nil || string(b) != want {
			t.Errorf("%s: %q %v", l, b, err)
		}
		if b, err := set.Render(l, "bad", "x"); err == nil || b != nil {
			t.Errorf("%s: half a page: %q", l, b)
		}
	}
}

// A reader who has an answer in one form has it in all: under a tag of any of its
// forms they are told that it has not changed, also of one that was packed in a
// hurry, and of no other answer.
func TestTagsOfAllForms(t *testing.T) {
	body := []byte(strings.Repeat("Thông báo tuyển sinh. ", 200))
	brief, err := httpx.PackBriefly("text/html; charset=utf-8", body)
	if err != nil {
		t.Fatal(err)
	}
	well, err := httpx.Pack("text/html; charset=utf-8", body)
	if err != nil {
		t.Fatal(err)
	}
	other, err := httpx.Pack("text/html; charset=utf-8", append(body, 'x'))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(p *httpx.Packed, coding, match string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", coding)
		if match != "" {
			r.Header.Set("If-None-Match", match)
		}
		w := httptest.NewRecorder()
		p.Serve(w, r, http.StatusOK)
		return w
	}
	tags := make(map[string]string) // body → tag
	for _, p := range []*httpx.Packed{brief, well} {
		for _, coding := range []string{"", "gzip", "br", "zstd"} {
			w := ask(p, coding, "")
			tag := w.Header().Get("ETag")
			if was, known := tags[w.Body.String()]; known && was != tag {
				t.Errorf("the same bytes have the tags %s and %s", was, tag)
			}
			tags[w.Body.String()] = tag
		}
	}
	if len(tags) != 5 {
		t.Errorf("%d forms", len(tags))
	}
	for _, tag := range tags {
		for _, p := range []*httpx.Packed{brief, well} {
			if w := ask(p, "gzip", `"x", W/`+tag); w.Code != http.StatusNotModified {
				t.Errorf("%s: %d", tag, w.Code)
			}
		}
		for _, match := range []string{tag[:len(tag)-1], tag[:len(tag)-1] + `-x"`, strings.TrimSuffix(tag, `"`) + `-gzip-gzip"`} {
			if w := ask(well, "gzip", match); w.Code != http.StatusOK {
				t.Errorf("%s: %d", match, w.Code)
			}
		}
		if w := ask(other, "gzip", tag); w.Code != http.StatusOK {
			t.Errorf("another answer has the tag %s", tag)
		}
	}
}

// Who is refused waits for it, and is let go at once where too many wait already
// or the connection is given up.
func TestRefusalsTakeTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := httpx.NewLimiter(1, time.Minute, 1, 10, time.Now)
		refuse := func(ctx context.Context) time.Duration {
			from := time.Now()
			w := httptest.NewRecorder()
			if err := l.Refuse(w, httptest.NewRequestWithContext(ctx, "POST", "/", nil), 90*time.Second); !fault.Is(err, fault.TooMany) || w.Header().Get("Retry-After") != "91" {
				t.Errorf("refused with %v, %v", err, w.Header())
			}
			return time.Since(from)
		}
		if took := refuse(t.Context()); took != l.Pause || took == 0 {
			t.Errorf("a refusal took %v", took)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if took := refuse(gone); took != 0 {
			t.Errorf("who had gone was waited for: %v", took)
		}
		var all sync.WaitGroup
		for range 512 {
			all.Go(func() { refuse(t.Context()) })
		}
		synctest.Wait()
		if took := refuse(t.Context()); took != 0 {
			t.Errorf("one too many was kept for %v", took)
		}
		all.Wait()
	})
}
