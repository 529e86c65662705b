package desk

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A TextView is the text exactly as readers will see it, with what a colleague
// wants to know of it.
type TextView struct {
	Lang     string
	Kicker   string // where it will stand
	Title    string
	Summary  string
	Lead     template.HTML
	Body     template.HTML
	Sources  []SourceLine
	Authors  string
	OwnWork  bool
	Number   int
	Saved    string // by whom, when
	Note     string
	Changed  string // aspects, against the revision before
	Compare  string // address of the comparison; "" for the first one
	Comment  string // address of the comments; "" for whoever has no part in them
	Edit     string // address of the editor; "" where the visitor may not
	WhyNot   string // why not
	Findings []FindingView
	Missing  string // said where it is not classified
	Change   *ChangeView
}

// A SourceLine is a source as readers get it.
type SourceLine struct{ Text, URL string }

// A FindingView is something that the program found in a text.
type FindingView struct {
	Text     string
	Required bool
	Field    string
	Block    int
}

func (b *book) text() *TextView {
	r := b.Revision
	if r == nil {
		return nil
	}
	t := b.textOf(r)
	t.Number = r.Number
	t.Saved = b.t("desk.saved_by", b.name(people.PersonID(r.SavedBy)), shortMoment(b.l, b.now, r.SavedAt))
	t.Note = r.Note
	for _, line := range b.View.Revisions {
		if line.Number == r.Number {
			t.Changed = aspectList(b.l, line.Changed)
		}
	}
	if r.Number > 1 && b.Reads(r.Number-1) {
		t.Compare = comparePath(b.Case.Code, r.Number-1, r.Number)
	}
	if b.MayRemark {
		t.Comment = casePath(b.Case.Code) + "/comments"
	}
	if err := b.Procedure.CanEdit(&b.View.State, &b.Facts, b.actor); err == nil {
		t.Edit = casePath(b.Case.Code) + "/edit"
	} else {
		t.WhyNot = sayFault(b.l, err)
	}
	t.Findings = b.findings(*r)
	return t
}

// renderOptions show a body as on its page, with the pictures of the case.
func (b *book) renderOptions(lang locale.Lang) content.RenderOptions {
	media := cmp.Or(b.media, casePath(b.Case.Code)+"/media/")
	return content.RenderOptions{Lang: lang, HeadingShift: 1, Stepwise: true, IDPrefix: "bai-",
		MediaURL: func(id string, width int) string {
			if width != 0 {
				return ""
			}
			return media + id
		},
		MediaSize: func(id string) (int, int) { m := b.w.media[id]; return m.Width, m.Height },
		FileInfo: func(id string) content.FileInfo {
			m := b.w.media[id]
			return content.FileInfo{URL: media + id, Size: m.Size}
		},
	}
}

// textOf renders a revision.
func (b *book) textOf(r *content.Revision) *TextView {
	opt := b.renderOptions(r.Lang)
	t := &TextView{Lang: string(r.Lang), Title: r.Title, Summary: r.Summary, Body: r.Body.HTML(opt), OwnWork: r.OwnWork, Authors: andList(b.l, r.Authors)}
	if r.LeadImage != nil {
		t.Lead = content.LeadHTML(*r.LeadImage, r.Layout, opt)
	}
	for _, s := range r.Sources {
		t.Sources = append(t.Sources, SourceLine{sourceText(s), s.URL})
	}
	var where []string
	for _, p := range r.Sites {
		site := b.w.sites[p.Site].Name
		if sec, ok := b.w.sections[p.Section]; ok {
			site = b.t("desk.placed", sec.Title, site)
		}
		where = append(where, site)
	}
	if k := b.w.kinds[r.Kind]; k != "" {
		t.Kicker = k
	}
	if len(where) > 0 {
		if t.Kicker != "" {
			t.Kicker += " · "
		}
		t.Kicker += andList(b.l, where)
	}
	if !classified(r) {
		t.Missing = b.t("desk.not_classified")
	}
	t.Change = b.change(r)
	return t
}

func classified(r *content.Revision) bool {
	return r.Kind != "" && len(r.Sites) > 0 && !slices.ContainsFunc(r.Sites, func(p content.Placement) bool { return p.Section == 0 })
}

