package event

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
)

// A Seal binds a row of the database to a line of the record: it says that the
// transaction which wrote the line left the row exactly so. The newest seal of
// a row is what the row is measured against (R-T9). It holds a digest, never
// the row's words.
type Seal struct {
	Change Change
	Form   string // which columns of which table were written down, in which order; a form never changes
	ID     string // the row's key: "12", "1/news"
	Digest string // [Digest] of the row in that form; empty where it is gone
}

// A Change is what became of a row.
type Change byte

// What may become of a row.
const (
	RowMade    Change = '+'
	RowChanged Change = '='
	RowGone    Change = '-'
)

// Row is what a seal is about: form and key.
func (s Seal) Row() string { return s.Form + ":" + s.ID }

// String is how a seal stands in a line: "+message:12:" and the digest, or
// "-calendar:1/0/2026-12-31".
func (s Seal) String() string {
	b := string(s.Change) + s.Row()
	if s.Change != RowGone {
		b += ":" + s.Digest
	}
	return b
}

// Digest returns the digest of a row: SHA-256 over the line "congbo-row-1\n",
// the form, and each value of the row in the order of the form, written as
// unpadded base64url. The form and the values are written as their length in
// bytes in decimal digits, a colon, and the bytes; whole numbers in decimal
// digits, true and false as 1 and 0; no value at all is a hyphen alone. So no
// two rows give the same bytes.
func Digest(form string, values ...any) (string, error) {
	b := make([]byte, 0, 1024)
	b = append(b, "congbo-row-1\n"...)
	text := func(s string) {
		b = strconv.AppendInt(b, int64(len(s)), 10)
		b = append(b, ':')
		b = append(b, s...)
	}
	text(form)
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			b = append(b, '-')
		case string:
			text(v)
		case []byte:
			text(string(v))
		case int64:
			text(strconv.FormatInt(v, 10))
		case bool:
			if v {
				text("1")
			} else {
				text("0")
			}
		default:
			return "", errors.New("a value that is neither a number nor a text")
		}
	}
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:]), nil
}

// JoinSeals writes seals as values of [KeySeals], each as long as a value may
// be at most.
func JoinSeals(seals []Seal) (values []string) {
	var b strings.Builder
	for _, s := range seals {
		word := s.String()
		if b.Len() > 0 && b.Len()+1+len(word) > maxValue {
			values = append(values, b.String())
			b.Reset()
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	if b.Len() > 0 {
		values = append(values, b.String())
	}
	return values
}

// Seals returns the seals that a line carries. What is none is passed over:
// the chain tells whether a line is as it was written.
func (e Event) Seals() (seals []Seal) {
	for word := range strings.FieldsSeq(e.Data[KeySeals]) {
		s := Seal{Change: Change(word[0])}
		form, rest, ok := strings.Cut(word[1:], ":")
		s.Form, s.ID = form, rest
		if s.Change != RowGone {
			i := strings.LastIndexByte(rest, ':')
			if i < 0 {
				continue
			}
			s.ID, s.Digest = rest[:i], rest[i+1:]
		}
		if ok && (s.Change == RowMade || s.Change == RowChanged || s.Change == RowGone) {
			seals = append(seals, s)
		}
	}
	return seals
}
