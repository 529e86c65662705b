package event

import (
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"congbo/internal/fault"
)

// Genesis stands before the first line of a chain.
const Genesis = "0000000000000000000000000000000000000000000000000000000000000000"

// The most that a line may hold; far beyond what the program writes.
const (
	maxSubject = 200
	maxValue   = 1000
	maxData    = 40
)

// Link returns the hash of a line that follows the line with hash prev:
// SHA-256, in hexadecimal digits, over the line "congbo-event-1\n" and then
// these fields, each as its length in bytes in decimal digits, a colon, and
// its bytes (so that no two lines give the same bytes):
//
//	prev, Chain, Seq, At in microseconds since 1970, Actor, OnBehalfOf, Verb,
//	Case, Subject, the number of data, and then each key and its value, keys in
//	the order of their bytes
//
// Numbers are written in decimal digits. Prev and Hash of e do not count.
func Link(prev string, e Event) string {
	b := make([]byte, 0, 512)
	b = append(b, "congbo-event-1\n"...)
	text := func(s string) {
		b = strconv.AppendInt(b, int64(len(s)), 10)
		b = append(b, ':')
		b = append(b, s...)
	}
	number := func(n int64) { text(strconv.FormatInt(n, 10)) }
	text(prev)
	number(e.Chain)
	number(e.Seq)
	number(e.At.UnixMicro())
	number(e.Actor)
	number(e.OnBehalfOf)
	text(string(e.Verb))
	number(e.Case)
	text(e.Subject)
	number(int64(len(e.Data)))
	keys := make([]string, 0, len(e.Data))
	for k := range e.Data {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		text(k)
		text(e.Data[k])
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Chained returns e as the line after the one with number seq and hash prev
// (0 and Genesis before the first).
func (e Event) Chained(seq int64, prev string) Event {
	e.Seq, e.Prev = seq+1, prev
	e.Hash = Link(prev, e)
	return e
}

// Check refuses a line that must not be written: an unknown verb or key, or a
// value that is no plain short text. It is our own mistake, never a person's.
func (e Event) Check() error {
	bad := func(what string) error { return fault.New(fault.Internal, "event.refused", string(e.Verb), what) }
	switch {
	case !e.Verb.Known():
		return bad("verb")
	case e.Chain <= 0 || e.Actor < 0 || e.OnBehalfOf < 0 || e.Case < 0:
		return bad("number")
	case len(e.Subject) > maxSubject || !plain(e.Subject):
		return bad("subject")
	case len(e.Data) > maxData:
		return bad("data")
	}
	for k, v := range e.Data {
		if !slices.Contains(keys, k) || len(v) > maxValue || !plain(v) {
			return bad(k)
		}
	}
	return nil
}

func plain(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// A Fault says what is wrong with a line of a chain.
type Fault string

// What may be wrong with a line.
const (
	Changed   Fault = "changed"   // it is not what was written
	Missing   Fault = "missing"   // the numbers leave it out
	Added     Fault = "added"     // it stands twice, in the wrong place, or belongs to another chain
	Truncated Fault = "truncated" // a signed head knows of it, the record ends before
	Rewritten Fault = "rewritten" // the chain holds, but a signed head says something else
	Unsigned  Fault = "unsigned"  // a head of this number has no good signature
)

// A Bad is the first line that is wrong.
type Bad struct {
	Seq  int64
	What Fault
}

// A Report is what VerifyChain found.
type Report struct {
	Lines int64  // good ones, from the first on
	Hash  string // of the last good line
	Bad   *Bad   // nil: the chain is whole
}

// VerifyChain reads the lines of a chain in the order of their numbers and
// finds the first that is wrong, measured against the chain itself and
// against signed heads that were kept elsewhere. An error is one of reading.
//
// A changed line whose own hash was computed anew is found by the line after
// it; where everything after it was computed anew too, by the next head.
func VerifyChain(chain int64, lines iter.Seq2[Event, error], heads []Head, key ed25519.PublicKey) (Report, error) {
	r := Report{Hash: Genesis}
	heads = slices.DeleteFunc(slices.Clone(heads), func(h Head) bool { return h.Chain != chain })
	slices.SortStableFunc(heads, func(a, b Head) int { return cmp.Compare(a.Seq, b.Seq) })
	for _, h := range heads {
		if !h.Verify(key) {
			r.Bad = &Bad{h.Seq, Unsigned}
			return r, nil
		}
	}
	for e, err := range lines {
		if err != nil {
			return r, err
		}
		if r.Bad = wrong(chain, r, e); r.Bad != nil {
			return r, nil
		}
		r.Lines, r.Hash = e.Seq, e.Hash
		for len(heads) > 0 && heads[0].Seq <= r.Lines {
			if h := heads[0]; h.Seq == r.Lines && h.Hash != r.Hash {
				r.Bad = &Bad{h.Seq, Rewritten}
				return r, nil
			}
			heads = heads[1:]
		}
	}
	if len(heads) > 0 {
		r.Bad = &Bad{r.Lines + 1, Truncated}
	}
	return r, nil
}

func wrong(chain int64, r Report, e Event) *Bad {
	want := r.Lines + 1
	switch {
	case e.Chain != chain:
		return &Bad{e.Seq, Added}
	case e.Seq > want:
		return &Bad{want, Missing}
	case e.Seq < want:
		return &Bad{e.Seq, Added}
	case Link(e.Prev, e) != e.Hash:
		return &Bad{want, Changed}
	case e.Prev == r.Hash:
		return nil
	case want == 1:
		return &Bad{want, Changed}
	}
	// The line is what was written, and it knew another line before it.
	return &Bad{want - 1, Changed}
}
