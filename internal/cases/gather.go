package cases

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// JobBatch is the kind of the job that looks after a batch before its hour and
// at it; its arguments are the batch's ID.
const JobBatch = "batch"

// BatchNotice is how long before its hour, in working time, those who hand a
// batch over are reminded of it.
const BatchNotice = time.Hour

// The letters about batches: one for all cases in them.
const (
	TemplateBatchSent = "batch-list" // what is to be posted
	TemplateBatchDue  = "batch-due"  // its hour comes near
	TemplateBatchLate = "batch-late" // and is over
)

// The letters about recurring duties.
const (
	TemplateDutyDue    = "duty-due"    // today
	TemplateDutyMissed = "duty-missed" // and was not done
)

// gather puts a case into the batch that is handed over at an instant, and takes
// it out of the one in which it was; the zero time takes it out only.
func (c *Cases) gather(ctx context.Context, tx *store.Tx, d *Dossier, due time.Time) error {
	if err := tx.LeaveBatch(ctx, d.Case.ID); err != nil || due.IsZero() {
		return err
	}
	b, err := c.OpenBatch(ctx, tx, d.Case.Institution, d.State.Procedure, string(d.State.Step), due)
	if err != nil {
		return err
	}
	return tx.AddBatchItem(ctx, b.ID, d.Case.ID)
}

// OpenBatch returns the open batch of a step for an instant; a new one is looked
// after from then on.
func (c *Cases) OpenBatch(ctx context.Context, tx *store.Tx, institution int64, procedure, step string, due time.Time) (*store.Batch, error) {
	b, err := tx.OpenBatch(ctx, institution, procedure, step, due)
	if err != nil || b.Version > 1 {
		return b, err
	}
	key := fmt.Sprintf("batch/%d/", b.ID)
	if at := c.CalendarOf(institution, 0).Add(due, -BatchNotice); at.After(tx.Now()) {
		if err := tx.Enqueue(ctx, JobBatch, b.ID, at, key+"notice"); err != nil {
			return nil, err
		}
	}
	return b, tx.Enqueue(ctx, JobBatch, b.ID, due, key+"due")
}

// CalendarOf is the working calendar of an institution, or of a unit of it.
func (c *Cases) CalendarOf(institution, unit int64) *workday.Calendar {
	return c.calendar(institution, unit)
}

// DossierIn reads a case within a transaction, for the program itself.
func (c *Cases) DossierIn(ctx context.Context, tx *store.Tx, id int64) (*Dossier, error) {
	return c.load(ctx, tx, id)
}

// TellOf puts a letter that is about no single case into somebody's inbox, and
// sends it where they want that.
func (c *Cases) TellOf(ctx context.Context, tx *store.Tx, institution int64, id people.PersonID, template string, data map[string]string) error {
	p, err := tx.Person(ctx, id)
	if err != nil || p.State != store.PersonActive {
		return err
	}
	return tx.Tell(ctx, &store.Letter{Institution: institution, Person: id, Template: template, Lang: p.Lang, ToName: p.Name, ToEmail: p.Email, Data: data, MessageID: c.NewMessageID()}, SortOf(template))
}
