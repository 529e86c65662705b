package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/look"
	"congbo/internal/portal"
	"congbo/internal/sites"
	"congbo/internal/store"
	"congbo/internal/vi"
)

func lookPath(site int64) string { return pathSites + "/" + id(site) + "/look" }

// A LookPage is how a site looks, to be changed and tried (F-M4, F-M5).
type LookPage struct {
	Shell
	Crumbs   []Crumb
	Lead     string
	Form     Form
	Live     int64 // the number of the look that readers see
	Drafted  string
	Unsaved  bool
	Emblem   *LookEmblem
	Kinds    []FormChoice // of blocks that can be added
	Pairs    []LookPair
	Night    []LookPair
	Preview  string // address of the page as it would look
	Pages    []FormTab
	History  []LookChange
	Sections string
}

// A LookEmblem is the picture in the header.
type LookEmblem struct {
	Path          string
	Width, Height int
}

// A LookPair is a colour on another, with what that means for who reads it.
type LookPair struct {
	Says        string
	Front, Back string
	Has, Needs  string
	Rule        string
	OK          bool
	Instead     string // a colour that could be read
}

// A LookChange is a line of the history of looks.
type LookChange struct {
	Number     int64
	When, What string
	Live       bool
}

// lookForm bounds the form of a look, with an emblem.
var lookForm = httpx.Budget{Fields: 400, Field: 64 << 10, Files: 1, File: sites.MaxEmblem, Total: sites.MaxEmblem + 1<<20}

