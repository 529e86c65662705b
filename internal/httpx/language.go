package httpx

import (
	"strconv"
	"strings"

	"congbo/internal/locale"
)

// Language returns the language of the program that an Accept-Language header
// likes best, Vietnamese where it likes none of ours.
func Language(accept string) locale.Lang {
	best, bestQ := locale.VI, 0.0
	for entry := range strings.SplitSeq(clip(accept, 500), ",") {
		tag, q := weighed(entry)
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		for _, l := range locale.Langs {
			if base == string(l) && q > bestQ {
				best, bestQ = l, q
			}
		}
	}
	return best
}

// weighed reads an entry such as "en-GB;q=0.8" of a header that lists wishes.
func weighed(entry string) (value string, q float64) {
	value, params, _ := strings.Cut(entry, ";")
	q = 1
	for param := range strings.SplitSeq(params, ";") {
		k, v, _ := strings.Cut(strings.TrimSpace(param), "=")
		if strings.EqualFold(k, "q") {
			n, err := strconv.ParseFloat(v, 64)
			if err != nil || !(n >= 0 && n <= 1) {
				n = 0
			}
			q = n
		}
	}
	return strings.TrimSpace(value), q
}

func clip(s string, max int) string {
	if len(s) > max {
		return s[:max]
	}
	return s
}
