package convert

import (
	"strconv"
	"strings"

	"congbo/internal/content"
	"congbo/internal/vi"
)

// comments gathers what people wrote beside cells that can be seen.
func (x *xlsxReader) comments(rels map[string]relation, g *grid) {
	for _, r := range rels {
		if r.kind != "comments" || r.external {
			continue
		}
		part, err := x.bag.tree(r.target)
		if err != nil {
			continue
		}
		var authors []string
		for _, a := range part.find("authors").all() {
			authors = append(authors, a.words())
		}
		for _, c := range part.find("commentList").all() {
			at, ok := cellAt(c.attr("ref"))
			if !ok || g.hidden.rows[at[0]] || g.hidden.cols[at[1]] {
				continue
			}
			said := Comment{Text: vi.CleanLine(x.r.modernLine(strings.Join(texts(c.child("text"), nil), "")))}
			if i, err := strconv.Atoi(c.attr("authorId")); err == nil && i >= 0 && i < len(authors) {
				said.Author = vi.CleanLine(authors[i])
			}
			if p, ok := g.cells[at]; ok {
				said.Quote = vi.CleanLine(plainLine(p.Content))
			}
			if said.Text != "" {
				x.r.Comments = append(x.r.Comments, said)
			}
		}
	}
}

// pictures are those that lie on a sheet, behind its table.
func (x *xlsxReader) pictures(rels map[string]relation) ([]content.Node, error) {
	var out []content.Node
	for _, r := range rels {
		if r.kind != "drawing" || r.external {
			continue
		}
		drawing, err := x.bag.tree(r.target)
		if err != nil {
			return nil, err
		}
		if drawing == nil {
			continue
		}
		if drawing.find("chart") != nil {
			x.r.note("convert.drawing_lost")
		}
		links, err := x.relations(r.target)
		if err != nil {
			return nil, err
		}
		d := &docxReader{bag: x.bag, main: r.target, r: x.r, links: links}
		for _, anchor := range drawing.children[0].all() {
			for _, id := range pictureIDs(anchor, nil) {
				if l, ok := links[id]; ok && !l.external {
					d.links[id] = relation{"/" + l.target, false, l.kind}
				}
				if err := d.picture(anchor, id, &out); err != nil {
					return nil, err
				}
			}
		}
	}
	return out, nil
}
