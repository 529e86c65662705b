package content

import (
	"slices"
	"strings"

	"congbo/internal/vi"
)

// A Reading takes in a text from outside, whatever way it came: typed, pasted,
// in a letter or a form, from a file (R-I4). Text in charsets from before
// Unicode is recognised before anything is cleaned away, since some use as
// letters what cleaning drops; TCVN3 and VNI are converted, the others noted.
// Dangerous links are taken out. What it did is in Recoded and Dropped.
type Reading struct {
	Barred []string // host names to which no text may link
	// Stays is a text as it was saved before: what stands in it to the
	// character is left as it is, because somebody has seen it.
	Stays *Revision
	// Known is what was recoded of it before it was saved: where somebody has
	// put back what came, that is left too.
	Known []Recoded

	Recoded []Recoded
	Dropped []string

	stay map[string]bool
	most vi.Charset // that most of it was in
}

// JSON is ParseBody of what an editor sends. Call it before Line: a title too
// short to tell goes with its text.
func (rd *Reading) JSON(data []byte) (Body, error) {
	doc, err := decodeBody(data)
	if err != nil {
		return Body{}, err
	}
	return rd.body(doc)
}

// Blocks is NewBody of what somebody made of a file or a letter.
func (rd *Reading) Blocks(blocks []Node) (Body, error) {
	return rd.body(copied(Node{Type: "doc", Content: blocks}))
}

func (rd *Reading) body(doc Node) (Body, error) {
	rd.modernise(&doc)
	doc, dropped := WithoutLinks(doc, rd.Barred)
	rd.Dropped = append(rd.Dropped, dropped...)
	return NewBody(doc)
}

// Markup is FromMarkup of what somebody typed into a plain box.
func (rd *Reading) Markup(s string) (Body, error) {
	if len(s) > MaxJSON {
		return FromMarkup(s) // which says so
	}
	doc, dropped, err := markupDoc(hide(s), true)
	rd.Dropped = append(rd.Dropped, dropped...)
	if err != nil {
		return Body{}, err
	}
	eachLine(&doc, func(l nodeLine) {
		runs := l.runs()
		for i := range runs {
			runs[i] = unhide(runs[i])
		}
		l.set(runs)
	})
	return rd.body(doc)
}

// hidden is where characters that cleaning would drop wait while markup is
// read: in a part of the private area that no font of signs uses.
const hidden = 0xf100

func hides(r rune) bool {
	return r == '\u00ad' || r < ' ' && r != '\n' && r != '\t' && r != '\r' && r != 0 || r >= 0x7f && r < 0xa0
}

func hide(s string) string {
	if strings.IndexFunc(s, hides) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if hides(r) {
			return hidden + r
		}
		return r
	}, s)
}

func unhide(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= hidden && hides(r-hidden) {
			return r - hidden
		}
		return r
	}, s)
}

// Text is plain text of several lines, as it may be stored.
func (rd *Reading) Text(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	count := make(map[vi.Charset]int)
	for i, c := range vi.RecogniseAll(lines) {
		if c == "" || rd.stays(lines[i]) {
			continue
		}
		if count[c]++; count[c] > count[rd.most] {
			rd.most = c
		}
		lines[i] = rd.read(PartBody, c, lines[i:i+1])[0]
	}
	return vi.Clean(strings.Join(lines, "\n"))
}

// Line is a line beside the body: the title, the name of a source.
func (rd *Reading) Line(part, s string) string {
	c := vi.Charset("")
	if !rd.stays(s) {
		if c = vi.Recognise(s, ""); c == "" && rd.most != "" {
			// Beside a line in that charset it may be one too.
			c = vi.RecogniseAll([]string{s, rd.sample()})[0]
		}
	}
	return vi.CleanLine(rd.read(part, c, []string{s})[0])
}

