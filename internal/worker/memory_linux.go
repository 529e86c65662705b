package worker

import "syscall"

// limitMemory has the kernel refuse the process more than n bytes of private
// memory. The limit is on data, not on address space: the Go runtime reserves
// far more addresses than it ever uses.
func limitMemory(n int64) {
	_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: uint64(n), Max: uint64(n)})
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}
