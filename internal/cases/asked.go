package cases

import (
	"context"
	"slices"
	"strconv"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// The letters to whoever was asked for something (R-I6).
const (
	TemplateAsked          = "commission"           // to somebody without an account, with their link
	TemplateAskedLater     = "commission-later"     // another date
	TemplateAskedReminder  = "commission-reminder"  // it comes near
	TemplateAskedOverdue   = "commission-overdue"   // it has passed
	TemplateAskedReceived  = "commission-received"  // the piece has come
	TemplateAskedCancelled = "commission-cancelled" // it is not awaited any more
)

// KeyAskedLink is the value of a letter that names the link by which somebody
// without an account sends what they were asked for. The link itself is made
// when the letter is sent, if it opens anything by then.
const KeyAskedLink = "asked-link"

// LinkAsked opens the page on which somebody without an account sends what they
// were asked for, and follows it; Person is the number of the link.
const LinkAsked = "c"

// AskedPath is the address of that page.
func AskedPath(l locale.Lang, link string) string {
	if l == locale.EN {
		return "/commissions/" + link
	}
	return "/dat-bai/" + link
}

// AskedLink is the address part of a link.
func (c *Cases) AskedLink(l *store.CommissionLink) string {
	return c.Sign(Link{Purpose: LinkAsked, Case: l.Case, Person: l.ID, Expires: l.Expires})
}

// ReadAskedLink reads which link an address part is. One that was taken back or
// is too old is fault.Denied, and it is not said which.
func (c *Cases) ReadAskedLink(ctx context.Context, tx *store.Tx, link string) (*store.CommissionLink, error) {
	l, err := c.ReadLink(link, LinkAsked, tx.Now())
	if err != nil {
		return nil, err
	}
	given, err := tx.CommissionLink(ctx, l.Person)
	if fault.Is(err, fault.NotFound) {
		return nil, errNoLink
	} else if err != nil {
		return nil, err
	}
	if given.Case != l.Case || !given.Opens(tx.Now()) {
		return nil, fault.New(fault.Denied, "cases.old_link")
	}
	return given, nil
}

// A Piece is what somebody without an account was asked for, as they follow it.
type Piece struct {
	*View
	Asked *store.Commission
	Link  *store.CommissionLink
}

// AskedOf reads what a link is about, for whoever has it: they see it as a
// requester sees a request.
func (c *Cases) AskedOf(ctx context.Context, link string) (*Piece, error) {
	p := &Piece{}
	err := c.Store.View(ctx, func(tx *store.Tx) error {
		var err error
		if p.Link, err = c.ReadAskedLink(ctx, tx, link); err != nil {
			return err
		}
		cs, err := tx.Case(ctx, p.Link.Case)
		if err != nil {
			return err
		}
		if p.Asked, err = tx.Commission(ctx, cs.ID); err != nil {
			return err
		}
		if p.Asked == nil || cs.Request == 0 {
			return errNoLink
		}
		p.View, err = c.see(ctx, tx, Actor{Institution: cs.Institution, Outside: cs.Request}, cs.ID)
		return err
	})
	return p, err
}

// commissioned reports whether the case waits, or waited, for what somebody was
// asked for; guest, whether that is somebody without an account.
func (d *Dossier) commissioned() bool {
	return d.Request != nil && d.Request.Channel == store.ChannelCommission
}

func (d *Dossier) guest() bool { return d.commissioned() && d.Request.Unit == 0 }

// Asks reports whether somebody follows up what was asked for with the case.
func (d *Dossier) Asks(p people.PersonID) bool {
	if p == 0 || !d.commissioned() {
		return false
	}
	roles := d.Procedure.AskersOrAbove(d.Procedure.Steps[0].ID)
	return slices.ContainsFunc(d.Holdings(p), func(h people.Holding) bool { return slices.Contains(roles, h.Role) })
}

// Brief is what was asked for, in the words of whoever asked.
func (v *View) Brief() string {
	for _, r := range v.Remarks {
		if r.Kind == "brief" {
			return r.Text
		}
	}
	return ""
}

// followAsked keeps the account of what was asked for in step with its case, and
// tells whoever was asked: the piece has come, it is not awaited any more, the
// date is another.
func (d *Dossier) followAsked(ctx context.Context, before *flow.State, reason string) error {
	if !d.commissioned() {
		return nil
	}
	m, err := d.tx.Commission(ctx, d.Case.ID)
	if err != nil || m == nil {
		return err
	}
	s, was := &d.State, *m
	switch awaited := s.Ended.IsZero() && s.Waiting() == flow.WaitsForRequester; {
	case !m.Answered.IsZero():
	case !s.Ended.IsZero():
		m.Cancelled = d.tx.Now()
	case !awaited:
		m.Answered, m.Cancelled = d.tx.Now(), time.Time{}
	default:
		m.Cancelled = time.Time{}
	}
	if g := s.Assigned; g != nil && !g.Due.IsZero() && m.Answered.IsZero() {
		m.Due = g.Due
	}
	if !m.Due.Equal(was.Due) || !m.Answered.Equal(was.Answered) || !m.Cancelled.Equal(was.Cancelled) {
		if err := d.tx.FollowCommission(ctx, m); err != nil {
			return err
		}
	}
	switch {
	case !m.Cancelled.IsZero() && was.Cancelled.IsZero():
		return d.TellAsked(ctx, TemplateAskedCancelled, reason, time.Time{})
	case !m.Due.Equal(was.Due):
		return d.TellAsked(ctx, TemplateAskedLater, reason, was.Due)
	case d.guest() && before.Awaited() && s.Ended.IsZero() && !s.Awaited():
		return d.TellAsked(ctx, TemplateAskedReceived, "", time.Time{})
	}
	return nil
}

// TellAsked writes to whoever was asked: to somebody without an account with
// the link by which they send it, else to those who supply it at the unit.
func (d *Dossier) TellAsked(ctx context.Context, template, reason string, was time.Time) error {
	data := letterData(d, flow.Happening{}, reason)
	if !was.IsZero() {
		for _, l := range locale.Langs {
			data["was."+string(l)] = vi.DateTime(l, was)
		}
	}
	if d.guest() {
		return d.cases.WriteRequester(ctx, d.tx, d, template, data)
	}
	told := map[people.PersonID]bool{d.Actor.Person: true}
	for _, role := range d.Procedure.Steps[0].By {
		if err := d.cases.tellAll(ctx, d.tx, d, template, d.Holders(role), told, data); err != nil {
			return err
		}
	}
	return nil
}

// supplier reports whether a role is of those who would supply what somebody
// without an account was asked for instead: it is no affair of theirs.
func (d *Dossier) supplier(r people.Role) bool {
	return d.guest() && d.State.Awaited() && r != people.Requester && slices.Contains(d.Procedure.Steps[0].By, r)
}

// askedLetter is the letter that says to somebody without an account what one
// says to those who work at the desk.
func (d *Dossier) askedLetter(template string) string {
	switch {
	case d.guest() && template == TemplateReminder:
		return TemplateAskedReminder
	case d.guest() && template == TemplateOverdue:
		return TemplateAskedOverdue
	}
	return template
}

// openLink names the newest link of somebody without an account that opens.
func (d *Dossier) openLink(ctx context.Context, data map[string]string) error {
	if !d.guest() {
		return nil
	}
	links, err := d.tx.CommissionLinks(ctx, d.Case.ID)
	for i := range links {
		if links[i].Opens(d.tx.Now()) {
			data[KeyAskedLink] = strconv.FormatInt(links[i].ID, 10)
			break
		}
	}
	return err
}

// WordCame tells those who follow up what was asked for that whoever was asked
// has written without sending it: a question, a word about the date. The case
// waits on. A unit has others who write for it: what comes from there, like
// what is not from whoever was asked, goes the way of any message.
func (c *Cases) WordCame(ctx context.Context, tx *store.Tx, r *store.Request, m *store.Message) error {
	all, err := tx.CasesOfRequest(ctx, r.ID)
	if err != nil {
		return err
	}
	from, err := whose(ctx, tx, r, m)
	if err != nil {
		return err
	}
	for i := range all {
		d, err := c.around(ctx, tx, &all[i])
		if err != nil {
			return err
		}
		if answer, err := d.answers(ctx, from); err != nil {
			return err
		} else if answer {
			return c.MessageCame(ctx, tx, r, m)
		}
		e := event.Event{Verb: event.MessageAdded, Case: d.Case.ID, Subject: subject("message", m.ID), Data: map[string]string{event.KeyName: from}}
		if from == fromLink {
			e.Data[event.KeyRole] = string(people.Requester)
		}
		tx.Record(d.Case.Institution, e)
		told := make(map[people.PersonID]bool)
		for _, role := range d.Procedure.Askers(d.State.Step) {
			if err := c.tellAll(ctx, tx, d, TemplateMessage, d.Holders(role), told, letterData(d, flow.Happening{}, "")); err != nil {
				return err
			}
		}
	}
	return nil
}

// answers reports whether what has come is to be taken as any message is, for
// there is no wait that it could end too early: nothing is awaited from somebody
// without an account, it is not from them, or it is a letter after their piece
// was sent back, when the few words that are wanted may be all there is to send.
func (d *Dossier) answers(ctx context.Context, from string) (bool, error) {
	if !d.State.Awaited() || !d.guest() || from == fromOther {
		return true, nil
	}
	if from == fromLink {
		return false, nil
	}
	m, err := d.tx.Commission(ctx, d.Case.ID)
	return m != nil && !m.Answered.IsZero(), err
}
