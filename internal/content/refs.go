package content

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Links lists where the links of a body lead, each once, in their order.
func (b Body) Links() []string {
	var links []string
	var walk func(n Node)
	walk = func(n Node) {
		if video := n.str("video"); video != "" && !slices.Contains(links, video) {
			links = append(links, video)
		}
		for _, m := range n.Marks {
			if href, ok := m.Attrs["href"].(string); ok && m.Type == "link" && !slices.Contains(links, href) {
				links = append(links, href)
			}
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(b.Doc)
	return links
}

// A LinkText is a link of a body with the words that lead there.
type LinkText struct{ Href, Words string }

// LinkTexts lists the links of a body with their words, each address once, in
// their order: the words where it stands first.
func (b Body) LinkTexts() []LinkText {
	var all []LinkText
	last := -1 // the link that the text just before belongs to
	var walk func(n Node)
	walk = func(n Node) {
		if n.Type == "text" {
			href := ""
			for _, m := range n.Marks {
				if h, ok := m.Attrs["href"].(string); ok && m.Type == "link" {
					href = h
				}
			}
			switch i := slices.IndexFunc(all, func(l LinkText) bool { return l.Href == href }); {
			case href == "":
				last = -1
			case i < 0:
				all, last = append(all, LinkText{href, n.Text}), len(all)
			case i == last:
				all[i].Words += n.Text
			default:
				last = -1
			}
			return
		}
		last = -1
		if video := n.str("video"); video != "" && !slices.ContainsFunc(all, func(l LinkText) bool { return l.Href == video }) {
			p := imageOf(n)
			all = append(all, LinkText{video, cmp.Or(p.Caption, p.Alt)})
		}
		for _, c := range n.Content {
			walk(c)
		}
		last = -1
	}
	walk(b.Doc)
	return all
}

// A DocumentLink is a link that has the form of a published document's
// address: whether it is one, its slug tells.
type DocumentLink struct {
	Document int64
	Slug     string
	Own      bool // a path of the same site: nobody else's
}

var documentPath = regexp.MustCompile(`/(?:([^/]*)-)?([1-9][0-9]{0,17})$`)

// DocumentLinks lists the links of a revision that may lead to documents.
func (r *Revision) DocumentLinks() []DocumentLink {
	hrefs := r.Body.Links()
	for _, s := range r.Sources {
		if s.URL != "" {
			hrefs = append(hrefs, s.URL)
		}
	}
	var list []DocumentLink
	for _, href := range hrefs {
		u, err := url.Parse(href)
		if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
			continue
		}
		m := documentPath.FindStringSubmatch(strings.TrimSuffix(u.Path, "/"))
		if m == nil {
			continue
		}
		id, err := strconv.ParseInt(m[2], 10, 64)
		l := DocumentLink{Document: id, Slug: m[1], Own: u.Host == ""}
		if err == nil && !slices.Contains(list, l) {
			list = append(list, l)
		}
	}
	return list
}

// MediaWords is what a revision says of one of its pictures or files.
func (r *Revision) MediaWords(media string) string {
	words := ""
	r.Body.walk(func(n Node, _ int) bool {
		if words == "" && n.str("media") == media {
			for _, key := range []string{"title", "name", "caption", "alt"} {
				if words == "" {
					words = n.str(key)
				}
			}
		}
		return words == ""
	})
	if i := r.LeadImage; words == "" && i != nil && i.Media == media {
		words = i.Alt
	}
	return words
}

// Files lists the media of a revision, pictures and files, each once.
func (r *Revision) Files() []string {
	var files []string
	for _, m := range r.Body.Media() {
		if !slices.Contains(files, m.Media) {
			files = append(files, m.Media)
		}
	}
	if r.LeadImage != nil && !slices.Contains(files, r.LeadImage.Media) {
		files = append(files, r.LeadImage.Media)
	}
	return files
}

// WithMedia returns the revision with one file in the place of another, in the
// text and as its leading picture; picture tells whether the other is shown as
// one, found whether it is there at all.
func (r *Revision) WithMedia(old, fresh string) (other Revision, picture, found bool) {
	other = *r
	var walk func(n Node) Node
	walk = func(n Node) Node {
		if (n.Type == "image" || n.Type == "file") && n.str("media") == old {
			found, picture = true, picture || n.Type == "image"
			attrs := make(map[string]any, len(n.Attrs))
			for k, v := range n.Attrs {
				attrs[k] = v
			}
			attrs["media"] = fresh
			n.Attrs = attrs
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
	other.Body.Doc = walk(r.Body.Doc)
	if i := r.LeadImage; i != nil && i.Media == old {
		lead := *i
		lead.Media, found, picture = fresh, true, true
		other.LeadImage = &lead
	}
	return other, picture, found
}
