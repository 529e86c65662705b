package mail

import (
	"bytes"
	"errors"
	"io"
	"os"
	"time"

	"github.com/emersion/go-smtp"

	"congbo/internal/fault"
)

// A spool holds a letter while it arrives: in memory as long as it is small,
// then in a file, so that many slow senders of large letters cost disk only.
type spool struct {
	server *Server
	small  bytes.Buffer
	file   *os.File
	size   int64
}

// receive reads a letter to its end. Whoever sends more slowly than the rate
// that is asked of everybody is cut off.
func (p *spool) receive(r io.Reader, c *conn) error {
	start := time.Now()
	buf := make([]byte, 32<<10)
	for {
		c.SetReadDeadline(start.Add(min(bodyGrace+time.Duration(p.size/bodyMinRate)*time.Second, bodyWait)))
		n, err := r.Read(buf)
		if n > 0 {
			if err := p.write(buf[:n]); err != nil {
				return err
			}
		}
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, smtp.ErrDataTooLarge):
			return tooLarge("mail.too_large", MaxSize>>20)
		case err != nil:
			return fault.New(fault.Unavailable, "mail.smtp_broken_off").Because(err)
		}
	}
}

func (p *spool) write(b []byte) error {
	n := int64(len(b))
	p.size += n
	if p.server.spooled.Add(n) > p.server.Spool {
		return fault.New(fault.Unavailable, "mail.smtp_busy").Because(errors.New("the spool is full"))
	}
	if p.file == nil && p.size <= inMemory {
		p.small.Write(b)
		return nil
	}
	if p.file == nil {
		f, err := os.CreateTemp(p.server.SpoolDir, "congbo-letter-*")
		if err != nil {
			return fault.New(fault.Unavailable, "mail.smtp_busy").Because(err)
		}
		p.file = f
		os.Remove(f.Name()) // nothing is left behind, however this ends
		if _, err := f.Write(p.small.Bytes()); err != nil {
			return fault.New(fault.Unavailable, "mail.smtp_busy").Because(err)
		}
		p.small = bytes.Buffer{}
	}
	if _, err := p.file.Write(b); err != nil {
		return fault.New(fault.Unavailable, "mail.smtp_busy").Because(err)
	}
	return nil
}

// bytes returns the letter behind its trace fields.
func (p *spool) bytes(trace []byte) ([]byte, error) {
	raw := make([]byte, 0, int64(len(trace))+p.size)
	raw = append(raw, trace...)
	if p.file == nil {
		return append(raw, p.small.Bytes()...), nil
	}
	body := raw[len(trace) : int64(len(trace))+p.size]
	if _, err := p.file.ReadAt(body, 0); err != nil && err != io.EOF {
		return nil, fault.New(fault.Unavailable, "mail.smtp_busy").Because(err)
	}
	return raw[:cap(raw)], nil
}

func (p *spool) close() {
	p.server.spooled.Add(-p.size)
	if p.file != nil {
		p.file.Close()
		os.Remove(p.file.Name()) // where an open file cannot be removed
	}
}
