package desk

import (
	"embed"
	"html/template"
	"io/fs"
	"strings"
	"sync"
	"time"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

//go:embed assets all:templates
var files embed.FS

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // the folders are embedded
	}
	return f
}

// assets are the files that pages load.
var assets = sync.OnceValue(func() *httpx.Assets {
	a, err := httpx.NewAssets(sub("assets"), "/desk/assets/")
	if err != nil {
		panic(err) // told by every test
	}
	return a
})

// pages are the templates: the frame is layout.html, parts begin with "_".
var pages = sync.OnceValue(func() *httpx.Templates {
	t, err := httpx.ParseTemplates(sub("templates"), funcs)
	if err != nil {
		panic(err) // told by every test
	}
	return t
})

// funcs are what templates of one language can say beside locale.Funcs.
func funcs(l locale.Lang) template.FuncMap {
	return template.FuncMap{
		"icon":     icon,
		"asset":    func(name string) (string, error) { return assets().Path(name) },
		"date":     func(t time.Time) string { return vi.Date(l, t) },
		"longdate": func(t time.Time) string { return vi.LongDate(l, t) },
		"moment":   func(t time.Time) string { return vi.DateTime(l, t) },
		"short":    func(t time.Time) string { return vi.ShortDateTime(l, t) },
		"clock":    vi.Clock,
		"iso":      func(t time.Time) string { return t.In(vi.Zone).Format(time.RFC3339) },
		"worked":   func(d time.Duration) string { return workday.Words(l, d) },
		"limit":    func(w workday.Limit) string { return w.In(l) },
		"clause":   func(c string) string { return event.Clause(l, c) },
		"size":     func(n int64) string { return content.FileSize(l, n) },
		"beside":   func(rows []StaleRow, left, right string) comparison { return comparison{rows, left, right} },
		"talking":  func(t ThreadView, path string, people []Choice) threadPart { return threadPart{t, path, people} },
		"after":    func(sep, s string) []string { return strings.SplitAfter(s, sep) }, // where a line may break
		"upper":    upperFirst,
		"lower":    lowerFirst,
	}
}

func (d *Desk) asset(v *visit) error { return assets().Serve(v.w, v.r) }

// A comparison is rows of two texts beside each other, with what each side is.
type comparison struct {
	Rows        []StaleRow
	Left, Right string
}
