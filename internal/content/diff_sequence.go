package content

// Budgets of a comparison. They are far above what people write between two
// saves; beyond them less is found to be the same, and nothing is lost.
const (
	maxDiffSteps = 20_000_000 // of all loops together, some tenths of a second
	maxDiffEdits = 1500       // in one sequence: memory grows with its square
)

// A differ compares within a budget of steps.
type differ struct{ steps int }

func newDiffer() *differ { return &differ{maxDiffSteps} }

// A segment is a stretch of two sequences: a[a0:a1] and b[b0:b1] are the same,
// or one was put in the place of the other.
type segment struct {
	kept           bool
	a0, a1, b0, b1 int
}

// segments divides two sequences completely, in order. Where lengths of the
// items are given, kept stretches that are short beside the changes around them
// count as changed: a common little word between two new sentences says nothing.
func (d *differ) segments(a, b []string, lengthA, lengthB []int) []segment {
	var all []segment
	i, j := 0, 0
	put := func(kept bool, a1, b1 int) {
		if i == a1 && j == b1 {
			return
		}
		if n := len(all); n > 0 && all[n-1].kept == kept {
			all[n-1].a1, all[n-1].b1 = a1, b1
		} else {
			all = append(all, segment{kept, i, a1, j, b1})
		}
		i, j = a1, b1
	}
	for _, p := range d.pairs(a, b) {
		put(false, p[0], p[1])
		put(true, p[0]+1, p[1]+1)
	}
	put(false, len(a), len(b))
	if lengthA == nil {
		return all
	}
	return withoutCrumbs(all, lengthA, lengthB)
}

// maxCrumb is how long a kept stretch may be, in runes, to be taken for chance.
const maxCrumb = 12

func withoutCrumbs(all []segment, lengthA, lengthB []int) []segment {
	size := func(s segment) int {
		a, b := 0, 0
		for _, n := range lengthA[s.a0:s.a1] {
			a += n
		}
		for _, n := range lengthB[s.b0:s.b1] {
			b += n
		}
		return max(a, b)
	}
	var kept []segment
	for i, s := range all {
		n := len(kept)
		crumb := s.kept && n > 0 && i+1 < len(all)
		if crumb {
			length := size(s)
			crumb = length <= maxCrumb && length <= size(kept[n-1]) && length <= size(all[i+1])
		}
		if n > 0 && !kept[n-1].kept && (crumb || !s.kept) {
			kept[n-1].a1, kept[n-1].b1 = s.a1, s.b1
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

// pairs finds a longest common sequence: the places in a and b of what is the
// same, in order. Common ends are found in a straight line; the middle by
// Myers' greedy algorithm (An O(ND) Difference Algorithm, 1986), unless it
// differs too much.
func (d *differ) pairs(a, b []string) [][2]int {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var all [][2]int
	for i := range head {
		all = append(all, [2]int{i, i})
	}
	for _, p := range d.middle(a[head:len(a)-tail], b[head:len(b)-tail]) {
		all = append(all, [2]int{p[0] + head, p[1] + head})
	}
	for i := tail; i > 0; i-- {
		all = append(all, [2]int{len(a) - i, len(b) - i})
	}
	return all
}

func (d *differ) middle(a, b []string) [][2]int {
	n, m := len(a), len(b)
	if n == 0 || m == 0 {
		return nil
	}
	most := min(n+m, maxDiffEdits)
	v := make([]int, 2*most+2)
	var trace [][]int
	for edits := 0; edits <= most; edits++ {
		if d.steps -= 2*edits + 2; d.steps < 0 {
			return nil
		}
		trace = append(trace, append([]int(nil), v[most-edits:most+edits+2]...))
		for k := -edits; k <= edits; k += 2 {
			x := v[most+k+1]
			if k != -edits && (k == edits || v[most+k-1] >= v[most+k+1]) {
				x = v[most+k-1] + 1
			}
			y := x - k
			for x < n && y < m && a[x] == b[y] {
				x, y = x+1, y+1
				d.steps--
			}
			v[most+k] = x
			if x >= n && y >= m {
				return backwards(trace, a, b, edits)
			}
		}
	}
	return nil
}

// backwards follows the trace from the end.
func backwards(trace [][]int, a, b []string, edits int) [][2]int {
	var found [][2]int
	x, y := len(a), len(b)
	for ; edits >= 0; edits-- {
		row := trace[edits] // v[-edits … edits+1] before that step
		at := func(k int) int { return row[k+edits] }
		k := x - y
		last := k + 1
		if k != -edits && (k == edits || at(k-1) >= at(k+1)) {
			last = k - 1
		}
		px, py := 0, 0
		if edits > 0 {
			px = at(last)
			py = px - last
		}
		for x > px && y > py && x > 0 && y > 0 && a[x-1] == b[y-1] {
			x, y = x-1, y-1
			found = append(found, [2]int{x, y})
		}
		x, y = px, py
	}
	for i, j := 0, len(found)-1; i < j; i, j = i+1, j-1 {
		found[i], found[j] = found[j], found[i]
	}
	return found
}
