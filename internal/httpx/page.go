package httpx

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"

	"congbo/internal/locale"
)

// Templates are the pages of a face, parsed once per language: functions that
// speak a language are never given per request, which would race.
//
// Each file is a page within the frame of layout.html; files whose names begin
// with "_" are parts for all of them.
type Templates struct {
	pages map[locale.Lang]map[string]*template.Template
	parts map[locale.Lang]*template.Template
}

// ParseTemplates reads the *.html files at the root of fsys. funcs are what
// templates of one language can say beside locale.Funcs.
func ParseTemplates(fsys fs.FS, funcs func(locale.Lang) template.FuncMap) (*Templates, error) {
	names, err := fs.Glob(fsys, "*.html")
	if err != nil {
		return nil, err
	}
	t := &Templates{pages: make(map[locale.Lang]map[string]*template.Template), parts: make(map[locale.Lang]*template.Template)}
	for _, l := range locale.Langs {
		frame := template.New("layout.html").Funcs(locale.Funcs(l)).Funcs(funcs(l))
		var pages []string
		for _, name := range names {
			if name != "layout.html" && !strings.HasPrefix(name, "_") {
				pages = append(pages, name)
			} else if _, err := frame.ParseFS(fsys, name); err != nil {
				return nil, err
			}
		}
		t.parts[l] = frame
		t.pages[l] = make(map[string]*template.Template, len(pages))
		for _, name := range pages {
			page, err := frame.Clone()
			if err == nil {
				page, err = page.ParseFS(fsys, name)
			}
			if err != nil {
				return nil, err
			}
			t.pages[l][strings.TrimSuffix(path.Base(name), ".html")] = page
		}
	}
	return t, nil
}

// Names lists the pages.
func (t *Templates) Names() []string {
	var names []string
	for name := range t.pages[locale.VI] {
		names = append(names, name)
	}
	return names
}

// Render executes a page whole, so that a failure in its middle never leaves
// half a page behind a status of 200.
func (t *Templates) Render(l locale.Lang, name string, data any) ([]byte, error) {
	page, ok := t.pages[l][name]
	if !ok {
		return nil, fmt.Errorf("no page %q in %s", name, l)
	}
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := page.ExecuteTemplate(b, "layout.html", data); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return bytes.Clone(b.Bytes()), nil
}

// Part executes one of the parts that are for all pages, as it stands among the
// text of a page.
func (t *Templates) Part(l locale.Lang, name string, data any) (template.HTML, error) {
	var b strings.Builder
	if err := t.parts[l].ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("part %s: %w", name, err)
	}
	return template.HTML(b.String()), nil
}

// WriteHTML answers with a page made for this request.
func WriteHTML(w http.ResponseWriter, r *http.Request, status int, l locale.Lang, page []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(l))
	h.Set("Content-Length", strconv.Itoa(len(page)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(page) // the reader may be gone: nothing to be done about it
	}
}
