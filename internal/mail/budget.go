package mail

import (
	"bytes"

	"congbo/internal/fault"
)

// The budgets of one letter. Beyond them it is refused before anything looks
// at its meaning; real letters stay far below.
const (
	MaxSize      = 64 << 20  // bytes on the wire, trace fields included
	maxDepth     = 12        // multiparts within one another
	maxParts     = 500       // parts of all kinds
	maxHeader    = 256 << 10 // bytes of one header block
	maxField     = 32 << 10  // bytes of one header field
	maxAddresses = 200       // of From, Sender, Reply-To, To, Cc and Bcc together
)

// Check weighs a raw letter against the budgets in one pass over its bytes.
// A letter beyond one is a fault TooLarge; what is no letter at all (R-I1: it
// is kept all the same) is Invalid, "mail.unreadable".
func Check(raw []byte) error {
	_, err := scan(raw)
	return err
}

func tooLarge(key string, limit int) error { return fault.New(fault.TooLarge, key, limit) }

var addressFields = []string{"From", "Sender", "Reply-To", "To", "Cc", "Bcc"}

// countAddresses counts the addresses of a header without reading them.
func countAddresses(h []field) int {
	n := 0
	for _, f := range h {
		for _, name := range addressFields {
			if !equalFold(f.name, name) {
				continue
			}
			for _, item := range splitAddresses(f.value) {
				if bytes.IndexByte(item, '@') >= 0 {
					n++
				}
			}
		}
	}
	return n
}
