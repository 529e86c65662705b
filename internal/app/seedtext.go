package app

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"congbo/internal/content"
	"congbo/internal/locale"
)

//go:embed seed.txt
var seedText string

// seedWords are the sentences and words that texts for load are put together
// from: under a name each, with the names of others in braces.
type seedWords struct{ lists map[string][]string }

func readSeedWords() (*seedWords, error) {
	w := &seedWords{make(map[string][]string)}
	name := ""
	for line := range strings.Lines(seedText) {
		line = strings.TrimSpace(line)
		if after, ok := strings.CutPrefix(line, "# "); ok {
			name = after
		} else if line != "" {
			w.lists[name] = append(w.lists[name], line)
		}
	}
	for name, list := range w.lists {
		for _, line := range list {
			for rest := line; ; {
				_, after, ok := strings.Cut(rest, "{")
				if !ok {
					break
				}
				slot, after, _ := strings.Cut(after, "}")
				if slot != "number" && len(w.lists[slot]) == 0 {
					return nil, fmt.Errorf("seed.txt, %s: nothing stands under %q", name, slot)
				}
				rest = after
			}
		}
	}
	return w, nil
}

// sentence takes a line of a list and fills it in.
func (w *seedWords) sentence(r *rand.Rand, name string) string {
	list := w.lists[name]
	var b strings.Builder
	for rest := list[r.IntN(len(list))]; ; {
		before, after, ok := strings.Cut(rest, "{")
		b.WriteString(before)
		if !ok {
			break
		}
		var slot string
		slot, rest, _ = strings.Cut(after, "}")
		if slot == "number" {
			b.WriteString(strconv.Itoa(2 + r.IntN(400)))
			continue
		}
		words := w.lists[slot]
		b.WriteString(words[r.IntN(len(words))])
	}
	s := b.String()
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// first is the chance with which roads are tried out.
func (s *seeder) first() *rand.Rand { return rand.New(rand.NewPCG(0, 0)) }

// text writes a text for a place: some 2 KB with headings and a list, of the
// institution's own making.
func (s *seeder) text(r *rand.Rand, place seedPlace) (content.Revision, error) {
	w := s.words
	line := func(kind, text string) content.Node {
		return content.Node{Type: kind, Content: []content.Node{{Type: "text", Text: text}}}
	}
	paragraph := func() content.Node {
		var b strings.Builder
		for i := range 2 + r.IntN(3) {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(w.sentence(r, "câu"))
		}
		return line("paragraph", b.String())
	}
	var blocks []content.Node
	for range 2 + r.IntN(2) {
		blocks = append(blocks, paragraph())
	}
	for range 1 + r.IntN(2) {
		h := line("heading", w.sentence(r, "mục"))
		h.Attrs = map[string]any{"level": 2}
		blocks = append(blocks, h, paragraph())
	}
	if r.IntN(3) == 0 {
		list := content.Node{Type: "bullet_list"}
		for range 2 + r.IntN(3) {
			list.Content = append(list.Content, content.Node{Type: "list_item", Content: []content.Node{line("paragraph", w.sentence(r, "câu"))}})
		}
		blocks = append(blocks, list)
	}
	body, err := content.NewBody(content.Node{Type: "doc", Content: blocks})
	if err != nil {
		return content.Revision{}, err
	}
	rev := content.Revision{Lang: locale.VI, Title: w.sentence(r, "tiêu đề"), Summary: w.sentence(r, "tóm tắt"), Body: body, OwnWork: true,
		Kind: s.kinds[r.IntN(len(s.kinds))], Sites: []content.Placement{{Site: place.site, Section: place.section}}}
	return rev.Clean(), nil
}
