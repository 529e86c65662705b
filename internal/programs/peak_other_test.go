//go:build !linux

package programs

func peakOfChildren() int64 { return 0 }
