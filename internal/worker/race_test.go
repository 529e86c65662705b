//go:build race

package worker_test

// The race detector keeps several bytes of its own for each of the program's.
const roomy = 2 << 30

// racing says that the race detector, which no cap on memory suits, is at work.
const racing = true
