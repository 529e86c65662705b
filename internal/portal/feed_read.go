package portal

import (
	"context"
	"html"
	"path"

	"congbo/internal/content"
	"congbo/internal/feed"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// The feeds of a strand by the names of their files, the one that programs ask
// for first.
var feedFiles = []struct {
	name, kind string
	write      func(*feed.Feed) ([]byte, error)
}{
	{"atom.xml", feed.AtomType, (*feed.Feed).WriteAtom},
	{"rss.xml", feed.RSSType, (*feed.Feed).WriteRSS},
	{"feed.json", feed.JSONType, (*feed.Feed).WriteJSON},
}

// feedEntries is how many texts a feed has; one with whole texts grows with
// them, so that they end at feedBytes.
const (
	feedEntries = 30
	feedBytes   = 1 << 20
	feedWords   = 60 // of a text that has no summary
)

// feed is the newest of a strand for programs (F-M3).
func (v *visit) feed() (*data, error) {
	s, err := v.strand()
	if err != nil {
		return nil, err
	}
	name := path.Base(v.at.path)
	for _, f := range feedFiles {
		if f.name != name {
			continue
		}
		if at := s.file(name); at != v.at.path { // it had another address before
			return nil, &outcome{move: v.path(at)}
		}
		value, err := v.feedOf(s)
		if err != nil {
			return nil, err
		}
		body, err := f.write(value)
		return &data{f.kind, body}, err
	}
	return nil, notFound()
}

// feedOf reads what the feeds of a strand say.
func (v *visit) feedOf(s *strand) (*feed.Feed, error) {
	site := v.siteValue()
	f := &feed.Feed{ID: v.lasting(kindSite), Title: first(site.Name, v.t("portal.unnamed_site")), About: first(s.about, site.Motto), Lang: v.site.Lang, Home: v.full(s.home()),
		Author: first(site.Name, v.t("portal.unnamed_site")), RSS: v.full(s.file("rss.xml")), Atom: v.full(s.file("atom.xml")), JSON: v.full(s.file("feed.json"))}
	if s.title != "" {
		f.ID = v.lasting(s.ids...)
		f.Title = s.title + " – " + f.Title
	}
	if icon, err := Assets().Path("icon-" + site.look().Name + ".png"); err == nil {
		f.Icon = site.Origin + icon
	}
	err := v.read(func(ctx context.Context, rd *reader) error {
		section := int64(0)
		if s.section != nil {
			section = s.section.ID
		}
		if err := rd.lists(ctx, section); err != nil {
			return err
		}
		if s.scope.Topic != "" {
			rd.madeFrom(0, store.TagTopic(s.scope.Topic))
		}
		list, err := rd.newest(ctx, s, feedEntries)
		if err != nil {
			return err
		}
		size := 0
		for i := range list {
			e, err := rd.entry(ctx, &list[i])
			if err != nil {
				return err
			}
			if size += len(e.HTML); size > feedBytes && i > 0 {
				break
			}
			f.Entries = append(f.Entries, *e)
		}
		return nil
	})
	in := v.places.institutions[v.site.Institution]
	if in == nil {
		in = &store.Institution{}
	}
	f.Updated = feed.Newest(f.Entries, in.CreatedAt)
	return f, err
}

// full is the absolute address of a path of this site.
func (v *visit) full(path string) string { return v.origin() + v.path(path) }

// entry is a live edition as feeds have it. It keeps its name through all
// corrections; what the newest of weight changed is told before the text.
func (rd *reader) entry(ctx context.Context, e *store.Edition) (*feed.Entry, error) {
	r, err := rd.text(ctx, e)
	if err != nil {
		return nil, err
	}
	x := &feed.Entry{ID: rd.lasting(kindDocument, e.Document, e.FirstAt.UnixMicro()), URL: rd.full(rd.editionPath(e)), Title: e.Title, Summary: r.Summary, Authors: r.Authors,
		Published: e.FirstAt, Updated: e.PublishedAt}
	if unit := rd.unitName(e.Unit); len(x.Authors) == 0 && unit != "" {
		x.Authors = []string{unit}
	}
	if s := rd.places.section[e.Section]; s != nil {
		x.Tags = append(x.Tags, s.Title)
	}
	if kind := rd.kindName(e.Kind); kind != "" && (len(x.Tags) == 0 || x.Tags[0] != kind) {
		x.Tags = append(x.Tags, kind)
	}
	p, err := rd.picture(ctx, r)
	if err != nil {
		return nil, err
	}
	if p != nil {
		x.Picture = rd.enclosure(p)
	}
	if x.Summary == "" {
		x.Summary = r.Body.FirstWords(feedWords)
	}
	if rd.site.Settings.FeedSummaries {
		return x, nil
	}
	x.HTML, err = rd.wholeText(ctx, e, r, x.URL)
	return x, err
}

// wholeText is the text of an edition as it is read outside of its page.
func (rd *reader) wholeText(ctx context.Context, e *store.Edition, r *content.Revision, url string) (string, error) {
	lead, body, err := rd.body(ctx, r, true)
	if err != nil {
		return "", err
	}
	past, err := rd.history(ctx, e)
	if err != nil {
		return "", err
	}
	note := ""
	if h := past.head; h != nil {
		key := "portal.update_on"
		if h.Correction {
			key = "portal.correction_on"
		}
		note = "<p><strong>" + html.EscapeString(rd.t(key, vi.Date(rd.lang(), h.At))) + "</strong> " + html.EscapeString(h.Note) + "</p>\n"
	}
	return feed.Content(note+string(lead+body), url)
}

// enclosure is the picture that leads a text, at its absolute address.
func (rd *reader) enclosure(p *Picture) *feed.Picture {
	return &feed.Picture{URL: rd.origin() + p.URL, Type: first(pictureTypes[path.Ext(p.URL)], "image/jpeg"), Alt: p.Alt}
}

var pictureTypes = map[string]string{".jpg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp"}
