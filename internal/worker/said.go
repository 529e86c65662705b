package worker

import (
	"strings"
	"sync"
	"unicode"
)

// mostSaid is how much of what a child says reaches the log, in characters.
const mostSaid = 200

// plain is the first line of a text from a child, fit for a log: without
// control characters, cut short. A child has strangers' letters in its memory,
// and nothing of them belongs there.
func plain(s string) string {
	s = strings.TrimSpace(strings.ToValidUTF8(s, "?"))
	s, _, _ = strings.Cut(s, "\n")
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, strings.TrimSpace(s))
	if r := []rune(s); len(r) > mostSaid {
		s = string(r[:mostSaid]) + "…"
	}
	return s
}

// head keeps the first bytes written to it, where a dying Go program says why.
type head struct {
	mu sync.Mutex
	b  []byte
}

const headSize = 2 << 10

func (h *head) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if room := headSize - len(h.b); room > 0 {
		h.b = append(h.b, b[:min(room, len(b))]...)
	}
	return len(b), nil
}

func (h *head) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return plain(string(h.b))
}
