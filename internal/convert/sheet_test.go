package convert_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"congbo/internal/convert"
	"congbo/internal/fault"
	"congbo/internal/vi"
)

func wide(s string, order binary.AppendByteOrder, mark bool) []byte {
	if mark {
		s = "\ufeff" + s
	}
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// old writes Vietnamese as Windows-1258 does: tones apart from their letters.
func old(t *testing.T, s string) []byte {
	apart := strings.NewReplacer("ễ", "ê\u0303", "ị", "i\u0323", "ấ", "â\u0301", "ọ", "o\u0323", "ò", "o\u0300", "ế", "ê\u0301", "ử", "ư\u0309", "ệ", "ê\u0323", "Ấ", "Â\u0301").Replace(norm.NFC.String(s))
	b, err := charmap.Windows1258.NewEncoder().String(apart)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(b)
}

// R-P1: a table is the same table however a spreadsheet wrote it.
func TestReadSheet(t *testing.T) {
	const comma = "Họ tên,Thư điện tử\nNguyễn Thị Ân,an@x.vn\n\n\"Lê, Phòng\",b@x.vn\n"
	semi := "Họ tên;Thư điện tử\r\nNguyễn Thị Ân;an@x.vn\r\n;\r\n\"Lê, Phòng\";b@x.vn\r\n"
	tabs := strings.ReplaceAll(strings.Replace(comma, "\"Lê, Phòng\"", "Lê@ Phòng", 1), ",", "\t")
	tabs = strings.Replace(tabs, "Lê@", "Lê,", 1)
	want := [][]string{{"Nguyễn Thị Ân", "an@x.vn"}, {"Lê, Phòng", "b@x.vn"}}
	for name, data := range map[string][]byte{
		"UTF-8":                  []byte(comma),
		"UTF-8 with mark":        []byte("\ufeff" + comma),
		"decomposed":             []byte(norm.NFD.String(comma)),
		"semicolons":             []byte(semi),
		"semicolons with mark":   []byte("\ufeff" + semi),
		"old Mac lines":          []byte(strings.ReplaceAll(comma, "\n", "\r")),
		"tabs in UTF-16":         wide(tabs, binary.LittleEndian, true),
		"UTF-16, big end":        wide(semi, binary.BigEndian, true),
		"UTF-16 without mark":    wide("Ho ten;Thư điện tử\nNguyễn Thị Ân;an@x.vn\n\n\"Lê, Phòng\";b@x.vn", binary.LittleEndian, false),
		"Windows-1258":           old(t, semi),
		"TCVN3":                  []byte("Hä tªn;Th\u00ad ®iÖn tö\nNguyÔn ThÞ ¢n;an@x.vn\n\"Lª, Phßng\";b@x.vn\n"),
		"TCVN3 in bytes":         []byte("H\xe4 t\xaan;Th\xad \xaei\xd6n t\xf6\nNguy\xd4n Th\xde \xa2n;an@x.vn\n\"L\xaa, Ph\xdfng\";b@x.vn\n"),
		"VNI":                    []byte("Hoï teân;Thö ñieän töû\nNguyeãn Thò AÂn;an@x.vn\n\"Leâ, Phoøng\";b@x.vn\n"),
		"separator said":         []byte("sep=;\n" + semi),
		"quoted with line break": []byte("Họ tên;Thư điện tử\n\"Nguyễn Thị\nÂn\";an@x.vn\n\"Lê, Phòng\";b@x.vn"),
	} {
		s, err := convert.ReadSheet(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got [][]string
		for _, r := range s.Rows {
			got = append(got, r.Cells)
		}
		if d := cmp.Diff(want, got); d != "" || len(s.Head) != 2 {
			t.Errorf("%s: %v %s", name, s.Head, d)
		}
	}
	s, err := convert.ReadSheet([]byte("sep=;\n\na;b\n\n1;2;3\n4\n"))
	if err != nil || len(s.Rows) != 2 || s.Rows[0].Line != 5 || s.Rows[1].Line != 6 || len(s.Rows[1].Cells) != 2 {
		t.Errorf("lines: %+v, %v", s, err)
	}
}

// What is no table, or too much of one, is refused with the reason.
func TestReadSheetRefuses(t *testing.T) {
	for key, data := range map[string][]byte{
		"convert.sheet_empty":    []byte("\n;;\n"),
		"convert.sheet_workbook": []byte("PK\x03\x04xx"),
		"convert.sheet_unread":   []byte("a,b\n\x00\x01\x02,\x00"),
		"convert.sheet_large":    bytes.Repeat([]byte("a,b\n"), convert.MaxSheet/4+1),
		"convert.sheet_long":     bytes.Repeat([]byte("a\n"), convert.MaxSheetRows+2),
		"convert.sheet_wide":     []byte("a\n" + strings.Repeat("x,", 60)),
	} {
		_, err := convert.ReadSheet(data)
		if e, ok := fault.As(err); !ok || e.Key != key {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// What WriteSheet writes is read back as it was, and no cell begins a formula
// (CWE-1236).
func TestSheetRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOfN(rapid.SampledFrom([]rune("=+-@'\",;\t aẤđ1")), 0, 8, -1)
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 2, 4), 1, 5).Draw(t, "rows")
		width := len(rows[0])
		var want [][]string
		for i := range rows {
			for len(rows[i]) < width {
				rows[i] = append(rows[i], "")
			}
			rows[i] = rows[i][:width]
			empty := true
			for j := range rows[i] {
				rows[i][j] = vi.CleanLine(rows[i][j])
				empty = empty && rows[i][j] == ""
			}
			if !empty {
				want = append(want, rows[i])
			}
		}
		var b bytes.Buffer
		if err := convert.WriteSheet(&b, rows); err != nil {
			t.Fatal(err)
		}
		s, err := convert.ReadSheet(b.Bytes())
		if len(want) == 0 {
			if err == nil {
				t.Fatal("an empty table was read")
			}
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", b.String(), err)
		}
		got := [][]string{s.Head}
		for _, r := range s.Rows {
			got = append(got, r.Cells)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%q: %s", b.String(), d)
		}
	})
	for _, s := range []string{"=1+1", "+84", "-2", "@x", "'=1"} {
		if c := convert.Cell(s); c[0] != '\'' {
			t.Errorf("%q is written as %q", s, c)
		}
	}
}

func FuzzReadSheet(f *testing.F) {
	f.Add([]byte("a;b\n1;2"))
	f.Add([]byte("\xff\xfea\x00;\x00b\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := convert.ReadSheet(data)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatal(err)
			}
			return
		}
		for _, r := range s.Rows {
			for _, c := range r.Cells {
				if !vi.IsClean(c) {
					t.Fatalf("%q is not clean", c)
				}
			}
		}
	})
}
