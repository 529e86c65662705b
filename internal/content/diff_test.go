package content_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/content/contenttest"
)

// told writes a comparison of words as [-cut-] and {+added+}.
func told(spans []content.Span) string {
	var b strings.Builder
	for _, s := range spans {
		switch s.Change {
		case content.Cut:
			b.WriteString("[-" + s.Text + "-]")
		case content.Added:
			b.WriteString("{+" + s.Text + "+}")
		default:
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// Words are compared syllable by syllable (F-B5).
func TestWords(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"", "", ""},
		{"như nhau", "như nhau", "như nhau"},
		{"", "mới", "{+mới+}"},
		{"Khoa Thủy sản trao 30 suất", "Khoa Thủy sản trao 35 suất", "Khoa Thủy sản trao [-30 -]{+35 +}suất"},
		{"Khoa Thuỷ sản", "Khoa Thủy sản", "Khoa [-Thuỷ -]{+Thủy +}sản"},
		{"mỗi suất trị giá lớn, cho cả năm học.", "mỗi suất 10 triệu đồng, cho cả năm học.", "mỗi suất [-trị giá lớn-]{+10 triệu đồng+}, cho cả năm học."},
		{"trao học bổng", "trao học bổng.", "trao học bổng{+.+}"},
		{"trị giá 1.500.000 đồng", "trị giá 1.800.000 đồng", "trị giá [-1.500.000 -]{+1.800.000 +}đồng"},
		{"Nghị định 42/2022/NĐ-CP", "Nghị định 147/2024/NĐ-CP", "Nghị định [-42/2022/NĐ-CP-]{+147/2024/NĐ-CP+}"},
		{"lúc 08:30 ngày 5/9", "lúc 09:00 ngày 5/9", "lúc [-08:30 -]{+09:00 +}ngày 5/9"},
		{"một\nhai", "một\nhai\nba", "một\nhai{+\nba+}"},
		{"Xin chào các bạn sinh viên của trường", "Kính mời thầy cô và cán bộ của trường", "[-Xin chào các bạn sinh viên -]{+Kính mời thầy cô và cán bộ +}của trường"},
	} {
		if got := told(content.Words(c.before, c.after)); got != c.want {
			t.Errorf("%q → %q:\n got %s\nwant %s", c.before, c.after, got, c.want)
		}
	}
}

// Both sides of a comparison of words are whole.
func TestWordsLoseNothing(t *testing.T) {
	piece := rapid.SampledFrom([]string{"Khoa", "Thủy", "sản ", "30", " ", ",", ".", "\n", "a.b", "–", "học bổng ", "\xff"})
	rapid.Check(t, func(t *rapid.T) {
		before := strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, "before"), "")
		after := strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, "after"), "")
		a, b := "", ""
		for _, s := range content.Words(before, after) {
			if s.Change != content.Added {
				a += s.Text
			}
			if s.Change != content.Cut {
				b += s.Text
			}
		}
		if a != before || b != after {
			t.Fatalf("%q → %q became %q → %q", before, after, a, b)
		}
	})
}

// bodyPairs generates two bodies: unrelated ones, or one and an edit of it.
func bodyPairs(t *rapid.T) (a, b content.Body) {
	a = contenttest.Bodies().Draw(t, "before")
	if rapid.IntRange(0, 3).Draw(t, "unrelated") == 0 {
		return a, contenttest.Bodies().Draw(t, "after")
	}
	blocks := slices.Clone(a.Doc.Content)
	for range rapid.IntRange(0, 4).Draw(t, "edits") {
		i := rapid.IntRange(0, len(blocks)-1).Draw(t, "at")
		switch rapid.IntRange(0, 3).Draw(t, "edit") {
		case 0:
			if len(blocks) > 1 {
				blocks = slices.Delete(blocks, i, i+1)
			}
		case 1:
			blocks = slices.Insert(blocks, i, contenttest.Bodies().Draw(t, "more").Doc.Content...)
		case 2:
			blocks = rapid.Permutation(blocks).Draw(t, "order")
		case 3:
			blocks[i] = edited(t, blocks[i])
		}
	}
	b, err := content.NewBody(content.Node{Type: "doc", Content: blocks})
	if err != nil {
		t.Fatal(err)
	}
	return a, b
}

// edited returns the node with other words in some of its texts.
func edited(t *rapid.T, n content.Node) content.Node {
	n.Content = slices.Clone(n.Content)
	for i, child := range n.Content {
		if child.Type == "text" && rapid.Bool().Draw(t, "edit text") {
			child.Text = strings.Replace(child.Text+" thêm", " ", " mới ", 1)
		}
		n.Content[i] = edited(t, child)
	}
	return n
}

