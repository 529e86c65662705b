// Package renditions keeps what readers get of pictures: upright, in
// the widths that pages use, without what the camera noted. It is a shelf that
// may be emptied at any time: everything on it is made again from the bytes that
// were kept. What readers get is never those bytes themselves.
package renditions

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/picture"
	"congbo/internal/store"
)

// Blobs are the bytes as they were sent; see package blob.
type Blobs interface {
	Get(ctx context.Context, id string) (io.ReadSeekCloser, error)
}

// A Shelf makes and keeps renditions. Its fields are set before the first use
// and not changed afterwards.
type Shelf struct {
	Blobs Blobs
	// Dir is where they are kept; nowhere if empty.
	Dir string
	// Make makes pictures, in a child that can be killed; in this process where
	// nil.
	Make func(context.Context, picture.Task) (*picture.Answer, error)
	// Encoders make smaller types of a picture than readers' oldest browsers
	// know; the first that a reader takes is given.
	Encoders []Encoder
	Log      *slog.Logger

	mu      sync.Mutex
	flights map[string]*flight
	broken  map[string]bool
}

// A flight is the making of one thing that several wait for.
type flight struct {
	done chan struct{}
	err  error
}

// A File is what a reader gets.
type File struct {
	io.ReadSeekCloser
	Type string
}

// maxBroken is how many pictures that cannot be decoded are remembered.
const maxBroken = 1000

// maxBytes is how large a picture may be of which renditions are made.
const maxBytes = 64 << 20

// Scales reports whether a type of picture is offered in several widths; those
// that move are not.
func Scales(kind string) bool {
	return kind == "image/jpeg" || kind == "image/png" || kind == "image/webp"
}

// Wants are the renditions that pages link to of a picture. Beside them there is
// a cut for shared links where one is asked for.
func Wants(m *store.Media) []picture.Want {
	if !Scales(m.Type) {
		return []picture.Want{{}}
	}
	var all []picture.Want
	for _, w := range content.ImageWidths {
		if w < m.Width {
			all = append(all, picture.Want{Width: w})
		}
	}
	if len(all) == 0 || m.Width <= picture.MaxWhole {
		all = append(all, picture.Want{})
	}
	return all
}

// Get opens a rendition; accept is what the reader's browser takes. What it is
// made of exists, but cannot be read as a picture: fault.NotFound.
func (s *Shelf) Get(ctx context.Context, m *store.Media, w picture.Want, accept string) (*File, error) {
	if s.Dir == "" {
		a, err := s.make(ctx, m, []picture.Want{w}, false)
		if err != nil {
			return nil, err
		}
		return &File{nopCloser{bytes.NewReader(a.Made[0].Data)}, a.Made[0].Type}, nil
	}
	if f := s.open(m, w, accept); f != nil {
		return f, nil
	}
	wants := []picture.Want{w}
	if w.Height == 0 { // whoever reads a page needs several of them, and decoding is most of the work
		wants = Wants(m)
	}
	if err := s.once(ctx, m, wants, false); err != nil {
		return nil, err
	}
	if f := s.open(m, w, accept); f != nil {
		return f, nil
	}
	if err := s.once(ctx, m, []picture.Want{w}, false); err != nil {
		return nil, err
	}
	if f := s.open(m, w, accept); f != nil {
		return f, nil
	}
	return nil, fault.New(fault.NotFound, "fault.not_found").Because(errors.New("a rendition was made and is not there"))
}

// Prepare makes what pages link to of a picture, in every type that a program is
// there for, as far as it is not kept yet, and returns its tint; "" too where
// everything was there already.
func (s *Shelf) Prepare(ctx context.Context, m *store.Media, more ...picture.Want) (tint string, err error) {
	wants := append(Wants(m), more...)
	var a *picture.Answer
	if s.Dir == "" {
		if a, err = s.make(ctx, m, wants[:1], false); err != nil {
			return "", err
		}
		return a.Tint, nil
	}
	if s.complete(m, wants) {
		return "", nil
	}
	err = s.fly(ctx, m.ID, func() error {
		if a, err = s.make(ctx, m, wants, len(s.Encoders) > 0 && Scales(m.Type)); err != nil {
			return err
		}
		return s.keep(ctx, m, a)
	})
	if err != nil || a == nil {
		return "", err
	}
	return a.Tint, nil
}

