// Package notify words the letters that were decided on, in the language of
// who gets them, and has them sent: at once after the commit that caused them,
// again where a server was busy, and visibly given up where an address is
// wrong. Letters are kept as they were sent (F-K6).
package notify

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// An Outgoing is a letter ready to be sent.
type Outgoing struct {
	MessageID  string // without angle brackets; the same for every try
	FromName   string
	From       string // an office's address: replies come back to the request
	ToName     string
	To         string
	Subject    string
	Text       string
	HTML       string
	InReplyTo  string
	References []string
	Auto       bool // written by the program alone: nobody's machine should answer (RFC 3834)
}

// A Sender hands a letter to a mail server. fault.Invalid means that the server
// will never take it; any other error is worth another try.
type Sender interface {
	Send(ctx context.Context, o Outgoing) error
}

// Notify is the verbs of this area.
type Notify struct {
	Store  *store.Store
	Cases  *cases.Cases
	Sender Sender
	// DeskURL is the absolute address of a path of the desk.
	DeskURL func(path string) string
	// SiteURL is the absolute address of a path on the institution's site in a
	// language.
	SiteURL func(ctx context.Context, tx *store.Tx, institution int64, l locale.Lang, path string) (string, error)
	Log     *slog.Logger
}

// dataLink is the value of a letter that opens an account: an invitation, a new
// password. It is kept no longer than it takes to send it, and such letters are
// not kept as they were sent.
const dataLink = "desk-path"

// dataPage is the page of the desk that a letter leads to, where it is about no
// case.
const dataPage = "desk-page"

// Deliver words and sends a letter. It is the job of kind store.JobLetter; a
// letter that was sent already is not sent again.
func (n *Notify) Deliver(ctx context.Context, id int64) error {
	var l *store.Letter
	var o Outgoing
	err := n.Store.View(ctx, func(tx *store.Tx) error {
		var err error
		if l, err = tx.Letter(ctx, id); err != nil || l.State == store.LetterSent {
			return err
		}
		o, err = n.word(ctx, tx, l)
		return err
	})
	if err != nil || l.State == store.LetterSent {
		return err
	}
	sendErr := n.Sender.Send(ctx, o)
	l.Subject, l.Body, l.HTML, l.Attempts = o.Subject, withoutLinks(o.Text), withoutLinks(o.HTML), l.Attempts+1
	verb := event.Verb("")
	switch {
	case sendErr == nil:
		l.State, l.Error, l.SentAt, verb = store.LetterSent, "", n.Store.Now(), event.LetterSent
	case fault.Is(sendErr, fault.Invalid):
		l.State, l.Error, verb = store.LetterFailed, sendErr.Error(), event.LetterFailed
	case l.Attempts%maxTries == 0: // the job is about to be given up: so is the letter, in sight of those who may have it sent again
		l.State, l.Error, verb = store.LetterFailed, sendErr.Error(), event.LetterFailed
	default:
		l.Error = sendErr.Error()
	}
	if _, opens := l.Data[dataLink]; opens { // the link lies in the letter and nowhere else
		l.Body, l.HTML = "", ""
		if l.State == store.LetterSent {
			delete(l.Data, dataLink)
		}
	}
	err = n.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.SaveLetter(ctx, l); err != nil {
			return err
		}
		if verb != "" {
			tx.Record(l.Institution, event.Event{Verb: verb, Case: l.Case, Subject: fmt.Sprintf("letter:%d", l.ID), Data: map[string]string{event.KeyLetter: l.Template}})
		}
		return nil
	})
	if err != nil || l.State != store.LetterQueued {
		return err // a letter given up is shown as such; its job is done
	}
	return sendErr
}

// maxTries is how often a letter is tried before it is given up; package jobs
// would try once more.
const maxTries = 9

