package event

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
)

// Genesis is what the first line of a record is chained to.
const Genesis = "0000000000000000000000000000000000000000000000000000000000000000"

// Link is the hash of a line chained to the line with hash prev: the SHA-256,
// in hexadecimal digits, of an encoding in which no two different lines look
// the same. Each text is preceded by its length in eight bytes, each number is
// eight bytes, most significant first; the details come in the order of their
// keys, after their number. Times are microseconds since 1970.
func Link(prev string, e Event) string {
	var b []byte
	number := func(n int64) { b = binary.BigEndian.AppendUint64(b, uint64(n)) }
	text := func(s string) { number(int64(len(s))); b = append(b, s...) }
	text("congbo event 1")
	text(prev)
	number(e.Chain)
	number(e.Seq)
	number(e.At.UnixMicro())
	number(e.Actor)
	number(e.OnBehalfOf)
	text(string(e.Verb))
	number(e.Case)
	text(e.Subject)
	keys := make([]string, 0, len(e.Data))
	for k := range e.Data {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	number(int64(len(keys)))
	for _, k := range keys {
		text(k)
		text(e.Data[k])
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
