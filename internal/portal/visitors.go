package portal

import (
	"context"
	"net/http"
	"sync"
	"time"

	"congbo/internal/httpx"
	"congbo/internal/store"
)

// How visits are counted without knowing anybody (R-B9): browsers keep the little
// page with the figures for visitFresh and then ask again, saying of which minute
// the one is that they have. That minute is all that lies with the reader, and
// the same for everybody who came in it. Who asks again sooner is not counted, who
// does within visitPause goes on with a visit, anybody else begins one.
const (
	visitFresh   = store.OnlineMinutes * time.Minute
	visitPause   = 30 * time.Minute
	visitsKnown  = 30 * time.Second // for so long the figures are not read anew
	visitsAtOnce = 30               // of one address, and
	visitsAnHour = 600              // which many may share
)

// visitorsPath is where the figures lie.
func visitorsPath(v *visit) string { return "/" + v.lang().Pick("luot-truy-cap", "visitors") }

// Visitors is the little page with the figures, which others show in their foot.
type Visitors struct {
	Frame
	store.Visits
}

func (n *Visitors) template() string { return "visitors" }
func (n *Visitors) data() []any      { return nil }

// visitors counts readers and visits until they are written.
type visitors struct {
	mu      sync.Mutex
	visits  map[int64]int64
	readers map[store.OnlineKey]int64
	known   map[int64]knownVisits
	limit   *httpx.Limiter
}

type knownVisits struct {
	store.Visits
	at time.Time
}

// count counts one who asks on a site: a reader, and with visit a new visit.
func (n *visitors) count(site int64, visit bool, now time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.visits == nil {
		n.visits, n.readers = make(map[int64]int64), make(map[store.OnlineKey]int64)
	}
	n.readers[store.OnlineKey{Site: site, Minute: store.MinuteOf(now)}]++
	if visit {
		n.visits[site]++
	}
}

// figures are those of a site, with what is not written yet.
func (n *visitors) figures(ctx context.Context, s *store.Store, site int64) store.Visits {
	now := s.Now()
	n.mu.Lock()
	known, ok := n.known[site]
	n.mu.Unlock()
	if age := now.Sub(known.at); !ok || age < 0 || age >= visitsKnown {
		var read store.Visits
		err := s.View(ctx, func(tx *store.Tx) (err error) {
			read, err = tx.VisitsOf(ctx, site)
			return err
		})
		if err == nil { // else those of before are as good as any
			known = knownVisits{read, now}
			n.mu.Lock()
			if n.known == nil {
				n.known = make(map[int64]knownVisits)
			}
			n.known[site] = known
			n.mu.Unlock()
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	v := known.Visits
	v.Today, v.All = v.Today+n.visits[site], v.All+n.visits[site]
	for key, readers := range n.readers {
		if key.Site == site && key.Minute > store.MinuteOf(now)-store.OnlineMinutes {
			v.Online += readers
		}
	}
	v.Online = max(v.Online, 1) // whoever asks
	if v.Since.IsZero() {
		v.Since = now
	}
	return v
}

// write adds what was counted to what is stored.
func (n *visitors) write(ctx context.Context, s *store.Store) error {
	n.mu.Lock()
	visits, readers := n.visits, n.readers
	n.visits, n.readers = nil, nil
	n.mu.Unlock()
	if len(readers) == 0 {
		return nil
	}
	err := s.Tx(ctx, func(tx *store.Tx) error { return tx.AddVisits(ctx, visits, readers) })
	n.mu.Lock()
	defer n.mu.Unlock()
	n.known = nil
	if err == nil {
		return nil
	}
	if n.visits == nil {
		n.visits, n.readers = make(map[int64]int64), make(map[store.OnlineKey]int64)
	}
	for site, v := range visits {
		n.visits[site] += v
	}
	for key, r := range readers {
		n.readers[key] += r
	}
	return err
}

// framed lets the pages of a site that counts its readers show the figures: a
// page of its own within the page, so that no page is made anew for them.
func (v *visit) framed() {
	if v.site.Settings.Counter {
		v.w.Header().Set("Content-Security-Policy", httpx.PortalPolicy+"; frame-src 'self'")
	}
}

// visitors answers with the figures, and counts who asks.
func (v *visit) visitors() error {
	if !v.site.Settings.Counter {
		return notFound()
	}
	if at := visitorsPath(v); v.at.path != at {
		v.redirect(v.path(at), http.StatusMovedPermanently)
		return nil
	}
	now := v.p.Store.Now().Truncate(time.Minute)
	mark := now
	if before, err := http.ParseTime(v.r.Header.Get("If-Modified-Since")); err == nil && !before.After(now) {
		if now.Sub(before) < visitFresh {
			mark = before
		} else if now.Sub(before) < visitPause {
			v.counted(false)
		} else {
			v.counted(true)
		}
	} else {
		v.counted(true)
	}
	pg := &Visitors{Frame: v.frame(v.t("portal.visitors"), ""), Visits: v.p.visitors.figures(v.ctx(), v.p.Store, v.site.ID)}
	pg.Private = true
	html, err := NewRenderer().Render(pg)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Security-Policy", httpx.FramedPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	httpx.Compress(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "private, max-age=300")
		w.Header().Set("Last-Modified", mark.UTC().Format(http.TimeFormat))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Language", string(pg.Lang()))
		if r.Method != http.MethodHead {
			w.Write(html)
		}
	})).ServeHTTP(v.w, v.r)
	return nil
}

// counted counts whoever asks, but no address more often than people do.
func (v *visit) counted(visit bool) {
	if v.r.Method != http.MethodGet {
		return
	}
	if ok, _ := v.p.visitors.limit.Allow(v.p.address(v.r)); ok {
		v.p.visitors.count(v.site.ID, visit, v.p.Store.Now())
	}
}
