package renditions

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"congbo/internal/vi"
)

// Papers reads PDFs by the programs of Poppler, as far as the machine has them.
// They are given what people sent, so they run for a short time, within little
// memory, and know nothing of this program's environment.
type Papers struct {
	Shell, ToPicture, ToText string // the commands found; "" where there is none
}

// maxWords bounds what is kept of the words of a paper, in bytes.
const maxWords = 400 << 10

// NewPapers finds the programs of this machine; find is exec.LookPath.
func NewPapers(find func(string) (string, error)) *Papers {
	p := &Papers{}
	for name, to := range map[string]*string{"sh": &p.Shell, "pdftoppm": &p.ToPicture, "pdftotext": &p.ToText} {
		if path, err := find(name); err == nil {
			*to = path
		}
	}
	return p
}

// Read returns a picture of the first page of a PDF and the words of its first
// pages; each empty where no program is there for it.
func (p *Papers) Read(ctx context.Context, pdf []byte) (page []byte, words string, err error) {
	if p.Shell == "" || p.ToPicture == "" && p.ToText == "" || !bytes.Contains(pdf[:min(len(pdf), 1024)], []byte("%PDF-")) {
		return nil, "", nil
	}
	dir, err := os.MkdirTemp("", "congbo-paper-")
	if err != nil {
		return nil, "", err
	}
	defer os.RemoveAll(dir)
	in := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(in, pdf, 0o600); err != nil {
		return nil, "", err
	}
	var wrong error
	if p.ToPicture != "" {
		if err := p.run(ctx, dir, p.ToPicture, "-q", "-jpeg", "-f", "1", "-singlefile", "-scale-to", "1200", in, filepath.Join(dir, "page")); err != nil {
			wrong = err
		} else if page, err = os.ReadFile(filepath.Join(dir, "page.jpg")); err != nil {
			wrong = err
		}
	}
	if p.ToText != "" {
		out := filepath.Join(dir, "words")
		if err := p.run(ctx, dir, p.ToText, "-q", "-enc", "UTF-8", "-l", "100", in, out); err != nil {
			return page, "", errors.Join(wrong, err)
		}
		data, err := os.ReadFile(out)
		if err != nil {
			return page, "", errors.Join(wrong, err)
		}
		words = strings.Join(strings.Fields(vi.Clean(strings.ToValidUTF8(string(data[:min(len(data), maxWords)]), " "))), " ")
		if !utf8.ValidString(words) {
			words = ""
		}
	}
	return page, words, wrong
}

// run has a program do its work within 20 seconds of processor time, 1 GB of
// addresses and 64 MB of what it writes.
func (p *Papers) run(ctx context.Context, dir, program string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.Shell, append([]string{"-c", `ulimit -t 20; ulimit -v 1048576; ulimit -f 131072; exec "$0" "$@"`, program}, args...)...)
	cmd.Env, cmd.Dir = []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"}, dir
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(program), err)
	}
	return nil
}
