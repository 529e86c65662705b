package demo

import (
	"congbo/internal/locale"
	"congbo/internal/people"
)

// A Demo is everything the demonstration starts with.
type Demo struct {
	Institution Institution
	Stationery  Stationery
	Units       []Unit // a parent stands before its children
	Sites       []Site // the first one is the main site
	Sections    []Section
	Topics      []Topic
	Kinds       []Kind
	Mailboxes   []Mailbox // the first one is the main office
	People      []Person
	Delegations []Delegation
	Items       []Item // in the order in which they came in
}

// An Institution is the invented university.
type Institution struct {
	Preset  string // the shipped procedures it works by
	Name    locale.Text
	Short   string      // as in document numbers: ĐHST
	Parent  locale.Text // the body it belongs to
	Motto   locale.Text
	Address locale.Text
	Place   string // where its papers are dated
	Phone   string
	Fax     string
	Email   string
	Hours   locale.Text // office hours in words
	Board   locale.Text // who answers for the sites, for the foot of the page
}

// Stationery is what stands on every paper that the office writes, besides what
// the paper says.
type Stationery struct {
	State      string   // name of the state
	Motto      string   // and what stands below it
	Number     string   // before the number
	To         string   // above the recipients
	Recipients []string // at the lower left
	Signed     string   // in the place of the signature
	Picture    string   // in a text, before the caption of a picture sent beside it
	Sheet      string   // name of the sheet of a workbook
}

// A Unit is an office, faculty or centre.
type Unit struct {
	ID     string
	Parent string // another unit; empty: the institution itself
	Name   locale.Text
	Short  string
	Email  string
	Phone  string
	Office locale.Text // where its rooms are
}

// A Site is a public website. A site has one language.
type Site struct {
	ID          string // its label: the first part of its host name
	Lang        locale.Lang
	Name        string
	Theme       string
	Counterpart string // the site in the other language
	Lead        string // a sentence under the name
}

// A Section stands on every site, in the site's language.
type Section struct {
	ID     string
	Parent string
	Menu   bool
	VI, EN SectionText
}

// A SectionText is a section in one language.
type SectionText struct{ Slug, Title, Summary string }

// In returns the section in language l.
func (s Section) In(l locale.Lang) SectionText {
	if l == locale.EN {
		return s.EN
	}
	return s.VI
}

// A Topic gathers documents across sections, in the site's language.
type Topic struct {
	ID     string
	VI, EN TopicText
}

// A TopicText is a topic in one language.
type TopicText struct{ Slug, Title string }

// In returns the topic in language l.
func (t Topic) In(l locale.Lang) TopicText {
	if l == locale.EN {
		return t.EN
	}
	return t.VI
}

// A Kind is a sort of document: news, announcement …
type Kind struct {
	ID   string
	Name locale.Text
}

// A Mailbox is an office address that takes requests in.
type Mailbox struct {
	Address   string
	Unit      string
	Name      locale.Text
	Procedure string // what a request to it starts
	Prefix    string // of the codes of its requests
}

// A Person has an account.
type Person struct {
	ID    string
	Name  string
	Email string
	Phone string
	Title locale.Text // position
	Unit  string
	Lang  locale.Lang
	Roles []Appointment
}

// An Appointment gives a role at a place from a day on, both as 2006-01-02; no
// To is open.
type Appointment struct {
	Role  people.Role
	At    Place
	From  string
	To    string
	Paper string // the decision it rests on
}

// A Place is the institution, a unit or a site of the demonstration.
type Place struct {
	Kind people.PlaceKind
	ID   string // of the unit or site; empty for the institution
}

// A Delegation lends To what From holds at a place for a period.
type Delegation struct {
	From, To   string
	Roles      []people.Role
	At         Place
	Start, End Moment
	Paper      string
}

// A Channel is the way a request comes in.
type Channel string

// The channels.
const (
	Mail Channel = "mail"
	Form Channel = "form"
)

// A Sender is whoever sent a request: one of People, or somebody without an
// account. Name and Email are always set.
type Sender struct {
	Person string // empty for somebody without an account
	Name   string
	Email  string
	Phone  string
}

// A Target is where an item stands when its story is told.
type Target string

// The targets. Where a case waits, the name says for whom.
const (
	Receive       Target = "receive"               // to be received by the communications office
	WaitSender    Target = "waiting-requester"     // for what the sender was asked for
	Review        Target = "review"                // for the board's verdicts
	ConsultOpen   Target = "consultation-open"     // for the leadership's answer
	ConsultClosed Target = "consultation-answered" // for the board, which has the answer
	Post          Target = "post"                  // for the webmaster
	Result        Target = "result"                // public; for somebody to confirm the page
	Settled       Target = "settled"               // public and confirmed
	Declined      Target = "declined"
	NotARequest   Target = "not-a-request"
	Unpublished   Target = "unpublished" // was public, is not any more
)

