package content

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"congbo/internal/vi"
)

// A Recoded is a stretch of a text that came in a charset from before Unicode
// (R-I4), and what it is read as. It goes with every revision in which one of the
// two stands, so that a person sees what became of what they sent, and can take
// it back.
type Recoded struct {
	Part    string     `json:"part"` // PartTitle, PartBody …
	Charset vi.Charset `json:"charset"`
	Came    Raw        `json:"came"`   // to the character as it came
	Became  string     `json:"became"` // in Unicode
	Applied bool       `json:"applied,omitempty"`
}

// The parts of a revision that hold words.
const (
	PartTitle   = "title"
	PartSummary = "summary"
	PartBody    = "body"
	PartAuthors = "authors"
	PartTopics  = "topics"
	PartSources = "sources"
	PartLead    = "lead_image"
	PartChange  = "change_note"
)

// Parts lists them.
var Parts = []string{PartTitle, PartSummary, PartBody, PartAuthors, PartTopics, PartSources, PartLead, PartChange}

// Key names c among those of a text.
func (c Recoded) Key() string {
	sum := sha256.Sum256([]byte(c.Part + "\x00" + string(c.Charset) + "\x00" + string(c.Came) + "\x00" + c.Became))
	return hex.EncodeToString(sum[:8])
}

// Was is what came, as it can stand in a text: without the characters that old
// fonts used as letters and that nothing shows.
func (c Recoded) Was() string { return vi.CleanLine(string(c.Came)) }

// stands is the reading that is in the text now.
func (c Recoded) stands() string {
	if c.Applied {
		return c.Became
	}
	return c.Was()
}

// other is the one that is not.
func (c Recoded) other() string {
	c.Applied = !c.Applied
	return c.stands()
}

// Raw is text as it came, which may hold characters that are not kept anywhere
// else. In JSON it is ASCII, so that it stays what it is on any way.
type Raw string

// MarshalJSON writes everything beyond printable ASCII as \u.
func (r Raw) MarshalJSON() ([]byte, error) {
	const digits = "0123456789abcdef"
	out := []byte{'"'}
	unit := func(u uint16) {
		out = append(out, '\\', 'u', digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15])
	}
	for _, c := range string(r) {
		switch {
		case c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&':
			out = append(out, byte(c))
		case c <= 0xffff:
			unit(uint16(c))
		default:
			high, low := utf16.EncodeRune(c)
			unit(uint16(high))
			unit(uint16(low))
		}
	}
	return append(out, '"'), nil
}

// A Vouched is a line of a text that somebody says is as it should be, though
// the program holds it to be none that may be published: words of another
// language, a program's text.
type Vouched struct {
	Line   string    `json:"line"`
	Reason string    `json:"reason"`
	By     int64     `json:"by,omitempty"`
	For    int64     `json:"for,omitempty"`
	At     time.Time `json:"at,omitzero"`
}

// Lines calls fn with every text of the revision that people read, as the
// stretches that stand together on a line: the part, the number of the block of
// the body from 1, and the words.
func (r *Revision) Lines(fn func(part string, block int, line string)) {
	r.lines(func(part string, block int, runs []string) {
		if s := strings.Join(runs, ""); s != "" {
			fn(part, block, s)
		}
	})
}

// lines is Lines with the words as their marks part them.
func (r *Revision) lines(fn func(part string, block int, runs []string)) {
	one := func(part string, lines ...string) {
		for _, s := range lines {
			fn(part, 0, []string{s})
		}
	}
	one(PartTitle, r.Title)
	one(PartSummary, r.Summary)
	one(PartAuthors, r.Authors...)
	one(PartTopics, r.Topics...)
	for _, s := range r.Sources {
		one(PartSources, s.Title, s.Issuer, s.Number, s.Date)
	}
	if i := r.LeadImage; i != nil {
		one(PartLead, i.Alt, i.Caption, i.Credit)
	}
	if r.Change != nil {
		one(PartChange, r.Change.Note)
	}
	for i, n := range r.Body.orEmpty().Doc.Content {
		eachLine(&n, func(l nodeLine) { fn(PartBody, i+1, l.runs()) })
	}
}

// standing returns, each once, those whose words nobody has rewritten since.
func (r *Revision) standing(all []Recoded) []Recoded {
	if len(all) == 0 {
		return nil
	}
	var text strings.Builder
	r.Lines(func(part string, _ int, line string) {
		text.WriteString(part + "\x00" + plainSpaces(line) + "\x01")
	})
	found := func(c Recoded) bool {
		want := plainSpaces(c.stands())
		for rest := text.String(); want != ""; {
			i := strings.Index(rest, c.Part+"\x00")
			if i < 0 {
				break
			}
			var line string
			line, rest, _ = strings.Cut(rest[i+len(c.Part)+1:], "\x01")
			if strings.Contains(line, want) {
				return true
			}
		}
		return false
	}
	var kept []Recoded
	seen := make(map[string]bool)
	for _, c := range all {
		if key := c.Key(); !seen[key] && found(c) {
			seen[key] = true
			kept = append(kept, c)
		}
	}
	return kept
}

