package desk

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A LetterPage is one letter as it was sent (F-K6): its text, never its HTML.
type LetterPage struct {
	Shell
	Letter   LetterView
	Case     string // title of the case it is about
	Office   string // in whose name it was written
	Address  string
	Facts    []Fact
	Problem  string // why it could not be sent, in words
	Answer   string // what the mail server said, as it said it
	Withheld string // said where the text is for its reader alone
	Back     string
}

// letterSent shows one letter.
func (d *Desk) letterSent(v *visit) error {
	var l *store.Letter
	var page LetterPage
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		var err error
		if l, err = tx.Letter(ctx, number(v.r.PathValue("id"))); err != nil {
			return err
		}
		if l.Institution != v.who.Institution {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		if l.Mailbox != 0 {
			box, err := tx.Mailbox(ctx, l.Mailbox)
			if err != nil {
				return err
			}
			page.Office, page.Address = box.Name.In(v.lang), box.Address
		}
		if l.Case == 0 {
			return nil
		}
		c, err := tx.Case(ctx, l.Case)
		if fault.Is(err, fault.NotFound) {
			return nil
		} else if err != nil {
			return err
		}
		if v.hidden(c) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		if page.Letter.Code = c.Code; v.seesCase(c) {
			page.Letter.Path, page.Case = casePath(c.Code), c.Title
		}
		return nil
	})
	if err != nil {
		return err
	}
	code, path := page.Letter.Code, page.Letter.Path
	page.Letter = letterView(v.lang, v.now, *l)
	page.Letter.Code, page.Letter.Path = code, path
	page.Letter.Retry = v.mayRetry(l)
	page.Letter.Body = veil(l.Body)
	if secretLetter(l.Template) {
		page.Letter.Body, page.Withheld = "", v.t("desk.letter_withheld")
	}
	if l.Error != "" {
		page.Problem, page.Answer = sendProblem(v.lang, l.Error), sendAnswer(l.Error)
	}
	fact := func(key, text string) {
		if text != "" {
			page.Facts = append(page.Facts, Fact{Name: v.t("desk.letter_" + key), Text: text})
		}
	}
	fact("created", vi.DateTime(v.lang, l.CreatedAt))
	if !l.SentAt.IsZero() {
		fact("sent", vi.DateTime(v.lang, l.SentAt))
	}
	if l.Attempts > 0 {
		fact("attempts", v.t("desk.letter_tries", l.Attempts))
	}
	fact("number", l.MessageID)
	page.Back = address("/desk/letters", "state", v.r.URL.Query().Get("state"))
	title := l.Subject
	if title == "" {
		title = page.Letter.Title
	}
	if page.Shell, err = v.shell(title, "letters"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "letter", page)
}

// mayRetry reports whether the visitor may have a letter sent again.
func (v *visit) mayRetry(l *store.Letter) bool {
	return l.State == store.LetterFailed && v.d.Notify != nil &&
		people.May(v.who.Standing, people.RetryLetter, people.Scope{Institution: v.who.Institution}) == nil
}

// seesCase reports whether the visitor's roles let them see a case: to others a
// list names it, and neither leads to it nor says what it is about.
func (v *visit) seesCase(c *store.Case) bool {
	return people.May(v.who.Standing, people.SeeCase, v.d.Cases.Scope(c)) == nil && !v.hidden(c)
}

// hidden reports whether a case is kept from the visitor by an embargo.
func (v *visit) hidden(c *store.Case) bool {
	hides, err := v.d.Cases.Hides(v.ctx(), v.who.Actor, c)
	if err != nil {
		v.log().Error("embargo of a case", "case", c.ID, "error", err)
	}
	return hides || err != nil
}

// secretLetter reports whether a letter's text opens an account to whoever
// reads it.
func secretLetter(template string) bool {
	return slices.Contains([]string{"invitation", "reset"}, template)
}

// signed are the addresses by which a requester follows a request and answers
// without an account, and a leader decides without signing in.
var signed = regexp.MustCompile(signedPaths() + `[^\s<>"]+`)

func signedPaths() string {
	paths := []string{regexp.QuoteMeta(cases.DecidePath(""))}
	for _, l := range locale.Langs {
		paths = append(paths, regexp.QuoteMeta(cases.TrackPath(l, "")), regexp.QuoteMeta(cases.AnswerPath(l, "")))
	}
	return "(" + strings.Join(paths, "|") + ")"
}

// veil takes out of the text of a letter what its reader alone may know: whoever
// had the signed address could answer in the reader's name.
func veil(text string) string { return signed.ReplaceAllString(text, "$1…") }

// smtpCode is the status of a mail server's answer (RFC 5321) and the more
// exact one (RFC 3463) that may follow it.
var smtpCode = regexp.MustCompile(`\b([45]\d\d)\b[ -]?(?:([45])\.(\d{1,3})\.(\d{1,3}))?`)

// sendProblem says in words why a letter could not be sent.
func sendProblem(l locale.Lang, problem string) string {
	key, _, _ := strings.Cut(problem, " ")
	key = strings.TrimSuffix(key, ":")
	word := "unknown"
	switch m := smtpCode.FindStringSubmatch(problem); {
	case key == "mail.bad_recipient":
		word = "address"
	case key == "mail.no_connection":
		word = "unreachable"
	case key == "mail.no_tls", key == "mail.login_refused":
		word = strings.TrimPrefix(key, "mail.")
	case m == nil:
	case m[3] == "2" && m[4] == "2", m[1] == "552", m[1] == "452":
		word = "full"
	case m[1][0] == '4':
		word = "later"
	case m[3] == "1", m[3] == "2", m[3] == "" && m[1] == "550", m[1] == "551", m[1] == "553":
		word = "address"
	default:
		word = "refused"
	}
	return locale.T(l, "desk.send_"+word)
}

// sendAnswer is what the mail server itself said, without our name for it.
func sendAnswer(problem string) string {
	if key, rest, ok := strings.Cut(problem, " "); ok && strings.HasPrefix(key, "mail.") {
		problem = rest
		if _, said, ok := strings.Cut(problem, "]: "); ok {
			problem = said
		}
		problem = strings.Trim(problem, "[]")
	}
	if strings.HasPrefix(problem, "mail.") {
		return ""
	}
	return problem
}
