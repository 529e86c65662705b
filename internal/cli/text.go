package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/vi"
)

// textBytes is the longest text that "congbo text" takes.
const textBytes = 64 << 20

// runText is "congbo text normalise": text from old fonts, decomposed text and
// invisible characters become the Unicode that may be stored (R-I4). The text
// goes to stdout, line by line as it came; stderr has one JSON object for each
// stretch that was recognised. It needs no data directory.
func runText(c *call) int {
	fs := newFlags("text", &c.lang)
	from := fs.String("from", "", "")
	args, code, done := c.flags(fs, -1)
	if done {
		return code
	}
	if len(args) != 1 || args[0] != "normalise" {
		return c.wrong("cli.text.needs")
	}
	normalise := vi.Normalise
	if *from != "" {
		said, ok := charset(*from)
		if !ok {
			return c.wrong("cli.text.charset", *from, charsets())
		}
		normalise = func(s string) (string, []vi.Finding) { return vi.NormaliseAs(said, s) }
	}
	in, err := io.ReadAll(io.LimitReader(c.stdin, textBytes+1))
	if err != nil {
		return c.fail(err)
	}
	if len(in) > textBytes {
		return c.fail(fault.New(fault.TooLarge, "cli.text.long", textBytes>>20))
	}
	text := string(in)
	if bytes.HasPrefix(in, []byte("\xff\xfe")) || bytes.HasPrefix(in, []byte("\xfe\xff")) {
		text = vi.FromBytes(in) // what Windows programs write as "Unicode"
	}
	out, found := normalise(text)
	if _, err := io.WriteString(c.stdout, out); err != nil {
		return c.fail(err)
	}
	notes := json.NewEncoder(c.stderr)
	notes.SetEscapeHTML(false)
	for _, f := range found {
		if err := notes.Encode(f); err != nil {
			return c.fail(err)
		}
	}
	return exitDone
}

// charset returns the charset of a name, in any case of letters.
func charset(name string) (vi.Charset, bool) {
	for _, c := range vi.Charsets() {
		if strings.EqualFold(string(c), name) {
			return c, true
		}
	}
	return "", false
}

// charsets lists the names.
func charsets() string {
	var names []string
	for _, c := range vi.Charsets() {
		names = append(names, string(c))
	}
	return strings.Join(names, ", ")
}
