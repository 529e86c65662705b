package app

import (
	"cmp"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"congbo/internal/store/storetest"
)

func TestMain(m *testing.M) {
	if generate() || asWorker() {
		return
	}
	code := m.Run()
	os.RemoveAll(past.dir)
	os.Exit(code)
}

// pastEnd is when the past of the demonstration ends in tests.
const pastEnd = "2026-11-20 09:40"

// past is the demonstration played to its end once for every test that needs it
// on SQLite: they work on copies.
var past struct {
	sync.Once
	dir string
	err error
}

// played is the demonstration at the end of its past, in a folder that is not
// there yet or is empty, or in an empty PostgreSQL, by a clock that has come to
// pastEnd.
func played(t *testing.T, data, database string, now func() time.Time) *App {
	t.Helper()
	if database == "" {
		past.Do(func() {
			// Not the test's context: others go on with what was played.
			past.dir, past.err = os.MkdirTemp("", "congbo-past")
			if past.err != nil {
				return
			}
			a, err := play(context.Background(), filepath.Join(past.dir, "data"), "", storetest.At(pastEnd).Now)
			if err == nil {
				err = a.Close()
			}
			past.err = err
		})
		if past.err != nil {
			t.Fatal(past.err)
		}
		if err := os.CopyFS(data, os.DirFS(filepath.Join(past.dir, "data"))); err != nil {
			t.Fatal(err)
		}
		a, err := open(t.Context(), data, "", now)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a, err := play(t.Context(), data, database, now)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func open(ctx context.Context, data, database string, now func() time.Time) (*App, error) {
	c := Default()
	c.Data, c.Database = data, database
	return Open(ctx, c, slog.New(slog.DiscardHandler), Options{Clock: now, Sender: sink{}, InProcess: true, Throwaway: true})
}

// play plays the past of the demonstration in an empty folder or database. The
// public pages that its checks ask for are no part of it.
func play(ctx context.Context, data, database string, now func() time.Time) (*App, error) {
	clock := &stageClock{real: now}
	a, err := open(ctx, data, database, clock.now)
	if err != nil {
		return nil, err
	}
	public := a.public
	a.public = pageStub
	err = a.play(ctx, clock)
	a.public = public
	if err != nil {
		return nil, cmp.Or(err, a.Close())
	}
	return a, nil
}
