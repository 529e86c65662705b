package portal

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/picture"
	"congbo/internal/store"
)

// Whole makes the page of an edition as readers see it, by the same renderer, as
// one file that opens without a network: style and pictures lie in it,
// scripts and forms do not, and its links have their full address (R-B4). The
// page is that of the edition, whatever became public since.
func (p *Portal) Whole(ctx context.Context, edition int64) ([]byte, error) {
	pl, err := p.places(ctx)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
	if err != nil {
		return nil, err
	}
	v := &visit{p: p, r: r, places: pl}
	var page []byte
	address := ""
	err = v.read(func(ctx context.Context, rd *reader) error {
		e, err := rd.tx.Edition(ctx, edition)
		if err != nil {
			return err
		}
		site := pl.site(e.Site)
		if site == nil {
			return notFound()
		}
		v.stand(site, target{way: v.homeWay(site)})
		address = p.URL(site, v.editionPath(e))
		pg, err := rd.document(ctx, e)
		if err != nil {
			return err
		}
		page, err = NewRenderer().Render(pg)
		return err
	})
	if err != nil {
		return nil, err
	}
	return p.wrap(ctx, page, address)
}

// wrap makes a rendered page whole.
func (p *Portal) wrap(ctx context.Context, page []byte, address string) ([]byte, error) {
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, err
	}
	base, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	w := wrapper{ctx: ctx, p: p, base: base, files: Assets().Files()}
	if err := w.walk(doc); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = html.Render(&out, doc)
	return out.Bytes(), err
}

type wrapper struct {
	ctx   context.Context
	p     *Portal
	base  *url.URL
	files map[string][]byte // of the program, by address
}

// walk changes a node and what is in it.
func (w *wrapper) walk(n *html.Node) error {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode {
			keep, err := w.element(c)
			if err != nil {
				return err
			}
			if !keep {
				n.RemoveChild(c)
				c = next
				continue
			}
		} else if c.Type == html.CommentNode {
			n.RemoveChild(c)
			c = next
			continue
		}
		if err := w.walk(c); err != nil {
			return err
		}
		c = next
	}
	return nil
}

// element changes one element; it reports whether it stays.
func (w *wrapper) element(n *html.Node) (bool, error) {
	switch n.DataAtom {
	case atom.Script, atom.Noscript, atom.Iframe, atom.Object, atom.Embed, atom.Audio, atom.Video, atom.Source, atom.Base:
		return false, nil
	case atom.Head:
		n.InsertBefore(&html.Node{Type: html.ElementNode, DataAtom: atom.Meta, Data: "meta", Attr: []html.Attribute{{Key: "http-equiv", Val: "Content-Security-Policy"}, {Key: "content", Val: httpx.KeptPolicy}}}, n.FirstChild)
		n.AppendChild(&html.Node{Type: html.ElementNode, DataAtom: atom.Meta, Data: "meta", Attr: []html.Attribute{{Key: "name", Val: "congbo:address"}, {Key: "content", Val: w.base.String()}}})
	case atom.Meta:
		if strings.HasPrefix(attrOf(n, "property"), "og:image") {
			return false, nil
		}
	case atom.Link:
		if attrOf(n, "rel") != "stylesheet" {
			return false, nil
		}
		css, ok := w.files[attrOf(n, "href")]
		if colours, own := strings.CutPrefix(attrOf(n, "href"), sheetPrefix); own && !ok {
			css, ok = sheetOf(colours)
		}
		if !ok {
			return false, fmt.Errorf("a page names the style sheet %q", attrOf(n, "href"))
		}
		n.DataAtom, n.Data, n.Attr = atom.Style, "style", nil
		n.AppendChild(&html.Node{Type: html.TextNode, Data: w.sheet(string(css))})
	case atom.Img:
		return true, w.img(n)
	case atom.A, atom.Area:
		if href, ok := w.absolute(attrOf(n, "href")); ok {
			setAttr(n, "href", href)
		} else {
			dropAttr(n, "href")
		}
		dropAttr(n, "ping")
	case atom.Form:
		dropAttr(n, "action", "method")
		setAttr(n, "inert", "")
	case atom.Button, atom.Input:
		dropAttr(n, "formaction", "src")
	case atom.Style:
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			c.Data = w.sheet(c.Data)
		}
	}
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool {
		return strings.HasPrefix(a.Key, "on") || a.Key == "background" || a.Key == "style" || a.Key == "poster" || a.Key == "srcset"
	})
	if n.Namespace == "svg" {
		n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "href" && !strings.HasPrefix(a.Val, "#") })
	}
	return true, nil
}

