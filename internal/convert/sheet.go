package convert

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"congbo/internal/fault"
	"congbo/internal/vi"
)

// Budgets of a table.
const (
	MaxSheet     = 1 << 20 // bytes
	MaxSheetRows = 2000
	maxColumns   = 50
)

// A Sheet is a table as spreadsheets exchange it. Every cell is one line of
// clean text.
type Sheet struct {
	Head []string
	Rows []SheetRow
}

// A SheetRow is a row with the line of the file on which it begins.
type SheetRow struct {
	Line  int
	Cells []string // as many as the head has, or more
}

// ReadSheet reads a table of comma-separated values in the forms in which
// spreadsheets write it in Vietnam: UTF-8 with or without a mark at its
// beginning, UTF-16, or Windows-1258; cells apart by semicolons, commas or
// tabs; quoted where need be. The first row that says anything is the head;
// empty rows are left out. The apostrophe with which WriteSheet keeps a
// spreadsheet from reckoning is taken off.
func ReadSheet(data []byte) (*Sheet, error) {
	if len(data) > MaxSheet {
		return nil, fault.New(fault.TooLarge, "convert.sheet_large", MaxSheet>>10)
	}
	text, err := sheetText(data)
	if err != nil {
		return nil, err
	}
	comma := rune(0)
	if head, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(strings.ToLower(head), "sep=") && len(strings.TrimSpace(head)) == 5 {
		comma, text = rune(head[4]), "\n"+rest // the line still counts
	}
	if comma == 0 {
		comma = separator(text)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	s := &Sheet{}
	var raw []SheetRow
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if e, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, fault.New(fault.Invalid, "convert.sheet_line", e.Line)
		} else if err != nil {
			return nil, fault.New(fault.Invalid, "convert.sheet_unread").Because(err)
		}
		line, _ := r.FieldPos(0)
		if blank(cells) {
			continue
		}
		if len(cells) > maxColumns {
			return nil, fault.New(fault.Invalid, "convert.sheet_wide", line, maxColumns)
		}
		if raw = append(raw, SheetRow{line, cells}); len(raw) > 2*MaxSheetRows {
			break // too many, unless only invisible signs stand in them
		}
	}
	readCells(raw)
	for _, row := range raw {
		line, cells := row.Line, row.Cells
		switch {
		case blank(cells):
		case s.Head == nil:
			s.Head = cells
		case len(s.Rows) == MaxSheetRows:
			return nil, fault.New(fault.TooLarge, "convert.sheet_long", MaxSheetRows)
		default:
			for len(cells) < len(s.Head) {
				cells = append(cells, "")
			}
			s.Rows = append(s.Rows, SheetRow{line, cells})
		}
	}
	if s.Head == nil {
		return nil, fault.New(fault.Invalid, "convert.sheet_empty")
	}
	return s, nil
}

// readCells reads the cells of one table together (R-I4): a cell of one word
// goes with those that tell in which charset the table was written.
func readCells(rows []SheetRow) {
	var lines []string
	for _, row := range rows {
		lines = append(lines, row.Cells...)
	}
	charsets := vi.RecogniseAll(lines)
	for _, row := range rows {
		for i, c := range row.Cells {
			if charset := charsets[i]; charset.Automatic() {
				c = charset.Decode(c)
			}
			row.Cells[i] = uncell(vi.CleanLine(c))
		}
		charsets = charsets[len(row.Cells):]
	}
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return vi.CleanLine(c) != "" })
}

// sheetText finds out in which encoding a table is.
func sheetText(b []byte) (string, error) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		b = b[3:]
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return utf16Text(b[2:], binary.LittleEndian), nil
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return utf16Text(b[2:], binary.BigEndian), nil
	case len(b) > 3 && b[1] == 0 && b[3] == 0:
		return utf16Text(b, binary.LittleEndian), nil
	case len(b) > 3 && b[0] == 0 && b[2] == 0:
		return utf16Text(b, binary.BigEndian), nil
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		return "", fault.New(fault.Invalid, "convert.sheet_workbook")
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return "", fault.New(fault.Invalid, "convert.sheet_unread")
	}
	if utf8.Valid(b) {
		return newlines.Replace(string(b)), nil
	}
	if text := vi.FromBytes(b); vi.Recognise(text, "").Automatic() {
		return newlines.Replace(text), nil // a font made Vietnamese of it (R-I4)
	}
	out, err := charmap.Windows1258.NewDecoder().Bytes(b)
	if err != nil {
		return "", fault.New(fault.Invalid, "convert.sheet_unread").Because(err)
	}
	return newlines.Replace(string(out)), nil
}

var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func utf16Text(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return newlines.Replace(string(utf16.Decode(units)))
}

// separator is what stands between the cells of the first line that says
// anything, outside of quotes.
func separator(text string) rune {
	count := map[rune]int{}
	quoted := false
	for _, r := range strings.TrimLeft(text, "\n ") {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == ';' || r == ',' || r == '\t':
			count[r]++
		}
		if r == '\n' && !quoted && len(count) > 0 {
			break
		}
	}
	best := ','
	for _, r := range []rune{';', '\t'} {
		if count[r] > count[best] {
			best = r
		}
	}
	return best
}

// WriteSheet writes a table that ReadSheet reads back, in the form in which
// spreadsheets take it for what it is: UTF-8 with its mark. No cell is taken
// for a formula (CWE-1236).
func WriteSheet(w io.Writer, rows [][]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	var b strings.Builder
	for _, row := range rows {
		for i, c := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			if c != "" {
				b.WriteString(`"` + strings.ReplaceAll(Cell(c), `"`, `""`) + `"`)
			}
		}
		b.WriteString("\r\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// formula are the characters with which a spreadsheet begins to reckon.
const formula = "=+-@\t\r"

// Cell keeps a spreadsheet from taking text for a formula.
func Cell(s string) string {
	if s != "" && strings.ContainsRune(formula+"'", rune(s[0])) {
		return "'" + s
	}
	return s
}

// uncell takes the apostrophe of Cell off again.
func uncell(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune(formula+"'", rune(s[1])) {
		return s[1:]
	}
	return s
}
