// Package store keeps everything the program remembers in an SQL database:
// SQLite by default, PostgreSQL 15 or later when that is outgrown. Every query
// is written once, in the words both understand; what they say differently is
// in dialect.go and nowhere else. Package storetest runs each test of the
// store on both.
//
// A unit of work is a Tx: state, the events that tell of it, the letters and
// the jobs it causes are committed together or not at all. Reading alone is a
// View, and never waits for a writer.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"congbo/internal/event"
)

// A Store is an open database whose schema this program knows.
type Store struct {
	db    *sql.DB // writes, and reads that lead to writes
	read  *sql.DB // reads; as many at once as there are readers
	d     dialect
	clock func() time.Time
	loop  *writer // nil where the database queues writers itself
	lines *lines  // to read on; nil where the driver remembers statements itself
	wake  wakers

	rosters sync.Map // institution → *roster
	shelves shelves  // what is remembered of indexes for search

	hooks   sync.Mutex
	onPages []func([]PageChange)

	closing   sync.Once
	throwaway bool
}

// Option changes how a store is opened.
type Option func(*Store)

// Clock sets where the store takes the time from; time.Now if it is not given.
func Clock(now func() time.Time) Option { return func(s *Store) { s.clock = now } }

// Throwaway opens a SQLite database that nobody needs after a crash, such as a
// demonstration's: it does not wait for the disk.
func Throwaway(s *Store) { s.throwaway = true }

// Open opens the database named by dsn, a file name for SQLite or a
// postgres:// URL, without changing its schema; see Migrate.
func Open(ctx context.Context, dsn string, options ...Option) (*Store, error) {
	d := dialectOf(dsn)
	db, err := sql.Open(d.driver, d.dsn(dsn))
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	s := &Store{db: db, read: db, d: d, clock: time.Now}
	for _, o := range options {
		o(s)
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), db.Close())
	}
	if d.oneWriter {
		db.SetMaxOpenConns(1)
		db.SetConnMaxIdleTime(0)
		if s.read, err = sql.Open(d.driver, d.readDSN(dsn)); err != nil {
			return nil, errors.Join(err, db.Close())
		}
		s.read.SetMaxOpenConns(readers)
		s.read.SetMaxIdleConns(readers)
		s.lines = newLines(s.read)
		if s.throwaway {
			if _, err := db.ExecContext(ctx, "PRAGMA synchronous = OFF"); err != nil {
				return nil, errors.Join(err, db.Close(), s.read.Close())
			}
		}
		s.loop = newWriter(db)
	} else {
		db.SetMaxOpenConns(32)
		db.SetMaxIdleConns(32)
	}
	return s, nil
}

// Close waits for the transactions under way and closes the database.
func (s *Store) Close() error {
	if s.loop != nil {
		s.loop.stop()
		s.closing.Do(s.lines.close)
		return errors.Join(s.read.Close(), s.db.Close())
	}
	return s.db.Close()
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.View(ctx, func(tx *Tx) error {
		var one int
		return tx.row(ctx, "SELECT 1").Scan(&one)
	})
}

// Database names the engine, for the operator: "SQLite" or "PostgreSQL".
func (s *Store) Database() string { return s.d.name }

// Shared reports whether other nodes may serve from the same database.
func (s *Store) Shared() bool { return s.loop == nil }

// Now is the store's time, cut to the microseconds in which it is kept.
func (s *Store) Now() time.Time { return s.clock().Truncate(time.Microsecond) }

// A Tx is a unit of work. All reading and writing is methods of Tx, so that a
// use case can put any of them together and have all of them or none.
type Tx struct {
	q      querier
	s      *Store
	now    time.Time
	writes bool
	events []pendingEvent
	after  []func()

	touched map[touched]event.Change // rows to be sealed, see seal
	order   []touched

	shown  map[shownKey]int64  // to be counted, see flushShown
	posted map[postedKey]int64 // and flushPosted

	pages     map[pageTag]pendingChange // to be announced, see flushPages
	pageOrder []pageTag
	changed   []PageChange // announced
}

// querier runs statements: a transaction of the database's driver, or a line
// on which one is under way.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	rows(ctx context.Context, query string, args ...any) (rows *sql.Rows, done func(), err error)
}

// plain is a transaction whose driver remembers statements itself.
type plain struct{ *sql.Tx }

