package programs

import "syscall"

// peakOfChildren is the most memory that one of our children, or of theirs, had in
// use, in bytes.
func peakOfChildren() int64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u) != nil {
		return 0
	}
	return u.Maxrss << 10
}
