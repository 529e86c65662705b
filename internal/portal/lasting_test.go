package portal_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/publishing"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
	"congbo/internal/vi"
)

// A lastingDoc is a document whose addresses are remembered.
type lastingDoc struct {
	id    int64
	live  *store.Edition
	lang  locale.Lang
	paths map[string]bool
}

var lastingTitles = map[locale.Lang][]string{
	locale.VI: {"Đường đến trường mùa nước nổi", "Hỏi – đáp: học phí 2027?", "Quyết định số 12/2026/QĐ-ĐHST", "“…”", "Nghỉ Tết Ất Mùi ở ký túc xá", "Kết quả kỳ thi"},
	locale.EN: {"Ferry to campus", "Decision No. 12", "…", "Results of the exam & what follows", "Đồng Tháp field trip"},
}

var plainSlug = regexp.MustCompile(`^/[a-z0-9-]+(/[a-z0-9-]+)?$`)

// Addresses are readable, of the words of the page in its language, and last for
// ever: whatever titles, slugs and sections become, through any number of renames
// and on both sites, each address that ever led to a page, a list or a feed leads
// there in one step (rule publishing.slug; R-B10, F-L3).
func TestAddressesLastForEver(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTown(t, s)
		walks := 0
		rapid.Check(t, func(r *rapid.T) {
			if walks++; walks > 12 {
				return
			}
			w.lastForEver(r)
		})
	}, store.Clock(storetest.At("2026-08-28 14:30").Now))
}

