package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
)

// maxTogether bounds how many callers' work one SQLite commit carries, and so
// how long the first of them waits for the last.
const maxTogether = 64

// A writer runs the transactions of a SQLite database one after the other on
// its one connection and commits those that wait together with a single fsync,
// each in a savepoint of its own, so that one caller's failure does not touch
// the others'. Nobody is told "done" before the common commit is on disk.
type writer struct {
	line   *line
	queue  chan *call
	quit   chan struct{}
	closed sync.Once
	done   sync.WaitGroup
}

type call struct {
	ctx   context.Context
	s     *Store
	fn    func(*Tx) error
	tx    *Tx
	err   error
	panic any
	ready chan struct{}
}

var errClosed = errors.New("store is closed")

func newWriter(db *sql.DB) *writer {
	w := &writer{line: &line{db: db}, queue: make(chan *call, maxTogether), quit: make(chan struct{})}
	w.done.Add(1)
	go w.run()
	return w
}

func (w *writer) stop() {
	w.closed.Do(func() { close(w.quit) })
	w.done.Wait()
	w.line.close()
}

func (w *writer) do(ctx context.Context, s *Store, fn func(*Tx) error) error {
	c := &call{ctx: ctx, s: s, fn: fn, ready: make(chan struct{})}
	select {
	case <-w.quit:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	case w.queue <- c:
	}
	<-c.ready // once queued it runs: giving up now could not say what became of it
	if c.panic != nil {
		panic(c.panic)
	}
	if c.err != nil {
		return c.err
	}
	c.tx.committed()
	return nil
}

func (w *writer) run() {
	defer w.done.Done()
	for {
		var c *call
		select {
		case c = <-w.queue:
		case <-w.quit:
			w.drain()
			return
		}
		together := []*call{c}
	collect:
		for len(together) < maxTogether {
			select {
			case c := <-w.queue:
				together = append(together, c)
			default:
				break collect
			}
		}
		w.commit(together)
	}
}

// drain refuses whoever queued while the store was closing.
func (w *writer) drain() {
	for {
		select {
		case c := <-w.queue:
			c.err = errClosed
			close(c.ready)
		default:
			return
		}
	}
}

func (w *writer) commit(calls []*call) {
	defer func() {
		for _, c := range calls {
			close(c.ready)
		}
	}()
	fail := func(err error) {
		for _, c := range calls {
			if c.err == nil && c.panic == nil {
				c.err = err
			}
		}
	}
	ctx := context.Background()
	t, err := w.line.begin(ctx, nil)
	if err != nil {
		fail(fmt.Errorf("begin: %w", err))
		return
	}
	defer t.Rollback() // does nothing after Commit
	alone := len(calls) == 1
	for _, c := range calls {
		if err := w.play(ctx, c, alone); err != nil {
			fail(err)
			return
		}
	}
	if alone && (calls[0].err != nil || calls[0].panic != nil) {
		return
	}
	if err := t.Commit(); err != nil {
		fail(fmt.Errorf("commit: %w", err))
	}
}

// play runs one caller's work; an error it returns is the end of all of them.
func (w *writer) play(ctx context.Context, c *call, alone bool) error {
	if err := c.ctx.Err(); err != nil {
		c.err = err
		return nil
	}
	if !alone {
		if _, err := w.line.ExecContext(ctx, "SAVEPOINT one"); err != nil {
			return fmt.Errorf("savepoint: %w", err)
		}
	}
	c.tx = &Tx{q: steady{w.line}, s: c.s, now: c.s.Now(), writes: true}
	func() {
		defer func() {
			if p := recover(); p != nil {
				c.panic = fmt.Sprintf("%v\n%s", p, debug.Stack())
			}
		}()
		if c.err = c.fn(c.tx); c.err == nil {
			c.err = c.tx.flush(ctx)
		}
	}()
	if alone {
		return nil
	}
	if c.err != nil || c.panic != nil {
		if _, err := w.line.ExecContext(ctx, "ROLLBACK TO one"); err != nil {
			return fmt.Errorf("undo savepoint: %w", err)
		}
	}
	if _, err := w.line.ExecContext(ctx, "RELEASE one"); err != nil {
		return fmt.Errorf("release savepoint: %w", err)
	}
	return nil
}

// A steady line lets no caller interrupt a statement by giving up half way:
// SQLite would roll back the whole transaction, the other callers' work
// included. (And who cannot be interrupted needs nobody to watch over it.)
type steady struct{ *line }

func (s steady) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	return s.line.ExecContext(context.Background(), query, args...)
}

func (s steady) QueryRowContext(_ context.Context, query string, args ...any) *sql.Row {
	return s.line.QueryRowContext(context.Background(), query, args...)
}

func (s steady) rows(_ context.Context, query string, args ...any) (*sql.Rows, func(), error) {
	return s.line.rows(context.Background(), query, args...)
}
