package blob_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"congbo/internal/fault"
)

// Bytes go when they are older than an instant, with nothing of them left; newer
// ones stay, at the zero time everything does, and twice is as once (R-T10).
func TestRemove(t *testing.T) {
	ctx := context.Background()
	d, dir := open(t)
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	d.Now = func() time.Time { return now }
	put := func(s string) string {
		t.Helper()
		id, _, err := d.Put(ctx, strings.NewReader(s), 100)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	id, other := put("Danh sách lớp"), put("khác")
	for _, c := range []struct {
		name   string
		before time.Time
		gone   bool
	}{
		{"zero", time.Time{}, false}, {"put since", now.Add(-time.Second), false}, {"old", now, true}, {"gone already", now, true},
	} {
		gone, err := d.Remove(ctx, id, c.before)
		if err != nil || gone != c.gone {
			t.Errorf("%s: %v, %v", c.name, gone, err)
		}
		if _, err := d.Get(ctx, id); fault.Is(err, fault.NotFound) != c.gone {
			t.Errorf("%s: then %v", c.name, err)
		}
	}
	if err := d.Check(ctx, other); err != nil {
		t.Errorf("another went with it: %v", err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(left) > 0 {
		t.Errorf("left aside: %v %v", left, err)
	}
	if _, err := d.Remove(ctx, "../x", now); !fault.Is(err, fault.NotFound) {
		t.Errorf("not a name: %v", err)
	}
}

// Killed between moving aside and taking away, the next call ends it: bytes that
// are old go, bytes that are new are where they belong again.
func TestRemoveAfterKill(t *testing.T) {
	ctx := context.Background()
	d, dir := open(t)
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	d.Now = func() time.Time { return now }
	for name, before := range map[string]time.Time{"old": now, "new": now.Add(-time.Second)} {
		id, _, err := d.Put(ctx, strings.NewReader("chữ "+name), 100)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(dir, id[:2], id[2:]), filepath.Join(dir, "tmp", "gone-"+id)); err != nil {
			t.Fatal(err)
		}
		gone, err := d.Remove(ctx, id, before)
		if err != nil || gone != (name == "old") {
			t.Errorf("%s: %v, %v", name, gone, err)
		}
		if err := d.Check(ctx, id); (err == nil) != (name == "new") {
			t.Errorf("%s: then %v", name, err)
		}
	}
}

// Who puts the same bytes down while they are taken away never loses them.
func TestRemoveWhilePut(t *testing.T) {
	ctx := context.Background()
	d, _ := open(t)
	d.Throwaway = true
	body := bytes.Repeat([]byte("Công bố "), 1000)
	old := time.Now().Add(-time.Hour)
	for n := range 100 {
		d.Now = func() time.Time { return old }
		id, _, err := d.Put(ctx, bytes.NewReader(body), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		d.Now = nil
		var wg sync.WaitGroup
		var removed error
		wg.Go(func() { _, removed = d.Remove(ctx, id, old.Add(time.Minute)) })
		if _, _, err := d.Put(ctx, bytes.NewReader(body), 1<<20); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		if err := d.Check(ctx, id); err != nil || removed != nil {
			t.Fatalf("round %d: the bytes that were put meanwhile are lost: %v, %v", n, err, removed)
		}
	}
}
