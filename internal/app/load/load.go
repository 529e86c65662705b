// Package load asks an HTTP server for one page again and again, and measures
// what that cost the server and how long readers waited. It runs in a process of
// its own, so that its work is not counted as the server's: measurements of
// package app start it with a Job on a core that the server does not use.
//
// In a closed loop every connection asks again as soon as it has its answer:
// that shows what a server can do. In an open loop questions are asked at a
// fixed rate, whether or not the server keeps up, and the time of an answer
// counts from when its question was to be asked: a server that stalls for a
// second has made a second's readers wait, not one.
package load

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The protocols of a Job.
const (
	Plain = "http"  // HTTP/1.1
	TLS   = "https" // HTTP/1.1 over TLS 1.3
	H2    = "h2"    // HTTP/2 over TLS 1.3

	// What is no reading: heads that never end (slowloris), and uploads that
	// nobody wants.
	Slow  = "slow"
	Flood = "flood"
)

// A Job is what is asked of whom, and how often. It is JSON on the command line.
type Job struct {
	Addr   string   `json:"addr"` // host:port to connect to
	Host   string   `json:"host"` // as the request names it
	Path   string   `json:"path"`
	Paths  string   `json:"paths,omitempty"`  // a file with a path a line, asked for in turn, instead of Path
	Header []string `json:"header,omitempty"` // "Name: value"

	Proto   string        `json:"proto"`
	Conns   int           `json:"conns"`
	Streams int           `json:"streams,omitempty"` // under way at once on a connection of HTTP/2
	Rate    float64       `json:"rate,omitempty"`    // questions a second in an open loop; 0: a closed one
	Warm    time.Duration `json:"warm"`              // before anything counts
	Span    time.Duration `json:"span"`

	Status int   `json:"status"`         // that every answer must have
	Length int   `json:"length"`         // bytes of its body; -1: any
	Pids   []int `json:"pids,omitempty"` // the server's processes
}

// A Result is how it went. Times are in milliseconds.
type Result struct {
	Requests  int64   `json:"requests"` // answered as they must be, within the span
	Wrong     int64   `json:"wrong"`    // answered otherwise, or not
	Why       string  `json:"why,omitempty"`
	Seconds   float64 `json:"seconds"`
	P50       float64 `json:"p50"`
	P99       float64 `json:"p99"`
	Max       float64 `json:"max"`
	Lag       float64 `json:"lag"`        // 99th percentile of how late the generator itself was, in an open loop
	ServerCPU float64 `json:"server_cpu"` // seconds
	OwnCPU    float64 `json:"own_cpu"`    // seconds
	OthersCPU float64 `json:"others_cpu"` // seconds of the machine that neither of the two used
}

// PerCPU is how many requests the server answered in a second of its CPU time.
func (r Result) PerCPU() float64 { return float64(r.Requests) / max(r.ServerCPU, 1e-3) }

// Rate is how many requests were answered a second.
func (r Result) Rate() float64 { return float64(r.Requests) / r.Seconds }

// requests are the questions as they are sent over HTTP/1.1.
func (j *Job) requests() ([][]byte, error) {
	paths := []string{j.Path}
	if j.Paths != "" {
		b, err := os.ReadFile(j.Paths)
		if err != nil {
			return nil, err
		}
		paths = strings.Fields(string(b))
	}
	var all [][]byte
	for _, path := range paths {
		var b strings.Builder
		fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: %s\r\n", path, j.Host)
		for _, line := range j.Header {
			b.WriteString(line + "\r\n")
		}
		all = append(all, []byte(b.String()+"\r\n"))
	}
	return all, nil
}

// A tally counts answers from when it is begun.
type tally struct {
	job          *Job
	begun        time.Time
	server       float64
	own, machine float64
	took         []uint32 // microseconds
	lag          []uint32
	Result
}

func newTally(j *Job) *tally {
	return &tally{job: j, took: make([]uint32, 0, 1<<21)}
}

func (t *tally) begin() {
	t.begun, t.server, t.own, t.machine = time.Now(), CPUOf(t.job.Pids), CPUOf([]int{os.Getpid()}), machineCPU()
	t.took, t.lag = t.took[:0], t.lag[:0]
	t.Requests = 0
}

// wrong counts an answer that is not as it must be; those before the begin count
// too.
func (t *tally) wrong(why string, args ...any) {
	t.Wrong++
	t.Why = cmp.Or(t.Why, fmt.Sprintf(why, args...))
}

func (t *tally) end() Result {
	r := t.Result
	r.Seconds = time.Since(t.begun).Seconds()
	r.ServerCPU, r.OwnCPU = CPUOf(t.job.Pids)-t.server, CPUOf([]int{os.Getpid()})-t.own
	r.OthersCPU = machineCPU() - t.machine - r.ServerCPU - r.OwnCPU
	slices.Sort(t.took)
	slices.Sort(t.lag)
	r.P50, r.P99, r.Max, r.Lag = percentile(t.took, .5), percentile(t.took, .99), percentile(t.took, 1), percentile(t.lag, .99)
	return r
}

// percentile returns milliseconds of sorted microseconds.
func percentile(sorted []uint32, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[min(len(sorted)-1, int(p*float64(len(sorted))))]) / 1000
}

// CPUOf is the CPU time that processes have used, in seconds, in steps of ten
// milliseconds (utime and stime of proc_pid_stat(5)).
func CPUOf(pids []int) float64 {
	ticks := 0.0
	for _, pid := range pids {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(b), ") ") // the name may have spaces
		f := strings.Fields(rest)
		if len(f) < 13 {
			continue
		}
		for _, field := range f[11:13] {
			n, _ := strconv.ParseFloat(field, 64)
			ticks += n
		}
	}
	return ticks / 100
}

// machineCPU is the CPU time that everything on the machine has used, in seconds
// (proc_stat(5)): user, nice, system, irq, softirq, and what a host took.
func machineCPU() float64 {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(b), "\n")
	ticks := 0.0
	for i, field := range strings.Fields(line) {
		if i >= 1 && i <= 8 && i != 4 && i != 5 { // not idle, not waiting for a disk
			n, _ := strconv.ParseFloat(field, 64)
			ticks += n
		}
	}
	return ticks / 100
}

// answered reads the head of an answer: its status and how long its body is.
func answered(head []byte) (status, length int, ok bool) {
	if len(head) < len("HTTP/1.1 200") || string(head[:9]) != "HTTP/1.1 " {
		return 0, 0, false
	}
	status, err := strconv.Atoi(string(head[9:12]))
	if err != nil {
		return 0, 0, false
	}
	if status == 304 || status == 204 {
		return status, 0, true
	}
	length, ok = contentLength(head)
	return status, length, ok
}
