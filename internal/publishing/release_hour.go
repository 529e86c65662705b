package publishing

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

// PlanRelease has a release published at an hour, in the authority of whoever
// plans it. Everything must be ready now, but for what is only held back until
// then; it is asked again at that hour.
func (p *Publishing) PlanRelease(ctx context.Context, who cases.Actor, id int64, at time.Time) error {
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		v, err := p.release(ctx, tx, who, id)
		switch {
		case err != nil:
			return err
		case v.State == store.ReleaseDone:
			return fault.New(fault.Conflict, "publishing.release_done")
		case at.IsZero():
			return fault.New(fault.Invalid, "flow.plan_when").In("date")
		case !at.After(tx.Now()):
			return fault.New(fault.Invalid, "flow.plan_past").In("date")
		case at.Sub(tx.Now()) > 366*24*time.Hour:
			return fault.New(fault.Invalid, "flow.plan_far").In("date")
		case v.Unseen > 0:
			return fault.New(fault.Denied, "publishing.release_unseen", v.Unseen)
		case len(v.Items) == 0:
			return fault.New(fault.Invalid, "publishing.release_empty")
		}
		for _, it := range v.Items {
			if it.Why != nil && (it.Why.Key != "flow.embargoed" || it.until.After(at)) {
				return notReady(it.Case.Code, it.Why)
			}
			if err := tx.SetReleaseItem(ctx, it.item.ID, it.Hash); err != nil {
				return err
			}
		}
		v.State, v.At, v.PlannedBy, v.PlannedFor, v.PlannedAt, v.Problem, v.EndedAt = store.ReleasePlanned, at, who.Person, who.For, tx.Now(), "", time.Time{}
		if err := tx.SaveRelease(ctx, v.Release); err != nil {
			return err
		}
		p.tellRelease(tx, v.Release, who, event.ReleasePlanned)
		if err := tx.Cancel(ctx, releaseKey(id)); err != nil {
			return err
		}
		return tx.Enqueue(ctx, JobRelease, id, at, releaseKey(id)+strconv.FormatInt(at.Unix(), 10))
	})
}

func releaseKey(id int64) string { return fmt.Sprintf("release/%d/", id) }

// CancelRelease takes the hour of a release back.
func (p *Publishing) CancelRelease(ctx context.Context, who cases.Actor, id int64) error {
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		v, err := p.release(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if v.State != store.ReleasePlanned {
			return fault.New(fault.Conflict, "flow.no_plan")
		}
		if v.Unseen > 0 {
			return fault.New(fault.Denied, "publishing.release_unseen", v.Unseen)
		}
		p.tellRelease(tx, v.Release, who, event.ReleaseCancelled)
		v.State, v.At = store.ReleaseOpen, time.Time{}
		if err := tx.SaveRelease(ctx, v.Release); err != nil {
			return err
		}
		return tx.Cancel(ctx, releaseKey(id))
	})
}

// RunRelease publishes a release whose hour has come, as whoever planned it
// would by hand. Where one text cannot be published none is; that stands at the
// release, and is written to that person and to those who answer for the text.
func (p *Publishing) RunRelease(ctx context.Context, id int64) error {
	stuck := int64(0)
	err := p.Store.Tx(ctx, func(tx *store.Tx) error {
		r, err := tx.Release(ctx, id)
		if err != nil || r.State != store.ReleasePlanned || r.At.After(tx.Now()) {
			return err
		}
		items, err := tx.ReleaseItems(ctx, id)
		if err != nil {
			return err
		}
		saw := make(map[int64]string)
		for _, it := range items {
			saw[it.Case], stuck = it.Hash, it.Case
		}
		if tx.Now().Sub(r.At) > flow.TooLate {
			return fault.New(fault.Conflict, "flow.plan_too_late")
		}
		person, err := tx.Person(ctx, r.PlannedBy)
		if err != nil {
			return err
		}
		if person.State != store.PersonActive {
			return fault.New(fault.Denied, "flow.not_yours", person.Name)
		}
		who := cases.Actor{Person: person.ID, Name: person.Name, For: r.PlannedFor, Institution: r.Institution, Lang: person.Lang, System: true}
		at, err := p.publishAll(ctx, tx, who, id, saw)
		if at != 0 {
			stuck = at
		}
		return err
	})
	e, ok := fault.As(err)
	if !ok || e.Kind == fault.Internal || e.Key == "cases.moved_meanwhile" || e.Key == "store.changed_meanwhile" {
		return err
	}
	why := flow.TroubleOf(e)
	for inner := error(e); inner != nil; inner = errors.Unwrap(inner) { // what was wrong with the one text
		if f, ok := inner.(*fault.Error); ok && f.Key != "publishing.release_item" {
			why = flow.TroubleOf(f)
			break
		}
	}
	return p.failRelease(ctx, id, stuck, why)
}

func (p *Publishing) failRelease(ctx context.Context, id, stuck int64, why flow.Trouble) error {
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		r, err := tx.Release(ctx, id)
		if err != nil || r.State != store.ReleasePlanned {
			return err
		}
		r.State, r.EndedAt, r.Problem = store.ReleaseFailed, tx.Now(), fmt.Sprintf("%d %s", stuck, why)
		if err := tx.SaveRelease(ctx, r); err != nil {
			return err
		}
		tx.Record(r.Institution, event.Event{Verb: event.ReleaseFailed, Case: stuck, Subject: fmt.Sprintf("release:%d", id),
			Data: map[string]string{event.KeyNumber: strconv.FormatInt(id, 10), event.KeyTrouble: string(why), event.KeyDue: r.At.UTC().Format(time.RFC3339)}})
		if stuck == 0 {
			return nil
		}
		return p.Cases.TellOverseers(ctx, tx, stuck, cases.TemplateReleaseFailed, []people.PersonID{r.PlannedBy}, r.At, why, map[string]string{"release": r.Name})
	})
}

// ReleaseProblem reads what a failed release says: which case and what.
func ReleaseProblem(r *store.Release) (id int64, why flow.Trouble) {
	n, word, _ := strings.Cut(r.Problem, " ")
	id, _ = strconv.ParseInt(n, 10, 64)
	return id, flow.Trouble(word)
}
