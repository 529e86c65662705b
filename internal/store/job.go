package store

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// A Job is work to be done after a commit: a letter to be sent, a page to be
// looked at, a reminder. It is enqueued in the transaction that causes it, and
// done at least once; whoever does it makes a second time harmless.
type Job struct {
	ID       int64
	Kind     string
	Args     json.RawMessage
	RunAt    time.Time
	Attempts int // how often it has been claimed, this time included
	Error    string
	FailedAt time.Time // set when it was given up
}

// Enqueue asks for a job of a kind to be done at a time, now if at is zero. A
// job with a key that is still waiting is not enqueued again: timers use it.
func (tx *Tx) Enqueue(ctx context.Context, kind string, args any, at time.Time, key string) error {
	data, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", kind, err)
	}
	if at.IsZero() {
		at = tx.now
	}
	var k any
	if key != "" {
		k = key
	}
	if _, err := tx.exec(ctx, `
		INSERT INTO job (kind, args, key, run_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET args = excluded.args, run_at = excluded.run_at, attempts = 0, error = '', failed_at = NULL
		WHERE job.claim_ends IS NULL`, kind, string(data), k, instant(at)); err != nil {
		return fmt.Errorf("enqueue %s: %w", kind, err)
	}
	if !at.After(tx.now) {
		tx.After(tx.s.wake.all)
	}
	return nil
}

// Cancel takes back the waiting jobs whose key begins with prefix, which must
// not be empty: the timers of a step that was left.
func (tx *Tx) Cancel(ctx context.Context, prefix string) error {
	if prefix == "" {
		return fmt.Errorf("cancel jobs: no prefix")
	}
	_, err := tx.exec(ctx, `DELETE FROM job WHERE key >= ? AND key < ? AND claim_ends IS NULL`, prefix, prefix+"\U0010FFFF")
	if err != nil {
		return fmt.Errorf("cancel jobs: %w", err)
	}
	return nil
}

// Claim takes up to n jobs that are due for worker by, for as long as lease:
// a job whose worker died is claimed again when its lease has run out.
func (s *Store) Claim(ctx context.Context, by string, n int, lease time.Duration) ([]Job, error) {
	var jobs []Job
	err := s.Tx(ctx, func(tx *Tx) error {
		var err error
		jobs, err = list(ctx, tx, `
			SELECT id, kind, args, run_at, attempts, error FROM job
			WHERE failed_at IS NULL AND run_at <= ? AND (claim_ends IS NULL OR claim_ends < ?)
			ORDER BY run_at, id LIMIT ?`+s.d.claimLock,
			[]any{instant(tx.now), instant(tx.now), n}, scanJob)
		if err != nil {
			return err
		}
		for i := range jobs {
			jobs[i].Attempts++
			if _, err := tx.exec(ctx, `UPDATE job SET claimed_by = ?, claim_ends = ?, attempts = ? WHERE id = ?`,
				by, instant(tx.now.Add(lease)), jobs[i].Attempts, jobs[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("claim jobs: %w", err)
	}
	return jobs, nil
}

// Abandon frees the jobs that workers of an earlier process had claimed when it
// was killed, so that they need not wait for their leases to run out. It is for
// the one process that does the jobs of a SQLite database, before it begins;
// on PostgreSQL, where other nodes may be at work, it does nothing.
func (s *Store) Abandon(ctx context.Context) error {
	if !s.d.oneWriter {
		return nil
	}
	return s.Tx(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, `UPDATE job SET claimed_by = '', claim_ends = NULL WHERE claim_ends IS NOT NULL`)
		return err
	})
}

func scanJob(scan func(...any) error, j *Job) error {
	var args string
	err := scan(&j.ID, &j.Kind, &args, at(&j.RunAt), &j.Attempts, &j.Error)
	j.Args = json.RawMessage(args)
	return err
}

// Due tells whether a job is due at the store's time, without claiming it.
func (s *Store) Due(ctx context.Context) (due bool, next time.Time, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		return tx.row(ctx, `SELECT min(CASE WHEN claim_ends IS NULL THEN run_at ELSE claim_ends END) FROM job WHERE failed_at IS NULL`).Scan(at(&next))
	})
	return err == nil && !next.IsZero() && !next.After(s.Now()), next, err
}

// Done removes a job that was done.
func (tx *Tx) Done(ctx context.Context, id int64) error {
	_, err := tx.exec(ctx, `DELETE FROM job WHERE id = ?`, id)
	return err
}

// Retry has a claimed job done again at a time, with the reason it failed.
func (tx *Tx) Retry(ctx context.Context, id int64, at time.Time, why string) error {
	_, err := tx.exec(ctx, `UPDATE job SET run_at = ?, claimed_by = '', claim_ends = NULL, error = ? WHERE id = ?`, instant(at), why, id)
	return err
}

// GiveUp marks a job as failed for good; it stays in sight of the
// administrator until somebody has it retried.
func (tx *Tx) GiveUp(ctx context.Context, id int64, why string) error {
	_, err := tx.exec(ctx, `UPDATE job SET failed_at = ?, claimed_by = '', claim_ends = NULL, error = ?, key = NULL WHERE id = ?`, instant(tx.now), why, id)
	return err
}

// FailedJobs lists the jobs that were given up, the newest first.
func (tx *Tx) FailedJobs(ctx context.Context, limit int) ([]Job, error) {
	return list(ctx, tx, `SELECT id, kind, args, run_at, attempts, error, failed_at FROM job WHERE failed_at IS NOT NULL ORDER BY failed_at DESC LIMIT ?`,
		[]any{limit}, func(scan func(...any) error, j *Job) error {
			var args string
			err := scan(&j.ID, &j.Kind, &args, at(&j.RunAt), &j.Attempts, &j.Error, at(&j.FailedAt))
			j.Args = json.RawMessage(args)
			return err
		})
}

// Jobs counts the waiting jobs of a kind, of all kinds if kind is empty.
func (tx *Tx) Jobs(ctx context.Context, kind string) (n int, err error) {
	err = tx.row(ctx, `SELECT count(*) FROM job WHERE failed_at IS NULL AND (? = '' OR kind = ?)`, kind, kind).Scan(&n)
	return n, err
}

// wakers are the workers of this process that want to hear of new jobs.
type wakers struct {
	mu    sync.Mutex
	chans []chan<- struct{}
}

func (w *wakers) all() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.chans {
		select {
		case c <- struct{}{}:
		default: // it has been woken already
		}
	}
}

// Wake has c receive a value whenever this process commits a job that is due
// at once. c should have room for one.
func (s *Store) Wake(c chan<- struct{}) {
	s.wake.mu.Lock()
	defer s.wake.mu.Unlock()
	s.wake.chans = append(s.wake.chans, c)
}
