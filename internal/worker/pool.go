package worker

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"congbo/internal/fault"
)

// A Pool hands tasks to children and takes their answers. Its fields are set
// before the first use and not changed afterwards; the zero value of each
// means the default. A Pool may be used by several goroutines.
type Pool struct {
	// Command starts a child that calls Handlers.Main: a program and its
	// arguments. Empty, for tests and small tools: tasks are done in this
	// process, unprotected.
	Command []string
	// Env is the whole environment of the children, as NAME=value. They get
	// nothing of the parent's, where secrets may be.
	Env []string
	// Handlers do the tasks where Command is empty.
	Handlers Handlers

	Size    int           // how many children; 2
	CPU     time.Duration // how much processor time a task may take; 5 s
	Timeout time.Duration // how long a child may take for one task by the clock; 60 s
	Memory  int64         // how much memory a child may use, in bytes; 512 MB
	Log     *slog.Logger  // children that died are noted here; may be nil

	once   sync.Once
	places chan *child // a child, or nil where one may be started
	closed chan struct{}
	close  sync.Once
	slow   tally
}

const (
	startTimeout = 30 * time.Second // the program is large and the machine may be busy
	recycle      = 1000             // tasks after which a child is replaced
)

// A task over which a child dies is given the benefit of the doubt once: the
// child may have been killed by hand or for want of memory elsewhere. A child
// that has done other tasks before does not count: they may have left it little
// memory.
const attempts = 2

func (p *Pool) init() {
	p.once.Do(func() {
		if p.Size <= 0 {
			p.Size = 2
		}
		if p.CPU <= 0 {
			p.CPU = 5 * time.Second
		}
		if p.Timeout <= 0 {
			p.Timeout = 60 * time.Second
		}
		if p.Memory <= 0 {
			p.Memory = 512 << 20
		}
		if p.Log == nil {
			p.Log = slog.New(slog.DiscardHandler)
		}
		p.closed = make(chan struct{})
		p.places = make(chan *child, p.Size)
		for range p.Size {
			p.places <- nil
		}
	})
}

// Do has one task of the given kind done and returns the answer. It waits for
// a free child first.
//
// A fault of the handler is returned as it is. A child that takes too much
// processor time or dies over the task is a fault Invalid, "worker.timeout" or
// "worker.crashed": the task itself is bad. A child that cannot be started, a
// closed pool, and a task that runs out of time by the clock, as on a busy
// machine, are Unavailable, "worker.unavailable": the caller tries again later.
// A task to which that happens for the third time is Invalid too. Where ctx ends
// first its error is returned and says nothing of the task.
func (p *Pool) Do(ctx context.Context, kind string, task []byte) ([]byte, error) {
	p.init()
	if len(p.Command) == 0 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return p.Handlers.do(kind, task)
	}
	var c *child
	select {
	case <-p.closed:
		return nil, fault.New(fault.Unavailable, "worker.unavailable")
	case <-ctx.Done():
		return nil, ctx.Err()
	case c = <-p.places:
	}
	var died error
	for tries := 0; tries < attempts; {
		if c == nil {
			var err error
			if c, err = p.start(); err != nil {
				p.places <- nil
				return nil, fault.New(fault.Unavailable, "worker.unavailable").Because(err)
			}
		}
		answer, err, broken := c.ask(ctx, p.closed, p.Timeout, kind, task, p.Memory)
		if broken == nil {
			p.giveBack(c)
			return answer, err
		}
		fresh := c.tasks == 0
		cause := c.kill(broken)
		spent := c.cmd.ProcessState.ExitCode() == exitSpent
		c = nil
		if err := ctx.Err(); err != nil {
			p.places <- nil
			return nil, err
		}
		p.Log.WarnContext(ctx, "a parse worker was replaced", "kind", kind, "bytes", len(task), "err", cause)
		switch {
		case errors.Is(broken, errClosed), errors.Is(broken, errTimeout) && p.slow.again(kind, task):
			p.places <- nil
			return nil, fault.New(fault.Unavailable, "worker.unavailable").Because(cause)
		case errors.Is(broken, errTimeout), spent:
			p.places <- nil
			return nil, fault.New(fault.Invalid, "worker.timeout").Because(cause)
		}
		died = cause
		if fresh {
			tries++
		}
	}
	p.places <- nil
	return nil, fault.New(fault.Invalid, "worker.crashed").Because(died)
}

func (p *Pool) giveBack(c *child) {
	if c.tasks++; c.tasks >= recycle || c.leaves {
		c.stop()
		c = nil
	}
	p.places <- c
}

// Close ends the children. Tasks under way are broken off, later ones refused:
// both are Unavailable.
func (p *Pool) Close() error {
	p.init()
	p.close.Do(func() {
		close(p.closed)
		for range p.Size {
			if c := <-p.places; c != nil {
				c.stop()
			}
		}
	})
	return nil
}

// A child is one running process. It does one task at a time.
type child struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	said   *head // the beginning of what it wrote on standard error
	tasks  int   // that it has done
	leaves bool  // it has said that it is not fit for another task
}

func (p *Pool) start() (*child, error) {
	cmd := exec.Command(p.Command[0], p.Command[1:]...)
	cmd.Env = append([]string{
		memoryEnv + "=" + strconv.FormatInt(p.Memory, 10),
		cpuEnv + "=" + p.CPU.String(),
		"GOTRACEBACK=single",
		"GOMAXPROCS=2",
	}, p.Env...)
	said := &head{}
	cmd.Stderr = said
	detach(cmd)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{cmd: cmd, in: in, out: bufio.NewReaderSize(out, 1<<16), said: said}
	err = c.within(context.Background(), nil, startTimeout, func() error {
		b, err := c.out.ReadByte()
		if err == nil && b != ready {
			err = fmt.Errorf("it began with %q", b)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s did not become ready: %w", p.Command[0], c.kill(err))
	}
	return c, nil
}

var (
	errTimeout = errors.New("it took too long")
	errClosed  = errors.New("the program stops")
)

// within runs f, which speaks with the child, and kills the child where f
// does not return in time, so that it does.
func (c *child) within(ctx context.Context, closed <-chan struct{}, limit time.Duration, f func() error) error {
	end := make(chan error, 1)
	go func() { end <- f() }()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case err := <-end:
		return err
	case <-timer.C:
		c.cmd.Process.Kill()
		<-end
		return errTimeout
	case <-closed:
		c.cmd.Process.Kill()
		<-end
		return errClosed
	case <-ctx.Done():
		c.cmd.Process.Kill()
		<-end
		return ctx.Err()
	}
}

func (c *child) ask(ctx context.Context, closed <-chan struct{}, limit time.Duration, kind string, task []byte, most int64) (answer []byte, err, broken error) {
	broken = c.within(ctx, closed, limit, func() (broken error) {
		if broken = writeTask(bufio.NewWriterSize(c.in, 1<<16), kind, task); broken == nil {
			answer, c.leaves, err, broken = readAnswer(c.out, most)
		}
		return broken
	})
	return answer, err, broken
}

// stop ends the process and says how it ended.
func (c *child) stop() error {
	c.in.Close()
	c.cmd.Process.Kill()
	return c.cmd.Wait()
}

// kill stops the process because of an error and adds what is known of its end.
func (c *child) kill(because error) error {
	return fmt.Errorf("%w (%v) %s", because, c.stop(), c.said)
}
