package desk

import (
	"slices"
	"strconv"

	"congbo/internal/people"
)

// percent writes part of whole for an attribute of a drawing.
func percent[N int | int64 | float64](part, whole N) string {
	if whole == 0 {
		return "0%"
	}
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 2, 64) + "%"
}

func contains[T comparable](list []T, x T) bool { return slices.Contains(list, x) }

// personNumber writes the number of a person for a form.
func personNumber(id people.PersonID) string { return strconv.FormatInt(int64(id), 10) }

// shareOf reads what percent wrote, as a part of one.
func shareOf(p string) float64 {
	f, err := strconv.ParseFloat(p[:len(p)-1], 64)
	if err != nil {
		return 0
	}
	return f / 100
}

func number10(n int) string { return strconv.Itoa(n) }
