package httpx

import (
	"container/list"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"congbo/internal/fault"
)

// A Limiter grants each key so many acts a period. It remembers a bounded
// number of keys and forgets the one that was silent longest: whoever wants to
// be forgotten needs as many addresses as it remembers.
type Limiter struct {
	now   func() time.Time
	every rate.Limit
	burst int
	max   int

	// Pause is how long who was refused waits for being told so.
	Pause  time.Duration
	paused chan struct{}

	mu    sync.Mutex
	order *list.List // *bucket, the latest in front
	keys  map[string]*list.Element
}

type bucket struct {
	key string
	lim *rate.Limiter
}

// NewLimiter grants burst acts at once and acts per period in the long run, to
// each of at most keys keys.
func NewLimiter(acts int, period time.Duration, burst, keys int, now func() time.Time) *Limiter {
	return &Limiter{now: now, every: rate.Every(period / time.Duration(acts)), burst: burst, max: keys,
		Pause: pause, paused: make(chan struct{}, maxPaused), order: list.New(), keys: make(map[string]*list.Element)}
}

// A person hardly notices half a second. Who sends the next form over a new
// connection as soon as one is refused would have a core make refusals alone.
const (
	pause     = 500 * time.Millisecond
	maxPaused = 512
)

// Refuse says that there is too much from who sent r, and after what wait there
// is room. It takes its time to say so (Pause), for so many at once.
func (l *Limiter) Refuse(w http.ResponseWriter, r *http.Request, wait time.Duration) error {
	select {
	case l.paused <- struct{}{}:
		over := time.NewTimer(l.Pause)
		select {
		case <-over.C:
		case <-r.Context().Done():
			over.Stop()
		}
		<-l.paused
	default:
	}
	w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
	return fault.New(fault.TooMany, "httpx.too_many", int(wait/time.Minute)+1)
}

// Allow takes one act of key, or reports how long to wait for one.
func (l *Limiter) Allow(key string) (ok bool, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	e, known := l.keys[key]
	if !known {
		if l.order.Len() >= l.max {
			oldest := l.order.Back()
			delete(l.keys, l.order.Remove(oldest).(*bucket).key)
		}
		e = l.order.PushFront(&bucket{key, rate.NewLimiter(l.every, l.burst)})
		l.keys[key] = e
	}
	l.order.MoveToFront(e)
	r := e.Value.(*bucket).lim.ReserveN(now, 1)
	if wait := r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return false, wait
	}
	return true, 0
}

// Keys returns how many keys are remembered.
func (l *Limiter) Keys() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.order.Len()
}

// Guard lets h answer while the client that asks keeps to the limit.
func (l *Limiter) Guard(h HandlerFunc) HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if ok, wait := l.Allow(ClientOf(r).Key()); !ok {
			return l.Refuse(w, r, wait)
		}
		return h(w, r)
	}
}
