package publishing

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// JobRelease is the kind of the job that publishes a release at its hour; its
// arguments are the release's ID.
const JobRelease = "release"

const (
	maxReleaseName  = 120 // runes
	maxReleaseItems = 100
)

// A ReleaseView is a release with how each of its texts stands for somebody.
type ReleaseView struct {
	*store.Release
	Items  []ReleaseItem
	Unseen int  // texts that this person does not see
	Ready  bool // all of it could be published now, by this person
}

// A ReleaseItem is a text of a release.
type ReleaseItem struct {
	Case   *store.Case
	Step   string // in which it stands, for the language of who looks
	Hash   string // of the text as it is now
	Public bool
	Why    *fault.Error // it is not ready; nil where it is
	move   flow.MoveID
	until  time.Time // of an embargo
	down   time.Time // when it was taken down; zero: it is public or never was
	item   store.ReleaseItem
}

// MakeRelease begins a release under a name.
func (p *Publishing) MakeRelease(ctx context.Context, who cases.Actor, name string) (*store.Release, error) {
	r := &store.Release{Institution: who.Institution, Name: vi.ReadLine(name), MadeBy: who.Person}
	return r, p.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := p.mayRelease(ctx, tx, who); err != nil {
			return err
		}
		if r.Name == "" || utf8.RuneCountInString(r.Name) > maxReleaseName {
			return fault.New(fault.Invalid, "publishing.release_name", maxReleaseName).In("name")
		}
		if err := tx.AddRelease(ctx, r); err != nil {
			return err
		}
		p.tellRelease(tx, r, who, event.ReleaseMade)
		return nil
	})
}

// mayRelease reports why somebody may not gather texts: whoever may begin a
// text somewhere may.
func (p *Publishing) mayRelease(ctx context.Context, tx *store.Tx, who cases.Actor) error {
	err := p.Cases.May(ctx, tx, who, people.OpenDocument, people.Scope{Institution: who.Institution})
	if err == nil {
		return nil
	}
	units, uerr := tx.Units(ctx, who.Institution)
	if uerr != nil {
		return uerr
	}
	sites, serr := tx.Sites(ctx, who.Institution)
	if serr != nil {
		return serr
	}
	scopes := make([]people.Scope, 0, len(units)+len(sites))
	for _, u := range units {
		scopes = append(scopes, people.Scope{Institution: who.Institution, Units: []int64{u.ID}})
	}
	for _, s := range sites {
		scopes = append(scopes, people.Scope{Institution: who.Institution, Sites: []int64{s.ID}})
	}
	for _, in := range scopes {
		if p.Cases.May(ctx, tx, who, people.OpenDocument, in) == nil {
			return nil
		}
	}
	return err
}

func (p *Publishing) tellRelease(tx *store.Tx, r *store.Release, who cases.Actor, verb event.Verb) {
	data := map[string]string{event.KeyNumber: strconv.FormatInt(r.ID, 10)}
	if !r.At.IsZero() {
		data[event.KeyDue] = r.At.UTC().Format(time.RFC3339)
	}
	tx.Record(r.Institution, event.Event{Verb: verb, Actor: int64(who.Person), Subject: fmt.Sprintf("release:%d", r.ID), Data: data})
}

// Releases lists the releases of an institution, the newest first.
func (p *Publishing) Releases(ctx context.Context, who cases.Actor) (all []store.Release, err error) {
	err = p.Store.View(ctx, func(tx *store.Tx) error {
		if err := p.mayRelease(ctx, tx, who); err != nil {
			return err
		}
		all, err = tx.Releases(ctx, who.Institution, 200)
		return err
	})
	return all, err
}

// Release reads a release and, of every text, whether this person could publish
// it now, and why not.
func (p *Publishing) Release(ctx context.Context, who cases.Actor, id int64) (v *ReleaseView, err error) {
	err = p.Store.View(ctx, func(tx *store.Tx) error {
		v, err = p.release(ctx, tx, who, id)
		return err
	})
	return v, err
}

func (p *Publishing) release(ctx context.Context, tx *store.Tx, who cases.Actor, id int64) (*ReleaseView, error) {
	if err := p.mayRelease(ctx, tx, who); err != nil {
		return nil, err
	}
	r, err := tx.Release(ctx, id)
	if err != nil {
		return nil, err
	}
	if r.Institution != who.Institution {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	items, err := tx.ReleaseItems(ctx, id)
	if err != nil {
		return nil, err
	}
	v := &ReleaseView{Release: r, Ready: len(items) > 0}
	for _, it := range items {
		one, err := p.releaseItem(ctx, tx, who, it)
		if fault.Is(err, fault.NotFound) {
			v.Unseen++
			v.Ready = false
			continue
		} else if err != nil {
			return nil, err
		}
		v.Ready = v.Ready && one.Why == nil
		v.Items = append(v.Items, one)
	}
	return v, nil
}

func (p *Publishing) releaseItem(ctx context.Context, tx *store.Tx, who cases.Actor, it store.ReleaseItem) (ReleaseItem, error) {
	cv, err := p.Cases.SeeIn(ctx, tx, who, it.Case)
	if err != nil {
		return ReleaseItem{}, err
	}
	step := cv.Procedure.Step(cv.State.Step)
	one := ReleaseItem{Case: cv.Case, Step: step.Title.In(who.Lang), Hash: cv.Facts.Hashes.All, item: it,
		Public: cv.State.Published.Public() && cv.State.Published.Hashes == cv.Facts.Hashes}
	if e := cv.State.Embargo; e.Holds(tx.Now()) {
		one.until = e.Until
	}
	if pub := cv.State.Published; pub != nil {
		one.down = pub.Withdrawn
	}
	one.Why = fault.New(fault.Conflict, "publishing.release_step", step.Title)
	for _, o := range cv.Options {
		if o.Kind == flow.DoMove && slices.Contains(o.Does, flow.Publish) && len(o.Wants) == 0 {
			one.move = o.Move
			if one.Why = o.WhyNot; one.Why == nil {
				break
			}
		}
	}
	if one.Public {
		one.Why = fault.New(fault.Conflict, "flow.public_already")
	}
	return one, nil
}

// AddToRelease puts a case into a release that is still to come.
func (p *Publishing) AddToRelease(ctx context.Context, who cases.Actor, id int64, code string) error {
	return p.changeRelease(ctx, who, id, func(tx *store.Tx, r *store.Release) error {
		cs, err := tx.CaseByCode(ctx, who.Institution, strings.ToUpper(strings.TrimSpace(code)))
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Invalid, "publishing.release_no_case", code).In("code")
		} else if err != nil {
			return err
		}
		if _, err := p.Cases.SeeIn(ctx, tx, who, cs.ID); fault.Is(err, fault.NotFound) {
			return fault.New(fault.Invalid, "publishing.release_no_case", code).In("code")
		} else if err != nil {
			return err
		}
		others, err := tx.ReleasesOf(ctx, cs.ID)
		if err != nil {
			return err
		}
		for _, o := range others {
			if o.ID != id {
				return fault.New(fault.Conflict, "publishing.release_other", cs.Code, o.Name).In("code")
			}
		}
		items, err := tx.ReleaseItems(ctx, id)
		if err != nil {
			return err
		}
		if len(items) >= maxReleaseItems {
			return fault.New(fault.TooMany, "publishing.release_many", maxReleaseItems)
		}
		return tx.AddReleaseItem(ctx, id, cs.ID)
	})
}

