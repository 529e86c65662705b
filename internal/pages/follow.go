package pages

import (
	"cmp"
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"time"

	"congbo/internal/store"
)

// A Follower has a store of pages drop what changes in the database, whoever
// changes it: this process at the commit, others as soon as it is read. While it
// can read, it holds a lease, and whoever takes something away from readers
// waits until all who hold one have dropped it.
type Follower struct {
	Store *store.Store
	Pages *Store
	// Made names the program and everything beside the database that pages are
	// made from.
	Made  string
	Every time.Duration // between two looks; 0: a default
	Lease time.Duration // 0: a default

	name string
	seq  int64
	held time.Time // when the lease was last renewed
	told int64     // and with which number
	shut time.Time // when old changes were last removed
}

const (
	defaultEvery = 250 * time.Millisecond
	defaultLease = 5 * time.Second
	keepChanges  = 48 * time.Hour // a node that was away longer makes everything anew
	batch        = 5000
	stepLimit    = 5 * time.Second
	warmChanges  = 20_000 // changes that a start reads; pages that saw fewer are made anew
	historyFile  = "history"
)

// Start reads where the database stands, believes what lies on disk as far as it
// is of this database, and drops from now on what this process changes.
func (f *Follower) Start(ctx context.Context) error {
	f.name = rand.Text()
	f.Store.OnPageChange(f.committed)
	var last, first int64
	known := false
	before := f.history()
	err := f.Store.View(ctx, func(tx *store.Tx) (err error) {
		if last, err = tx.LastPageChange(ctx); err != nil {
			return err
		}
		if first, err = tx.FirstPageChange(ctx); err != nil || before == "" {
			return err
		}
		known, err = tx.HoldsPages(ctx, before)
		return err
	})
	if err != nil {
		return err
	}
	if !known {
		if err := f.Pages.Wipe(); err != nil {
			return err
		}
	}
	f.seq = max(first-1, last-warmChanges, 0)
	f.Pages.Forget(f.seq)
	if err := f.hold(ctx); err != nil {
		return err
	}
	if err := f.Pages.Open(f.Made, f.name, last+1); err != nil {
		return err
	}
	if f.Pages.Dir != "" {
		if err := os.WriteFile(filepath.Join(f.Pages.Dir, historyFile), []byte(f.name), 0o600); err != nil {
			return err
		}
	}
	err = f.Step(ctx)
	f.Pages.follows.Store(err == nil)
	return err
}

// history is the name of the run that last wrote to the disk.
func (f *Follower) history() string {
	if f.Pages.Dir == "" {
		return ""
	}
	b, err := os.ReadFile(filepath.Join(f.Pages.Dir, historyFile))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// Run follows until ctx ends.
func (f *Follower) Run(ctx context.Context) {
	t := time.NewTicker(cmp.Or(f.Every, defaultEvery))
	defer t.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		err := f.Step(ctx)
		if err != nil && !failing && ctx.Err() == nil && f.Pages.Log != nil {
			f.Pages.Log.Warn("changes of pages cannot be read; pages are served as they are", "err", err)
		} else if err == nil && failing && f.Pages.Log != nil {
			f.Pages.Log.Info("changes of pages are read again")
		}
		failing = err != nil
	}
}

// Step reads what has changed since the last step.
func (f *Follower) Step(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	for {
		var all []store.PageChange
		var first int64
		err := f.Store.View(ctx, func(tx *store.Tx) (err error) {
			if all, err = tx.PageChanges(ctx, f.seq, batch); err != nil || len(all) == 0 || all[0].Seq == f.seq+1 {
				return err
			}
			first, err = tx.FirstPageChange(ctx)
			return err
		})
		if err != nil {
			return err
		}
		if len(all) == 0 {
			break
		}
		if first > f.seq+1 { // this node was away while changes were forgotten
			f.Pages.Forget(first - 1)
		}
		f.Pages.Changed(changesOf(all))
		f.seq = all[len(all)-1].Seq
	}
	if err := f.hold(ctx); err != nil {
		return err
	}
	f.Pages.heard.Store(f.Pages.now().UnixMicro())
	return nil
}

// hold renews the lease where that is due. A single process on SQLite has nobody
// to tell.
func (f *Follower) hold(ctx context.Context) error {
	lease := cmp.Or(f.Lease, defaultLease)
	now := f.Store.Now()
	alone := !f.Store.Shared() && !f.held.IsZero()
	if !f.held.IsZero() && (alone || now.Sub(f.held) < lease/2 && f.told == f.seq) && now.Sub(f.shut) < time.Hour {
		return nil
	}
	err := f.Store.Tx(ctx, func(tx *store.Tx) error {
		if now.Sub(f.shut) >= time.Hour {
			if err := tx.ForgetPageChanges(ctx, now.Add(-keepChanges)); err != nil {
				return err
			}
		}
		return tx.HoldPages(ctx, f.name, f.seq, now.Add(lease))
	})
	if err != nil {
		return err
	}
	if now.Sub(f.shut) >= time.Hour {
		f.shut = now
	}
	f.held, f.told = now, f.seq
	return nil
}

// committed drops what a transaction of this process changed. Where something
// was taken away from readers, it waits for the other nodes: at most as long as
// a lease lasts.
func (f *Follower) committed(all []store.PageChange) {
	f.Pages.Changed(changesOf(all))
	gone := int64(0)
	for _, c := range all {
		if c.Gone {
			gone = max(gone, c.Seq)
		}
	}
	if gone == 0 || !f.Store.Shared() {
		return
	}
	lease := cmp.Or(f.Lease, defaultLease)
	ctx, cancel := context.WithTimeout(context.Background(), lease)
	defer cancel()
	for {
		behind := 0
		err := f.Store.View(ctx, func(tx *store.Tx) (err error) {
			behind, err = tx.PagesBehind(ctx, f.name, gone)
			return err
		})
		if err != nil || behind == 0 {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func changesOf(all []store.PageChange) []Change {
	out := make([]Change, len(all))
	for i, c := range all {
		out[i] = Change{c.Seq, Tag{c.Site, c.Tag}, c.Gone}
	}
	return out
}
