package publishing

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/store"
)

// AnswerLink is the address part with which a requester says whether a page is
// right. It is good for as long as the answer may reopen the case.
func (p *Publishing) AnswerLink(id int64, now time.Time) string {
	return p.Cases.Sign(cases.Link{Purpose: cases.LinkAnswer, Case: id, Expires: now.Add(60 * 24 * time.Hour)})
}

// A Question is what a requester is asked by the link in the result letter.
type Question struct {
	Case     *store.Case
	Editions []store.Edition
	Links    []string // public addresses, in the order of Editions
	// Open tells whether an answer can still be given, and which.
	CanConfirm, CanObject bool
	Answered              bool // the case has ended
	// Waits says where readers do not have it yet, so that it cannot be confirmed
	// before they do; nil: nothing keeps it from being confirmed.
	Waits *fault.Error
	// Shown names what is asked about; an answer gives it back, so that nobody
	// answers for a page they have not been shown.
	Shown string
}

// Ask reads what an answer link is about. It changes nothing: mail scanners
// follow links.
func (p *Publishing) Ask(ctx context.Context, link string) (*Question, error) {
	var q *Question
	err := p.Store.View(ctx, func(tx *store.Tx) error {
		d, err := p.asked(ctx, tx, link)
		if err != nil {
			return err
		}
		q, err = p.question(ctx, tx, d)
		return err
	})
	return q, err
}

// asked reads the case that an answer link is about.
func (p *Publishing) asked(ctx context.Context, tx *store.Tx, link string) (*cases.Dossier, error) {
	l, err := p.Cases.ReadLink(link, cases.LinkAnswer, tx.Now())
	if err != nil {
		return nil, err
	}
	return p.Cases.Dossier(ctx, tx, l.Case)
}

func (p *Publishing) question(ctx context.Context, tx *store.Tx, d *cases.Dossier) (*Question, error) {
	q := &Question{Case: d.Case, Answered: !d.Case.EndedAt.IsZero()}
	all, err := tx.CaseEditions(ctx, d.Case.ID)
	if err != nil {
		return nil, err
	}
	var shown []string
	for _, e := range all {
		if e.State != store.EditionLive {
			continue
		}
		site, err := tx.Site(ctx, e.Site)
		if err != nil {
			return nil, err
		}
		section, err := tx.Section(ctx, e.Section)
		if err != nil {
			return nil, err
		}
		q.Editions = append(q.Editions, e)
		q.Links = append(q.Links, p.URL(site, e.Path(section.Slug)))
		shown = append(shown, strconv.FormatInt(e.ID, 36))
	}
	q.Shown = strings.Join(shown, ".")
	options, err := p.Cases.OptionsOf(ctx, tx, d, requester(d))
	if err != nil {
		return nil, err
	}
	for _, o := range options {
		q.CanConfirm = q.CanConfirm || says(d, o, true)
		q.CanObject = q.CanObject || says(d, o, false)
		if o.WhyNot != nil && o.WhyNot.Key == "flow.undelivered_yet" {
			q.Waits = o.WhyNot
		}
	}
	return q, nil
}

// Answer takes the requester's answer to what was shown: right, or wrong
// because (R-B2). Right settles the case; wrong reopens the posting step, up to
// the days that the procedure gives. Where something else is public by now,
// that has to be looked at first.
func (p *Publishing) Answer(ctx context.Context, link, shown string, right bool, reason string) (*cases.Result, error) {
	var res *cases.Result
	err := p.Store.Tx(ctx, func(tx *store.Tx) error {
		d, err := p.asked(ctx, tx, link)
		if err != nil {
			return err
		}
		q, err := p.question(ctx, tx, d)
		if err != nil {
			return err
		}
		switch {
		case right && !q.CanConfirm && q.Waits != nil:
			return q.Waits
		case right && !q.CanConfirm, !right && !q.CanObject:
			return fault.New(fault.Conflict, "publishing.answered_already")
		case shown != q.Shown:
			return fault.New(fault.Conflict, "publishing.page_changed")
		}
		who := requester(d)
		options, err := p.Cases.OptionsOf(ctx, tx, d, who)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(options, func(o flow.Option) bool { return says(d, o, right) })
		res, err = p.Cases.ActIn(ctx, tx, who, cases.Input{Case: d.Case.ID, Act: flow.Act{Kind: flow.DoMove, Move: options[i].Move, Reason: reason}})
		return err
	})
	return res, err
}

// says reports whether an option is the move with which the requester says that
// the page is right, or that it is wrong.
func says(d *cases.Dossier, o flow.Option, right bool) bool {
	if !o.Allowed || o.Kind != flow.DoMove {
		return false
	}
	if right {
		return confirms(d, o.Move)
	}
	return o.Reason == flow.ReasonRequired && !confirms(d, o.Move)
}

// confirms reports whether a move of the present step ends the case well.
func confirms(d *cases.Dossier, id flow.MoveID) bool {
	step := d.Procedure.Step(d.State.Step)
	if step == nil {
		return false
	}
	m := step.Move(id)
	if m == nil || m.To == "" {
		return false
	}
	to := d.Procedure.Step(m.To)
	return to != nil && to.End == flow.Settled
}

// requester is who asked, without any other authority they may hold.
func requester(d *cases.Dossier) cases.Actor {
	a := cases.Actor{Institution: d.Case.Institution, Outside: d.Case.Request}
	if d.Request != nil {
		a.Person, a.Name, a.Lang = d.Request.Person, d.Request.SenderName, d.Request.Lang
	}
	return a
}
