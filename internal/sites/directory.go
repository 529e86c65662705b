package sites

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"congbo/internal/store"
)

// How often it is looked whether another node or program changed a place, and
// how long to leave a database alone that did not answer.
const (
	checkEvery = time.Second
	checkAgain = 5 * time.Second
	checkLimit = 2 * time.Second
)

// A Directory keeps a picture of all places in memory: everything that a page
// or a case looks up about institutions, units, sites, sections, kinds,
// mailboxes and calendars. A change made in this process is in the picture when
// the verb returns; one made elsewhere within a second of being asked for.
// While the database is away the last picture serves on.
//
// It may be used by any number of goroutines at once.
type Directory struct {
	store *store.Store
	log   *slog.Logger

	now   atomic.Pointer[Snapshot]
	check atomic.Int64 // when to look next, microseconds since 1970
	mu    sync.Mutex   // held by whoever reads the database
}

// NewDirectory returns the directory of a store with its first picture.
func NewDirectory(ctx context.Context, s *store.Store, log *slog.Logger) (*Directory, error) {
	d := &Directory{store: s, log: log}
	return d, d.Refresh(ctx)
}

// Now returns the picture as it is, after looking, at most once a second,
// whether it is still right. The picture never changes; hold it for the length
// of a request, so that all parts of an answer agree.
func (d *Directory) Now() *Snapshot {
	if now := d.store.Now().UnixMicro(); now >= d.check.Load() && d.mu.TryLock() {
		defer d.mu.Unlock()
		d.look(now)
	}
	return d.now.Load()
}

// look compares versions, and reads everything where they differ.
func (d *Directory) look(now int64) {
	d.check.Store(now + checkEvery.Microseconds())
	ctx, cancel := context.WithTimeout(context.Background(), checkLimit)
	defer cancel()
	var version int64
	err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		version, err = tx.PlacesVersion(ctx)
		return err
	})
	if err == nil && version != d.now.Load().Version {
		err = d.read(ctx)
	}
	if err != nil {
		d.check.Store(now + checkAgain.Microseconds())
		d.log.Warn("places could not be looked up; the last known ones serve on", "err", err)
	}
}

// Refresh reads all places from the database.
func (d *Directory) Refresh(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.read(ctx)
}

func (d *Directory) read(ctx context.Context) error {
	s, err := Read(ctx, d.store)
	if err != nil {
		return err
	}
	d.now.Store(s)
	d.check.Store(d.store.Now().Add(checkEvery).UnixMicro())
	return nil
}

// changed is called after a change of this process was committed. The change
// stands whatever happens here: a picture that cannot be made now is made when
// it is next asked for.
func (d *Directory) changed(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, checkLimit)
	defer cancel()
	if err := d.Refresh(ctx); err != nil {
		d.check.Store(0)
		d.log.Warn("places could not be read after a change", "err", err)
	}
}
