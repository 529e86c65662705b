package chart

import (
	"strings"

	"congbo/internal/vi"
)

// width is about how wide a text is in a common type; on the safe side.
func width(s string, size float64, bold bool) float64 {
	w := 0.0
	for _, r := range vi.Fold(s) {
		switch {
		case strings.ContainsRune("iljtf.,:;'|!()“”‘’ ", r):
			w += 0.32
		case strings.ContainsRune("mw→–…", r):
			w += 0.86
		default:
			w += 0.55
		}
	}
	for _, r := range s {
		if r >= 'A' && r <= 'Z' || strings.ContainsRune("ĐĂÂÊÔƠƯ", r) {
			w += 0.14 // folding has made it small
		}
	}
	if bold {
		w *= 1.07
	}
	return w * size
}

// wrap breaks a text into lines that fit, as even as they can be; a word that
// alone is too long has a line of its own.
func wrap(text string, room, size float64, bold bool) []string {
	words := strings.Fields(text)
	fill := func(room float64) (lines []string) {
		line := ""
		for _, word := range words {
			longer := strings.TrimSpace(line + " " + word)
			if line != "" && width(longer, size, bold) > room {
				lines = append(lines, line)
				longer = word
			}
			line = longer
		}
		if line != "" {
			lines = append(lines, line)
		}
		return lines
	}
	best := fill(room)
	for narrower := room * 0.92; narrower > room/2 && len(best) > 1; narrower *= 0.92 {
		lines := fill(narrower)
		if len(lines) > len(best) {
			break
		}
		best = lines
	}
	return best
}
