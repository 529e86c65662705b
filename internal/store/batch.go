package store

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/fault"
	"congbo/internal/people"
)

// A Batch is the cases that are handed over together from one step of a
// procedure (R-M4), by the hour of their rhythm.
type Batch struct {
	ID          int64
	Institution int64
	Procedure   string // its key: cases of several versions go together
	Step        string
	Due         time.Time
	State       string // BatchOpen, BatchSent, BatchReceived, BatchEmpty
	OpenedAt    time.Time
	LateAt      time.Time // when it was noticed that it had not been handed over
	SentBy      people.PersonID
	SentFor     people.PersonID
	SentAt      time.Time
	ReceivedBy  people.PersonID
	ReceivedFor people.PersonID
	ReceivedAt  time.Time
	Version     int64
}

// The states of a batch.
const (
	BatchOpen     = "open"
	BatchSent     = "sent"
	BatchReceived = "received"
	BatchEmpty    = "empty" // its hour came, and nothing was in it
)

// A BatchItem is a case of a batch. Entry is that with which it came into the
// hands of whoever posts; 0 before.
type BatchItem struct {
	ID    int64
	Batch int64
	Case  int64
	Entry int
}

const batchColumns = `b.id, b.institution_id, b.procedure_key, b.step, b.due_at, b.state, b.opened_at, b.late_at, b.sent_by, b.sent_for, b.sent_at, b.received_by, b.received_for, b.received_at, b.version`

func scanBatch(scan func(...any) error, b *Batch) error {
	return scan(&b.ID, &b.Institution, &b.Procedure, &b.Step, at(&b.Due), &b.State, at(&b.OpenedAt), at(&b.LateAt), (*int64)(&b.SentBy), (*int64)(&b.SentFor), at(&b.SentAt),
		(*int64)(&b.ReceivedBy), (*int64)(&b.ReceivedFor), at(&b.ReceivedAt), &b.Version)
}

// OpenBatch returns the batch of a step that is handed over at an instant and is
// still open, and opens it where there is none. Until the transaction ends
// nobody else changes it.
func (tx *Tx) OpenBatch(ctx context.Context, institution int64, procedure, step string, due time.Time) (*Batch, error) {
	made, err := list(ctx, tx, `INSERT INTO batch (institution_id, procedure_key, step, due_at, state, opened_at) VALUES (?, ?, ?, ?, 'open', ?)
		ON CONFLICT (institution_id, procedure_key, step, due_at) WHERE state = 'open' DO NOTHING RETURNING id`, []any{institution, procedure, step, instant(due), instant(tx.now)},
		func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return nil, fmt.Errorf("open batch: %w", err)
	}
	for _, id := range made {
		tx.made("batch", id)
	}
	ids, err := list(ctx, tx, `UPDATE batch SET version = version + 1 WHERE institution_id = ? AND procedure_key = ? AND step = ? AND due_at = ? AND state = 'open' RETURNING id`,
		[]any{institution, procedure, step, instant(due)}, func(scan func(...any) error, id *int64) error { return scan(id) })
	switch {
	case err != nil:
		return nil, fmt.Errorf("open batch: %w", err)
	case len(ids) == 0:
		return nil, fault.New(fault.Conflict, "store.changed_meanwhile") // it was handed over just now
	}
	return tx.Batch(ctx, ids[0])
}

// SaveBatch stores what became of b, if nobody has changed it since it was read.
func (tx *Tx) SaveBatch(ctx context.Context, b *Batch) error {
	n, err := tx.exec(ctx, `UPDATE batch SET state = ?, late_at = ?, sent_by = ?, sent_for = ?, sent_at = ?, received_by = ?, received_for = ?, received_at = ?, version = version + 1 WHERE id = ? AND version = ?`,
		b.State, instant(b.LateAt), int64(b.SentBy), int64(b.SentFor), instant(b.SentAt), int64(b.ReceivedBy), int64(b.ReceivedFor), instant(b.ReceivedAt), b.ID, b.Version)
	if err != nil {
		return fmt.Errorf("save batch %d: %w", b.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "store.changed_meanwhile")
	}
	b.Version++
	tx.wrote("batch", b.ID)
	return nil
}

