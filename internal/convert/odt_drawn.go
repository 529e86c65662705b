package convert

import (
	"cmp"
	"strings"
	"time"
)

// drawnShapes are the elements with which OpenDocument draws; each may hold words.
var drawnShapes = map[string]bool{"frame": true, "custom-shape": true, "rect": true, "g": true, "ellipse": true, "circle": true, "polygon": true, "polyline": true,
	"regular-polygon": true, "path": true, "line": true, "connector": true, "caption": true, "measure": true}

// readForms notes the fields of forms, which stand before the text.
func (o *odtReader) readForms(e *element) {
	if o.fields == nil {
		o.fields = make(map[string]*element)
	}
	for _, c := range e.all() {
		if c.name == "form" {
			o.readForms(c)
		} else if id := c.attr("id"); id != "" {
			o.fields[id] = c
		}
	}
}

// control is what a field of a form shows where it stands. Buttons show nothing
// of a text.
func (o *odtReader) control(e *element) string {
	field := o.fields[e.attr("control")]
	if field == nil {
		return ""
	}
	value := cmp.Or(field.attr("current-value"), field.attr("value"))
	switch field.name {
	case "checkbox", "radio":
		box := "☐"
		if cmp.Or(field.attr("current-state"), field.attr("state")) == "checked" || cmp.Or(field.attr("current-selected"), field.attr("selected")) == "true" {
			box = "☑"
		}
		return strings.TrimSpace(box + " " + field.attr("label"))
	case "listbox":
		var chosen []string
		for _, option := range field.all() {
			if option.name == "option" && cmp.Or(option.attr("current-selected"), option.attr("selected")) == "true" {
				chosen = append(chosen, option.attr("label"))
			}
		}
		return strings.Join(chosen, ", ")
	case "date":
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			return day.Format("02/01/2006")
		}
		return value
	case "text", "textarea", "formatted-text", "number", "time", "combobox":
		return value
	case "fixed-text", "frame":
		return field.attr("label")
	}
	return ""
}