// sample is a line that is without doubt in the charset of the body.
func (rd *Reading) sample() string {
	for _, c := range rd.Recoded {
		if c.Charset == rd.most && vi.Recognise(string(c.Came), "") == rd.most {
			return string(c.Came)
		}
	}
	return ""
}

// Into reads the lines of r beside its body, and gives r what was recoded: now,
// and before where it still stands.
func (rd *Reading) Into(r Revision) Revision {
	r.Title = rd.Line(PartTitle, r.Title)
	r.Summary = rd.Line(PartSummary, r.Summary)
	each := func(part string, all []string) []string {
		all = slices.Clone(all)
		for i := range all {
			all[i] = rd.Line(part, all[i])
		}
		return all
	}
	r.Authors, r.Topics = each(PartAuthors, r.Authors), each(PartTopics, r.Topics)
	r.Sources = slices.Clone(r.Sources)
	for i, s := range r.Sources {
		l := func(s string) string { return rd.Line(PartSources, s) }
		r.Sources[i] = Source{l(s.Title), l(s.Issuer), l(s.Number), l(s.Date), s.URL}
	}
	if p := r.LeadImage; p != nil {
		l := func(s string) string { return rd.Line(PartLead, s) }
		c := *p
		c.Alt, c.Caption, c.Credit = l(p.Alt), l(p.Caption), l(p.Credit)
		r.LeadImage = &c
	}
	if n := r.Change; n != nil {
		c := *n
		c.Note = rd.Line(PartChange, n.Note)
		r.Change = &c
	}
	r = r.Clean()
	r.Recoded = r.standing(append(slices.Clone(r.Recoded), rd.Recoded...))
	return r
}

// modernise reads every line of a body.
func (rd *Reading) modernise(doc *Node) {
	var lines []nodeLine
	var texts []string
	eachLine(doc, func(l nodeLine) {
		if s := l.text(); !rd.stays(s) {
			lines, texts = append(lines, l), append(texts, s)
		}
	})
	count := make(map[vi.Charset]int)
	for i, c := range vi.RecogniseAll(texts) {
		if c == "" {
			rd.mixed(PartBody, texts[i])
			continue
		}
		if count[c]++; count[c] > count[rd.most] {
			rd.most = c
		}
		lines[i].set(rd.read(PartBody, c, lines[i].runs()))
	}
}

// mixed notes stretches of old charsets within a line of Unicode, which is left
// as it is.
func (rd *Reading) mixed(part, line string) {
	for _, s := range vi.Mixed(line) {
		c := vi.Recognise(s, "")
		was, is := vi.Stretch(s, c.Decode(s))
		if is = vi.CleanLine(is); was != "" && is != "" {
			rd.Recoded = append(rd.Recoded, Recoded{Part: part, Charset: c, Came: Raw(strings.TrimSpace(was)), Became: is})
		}
	}
}

// read returns the runs of a line in charset c as they are to stand.
func (rd *Reading) read(part string, c vi.Charset, runs []string) []string {
	if c == "" {
		return runs
	}
	decoded := c.DecodeRuns(runs, nil)
	was, is := vi.Stretch(strings.Join(runs, ""), strings.Join(decoded, ""))
	if is = vi.CleanLine(is); was != "" && is != "" {
		rd.Recoded = append(rd.Recoded, Recoded{Part: part, Charset: c, Came: Raw(strings.TrimSpace(was)), Became: is, Applied: c.Automatic()})
	}
	if !c.Automatic() {
		return runs
	}
	return decoded
}

func (rd *Reading) stays(line string) bool {
	if rd.stay == nil {
		rd.stay = make(map[string]bool)
		if rd.Stays != nil {
			rd.Stays.Lines(func(_ string, _ int, line string) { rd.stay[line] = true })
		}
	}
	return rd.stay[line] || slices.ContainsFunc(rd.Known, func(c Recoded) bool {
		return !c.Applied && strings.Contains(plainSpaces(line), plainSpaces(c.Was()))
	})
}
