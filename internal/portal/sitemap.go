package portal

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/feed"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/store"
)

// mapPart is how many documents a part of the sitemap covers, public or not: few
// enough to be read at once. Parts go by the numbers of documents, so that a
// page stays in its part, and an old part stays as it is when something new is
// published.
const mapPart = 2000

// newsAge is how old what stands in the sitemap of news may be.
const newsAge = 48 * time.Hour

// ofSite notes that data is made from the site's name, sections and settings, and
// from those of its counterpart.
func (v *visit) ofSite() {
	v.madeFrom(v.site.ID, store.TagSite)
	v.madeFrom(v.site.Counterpart, store.TagSite)
	v.madeFrom(0, store.TagInstitution(v.site.Institution))
}

// sitemap is the list of a site's sitemaps.
func (v *visit) sitemap() (*data, error) {
	v.ofSite()
	var parts []store.MapPart
	err := v.read(func(ctx context.Context, rd *reader) (err error) {
		if err := rd.lists(ctx, 0); err != nil {
			return err
		}
		parts, err = rd.tx.MapParts(ctx, v.site.ID, mapPart)
		return err
	})
	if err != nil {
		return nil, err
	}
	all := []feed.Address{{URL: v.full("/sitemap-pages.xml")}}
	for _, p := range parts {
		all = append(all, feed.Address{URL: v.full(fmt.Sprintf("/sitemap-%d.xml", p.Part)), Changed: p.Changed})
	}
	body, err := feed.WriteIndex(all)
	return &data{feed.SitemapType, body}, err
}

