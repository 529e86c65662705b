package content

import "html/template"

// A RenderedBlock is a top block of a body in HTML.
type RenderedBlock struct {
	ID   string // of the block, as it is Identified; "" for the footnotes
	HTML template.HTML
}

// HTMLBlocks renders the body block by block, for pages that show something
// beside each. Together they are what HTML renders.
func (b Body) HTMLBlocks(opt RenderOptions) []RenderedBlock {
	b = b.Identified()
	r := renderer{opt: opt, anchors: b.anchors(opt.IDPrefix)}
	var all []RenderedBlock
	for _, n := range b.Doc.Content {
		start := r.out.Len()
		r.block(n)
		if html := r.out.String()[start:]; html != "" {
			all = append(all, RenderedBlock{n.str("id"), template.HTML(html)})
		}
	}
	start := r.out.Len()
	r.footnotes()
	if html := r.out.String()[start:]; html != "" {
		all = append(all, RenderedBlock{"", template.HTML(html)})
	}
	return all
}
