package convert

import (
	"strconv"
	"strings"
)

// A filledField is what a field to fill in says of itself: whether its box is
// ticked, what there is to choose from and which of it was chosen.
type filledField struct {
	ticked  bool
	unsaid  bool // whether it is ticked the file does not say
	entries []string
	chosen  int
}

// shownField is what is shown of a field whose file keeps no result: boxes to tick,
// lists to choose from, symbols, fractions of before 2007. A sign is in no font
// any more. What cannot be read is told by lost, the key of a note.
func shownField(instruction string, filled filledField, font string) (words string, sign bool, lost string) {
	kind, rest, _ := strings.Cut(strings.TrimSpace(instruction), " ")
	rest = strings.TrimSpace(rest)
	switch strings.ToUpper(kind) {
	case "FORMCHECKBOX":
		if filled.ticked {
			return "☑", true, ""
		}
		if filled.unsaid {
			return "☐", true, "convert.box_unsaid"
		}
		return "☐", true, ""
	case "FORMDROPDOWN":
		if n := filled.chosen; n >= 0 && n < len(filled.entries) {
			return filled.entries[n], false, ""
		}
	case "MACROBUTTON", "GOTOBUTTON":
		_, said, _ := strings.Cut(rest, " ")
		return strings.TrimSpace(said), false, ""
	case "SYMBOL":
		return fieldSymbol(strings.Fields(rest), font)
	case "EQ":
		return "", false, "convert.formula_lost"
	}
	return "", false, ""
}

// fieldSymbol reads SYMBOL 252 \f Wingdings.
func fieldSymbol(said []string, font string) (words string, sign bool, lost string) {
	if len(said) == 0 {
		return "", false, ""
	}
	code, err := strconv.ParseInt(said[0], 0, 32)
	if err != nil {
		return "", false, ""
	}
	for i, s := range said[:len(said)-1] {
		if s == `\f` {
			font = strings.Trim(strings.Join(said[i+1:], " "), `" `)
			font, _, _ = strings.Cut(font, `"`)
			font, _, _ = strings.Cut(font, ` \`)
		}
	}
	if u, ok := symbolOf(font, rune(code)); ok {
		return string(u), true, ""
	}
	return "", false, "convert.symbol_lost"
}
