package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"congbo/internal/httpx"
)

// A shownPage is one that a browser opens.
type shownPage struct {
	House   int    `json:"house"`
	Name    string `json:"name"`
	Path    string `json:"path"`
	Print   bool   `json:"print,omitempty"`   // also as it is printed
	Next    int    `json:"next,omitempty"`    // with so many that follow it
	Frames  bool   `json:"frames,omitempty"`  // what it frames is looked at, not the page, which is the test's own
	Control string `json:"control,omitempty"` // in which something has to be found

	Embed, Picture bool // a file, opened in every way in which a page may have one

	// Into an editor
	Paste []string `json:"paste,omitempty"`
	Mode  string   `json:"mode,omitempty"` // in which alone it is opened
}

// Addresses of the test's own beside the program's.
const (
	answerPath    = "/x-answer/"  // what a form answered
	lettersPath   = "/x-letters/" // a page that frames letters
	letterPath    = "/x-letter/"
	filesPath     = "/x-files/" // a page that has files in it
	controlPath   = "/x-control/"
	hostPath      = "/x-host"            // an empty page, to frame others
	letterEnd     = `<hr class="x-end">` // after each letter of a page; one that is not found was taken for something else
	lettersAtOnce = 100
	filesAtOnce   = 60
)

// control is known to run without a policy: a detector that finds nothing here
// is none.
const control = `<!doctype html><title>x</title><p>x</p><img src=x onerror=alert(1)><script>confirm(2)</script><svg onload=prompt(3)></svg>` +
	`<iframe srcdoc="<script>alert(4)</script>"></iframe><a href=" java&#10;script:alert(5)">x</a><form action="javascript:alert(6)"><button>x</button></form>` +
	`<details open ontoggle=print()>x</details><img src="https://outside.example/x.png"><div onclick="nothing.such()">x</div>`

// A shop serves what a house shows, twice: with the policy of its pages and
// without any. The switch is the test's, the program has none.
type shop struct {
	*feeding
	on, off *httptest.Server
	files   []shownPage

	mu     sync.Mutex
	failed []string
}

func (f *feeding) shop() *shop {
	s := &shop{feeding: f}
	var kept []shownPage
	for _, p := range f.pages {
		if p.Embed {
			s.files = append(s.files, p)
		} else {
			kept = append(kept, p)
		}
	}
	for i := 0; i < len(s.files); i += filesAtOnce {
		kept = append(kept, shownPage{Name: "files", Path: filesPath + strconv.Itoa(i), Frames: true, Mode: "off"}) // else nothing may frame them
	}
	for i := range kept {
		if strings.HasPrefix(kept[i].Path, lettersPath) {
			kept[i].Frames, kept[i].Mode = true, "off" // a mail program knows no policy
		}
	}
	f.pages = kept
	inner := f.Handler()
	serve := func(on bool) *httptest.Server {
		return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := &httpx.Answer{ResponseWriter: &stripped{ResponseWriter: w, keep: on}}
			if !s.own(a, r, on) {
				inner.ServeHTTP(a, r)
			}
			if a.Status() >= 500 {
				s.mu.Lock()
				s.failed = append(s.failed, fmt.Sprintf("%s %s: %d", r.Method, r.URL, a.Status()))
				s.mu.Unlock()
			}
		}))
	}
	s.on, s.off = serve(true), serve(false)
	return s
}

func (s *shop) close() { s.on.Close(); s.off.Close() }

// own answers at the test's addresses.
func (s *shop) own(w http.ResponseWriter, r *http.Request, on bool) bool {
	number := func(prefix string) (int, bool) {
		rest, ok := strings.CutPrefix(r.URL.Path, prefix)
		n, err := strconv.Atoi(rest)
		return n, ok && err == nil
	}
	page := func(policy, text string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if policy != "" {
			w.Header().Set("Content-Security-Policy", policy)
		}
		fmt.Fprint(w, text)
	}
	if n, ok := number(answerPath); ok {
		for k, v := range s.answers[n].Header() {
			if k != "Content-Length" && k != "Set-Cookie" {
				w.Header()[k] = v
			}
		}
		_, _ = w.Write(s.answers[n].Body.Bytes())
		return true
	}
	if n, ok := number(letterPath); ok { // a mail program has no policy
		var b strings.Builder
		for _, o := range s.sent[n:min(n+lettersAtOnce, len(s.sent))] {
			b.WriteString(o.HTML + letterEnd)
		}
		page("", b.String())
		return true
	}
	if n, ok := number(lettersPath); ok {
		page("", fmt.Sprintf(`<!doctype html><title>x</title><iframe src="%s%d" data-ends="%d"></iframe>`, letterPath, n, min(lettersAtOnce, len(s.sent)-n)))
		return true
	}
	if n, ok := number(filesPath); ok {
		var b strings.Builder
		for _, p := range s.files[n:min(n+filesAtOnce, len(s.files))] {
			if p.Picture {
				fmt.Fprintf(&b, `<object data="%s"></object>`, p.Path)
			} else {
				fmt.Fprintf(&b, `<iframe src="%s"></iframe><script src="%[1]s"></script>`, p.Path)
			}
		}
		page("", "<!doctype html><title>x</title>"+b.String())
		return true
	}
	if r.URL.Path == hostPath {
		page("", "<!doctype html><title>x</title><body></body>")
		return true
	}
	if n, ok := number(controlPath); ok {
		policy, text := httpx.DeskPolicy, control
		if n == 1 { // a page of ours, had it not escaped what it shows
			i := slices.IndexFunc(s.pages, func(p shownPage) bool { return p.Print })
			a := httptest.NewRecorder()
			s.Handler().ServeHTTP(a, httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+s.pages[i].Path, nil))
			policy, text = a.Header().Get("Content-Security-Policy"), html.UnescapeString(a.Body.String())
		}
		page(policy, text)
		return true
	}
	return false
}

