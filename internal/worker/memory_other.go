//go:build !linux

package worker

// limitMemory leaves the process to the collector's limit where the system
// has no cap that a Go program can live under.
func limitMemory(int64) {}
