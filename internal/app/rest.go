package app

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// settling is how often is looked whether the program has come to rest. What it
// took for a start, a morning's letters or a run of readers and does not use any
// more then goes back to the machine, on which others may run, too: left to
// itself Go keeps it for minutes after the next collection, which a program at
// rest has no cause for.
const settling = 5 * time.Second

// What is allocated in bytes between two looks by a program at rest, at most; and
// what it must have been since memory was last given back to make it worth while.
const (
	atRest  = 4 << 20
	worthIt = 16 << 20
)

// A burst tells from how much was allocated so far, in bytes, when work has been
// done for which memory was taken, and is over.
type burst struct{ seen, gaveBack uint64 }

func (b *burst) over(allocated uint64) bool {
	resting := allocated-b.seen < atRest
	b.seen = allocated
	started := b.gaveBack == 0 // what that took is given back however little it is
	if !resting || !started && allocated-b.gaveBack < worthIt {
		return false
	}
	b.gaveBack = allocated
	return true
}

// giveBack gives memory back to the machine after each burst of work, until ctx
// ends.
func giveBack(ctx context.Context) {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	allocated := func() uint64 { metrics.Read(sample); return sample[0].Value.Uint64() }
	b := burst{seen: allocated()}
	t := time.NewTicker(settling)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if b.over(allocated()) {
				runtime.GC() // what pools keep for whoever comes next goes with the second
				debug.FreeOSMemory()
			}
		}
	}
}
