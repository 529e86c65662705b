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
	"runtime/debug"
	"strconv"
	"time"

	"congbo/internal/fault"
)

// A Handler does one kind of task. A *fault.Error that it returns reaches the
// caller of Pool.Do with kind, key, field and values; of any other error only
// the text does.
type Handler func(task []byte) (answer []byte, err error)

// Handlers are the kinds of task that a program can do.
type Handlers map[string]Handler

// memoryEnv carries Pool.Memory to the child.
const memoryEnv = "CONGBO_WORKER_MEMORY"

// abandoned is how long a child works on one task at most. The pool kills it
// long before; this ends a child whose parent is no longer there to do so.
const abandoned = 60 * time.Second

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
		watchdog := time.AfterFunc(abandoned, func() { os.Exit(3) })
		answer, err := h.do(kind, task)
		watchdog.Stop()
		if err := writeAnswer(w, answer, err); err != nil {
			return 1
		}
	}
}

// do runs one task. A panic is a failure of this task, not of the others.
func (h Handlers) do(kind string, task []byte) (answer []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			cause := fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			answer, err = nil, fault.New(fault.Invalid, "worker.crashed").Because(cause)
		}
	}()
	handle, ok := h[kind]
	if !ok {
		return nil, fmt.Errorf("no handler for tasks of kind %q", kind)
	}
	return handle(task)
}