// A comparison without what was added is the first body, without what was cut
// the second, byte for byte with their ids (F-B5).
func TestMergeLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := bodyPairs(t)
		m := content.Merge(a, b)
		for _, side := range []struct {
			name      string
			got, want content.Body
		}{{"before", m.Before(), a}, {"after", m.After(), b}} {
			got, _ := json.Marshal(side.got)
			want, _ := json.Marshal(side.want)
			if string(got) != string(want) {
				t.Fatalf("%s:\n got %s\nwant %s", side.name, got, want)
			}
		}
		if same := string(content.Canonical(a)) == string(content.Canonical(b)); m.Unchanged() != same {
			t.Fatalf("unchanged %v, bodies are the same: %v", m.Unchanged(), same)
		}
		if added, cut := m.Counts(); m.Unchanged() && added+cut > 0 {
			t.Fatalf("nothing changed, and %d words are new, %d gone", added, cut)
		}
	})
}

// Moves come in pairs: one cut, one added.
func TestMovesArePaired(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := bodyPairs(t)
		m := content.Merge(a, b)
		seen := make(map[int]string)
		eachMerged(&m, func(m *content.Merged) {
			if m.Move > 0 {
				seen[m.Move] += [...]string{"kept", "cut ", "added "}[m.Change()]
			}
		})
		for n, sides := range seen {
			if sides != "cut added " && sides != "added cut " {
				t.Fatalf("move %d is %s", n, sides)
			}
		}
	})
}

func eachMerged(m *content.Merged, visit func(*content.Merged)) {
	visit(m)
	for i := range m.Content {
		eachMerged(&m.Content[i], visit)
	}
}

// The HTML of a comparison is as inert as that of a body.
func TestRenderMergedIsSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := bodyPairs(t)
		m := content.Merge(a, b)
		checkSafe(t, string(m.HTML(page)))
	})
}

func doc(blocks string) string { return `{"type":"doc","content":[` + blocks + `]}` }

func para(text string) string {
	return `{"type":"paragraph","content":[{"type":"text","text":"` + text + `"}]}`
}

func table(rows ...[]string) string {
	var lines []string
	for _, row := range rows {
		var cells []string
		for _, c := range row {
			cells = append(cells, `{"type":"table_cell","content":[`+para(c)+`]}`)
		}
		lines = append(lines, `{"type":"table_row","content":[`+strings.Join(cells, ",")+`]}`)
	}
	return `{"type":"table","content":[` + strings.Join(lines, ",") + `]}`
}

