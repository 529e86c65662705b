package httpx

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"

	"congbo/internal/fault"
)

// Assets are the files that pages load, each under an address that contains a
// digest of its bytes and can therefore be kept for ever.
type Assets struct {
	prefix string
	byName map[string]*asset
	byPath map[string]*asset
}

type asset struct {
	path   string
	packed *Packed
}

var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg",
	".webp": "image/webp", ".ico": "image/vnd.microsoft.icon", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
}

// NewAssets reads all files of fsys; prefix begins their addresses and ends in
// a slash. Style sheets may name other files by url(name), relative to the
// root of fsys; a sheet that names a missing one is an error.
//
// In a folder whose name ends in .css the files are parts of one style sheet,
// joined in the order of their names.
func NewAssets(fsys fs.FS, prefix string) (*Assets, error) {
	a := &Assets{prefix: prefix, byName: make(map[string]*asset), byPath: make(map[string]*asset)}
	sheets := make(map[string][]byte)
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if dir := path.Dir(name); path.Ext(dir) == ".css" {
			sheets[dir] = append(sheets[dir], data...)
			return nil
		}
		if path.Ext(name) == ".css" {
			sheets[name] = data
			return nil
		}
		return a.add(name, data)
	})
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(sheets))
	for name := range sheets {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		css, err := a.link(name, sheets[name])
		if err != nil {
			return nil, err
		}
		if err := a.add(name, css); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (a *Assets) add(name string, data []byte) error {
	ext := path.Ext(name)
	kind, ok := assetTypes[ext]
	if !ok {
		return fmt.Errorf("asset %s: a type that we do not serve", name)
	}
	p, err := Pack(kind, data)
	if err != nil {
		return fmt.Errorf("asset %s: %w", name, err)
	}
	sum := sha256.Sum256(data)
	f := &asset{path: a.prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext, packed: p}
	a.byName[name], a.byPath[f.path] = f, f
	return nil
}

var (
	cssURL     = regexp.MustCompile(`url\(([^"'():]+\.[a-z0-9]+)\)`)
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssSpace   = regexp.MustCompile(`"[^"\n]*"|'[^'\n]*'|\s*;?\s*\}\s*|\s*[{;]\s*|[:,]\s+|\n\s*`)
)

// link puts the addresses of files into a style sheet, which loses the
// comments and spaces that only its authors need.
func (a *Assets) link(sheet string, css []byte) ([]byte, error) {
	css = cssSpace.ReplaceAllFunc(cssComment.ReplaceAll(css, nil), func(m []byte) []byte {
		switch t := bytes.TrimSpace(m); {
		case m[0] == '"' || m[0] == '\'':
			return m
		case len(t) == 0: // a line within a rule
			return []byte(" ")
		default:
			return t[len(t)-1:]
		}
	})
	var missing string
	css = cssURL.ReplaceAllFunc(css, func(m []byte) []byte {
		name := string(cssURL.FindSubmatch(m)[1])
		f, ok := a.byName[name]
		if !ok {
			missing = name
			return m
		}
		return []byte("url(" + f.path + ")")
	})
	if missing != "" {
		return nil, fmt.Errorf("style sheet %s names %s, which is not there", sheet, missing)
	}
	return css, nil
}

// Path returns the address of a file, for templates.
func (a *Assets) Path(name string) (string, error) {
	f, ok := a.byName[name]
	if !ok {
		return "", fmt.Errorf("no asset %q", name)
	}
	return f.path, nil
}

// Bytes returns a file as it is served.
func (a *Assets) Bytes(name string) []byte {
	if f, ok := a.byName[name]; ok {
		return f.packed.Bytes()
	}
	return nil
}

// Files returns every file by its address, for writing a site to disk.
func (a *Assets) Files() map[string][]byte {
	all := make(map[string][]byte, len(a.byPath))
	for p, f := range a.byPath {
		all[p] = f.packed.Bytes()
	}
	return all
}

// Packed returns the file at an address, nil where there is none.
func (a *Assets) Packed(path string) *Packed {
	if f, ok := a.byPath[path]; ok {
		return f.packed
	}
	return nil
}

// Serve answers GET and HEAD under the prefix.
func (a *Assets) Serve(w http.ResponseWriter, r *http.Request) error {
	f, ok := a.byPath[r.URL.Path]
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	f.packed.Serve(w, r, http.StatusOK)
	return nil
}
