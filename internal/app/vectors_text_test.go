package app

import (
	"fmt"
	"slices"
	"strings"

	"congbo/internal/content"
	"congbo/internal/convert"
	"congbo/internal/editorial"
	"congbo/internal/locale"
	"congbo/internal/vi"
)

// files makes blocks of files that hold a vector each, as taking one over does.
func (f *feeding) files(vectors []string) (blocks []content.Node) {
	ctx, who := f.t.Context(), f.who["communications"]
	var some int64 // a case that files may be sent to
	for _, v := range vectors {
		for ext, data := range map[string]string{".html": "<!doctype html><html><head><title>" + v + "</title></head><body>" + v + "</body></html>", ".md": v} {
			kept, err := f.converted(ext, data)
			blocks = append(blocks, kept...)
			body, _ := content.NewBody(content.Node{Type: "doc", Content: kept})
			f.sum.took(f.t, "upload, "+ext, []string{v}, body.PlainText(locale.VI), err)
		}
		if some == 0 {
			some = f.aText()
		}
		_, err := f.Editorial.UploadFile(ctx, who, some, "image/svg+xml", []byte(svgOf(v)))
		f.sum.took(f.t, "upload, .svg as a picture", []string{v}, "", err)
		_, err = f.Editorial.UploadFile(ctx, who, some, "text/html", []byte("<html>"+v+"</html>"))
		f.sum.took(f.t, "upload, .html as a file", []string{v}, "", err)
	}
	for names := range slices.Chunk(vectors, editorial.MaxAttached) {
		var list []editorial.Attached
		for _, v := range names {
			list = append(list, editorial.Attached{Name: v + ".txt", Data: fmt.Appendf(nil, "%d", f.next())})
		}
		r := f.revision(some)
		_, saved, err := f.Editorial.Attach(ctx, who, some, r.Number, list)
		if err == nil {
			f.sum.took(f.t, "name of a file at a text", names, titles(saved.Body.Doc), nil)
			continue
		}
		for i, v := range names { // which of them
			_, saved, err := f.Editorial.Attach(ctx, who, some, f.revision(some).Number, list[i:i+1])
			kept := ""
			if err == nil {
				kept = titles(saved.Body.Doc)
			}
			f.sum.took(f.t, "name of a file at a text", []string{v}, kept, err)
		}
	}
	if !f.brief {
		f.deskPages(some)
	}
	return blocks
}

func (f *feeding) converted(ext, data string) ([]content.Node, error) {
	d, err := f.Editorial.Convert(f.t.Context(), convert.KindOf("x"+ext, []byte(data)), []byte(data))
	if err != nil {
		return nil, err
	}
	var read content.Reading
	body, err := read.Blocks(withoutPictures(d.Blocks))
	return body.Doc.Content, err
}

// withoutPictures leaves out what a converter read as pictures, whose bytes are
// not kept here.
func withoutPictures(nodes []content.Node) (kept []content.Node) {
	for _, n := range nodes {
		if n.Type != "image" {
			n.Content = withoutPictures(n.Content)
			kept = append(kept, n)
		}
	}
	return kept
}

// fields are blocks with vectors in everything that an editor fills.
func (f *feeding) fields(vectors []string) (blocks []content.Node) {
	type nodes = []content.Node
	type attrs = map[string]any
	for _, v := range vectors {
		words := content.Node{Type: "text", Text: vi.Clean(strings.NewReplacer("\r", " ", "\n", " ", "\t", " ").Replace(v))}
		par := content.Node{Type: "paragraph", Content: nodes{words}}
		link := func(href, title string) content.Node {
			n := content.Node{Type: "text", Text: "x", Marks: []content.Mark{{Type: "link", Attrs: attrs{"href": href, "title": title}}}}
			return content.Node{Type: "paragraph", Content: nodes{n}}
		}
		for _, field := range []struct {
			way  string
			node content.Node
		}{
			{"text, words", par},
			{"text, heading", content.Node{Type: "heading", Attrs: attrs{"level": 2}, Content: nodes{words}}},
			{"text, quotation", content.Node{Type: "blockquote", Attrs: attrs{"cite": v}, Content: nodes{par}}},
			{"text, table and its caption", content.Node{Type: "table", Attrs: attrs{"caption": v}, Content: nodes{{Type: "table_row", Content: nodes{{Type: "table_cell", Content: nodes{par}}}}}}},
			{"text, footnote", content.Node{Type: "paragraph", Content: nodes{{Type: "text", Text: "x"}, {Type: "footnote", Content: nodes{words}}}}},
			{"text, alt text", content.Node{Type: "image", Attrs: attrs{"media": f.picture, "alt": v}}},
			{"text, caption", content.Node{Type: "image", Attrs: attrs{"media": f.picture, "alt": "x", "caption": v}}},
			{"text, credit", content.Node{Type: "image", Attrs: attrs{"media": f.picture, "alt": "x", "credit": v}}},
			{"text, address of a video", content.Node{Type: "image", Attrs: attrs{"media": f.picture, "alt": "x", "video": v}}},
			{"text, title of a file", content.Node{Type: "file", Attrs: attrs{"media": f.picture, "title": v}}},
			{"text, address of a link", link(v, "x")},
			{"text, title of a link", link("https://example.vn/", v)},
		} {
			body, err := content.NewBody(content.Node{Type: "doc", Content: nodes{field.node}})
			kept := ""
			if err == nil {
				kept = everything(body.Doc)
				blocks = append(blocks, body.Doc.Content...)
			}
			f.sum.took(f.t, field.way, []string{v}, kept, err)
		}
		var read content.Reading
		body, err := read.Markup(v)
		if err == nil {
			blocks = append(blocks, body.Doc.Content...)
		}
		f.sum.took(f.t, "typed without JavaScript", []string{v}, everything(body.Doc), err)
	}
	return blocks
}

// everything is all words and attributes of a tree.
func everything(n content.Node) string {
	var b strings.Builder
	b.WriteString(n.Text)
	for _, v := range n.Attrs {
		fmt.Fprint(&b, " ", v)
	}
	for _, m := range n.Marks {
		for _, v := range m.Attrs {
			fmt.Fprint(&b, " ", v)
		}
	}
	for _, c := range n.Content {
		b.WriteString(everything(c) + " ")
	}
	return b.String()
}

func titles(n content.Node) string {
	s, _ := n.Attrs["title"].(string)
	for _, c := range n.Content {
		s += " " + titles(c)
	}
	return s
}