// What people do to a text, as the page tells it.
func TestMergedHTML(t *testing.T) {
	one, two, three := para("Khoa trao ba mươi suất học bổng cho sinh viên."), para("Lễ trao diễn ra tại hội trường lớn của trường."), para("Sinh viên nộp đơn trước ngày 30 tháng 9.")
	for _, c := range []struct {
		name, before, after string
		want, not           []string
	}{
		{"words", one, para("Khoa trao ba mươi lăm suất học bổng cho sinh viên."), []string{"<p>Khoa trao ba mươi <ins>lăm </ins>suất"}, []string{"<del>", "diff-label"}},
		{"new block", one + "," + three, one + "," + two + "," + three, []string{`<div class="diff-block diff-added">`, "<ins>Lễ trao"}, []string{"<del>"}},
		{"gone block", one + "," + two, one, []string{`<div class="diff-block diff-cut">`, "<del>Lễ trao"}, []string{"<ins>"}},
		{"moved", one + "," + two + "," + three, two + "," + three + "," + one, []string{"diff-moved-from", "diff-moved-to"}, []string{"<ins>", "<del>"}},
		{"moved and edited", one + "," + two + "," + three, two + "," + three + "," + para("Khoa trao bốn mươi suất học bổng cho sinh viên."), []string{"diff-moved-edited", "<ins>bốn </ins>", "<del>ba </del>"}, []string{"<ins>Khoa"}},
		{"cell", table([]string{"Trạm", "Độ mặn"}, []string{"Km 58", "0,6"}), table([]string{"Trạm", "Độ mặn"}, []string{"Km 58", "0,8"}), []string{"<td><del>0,6</del><ins>0,8</ins></td>", "<td>Km 58</td>"}, nil},
		{"row", table([]string{"Trạm", "Độ mặn"}, []string{"Km 58", "0,6"}), table([]string{"Trạm", "Độ mặn"}, []string{"Km 40", "3,2"}, []string{"Km 58", "0,6"}), []string{`<tr class="diff-added">`, "<ins>Km 40</ins>", "<td>Km 58</td>"}, []string{"<del>"}},
		{"column", table([]string{"Trạm", "Độ mặn"}, []string{"Km 58", "0,6"}), table([]string{"Trạm", "Ngày", "Độ mặn"}, []string{"Km 58", "5/9", "0,6"}), []string{"<td><ins>Ngày</ins></td>", "<td>Km 58</td>", "<td>0,6</td>"}, []string{"<del>"}},
		{"heading of a paragraph", one, `{"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"Khoa trao ba mươi suất học bổng cho sinh viên."}]}`, []string{"diff-changed", "<h2"}, []string{"<ins>", "<del>"}},
		{"bold", one, `{"type":"paragraph","content":[{"type":"text","text":"Khoa trao "},{"type":"text","text":"ba mươi","marks":[{"type":"strong"}]},{"type":"text","text":" suất học bổng cho sinh viên."}]}`, []string{`<span class="diff-restyled"`, "<strong>ba mươi</strong>"}, []string{"<ins>ba", "<del>ba"}},
		{"footnote", `{"type":"paragraph","content":[{"type":"text","text":"Theo báo cáo"},{"type":"footnote","content":[{"type":"text","text":"Số 27 năm 2025."}]}]}`,
			`{"type":"paragraph","content":[{"type":"text","text":"Theo báo cáo"},{"type":"footnote","content":[{"type":"text","text":"Số 27 năm 2026."}]}]}`, []string{"Số 27 năm <del>2025</del><ins>2026</ins>."}, nil},
		{"picture's words", `{"type":"image","attrs":{"media":"` + contenttest.Media(1) + `","alt":"Hội trường"}}`, `{"type":"image","attrs":{"media":"` + contenttest.Media(1) + `","alt":"Hội trường lớn"}}`, []string{"diff-changed-image"}, []string{"diff-cut"}},
		{"long and the same", one + "," + two + "," + three + "," + para("a b") + "," + para("c d") + "," + para("e f"), one + "," + two + "," + three + "," + para("a b") + "," + para("c d") + "," + para("e f") + "," + para("mới hẳn"), []string{"<details class=\"diff-same\"><summary>4 đoạn"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := content.Merge(parse(t, doc(c.before)), parse(t, doc(c.after)))
			got := string(m.HTML(page))
			for _, w := range c.want {
				if !strings.Contains(got, w) {
					t.Errorf("no %q in\n%s", w, got)
				}
			}
			for _, w := range c.not {
				if strings.Contains(got, w) {
					t.Errorf("%q in\n%s", w, got)
				}
			}
		})
	}
}

// Two huge texts without a common word are compared coarsely, and whole.
func TestMergeIsBounded(t *testing.T) {
	long := func(word string) content.Body {
		var blocks []content.Node
		for i := range 2000 {
			text := strings.Repeat(word+string(rune('a'+i%26))+" ", 100)
			blocks = append(blocks, content.Node{Type: "paragraph", Content: []content.Node{{Type: "text", Text: text}}})
		}
		b, err := content.NewBody(content.Node{Type: "doc", Content: blocks})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	a, b := long("x"), long("y")
	m := content.Merge(a, b)
	if got, want := string(content.Canonical(m.After())), string(content.Canonical(b)); got != want {
		t.Error("the second text is not whole")
	}
	if len(m.Content) != 4000 {
		t.Errorf("%d blocks", len(m.Content))
	}
}

// Every top block has an id, the same for all who read the body, and the text
// stays as it is (F-B7).
func TestIdentified(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := contenttest.Bodies().Draw(t, "body")
		got := b.Identified()
		if string(content.Canonical(got)) != string(content.Canonical(b)) {
			t.Fatal("the text changed")
		}
		seen := make(map[any]bool)
		for _, n := range got.Doc.Content {
			if n.Attrs["id"] == nil || seen[n.Attrs["id"]] {
				t.Fatalf("id %v", n.Attrs["id"])
			}
			seen[n.Attrs["id"]] = true
		}
		if b.IsEmpty() {
			return // nothing to comment on: stored without an id
		}
		again, err := content.NewBody(got.Doc)
		if err != nil {
			t.Fatal(err)
		}
		x, _ := json.Marshal(again)
		y, _ := json.Marshal(b.Identified())
		if string(x) != string(y) {
			t.Fatalf("%s\n%s", x, y)
		}
	})
}