// Batch returns a batch, or fault.NotFound.
func (tx *Tx) Batch(ctx context.Context, id int64) (*Batch, error) {
	var b Batch
	err := scanBatch(tx.row(ctx, `SELECT `+batchColumns+` FROM batch b WHERE b.id = ?`, id).Scan, &b)
	return &b, found(err, "batch")
}

// OpenBatches lists the batches of an institution that are not handed over and
// hold something, the next first.
func (tx *Tx) OpenBatches(ctx context.Context, institution int64) ([]Batch, error) {
	return list(ctx, tx, `SELECT `+batchColumns+` FROM batch b WHERE b.institution_id = ? AND b.state = 'open' AND EXISTS (SELECT 1 FROM batch_item i WHERE i.batch_id = b.id) ORDER BY b.due_at, b.id`,
		[]any{institution}, scanBatch)
}

// SentBatches lists the batches of an institution that were handed over, the
// newest first.
func (tx *Tx) SentBatches(ctx context.Context, institution int64, limit int) ([]Batch, error) {
	return list(ctx, tx, `SELECT `+batchColumns+` FROM batch b WHERE b.institution_id = ? AND b.sent_at IS NOT NULL ORDER BY b.sent_at DESC, b.id DESC LIMIT ?`, []any{institution, limit}, scanBatch)
}

// BatchesOf lists the batches that a case is or was in, the newest first.
func (tx *Tx) BatchesOf(ctx context.Context, id int64) ([]Batch, error) {
	return list(ctx, tx, `SELECT `+batchColumns+` FROM batch b JOIN batch_item i ON i.batch_id = b.id WHERE i.case_id = ? ORDER BY b.id DESC`, []any{id}, scanBatch)
}

// BatchItems lists the cases of a batch in the order in which they came.
func (tx *Tx) BatchItems(ctx context.Context, batch int64) ([]BatchItem, error) {
	return list(ctx, tx, `SELECT id, batch_id, case_id, entry FROM batch_item WHERE batch_id = ? ORDER BY id`, []any{batch},
		func(scan func(...any) error, i *BatchItem) error { return scan(&i.ID, &i.Batch, &i.Case, &i.Entry) })
}

// AddBatchItem puts a case into a batch; one that is in it stays.
func (tx *Tx) AddBatchItem(ctx context.Context, batch, id int64) error {
	made, err := list(ctx, tx, `INSERT INTO batch_item (batch_id, case_id) VALUES (?, ?) ON CONFLICT (batch_id, case_id) DO NOTHING RETURNING id`, []any{batch, id},
		func(scan func(...any) error, n *int64) error { return scan(n) })
	for _, n := range made {
		tx.made("batched", n)
	}
	return err
}

// LeaveBatch takes a case out of the batches that were not handed over.
func (tx *Tx) LeaveBatch(ctx context.Context, id int64) error {
	gone, err := list(ctx, tx, `DELETE FROM batch_item WHERE case_id = ? AND entry = 0 AND batch_id IN (SELECT b.id FROM batch b WHERE b.state = 'open') RETURNING id`, []any{id},
		func(scan func(...any) error, n *int64) error { return scan(n) })
	for _, n := range gone {
		tx.wrote("batched", n)
	}
	return err
}

// SentBatchItem notes that a case of a batch came into other hands.
func (tx *Tx) SentBatchItem(ctx context.Context, item int64, entry int) error {
	_, err := tx.exec(ctx, `UPDATE batch_item SET entry = ? WHERE id = ?`, entry, item)
	if err == nil {
		tx.wrote("batched", item)
	}
	return err
}

// MoveBatchItem puts a case that was left behind into another batch.
func (tx *Tx) MoveBatchItem(ctx context.Context, item, batch int64) error {
	_, err := tx.exec(ctx, `UPDATE batch_item SET batch_id = ? WHERE id = ?`, batch, item)
	if err == nil {
		tx.wrote("batched", item)
	}
	return err
}
