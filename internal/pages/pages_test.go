package pages_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/pages"
)

// A world is what pages are made from: a number that only grows, and a failure.
type world struct {
	t    *testing.T
	seq  int64
	fail error
	made atomic.Int64
	now  time.Time
}

var tag = pages.Tag{Site: 1, Name: "document:7"}

func (w *world) make(context.Context) (*pages.Made, error) {
	if w.fail != nil {
		return nil, w.fail
	}
	n := w.made.Add(1)
	p, err := httpx.Pack("text/html; charset=utf-8", fmt.Appendf(nil, "%d at %d %s", n, w.seq, strings.Repeat("Sông Tiền ", 300)))
	if err != nil {
		w.t.Fatal(err)
	}
	return &pages.Made{Packed: p, Lang: "vi", Tags: []pages.Tag{tag, {Site: 1, Name: "site"}}, Seq: w.seq}, nil
}

func (w *world) store() *pages.Store {
	return &pages.Store{Now: func() time.Time { return w.now }}
}

func (w *world) get(s *pages.Store, key string) string {
	w.t.Helper()
	p, err := s.Get(w.t.Context(), key, w.make)
	if err != nil {
		return err.Error()
	}
	return strings.SplitN(string(p.Bytes()), " Sông", 2)[0]
}

func (w *world) want(got, want string) {
	w.t.Helper()
	if got != want {
		w.t.Errorf("got %q, want %q", got, want)
	}
}

func newWorld(t *testing.T) *world {
	return &world{t: t, seq: 10, now: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)}
}

// A page is made once, and again when something it was made from has changed.
func TestMadeOnceUntilItChanges(t *testing.T) {
	w := newWorld(t)
	s := w.store()
	w.want(w.get(s, "a"), "1 at 10")
	w.want(w.get(s, "a"), "1 at 10")
	s.Changed([]pages.Change{{Seq: 9, Tag: tag}})
	w.want(w.get(s, "a"), "1 at 10") // it has seen that
	s.Changed([]pages.Change{{Seq: 11, Tag: pages.Tag{Site: 2, Name: "document:7"}}})
	w.want(w.get(s, "a"), "1 at 10") // of another site
	w.seq = 12
	s.Changed([]pages.Change{{Seq: 12, Tag: tag}})
	w.want(w.get(s, "a"), "2 at 12")
}

// Who asks first gets a page that was compressed in a hurry, and who comes after others,
// once it has stood for a moment, the same page compressed well; what was prepared for
// its address stays so.
func TestBriefAtFirst(t *testing.T) {
	w := newWorld(t)
	s := w.store()
	get := func(key string) *pages.Page {
		p, err := s.Get(t.Context(), key, func(ctx context.Context) (*pages.Made, error) {
			m, err := w.make(ctx)
			if err == nil {
				m.Packed, err = httpx.PackBriefly(m.Type, m.Bytes())
			}
			return m, err
		})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := get("a")
	if forms := first.Forms(); !first.Brief() || len(forms) != 2 || forms[1].Coding != "gzip" {
		t.Errorf("%v, %d forms", first.Brief(), len(forms))
	}
	s.Prepare("a", false, "a.example", "/", first, func() *httpx.Prepared { return httpx.Prepare(first.Packed, http.Header{}) })
	young := get("b")
	get("b")
	packed := make(chan bool, 1)
	young.Better(func(*httpx.Packed) { packed <- true })
	select {
	case <-packed: // nobody had asked before us
	case <-time.After(time.Minute):
		t.Error("a page was packed well that has only just been made")
	}
	w.now = w.now.Add(time.Second)
	later := get("a")
	for later.Brief() && t.Context().Err() == nil {
		runtime.Gosched()
		later = get("a")
	}
	if len(later.Forms()) != 4 || string(later.Bytes()) != string(first.Bytes()) || w.made.Load() != 2 {
		t.Errorf("%d forms, made %d times", len(later.Forms()), w.made.Load())
	}
	if p, _ := s.Find(false, []byte("a.example"), []byte("/")); p == nil {
		t.Error("nothing is prepared any more")
	}
	w.seq = 11
	s.Changed([]pages.Change{{Seq: 11, Tag: tag}})
	if string(get("a").Bytes()) == string(first.Bytes()) {
		t.Error("it has not noticed a change")
	}
}

// A change that comes while a page is being made is not lost, even of a tag that
// no page had before.
func TestChangeWhileMaking(t *testing.T) {
	w := newWorld(t)
	s := w.store()
	first := true
	p, err := s.Get(t.Context(), "a", func(ctx context.Context) (*pages.Made, error) {
		m, err := w.make(ctx)
		if first {
			first = false
			w.seq = 11
			s.Changed([]pages.Change{{Seq: 11, Tag: tag}})
		}
		return m, err
	})
	if err != nil || !strings.HasPrefix(string(p.Bytes()), "2 at 11") {
		t.Errorf("%v %.20s", err, p.Bytes())
	}
}

// Of many who ask at once, one makes the page.
func TestOneMakesForAll(t *testing.T) {
	w := newWorld(t)
	s := w.store()
	begin, hold := make(chan bool, 1), make(chan bool)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if _, err := s.Get(t.Context(), "a", func(ctx context.Context) (*pages.Made, error) {
				begin <- true
				<-hold
				return w.make(ctx)
			}); err != nil {
				t.Error(err)
			}
		})
	}
	<-begin
	close(hold)
	all.Wait()
	if n := w.made.Load(); n != 1 {
		t.Errorf("made %d times", n)
	}
}

