package portal

import (
	"fmt"
	"html/template"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/vi"
)

// funcs are what templates of one language can say beside locale.Funcs.
func funcs(l locale.Lang) template.FuncMap {
	return template.FuncMap{
		"asset":    func(name string) (string, error) { return Assets().Path(name) },
		"crest":    crest,
		"icon":     icon,
		"look":     func(p Page) Theme { return p.frame().Site.look() },
		"data":     func(p Page) []any { return p.data() },
		"describe": describe,
		"kind":     func(p Page) string { return p.template() },
		"date":     func(t time.Time) string { return vi.Date(l, t) },
		"moment":   func(t time.Time) string { return vi.DateTime(l, t) },
		"stamp":    func(t time.Time) string { return locale.T(l, "portal.stamp", vi.Clock(t), vi.Date(l, t)) },
		"iso":      iso,
		"dayof":    func(t time.Time) string { return fmt.Sprintf("%02d", t.In(vi.Zone).Day()) },
		"monthof":  func(t time.Time) string { return tileMonth(l, t) },
		"month":    func(year, month int) string { return MonthName(l, year, month) },
		"bare":     func(year, month int) string { return monthInYear(l, month) },
		"size":     func(n int64) string { return content.FileSize(l, n) },
		"percent":  func(o OnTime) string { return percent(l, o.Share()) },
		"paras":    paragraphs,
		"problem":  problem,
		"pictured": func(cards []Card) bool {
			return slices.ContainsFunc(cards, func(c Card) bool { return c.Picture != nil })
		},
		"join":      strings.Join,
		"add":       func(a, b int) int { return a + b },
		"dict":      dict,
		"other":     func(o locale.Lang) string { return locale.T(o, "portal.this_language") },
		"otherhint": func(o locale.Lang) string { return locale.T(o, "portal.read_in_this") },
		"facebook": func(u string) string {
			return "https://www.facebook.com/sharer/sharer.php?u=" + template.URLQueryEscaper(u)
		},
		"mailto":   mailto,
		"plain":    strconv.Itoa,
		"number":   func(n int64) string { return locale.Number(l, n) },
		"external": func(u string) bool { return strings.HasPrefix(u, "http://") || strings.HasPrefix(u, "https://") },
	}
}

func iso(t time.Time) string { return t.In(vi.Zone).Format(time.RFC3339) }

func itoa(n int) string { return strconv.Itoa(n) }

// MonthName is what a month of an archive is called: "Tháng 11/2026".
func MonthName(l locale.Lang, year, month int) string {
	return locale.T(l, "portal.month", locale.T(l, "vi.month_"+itoa(month)), itoa(year))
}

func monthInYear(l locale.Lang, month int) string {
	return locale.T(l, "portal.month_in_year", locale.T(l, "vi.month_"+itoa(month)))
}

func tileMonth(l locale.Lang, t time.Time) string {
	return locale.T(l, "portal.tile_month", locale.T(l, "vi.month_short_"+itoa(int(t.In(vi.Zone).Month()))))
}

// percent writes tenths of a percent: 96,8%.
func percent(l locale.Lang, tenths int) string {
	s := itoa(tenths / 10)
	if d := tenths % 10; d != 0 {
		point := ","
		if l == locale.EN {
			point = "."
		}
		s += point + itoa(d)
	}
	return s + "%"
}

// describe is the sentence about a page for those who do not see it yet.
func describe(p Page) string {
	type described interface{ Description() string }
	if d, ok := p.(described); ok {
		return d.Description()
	}
	return p.frame().About
}

// paragraphs splits plain text at its empty lines; line ends within a
// paragraph are kept by the style sheet.
func paragraphs(s string) []string {
	var list []string
	for p := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}

func mailto(subject, url string) template.URL {
	escape := func(s string) string { return strings.ReplaceAll(template.URLQueryEscaper(s), "+", "%20") }
	return template.URL("mailto:?subject=" + escape(subject) + "&body=" + escape(url))
}

// dict makes a map for a part of a template that needs several values.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: %d values", len(pairs))
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

// crest is the emblem of a theme as part of the page, so that it takes the
// page's colours.
func crest(theme string) (template.HTML, error) {
	return drawing("crest-" + themeOf(theme).Name + ".svg")
}

// icon is a small drawing as part of the page.
func icon(name string) (template.HTML, error) { return drawing("icon-" + name + ".svg") }

// drawings are those that were read, by name: they are in the program.
var drawings sync.Map

func drawing(name string) (template.HTML, error) {
	if d, ok := drawings.Load(name); ok {
		return d.(template.HTML), nil
	}
	b, err := assetFiles.ReadFile(path.Join("assets", "inline", name))
	if err != nil {
		return "", err
	}
	d := template.HTML(strings.TrimSpace(string(b))) // ours, embedded
	drawings.Store(name, d)
	return d, nil
}
