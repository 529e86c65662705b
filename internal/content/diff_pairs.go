package content

import "strings"

// Which blocks are taken for one that was edited: words that both have, as a
// share of the words of both, twice counted (Dice).
const (
	alikeEnough = 0.4
	alikeAlone  = 0.25 // where nothing else stands in between
	alikeMoved  = 0.75 // at another place
	movedWords  = 4    // fewer words may stand anywhere by chance
	maxGrid     = 40_000
)

// partners chooses, of nodes a and b that stand in one place, those that are
// one node edited, in order, so that as many words as possible are kept. In a
// row of as many cells as before each is the one it was.
func (d *differ) partners(a, b []Node, equalRows bool) [][2]int {
	n, m := len(a), len(b)
	if n == 0 || m == 0 {
		return nil
	}
	if n == m && equalRows && isCell(a[0]) && isCell(b[0]) {
		all := make([][2]int, n)
		for i := range all {
			all[i] = [2]int{i, i}
		}
		return all
	}
	if n*m > maxGrid || d.steps < 0 {
		return nil
	}
	bagsA, bagsB := d.bags(a), d.bags(b)
	least := alikeEnough
	if n == 1 && m == 1 {
		least = alikeAlone
	}
	// score[i][j] is the best of the nodes from i and j on.
	score := make([][]float64, n+1)
	for i := range score {
		score[i] = make([]float64, m+1)
	}
	like := make([][]float64, n)
	for i := n - 1; i >= 0; i-- {
		like[i] = make([]float64, m)
		for j := m - 1; j >= 0; j-- {
			best := max(score[i+1][j], score[i][j+1])
			if s := d.likeness(a[i], b[j], bagsA[i], bagsB[j]); s >= least {
				like[i][j] = s
				best = max(best, score[i+1][j+1]+s)
			}
			score[i][j] = best
		}
	}
	var all [][2]int
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case like[i][j] > 0 && score[i][j] == score[i+1][j+1]+like[i][j]:
			all = append(all, [2]int{i, j})
			i, j = i+1, j+1
		case score[i][j] == score[i+1][j]:
			i++
		default:
			j++
		}
	}
	return all
}

func isCell(n Node) bool { return n.Type == "table_cell" || n.Type == "table_header" }

func isList(n Node) bool { return n.Type == "bullet_list" || n.Type == "ordered_list" }

func isText(n Node) bool { return n.Type == "paragraph" || n.Type == "heading" }

// likeness tells how much two nodes are one, from 0 to 1.
func (d *differ) likeness(a, b Node, bagA, bagB bag) float64 {
	if a.Type != b.Type && !(isCell(a) && isCell(b)) && !(isList(a) && isList(b)) && !(isText(a) && isText(b)) {
		return 0
	}
	switch a.Type {
	case "image", "file":
		if a.str("media") == b.str("media") {
			return 1
		}
		switch words, now := a.str("alt")+a.str("caption")+a.str("title"), b.str("alt")+b.str("caption")+b.str("title"); {
		case words != now:
			return 0
		case words == "":
			return alikeAlone // nothing tells them apart but where they stand
		}
		return alikeEnough // another file under the same words
	case "horizontal_rule":
		return 1
	case "formula_block":
		return alikeEnough
	}
	d.steps -= len(bagA.words)
	s := bagA.like(bagB)
	if id := a.str("id"); id != "" && id == b.str("id") {
		s = min(1, s+alikeAlone)
	}
	return s
}

// A bag counts the words of a node.
type bag struct {
	words map[string]int
	size  int
}

func (d *differ) bags(nodes []Node) []bag {
	all := make([]bag, len(nodes))
	for i, n := range nodes {
		all[i] = bagOf(n)
		d.steps -= all[i].size
	}
	return all
}

func bagOf(n Node) bag {
	b := bag{words: make(map[string]int)}
	var walk func(Node)
	walk = func(n Node) {
		switch n.Type {
		case "text":
			for _, w := range keysOf(splitWords(n.Text)) {
				if strings.ContainsFunc(w, wordRune) {
					b.words[w]++
					b.size++
				}
			}
		case "image", "file":
			b.words["\x00"+n.str("media")]++
			b.size++
		case "formula", "formula_block":
			b.words["\x00"+formulaText(n)]++
			b.size++
		}
		for _, child := range n.Content {
			walk(child)
		}
	}
	walk(n)
	return b
}

func (b bag) like(o bag) float64 {
	if b.size+o.size == 0 {
		return 1
	}
	shared := 0
	for w, n := range b.words {
		shared += min(n, o.words[w])
	}
	return 2 * float64(shared) / float64(b.size+o.size)
}

// A candidate is a block that one side alone has.
type candidate struct {
	m    *Merged
	node Node
	form string
	bag  bag
}

// findMoves gives blocks that were cut in one place and added in another the
// same number.
func (d *differ) findMoves(root *Merged) {
	var cut, added []candidate
	var walk func(m *Merged)
	walk = func(m *Merged) {
		for i := range m.Content {
			in := &m.Content[i]
			c := in.Change()
			if c == Kept {
				walk(in)
				continue
			}
			n := in.side(c)
			if !hasID(n.Type) || n.Type == "footnote" || isCell(n) {
				continue
			}
			one := candidate{in, n, string(appendNode(nil, n)), bagOf(n)}
			d.steps -= one.bag.size
			switch {
			case one.bag.size < movedWords && n.Type != "image" && n.Type != "file" && n.Type != "table":
			case c == Cut:
				cut = append(cut, one)
			default:
				added = append(added, one)
			}
		}
	}
	walk(root)
	moves := 0
	join := func(a, b *candidate) {
		moves++
		a.m.Move, b.m.Move = moves, moves
	}
	byForm := make(map[string][]int)
	for i := range added {
		byForm[added[i].form] = append(byForm[added[i].form], i)
	}
	for i := range cut {
		if at := byForm[cut[i].form]; len(at) > 0 {
			join(&cut[i], &added[at[0]])
			byForm[cut[i].form] = at[1:]
		}
	}
	if len(cut)*len(added) > maxGrid {
		return
	}
	for i := range cut {
		best, most := -1, alikeMoved
		for j := range added {
			if cut[i].m.Move > 0 || added[j].m.Move > 0 || d.steps < 0 {
				continue
			}
			if s := d.likeness(cut[i].node, added[j].node, cut[i].bag, added[j].bag); s >= most {
				best, most = j, s
			}
		}
		if best >= 0 {
			join(&cut[i], &added[best])
			was := d.pair(cut[i].node, added[best].node)
			added[best].m.Was = []Merged{was}
		}
	}
}
