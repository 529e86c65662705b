package desk

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
	"sync"
	"time"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

//go:embed templates/*.html
var templateFiles embed.FS

// templates holds every page in every language, parsed once. A page is the
// file of its name within the frame of layout.html; files that begin with "_"
// are parts for all of them.
var templates = sync.OnceValue(func() map[locale.Lang]map[string]*template.Template {
	all := make(map[locale.Lang]map[string]*template.Template)
	for _, l := range locale.Langs {
		all[l] = mustParse(l)
	}
	return all
})

func mustParse(l locale.Lang) map[string]*template.Template {
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic(err)
	}
	frame := template.New("").Funcs(locale.Funcs(l)).Funcs(funcs(l))
	var pages []string
	for _, name := range names {
		if base := path.Base(name); base != "layout.html" && !strings.HasPrefix(base, "_") {
			pages = append(pages, name)
			continue
		}
		template.Must(frame.ParseFS(templateFiles, name))
	}
	set := make(map[string]*template.Template, len(pages))
	for _, name := range pages {
		t := template.Must(frame.Clone())
		set[strings.TrimSuffix(path.Base(name), ".html")] = template.Must(t.ParseFS(templateFiles, name))
	}
	return set
}

// funcs are what templates of one language can say beside locale.Funcs.
func funcs(l locale.Lang) template.FuncMap {
	return template.FuncMap{
		"icon":     icon,
		"asset":    assetURL,
		"date":     func(t time.Time) string { return vi.Date(l, t) },
		"longdate": func(t time.Time) string { return vi.LongDate(l, t) },
		"moment":   func(t time.Time) string { return vi.DateTime(l, t) },
		"short":    func(t time.Time) string { return vi.ShortDateTime(l, t) },
		"clock":    vi.Clock,
		"iso":      func(t time.Time) string { return t.In(vi.Zone).Format(time.RFC3339) },
		"worked":   func(d time.Duration) string { return workday.Words(l, d) },
		"limit":    func(w workday.Limit) string { return w.In(l) },
		"size":     func(n int64) string { return content.FileSize(l, n) },
		"upper":    upperFirst,
		"lower":    lowerFirst,
		"join":     strings.Join,
		"dict":     dict,
		"add":      func(a, b int) int { return a + b },
	}
}

// dict makes a map for a part that needs several values.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: a key without a value")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		k, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: key %v is no text", pairs[i])
		}
		m[k] = pairs[i+1]
	}
	return m, nil
}

// render executes a page whole before anything is sent, so that a failure in
// the middle never leaves half a page.
func render(l locale.Lang, name string, page any) ([]byte, error) {
	t, ok := templates()[l][name]
	if !ok {
		return nil, fmt.Errorf("desk: no page %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout.html", page); err != nil {
		return nil, fmt.Errorf("desk: page %s: %w", name, err)
	}
	return b.Bytes(), nil
}
