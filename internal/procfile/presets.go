package procfile

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"congbo/internal/flow"
	"congbo/internal/locale"
)

//go:embed presets/*.yaml
var presets embed.FS

// A Preset is a procedure that comes with the program.
type Preset struct {
	ID        string
	Text      []byte // the file, to be edited by the institution
	Procedure *flow.Procedure
}

// Presets lists the shipped procedures, in the order of their ids. Their
// values are shared; they are not to be changed.
var Presets = sync.OnceValue(func() []Preset {
	names, err := fs.Glob(presets, "presets/*.yaml")
	if err != nil {
		panic(err)
	}
	var list []Preset
	for _, name := range names {
		data, err := presets.ReadFile(name)
		if err != nil {
			panic(err)
		}
		p, mistakes := Parse(data)
		if len(mistakes) > 0 {
			panic(fmt.Sprintf("%s:%s", name, mistakes[0].In(locale.EN)))
		}
		list = append(list, Preset{ID: strings.TrimSuffix(path.Base(name), ".yaml"), Text: data, Procedure: p})
	}
	return list
})

// Named returns the shipped procedure named id with its file; ok is false where
// there is none.
func Named(id string) (p Preset, ok bool) {
	list := Presets()
	i := slices.IndexFunc(list, func(p Preset) bool { return p.ID == id })
	if i < 0 {
		return Preset{}, false
	}
	return list[i], true
}

// ByID returns the shipped procedure named id, or nil.
func ByID(id string) *flow.Procedure {
	p, _ := Named(id)
	return p.Procedure
}