// stripped takes away what a browser would be told about a page's policy, or of
// that only that no page may frame it: many are opened beside each other.
type stripped struct {
	http.ResponseWriter
	keep bool
}

func (b *stripped) strip() {
	h := b.Header()
	h.Del("X-Frame-Options")
	if b.keep {
		h.Set("Content-Security-Policy", strings.ReplaceAll(h.Get("Content-Security-Policy"), "frame-ancestors 'none'", "frame-ancestors 'self'"))
	} else {
		h.Del("Content-Security-Policy")
	}
}

func (b *stripped) WriteHeader(status int) {
	b.strip()
	b.ResponseWriter.WriteHeader(status)
}

func (b *stripped) Write(p []byte) (int, error) {
	b.strip()
	return b.ResponseWriter.Write(p)
}

func (b *stripped) Unwrap() http.ResponseWriter { return b.ResponseWriter }

func (f *feeding) root() string { return "/w/" + f.site.Label }

// tryVectors gives vectors to a house and opens what it shows; brief: of lists
// and of what is like another page one.
func tryVectors(t *testing.T, vectors []string, sum *tally, brief bool) {
	t.Helper()
	node, err := exec.LookPath("node")
	_, e := os.Stat(filepath.Join("..", "..", "e2e", "node_modules", "playwright-core"))
	if err != nil || e != nil {
		if os.Getenv("CONGBO_TEST_REQUIRE") != "" {
			t.Fatal("needs Node.js and the packages of e2e (`make install`)")
		}
		t.Skip("needs Node.js and the packages of e2e (`make install`)")
	}
	quick := func(o *Options) { o.Throwaway = true }
	began := time.Now()
	cases := newHouse(t, "", quick).fed(vectors, sum, brief)
	all := []*feeding{cases}
	if !brief { // so many people that they have a house of their own
		all = append(all, &feeding{house: newHouse(t, "", quick), sum: sum, viewer: "viewer"})
	}
	all[len(all)-1].table(vectors)

	type place struct {
		On, Off, Cookie string
	}
	var asked struct {
		Houses []place     `json:"houses"`
		Pages  []shownPage `json:"pages"`
	}
	var shops []*shop
	for i, f := range all {
		s := f.shop()
		defer s.close()
		shops = append(shops, s)
		asked.Houses = append(asked.Houses, place{s.on.URL, s.off.URL, f.session(f.viewer)})
		if i == 0 {
			asked.Pages = append(asked.Pages, shownPage{Control: "known", Path: controlPath + "0"}, shownPage{Control: "unescaped", Path: controlPath + "1"})
			for _, e := range f.editors {
				asked.Pages = append(asked.Pages, shownPage{Name: "pasted", Path: "/desk/cases/" + f.see(f.viewer, e.of).Case.Code, Paste: e.vectors, Mode: e.mode})
			}
		}
		for _, p := range f.pages {
			p.House = i
			asked.Pages = append(asked.Pages, p)
		}
	}
	t.Logf("fed in %v", time.Since(began))
	began = time.Now()
	defer func() { t.Logf("shown in %v", time.Since(began)) }()
	input, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, "vectors.mjs")
	cmd.Dir = filepath.Join("..", "..", "e2e")
	cmd.Stdin = bytes.NewReader(input)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, stderr.String())
	}
	judge(t, cases, shops, out, sum)
}

// judge reads what the browser says.
func judge(t *testing.T, f *feeding, shops []*shop, out []byte, sum *tally) {
	t.Helper()
	var said struct {
		Opened, Pasted map[string]int
		Took           map[string][2]int                          // pages and milliseconds by what they are
		Control        map[string]struct{ Ran, Found, Asked int } // by name and mode
		Refused        []string                                   // pastes that were not saved, and why
		Wrong          []struct {
			Mode, Page, Path  string
			Found, Ran, Asked []string
		}
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if testing.Verbose() {
		t.Logf("pages, milliseconds: %v", said.Took)
	}
	for i, x := range said.Wrong {
		if i == 20 {
			t.Errorf("and %d more", len(said.Wrong)-i)
			break
		}
		t.Errorf("%s %s, policy %s: %q ran, %q is there, %q was asked for", x.Page, x.Path, x.Mode, x.Ran, x.Found, x.Asked)
	}
	if c := said.Control["known off"]; c.Ran < 7 || c.Found < 8 || c.Asked < 1 {
		t.Errorf("what is known to run was not all found: %+v", c)
	}
	if c := said.Control["known on"]; c.Found < 8 || c.Ran > 0 {
		t.Errorf("with a policy it was not found, or ran: %+v", c)
	}
	if c := said.Control["unescaped off"]; c.Ran+c.Found == 0 {
		t.Errorf("a page that escapes nothing was not noticed: %+v", c)
	}
	for _, s := range shops {
		for _, x := range s.failed {
			t.Errorf("failed: %s", x)
		}
	}
	for _, e := range f.editors {
		r := f.revision(e.of)
		for _, v := range e.vectors {
			sum.took(t, "pasted, policy "+e.mode, []string{v}, everything(r.Body.Doc), nil)
		}
	}
	for _, x := range said.Refused {
		t.Errorf("a text of pastes was not saved: %s", x)
	}
	sum.mu.Lock()
	defer sum.mu.Unlock()
	for mode, n := range said.Opened {
		sum.opened[mode] += n
		sum.pasted[mode] += said.Pasted[mode]
	}
	sum.wrong += len(said.Wrong)
}