// Tint is the colour of a picture, see picture.Answer. It leaves the smallest
// rendition behind, which the desk shows.
func (s *Shelf) Tint(ctx context.Context, m *store.Media) (tint string, err error) {
	w := Wants(m)[0]
	for ran := false; !ran && err == nil; {
		err = s.fly(ctx, m.ID, func() error {
			ran = true
			a, err := s.make(ctx, m, []picture.Want{w}, false)
			if err != nil {
				return err
			}
			tint = a.Tint
			if s.Dir == "" {
				return nil
			}
			return s.keep(ctx, m, a)
		})
	}
	return tint, err
}

// Try decodes a picture that is not kept yet, and fails as far as nothing can be
// made of it that readers may get.
func (s *Shelf) Try(ctx context.Context, data []byte) error {
	_, err := s.maker()(ctx, picture.Task{Data: data, Wants: []picture.Want{{Width: content.ImageWidths[0]}}})
	if fault.Is(err, fault.Invalid) {
		if _, clean := picture.Clean(data); clean == nil { // a browser may know more than we do
			return nil
		}
	}
	return err
}

// Shrink makes of the bytes of a picture one that is at most so wide, without what
// a camera noted in them. Nothing is kept. What cannot be decoded is
// fault.Invalid, what is too large fault.TooLarge.
func (s *Shelf) Shrink(ctx context.Context, data []byte, width int) (*picture.Made, error) {
	a, err := s.maker()(ctx, picture.Task{Data: data, Wants: []picture.Want{{Width: width}}})
	if err != nil {
		return nil, err
	}
	return &a.Made[0], nil
}

func (s *Shelf) maker() func(context.Context, picture.Task) (*picture.Answer, error) {
	if s.Make != nil {
		return s.Make
	}
	return func(_ context.Context, t picture.Task) (*picture.Answer, error) { return picture.Make(t) }
}

// once makes wants unless somebody else has just done so.
func (s *Shelf) once(ctx context.Context, m *store.Media, wants []picture.Want, plain bool) error {
	return s.fly(ctx, m.ID, func() error {
		a, err := s.make(ctx, m, wants, plain)
		if err != nil {
			return err
		}
		return s.keep(ctx, m, a)
	})
}

// fly does something about a picture, or waits for who is doing so.
func (s *Shelf) fly(ctx context.Context, id string, do func() error) error {
	s.mu.Lock()
	if f := s.flights[id]; f != nil {
		s.mu.Unlock()
		select {
		case <-f.done:
			return f.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if s.flights == nil {
		s.flights = make(map[string]*flight)
	}
	f := &flight{done: make(chan struct{})}
	s.flights[id] = f
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.flights, id)
		s.mu.Unlock()
		close(f.done)
	}()
	f.err = do()
	if ctx.Err() != nil { // of whoever began: the others are not to suffer for it
		f.err = fault.New(fault.Unavailable, "worker.unavailable").Because(f.err)
	}
	return f.err
}

// make reads a picture and makes wants of it.
func (s *Shelf) make(ctx context.Context, m *store.Media, wants []picture.Want, plain bool) (*picture.Answer, error) {
	gone := fault.New(fault.NotFound, "fault.not_found")
	s.mu.Lock()
	bad := s.broken[m.ID]
	s.mu.Unlock()
	if bad {
		return nil, gone
	}
	f, err := s.Blobs.Get(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("rendition of %s: %w", m.ID, err)
	}
	if len(data) > maxBytes {
		return nil, gone
	}
	a, err := s.maker()(ctx, picture.Task{Data: data, Wants: wants, Plain: plain})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.TooLarge) {
		if clean, e := picture.Clean(data); e == nil && k == fault.Invalid { // a browser may know more than we do
			a, err = &picture.Answer{}, nil
			for _, w := range wants {
				a.Made = append(a.Made, picture.Made{Want: w, Type: m.Type, Data: clean})
			}
			return a, nil
		}
		s.mu.Lock()
		if s.broken == nil || len(s.broken) >= maxBroken {
			s.broken = make(map[string]bool)
		}
		s.broken[m.ID] = true
		s.mu.Unlock()
		return nil, gone.Because(err)
	}
	return a, err
}

