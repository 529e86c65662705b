package publishing

import (
	"context"
	"fmt"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// maxNotice is how many characters a notice in the place of a page may have.
const maxNotice = 1000

// end takes one edition away from readers, and tells the record and the nodes.
func (p *Publishing) end(ctx context.Context, tx *store.Tx, d *cases.Dossier, h flow.Happening, e store.Edition, state, notice string) error {
	if err := tx.EndEdition(ctx, e.ID, state, notice); err != nil {
		return err
	}
	verb := event.Unpublished
	switch state {
	case store.EditionWithdrawn:
		verb = event.Withdrawn
	case store.EditionExpired:
		verb = event.Expired
	}
	tx.Record(d.Case.Institution, event.Event{Verb: verb, Case: d.Case.ID, Actor: int64(h.By.Person), OnBehalfOf: int64(h.By.For),
		Subject: fmt.Sprintf("edition:%d", e.ID), Data: map[string]string{event.KeySite: fmt.Sprint(e.Site), event.KeyHash: e.Hash, event.KeyNumber: fmt.Sprint(e.Number)}})
	return linksTo(ctx, tx, e.Document)
}

// withdraw takes what a case has published down on every site; a notice to
// readers stays in its place (gỡ bài, để lại thông báo). Its reason is kept with
// the case and is not theirs to read.
func (p *Publishing) withdraw(ctx context.Context, tx *store.Tx, d *cases.Dossier, h flow.Happening) error {
	notice := strings.TrimSpace(vi.Read(d.Public.Notice))
	switch {
	case notice == "":
		return fault.New(fault.Invalid, "publishing.give_notice").In("notice")
	case len([]rune(notice)) > maxNotice:
		return fault.New(fault.Invalid, "publishing.long_notice", maxNotice).In("notice")
	}
	return p.endAll(ctx, tx, d, h, store.EditionWithdrawn, notice)
}

// unpublish takes what a case has published away altogether (gỡ bỏ hẳn), also
// the notice of an earlier withdrawal. Readers learn that there was a page, and
// where one is named, are led to another.
func (p *Publishing) unpublish(ctx context.Context, tx *store.Tx, d *cases.Dossier, h flow.Happening) error {
	if h.Timer == flow.TimerTerm { // its hour has come
		return p.endAll(ctx, tx, d, h, store.EditionExpired, "")
	}
	if d.Public.Redirect == "" {
		return p.endAll(ctx, tx, d, h, store.EditionRemoved, "")
	}
	if err := tx.DropDeliveries(ctx, d.Case.Document); err != nil { // before the editions are read
		return err
	}
	editions, err := tx.DocumentEditions(ctx, d.Case.Document)
	if err != nil {
		return err
	}
	if err := p.endAll(ctx, tx, d, h, store.EditionRemoved, ""); err != nil {
		return err
	}
	for _, e := range editions {
		if e.State != store.EditionLive && e.State != store.EditionWithdrawn {
			continue
		}
		section, err := tx.Section(ctx, e.Section)
		if err != nil {
			return err
		}
		r := Redirect{Site: e.Site, Source: e.Numbered(section.Slug), Target: d.Public.Redirect}
		if err := p.addRedirect(ctx, tx, d.Actor, r, e.Document); err != nil {
			return err
		}
	}
	return nil
}

// endAll ends what readers get of a document: what is live, and of a removal
// the notices too.
func (p *Publishing) endAll(ctx context.Context, tx *store.Tx, d *cases.Dossier, h flow.Happening, state, notice string) error {
	if err := tx.DropDeliveries(ctx, d.Case.Document); err != nil {
		return err
	}
	editions, err := tx.DocumentEditions(ctx, d.Case.Document)
	if err != nil {
		return err
	}
	latest := make(map[int64]int64) // by site
	for _, e := range editions {
		latest[e.Site] = e.ID
	}
	ended := 0
	for _, e := range editions {
		standing := state == store.EditionRemoved && e.State == store.EditionWithdrawn && latest[e.Site] == e.ID
		if e.State != store.EditionLive && !standing {
			continue
		}
		if err := p.end(ctx, tx, d, h, e, state, notice); err != nil {
			return err
		}
		ended++
	}
	if ended == 0 {
		return fault.New(fault.Conflict, "publishing.nothing_public")
	}
	return nil
}

// Withdraw takes what a case has published down on every site and leaves a
// notice to readers; reason is for the office's own record.
func (p *Publishing) Withdraw(ctx context.Context, who cases.Actor, id, version int64, reason, notice string) (*cases.Result, error) {
	return p.Cases.Act(ctx, who, cases.Input{Case: id, Version: version, Act: flow.Act{Kind: flow.DoTakeDown, Reason: reason}, Public: cases.Public{Notice: notice}})
}

// Remove takes what a case has published away altogether; redirect, where it is
// not empty, is a page of the institution's sites to which its address leads
// from then on.
func (p *Publishing) Remove(ctx context.Context, who cases.Actor, id, version int64, reason, redirect string) (*cases.Result, error) {
	return p.Cases.Act(ctx, who, cases.Input{Case: id, Version: version, Act: flow.Act{Kind: flow.DoRemove, Reason: reason}, Public: cases.Public{Redirect: strings.TrimSpace(redirect)}})
}
