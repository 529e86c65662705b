package paper

import (
	_ "embed"
	"sync"

	"golang.org/x/image/font/opentype"
)

// Tinos with the letters of Vietnamese and English; see fonts/README.md.
var (
	//go:embed fonts/Tinos-Regular.ttf
	regular []byte
	//go:embed fonts/Tinos-Bold.ttf
	bold []byte
	//go:embed fonts/Tinos-Italic.ttf
	italic []byte
)

// A style is one of the three faces.
type style string

const (
	plain   style = ""
	strong  style = "B"
	slanted style = "I"
)

var parsed = sync.OnceValue(func() map[style]*opentype.Font {
	fonts := make(map[style]*opentype.Font)
	for s, data := range map[style][]byte{plain: regular, strong: bold} {
		f, err := opentype.Parse(data)
		if err != nil {
			panic(err) // it is embedded
		}
		fonts[s] = f
	}
	return fonts
})
