//go:build race

package worker_test

// The race detector keeps several bytes of its own for each of the program's.
const roomy = 2 << 30
