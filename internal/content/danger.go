package content

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"congbo/internal/vi"
)

// Dangerous reports whether readers must not be led by a link: it is none that
// a body may hold (script, data, files of one's own machine, an address with a
// password in it, see [Href]), or leads to one of the host names that the
// institution bars, or below one (F-C14).
func Dangerous(link string, barred []string) bool {
	clean, ok := Href(link)
	if !ok {
		return true
	}
	u, err := url.Parse(clean)
	if err != nil {
		return true
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	return slices.ContainsFunc(barred, func(b string) bool {
		b = strings.Trim(strings.ToLower(strings.TrimSpace(b)), ".")
		return b != "" && (host == b || strings.HasSuffix(host, "."+b))
	})
}

// WithoutLinks returns a node without the links that are dangerous; their words
// stay. dropped lists where they led, each once.
func WithoutLinks(n Node, barred []string) (safe Node, dropped []string) {
	var walk func(n Node) Node
	walk = func(n Node) Node {
		keep := func(m Mark) bool {
			href, ok := m.Attrs["href"].(string)
			if m.Type != "link" || !ok || !Dangerous(href, barred) {
				return true
			}
			if href = short(vi.CleanLine(href)); !slices.Contains(dropped, href) {
				dropped = append(dropped, href)
			}
			return false
		}
		if video, ok := n.Attrs["video"].(string); ok && n.Type == "image" && !keep(Mark{Type: "link", Attrs: map[string]any{"href": video}}) {
			n.Attrs = maps.Clone(n.Attrs)
			delete(n.Attrs, "video")
		}
		if slices.ContainsFunc(n.Marks, func(m Mark) bool { return m.Type == "link" }) {
			var marks []Mark
			for _, m := range n.Marks {
				if keep(m) {
					marks = append(marks, m)
				}
			}
			n.Marks = marks
		}
		if len(n.Content) > 0 {
			content := make([]Node, len(n.Content))
			for i, c := range n.Content {
				content[i] = walk(c)
			}
			n.Content = content
		}
		return n
	}
	return walk(n), dropped
}

// ParseBodySafely is ParseBody of what an editor sends: links that are dangerous
// are taken out and listed, and are no reason to refuse the rest.
func ParseBodySafely(data []byte, barred []string) (Body, []string, error) {
	doc, err := decodeBody(data)
	if err != nil {
		return Body{}, nil, err
	}
	doc, dropped := WithoutLinks(doc, barred)
	b, err := NewBody(doc)
	return b, dropped, err
}

// FromMarkupSafely is FromMarkup in the same manner.
func FromMarkupSafely(s string, barred []string) (Body, []string, error) {
	b, dropped, err := fromMarkup(s, true)
	if err != nil {
		return Body{}, nil, err
	}
	doc, more := WithoutLinks(b.Doc, barred)
	if len(more) == 0 {
		return b, dropped, nil
	}
	b, err = NewBody(doc)
	return b, append(dropped, more...), err
}

// WithoutDanger returns a revision without dangerous links in its text and its
// sources, with a list of where they led.
func (r Revision) WithoutDanger(barred []string) (Revision, []string) {
	doc, dropped := WithoutLinks(r.Body.orEmpty().Doc, barred)
	if len(dropped) > 0 {
		if b, err := NewBody(doc); err == nil {
			r.Body = b.KeepIDs(r.Body)
		}
	}
	sources := slices.Clone(r.Sources)
	for i := range sources {
		if s := &sources[i]; s.URL != "" && Dangerous(s.URL, barred) {
			dropped = append(dropped, short(s.URL))
			s.URL = ""
		}
	}
	r.Sources = sources
	return r, dropped
}
