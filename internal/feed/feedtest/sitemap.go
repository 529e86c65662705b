package feedtest

import (
	"fmt"
	"time"
)

const (
	mapNS   = "http://www.sitemaps.org/schemas/sitemap/0.9 "
	imageNS = "http://www.google.com/schemas/sitemap-image/1.1 "
	newsNS  = "http://www.google.com/schemas/sitemap-news/0.9 "
	htmlNS  = "http://www.w3.org/1999/xhtml "
)

// Sitemap holds a sitemap, or a list of them, against the protocol and returns
// the addresses in it.
func Sitemap(b []byte) ([]string, error) {
	root, err := tree(b)
	if err != nil {
		return nil, err
	}
	c := &checks{}
	child := map[string]string{mapNS + "urlset": mapNS + "url", mapNS + "sitemapindex": mapNS + "sitemap"}[root.name]
	if child == "" {
		return nil, fmt.Errorf("root %s", root.name)
	}
	c.that(len(b) <= 50<<20 && len(root.kids) <= 50_000, "%d bytes, %d addresses", len(b), len(root.kids))
	var all []string
	seen := make(map[string]bool)
	for _, u := range root.kids {
		c.that(u.name == child, "<%s> in %s", u.name, root.name)
		loc := c.text(u, mapNS+"loc")
		c.address(loc)
		c.that(!seen[loc], "%s twice", loc)
		seen[loc], all = true, append(all, loc)
		for _, k := range u.all(mapNS + "lastmod") {
			c.moment(k.text, time.RFC3339)
		}
		langs := make(map[string]string)
		for _, k := range u.all(htmlNS + "link") {
			c.that(k.attr["rel"] == "alternate" && langs[k.attr["hreflang"]] == "", "link %v", k.attr)
			c.address(k.attr["href"])
			langs[k.attr["hreflang"]] = k.attr["href"]
		}
		c.that(len(langs) == 0 || len(langs) == 3 && langs["vi"] != "" && langs["en"] != "" && langs["x-default"] == langs["vi"] && (langs["vi"] == loc || langs["en"] == loc), "languages of %s: %v", loc, langs)
		for _, k := range u.all(imageNS + "image") {
			c.address(c.text(k, imageNS+"loc"))
		}
		for _, k := range u.all(newsNS + "news") {
			p, err := k.one(newsNS + "publication")
			if err != nil {
				return nil, err
			}
			c.that(c.text(p, newsNS+"name") != "" && c.text(p, newsNS+"language") != "" && c.text(k, newsNS+"title") != "", "news of %s", loc)
			c.moment(c.text(k, newsNS+"publication_date"), time.RFC3339)
		}
	}
	return all, c.err()
}
