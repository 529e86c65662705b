package renditions

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// An Encoder makes another type of a picture by a program that the machine may
// have. It is only ever given pictures that this program has made itself.
type Encoder struct {
	Type    string // "image/avif"
	Program string // the command found
	args    func(in, out string) []string
}

// patience is how long a program may take for one picture.
const patience = 30 * time.Second

// kinds are the programs that are looked for, the best first for each type.
var kinds = []Encoder{
	{"image/avif", "avifenc", func(in, out string) []string {
		return []string{"--min", "24", "--max", "34", "-s", "8", "-j", "1", in, out}
	}},
	{"image/avif", "vips", func(in, out string) []string { return []string{"copy", in, out + "[Q=55,effort=3,strip]"} }},
	{"image/webp", "cwebp", func(in, out string) []string {
		return []string{"-quiet", "-q", "78", "-metadata", "none", in, "-o", out}
	}},
	{"image/webp", "vips", func(in, out string) []string { return []string{"copy", in, out + "[Q=78,strip]"} }},
}

// Encoders finds the programs of this machine, one for each type at most; find
// is exec.LookPath.
func Encoders(find func(string) (string, error)) []Encoder {
	var all []Encoder
	for _, e := range kinds {
		if len(all) > 0 && all[len(all)-1].Type == e.Type {
			continue
		}
		if path, err := find(e.Program); err == nil {
			e.Program = path
			all = append(all, e)
		}
	}
	return all
}

func (e Encoder) ending() string { return ending(e.Type) }

// Encode makes its type of a PNG.
func (e Encoder) Encode(ctx context.Context, png []byte) ([]byte, error) {
	dir, err := os.MkdirTemp("", "congbo-picture-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "in.png"), filepath.Join(dir, "out"+e.ending())
	if err := os.WriteFile(in, png, 0o600); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, e.Program, e.args(in, out)...)
	cmd.Env, cmd.Dir = []string{"PATH=/usr/bin:/bin", "VIPS_CONCURRENCY=1"}, dir
	if said, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s: %w: %.200s", filepath.Base(e.Program), err, strings.ToValidUTF8(string(said), "?"))
	}
	return os.ReadFile(out)
}
