package convert_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// asked tells how far LibreOffice's own plain text of a file bears us out where
// our words and pandoc's differ: it has the words that only we have, and not those
// that only pandoc has. "" where there is no LibreOffice, or no text.
func (m *measure) asked(c *compared) string {
	said := m.office(c)
	if said == "" {
		return ""
	}
	all := hunks(c.a.words, c.b.words)
	with := 0
	for _, h := range all {
		ours, theirs := strings.Join(h.ours, ""), strings.Join(h.theirs, "")
		if strings.Contains(said, ours) && (theirs == "" || !strings.Contains(said, h.before+theirs+h.after)) {
			with++
		}
	}
	return share(with, len(all)) + " places as LibreOffice has it"
}

// office is the text of a file as LibreOffice writes it, without spaces.
func (m *measure) office(c *compared) string {
	dir := m.t.TempDir()
	in := filepath.Join(dir, "in."+map[string]string{"docx": "docx", "odt": "odt", "rtf": "rtf"}[c.kind])
	if os.WriteFile(in, c.data, 0o600) != nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(m.t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--norestore",
		"--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir, in)
	if cmd.Run() != nil {
		return ""
	}
	text, err := os.ReadFile(filepath.Join(dir, "in.txt"))
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(unseen.Replace(norm.NFC.String(string(text)))), "")
}

// A hunk is a place where two texts differ, with the word before and after it.
type hunk struct {
	ours, theirs  []string
	before, after string
}

// hunks finds where two texts differ: after a difference they go on together where
// three words are alike, with as few passed over as can be.
func hunks(a, b []string) []hunk {
	const window = 3000
	alike := func(i, j int) bool {
		n := min(3, len(a)-i, len(b)-j)
		if n < 3 && (len(a)-i != n || len(b)-j != n) {
			return false
		}
		return slices.Equal(a[i:i+n], b[j:j+n])
	}
	var all []hunk
	for i, j := 0, 0; i < len(a) || j < len(b); {
		if i < len(a) && j < len(b) && a[i] == b[j] {
			i, j = i+1, j+1
			continue
		}
		x, y := len(a), len(b)
	search:
		for sum := 1; sum <= window; sum++ {
			for p := range sum + 1 {
				if i+p <= len(a) && j+sum-p <= len(b) && alike(i+p, j+sum-p) {
					x, y = i+p, j+sum-p
					break search
				}
			}
		}
		h := hunk{ours: a[i:x], theirs: b[j:y]}
		if j > 0 {
			h.before = b[j-1]
		}
		if y < len(b) {
			h.after = b[y]
		}
		all = append(all, h)
		i, j = x, y
	}
	return all
}
