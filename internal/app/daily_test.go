package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