// absolute is the full address of a link, and whether it is one that may stay.
func (w *wrapper) absolute(href string) (string, bool) {
	if strings.HasPrefix(href, "#") {
		return href, true
	}
	u, err := w.base.Parse(href)
	if err != nil || href == "" {
		return "", false
	}
	switch u.Scheme {
	case "http", "https", "mailto", "tel":
		return u.String(), true
	}
	return "", false
}

// keptWidth is how wide in pixels a picture is kept at most.
const keptWidth = 1440

// img puts a picture into the page.
func (w *wrapper) img(n *html.Node) error {
	u, err := w.base.Parse(attrOf(n, "src"))
	if err != nil {
		return err
	}
	at := strings.LastIndexByte(u.Path, '/')
	m := mediaName.FindStringSubmatch(u.Path[at+1:])
	dropAttr(n, "srcset", "sizes", "src", "loading", "fetchpriority")
	data, kind := w.files[u.Path], "image/svg+xml"
	if strings.HasSuffix(u.Path, ".png") {
		kind = "image/png"
	}
	if m != nil {
		if data, kind, err = w.picture(m[1]); err != nil {
			return err
		}
	}
	if len(data) > 0 {
		setAttr(n, "src", dataURI(kind, data))
	}
	return nil
}

// picture is a picture as readers get it, for a wide screen; nothing where it
// cannot be made.
func (w *wrapper) picture(id string) ([]byte, string, error) {
	var m *store.Media
	err := w.p.Store.View(w.ctx, func(tx *store.Tx) (err error) {
		m, err = tx.Media(w.ctx, id)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	var want picture.Want
	for _, width := range content.ImageWidths {
		if width <= keptWidth && m.Width > keptWidth && offered(m, picture.Want{Width: width}) {
			want.Width = width
		}
	}
	f, err := w.p.Pictures.Get(w.ctx, m, want, "")
	if err != nil {
		if fault.Is(err, fault.NotFound) { // readers do not see it either
			return nil, "", nil
		}
		return nil, "", err
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	return data, f.Type, err
}

func dataURI(kind string, data []byte) string {
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)
}

var (
	sheetURL  = regexp.MustCompile(`url\(\s*["']?([^"')]*)["']?\s*\)`)
	sheetFont = regexp.MustCompile(`@font-face\s*\{[^}]*\}`)
	sheetLoad = regexp.MustCompile(`(?i)@import[^;]*;`)
)

// sheet puts what a style sheet loads into it; what is not ours is taken out. So
// are the fonts: with them every page would be several times as large, and its
// letters are the same in the next of the list that the sheet names.
func (w *wrapper) sheet(css string) string {
	css = sheetFont.ReplaceAllString(sheetLoad.ReplaceAllString(css, ""), "")
	return sheetURL.ReplaceAllStringFunc(css, func(s string) string {
		name := sheetURL.FindStringSubmatch(s)[1]
		if strings.HasPrefix(name, "data:") || strings.HasPrefix(name, "#") {
			return s
		}
		data, ok := w.files[name]
		if !ok {
			return "none"
		}
		kind := "image/svg+xml"
		if strings.HasSuffix(name, ".png") {
			kind = "image/png"
		}
		return "url(" + strconv.Quote(dataURI(kind, data)) + ")"
	})
}

func attrOf(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func setAttr(n *html.Node, key, value string) {
	dropAttr(n, key)
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

func dropAttr(n *html.Node, keys ...string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return slices.Contains(keys, a.Key) })
}
