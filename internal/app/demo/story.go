package demo

import (
	"regexp"
	"slices"
	"strings"

	"congbo/internal/app/demo/plate"
	"congbo/internal/locale"
	"congbo/internal/people"
)

func (c *checker) item(it *Item) {
	d := c.d
	c.need("subject", it.Subject, "letter", it.Letter, "sender's name", it.Sender.Name, "sender's email", it.Sender.Email)
	if it.Channel != Mail && it.Channel != Form {
		c.bad("no channel %q", it.Channel)
	}
	if it.Sender.Person != "" && d.Person(it.Sender.Person) == nil {
		c.bad("no person %q", it.Sender.Person)
	}
	if !slices.ContainsFunc(d.Mailboxes, func(m Mailbox) bool { return m.Address == it.To }) {
		c.bad("no mailbox %q", it.To)
	}
	if it.Received == (Moment{}) {
		c.bad("was not received")
	}
	names := map[string]bool{}
	for _, a := range it.Attachments {
		c.attachment(a, it.Document != nil)
		if names[a.Name] {
			c.bad("attachment %s twice", a.Name)
		}
		names[a.Name] = true
	}
	for doc := range it.documents() {
		c.document(it, doc)
	}
	c.story(it)
}

// documents yields the document at each of its states.
func (it *Item) documents() func(yield func(*Document) bool) {
	return func(yield func(*Document) bool) {
		if it.Document == nil || !yield(it.Document) {
			return
		}
		for _, a := range it.Story {
			if a.Do == Edit && !yield(a.Document) {
				return
			}
		}
	}
}

func (c *checker) attachment(a Attachment, document bool) {
	c.need("attachment name", a.Name)
	of := map[string]bool{
		".jpg":  a.Plate != "" && plate.Known(a.Plate),
		".xlsx": len(a.Rows) > 1,
		".csv":  len(a.Rows) > 1,
		".pdf":  a.Page != nil && a.Page.Title != "" && len(a.Page.Lines) > 0,
		".docx": a.Text != "" || document,
	}
	if !of[a.extension()] {
		c.bad("attachment %s has no content of its type", a.Name)
	}
}

var (
	described = regexp.MustCompile(`!\[[^\]]+\]\(image:[a-z0-9-]+\)\{caption="[^"]+" credit="[^"]+"\}`)
)

func (c *checker) document(it *Item, doc *Document) {
	d := c.d
	c.need("title", doc.Title, "summary", doc.Summary, "body", doc.Body)
	if n := len([]rune(doc.Title)); n > 160 {
		c.bad("the title has %d characters", n)
	}
	if len(doc.Sources) == 0 == !doc.OwnWork {
		c.bad("needs either sources or own_work")
	}
	for _, s := range doc.Sources {
		c.need("source title", s.Title, "source issuer", s.Issuer, "source date", s.Date)
	}
	if len(doc.Authors) == 0 {
		c.bad("has no authors")
	}
	if doc.Lead != "" {
		c.need("lead_alt", doc.LeadAlt, "lead_by", doc.LeadBy, "caption", doc.Caption)
	}
	for _, id := range doc.Plates() {
		if !plate.Known(id) {
			c.bad("no plate %q", id)
		}
	}
	if len(described.FindAllString(doc.Body, -1)) != strings.Count(doc.Body, "](image:") {
		c.bad("a picture without description, caption or credit")
	}
	switch r, err := doc.revision(noMedia); {
	case err != nil:
		c.bad("%v", err)
	case doc == it.Final():
		for _, f := range r.Findings() {
			c.bad("the program finds %s in %s: %s", f.Check, f.Field, f.Text)
		}
	}
	if d.Kind(doc.Kind) == nil {
		c.bad("no kind %q", doc.Kind)
	}
	if d.Section(doc.Section) == nil {
		c.bad("no section %q", doc.Section)
	}
	for _, t := range doc.Topics {
		if d.Topic(t) == nil {
			c.bad("no topic %q", t)
		}
	}
	if len(doc.Sites) == 0 {
		c.bad("goes to no site")
	}
	for _, id := range doc.Sites {
		if s := d.Site(id); s == nil || s.Lang != doc.Lang {
			c.bad("site %q is no %s site", id, doc.Lang)
		}
	}
	if doc.Translates != "" {
		if of := d.Item(doc.Translates); of == nil || of.Document == nil || of.Document.Lang == doc.Lang || !of.Target.Public() {
			c.bad("%q has no public document in another language", doc.Translates)
		}
	} else if doc.Lang == locale.EN {
		c.bad("translates nothing")
	}
}

