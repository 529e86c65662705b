package desk

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/store"
)

// A HeldPage is the holding area: letters that somebody has to place (F-F5).
type HeldPage struct {
	Shell
	Letters []HeldLetter
	More    string // address of the older ones
	Empty   string
}

// A HeldLetter is a letter that waits to be placed.
type HeldLetter struct {
	ID      int64
	From    string
	Email   string
	Subject string
	When    string
	Box     string
	Why     []string
	Auto    string
	Body    string
	Rest    string // of a long letter, folded away
	Path    string // where what is done with it is sent to
	Raw     string // address of the letter as it came
	Files   []FileView
	Code    string   // what it may belong to, as a guess
	Guesses []Choice // cases of the same sender
	Wrong   string   // what was wrong with what was sent
}

const (
	heldPerPage = 30
	heldShown   = 1200  // letters of a text that are shown at once
	heldText    = 20000 // and folded away beneath them; the whole is in the letter itself
)

// heldPath is the address of the page of the holding area that the visitor is
// at, or of a letter on it.
func (v *visit) heldPath(letter string) string {
	return address("/desk/held"+letter, "below", v.r.URL.Query().Get("below"))
}

func (d *Desk) held(v *visit) error { return v.showHeld(http.StatusOK, 0, "", "") }

// showHeld shows the holding area; wrong tells what is the matter with what was
// sent about one letter.
func (v *visit) showHeld(status int, about int64, code, wrong string) error {
	var page HeldPage
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		boxes, err := tx.Mailboxes(ctx, v.who.Institution)
		if err != nil {
			return err
		}
		names := make(map[int64]string)
		for _, b := range boxes {
			names[b.ID] = b.Name.In(v.lang)
		}
		letters, err := tx.Held(ctx, v.who.Institution, number(v.r.URL.Query().Get("below")), heldPerPage+1)
		if err != nil {
			return err
		}
		if len(letters) > heldPerPage {
			letters = letters[:heldPerPage]
			page.More = address("/desk/held", "below", strconv.FormatInt(letters[heldPerPage-1].ID, 10))
		}
		for _, m := range letters {
			l := v.heldLetter(m)
			l.Box = names[m.Mailbox]
			if m.ID == about {
				l.Wrong, l.Code = wrong, code
			}
			files, err := tx.MessageAttachments(ctx, m.ID)
			if err != nil {
				return err
			}
			for _, a := range files {
				l.Files = append(l.Files, fileView(a))
			}
			page.Letters = append(page.Letters, l)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range page.Letters {
		if page.Letters[i].Guesses, err = v.guesses(page.Letters[i]); err != nil {
			return err
		}
	}
	if len(page.Letters) == 0 && v.r.URL.RawQuery != "" && v.r.Method == http.MethodGet {
		v.redirect("/desk/held") // the last ones of that page are done
		return nil
	}
	if len(page.Letters) == 0 {
		page.Empty = v.t("desk.held_none")
	}
	if page.Shell, err = v.shell(v.t("desk.nav_held"), "held"); err != nil {
		return err
	}
	return v.show(status, "held", page)
}

// split parts a text at a space after about n runes; beyond max it is cut off.
func split(text string, n, max int) (head, rest string) {
	runes := []rune(text)
	if len(runes) <= n+n/4 {
		return text, ""
	}
	cut := n
	for cut > n/2 && !unicode.IsSpace(runes[cut]) {
		cut--
	}
	head, rest = string(runes[:cut]), string(runes[cut:min(len(runes), max)])
	if len(runes) > max {
		rest += "…"
	}
	return head, rest
}

var codeWithin = regexp.MustCompile(`[A-ZĐ]{1,10}-\d{4}-\d{4,9}`)

func (v *visit) heldLetter(m store.Message) HeldLetter {
	l := HeldLetter{ID: m.ID, From: m.FromName, Email: m.FromEmail, Subject: m.Subject, When: shortMoment(v.lang, v.now, m.ReceivedAt), Body: m.Fresh,
		Code: codeWithin.FindString(strings.ToUpper(m.Subject + " " + m.Body))}
	if l.Body == "" {
		l.Body = m.Body
	}
	l.Body, l.Rest = split(l.Body, heldShown, heldText)
	letter := "/" + strconv.FormatInt(m.ID, 10)
	l.Path = v.heldPath(letter)
	if m.Raw != "" {
		l.Raw = "/desk/held" + letter + "/letter.eml"
	}
	if l.From == "" {
		l.From = m.FromEmail
	}
	if l.Subject == "" {
		l.Subject = v.t("desk.no_subject")
	}
	l.Why = locale.Kept(v.lang, m.Problem)
	if m.State == store.MessageUnreadable && len(l.Why) == 0 {
		l.Why = []string{v.t("intake.unreadable")}
	}
	if key := "desk.auto_" + m.Auto; m.Auto != "" && locale.Has(v.lang, key) {
		l.Auto = v.t(key)
	}
	return l
}

// guesses are open cases of somebody of the sender's name.
func (v *visit) guesses(l HeldLetter) ([]Choice, error) {
	if l.From == "" || l.From == l.Email {
		return nil, nil
	}
	found, err := v.d.Cases.Search(v.ctx(), v.who.Actor, store.CaseFilter{Text: l.From, Open: true, Limit: 5})
	if err != nil {
		return nil, err
	}
	var list []Choice
	for _, w := range found {
		list = append(list, Choice{Value: w.Case.Code, Label: w.Case.Title})
	}
	return list, nil
}

// place makes a request of a held letter, adds it to one, or puts it away.
func (d *Desk) place(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	id, code := number(v.r.PathValue("id")), strings.TrimSpace(f.Get("code"))
	what := ""
	switch f.Get("do") {
	case "open":
		r, perr := d.Intake.Place(v.ctx(), v.who.Actor, id, "")
		if err = perr; err == nil {
			return v.done(casePath(r.Request), "held_open", r.Request)
		}
	case "join":
		if code == "" {
			err = fault.New(fault.Invalid, "desk.held_give_code")
			break
		}
		r, perr := d.Intake.Place(v.ctx(), v.who.Actor, id, code)
		if err = perr; err == nil {
			return v.done(v.heldPath(""), "held_join", r.Request)
		}
	case "ignore":
		err, what = d.Intake.Ignore(v.ctx(), v.who.Actor, id), "held_ignore"
	default:
		err = fault.New(fault.Invalid, "httpx.bad_form")
	}
	if err == nil {
		return v.done(v.heldPath(""), what)
	}
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return v.showHeld(httpx.Status(err), id, code, sayFault(v.lang, err))
	}
	return err
}
