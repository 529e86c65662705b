package convert

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/vi"
)

// markdown is CommonMark with the tables, strikes and links of GitHub, and
// footnotes. The HTML that may stand in it is read as that of pages is.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList),
	goldmark.WithParserOptions(parser.WithInlineParsers(util.Prioritized(texParser{}, 150))),
	goldmark.WithRendererOptions(html.WithUnsafe()),
)

// fromMarkdown makes blocks of Markdown.
func fromMarkdown(data []byte) (*Result, error) {
	if len(data) > maxText {
		return nil, fault.New(fault.TooLarge, "convert.text_too_large", maxText>>20)
	}
	// The marks of Markdown are ASCII in every encoding; old text is read line by
	// line when its blocks are known.
	source := []byte(strings.ReplaceAll(vi.FromBytes(data), "\x00", ""))
	title, source := frontMatter(source)
	if tooNested(source) {
		return nil, fault.New(fault.TooLarge, "convert.html_too_deep")
	}
	var page bytes.Buffer
	told := parser.NewContext()
	if err := markdown.Convert(source, &page, parser.WithContext(told)); err != nil {
		return nil, fault.New(fault.Invalid, "convert.html_unreadable").Because(err)
	}
	if page.Len() > maxPage {
		return nil, fault.New(fault.TooLarge, "convert.html_too_large", maxPage>>20)
	}
	r, err := fromPage(page.Bytes())
	if err != nil {
		return nil, err
	}
	if told.Get(hasTeX) != nil {
		r.note("convert.tex_kept")
	}
	if title = vi.CleanLine(r.modernLine(title)); title != "" {
		if r.Title != "" && r.Title != title { // the first heading, which is none of the text's then
			r.before(content.Node{Type: "heading", Attrs: map[string]any{"level": 2}, Content: []content.Node{text(r.Title)}})
		}
		r.Title = title
	}
	return r, nil
}

var matterTitle = regexp.MustCompile(`(?m)^title:[ \t]*(.+)$`)

// frontMatter takes off what stands between lines of dashes before the text,
// and returns the title that it gives.
func frontMatter(source []byte) (title string, rest []byte) {
	s := strings.TrimPrefix(strings.ReplaceAll(string(source), "\r\n", "\n"), "\ufeff")
	if !strings.HasPrefix(s, "---\n") {
		return "", []byte(s)
	}
	head, rest2, ok := strings.Cut(s[4:], "\n---")
	if dots, after, found := strings.Cut(s[4:], "\n...\n"); found && (!ok || len(dots) < len(head)) {
		head, rest2, ok = dots, after, true
	}
	if !ok || !strings.Contains(head, ":") {
		return "", []byte(s)
	}
	if m := matterTitle.FindStringSubmatch(head); m != nil {
		title = strings.Trim(strings.TrimSpace(m[1]), `"'`)
	}
	_, rest2, _ = strings.Cut(rest2, "\n")
	return title, []byte(rest2)
}

// Budgets of one paragraph of Markdown: readers take time with the square of its
// marks that may pair or not.
const (
	maxMarks  = 4000
	maxQuotes = 64
)

// tooNested reports whether a paragraph has more marks than any text would.
func tooNested(source []byte) bool {
	marks := 0
	for line := range bytes.Lines(source) {
		if len(bytes.TrimSpace(line)) == 0 {
			marks = 0
			continue
		}
		quotes, edge := 0, true
		for _, c := range line {
			switch c {
			case '>':
				if edge {
					quotes++
				}
			case ' ':
				continue
			case '*', '_', '[', '~', '`', '!', '<':
				marks++
			}
			edge = edge && c == '>'
		}
		if quotes > maxQuotes || marks > maxMarks {
			return true
		}
	}
	return false
}
