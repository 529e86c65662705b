package desk

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"

	"congbo/internal/fault"
)

//go:embed assets
var assetFiles embed.FS

// An asset is a file that pages load, under an address that changes with its
// bytes and can therefore be kept for ever.
type asset struct {
	url  string
	kind string
	data []byte
}

// assets are all files by name and by address. Style sheets name fonts, so
// those come first. The sheets in assets/css make one, desk.css.
var assets = sync.OnceValue(func() map[string]*asset {
	all := make(map[string]*asset)
	read := func(name string) []byte {
		data, err := assetFiles.ReadFile("assets/" + name)
		if err != nil {
			panic(err)
		}
		return data
	}
	add := func(name string, data []byte) {
		sum := sha256.Sum256(data)
		ext := path.Ext(name)
		a := &asset{url: "/desk/assets/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext, kind: assetKinds[ext], data: data}
		all[name], all[a.url] = a, a
	}
	names := func(pattern string) []string {
		list, err := fs.Glob(assetFiles, "assets/"+pattern)
		if err != nil {
			panic(err)
		}
		for i, name := range list {
			list[i] = strings.TrimPrefix(name, "assets/")
		}
		return list
	}
	for _, pattern := range []string{"fonts/*.woff2", "*.svg", "*.js"} {
		for _, name := range names(pattern) {
			add(name, read(name))
		}
	}
	style := func(css []byte) []byte {
		return cssURL.ReplaceAllFunc(css, func(m []byte) []byte {
			name := string(cssURL.FindSubmatch(m)[1])
			if all[name] == nil {
				panic(fmt.Sprintf("desk: a style sheet names %s, which is not there", name))
			}
			return []byte("url(" + all[name].url + ")")
		})
	}
	for _, name := range names("*.css") {
		add(name, style(read(name)))
	}
	var sheet []byte
	for _, name := range names("css/*.css") { // in the order of their names
		sheet = append(sheet, style(read(name))...)
	}
	add("desk.css", sheet)
	return all
})

// The types are ours: those of the machine's own table differ.
var assetKinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2",
}

var cssURL = regexp.MustCompile(`url\((fonts/[a-z0-9-]+\.woff2)\)`)

// assetURL is the address of an asset, for templates.
func assetURL(name string) (string, error) {
	a, ok := assets()[name]
	if !ok {
		return "", fmt.Errorf("desk: no asset %q", name)
	}
	return a.url, nil
}

func (d *Desk) asset(v *visit) error {
	a, ok := assets()[v.r.URL.Path]
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	h := v.w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Length", fmt.Sprint(len(a.data)))
	if v.r.Method == http.MethodHead {
		return nil
	}
	_, err := v.w.Write(a.data)
	return err
}
