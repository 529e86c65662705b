// Package worker runs work that may explode — reading what strangers sent —
// in child processes of the program itself. A goroutine that has gone astray
// cannot be stopped and its memory cannot be capped; a process can be killed.
//
// The program starts itself a second time with an argument of its choosing;
// that child calls Handlers.Main and answers tasks on its standard input and
// output until its input ends. The parent keeps a Pool of such children. A
// task has a kind, such as "mail" or "docx", which names its handler, and
// both task and answer are bytes: what they mean is agreed between the two
// ends, outside this package.
package worker

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"time"

	"congbo/internal/fault"
)

// A Handler does one kind of task. A *fault.Error that it returns reaches the
// caller of Pool.Do with kind, key, field and values; of any other error only
// the text does.
type Handler func(task []byte) (answer []byte, err error)

// Handlers are the kinds of task that a program can do.
type Handlers map[string]Handler

// These carry Pool.Memory and Pool.CPU to the child.
const (
	memoryEnv = "CONGBO_WORKER_MEMORY"
	cpuEnv    = "CONGBO_WORKER_CPU"
)

// abandoned is how long a child works on one task at most. The pool kills it
// long before; this ends a child whose parent is no longer there to do so.
const abandoned = 10 * time.Minute

// How a child ends that ends itself.
const (
	exitAbandoned = 3
	exitSpent     = 4 // the task took more processor time than it may
)

// look is how often a child looks how much processor time it has taken.
const look = 50 * time.Millisecond

// ready is the first byte a child sends: from here on its time counts.
const ready = 'R'

// Main answers tasks from in on out until in ends, and returns the exit code
// of the process. It caps the memory of the process first, so it is for
// children only.
func (h Handlers) Main(in io.Reader, out io.Writer) int {
	if n, err := strconv.ParseInt(os.Getenv(memoryEnv), 10, 64); err == nil && n > 0 {
		// The collector works harder near the limit; beyond it the kernel
		// refuses memory and the process dies, as it should.
		debug.SetMemoryLimit(n / 4 * 3)
		limitMemory(n)
	}
	cpu, _ := time.ParseDuration(os.Getenv(cpuEnv))
	r, w := bufio.NewReaderSize(in, 1<<16), bufio.NewWriterSize(out, 1<<16)
	w.WriteByte(ready)
	if err := w.Flush(); err != nil {
		return 1
	}
	for {
		kind, task, err := readTask(r)
		if errors.Is(err, io.EOF) {
			return 0
		} else if err != nil {
			return 1
		}
		watchdog := time.AfterFunc(abandoned, func() { os.Exit(exitAbandoned) })
		enough := watch(cpu)
		answer, err := h.do(kind, task)
		enough()
		watchdog.Stop()
		last := large()
		if err := writeAnswer(w, answer, err, last); err != nil {
			return 1
		} else if last {
			return 0
		}
	}
}

// watch ends the process once it has taken more than a limit of processor time
// from now on, until enough is called. The clock says little of a task: on a
// busy machine a good letter takes long, too. A limit of 0 is none.
func watch(limit time.Duration) (enough func()) {
	begun, ok := used()
	if !ok || limit <= 0 {
		return func() {}
	}
	end := make(chan struct{})
	go func() {
		tick := time.NewTicker(look)
		defer tick.Stop()
		for {
			select {
			case <-end:
				return
			case <-tick.C:
			}
			if now, ok := used(); ok && now-begun > limit {
				os.Exit(exitSpent)
			}
		}
	}()
	return func() { close(end) }
}

// large reports whether the tasks so far have made the process so large that
// another one might die of it: under a cap on memory a program can no longer
// even start a thread, and the garbage collector does not give all back.
func large() bool {
	n, err := strconv.ParseInt(os.Getenv(memoryEnv), 10, 64)
	if err != nil || n <= 0 {
		return false
	}
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64()-sample[1].Value.Uint64()) > n/2
}

// do runs one task. A panic is a failure of this task, not of the others.
func (h Handlers) do(kind string, task []byte) (answer []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			cause := fmt.Errorf("panic: %s %s", what(p), where())
			answer, err = nil, fault.New(fault.Invalid, "worker.crashed").Because(cause)
		}
	}()
	handle, ok := h[kind]
	if !ok {
		return nil, fmt.Errorf("no handler for tasks of kind %q", kind)
	}
	return handle(task)
}

// what names a panic without what it carries: that may be of the letter, unless
// it is the runtime that speaks.
func what(p any) string {
	if e, ok := p.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", p)
}

// where is the place in the code at which a panic that is being recovered from
// began.
func where() string {
	var at [32]uintptr
	frames := runtime.CallersFrames(at[:runtime.Callers(3, at[:])])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") || !more {
			return fmt.Sprintf("in %s, line %d", f.Function, f.Line)
		}
	}
}
