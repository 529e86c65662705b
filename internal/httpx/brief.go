package httpx

import (
	"sync"

	"github.com/klauspost/compress/gzip"
)

// To compress a page well takes longer than to make it. So who asks first gets
// it compressed in a hurry, by a tenth larger; once somebody asks again it is
// compressed as well as we can. Most of what is made for a robot that goes
// through everything is never asked for again.

// PackBriefly is Pack in a hurry, for somebody who waits: Better makes up for it.
func PackBriefly(contentType string, body []byte) (*Packed, error) {
	p := &Packed{Type: contentType, forms: []form{{body: body}}, brief: true}
	if len(body) >= smallest && Compressible(contentType) {
		w := quickWriters.Get().(*gzip.Writer)
		defer quickWriters.Put(w)
		small, err := written(w, body)
		if err != nil {
			return nil, err
		}
		if len(small) < len(body) {
			p.forms = append(p.forms, form{coding: "gzip", body: small})
		}
	}
	p.tag()
	return p, nil
}

var quickWriters = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // there is such a level
	}
	return w
}}

// Brief reports whether the answer was packed in a hurry.
func (p *Packed) Brief() bool { return p.brief }

// maxUnpacked is how many answers may wait to be packed well.
const maxUnpacked = 64

var (
	unpacked = make(chan struct{}, maxUnpacked)
	packing  sync.Mutex // one at a time: readers come first
)

// Better packs well what was packed in a hurry, beside what else is done, and
// then tells. It does so once, whoever asks for it, and not now where too much
// waits already: whoever asks again is heard again.
func (p *Packed) Better(then func(*Packed)) {
	if !p.brief || p.bettered.Load() || !p.bettered.CompareAndSwap(false, true) {
		return
	}
	select {
	case unpacked <- struct{}{}:
	default:
		p.bettered.Store(false)
		return
	}
	go func() {
		defer func() { <-unpacked }()
		packing.Lock()
		defer packing.Unlock()
		if q, err := Pack(p.Type, p.Bytes()); err == nil { // what was brief stays so otherwise
			then(q)
		}
	}()
}
