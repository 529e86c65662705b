package plate_test

import (
	"bytes"
	"image/jpeg"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"congbo/internal/app/demo/plate"
)

// Every picture is a whole JPEG of the stated size that shows something: it
// has dark and light parts. With PLATES set to a folder they are written
// there, to be looked at.
func TestPictures(t *testing.T) {
	ids := plate.IDs()
	if len(ids) < 16 {
		t.Errorf("%d pictures: %v", len(ids), ids)
	}
	var all sync.WaitGroup
	for _, id := range ids {
		all.Go(func() { plate.JPEG(id) })
	}
	all.Wait()
	for _, id := range ids {
		data := plate.JPEG(id)
		img, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		if size := img.Bounds().Size(); size.X != plate.Width || size.Y != plate.Height {
			t.Errorf("%s is %v large", id, size)
		}
		if len(data) > 600_000 {
			t.Errorf("%s has %d bytes", id, len(data))
		}
		darkest, lightest := uint32(0xffff), uint32(0)
		for y := 0; y < plate.Height; y += 10 {
			for x := 0; x < plate.Width; x += 10 {
				_, g, _, _ := img.At(x, y).RGBA()
				darkest, lightest = min(darkest, g), max(lightest, g)
			}
		}
		if darkest > 0x6000 || lightest < 0xb000 {
			t.Errorf("%s goes from %#x to %#x only", id, darkest, lightest)
		}
		if dir := os.Getenv("PLATES"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, id+".jpg"), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestUnknownPicture(t *testing.T) {
	if plate.Known("khong-co") || plate.JPEG("khong-co") != nil {
		t.Error("there is a picture that nobody drew")
	}
}
