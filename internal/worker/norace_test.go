//go:build !race

package worker_test

// roomy is memory enough for what the tests' children do, in bytes.
const roomy = 256 << 20
