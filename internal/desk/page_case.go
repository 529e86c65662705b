package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A CasePage is a case on one page: the text as readers will see it, the steps
// with who and when, what I can decide, and all that was said and done.
type CasePage struct {
	Shell
	Code      string
	Path      string
	Version   int64
	Procedure string
	Chosen    string // why it goes by that, where a rule chose it
	ProcPath  string
	From      string
	Own       string // said in place of it where nobody asked
	Sent      string
	State     string // for whom it waits, or how it ended
	Nobody    string // said where nobody eligible is left
	Flags     []Tag
	Clocks    []CaseClock
	Ruler     *Ruler
	Why       *Why
	Taken     Taken
	Assigned  *AssignedView // nil where it was handed to no unit
	Text      *TextView
	Draft     *PromulgateView // the procedure that it is to put into force
	Supply    *SupplyView     // what a unit was asked for and has not sent yet
	Order     *OrderView      // what was asked for is followed up; nil for others
	Paper     *PaperView      // with which the information came
	Asked     *AskedView      // what was sent, while there is no text yet
	Reading   *ReadingView    // what of the text was read from charsets before Unicode
	Fix       *FixView        // a newer text from the sender
	Unseen    *UnseenView
	Extend    *ExtendView // more time: to ask for, or to decide on
	Queries   []QueryView // asked back by who is to decide
	Claim     *ClaimView
	Unread    []FileView // of which no text could be made, or not all of it
	Decide    Decide
	Hours     *HoursView
	Batch     *BatchNote // with which the case is handed over
	Disposing *DisposalNote
	Follows   *DisposalNote // the case of destroyed papers that its letter was about
	Gone      *GoneView     // what is left to tell where its papers were taken away
	Duty      *DutyNote     // from which it was opened
	Previews  *PreviewsView
	Consults  []ConsultView
	Steps     []StepView
	Talk      []TalkItem
	Write     *WriteView // nil where the sender cannot be written to
	Files     []FileView
	Notes     []NoteView
	MayNote   bool
	Remarked  *TalkView // what colleagues say about the text; nil for others
	Where     RoomView
	Checks    []CheckView
	Editions  []EditionView
	// Deliveries tell, site by site, how far the last posting has come, where that
	// is more than one site or something is wrong; Undelivered says it at the top.
	Deliveries  []DeliveryView
	Undelivered string
	After       *AfterView   // nil where nothing is public
	Reports     *ReportsView // what readers hold to be wrong; nil where nothing
	Attach      *AttachView  // nil where the visitor may not edit
	Placed      []PlacedFile
	Replaced    []string
	Translate   *TranslateView
	Source      *SourceView // what the text is a translation of
	Letters     []LetterView
	Revisions   []RevisionView
	History     []HistoryDay
	Earlier     []HistoryDay // of long ago, folded away
	Next        *NextWork    // what else waits for me
	Problem     string       // what went wrong with what was sent
	Lacks       string       // id of the field whose words are missing
	Typed       []Typed      // words that were sent and not recorded
}

// Typed is what somebody wrote in a form that was not carried out.
type Typed struct{ Label, Text string }

// NextWork is the next item of the work list.
type NextWork struct{ Title, Path string }

// world is what a page says of things around a case.
type world struct {
	inst     *store.Institution
	units    map[int64]string
	offices  []store.Unit // that are in use
	sites    map[int64]store.Site
	sections map[int64]store.Section
	kinds    map[string]string
	topics   map[string]string // titles by slug, where a page asks for them
	media    map[string]store.Media
	archived map[int64]store.ArchivedPage // what was kept of the editions, by their IDs
	views    map[int64]store.ViewCount    // of its document, by site
	ratings  map[int64]store.RatingCount  // likewise
}

