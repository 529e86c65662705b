package store

import "testing"

// What is remembered of an index grows with it: a search for a common word reads
// a page of every bucket, and the next one finds them (F-M2).
func TestShelvesGrowWithTheIndex(t *testing.T) {
	const page = 200 << 10
	kept := func(buckets int) (n int) {
		s := &shelves{buckets: buckets}
		for i := range 1000 {
			s.keep(pageName{stamp: int64(i)}, []byte(nil), page)
		}
		for i := range 1000 {
			if _, ok := s.page(pageName{stamp: int64(i)}); ok {
				n++
			}
		}
		return n
	}
	few, many, most := kept(5), kept(245), kept(5000)
	if few*page > 25<<20 || many*page < 60<<20 || most*page > 4*shelvesMost {
		t.Errorf("%d, %d, %d pages", few, many, most)
	}
}