// stage is where a story stands while it is told.
type stage struct {
	step     Target // the step, or the end that was reached
	asked    Target // the step that waits for the sender
	doc      *Document
	editors  []string
	yes      map[string]bool // aspects with a valid verdict of yes
	answered Answer          // of the leadership, on the document as it is
	poster   []string        // who posted last, and for whom
	checked  bool
}

func (c *checker) story(it *Item) {
	s := stage{step: Receive, yes: map[string]bool{}}
	for i := range it.Story {
		a := &it.Story[i]
		c.who(it, a)
		if why := s.move(it, a); why != "" {
			c.bad("%s at %v: %s", a.Do, a.At, why)
			return
		}
	}
	if s.step == Review && s.answered != "" {
		s.step = ConsultClosed
	}
	if s.step != it.Target {
		c.bad("ends at %s, not at %s", s.step, it.Target)
	}
}

// allowed says which roles do what; where the institution's board, office and
// leadership stand, a person holds the role for the whole institution.
var allowed = map[Verb][]people.Role{
	Take:           {people.Communications, people.CommunicationsHead},
	Edit:           {people.Communications, people.CommunicationsHead, people.Deputy, people.Head},
	Accept:         {people.Communications, people.CommunicationsHead},
	AskMore:        {people.Communications, people.CommunicationsHead},
	NotRequest:     {people.Communications, people.CommunicationsHead},
	RequestChanges: {people.Deputy, people.Head},
	Verdict:        {people.Deputy, people.Head},
	Approve:        {people.Deputy, people.Head},
	Decline:        {people.Communications, people.CommunicationsHead, people.Deputy, people.Head},
	AnswerAsk:      {people.Leadership},
	Confirm:        {people.Communications, people.CommunicationsHead, people.Deputy, people.Head},
	Unpublish:      {people.Head, people.Deputy},
}

// who checks that whoever acts exists and may.
func (c *checker) who(it *Item, a *Act) {
	d, institution := c.d, Place{Kind: people.Institution}
	switch a.By {
	case BySender:
		if a.Do != Reply && a.Do != Right && a.Do != Wrong {
			c.bad("%s at %v is not the sender's", a.Do, a.At)
		}
		return
	case ByRobots:
		if a.Do != Check {
			c.bad("%s at %v is not the robots'", a.Do, a.At)
		}
		return
	}
	if d.Person(a.By) == nil {
		c.bad("%s at %v: no person %q", a.Do, a.At, a.By)
		return
	}
	if a.Section != "" && (a.Do != Publish || d.Section(a.Section) == nil) {
		c.bad("%s at %v: section %q", a.Do, a.At, a.Section)
	}
	principal := a.By
	if a.For != "" {
		principal = a.For
		if !slices.ContainsFunc(d.Delegations, func(g Delegation) bool {
			return g.From == a.For && g.To == a.By && !g.Start.after(a.At) && g.End.after(a.At)
		}) {
			c.bad("%s at %v: %s lent nothing to %s", a.Do, a.At, a.For, a.By)
		}
	}
	ok := true
	switch a.Do {
	case Ask: // the office asks, once the board found the matter beyond its authority
		ok = d.has(principal, institution, people.Head, people.Deputy) && d.has(principal, institution, people.Communications, people.CommunicationsHead)
	case Publish, Return:
		for _, site := range it.Document.Sites {
			ok = ok && d.has(principal, Place{people.Site, site}, people.Webmaster)
		}
	case Reply, Right, Check:
		ok = false
	default:
		if roles := allowed[a.Do]; roles != nil {
			ok = d.has(principal, institution, roles...)
		}
	}
	if !ok {
		c.bad("%s may not %s at %v", a.By, a.Do, a.At)
	}
	inHours := a.At.Days == 0 ||
		a.At.Clock.Minutes() >= 7*60+30 && a.At.Clock.Minutes() < 11*60+30 ||
		a.At.Clock.Minutes() >= 13*60 && a.At.Clock.Minutes() < 17*60
	if !inHours {
		c.bad("%s at %v is outside office hours", a.Do, a.At)
	}
}

