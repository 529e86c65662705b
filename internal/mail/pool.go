package mail

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"congbo/internal/fault"
	"congbo/internal/worker"
)

// Task is the kind of task that Work does, for worker.Handlers.
const Task = "mail"

// Work parses a raw letter in a child process: the other end of Pool.Parse.
func Work(raw []byte) ([]byte, error) {
	m, err := Parse(raw)
	if err != nil {
		return nil, err
	}
	return marshal(m)
}

// A Pool parses letters in children of the program.
type Pool struct {
	Workers *worker.Pool // its Handlers or its children's must have Task
}

// Parse checks a raw letter against the budgets and parses it. A letter over
// which a child dies or spends too long is a fault Invalid,
// "mail.unparseable"; other faults are as Check and worker.Pool.Do have them.
func (p *Pool) Parse(ctx context.Context, raw []byte) (*Message, error) {
	if err := checkSafely(raw); err != nil {
		return nil, err
	}
	answer, err := p.Workers.Do(ctx, Task, raw)
	if e, ok := fault.As(err); ok && (e.Key == "worker.timeout" || e.Key == "worker.crashed") {
		return nil, fault.New(fault.Invalid, "mail.unparseable").Because(e)
	} else if err != nil {
		return nil, err
	}
	return unmarshal(answer)
}

// checkSafely is Check in the parent, where not even a mistake of ours may end
// more than the reading of one letter.
func checkSafely(raw []byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.New(fault.Invalid, "mail.unparseable").Because(fmt.Errorf("panic: %v", p))
		}
	}()
	return Check(raw)
}

// marshal writes a message as JSON, preceded by its length in four bytes and
// followed by the files, which JSON would bloat.
func marshal(m *Message) ([]byte, error) {
	meta := *m
	meta.Attachments = slices.Clone(m.Attachments)
	sizes, total := make([]int, len(m.Attachments)), 0
	for i, a := range m.Attachments {
		sizes[i] = len(a.Data)
		total += len(a.Data)
		meta.Attachments[i].Data = nil
	}
	head, err := json.Marshal(wireMessage{meta, sizes})
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, 4+len(head)+total)
	out = binary.BigEndian.AppendUint32(out, uint32(len(head)))
	out = append(out, head...)
	for _, a := range m.Attachments {
		out = append(out, a.Data...)
	}
	return out, nil
}

type wireMessage struct {
	Message
	Sizes []int
}

func unmarshal(b []byte) (*Message, error) {
	broken := errors.New("a parse worker's answer is broken")
	if len(b) < 4 {
		return nil, broken
	}
	n := int64(binary.BigEndian.Uint32(b))
	if n > int64(len(b)-4) {
		return nil, broken
	}
	var w wireMessage
	if err := json.Unmarshal(b[4:4+n], &w); err != nil {
		return nil, err
	}
	rest := b[4+n:]
	if len(w.Sizes) != len(w.Attachments) {
		return nil, broken
	}
	for i, size := range w.Sizes {
		if size < 0 || size > len(rest) {
			return nil, broken
		}
		w.Attachments[i].Data, rest = rest[:size:size], rest[size:]
	}
	return &w.Message, nil
}
