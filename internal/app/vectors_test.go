package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/httpx"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/portal"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// Vectors of script injection, in every place that people fill (a letter's
// subject, sender, words, HTML and file names; the public form; what is pasted,
// converted and written in light markup; title, summary, caption, alternative
// text, credit, sources, authors) run nothing on the desk and on public pages,
// in a real browser, with the policy of pages and without it (security drill
// D21, promise 3). The collection here is our own; CONGBO_TEST_XSS names further
// ones, files with a vector a line, joined by colons: see TestSlowVectors.
func TestVectorsRunNothing(t *testing.T) {
	t.Parallel()
	tryVectors(t, readVectors(t, filepath.Join("testdata", "vectors.txt")))
}

// The same with the collections of others, which are not ours to keep.
func TestSlowVectorsRunNothing(t *testing.T) {
	names := os.Getenv("CONGBO_TEST_XSS")
	if os.Getenv("CONGBO_TEST_SLOW") == "" || names == "" {
		t.Skip("takes long, and needs collections: CONGBO_TEST_SLOW and CONGBO_TEST_XSS")
	}
	var all []string
	for name := range strings.SplitSeq(names, ":") {
		list := readVectors(t, name)
		t.Logf("%s: %d vectors", filepath.Base(name), len(list))
		all = append(all, list...)
	}
	slices.Sort(all)
	tryVectors(t, slices.Compact(all))
}

var inScript = regexp.MustCompile("(?s)\"?payload\"?:\\s*(`(?:[^`\\\\]|\\\\.)*`|\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')")

// readVectors reads a file with a vector a line, or the payloads of a script's
// list of fixtures.
func readVectors(t *testing.T, name string) (list []string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ToValidUTF8(string(data), "\uFFFD")
	if filepath.Ext(name) == ".mjs" {
		for _, m := range inScript.FindAllStringSubmatch(text, -1) {
			s := m[1][1 : len(m[1])-1]
			if u, err := strconv.Unquote(`"` + strings.NewReplacer(`\'`, `'`, "\\`", "`", `"`, `\"`, `\"`, `\"`, "\n", `\n`).Replace(s) + `"`); err == nil {
				s = u
			}
			list = append(list, s)
		}
		return list
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\r\n"); strings.TrimSpace(line) != "" && len(line) < 8000 {
			list = append(list, line)
		}
	}
	return list
}

// A shownPage is one that a browser opens.
type shownPage struct {
	Name    string   `json:"name"`
	Path    string   `json:"path"`
	Control bool     `json:"control,omitempty"`
	Vectors []string `json:"vectors,omitempty"` // to be pasted into its editor

	policy string
	body   []byte
}

const vectorsAtOnce = 50 // as many files as a letter may bring

