package content

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"congbo/internal/locale"
	"congbo/internal/vi"
)

// Severity says whether a finding stands in the way of approval or is advice.
type Severity string

// The severities. A procedure's checklist may raise advice to a requirement.
const (
	Required    Severity = "required"
	Recommended Severity = "recommended"
)

// The checks that the program does itself. Their names are those that a
// procedure's checklist uses; its other items are ticked by people.
const (
	CheckTitle    = "title"         // there is one
	CheckSources  = "sources-cited" // sources, or a statement of own work (R-I8, F-B14)
	CheckAlt      = "alt-text"      // every picture has alt text or says nothing of its own (F-B10)
	CheckUnicode  = "unicode"       // all text is clean Unicode in NFC (R-I4, F-B13)
	CheckLinks    = "links-work"    // links that readers outside can follow
	CheckLinkText = "link-text"     // words that say where a link leads
	CheckHeadings = "heading-order" // no level left out
	CheckTables   = "table-headers" // header cells
	CheckPlain    = "plain-title"   // a title that reads as a sentence
	CheckPersonal = "personal-data" // nothing that looks like data about a person
	CheckBody     = "text"          // there is something to read
	maxTitle      = 150             // letters
)

// Checks lists the names of the machine checks, in the order in which
// Findings reports them.
var Checks = []string{CheckTitle, CheckPlain, CheckBody, CheckSources, CheckUnicode, CheckAlt, CheckLinks, CheckLinkText, CheckHeadings, CheckTables, CheckPersonal}

// A Finding is a fault that a machine check saw in a revision.
type Finding struct {
	Check    string   // the check, as checklists name it
	Severity Severity // how grave
	Key      string   // message key: content.finding_…
	Args     []any    // values of the message
	Field    string   // "title", "summary", "sources", "authors", "lead_image", "body" …
	Block    int      // number of the block of the body, from 1; 0: none
	Text     string   // what the block begins with
}

// Findings runs every machine check.
func (r Revision) Findings() []Finding {
	f := finder{revision: r}
	f.title()
	if r.Body.IsEmpty() {
		f.add(CheckBody, Required, "no_text", "body")
	}
	if len(r.Sources) == 0 && !r.OwnWork {
		f.add(CheckSources, Required, "no_sources", "sources")
	}
	f.unicode()
	f.leadImage()
	f.body()
	f.personal()
	return f.found
}

// Passes reports whether check name has no finding in the list.
func Passes(found []Finding, name string) bool {
	for _, f := range found {
		if f.Check == name {
			return false
		}
	}
	return true
}

type finder struct {
	revision Revision
	found    []Finding
	block    int  // number of the block at hand; 0: none
	text     Node // and that block
}

func (f *finder) add(check string, s Severity, key, field string, args ...any) {
	f.found = append(f.found, Finding{check, s, "content.finding_" + key, args, field, f.block, beginning(f.text)})
}