// readWorld reads the names of things of an institution.
func readWorld(ctx context.Context, tx *store.Tx, institution int64, l locale.Lang) (*world, error) {
	w := &world{units: make(map[int64]string), sites: make(map[int64]store.Site), sections: make(map[int64]store.Section), kinds: make(map[string]string), media: make(map[string]store.Media)}
	var err error
	if w.inst, err = tx.Institution(ctx, institution); err != nil {
		return nil, err
	}
	units, err := tx.Units(ctx, institution)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		w.units[u.ID] = u.Name.In(l)
		if u.Active {
			w.offices = append(w.offices, u)
		}
	}
	sites, err := tx.Sites(ctx, institution)
	if err != nil {
		return nil, err
	}
	for _, s := range sites {
		w.sites[s.ID] = s
		sections, err := tx.Sections(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		for _, sec := range sections {
			w.sections[sec.ID] = sec
		}
	}
	kinds, err := tx.Kinds(ctx, institution)
	for _, k := range kinds {
		w.kinds[k.ID] = k.Name.In(l)
	}
	return w, err
}

// caseOf reads the case of {code} for the visitor, with its world.
func (v *visit) caseOf() (*cases.View, *world, error) {
	code := strings.ToUpper(v.r.PathValue("code"))
	var id int64
	var w *world
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.CaseByCode(ctx, v.who.Institution, code)
		if err != nil {
			return err
		}
		if c.Institution != v.who.Institution {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		id = c.ID
		w, err = readWorld(ctx, tx, v.who.Institution, v.lang)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	view, err := v.d.Cases.See(v.ctx(), v.who.Actor, id)
	if err != nil {
		return nil, nil, err
	}
	if view.Gone() {
		return view, w, v.kept(view.Case.Code)
	}
	if view.Revision == nil {
		return view, w, nil
	}
	err = v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		if len(view.Editions) > 0 {
			if w.archived, err = tx.ArchivedOf(ctx, view.Case.Document); err != nil {
				return err
			}
			if w.views, err = tx.ViewsOf(ctx, view.Case.Document); err != nil {
				return err
			}
			if w.ratings, err = tx.RatingsOf(ctx, view.Case.Document); err != nil {
				return err
			}
		}
		for _, m := range usedMedia(view.Revision) {
			media, err := tx.Media(ctx, m)
			if fault.Is(err, fault.NotFound) {
				continue
			} else if err != nil {
				return err
			}
			w.media[m] = *media
		}
		return nil
	})
	return view, w, err
}

func (d *Desk) showCase(v *visit) error {
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	begun := v.mending()
	if begun == nil {
		begun = v.mendReport(view)
	}
	return v.showCase(http.StatusOK, view, w, begun, "")
}

// mending is what a correction begins with that somebody was led to by a broken
// link; nil where nobody was.
func (v *visit) mending() url.Values {
	words := vi.CleanLine(v.r.URL.Query().Get("mend"))
	if words == "" || len(words) > 1000 {
		return nil
	}
	do := string(flow.DoChange) + ":" + string(content.Correction)
	return url.Values{"do": {do}, "reason." + do: {v.t("links.mend_reason", words)}}
}

// showCase answers with the page of a case; typed is what was sent and not
// carried out, with the problem that stood in its way.
func (v *visit) showCase(status int, view *cases.View, w *world, typed url.Values, problem string) error {
	return v.showLetter(status, view, w, typed, problem, nil)
}

