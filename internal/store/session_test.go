package store_test

import (
	"bytes"
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"congbo/internal/fault"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// ASVS 6.5.1: of any number who show the same code, link or recovery code at
// once, one succeeds.
func TestUsedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		p := person(t, s, university(t, s).ID, "An", "an@x.vn")
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.SetSecondFactor(ctx, p.ID, "key", 99, []string{"r1", "r2"}); err != nil {
				return err
			}
			return tx.AddToken(ctx, &store.Token{Digest: "link", Purpose: "reset", Person: p.ID, ExpiresAt: tx.Now().Add(time.Hour)})
		})
		for what, use := range map[string]func(tx *store.Tx) (bool, error){
			"code":          func(tx *store.Tx) (bool, error) { return tx.UseStep(ctx, p.ID, 100) },
			"link":          func(tx *store.Tx) (bool, error) { return tx.UseToken(ctx, "link") },
			"recovery code": func(tx *store.Tx) (bool, error) { return tx.UseRecovery(ctx, p.ID, "r1") },
		} {
			var wg sync.WaitGroup
			var won atomic.Int32
			for range 20 {
				wg.Go(func() {
					var ok bool
					if err := s.Tx(ctx, func(tx *store.Tx) (err error) { ok, err = use(tx); return err }); err != nil {
						t.Error(err)
					}
					if ok {
						won.Add(1)
					}
				})
			}
			wg.Wait()
			if won.Load() != 1 {
				t.Errorf("%s was used %d times", what, won.Load())
			}
		}
		var earlier bool
		do(t, s, func(ctx context.Context, tx *store.Tx) (err error) {
			earlier, err = tx.UseStep(ctx, p.ID, 99)
			return err
		})
		if earlier {
			t.Error("an earlier code was still good")
		}
		s.View(ctx, func(tx *store.Tx) error {
			if c, err := tx.Credentials(ctx, p.ID); err != nil || c.Recovery != 1 || c.TOTPKey != "key" {
				t.Errorf("%+v, %v", c, err)
			}
			return nil
		})
	})
}

func TestSessions(t *testing.T) {
	clock := storetest.At("2026-11-20 08:00")
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		p := person(t, s, university(t, s).ID, "An", "an@x.vn")
		add := func(digest string, d time.Duration) {
			t.Helper()
			do(t, s, func(ctx context.Context, tx *store.Tx) error {
				return tx.AddSession(ctx, &store.Session{Digest: digest, Person: p.ID, ExpiresAt: tx.Now().Add(d), Strong: true, Agent: "x"})
			})
		}
		add("a", time.Hour)
		add("b", 2*time.Hour)
		add("c", -time.Second)
		count := func() (n int) {
			t.Helper()
			s.View(ctx, func(tx *store.Tx) error {
				all, err := tx.SessionsOf(ctx, p.ID)
				if err != nil {
					t.Error(err)
				}
				n = len(all)
				return nil
			})
			return n
		}
		if n := count(); n != 2 {
			t.Errorf("%d sessions, want 2", n)
		}
		s.View(ctx, func(tx *store.Tx) error {
			if _, err := tx.Session(ctx, "c"); !fault.Is(err, fault.NotFound) {
				t.Errorf("expired: %v", err)
			}
			return nil
		})
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			if n, err := tx.EndSessions(ctx, p.ID, "b"); err != nil || n != 2 {
				t.Errorf("ended %d, %v", n, err)
			}
			if ok, err := tx.EndSession(ctx, "a"); ok || err != nil {
				t.Errorf("a: %t, %v", ok, err)
			}
			return tx.CleanAccess(ctx, tx.Now())
		})
		if n := count(); n != 1 {
			t.Errorf("%d sessions, want 1", n)
		}
	}, store.Clock(clock.Now))
}

func TestTries(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		count := func() (got store.Tries) {
			t.Helper()
			do(t, s, func(ctx context.Context, tx *store.Tx) (err error) {
				got, err = tx.CountTry(ctx, "k", 15*time.Minute)
				return err
			})
			return got
		}
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if err := s.Tx(ctx, func(tx *store.Tx) error { _, err := tx.CountTry(ctx, "k", time.Hour); return err }); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := count(); got.Count != 21 {
			t.Errorf("counted %d tries made at once, want 21", got.Count)
		}
		do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.LockTries(ctx, "k", tx.Now().Add(time.Hour)) })
		if got := count(); got.Count != 21 || got.LockedUntil.IsZero() {
			t.Errorf("while locked: %+v", got)
		}
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			return tx.LockTries(ctx, "k", tx.Now().Add(-time.Second))
		})
		if got := count(); got.Count != 1 || !got.LockedUntil.IsZero() {
			t.Errorf("after the lock: %+v", got)
		}
		do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.TakeBackTry(ctx, "k") })
		if got := count(); got.Count != 1 {
			t.Errorf("taken back: %+v", got)
		}
		do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.ForgetTries(ctx, "k") })
		if got := count(); got.Count != 1 {
			t.Errorf("forgotten: %+v", got)
		}
	})
}

// A name has one secret, whoever asks first, on every node.
func TestSecret(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		got := make([][]byte, 10)
		for i := range got {
			wg.Go(func() {
				var err error
				if got[i], err = s.Secret(t.Context(), "links"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		other, err := s.Secret(t.Context(), "heads")
		if err != nil || bytes.Equal(other, got[0]) || len(other) != 32 {
			t.Errorf("%x, %v", other, err)
		}
		for _, g := range got {
			if !bytes.Equal(g, got[0]) {
				t.Error("two secrets for one name")
			}
		}
	})
}
