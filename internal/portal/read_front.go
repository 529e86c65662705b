package portal

import (
	"context"
	"html/template"
	"slices"

	"congbo/internal/content"
	"congbo/internal/look"
	"congbo/internal/store"
)

// A Band is what stands side by side on a first page whose blocks were chosen.
type Band struct {
	Kind  string // "front", "lists", "services", or the kind of its one part
	Parts []Part
}

// A Part is one block of it, with what its kind has.
type Part struct {
	Kind, ID, Title string
	More            *Link
	Lead            *Card
	Cards           []Card
	Tasks           []Task
	Topics          []Topic
	Links           []Link
	Body            template.HTML
	Lists           []Block // of sections
	Again           bool    // its title stands on the page already: it is no landmark of its own
}

// Mark is its name in the page's structure.
func (p Part) Mark() template.HTMLAttr {
	if p.Again || p.Title == "" {
		return ""
	}
	return template.HTMLAttr(`aria-labelledby="` + p.ID + `"`) // made here, of a number
}

// Lead is the part of the band that leads the page; nil where none does.
func (b Band) Lead() *Part { return b.part("lead") }

// Notices is the part of the band with what is announced.
func (b Band) Notices() *Part { return b.part("announcements") }

func (b Band) part(kind string) *Part {
	for i := range b.Parts {
		if b.Parts[i].Kind == kind {
			return &b.Parts[i]
		}
	}
	return nil
}

// A shelf is what is read once for all blocks of a page.
type shelf struct {
	newest []store.Edition
	shown  map[int64]bool  // documents that stand on the page already
	titles map[string]bool // of what stands there
	kinds  map[string]bool
}

// several are the kinds of blocks of which a page has more than one.
var several = map[string]bool{"news": true, "section": true, "topic": true, "kind": true, "links": true, "text": true}

// bands makes the first page of blocks that an administrator chose. A block for
// which there is nothing is left out.
func (rd *reader) bands(ctx context.Context, h *Home, blocks []look.Block) error {
	if err := rd.lists(ctx, 0); err != nil {
		return err
	}
	newest, err := rd.tx.LiveEditions(ctx, rd.site.ID, 0, nil, homeReads)
	if err != nil {
		return err
	}
	sh := &shelf{newest: newest, shown: make(map[int64]bool), titles: make(map[string]bool), kinds: make(map[string]bool)}
	n := 0
	for _, group := range look.Bands(blocks) {
		var band Band
		for _, b := range group {
			if sh.kinds[b.Kind] && !several[b.Kind] {
				continue
			}
			sh.kinds[b.Kind] = true
			p, err := rd.part(ctx, h, sh, b)
			if err != nil {
				return err
			}
			if p == nil {
				continue
			}
			n++
			p.Kind, p.ID, p.Title = b.Kind, "block-"+itoa(n), first(b.Title, p.Title)
			p.Again = sh.titles[p.Title] || b.Kind == "links" && slices.ContainsFunc(h.Site.Footer, func(g Links) bool { return g.Title == p.Title })
			sh.titles[p.Title] = true
			band.Parts = append(band.Parts, *p)
		}
		if len(band.Parts) == 0 {
			continue
		}
		switch band.Kind = band.Parts[0].Kind; band.Kind {
		case "lead", "announcements":
			band.Kind = "front"
		case "section", "topic", "kind", "read":
			band.Kind = "lists"
		case "ask", "links", "contacts", "text":
			band.Kind = "services"
		}
		h.Bands = append(h.Bands, band)
	}
	return nil
}

// part reads what a block shows; nil where that is nothing.
func (rd *reader) part(ctx context.Context, h *Home, sh *shelf, b look.Block) (*Part, error) {
	switch b.Kind {
	case "lead", "news":
		return rd.newsPart(ctx, sh, b)
	case "announcements":
		return rd.noticePart(ctx, sh, b)
	case "section", "topic", "kind":
		return rd.listPart(ctx, sh, b)
	case "sections":
		return rd.sectionsPart(ctx, sh, b)
	case "read":
		block, err := rd.mostRead(ctx, 0, b.Number())
		if err != nil || block == nil {
			return nil, err
		}
		return &Part{Title: block.Title, Cards: block.Cards}, nil
	case "topics":
		return rd.topicsPart(ctx)
	case "text":
		body, err := b.Body()
		if err != nil { // kept before the rules for texts became stricter
			return nil, nil
		}
		return &Part{Body: body.HTML(content.RenderOptions{Lang: rd.lang(), BaseURL: rd.base})}, nil
	}
	return rd.wayPart(h, b), nil
}

// wayPart is a block that leads somewhere.
func (rd *reader) wayPart(h *Home, b look.Block) *Part {
	s := h.Site
	switch b.Kind {
	case "ways":
		p := &Part{Title: rd.t("portal.tasks"), Tasks: rd.tasks(s)}
		if len(p.Tasks) > 0 {
			return p
		}
	case "search":
		if s.SearchURL != "" {
			return &Part{Title: rd.t("visit.search")}
		}
	case "ask":
		if s.FormURL != "" {
			return &Part{Title: rd.t("portal.invite")}
		}
	case "contacts":
		if !s.Contact.Empty() {
			return &Part{Title: rd.t("visit.contacts"), More: &Link{Title: rd.t("visit.see_all"), URL: rd.path(contactsPath(rd.lang()))}}
		}
	case "links":
		p := &Part{Title: rd.t("portal.links")}
		for _, l := range b.Links {
			if l.URL[0] == '/' {
				l.URL = rd.path(l.URL)
			}
			p.Links = append(p.Links, Link{Title: l.Title, URL: l.URL})
		}
		for _, l := range rd.site.Settings.Links {
			if len(b.Links) == 0 {
				p.Links = append(p.Links, Link{Title: l.Title, URL: l.URL})
			}
		}
		if len(p.Links) > 0 {
			return p
		}
	}
	return nil
}

