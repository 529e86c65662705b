package event_test

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"congbo/internal/event"
)

// Golden vectors: what a digest covers must never change (R-T9). Stored lines
// name these digests.
func TestDigestGolden(t *testing.T) {
	for _, c := range []struct {
		form   string
		values []any
		bytes  string // what is hashed
		want   string
	}{
		{"remark", []any{int64(7), "Chưa đạt", nil, true, false, ""}, "congbo-row-1\n6:remark1:712:Chưa đạt-1:11:00:", "0RkreZNQ9dhREUqMSDGC1QV0eoncjeFwQwFrWr8SWvE"},
		{"x", nil, "congbo-row-1\n1:x", "XULT0tAj_PTnWySyzycm3DxXPMgdTM0S3wC26vWq1Lo"},
		{"x", []any{nil, "-"}, "congbo-row-1\n1:x-1:-", "Ed4J1eSllbNh0l6rGAL0vxdN_5Cl4ZY7y_URdH_HMb8"},
		{"x", []any{int64(-12), []byte("12")}, "congbo-row-1\n1:x3:-122:12", "RZHR21qzDo39BZsPNNKpKO4Q3b6QR6gnW9jWqxFkx6U"},
	} {
		got, err := event.Digest(c.form, c.values...)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256([]byte(c.bytes))
		if same := base64.RawURLEncoding.EncodeToString(sum[:]); got != same {
			t.Errorf("%s %v: %s is not the digest of %q", c.form, c.values, got, c.bytes)
		}
		if got != c.want {
			t.Errorf("%s %v: got %s, want %s", c.form, c.values, got, c.want)
		}
	}
	if _, err := event.Digest("x", 1.5); err == nil {
		t.Error("a fraction has a digest")
	}
}

// Seals come back from a line as they were put into it, however many there are,
// and each value is one that a line takes.
func TestSealsRoundTrip(t *testing.T) {
	digest, _ := event.Digest("x")
	seal := rapid.Custom(func(t *rapid.T) event.Seal {
		s := event.Seal{Change: rapid.SampledFrom([]event.Change{event.RowMade, event.RowChanged, event.RowGone}).Draw(t, "change"),
			Form: rapid.StringMatching(`[a-z]{1,12}`).Draw(t, "form"), ID: rapid.StringMatching(`[0-9]{1,18}|[0-9]/[a-z:-]{1,20}`).Draw(t, "id")}
		if s.Change != event.RowGone {
			s.Digest = digest
		}
		return s
	})
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(seal, 0, 60).Draw(t, "seals")
		var got []event.Seal
		for _, v := range event.JoinSeals(want) {
			e := event.Event{Chain: 1, Verb: event.RowsSealed, Data: map[string]string{event.KeySeals: v}}
			if err := e.Check(); err != nil {
				t.Fatal(err)
			}
			got = append(got, e.Seals()...)
		}
		if diff := cmp.Diff(slices.Concat([]event.Seal(nil), want), slices.Concat([]event.Seal(nil), got)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Whatever lies in a line is read without harm.
func FuzzSeals(f *testing.F) {
	f.Add("+message:12:abc =case:1:x -calendar:1/0/2026-12-31")
	f.Add("+ = - : +: +a +a: +a:1 \x00")
	f.Fuzz(func(t *testing.T, s string) {
		for _, seal := range (event.Event{Data: map[string]string{event.KeySeals: s}}).Seals() {
			if !strings.Contains(s, seal.Form) {
				t.Fatal(seal)
			}
		}
	})
}
