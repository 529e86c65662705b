// Command bundle makes the desk's editor from its sources: one script, one
// style sheet, and the licences of what is in them. It is a module of its own
// so that building the program needs no bundler; what it writes is committed.
//
//	bundle SOURCE OUTPUT    writes OUTPUT/editor.{js,css,licences.txt}
//
// The same sources and lock file give the same bytes on every machine.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: bundle SOURCE OUTPUT")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run(source, output string) error {
	source, err := filepath.Abs(source)
	if err != nil {
		return err
	}
	script, packages, err := build(source, "src/main.js")
	if err != nil {
		return err
	}
	style, _, err := build(source, "src/editor.css")
	if err != nil {
		return err
	}
	licences, err := licences(source, packages)
	if err != nil {
		return err
	}
	for name, data := range map[string][]byte{"editor.js": script, "editor.css": style, "editor.licences.txt": licences} {
		if err := os.WriteFile(filepath.Join(output, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// build bundles one entry and returns it with the npm packages that it uses.
func build(source, entry string) ([]byte, []string, error) {
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     source,
		EntryPoints:       []string{entry},
		Outdir:            "out",
		Bundle:            true,
		Metafile:          true,
		Format:            api.FormatIIFE,
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Banner: map[string]string{
			"js":  "/* Công Bố: made by `make bundle` from web/editor; licences in editor.licences.txt */",
			"css": "/* Công Bố: made by `make bundle` from web/editor */",
		},
	})
	if len(result.Errors) > 0 {
		return nil, nil, fmt.Errorf("%s", strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	if len(result.Warnings) > 0 {
		return nil, nil, fmt.Errorf("%s", strings.Join(api.FormatMessages(result.Warnings, api.FormatMessagesOptions{}), "\n"))
	}
	if len(result.OutputFiles) != 1 {
		return nil, nil, fmt.Errorf("%s gave %d files", entry, len(result.OutputFiles))
	}
	packages, err := packagesOf(result.Metafile)
	return result.OutputFiles[0].Contents, packages, err
}

func packagesOf(metafile string) ([]string, error) {
	var meta struct {
		Inputs map[string]any `json:"inputs"`
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return nil, err
	}
	var names []string
	for input := range meta.Inputs {
		if _, rest, ok := strings.Cut(input, "node_modules/"); ok {
			name, _, _ := strings.Cut(rest, "/")
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// licences puts the licence of each package after its name and version.
func licences(source string, packages []string) ([]byte, error) {
	var b bytes.Buffer
	for i, name := range packages {
		dir := filepath.Join(source, "node_modules", name)
		manifest, err := os.ReadFile(filepath.Join(dir, "package.json"))
		if err != nil {
			return nil, err
		}
		var about struct{ Version, License string }
		if err := json.Unmarshal(manifest, &about); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		licence, err := os.ReadFile(filepath.Join(dir, "LICENSE"))
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteString("\n" + strings.Repeat("-", 72) + "\n\n")
		}
		fmt.Fprintf(&b, "%s %s (%s)\n\n%s\n", name, about.Version, about.License, bytes.TrimSpace(bytes.ReplaceAll(licence, []byte("\r\n"), []byte("\n"))))
	}
	return b.Bytes(), nil
}
