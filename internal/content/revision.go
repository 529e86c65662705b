package content

import (
	"time"

	"congbo/internal/locale"
	"congbo/internal/vi"
)

// A Revision is a document as it was at one save; it never changes
// afterwards. What approvals refer to are its Hashes.
type Revision struct {
	ID         int64       `json:"id,omitempty"`
	DocumentID int64       `json:"document,omitempty"`
	Number     int         `json:"number,omitempty"` // 1, 2, … within the document
	Lang       locale.Lang `json:"lang"`

	Title   string   `json:"title"`
	Summary string   `json:"summary,omitempty"`
	Body    Body     `json:"body"`
	Sources []Source `json:"sources,omitempty"`
	OwnWork bool     `json:"own_work,omitempty"` // the institution's own material: needs no source (R-I8)
	Authors []string `json:"authors,omitempty"`  // as named to readers, in order

	LeadImage *ImageRef `json:"lead_image,omitempty"`

	Kind   string      `json:"kind,omitempty"` // news, announcement …: a key of the institution's list
	Sites  []Placement `json:"sites,omitempty"`
	Topics []string    `json:"topics,omitempty"`
	Slug   string      `json:"slug,omitempty"` // last part of the public address

	Layout Layout `json:"layout,omitzero"`

	TranslationOf *RevisionRef `json:"translation_of,omitempty"`

	Change *PublicChange `json:"change,omitempty"` // what readers are told that this text changed of the public one

	Recoded []Recoded `json:"recoded,omitempty"` // of which parts were read from charsets before Unicode
	Vouched []Vouched `json:"vouched,omitempty"` // what somebody says is right as it stands

	SavedBy  int64     `json:"saved_by,omitempty"`
	SavedFor int64     `json:"saved_for,omitempty"` // whom SavedBy acted for under a delegation; 0: nobody
	SavedAt  time.Time `json:"saved_at,omitzero"`
	Note     string    `json:"note,omitempty"` // what the saver says was changed
}

// A Source is a document that a text took something from (R-I8).
type Source struct {
	Title  string `json:"title"`
	Issuer string `json:"issuer,omitempty"` // body, newspaper or author
	Number string `json:"number,omitempty"` // as written on it: 42/2022/NĐ-CP
	Date   string `json:"date,omitempty"`   // as written on it
	URL    string `json:"url,omitempty"`
}

// An ImageRef is a picture with its words, outside the body.
type ImageRef struct {
	Media      string `json:"media"` // SHA-256 of its bytes, 64 hexadecimal digits
	Alt        string `json:"alt,omitempty"`
	Caption    string `json:"caption,omitempty"`
	Credit     string `json:"credit,omitempty"`
	Video      string `json:"video,omitempty"`      // it is a still of what plays there; pictures of a body only
	Decorative bool   `json:"decorative,omitempty"` // says nothing that the text does not: alt stays empty
}

// A Placement is a section of a site in which a document stands.
type Placement struct {
	Site    int64 `json:"site"`
	Section int64 `json:"section,omitempty"` // 0: not yet classified
}

// Layout is how a document is set beside what its body says of itself.
type Layout struct {
	LeadSize  string `json:"lead_size,omitempty"`  // as the size of an image; "" medium
	LeadFocus string `json:"lead_focus,omitempty"` // what a crop must keep, as the focus of an image; "" the middle
	Contents  bool   `json:"contents,omitempty"`   // a table of contents before the text
}

// A RevisionRef names the revision that a translation was made from.
type RevisionRef struct {
	Document int64  `json:"document"`
	Revision int64  `json:"revision"`
	Hash     string `json:"hash"` // content hash of that revision: when the source's is another, the translation is out of date
}

// A ChangeKind says why a public text is changed.
type ChangeKind string

// The kinds of change: đính chính, cập nhật.
const (
	Correction ChangeKind = "correction" // of an error
	Update     ChangeKind = "update"     // for later facts
)

// A PublicChange is what readers are told of how a text differs from the one that is
// public while it is written (R-B1). It is part of the content: whoever approves
// the text approves these words with it.
type PublicChange struct {
	Kind  ChangeKind `json:"kind"`
	Minor bool       `json:"minor,omitempty"` // of no weight for what the text says
	Note  string     `json:"note"`
	Of    int64      `json:"of"` // the revision that was public
}

// Changes returns what the revision tells readers that it changes of the public
// revision named, or nil: what it says of an earlier one is told already.
func (r *Revision) Changes(public int64) *PublicChange {
	if r.Change == nil || public == 0 || r.Change.Of != public || r.Change.Note == "" {
		return nil
	}
	return r.Change
}

// Clean returns the revision with every text in the form in which it may be
// stored, and without entries that say nothing. The body is clean already.
func (r Revision) Clean() Revision {
	r.Title = vi.CleanLine(r.Title)
	r.Summary = vi.CleanLine(r.Summary)
	r.Note = vi.CleanLine(r.Note)
	r.Kind, r.Slug = vi.CleanLine(r.Kind), vi.CleanLine(r.Slug)
	r.Authors, r.Topics = cleanLines(r.Authors), cleanLines(r.Topics)
	var sources []Source
	for _, s := range r.Sources {
		s = Source{vi.CleanLine(s.Title), vi.CleanLine(s.Issuer), vi.CleanLine(s.Number), vi.CleanLine(s.Date), vi.CleanLine(s.URL)}
		if s != (Source{}) {
			sources = append(sources, s)
		}
	}
	r.Sources = sources
	if r.Change != nil {
		c := *r.Change
		c.Note = vi.CleanLine(c.Note)
		r.Change = &c
		if c.Note == "" {
			r.Change = nil
		}
	}
	if r.LeadImage != nil {
		i := *r.LeadImage
		i.Alt, i.Caption, i.Credit = vi.CleanLine(i.Alt), vi.CleanLine(i.Caption), vi.CleanLine(i.Credit)
		r.LeadImage = &i
	}
	return r
}

func cleanLines(lines []string) []string {
	var clean []string
	for _, l := range lines {
		if l = vi.CleanLine(l); l != "" {
			clean = append(clean, l)
		}
	}
	return clean
}
