//go:build unix

package worker

import (
	"syscall"
	"time"
)

// used is the processor time that this process has taken, and whether the
// system tells.
func used() (time.Duration, bool) {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0, false
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), true
}
