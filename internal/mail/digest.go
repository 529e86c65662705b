package mail

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// digest computes Message.Digest. Each value is preceded by its length, so
// that nothing can be moved from one to the next. What servers change on the
// way — trace fields, the folding of lines, blanks at their ends, the encoding
// for transfer — does not count.
func digest(m *Message) string {
	h := sha256.New()
	add := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	add("letter 1") // the version of this computation
	add(strings.ToLower(m.From.Email))
	add(m.Subject)
	if m.Date.IsZero() {
		add("")
	} else {
		add(m.Date.UTC().Format("20060102150405"))
	}
	add(m.Text)
	add(strings.Join(strings.Fields(m.HTML), " "))
	for _, a := range m.Attachments {
		sum := sha256.Sum256(a.Data)
		add(a.Name)
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}
