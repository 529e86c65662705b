package store_test

import (
	"testing"
	"time"

	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// BenchmarkLimit asks for links that are due, of which there are none, with a
// limit, and as often when the next is due, which is the same work without a
// limit: a statement that SQLite plans anew each time takes several times as
// long.
func BenchmarkLimit(b *testing.B) {
	s := storetest.SQLite(b)
	ctx := b.Context()
	ask := func(fn func(*store.Tx) error) time.Duration {
		begun := time.Now()
		if err := s.View(ctx, fn); err != nil {
			b.Fatal(err)
		}
		return time.Since(begun)
	}
	var with, without time.Duration
	for b.Loop() {
		with += ask(func(tx *store.Tx) error { _, err := tx.DueLinks(ctx, true, 20); return err })
		without += ask(func(tx *store.Tx) error { _, err := tx.NextLink(ctx, true); return err })
	}
	b.ReportMetric(float64(with)/float64(without), "x-without-limit")
}
