//go:build !race

package app

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"congbo/internal/convert"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/picture"
	"congbo/internal/worker"
)

// lying is a Word file whose text says that it is small.
func lying(t testing.TB, document string) []byte {
	t.Helper()
	var packed, b bytes.Buffer
	f, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte(document))
	f.Close()
	w := zip.NewWriter(&b)
	one, err := w.CreateRaw(&zip.FileHeader{Name: "word/document.xml", Method: zip.Deflate, CRC32: crc32.ChecksumIEEE([]byte(document)),
		CompressedSize64: uint64(packed.Len()), UncompressedSize64: 100})
	if err != nil {
		t.Fatal(err)
	}
	one.Write(packed.Bytes())
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// vast is a PNG of a few bytes that says it has a side of so many points.
func vast(side uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), side), side)
	head = append(head, 16, 6, 0, 0, 0)
	return binary.BigEndian.AppendUint32(append(append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13), head...), crc32.ChecksumIEEE(head))
}

// Word files that mean harm end, in the children that the program has for them, in
// a fault that is told in both languages or in their own harmless words: within
// the memory of the child, without a look elsewhere, and the next file is read
// (R-I3).
func TestHostileWordFiles(t *testing.T) {
	asked := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer elsewhere.Close()
	const text = `<w:p><w:r><w:t>lành</w:t></w:r></w:p>`
	shape := `<w:p><w:r><w:t>lành</w:t></w:r><w:r><w:drawing><a:blip r:embed="p" r:link="q"/></w:drawing></w:r></w:p>`
	relations := func(target, mode string) string {
		return `<Relationships><Relationship Id="p" Type="x/image" Target="` + target + `"` + mode + `/><Relationship Id="q" Type="x/image" Target="` + elsewhere.URL + `/q.png" TargetMode="External"/>` +
			`<Relationship Id="t" Type="x/attachedTemplate" Target="` + elsewhere.URL + `/t.dotm" TargetMode="External"/></Relationships>`
	}
	const rels = "word/_rels/document.xml.rels"
	laughs := func() string {
		var b strings.Builder
		b.WriteString(`<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "lol">`)
		for i := range 9 {
			fmt.Fprintf(&b, `<!ENTITY l%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&l%d;", i), 10))
		}
		return b.String() + `]>` + wordBody(`<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>`)
	}
	entries := func() (all []string) {
		for i := range 2100 {
			all = append(all, fmt.Sprintf("word/x%d.xml", i), "x")
		}
		return all
	}
	pool := childPool(t, &worker.Pool{Size: 1})
	converter := Converter{Workers: pool.Pool}
	for _, c := range []struct {
		name string
		data []byte
		want string // key of the fault; "" the words alone
		note string // that must be among what is told
	}{
		{"zip bomb: a part of 210 MB", wordParts(t, wordBody(text+strings.Repeat(" ", 210<<20))), "convert.docx_bomb", ""},
		{"zip bomb: a part that says it has 100 bytes", lying(t, wordBody(text+strings.Repeat(" ", 70<<20))), "convert.docx_unreadable", ""},
		{"zip bomb: thousands of parts", wordParts(t, wordBody(text), entries()...), "convert.docx_bomb", ""},
		{"XML bomb: a thousand million laughs", wordParts(t, laughs()), "convert.docx_unreadable", ""},
		{"XML bomb: entities of the system", wordParts(t, `<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>`+wordBody(`<w:p><w:r><w:t>&x;</w:t></w:r></w:p>`)), "convert.docx_unreadable", ""},
		{"XML bomb: an entity that nobody declared", wordParts(t, wordBody(`<w:p><w:r><w:t>&x;</w:t></w:r></w:p>`)), "convert.docx_unreadable", ""},
		{"XML bomb: elements within elements", wordParts(t, wordBody(strings.Repeat("<w:sdt>", 1_000_000))), "convert.docx_bomb", ""},
		{"XML bomb: tables within tables", wordParts(t, wordBody(strings.Repeat("<w:tbl><w:tr><w:tc>", 500)+text+strings.Repeat("</w:tc></w:tr></w:tbl>", 500))), "convert.docx_bomb", ""},
		{"XML bomb: millions of elements", wordParts(t, wordBody(strings.Repeat("<w:p/>", 3_000_000))), "convert.docx_bomb", ""},
		{"paths: parts with names of files of the system", wordParts(t, wordBody(shape), "../../../../tmp/x", "x", "/etc/passwd", "x", `..\..\x`, "x", rels, relations("../../../../../../etc/passwd", "")), "", "convert.picture_unreadable"},
		{"paths: a part that is the picture of itself", wordParts(t, wordBody(shape), rels, relations("file:///etc/passwd", "")), "", "convert.picture_unreadable"},
		{"macros", wordParts(t, wordBody(text), "word/vbaProject.bin", "x"), "convert.macros", ""},
		{"macros under another name and case", wordParts(t, wordBody(text), "word/deep/VBAPROJECT.BIN", "x"), "convert.macros", ""},
		{"pictures, templates, links elsewhere", wordParts(t, wordBody(shape), rels, relations(elsewhere.URL+"/p.png", ` TargetMode="External"`)), "", "convert.picture_elsewhere"},
		{"cut off", wordParts(t, wordBody(text))[:300], "convert.docx_unreadable", ""},
	} {
		r, err := converter.Convert(t.Context(), convert.KindOf("tep.docm", c.data), c.data)
		switch f, ok := fault.As(err); {
		case err == nil && c.want == "":
			body, _, err := r.Body()
			if err != nil || strings.TrimSpace(body.PlainText(locale.VI)) != "lành" && len(r.Images) == 0 || !slices.Contains(r.Notes, c.note) || len(r.Images) > 0 {
				t.Errorf("%s: %v, %q, %d pictures, %v", c.name, err, body.PlainText(locale.VI), len(r.Images), r.Notes)
			}
		case err == nil || !ok || f.Key != c.want:
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		default:
			vi, en := locale.Error(locale.VI, err), locale.Error(locale.EN, err)
			if vi == en || strings.Contains(vi+en, f.Key) || len(vi) < 20 || len(en) < 20 {
				t.Errorf("%s: %q, %q", c.name, vi, en)
			}
		}
		if peak, _ := pool.usage(); peak > 512<<20 {
			t.Errorf("%s: %d MB in the child", c.name, peak>>20)
		}
		if _, err := converter.Convert(t.Context(), convert.Docx, wordParts(t, wordBody(text))); err != nil {
			t.Errorf("after %s: %v", c.name, err)
		}
	}
	peak, _ := pool.usage()
	t.Logf("%d MB in a child", peak>>20)
	if asked > 0 {
		t.Errorf("%d requests to another host", asked)
	}
}

// Pictures that no page shows are told of, by the one who reads every file (R-M10).
func TestUnshownPictureIsTold(t *testing.T) {
	pool := childPool(t, &worker.Pool{Size: 1})
	for name, c := range map[string]struct {
		picture string
		told    bool
	}{
		"gif":  {"GIF89a\x01\x00\x01\x00\x00\x00\x00;", false},
		"emf":  {"\x01\x00\x00\x00\x58\x00\x00\x00 EMF", true},
		"vast": {string(vast(60_000)), true},
	} {
		data := wordParts(t, wordBody(`<w:p><w:r><w:drawing><a:blip r:embed="p"/></w:drawing></w:r></w:p>`), "word/p", c.picture,
			"word/_rels/document.xml.rels", `<Relationships><Relationship Id="p" Type="x/image" Target="p"/></Relationships>`)
		r, err := Converter{Workers: pool.Pool}.Convert(t.Context(), convert.Docx, data)
		if err != nil || slices.Contains(r.Notes, "convert.picture_kind") != c.told {
			t.Errorf("%s: %v, %v", name, err, r)
		}
	}
}

// A picture in a Word file that says it is vast is kept as bytes by the converter
// and refused where it would be drawn, in the child for pictures (R-M10).
func TestHostilePictureInWord(t *testing.T) {
	data := wordParts(t, wordBody(`<w:p><w:r><w:drawing><a:blip r:embed="p"/></w:drawing></w:r></w:p>`), "word/p.png", string(vast(60_000)),
		"word/_rels/document.xml.rels", `<Relationships><Relationship Id="p" Type="x/image" Target="p.png"/></Relationships>`)
	pool := childPool(t, &worker.Pool{Size: 1, Memory: 1 << 30})
	r, err := Converter{Workers: pool.Pool}.Convert(t.Context(), convert.Docx, data)
	if err != nil || len(r.Images) != 1 {
		t.Fatal(err, r)
	}
	for _, p := range r.Images {
		task, err := json.Marshal(picture.Task{Data: p, Wants: []picture.Want{{Width: 480}}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = pool.Do(t.Context(), picture.Name, task)
		if f, ok := fault.As(err); !ok || locale.Error(locale.VI, err) == locale.Error(locale.EN, err) {
			t.Errorf("%v (%v)", err, f)
		}
	}
	if peak, _ := pool.usage(); peak > 200<<20 {
		t.Errorf("%d MB in the child", peak>>20)
	}
}
