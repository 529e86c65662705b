package app

import "testing"

// A size is read as it is written, and nothing else is one.
func TestSize(t *testing.T) {
	for text, want := range map[string]Size{"64MB": 64 << 20, "2 GB": 2 << 30, "1536kb": 1536 << 10, "3072MB": 3 << 30} {
		var got Size
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%s: %d, %v", text, got, err)
		}
		var again Size
		if b, _ := got.MarshalText(); again.UnmarshalText(b) != nil || again != got {
			t.Errorf("%s is written as %s", text, b)
		}
	}
	for _, text := range []string{"", "64", "MB", "-1MB", "0GB", "1.5GB", "99999999999999GB", "2TB"} {
		if s := Size(5); s.UnmarshalText([]byte(text)) == nil || s != 5 {
			t.Errorf("%q is taken for %d bytes", text, s)
		}
	}
}
