package search

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// A Word is a word as it is spelled and the number of texts that have it.
type Word struct {
	Text  string
	Texts int
}

// mostWords bounds the words that a bucket remembers, the most frequent ones.
const mostWords = 20_000

func encodeWords(count map[string]int) []byte {
	all := make([]Word, 0, len(count))
	for w, n := range count {
		all = append(all, Word{w, n})
	}
	slices.SortFunc(all, func(a, b Word) int { return cmp.Or(cmp.Compare(b.Texts, a.Texts), cmp.Compare(a.Text, b.Text)) })
	all = all[:min(len(all), mostWords)]
	var out []byte
	for _, w := range all {
		out = binary.AppendUvarint(out, uint64(w.Texts))
		out = binary.AppendUvarint(out, uint64(len(w.Text)))
		out = append(out, w.Text...)
	}
	return out
}

// DecodeWords reads the words of a bucket, the most frequent ones first.
func DecodeWords(data []byte) ([]Word, error) {
	var all []Word
	for len(data) > 0 {
		n, size := binary.Uvarint(data)
		if size <= 0 {
			return nil, errDamaged
		}
		data = data[size:]
		length, size := binary.Uvarint(data)
		if size <= 0 || length > uint64(len(data)-size) {
			return nil, errDamaged
		}
		all = append(all, Word{string(data[size : size+int(length)]), int(n)})
		data = data[size+int(length):]
	}
	return all, nil
}
