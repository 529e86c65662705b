//go:build !unix

package app

import "time"

func processorTime() time.Duration { return 0 }
