package desk

import "strconv"

// percent writes part of whole for an attribute of a drawing.
func percent[N int | int64 | float64](part, whole N) string {
	if whole == 0 {
		return "0%"
	}
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 2, 64) + "%"
}
