package pages

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"congbo/internal/httpx"
)

// A disk is where pages lie that have no place in memory. A file is named by the
// digest of its page's key and begins with a digest of the rest: one that was
// cut off or damaged is as good as none. Nothing waits for the disk.
type disk struct {
	open  atomic.Bool
	dir   string // Dir with the name of who made the pages
	run   string // names this run among those that wrote here
	since int64  // what other runs wrote must have seen less than this change
	queue chan job
	done  sync.WaitGroup
	bytes atomic.Int64
	out   bytes.Buffer // what is being written
	// unclean: pages may lie here that nobody may be shown any more.
	unclean atomic.Bool
}

type job struct {
	key  string
	page *Page // nil: remove
}

const (
	magic    = "congbo page 1\n"
	pageFile = ".page"
	waiting  = 256 // pages to be written; what comes while so many wait is not
	maxHead  = 1 << 20
	largeOut = 1 << 20          // from this size on, what a page was put together in is not used again
	sweeping = 10 * time.Minute // how long what was taken away lies on disk at most, while nobody asks for it
)

// kept is what a file says of a page before its bytes.
type kept struct {
	Key, Type, Lang, Run string
	Seq, Until           int64
	Tags                 []Tag
	Forms                []keptForm
	Brief                bool `json:",omitempty"`
}

type keptForm struct {
	Coding string
	Size   int
}

// Open lets pages lie on disk. made names the program and everything beside the
// database that pages are made from: pages of another are removed. run names
// this run of the program, and since is a change that it began with: pages of
// earlier runs are believed only as far as they saw less.
func (s *Store) Open(made, run string, since int64) error {
	if s.Dir == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(made))
	d := &s.disk
	d.dir, d.run, d.since = filepath.Join(s.Dir, hex.EncodeToString(sum[:8])), run, since
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return err
	}
	all, err := os.ReadDir(s.Dir)
	if err != nil {
		return err
	}
	for _, e := range all {
		if at := filepath.Join(s.Dir, e.Name()); e.IsDir() && at != d.dir {
			if err := os.RemoveAll(at); err != nil {
				return err
			}
		}
	}
	d.queue = make(chan job, waiting)
	d.open.Store(true)
	d.done.Add(1)
	go s.writeAll()
	return nil
}

// Wipe removes all pages from the disk, before Open.
func (s *Store) Wipe() error {
	if s.Dir == "" {
		return nil
	}
	return os.RemoveAll(s.Dir)
}

// Close waits until what is to be written is.
func (s *Store) Close() {
	if s.disk.open.Swap(false) {
		s.mu.Lock()
		close(s.disk.queue)
		s.mu.Unlock()
		s.disk.done.Wait()
	}
}

func (d *disk) file(key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(d.dir, hex.EncodeToString(sum[:16])+pageFile)
}

func (s *Store) save(key string, p *Page) { s.later(job{key, p}) }

func (s *Store) unlink(key string) { s.later(job{key: key}) }

func (s *Store) later(j job) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if !s.disk.open.Load() {
		return
	}
	select {
	case s.disk.queue <- j:
	default: // it will be made anew
	}
}

func (s *Store) writeAll() {
	d := &s.disk
	defer d.done.Done()
	s.tidy(0)
	s.sweep()
	t := time.NewTicker(sweeping)
	defer t.Stop()
	for {
		var j job
		var more bool
		select {
		case j, more = <-d.queue:
		case <-t.C:
			if d.unclean.Swap(false) {
				s.sweep()
			}
			continue
		}
		if !more {
			return
		}
		if j.page == nil {
			os.Remove(d.file(j.key))
			continue
		}
		n, err := d.write(j.key, j.page)
		if err != nil {
			if s.Log != nil {
				s.Log.Warn("a page is not kept on disk", "err", err)
			}
			continue
		}
		limit := cmp.Or(s.Disk, defaultDisk)
		if d.bytes.Add(n) > limit {
			s.tidy(limit * 9 / 10)
		}
	}
}

// sweep removes pages that nobody may be shown any more: what is taken away from
// readers does not stay behind in a corner of the disk.
func (s *Store) sweep() {
	d := &s.disk
	all, err := os.ReadDir(d.dir)
	if err != nil {
		return
	}
	for _, e := range all {
		at := filepath.Join(d.dir, e.Name())
		k, err := readHead(at)
		if err == nil {
			p := &Page{seq: k.Seq, until: k.Until}
			for _, t := range k.Tags {
				s.mu.RLock()
				m := s.marks[t]
				s.mu.RUnlock()
				if m != nil {
					p.marks = append(p.marks, m)
				}
			}
			s.mu.RLock()
			lost := k.Seq < s.floor || k.Run != d.run && k.Seq >= d.since
			s.mu.RUnlock()
			if !lost && s.showable(p) {
				continue
			}
		}
		os.Remove(at)
	}
}