// sitemapPart is a part of the sitemap: the pages of the site that are no
// document's, its news, or a stretch of documents.
func (v *visit) sitemapPart() (*data, error) {
	v.ofSite()
	var pages []feed.Address
	var err error
	switch part := v.args["part"]; part {
	case "pages":
		pages = v.sitePages()
	case "news":
		err = v.read(func(ctx context.Context, rd *reader) error {
			pages, err = rd.mapNews(ctx)
			return err
		})
	default:
		n, wrong := strconv.ParseInt(part, 10, 64)
		if wrong != nil || n < 0 || n > 1<<40 || strconv.FormatInt(n, 10) != part {
			return nil, notFound()
		}
		err = v.read(func(ctx context.Context, rd *reader) error {
			pages, err = rd.mapDocuments(ctx, n)
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	body, err := feed.WriteSitemap(pages)
	return &data{feed.SitemapType, body}, err
}

// sitePages are the first page, the sections and topics, and what every site has.
func (v *visit) sitePages() []feed.Address {
	counterpart := v.places.site(v.site.Counterpart)
	page := func(path, twin string) feed.Address {
		if counterpart == nil || twin == "" {
			return feed.Address{URL: v.full(path)}
		}
		return feed.Address{URL: v.full(path), Pairs: feed.Pairs(v.site.Lang, v.full(path), v.urlOf(counterpart, twin))}
	}
	list := []feed.Address{page("/", "/")}
	for _, s := range v.places.sections[v.site.ID] {
		if s.Active {
			list = append(list, page("/"+s.Slug, v.counterSection(s)))
		}
	}
	for i := range v.places.topics[v.site.ID] {
		list = append(list, page(v.topicStrand(&v.places.topics[v.site.ID][i]).path, ""))
	}
	for _, path := range []func(locale.Lang) string{chartPath, contactsPath, guidePath} {
		list = append(list, page(path(v.site.Lang), path(other(v.site.Lang))))
	}
	return list
}

// counterSection is the path of a section's counterpart on the site in the other
// language; "" where it has none.
func (v *visit) counterSection(s *store.Section) string {
	if x := v.places.section[s.Counterpart]; x != nil && x.Active && x.Site == v.site.Counterpart {
		return "/" + x.Slug
	}
	return ""
}

// mapNews lists what appeared lately.
func (rd *reader) mapNews(ctx context.Context) ([]feed.Address, error) {
	if err := rd.lists(ctx, 0); err != nil {
		return nil, err
	}
	list, err := rd.tx.LiveSince(ctx, rd.site.ID, rd.tx.Now().Add(-newsAge), feed.MaxNews)
	if err != nil {
		return nil, err
	}
	var pages []feed.Address
	for i := range list {
		e := &list[i]
		rd.ends(e.FirstAt.Add(newsAge + time.Microsecond)) // too old from then on
		if e.Kind == standing {
			continue
		}
		pages = append(pages, feed.Address{URL: rd.full(rd.editionPath(e)), Changed: e.PublishedAt,
			News: &feed.News{Site: rd.site.Name, Lang: rd.site.Lang, Title: e.Title, Published: e.FirstAt}})
	}
	return pages, nil
}

// mapDocuments lists a stretch of documents, with their pictures and what they
// are in the other language.
func (rd *reader) mapDocuments(ctx context.Context, part int64) ([]feed.Address, error) {
	if err := rd.listsAlso(ctx); err != nil {
		return nil, err
	}
	list, err := rd.tx.LiveBetween(ctx, rd.site.ID, part*mapPart, (part+1)*mapPart)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, notFound()
	}
	var pages []feed.Address
	for i := range list {
		e := &list[i]
		if fronts(e, rd.editionPath(e)) {
			continue // it stands among the pages
		}
		r, err := rd.tx.Revision(ctx, e.Revision)
		if err != nil {
			return nil, err
		}
		a := feed.Address{URL: rd.full(rd.editionPath(e)), Changed: e.PublishedAt}
		if r.LeadImage != nil {
			m, err := rd.tx.Media(ctx, r.LeadImage.Media)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return nil, err
			}
			if err == nil && isPicture(m.Type) { // as it came: that address never changes, whatever is found out about it
				a.Picture = rd.origin() + rd.file(m.ID+extension(m.Type))
			}
		}
		other, err := rd.pair(ctx, e, r)
		if err != nil {
			return nil, err
		}
		a.Pairs = feed.Pairs(rd.site.Lang, a.URL, other)
		pages = append(pages, a)
	}
	return pages, nil
}

// listsAlso notes that data tells of all documents of the site and of its
// counterpart: which of them are translations changes with what is public there.
func (rd *reader) listsAlso(ctx context.Context) error {
	if err := rd.lists(ctx, 0); err != nil || rd.made == nil || rd.site.Counterpart == 0 {
		return err
	}
	rd.madeFrom(rd.site.Counterpart, store.TagHome)
	at, err := rd.tx.NextEnd(ctx, rd.site.Counterpart, 0, 0)
	rd.ends(at)
	return err
}

// pair is the absolute address of a document in the other language, as far as it
// is public: of what it was translated from, or of its translation.
func (rd *reader) pair(ctx context.Context, e *store.Edition, r *content.Revision) (string, error) {
	other := rd.places.site(rd.site.Counterpart)
	if other == nil {
		return "", nil
	}
	var ids []int64
	if r.TranslationOf != nil {
		ids = []int64{r.TranslationOf.Document}
	}
	more, err := rd.tx.Translations(ctx, e.Document)
	if err != nil {
		return "", err
	}
	for _, id := range append(ids, more...) {
		x, err := rd.tx.LatestEdition(ctx, other.ID, id)
		if fault.Is(err, fault.NotFound) || err == nil && x.State != store.EditionLive {
			continue
		} else if err != nil {
			return "", err
		}
		return rd.urlOf(other, rd.editionPath(x)), nil
	}
	return "", nil
}

// robots lets search engines read everything but what is for one person, and
// tells them where the lists of pages are.
func (v *visit) robots() (*data, error) {
	v.ofSite()
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, l := range locale.Langs {
		b.WriteString("Disallow: " + v.path(formPath(l)) + "/\n")
	}
	for _, name := range []string{"/sitemap.xml", "/sitemap-news.xml"} {
		b.WriteString("Sitemap: " + v.full(name) + "\n")
	}
	return &data{"text/plain; charset=utf-8", []byte(b.String())}, nil
}

// ownRobots says under the server's own address where the sitemaps of the sites
// are that lie there: a program asks there alone.
func (v *visit) ownRobots() error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, l := range locale.Langs {
		b.WriteString("Disallow: /w/*" + formPath(l) + "/\n")
	}
	for _, s := range v.places.sites {
		if len(s.Hosts) == 0 {
			b.WriteString("Sitemap: " + v.p.URL(s, "/sitemap.xml") + "\nSitemap: " + v.p.URL(s, "/sitemap-news.xml") + "\n")
		}
	}
	p, err := httpx.PackBriefly("text/plain; charset=utf-8", []byte(b.String()))
	if err != nil {
		return err
	}
	v.sendKept(p, "")
	return nil
}
