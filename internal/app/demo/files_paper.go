package demo

import (
	"fmt"
	"strings"
)

// paper writes an office document as a PDF of one page, laid out as Decree
// 30/2020/NĐ-CP has it: who issues it on the left, the name of the state on
// the right, number and date below, the signature at the end.
func (d *Demo) paper(p *Page) ([]byte, error) {
	in, words := d.Institution, d.Stationery
	t := newTypesetter()
	const left, middle, width = 71.0, 298.0, 456.0
	above, issuer := in.Parent.VI, in.Name.VI
	if p.Issuer != "" {
		above, issuer = "", p.Issuer
	}
	t.centre(172, 790, 9.5, regular, strings.ToUpper(above))
	t.rule(172, t.block(172, 776, 9.5, bold, 210, strings.ToUpper(issuer))+6, 70)
	t.centre(418, 790, 9.5, bold, words.State)
	t.centre(418, 776, 10, bold, words.Motto)
	t.rule(418, 768, 140)
	t.centre(172, 742, 10.5, regular, words.Number+" "+p.Number)
	t.centre(418, 742, 10.5, italic, in.Place+", "+p.Date)
	t.centre(middle, 704, 13, bold, strings.ToUpper(p.Title))
	y := t.block(middle, 686, 11.5, bold, width-60, p.About)
	t.rule(middle, y+6, 100)
	y -= 22
	for _, text := range p.Lines {
		for i, line := range t.wrap(text, 11, regular, width-24) {
			x := left
			if i == 0 {
				x += 24
			}
			t.text(x, y, 11, regular, line)
			y -= 17
		}
		y -= 5
	}
	y -= 16
	if y < 130 {
		return nil, fmt.Errorf("%s: longer than a page", p.Number)
	}
	t.text(left, y, 9.5, italic, words.To)
	for i, line := range words.Recipients {
		t.text(left, y-13*float64(i+1), 9.5, regular, line)
	}
	t.centre(418, y, 11, bold, strings.ToUpper(p.Post))
	t.centre(418, y-42, 10.5, italic, words.Signed)
	t.centre(418, y-84, 11, bold, p.Signer)
	return t.document(p.Title + " " + p.Number)
}

// block sets a text in lines centred at x, from y downwards, and returns where
// the next line would stand.
func (t *typesetter) block(x, y, size float64, f face, width float64, s string) float64 {
	for _, line := range t.wrap(s, size, f, width) {
		t.centre(x, y, size, f, line)
		y -= size * 1.45
	}
	return y
}

func (t *typesetter) centre(x, y, size float64, f face, s string) {
	t.text(x-t.width(s, size, f)/2, y, size, f, s)
}

// rule draws a line centred at x.
func (t *typesetter) rule(x, y, width float64) {
	fmt.Fprintf(&t.page, "0.6 w %.1f %.1f m %.1f %.1f l S\n", x-width/2, y, x+width/2, y)
}

// wrap breaks a text into lines that fit, between words.
func (t *typesetter) wrap(s string, size float64, f face, width float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		next := strings.TrimSpace(line + " " + word)
		if line != "" && t.width(next, size, f) > width {
			lines = append(lines, line)
			next = word
		}
		line = next
	}
	return append(lines, line)
}
