package portal

import (
	"net/http"
	"sync"
	"time"

	"congbo/internal/httpx"
)

// data is what programs read of a site: the same for everybody, to be asked for
// again each time, which costs nothing where it has not changed.
type data struct {
	kind string // Content-Type
	body []byte
}

// sendData answers with data, or with 304 to who says when they got it.
func (v *visit) sendData(p *httpx.Packed) {
	h := v.w.Header()
	since := v.p.files.since(v.client.Scheme+"://"+v.client.Host+v.r.URL.Path, p.Tag(), v.p.Store.Now())
	h.Set("Last-Modified", since.UTC().Format(http.TimeFormat))
	if v.r.Header.Get("If-None-Match") == "" && v.r.Header.Get("If-Modified-Since") == h.Get("Last-Modified") {
		h.Set("Vary", "Accept-Encoding")
		v.w.WriteHeader(http.StatusNotModified)
		return
	}
	p.Serve(v.w, v.r, http.StatusOK)
}

// files are answers for programs as they were last sent, with the time since
// when they have been as they are. What is withdrawn changes an answer as well,
// and no row keeps when: so that time is when this process first saw it so, and
// a program that names another is sent the whole.
type files struct {
	mu    sync.Mutex
	known map[string]file
}

type file struct {
	tag   string // see httpx.Packed.Tag
	since time.Time
}

// knownFiles bounds how many are remembered.
const knownFiles = 5000

// since tells since when the answer at an address has been as it is.
func (f *files) since(address, tag string, now time.Time) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	known, ok := f.known[address]
	if ok && known.tag == tag {
		return known.since
	}
	fresh := file{tag, now.Truncate(time.Second)}
	if ok && !fresh.since.After(known.since) { // two in one second
		fresh.since = known.since.Add(time.Second)
	}
	if f.known == nil || len(f.known) >= knownFiles {
		f.known = make(map[string]file)
	}
	f.known[address] = fresh
	return fresh.since
}
