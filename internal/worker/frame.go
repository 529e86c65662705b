package worker

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"congbo/internal/fault"
)

// On the wire a task is its kind and its bytes, an answer is a verdict, its
// bytes and whether the child takes another task; each string of bytes is preceded by its length in four bytes, big
// endian.

const maxFrame = 1 << 30 // a longer length is a broken stream

const (
	done    = 'D' // the answer follows
	refused = 'F' // a fault follows, as JSON
	failed  = 'E' // the text of an error follows

	stays  = 'S' // the child takes another task
	leaves = 'L' // it is not fit for one
)

func writeFrame(w io.Writer, b []byte) error {
	if len(b) > maxFrame {
		return fmt.Errorf("a frame of %d bytes is too long", len(b))
	}
	var size [4]byte
	binary.BigEndian.PutUint32(size[:], uint32(len(b)))
	if _, err := w.Write(size[:]); err != nil {
		return err
	}
	_, err := w.Write(b)
	return err
}

func readFrame(r io.Reader, most int64) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := int64(binary.BigEndian.Uint32(size[:]))
	if n > min(most, maxFrame) {
		return nil, fmt.Errorf("a frame of %d bytes is too long", n)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, fmt.Errorf("a frame is cut short: %v", err)
	}
	return b, nil
}

func writeTask(w *bufio.Writer, kind string, task []byte) error {
	if err := writeFrame(w, []byte(kind)); err != nil {
		return err
	}
	if err := writeFrame(w, task); err != nil {
		return err
	}
	return w.Flush()
}

// readTask returns io.EOF where the parent has no more tasks.
func readTask(r io.Reader) (kind string, task []byte, err error) {
	k, err := readFrame(r, 1<<10)
	if err != nil {
		return "", nil, err
	}
	task, err = readFrame(r, maxFrame)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return string(k), task, err
}

// wireFault is a *fault.Error between two processes.
type wireFault struct {
	Kind  fault.Kind
	Key   string
	Args  []any
	Field string
	Cause string
}

func writeAnswer(w *bufio.Writer, answer []byte, err error, last bool) error {
	verdict := byte(done)
	if e, ok := fault.As(err); ok {
		f := wireFault{Kind: e.Kind, Key: e.Key, Args: e.Args, Field: e.Field}
		if e.Err != nil {
			f.Cause = plain(e.Err.Error())
		}
		verdict = refused
		if answer, err = json.Marshal(f); err != nil {
			verdict, answer = failed, []byte(e.Error())
		}
	} else if err != nil {
		verdict, answer = failed, []byte(plain(err.Error()))
	}
	if err := w.WriteByte(verdict); err != nil {
		return err
	}
	if err := writeFrame(w, answer); err != nil {
		return err
	}
	w.WriteByte(map[bool]byte{false: stays, true: leaves}[last]) // Flush tells of its error
	return w.Flush()
}

// readAnswer returns the answer and the handler's error, and whether it was the
// child's last; or broken where the child did not speak as agreed.
func readAnswer(r *bufio.Reader, most int64) (answer []byte, last bool, err, broken error) {
	verdict, broken := r.ReadByte()
	if broken != nil {
		return nil, false, nil, broken
	}
	b, broken := readFrame(r, most)
	if broken != nil {
		return nil, false, nil, broken
	}
	end, broken := r.ReadByte()
	if broken != nil {
		return nil, false, nil, broken
	}
	last = end == leaves
	switch verdict {
	case done:
		return b, last, nil, nil
	case failed:
		return nil, last, errors.New(string(b)), nil
	case refused:
		f, broken := readFault(b)
		if broken != nil {
			return nil, false, nil, broken
		}
		return nil, last, f, nil
	}
	return nil, false, nil, fmt.Errorf("unknown verdict %q", verdict)
}

func readFault(b []byte) (*fault.Error, error) {
	var f wireFault
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	if err := d.Decode(&f); err != nil {
		return nil, err
	}
	if f.Kind > fault.Unavailable {
		return nil, fmt.Errorf("unknown kind of fault %d", f.Kind)
	}
	for i, a := range f.Args {
		// Whole numbers choose between "one" and "other" in a message.
		if n, ok := a.(json.Number); ok {
			if whole, err := n.Int64(); err == nil {
				f.Args[i] = whole
			} else {
				f.Args[i] = n.String()
			}
		}
	}
	e := &fault.Error{Kind: f.Kind, Key: f.Key, Args: f.Args, Field: f.Field}
	if f.Cause != "" {
		e.Err = errors.New(f.Cause)
	}
	return e, nil
}
