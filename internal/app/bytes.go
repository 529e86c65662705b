package app

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"congbo/internal/blob"
)

// bytesOf are the files that there are: the bytes as they came, and what was made
// of pictures for readers.
type bytesOf struct {
	blobs *blob.Dir
	cache string
}

// Remove takes a file away with what was made of it; see [blob.Dir.Remove].
func (b bytesOf) Remove(ctx context.Context, id string, before time.Time) (bool, error) {
	gone, err := b.blobs.Remove(ctx, id, before)
	if err != nil || !gone {
		return gone, err
	}
	made, err := filepath.Glob(filepath.Join(b.cache, "pictures", id[:2], id+"*"))
	if err != nil {
		return false, err
	}
	for _, name := range made {
		if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
			return false, err
		}
	}
	return true, nil
}
