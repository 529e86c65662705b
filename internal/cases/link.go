package cases

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"congbo/internal/fault"
	"congbo/internal/locale"
)

// A Link is what the address in a letter stands for. It is signed, not stored:
// whoever has the letter can open the page; only the button on it does
// something, and only once where that matters.
type Link struct {
	Purpose string // LinkTrack, LinkAnswer, LinkDecide
	Case    int64
	Person  int64     // to whom it was sent, 0 for a requester
	Bound   string    // what it was about: a call, with its turn and the text
	Expires time.Time // to the second
}

// The purposes of links.
const (
	LinkTrack   = "t" // the requester follows the request
	LinkAnswer  = "a" // the requester says whether the page is right
	LinkDecide  = "d" // somebody decides from a letter
	LinkPreview = "p" // a text as it will look; Person is the number of the link
)

// Sign writes l as the last part of an address.
func (c *Cases) Sign(l Link) string {
	body := strings.Join([]string{l.Purpose, strconv.FormatInt(l.Case, 36), strconv.FormatInt(l.Person, 36), l.Bound, strconv.FormatInt(l.Expires.Unix(), 36)}, ".")
	return body + "." + c.mac(body)
}

func (c *Cases) mac(body string) string {
	m := hmac.New(sha256.New, c.Secret)
	m.Write([]byte("congbo link 1\n" + body))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:18])
}

var errNoLink = fault.New(fault.NotFound, "cases.no_link")

// ReadLink reads what Sign wrote. A forged link is fault.NotFound, one that is
// too old fault.Denied with a word about it.
func (c *Cases) ReadLink(s, purpose string, now time.Time) (Link, error) {
	none := errNoLink
	if len(s) > 400 {
		return Link{}, none
	}
	i := strings.LastIndexByte(s, '.')
	if i < 0 || !hmac.Equal([]byte(s[i+1:]), []byte(c.mac(s[:i]))) {
		return Link{}, none
	}
	f := strings.Split(s[:i], ".")
	if len(f) != 5 || f[0] != purpose {
		return Link{}, none
	}
	id, err1 := strconv.ParseInt(f[1], 36, 64)
	person, err2 := strconv.ParseInt(f[2], 36, 64)
	until, err3 := strconv.ParseInt(f[4], 36, 64)
	if err1 != nil || err2 != nil || err3 != nil {
		return Link{}, none
	}
	l := Link{Purpose: f[0], Case: id, Person: person, Bound: f[3], Expires: time.Unix(until, 0)}
	if now.After(l.Expires) {
		return l, fault.New(fault.Denied, "cases.old_link")
	}
	return l, nil
}

func subject(kind string, id int64) string { return fmt.Sprintf("%s:%d", kind, id) }

// The public pages of requests lie on the site of their language. Faces and
// letters take their addresses from here.

// FormPath is where anybody sends a request.
func FormPath(l locale.Lang) string { return l.Pick("/yeu-cau", "/requests") }

// TrackPath is where a requester follows a request by a link.
func TrackPath(l locale.Lang, link string) string {
	return l.Pick("/yeu-cau/theo-doi/", "/requests/track/") + link
}

// AnswerPath is where a requester says whether a page is right.
func AnswerPath(l locale.Lang, link string) string {
	return l.Pick("/yeu-cau/ket-qua/", "/requests/result/") + link
}

// PreviewPath is where somebody without an account sees a text as it will look.
func PreviewPath(l locale.Lang, link string) string {
	return l.Pick("/xem-truoc/", "/preview/") + link
}

// ReportPath is where a reader says what is wrong on the page of a document.
func ReportPath(l locale.Lang, item string) string {
	return l.Pick("/bao-loi/", "/report-error/") + item
}

// ReportedPath is where a reader follows that by a link.
func ReportedPath(l locale.Lang, link string) string {
	return l.Pick("/bao-loi/theo-doi/", "/report-error/follow/") + link
}
