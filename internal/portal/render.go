package portal

import (
	"fmt"
	"io/fs"
	"sync"

	"congbo/internal/httpx"
)

// A Renderer turns page values into HTML. It may be used by many at once.
type Renderer struct {
	set *httpx.Templates
}

// NewRenderer returns the one renderer; its templates are parsed at the first
// call.
var NewRenderer = sync.OnceValue(func() *Renderer {
	sub, err := fs.Sub(templateFiles, "templates")
	if err != nil {
		panic(err)
	}
	set, err := httpx.ParseTemplates(sub, funcs)
	if err != nil {
		panic(err) // they are in the program
	}
	return &Renderer{set}
})

// Render returns the page whole.
func (r *Renderer) Render(p Page) ([]byte, error) {
	f := p.frame()
	if f.Site == nil {
		return nil, fmt.Errorf("page %s %q has no site", p.template(), f.Path)
	}
	return r.set.Render(f.Site.Lang, p.template(), p)
}
