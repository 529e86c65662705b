package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Piece is a stretch of a text that is shown; Mark: it was looked for.
type Piece struct {
	Text string
	Mark bool
}

// Mark takes a line apart by the words that a plan looks for.
func (p *Plan) Mark(line string) []Piece {
	return pieces(line, 0, len(line), p.hits(line))
}

// snippetWidth is how much of a text is shown with a match, in characters.
const snippetWidth = 220

// Snippet is the part of a text that tells best why it matches, on one line,
// and whether it has anything that was looked for.
func (p *Plan) Snippet(text string) ([]Piece, bool) {
	hits := p.hits(text)
	if len(hits) == 0 {
		end := forward(text, 0, snippetWidth)
		return pieces(text, 0, end, nil), false
	}
	// The window with the most words that were asked for, as spelled and side by
	// side before all; the first among equals.
	best, bestWorth := 0, -1
	span := snippetWidth * 3 / 4
	var have [MaxWords + 1]int
	different, exact, near := 0, 0, 0
	first := 0
	for last := range hits {
		h := &hits[last]
		if have[h.word]++; have[h.word] == 1 {
			different++
		}
		exact += h.exact
		near += h.near
		for hits[first].start < h.end-span {
			f := &hits[first]
			if have[f.word]--; have[f.word] == 0 {
				different--
			}
			exact -= f.exact
			near -= f.near
			first++
		}
		if worth := 100*different + 8*min(near, 8) + 3*min(exact, 12); worth > bestWorth {
			best, bestWorth = first, worth
		}
	}
	start := backward(text, hits[best].start, snippetWidth/4)
	end := forward(text, start, snippetWidth)
	return pieces(text, start, end, hits), true
}

// A hit is a word of a text that was looked for.
type hit struct {
	start, end  int
	word        int // which of the plan's words
	exact, near int
}

func (p *Plan) hits(text string) []hit {
	if len(p.all) == 0 {
		return nil
	}
	want := make(map[string]int, len(p.all))
	spelled := make(map[string]bool, len(p.all))
	for i, t := range p.all {
		if _, twice := want[t.fold]; !twice {
			want[t.fold] = min(i, MaxWords)
		}
		spelled[t.exact] = true
	}
	var all []hit
	var run strings.Builder // tokens that are joined: QĐ-UBND is looked for as QĐUBND, too
	runStart := 0
	last := -1
	tokens(text, func(t token) bool {
		if t.joint != joined {
			run.Reset()
			runStart = t.start
		}
		if !t.digits {
			if run.Len() == 0 {
				runStart = t.start
			}
			run.WriteString(t.fold)
		}
		i, ok := want[t.fold]
		if !ok {
			last = -1
			if j, joint := want[run.String()]; joint && t.joint == joined {
				all = append(all, hit{start: runStart, end: t.end, word: j, exact: 1})
			}
			return true
		}
		h := hit{start: t.start, end: t.end, word: i}
		if spelled[t.exact] {
			h.exact = 1
		}
		if last >= 0 && i == last+1 && t.joint != broken {
			h.near = 1
		}
		all, last = append(all, h), i
		return true
	})
	return all
}

// backward is the begin of a word about n characters before at.
func backward(text string, at, n int) int {
	i := at
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:i])
		if strings.HasSuffix(text[:i], "\n\n") {
			return i
		}
		i -= size
	}
	if i == 0 {
		return 0
	}
	if sp := strings.IndexFunc(text[i:at], unicode.IsSpace); sp >= 0 {
		_, size := utf8.DecodeRuneInString(text[i+sp:])
		return i + sp + size
	}
	return at
}

// forward is the end of a word about n characters after at.
func forward(text string, at, n int) int {
	i := at
	for ; n > 0 && i < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	if i == len(text) {
		return i
	}
	if sp := strings.LastIndexFunc(text[at:i], unicode.IsSpace); sp > 0 {
		return at + sp
	}
	return i
}

func pieces(text string, start, end int, hits []hit) []Piece {
	var all []Piece
	add := func(s string, mark bool) {
		s = oneLine(s)
		if s == "" {
			return
		}
		if n := len(all); n > 0 && all[n-1].Mark == mark {
			all[n-1].Text += s
			return
		}
		all = append(all, Piece{s, mark})
	}
	if start > 0 {
		add("… ", false)
	}
	at := start
	for _, h := range hits {
		if h.start < at || h.end > end {
			continue
		}
		gap := text[at:h.start]
		add(gap, at > start && gap != "" && strings.TrimSpace(gap) == "" && all[len(all)-1].Mark)
		add(text[h.start:h.end], true)
		at = h.end
	}
	add(text[at:end], false)
	if end < len(text) {
		add(" …", false)
	}
	return all
}

// oneLine makes one space of whatever stands between words.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\n\t") && !strings.Contains(s, "  ") {
		return s
	}
	var b strings.Builder
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	if space {
		b.WriteByte(' ')
	}
	return b.String()
}