// steps says where each verb is done, and where it leads if it leads anywhere.
var steps = map[Verb]struct {
	in []Target
	to Target
}{
	Take:           {in: []Target{Receive}},
	Edit:           {in: []Target{Receive, Review}},
	Comment:        {in: []Target{Receive, Review, ConsultOpen, Post, Result}},
	Accept:         {in: []Target{Receive}, to: Review},
	AskMore:        {in: []Target{Receive}, to: WaitSender},
	RequestChanges: {in: []Target{Review}, to: WaitSender},
	Reply:          {in: []Target{WaitSender}},
	Verdict:        {in: []Target{Review}},
	Ask:            {in: []Target{Review}, to: ConsultOpen},
	AnswerAsk:      {in: []Target{ConsultOpen}, to: Review},
	Approve:        {in: []Target{Review}, to: Post},
	Decline:        {in: []Target{Receive, Review}, to: Declined},
	NotRequest:     {in: []Target{Receive}, to: NotARequest},
	Return:         {in: []Target{Post}, to: Review},
	Publish:        {in: []Target{Post}, to: Result},
	Check:          {in: []Target{Result}},
	Confirm:        {in: []Target{Result}, to: Settled},
	Right:          {in: []Target{Result}, to: Settled},
	Wrong:          {in: []Target{Result, Settled}, to: Post},
	Unpublish:      {in: []Target{Settled}, to: Unpublished},
}

// move does one act and says why it cannot be done, if it cannot.
func (s *stage) move(it *Item, a *Act) string {
	rule, ok := steps[a.Do]
	if !ok || !slices.Contains(rule.in, s.step) {
		return "not in step " + string(s.step)
	}
	words := a.Text != ""
	switch a.Do {
	case Take:
		if s.doc != nil || a.Document == nil {
			return "there is no document to make, or one already"
		}
		s.doc = a.Document
	case Edit:
		if s.doc == nil || a.Note == "" {
			return "nothing to edit, or no note"
		}
		if s.doc.images() != a.Document.images() {
			s.yes["images"] = false
		}
		if s.doc.words() != a.Document.words() {
			s.yes["content"], s.answered = false, ""
		}
		s.doc = a.Document
		s.editors = append(s.editors, a.By)
	case Accept:
		if s.doc == nil {
			return "no document was made"
		}
	case AskMore, RequestChanges:
		s.asked = s.step
	case Reply:
		s.step = s.asked
	case Verdict:
		if a.Aspect != "content" && a.Aspect != "images" || a.Answer != Yes && a.Answer != No || a.Answer == No && !words {
			return "no aspect, no answer, or a no without reason"
		}
		if slices.Contains(s.editors, a.By) || it.Sender.Person == a.By {
			return a.By + " is an author"
		}
		s.yes[a.Aspect] = a.Answer == Yes
	case Ask:
		words = words && a.Proposal != ""
	case AnswerAsk:
		if a.Answer != Yes && a.Answer != Changes && a.Answer != No {
			return "no answer"
		}
		s.answered = a.Answer
	case Approve:
		if !s.yes["content"] || !s.yes["images"] {
			return "without the verdicts it needs"
		}
		if s.answered == No {
			return "the leadership said no"
		}
		s.answered = ""
	case Publish:
		s.poster, s.checked = []string{a.By, a.For}, false
		if !s.yes["content"] || !s.yes["images"] {
			return "without approval"
		}
	case Check:
		s.checked = true
	case Confirm:
		if slices.Contains(s.poster, a.By) || !s.checked {
			return "by the poster, or before the robots looked"
		}
	}
	switch a.Do {
	case Comment, AskMore, RequestChanges, Reply, Ask, AnswerAsk, Decline, Return, Wrong, Unpublish:
		if !words {
			return "without words"
		}
	}
	if rule.to != "" {
		s.step = rule.to
	}
	return ""
}

// images and words are what approvals of the two aspects are bound to, as far
// as the demonstration needs to know.
func (doc *Document) images() string {
	all := doc.Lead + doc.LeadAlt + doc.LeadBy + doc.Caption
	for _, m := range described.FindAllString(doc.Body, -1) {
		all += "\n" + m
	}
	return all
}

func (doc *Document) words() string {
	return doc.Title + "\n" + doc.Summary + "\n" + described.ReplaceAllString(doc.Body, "")
}