// RemoveFromRelease takes a case out of a release that is still to come.
func (p *Publishing) RemoveFromRelease(ctx context.Context, who cases.Actor, id, from int64) error {
	return p.changeRelease(ctx, who, id, func(tx *store.Tx, r *store.Release) error {
		if _, err := p.Cases.SeeIn(ctx, tx, who, from); err != nil {
			return err
		}
		return tx.RemoveReleaseItem(ctx, id, from)
	})
}

// changeRelease changes what is in a release. One that has an hour has to be
// given one anew: what was agreed on is no longer what is in it.
func (p *Publishing) changeRelease(ctx context.Context, who cases.Actor, id int64, do func(*store.Tx, *store.Release) error) error {
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		v, err := p.release(ctx, tx, who, id)
		if err != nil {
			return err
		}
		switch v.State {
		case store.ReleaseDone:
			return fault.New(fault.Conflict, "publishing.release_done")
		case store.ReleasePlanned:
			return fault.New(fault.Conflict, "publishing.release_planned")
		}
		v.State, v.At, v.Problem, v.EndedAt = store.ReleaseOpen, time.Time{}, "", time.Time{}
		if err := do(tx, v.Release); err != nil {
			return err
		}
		if err := tx.SaveRelease(ctx, v.Release); err != nil {
			return err
		}
		p.tellRelease(tx, v.Release, who, event.ReleaseChanged)
		return nil
	})
}

// PublishRelease publishes every text of a release, in one transaction: all of
// them or, where one is not ready, none (F-C9). saw is what the person had
// before their eyes: the hash of each text, by its case.
func (p *Publishing) PublishRelease(ctx context.Context, who cases.Actor, id int64, saw map[int64]string) error {
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		_, err := p.publishAll(ctx, tx, who, id, saw)
		return err
	})
}

// publishAll tells, where it fails, which case was in the way.
func (p *Publishing) publishAll(ctx context.Context, tx *store.Tx, who cases.Actor, id int64, saw map[int64]string) (at int64, err error) {
	v, err := p.release(ctx, tx, who, id)
	switch {
	case err != nil:
		return 0, err
	case v.State == store.ReleaseDone:
		return 0, fault.New(fault.Conflict, "publishing.release_done")
	case v.State == store.ReleasePlanned && !who.System:
		return 0, fault.New(fault.Conflict, "publishing.release_planned")
	case v.Unseen > 0:
		return 0, fault.New(fault.Denied, "publishing.release_unseen", v.Unseen)
	case len(v.Items) == 0:
		return 0, fault.New(fault.Invalid, "publishing.release_empty")
	}
	for _, it := range v.Items {
		if it.Why != nil {
			return it.Case.ID, notReady(it.Case.Code, it.Why)
		}
		if who.System && it.down.After(v.PlannedAt) { // a page comes back by nothing that was agreed before it was taken down
			return it.Case.ID, notReady(it.Case.Code, fault.New(fault.Conflict, "flow.not_public"))
		}
		if saw[it.Case.ID] != it.Hash {
			return it.Case.ID, notReady(it.Case.Code, fault.New(fault.Conflict, "flow.text_changed"))
		}
		_, err := p.Cases.ActIn(ctx, tx, who, cases.Input{Case: it.Case.ID, Act: flow.Act{Kind: flow.DoMove, Move: it.move, Saw: it.Hash}})
		if e, ok := fault.As(err); ok {
			return it.Case.ID, notReady(it.Case.Code, e)
		} else if err != nil {
			return it.Case.ID, err
		}
	}
	v.State, v.EndedAt, v.Problem = store.ReleaseDone, tx.Now(), ""
	if err := tx.SaveRelease(ctx, v.Release); err != nil {
		return 0, err
	}
	p.tellRelease(tx, v.Release, who, event.ReleaseDone)
	return 0, nil
}

// notReady says of one text why it keeps all of them.
func notReady(code string, why *fault.Error) *fault.Error {
	return fault.New(why.Kind, "publishing.release_item", code, why).Because(why)
}
