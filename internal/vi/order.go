package vi

import (
	"encoding/hex"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// A Collator is not safe for concurrent use and dear to make.
var collators = sync.Pool{New: func() any { return collate.New(language.Vietnamese) }}

// keyRunes is how much of a text its sort key covers: no two titles of a list
// differ only after that, and the key column stays short.
const keyRunes = 120

// SortKey returns a key in hexadecimal digits; comparing keys byte by byte
// (COLLATE "C") orders the texts as a Vietnamese dictionary does: a ă â … d đ
// e ê …, tones in the order ngang, huyền, hỏi, ngã, sắc, nặng. Keys depend on
// the version of golang.org/x/text/collate: when TestSortKeysAreStable fails
// after an upgrade, stored keys must be computed again by a migration.
func SortKey(s string) string {
	s = CleanLine(s)
	for i, n := 0, 0; i < len(s); n++ {
		if n == keyRunes {
			s = s[:i]
			break
		}
		_, w := utf8.DecodeRuneInString(s[i:])
		i += w
	}
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	var buf collate.Buffer
	return hex.EncodeToString(c.KeyFromString(&buf, s))
}

// NameKey returns the sort key of a person's name: by the given name, which
// comes last in Vietnamese, then by the rest.
func NameKey(name string) string {
	name = CleanLine(name)
	rest, given := "", name
	if i := strings.LastIndexByte(name, ' '); i >= 0 {
		rest, given = name[:i], name[i+1:]
	}
	return SortKey(given) + " " + SortKey(rest)
}
