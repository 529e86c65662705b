package portal

import (
	"crypto/sha256"
	"net/http"
	"sync"
	"time"

	"congbo/internal/httpx"
)

// showData answers with what programs read of a site: the same for everybody, to
// be asked for again each time, which costs nothing where it has not changed.
func (v *visit) showData(kind string, body []byte) error {
	k, err := v.p.files.keep(httpx.ClientOf(v.r).Host+v.r.URL.Path, kind, body, v.p.Store.Now())
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Cache-Control", "public, max-age=0, must-revalidate")
	h.Set("Last-Modified", k.since.UTC().Format(http.TimeFormat))
	if v.r.Header.Get("If-None-Match") == "" && v.r.Header.Get("If-Modified-Since") == h.Get("Last-Modified") {
		h.Set("Vary", "Accept-Encoding")
		v.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	k.packed.Serve(v.w, v.r, http.StatusOK)
	return nil
}

// files are answers for programs as they were last sent, with the time since
// when they have been as they are. What is withdrawn changes an answer as well,
// and no row keeps when: so that time is when this process first saw it so, and
// a program that names another is sent the whole.
type files struct {
	mu    sync.Mutex
	known map[string]*file
}

type file struct {
	sum    [sha256.Size]byte
	since  time.Time
	packed *httpx.Packed
}

// knownFiles bounds how many are remembered; keptFile is how large one may be
// for its compressed forms to be kept.
const (
	knownFiles = 500
	keptFile   = 1 << 20
)

// keep returns an answer compressed, as it is kept where it has not changed.
func (f *files) keep(key, kind string, body []byte, now time.Time) (file, error) {
	sum := sha256.Sum256(body)
	f.mu.Lock()
	known := f.known[key]
	f.mu.Unlock()
	if known != nil && known.sum == sum && known.packed != nil {
		known.packed.Better(func(p *httpx.Packed) { f.better(key, known.packed, p) })
		return *known, nil
	}
	packed, err := httpx.PackBriefly(kind, body)
	if err != nil {
		return file{}, err
	}
	fresh := &file{sum: sum, since: now.Truncate(time.Second), packed: packed}
	if known != nil && known.sum == sum {
		fresh.since = known.since
	} else if known != nil && !fresh.since.After(known.since) { // two in one second
		fresh.since = known.since.Add(time.Second)
	}
	kept := *fresh
	if len(body) > keptFile {
		kept.packed = nil
	}
	f.mu.Lock()
	if f.known == nil || len(f.known) >= knownFiles {
		f.known = make(map[string]*file)
	}
	f.known[key] = &kept
	f.mu.Unlock()
	return *fresh, nil
}

// better puts what was packed well in the place of what was in a hurry.
func (f *files) better(key string, brief, well *httpx.Packed) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if k := f.known[key]; k != nil && k.packed == brief {
		better := *k
		better.packed = well
		f.known[key] = &better
	}
}
