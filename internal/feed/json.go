package feed

import (
	"bytes"
	"encoding/json"
)

type jsonFeed struct {
	Version  string       `json:"version"`
	Title    string       `json:"title"`
	Home     string       `json:"home_page_url"`
	Self     string       `json:"feed_url"`
	About    string       `json:"description,omitempty"`
	Icon     string       `json:"icon,omitempty"`
	Authors  []jsonAuthor `json:"authors,omitempty"`
	Language string       `json:"language"`
	Items    []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID          string       `json:"id"`
	URL         string       `json:"url"`
	Title       string       `json:"title"`
	HTML        string       `json:"content_html,omitempty"`
	Text        *string      `json:"content_text,omitempty"`
	Summary     string       `json:"summary,omitempty"`
	Image       string       `json:"image,omitempty"`
	Published   string       `json:"date_published"`
	Modified    string       `json:"date_modified"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Tags        []string     `json:"tags,omitempty"`
	Language    string       `json:"language"`
	Attachments []jsonFile   `json:"attachments,omitempty"`
}

type jsonFile struct {
	URL   string `json:"url"`
	Type  string `json:"mime_type"`
	Title string `json:"title,omitempty"`
}

// WriteJSON writes the feed as JSON Feed 1.1 (jsonfeed.org).
func (f *Feed) WriteJSON() ([]byte, error) {
	j := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: f.Title, Home: f.Home, Self: f.JSON, About: f.About, Icon: f.Icon, Authors: []jsonAuthor{{f.named()}},
		Language: string(f.Lang), Items: []jsonItem{}}
	for i := range f.Entries {
		e := &f.Entries[i]
		x := jsonItem{ID: e.ID, URL: e.URL, Title: e.Title, HTML: e.HTML, Summary: e.about(), Published: stamp(e.Published), Modified: stamp(e.Updated), Tags: e.Tags, Language: string(f.Lang)}
		if e.HTML == "" { // an item must say something
			text := e.about()
			x.Text = &text
		}
		for _, name := range e.Authors {
			x.Authors = append(x.Authors, jsonAuthor{name})
		}
		if p := e.Picture; p != nil {
			x.Image = p.URL
			x.Attachments = []jsonFile{{p.URL, p.Type, p.Alt}}
		}
		j.Items = append(j.Items, x)
	}
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false) // it is read as JSON, never as a page
	w.SetIndent("", " ")
	err := w.Encode(j)
	return b.Bytes(), err
}
