package store

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/fault"
	"congbo/internal/people"
)

// A Disposal is a proposal to dispose of the papers of cases whose retention
// has ended, with what was decided (R-T10).
type Disposal struct {
	ID          int64
	Institution int64
	Reason      string
	State       string // DisposalProposed, DisposalApproved, DisposalRefused
	By          people.PersonID
	At          time.Time
	DecidedBy   people.PersonID
	DecidedAt   time.Time
	Decision    string // number of the decision on paper
	Words       string // of whoever decided
	Version     int64
}

// The states of a proposal.
const (
	DisposalProposed = "proposed"
	DisposalApproved = "approved"
	DisposalRefused  = "refused"
	DisposalDropped  = "dropped" // every case of it came alive again
)

// A DisposalItem is a case of a proposal, with the entry of the register by
// which its papers were kept, as it stood when they were proposed.
type DisposalItem struct {
	ID        int64
	Disposal  int64
	Case      int64
	Code      string    // of the case
	Record    string    // code and title of the entry
	Retention string    // as flow.Retention
	Ended     time.Time // when the case ended
	From      time.Time // the day from which they may go
	Live      bool      // the proposal is open or was approved
}

const disposalColumns = `d.id, d.institution_id, d.reason, d.state, d.proposed_by, d.proposed_at, d.decided_by, d.decided_at, d.decision, d.words, d.version`

func scanDisposal(scan func(...any) error, d *Disposal) error {
	return scan(&d.ID, &d.Institution, &d.Reason, &d.State, (*int64)(&d.By), at(&d.At), (*int64)(&d.DecidedBy), at(&d.DecidedAt), &d.Decision, &d.Words, &d.Version)
}

// AddDisposal stores d and gives it its ID.
func (tx *Tx) AddDisposal(ctx context.Context, d *Disposal) error {
	d.State, d.At, d.Version = DisposalProposed, tx.now, 1
	err := tx.row(ctx, `INSERT INTO disposal (institution_id, reason, state, proposed_by, proposed_at, version) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
		d.Institution, d.Reason, d.State, int64(d.By), instant(d.At), d.Version).Scan(&d.ID)
	if err != nil {
		return fmt.Errorf("add disposal: %w", err)
	}
	tx.made("disposal", d.ID)
	return nil
}

// AddDisposalItem puts a case into a proposal; false where it stands in another
// that is open or was approved.
func (tx *Tx) AddDisposalItem(ctx context.Context, i DisposalItem) (bool, error) {
	made, err := list(ctx, tx, `INSERT INTO disposal_item (disposal_id, case_id, record, retention, ended_at, from_at, live) VALUES (?, ?, ?, ?, ?, ?, TRUE)
		ON CONFLICT (case_id) WHERE live DO NOTHING RETURNING id`, []any{i.Disposal, i.Case, i.Record, i.Retention, instant(i.Ended), instant(i.From)},
		func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return false, fmt.Errorf("add disposal item: %w", err)
	}
	for _, id := range made {
		tx.made("disposed", id)
	}
	return len(made) == 1, nil
}

// DecideDisposal stores what was decided, if nobody has changed d since it was
// read; the cases of one that was refused may be proposed again.
func (tx *Tx) DecideDisposal(ctx context.Context, d *Disposal) error {
	d.DecidedAt = tx.now
	n, err := tx.exec(ctx, `UPDATE disposal SET state = ?, decided_by = ?, decided_at = ?, decision = ?, words = ?, version = version + 1 WHERE id = ? AND version = ?`,
		d.State, int64(d.DecidedBy), instant(d.DecidedAt), d.Decision, d.Words, d.ID, d.Version)
	if err != nil {
		return fmt.Errorf("decide disposal %d: %w", d.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "store.changed_meanwhile")
	}
	d.Version++
	tx.wrote("disposal", d.ID)
	if d.State != DisposalRefused {
		return nil
	}
	freed, err := list(ctx, tx, `UPDATE disposal_item SET live = FALSE WHERE disposal_id = ? RETURNING id`, []any{d.ID},
		func(scan func(...any) error, id *int64) error { return scan(id) })
	for _, id := range freed {
		tx.wrote("disposed", id)
	}
	return err
}

// DropDisposal notes that the list of an open proposal got shorter; one with
// nothing left on it is over.
func (tx *Tx) DropDisposal(ctx context.Context, id int64) error {
	_, err := tx.exec(ctx, `UPDATE disposal SET version = version + 1,
			state = CASE WHEN EXISTS (SELECT 1 FROM disposal_item i WHERE i.disposal_id = disposal.id AND i.live) THEN state ELSE 'dropped' END,
			decided_at = CASE WHEN EXISTS (SELECT 1 FROM disposal_item i WHERE i.disposal_id = disposal.id AND i.live) THEN decided_at ELSE ? END
		WHERE id = ? AND state = 'proposed'`, instant(tx.now), id)
	if err != nil {
		return fmt.Errorf("drop disposal %d: %w", id, err)
	}
	tx.wrote("disposal", id)
	return nil
}

// Disposal returns a proposal, or fault.NotFound.
func (tx *Tx) Disposal(ctx context.Context, id int64) (*Disposal, error) {
	var d Disposal
	err := scanDisposal(tx.row(ctx, `SELECT `+disposalColumns+` FROM disposal d WHERE d.id = ?`, id).Scan, &d)
	return &d, found(err, "disposal")
}

// Disposals lists those of an institution, the newest first.
func (tx *Tx) Disposals(ctx context.Context, institution int64, limit int) ([]Disposal, error) {
	return list(ctx, tx, `SELECT `+disposalColumns+` FROM disposal d WHERE d.institution_id = ? ORDER BY d.id DESC LIMIT ?`, []any{institution, limit}, scanDisposal)
}

// DisposalOf lists the proposal that a case stands in: one or none.
func (tx *Tx) DisposalOf(ctx context.Context, id int64) ([]Disposal, error) {
	return list(ctx, tx, `SELECT `+disposalColumns+` FROM disposal d JOIN disposal_item i ON i.disposal_id = d.id WHERE i.case_id = ? AND i.live`, []any{id}, scanDisposal)
}

const disposalItemColumns = `i.id, i.disposal_id, i.case_id, c.code, i.record, i.retention, i.ended_at, i.from_at, i.live`

func scanDisposalItem(scan func(...any) error, i *DisposalItem) error {
	return scan(&i.ID, &i.Disposal, &i.Case, &i.Code, &i.Record, &i.Retention, at(&i.Ended), at(&i.From), &i.Live)
}

// DisposalItems lists the cases of a proposal in the order in which they came.
func (tx *Tx) DisposalItems(ctx context.Context, disposal int64) ([]DisposalItem, error) {
	return list(ctx, tx, `SELECT `+disposalItemColumns+` FROM disposal_item i JOIN case_file c ON c.id = i.case_id WHERE i.disposal_id = ? ORDER BY i.id`,
		[]any{disposal}, scanDisposalItem)
}

// InDisposal tells which cases of an institution stand in a proposal that is
// open or was approved.
func (tx *Tx) InDisposal(ctx context.Context, institution int64) (map[int64]bool, error) {
	in := make(map[int64]bool)
	err := tx.each(ctx, `SELECT i.case_id FROM disposal_item i JOIN disposal d ON d.id = i.disposal_id WHERE d.institution_id = ? AND i.live`, []any{institution},
		func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			in[id] = true
			return err
		})
	return in, err
}
