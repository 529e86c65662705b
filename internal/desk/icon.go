package desk

import (
	"fmt"
	"html/template"
)

// icons are drawn on a field of 20 × 20 with a line of 1.6.
var icons = map[string]string{
	"work":      `<path d="M3.5 5.5h2m-2 4.5h2m-2 4.5h2M8.5 5.5h8m-8 4.5h8m-8 4.5h5"/>`,
	"cases":     `<path d="M2.5 6.5a1.5 1.5 0 0 1 1.5-1.5h3.2l1.8 2h7a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5H4a1.5 1.5 0 0 1-1.5-1.5Z"/>`,
	"held":      `<path d="M2.5 11.5 5 4.5h10l2.5 7v3.5a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1Zm0 0h4.2l1.1 2h4.4l1.1-2h4.2"/>`,
	"diary":     `<path d="M5 3h9.5a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 5 3Zm2.5 3.5h5m-5 3h5"/>`,
	"letters":   `<path d="M3 5h14v10H3Zm0 .5 7 5.5 7-5.5"/>`,
	"log":       `<path d="M10 5.5V10l3 2M3.3 8.5a7 7 0 1 1 .2 4M3 5v3.5h3.5"/>`,
	"people":    `<path d="M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM2.5 16c.3-2.6 2.3-4 5-4s4.7 1.4 5 4m.3-11.8a2.6 2.6 0 0 1 0 5.1M14.5 12.3c1.8.5 2.8 1.8 3 3.7"/>`,
	"units":     `<path d="M8 3h4v4H8Zm-5 10h4v4H3Zm10 0h4v4h-4ZM10 7v3m-5 3v-3h10v3"/>`,
	"sites":     `<path d="M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm-6.7 5h13.4M3.3 12h13.4M10 3c-4 4-4 10 0 14 4-4 4-10 0-14"/>`,
	"mailboxes": `<path d="M3 9.5a3.5 3.5 0 0 1 7 0V15H3Zm3.5-3.5h7A3.5 3.5 0 0 1 17 9.5V15h-7m3-5.5h2"/>`,
	"calendar":  `<path d="M3.5 5h13v11.5h-13Zm0 3.5h13M7 3v3.5M13 3v3.5m-6 5h2m2.5 0h2"/>`,
	"procedure": `<path d="M4 4h5v4H4Zm7 8h5v4h-5ZM9 6h4.5v6M6.5 8v6H11"/>`,
	"search":    `<path d="M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Zm4-1.5 4 4"/>`,
	"more":      `<path d="M4 10h.01M10 10h.01M16 10h.01" stroke-width="2.6"/>`,
	"person":    `<path d="M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4Zm-6 6.5c.5-3 2.8-4.5 6-4.5s5.5 1.5 6 4.5"/>`,
	"down":      `<path d="m6 8 4 4 4-4"/>`,
	"check":     `<path d="m4.5 10.5 3.5 3.5 7.5-8"/>`,
	"cross":     `<path d="m5.5 5.5 9 9m0-9-9 9"/>`,
	"warn":      `<path d="M10 3.5 17.5 16.5h-15Zm0 4.5v4m0 2.2v.01"/>`,
	"info":      `<path d="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm0-7.5v4m0-6.5v.01"/>`,
	"robot":     `<path d="M4.5 7.5h11v8h-11ZM10 7.5V4.5m0 0v-.010M7.8 11v1.5m4.4-1.5v1.5M2.5 10.5v2.5m15-2.5v2.5"/>`,
	"file":      `<path d="M5 3h6.5L15 6.5V17H5Zm6.5 0v3.5H15"/>`,
	"image":     `<path d="M3 4.5h14v11H3Zm0 8.5 3.8-3.8 3.7 3.7 2.2-2.2L17 15M13 8v.01"/>`,
	"edit":      `<path d="m4 16 .8-3.3L13.3 4.2l2.5 2.5-8.5 8.5Zm7.6-10.1 2.5 2.5"/>`,
	"link":      `<path d="M8.5 6 10 4.5a3.5 3.5 0 0 1 5 5L13.5 11m-2 3L10 15.5a3.5 3.5 0 0 1-5-5L6.5 9m1.5 3 4-4"/>`,
	"reply":     `<path d="M8 4.5 3.5 9 8 13.5M3.5 9h8c3 0 5 2 5 5v1.5"/>`,
	"up":        `<path d="M10 16V4.5M5.5 9 10 4.5 14.5 9"/>`,
	"lower":     `<path d="M10 4v11.5M5.5 11l4.5 4.5 4.5-4.5"/>`,
	"plus":      `<path d="M10 4.5v11M4.5 10h11"/>`,
	"hand":      `<path d="M3.5 16.5h13M10 3.5v9m-3.5-3.5L10 12.5l3.5-3.5"/>`,
	"lock":      `<path d="M5 9h10v7.5H5Zm2-.010V6.5a3 3 0 0 1 6 0V9"/>`,
	"print":     `<path d="M6 7V3.5h8V7M6 14H3.5V7h13v7H14m-8-2.5h8v5H6Z"/>`,
	"download":  `<path d="M10 3.5v9m-4-3.5 4 4 4-4m-10.5 6.5h13"/>`,
	"pause":     `<path d="M7 5v10m6-10v10" stroke-width="2.2"/>`,
	"prev":      `<path d="m12 5-5 5 5 5"/>`,
	"next":      `<path d="m8 5 5 5-5 5"/>`,
	"send":      `<path d="m3 10 14-6-4.5 12-3-4.5Zm6.5 1.5L17 4"/>`,
	"home":      `<path d="M3.5 9.5 10 4l6.5 5.5V16h-4v-4h-5v4h-4Z"/>`,

	"library":     `<path d="M3 4.5h14v11H3Zm0 8.5 4-4 3 3 2.5-2.5L17 13M12.5 7.5h.01"/>`,
	"board":       `<path d="M3 4h4v12H3Zm5 0h4v8H8Zm5 0h4v5h-4Z"/>`,
	"bell":        `<path d="M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13Zm3.5 1.5a1.5 1.5 0 0 0 3 0M10 4V2.5"/>`,
	"wordings":    `<path d="M3 4.5h14v9.5H9l-3.5 3V14H3Zm3.5 3.5h7m-7 3h4.5"/>`,
	"forced":      `<path d="M10 3 17 16H3ZM10 8v4m0 2v.01"/>`,
	"kinds":       `<path d="M4 4h6l6.5 6.5-6 6L4 10Zm3.2 3.2v.01"/>`,
	"institution": `<path d="M3 16.5h14M4.5 16.5v-8m3.7 8v-8m3.6 8v-8m3.7 8v-8M3 8.5 10 4l7 4.5Z"/>`,
	"programs":    `<path d="M4 4h12v12H4zM4 8h12M7 11.5l1.8 1.5L7 14.5M10.5 14.5h3"/>`,
}

// icon draws a picture that says nothing the words beside it do not.
func icon(name string) (template.HTML, error) {
	path, ok := icons[name]
	if !ok {
		return "", fmt.Errorf("desk: no icon %q", name)
	}
	return template.HTML(`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">` + path + `</svg>`), nil
}
