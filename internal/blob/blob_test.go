package blob_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congbo/internal/blob"
	"congbo/internal/fault"
)

func open(t *testing.T) (*blob.Dir, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "blobs")
	d, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d, dir
}

// Bytes come back as they went in, and lie there once.
func TestPutGet(t *testing.T) {
	d, dir := open(t)
	ctx := t.Context()
	data := []byte("Kính gửi Phòng Truyền thông\r\n\x00\xff")
	var first string
	for range 2 {
		id, size, err := d.Put(ctx, bytes.NewReader(data), 1<<20)
		if err != nil || size != int64(len(data)) {
			t.Fatal(id, size, err)
		}
		if first != "" && id != first {
			t.Errorf("the same bytes got two names, %s and %s", first, id)
		}
		first = id
	}
	f, err := d.Get(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, data) {
		t.Errorf("got %q, %v", got, err)
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := d.Check(ctx, first); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(dir, first[:2], first[2:]), []byte("changed"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.Check(ctx, first); err == nil {
		t.Error("a changed blob passed the check")
	}
}

func TestPutRefusesTooMuch(t *testing.T) {
	d, dir := open(t)
	_, _, err := d.Put(t.Context(), strings.NewReader("12345"), 4)
	if !fault.Is(err, fault.TooLarge) {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// No name leads out of the folder.
func TestGetHostileNames(t *testing.T) {
	d, _ := open(t)
	for _, id := range []string{"", "..", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 63) + "/", strings.Repeat("a", 64)} {
		if _, err := d.Get(context.Background(), id); !fault.Is(err, fault.NotFound) {
			t.Errorf("Get(%q): %v", id, err)
		}
	}
}
