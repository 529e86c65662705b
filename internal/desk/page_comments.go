package desk

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/editorial"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
)

// A CommentsPage is a text part by part, with what colleagues say about each.
type CommentsPage struct {
	Shell
	Path     string // of the case
	Code     string
	Heading  string
	TextLang string
	Parts    []PartView
	Lost     []ThreadView // about parts that are gone
	People   []Choice     // who can be mentioned
	Open     int          // threads that are not settled
	Where    RoomView
	Edit     string // address of the editor; "" where the visitor may not
}

// A PartView is a part of a text.
type PartView struct {
	Part    string
	Label   string // of a part that is no block
	Class   string // of how it is set
	Text    string
	HTML    template.HTML
	Threads []ThreadView
	Anchor  string // id in the page
	Mute    bool   // cannot be commented on
}

// A ThreadView is a comment with its answers.
type ThreadView struct {
	ID       int64
	Line     CommentView
	Replies  []CommentView
	Settled  string // by whom and when; "" it is open
	State    string // what became of its part, in words; "" nothing
	Quote    string // the words it was about, where they are other ones now
	Part     string
	PartName string // short words of its part, for lists
}

// threadPart is a thread with what its forms need.
type threadPart struct {
	Thread ThreadView
	Path   string
	People []Choice
}

// A CommentView is one of the comments of a thread.
type CommentView struct {
	Who, When, Text string
	Read            []RecodedView // what of it came in another charset
	Mentions        string        // names
	Me              bool          // the visitor is among them
}