// Only so many pages are made at once: those who ask for others wait their turn,
// and whoever has waited too long is told.
func TestMadeByTurns(t *testing.T) {
	w := newWorld(t)
	s := w.store()
	s.Makers = 2
	begun, goOn := make(chan struct{}, 3), make(chan struct{})
	slow := func(ctx context.Context) (*pages.Made, error) {
		begun <- struct{}{}
		<-goOn
		return w.make(ctx)
	}
	var all sync.WaitGroup
	for _, key := range []string{"a", "b", "c"} {
		all.Go(func() {
			if _, err := s.Get(t.Context(), key, slow); err != nil {
				t.Error(err)
			}
		})
	}
	<-begun
	<-begun
	select {
	case <-begun:
		t.Error("three pages are made at once")
	default:
	}
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Get(impatient, "d", w.make); !errors.Is(err, context.Canceled) {
		t.Errorf("somebody who left: %v", err)
	}
	goOn <- struct{}{} // one is made: the third begins
	<-begun
	close(goOn)
	all.Wait()
}

// Where a page cannot be made, readers get the last good one, unless something
// on it was taken away from them (invariants 9 and 12).
func TestLastGoodPage(t *testing.T) {
	w := newWorld(t)
	s := w.store()
	w.want(w.get(s, "a"), "1 at 10")
	w.fail = errors.New("the database is away")
	s.Changed([]pages.Change{{Seq: 11, Tag: tag}})
	w.want(w.get(s, "a"), "1 at 10")
	if s.State().Stale == 0 {
		t.Error("nobody can see that it is not the newest")
	}
	s.Changed([]pages.Change{{Seq: 12, Tag: tag, Gone: true}})
	w.want(w.get(s, "a"), "the database is away")
	w.fail, w.seq = nil, 12
	w.want(w.get(s, "a"), "2 at 12")
	// That there is no page is an answer, not a failure.
	w.fail = fault.New(fault.NotFound, "fault.not_found")
	s.Changed([]pages.Change{{Seq: 13, Tag: tag}})
	if _, err := s.Get(t.Context(), "a", w.make); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	w.fail = errors.New("the database is away")
	w.want(w.get(s, "a"), "the database is away")
}

// A reader does not wait for long for a new page where there is an old one.
func TestPatience(t *testing.T) {
	w := newWorld(t)
	s := w.store()
	s.Patience = time.Millisecond
	w.want(w.get(s, "a"), "1 at 10")
	s.Changed([]pages.Change{{Seq: 11, Tag: tag}})
	hold := make(chan bool)
	p, err := s.Get(t.Context(), "a", func(ctx context.Context) (*pages.Made, error) { <-hold; return w.make(ctx) })
	close(hold)
	if err != nil || !strings.HasPrefix(string(p.Bytes()), "1 at 10") {
		t.Errorf("%v", err)
	}
}

// What ends by the clock is not shown a moment longer, whatever fails.
func TestEndsByTheClock(t *testing.T) {
	w := newWorld(t)
	s := w.store()
	until := w.now.Add(time.Minute)
	make := func(ctx context.Context) (*pages.Made, error) {
		m, err := w.make(ctx)
		if err == nil {
			m.Until = until
		}
		return m, err
	}
	get := func() string {
		p, err := s.Get(t.Context(), "a", make)
		if err != nil {
			return err.Error()
		}
		return string(p.Bytes()[:7])
	}
	w.want(get(), "1 at 10")
	w.now = until.Add(-time.Microsecond)
	w.want(get(), "1 at 10")
	w.now, w.fail = until, errors.New("away")
	w.want(get(), "away")
	w.fail, until = nil, until.Add(time.Hour)
	w.want(get(), "2 at 10")
}