// keep puts what was made on the shelf, each file whole or not at all. The plain
// type comes last: where it is there, the others are.
func (s *Shelf) keep(ctx context.Context, m *store.Media, a *picture.Answer) error {
	for _, made := range a.Made {
		name := s.name(m, made.Want)
		for _, e := range s.Encoders {
			if len(made.Plain) == 0 {
				break
			}
			data, err := e.Encode(ctx, made.Plain)
			if err != nil {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				s.log().WarnContext(ctx, "a picture was not made in a smaller type", "media", m.ID, "type", e.Type, "err", err)
				continue
			}
			if len(data) >= len(made.Data) {
				data = nil // kept empty: it was tried, and saves nothing
			}
			if err := keepFile(name+e.ending(), data); err != nil {
				return err
			}
		}
		if err := keepFile(name+ending(made.Type), made.Data); err != nil {
			return err
		}
	}
	return nil
}

// open opens the smallest type of a rendition that a browser takes; nil where it
// is not there.
func (s *Shelf) open(m *store.Media, w picture.Want, accept string) *File {
	name := s.name(m, w)
	for _, e := range s.Encoders {
		if !strings.Contains(accept, e.Type) {
			continue
		}
		if f := openFull(name + e.ending()); f != nil {
			return &File{f, e.Type}
		}
	}
	for _, kind := range plain {
		if f := openFull(name + ending(kind)); f != nil {
			return &File{f, kind}
		}
	}
	return nil
}

// complete reports whether all of some renditions are there in every type.
func (s *Shelf) complete(m *store.Media, wants []picture.Want) bool {
	for _, w := range wants {
		f := s.open(m, w, "")
		if f == nil {
			return false
		}
		f.Close()
		if !Scales(m.Type) || w.Width == 0 { // the whole is often given as it is
			continue
		}
		for _, e := range s.Encoders {
			if _, err := os.Stat(s.name(m, w) + e.ending()); err != nil {
				return false
			}
		}
	}
	return true
}

// plain are the types that every browser knows.
var plain = []string{"image/jpeg", "image/png", "image/gif", "image/webp"}

func ending(kind string) string { return "." + strings.TrimPrefix(kind, "image/") }

// name is where a rendition is kept, without its ending: under the digest of
// what it is made of.
func (s *Shelf) name(m *store.Media, w picture.Want) string {
	name := m.ID
	if w.Width > 0 {
		name += fmt.Sprintf("-%d", w.Width)
	}
	if w.Height > 0 {
		name += fmt.Sprintf("x%d", w.Height)
	}
	if w.Focus != "" {
		name += "-" + w.Focus
	}
	return filepath.Join(s.Dir, "pictures", m.ID[:2], name)
}

func (s *Shelf) log() *slog.Logger {
	if s.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.Log
}

func openFull(name string) *os.File {
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	if i, err := f.Stat(); err != nil || i.Size() == 0 {
		f.Close()
		return nil
	}
	return f
}

// unfinished begins the names of files that are being written.
const unfinished = "new-"

// keepFile writes a file whole or not at all, also when the power fails.
func keepFile(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), unfinished+"*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// Tidy removes what an earlier run of the program left unfinished.
func (s *Shelf) Tidy() error {
	if s.Dir == "" {
		return nil
	}
	return filepath.WalkDir(filepath.Join(s.Dir, "pictures"), func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && !d.IsDir() && strings.HasPrefix(d.Name(), unfinished) {
			return os.Remove(path)
		}
		return err
	})
}

type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }
