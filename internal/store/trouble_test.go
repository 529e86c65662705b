package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// What is wrong around the database is told with what, where and what to do.
func TestTrouble(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "van-ban.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("Kính gửi Ban Biên tập ", 400)), 0o600); err != nil {
		t.Fatal(err)
	}
	for dsn, want := range map[string]string{
		text:                                "trouble.not_a_database",
		filepath.Join(dir, "khong", "x.db"): "trouble.database_forbidden",
		"postgres://x@127.0.0.1:1/congbo":   "trouble.postgres_down",
		"postgres://x@127.0.0.1:port/cb":    "trouble.postgres_url",
	} {
		s, err := store.Open(t.Context(), dsn)
		if err == nil {
			_, err = s.Migrate(t.Context())
			s.Close()
		}
		e, ok := fault.As(store.Trouble(dsn, err))
		if !ok || e.Key != want || e.Err == nil {
			t.Errorf("%s: %v, want %s", dsn, store.Trouble(dsn, err), want)
			continue
		}
		for _, l := range locale.Langs {
			if !locale.Has(l, want) {
				t.Errorf("%s has no %s", l, want)
			}
		}
	}
	if err := store.Trouble("x", nil); err != nil {
		t.Error(err)
	}
}

// A database in which nothing was made is told from one that has its tables.
func TestFresh(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "moi.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if fresh, err := s.Fresh(t.Context()); err != nil || !fresh {
		t.Errorf("a new file: %v, %v", fresh, err)
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if fresh, err := s.Fresh(t.Context()); err != nil || fresh {
			t.Errorf("after migrating: %v, %v", fresh, err)
		}
	})
}
