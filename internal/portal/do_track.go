package portal

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// tracked reads the request that the link in the address stands for. A request
// of another institution is not to be had on this site.
func (v *visit) tracked() (*cases.View, error) {
	c, err := v.p.Cases.Track(v.ctx(), v.args["link"])
	if err != nil {
		return nil, err
	}
	if c.Gone() {
		return nil, fault.New(fault.NotFound, "cases.taken_away")
	}
	if c.Request == nil || c.Case.Institution != v.site.Institution {
		return nil, notFound()
	}
	return c, nil
}

// track shows a request to its sender: where it stands, by when, and what was
// written about it between the two.
func (v *visit) track() error {
	c, err := v.tracked()
	if err != nil {
		return err
	}
	pg, err := v.tracking(c)
	if err != nil {
		return err
	}
	pg.Sent = v.r.URL.Query().Has(justSent)
	return v.showTo(pg)
}

// justSent marks the address to which a message that was taken in leads.
const justSent = "sent"

func (v *visit) tracking(c *cases.View) (*Tracking, error) {
	l := v.lang()
	pg := &Tracking{Frame: v.frame(c.Request.Subject, ""), Code: c.Case.Code, Subject: c.Request.Subject, Office: v.office(c.Request.Mailbox), SentAt: c.Request.ReceivedAt,
		Reply: v.path(cases.TrackPath(l, v.args["link"])), Key: newKey(), MaxFiles: intake.MaxFiles, MaxMB: intake.MaxFile >> 20}
	pg.Crumbs = []Link{{Title: v.t("visit.home"), URL: v.path("/")}, {Title: v.t("portal.form"), URL: v.path(formPath(l))}}
	pg.State, pg.Tone = v.stateWords(c)
	pg.Due, pg.DueNote = v.dueWords(c)
	pg.Steps = v.steps(c)
	pg.Thread = v.thread(c)
	ask := v.sibling(cases.LinkTrack, cases.LinkAnswer)
	q, err := v.p.Publishing.Ask(v.ctx(), ask)
	if err != nil {
		return nil, err
	}
	for i, e := range q.Editions {
		pg.Public = append(pg.Public, Link{Title: e.Title, URL: q.Links[i]})
	}
	if q.CanConfirm {
		pg.AskURL = v.path(cases.AnswerPath(l, ask))
	}
	return pg, nil
}

// sibling is the link of another purpose for whoever has the link in the
// address. It ends when that one does: a link that leaked does not live on
// through others.
func (v *visit) sibling(purpose, to string) string {
	l, err := v.p.Cases.ReadLink(v.args["link"], purpose, v.p.Store.Now())
	if err != nil {
		return ""
	}
	l.Purpose = to
	return v.p.Cases.Sign(l)
}

// isPublic reports whether something that the case published can be read now.
func isPublic(c *cases.View) bool {
	return slices.ContainsFunc(c.Editions, func(e store.Edition) bool { return e.Case == c.Case.ID && e.State == store.EditionLive })
}

// stateWords says where a request stands as its sender needs to know it. What
// the office asks within its own house is not told.
func (v *visit) stateWords(c *cases.View) (string, Tone) {
	s := &c.State
	switch {
	case !s.Ended.IsZero() && s.Outcome == flow.Settled && isPublic(c):
		return v.t("visit.state_settled"), Good
	case !s.Ended.IsZero() && s.Outcome == flow.Declined:
		return v.t("visit.state_declined"), Bad
	case !s.Ended.IsZero():
		return v.t("visit.state_closed"), Plain
	case s.Waiting() == flow.WaitsForRequester:
		return v.t("visit.state_waits"), Wait
	case s.Waiting() == flow.WaitsForUnit:
		return v.t("visit.state_unit"), Wait
	case isPublic(c):
		return v.t("visit.state_public"), Good
	}
	if step := c.Procedure.Step(s.Step); step != nil {
		return v.t("visit.state_at", step.Title.In(v.lang())), Busy
	}
	return v.t("visit.state_open"), Busy
}

// dueWords is by when the request is dealt with, in office hours.
func (v *visit) dueWords(c *cases.View) (time.Time, string) {
	s := &c.State
	switch {
	case !s.Ended.IsZero():
		return time.Time{}, ""
	case s.Waiting() == flow.WaitsForRequester:
		return time.Time{}, v.t("visit.due_waits")
	case s.Waiting() == flow.WaitsForUnit:
		return time.Time{}, v.t("visit.due_unit")
	case s.Waiting() == flow.WaitsForAuthority:
		return time.Time{}, v.t("visit.due_asks")
	}
	clock := &s.Case // what was promised; a step's own limit is the house's affair
	if !clock.Limited() {
		clock = &s.Clock
	}
	if clock.Due.IsZero() || !clock.Done.IsZero() {
		return time.Time{}, ""
	}
	return clock.Due, workday.Remaining(v.lang(), clock.Left(calendarOf(c), c.Now))
}

