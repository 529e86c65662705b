package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"congbo/internal/flow"
	"congbo/internal/people"
)

// A Delivery is the way of one posted revision to one site (F-C10): who posted
// it there, whether readers get it, and if not why not.
type Delivery struct {
	ID        int64
	Case      int64
	Document  int64
	Revision  int64
	Site      int64
	Section   int64
	Hash      string // of the whole revision
	PostedBy  people.PersonID
	PostedFor people.PersonID
	Role      people.Role // in which it was posted
	DecidedAt time.Time
	Edition   int64 // 0: it is not on the site
	EndedAt   time.Time
	flow.Delivery
}

const deliveryColumns = `l.id, l.case_id, l.document_id, l.revision_id, l.site_id, l.section_id, l.hash, l.posted_by, l.posted_for, l.role, l.decided_at, l.edition_id, l.ended_at,
	l.state, l.problem, l.tries, l.tried_at, l.next_at`

func scanDelivery(scan func(...any) error, l *Delivery) error {
	return scan(&l.ID, &l.Case, &l.Document, &l.Revision, &l.Site, &l.Section, &l.Hash, (*int64)(&l.PostedBy), (*int64)(&l.PostedFor), (*string)(&l.Role), at(&l.DecidedAt), &l.Edition, at(&l.EndedAt),
		(*string)(&l.State), (*string)(&l.Problem), &l.Tries, at(&l.TriedAt), at(&l.NextAt))
}

// AddDelivery stores l and gives it its ID.
func (tx *Tx) AddDelivery(ctx context.Context, l *Delivery) error {
	l.DecidedAt = tx.now
	err := tx.row(ctx, `INSERT INTO delivery (case_id, document_id, revision_id, site_id, section_id, hash, posted_by, posted_for, role, decided_at, edition_id, state, problem, tries, tried_at, next_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, l.Case, l.Document, l.Revision, l.Site, l.Section, l.Hash, int64(l.PostedBy), int64(l.PostedFor), string(l.Role),
		instant(l.DecidedAt), l.Edition, string(l.State), string(l.Problem), l.Tries, instant(l.TriedAt), instant(l.NextAt)).Scan(&l.ID)
	if err != nil {
		return fmt.Errorf("add delivery: %w", err)
	}
	tx.made("delivery", l.ID)
	return nil
}

// LockDelivery returns a delivery that is still open and keeps others from it
// until the transaction ends; nil where it is not open (any more). Who ends the
// deliveries of a document meanwhile waits, and then finds what became of it.
func (tx *Tx) LockDelivery(ctx context.Context, id int64) (*Delivery, error) {
	n, err := tx.exec(ctx, `UPDATE delivery SET tried_at = ? WHERE id = ? AND state IN ('waiting', 'failed')`, instant(tx.now), id)
	if err != nil || n == 0 {
		return nil, err
	}
	return tx.Delivery(ctx, id)
}

// SaveDelivery writes what became of a delivery that is locked.
func (tx *Tx) SaveDelivery(ctx context.Context, l *Delivery) error {
	if !l.Open() && l.EndedAt.IsZero() {
		l.EndedAt = tx.now
	}
	_, err := tx.exec(ctx, `UPDATE delivery SET posted_by = ?, posted_for = ?, edition_id = ?, ended_at = ?, state = ?, problem = ?, tries = ?, tried_at = ?, next_at = ? WHERE id = ?`,
		int64(l.PostedBy), int64(l.PostedFor), l.Edition, instant(l.EndedAt), string(l.State), string(l.Problem), l.Tries, instant(l.TriedAt), instant(l.NextAt), l.ID)
	if err != nil {
		return fmt.Errorf("save delivery %d: %w", l.ID, err)
	}
	tx.wrote("delivery", l.ID)
	return nil
}

// DropDeliveries ends what remains to be done for a document, before another
// act takes its place. It comes first in such an act: what is being put on a
// site at the same moment is then either seen by it or never done.
func (tx *Tx) DropDeliveries(ctx context.Context, document int64) error {
	ids, err := list(ctx, tx, `UPDATE delivery SET state = 'dropped', ended_at = ?, next_at = NULL WHERE document_id = ? AND state IN ('waiting', 'failed') RETURNING id`,
		[]any{instant(tx.now), document}, func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return fmt.Errorf("drop deliveries: %w", err)
	}
	for _, id := range ids {
		tx.wrote("delivery", id)
		if err := tx.Cancel(ctx, DeliveryKey(id)); err != nil {
			return err
		}
	}
	return nil
}

// DeliveryKey begins the keys of the jobs that try a delivery again.
func DeliveryKey(id int64) string { return "delivery/" + strconv.FormatInt(id, 10) + "/" }

// Delivery returns a delivery, or fault.NotFound.
func (tx *Tx) Delivery(ctx context.Context, id int64) (*Delivery, error) {
	var l Delivery
	err := scanDelivery(tx.row(ctx, `SELECT `+deliveryColumns+` FROM delivery l WHERE l.id = ?`, id).Scan, &l)
	return &l, found(err, "delivery")
}

// DeliveryOf returns the delivery that put an edition on its site, nil where
// none did.
func (tx *Tx) DeliveryOf(ctx context.Context, edition int64, document int64) (*Delivery, error) {
	all, err := list(ctx, tx, `SELECT `+deliveryColumns+` FROM delivery l WHERE l.document_id = ? AND l.edition_id = ?`, []any{document, edition}, scanDelivery)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// Undelivered names the sites on which readers do not get what a case has
// posted there.
func (tx *Tx) Undelivered(ctx context.Context, id int64) ([]string, error) {
	return list(ctx, tx, `SELECT s.name FROM delivery l JOIN site s ON s.id = l.site_id WHERE l.case_id = ? AND l.state = 'failed' ORDER BY l.id`, []any{id},
		func(scan func(...any) error, name *string) error { return scan(name) })
}

// CaseDeliveries lists the deliveries of a case, oldest first.
func (tx *Tx) CaseDeliveries(ctx context.Context, id int64) ([]Delivery, error) {
	return list(ctx, tx, `SELECT `+deliveryColumns+` FROM delivery l WHERE l.case_id = ? ORDER BY l.id`, []any{id}, scanDelivery)
}

const maxOpenDeliveries = 200

// OpenDeliveries lists what an institution's readers should have and do not,
// the oldest first.
func (tx *Tx) OpenDeliveries(ctx context.Context, institution int64) ([]Delivery, error) {
	return list(ctx, tx, `SELECT `+deliveryColumns+` FROM delivery l JOIN case_file c ON c.id = l.case_id WHERE l.state = 'failed' AND c.institution_id = ? ORDER BY l.id LIMIT `+strconv.Itoa(maxOpenDeliveries),
		[]any{institution}, scanDelivery)
}
