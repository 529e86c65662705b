package portal

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// What a form of the page says that it brings.
const (
	bringsPiece = "piece"
	bringsWord  = "word"
)

// asked shows somebody without an account what they were asked for, and where
// it stands once they have sent it (R-I6, F-F10). The link is the only guard: it
// is signed, ends, and can be taken back.
func (v *visit) asked() error {
	c, err := v.askedOf()
	if err != nil {
		return err
	}
	if v.r.Method == http.MethodGet {
		if err := v.p.Intake.OpenedLink(v.ctx(), c.Link.ID); err != nil {
			v.p.Log.Warn("opening of a link is not counted", "err", err)
		}
	}
	pg, err := v.piece(c)
	if err != nil {
		return err
	}
	pg.Sent = v.r.URL.Query().Has(justSent)
	return v.showTo(pg)
}

// askedOf reads what the link in the address is about, on its own site.
func (v *visit) askedOf() (*cases.Piece, error) {
	v.w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	c, err := v.p.Cases.AskedOf(v.ctx(), v.args["link"])
	if err != nil {
		return nil, err
	}
	if c.Case.Institution != v.site.Institution {
		return nil, notFound()
	}
	return c, nil
}

func (v *visit) piece(c *cases.Piece) (*Piece, error) {
	pg := &Piece{Tracking: Tracking{Frame: v.frame(c.Request.Subject, ""), Code: c.Case.Code, Subject: c.Request.Subject, Office: v.office(c.Request.Mailbox), SentAt: c.Asked.At,
		Reply: v.path(cases.AskedPath(v.lang(), v.args["link"])), Key: newKey(), MaxFiles: intake.MaxFiles, MaxMB: intake.MaxFile >> 20},
		Brief: c.Brief(), Until: c.Link.Expires, Brings: bringsPiece}
	pg.Private = true
	pg.Crumbs = []Link{{Title: v.t("visit.home"), URL: v.path("/")}}
	pg.Awaited = c.State.Awaited()
	pg.State, pg.Tone = v.askedWords(c)
	if pg.Awaited {
		pg.Due = c.Asked.Due
		if g := c.State.Assigned; g != nil {
			pg.Due = g.Due
		}
		cal := calendarOf(c.View)
		left := cal.Between(c.Now, pg.Due)
		if c.Now.After(pg.Due) {
			left = -cal.Between(pg.Due, c.Now)
		}
		pg.DueNote = workday.Remaining(v.lang(), left)
	} else if c.State.Ended.IsZero() {
		pg.Steps = v.steps(c.View)
	}
	if !c.State.Ended.IsZero() {
		pg.Reply = ""
	}
	pg.Thread = v.askedThread(c)
	for _, e := range c.Editions {
		if s := v.places.site(e.Site); s != nil && e.Case == c.Case.ID && e.State == store.EditionLive {
			pg.Public = append(pg.Public, Link{Title: e.Title, URL: v.urlOf(s, v.editionPath(&e))})
		}
	}
	return pg, nil
}

// askedWords says where it stands, in the words of whoever was asked.
func (v *visit) askedWords(c *cases.Piece) (string, Tone) {
	switch {
	case c.State.Awaited() && !c.Asked.Answered.IsZero():
		return v.t("portal.asked_returned"), Wait
	case c.State.Awaited():
		return v.t("portal.asked_awaited"), Wait
	case !c.Asked.Cancelled.IsZero() && c.Asked.Answered.IsZero():
		return v.t("portal.asked_cancelled"), Plain
	}
	return v.stateWords(c.View)
}

// askedTold are the letters of the office that stand between the two.
var askedTold = []string{cases.TemplateAskedLater, cases.TemplateAskedCancelled, cases.TemplateAskedReminder, cases.TemplateAskedOverdue,
	string(flow.LetterChanges), string(flow.LetterDeclined), "note"}

func (v *visit) askedThread(c *cases.Piece) []TrackMessage {
	list := v.thread(c.View)
	list = slices.DeleteFunc(list, func(m TrackMessage) bool { return !m.Mine })
	for _, letter := range c.Letters {
		if letter.ToEmail != c.Request.SenderEmail || letter.Request != c.Request.ID || !slices.Contains(askedTold, letter.Template) {
			continue
		}
		text := v.t("visit.told_"+letter.Template, letter.Data["reason"])
		if letter.Template == cases.TemplateAskedLater {
			if due, err := time.Parse(time.RFC3339, letter.Data["due"]); err == nil {
				text = v.t("visit.told_"+letter.Template, letter.Data["reason"], workday.Moment(v.lang(), due))
			}
		}
		list = append(list, TrackMessage{From: v.office(letter.Mailbox), At: letter.CreatedAt, Text: strings.TrimSpace(text)})
	}
	slices.SortStableFunc(list, func(a, b TrackMessage) int { return a.At.Compare(b.At) })
	return list
}

// sendAsked takes in what was asked for, or a word about it.
func (v *visit) sendAsked() error {
	f, done, err := v.p.Forms.Read(v.w, v.r, formBudget)
	defer done()
	if err != nil {
		return err
	}
	c, err := v.askedOf()
	if err != nil {
		return err
	}
	key := f.Get("key")
	if !formKey.MatchString(key) {
		key = newKey()
	}
	files, brings := uploads(f), f.Get("brings")
	again := func(problems []Problem) error {
		pg, err := v.piece(c)
		if err != nil {
			return err
		}
		pg.Text, pg.Key, pg.Problems, pg.Pledge, pg.Brings = f.Get("text"), key, problems, f.Get("pledge") != "", brings
		if len(files) > 0 {
			pg.Problems = append(pg.Problems, Problem{"files", v.t("portal.form_files_again", len(files))})
		}
		return v.showTo(pg)
	}
	word := brings == bringsWord
	switch {
	case !c.State.Ended.IsZero():
		return again([]Problem{{"", v.t("portal.asked_over")}})
	case f.Get(trap) != "":
		return again([]Problem{{"", v.t("visit.trapped")}})
	case c.State.Awaited() && !word && f.Get("pledge") == "":
		return again([]Problem{{"pledge", v.t("intake.give_pledge")}})
	}
	if !word {
		if _, err := content.FromMarkup(f.Get("text")); err != nil {
			return again(Problems(v.lang(), inText(err)))
		}
	}
	who := cases.Actor{Institution: c.Case.Institution, Outside: c.Request.ID, Name: c.Request.SenderName, Lang: v.lang()}
	_, err = v.p.Intake.Reply(v.ctx(), who, c.Request.ID, intake.Note{Text: f.Get("text"), Files: files, Key: key, Word: word})
	if fault.Is(err, fault.Invalid) {
		return again(Problems(v.lang(), err))
	} else if err != nil {
		return err
	}
	v.redirect(v.path(cases.AskedPath(v.lang(), v.args["link"]))+"?"+justSent, http.StatusSeeOther)
	return nil
}

// inText puts what is wrong with a text beside its field.
func inText(err error) error {
	if e, ok := fault.As(err); ok {
		return e.In("text")
	}
	return err
}
