package vi

import (
	"strings"
	"unicode"
)

// Mixed finds, within a line that is Unicode elsewhere, the stretches that
// seem to be in TCVN3 or VNI: pasted into the middle of a paragraph. They are for
// a person to decide on, never converted unasked.
func Mixed(line string) []string {
	if !unicodeOnly(line) {
		return nil
	}
	var found []string
	from, to := -1, 0
	end := func() {
		if from < 0 {
			return
		}
		s := strings.TrimFunc(line[from:to], func(r rune) bool { return unicode.IsSpace(r) })
		if v := judge(s, true); v.words >= 4 && v.good*10 <= v.words && Recognise(s, "").Automatic() {
			found = append(found, s)
		}
		from = -1
	}
	for at := 0; at < len(line); {
		n := strings.IndexAny(line[at:], " .!?;:,") + 1
		if n == 0 {
			n = len(line) - at
		}
		if unicodeOnly(line[at : at+n]) {
			end()
		} else {
			if from < 0 {
				from = at
			}
			to = at + n
		}
		at += n
	}
	end()
	return found
}
