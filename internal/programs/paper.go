package programs

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"congbo/internal/convert"
	"congbo/internal/vi"
)

// maxWords bounds what is kept of the words of a paper, in bytes.
const maxWords = 400 << 10

// Paper returns a picture of the first page of a PDF, as JPEG, and the words of
// its first pages as one line, for people to find it by (R-I8), those of old fonts
// too (R-I4); each empty where no program is there for it. What one of the two could not do is an error beside
// what the other did.
func (p *Programs) Paper(ctx context.Context, pdf []byte) (page []byte, words string, err error) {
	if !bytes.Contains(pdf[:min(len(pdf), 1024)], []byte("%PDF-")) {
		return nil, "", nil
	}
	var failed error
	if p.Has(PDFToPPM) {
		if page, err = p.PDFPage(ctx, pdf, 1, 850); err != nil {
			failed = err
		}
	}
	if p.Has(PDFToText) {
		out, err := p.Run(ctx, Job{Program: PDFToText, Args: []string{"-q", "-enc", "UTF-8", "-l", "100", "in.pdf", "out.txt"},
			Files: map[string][]byte{"in.pdf": pdf}, Limits: Limits{Output: 30 << 20}})
		if err != nil {
			return page, "", errors.Join(failed, err)
		}
		text := out.Files["out.txt"]
		lines := strings.Split(strings.ToValidUTF8(string(text[:min(len(text), maxWords)]), " "), "\n")
		for i := range lines {
			lines[i] = convert.PDFLine(lines[i])
		}
		words = strings.Join(strings.Fields(vi.Read(strings.Join(lines, "\n"))), " ")
	}
	return page, words, failed
}
