package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"congbo/internal/people"
)

// How a case of a proposal for disposal ended.
const (
	DisposalTaken    = "taken"    // its papers were taken away
	DisposalKept     = "kept"     // the register keeps them longer by now
	DisposalReopened = "reopened" // it came alive again before anybody had decided
)

// A DisposalEnd tells how a case of a proposal ended (R-T10).
type DisposalEnd struct {
	Item     int64
	Disposal int64
	Case     int64
	How      string
	Title    string          // of the case, as the list of what was destroyed names it; "": it is not kept
	By       people.PersonID // whose act it was; 0: the program's
	At       time.Time
}

// EndDisposalItem stores e; a case whose papers stay is free for another
// proposal.
func (tx *Tx) EndDisposalItem(ctx context.Context, e *DisposalEnd) error {
	e.At = tx.now
	_, err := tx.exec(ctx, `INSERT INTO disposal_end (item_id, disposal_id, case_id, how, title, person_id, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		e.Item, e.Disposal, e.Case, e.How, e.Title, int64(e.By), instant(e.At))
	if err != nil {
		return fmt.Errorf("end of disposal item %d: %w", e.Item, err)
	}
	tx.made("disposal-end", e.Item)
	if e.How == DisposalTaken {
		return nil
	}
	if _, err := tx.exec(ctx, `UPDATE disposal_item SET live = FALSE WHERE id = ?`, e.Item); err != nil {
		return fmt.Errorf("end of disposal item %d: %w", e.Item, err)
	}
	tx.wrote("disposed", e.Item)
	return nil
}

// DisposalEnds lists how the cases of a proposal ended, by item.
func (tx *Tx) DisposalEnds(ctx context.Context, disposal int64) (map[int64]DisposalEnd, error) {
	ends := make(map[int64]DisposalEnd)
	err := tx.each(ctx, `SELECT item_id, disposal_id, case_id, how, title, person_id, at FROM disposal_end WHERE disposal_id = ?`, []any{disposal},
		func(scan func(...any) error) error {
			var e DisposalEnd
			if err := scan(&e.Item, &e.Disposal, &e.Case, &e.How, &e.Title, (*int64)(&e.By), at(&e.At)); err != nil {
				return err
			}
			ends[e.Item] = e
			return nil
		})
	return ends, err
}

// A DisposalWork is what is done after a proposal was approved.
type DisposalWork struct {
	Disposal int64
	Titles   bool      // the titles of the cases stay on the list of what was destroyed
	Done     time.Time // when all of it was taken away; zero: not yet
}

// AddDisposalWork stores w.
func (tx *Tx) AddDisposalWork(ctx context.Context, w DisposalWork) error {
	if _, err := tx.exec(ctx, `INSERT INTO disposal_work (disposal_id, titles) VALUES (?, ?)`, w.Disposal, w.Titles); err != nil {
		return fmt.Errorf("add disposal work: %w", err)
	}
	tx.made("disposal-work", w.Disposal)
	return nil
}

// DisposalWork returns what is known of the work of a proposal; titles stay
// where nobody has said.
func (tx *Tx) DisposalWork(ctx context.Context, disposal int64) (DisposalWork, error) {
	w := DisposalWork{Disposal: disposal, Titles: true}
	err := tx.row(ctx, `SELECT titles, done_at FROM disposal_work WHERE disposal_id = ?`, disposal).Scan(&w.Titles, at(&w.Done))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return w, err
}

// DisposalDone notes that everything of a proposal was taken away; false where
// that was noted before.
func (tx *Tx) DisposalDone(ctx context.Context, disposal int64) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE disposal_work SET done_at = ? WHERE disposal_id = ? AND done_at IS NULL`, instant(tx.now), disposal)
	if err != nil {
		return false, fmt.Errorf("disposal %d done: %w", disposal, err)
	}
	if n > 0 {
		tx.wrote("disposal-work", disposal)
	}
	return n > 0, nil
}

// A Disposed tells of a case in which proposal it stands, and whether its papers
// were taken away.
type Disposed struct {
	Disposal Disposal
	Item     DisposalItem
	Taken    time.Time // zero: they are still there
	Title    string    // as the list of what was destroyed names the case
}

// DisposedCase returns in which proposal a case stands; nil: in none.
func (tx *Tx) DisposedCase(ctx context.Context, id int64) (*Disposed, error) {
	all, err := list(ctx, tx, `SELECT `+disposalColumns+`, `+disposalItemColumns+`, e.at, coalesce(e.title, '')
		FROM disposal_item i JOIN disposal d ON d.id = i.disposal_id JOIN case_file c ON c.id = i.case_id LEFT JOIN disposal_end e ON e.item_id = i.id AND e.how = 'taken'
		WHERE i.case_id = ? AND i.live`, []any{id},
		func(scan func(...any) error, x *Disposed) error {
			return scanDisposal(func(to ...any) error {
				return scanDisposalItem(func(more ...any) error { return scan(append(append(to, more...), at(&x.Taken), &x.Title)...) }, &x.Item)
			}, &x.Disposal)
		})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// DisposedRequest returns the newest of the cases of a request, if no case of it
// is open and one stands in a proposal; else nil.
func (tx *Tx) DisposedRequest(ctx context.Context, request int64) (*Disposed, error) {
	var id int64
	err := tx.row(ctx, `SELECT coalesce(max(c.id), 0) FROM case_file c JOIN disposal_item i ON i.case_id = c.id AND i.live
		WHERE c.request_id = ? AND NOT EXISTS (SELECT 1 FROM case_file o WHERE o.request_id = c.request_id AND o.ended_at IS NULL)`, request).Scan(&id)
	if err != nil || id == 0 {
		return nil, err
	}
	return tx.DisposedCase(ctx, id)
}
