package portal

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"sync"

	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/vi"
)

// A Renderer turns page values into HTML. It may be used by many at once.
type Renderer struct {
	set   *httpx.Templates
	parts parts
}

// NewRenderer returns the one renderer; its templates are parsed at the first
// call.
var NewRenderer = sync.OnceValue(func() *Renderer {
	sub, err := fs.Sub(templateFiles, "templates")
	if err != nil {
		panic(err)
	}
	r := &Renderer{}
	if r.set, err = httpx.ParseTemplates(sub, func(l locale.Lang) template.FuncMap {
		all := funcs(l)
		for _, name := range cardParts {
			all[name] = func(c Card) (template.HTML, error) { return r.card(l, name, c) }
		}
		all["around"] = func(p Page) (*around, error) { return r.around(l, p) }
		return all
	}); err != nil {
		panic(err) // they are in the program
	}
	return r
})

// Render returns the page whole.
func (r *Renderer) Render(p Page) ([]byte, error) {
	f := p.frame()
	if f.Site == nil {
		return nil, fmt.Errorf("page %s %q has no site", p.template(), f.Path)
	}
	return r.set.Render(f.Site.Lang, p.template(), p)
}

// cardParts are the parts of templates that show a card.
var cardParts = []string{"card", "row", "brief", "dated"}

// parts are cards as they stand in pages, and what of a page's frame is the same
// on many pages of its site. A page of a list has some forty cards, and a
// publication changes one: the others need not be put together again. What a part
// looks like depends on nothing but what is in its name here, so that none can be
// stale.
type parts struct {
	mu    sync.Mutex
	known map[partKey]template.HTML
	bytes int
}

type partKey struct {
	lang    locale.Lang
	name    string
	card    Card    // without its picture
	picture Picture // as it is
	some    bool    // there is one
	site    string  // of the frame: the site's value, written out
	menu    menuPlace
}

// A menuPlace is where a page stands in the menu of its site.
type menuPlace struct {
	Here string // the address of the entry that it lies under
	On   bool   // the page is that entry
}

// heaviestParts bounds what is kept, in bytes; heavyPart is what one weighs
// beside its text.
const (
	heaviestParts = 3 << 20
	heavyPart     = 700
)

// card puts a card together in one of its forms.
func (r *Renderer) card(l locale.Lang, name string, c Card) (template.HTML, error) {
	k := partKey{lang: l, name: name, card: c}
	k.card.Picture, k.card.At = nil, c.At.In(vi.Zone) // as it is said
	if c.Picture != nil {
		k.picture, k.some = *c.Picture, true
	}
	return r.part(k, c)
}

// around is what of a page's frame its site and its place in the menu decide.
type around struct{ Head, Masthead, Foot template.HTML }

// surroundings is what the templates of that are given: nothing that is not in
// the key of the part.
type surroundings struct {
	Site    *Site
	Look    Theme
	Preload []string
	menuPlace
}

// around puts the frame of a page together.
func (r *Renderer) around(l locale.Lang, p Page) (*around, error) {
	f := p.frame()
	site, err := json.Marshal(f.Site)
	if err != nil {
		return nil, err
	}
	k := partKey{lang: l, name: "frame-foot", site: string(site)}
	d := surroundings{Site: f.Site}
	a := &around{}
	if a.Foot, err = r.part(k, d); err != nil {
		return nil, err
	}
	k.name, d.Look = "frame-head", f.Site.look()
	d.Preload = d.Look.preload(l == locale.VI)
	if a.Head, err = r.part(k, d); err != nil {
		return nil, err
	}
	k.name, k.menu = "frame-masthead", menuPlace{f.Here, f.Here == f.Path}
	d = surroundings{Site: f.Site, menuPlace: k.menu}
	a.Masthead, err = r.part(k, d)
	return a, err
}

// part returns the part of a key, which is made of d where it is not kept.
func (r *Renderer) part(k partKey, d any) (template.HTML, error) {
	p := &r.parts
	p.mu.Lock()
	html, ok := p.known[k]
	p.mu.Unlock()
	if ok {
		return html, nil
	}
	html, err := r.set.Part(k.lang, k.name, d)
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil {
		p.known = make(map[partKey]template.HTML)
	}
	if _, twice := p.known[k]; !twice {
		p.known[k] = html
		p.bytes += heavyPart + len(k.site) + len(html)
	}
	for old, o := range p.known { // whichever comes first goes
		if p.bytes <= heaviestParts {
			break
		}
		delete(p.known, old)
		p.bytes -= heavyPart + len(old.site) + len(o)
	}
	return html, nil
}
