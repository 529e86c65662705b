package vi

// EditDistance counts the bytes to be added, left out or changed to make b of a
// (Levenshtein); -1 for more than most. It is meant for short names: the time is
// that of len(a)·len(b).
func EditDistance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return -1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost = 1 + min(before, row[j], row[j+1])
			}
			before, row[j+1] = row[j+1], cost
		}
	}
	if row[len(b)] > most {
		return -1
	}
	return row[len(b)]
}
