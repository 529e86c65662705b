package app

import (
	"context"
	"fmt"
	"maps"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/notify"
	"congbo/internal/people"
	"congbo/internal/publishing"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A feeding gives vectors to a house in every way and names the pages that
// show what was kept.
type feeding struct {
	*house
	sum     *tally
	pages   []shownPage
	answers []*httptest.ResponseRecorder // of forms, kept to be opened
	editors []editorPage
	picture string
	number  int // of what has to have one of its own
	viewer  string
	brief   bool // a page of a kind is enough
}

// An editorPage is where vectors are pasted.
type editorPage struct {
	mode    string
	vectors []string
	of      int64
}

// fed is a house with vectors in everything that people fill but its own
// people; see feeding.table.
func (h *house) fed(vectors []string, sum *tally, brief bool) *feeding {
	f := &feeding{house: h, sum: sum, picture: h.aPicture(), viewer: "viewer", brief: brief}
	f.Desk.Posts = nil
	f.public = f.portal
	f.oversees(f.viewer)
	for group := range slices.Chunk(vectors, 50) { // as many files as a letter may bring
		f.group(group)
	}
	for _, pack := range packs(vectors, 300) {
		f.asked(pack)
	}
	f.drain()
	f.lists()
	return f
}

// oversees adds somebody who sees every page.
func (h *house) oversees(name string) {
	h.t.Helper()
	if _, there := h.who[name]; there {
		return
	}
	h.appoint(name, people.Head, 0)
	h.must(h.Store.Tx(h.t.Context(), func(tx *store.Tx) error {
		for _, role := range []people.Role{people.Communications, people.CommunicationsHead, people.Webmaster, people.Administrator, people.Leadership, people.Librarian, people.Secretariat} {
			if err := tx.AddAppointment(h.t.Context(), &store.Appointment{Appointment: people.Appointment{Person: h.who[name].Person, Role: role,
				Place: people.Place{Kind: people.Institution, ID: h.inst}, From: h.clock.Now().AddDate(0, -1, 0)}}); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (f *feeding) next() int { f.number++; return f.number }

func (f *feeding) open(name, path string) {
	f.pages = append(f.pages, shownPage{Name: name, Path: path})
}

// answered keeps what a form answered, to be opened as a page.
func (f *feeding) answered(name string, w *httptest.ResponseRecorder) {
	f.answers = append(f.answers, w)
	f.open(name, answerPath+strconv.Itoa(len(f.answers)-1))
}

// group gives up to fifty vectors: letters, files, texts with all their fields.
func (f *feeding) group(vectors []string) {
	f.t.Helper()
	var text []content.Node
	var alone []int64
	for _, v := range vectors {
		id, blocks := f.letter(v)
		text = append(text, blocks...)
		alone = append(alone, id)
	}
	for some := range slices.Chunk(vectors, 25) {
		f.typed(some)
	}
	talk := f.talk(vectors)
	text = append(text, f.files(vectors)...)
	text = append(text, f.fields(vectors)...)
	f.written(talk, vectors, text)
	for i, mode := range []string{"on", "off"}[:min(2, len(alone))] {
		f.editors = append(f.editors, editorPage{mode, vectors, alone[i]})
		if f.brief {
			continue
		}
		path := "/desk/cases/" + f.see(f.viewer, alone[i]).Case.Code
		f.open("case", path)
		f.open("comparison", path+"/revisions")
	}
}

// aText is a case with a text in which nothing stands yet.
func (f *feeding) aText() int64 {
	f.t.Helper()
	r, err := f.Intake.Submit(f.t.Context(), f.who["unit-deputy"], intake.Form{Mailbox: f.box.ID, Title: "Trao học bổng", Text: "Khoa đề nghị đăng tin.", Pledge: true, Lang: locale.VI, Key: fmt.Sprint("text-", f.next())})
	f.must(err)
	_, err = f.Editorial.TakeOver(f.t.Context(), f.who["communications"], r.Case, 0)
	f.must(err)
	return r.Case
}

func (f *feeding) revision(id int64) (r *content.Revision) {
	f.t.Helper()
	ctx := f.t.Context()
	f.must(f.Store.View(ctx, func(tx *store.Tx) error {
		c, err := tx.Case(ctx, id)
		f.must(err)
		d, err := tx.Document(ctx, c.Document)
		f.must(err)
		r, err = tx.Revision(ctx, d.Revision)
		return err
	}))
	return r
}

// written saves a text of blocks in a case, shows it at the desk and by a
// preview link, and publishes the same text in another case.
func (f *feeding) written(id int64, vectors []string, text []content.Node) {
	f.t.Helper()
	ctx := f.t.Context()
	body, err := content.NewBody(content.Node{Type: "doc", Content: described(text)})
	f.must(err)
	change := func(r *content.Revision) {
		r.Title, r.Summary, r.OwnWork = "Trao học bổng", "Tin trao học bổng.", true
		r.LeadImage = &content.ImageRef{Media: f.picture, Alt: vi.CleanLine(vectors[0]), Caption: vi.CleanLine(vectors[1%len(vectors)]), Credit: vi.CleanLine(vectors[2%len(vectors)])}
		r.Body = body
	}
	f.save("communications", id, change)
	f.deskPages(id)
	p, err := f.Publishing.GivePreview(ctx, f.who["communications"], id, publishing.PreviewWish{Whom: vi.CleanLine(string([]rune(vectors[0])[:min(100, len([]rune(vectors[0])))])), Until: f.clock.Now().AddDate(0, 0, 7)})
	if err == nil {
		f.open("preview", f.root()+cases.PreviewPath(locale.VI, f.Publishing.PreviewLink(p)))
	} else if refusal(err) == "" {
		f.t.Error(err)
	}
	id = f.aText()
	f.save("communications", id, change)
	f.publish(id, "a text of vectors", vectors)
}

// described gives pictures that say nothing a word: without, no text with them
// is published.
func described(nodes []content.Node) []content.Node {
	nodes = slices.Clone(nodes)
	for i, n := range nodes {
		if n.Type == "image" && n.Attrs["alt"] == nil {
			n.Attrs = maps.Clone(n.Attrs)
			n.Attrs["alt"] = "x"
		}
		n.Content = described(n.Content)
		nodes[i] = n
	}
	return nodes
}

// deskPages are the pages of a case at the desk.
func (f *feeding) deskPages(id int64) {
	f.t.Helper()
	path := "/desk/cases/" + f.see(f.viewer, id).Case.Code
	for name, more := range map[string]string{"case": "", "editor": "/edit", "comparison": "/revisions", "newest text": fmt.Sprintf("/revisions/%d", f.revision(id).Number), "comments": "/comments"} {
		f.open(name, path+more)
	}
}

// publish brings a text to readers and names the page that they get.
func (f *feeding) publish(id int64, name string, vectors []string) {
	f.t.Helper()
	err := f.tried("communications", id, flow.Act{Kind: flow.DoMove, Move: "accept"})
	f.sum.took(f.t, "published: "+name, vectors, strings.Join(vectors, " "), err)
	if err != nil {
		return
	}
	f.review(id)
	f.save("webmaster", id, func(r *content.Revision) {
		r.Kind, r.Sites = "news", []content.Placement{{Site: f.site.ID, Section: f.section.ID}}
	})
	f.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
	f.pages = append(f.pages, shownPage{Name: name, Path: f.root() + f.see(f.viewer, id).Editions[0].Path(f.section.Slug), Print: true})
}

// lists are the pages that show what all of them are called.
func (f *feeding) lists() {
	f.t.Helper()
	for _, path := range []string{"/rss.xml", "/atom.xml", "/feed.json", "/sitemap-news.xml", "/" + f.section.Slug + "/rss.xml"} {
		f.pages = append(f.pages, shownPage{Name: path, Path: f.root() + path, Embed: true})
	}
	if f.brief {
		for _, path := range []string{"/desk/inbox", "/desk/cases?state=all", f.root() + "/" + f.section.Slug, f.root() + "/tim-kiem?q=alert"} {
			f.open(path, path)
		}
		f.outgoing()
		return
	}
	for path, more := range map[string]int{"/desk": 0, "/desk/inbox": 3, "/desk/board": 0, "/desk/diary": 0, "/desk/log": 3, "/desk/letters": 3, "/desk/held": 0, "/desk/links": 0, "/desk/library": 40, "/desk/register": 3,
		"/desk/deliveries": 3, "/desk/bulk": 0, "/desk/cases?state=all": 40, f.root() + "/": 0, f.root() + cases.FormPath(locale.VI): 0, f.root() + "/" + f.section.Slug: 40,
		f.root() + "/tim-kiem?q=alert": 40, f.root() + "/tim-kiem?q=javascript": 40, f.root() + "/so-do-trang": 0, f.root() + "/theo-thang": 40} {
		f.pages = append(f.pages, shownPage{Name: path, Path: path, Next: more})
	}
	f.outgoing()
	f.must(f.Store.View(context.WithoutCancel(f.t.Context()), func(tx *store.Tx) error {
		all, err := tx.Letters(f.t.Context(), f.inst, "", 0, 100_000)
		for i, l := range all {
			if i%100 == 0 { // their words stand on the pages of their cases, too
				f.open("a letter", fmt.Sprintf("/desk/letters/%d", l.ID))
			}
		}
		return err
	}))
}

// outgoing are the pages with the letters that went out, of those that say the
// same to several people one.
func (f *feeding) outgoing() {
	f.sending.Lock()
	defer f.sending.Unlock()
	said := make(map[string]bool)
	f.sent = slices.DeleteFunc(f.sent, func(o notify.Outgoing) bool {
		again := said[o.Subject+o.HTML]
		said[o.Subject+o.HTML] = true
		return again
	})
	for i := 0; i < len(f.sent) && (i == 0 || !f.brief); i += lettersAtOnce {
		f.open("letters that went out", fmt.Sprintf("%s%d", lettersPath, i))
	}
}