// Memory is bounded; what is read stays.
func TestMemoryIsBounded(t *testing.T) {
	w := newWorld(t)
	s := w.store()
	s.Memory = 200 << 10
	w.get(s, "read")
	for i := range 200 {
		w.get(s, fmt.Sprint(i))
		w.want(w.get(s, "read"), "1 at 10")
	}
	if st := s.State(); st.Bytes > s.Memory || st.Pages > 15 {
		t.Errorf("%+v", st)
	}
}

// Pages lie on disk: they are there after a restart, unless they changed
// meanwhile, are damaged, are of another program, or have seen what the database
// has not.
func TestWarmStart(t *testing.T) {
	dir := t.TempDir()
	w := newWorld(t)
	open := func(made, run string, since int64) *pages.Store {
		s := w.store()
		s.Dir = dir
		if err := s.Open(made, run, since); err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open("program 1", "run 1", 5)
	w.want(w.get(s, "a"), "1 at 10")
	w.want(w.get(s, "b"), "2 at 10")
	s.Close()
	s = open("program 1", "run 2", 11)
	w.want(w.get(s, "a"), "1 at 10")
	s.Changed([]pages.Change{{Seq: 11, Tag: tag}})
	w.seq = 11
	w.want(w.get(s, "b"), "3 at 11")
	s.Close()
	// The database was set back to before change 11: what has seen that goes.
	s = open("program 1", "run 3", 11)
	w.want(w.get(s, "a"), "1 at 10")
	w.seq = 10
	w.want(w.get(s, "b"), "4 at 10")
	s.Close()
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.page"))
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		data, _ := os.ReadFile(f)
		data[len(data)-9] ^= 1
		if err := os.WriteFile(f, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s = open("program 1", "run 4", 11)
	w.want(w.get(s, "a"), "5 at 10")
	s.Close()
	s = open("program 2", "run 5", 11)
	w.want(w.get(s, "a"), "6 at 10")
	s.Close()
}

// What was taken away does not stay behind on disk.
func TestNothingTakenAwayStaysOnDisk(t *testing.T) {
	dir := t.TempDir()
	w := newWorld(t)
	s := w.store()
	s.Dir = dir
	if err := s.Open("p", "1", 5); err != nil {
		t.Fatal(err)
	}
	w.get(s, "a")
	s.Close()
	s = w.store()
	s.Dir = dir
	s.Changed([]pages.Change{{Seq: 11, Tag: tag, Gone: true}})
	if err := s.Open("p", "2", 12); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if files, _ := filepath.Glob(filepath.Join(dir, "*", "*.page")); len(files) != 0 {
		t.Error(files)
	}
}

// The address of a page leads to its prepared responses while it is good.
func TestFind(t *testing.T) {
	w := newWorld(t)
	s := w.store()
	at := func(host string) bool { p, _ := s.Find(false, []byte(host), []byte("/x")); return p != nil }
	find := func() bool { return at("a.example") }
	p, err := s.Get(t.Context(), "a", w.make)
	if err != nil {
		t.Fatal(err)
	}
	s.Prepare("a", false, "a.example", "/x", p, func() *httpx.Prepared { return httpx.Prepare(p.Packed, make(http.Header)) })
	if !find() || at("b.example") {
		t.Error("not by its address alone")
	}
	w.seq = 11
	s.Changed([]pages.Change{{Seq: 11, Tag: tag}})
	if find() {
		t.Error("found though it changed")
	}
	w.get(s, "a")
	if find() {
		t.Error("found before its responses were prepared")
	}
}

// However many tags change, what is remembered of them is bounded, and no page
// is believed that might have missed one.
func TestTagsAreBounded(t *testing.T) {
	w := newWorld(t)
	s := w.store()
	w.want(w.get(s, "a"), "1 at 10")
	w.seq = 500_000
	for i := range int64(300_000) {
		s.Changed([]pages.Change{{Seq: 11 + i, Tag: pages.Tag{Site: 3, Name: fmt.Sprint(i)}}})
	}
	w.want(w.get(s, "a"), "1 at 10") // its own did not
	s.Changed([]pages.Change{{Seq: 400_000, Tag: tag}})
	w.want(w.get(s, "a"), "2 at 500000")
	w.seq = 100 // a page read long ago, whose tags may have been forgotten
	if a, b := w.get(s, "b"), w.get(s, "b"); a == b {
		t.Errorf("%q is believed", a)
	}
}
