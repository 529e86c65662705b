package convert

import (
	"math"
	"strconv"
	"strings"
	"time"

	"congbo/internal/content"
)

// xlsxStyles are the styles of the cells of a workbook.
type xlsxStyles struct {
	cells []xlsxCell
}

// An xlsxCell is how a cell is set.
type xlsxCell struct {
	format string // of numbers; "" general
	marks  []content.Mark
	font   string
}

// builtin are the formats that a workbook uses by number without naming them
// (ISO/IEC 29500-1, 18.8.30), dates in the order of day, month, year.
var builtin = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
	18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
	41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 49: "@",
}

func (s *xlsxStyles) read(e *element) {
	formats := map[string]string{}
	for _, f := range e.child("numFmts").all() {
		formats[f.attr("numFmtId")] = f.attr("formatCode")
	}
	var fonts []*element
	for _, f := range e.child("fonts").all() {
		if f.name == "font" {
			fonts = append(fonts, f)
		}
	}
	for _, xf := range e.child("cellXfs").all() {
		if xf.name != "xf" {
			continue
		}
		var c xlsxCell
		id := xf.attr("numFmtId")
		if f, ok := formats[id]; ok {
			c.format = f
		} else if n, err := strconv.Atoi(id); err == nil {
			c.format = builtin[n]
		}
		if n, err := strconv.Atoi(xf.attr("fontId")); err == nil && n >= 0 && n < len(fonts) {
			c.marks, c.font = fontMarks(fonts[n])
		}
		s.cells = append(s.cells, c)
	}
}

func (s *xlsxStyles) cell(i int) xlsxCell {
	if i < 0 || i >= len(s.cells) {
		return xlsxCell{}
	}
	return s.cells[i]
}

// fontMarks are the marks that a font of SpreadsheetML sets, and its name.
func fontMarks(f *element) (marks []content.Mark, font string) {
	for _, m := range [][2]string{{"b", "strong"}, {"i", "em"}, {"u", "underline"}, {"strike", "strike"}} {
		if e := f.child(m[0]); e != nil && e.attr("val") != "0" && e.attr("val") != "false" && e.attr("val") != "none" {
			marks = withMark(marks, content.Mark{Type: m[1]})
		}
	}
	switch f.child("vertAlign").attr("val") {
	case "superscript":
		marks = withMark(marks, content.Mark{Type: "sup"})
	case "subscript":
		marks = withMark(marks, content.Mark{Type: "sub"})
	}
	if font = f.child("rFont").attr("val"); font == "" {
		font = f.child("name").attr("val")
	}
	return marks, font
}

// formatNumber writes a number as a format of Excel's shows it, with the signs
// of Vietnamese: 1.234,5 and 31/12/2026.
func formatNumber(v float64, format string, date04 bool) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	sections := formatSections(format)
	f := sections[0]
	switch {
	case v < 0 && len(sections) > 1:
		f, v = sections[1], -v
		if !strings.ContainsAny(f, "-(") {
			f = "-" + f
		}
	case v == 0 && len(sections) > 2:
		f = sections[2]
	}
	bare := bareFormat(f)
	if isDate(bare) {
		return formatDate(v, bare, date04)
	}
	before, after := literals(f)
	digits := strings.Trim(bare, "_ ")
	if digits == "" || strings.EqualFold(digits, "general") || strings.Contains(digits, "@") || !strings.ContainsAny(digits, "0#?") {
		if digits != "" && !strings.EqualFold(digits, "general") && !strings.Contains(digits, "@") {
			return strings.TrimSpace(before + after)
		}
		if f == "" || strings.EqualFold(digits, "general") || digits == "" && before+after == "" || strings.Contains(digits, "@") {
			return general(v)
		}
		return strings.TrimSpace(before + after)
	}
	if strings.Contains(digits, "%") {
		v *= 100
	}
	if i := strings.IndexAny(digits, "Ee"); i > 0 {
		places := 0
		if dot := strings.IndexByte(digits[:i], '.'); dot >= 0 {
			places = i - dot - 1
		}
		return before + strings.Replace(strconv.FormatFloat(v, 'E', places, 64), ".", ",", 1) + after
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	fraction = strings.TrimRight(fraction, ",% )_-")
	least, most := strings.Count(fraction, "0"), strings.Count(fraction, "0")+strings.Count(fraction, "#")+strings.Count(fraction, "?")
	if strings.Contains(fraction, "/") || strings.Contains(whole, "/") {
		return general(v)
	}
	for strings.HasSuffix(strings.TrimRight(whole, "% )_"), ",") { // in thousands
		whole = strings.TrimSuffix(strings.TrimRight(whole, "% )_"), ",")
		v /= 1000
	}
	s := strconv.FormatFloat(v, 'f', min(most, 15), 64)
	for n := most; n > least && strings.HasSuffix(s, "0"); n-- {
		s = s[:len(s)-1]
	}
	s = strings.TrimSuffix(s, ".")
	n, rest, dotted := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(n, "-") {
		sign, n = "-", n[1:]
	}
	if width := strings.Count(whole, "0"); len(n) < width {
		n = strings.Repeat("0", width-len(n)) + n
	}
	if strings.Contains(whole, ",") {
		n = grouped(n)
	}
	if dotted {
		n += "," + rest
	}
	if strings.Contains(digits, "%") && !strings.Contains(after, "%") {
		after = "%" + after
	}
	return strings.TrimSpace(before + sign + n + after)
}

