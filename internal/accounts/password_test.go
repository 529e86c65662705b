package accounts

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/unicode/norm"

	"congbo/internal/fault"
)

var cheap = Cost{Time: 1, Memory: 64, Threads: 1}

func TestHash(t *testing.T) {
	h := newHasher(cheap, rand.Reader)
	ctx := t.Context()
	long := strings.Repeat("khúc sông dài ", 70)
	for _, p := range []string{"ngựa tía ăn cỏ", long, ""} {
		s, err := h.hash(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(s, "$argon2id$v=19$m=64,t=1,p=1$") {
			t.Errorf("not a PHC string: %s", s)
		}
		for given, want := range map[string]bool{
			p:                             true,
			norm.NFD.String(p):            true, // the keyboard of another system
			p + " ":                       false,
			strings.ToUpper(p) + "X":      false,
			p[:max(0, len(p)-1)] + "\x00": false,
		} {
			if ok, stale, err := h.verify(ctx, s, given); ok != want || stale || err != nil {
				t.Errorf("%.20q against %.20q: %t, stale %t, %v", given, p, ok, stale, err)
			}
		}
		again, err := h.hash(ctx, p)
		if err != nil || again == s {
			t.Errorf("two hashes share their salt: %v", err)
		}
	}
}

// A known answer of the reference implementation, so that the parameters are
// not only consistent with themselves.
func TestKnownHash(t *testing.T) {
	h := newHasher(DefaultCost, rand.Reader)
	const stored = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	ok, stale, err := h.verify(t.Context(), stored, "password")
	if !ok || !stale || err != nil {
		t.Errorf("%t, stale %t, %v", ok, stale, err)
	}
}

func TestUnreadableHash(t *testing.T) {
	h := newHasher(cheap, rand.Reader)
	for _, s := range []string{
		"x", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8", "$argon2id$v=18$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
		"$argon2id$v=19$m=0,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8", "$argon2id$v=19$m=4294967295,t=9,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
		"$argon2id$v=19$m=64,t=1,p=1$$", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$!!",
	} {
		if ok, _, err := h.verify(t.Context(), s, "x"); ok || err == nil {
			t.Errorf("%s was read", s)
		}
	}
	if ok, stale, err := h.verify(t.Context(), "", "x"); ok || stale || err != nil {
		t.Errorf("no password: %t %t %v", ok, stale, err)
	}
}

// Security budget: at most four hashes are computed at once, and beyond a
// bounded line callers are sent away instead of piling up.
func TestHashesAtOnce(t *testing.T) {
	h := newHasher(cheap, rand.Reader)
	var turns []func()
	for range hashAtOnce {
		done, err := h.turn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		turns = append(turns, done)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	refused := make(chan error, 1000)
	for range 200 {
		wg.Go(func() {
			if _, err := h.turn(ctx); fault.Is(err, fault.Unavailable) {
				refused <- err
			} else if err == nil {
				t.Error("a fifth hash began")
			}
		})
	}
	for len(refused) < 200-hashQueue {
		<-refused
		refused <- nil
	}
	cancel()
	wg.Wait()
	for _, done := range turns {
		done()
	}
	if done, err := h.turn(t.Context()); err != nil {
		t.Error(err)
	} else {
		done()
	}
}
