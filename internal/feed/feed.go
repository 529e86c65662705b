// Package feed writes what programs read of a website: its newest pages as
// RSS 2.0, Atom and JSON Feed, and all of its pages as sitemaps. It works on
// values: who reads what is public fills a [Feed] or a [Sitemap], and gets
// bytes. Every address in them is absolute, since what has left its page has
// no page that it could be relative to.
package feed

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"congbo/internal/locale"
	"congbo/internal/vi"
)

// A Feed is the newest that a site, a section, an office or a kind of text has.
type Feed struct {
	ID      string // for ever, whatever the addresses become; see ID
	Title   string
	About   string
	Lang    locale.Lang
	Home    string // the page that it tells of
	Icon    string // address of a square picture; empty: none
	Author  string // who answers for it
	Updated time.Time
	Entries []Entry // newest first

	// Where it stands in each form.
	RSS, Atom, JSON string
}

// An Entry is a published text.
type Entry struct {
	ID        string
	URL       string
	Title     string
	Summary   string
	HTML      string // the whole text, see Content; empty: the summary alone
	Authors   []string
	Tags      []string // section and kind, as readers call them
	Published time.Time
	Updated   time.Time
	Picture   *Picture
}

// A Picture leads a text.
type Picture struct {
	URL           string
	Type          string // image/jpeg …
	Alt           string
	Width, Height int // 0, 0 where unknown
}

// ID returns the lasting name of something public: a UUID made of numbers that
// are given once and never change (RFC 9562, section 5.8). The title, the
// address and the host of a page may change; what programs know it by does not.
func ID(parts ...int64) string {
	h := sha256.New()
	for _, p := range parts {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(p))
		h.Write(b[:])
	}
	u := h.Sum(nil)[:16]
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// Newest is when the newest of the entries was published or changed; or, where
// there is none, the time given.
func Newest(entries []Entry, none time.Time) time.Time {
	var t time.Time
	for _, e := range entries {
		if e.Updated.After(t) {
			t = e.Updated
		}
	}
	if t.IsZero() {
		return none
	}
	return t
}

// stamp writes a time as RFC 3339 has it, rfc822 as RSS wants it, both in the
// time of the office.
func stamp(t time.Time) string { return t.In(vi.Zone).Format(time.RFC3339) }

func rfc822(t time.Time) string { return t.In(vi.Zone).Format(time.RFC1123Z) }

// about is what is said of an entry in a line.
func (e *Entry) about() string { return strings.TrimSpace(e.Summary) }
