package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// atOnce are how many rows one statement inserts: the largest that is left
// over comes next, so that a handful of query texts does for any number.
var atOnce = []int{64, 16, 4, 1}

// insert writes rows into columns of a table, many with one statement.
func (tx *Tx) insert(ctx context.Context, table, columns string, rows [][]any) error {
	return tx.insertOr(ctx, table, columns, "", rows)
}

// insertOr is insert with what is done where a row is there already.
func (tx *Tx) insertOr(ctx context.Context, table, columns, or string, rows [][]any) error {
	width := strings.Count(columns, ",") + 1
	one := "(" + strings.TrimSuffix(strings.Repeat("?, ", width), ", ") + ")"
	for _, n := range atOnce {
		if len(rows) < n {
			continue
		}
		query := "INSERT INTO " + table + " (" + columns + ") VALUES " + strings.TrimSuffix(strings.Repeat(one+", ", n), ", ") + or
		args := make([]any, 0, n*width)
		for ; len(rows) >= n; rows = rows[n:] {
			args = args[:0]
			for _, row := range rows[:n] {
				args = append(args, row...)
			}
			if _, err := tx.exec(ctx, query, args...); err != nil {
				return fmt.Errorf("insert into %s: %w", table, err)
			}
		}
	}
	return nil
}

// reserve returns n numbers for new rows of a table, in ascending order.
func (tx *Tx) reserve(ctx context.Context, table string, n int) ([]int64, error) {
	if n == 0 {
		return nil, nil
	}
	if tx.s.d.reserve != "" {
		ids, err := list(ctx, tx, tx.s.d.reserve, []any{table, n}, func(scan func(...any) error, id *int64) error { return scan(id) })
		slices.Sort(ids)
		return ids, err
	}
	var last int64
	if err := tx.row(ctx, `SELECT coalesce(max(id), 0) FROM `+table).Scan(&last); err != nil {
		return nil, fmt.Errorf("reserve: %w", err)
	}
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = last + int64(i) + 1
	}
	return ids, nil
}

// Bulk runs do, which writes very much in many transactions, with the database
// set up for that. What they commit is as safe as ever.
func (s *Store) Bulk(ctx context.Context, do func() error) error {
	say := func(ctx context.Context, statements []string) error {
		if len(statements) == 0 {
			return nil
		}
		return s.Tx(ctx, func(tx *Tx) error {
			for _, text := range statements {
				if err := tx.each(ctx, text, nil, func(func(...any) error) error { return nil }); err != nil {
					return fmt.Errorf("%s: %w", text, err)
				}
			}
			return nil
		})
	}
	if err := say(ctx, s.d.bulk); err != nil {
		return err
	}
	return errors.Join(do(), say(context.WithoutCancel(ctx), s.d.usual))
}
