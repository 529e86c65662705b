package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Old calls fn with every blob that was last put before an instant. What was
// half put by then, and belongs to nobody, is removed on the way.
func (d *Dir) Old(ctx context.Context, before time.Time, fn func(id string) error) error {
	return fs.WalkDir(d.root.FS(), ".", func(path string, e fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.ModTime().Before(before) {
			return nil
		} else if err != nil {
			return fmt.Errorf("old blobs: %w", err)
		}
		shelf, rest := filepath.Split(path)
		if shelf == "tmp/" {
			return ignoreGone(d.root.Remove(path))
		}
		if id := filepath.Clean(shelf) + rest; Valid(id) {
			return fn(id)
		}
		return nil
	})
}

// Drop removes a blob that was last put before an instant, and returns how many
// bytes it had. One that was put again since is left alone: somebody is about
// to refer to it. That holds for a put by another process too, which may come
// between the look and the removal.
func (d *Dir) Drop(_ context.Context, id string, before time.Time) (size int64, dropped bool, err error) {
	if !Valid(id) {
		return 0, false, nil
	}
	d.swap.Lock()
	defer d.swap.Unlock()
	old := func(path string) (bool, error) {
		info, err := d.root.Stat(path)
		if err != nil {
			return false, ignoreGone(err)
		}
		size = info.Size()
		return info.ModTime().Before(before), nil
	}
	if yes, err := old(file(id)); err != nil || !yes {
		return 0, false, err
	}
	aside := filepath.Join("tmp", "drop-"+id)
	if err := d.root.Rename(file(id), aside); err != nil {
		return 0, false, ignoreGone(err)
	}
	if yes, err := old(aside); err != nil || !yes {
		return 0, false, errors.Join(err, d.root.Rename(aside, file(id)), d.sync(id[:2]))
	}
	return size, true, d.root.Remove(aside)
}

func ignoreGone(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
