// Package storetest gives tests a real, empty, migrated database of their own:
// SQLite always, and PostgreSQL where CONGBO_TEST_POSTGRES names a server.
// There is no mock of the store; this is quick enough to be used everywhere.
package storetest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"congbo/internal/store"
)

// Each runs fn once for every kind of database, side by side, each time with
// an empty store of its own. Without a PostgreSQL server that half is skipped,
// or fails where CONGBO_TEST_REQUIRE asks for everything.
func Each(t *testing.T, fn func(t *testing.T, s *store.Store), options ...store.Option) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, SQLite(t, options...))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, Postgres(t, options...))
	})
}

// SQLite returns an empty SQLite store that is gone when the test ends.
func SQLite(t testing.TB, options ...store.Option) *store.Store {
	t.Helper()
	dir := t.TempDir()
	SQLiteFile(t, dir)
	return open(t, filepath.Join(dir, "congbo.db"), options)
}

// SQLiteFile puts the file of an empty, migrated SQLite store under the name that
// a program gives it in its folder of data.
func SQLiteFile(t testing.TB, dir string) {
	t.Helper()
	blank, err := template()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "congbo.db"), blank.file, 0o600); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, dsn string, options []store.Option) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), dsn, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return s
}

// A blank is a migrated, empty database file, and a digest of the schema in it.
type blank struct {
	file   []byte
	schema string
}

// template makes the blank once: copying it costs a tenth of migrating anew.
var template = sync.OnceValues(func() (*blank, error) {
	dir, err := os.MkdirTemp("", "congbo-template")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "congbo.db")
	s, err := store.Open(context.Background(), file)
	if err != nil {
		return nil, err
	}
	if _, err := s.Migrate(context.Background()); err != nil {
		return nil, err
	}
	steps, err := s.Migrations(context.Background())
	if err != nil {
		return nil, err
	}
	schema := sha256.New()
	for _, m := range steps {
		io.WriteString(schema, m.Digest)
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(file)
	return &blank{file: data, schema: fmt.Sprintf("%x", schema.Sum(nil)[:6])}, err
})

// A Time is a clock that stands still until it is moved.
type Time struct {
	mu  sync.Mutex
	now time.Time
}

// At returns a clock that stands at an office time such as "2026-11-20 08:00".
func At(value string) *Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", value, time.FixedZone("ICT", 7*3600))
	if err != nil {
		panic(err)
	}
	return &Time{now: t}
}

// Now reads the clock.
func (c *Time) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock to an office time.
func (c *Time) Set(value string) {
	t := At(value).now
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Pass lets time go by.
func (c *Time) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
