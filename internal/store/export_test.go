package store

import "context"

// Exec runs a statement as no method would.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) error {
	_, err := tx.exec(ctx, query, args...)
	return err
}

// Words reads one column.
func (tx *Tx) Words(ctx context.Context, query string) ([]string, error) {
	return list(ctx, tx, query, nil, func(scan func(...any) error, s *string) error { return scan(s) })
}
