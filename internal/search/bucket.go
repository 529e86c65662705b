package search

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"
)

// Docs is how many texts a bucket holds at most.
const Docs = 4096

// Bits say something of each text of a bucket.
type Bits [Docs / 64]uint64

// Set makes the bit of a text one.
func (b *Bits) Set(slot int) { b[slot/64] |= 1 << (slot % 64) }

// Clear makes it zero.
func (b *Bits) Clear(slot int) { b[slot/64] &^= 1 << (slot % 64) }

// Has reports the bit of a text.
func (b *Bits) Has(slot int) bool { return b[slot/64]>>(slot%64)&1 == 1 }

// Count is the number of texts whose bit is one.
func (b *Bits) Count() (n int) {
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

func (b *Bits) and(c *Bits) {
	for i := range b {
		b[i] &= c[i]
	}
}

func (b *Bits) or(c *Bits) {
	for i := range b {
		b[i] |= c[i]
	}
}

func (b *Bits) without(c *Bits) {
	for i := range b {
		b[i] &^= c[i]
	}
}

func (b *Bits) empty() bool {
	for _, w := range b {
		if w != 0 {
			return false
		}
	}
	return true
}

// each calls fn with the slots whose bit is one, the highest first.
func (b *Bits) each(fn func(slot int)) {
	for i := len(b) - 1; i >= 0; i-- {
		for w := b[i]; w != 0; {
			n := 63 - bits.LeadingZeros64(w)
			fn(i*64 + n)
			w &^= 1 << n
		}
	}
}

// first sets the bits of the first n texts.
func (b *Bits) first(n int) {
	for i := range n {
		b.Set(i)
	}
}

// Encode writes bits as they are stored.
func (b *Bits) Encode() []byte {
	end := len(b)
	for end > 0 && b[end-1] == 0 {
		end--
	}
	out := make([]byte, 8*end)
	for i := range end {
		binary.LittleEndian.PutUint64(out[8*i:], b[i])
	}
	return out
}

// DecodeBits reads what Encode wrote.
func DecodeBits(data []byte) (b Bits, err error) {
	if len(data)%8 != 0 || len(data) > 8*len(b) {
		return b, errDamaged
	}
	for i := range len(data) / 8 {
		b[i] = binary.LittleEndian.Uint64(data[8*i:])
	}
	return b, nil
}

// A Bucket is an index of at most Docs texts. It is made once and never changed.
type Bucket struct {
	Docs  []Doc    // by slot
	Pages [][]byte // Pages of them
	Words []byte   // how many texts have which word, see DecodeWords
}

// A Source is a text that goes into a bucket: its keys as Encode wrote them.
type Source struct {
	Doc  Doc
	Data []byte
}

// Build makes a bucket of the texts of an older one, which may be nil, but for
// those that are dead, and further ones.
func Build(old *Bucket, dead Bits, more []Source) (*Bucket, error) {
	b := &Bucket{Pages: make([][]byte, Pages)}
	moved := make([]int, 0, Docs) // slot of an old text in the new bucket, -1: none
	if old != nil {
		for slot, d := range old.Docs {
			if dead.Has(slot) {
				moved = append(moved, -1)
				continue
			}
			moved = append(moved, len(b.Docs))
			b.Docs = append(b.Docs, d)
		}
	}
	first := len(b.Docs)
	if first+len(more) > Docs {
		return nil, fmt.Errorf("search: %d texts do not go into a bucket", first+len(more))
	}
	count := make(map[string]int)
	if old != nil {
		all, err := DecodeWords(old.Words)
		if err != nil {
			return nil, err
		}
		for _, w := range all {
			count[w.Text] = w.Texts
		}
	}
	cursors := make([]cursor, len(more))
	for i, s := range more {
		b.Docs = append(b.Docs, s.Doc)
		c, err := newCursor(s.Data)
		if err != nil {
			return nil, err
		}
		cursors[i] = c
	}
	var entries []uint64 // of one page: key and slot
	for p := range Pages {
		entries = entries[:0]
		if old != nil {
			err := eachEntry(old.Pages[p], func(sum uint32, slots *Bits) {
				slots.each(func(slot int) {
					if slot < len(moved) && moved[slot] >= 0 {
						entries = append(entries, uint64(sum)<<16|uint64(moved[slot]))
					}
				})
			})
			if err != nil {
				return nil, err
			}
		}
		for i := range cursors {
			c := &cursors[i]
			for c.left > 0 && c.key.page() == p {
				entries = append(entries, uint64(uint32(c.key))<<16|uint64(first+i))
				if err := c.next(); err != nil {
					return nil, err
				}
			}
		}
		slices.Sort(entries)
		b.Pages[p] = encodePage(entries)
	}
	for i := range cursors {
		if cursors[i].left > 0 {
			return nil, errDamaged
		}
		for _, w := range strings.Fields(string(cursors[i].data)) {
			count[w]++
		}
	}
	b.Words = encodeWords(count)
	return b, nil
}

// A cursor reads encoded keys one by one.
type cursor struct {
	key  Key
	left int // keys from this one on
	data []byte
}

func newCursor(data []byte) (cursor, error) {
	n, size := binary.Uvarint(data)
	if size <= 0 || n > uint64(len(data)) {
		return cursor{}, errDamaged
	}
	c := cursor{left: int(n) + 1, data: data[size:]}
	return c, c.next()
}

func (c *cursor) next() error {
	if c.left--; c.left == 0 {
		return nil
	}
	d, size := binary.Uvarint(c.data)
	if size <= 0 {
		return errDamaged
	}
	c.key += Key(d)
	c.data = c.data[size:]
	return nil
}

// A page is the number of its keys, the keys in order, each with where its slots
// end, and then the slots: as differences, or as bits where that is shorter.
const (
	asBits     = 1 << 31
	pageHead   = 4
	pageEntry  = 8
	sizeOfBits = Docs / 8
)

func encodePage(entries []uint64) []byte {
	keys := 0
	for i, e := range entries {
		if i == 0 || e>>16 != entries[i-1]>>16 {
			keys++
		}
	}
	if keys == 0 {
		return nil
	}
	head := make([]byte, 0, pageHead+pageEntry*keys+2*len(entries))
	head = binary.LittleEndian.AppendUint32(head, uint32(keys))
	var slots []byte
	for i := 0; i < len(entries); {
		j := i
		begin, last := len(slots), -1
		for ; j < len(entries) && entries[j]>>16 == entries[i]>>16; j++ {
			if slot := int(entries[j] & 0xffff); slot != last {
				slots = binary.AppendUvarint(slots, uint64(slot-last-1))
				last = slot
			}
		}
		end := uint32(0)
		if len(slots)-begin >= sizeOfBits {
			var b Bits
			for _, e := range entries[i:j] {
				b.Set(int(e & 0xffff))
			}
			slots = slots[:begin]
			for _, w := range b {
				slots = binary.LittleEndian.AppendUint64(slots, w)
			}
			end = asBits
		}
		head = binary.LittleEndian.AppendUint32(head, uint32(entries[i]>>16))
		head = binary.LittleEndian.AppendUint32(head, end|uint32(len(slots)))
		i = j
	}
	return append(head, slots...)
}

// entry returns the key at place i of a page and its slots.
func entry(page []byte, keys, i int) (sum uint32, slots []byte, bits bool, err error) {
	at := pageHead + pageEntry*i
	sum = binary.LittleEndian.Uint32(page[at:])
	end := binary.LittleEndian.Uint32(page[at+4:])
	begin := uint32(0)
	if i > 0 {
		begin = binary.LittleEndian.Uint32(page[at-4:]) &^ asBits
	}
	bits, end = end&asBits != 0, end&^asBits
	body := page[pageHead+pageEntry*keys:]
	if begin > end || int(end) > len(body) {
		return 0, nil, false, errDamaged
	}
	return sum, body[begin:end], bits, nil
}

func keysOf(page []byte) (int, error) {
	if len(page) == 0 {
		return 0, nil
	}
	if len(page) < pageHead {
		return 0, errDamaged
	}
	n := int(binary.LittleEndian.Uint32(page))
	if n > len(page)/pageEntry || pageHead+pageEntry*n > len(page) {
		return 0, errDamaged
	}
	return n, nil
}

func eachEntry(page []byte, fn func(sum uint32, slots *Bits)) error {
	n, err := keysOf(page)
	if err != nil {
		return err
	}
	for i := range n {
		sum, data, asBits, err := entry(page, n, i)
		if err != nil {
			return err
		}
		var b Bits
		if err := readSlots(&b, data, asBits); err != nil {
			return err
		}
		fn(sum, &b)
	}
	return nil
}

// find reads the slots of a key; all zero where no text has it.
func find(page []byte, k Key, b *Bits) error {
	*b = Bits{}
	n, err := keysOf(page)
	if err != nil || n == 0 {
		return err
	}
	lo, hi := 0, n
	for lo < hi {
		mid := (lo + hi) / 2
		if binary.LittleEndian.Uint32(page[pageHead+pageEntry*mid:]) < uint32(k) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == n {
		return nil
	}
	sum, data, asBits, err := entry(page, n, lo)
	if err != nil || sum != uint32(k) {
		return err
	}
	return readSlots(b, data, asBits)
}

func readSlots(b *Bits, data []byte, asBits bool) error {
	if asBits {
		if len(data) != sizeOfBits {
			return errDamaged
		}
		for i := range b {
			b[i] = binary.LittleEndian.Uint64(data[8*i:])
		}
		return nil
	}
	for slot := -1; len(data) > 0; {
		d, size := binary.Uvarint(data)
		if size <= 0 || d >= Docs {
			return errDamaged
		}
		if slot += int(d) + 1; slot >= Docs {
			return errDamaged
		}
		b.Set(slot)
		data = data[size:]
	}
	return nil
}

// EncodeDocs writes who has which slot.
func EncodeDocs(docs []Doc) []byte {
	var out []byte
	for _, d := range docs {
		out = binary.AppendUvarint(out, uint64(d.Edition))
		out = binary.AppendVarint(out, d.At.UnixMicro())
	}
	return out
}

// DecodeDocs reads what EncodeDocs wrote.
func DecodeDocs(data []byte) ([]Doc, error) {
	var docs []Doc
	for len(data) > 0 {
		id, size := binary.Uvarint(data)
		if size <= 0 {
			return nil, errDamaged
		}
		data = data[size:]
		at, size := binary.Varint(data)
		if size <= 0 || len(docs) == Docs {
			return nil, errDamaged
		}
		data = data[size:]
		docs = append(docs, Doc{int64(id), time.UnixMicro(at)})
	}
	return docs, nil
}

// Keys returns the keys of each text of the bucket: what Index gave of it.
func (b *Bucket) Keys() ([]Keys, error) {
	all := make([]Keys, len(b.Docs))
	for p, page := range b.Pages {
		err := eachEntry(page, func(sum uint32, slots *Bits) {
			slots.each(func(slot int) {
				if slot < len(all) {
					all[slot] = append(all[slot], Key(uint64(p)<<32|uint64(sum)))
				}
			})
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