// look shows the looks of a site.
func (d *Desk) look(v *visit) error {
	l, err := d.Sites.Looks(v.ctx(), v.who.Actor, number(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	shown, _, _ := l.Shown()
	page, err := v.lookPage(l, shown)
	if err != nil {
		return err
	}
	return v.showLook(http.StatusOK, page)
}

// showLook sends the page, which may have a page of this host in a frame.
func (v *visit) showLook(status int, page LookPage) error {
	v.w.Header().Set("Content-Security-Policy", httpx.DeskPolicy+"; frame-src 'self'")
	return v.show(status, "look", page)
}

// changeLook does what the pressed button says: save and apply keep the form,
// the others change its blocks and show it again.
func (d *Desk) changeLook(v *visit) error {
	f, err := v.form(lookForm)
	if err != nil {
		return err
	}
	site := number(v.r.PathValue("id"))
	l, err := d.Sites.Looks(v.ctx(), v.who.Actor, site)
	if err != nil {
		return err
	}
	in := lookInput(f.Values)
	do, block, _ := strings.Cut(f.Get("do"), "-")
	if n := int(number(block)); do != "" && do != "save" && do != "apply" {
		in.Blocks = rearranged(in.Blocks, do, n, f.Get("add"))
		page, err := v.lookPage(l, in)
		if err != nil {
			return err
		}
		page.Form.Version, page.Live, page.Unsaved = number(f.Get("version")), number(f.Get("live")), true
		return v.showLook(http.StatusOK, page)
	}
	at := stateOf(f)
	err = d.Sites.SaveLook(v.ctx(), v.who.Actor, site, at, in)
	if err == nil {
		at.Draft++
		if data, chosen := emblemOf(f); chosen || f.Has("emblem_off") {
			if err = d.Sites.SaveEmblem(v.ctx(), v.who.Actor, site, at, data); err == nil {
				at.Draft++
			}
		}
	}
	if err == nil && do == "apply" {
		err = d.Sites.ApplyLook(v.ctx(), v.who.Actor, site, at)
	}
	if err != nil {
		return d.lookAgain(v, site, in, at, err)
	}
	return v.done(lookPath(site), map[bool]string{true: "look_applied", false: "look_saved"}[do == "apply"], l.Site.Name)
}

// lookAgain shows the form with what was typed and what is wrong with it.
func (d *Desk) lookAgain(v *visit, site int64, in look.Look, at sites.LookState, cause error) error {
	l, err := d.Sites.Looks(v.ctx(), v.who.Actor, site)
	if err != nil {
		return err
	}
	page, err := v.lookPage(l, in)
	if err != nil {
		return err
	}
	if !page.Form.refused(v.lang, lookValues(in), cause) {
		return cause
	}
	page.Unsaved = l.Draft.Version != at.Draft
	return v.showLook(httpx.Status(cause), page)
}

// dropLook and restoreLook decide what is kept already.
func (d *Desk) dropLook(v *visit) error {
	return d.decideLook(v, "look_dropped", func(site int64, f *httpx.Form) error {
		return d.Sites.DropLook(v.ctx(), v.who.Actor, site, stateOf(f))
	})
}

func (d *Desk) restoreLook(v *visit) error {
	return d.decideLook(v, "look_restored", func(site int64, f *httpx.Form) error {
		return d.Sites.RestoreLook(v.ctx(), v.who.Actor, site, stateOf(f), number(f.Get("number")))
	})
}

func (d *Desk) decideLook(v *visit, done string, verb func(int64, *httpx.Form) error) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	site := number(v.r.PathValue("id"))
	if err := verb(site, f); err != nil {
		l, lerr := d.Sites.Looks(v.ctx(), v.who.Actor, site)
		if lerr != nil {
			return lerr
		}
		shown, _, _ := l.Shown()
		page, perr := v.lookPage(l, shown)
		if perr != nil {
			return perr
		}
		if !page.Form.refused(v.lang, lookValues(shown), err) {
			return err
		}
		return v.showLook(httpx.Status(err), page)
	}
	return v.done(lookPath(site), done, v.places().Site(site).Name)
}

func stateOf(f *httpx.Form) sites.LookState {
	return sites.LookState{Draft: number(f.Get("version")), Live: number(f.Get("live"))}
}

func emblemOf(f *httpx.Form) ([]byte, bool) {
	for _, x := range f.Files {
		if x.Field == "emblem" && len(x.Data) > 0 {
			return x.Data, true
		}
	}
	return nil, false
}

// tryLook draws a page of the site as it would look with what was typed; a GET
// draws what is kept.
func (d *Desk) tryLook(v *visit) error {
	site := number(v.r.PathValue("id"))
	l, err := d.Sites.Looks(v.ctx(), v.who.Actor, site)
	if err != nil {
		return err
	}
	in, emblem, shape := l.Shown()
	page := v.r.URL.Query().Get("page")
	if v.r.Method == http.MethodPost {
		f, err := v.form(lookForm)
		if err != nil {
			return err
		}
		in, page = lookInput(f.Values), f.Get("page")
		if f.Has("emblem_off") {
			emblem = ""
		}
		if in, err = d.Sites.CheckLook(v.ctx(), v.who.Actor, site, in); err != nil { // what is right is shown, the rest is told when it is saved
			in.Blocks = slices.DeleteFunc(in.Blocks, func(b look.Block) bool { _, err := b.Body(); return b.Kind == "text" && err != nil })
		}
	}
	next := &store.SiteLook{Site: site, Look: in, Emblem: emblem, Shape: shape}
	return d.Portal.DrawLook(v.w, v.r, site, next, page, lookPath(site)+"/files", v.lookNote(l.Site.Lang, in))
}

// lookNote is said above a page that is tried, in the language of the site.
func (v *visit) lookNote(l locale.Lang, in look.Look) string {
	note := locale.T(l, "look.preview_note")
	for i, f := range in.Check() {
		if i == 0 {
			note += " " + locale.T(l, "look.preview_wrong", f.Choice().String(), ratio(l, f.Has), ratio(l, f.Least), f.Nearest.String())
		}
	}
	return note
}

// lookMedia answers with a picture of such a page.
func (d *Desk) lookMedia(v *visit) error {
	site := number(v.r.PathValue("id"))
	l, err := d.Sites.Looks(v.ctx(), v.who.Actor, site)
	if err != nil {
		return err
	}
	_, emblem, _ := l.Shown()
	return d.Portal.LookMedia(v.w, v.r, site, v.r.PathValue("file"), emblem)
}

// ratio writes a contrast as people read it, cut off, so that 4,49 never reads
// as enough.
func ratio(l locale.Lang, r float64) string {
	s := strconv.FormatFloat(float64(int(r*10))/10, 'f', -1, 64)
	if l == locale.VI {
		s = strings.ReplaceAll(s, ".", ",")
	}
	return s + " : 1"
}

// lookPage is the page with a look in its form.
func (v *visit) lookPage(l *sites.Looks, in look.Look) (page LookPage, err error) {
	site, name := l.Site, v.names()
	path := lookPath(site.ID)
	page = LookPage{Crumbs: []Crumb{{v.t("desk.nav_sites"), pathSites}, {site.Name, pathSites + "/" + id(site.ID)}}, Lead: v.t("look.lead"), Live: l.Live.Number,
		Preview: path + "/preview", Sections: sectionsPath(site.ID)}
	if l.Draft.Open {
		page.Drafted = v.t("look.drafted", name(l.Draft.By), vi.DateTime(v.lang, l.Draft.At))
	}
	if _, emblem, shape := l.Shown(); emblem != "" {
		page.Emblem = &LookEmblem{Path: path + "/files/" + emblem + endingOfEmblem(shape.Type), Width: shape.Width, Height: shape.Height}
	}
	page.Form = Form{Path: path, Version: l.Draft.Version, Parts: append(v.lookParts(site, in, page.Emblem != nil), v.blockParts(site, in)...)}
	for _, k := range look.Kinds {
		page.Kinds = append(page.Kinds, FormChoice{Value: k.Name, Label: v.t("look.block_" + k.Name)})
	}
	for _, p := range portal.LookPages {
		page.Pages = append(page.Pages, FormTab{Label: v.t("look.page_" + p), Path: p})
	}
	page.Pairs, page.Night = v.lookPairs(in)
	for i, h := range l.Past {
		c := LookChange{Number: h.Number, When: vi.DateTime(v.lang, h.At), What: v.t("look.change", name(h.By)), Live: i == 0}
		if h.From != 0 {
			c.What = v.t("look.change_back", name(h.By), int(h.From))
		}
		page.History = append(page.History, c)
	}
	if len(l.Past) > 0 {
		page.History = append(page.History, LookChange{What: v.t("look.change_none")})
	}
	page.Shell, err = v.shell(v.t("look.title", site.Name), "sites")
	return page, err
}

func endingOfEmblem(kind string) string {
	if kind == "image/jpeg" {
		return ".jpg"
	}
	return ".png"
}

// lookParts are the questions about colours, header and emblem.
func (v *visit) lookParts(site *store.Site, in look.Look, emblem bool) []FormPart {
	var themes, headers []FormChoice
	for _, t := range v.d.Sites.Themes {
		themes = append(themes, FormChoice{Value: t, Label: v.themeName(t), On: t == in.Theme})
	}
	for _, h := range look.Headers {
		headers = append(headers, FormChoice{Value: h, Label: v.t("look.header_" + h), On: h == in.Header})
	}
	brand, accent := look.Shipped(in.Theme)
	mark := []FormField{{Type: "file", Name: "emblem", Label: v.t("look.emblem"), Hint: v.t("look.emblem_hint", sites.EmblemWidth), Accept: "image/png,image/jpeg,image/gif"}}
	if emblem {
		mark = append(mark, check("emblem_off", v.t("look.emblem_off"), "", false))
	}
	return []FormPart{
		{Title: v.t("look.colours"), Fields: []FormField{
			{Type: "select", Name: "theme", Label: v.t("admin.theme"), Choices: themes},
			{Type: "colour", Name: "brand", Label: v.t("look.brand"), Value: in.Brand, Hint: v.t("look.brand_hint", brand.String()), Now: ""},
			{Type: "colour", Name: "accent", Label: v.t("look.accent"), Value: in.Accent, Hint: v.t("look.accent_hint", accent.String())}}},
		{Title: v.t("look.header"), Fields: append([]FormField{
			{Type: "select", Name: "header", Label: v.t("look.header_form"), Choices: headers},
			{Type: "text", Name: "name", Label: v.t("look.name"), Value: in.Name, Lang: site.Lang, Hint: v.t("look.name_hint", site.Name)},
			{Type: "text", Name: "line", Label: v.t("look.line"), Value: in.Line, Lang: site.Lang, Hint: v.t("look.line_hint")}}, mark...)},
	}
}

// blockParts are the questions about each block of the first page.
func (v *visit) blockParts(site *store.Site, in look.Look) (parts []FormPart) {
	blocks := in.Blocks
	if blocks == nil {
		blocks = look.Usual()
	}
	for i, b := range blocks {
		name := func(s string) string { return fmt.Sprintf("block_%d_%s", i+1, s) }
		p := FormPart{Class: "look-block", Title: fmt.Sprintf("%d. %s", i+1, v.t("look.block_"+b.Kind)), Fields: []FormField{{Type: "hidden", Name: name("kind"), Value: b.Kind},
			{Type: "text", Name: name("title"), Label: v.t("look.block_title"), Value: b.Title, Lang: site.Lang, Hint: v.t("look.block_title_hint")}}}
		if k, _ := look.KindOf(b.Kind); k.Most > 0 {
			count := ""
			if b.Count > 0 {
				count = strconv.Itoa(b.Count)
			}
			p.Fields = append(p.Fields, FormField{Type: "number", Name: name("count"), Label: v.t("look.block_count"), Value: count, Hint: v.t("look.block_count_hint", k.Usual, k.Most)})
		}
		switch b.Kind {
		case "section":
			p.Fields = append(p.Fields, FormField{Type: "select", Name: name("section"), Label: v.t("look.block_of_section"), Choices: v.lookSections(site.ID, b.Section)})
		case "topic":
			var list []FormChoice
			for _, t := range v.places().TopicsOf(site.ID) {
				list = append(list, FormChoice{Value: t.Slug, Label: t.Title, On: t.Slug == b.Of})
			}
			p.Fields = append(p.Fields, FormField{Type: "select", Name: name("topic"), Label: v.t("look.block_of_topic"), Choices: list})
		case "kind":
			var list []FormChoice
			for _, k := range v.places().KindsOf(site.Institution) {
				list = append(list, FormChoice{Value: k.ID, Label: k.Name.In(v.lang), On: k.ID == b.Of})
			}
			p.Fields = append(p.Fields, FormField{Type: "select", Name: name("of"), Label: v.t("look.block_of_kind"), Choices: list})
		case "links":
			var lines []store.Link
			for _, x := range b.Links {
				lines = append(lines, store.Link(x))
			}
			p.Fields = append(p.Fields, FormField{Type: "area", Name: name("links"), Label: v.t("look.block_links"), Value: linkLines(lines), Lang: site.Lang, Hint: v.t("look.block_links_hint")})
		case "text":
			p.Fields = append(p.Fields, FormField{Type: "area", Name: name("text"), Label: v.t("look.block_text"), Value: b.Text, Lang: site.Lang, Hint: v.t("look.block_text_hint"), Rows: 6})
		}
		n := strconv.Itoa(i + 1)
		if i > 0 {
			p.Acts = append(p.Acts, FormAct{Value: "up-" + n, Label: v.t("look.up"), About: p.Title})
		}
		if i < len(blocks)-1 {
			p.Acts = append(p.Acts, FormAct{Value: "down-" + n, Label: v.t("look.down"), About: p.Title})
		}
		p.Acts = append(p.Acts, FormAct{Value: "drop-" + n, Label: v.t("look.drop_block"), About: p.Title})
		parts = append(parts, p)
	}
	return parts
}

func (v *visit) lookSections(site, chosen int64) (list []FormChoice) {
	for _, s := range v.places().SectionTree(site) {
		if s.Active || s.ID == chosen {
			list = append(list, FormChoice{Value: id(s.ID), Label: indent(s.Depth) + s.Title, On: s.ID == chosen})
		}
	}
	return list
}

// lookInput is what was typed. Fields that a block of its kind does not have are
// empty.
func lookInput(f url.Values) look.Look {
	l := look.Look{Theme: f.Get("theme"), Brand: f.Get("brand"), Accent: f.Get("accent"), Header: f.Get("header"), Name: f.Get("name"), Line: f.Get("line"), Blocks: []look.Block{}}
	for n := 1; n <= look.MaxBlocks+1; n++ {
		name := func(s string) string { return fmt.Sprintf("block_%d_%s", n, s) }
		if !f.Has(name("kind")) {
			break
		}
		b := look.Block{Kind: f.Get(name("kind")), Title: f.Get(name("title")), Section: number(f.Get(name("section"))), Of: f.Get(name("of")) + f.Get(name("topic")), Text: f.Get(name("text"))}
		if count := strings.TrimSpace(f.Get(name("count"))); count != "" {
			var err error
			if b.Count, err = strconv.Atoi(count); err != nil || b.Count == 0 {
				b.Count = -1
			}
		}
		for _, x := range linksOf(f.Get(name("links"))) {
			b.Links = append(b.Links, look.Link(x))
		}
		l.Blocks = append(l.Blocks, b)
	}
	if len(l.Blocks) == 0 {
		l.Blocks = nil
	}
	return l
}

// lookValues is the form of a look as a browser sends it.
func lookValues(l look.Look) url.Values {
	f := url.Values{"theme": {l.Theme}, "brand": {l.Brand}, "accent": {l.Accent}, "header": {l.Header}, "name": {l.Name}, "line": {l.Line}}
	for i, b := range l.Blocks {
		set := func(name, value string) { f.Set(fmt.Sprintf("block_%d_%s", i+1, name), value) }
		var lines []store.Link
		for _, x := range b.Links {
			lines = append(lines, store.Link(x))
		}
		for name, value := range map[string]string{"kind": b.Kind, "title": b.Title, "section": id(b.Section), "of": b.Of, "topic": b.Of, "text": b.Text, "links": linkLines(lines)} {
			set(name, value)
		}
		if b.Count != 0 {
			set("count", strconv.Itoa(b.Count))
		}
	}
	return f
}

// rearranged are the blocks after a button beside one of them, or the one that
// adds one.
func rearranged(blocks []look.Block, do string, n int, kind string) []look.Block {
	if blocks == nil && do == "add" {
		blocks = []look.Block{}
	}
	i := n - 1
	switch {
	case do == "add" && len(blocks) < look.MaxBlocks:
		if _, ok := look.KindOf(kind); !ok {
			return blocks
		}
		return append(blocks, look.Block{Kind: kind})
	case i < 0 || i >= len(blocks):
	case do == "up" && i > 0:
		blocks[i-1], blocks[i] = blocks[i], blocks[i-1]
	case do == "down" && i < len(blocks)-1:
		blocks[i+1], blocks[i] = blocks[i], blocks[i+1]
	case do == "drop":
		blocks = slices.Delete(blocks, i, i+1)
	}
	return blocks
}

// lookPairs says of colours how well they can be read, by day, and what becomes
// of them by night and with more contrast.
func (v *visit) lookPairs(in look.Look) (day, night []LookPair) {
	brand, accent, _ := in.Colours()
	pair := func(says string, front, back look.Colour, least float64, rule string) LookPair {
		has := look.Contrast(front, back)
		return LookPair{Says: says, Front: front.String(), Back: back.String(), Has: ratio(v.lang, has), Needs: ratio(v.lang, least), Rule: rule, OK: has >= least}
	}
	for _, p := range look.Pairs(in.Theme, brand, accent) {
		x := pair(v.t("look.pair_"+p.What+"_"+p.On), p.Front, p.Back, p.Least, p.Rule)
		if !p.OK() {
			x.Instead = look.Readable(in.Theme, p.What, brand, accent).String()
		}
		day = append(day, x)
	}
	pal := look.NewPalette(in.Theme, brand, accent)
	_, dark := look.Grounds(in.Theme)
	for _, s := range []struct {
		name  string
		t     look.Tokens
		paper look.Colour
		least float64
		rule  string
	}{
		{"night", pal.Night, dark["paper"], look.Text, "1.4.3"},
		{"more", pal.MoreDay, look.White, look.MoreText, "1.4.6"},
		{"more_night", pal.MoreNight, look.Colour{}, look.MoreText, "1.4.6"},
	} {
		night = append(night, pair(v.t("look.becomes_"+s.name+"_brand"), s.t["brand-ink"], s.paper, s.least, s.rule), pair(v.t("look.becomes_"+s.name+"_accent"), s.t["accent"], s.paper, s.least, s.rule))
	}
	return day, night
}
