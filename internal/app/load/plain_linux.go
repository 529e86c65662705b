package load

import (
	"fmt"
	"net"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"
	"unsafe"
)

// Run does a job.
func Run(j Job) (Result, error) {
	debug.SetGCPercent(-1)
	switch j.Proto {
	case Plain:
		return runPlain(&j)
	case TLS:
		return runTLS(&j)
	case H2:
		return runH2(&j)
	case Slow, Flood:
		return attack(&j)
	}
	return Result{}, fmt.Errorf("protocol %q", j.Proto)
}

// A plainConn is a connection of the loop below.
type plainConn struct {
	fd     int
	answer answer
	asked  time.Duration // since the begin of the job; when it was to be asked in an open loop
	busy   bool
}

// A plainLoop asks over many connections from one thread: what the generator
// costs must not be what is measured.
type plainLoop struct {
	*tally
	to       syscall.SockaddrInet4
	poll     int
	conns    []*plainConn // by file descriptor
	requests [][]byte
	turn     int
	clock    time.Time
	buf      []byte

	idle  []*plainConn    // in an open loop: those that wait for a question
	queue []time.Duration // and questions that wait for a connection
}

// runPlain speaks HTTP/1.1 without encryption, over IPv4.
func runPlain(j *Job) (Result, error) {
	runtime.LockOSThread()
	addr, err := net.ResolveTCPAddr("tcp4", j.Addr)
	if err != nil {
		return Result{}, err
	}
	requests, err := j.requests()
	if err != nil {
		return Result{}, err
	}
	l := &plainLoop{tally: newTally(j), to: syscall.SockaddrInet4{Port: addr.Port}, requests: requests, buf: make([]byte, 1<<20), clock: time.Now()}
	copy(l.to.Addr[:], addr.IP.To4())
	if err := roomForFiles(j.Conns + 100); err != nil {
		return Result{}, err
	}
	if l.poll, err = syscall.EpollCreate1(syscall.EPOLL_CLOEXEC); err != nil {
		return Result{}, err
	}
	for range j.Conns {
		c := &plainConn{}
		if err := l.dial(c); err != nil {
			return Result{}, fmt.Errorf("connection %d of %d: %w", len(l.idle)+1, j.Conns, err)
		}
		l.idle = append(l.idle, c)
	}
	return l.run()
}

// roomForFiles raises the limit of open files where it is too low.
func roomForFiles(n int) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	if limit.Cur >= uint64(n) {
		return nil
	}
	limit.Cur, limit.Max = uint64(n), max(limit.Max, uint64(n))
	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
}

func (l *plainLoop) dial(c *plainConn) error {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err := syscall.Connect(fd, &l.to); err != nil {
		syscall.Close(fd)
		return err
	}
	syscall.SetNonblock(fd, true)
	syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1)
	for len(l.conns) <= fd {
		l.conns = append(l.conns, nil)
	}
	c.fd, c.answer, l.conns[fd] = fd, answer{}, c
	return syscall.EpollCtl(l.poll, syscall.EPOLL_CTL_ADD, fd, &syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fd)})
}

func (l *plainLoop) now() time.Duration { return time.Since(l.clock) }

func (l *plainLoop) run() (Result, error) {
	events := make([]syscall.EpollEvent, 512)
	open := l.job.Rate > 0
	begin := l.now()
	counting, next := false, begin
	if !open {
		for _, c := range l.idle {
			if err := l.ask(c, l.now()); err != nil {
				return Result{}, err
			}
		}
	}
	for {
		now := l.now()
		if !counting && now >= begin+l.job.Warm {
			counting = true
			l.begin()
		}
		if now >= begin+l.job.Warm+l.job.Span {
			break
		}
		wait := 20 * time.Millisecond
		if open {
			var err error
			if next, err = l.due(next, now); err != nil {
				return Result{}, err
			}
			wait = max(0, next-l.now())
		}
		n, err := waitFor(l.poll, events, wait)
		if err != nil && err != syscall.EINTR {
			return Result{}, err
		}
		for _, e := range events[:max(0, n)] {
			if c := l.conns[e.Fd]; c != nil {
				if err := l.read(c); err != nil {
					return Result{}, err
				}
			}
		}
	}
	end := l.now()
	if open { // whoever still waits has waited at least so long
		for _, at := range l.queue {
			l.took = append(l.took, uint32((end - at).Microseconds()))
		}
		for _, c := range l.conns {
			if c != nil && c.busy {
				l.took = append(l.took, uint32((end - c.asked).Microseconds()))
			}
		}
	}
	return l.end(), nil
}

// due asks what is to be asked by now, and tells when the next is.
func (l *plainLoop) due(next, now time.Duration) (time.Duration, error) {
	step := time.Duration(float64(time.Second) / l.job.Rate)
	for next <= now {
		l.lag = append(l.lag, uint32((now - next).Microseconds()))
		if len(l.idle) > 0 { // who has rested longest: all of them ask
			c := l.idle[0]
			l.idle = l.idle[1:]
			if err := l.ask(c, next); err != nil {
				return 0, err
			}
		} else {
			l.queue = append(l.queue, next)
		}
		next += step
	}
	return next, nil
}

func (l *plainLoop) ask(c *plainConn, at time.Duration) error {
	c.asked, c.busy = at, true
	r := l.requests[l.turn%len(l.requests)]
	l.turn++
	if n, err := syscall.Write(c.fd, r); err != nil || n != len(r) {
		return l.again(c, fmt.Sprintf("asking: %d of %d bytes, %v", n, len(r), err))
	}
	return nil
}

// again takes a new connection for one that was lost.
func (l *plainLoop) again(c *plainConn, why string) error {
	l.wrong("%s", why)
	syscall.Close(c.fd)
	l.conns[c.fd] = nil
	if l.Wrong > 1000 {
		return fmt.Errorf("too much goes wrong: %s", l.Why)
	}
	if err := l.dial(c); err != nil {
		return err
	}
	if c.busy {
		return l.ask(c, l.now())
	}
	return nil
}

func (l *plainLoop) read(c *plainConn) error {
	n, err := syscall.Read(c.fd, l.buf)
	if err == syscall.EAGAIN || err == syscall.EINTR {
		return nil
	}
	if err != nil || n <= 0 {
		return l.again(c, fmt.Sprintf("the connection ended: %v", err))
	}
	done, ok := c.answer.take(l.buf[:n])
	if !ok || !c.busy {
		return l.again(c, fmt.Sprintf("%q is no answer", l.buf[:min(n, 40)]))
	}
	if !done {
		return nil
	}
	now := l.now()
	if a := &c.answer; a.status != l.job.Status || l.job.Length >= 0 && a.length != l.job.Length {
		l.wrong("status %d with %d bytes", a.status, a.length)
	} else {
		l.Requests++
		l.took = append(l.took, uint32((now - c.asked).Microseconds()))
	}
	c.busy = false
	switch {
	case l.job.Rate == 0:
		return l.ask(c, now)
	case len(l.queue) > 0:
		at := l.queue[0]
		l.queue = l.queue[1:]
		return l.ask(c, at)
	}
	l.idle = append(l.idle, c)
	return nil
}

// waitFor waits for events, to the microsecond (epoll_pwait2).
func waitFor(poll int, events []syscall.EpollEvent, d time.Duration) (int, error) {
	t := syscall.NsecToTimespec(int64(d))
	n, _, errno := syscall.Syscall6(441, uintptr(poll), uintptr(unsafe.Pointer(&events[0])), uintptr(len(events)), uintptr(unsafe.Pointer(&t)), 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}
