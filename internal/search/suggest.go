package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"congbo/internal/vi"
)

// A Vocabulary is the words of a site, for help with spelling.
type Vocabulary struct {
	spelled map[string]int      // texts by word as spelled
	folded  map[string]spelling // by word without accents
	list    []string            // folded words, the most frequent first
}

type spelling struct {
	texts int
	best  string // the most frequent way to spell it
	most  int
}

// NewVocabulary puts words together; one may stand there several times.
func NewVocabulary(words []Word) *Vocabulary {
	v := &Vocabulary{spelled: make(map[string]int, len(words)), folded: make(map[string]spelling)}
	for _, w := range words {
		v.spelled[w.Text] += w.Texts
	}
	for w, n := range v.spelled {
		f := vi.Fold(w)
		s := v.folded[f]
		s.texts += n
		if n > s.most || n == s.most && w < s.best {
			s.best, s.most = w, n
		}
		v.folded[f] = s
	}
	for f := range v.folded {
		v.list = append(v.list, f)
	}
	slices.SortFunc(v.list, func(a, b string) int {
		return cmp.Or(cmp.Compare(v.folded[b].texts, v.folded[a].texts), cmp.Compare(a, b))
	})
	return v
}

// mostGuesses bounds the ways to spell a query that are tried.
const mostGuesses = 3

// Guesses are other ways to write the text of a plan, the likeliest first: with
// words that the site has in place of those that it has not, and with the
// accents under which it has them. That any of them finds something is for the
// caller to try.
func (v *Vocabulary) Guesses(p *Plan) []string {
	if len(p.all) == 0 {
		return nil
	}
	options := make([][]string, len(p.all))
	changed := false
	for i, t := range p.all {
		options[i] = []string{t.exact}
		if t.digits {
			continue
		}
		if better := v.better(t); len(better) > 0 {
			options[i], changed = better, true
		}
	}
	if !changed {
		return nil
	}
	var all []string
	for n := range mostGuesses {
		var words []string
		fresh := false
		for i, t := range p.all {
			w := options[i][min(n, len(options[i])-1)]
			fresh = fresh || w != t.exact && (n == 0 || n < len(options[i]))
			words = append(words, w)
		}
		if s := strings.Join(words, " "); fresh && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// better are words of the site that may be meant by one that it does not have,
// or has with other accents.
func (v *Vocabulary) better(t token) []string {
	known, there := v.folded[t.fold]
	if there && (t.exact == t.fold || v.spelled[t.exact] > 0) {
		return nil
	}
	letters, tone := toneApart(t.exact)
	if other := likeTones[tone]; other != "" {
		if w := v.known(letters, other); w != "" {
			return []string{w}
		}
	}
	all := v.sounding(letters, tone)
	if there {
		return append(all, known.best)[:1]
	}
	if w, ok := typed(t.exact); ok && v.spelled[w] > 0 {
		return []string{w}
	}
	type near struct {
		word     string
		distance int
		other    int // 0 where it sounds alike
	}
	var found []near
	for _, f := range v.list {
		if d := distance(t.fold, f, 2); d <= 2 && d > 0 && (d < 2 || utf8.RuneCountInString(t.fold) > 4) {
			n := near{f, d, 1}
			if alike(t.fold, f) {
				n.other = 0
			}
			found = append(found, n)
		}
		if len(found) > 200 {
			break
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { // the list is by frequency
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.other, b.other))
	})
	for _, n := range found[:min(len(found), mostGuesses)] {
		if best := v.folded[n.word].best; !slices.Contains(all, best) {
			all = append(all, best)
		}
	}
	if a, b, ok := v.apart(t.fold); ok {
		all = append([]string{a + " " + b}, all...)
	}
	return all[:min(len(all), mostGuesses)]
}

// tones are the marks of the tones as Unicode has them apart.
const tones = "\u0300\u0301\u0303\u0309\u0323"

// likeTones are the tones that are written for each other where they are spoken
// alike: hỏi and ngã.
var likeTones = map[string]string{"\u0303": "\u0309", "\u0309": "\u0303"}

// toneApart is a word without its tone, and the mark of it; "" where it has none.
func toneApart(word string) (letters, tone string) {
	letters = norm.NFD.String(word)
	if i := strings.IndexAny(letters, tones); i >= 0 {
		r, n := utf8.DecodeRuneInString(letters[i:])
		letters, tone = letters[:i]+letters[i+n:], string(r)
	}
	return norm.NFC.String(letters), tone
}

// known is a word of the site by its letters and its tone, "" where it has no such.
func (v *Vocabulary) known(letters, tone string) string {
	w, ok := withTone(letters, tone)
	if w = vi.ToneFold(w); !ok || v.spelled[w] == 0 {
		return ""
	}
	return w
}

// sounding are the words of the site that are the one with these letters and this
// tone but for one exchange of sounds that are alike, the most frequent first.
func (v *Vocabulary) sounding(letters, tone string) []string {
	var all []string
	try := func(letters string) {
		if w := v.known(letters, tone); w != "" && !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	for _, s := range append([][2]string{{"d", "đ"}}, likeSounds...) {
		for _, s := range [2][2]string{s, {s[1], s[0]}} {
			if rest, ok := strings.CutPrefix(letters, s[0]); ok {
				try(s[1] + rest)
			}
			if rest, ok := strings.CutSuffix(letters, s[0]); ok {
				try(rest + s[1])
			}
		}
	}
	slices.SortStableFunc(all, func(a, b string) int { return cmp.Compare(v.spelled[b], v.spelled[a]) })
	return all
}

// apart finds the two words that were written as one.
func (v *Vocabulary) apart(f string) (a, b string, ok bool) {
	best := 0
	for i := 2; i < len(f)-1; i++ {
		x, y := v.folded[f[:i]], v.folded[f[i:]]
		if n := min(x.texts, y.texts); n > best {
			a, b, ok, best = x.best, y.best, true, n
		}
	}
	return a, b, ok
}

// likeSounds are letters that are often written for each other; exchanging them
// is half a slip.
var likeSounds = [][2]string{{"tr", "ch"}, {"s", "x"}, {"gi", "d"}, {"r", "d"}, {"r", "gi"}, {"l", "n"}, {"i", "y"}, {"ngh", "ng"}, {"gh", "g"}, {"c", "k"}, {"c", "t"}, {"n", "ng"}, {"v", "d"}, {"v", "gi"}, {"ng", "nh"}, {"q", "k"}}

// distance is the number of letters to be put in, taken out, exchanged or swapped
// to make b of a, max+1 where there are more. Sounds that are alike count one.
func distance(a, b string, max int) int {
	if len(a) > len(b)+max || len(b) > len(a)+max {
		return max + 1
	}
	if alike(a, b) {
		return 1
	}
	x, y := []rune(a), []rune(b)
	if len(x) > 32 || len(y) > 32 {
		return max + 1
	}
	var rows [3][33]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(y) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > max {
			return max + 1
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}

// alike reports whether one exchange of sounds makes b of a.
func alike(a, b string) bool {
	for _, s := range likeSounds {
		for _, s := range [2][2]string{s, {s[1], s[0]}} {
			if rest, ok := strings.CutPrefix(a, s[0]); ok && b == s[1]+rest {
				return true
			}
			if rest, ok := strings.CutSuffix(a, s[0]); ok && b == rest+s[1] {
				return true
			}
		}
	}
	return false
}