// readHead reads what a file says of its page, without its bytes.
func readHead(at string) (k kept, err error) {
	f, err := os.Open(at)
	if err != nil {
		return k, err
	}
	defer f.Close()
	begin := make([]byte, len(magic)+sha256.Size+4)
	if _, err := io.ReadFull(f, begin); err != nil || !bytes.HasPrefix(begin, []byte(magic)) {
		return k, errDamaged
	}
	n := binary.BigEndian.Uint32(begin[len(begin)-4:])
	if n > maxHead {
		return k, errDamaged
	}
	head := make([]byte, n)
	if _, err := io.ReadFull(f, head); err != nil {
		return k, errDamaged
	}
	return k, json.Unmarshal(head, &k)
}

// tidy counts what lies on disk and, where limit is not 0, removes what was
// written longest ago beyond it; with it what was never finished.
func (s *Store) tidy(limit int64) {
	d := &s.disk
	all, err := os.ReadDir(d.dir)
	if err != nil {
		return
	}
	type file struct {
		name string
		size int64
		at   time.Time
	}
	var files []file
	var sum int64
	for _, e := range all {
		i, err := e.Info()
		if err != nil {
			continue
		}
		if !strings.HasSuffix(e.Name(), pageFile) {
			os.Remove(filepath.Join(d.dir, e.Name()))
			continue
		}
		files = append(files, file{e.Name(), i.Size(), i.ModTime()})
		sum += i.Size()
	}
	if limit > 0 {
		slices.SortFunc(files, func(a, b file) int { return a.at.Compare(b.at) })
		for _, f := range files {
			if sum <= limit {
				break
			}
			if os.Remove(filepath.Join(d.dir, f.name)) == nil {
				sum -= f.size
			}
		}
	}
	d.bytes.Store(sum)
}

func (d *disk) write(key string, p *Page) (int64, error) {
	k := kept{Key: key, Type: p.Type, Lang: p.Lang, Run: d.run, Seq: p.seq, Until: p.until, Tags: p.tags, Brief: p.Brief()}
	forms := p.Forms()
	for _, f := range forms {
		k.Forms = append(k.Forms, keptForm{f.Coding, len(f.Body)})
	}
	head, err := json.Marshal(k)
	if err != nil {
		return 0, err
	}
	if d.out.Reset(); d.out.Cap() > largeOut {
		d.out = bytes.Buffer{}
	}
	d.out.WriteString(magic)
	d.out.Write(make([]byte, sha256.Size))
	d.out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(head))))
	d.out.Write(head)
	for _, f := range forms {
		d.out.Write(f.Body)
	}
	out := d.out.Bytes()
	sum := sha256.Sum256(out[len(magic)+sha256.Size:])
	copy(out[len(magic):], sum[:])
	at := d.file(key)
	temp := at + ".tmp"
	if err := os.WriteFile(temp, out, 0o600); err != nil {
		os.Remove(temp)
		return 0, err
	}
	return int64(len(out)), os.Rename(temp, at)
}

var errDamaged = errors.New("a kept page is damaged")

// load takes a page from the disk; nil where there is none that can be believed.
func (s *Store) load(key string) *Page {
	d := &s.disk
	if !d.open.Load() {
		return nil
	}
	data, err := os.ReadFile(d.file(key))
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) && s.Log != nil {
			s.Log.Warn("a page on disk cannot be read", "err", err)
		}
		return nil
	}
	k, forms, err := read(data)
	if err != nil || k.Key != key {
		os.Remove(d.file(key))
		return nil
	}
	packed, err := httpx.Repack(k.Type, forms, k.Brief)
	s.mu.RLock()
	floor := s.floor
	s.mu.RUnlock()
	if err != nil || k.Run != d.run && k.Seq >= d.since || k.Seq < floor {
		os.Remove(d.file(key))
		return nil
	}
	return &Page{Packed: packed, Lang: k.Lang, seq: k.Seq, until: k.Until, tags: k.Tags}
}

func read(data []byte) (k kept, forms []httpx.PackedForm, err error) {
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok || len(rest) < sha256.Size+4 {
		return k, nil, errDamaged
	}
	sum, rest := rest[:sha256.Size], rest[sha256.Size:]
	if got := sha256.Sum256(rest); !bytes.Equal(got[:], sum) {
		return k, nil, errDamaged
	}
	n := int(binary.BigEndian.Uint32(rest))
	rest = rest[4:]
	if n > min(maxHead, len(rest)) || json.Unmarshal(rest[:n], &k) != nil {
		return k, nil, errDamaged
	}
	rest = rest[n:]
	for _, f := range k.Forms {
		if f.Size < 0 || f.Size > len(rest) {
			return k, nil, errDamaged
		}
		forms = append(forms, httpx.PackedForm{Coding: f.Coding, Body: rest[:f.Size:f.Size]})
		rest = rest[f.Size:]
	}
	return k, forms, nil
}
