package app

import "testing"

// Memory is given back once after the start and after each burst of work, not while
// there is work, and not for the little that a program at rest does.
func TestBurst(t *testing.T) {
	const mb = 1 << 20
	b := burst{seen: 12 * mb}
	allocated := uint64(12 * mb)
	for i, look := range []struct {
		more uint64
		over bool
	}{
		{1 * mb, true}, // the start, however little it took
		{1 * mb, false},
		{300 * mb, false}, // under way
		{4 * mb, false},
		{3 * mb, true},
		{3 * mb, false},
		{3 * mb, false},
		{3 * mb, false},
		{3 * mb, false},
		{3 * mb, false},
		{3 * mb, true}, // as much as a burst by now
		{0, false},
	} {
		allocated += look.more
		if got := b.over(allocated); got != look.over {
			t.Errorf("look %d: over %v", i, got)
		}
	}
}
