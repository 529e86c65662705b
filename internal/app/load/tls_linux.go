package load

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// clientConfig believes any certificate: the server is our own child.
func clientConfig(proto string) *tls.Config {
	return &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13, NextProtos: []string{proto}}
}

// dialTLS connects and says which protocol was agreed upon.
func dialTLS(j *Job, proto string) (*tls.Conn, error) {
	c, err := tls.Dial("tcp", j.Addr, clientConfig(proto))
	if err != nil {
		return nil, err
	}
	if got := c.ConnectionState().NegotiatedProtocol; got != proto && (got != "" || proto == "h2") {
		c.Close()
		return nil, fmt.Errorf("the server speaks %q, not %q", got, proto)
	}
	return c, nil
}

// A crowd is connections with a goroutine each that share a tally.
type crowd struct {
	mu sync.Mutex
	*tally
	err error
}

// all lets each of the connections work until the span is over. ask does what
// is done with one until it is closed.
func (w *crowd) all(conns []net.Conn, ask func(net.Conn) error) (Result, error) {
	var every sync.WaitGroup
	over := make(chan struct{})
	for _, c := range conns {
		every.Go(func() {
			err := ask(c)
			select {
			case <-over:
			default:
				w.mu.Lock()
				w.err = errors.Join(w.err, err)
				w.mu.Unlock()
			}
		})
	}
	time.Sleep(w.job.Warm)
	w.mu.Lock()
	w.begin()
	w.mu.Unlock()
	time.Sleep(w.job.Span)
	w.mu.Lock()
	r, err := w.end(), w.err
	w.mu.Unlock()
	close(over)
	for _, c := range conns {
		c.Close()
	}
	every.Wait()
	return r, err
}

// note takes down an answer.
func (w *crowd) note(status, length int, took time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if status != w.job.Status || w.job.Length >= 0 && length != w.job.Length {
		w.wrong("status %d with %d bytes", status, length)
		return
	}
	w.Requests++
	w.took = append(w.took, uint32(took.Microseconds()))
}

// runTLS speaks HTTP/1.1 over TLS 1.3, in a closed loop.
func runTLS(j *Job) (Result, error) {
	conns, err := dialAll(j, "http/1.1")
	if err != nil {
		return Result{}, err
	}
	requests, err := j.requests()
	if err != nil {
		return Result{}, err
	}
	w := &crowd{tally: newTally(j)}
	return w.all(conns, func(c net.Conn) error {
		var a answer
		buf := make([]byte, 64<<10)
		for turn := 0; ; turn++ {
			asked := time.Now()
			if _, err := c.Write(requests[turn%len(requests)]); err != nil {
				return err
			}
			for done := false; !done; {
				n, err := c.Read(buf)
				if err != nil {
					return err
				}
				var ok bool
				if done, ok = a.take(buf[:n]); !ok {
					return fmt.Errorf("%q is no answer", buf[:min(n, 40)])
				}
			}
			w.note(a.status, a.length, time.Since(asked))
		}
	})
}

func dialAll(j *Job, proto string) ([]net.Conn, error) {
	var conns []net.Conn
	for range j.Conns {
		c, err := dialTLS(j, proto)
		if err != nil {
			return nil, err
		}
		conns = append(conns, c)
	}
	return conns, nil
}