func tryVectors(t *testing.T, vectors []string) {
	t.Helper()
	node, err := exec.LookPath("node")
	_, e := os.Stat(filepath.Join("..", "..", "e2e", "node_modules", "playwright-core"))
	if err != nil || e != nil {
		if os.Getenv("CONGBO_TEST_REQUIRE") != "" {
			t.Fatal("needs Node.js and the packages of e2e (`make install`)")
		}
		t.Skip("needs Node.js and the packages of e2e (`make install`)")
	}
	h := newHouse(t, "")
	pages := []shownPage{{Name: "control", Control: true, policy: "default-src 'unsafe-inline'", body: []byte("<!doctype html><title>x</title><img src=x onerror=alert(1)><a href='javascript:alert(2)'>x</a>")}}
	for chunk := range slices.Chunk(vectors, vectorsAtOnce) {
		pages = append(pages, h.filled(chunk)...)
	}
	for i := range pages {
		pages[i].Path = strconv.Itoa(i)
	}
	assets := h.Desk.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mode, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		i, err := strconv.Atoi(name)
		switch {
		case mode == "list":
			_ = json.NewEncoder(w).Encode(pages)
		case (mode == "on" || mode == "off") && err == nil && i < len(pages):
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			if mode == "on" {
				w.Header().Set("Content-Security-Policy", pages[i].policy)
			}
			_, _ = w.Write(pages[i].body)
		case strings.HasPrefix(r.URL.Path, portal.AssetPrefix):
			if portal.Assets().Serve(w, r) != nil {
				http.NotFound(w, r)
			}
		case strings.HasPrefix(r.URL.Path, "/desk/assets/"):
			assets.ServeHTTP(w, r)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	cmd := exec.CommandContext(t.Context(), node, "vectors.mjs")
	cmd.Dir = filepath.Join("..", "..", "e2e")
	cmd.Env = append(os.Environ(), "BASE_URL="+server.URL)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var said struct {
		Opened, Pasted, Control int
		Wrong                   []struct {
			Mode, Page        string
			Found, Ran, Asked []string
		}
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for i, x := range said.Wrong {
		if i == 20 {
			t.Errorf("and %d more", len(said.Wrong)-i)
			break
		}
		t.Errorf("%s, policy %s: %q ran, %q is there, %q was asked for", x.Page, x.Mode, x.Ran, x.Found, x.Asked)
	}
	if said.Control < 3 || said.Opened != 2*len(pages) || said.Pasted < len(vectors) {
		t.Errorf("the browser tried too little: %+v", said)
	}
	t.Logf("%d vectors, %d pages opened, %d pasted into the editor, %d wrong", len(vectors), said.Opened, said.Pasted, len(said.Wrong))
}

// filled are pages in which vectors stand everywhere.
func (h *house) filled(vectors []string) (pages []shownPage) {
	h.t.Helper()
	ctx := h.t.Context()
	one := func(i int) string {
		return strings.Map(func(r rune) rune {
			if r == '\r' || r == '\n' || r == 0 {
				return ' '
			}
			return r
		}, vectors[i%len(vectors)])
	}
	clip := func(s string, n int) string { return string([]rune(s)[:min(n, len([]rune(s)))]) }
	desk := func(name, who, path string, paste []string) {
		w := h.at(who, http.MethodGet, path, nil)
		if w.Code != http.StatusOK {
			h.t.Errorf("%s: %d", path, w.Code)
			return
		}
		pages = append(pages, shownPage{Name: name + " of " + clip(one(0), 60), policy: httpx.DeskPolicy, body: w.Body.Bytes(), Vectors: paste})
	}

	// A letter
	var raw strings.Builder
	fmt.Fprintf(&raw, "From: %s <lan@songtien.example>\r\nTo: %s\r\nMessage-ID: <%d@x.example>\r\nDate: Fri, 28 Aug 2026 14:00:00 +0700\r\nSubject: %s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=BB\r\n\r\n",
		mime.BEncoding.Encode("utf-8", clip(one(1), 200)), h.box.Address, time.Now().UnixNano(), mime.BEncoding.Encode("utf-8", clip(one(0), 200)))
	fmt.Fprintf(&raw, "--BB\r\nContent-Type: multipart/alternative; boundary=CC\r\n\r\n--CC\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", strings.Join(vectors, "\r\n"))
	fmt.Fprintf(&raw, "--CC\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><div>%s</div></body></html>\r\n--CC--\r\n", strings.Join(vectors, "</div><div>"))
	for i := range vectors {
		fmt.Fprintf(&raw, "--BB\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename*=utf-8''%s\r\n\r\n%s\r\n", percentEncoded(clip(one(i), 150)), one(i))
	}
	raw.WriteString("--BB--\r\n")
	r := h.receive(raw.String())
	if r.Case == 0 {
		h.t.Fatalf("a letter of vectors opened no case: %+v", r)
	}
	if _, err := h.Editorial.TakeOver(ctx, h.who["communications"], r.Case, 0); err != nil {
		h.t.Fatal(err)
	}

	// The text: what was pasted or came as HTML, light markup, and every field
	var blocks []content.Node
	line := func(s string) content.Node {
		return content.Node{Type: "paragraph", Content: []content.Node{{Type: "text", Text: vi.Clean(s)}}}
	}
	picture := h.aPicture()
	for i := range vectors {
		if d, err := h.Editorial.Convert(ctx, "html", []byte(vectors[i])); err == nil {
			if body, err := content.NewBody(content.Node{Type: "doc", Content: d.Blocks}); err == nil {
				blocks = append(blocks, body.Doc.Content...)
			}
		}
		if body, err := content.FromMarkup(vectors[i]); err == nil {
			blocks = append(blocks, body.Doc.Content...)
		}
		s := vi.CleanLine(one(i))
		for _, n := range []content.Node{line(s), {Type: "heading", Attrs: map[string]any{"level": 2}, Content: []content.Node{{Type: "text", Text: s}}},
			{Type: "image", Attrs: map[string]any{"media": picture, "alt": s, "caption": s, "credit": s}}, {Type: "file", Attrs: map[string]any{"media": picture, "title": s}}} {
			if _, err := content.NewBody(content.Node{Type: "doc", Content: []content.Node{n}}); err == nil && s != "" {
				blocks = append(blocks, n)
			}
		}
	}
	h.save("communications", r.Case, func(x *content.Revision) {
		x.Title, x.Summary, x.Note = clip(vi.CleanLine(one(2)), 200), clip(vi.CleanLine(one(3)), 300), clip(vi.CleanLine(one(4)), 200)
		x.Authors = []string{clip(vi.CleanLine(one(5)), 80)}
		x.Sources = []content.Source{{Title: clip(vi.CleanLine(one(6)), 200)}}
		if body, err := content.NewBody(content.Node{Type: "doc", Content: blocks}); err == nil {
			x.Body = body
		} else {
			h.t.Errorf("the blocks of %q: %v", one(0), err)
		}
	})

	// The public form
	if _, err := h.Intake.Submit(ctx, h.who["unit-deputy"], intake.Form{Mailbox: h.box.ID, Title: clip(one(7), 200), Text: strings.Join(vectors, "\n"), Pledge: true, Lang: locale.VI, Key: fmt.Sprint(time.Now().UnixNano()),
		Files: []intake.File{{Name: clip(one(8), 150), Data: []byte(one(8))}}}); err != nil {
		h.t.Logf("the form: %v", err)
	}
	v := h.see("communications", r.Case)
	path := "/desk/cases/" + v.Case.Code
	desk("case", "communications", path, nil)
	desk("editor", "communications", path+"/edit", vectors)
	desk("revisions", "communications", path+"/revisions", nil)
	desk("revision", "communications", path+"/revisions/2", nil)
	desk("cases", "communications", "/desk/cases?state=all", nil)
	desk("library", "communications", "/desk/library", nil)
	return append(pages, h.readers(vectors, v.Revision)...)
}

// readers are public pages with vectors in every value.
func (h *house) readers(vectors []string, r *content.Revision) (pages []shownPage) {
	h.t.Helper()
	frame := func(title string) portal.Frame {
		return portal.Frame{Site: &portal.Site{Lang: locale.VI, Theme: "truong-dai-hoc", Name: title, Motto: title, Parent: title, Origin: "https://songtien.example", Footer: []portal.Links{{Title: title, Items: []portal.Link{{Title: title, URL: "/x"}}}}}, Title: title, About: title, Path: "/tin-tuc/x-1", Crumbs: []portal.Link{{Title: title, URL: "/"}}}
	}
	opt := content.RenderOptions{Lang: locale.VI, MediaURL: func(string, int) string { return "/media/x.jpg" }, FileInfo: func(string) content.FileInfo { return content.FileInfo{URL: "/media/x.jpg", Name: vectors[0]} }}
	var cards []portal.Card
	for _, s := range vectors {
		cards = append(cards, portal.Card{URL: "/tin-tuc/x-1", Title: s, Summary: s, Kind: s, Unit: s, At: h.clock.Now(), Picture: &portal.Picture{URL: "/media/x.jpg", Alt: s}})
	}
	all := []portal.Page{
		&portal.Item{Frame: frame(vectors[0]), Kind: vectors[1%len(vectors)], Summary: vectors[2%len(vectors)], Body: r.Body.HTML(opt), Contents: r.Body.Headings(),
			Record:  portal.Record{Unit: portal.Link{Title: vectors[3%len(vectors)]}, Authors: vectors[:min(5, len(vectors))], Sources: r.Sources, Code: vectors[0]},
			Changes: []portal.Change{{Edition: 2, At: h.clock.Now(), Note: vectors[4%len(vectors)]}}, Related: &portal.Block{Title: vectors[0], Cards: cards[:min(4, len(cards))]}},
		&portal.List{Frame: frame(vectors[0]), Summary: vectors[0], Lead: &cards[0], Months: portal.ByMonth(cards)},
	}
	for _, p := range all {
		html, _, err := portal.NewRenderer().Render(p)
		if err != nil {
			h.t.Errorf("%q: %v", vectors[0], err)
			continue
		}
		pages = append(pages, shownPage{Name: fmt.Sprintf("%T of %.60s", p, vectors[0]), policy: httpx.PortalPolicy, body: html})
	}
	return pages
}

// aPicture is a picture that texts may show.
func (h *house) aPicture() string {
	h.t.Helper()
	pixel := []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")
	id, size, err := h.Blobs.Put(h.t.Context(), bytes.NewReader(pixel), 1000)
	h.must(err)
	h.must(h.Store.Tx(h.t.Context(), func(tx *store.Tx) error {
		return tx.AddMedia(h.t.Context(), store.Media{ID: id, Type: "image/gif", Size: size, Width: 1, Height: 1})
	}))
	return id
}

func percentEncoded(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}
