package demo_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"congbo/internal/app/demo"
)

// Every file that came with a letter can be built, is what its name says, and
// comes out the same twice (R-I1, R-I3). With FILES set to a folder they are
// written there, to be opened in an office program.
func TestFiles(t *testing.T) {
	d := university(t)
	built := map[string]int{}
	for i := range d.Items {
		it := &d.Items[i]
		for _, a := range it.Attachments {
			if filepath.Ext(a.Name) == ".jpg" && built[".jpg"] > 0 && os.Getenv("FILES") == "" {
				continue // the pictures have a test of their own
			}
			data, err := d.File(it, a)
			if err != nil {
				t.Errorf("%s, %s: %v", it.ID, a.Name, err)
				continue
			}
			again, _ := d.File(it, a)
			if !bytes.Equal(data, again) || a.Type() == "" {
				t.Errorf("%s, %s: type %q, %d and %d bytes", it.ID, a.Name, a.Type(), len(data), len(again))
			}
			kind := filepath.Ext(a.Name)
			built[kind]++
			switch kind {
			case ".docx":
				first, _, _ := strings.Cut(strings.TrimPrefix(a.Text, "## "), "\n")
				if a.Text == "" {
					first = it.Document.Title
				}
				if text := words(t, data, "word/document.xml"); !strings.HasPrefix(strings.TrimSpace(text), first) {
					t.Errorf("%s, %s begins %.80s, want %s", it.ID, a.Name, text, first)
				}
			case ".xlsx":
				if text := words(t, data, "xl/worksheets/sheet1.xml"); !strings.Contains(text, a.Rows[0][1]) || !strings.Contains(text, a.Rows[1][1]) {
					t.Errorf("%s, %s: %s", it.ID, a.Name, text)
				}
			case ".pdf":
				checkPDF(t, a.Name, data)
			case ".jpg":
				if !bytes.HasPrefix(data, []byte{0xff, 0xd8, 0xff}) {
					t.Errorf("%s is no JPEG", a.Name)
				}
			}
			if dir := os.Getenv("FILES"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, it.ID+" "+a.Name), data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, kind := range []string{".docx", ".xlsx", ".csv", ".pdf", ".jpg"} {
		if built[kind] == 0 {
			t.Errorf("no %s", kind)
		}
	}
}

// words returns the text of one part of an Office file, and checks that every
// part is well-formed XML.
func words(t *testing.T, data []byte, part string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		dec := xml.NewDecoder(r)
		for {
			token, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			if chars, ok := token.(xml.CharData); ok && f.Name == part {
				text.Write(chars)
			}
		}
	}
	return text.String()
}

// checkPDF follows the table of a PDF: every entry must lead to its object.
func checkPDF(t *testing.T, name string, data []byte) {
	t.Helper()
	text := string(data)
	m := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindStringSubmatch(text)
	if !strings.HasPrefix(text, "%PDF-1.7\n") || m == nil {
		t.Errorf("%s is no PDF", name)
		return
	}
	start, _ := strconv.Atoi(m[1])
	entries := regexp.MustCompile(`(\d{10}) 00000 n \n`).FindAllStringSubmatch(text[start:], -1)
	for i, e := range entries {
		at, _ := strconv.Atoi(e[1])
		if !strings.HasPrefix(text[at:], strconv.Itoa(i+1)+" 0 obj\n") {
			t.Errorf("%s: object %d is not at %d", name, i+1, at)
		}
	}
	if len(entries) < 10 {
		t.Errorf("%s: %d objects", name, len(entries))
	}
}

// Every letter of the alphabet can be set, in each face (134 letters beyond
// ASCII, and the signs of office papers).
func TestLetters(t *testing.T) {
	var letters []rune
	const vowels, tones = "aăâeêioôơuưy", "\u0301\u0300\u0309\u0303\u0323"
	for _, vowel := range vowels {
		letters = append(letters, vowel)
		for _, tone := range tones {
			letters = append(letters, []rune(norm.NFC.String(string(vowel) + string(tone)))[0])
		}
	}
	letters = append(letters, 'đ')
	for _, small := range letters {
		for _, r := range []rune{small, unicode.ToUpper(small)} {
			for face := range 3 {
				if err := demo.Letter(face, r); err != nil {
					t.Errorf("%c in face %d: %v", r, face, err)
				}
			}
		}
	}
	if err := demo.Letter(0, '漢'); err == nil {
		t.Error("a letter without outline is set")
	}
}

// A document becomes a revision that the program can save: its pictures named
// by their bytes.
func TestRevision(t *testing.T) {
	d := university(t)
	doc := d.Item("16-gioi-thieu").Final()
	r, err := doc.Revision()
	if err != nil {
		t.Fatal(err)
	}
	if want := demo.MediaID("song-binh-minh"); r.LeadImage == nil || r.LeadImage.Media != want || len(want) != 64 {
		t.Errorf("lead image %+v, want %s", r.LeadImage, want)
	}
	if found := r.Findings(); len(found) > 0 {
		t.Errorf("findings %v", found)
	}
	if got := doc.Plates(); len(got) != 2 || got[0] != "song-binh-minh" || got[1] != "cong-truong" {
		t.Errorf("plates %v", got)
	}
}
