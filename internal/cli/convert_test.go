package cli_test

import (
	"archive/zip"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congbo/internal/cli"
)

// A Word file is read in a child of its own: HTML to stdout, pictures to a
// folder, what was lost or changed told (R-I3, R-I4).
func TestConvert(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "tin.docx")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for name, text := range map[string]string{
		"word/document.xml": `<w:document><w:body><w:p><w:r><w:t>Th«ng b¸o tuyÓn sinh</w:t></w:r></w:p>` +
			`<w:p><w:r><w:drawing><wp:docPr descr="Sân trường"/><a:blip r:embed="i"/></w:drawing></w:r><w:r><w:commentReference w:id="1"/></w:r></w:p></w:body></w:document>`,
		"word/comments.xml":            `<w:comments><w:comment w:id="1" w:author="Lan"><w:p><w:r><w:t>Xem lại ảnh</w:t></w:r></w:p></w:comment></w:comments>`,
		"word/_rels/document.xml.rels": `<Relationships><Relationship Id="i" Type="x/image" Target="media/../media/1.gif"/></Relationships>`,
		"word/media/1.gif":             "GIF89a\x01\x00\x01\x00\x00\x00\x00;",
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	f.Close()

	run := func(args ...string) (int, string, string) {
		var o, e strings.Builder
		code := cli.Main(context.Background(), append([]string{"congbo", "convert"}, args...), nil, nil, &o, &e)
		return code, o.String(), e.String()
	}
	media := filepath.Join(dir, "media")
	code, out, errs := run("--media", media, file)
	if code != 0 || !strings.Contains(out, "<p>Thông báo tuyển sinh</p>") || !strings.Contains(out, `alt="Sân trường"`) || !strings.Contains(errs, "TCVN3") || !strings.Contains(errs, "Lan: Xem lại ảnh") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if files, err := os.ReadDir(media); err != nil || len(files) != 1 || filepath.Ext(files[0].Name()) != ".gif" {
		t.Errorf("%v %v", files, err)
	}
	code, out, _ = run("--json", file)
	var got struct {
		HTML   string
		Notes  []struct{ Code, Text string }
		Legacy []struct{ Before, After string }
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 || len(got.Notes) != 1 || got.Notes[0].Code != "convert.legacy" || len(got.Legacy) != 1 {
		t.Errorf("%d %v %s", code, err, out)
	}
	if code, _, errs := run(filepath.Join(dir, "none.docx")); code != 1 || !strings.Contains(errs, "none.docx") {
		t.Errorf("%d %q", code, errs)
	}
	strange := filepath.Join(dir, "a.xyz")
	if err := os.WriteFile(strange, []byte("?"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := run(strange); code != 1 || !strings.Contains(errs, ".docx") {
		t.Errorf("%d %q", code, errs)
	}
}
