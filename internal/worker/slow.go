package worker

import (
	"crypto/sha256"
	"sync"
)

// patience is how many times a task may run out of time by the clock before
// the task is to blame and not the machine.
const patience = 3

// mostSlow bounds the tasks that are remembered; then it begins anew.
const mostSlow = 1000

// A tally counts how often each task ran out of time.
type tally struct {
	mu    sync.Mutex
	times map[[sha256.Size]byte]int
}

// again counts one more time for a task and reports whether it may be tried
// again.
func (t *tally) again(kind string, task []byte) bool {
	h := sha256.New()
	h.Write([]byte(kind + "\x00"))
	h.Write(task)
	key := [sha256.Size]byte(h.Sum(nil))
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.times == nil || len(t.times) >= mostSlow {
		t.times = make(map[[sha256.Size]byte]int)
	}
	if t.times[key]++; t.times[key] < patience {
		return true
	}
	delete(t.times, key)
	return false
}