// showLetter is showCase with a letter that was asked to be looked at.
func (v *visit) showLetter(status int, view *cases.View, w *world, typed url.Values, problem string, letter *LetterPreview) error {
	b := &book{View: view, w: w, l: v.lang, now: v.now, cal: v.d.calendar(v.who.Institution), me: v.who.Person, typed: typed, lacks: v.lacks, preview: letter, url: v.d.siteURL}
	b.actor = actorIn(view, v.who.Actor)
	page := b.page()
	page.Problem, page.Lacks = problem, fieldID(v.lacks)
	page.Deliveries = v.deliveries(view, w)
	failed := 0
	for _, l := range page.Deliveries {
		if l.Why != "" {
			failed++
		}
	}
	if failed > 0 {
		page.Undelivered = v.t("delivery.failed", failed, len(page.Deliveries))
	}
	if pub := view.State.Published; !view.Outside && (pub.Public() || pub != nil && pub.Notice) {
		uses, err := v.d.Cases.UsesOfDocument(v.ctx(), v.who.Actor, view.Case.Document)
		if err != nil {
			return err
		}
		page.After = b.after(uses)
	}
	if view.Gone() {
		return v.showGone(status, view, b, page)
	}
	var err error
	if !view.Outside {
		if view.Revision != nil {
			page.Reading = b.reading(view.Revision)
		}
		if page.Placed, err = v.placedFiles(view, b); err != nil {
			return err
		}
		if page.Replaced, err = v.replaced(view); err != nil {
			return err
		}
	}
	if letter == nil { // else they stand in the form
		page.Typed = b.unrecorded()
	}
	if page.Text != nil && page.Text.Edit != "" && posts(page.Decide.Moves) {
		c, err := v.classes(view, *view.Revision)
		if err != nil {
			return err
		}
		page.Decide.Classes = &c
	}
	if page.Shell, err = v.shell(view.Case.Title, ""); err != nil {
		return err
	}
	if page.Reports, err = v.reports(view, b); err != nil {
		return err
	}
	if page.Previews, err = v.previews(view, b); err != nil {
		return err
	}
	if page.Order, err = v.order(view, b); err != nil {
		return err
	}
	if page.Translate, page.Source, err = v.translation(view, b); err != nil {
		return err
	}
	if page.Remarked, err = v.talkAbout(view, b); err != nil {
		return err
	}
	room, err := v.d.Editorial.Room(v.ctx(), view, v.who.Actor)
	if err != nil {
		return err
	}
	page.Where = v.room(view, room, 0)
	if page.Draft, err = v.promulgating(view, b); err != nil {
		return err
	}
	page.Follows = v.followsNote(view)
	if page.Disposing, err = v.disposalNote(view.Case.ID); err != nil {
		return err
	}
	if page.Batch, err = v.batchNote(view); err != nil {
		return err
	}
	if page.Duty, err = v.dutyNote(view); err != nil {
		return err
	}
	page.Next = v.nextWork(view.Case.ID)
	return v.show(status, "case", page)
}

// posts reports whether one of the moves publishes, or wants the text to be
// classified for whoever does.
func posts(moves []MoveView) bool {
	return slices.ContainsFunc(moves, func(m MoveView) bool { return m.Publish || m.Classify })
}

// nextWork is what waits for the visitor first, beside a case.
func (v *visit) nextWork(not int64) *NextWork {
	for _, c := range v.tasks {
		if c.ID != not {
			return &NextWork{c.Title, casePath(c.Code)}
		}
	}
	return nil
}

// actorIn is somebody as package flow sees them in a case.
func actorIn(v *cases.View, who cases.Actor) flow.Actor {
	return flow.Actor{Person: who.Person, For: who.For, Holdings: v.Holdings(who.Person), System: who.System,
		Outside: v.Request != nil && who.Person != 0 && v.Request.Person == who.Person}
}

// siteURL is the absolute address of a path on a site.
func (d *Desk) siteURL(s *store.Site, path string) string {
	if d.Publishing == nil || d.Publishing.URL == nil {
		return path
	}
	return d.Publishing.URL(s, path)
}

// A book makes the page of a case of what was read; it reads nothing itself.
type book struct {
	*cases.View
	w       *world
	l       locale.Lang
	now     time.Time
	cal     *workday.Calendar
	me      people.PersonID
	actor   flow.Actor
	typed   url.Values
	lacks   string         // field whose words are missing
	preview *LetterPreview // of a letter that a move would send
	url     func(*store.Site, string) string
	media   string // where pictures are got from, where not from the page of the case
}

