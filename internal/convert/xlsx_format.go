package convert

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

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
	box    bool // what is true or false in it is a box to tick
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
		c.box = xf.find("xfComplement") != nil
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
	f, v := sectionFor(v, format)
	if f == "" && format != "" {
		return ""
	}
	bare := bareFormat(f)
	if isDate(bare) {
		return formatDate(v, f, bare, date04)
	}
	before, after := literals(f)
	digits := strings.Trim(bare, "_ ")
	if strings.Contains(strings.ToLower(digits), "general") || strings.Contains(digits, "@") || digits == "" && before+after == "" {
		return strings.TrimSpace(before + general(v) + after)
	}
	if !strings.ContainsAny(digits, "0#?") {
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
	if strings.Contains(fraction, "/") || strings.Contains(whole, "/") {
		return general(v)
	}
	whole, v = inThousands(whole, v)
	fraction, v = inThousands(fraction, v)
	least, most := strings.Count(fraction, "0"), strings.Count(fraction, "0")+strings.Count(fraction, "#")+strings.Count(fraction, "?")
	s := strconv.FormatFloat(halfUp(v, most), 'f', min(most, 15), 64)
	for n := most; n > least && strings.HasSuffix(s, "0"); n-- {
		s = s[:len(s)-1]
	}
	s = strings.TrimSuffix(s, ".")
	n, rest, dotted := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(n, "-") {
		sign, n = "-", n[1:]
	}
	// From its first 0 on a format shows as many digits as it has places.
	width := 0
	if i := strings.IndexByte(whole, '0'); i >= 0 {
		width = len(whole[i:]) - strings.Count(whole[i:], ",")
	}
	if n == "0" && width == 0 {
		n = ""
	}
	if len(n) < width && width <= maxDigits {
		n = strings.Repeat("0", width-len(n)) + n
	}
	if strings.Contains(whole, ",") {
		n = grouped(n)
	} else if parted, head, tail, ok := partedDigits(n, f); ok {
		n, before, after = parted, head, tail
	}
	if dotted {
		n += "," + rest
	}
	if strings.Contains(digits, "%") && !strings.Contains(after, "%") {
		after = "%" + after
	}
	return strings.TrimSpace(before + sign + n + after)
}

// halfUp is a number so that what stands behind its places is rounded as Excel
// rounds it: up from a half on, also where a binary number has it only nearly.
func halfUp(v float64, places int) float64 {
	if math.Abs(v) >= math.Pow10(max(14-places, 0)) {
		return v // all its digits are shown
	}
	return v * (1 + 1e-15)
}

// maxDigits is how many a format may ask for; Excel has no longer ones.
const maxDigits = 255

var condition = regexp.MustCompile(`\[(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)\]`)

// sectionFor chooses the part of a format that shows a number: by the conditions
// that it says, else those above, below and at zero. What is below comes without
// its sign where the part has one, or brackets.
func sectionFor(v float64, format string) (string, float64) {
	sections := formatSections(format)
	if slices.ContainsFunc(sections, condition.MatchString) {
		for _, f := range sections[:min(len(sections), 3)] {
			m := condition.FindStringSubmatch(f)
			if m == nil {
				return f, v
			}
			if to, err := strconv.ParseFloat(m[2], 64); err == nil && holds(v, m[1], to) {
				return f, v
			}
		}
		return "General", v
	}
	switch {
	case v < 0 && len(sections) > 1:
		f := sections[1]
		if f != "" && !strings.ContainsAny(f, "-(") {
			f = "-" + f // red says so in Excel
		}
		return f, -v
	case v == 0 && len(sections) > 2:
		return sections[2], v
	}
	return sections[0], v
}

func holds(v float64, is string, to float64) bool {
	switch is {
	case "<":
		return v < to
	case ">":
		return v > to
	case "<=":
		return v <= to
	case ">=":
		return v >= to
	case "=":
		return v == to
	}
	return v != to
}

// inThousands takes the commas behind the last digit of a format off, each of
// which shows a number in thousands.
func inThousands(digits string, v float64) (string, float64) {
	digits = strings.TrimRight(digits, "% )_-")
	for strings.HasSuffix(digits, ",") {
		digits = strings.TrimRight(strings.TrimSuffix(digits, ","), "% )_")
		v /= 1000
	}
	return digits, v
}

// partedDigits sets digits apart as a format with words between its places does
// (0000 000 000), and returns the words before and behind them, too.
func partedDigits(n, f string) (parted, before, after string, ok bool) {
	places := digitPlaces(f)
	words := make([]string, len(places)) // behind each place
	for i := range places[:max(len(places)-1, 0)] {
		a, b := literals(f[places[i]+1 : places[i+1]])
		words[i] = a + b
		ok = ok || words[i] != ""
	}
	if !ok {
		return "", "", "", false
	}
	for i := len(places) - 1; i >= 0; i-- {
		digit := ""
		if i == 0 {
			digit, n = n, ""
		} else if n != "" {
			digit, n = n[len(n)-1:], n[:len(n)-1]
		}
		parted = digit + words[i] + parted
	}
	before, _ = literals(f[:places[0]])
	after, _ = literals(f[places[len(places)-1]+1:])
	return parted, before, after, true
}

// digitPlaces are where in a format whole digits stand; none where it has others.
func digitPlaces(f string) (places []int) {
	for i := 0; i < len(f); i++ {
		switch f[i] {
		case '"', '\\', '_', '*':
			i = literalEnd(f, i)
		case '[':
			for ; i < len(f) && f[i] != ']'; i++ {
			}
		case '0', '#', '?':
			places = append(places, i)
		case '.':
			return nil
		}
	}
	return places
}

// formatText writes words as a format shows them, and reports whether it has them
// shown at all.
func formatText(format string) (before, after string, shown bool) {
	sections := formatSections(format)
	last := sections[len(sections)-1]
	switch {
	case len(sections) == 4 && last == "":
		return "", "", false
	case len(sections) == 4 || strings.Contains(bareFormat(last), "@"):
		if !strings.Contains(bareFormat(last), "@") {
			return "", "", true
		}
		before, after = literals(last)
	}
	return before, after, true
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

// literalEnd is where the words in quotation marks, the sign or the filler end that
// begin at a place of a format.
func literalEnd(f string, at int) int {
	if f[at] != '"' {
		return at + 1
	}
	for at++; at < len(f) && f[at] != '"'; at++ {
	}
	return at
}

// bareFormat takes the words, colours and places out of a format.
func bareFormat(f string) string {
	var b strings.Builder
	for i := 0; i < len(f); i++ {
		switch f[i] {
		case '"', '\\', '_', '*':
			i = literalEnd(f, i)
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
		case strings.IndexByte("0#?.,@", c) >= 0:
			out = &after
		case (c == 'G' || c == 'g') && len(f)-i >= len("general") && strings.EqualFold(f[i:i+len("general")], "general"):
			out = &after
			i += len("general") - 1
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
