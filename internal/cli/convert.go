package cli

import (
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"congbo/internal/app"
	"congbo/internal/content"
	"congbo/internal/convert"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/programs"
	"congbo/internal/vi"
	"congbo/internal/worker"
)

// maxConvert is the largest file that "congbo convert" takes.
const maxConvert = 64 << 20

// A converted file, as --json tells it.
type converted struct {
	File     string            `json:"file"`
	Title    string            `json:"title,omitempty"`
	Body     content.Body      `json:"body"`
	HTML     string            `json:"html"`
	Media    map[string]string `json:"media,omitempty"` // SHA-256 → file written, or name within the file
	Notes    []convertNote     `json:"notes,omitempty"` // what was lost or changed
	Legacy   []convert.Recoded `json:"legacy,omitempty"`
	Comments []convert.Comment `json:"comments,omitempty"`
}

type convertNote struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// runConvert is "congbo convert FILE": what a file becomes as the body of a
// text (R-I3). HTML goes to stdout, what was lost or changed to stderr, pictures
// to the folder after --media. The file is read in a child with bounds of time
// and memory.
func runConvert(c *call) int {
	fs := newFlags("convert", &c.lang)
	dir := fs.String("media", "", "")
	asJSON := fs.Bool("json", false, "")
	files, code, done := c.flags(fs, 1)
	if done {
		return code
	}
	if len(files) != 1 {
		return c.wrong("cli.convert.needs")
	}
	data, err := readFile(files[0])
	if err != nil {
		return c.fail(err)
	}
	kind := convert.KindOf(files[0], data)
	if kind == "" {
		return c.fail(fault.New(fault.Invalid, "cli.convert.kind", filepath.Base(files[0])))
	}
	pool := &worker.Pool{Command: child(), Handlers: app.Workers, Log: slog.New(slog.DiscardHandler)}
	defer pool.Close()
	r, err := app.Converter{Workers: pool, Programs: programs.Find()}.Convert(c.ctx, kind, data)
	if err != nil {
		return c.fail(err)
	}
	out := converted{File: files[0], Title: r.Title, Legacy: r.Legacy, Comments: r.Comments}
	body, media, err := r.Body()
	if err != nil {
		return c.fail(err)
	}
	out.Body = body
	if out.Media, err = writeMedia(*dir, media, r.Images); err != nil {
		return c.fail(err)
	}
	out.HTML = string(body.HTML(content.RenderOptions{Lang: c.lang, MediaURL: func(id string, width int) string {
		if width > 0 {
			return ""
		}
		return filepath.ToSlash(out.Media[id])
	}}))
	for _, n := range r.Notes {
		out.Notes = append(out.Notes, convertNote{n, locale.T(c.lang, n)})
	}
	if *asJSON {
		c.print(out)
		return exitDone
	}
	if out.Title != "" {
		fmt.Fprintf(c.stdout, "<h1>%s</h1>\n", html.EscapeString(out.Title))
	}
	fmt.Fprint(c.stdout, out.HTML)
	for _, n := range out.Notes {
		fmt.Fprintln(c.stderr, n.Text)
	}
	for _, n := range out.Comments {
		author := n.Author
		if author == "" {
			author = locale.T(c.lang, "editorial.comment_nobody")
		}
		fmt.Fprintln(c.stderr, locale.T(c.lang, "editorial.comment_from_file", author, n.Text))
	}
	for _, l := range out.Legacy {
		fmt.Fprintf(c.stderr, "%s: %s → %s\n", l.Charset, vi.CleanLine(string(l.Before)), l.After)
	}
	return exitDone
}

// child starts this program as one that reads what strangers sent; nil where
// another program, a test, has it as a library.
func child() []string {
	self, err := os.Executable()
	if err != nil || strings.HasSuffix(self, ".test") || strings.HasSuffix(self, ".test.exe") {
		return nil
	}
	return []string{self, "parse-worker"}
}

// readFile reads a file within bounds.
func readFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil || info.IsDir() {
		return nil, fault.New(fault.NotFound, "cli.no_file", name).Because(err)
	}
	if info.Size() > maxConvert {
		return nil, fault.New(fault.TooLarge, "cli.convert.large", maxConvert>>20)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fault.New(fault.NotFound, "cli.no_file", name).Because(err)
	}
	return data, nil
}

// extension is how the name of a picture ends: what its bytes are, or, of a kind
// that pages do not show, what the file calls it.
func extension(key string, data []byte) string {
	if kind, ok := strings.CutPrefix(http.DetectContentType(data), "image/"); ok {
		switch kind {
		case "jpeg":
			return ".jpg"
		case "png", "gif", "webp", "bmp":
			return "." + kind
		}
	}
	if ext := strings.ToLower(path.Ext(key)); plainExtension.MatchString(ext) {
		return ext
	}
	return ".bin"
}

var plainExtension = regexp.MustCompile(`^\.(emf|wmf|emz|wmz|tiff?|svg|bmp|pcx|pict|eps)$`)

// writeMedia puts pictures into a folder under names of their content, whatever
// the file called them, and returns where each is. Without a folder it returns
// those names.
func writeMedia(dir string, media map[string]string, images map[string][]byte) (map[string]string, error) {
	if dir != "" {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fault.New(fault.Invalid, "cli.convert.media", dir).Because(err)
		}
	}
	out := make(map[string]string, len(media))
	for id, key := range media {
		data := images[key]
		name := id[:16] + extension(key, data)
		if dir == "" {
			out[id] = name
			continue
		}
		out[id] = filepath.Join(dir, name)
		if err := os.WriteFile(out[id], data, 0o644); err != nil {
			return nil, fault.New(fault.Invalid, "cli.convert.media", dir).Because(err)
		}
	}
	return out, nil
}
