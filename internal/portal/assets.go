package portal

import (
	"embed"
	"io/fs"
	"sync"

	"congbo/internal/httpx"
)

//go:embed assets
var assetFiles embed.FS

//go:embed templates/*.html
var templateFiles embed.FS

// AssetPrefix begins the addresses of what pages load; the same on all hosts.
const AssetPrefix = "/assets/"

// Assets are the style sheet, fonts and drawings of all themes.
var Assets = sync.OnceValue(func() *httpx.Assets {
	sub, err := fs.Sub(assetFiles, "assets")
	if err != nil {
		panic(err)
	}
	a, err := httpx.NewAssets(sub, AssetPrefix)
	if err != nil {
		panic(err) // they are in the program
	}
	return a
})
