package blob_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// What was put long ago is found and dropped by the clock that is given; what
// was put again since is left alone, and half of a put goes.
func TestDropOldOnly(t *testing.T) {
	d, dir := open(t)
	ctx := t.Context()
	now := time.Date(2026, 8, 28, 14, 30, 0, 0, time.UTC)
	d.Now = func() time.Time { return now }
	put := func(s string) string {
		id, _, err := d.Put(ctx, bytes.NewReader([]byte(s)), 100)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	old, again := put("cũ"), put("lại")
	half := filepath.Join(dir, "tmp", "put-half")
	if err := os.WriteFile(half, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(half, now, now); err != nil {
		t.Fatal(err)
	}
	before := now.Add(time.Hour)
	now = now.Add(2 * time.Hour)
	put("lại")
	var found []string
	if err := d.Old(ctx, before, func(id string) error { found = append(found, id); return nil }); err != nil || len(found) != 1 || found[0] != old {
		t.Errorf("found %v, %v", found, err)
	}
	if _, err := os.Stat(half); err == nil {
		t.Error("half of a put is still there")
	}
	for id, want := range map[string]bool{old: true, again: false, "../x": false} {
		if _, dropped, err := d.Drop(ctx, id, before); err != nil || dropped != want {
			t.Errorf("%s: dropped %v, %v", id, dropped, err)
		}
	}
	if d.Check(ctx, again) != nil || d.Check(ctx, old) == nil {
		t.Error("the wrong one was dropped")
	}
}

// A blob that is put while it is being dropped is there in the end.
func TestDropWhilePutting(t *testing.T) {
	d, _ := open(t)
	d.Throwaway = true
	ctx := t.Context()
	start := time.Date(2026, 8, 28, 14, 30, 0, 0, time.UTC)
	for i := range 100 {
		d.Now = func() time.Time { return start }
		data := []byte{byte(i)}
		id, _, err := d.Put(ctx, bytes.NewReader(data), 10)
		if err != nil {
			t.Fatal(err)
		}
		d.Now = func() time.Time { return start.Add(2 * time.Hour) }
		var all sync.WaitGroup
		all.Go(func() { d.Put(ctx, bytes.NewReader(data), 10) })
		all.Go(func() { d.Drop(ctx, id, start.Add(time.Hour)) })
		all.Wait()
		if err := d.Check(ctx, id); err != nil {
			t.Fatal(err)
		}
	}
}
