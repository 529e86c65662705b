package accounts

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"congbo/internal/fault"
	"congbo/internal/vi"
)

// maxPassword bounds a password in bytes: far beyond any passphrase, and little
// to hash.
const maxPassword = 1024

// free is how many characters of a password must be the person's own, after
// everything that an attacker tries first has been taken out.
const free = 5

// checkPassword says why a password will not do: shorter than minimum
// characters, or made of little more than the person's own name and address,
// words of the institution, common words, dates, runs and repeats. What it is
// composed of is nobody's business otherwise (ASVS 6.2): spaces, marks and any
// script are welcome, and capitals or digits are not asked for.
func checkPassword(password string, minimum int, own []string) error {
	switch n := utf8.RuneCountInString(norm.NFC.String(password)); {
	case !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl):
		return fault.New(fault.Invalid, "accounts.password_control").In("password")
	case len(password) > maxPassword:
		return fault.New(fault.Invalid, "accounts.password_long", maxPassword).In("password")
	case n < minimum:
		return fault.New(fault.Invalid, "accounts.password_short", minimum).In("password")
	}
	folded := vi.Fold(password)
	if left(folded, common()) < free {
		return fault.New(fault.Invalid, "accounts.password_common").In("password")
	}
	words := maps.Clone(common())
	for _, o := range own {
		for _, w := range ownWords(o) {
			words.add(w)
		}
	}
	if left(folded, words) < free {
		return fault.New(fault.Invalid, "accounts.password_own").In("password")
	}
	return nil
}

//go:embed words.txt
var wordList string

// words are what an attacker tries first.
type words map[string]bool

func (w words) add(word string) { w[word], w[unleet(word)] = true, true }

// common returns the words of words.txt; nobody may change the map.
var common = sync.OnceValue(func() words {
	all := make(words)
	for line := range strings.Lines(wordList) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.FieldsSeq(line) {
			all.add(w)
		}
	}
	return all
})

// ownWords takes a name or address apart into what somebody would build a
// password from: "Nguyễn Văn An" gives nguyen, van, an, nguyenvanan,
// annguyenvan and nva; "an.nguyen@dhnl.edu.vn" gives an, nguyen, dhnl …
func ownWords(s string) []string {
	parts := strings.FieldsFunc(vi.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(parts) == 0 {
		return nil
	}
	var initials strings.Builder
	for _, p := range parts {
		r, _ := utf8.DecodeRuneInString(p)
		initials.WriteRune(r)
	}
	last := len(parts) - 1
	all := append(parts[:last+1:last+1], strings.Join(parts, ""), parts[last]+strings.Join(parts[:last], ""), initials.String())
	return slices.DeleteFunc(all, func(w string) bool { return len(w) < 2 })
}

// unleet undoes the usual disguises of letters, p@ssw0rd.
func unleet(s string) string { return leet.Replace(s) }

var leet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "5", "s", "$", "s", "7", "t")

// left counts what remains of a password when words, runs such as abcd and
// repeats are taken out of it. Digits and signs in a row count as one, up to
// the length of a date or a telephone number. Of all readings, disguises undone
// and spaces left out or not, it takes the one that leaves least.
func left(s string, w words) int {
	tight := strings.Join(strings.Fields(s), "")
	least := len(s)
	for _, reading := range []string{s, unleet(s), tight, unleet(tight)} {
		least = min(least, remains([]rune(reading), w))
	}
	return least
}

// longestWord is how far back a word is looked for.
const longestWord = 40

// longestNumber is how many digits and signs in a row are a date or a telephone
// number with what stands around it.
const longestNumber = 12

func remains(rs []rune, w words) int {
	best := make([]int, len(rs)+1) // best[i] is what remains of the first i
	for i := 1; i <= len(rs); i++ {
		best[i] = best[i-1] + 1
		for n := 2; n <= min(i, longestNumber) && !unicode.IsLetter(rs[i-1]) && !unicode.IsLetter(rs[i-n]); n++ {
			best[i] = min(best[i], best[i-n]+1)
		}
		for n := 2; n <= min(i, longestWord); n++ {
			if w[string(rs[i-n:i])] {
				best[i] = min(best[i], best[i-n])
			}
		}
		for n := 3; n <= min(i, longestWord) && run(rs[i-n:i]); n++ {
			best[i] = min(best[i], best[i-n])
		}
		for n := 1; 2*n <= min(i, 2*longestWord); n++ { // the same again
			if slices.Equal(rs[i-2*n:i-n], rs[i-n:i]) {
				best[i] = min(best[i], best[i-n])
			}
		}
	}
	return best[len(rs)]
}

// run reports whether each character follows the one before it, upwards or
// downwards or standing still.
func run(rs []rune) bool {
	d := rs[1] - rs[0]
	for i := 1; i < len(rs); i++ {
		if rs[i]-rs[i-1] != d {
			return false
		}
	}
	return d >= -1 && d <= 1
}