// Standing returns the revision with only those of its notes whose words stand
// in it.
func (r Revision) Standing() Revision {
	r.Recoded = r.standing(r.Recoded)
	if len(r.Vouched) > 0 {
		lines := make(map[string]bool)
		r.Lines(func(_ string, _ int, line string) { lines[line] = true })
		var kept []Vouched
		for _, v := range r.Vouched {
			if lines[v.Line] {
				kept = append(kept, v)
				delete(lines, v.Line) // each once
			}
		}
		r.Vouched = kept
	}
	return r
}

// Reread puts the other reading of what was recoded into its place, wherever
// it stands in its part: what came, or what the program made of it. It reports
// whether there is such a one and its words still stand.
func (r Revision) Reread(key string) (Revision, bool) {
	i := slices.IndexFunc(r.Recoded, func(c Recoded) bool { return c.Key() == key })
	if i < 0 {
		return r, false
	}
	c := r.Recoded[i]
	from, to := c.stands(), c.other()
	found := false
	line := func(s string) string {
		out, ok := exchange([]string{s}, from, to)
		found = found || ok
		return out[0]
	}
	lines := func(all []string) []string {
		all = slices.Clone(all)
		for i := range all {
			all[i] = line(all[i])
		}
		return all
	}
	switch c.Part {
	case PartTitle:
		r.Title = line(r.Title)
	case PartSummary:
		r.Summary = line(r.Summary)
	case PartAuthors:
		r.Authors = lines(r.Authors)
	case PartTopics:
		r.Topics = lines(r.Topics)
	case PartSources:
		r.Sources = slices.Clone(r.Sources)
		for i, s := range r.Sources {
			r.Sources[i] = Source{line(s.Title), line(s.Issuer), line(s.Number), line(s.Date), s.URL}
		}
	case PartLead:
		if r.LeadImage != nil {
			p := *r.LeadImage
			p.Alt, p.Caption, p.Credit = line(p.Alt), line(p.Caption), line(p.Credit)
			r.LeadImage = &p
		}
	case PartChange:
		if r.Change != nil {
			n := *r.Change
			n.Note = line(n.Note)
			r.Change = &n
		}
	case PartBody:
		doc := copied(r.Body.orEmpty().Doc)
		eachLine(&doc, func(l nodeLine) {
			out, ok := exchange(l.runs(), from, to)
			if ok {
				found = true
				l.set(out)
			}
		})
		body, err := NewBody(doc)
		if err != nil {
			return r, false
		}
		r.Body = body.KeepIDs(r.Body)
	}
	if !found {
		return r, false
	}
	r.Recoded = slices.Clone(r.Recoded)
	r.Recoded[i].Applied = !c.Applied
	return r, true
}

// copied returns a node that shares nothing with n that a line could change.
func copied(n Node) Node {
	n.Content = slices.Clone(n.Content)
	for i := range n.Content {
		n.Content[i] = copied(n.Content[i])
	}
	return n
}

// exchange puts to into the place of every from in the runs of one line. A
// charset has letters of its own and no other spaces: word by word what was in a
// run stays in it, and a word that several runs share goes to its first.
func exchange(runs []string, from, to string) ([]string, bool) {
	text := []rune(strings.Join(runs, ""))
	plain := []rune(plainSpaces(string(text)))
	want := []rune(plainSpaces(from))
	if len(want) == 0 {
		return runs, false
	}
	ends := make([]int, len(runs)) // of each run, in characters
	for i, n := 0, 0; i < len(runs); i++ {
		n += len([]rune(runs[i]))
		ends[i] = n
	}
	out := make([]strings.Builder, len(runs))
	run, found := 0, false
	put := func(at int, s rune) {
		for run < len(runs)-1 && at >= ends[run] {
			run++
		}
		out[run].WriteRune(s)
	}
	words := strings.Split(to, " ")
	for i := 0; i < len(text); {
		if !hasPrefix(plain[i:], want) {
			put(i, text[i])
			i++
			continue
		}
		found = true
		end, word := i+len(want), 0
		if strings.Count(plainSpaces(from), " ") != len(words)-1 {
			for _, c := range to {
				put(i, c)
			}
			i = end
			continue
		}
		for begins := true; i < end; i++ {
			if plain[i] == ' ' {
				put(i, text[i])
				begins, word = true, word+1
				continue
			}
			if begins {
				for _, c := range words[word] {
					put(i, c)
				}
				begins = false
			}
		}
	}
	made := make([]string, len(runs))
	for i := range out {
		made[i] = out[i].String()
	}
	return made, found
}

func hasPrefix(text, want []rune) bool {
	return len(text) >= len(want) && slices.Equal(text[:len(want)], want)
}

// plainSpaces writes spaces that do not break as others, one for one.
func plainSpaces(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }
