// Package mail takes letters in and sends letters out: it reads what arrives
// as MIME, listens for SMTP, and hands letters to the institution's mail
// server.
//
// Everything that arrives is hostile until it has been read. Check weighs the
// raw bytes against budgets in one pass before anything looks at their
// meaning; Parse reads what a letter says, forgiving what real programs get
// wrong; a Pool does so in a child process that can be killed. What a letter
// is to the office — a request, an answer, something to set aside — is not
// decided here: those who know give this package functions to call.
package mail

import (
	"time"

	"congbo/internal/locale"
	"congbo/internal/vi"
)

// A Message is what a letter says. All texts are clean as vi.Clean has it,
// but for HTML.
type Message struct {
	MessageID  string   // without angle brackets; empty where the letter has none that is usable
	InReplyTo  string   // likewise
	References []string // likewise, oldest first, at most 100

	From Address // without Email where the author gave none that is usable
	// OneAuthor reports whether the letter names exactly one author, in From.
	OneAuthor bool
	ReplyTo   []Address // the addresses of each field that could be read
	To        []Address
	Cc        []Address
	Subject   string    // one line
	Date      time.Time // what the sender's clock said; zero where unreadable

	// Text is the body as plain text, lines ended by \n: the plain
	// alternative where there is one, else made from the HTML. Quoted letters
	// and signatures are in it; NewText leaves them out.
	Text string
	// HTML is the body as HTML in valid UTF-8, empty where all of it is plain
	// text. It is hostile and neither clean nor complete: for conversion
	// only, never to be shown or stored as a text.
	HTML string

	Attachments []Attachment
	Header      Header      // all fields of the letter, outermost first
	Auto        AutoKind    // what the header says of its origin; never Own
	Lang        locale.Lang // the language the sender seems to write; Vietnamese where unclear

	// Recoded is what of subject and text was read from charsets before
	// Unicode, to the character as it came. HTML is left as it came.
	Recoded []Recoded

	// Digest is the SHA-256, in hexadecimal digits, of author, subject, date,
	// body and attachments: the same for each copy of one letter whatever way
	// it came, and different for another letter under a forged Message-ID.
	Digest string
	// Problems are message keys: what was wrong with the letter and how it
	// was read nevertheless. Each stands once.
	Problems []string
}

// A Recoded is a stretch of a letter in a charset from before Unicode, and what
// it is read as (R-I4).
type Recoded struct {
	Subject      bool // else of the text
	Charset      vi.Charset
	Came, Became string
	Applied      bool // Became stands in the letter's text
}

// An Address is one mailbox. The name is what the sender claims.
type Address struct {
	Name  string // one line; may be empty
	Email string // local@domain, the domain in lower case; never empty in a list
}

// String returns the address for people: Name <email>, or the email alone.
func (a Address) String() string {
	if a.Name == "" {
		return a.Email
	}
	return a.Name + " <" + a.Email + ">"
}

// An Attachment is a file that came with a letter.
type Attachment struct {
	Name        string // safe to display: no path, at most 200 characters, never empty
	ContentType string // what the sender claims, type/subtype in lower case
	ContentID   string // what the HTML calls it (cid:…); may be empty
	Inline      bool   // shown within the text rather than attached to it
	Data        []byte // the file, byte for byte
}

// A Field is one field of a header, unfolded and clean, encoded words
// decoded.
type Field struct{ Name, Value string }

// A Header is the fields of a letter in their order.
type Header []Field

// Get returns the value of the first field of that name, in any case of its
// letters, or an empty string.
func (h Header) Get(name string) string {
	for _, f := range h {
		if equalFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Has reports whether there is a field of that name.
func (h Header) Has(name string) bool {
	for _, f := range h {
		if equalFold(f.Name, name) {
			return true
		}
	}
	return false
}

// equalFold compares names of fields, which are ASCII.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}
