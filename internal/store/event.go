package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"congbo/internal/event"
	"congbo/internal/people"
)

type pendingEvent struct {
	institution int64
	event       event.Event
}

// Record adds a line to an institution's record. It is chained and written at
// the very end of the transaction, so that the chain is locked for as short a
// time as can be; the lines of one transaction keep their order. The event's
// Seq, Prev and Hash are filled in by then, its At too where it is zero.
func (tx *Tx) Record(institution int64, e event.Event) {
	if e.At.IsZero() {
		e.At = tx.now
	}
	tx.events = append(tx.events, pendingEvent{institution, e})
}

// flush seals what was written, appends the recorded events to their chains and
// announces which pages change.
func (tx *Tx) flush(ctx context.Context) error {
	if err := tx.seal(ctx); err != nil {
		return err
	}
	type head struct {
		seq  int64
		hash string
	}
	heads := make(map[int64]head)
	rows := make([][]any, 0, len(tx.events))
	for _, p := range tx.events {
		e := p.event
		if e.Verb == event.SourceHeeded { // its page says so
			tx.ChangePage(0, TagCase(e.Case), time.Time{})
		}
		if !e.Verb.Known() {
			return fmt.Errorf("record: no verb %q", e.Verb)
		}
		h, ok := heads[p.institution]
		if !ok {
			if tx.s.d.lockChain != "" {
				if _, err := tx.exec(ctx, tx.s.d.lockChain, p.institution); err != nil {
					return fmt.Errorf("record: %w", err)
				}
			}
			h.hash = event.Genesis
			err := tx.row(ctx, `SELECT seq, hash FROM event WHERE institution_id = ? ORDER BY seq DESC LIMIT 1`, p.institution).Scan(&h.seq, &h.hash)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return fmt.Errorf("record: %w", err)
			}
		}
		e.Chain, e.Seq, e.Prev = p.institution, h.seq+1, h.hash
		e.Hash = event.Link(e.Prev, e)
		data, err := json.Marshal(e.Data)
		if err != nil {
			return fmt.Errorf("record: %w", err)
		}
		rows = append(rows, []any{e.Chain, e.Seq, instant(e.At), e.Actor, e.OnBehalfOf, string(e.Verb), e.Case, e.Subject, string(data), e.Prev, e.Hash})
		heads[p.institution] = head{e.Seq, e.Hash}
	}
	if err := tx.postLines(ctx); err != nil {
		return err
	}
	tx.events = nil
	if err := tx.flushPosted(ctx); err != nil {
		return err
	}
	if err := tx.insert(ctx, "event", eventColumns, rows); err != nil {
		return err
	}
	if err := tx.flushShown(ctx); err != nil {
		return err
	}
	return tx.flushPages(ctx)
}

const eventColumns = `institution_id, seq, at, actor_id, on_behalf_of, verb, case_id, subject, data, prev, hash`

func scanEvent(scan func(...any) error, e *event.Event) error {
	var data string
	if err := scan(&e.Chain, &e.Seq, at(&e.At), &e.Actor, &e.OnBehalfOf, (*string)(&e.Verb), &e.Case, &e.Subject, &data, &e.Prev, &e.Hash); err != nil {
		return err
	}
	e.At = e.At.UTC()
	return json.Unmarshal([]byte(data), &e.Data)
}

// CaseEvents returns the history of a case, oldest first. (SQLite takes the
// index of a part of a table only where the query says which part: hence the
// second condition, here and below.)
func (tx *Tx) CaseEvents(ctx context.Context, id int64) ([]event.Event, error) {
	return list(ctx, tx, `SELECT `+eventColumns+` FROM event WHERE case_id = ? AND case_id <> 0 ORDER BY seq`, []any{id}, scanEvent)
}

