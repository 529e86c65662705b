package desk

import (
	"encoding/json"
	"strings"

	"congbo/internal/content"
	"congbo/internal/library"
)

// A libraryChoice is an entry that the editor can put into a text.
type libraryChoice struct {
	Media   string `json:"media"`
	Kind    string `json:"kind"` // of the block: "image" or "file"
	Name    string `json:"name"`
	Alt     string `json:"alt,omitempty"`
	Credit  string `json:"credit,omitempty"`
	Focus   string `json:"focus,omitempty"`
	About   string `json:"about"`
	Picture string `json:"picture,omitempty"` // address
}

// libraryChoices finds entries for the editor: {items, more}, more being the
// address of those that come next.
func (d *Desk) libraryChoices(v *visit) error {
	q := v.r.URL.Query()
	list, more, err := d.Library.Find(v.ctx(), v.who.Actor, library.Query{Text: q.Get("q"), Kind: q.Get("kind"), Before: number(q.Get("before"))})
	if err != nil {
		return err
	}
	answer := struct {
		Items []libraryChoice `json:"items"`
		More  string          `json:"more,omitempty"`
	}{Items: []libraryChoice{}}
	for i := range list {
		e := &list[i]
		c := libraryChoice{Media: e.Media, Kind: "file", Name: v.libraryName(e), Alt: e.Alt, Credit: e.Credit, Focus: e.Focus, Picture: seenAt(e)}
		about := []string{fileKind(e.File.Type, e.Name), content.FileSize(v.lang, e.File.Size)}
		if strings.HasPrefix(e.File.Type, "image/") {
			c.Kind, about = "image", []string{e.Credit}
		}
		if e.Licence == "" {
			about = append(about, v.t("desk.licence_none"))
		} else {
			about = append(about, v.t("desk.licence_"+e.Licence))
		}
		for _, s := range about {
			if s != "" && c.About != "" {
				c.About += " · "
			}
			c.About += s
		}
		answer.Items = append(answer.Items, c)
	}
	if more != 0 {
		q.Set("before", id(more))
		answer.More = pathLibrary + "/choices?" + q.Encode()
	}
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(v.w).Encode(answer)
}