func (b *book) t(key string, args ...any) string { return locale.T(b.l, key, args...) }

// name is how a person is called; the reader is told that it is themselves.
func (b *book) name(id people.PersonID) string {
	n := b.People[id]
	if n == "" {
		n = b.t("event.program")
	}
	if id == b.me {
		return b.t("desk.me", n)
	}
	return n
}

// holder names who did something, and for whom.
func (b *book) holder(h people.Holder) string {
	if h.For != 0 {
		return b.t("people.on_behalf", b.name(h.Person), b.People[h.For])
	}
	return b.name(h.Person)
}

func (b *book) role(r people.Role) string {
	for _, d := range b.Procedure.Roles {
		if d.ID == r && d.Title.In(b.l) != "" {
			return d.Title.In(b.l)
		}
	}
	return roleTitle(b.w.inst, b.l, r)
}

func (b *book) roles(rs []people.Role) string {
	titles := make([]string, 0, len(rs))
	for _, r := range rs {
		if r == people.Requester && b.Case.Sender != "" {
			titles = append(titles, b.Case.Sender)
			continue
		}
		titles = append(titles, b.role(r))
	}
	return orList(b.l, titles)
}

// holders names those who hold roles where the case lies, or the roles where
// nobody does.
func (b *book) holders(rs []people.Role) string {
	var names []string
	for _, r := range rs {
		if r == people.Requester {
			names = appendNew(names, b.Case.Sender)
			continue
		}
		for _, h := range b.Holders(r) {
			names = appendNew(names, b.name(h.Person))
		}
	}
	switch {
	case len(names) == 0:
		return b.roles(rs)
	case len(names) > 3:
		return b.t("desk.and_others", strings.Join(names[:2], ", "), len(names)-2)
	}
	return orList(b.l, names)
}

func appendNew(list []string, s string) []string {
	for _, x := range list {
		if x == s {
			return list
		}
	}
	if s == "" {
		return list
	}
	return append(list, s)
}

func (b *book) page() CasePage {
	c := b.Case
	p := CasePage{Code: c.Code, Path: casePath(c.Code), Version: c.Version, Procedure: b.Procedure.Title.In(b.l), ProcPath: "/desk/procedures/" + b.Procedure.ID,
		From: b.from(), Sent: shortMoment(b.l, b.now, c.OpenedAt), State: b.state(), Flags: b.flags()}
	if b.Outside {
		p.ProcPath = ""
	} else {
		p.Chosen = b.chosen()
	}
	if b.Turn.Nobody {
		p.Nobody = b.t("desk.nobody_left", b.roles(b.Turn.Told))
	}
	p.Clocks = b.clocks()
	p.Ruler = b.ruler()
	p.Why = b.why()
	p.Taken = b.taken()
	p.Assigned = b.assigned()
	p.Text = b.text()
	p.Supply = b.supply()
	if p.Supply == nil {
		p.Asked = b.asked()
	}
	p.Own = b.own()
	p.Paper = b.paper()
	p.Fix = b.fix()
	p.Unseen = b.unseen()
	p.Queries = b.queries()
	p.Extend = b.extend()
	p.Claim, p.Unread = b.claim(), b.unread()
	p.Attach = b.attach()
	p.Decide = b.decide()
	p.Hours = b.hours()
	p.Consults = b.consults()
	p.Steps = b.steps()
	p.Talk, p.Files = b.talk()
	if p.Asked != nil && len(p.Talk) > 0 && !p.Talk[0].Ours {
		p.Talk = p.Talk[1:] // it stands above already
	}
	p.Write = b.write()
	p.Notes, p.MayNote = b.notes(), b.MayRemark
	p.Checks = b.checks()
	p.Editions = b.editions()
	p.Letters = b.letters()
	p.Revisions = b.revisions()
	p.History, p.Earlier = b.history()
	return p
}

