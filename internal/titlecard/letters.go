package titlecard

import (
	"fmt"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// letters are the faces of one family in one size: one with the letters of
// English, one with those of Vietnamese alone.
type letters struct {
	mu     sync.Mutex
	fonts  []*sfnt.Font
	faces  []font.Face
	buffer sfnt.Buffer
}

var (
	parsed sync.Map // file → *sfnt.Font
	made   sync.Map // family and size → *letters
)

// face returns the letters of a family in a size.
func face(family string, size float64) (*letters, error) {
	key := fmt.Sprintf("%s %g", family, size)
	if f, ok := made.Load(key); ok {
		return f.(*letters), nil
	}
	l := &letters{}
	for _, part := range []string{"latin", "vietnamese"} {
		f, err := parse("fonts/" + family + "-" + part + ".ttf")
		if err != nil {
			return nil, err
		}
		one, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return nil, fmt.Errorf("title card: %w", err)
		}
		l.fonts, l.faces = append(l.fonts, f), append(l.faces, one)
	}
	kept, _ := made.LoadOrStore(key, l)
	return kept.(*letters), nil
}

func parse(name string) (*sfnt.Font, error) {
	if f, ok := parsed.Load(name); ok {
		return f.(*sfnt.Font), nil
	}
	data, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("title card: %w", err)
	}
	f, err := opentype.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("title card: %s: %w", name, err)
	}
	parsed.Store(name, f)
	return f, nil
}

// has tells which of the faces has a letter; -1: none.
func (l *letters) has(r rune) int {
	for i, f := range l.fonts {
		if g, err := f.GlyphIndex(&l.buffer, r); err == nil && g != 0 {
			return i
		}
	}
	return -1
}

// each calls fn with the stretches of a line that one face has, and where they
// begin in 64ths of a pixel; it returns where the line ends. A letter that none
// has is left out.
func (l *letters) each(line string, fn func(f font.Face, s string, from int)) int {
	at, run, which := fixed.Int26_6(0), "", -1
	flush := func() {
		if run == "" {
			return
		}
		if fn != nil {
			fn(l.faces[which], run, int(at))
		}
		at += font.MeasureString(l.faces[which], run)
		run = ""
	}
	for _, r := range line {
		i := l.has(r)
		if i < 0 {
			continue
		}
		if i != which {
			flush()
			which = i
		}
		run += string(r)
	}
	flush()
	return int(at)
}

// width of a line in pixels.
func (l *letters) width(line string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return (l.each(line, nil) + 63) / 64
}

func point(x, y, from int) fixed.Point26_6 {
	return fixed.Point26_6{X: fixed.I(x) + fixed.Int26_6(from), Y: fixed.I(y)}
}

// maxText is how much of a text is looked at: more than fits in any size.
const maxText = 400

// wrap breaks a text into at most n lines of no more than so many pixels; what
// does not fit is cut off with an ellipsis.
func wrap(f *letters, text string, pixels, n int) []string {
	if r := []rune(text); len(r) > maxText {
		text = string(r[:maxText]) + "…"
	}
	var lines []string
	line := ""
	for _, word := range pieces(f, text, pixels) {
		longer := strings.TrimSpace(line + " " + word)
		if line == "" || f.width(longer) <= pixels {
			line = longer
			continue
		}
		if len(lines)+1 == n {
			return append(lines, shortened(f, line, pixels))
		}
		lines, line = append(lines, line), word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// pieces are the words of a text; one wider than a line is broken.
func pieces(f *letters, text string, pixels int) []string {
	var all []string
	for _, word := range strings.Fields(text) {
		for f.width(word) > pixels {
			r := []rune(word)
			n := len(r) - 1
			for n > 1 && f.width(string(r[:n])) > pixels {
				n--
			}
			all, word = append(all, string(r[:n])), string(r[n:])
		}
		all = append(all, word)
	}
	return all
}

// shortened ends a line with an ellipsis, after a whole word if it has several.
func shortened(f *letters, line string, pixels int) string {
	end := func(s string) string { return strings.TrimRight(s, " .,;:–-(/") + "…" }
	for f.width(end(line)) > pixels {
		if i := strings.LastIndexByte(line, ' '); i > 0 {
			line = line[:i]
			continue
		}
		r := []rune(line)
		if len(r) == 0 {
			break
		}
		line = string(r[:len(r)-1])
	}
	return end(line)
}

// balanced wraps a text into as few lines as it needs, at most n, and makes them
// about equally long.
func balanced(f *letters, text string, pixels, n int) []string {
	best := wrap(f, text, pixels, n)
	if len(best) < 2 || strings.HasSuffix(best[len(best)-1], "…") {
		return best
	}
	for narrower := pixels - 40; narrower > pixels/2; narrower -= 40 {
		lines := wrap(f, text, narrower, n+1)
		if len(lines) != len(best) {
			break
		}
		best = lines
	}
	return best
}
