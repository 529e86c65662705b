// Package blob keeps the bytes of letters, attachments and pictures on disk,
// each once, under the SHA-256 of its content. A Put that has returned has
// survived a power cut: the bytes are synced under a temporary name, renamed,
// and the folder is synced, before anything in the database refers to them.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"congbo/internal/fault"
)

// A Dir keeps blobs in a folder: ab/cdef… for the blob abcdef….
type Dir struct {
	// Throwaway is set where nobody needs the bytes after a crash, as in a
	// demonstration: it does not wait for the disk.
	Throwaway bool
	// Now is the clock by which a blob is old or new; nil: that of the machine.
	Now func() time.Time

	root *os.Root
	swap sync.Mutex // a blob is put where it belongs, or taken away
	mu   sync.Mutex
	made map[string]bool // shelves whose folder entry is known to be on disk
}

// Open opens the folder, making it where it does not exist yet.
func Open(path string) (*Dir, error) {
	if err := os.MkdirAll(filepath.Join(path, "tmp"), 0o700); err != nil {
		return nil, fmt.Errorf("blobs: %w", err)
	}
	if err := errors.Join(syncFolder(path), syncFolder(filepath.Dir(path))); err != nil {
		return nil, fmt.Errorf("blobs: %w", err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("blobs: %w", err)
	}
	return &Dir{root: root, made: make(map[string]bool)}, nil
}

// Close gives up the folder.
func (d *Dir) Close() error { return d.root.Close() }

// Put keeps everything r has and returns its SHA-256 in hex and its length in
// bytes. More than limit bytes are refused with fault.TooLarge and not kept.
func (d *Dir) Put(ctx context.Context, r io.Reader, limit int64) (id string, size int64, err error) {
	f, err := d.temporary()
	if err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	name := f.Name()
	kept := false
	defer func() {
		f.Close()
		if !kept {
			d.root.Remove(filepath.Join("tmp", filepath.Base(name)))
		}
	}()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(r, limit+1))
	if err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	if size > limit {
		return "", 0, fault.New(fault.TooLarge, "blob.too_large", limit>>20)
	}
	if err := ctx.Err(); err != nil {
		return "", 0, err
	}
	id = hex.EncodeToString(sum.Sum(nil))
	if !d.Throwaway {
		if err := f.Sync(); err != nil {
			return "", 0, fmt.Errorf("put blob: %w", err)
		}
	}
	if err := d.shelf(id[:2]); err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	if d.Now != nil {
		if err := os.Chtimes(name, d.Now(), d.Now()); err != nil {
			return "", 0, fmt.Errorf("put blob: %w", err)
		}
	}
	d.swap.Lock()
	defer d.swap.Unlock()
	// The rename replaces a blob of the same content, which is harmless,
	// mends one that was damaged, and makes it new again for the sweep.
	if err := d.root.Rename(filepath.Join("tmp", filepath.Base(name)), file(id)); err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	kept = true
	if err := d.sync(id[:2]); err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	return id, size, nil
}

// Get opens a blob, or fails with fault.NotFound.
func (d *Dir) Get(_ context.Context, id string) (io.ReadSeekCloser, error) {
	if !Valid(id) {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	f, err := d.root.Open(file(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "fault.not_found").Because(err)
	} else if err != nil {
		return nil, fmt.Errorf("get blob: %w", err)
	}
	return f, nil
}

// Remove takes a blob away unless its bytes were put down after an instant; then
// it returns false. One that is not there is no error. With the zero time nothing
// is taken away.
//
// It moves the blob aside and looks at its age once more: whoever puts the same
// bytes down meanwhile puts them into the place that has become free, and loses
// nothing. What lay aside when the program was killed is put back or taken away
// by the next call.
func (d *Dir) Remove(_ context.Context, id string, before time.Time) (gone bool, err error) {
	if !Valid(id) {
		return false, fault.New(fault.NotFound, "fault.not_found")
	}
	aside := filepath.Join("tmp", "gone-"+id)
	defer func() {
		if err != nil {
			gone, err = false, fmt.Errorf("remove blob %s: %w", id, err)
		}
	}()
	switch info, err := d.root.Stat(file(id)); {
	case err == nil && info.ModTime().After(before):
		return false, nil
	case err == nil:
		if err := d.root.Rename(file(id), aside); err != nil {
			return false, err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return false, err
	}
	info, err := d.root.Stat(aside)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	} else if err != nil {
		return false, err
	}
	if gone = !info.ModTime().After(before); gone {
		err = d.root.Remove(aside)
	} else { // over one that was put down meanwhile: they are the same bytes
		err = d.root.Rename(aside, file(id))
	}
	return gone, errors.Join(err, d.syncShelf(id[:2]), d.sync("tmp"))
}

// syncShelf syncs a shelf, if there is one.
func (d *Dir) syncShelf(prefix string) error {
	if err := d.sync(prefix); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Check reads a blob and reports whether its bytes are still those of its name.
func (d *Dir) Check(ctx context.Context, id string) error {
	f, err := d.Get(ctx, id)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return fmt.Errorf("check blob %s: %w", id, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != id {
		return fmt.Errorf("blob %s holds the bytes of %s", id, got)
	}
	return nil
}

// Valid reports whether id is the name of a blob: 64 digits of lower-case hex.
func Valid(id string) bool {
	if len(id) != 64 {
		return false
	}
	for _, c := range []byte(id) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func file(id string) string { return filepath.Join(id[:2], id[2:]) }

func (d *Dir) temporary() (*os.File, error) {
	return os.CreateTemp(filepath.Join(d.root.Name(), "tmp"), "put-*")
}

// shelf makes the folder of the blobs that begin with prefix, durably.
func (d *Dir) shelf(prefix string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.made[prefix] {
		return nil
	}
	if err := d.root.Mkdir(prefix, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := d.sync("."); err != nil {
		return err
	}
	d.made[prefix] = true
	return nil
}

func (d *Dir) sync(name string) error {
	if d.Throwaway {
		return nil
	}
	f, err := d.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