func (w *town) lastForEver(r *rapid.T) {
	ctx := context.Background()
	tx := func(fn func(tx *store.Tx) error) {
		if err := w.store.Tx(ctx, fn); err != nil {
			r.Fatal(err)
		}
	}
	var docs []*lastingDoc
	sections := map[int64]*store.Section{w.news.ID: nil, w.jobs.ID: nil, w.newsEN.ID: nil}
	lists := make(map[string]int64) // addresses of sections, with their hosts
	reload := func() {
		tx(func(tx *store.Tx) error {
			for id := range sections {
				sec, err := tx.Section(ctx, id)
				if err != nil {
					return err
				}
				sections[id] = sec
				for address, of := range lists {
					if of != id && address == w.home(sec.Site)+"/"+sec.Slug {
						delete(lists, address) // another section has taken it
					}
				}
				lists[w.home(sec.Site)+"/"+sec.Slug] = id
			}
			return nil
		})
	}
	reload()
	publish := func(d *lastingDoc, rev *content.Revision, section *store.Section) {
		tx(func(tx *store.Tx) error {
			editions, err := tx.DocumentEditions(ctx, d.id)
			if err != nil {
				return err
			}
			slug, err := publishing.Slug(ctx, tx, section.Site, d.id, editions, rev)
			if err != nil {
				return err
			}
			var cs int64
			if len(editions) > 0 {
				cs = editions[0].Case
			} else {
				w.numbered++
				c := store.Case{Institution: w.inst, Code: fmt.Sprintf("PTT-2026-7%05d", w.numbered), Procedure: w.version, Document: d.id, Title: rev.Title, State: []byte("{}"), OpenedAt: tx.Now(), EnteredAt: tx.Now()}
				if err := tx.AddCase(ctx, &c, nil); err != nil {
					return err
				}
				cs = c.ID
			}
			e := store.Edition{Document: d.id, Case: cs, Site: section.Site, Section: section.ID, Revision: rev.ID, Kind: rev.Kind, Slug: slug, Title: rev.Title, Hash: rev.Hashes().All}
			if err := tx.AddEdition(ctx, &e); err != nil {
				return err
			}
			d.live = &e
			return nil
		})
	}
	revise := func(d *lastingDoc) *content.Revision {
		rev := &content.Revision{DocumentID: d.id, Lang: d.lang, Kind: "news", Title: rapid.SampledFrom(lastingTitles[d.lang]).Draw(r, "title"), Body: townText("Thân bài")}
		rev.Slug = rapid.SampledFrom([]string{"", "", "dia-chi-rieng", "Địa chỉ khác"}).Draw(r, "slug")
		tx(func(tx *store.Tx) error {
			base := 0
			if doc, err := tx.Document(ctx, d.id); err != nil {
				return err
			} else if doc.Revision != 0 {
				last, err := tx.Revision(ctx, doc.Revision)
				if err != nil {
					return err
				}
				base = last.Number
			}
			return tx.AddRevision(ctx, rev, base, content.Aspects)
		})
		return rev
	}
	for range rapid.IntRange(3, 12).Draw(r, "steps") {
		switch act := rapid.SampledFrom([]string{"new", "rename", "rename", "move", "section", "down"}).Draw(r, "act"); {
		case act == "new" || len(docs) == 0:
			d := &lastingDoc{lang: rapid.SampledFrom(locale.Langs).Draw(r, "lang"), paths: make(map[string]bool)}
			tx(func(tx *store.Tx) error {
				doc := store.Document{Institution: w.inst, Unit: w.unit, Lang: d.lang}
				err := tx.AddDocument(ctx, &doc)
				d.id = doc.ID
				return err
			})
			docs = append(docs, d)
			rev, section := revise(d), sections[w.news.ID]
			if d.lang == locale.EN {
				section = sections[w.newsEN.ID]
			}
			publish(d, rev, section)
			want := vi.Slug(rev.Title, 80)
			if rev.Slug != "" {
				want = vi.Slug(rev.Slug, 80)
			}
			if want == "" {
				want = "bai"
			}
			if !strings.HasPrefix(d.live.Slug, strings.TrimSuffix(want[:min(len(want), 40)], "-")) {
				r.Fatalf("%q is called %q", rev.Title, d.live.Slug)
			}
		case act == "section":
			id := rapid.SampledFrom([]int64{w.news.ID, w.jobs.ID, w.newsEN.ID}).Draw(r, "section")
			sec := *sections[id]
			sec.Slug = rapid.SampledFrom([]string{"tin-moi", "su-kien", "tin-tuc", "news", "stories", "tuyen-dung", "viec-lam"}).Draw(r, "name")
			taken := false
			for other, x := range sections {
				taken = taken || other != id && x.Site == sec.Site && x.Slug == sec.Slug
			}
			if !taken {
				tx(func(tx *store.Tx) error { return tx.SaveSection(ctx, w.inst, &sec) })
				reload()
			}
		case act == "down":
			d := rapid.SampledFrom(docs).Draw(r, "document")
			if d.live != nil {
				tx(func(tx *store.Tx) error { return tx.EndEdition(ctx, d.live.ID, store.EditionRemoved, "") })
				d.live = nil
			}
		default:
			d := rapid.SampledFrom(docs).Draw(r, "document")
			rev, section := revise(d), sections[w.newsEN.ID]
			if d.lang == locale.VI {
				section = sections[rapid.SampledFrom([]int64{w.news.ID, w.jobs.ID}).Draw(r, "section")]
			}
			publish(d, rev, section)
		}
		for _, d := range docs {
			w.stillThere(r, d, sections)
		}
		for address, id := range lists {
			w.leads(r, address, w.home(sections[id].Site)+"/"+sections[id].Slug)
			w.leads(r, address+"/atom.xml", w.home(sections[id].Site)+"/"+sections[id].Slug+"/atom.xml")
		}
	}
}

// home is where the addresses of a site begin.
func (w *town) home(site int64) string {
	if site == w.en.ID {
		return "http://songtien-en.localhost"
	}
	return "http://" + townHost
}

// stillThere asks for every address that a document ever had.
func (w *town) stillThere(r *rapid.T, d *lastingDoc, sections map[int64]*store.Section) {
	if d.live == nil {
		for path := range d.paths {
			if got := w.get(path); got.Code != http.StatusGone {
				r.Fatalf("%s was removed: %d", path, got.Code)
			}
		}
		return
	}
	path := d.live.Path(sections[d.live.Section].Slug)
	if !plainSlug.MatchString(path) {
		r.Fatalf("the address %q", path)
	}
	now := w.home(d.live.Site) + path
	d.paths[now] = true
	for old := range d.paths {
		w.leads(r, old, now)
	}
}

// leads follows an address, which leads to another in one step.
func (w *town) leads(r *rapid.T, from, to string) {
	got := w.get(from)
	if from != to {
		at := got.Header().Get("Location")
		if got.Code != http.StatusMovedPermanently || !strings.HasSuffix(to, at) || at == "" {
			r.Fatalf("%s: %d to %q, not to %s", from, got.Code, at, to)
		}
		got = w.get(to)
	}
	if got.Code != http.StatusOK {
		r.Fatalf("%s: %d", to, got.Code)
	}
}
