package store

import (
	"context"
	"database/sql"
	"strings"
)

// Exec runs a statement as no method would.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) error {
	_, err := tx.exec(ctx, query, args...)
	return err
}

// Words reads one column.
func (tx *Tx) Words(ctx context.Context, query string) ([]string, error) {
	return list(ctx, tx, query, nil, func(scan func(...any) error, s *string) error { return scan(s) })
}

// Plan tells how SQLite carries out what fn reads: the lines of its plans.
func (s *Store) Plan(ctx context.Context, fn func(*Tx) error) (lines []string, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		tx.q = planned{tx.q, &lines}
		return fn(tx)
	})
	return lines, err
}

// planned notes the plans of what is run.
type planned struct {
	querier
	lines *[]string
}

func (p planned) note(ctx context.Context, query string, args []any) {
	rows, done, err := p.querier.rows(ctx, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		*p.lines = append(*p.lines, err.Error())
		return
	}
	defer done()
	for rows.Next() {
		var a, b, c int
		var line string
		if rows.Scan(&a, &b, &c, &line) == nil {
			*p.lines = append(*p.lines, line)
		}
	}
}

func (p planned) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	p.note(ctx, query, args)
	return p.querier.QueryRowContext(ctx, query, args...)
}

func (p planned) rows(ctx context.Context, query string, args ...any) (*sql.Rows, func(), error) {
	p.note(ctx, query, args)
	return p.querier.rows(ctx, query, args...)
}

// LastStatement is the last statement of a migration, as the database gets it.
func (s *Store) LastStatement(name string) string {
	text, err := migrations.ReadFile("migrations/" + name)
	if err != nil {
		panic(err)
	}
	all := strings.Split(strings.TrimSpace(s.d.ddl.Replace(string(text))), ";\n")
	return strings.TrimSuffix(all[len(all)-1], ";")
}