// general writes a number as Excel does without a format.
func general(v float64) string {
	s := strconv.FormatFloat(v, 'g', 11, 64)
	if a := math.Abs(v); a < 1e21 && (a >= 1e-9 || a == 0) {
		if s = strconv.FormatFloat(v, 'f', 10, 64); strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
	}
	return strings.Replace(s, ".", ",", 1)
}

// grouped sets a point before every three digits.
func grouped(n string) string {
	for i := len(n) - 3; i > 0; i -= 3 {
		n = n[:i] + "." + n[i:]
	}
	return n
}

// formatSections parts a format at its semicolons, outside of quotes.
func formatSections(f string) []string {
	var all []string
	start, quoted := 0, false
	for i := 0; i < len(f); i++ {
		switch f[i] {
		case '"':
			quoted = !quoted
		case '\\':
			i++
		case ';':
			if !quoted {
				all = append(all, f[start:i])
				start = i + 1
			}
		}
	}
	return append(all, f[start:])
}

// bareFormat takes the words, colours and places out of a format.
func bareFormat(f string) string {
	var b strings.Builder
	for i := 0; i < len(f); i++ {
		switch f[i] {
		case '"':
			for i++; i < len(f) && f[i] != '"'; i++ {
			}
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(f[i:], ']')
			if end < 0 {
				return b.String()
			}
			if inner := strings.ToLower(f[i+1 : i+end]); inner != "" && strings.Trim(inner, "hms") == "" {
				b.WriteString("[" + inner + "]")
			}
			i += end
		default:
			b.WriteByte(f[i])
		}
	}
	return b.String()
}

// literals are the words of a format before and behind its digits.
func literals(f string) (before, after string) {
	out := &before
	for i := 0; i < len(f); i++ {
		c := f[i]
		switch {
		case c == '"':
			end := strings.IndexByte(f[i+1:], '"')
			if end < 0 {
				return before, after
			}
			*out += f[i+1 : i+1+end]
			i += end + 1
		case c == '\\' && i+1 < len(f):
			i++
			*out += string(f[i])
		case (c == '_' || c == '*') && i+1 < len(f):
			i++
			if c == '_' {
				*out += " "
			}
		case c == '[':
			end := strings.IndexByte(f[i:], ']')
			if end < 0 {
				return before, after
			}
			if inner := f[i+1 : i+end]; strings.HasPrefix(inner, "$") {
				sign, _, _ := strings.Cut(inner[1:], "-")
				*out += sign
			}
			i += end
		case strings.IndexByte("0#?.,", c) >= 0:
			out = &after
		case strings.IndexByte("-+() $%", c) >= 0 || c >= 0x80:
			if c != '%' {
				*out += string(f[i : i+1])
			} else if out == &after {
				after += "%"
			}
		}
	}
	return before, after
}

// isDate reports whether a format without its words shows a date or a time.
func isDate(bare string) bool {
	l := strings.ToLower(bare)
	return !strings.Contains(l, "general") && strings.ContainsAny(l, "ymdhs") && !strings.ContainsAny(l, "0#?") || strings.Contains(l, "ss.0") || strings.Contains(l, "[h]")
}

// formatDate writes a day number of Excel's. Dates have the order of Vietnamese
// whatever the format says: what it chooses is whether day, month, year, hour
// and second are shown.
func formatDate(v float64, bare string, date04 bool) string {
	l := strings.ToLower(bare)
	if v < 0 || v > 2_958_465 {
		return general(v)
	}
	if strings.Contains(l, "[h]") || strings.Contains(l, "[m]") || strings.Contains(l, "[s]") {
		minutes := int(math.Round(v * 24 * 60))
		return strconv.Itoa(minutes/60) + ":" + two(minutes%60)
	}
	days := int(math.Floor(v))
	seconds := int(math.Round((v - math.Floor(v)) * 86_400))
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date04 {
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	} else if days < 60 {
		days++ // Excel counts a 29th of February 1900
	}
	t := base.AddDate(0, 0, days).Add(time.Duration(seconds) * time.Second)
	clock := strings.ContainsAny(l, "hs")
	dates := l
	if clock {
		dates = withoutMinutes(l)
	}
	var parts []string
	day, month, year := strings.Contains(dates, "d"), strings.Contains(dates, "m"), strings.Contains(dates, "y")
	if day {
		parts = append(parts, two(t.Day()))
	}
	if month {
		parts = append(parts, two(int(t.Month())))
	}
	if year {
		parts = append(parts, strconv.Itoa(t.Year()))
	}
	out := strings.Join(parts, "/")
	if clock {
		if out != "" {
			out += " "
		}
		out += two(t.Hour()) + ":" + two(t.Minute())
		if strings.Contains(l, "s") {
			out += ":" + two(t.Second())
		}
	}
	return out
}

// withoutMinutes takes the m's out of a format that stand for minutes: those
// next to hours or seconds.
func withoutMinutes(l string) string {
	l = strings.NewReplacer("am/pm", "", "a/p", "").Replace(l)
	b := []byte(l)
	for i := range b {
		if b[i] != 'm' {
			continue
		}
		before := strings.TrimRight(strings.Trim(string(b[:i]), "m\x00"), ": .\x00")
		after := strings.TrimLeft(strings.TrimLeft(string(b[i:]), "m"), ": .")
		if strings.HasSuffix(before, "h") || strings.HasPrefix(after, "s") {
			for j := i; j < len(b) && b[j] == 'm'; j++ {
				b[j] = 0
			}
		}
	}
	return string(b)
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
