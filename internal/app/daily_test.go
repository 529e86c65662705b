package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"congbo/internal/event"
	"congbo/internal/store"
)

// Every day, without anybody thinking of it, the head of the record is signed
// beside the database, so that a record written anew is found (R-T9, invariant 6).
// A program that is started again signs then too, and not twice on the day after.
func TestHeadsAreSignedDaily(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		signed := func() int {
			text, err := os.ReadFile(filepath.Join(h.Config.Data, "heads"))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			return strings.Count(string(text), "\n")
		}
		h.receive(firstLetter)
		h.must(h.dailyOn(ctx, h.clock.Now()))
		h.drain()
		if n := signed(); n != 1 {
			t.Fatalf("%d heads on the first day", n)
		}
		h.must(h.dailyOn(ctx, h.clock.Now())) // started again
		h.drain()
		h.clock.Pass(24 * time.Hour)
		h.drain()
		if n := signed(); n != 3 {
			t.Fatalf("%d heads after another start and a day", n)
		}
		if v, err := h.Verify(ctx); err != nil || !v.OK() || v.Heads != 3 {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

// Who stops the program leaves a signed head of all it has recorded, so that
// nothing can be cut off the record while it stands still (R-T9, invariant 6).
func TestHeadIsSignedAtTheEnd(t *testing.T) {
	h := newHouse(t, "")
	h.Config.Addr = "127.0.0.1:0"
	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- h.Serve(ctx, func(Listening) { close(ready) }) }()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	h.receive(firstLetter)
	stop()
	h.must(<-ended)
	var last event.Event
	h.must(h.Store.View(t.Context(), func(tx *store.Tx) (err error) {
		last, err = tx.LastEvent(t.Context(), h.inst)
		return err
	}))
	text, err := os.ReadFile(filepath.Join(h.Config.Data, "heads"))
	h.must(err)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	head, err := event.ParseHead(lines[len(lines)-1])
	if err != nil || head.Seq != last.Seq || head.Hash != last.Hash {
		t.Errorf("the record ends at %d %s, the last head is %+v, %v", last.Seq, last.Hash, head, err)
	}
}