// own says who began a case that nobody asked for.
func (b *book) own() string {
	key := "desk.from_own"
	switch {
	case len(b.Events) == 0 || b.Events[0].Actor == 0:
		return ""
	case b.commissioned():
		key = "desk.from_commission"
	case b.Request != nil:
		return ""
	}
	return b.t(key, b.holder(people.Holder{Person: people.PersonID(b.Events[0].Actor), For: people.PersonID(b.Events[0].OnBehalfOf)}), shortMoment(b.l, b.now, b.Case.OpenedAt))
}

func (b *book) from() string {
	parts := []string{b.Case.Sender}
	if u := b.w.units[b.Case.Unit]; u != "" && u != b.Case.Sender {
		parts = append(parts, u)
	}
	return strings.Join(parts, ", ")
}

// unit is what the unit of the case is called.
func (b *book) unit() string {
	if u := b.w.units[b.Case.Unit]; u != "" {
		return u
	}
	return lowerFirst(b.t("admin.unit"))
}

// state says for whom the case waits, or how it ended.
func (b *book) state() string {
	s := &b.View.State
	if !s.Ended.IsZero() {
		return b.t("desk.ended", b.t("flow.outcome."+string(s.Outcome)), shortMoment(b.l, b.now, s.Ended))
	}
	step := b.Procedure.Step(s.Step)
	title := ""
	if step != nil {
		title = step.Title.In(b.l)
	}
	switch s.Waiting() {
	case flow.WaitsForRequester:
		if b.commissioned() {
			return b.t("desk.waits_supply", b.Case.Sender)
		}
		return b.t("desk.waits_requester", b.Case.Sender)
	case flow.WaitsForUnit:
		return b.t("desk.waits_unit", b.unit())
	case flow.WaitsForAuthority:
		q := b.Procedure.Step(s.Consult.Step).Consult
		if len(q.Through) > 0 && s.Consult.Put.IsZero() {
			return b.t("desk.waits_put", b.holders(q.Through), b.roles(q.Of))
		}
		return b.t("desk.waits_answer", b.holders(q.Of))
	}
	var names []string
	for _, h := range b.Turn.People {
		names = appendNew(names, b.name(h.Person))
	}
	if len(names) == 0 {
		return b.t("desk.waits_step_nobody", title)
	}
	if len(names) > 4 {
		return b.t("desk.waits_step", title, b.t("desk.and_others", strings.Join(names[:3], ", "), len(names)-3))
	}
	return b.t("desk.waits_step", title, orList(b.l, names))
}

func (b *book) flags() []Tag {
	flags := b.Case.Flags
	if slices.ContainsFunc(b.Messages, func(m store.Message) bool { return m.Unseen }) {
		flags = "unseen " + flags
	}
	if n := len(b.Checks); n > 0 && !b.Checks[n-1].OK && !strings.Contains(flags, "check-failed") {
		flags += " check-failed"
	}
	return flagTags(b.l, flags)
}

// Taken says who has taken the case, and to whom it can be given.
type Taken struct {
	By     string // name; "" nobody
	Mine   bool
	Other  bool // somebody else is at it: to hand it over takes a reason
	May    bool // take it, or give it away
	People []Choice
}

// A Choice is an option of a list.
type Choice struct {
	Value, Label string
	On           bool
}

func (b *book) taken() Taken {
	t := Taken{Mine: b.Case.Assignee == b.me && b.me != 0}
	if b.Case.Assignee != 0 {
		t.By, t.Other = b.name(b.Case.Assignee), !t.Mine
	}
	if !b.View.State.Ended.IsZero() {
		return t
	}
	var seen []people.PersonID
	for _, h := range b.Turn.People {
		if contains(seen, h.Person) {
			continue
		}
		seen = append(seen, h.Person)
		t.May = t.May || h.Person == b.me
		t.People = append(t.People, Choice{personNumber(h.Person), b.name(h.Person), h.Person == b.Case.Assignee})
	}
	t.May = (t.May || b.MayAssign) && len(t.People) > 1
	return t
}
