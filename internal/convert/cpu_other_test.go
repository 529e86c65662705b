//go:build !unix

package convert_test

import "time"

var begun = time.Now()

// cpuTime is by the clock where the system does not tell.
func cpuTime() time.Duration { return time.Since(begun) }
