//go:build !race

package worker_test

// roomy is memory enough for what the tests' children do, in bytes.
const roomy = 256 << 20

// racing says that the race detector, which no cap on memory suits, is at work.
const racing = false