// steps are the way of a request through the procedure it began under.
func (v *visit) steps(c *cases.View) []TrackStep {
	s := &c.State
	here := s.Step
	if s.Held != nil && s.Held.Step != "" {
		here = s.Held.Step
	}
	var list []TrackStep
	found := false
	for i := range c.Procedure.Steps {
		step := &c.Procedure.Steps[i]
		if !onTheWay(s, step) {
			continue
		}
		t := TrackStep{Title: step.Title.In(v.lang()), State: StepDone}
		switch {
		case !s.Ended.IsZero():
			if s.Outcome != flow.Settled && s.Rounds[step.ID] == 0 {
				continue // it never came so far
			}
		case step.ID == here:
			found, t.State, t.At = true, StepNow, s.Entered
			switch s.Waiting() {
			case flow.WaitsForRequester:
				t.Note = v.t("visit.step_waits")
			case flow.WaitsForUnit:
				t.Note = v.t("visit.step_unit")
			}
		case found:
			t.State = StepAhead
		}
		list = append(list, t)
	}
	last := TrackStep{Title: v.t("visit.step_end"), State: StepAhead}
	if !s.Ended.IsZero() {
		last.State, last.At = StepDone, s.Ended
		if end := c.Procedure.Step(s.Step); end != nil && s.Outcome == flow.Declined {
			last.Title = end.Title.In(v.lang())
		}
	}
	return append(list, last)
}

// told are the letters that an office writes to a sender about a request. No
// other letter of the case is the sender's.
var told = []flow.Letter{flow.LetterReceipt, flow.LetterChanges, flow.LetterDeclined, flow.LetterUnitRefused, flow.LetterResult}

// thread is what sender and office wrote to each other, oldest first. What
// others wrote about the request is not shown to its sender.
func (v *visit) thread(c *cases.View) []TrackMessage {
	var list []TrackMessage
	for _, m := range c.Messages {
		if m.Direction != "in" || m.Auto != "" || m.FromEmail != c.Request.SenderEmail {
			continue
		}
		t := TrackMessage{Mine: true, At: m.ReceivedAt, Text: m.Fresh}
		for _, a := range c.Attachments {
			if a.Message == m.ID {
				t.Files = append(t.Files, TrackFile{Name: a.Name, Size: a.Size})
			}
		}
		list = append(list, t)
	}
	for _, letter := range c.Letters {
		if letter.ToEmail != c.Request.SenderEmail || letter.Request != c.Request.ID || !slices.Contains(told, flow.Letter(letter.Template)) {
			continue
		}
		list = append(list, TrackMessage{From: v.office(letter.Mailbox), At: letter.CreatedAt, Text: strings.TrimSpace(v.t("visit.told_"+letter.Template, letter.Data["reason"]))})
	}
	slices.SortStableFunc(list, func(a, b TrackMessage) int { return a.At.Compare(b.At) })
	return list
}

// reply takes a further message of the sender in.
func (v *visit) reply() error {
	f, done, err := v.p.Forms.Read(v.w, v.r, formBudget)
	defer done()
	if err != nil {
		return err
	}
	c, err := v.tracked()
	if err != nil {
		return err
	}
	key := f.Get("key")
	if !formKey.MatchString(key) {
		key = newKey()
	}
	who := cases.Actor{Institution: c.Case.Institution, Outside: c.Request.ID, Person: c.Request.Person, Name: c.Request.SenderName, Lang: v.lang()}
	files := uploads(f)
	_, err = v.p.Intake.Reply(v.ctx(), who, c.Request.ID, intake.Note{Text: f.Get("text"), Files: files, Key: key})
	if fault.Is(err, fault.Invalid) {
		pg, err2 := v.tracking(c)
		if err2 != nil {
			return err2
		}
		pg.Text, pg.Key, pg.Problems = f.Get("text"), key, Problems(v.lang(), err)
		if len(files) > 0 {
			pg.Problems = append(pg.Problems, Problem{"files", v.t("portal.form_files_again", len(files))})
		}
		return v.showTo(pg)
	} else if err != nil {
		return err
	}
	v.redirect(v.path(cases.TrackPath(v.lang(), v.args["link"]))+"?"+justSent, http.StatusSeeOther)
	return nil
}
