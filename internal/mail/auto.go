package mail

import (
	"regexp"
	"strings"
)

// An AutoKind says what sort of program, rather than a person, sent a letter.
type AutoKind uint8

// The kinds of origin. Only a letter from a person is a request.
const (
	NotAuto   AutoKind = iota // a person, as far as one can tell
	AutoReply                 // a program on someone's behalf: out of office, receipt, notice
	Bounce                    // a report that a letter could not be delivered
	List                      // a mailing list
	Bulk                      // mail to many
	Own                       // ourselves
)

// String names the kind for logs and for programs.
func (k AutoKind) String() string {
	return [...]string{"none", "auto-reply", "bounce", "list", "bulk", "own"}[k]
}

// Classify says what sent the letter (RFC 3834, RFC 5230 §4.6, RFC 3464;
// F-F4). Own tells whether an address is one of ours; it is asked about the
// author, the sender, and the Message-ID, which has the form of an address.
func (m *Message) Classify(own func(address string) bool) AutoKind {
	if m.ours(own) {
		return Own
	}
	return m.Auto
}

func (m *Message) ours(own func(string) bool) bool {
	if own == nil {
		return false
	}
	sender, _ := ParseAddress(m.Header.Get("Sender"))
	for _, a := range []string{m.From.Email, sender.Email, m.MessageID} {
		if a != "" && own(a) {
			return true
		}
	}
	return false
}

// Answerable reports whether a letter may be answered by a program (RFC 3834
// §2): it is from a person with an address, who is not us. A program that
// answers anything else answers robots, and two such programs never stop.
func (m *Message) Answerable(own func(address string) bool) bool {
	if m.Classify(own) != NotAuto || m.From.Email == "" {
		return false
	}
	to := []string{m.From.Email}
	for _, a := range m.ReplyTo {
		to = append(to, a.Email)
	}
	for _, a := range to {
		if robot(a) || own != nil && own(a) {
			return false
		}
	}
	return true
}

// robot reports whether nobody reads what is sent to an address.
func robot(email string) bool {
	local, _, _ := strings.Cut(strings.ToLower(email), "@")
	flat := strings.NewReplacer("-", "", "_", "", ".", "").Replace(local)
	switch flat {
	case "mailerdaemon", "postmaster", "maildaemon", "listserv", "majordomo", "abuse", "root", "nobody", "bounce", "bounces", "autoreply":
		return true
	}
	return strings.HasPrefix(flat, "noreply") || strings.HasPrefix(flat, "donotreply") || strings.HasPrefix(flat, "dontreply") ||
		strings.HasPrefix(flat, "khongtraloi") || strings.HasSuffix(flat, "noreply") ||
		strings.HasPrefix(local, "owner-") || strings.HasSuffix(local, "-owner") || strings.HasSuffix(local, "-request") ||
		strings.HasPrefix(local, "bounce-") || strings.HasPrefix(local, "bounce+") || strings.HasPrefix(local, "bounces+") ||
		strings.HasSuffix(local, "-bounce") || strings.HasSuffix(local, "-bounces") || strings.HasPrefix(local, "prvs=")
}

// awaySubjects are how programs that set no header begin the subject of an
// absence notice. Only a beginning counts: people write about such notices.
var awaySubjects = regexp.MustCompile(`(?i)^\s*(auto(matic)?[- ]?(reply|response|matic reply)\b|auto ?reply\b|out of (the )?office\b|ooo:|i am out of|` +
	`abwesenheits|automatische antwort|réponse automatique|respuesta automática|` +
	`(thư )?trả lời tự động|tự động trả lời|phản hồi tự động|thư tự động|vắng mặt (tại )?(cơ quan|văn phòng))`)

var bounceSubjects = regexp.MustCompile(`(?i)(undeliver(ed|able)|delivery (status notification|failure|has failed|failed)|mail delivery|returned mail|failure notice|` +
	`non[- ]?delivery|not delivered|message not sent|không (thể )?(gửi|chuyển|phát) được|thư (bị )?(trả lại|hoàn lại))`)

// origin reads from the header what sent a letter; root gives the media type.
// X-Auto-Response-Suppress is no sign: people's programs send it too.
func origin(m *Message, root *entity) AutoKind {
	get := func(name string) string { return strings.ToLower(strings.TrimSpace(m.Header.Get(name))) }
	daemon := strings.HasPrefix(strings.ToLower(m.From.Email), "mailer-daemon@") || strings.HasPrefix(strings.ToLower(m.From.Email), "postmaster@") ||
		strings.Contains(get("From"), "mailer-daemon")
	nobody := m.Header.Has("Return-Path") && strings.Trim(get("Return-Path"), "<> ") == "" // null sender
	report := root.media == "multipart/report"
	kind := strings.ToLower(root.params["report-type"])
	submitted, _, _ := strings.Cut(get("Auto-Submitted"), ";")
	submitted = strings.TrimSpace(submitted)
	switch {
	case report && (kind == "delivery-status" || kind == ""), m.Header.Has("X-Failed-Recipients"), hasPart(root, "message/delivery-status"):
		return Bounce
	case report: // a receipt, an abuse report
		return AutoReply
	case (daemon || nobody) && bounceSubjects.MatchString(m.Subject):
		return Bounce
	case submitted == "auto-replied", m.Header.Has("X-Autoreply"), m.Header.Has("X-Autorespond"), m.Header.Has("X-Auto-Reply"), m.Header.Has("X-Autoresponder"),
		m.Header.Has("Auto-Reply"), awaySubjects.MatchString(m.Subject), get("Precedence") == "auto_reply", get("X-Precedence") == "auto_reply":
		return AutoReply
	}
	for _, f := range m.Header {
		if n := strings.ToLower(f.Name); strings.HasPrefix(n, "list-") && n != "list-unsubscribe" && n != "list-unsubscribe-post" ||
			n == "x-mailing-list" || n == "mailing-list" || n == "x-mailman-version" {
			return List
		}
	}
	switch {
	case get("Precedence") == "list" || get("X-Precedence") == "list":
		return List
	case get("Precedence") == "bulk", get("Precedence") == "junk", get("X-Precedence") == "bulk", get("X-Precedence") == "junk",
		m.Header.Has("List-Unsubscribe"), m.Header.Has("Feedback-ID"), m.Header.Has("X-Campaign-ID"):
		return Bulk
	case submitted != "" && submitted != "no":
		return AutoReply
	case daemon:
		return Bounce
	case nobody:
		return AutoReply
	}
	return NotAuto
}

func hasPart(e *entity, media string) bool {
	if e.media == media {
		return true
	}
	for _, p := range e.parts {
		if hasPart(p, media) {
			return true
		}
	}
	return false
}