func (p plain) rows(ctx context.Context, query string, args ...any) (*sql.Rows, func(), error) {
	rows, err := p.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, nil, err
	}
	return rows, func() { rows.Close() }, nil
}

// Now is the time of the transaction: one for all that it does.
func (tx *Tx) Now() time.Time { return tx.now }

// After asks for fn to be called once the transaction has been committed, and
// not at all if it is not: waking a worker, dropping a page.
func (tx *Tx) After(fn func()) { tx.after = append(tx.after, fn) }

// Remember asks for fn, which keeps what was read beyond the transaction, to be
// called once that is sure to stand: at once in a view, which reads only what is
// committed, and otherwise after the commit. What is rolled back never was, and
// its numbers are given again.
func (tx *Tx) Remember(fn func()) {
	if tx.writes {
		tx.After(fn)
	} else {
		fn()
	}
}

// readers is how many views of a SQLite database run at once.
const readers = 8

// View runs fn on one consistent picture of the database. Any number of views
// run side by side, also while somebody writes. fn cannot write.
func (s *Store) View(ctx context.Context, fn func(*Tx) error) error {
	if s.lines != nil {
		return s.viewOnLine(ctx, fn)
	}
	t, err := s.read.BeginTx(ctx, s.d.viewOptions)
	if err != nil {
		return fmt.Errorf("view: %w", err)
	}
	defer t.Rollback()
	return fn(&Tx{q: plain{t}, s: s, now: s.Now()})
}

// Tx runs fn in a transaction: it commits if fn returns nil and otherwise
// leaves no trace. It may run fn again if the database asks for it, so fn must
// touch nothing but the Tx and must not wait for anything else.
func (s *Store) Tx(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.loop != nil {
		return s.loop.do(ctx, s, fn)
	}
	for try := 0; ; try++ {
		tx, err := s.once(ctx, fn)
		if err == nil {
			tx.committed()
			return nil
		}
		if !s.d.again(err) || try == 8 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try+1) * 5 * time.Millisecond):
		}
	}
}

func (s *Store) once(ctx context.Context, fn func(*Tx) error) (*Tx, error) {
	t, err := s.db.BeginTx(ctx, s.d.txOptions)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	defer t.Rollback() // does nothing after Commit
	tx := &Tx{q: plain{t}, s: s, now: s.Now(), writes: true}
	if err := fn(tx); err != nil {
		return nil, err
	}
	if err := tx.flush(ctx); err != nil {
		return nil, err
	}
	if err := t.Commit(); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return tx, nil
}

func (tx *Tx) committed() {
	tx.s.pagesChanged(tx.changed)
	for _, fn := range tx.after {
		fn()
	}
}

// exec runs a statement and returns how many rows it changed.
func (tx *Tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := tx.q.ExecContext(ctx, tx.s.d.rebind(query), clean(args)...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// row runs a query for one row.
func (tx *Tx) row(ctx context.Context, query string, args ...any) *sql.Row {
	return tx.q.QueryRowContext(ctx, tx.s.d.rebind(query), clean(args)...)
}

// each runs a query and calls scan for every row; scan gets the row's Scan.
func (tx *Tx) each(ctx context.Context, query string, args []any, scan func(scan func(...any) error) error) error {
	rows, done, err := tx.q.rows(ctx, tx.s.d.rebind(query), clean(args)...)
	if err != nil {
		return err
	}
	defer done()
	for rows.Next() {
		if err := scan(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// list collects the rows of a query, each read by scan.
func list[T any](ctx context.Context, tx *Tx, query string, args []any, scan func(scan func(...any) error, v *T) error) ([]T, error) {
	var all []T
	err := tx.each(ctx, query, args, func(s func(...any) error) error {
		var v T
		if err := scan(s, &v); err != nil {
			return err
		}
		all = append(all, v)
		return nil
	})
	return all, err
}

// marks returns n question marks for an IN list, and the values as arguments.
func marks[T any](values []T) (string, []any) {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return strings.TrimSuffix(strings.Repeat("?,", len(values)), ","), args
}

// clean keeps out what PostgreSQL refuses and nobody wants: NUL characters and
// bytes that are no UTF-8. Text is made NFC where it enters the program; this
// is the last wall.
func clean(args []any) []any {
	for i, a := range args {
		if s, ok := a.(string); ok && (strings.IndexByte(s, 0) >= 0 || !validUTF8(s)) {
			args[i] = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
		}
	}
	return args
}
