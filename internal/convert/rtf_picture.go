package convert

import (
	"bytes"
	"strconv"

	"congbo/internal/content"
)

// An rtfPicture is one that is being read.
type rtfPicture struct {
	kind  string
	data  []byte
	half  byte
	odd   bool
	alt   string
	width int // as shown, in twips
	scale int // per cent
}

// digits reads the bytes of a picture.
func (p *rtfPicture) digits(b []byte) {
	if p == nil || len(p.data) > maxPicture {
		return
	}
	for _, c := range b {
		d := bytes.IndexByte([]byte("0123456789abcdef"), c|0x20)
		if c >= '0' && c <= '9' {
			d = int(c - '0')
		}
		if d < 0 {
			continue
		}
		if p.odd {
			p.data = append(p.data, p.half<<4|byte(d))
		}
		p.half, p.odd = byte(d), !p.odd
	}
}

func (r *rtfReader) endPicture() {
	p := r.pict
	r.pict = nil
	if p == nil || r.state.hidden || r.state.deleted {
		return
	}
	r.state.field.says()
	if p.kind != "png" && p.kind != "jpeg" || len(p.data) < 8 || len(p.data) > maxPicture {
		if len(p.data) > 0 {
			r.r.note("convert.drawing_lost") // a drawing of Windows
		}
		return
	}
	key := "picture" + strconv.Itoa(len(r.r.Images)+1) + "." + p.kind
	r.r.Images[key] = p.data
	attrs := map[string]any{"media": key}
	if p.alt != "" && !fileName(p.alt) {
		attrs["alt"] = p.alt
	}
	if size := sizeOf(float64(p.width) * float64(p.scale) / 100 * 2.54 / 1440); size != "" {
		attrs["size"] = size
	}
	r.flow().after = append(r.flow().after, content.Node{Type: "image", Attrs: attrs})
	r.nodes++
}
