package demo

import (
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/workday"
)

// A Demo is one institution of the demonstration and everything that it starts
// with.
type Demo struct {
	Name        string `yaml:"-"` // of its folder, which is that of its preset: truong-dai-hoc
	Institution Institution
	Stationery  Stationery `yaml:"-"`
	Units       []Unit     // a parent stands before its children
	Sites       []Site     // the first one is the main site
	Sections    []Section  // none: those of the preset
	Topics      []Topic
	Kinds       []Kind    // none: those of the preset
	Procedures  []string  // that are in force; none: those of the preset
	Mailboxes   []Mailbox // the first one is the main office
	People      []Person
	Delegations []Delegation
	Plans       []Plan // of what is looked for
	Items       []Item `yaml:"-"` // in the order of their files

	Titles map[people.Role]locale.Text // of its roles, where they are not those of the preset
	Words  map[string]string           // what the texts of its procedures call otherwise
}

// An Institution is one of the invented ones.
type Institution struct {
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
	Head   locale.Text // who leads it, as readers are told
}

// A Site is a public website. A site has one language.
type Site struct {
	ID          string // its label: the first part of its host name
	Unit        string // whose site it is; empty: the institution's own
	Lang        locale.Lang
	Name        string
	Theme       string
	Counterpart string // the site in the other language
	Lead        string // a sentence under the name
}

// OnUnits marks a section of the sites of units.
const OnUnits = "unit"

// A Section stands on every site of the institution itself or, On units, of its
// units, in the site's language.
type Section struct {
	ID     string
	Parent string
	Menu   bool
	On     string
	VI, EN SectionText
}

// A SectionText is a section in one language.
type SectionText struct{ Slug, Title, Summary string }

// Stands reports whether the section stands on a site.
func (s Section) Stands(site Site) bool { return (s.On == OnUnits) == (site.Unit != "") }

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

// A Plan is what the institution looks for again and again.
type Plan struct {
	By       string // who plans it
	Made     Moment
	Title    string
	Subjects []string
	Sources  []string
	Rhythm   workday.Rhythm
	Role     people.Role
	Done     []PlanDone // its times that were carried out; the others are missed
}

// A PlanDone ticks off what is owed of a plan.
type PlanDone struct {
	By   string
	At   Moment
	Note string
}

// A Channel is the way a request comes in.
type Channel string

// The channels.
const (
	Mail        Channel = "mail"
	Form        Channel = "form"
	Commission  Channel = "commission"  // Sender asks the unit for it, by Due
	Translation Channel = "translation" // Sender proposes the text of the item Of for another language
)

// A Sender is whoever sent a request: one of People, or somebody without an
// account. Name and Email are always set.
type Sender struct {
	Person string // empty for somebody without an account
	Name   string
	Email  string
	Phone  string
}

// A Target is where an item stands when its story is told: the id of a step of
// its procedure, or one of those below, which say more.
type Target string

// Where a case stands within a step, or after the last.
const (
	ConsultOpen   Target = "consultation-open"     // a question waits for its answer from above
	ConsultClosed Target = "consultation-answered" // the answer has come, nothing else has happened since
	Unpublished   Target = "unpublished"           // settled; was public and is not any more
)

// An Item is one request and what became of it.
type Item struct {
	ID          string // name of its file: "01-khai-giang"
	Procedure   *flow.Procedure
	Channel     Channel
	Sender      Sender
	To          string // address of a mailbox
	Of          string // of a translation: the item whose text it is
	Unit        string // of a commission: who is asked
	Due         workday.Limit
	Received    Moment
	Subject     string
	Letter      string // the letter, or the words in the form
	Attachments []Attachment
	Document    *Document // as first taken over; nil where nothing was
	Target      Target
	Story       []Act // in order, after reception

	Last flow.StepID `yaml:"-"` // where the story ends
}

// Public reports whether readers see the item when its story is told.
func (it Item) Public() bool {
	public := false
	for _, a := range it.Story {
		if step := it.Procedure.Step(flow.StepID(a.Step)); a.Do == Move && step != nil {
			for _, does := range step.Move(a.Move).Does {
				public = does == flow.Publish || public && does != flow.Unpublish
			}
		}
	}
	return public
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

	Kind        string   // what it is classified as
	Slug        string   // of its address; empty: made of the title
	Section     string   // id, on sites of the institution itself
	UnitSection string   `yaml:"unit_section"` // id, on those of units
	Sites       []string // ids
	Topics      []string // ids

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

// The verbs. What the procedure of the item calls a move is Move, with its id;
// the classification is saved and the checklist ticked before a move that asks
// for it.
const (
	Take      Verb = "take"    // makes a document of what was sent
	Edit      Verb = "edit"    // saves Document; Note says what changed
	Comment   Verb = "comment" // Text to colleagues
	Move      Verb = "move"    // Move, with Text, Unit, With and Due where it wants them
	Verdict   Verb = "verdict" // Answer Yes or No on Aspect; No with Text
	Ask       Verb = "ask"     // of a higher authority: Text is the question, Proposal what the board would do
	AnswerAsk Verb = "answer"  // of the higher authority: Answer with Text
	Reply     Verb = "reply"   // the sender's letter: Text, Attachments; where the case waits for it, it goes on
)

// An Answer is a yes or no, or a yes on condition.
type Answer string

// The answers. A verdict is Yes or No; the leadership may say each.
const (
	Yes     Answer = "yes"
	Changes Answer = "changes" // yes, with the changes that Text asks for
	No      Answer = "no"
)

// BySender acts where no person of the demonstration does: whoever sent the
// request.
const BySender = "sender"

// An Act is one line of a story.
type Act struct {
	At          Moment
	By          string // id of a person, or BySender
	For         string // whom By acts for under a delegation
	Do          Verb
	Move        flow.MoveID
	Step        flow.StepID   `yaml:"-"` // in which it is done
	Unit        string        // that takes the case over
	With        []string      // units that lend it a hand
	Due         workday.Limit // from the act on
	Aspect      string        // of a verdict: "content" or "images"
	Answer      Answer
	Text        string
	Proposal    string
	Note        string
	Section     string // of a move that classifies: another section than the document says
	Attachments []Attachment
	Document    *Document `yaml:"-"` // of Take and Edit: the whole document as it is afterwards
}