// Retry sends a failed letter again, by somebody who may.
func (n *Notify) Retry(ctx context.Context, who cases.Actor, id int64) error {
	return n.Store.Tx(ctx, func(tx *store.Tx) error {
		l, err := tx.Letter(ctx, id)
		if err != nil {
			return err
		}
		if l.Institution != who.Institution {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		if err := n.Cases.May(ctx, tx, who, people.RetryLetter, people.Scope{Institution: l.Institution}); err != nil {
			return err
		}
		if l.State != store.LetterFailed || l.ToEmail == "" { // or its words were taken away
			return fault.New(fault.Conflict, "notify.not_failed")
		}
		l.State, l.Error = store.LetterQueued, ""
		if err := tx.SaveLetter(ctx, l); err != nil {
			return err
		}
		tx.Record(l.Institution, event.Event{Verb: event.LetterQueued, Case: l.Case, Actor: int64(who.Person), Subject: fmt.Sprintf("letter:%d", l.ID)})
		return tx.Enqueue(ctx, store.JobLetter, l.ID, time.Time{}, fmt.Sprintf("letter/%d", l.ID))
	})
}

// maxRetries is how many letters are sent again at once.
const maxRetries = 200

// RetryAll sends all failed letters of an institution again, up to the newest
// one that the person saw, each as Retry does, and tells how many.
func (n *Notify) RetryAll(ctx context.Context, who cases.Actor, last int64) (int, error) {
	var failed []store.Letter
	err := n.Store.View(ctx, func(tx *store.Tx) error {
		if err := n.Cases.May(ctx, tx, who, people.RetryLetter, people.Scope{Institution: who.Institution}); err != nil {
			return err
		}
		var err error
		failed, err = tx.FindLetters(ctx, store.LetterFilter{Institution: who.Institution, State: store.LetterFailed, Below: last + 1, Limit: maxRetries})
		return err
	})
	done := 0
	for _, l := range failed {
		switch rerr := n.Retry(ctx, who, l.ID); {
		case rerr == nil:
			done++
		case !fault.Is(rerr, fault.Conflict): // somebody else was quicker
			return done, rerr
		}
	}
	return done, err
}

// Preview words a letter that is not stored, for looking at.
func (n *Notify) Preview(ctx context.Context, l *store.Letter) (subject, text string, err error) {
	err = n.Store.View(ctx, func(tx *store.Tx) error {
		o, err := n.word(ctx, tx, l)
		subject, text = o.Subject, o.Text
		return err
	})
	return subject, text, err
}

// word makes the text of a letter from its template and data.
func (n *Notify) word(ctx context.Context, tx *store.Tx, l *store.Letter) (Outgoing, error) {
	o := Outgoing{MessageID: l.MessageID, ToName: l.ToName, To: l.ToEmail, Auto: l.Template != "note"}
	institution, err := tx.Institution(ctx, l.Institution)
	if err != nil {
		return o, err
	}
	box, err := n.office(ctx, tx, l)
	if err != nil {
		return o, err
	}
	o.From, o.FromName = box.Address, box.Name.In(l.Lang)
	values := map[string]string{"institution": institution.Name.In(l.Lang), "office": box.Name.In(l.Lang), "office-address": box.Address, "name": l.ToName}
	maps.Copy(values, said(l.Lang, l.Data))
	if err := n.links(ctx, tx, l, values); err != nil {
		return o, err
	}
	var page passage
	if call, err := n.callValues(ctx, tx, l, values); err != nil {
		return o, err
	} else if call != nil {
		r, err := tx.Revision(ctx, call.Revision)
		if err != nil {
			return o, err
		}
		page = theText(r)
	}
	if l.Request != 0 {
		if o.InReplyTo, o.References, err = thread(ctx, tx, l.Request); err != nil {
			return o, err
		}
	}
	subject, body, err := n.wording(ctx, tx, l)
	if err != nil {
		return o, err
	}
	o.Subject = vi.CleanLine(fill(subject, values))
	o.Text, o.HTML = composeWith(l.Lang, body, values, page)
	return o, nil
}

// said are the values that were decided on, in a language.
func said(l locale.Lang, data map[string]string) map[string]string {
	values := make(map[string]string)
	for k, v := range data {
		if base, lang, ok := strings.Cut(k, "."); !ok {
			values[k] = v
		} else if locale.Lang(lang) == l {
			values[base] = v
		}
	}
	if due := values["due"]; due != "" {
		if t, err := time.Parse(time.RFC3339, due); err == nil {
			values["due"] = workday.Moment(l, t)
		}
	}
	return values
}

// office is the mailbox in whose name a letter is written.
func (n *Notify) office(ctx context.Context, tx *store.Tx, l *store.Letter) (*store.Mailbox, error) {
	if l.Mailbox != 0 {
		return tx.Mailbox(ctx, l.Mailbox)
	}
	boxes, err := tx.Mailboxes(ctx, l.Institution)
	if err != nil {
		return nil, err
	}
	for i := range boxes {
		if boxes[i].Main && boxes[i].Active {
			return &boxes[i], nil
		}
	}
	return nil, fmt.Errorf("institution %d has no main mailbox to write from", l.Institution)
}

// links makes the addresses a letter gives.
func (n *Notify) links(ctx context.Context, tx *store.Tx, l *store.Letter, values map[string]string) error {
	if code := values["code"]; code != "" {
		values["desk"] = n.DeskURL("/desk/cases/" + code)
	}
	switch l.Template {
	case templateDigest:
		values["desk"] = n.DeskURL(PathChoices)
	case "delegation":
		values["desk"] = n.DeskURL("/desk/account")
	}
	if path := values[dataPage]; path != "" {
		values["desk"] = n.DeskURL(path)
	}
	if list := values[listPlace]; list != "" && l.Template != templateDigest {
		values[listPlace] = n.listed(list)
	}
	if path := values[dataLink]; path != "" {
		values["desk"] = n.DeskURL(path)
	}
	if strings.HasPrefix(l.Template, "commission") {
		values["link"] = values["desk"]
	}
	if l.Request == 0 || l.Case == 0 {
		return nil
	}
	var err error
	if id := l.Data[cases.KeyAskedLink]; id != "" {
		return n.askedLink(ctx, tx, l, id, values)
	}
	if values["track"], err = n.SiteURL(ctx, tx, l.Institution, l.Lang, cases.TrackPath(l.Lang, n.Cases.TrackLink(l.Case, l.CreatedAt))); err != nil {
		return err
	}
	answer := n.Cases.Sign(cases.Link{Purpose: cases.LinkAnswer, Case: l.Case, Expires: l.CreatedAt.Add(60 * 24 * time.Hour)})
	values["answer"], err = n.SiteURL(ctx, tx, l.Institution, l.Lang, cases.AnswerPath(l.Lang, answer))
	return err
}

// listed writes the pages of the desk that a list of a letter leads to as
// addresses.
func (n *Notify) listed(list string) string {
	lines := strings.Split(list, "\n")
	for i, line := range lines {
		if words, path, ok := strings.Cut(line, " /desk/"); ok {
			lines[i] = words + " " + n.DeskURL("/desk/"+path)
		}
	}
	return strings.Join(lines, "\n")
}

// thread finds what a letter about a request answers, so that mail programs
// show the conversation as one.
func thread(ctx context.Context, tx *store.Tx, request int64) (string, []string, error) {
	messages, err := tx.Messages(ctx, request)
	if err != nil {
		return "", nil, err
	}
	var refs []string
	for _, m := range messages {
		if m.Direction == "in" && m.MessageID != "" {
			refs = append(refs, m.MessageID)
		}
	}
	if len(refs) == 0 {
		return "", nil, nil
	}
	return refs[len(refs)-1], refs[max(0, len(refs)-20):], nil
}
