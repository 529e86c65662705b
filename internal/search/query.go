package search

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"congbo/internal/fault"
	"congbo/internal/vi"
)

// What somebody may ask for at most.
const (
	MaxText  = 200 // characters
	MaxWords = 20
)

// A Query is what somebody looks for.
type Query struct {
	Text     string // words; those between quotation marks stand side by side
	Newest   bool   // the newest first; else the best
	Sections []int64
	Kind     string
	Unit     int64
	Lang     string
	From     time.Time // first appeared then or later; zero: whenever
	Before   time.Time // first appeared before; zero: whenever
}

// Filtered reports whether more is asked for than words.
func (q Query) Filtered() bool {
	return len(q.Sections) > 0 || q.Kind != "" || q.Unit != 0 || q.Lang != "" || !q.From.IsZero() || !q.Before.IsZero()
}

// A phrase is words that stand side by side.
type phrase struct {
	words  []token
	number bool // of a document; its parts are found in other spellings
}

// A Plan is a query as keys.
type Plan struct {
	Query
	all     []token  // its words
	phrases []phrase // of more than one word

	must  []Key   // a text has each
	any   [][]Key // and of each of these one
	exact []Key   // as spelled; nil where the query has no accents
	title []Key
	head  []Key // title, as spelled
	near  []Key
}

// Parse reads a query. It fails with fault.Invalid where too much is asked for,
// or nothing that could be found.
func Parse(q Query) (*Plan, error) {
	q.Text = vi.CleanLine(q.Text)
	if len([]rune(q.Text)) > MaxText {
		return nil, fault.New(fault.Invalid, "search.long", MaxText).In("q")
	}
	p := &Plan{Query: q}
	p.read()
	if len(p.all) > MaxWords {
		return nil, fault.New(fault.Invalid, "search.many_words", MaxWords).In("q")
	}
	if len(p.all) == 0 && q.Text != "" {
		return nil, fault.New(fault.Invalid, "search.no_words").In("q")
	}
	if !q.From.IsZero() && !q.Before.IsZero() && !q.From.Before(q.Before) {
		return nil, fault.New(fault.Invalid, "search.dates").In("to")
	}
	p.keys()
	return p, nil
}

// Empty reports whether nothing is asked for.
func (p *Plan) Empty() bool { return len(p.all) == 0 && !p.Filtered() }

var quotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "″", `"`)

// read takes the text apart into words and phrases.
func (p *Plan) read() {
	for i, part := range strings.Split(quotes.Replace(p.Text), `"`) {
		quoted := i%2 == 1
		var run []token
		text := part
		end := func() {
			if len(run) > 1 && (quoted || isNumber(text, run)) {
				p.phrases = append(p.phrases, phrase{slices.Clone(run), !quoted})
				if n := len(p.all); !quoted && run[0].digits && n > 0 && p.all[n-1].fold == "so" {
					p.all = p.all[:n-1] // "số" before a number is no word of the text
				}
			}
			p.all = append(p.all, run...)
			run = run[:0]
		}
		tokens(part, func(t token) bool {
			if !quoted && t.joint != joined {
				end()
			}
			run = append(run, t)
			return true
		})
		end()
	}
}

// isNumber reports whether joined tokens are a number of a document, or part of
// one: 12/QĐ, 2026-QD-UBND, QĐ-UBND.
func isNumber(text string, run []token) bool {
	return slices.ContainsFunc(run, func(t token) bool { return t.digits }) ||
		!slices.ContainsFunc(run, func(t token) bool {
			return !capitals(text[t.start:t.end]) || strings.IndexFunc(text[t.start:t.end], unicode.IsLetter) < 0
		})
}

func (p *Plan) keys() {
	marked := slices.ContainsFunc(p.all, func(t token) bool { return t.exact != t.fold })
	for i, t := range p.all {
		p.must = append(p.must, wordKey(keyWord, t.fold, t.fold))
		p.title = append(p.title, wordKey(keyTitle, t.fold, t.fold))
		if marked {
			p.exact = append(p.exact, wordKey(keyExact, t.fold, t.exact))
			p.head = append(p.head, wordKey(keyHead, t.fold, t.exact))
		}
		if i > 0 {
			p.near = append(p.near, pairKey(p.all[i-1].fold, t.fold))
		}
	}
	for _, ph := range p.phrases {
		for i := 1; i < len(ph.words); i++ {
			p.must = append(p.must, pairKey(ph.words[i-1].fold, ph.words[i].fold))
		}
	}
	if p.Kind != "" {
		p.must = append(p.must, placeKey("kind", p.Kind))
	}
	if p.Lang != "" {
		p.must = append(p.must, placeKey("lang", p.Lang))
	}
	if p.Unit != 0 {
		p.must = append(p.must, numbered("unit", p.Unit))
	}
	if len(p.Sections) > 0 {
		var or []Key
		for _, id := range p.Sections {
			or = append(or, numbered("section", id))
		}
		p.any = append(p.any, or)
	}
	p.must = unique(p.must)
}

func unique(keys []Key) []Key {
	var all []Key
	for _, k := range keys {
		if !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	return all
}

// NeedsText reports whether matches must be looked at: a bucket knows which two
// words stand side by side, and not which three.
func (p *Plan) NeedsText() bool {
	return slices.ContainsFunc(p.phrases, func(ph phrase) bool { return !ph.number && len(ph.words) > 2 })
}

// Holds reports whether a text of which the buckets say that it matches has the
// phrases of more than two words.
func (p *Plan) Holds(t Text) bool {
	parts := append([]string{t.Title, t.Body}, t.Papers...)
	for _, ph := range p.phrases {
		if !ph.number && len(ph.words) > 2 && !slices.ContainsFunc(parts, ph.in) {
			return false
		}
	}
	return true
}

// in reports whether a text has the phrase.
func (ph phrase) in(text string) bool {
	var last []string
	found := false
	tokens(text, func(t token) bool {
		if t.joint == broken {
			last = last[:0]
		}
		if last = append(last, t.fold); len(last) > len(ph.words) {
			last = last[1:]
		}
		found = len(last) == len(ph.words)
		for i := range last {
			found = found && last[i] == ph.words[i].fold
		}
		return !found
	})
	return found
}

// Doubtful reports whether something else may have been meant by a query whose
// best match is h, nil where there is none: it was spelled with accents, and no
// text has them so.
func (p *Plan) Doubtful(h *Hit) bool {
	return len(p.all) > 0 && (h == nil || p.exact != nil && !p.Newest && h.Score < scoreExact)
}

// Words are the different words of the query as they were typed.
func (p *Plan) Words() []string {
	var all []string
	for _, t := range p.all {
		if !slices.Contains(all, t.exact) {
			all = append(all, t.exact)
		}
	}
	return all
}

// Loose is the query without its phrases: the words may stand anywhere. It is
// empty where the query has none.
func (p *Plan) Loose() string {
	if len(p.phrases) == 0 {
		return ""
	}
	return strings.Join(p.Words(), " ")
}
