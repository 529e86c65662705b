package content

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"congbo/internal/vi"
)

// A Misfit is a line that may not be published as it stands (R-I4).
type Misfit struct {
	Kind    MisfitKind
	Charset vi.Charset // of MisfitLegacy
	Part    string     // PartTitle, PartBody …
	Block   int        // of the body, from 1; 0 elsewhere
	Line    string     // all of it
}

// A MisfitKind is what is wrong with a line.
type MisfitKind string

// The kinds of misfits.
const (
	MisfitLegacy  MisfitKind = "legacy"  // words in a charset from before Unicode
	MisfitUnclean MisfitKind = "unclean" // not in NFC, or with characters that nothing shows
	MisfitLost    MisfitKind = "lost"    // a sign in the place of a character that was lost, or one that only some font knows
)

// Misfits lists the lines that keep the revision from being published: readers
// would see, find and hear other words than were meant. A line that somebody
// vouches for is none.
func (r *Revision) Misfits() []Misfit {
	var all []Misfit
	var lines []string
	r.lines(func(part string, block int, runs []string) {
		m := Misfit{Part: part, Block: block, Line: strings.Join(runs, "")}
		for _, s := range runs {
			if !vi.IsClean(s) {
				m.Kind = MisfitUnclean
			}
		}
		all, lines = append(all, m), append(lines, m.Line)
	})
	charsets := vi.RecogniseAll(lines)
	kept := all[:0]
	for i, m := range all {
		switch {
		case r.VouchedFor(m.Line):
			continue
		case m.Kind == MisfitUnclean:
		case strings.ContainsFunc(m.Line, lost):
			m.Kind = MisfitLost
		default:
			if m.Charset = charsets[i]; m.Charset == "" {
				m.Charset = r.left(m)
			}
			if m.Charset == "" {
				continue
			}
			m.Kind = MisfitLegacy
		}
		kept = append(kept, m)
	}
	return kept
}

// left returns the charset of words in a line that were recognised when they
// came and stand in it as they came.
func (r *Revision) left(m Misfit) vi.Charset {
	for _, c := range r.Recoded {
		if !c.Applied && c.Part == m.Part && strings.Contains(plainSpaces(m.Line), plainSpaces(c.Was())) {
			return c.Charset
		}
	}
	return ""
}

// VouchedFor reports whether somebody said of a line that it is as it should be.
func (r *Revision) VouchedFor(line string) bool {
	for _, v := range r.Vouched {
		if v.Line == line {
			return true
		}
	}
	return false
}

// lost reports characters that no reader can make anything of.
func lost(r rune) bool { return r == utf8.RuneError || unicode.Is(unicode.Co, r) }
