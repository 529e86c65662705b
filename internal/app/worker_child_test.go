package app

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"congbo/internal/worker"
)

// childWord names the file in which a child of a pool, which this program of tests
// is where it is set, notes after each task what it has taken.
const childWord = "CONGBO_TEST_AS_WORKER"

// asWorker does the work of a child of the program if it is to.
func asWorker() bool {
	notes := os.Getenv(childWord)
	if notes == "" {
		return false
	}
	handlers := make(worker.Handlers)
	for kind, do := range Workers {
		handlers[kind] = func(task []byte) ([]byte, error) {
			defer func() {
				if f, err := os.OpenFile(notes, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600); err == nil {
					fmt.Fprintln(f, os.Getpid(), residentPeak(), processorTime().Microseconds())
					f.Close()
				}
			}()
			return do(task)
		}
	}
	os.Exit(handlers.Main(os.Stdin, os.Stdout))
	return true
}

var peakLine = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// residentPeak is the most memory that this process had in its hands, in bytes; 0
// where the system does not tell.
func residentPeak() int64 {
	status, _ := os.ReadFile("/proc/self/status")
	m := peakLine.FindSubmatch(status)
	if m == nil {
		return 0
	}
	kb, _ := strconv.ParseInt(string(m[1]), 10, 64)
	return kb << 10
}

// A realPool has children of their own, as the program has them.
type realPool struct {
	*worker.Pool
	notes string
}

func childPool(t testing.TB, p *worker.Pool) realPool {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	notes := filepath.Join(t.TempDir(), "usage")
	p.Command, p.Env, p.Log = []string{self}, []string{childWord + "=" + notes}, slog.New(slog.DiscardHandler)
	t.Cleanup(func() { p.Close() })
	return realPool{p, notes}
}

// usage is the most memory that a child had in its hands so far, in bytes,
// and the processor time that all of them have taken.
func (p realPool) usage() (peak int64, cpu time.Duration) {
	data, _ := os.ReadFile(p.notes)
	last := make(map[int]time.Duration)
	for line := range strings.Lines(string(data)) {
		var pid int
		var bytes, micros int64
		if _, err := fmt.Sscan(line, &pid, &bytes, &micros); err == nil {
			peak, last[pid] = max(peak, bytes), time.Duration(micros)*time.Microsecond
		}
	}
	for _, d := range last {
		cpu += d
	}
	return peak, cpu
}
