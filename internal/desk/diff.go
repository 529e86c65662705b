package desk

import (
	"strings"
	"unicode"
)

// A DiffPart is a stretch of text: the same in both, only in the old, or only
// in the new one.
type DiffPart struct {
	Kind string // "", "cut", "add"
	Text string
}

// maxDiff bounds the work of a comparison; texts that differ in more places
// are shown as one cut and one addition.
const maxDiff = 1200

// diffWords compares two texts word by word and returns each with what the
// other does not have marked. The words of each put together are the text.
func diffWords(before, after string) (old, fresh []DiffPart) {
	a, b := splitWords(before), splitWords(after)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	inA, inB := a[head:len(a)-tail], b[head:len(b)-tail]
	same := pairs(inA, inB)
	old = join(old, "", a[:head])
	fresh = join(fresh, "", b[:head])
	i, j := 0, 0
	for _, p := range append(same, [2]int{len(inA), len(inB)}) {
		old = join(old, "cut", inA[i:p[0]])
		fresh = join(fresh, "add", inB[j:p[1]])
		if p[0] < len(inA) {
			old = join(old, "", inA[p[0]:p[0]+1])
			fresh = join(fresh, "", inB[p[1]:p[1]+1])
		}
		i, j = p[0]+1, p[1]+1
	}
	return join(old, "", a[len(a)-tail:]), join(fresh, "", b[len(b)-tail:])
}

// alike reports whether at least half of a compared text is in the other one.
func alike(parts []DiffPart) bool {
	same, all := 0, 0
	for _, p := range parts {
		all += len(p.Text)
		if p.Kind == "" {
			same += len(p.Text)
		}
	}
	return 2*same >= all
}

func join(parts []DiffPart, kind string, words []string) []DiffPart {
	if len(words) == 0 {
		return parts
	}
	text := strings.Join(words, "")
	if n := len(parts); n > 0 && parts[n-1].Kind == kind {
		parts[n-1].Text += text
		return parts
	}
	return append(parts, DiffPart{kind, text})
}

// splitWords cuts a text into words, each with the space behind it: marks of
// punctuation and line breaks stand by themselves.
func splitWords(s string) []string {
	var words []string
	start := 0
	class := func(r rune) int {
		switch {
		case r == '\n':
			return 0
		case unicode.IsSpace(r):
			return 1
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			return 2
		}
		return 3
	}
	last := -1
	for i, r := range s {
		c := class(r)
		if i > start && (c != last && c != 1 || last == 0 || c == 3) {
			words = append(words, s[start:i])
			start = i
		}
		last = c
	}
	if start < len(s) {
		words = append(words, s[start:])
	}
	return words
}

// pairs finds a longest common sequence by Myers' greedy algorithm: the places
// in a and b of words that are the same, in order.
func pairs(a, b []string) [][2]int {
	n, m := len(a), len(b)
	if n == 0 || m == 0 {
		return nil
	}
	most := min(n+m, maxDiff)
	v := make([]int, 2*most+2)
	var trace [][]int
	for d := 0; d <= most; d++ {
		trace = append(trace, append([]int(nil), v[most-d:most+d+2]...))
		for k := -d; k <= d; k += 2 {
			x := v[most+k+1]
			if k != -d && (k == d || v[most+k-1] >= v[most+k+1]) {
				x = v[most+k-1] + 1
			}
			y := x - k
			for x < n && y < m && a[x] == b[y] {
				x, y = x+1, y+1
			}
			v[most+k] = x
			if x >= n && y >= m {
				return walk(trace, a, b, d)
			}
		}
	}
	return nil
}

// walk follows the trace back from the end.
func walk(trace [][]int, a, b []string, d int) [][2]int {
	var found [][2]int
	x, y := len(a), len(b)
	for ; d >= 0; d-- {
		row := trace[d] // v[-d … d+1] before step d
		at := func(k int) int { return row[k+d] }
		k := x - y
		prev := k + 1
		if k != -d && (k == d || at(k-1) >= at(k+1)) {
			prev = k - 1
		}
		px := 0
		if d > 0 {
			px = at(prev)
		}
		py := px - prev
		if d == 0 {
			py = 0
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
