package renditions_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"congbo/internal/blob"
	"congbo/internal/fault"
	"congbo/internal/picture"
	"congbo/internal/renditions"
	"congbo/internal/store"
)

type bench struct {
	shelf *renditions.Shelf
	blobs *blob.Dir
	made  atomic.Int64
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{}
	var err error
	if b.blobs, err = blob.Open(filepath.Join(t.TempDir(), "blobs")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.blobs.Close() })
	b.shelf = &renditions.Shelf{Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Blobs: b.blobs, Dir: filepath.Join(t.TempDir(), "cache"), Make: func(_ context.Context, task picture.Task) (*picture.Answer, error) {
		b.made.Add(1)
		return picture.Make(task)
	}}
	return b
}

func (b *bench) keep(t *testing.T, data []byte, kind string) *store.Media {
	t.Helper()
	id, size, err := b.blobs.Put(t.Context(), bytes.NewReader(data), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	m := &store.Media{ID: id, Type: kind, Size: size}
	if i, err := picture.Look(data); err == nil {
		m.Width, m.Height = i.Width, i.Height
	}
	return m
}

func photo(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8((i%(4*w))/16 + i/(4*w)/4)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Readers who ask for the widths of a picture at once have it decoded once, and
// afterwards it is on the shelf, also for the program that starts next.
func TestMadeOnce(t *testing.T) {
	b := newBench(t)
	m := b.keep(t, photo(t, 1200, 600), "image/jpeg")
	var wg sync.WaitGroup
	for i := range 24 {
		w := []int{480, 960, 0}[i%3]
		wg.Go(func() {
			f, err := b.shelf.Get(context.Background(), m, picture.Want{Width: w}, "")
			if err != nil {
				t.Error(err)
				return
			}
			defer f.Close()
			if c, err := jpeg.DecodeConfig(f); err != nil || c.Width != max(w, 1200*(1-min(w, 1))) || f.Type != "image/jpeg" {
				t.Errorf("%d: %+v %v", w, c, err)
			}
		})
	}
	wg.Wait()
	if n := b.made.Load(); n != 1 {
		t.Errorf("decoded %d times", n)
	}
	next := &renditions.Shelf{Blobs: b.blobs, Dir: b.shelf.Dir, Make: func(context.Context, picture.Task) (*picture.Answer, error) {
		return nil, errors.New("made again")
	}}
	f, err := next.Get(t.Context(), m, picture.Want{Width: 480}, "image/webp")
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}

// What a killed program left half written is no picture, and goes.
func TestHalfWritten(t *testing.T) {
	b := newBench(t)
	m := b.keep(t, photo(t, 1200, 600), "image/jpeg")
	dir := filepath.Join(b.shelf.Dir, "pictures", m.ID[:2])
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"new-123", m.ID + "-480.jpeg"} { // the second: a disk that lost the bytes
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.shelf.Tidy(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "new-123")); !os.IsNotExist(err) {
		t.Error("the rest of a killed run is still there", err)
	}
	f, err := b.shelf.Get(t.Context(), m, picture.Want{Width: 480}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if c, err := jpeg.DecodeConfig(f); err != nil || c.Width != 480 {
		t.Error(c, err)
	}
}

// A picture that cannot be decoded is asked of the decoder once, and is not
// there for readers; its bytes never go out.
func TestBroken(t *testing.T) {
	b := newBench(t)
	whole := photo(t, 800, 400)
	m := b.keep(t, append(whole[:700:700], strings.Repeat("x", 50)...), "image/jpeg")
	m.Width, m.Height = 800, 400
	for range 3 {
		if f, err := b.shelf.Get(t.Context(), m, picture.Want{}, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v %v", f, err)
		}
	}
	if n := b.made.Load(); n != 1 {
		t.Errorf("tried %d times", n)
	}
}

// A browser gets the smallest type that it takes, if a program made it, without
// what the camera noted.
func TestTypes(t *testing.T) {
	b := newBench(t)
	if b.shelf.Encoders = renditions.Encoders(exec.LookPath); len(b.shelf.Encoders) == 0 {
		const why = "neither avifenc, cwebp nor vips is installed"
		if os.Getenv("CONGBO_TEST_REQUIRE") != "" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	const secret = "10.3547N 106.3621E"
	shot := photo(t, 1000, 500)
	m := b.keep(t, slices.Concat(shot[:2], []byte{0xFF, 0xE1, 0, byte(2 + 6 + len(secret))}, []byte("Exif\x00\x00"+secret), shot[2:]), "image/jpeg")
	if _, err := b.shelf.Prepare(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	best := b.shelf.Encoders[0].Type
	for accept, want := range map[string]string{"image/avif,image/webp,*/*": best, "*/*": "image/jpeg", "": "image/jpeg"} {
		f, err := b.shelf.Get(t.Context(), m, picture.Want{Width: 960}, accept)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(f)
		f.Close()
		if err != nil || f.Type != want {
			t.Errorf("%q gets %s, want %s, %v", accept, f.Type, want, err)
		}
		if want == "image/webp" && !bytes.HasPrefix(data, []byte("RIFF")) || want == "image/avif" && !bytes.Contains(data[:32], []byte("ftypavif")) {
			t.Errorf("%s: %q", want, data[:16])
		}
		if bytes.Contains(data, []byte("Exif")) || bytes.Contains(data, []byte(secret)) {
			t.Errorf("%s tells where the picture was taken", want)
		}
	}
	if n := b.made.Load(); n != 1 {
		t.Errorf("decoded %d times", n)
	}
	if tint, err := b.shelf.Prepare(t.Context(), m); err != nil || tint != "" || b.made.Load() != 1 {
		t.Error("prepared twice", err)
	}
}

// An encoder that fails costs its type only.
func TestEncoderFails(t *testing.T) {
	b := newBench(t)
	b.shelf.Encoders = renditions.Encoders(func(name string) (string, error) {
		if name == "cwebp" {
			return "/bin/false", nil
		}
		return "", exec.ErrNotFound
	})
	m := b.keep(t, photo(t, 700, 500), "image/jpeg")
	if _, err := b.shelf.Prepare(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	f, err := b.shelf.Get(t.Context(), m, picture.Want{Width: 480}, "image/webp")
	if err != nil || f.Type != "image/jpeg" {
		t.Fatal(f, err)
	}
	f.Close()
}
