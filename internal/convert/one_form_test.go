package convert_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/content/contenttest"
	"congbo/internal/convert"
)

// What the converter makes of a file is a text like any other: in normal form
// after it is saved and loaded, and said whole by every way to people (R-I3,
// R-I4).
func TestConvertedIsOneForm(t *testing.T) {
	files := map[string][]byte{"a.txt": []byte("Kính gửi Phòng Truyền thông\n\n1. Một\n2. Hai <b>"), "a.md": []byte("# Đầu\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- x\n\n> trích[^1]\n\n[^1]: chú thích\n"),
		"a.rtf": []byte(`{\rtf1\ansi\trowd\cellx100\cellx200 m{\b o}t\cell hai\cell\row d\u417?ng\par}`)}
	pages, err := filepath.Glob("../../e2e/testdata/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	for _, name := range pages {
		if files[name], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range files {
		r, err := convert.Convert(convert.KindOf(name, data), data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		// As an office does: what names a picture by a key gets its digest
		blocks := convertedMedia(t, r.Blocks)
		b, err := content.NewBody(content.Node{Type: "doc", Content: blocks})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		saved, err := b.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := content.ParseBody(saved)
		if err != nil || !bytes.Equal(content.Canonical(loaded), content.Canonical(b)) || strings.TrimSpace(b.PlainText("vi")) == "" {
			t.Errorf("%s: %v, or it changes when it is saved, or is empty", name, err)
		}
		for way, words := range contenttest.Lost(b) {
			t.Errorf("%s: %s does not say %.300q", name, way, words)
		}
	}
}

// convertedMedia gives pictures a digest.
func convertedMedia(t *testing.T, blocks []content.Node) []content.Node {
	t.Helper()
	data, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	var all []content.Node
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	var walk func([]content.Node)
	walk = func(list []content.Node) {
		for i := range list {
			if list[i].Type == "image" {
				list[i].Attrs["media"] = contenttest.Media(1)
			}
			walk(list[i].Content)
		}
	}
	walk(all)
	return all
}