// comments shows a text with what colleagues say about its parts (F-B7).
func (d *Desk) comments(v *visit) error {
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	b := &book{View: view, w: w, l: v.lang, now: v.now, me: v.who.Person, url: d.siteURL, actor: actorIn(view, v.who.Actor)}
	page := CommentsPage{Path: casePath(view.Case.Code), Code: view.Case.Code, Heading: view.Case.Title}
	if !view.MayRemark {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	threads, err := d.Editorial.Threads(v.ctx(), view, v.who.Actor)
	if err != nil {
		return err
	}
	room, err := d.Editorial.Room(v.ctx(), view, v.who.Actor)
	if err != nil {
		return err
	}
	page.Where = v.room(view, room, 0)
	page.Parts = b.parts(threads)
	for _, t := range threads {
		if t.ResolvedBy == 0 {
			page.Open++
		}
		if t.State == editorial.PartGone || t.State == editorial.PartUnknown {
			page.Lost = append(page.Lost, b.thread(t))
		}
	}
	for _, c := range view.Colleagues() {
		if c.Person != v.who.Person {
			page.People = append(page.People, Choice{Value: personNumber(c.Person), Label: c.Name})
		}
	}
	if view.Revision != nil {
		page.TextLang = string(view.Revision.Lang)
		if view.MayEdit(v.who.Actor) == nil {
			page.Edit = page.Path + "/edit"
		}
	}
	if page.Shell, err = v.shell(v.t("desk.comments"), ""); err != nil {
		return err
	}
	return v.show(http.StatusOK, "comments", page)
}

// parts are the parts of the text with their threads; first those about all of
// it.
func (b *book) parts(threads []editorial.Thread) []PartView {
	all := []PartView{{Part: editorial.PartAll, Label: b.t("desk.part_all"), Anchor: "part-all"}}
	if r := b.Revision; r != nil {
		all = append(all, PartView{Part: editorial.PartTitle, Text: r.Title, Class: "title", Anchor: "part-title"})
		if r.Summary != "" {
			all = append(all, PartView{Part: editorial.PartSummary, Text: r.Summary, Class: "lede", Anchor: "part-summary"})
		}
		for i, block := range r.Body.HTMLBlocks(b.renderOptions(r.Lang)) {
			all = append(all, PartView{Part: block.ID, HTML: block.HTML, Anchor: "part-" + strconv.Itoa(i+1), Mute: block.ID == ""})
		}
	}
	for i := range all {
		for _, t := range threads {
			if t.Part == all[i].Part && !all[i].Mute && t.State != editorial.PartGone && t.State != editorial.PartUnknown {
				all[i].Threads = append(all[i].Threads, b.thread(t))
			}
		}
		// What is settled stands below what is open.
		slices.SortStableFunc(all[i].Threads, func(a, b ThreadView) int { return boolOrder(a.Settled != "", b.Settled != "") })
	}
	return all
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (b *book) thread(t editorial.Thread) ThreadView {
	view := ThreadView{ID: t.ID, Line: b.comment(t.Comment), Part: t.Part}
	for _, r := range t.Replies {
		view.Replies = append(view.Replies, b.comment(r))
	}
	if t.ResolvedBy != 0 {
		view.Settled = b.t("desk.comment_settled_by", b.name(t.ResolvedBy), shortMoment(b.l, b.now, t.ResolvedAt))
	}
	switch t.State {
	case editorial.PartSame:
		if t.Stretch {
			view.Quote = t.Quote
		}
	case editorial.PartEdited:
		view.State, view.Quote = b.t("desk.part_edited"), t.Quote
		if t.Stretch {
			view.State = b.t("desk.words_edited")
		}
	case editorial.PartGone, editorial.PartUnknown:
		view.State, view.Quote = b.t("desk.part_gone"), t.Quote
	}
	switch t.Part {
	case editorial.PartAll:
		view.PartName = b.t("desk.part_all")
	default:
		view.PartName = firstWords(t.Quote, 12)
	}
	return view
}

func (b *book) comment(c store.Comment) CommentView {
	view := CommentView{Who: b.name(c.Person), When: shortMoment(b.l, b.now, c.At), Text: c.Text, Read: wordsRead(c.Recoded)}
	if c.For != 0 {
		view.Who = b.t("people.on_behalf", view.Who, b.People[c.For])
	}
	var names []string
	for _, p := range c.Mentions {
		names = append(names, b.name(p))
		view.Me = view.Me || p == b.me
	}
	view.Mentions = andList(b.l, names)
	return view
}

// firstWords are the first n words of a text, for a line of a list.
func firstWords(s string, n int) string {
	return content.Body{Version: content.Version, Doc: content.Node{Type: "doc", Content: []content.Node{{Type: "paragraph", Content: []content.Node{{Type: "text", Text: s}}}}}}.FirstWords(n)
}

// A TalkView is what colleagues say about the text, on the page of the case and
// in the editor: what is open, and how much is settled.
type TalkView struct {
	Path    string // of the comments
	Threads []ThreadView
	Settled int
}

// talkAbout reads it; nil for whoever has no part in it.
func (v *visit) talkAbout(view *cases.View, b *book) (*TalkView, error) {
	if !view.MayRemark {
		return nil, nil
	}
	threads, err := v.d.Editorial.Threads(v.ctx(), view, v.who.Actor)
	if err != nil {
		return nil, err
	}
	t := &TalkView{Path: casePath(view.Case.Code) + "/comments"}
	for _, one := range threads {
		if one.ResolvedBy != 0 {
			t.Settled++
			continue
		}
		t.Threads = append(t.Threads, b.thread(one))
	}
	return t, nil
}

// comment keeps a comment or an answer.
func (d *Desk) comment(v *visit) error {
	f, err := v.form(decision)
	if err != nil {
		return err
	}
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	r := editorial.Remark{Part: f.Get("part"), Words: f.Get("words"), Thread: number(f.Get("thread")), Text: f.Get("comment")}
	for _, m := range f.Values["mention"] {
		r.Mentions = append(r.Mentions, people.PersonID(number(m)))
	}
	c, err := d.Editorial.Comment(v.ctx(), v.who.Actor, view.Case.ID, r)
	if err != nil {
		return v.acted(view, w, f, err, "")
	}
	thread := c.ID
	if c.Thread != 0 {
		thread = c.Thread
	}
	return v.done(casePath(view.Case.Code)+"/comments#thread-"+id(thread), "comment")
}

// settle marks a thread as settled, or opens it again.
func (d *Desk) settle(v *visit) error {
	f, err := v.form(decision)
	if err != nil {
		return err
	}
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	thread := number(v.r.PathValue("thread"))
	settled := f.Get("do") != "reopen"
	if err := d.Editorial.ResolveThread(v.ctx(), v.who.Actor, view.Case.ID, thread, settled); err != nil {
		return v.acted(view, w, f, err, "")
	}
	what := "settled"
	if !settled {
		what = "reopened"
	}
	return v.done(casePath(view.Case.Code)+"/comments#thread-"+id(thread), what)
}
