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
	"sync"

	"congbo/internal/locale"
)

// Templates are the pages of a face, parsed once per language: functions that
// speak a language are never given per request, which would race. A language is
// parsed when somebody first reads in it.
//
// Each file is a page within the frame of layout.html; files whose names begin
// with "_" are parts for all of them.
type Templates struct {
	names []string
	in    map[locale.Lang]func() (*parsed, error)
}

// parsed are the templates in one language. A page has a copy of all parts, which
// it is given when somebody first reads it: few pages are read between a start and
// the next, and the copies take more memory than all else that a start makes.
type parsed struct {
	pages map[string]func() (*template.Template, error)
	parts *template.Template
}

// ParseTemplates reads the *.html files at the root of fsys. funcs are what
// templates of one language can say beside locale.Funcs. What is wrong with a
// template in one language is told where it is first used.
func ParseTemplates(fsys fs.FS, funcs func(locale.Lang) template.FuncMap) (*Templates, error) {
	files, err := fs.Glob(fsys, "*.html")
	if err != nil {
		return nil, err
	}
	t := &Templates{in: make(map[locale.Lang]func() (*parsed, error))}
	for _, name := range files {
		if name != layout && !strings.HasPrefix(name, "_") {
			t.names = append(t.names, strings.TrimSuffix(path.Base(name), ".html"))
		}
	}
	for _, l := range locale.Langs {
		t.in[l] = sync.OnceValues(func() (*parsed, error) {
			return parse(fsys, files, template.New(layout).Funcs(locale.Funcs(l)).Funcs(funcs(l)))
		})
	}
	return t, nil
}

const layout = "layout.html"

func parse(fsys fs.FS, files []string, frame *template.Template) (*parsed, error) {
	var pages []string
	for _, name := range files {
		if name != layout && !strings.HasPrefix(name, "_") {
			pages = append(pages, name)
		} else if _, err := frame.ParseFS(fsys, name); err != nil {
			return nil, err
		}
	}
	parts, err := frame.Clone() // of what was executed no copy can be made
	if err != nil {
		return nil, err
	}
	p := &parsed{make(map[string]func() (*template.Template, error), len(pages)), parts}
	for _, name := range pages {
		p.pages[strings.TrimSuffix(path.Base(name), ".html")] = sync.OnceValues(func() (*template.Template, error) {
			page, err := frame.Clone()
			if err != nil {
				return nil, err
			}
			return page.ParseFS(fsys, name)
		})
	}
	return p, nil
}

// language are the templates in a language that the program has.
func (t *Templates) language(l locale.Lang) (*parsed, error) {
	in, ok := t.in[l]
	if !ok {
		return nil, fmt.Errorf("no pages in %q", l)
	}
	return in()
}

// Names lists the pages.
func (t *Templates) Names() []string { return t.names }

// Render executes a page whole, so that a failure in its middle never leaves
// half a page behind a status of 200.
func (t *Templates) Render(l locale.Lang, name string, data any) ([]byte, error) {
	p, err := t.language(l)
	if err != nil {
		return nil, err
	}
	parse, ok := p.pages[name]
	if !ok {
		return nil, fmt.Errorf("no page %q in %s", name, l)
	}
	page, err := parse()
	if err != nil {
		return nil, err
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
	p, err := t.language(l)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := p.parts.ExecuteTemplate(&b, name, data); err != nil {
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