// sourceText cites a source in one line.
func sourceText(s content.Source) string {
	text := s.Title
	for _, part := range []string{s.Number, s.Issuer, s.Date} {
		if part == "" {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += part
	}
	if text == "" {
		text = s.URL
	}
	return text
}

// demands reports whether a finding stands in the way: by itself, unless the
// procedure only recommends the check, or because the procedure requires it.
func (b *book) demands(f content.Finding) bool {
	required, recommended := b.asks(f.Check)
	switch {
	case required, f.Check == content.CheckUnicode: // nothing else is published
		return true
	case recommended:
		return false
	}
	return f.Severity == content.Required
}

func (b *book) findings(r content.Revision) []FindingView {
	var list []FindingView
	for _, f := range r.Findings() {
		list = append(list, FindingView{Text: b.t(f.Key, f.Args...), Required: b.demands(f), Field: f.Field, Block: f.Block})
	}
	slices.SortStableFunc(list, func(a, b FindingView) int {
		switch {
		case a.Required == b.Required:
			return 0
		case a.Required:
			return -1
		}
		return 1
	})
	return list
}

// usedMedia lists the media of a revision.
func usedMedia(r *content.Revision) []string {
	var ids []string
	for _, m := range r.Body.Media() {
		ids = appendNew(ids, m.Media)
	}
	if r.LeadImage != nil {
		ids = appendNew(ids, r.LeadImage.Media)
	}
	return ids
}

// An AskedView is what the sender asked for, while nobody has made a text of
// it yet.
type AskedView struct {
	Subject string
	Body    string
	Files   []FileView
	Take    bool // the visitor may make a document of it
	WhyNot  string
}

func (b *book) asked() *AskedView {
	if b.Revision != nil || b.Request == nil {
		return nil
	}
	a := &AskedView{Subject: b.Request.Subject}
	for _, m := range b.Messages {
		if m.Direction == "in" {
			a.Body = m.Fresh
			break
		}
	}
	a.Files = b.files(b.Attachments)
	if o, ok := b.option("attach"); ok {
		a.Take = o.Allowed
		if o.WhyNot != nil {
			a.WhyNot = sayFault(b.l, o.WhyNot)
		}
	}
	return a
}

// A FixView shows a newer text from the sender beside the one in the case.
type FixView struct {
	When string
	From string
	Old  []DiffPart
	New  []DiffPart
	May  bool // say that it was looked at
	Edit string
}

func (b *book) fix() *FixView {
	c := b.View.State.Correction
	if c == nil {
		return nil
	}
	f := &FixView{When: shortMoment(b.l, b.now, c.At), From: b.Case.Sender}
	fresh, old := "", ""
	for _, m := range b.Messages {
		if m.ID == c.Ref.ID {
			fresh = m.Fresh
		}
	}
	if b.Revision != nil {
		old = b.Revision.Title + "\n\n" + b.Revision.Body.PlainText(b.Revision.Lang)
		f.Edit = casePath(b.Case.Code) + "/edit"
	} else if len(b.Messages) > 0 {
		old = b.Messages[0].Fresh
	}
	f.Old, f.New = sides(old, fresh)
	if !alike(f.New) { // a remark on the text, not another one: marks would only confuse
		f.Old, f.New = []DiffPart{{Text: old}}, []DiffPart{{Text: fresh}}
	}
	if o, ok := b.option("heed"); ok {
		f.May = o.Allowed
	}
	return f
}

// A RevisionView is a line of the list of revisions.
type RevisionView struct {
	Number  int
	Path    string
	Who     string
	When    string
	Note    string
	Changed string
	Now     bool
}

func (b *book) revisions() []RevisionView {
	var list []RevisionView
	for _, r := range b.View.Revisions {
		who := b.name(r.SavedBy)
		if r.SavedFor != 0 {
			who = b.t("people.on_behalf", who, b.People[r.SavedFor])
		}
		list = append(list, RevisionView{Number: r.Number, Path: casePath(b.Case.Code) + "/revisions/" + strconv.Itoa(r.Number), Who: who,
			When: shortMoment(b.l, b.now, r.SavedAt), Note: r.Note, Changed: aspectList(b.l, r.Changed), Now: b.Revision != nil && r.ID == b.Revision.ID})
	}
	return list
}

// An EditionView is what the public sees, or saw.
type EditionView struct {
	Site, Section string
	Number        int
	URL           string
	Tag           Tag
	When          string
	Who           string
	Title         string
	Note          string // what readers are told of it
	Kept          string // address of what was kept of it; empty: nothing yet
	Views         string // how often it was read; empty: not known yet
	Rated         string // what readers said of it; empty: nothing
}

func (b *book) editions() []EditionView {
	var list []EditionView
	for i := len(b.View.Editions) - 1; i >= 0; i-- {
		e := b.View.Editions[i]
		site, sec := b.w.sites[e.Site], b.w.sections[e.Section]
		v := EditionView{Site: site.Name, Section: sec.Title, Number: e.Number, When: vi.ShortDateTime(b.l, e.PublishedAt), Who: b.holder(people.Holder{Person: e.PostedBy, For: e.PostedFor}), Title: e.Title}
		switch e.State {
		case store.EditionLive:
			v.Tag, v.URL = Tag{"good", "check", b.t("desk.edition_live")}, b.url(&site, e.Path(sec.Slug))
			if n := b.w.views[e.Site]; n.All > 0 && !b.View.Outside {
				v.Views = b.t("desk.views", int(n.Week), int(n.All), store.ReadDays)
			}
			if n := b.w.ratings[e.Site]; n.Useful+n.Useless > 0 && !b.View.Outside {
				v.Rated = b.t("desk.rated", int(n.Useful), int(n.Useful+n.Useless))
			}
		case store.EditionReplaced:
			v.Tag = Tag{"", "log", b.t("desk.edition_replaced")}
		case store.EditionExpired:
			v.Tag = Tag{"", "log", b.t("desk.edition_expired")}
		case store.EditionWithdrawn:
			v.Tag, v.URL = Tag{"warn", "warn", b.t("desk.edition_withdrawn")}, b.url(&site, e.Path(sec.Slug))
		default:
			v.Tag = Tag{"warn", "cross", b.t("desk.edition_removed")}
		}
		v.Note = e.Note
		if _, ok := b.w.archived[e.ID]; ok && !b.View.Outside {
			v.Kept = casePath(b.Case.Code) + "/editions/" + id(e.ID)
		}
		list = append(list, v)
	}
	return list
}
