package portal

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"sync"

	"congbo/internal/store"
)

// mostRated bounds the addresses that are remembered for a day as having said
// something of a page.
const mostRated = 200_000

// ratings counts what readers say of pages until it is written.
type ratings struct {
	mu     sync.Mutex
	day    int64 // in Viet Nam, see store.DayOf
	secret []byte
	said   map[[16]byte]bool // what an address said of a page on this day; digests
	counts map[store.Rating]store.RatingCount
}

// count counts what an address says of a page, once a day.
func (r *ratings) count(of store.Rating, useful bool, address string, day int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if day != r.day || len(r.said) >= mostRated {
		r.day, r.said, r.secret = day, make(map[[16]byte]bool), make([]byte, 32)
		rand.Read(r.secret)
	}
	m := hmac.New(sha256.New, r.secret)
	var at [16]byte
	binary.BigEndian.PutUint64(at[:8], uint64(of.Site))
	binary.BigEndian.PutUint64(at[8:], uint64(of.Document))
	m.Write(at[:])
	m.Write([]byte(address))
	key := [16]byte(m.Sum(nil)[:16])
	if r.said[key] {
		return
	}
	r.said[key] = true
	r.add(of, useful)
}

func (r *ratings) add(of store.Rating, useful bool) {
	if r.counts == nil {
		r.counts = make(map[store.Rating]store.RatingCount)
	}
	n := r.counts[of]
	if useful {
		n.Useful++
	} else {
		n.Useless++
	}
	r.counts[of] = n
}

// write adds what was counted to what is stored; what could not be written is
// kept for the next time.
func (r *ratings) write(ctx context.Context, s *store.Store) error {
	r.mu.Lock()
	counts := r.counts
	r.counts = nil
	r.mu.Unlock()
	if len(counts) == 0 {
		return nil
	}
	err := s.Tx(ctx, func(tx *store.Tx) error { return tx.AddRatings(ctx, counts) })
	if err == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.counts == nil {
		r.counts = make(map[store.Rating]store.RatingCount)
	}
	for of, n := range counts {
		now := r.counts[of]
		r.counts[of] = store.RatingCount{Useful: now.Useful + n.Useful, Useless: now.Useless + n.Useless}
	}
	return err
}