// tasks are the ways that people come for: the form, and sections that say what
// they are for.
func (rd *reader) tasks(s *Site) (list []Task) {
	for _, x := range rd.places.sections[rd.site.ID] {
		if x.Active && x.Parent == 0 && x.Menu && x.Summary != "" && len(list) < homeTasks {
			list = append(list, Task{Title: x.Title, Text: x.Summary, URL: rd.path("/" + x.Slug)})
		}
	}
	if s.FormURL != "" {
		list = append(list, Task{Title: rd.t("visit.task_form"), Text: rd.t("visit.task_form_text"), URL: s.FormURL})
	}
	return list
}

// take are the newest of a list that do not stand on the page yet, up to n; now
// they do.
func (sh *shelf) take(list []store.Edition, n int, ok func(*store.Edition) bool) (taken []store.Edition) {
	for i := range list {
		if e := &list[i]; len(taken) < n && !sh.shown[e.Document] && ok(e) {
			taken = append(taken, *e)
			sh.shown[e.Document] = true
		}
	}
	return taken
}

func isNews(e *store.Edition) bool { return e.Kind != announcement && e.Kind != standing }

func (rd *reader) newsPart(ctx context.Context, sh *shelf, b look.Block) (*Part, error) {
	cards, err := rd.cards(ctx, sh.take(sh.newest, b.Number(), isNews))
	if err != nil || len(cards) == 0 {
		return nil, err
	}
	p := &Part{Title: rd.t("visit.more_news"), Cards: cards}
	if b.Kind == "lead" {
		k := leading(cards)
		p.Lead, p.Cards = &cards[k], append(append([]Card(nil), cards[:k]...), cards[k+1:]...)
	}
	return p, nil
}

func (rd *reader) noticePart(ctx context.Context, sh *shelf, b look.Block) (*Part, error) {
	list := sh.take(sh.newest, b.Number(), func(e *store.Edition) bool { return e.Kind == announcement })
	block, err := rd.noticeBlock(ctx, list)
	if err != nil || block == nil {
		return nil, err
	}
	return &Part{Title: block.Title, More: block.More, Cards: block.Cards}, nil
}

// listPart is the newest of a section, a topic or a kind.
func (rd *reader) listPart(ctx context.Context, sh *shelf, b look.Block) (*Part, error) {
	p := &Part{}
	scope := store.Scope{Site: rd.site.ID, Apart: standing}
	switch b.Kind {
	case "section":
		s := rd.places.section[b.Section]
		if s == nil || !s.Active || s.Site != rd.site.ID {
			return nil, nil
		}
		p.Title, p.More, scope.Section = s.Title, &Link{URL: rd.path("/" + s.Slug)}, s.ID
	case "topic":
		t := rd.places.topicAt(rd.site.ID, b.Of)
		if t == nil {
			return nil, nil
		}
		rd.madeFrom(0, store.TagTopic(t.Slug))
		p.Title, p.More, scope.Topic = t.Title, &Link{URL: rd.path(rd.topicStrand(t).path)}, t.Slug
	default:
		k, ok := rd.places.kinds[kindOf(rd.site.Institution, b.Of)]
		if !ok || !k.Active {
			return nil, nil
		}
		p.Title, p.More, scope.Kind, scope.Apart = k.Name.In(rd.lang()), &Link{URL: rd.path(rd.kindStrand(&k).path)}, k.ID, ""
	}
	p.More.Title = rd.t("visit.see_all")
	n := b.Number()
	list, err := rd.tx.LiveIn(ctx, scope, 0, n+len(sh.shown))
	if err != nil {
		return nil, err
	}
	if p.Cards, err = rd.cards(ctx, sh.take(list, n, func(*store.Edition) bool { return true })); err != nil || len(p.Cards) == 0 {
		return nil, err
	}
	return p, nil
}

// sectionsPart are the newest of each section of the menu.
func (rd *reader) sectionsPart(ctx context.Context, sh *shelf, b look.Block) (*Part, error) {
	p := &Part{}
	for _, s := range rd.places.sections[rd.site.ID] {
		if !s.Active || s.Parent != 0 || !s.Menu || len(p.Lists) == homeBlocks || sh.titles[s.Title] {
			continue
		}
		mine := sh.take(sh.newest, b.Number(), func(e *store.Edition) bool { return e.Section == s.ID && e.Kind != standing })
		cards, err := rd.cards(ctx, mine)
		if err != nil {
			return nil, err
		}
		if len(cards) > 0 {
			sh.titles[s.Title] = true
			p.Lists = append(p.Lists, Block{Title: s.Title, More: &Link{Title: rd.t("visit.see_all"), URL: rd.path("/" + s.Slug)}, Cards: cards})
		}
	}
	if len(p.Lists) == 0 {
		return nil, nil
	}
	return p, nil
}

// topicsPart are the topics of the site with how much there is of each.
func (rd *reader) topicsPart(ctx context.Context) (*Part, error) {
	p := &Part{Title: rd.t("portal.topics")}
	for i := range rd.places.topics[rd.site.ID] {
		t := &rd.places.topics[rd.site.ID][i]
		rd.madeFrom(0, store.TagTopic(t.Slug))
		n, err := rd.tx.CountIn(ctx, store.Scope{Site: rd.site.ID, Topic: t.Slug})
		if err != nil {
			return nil, err
		}
		p.Topics = append(p.Topics, Topic{Title: t.Title, URL: rd.path(rd.topicStrand(t).path), Count: n})
	}
	if len(p.Topics) == 0 {
		return nil, nil
	}
	return p, nil
}
