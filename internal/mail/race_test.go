//go:build race

package mail_test

// The race detector needs several times the memory of the program.
func init() { childMemory = 4 << 30 }
