package convert

import (
	"strconv"
	"strings"
)

// A style of the document, as far as it says what text is.
type style struct {
	basedOn string
	name    string
	level   int // of the outline: 0 the title, 1 to 9 headings, -1 neither
	font    string
	marks   map[string]bool // bold, italic and so on that a style of characters sets
	numPr   *element
}

const noLevel = -1

func (d *docxReader) readStyles() error {
	d.styles = make(map[string]*style)
	styles, err := d.part("styles")
	if err != nil {
		return err
	}
	for _, c := range styles.find("styles").all() {
		if c.name == "docDefaults" {
			d.styles[""] = &style{level: noLevel, font: fontOf(c.find("rFonts"))}
		}
		if c.name != "style" {
			continue
		}
		s := &style{
			basedOn: c.child("basedOn").attr("val"), name: strings.ToLower(c.child("name").attr("val")),
			level: noLevel, font: fontOf(c.child("rPr").child("rFonts")), numPr: c.child("pPr").child("numPr"),
		}
		if n, ok := strings.CutPrefix(s.name, "heading "); ok {
			if v, err := strconv.Atoi(n); err == nil && v >= 1 {
				s.level = v
			}
		} else if s.name == "title" {
			s.level = 0
		} else if v, err := strconv.Atoi(c.child("pPr").child("outlineLvl").attr("val")); err == nil && v >= 0 && v < 9 {
			s.level = v + 1
		}
		if c.attr("type") == "character" {
			s.marks = make(map[string]bool)
			for name := range markNames {
				if e := c.child("rPr").child(name); e != nil {
					s.marks[name] = on(e)
				}
			}
		}
		d.styles[c.attr("styleId")] = s
	}
	return nil
}

// maxBasedOn ends chains of styles that are based on each other in a circle.
const maxBasedOn = 20

// up calls look for a style and those it is based on, until it returns true.
func (d *docxReader) up(id string, look func(*style) bool) {
	for range maxBasedOn {
		s := d.styles[id]
		if s == nil || look(s) || s.basedOn == "" {
			return
		}
		id = s.basedOn
	}
}

// level is the level in the outline of a paragraph with these properties.
func (d *docxReader) level(props *element) int {
	if v, err := strconv.Atoi(props.child("outlineLvl").attr("val")); err == nil && v >= 0 && v < 9 {
		return v + 1
	} else if err == nil {
		return noLevel
	}
	level := noLevel
	d.up(props.child("pStyle").attr("val"), func(s *style) bool {
		level = s.level
		return level != noLevel
	})
	return level
}

// isCaption reports whether a paragraph is styled as a caption.
func (d *docxReader) isCaption(props *element) bool {
	is := false
	d.up(props.child("pStyle").attr("val"), func(s *style) bool {
		is = s.name == "caption" || s.name == "table caption" || s.name == "image caption"
		return is
	})
	return is
}

// numPr is the numbering of a paragraph: its own, or that of its style.
func (d *docxReader) numPr(props *element) *element {
	if n := props.child("numPr"); n != nil && n.child("numId") != nil {
		return n
	}
	var found *element
	d.up(props.child("pStyle").attr("val"), func(s *style) bool {
		found = s.numPr
		return found != nil
	})
	if own := props.child("numPr"); own != nil && found != nil && own.child("ilvl") != nil {
		return &element{name: "numPr", children: []*element{own.child("ilvl"), found.child("numId")}}
	}
	return found
}

// font is the font of a run: its own, its style's, its paragraph's style's, or
// the document's.
func (d *docxReader) font(run, paragraph *element) string {
	if f := fontOf(run.child("rFonts")); f != "" {
		return f
	}
	for _, id := range []string{run.child("rStyle").attr("val"), paragraph.child("pStyle").attr("val")} {
		font := ""
		d.up(id, func(s *style) bool {
			font = s.font
			return font != ""
		})
		if font != "" && id != "" {
			return font
		}
	}
	if s := d.styles[""]; s != nil {
		return s.font
	}
	return ""
}

func fontOf(e *element) string {
	if f := e.attr("ascii"); f != "" {
		return f
	}
	return e.attr("hAnsi")
}

// markNames are the properties of runs that the schema has marks for.
var markNames = map[string]string{"b": "strong", "i": "em", "u": "underline", "strike": "strike", "dstrike": "strike"}

// markOrder keeps what comes out the same from run to run.
var markOrder = []string{"b", "i", "u", "strike", "dstrike"}

// on reports whether a property is switched on.
func on(e *element) bool {
	if e == nil {
		return false
	}
	switch e.attr("val") {
	case "0", "false", "none", "off":
		return false
	}
	return true
}

// sets reports whether a run has a property, by itself or by its style of
// characters.
func (d *docxReader) sets(run *element, name string) bool {
	if e := run.child(name); e != nil {
		return on(e)
	}
	is := false
	d.up(run.child("rStyle").attr("val"), func(s *style) bool {
		v, ok := s.marks[name]
		if name == "u" && (strings.HasPrefix(s.name, "hyperlink") || s.name == "followedhyperlink") {
			return true // every link is underlined where links are
		}
		is = v
		return ok
	})
	return is
}

// yes reports whether an attribute says so.
func yes(v string) bool { return v == "1" || v == "true" || v == "on" }
