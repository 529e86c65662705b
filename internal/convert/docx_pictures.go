package convert

import (
	"path"
	"strconv"
	"strings"

	"congbo/internal/content"
	"congbo/internal/vi"
)

// shape reads what is drawn: the texts of boxes, which follow the paragraph
// they are anchored in, or else a picture.
func (d *docxReader) shape(e *element, after *[]content.Node) error {
	boxes := textBoxes(e, nil)
	for _, box := range boxes {
		if box.name == "textpath" {
			t := &line{}
			d.text(t, box.attr("string"), nil, "")
			*after = append(*after, paragraph(d.mend(t)...))
			continue
		}
		inner, err := d.blocks(box)
		if err != nil {
			return err
		}
		*after = append(*after, inner...)
	}
	pictures := pictureIDs(e, nil)
	if len(pictures) == 0 && drawn(e) {
		d.r.note("convert.drawing_lost")
	}
	for _, id := range pictures {
		if err := d.picture(e, id, after); err != nil {
			return err
		}
	}
	return nil
}

// drawn reports whether a shape shows anything of its own, and is no mere line.
func drawn(e *element) bool {
	return e.find("chart") != nil || e.find("relIds") != nil || e.find("OLEObject") != nil
}

// textBoxes finds the outermost text boxes of a drawing and the letters that are
// drawn, each told once.
func textBoxes(e *element, found []*element) []*element {
	for _, c := range e.all() {
		switch c.name {
		case "txbxContent":
			found = append(found, c)
		case "textpath":
			if c.attr("string") != "" {
				found = append(found, c)
			}
		case "AlternateContent":
			found = textBoxes(c.choice(), found)
		default:
			found = textBoxes(c, found)
		}
	}
	return found
}

// pictureIDs finds the relations of the pictures of a drawing that stand
// outside its boxes, which are read by themselves.
func pictureIDs(e *element, found []string) []string {
	for _, c := range e.all() {
		switch c.name {
		case "txbxContent":
		case "AlternateContent":
			found = pictureIDs(c.choice(), found)
		case "blip":
			switch {
			case c.attr("embed") != "":
				found = append(found, c.attr("embed"))
			case c.attr("link") != "":
				found = append(found, c.attr("link"))
			}
		case "imagedata":
			found = append(found, c.attr("id"))
		default:
			found = pictureIDs(c, found)
		}
	}
	return found
}

// picture reads an embedded picture; one that lies elsewhere is never fetched.
func (d *docxReader) picture(e *element, id string, pictures *[]content.Node) error {
	r, ok := d.links[id]
	if !ok || r.external {
		d.r.note("convert.picture_elsewhere")
		return nil
	}
	name := d.name(r)
	if _, ok := d.r.Images[name]; !ok {
		data, err := d.bag.read(name)
		if err != nil {
			return err
		}
		if data == nil || len(data) > maxPicture {
			d.r.note("convert.picture_unreadable")
			return nil
		}
		d.r.Images[name] = data
	}
	attrs := map[string]any{"media": name}
	alt := e.find("docPr").attr("descr")
	if alt == "" {
		alt = e.find("cNvPr").attr("descr") // Excel's
	}
	if alt == "" {
		alt = e.find("shape").attr("alt")
	}
	if alt = vi.CleanLine(d.r.modernLine(alt)); alt != "" && !fileName(alt) {
		attrs["alt"] = alt
	}
	if size := shownSize(e); size != "" {
		attrs["size"] = size
	}
	*pictures = append(*pictures, content.Node{Type: "image", Attrs: attrs})
	return nil
}

// fileName reports whether an alternative text is only the name of the file,
// which programs put there and which tells nobody anything.
func fileName(alt string) bool {
	switch strings.ToLower(path.Ext(alt)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".emf", ".wmf":
		return true
	}
	return false
}

// English metric units in a centimetre.
const emuPerCm = 360_000

// shownSize is the size of a picture on a page that comes nearest to the one on
// paper, whose text is 16 cm wide; "" where the drawing does not say.
func shownSize(e *element) string {
	cx, err := strconv.ParseInt(e.find("extent").attr("cx"), 10, 64)
	switch {
	case err != nil || cx <= 0:
		return ""
	case cx <= 5*emuPerCm:
		return "small"
	case cx < 13*emuPerCm:
		return "medium"
	}
	return "wide"
}
