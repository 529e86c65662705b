package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
)

// maxStatements bounds what one line remembers: there are some hundreds of
// query texts in this package, and a few more that are put together.
const maxStatements = 600

// unplanned is a limit that SQLite does not look at when it chooses a plan. It
// would plan a statement anew each time that it runs with a limit given beside
// it, which takes longer than most of them run.
const unplanned = "LIMIT ? + 0"

// A line is one connection to a SQLite database that remembers the statements
// it has run: reading SQL anew each time costs more than most of our queries.
// (The driver for PostgreSQL does this itself.) It serves one transaction at a
// time and is not safe for several goroutines.
type line struct {
	db    *sql.DB
	conn  *sql.Conn // nil until it is first needed, and after it was lost
	known map[string]*sql.Stmt
}

// begin starts a transaction on the line; its statements run on the line, not
// on what is returned.
func (l *line) begin(ctx context.Context, o *sql.TxOptions) (*sql.Tx, error) {
	if l.conn == nil {
		conn, err := l.db.Conn(ctx)
		if err != nil {
			return nil, err
		}
		l.conn, l.known = conn, make(map[string]*sql.Stmt)
	}
	t, err := l.conn.BeginTx(ctx, o)
	if err != nil {
		l.close()
	}
	return t, err
}

// close gives the connection back; begin takes another one.
func (l *line) close() {
	for _, s := range l.known {
		s.Close()
	}
	if l.conn != nil {
		l.conn.Close()
	}
	l.conn, l.known = nil, nil
}

// statement returns a prepared statement, or nil where the line knows too many.
func (l *line) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := l.known[query]; ok {
		return s, nil
	}
	if len(l.known) >= maxStatements {
		return nil, nil
	}
	s, err := l.conn.PrepareContext(ctx, strings.ReplaceAll(query, "LIMIT ?", unplanned))
	if err == nil {
		l.known[query] = s
	}
	return s, err
}

func (l *line) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := l.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return l.conn.ExecContext(ctx, query, args...)
	}
	return s.ExecContext(ctx, args...)
}

// rows runs a query; done must be called when its rows have been read. Until
// then its statement is not the line's: should the same query be run meanwhile,
// it gets a statement of its own.
func (l *line) rows(ctx context.Context, query string, args ...any) (*sql.Rows, func(), error) {
	s, err := l.statement(ctx, query)
	if err != nil {
		return nil, nil, err
	}
	if s == nil {
		rows, err := l.conn.QueryContext(ctx, query, args...)
		if err != nil {
			return nil, nil, err
		}
		return rows, func() { rows.Close() }, nil
	}
	delete(l.known, query)
	back := func() {
		if _, twice := l.known[query]; twice {
			s.Close()
		} else {
			l.known[query] = s
		}
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		back()
		return nil, nil, err
	}
	return rows, func() { rows.Close(); back() }, nil
}

func (l *line) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := l.statement(ctx, query)
	if s == nil || err != nil {
		return l.conn.QueryRowContext(ctx, query, args...) // its Scan gives the error
	}
	return s.QueryRowContext(ctx, args...)
}

// lines are those of which each serves one view at a time. Whoever asks gets the
// one that was given back last: it has in memory what was read a moment ago, and
// lines that are not needed take none.
type lines struct {
	turn chan struct{} // as many as there are lines
	mu   sync.Mutex
	free []*line
}

func newLines(db *sql.DB) *lines {
	all := &lines{turn: make(chan struct{}, readers)}
	for range readers {
		all.turn <- struct{}{}
		all.free = append(all.free, &line{db: db})
	}
	return all
}

// take waits for a line; errClosed once there are none any more.
func (ls *lines) take(ctx context.Context) (*line, error) {
	select {
	case _, open := <-ls.turn:
		if !open {
			return nil, errClosed
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	ls.mu.Lock()
	defer ls.mu.Unlock()
	last := len(ls.free) - 1
	l := ls.free[last]
	ls.free = ls.free[:last]
	return l, nil
}

func (ls *lines) put(l *line) {
	ls.mu.Lock()
	ls.free = append(ls.free, l)
	ls.mu.Unlock()
	ls.turn <- struct{}{}
}

// close waits until every line is free, and ends them.
func (ls *lines) close() {
	for range readers {
		<-ls.turn
	}
	close(ls.turn)
	for _, l := range ls.free {
		l.close()
	}
}

// viewOnLine is View on a line that is free.
func (s *Store) viewOnLine(ctx context.Context, fn func(*Tx) error) error {
	l, err := s.lines.take(ctx)
	if err != nil {
		return err
	}
	defer s.lines.put(l)
	// Should the caller give up, a query ends; the transaction is ended here,
	// so that the line stays usable.
	t, err := l.begin(context.WithoutCancel(ctx), s.d.viewOptions)
	if err != nil {
		return fmt.Errorf("view: %w", err)
	}
	defer t.Rollback()
	return fn(&Tx{q: l, s: s, now: s.Now()})
}
