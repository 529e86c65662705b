package app

import (
	"context"
	"time"

	"congbo/internal/store"
)

// sweepAfter is how long bytes are kept that nothing refers to: a text that is
// being written may be about to.
const sweepAfter = 24 * time.Hour

// Sweep removes the bytes that nothing has referred to for a day, and returns how
// many files and bytes they were: uploads that were never saved in a text, and
// those of acts that were refused.
func (a *App) Sweep(ctx context.Context) (files int, size int64, err error) {
	before := a.Store.Now().Add(-sweepAfter)
	var used map[string]bool
	if err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		used, err = tx.UsedBlobs(ctx)
		return err
	}); err != nil {
		return 0, 0, err
	}
	err = a.Blobs.Old(ctx, before, func(id string) error {
		if used[id] {
			return nil
		}
		unknown := false
		if err := a.Store.Tx(ctx, func(tx *store.Tx) (err error) {
			unknown, err = tx.ForgetBlob(ctx, id, before)
			return err
		}); err != nil || !unknown {
			return err
		}
		n, dropped, err := a.Blobs.Drop(ctx, id, before)
		if dropped {
			files, size = files+1, size+n
		}
		return err
	})
	a.Log.Info("files that nothing refers to were removed", "files", files, "bytes", size)
	return files, size, err
}