// EachEvent calls fn with every line of an institution's record after seq, in
// order, for the check of the chain. A line that cannot even be read stops it.
func (tx *Tx) EachEvent(ctx context.Context, institution, after int64, fn func(event.Event) error) error {
	return tx.each(ctx, `SELECT `+eventColumns+` FROM event WHERE institution_id = ? AND seq > ? ORDER BY seq`, []any{institution, after}, func(scan func(...any) error) error {
		var e event.Event
		if err := scanEvent(scan, &e); err != nil {
			return err
		}
		return fn(e)
	})
}

// Chains lists the institutions that there are or that have a record.
func (tx *Tx) Chains(ctx context.Context) ([]int64, error) {
	return list(ctx, tx, `SELECT id FROM institution UNION SELECT institution_id FROM event ORDER BY 1`, nil, func(scan func(...any) error, id *int64) error { return scan(id) })
}

// LastEvent returns the newest line of an institution's record; its Seq is 0
// while there is none.
func (tx *Tx) LastEvent(ctx context.Context, institution int64) (event.Event, error) {
	var e event.Event
	err := scanEvent(tx.row(ctx, `SELECT `+eventColumns+` FROM event WHERE institution_id = ? ORDER BY seq DESC LIMIT 1`, institution).Scan, &e)
	if errors.Is(err, sql.ErrNoRows) {
		return event.Event{Hash: event.Genesis}, nil
	}
	return e, err
}

// An EventFilter narrows the record; zero fields do not.
type EventFilter struct {
	Institution int64
	Actor       people.PersonID
	Verb        event.Verb
	From, To    time.Time // From inclusive, To exclusive
	Below       int64     // only lines before this one: the next page
	Limit       int
}

// Events lists lines of the record, the newest first (F-J2).
func (tx *Tx) Events(ctx context.Context, f EventFilter) ([]event.Event, error) {
	q, args := `SELECT `+eventColumns+` FROM event WHERE institution_id = ?`, []any{f.Institution}
	add := func(cond string, arg any) { q, args = q+" AND "+cond, append(args, arg) }
	if f.Actor != 0 {
		add("actor_id = ?", int64(f.Actor))
	}
	if f.Verb != "" {
		add("verb = ?", string(f.Verb))
	}
	if !f.From.IsZero() {
		add("at >= ?", instant(f.From))
	}
	if !f.To.IsZero() {
		add("at < ?", instant(f.To))
	}
	if f.Below != 0 {
		add("seq < ?", f.Below)
	}
	return list(ctx, tx, q+` ORDER BY seq DESC LIMIT ?`, append(args, f.Limit), scanEvent)
}

// DiarySignings lists the lines that confirm a person's diaries, recorded since
// an instant, oldest first (F-J4).
func (tx *Tx) DiarySignings(ctx context.Context, institution int64, person people.PersonID, since time.Time) ([]event.Event, error) {
	return list(ctx, tx, `SELECT `+eventColumns+` FROM event WHERE institution_id = ? AND subject = ? AND at >= ? AND verb = 'diary-signed' ORDER BY seq`,
		[]any{institution, fmt.Sprintf("person:%d", person), instant(since)}, scanEvent)
}

// EachCaseStep calls fn with every case, the step it stands at and the step to
// which the record says it was last led ("" where the record says nothing).
func (tx *Tx) EachCaseStep(ctx context.Context, fn func(id int64, code, step, told string) error) error {
	return tx.each(ctx, `
		SELECT c.id, c.code, c.step, coalesce((SELECT e.data FROM event e WHERE e.case_id = c.id AND e.case_id <> 0 AND e.data LIKE '%"to":"%' ORDER BY e.seq DESC LIMIT 1), '')
		FROM case_file c ORDER BY c.id`, nil, func(scan func(...any) error) error {
		var id int64
		var code, step, data string
		if err := scan(&id, &code, &step, &data); err != nil {
			return err
		}
		var d map[string]string
		if data != "" {
			if err := json.Unmarshal([]byte(data), &d); err != nil {
				return err
			}
		}
		return fn(id, code, step, d[event.KeyTo])
	})
}