// Public reports whether readers see an item at target t.
func (t Target) Public() bool { return t == Result || t == Settled }

// An Item is one request and what became of it.
type Item struct {
	ID          string // name of its file: "01-khai-giang"
	Channel     Channel
	Sender      Sender
	To          string // address of a mailbox
	Received    Moment
	Subject     string
	Letter      string // the letter, or the words in the form
	Attachments []Attachment
	Document    *Document // as first taken over; nil where nothing was
	Target      Target
	Story       []Act // in order, after reception
}

// Final returns the document after the last edit of the story; nil where
// nothing was taken over.
func (it Item) Final() *Document {
	doc := it.Document
	for _, a := range it.Story {
		if a.Document != nil {
			doc = a.Document
		}
	}
	return doc
}

// A Document is a text with what is said about it.
type Document struct {
	Lang    locale.Lang
	Title   string
	Summary string
	Body    string // light markup; pictures are named image:PLATE, see WithMedia
	Lead    string // plate of the lead image; empty: none
	LeadAlt string `yaml:"lead_alt"`
	LeadBy  string `yaml:"lead_by"` // credit of the lead image
	Caption string // of the lead image
	Sources []Source
	OwnWork bool `yaml:"own_work"` // the institution's own material: needs no source
	Authors []string

	Kind    string   // what the webmaster classifies it as
	Section string   // id
	Sites   []string // ids
	Topics  []string // ids

	Translates string // id of the item whose document this one translates
}

// A Source is a document that a text took something from.
type Source struct{ Title, Issuer, Number, Date, URL string }

// An Attachment is a file that came with a letter. Build makes its bytes.
type Attachment struct {
	Name  string
	Plate string // a .jpg: the picture
	Rows  [][]string
	Page  *Page  // a .pdf: what stands on its one page
	Text  string // a .docx: its text in light markup; empty: the document as first taken over
}

// A Page is an office document on one page.
type Page struct {
	Issuer string // who issues it; empty: the institution
	Number string // 812/QĐ-ĐHST
	Date   string // in words
	Title  string
	About  string
	Lines  []string
	Signer string
	Post   string // the signer's position
}

// A Verb is what somebody does in a story.
type Verb string

// The verbs, with the step in which each one is done and where it leads.
const (
	Take           Verb = "take"            // receive: makes a document of the letter
	Edit           Verb = "edit"            // receive, review, post: saves Document; Note says what changed
	Comment        Verb = "comment"         // anywhere: Text to colleagues
	Accept         Verb = "accept"          // receive → review
	AskMore        Verb = "ask-more"        // receive → waiting for the sender: Text
	RequestChanges Verb = "request-changes" // review → waiting for the sender: Text
	Reply          Verb = "reply"           // the sender's letter: Text, Attachments; back to the step that asked
	Verdict        Verb = "verdict"         // review: Answer Yes or No on Aspect; No with Text
	Ask            Verb = "ask"             // review → consultation: Text is the question, Proposal what the board would do
	AnswerAsk      Verb = "answer"          // consultation → review: Answer with Text
	Approve        Verb = "approve"         // review → post
	Decline        Verb = "decline"         // receive, review → declined: Text
	NotRequest     Verb = "not-a-request"   // receive → ended without a letter
	Return         Verb = "return"          // post → review: Text
	Publish        Verb = "publish"         // post → result, classified as the document says
	Check          Verb = "check"           // result: the robots look at the page
	Confirm        Verb = "confirm"         // result → settled, by a colleague other than the poster
	Right          Verb = "right"           // result → settled, by the sender: "Đúng"
	Wrong          Verb = "wrong"           // result → post: "Chưa đúng, vì" Text
	Unpublish      Verb = "unpublish"       // settled → unpublished: Text
)

// An Answer is a yes or no, or a yes on condition.
type Answer string

// The answers. A verdict is Yes or No; the leadership may say each.
const (
	Yes     Answer = "yes"
	Changes Answer = "changes" // yes, with the changes that Text asks for
	No      Answer = "no"
)

// Who acts where no person of the demonstration does.
const (
	BySender = "sender" // whoever sent the request
	ByRobots = "robots"
)

// An Act is one line of a story.
type Act struct {
	At          Moment
	By          string // id of a person, BySender or ByRobots
	For         string // whom By acts for under a delegation
	Do          Verb
	Aspect      string // of a verdict: "content" or "images"
	Answer      Answer
	Text        string
	Proposal    string
	Note        string
	Section     string // of Publish: where it is posted, if not where the document says
	Attachments []Attachment
	Document    *Document `yaml:"-"` // of Take and Edit: the whole document as it is afterwards
}
