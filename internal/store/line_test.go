package store_test

import (
	"context"
	"sync"
	"testing"

	"congbo/internal/event"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// A caller who gives up in the middle of a view leaves nothing behind: as many
// views as there are readers, and more, go on being answered.
func TestViewGivenUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for range 50 {
			ctx, cancel := context.WithCancel(t.Context())
			s.View(ctx, func(tx *store.Tx) error {
				cancel()
				_, err := tx.Institutions(ctx)
				return err
			})
		}
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if err := s.Ping(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

// A query that is run again while its rows are being read reads its own rows.
// SQLite alone promises it: a connection to PostgreSQL has one query at a time.
func TestQueryWithinItself(t *testing.T) {
	s := storetest.SQLite(t)
	ctx := t.Context()
	err := s.Tx(ctx, func(tx *store.Tx) error {
		in := store.Institution{Preset: "p", Name: locale.Text{VI: "Trường"}}
		if err := tx.AddInstitution(ctx, &in); err != nil {
			return err
		}
		for range 40 { // more than one insert carries
			tx.Record(in.ID, event.Event{Verb: event.InstitutionCreated, Subject: "institution:1"})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	outer, inner := 0, 0
	err = s.View(ctx, func(tx *store.Tx) error {
		return tx.EachEvent(ctx, 1, 0, func(e event.Event) error {
			outer++
			if e.Seq != int64(outer) {
				t.Errorf("line %d comes as number %d", e.Seq, outer)
			}
			return tx.EachEvent(ctx, 1, 38, func(event.Event) error { inner++; return nil })
		})
	})
	if err != nil || outer != 40 || inner != 80 {
		t.Errorf("%d lines, %d within: %v", outer, inner, err)
	}
}
