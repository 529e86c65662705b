package search

import (
	"encoding/binary"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A Text is what is found of a publication.
type Text struct {
	Title   string
	Body    string   // all other words of the text itself
	Papers  []string // words of files that go with it
	Section int64
	Kind    string
	Unit    int64
	Lang    string
}

// A Key stands for something that a text has: a word, two words side by side, a
// place. Its upper half is the page of a bucket on which it is found: keys that
// are asked for together, the forms of one word, are on one.
type Key uint64

func (k Key) page() int { return int(k >> 32) }

// Pages is the number of pages of a bucket.
const Pages = 1024

// The kinds of keys.
const (
	keyWord  = 'w' // a word anywhere, folded
	keyExact = 'x' // as spelled
	keyTitle = 't' // in the title, folded
	keyHead  = 'y' // in the title, as spelled
	keyPair  = 'b' // two words side by side, folded
	keyPlace = 'f' // what a filter asks for
)

// keyOf makes a key of kind for two strings, on the page of home.
func keyOf(kind byte, home, a, b string) Key {
	sum := hash(hash(hash(offset64, string(kind)), a), " "+b)
	return Key(uint64(mix(hash(offset64, home))%Pages)<<32 | uint64(uint32(mix(sum))))
}

const offset64 = 14695981039346656037

func hash(h uint64, s string) uint64 { // FNV-1a
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	return h
}

func wordKey(kind byte, fold, as string) Key { return keyOf(kind, fold, as, "") }
func pairKey(a, b string) Key                { return keyOf(keyPair, a, a, b) }
func placeKey(name, value string) Key        { return keyOf(keyPlace, name+"="+value, name, value) }
func numbered(name string, id int64) Key     { return placeKey(name, strconv.FormatInt(id, 10)) }

// Keys are what a text has, in order, each once.
type Keys []Key

// Has reports whether k is among them.
func (all Keys) Has(k Key) bool {
	_, ok := slices.BinarySearch(all, k)
	return ok
}

// Same reports whether others are the same keys.
func (all Keys) Same(others Keys) bool { return slices.Equal(all, others) }

// mostTokens bounds what is indexed of one text with its files: some 250 pages
// of print.
const mostTokens = 150_000

// Index returns the keys of a text, and its words as spelled, for help with
// spelling.
func Index(t Text) (Keys, []string) {
	x := indexer{keys: make(Keys, 0, 2048), words: make(map[string]struct{}, 256)}
	x.add(t.Title, true)
	x.add(t.Body, false)
	for _, p := range t.Papers {
		x.add(p, false)
	}
	x.has(placeKey("kind", t.Kind))
	x.has(placeKey("lang", t.Lang))
	x.has(numbered("section", t.Section))
	if t.Unit != 0 {
		x.has(numbered("unit", t.Unit))
	}
	slices.Sort(x.keys)
	keys := slices.Compact(x.keys)
	words := make([]string, 0, len(x.words))
	for w := range x.words {
		words = append(words, w)
	}
	slices.Sort(words)
	return keys, words
}

type indexer struct {
	keys   Keys // in the order of the text, some many times
	words  map[string]struct{}
	tokens int
	run    []token // tokens joined to a number, so far
	text   string
}

func (x *indexer) add(text string, title bool) {
	x.text = norm.NFC.String(text)
	last := ""
	tokens(x.text, func(t token) bool {
		if x.tokens++; x.tokens > mostTokens {
			return false
		}
		x.has(wordKey(keyWord, t.fold, t.fold))
		x.has(wordKey(keyExact, t.fold, t.exact))
		if title {
			x.has(wordKey(keyTitle, t.fold, t.fold))
			x.has(wordKey(keyHead, t.fold, t.exact))
		}
		if t.joint != broken && last != "" {
			x.has(pairKey(last, t.fold))
		}
		last = t.fold
		if t.joint != joined {
			x.number()
		}
		if len(x.run) < 12 {
			x.run = append(x.run, t)
		}
		if !t.digits && len(t.exact) <= 24 {
			x.words[t.exact] = struct{}{}
		}
		return true
	})
	x.number()
}

func (x *indexer) has(k Key) { x.keys = append(x.keys, k) }

// number adds what else finds a number of a document: without its year, and with
// the letters of who issued it written together. So 12/2026/QĐ-UBND is found by
// 12/QĐ, 12-2026-QDUBND and QĐUBND.
func (x *indexer) number() {
	run := x.run
	x.run = x.run[:0]
	if len(run) < 2 {
		return
	}
	number, year, letters := "", "", run
	if run[0].digits {
		number, letters = run[0].fold, run[1:]
		if y := letters[0]; y.digits && len(y.fold) == 4 {
			year, letters = y.fold, letters[1:]
		}
	}
	var together, spelled strings.Builder
	for _, t := range letters {
		if t.digits || number == "" && !capitals(x.text[t.start:t.end]) {
			return
		}
		together.WriteString(t.fold)
		spelled.WriteString(t.exact)
	}
	if len(letters) == 0 {
		return
	}
	if year != "" {
		x.has(pairKey(number, letters[0].fold))
	}
	if len(letters) < 2 || together.Len() > longestWord {
		return
	}
	all := together.String()
	x.has(wordKey(keyWord, all, all))
	x.has(wordKey(keyExact, all, spelled.String()))
	if number != "" {
		x.has(pairKey(number, all))
	}
	if year != "" {
		x.has(pairKey(year, all))
	}
}

func capitals(s string) bool {
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
	}
	return true
}

// Encode writes keys and words as they are stored until they are in a bucket.
func Encode(keys Keys, words []string) []byte {
	out := binary.AppendUvarint(nil, uint64(len(keys)))
	last := Key(0)
	for _, k := range keys {
		out = binary.AppendUvarint(out, uint64(k-last))
		last = k
	}
	return append(out, strings.Join(words, " ")...)
}

var errDamaged = errors.New("search: damaged")

// Decode reads what Encode wrote.
func Decode(data []byte) (Keys, []string, error) {
	n, size := binary.Uvarint(data)
	if size <= 0 || n > uint64(len(data)) {
		return nil, nil, errDamaged
	}
	data = data[size:]
	keys, last := make(Keys, n), uint64(0)
	for i := range keys {
		d, size := binary.Uvarint(data)
		if size <= 0 {
			return nil, nil, errDamaged
		}
		last += d
		keys[i], data = Key(last), data[size:]
	}
	if len(data) == 0 {
		return keys, nil, nil
	}
	return keys, strings.Split(string(data), " "), nil
}

// Stamp tells contents apart, for who keeps what was read of them.
func Stamp(data []byte) int64 {
	h := uint64(offset64)
	for _, b := range data {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return int64(mix(h))
}

// A Doc is where and when a text was published: what results are told apart and
// put in order by.
type Doc struct {
	Edition int64
	At      time.Time // when it first appeared
}
