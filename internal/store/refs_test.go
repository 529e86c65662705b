package store_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// References follow what is saved and what is public of a document, and are the
// same where they are read anew from its texts (F-C15).
func TestReferences(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		i := university(t, s)
		var to, from int64
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			for _, id := range []*int64{&to, &from} {
				d := store.Document{Institution: i.ID, Lang: locale.VI}
				if err := tx.AddDocument(ctx, &d); err != nil {
					return err
				}
				*id = d.ID
			}
			b, err := content.FromMarkup("Xem [đây](/tin-tuc/bai-" + strconv.FormatInt(to, 10) + "), [kia](/tin-tuc/khong-co-99999) và [xa](https://xa.example/x/bai-" + strconv.FormatInt(to, 10) + ").")
			if err != nil {
				return err
			}
			r := content.Revision{DocumentID: from, Lang: locale.VI, Title: "x", Body: b, TranslationOf: &content.RevisionRef{Document: to, Revision: 1, Hash: "h"}}
			return tx.AddRevision(ctx, &r, 0, nil)
		})
		want := []store.Use{{Document: from, Kind: store.RefDocument, Draft: true}, {Document: from, Kind: store.RefSource, Draft: true}}
		uses := func() (all []store.Use) {
			do(t, s, func(ctx context.Context, tx *store.Tx) (err error) {
				all, err = tx.UsesOfDocument(ctx, to)
				return err
			})
			return all
		}
		if diff := cmp.Diff(want, uses()); diff != "" {
			t.Fatal(diff)
		}
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.Exec(ctx, "DELETE FROM document_ref"); err != nil {
				return err
			}
			return tx.Exec(ctx, "UPDATE document SET refs = 0")
		})
		if len(uses()) != 0 {
			t.Fatal("nothing was taken away")
		}
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			n, err := tx.IndexRefs(ctx, 10)
			if n != 2 {
				t.Errorf("read %d", n)
			}
			return err
		})
		if diff := cmp.Diff(want, uses()); diff != "" {
			t.Error(diff)
		}
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			if n, err := tx.IndexRefs(ctx, 10); err != nil || n != 0 {
				t.Errorf("%d, %v", n, err)
			}
			r := content.Revision{DocumentID: from, Lang: locale.VI, Title: "x", Body: content.Empty()}
			return tx.AddRevision(ctx, &r, 1, nil)
		})
		if got := uses(); len(got) != 0 {
			t.Errorf("still refers: %+v", got)
		}
	})
}