func (f *finder) title() {
	title := f.revision.Title
	letters := 0
	for _, r := range title {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	switch {
	case strings.TrimSpace(title) == "":
		f.add(CheckTitle, Required, "no_title", "title")
	case utf8.RuneCountInString(title) > maxTitle:
		f.add(CheckPlain, Recommended, "long_title", "title", utf8.RuneCountInString(title), maxTitle)
	case letters > 12 && strings.ToUpper(title) == title:
		f.add(CheckPlain, Recommended, "capital_title", "title")
	case strings.HasSuffix(title, ".") && !strings.HasSuffix(title, ".."):
		f.add(CheckPlain, Recommended, "title_point", "title")
	}
}

func (f *finder) unicode() {
	blocks := f.revision.Body.orEmpty().Doc.Content
	for _, m := range f.revision.Misfits() {
		f.block, f.text = m.Block, Node{}
		if m.Block > 0 {
			f.text = blocks[m.Block-1]
		}
		switch m.Kind {
		case MisfitLegacy:
			f.add(CheckUnicode, Required, "legacy", m.Part, string(m.Charset), short(m.Line))
		case MisfitLost:
			f.add(CheckUnicode, Required, "lost", m.Part, short(m.Line))
		default:
			f.add(CheckUnicode, Required, "not_clean", m.Part, short(m.Line))
		}
	}
	f.block, f.text = 0, Node{}
}

// personal looks for data about people; lines that somebody vouches for are left.
func (f *finder) personal() {
	blocks := f.revision.Body.orEmpty().Doc.Content
	f.revision.Lines(func(part string, block int, line string) {
		if part == PartSources || f.revision.VouchedFor(line) {
			return
		}
		for _, p := range PersonalData(line) {
			f.block, f.text = block, Node{}
			if block > 0 {
				f.text = blocks[block-1]
			}
			f.add(CheckPersonal, Recommended, "personal", part, locale.Key("content.personal_"+string(p.Kind)), short(p.Text))
		}
	})
	f.block, f.text = 0, Node{}
}

func (f *finder) leadImage() {
	if i := f.revision.LeadImage; i != nil && !i.Decorative && i.Alt == "" {
		f.add(CheckAlt, Required, "no_alt_lead", "lead_image")
	}
	for _, s := range f.revision.Sources {
		if s.URL == "" {
			continue
		}
		if link, ok := Href(s.URL); !ok || !external(link) {
			f.add(CheckLinks, Required, "bad_source_link", "sources", short(s.URL))
		} else if unreachable(link) {
			f.add(CheckLinks, Recommended, "unreachable_link", "sources", short(link))
		}
	}
}

// body walks the body once for the checks of its blocks.
func (f *finder) body() {
	level, block := 1, -1
	top := f.revision.Body.orEmpty().Doc.Content
	f.revision.Body.walk(func(n Node, i int) bool {
		if i != block {
			block = i
			f.block, f.text = i+1, top[i]
		}
		switch n.Type {
		case "heading":
			if n.num("level") > level+1 {
				f.add(CheckHeadings, Recommended, "heading_skips", "body", n.num("level"), level+1)
			}
			level = n.num("level")
		case "image":
			if p := imageOf(n); !p.Decorative && p.Alt == "" {
				f.add(CheckAlt, Required, "no_alt", "body", f.block)
			}
		case "table":
			f.table(n)
		}
		if h := schema[n.Type].holds; h == lines || h == note {
			f.links(n.Content)
		}
		return true
	})
	f.block, f.text = 0, Node{}
}

func (f *finder) table(n Node) {
	cells := 0
	for _, row := range n.Content {
		for _, c := range row.Content {
			if c.Type == "table_header" && !blank(c.Content) {
				return
			}
			cells++
		}
	}
	if cells > 1 {
		f.add(CheckTables, Recommended, "no_table_header", "body", f.block)
	}
}

// links looks at each link of a line as its readers do: over all the nodes
// that share it.
func (f *finder) links(line []Node) {
	link := func(n Node) string {
		if len(n.Marks) > 0 && n.Marks[0].Type == "link" {
			href, _ := n.Marks[0].Attrs["href"].(string)
			return href
		}
		return ""
	}
	for i := 0; i < len(line); {
		href, text := link(line[i]), line[i].Text
		i++
		for ; href != "" && i < len(line) && link(line[i]) == href; i++ {
			text += line[i].Text
		}
		if href == "" {
			continue
		}
		if clean, ok := Href(href); !ok || unreachable(clean) {
			f.add(CheckLinks, Recommended, "unreachable_link", "body", short(href))
		} else if strings.HasPrefix(clean, "http://") {
			f.add(CheckLinks, Recommended, "plain_http", "body", short(href))
		}
		if vague[strings.Trim(vi.Fold(text), " .,:;!?()[]“”\"'»«>…")] {
			f.add(CheckLinkText, Recommended, "vague_link", "body", short(text))
		}
	}
}

// vague lists, folded, words that say nothing about where a link leads when
// they are heard alone (WCAG 2.4.4).
var vague = map[string]bool{
	"": true, "tai day": true, "o day": true, "day": true, "xem tai day": true, "xem o day": true, "xem": true, "xem them": true,
	"chi tiet": true, "xem chi tiet": true, "chi tiet tai day": true, "xem chi tiet tai day": true, "xem chi tiet o day": true,
	"bam vao day": true, "nhan vao day": true, "click vao day": true, "click": true, "bam": true, "link": true, "lien ket": true, "duong link": true,
	"here": true, "click here": true, "see here": true, "this": true, "this link": true, "this page": true, "read more": true,
	"more": true, "details": true, "see more": true, "learn more": true,
}
