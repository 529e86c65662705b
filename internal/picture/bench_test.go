package picture_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"regexp"
	"runtime/debug"
	"strconv"
	"testing"

	"congbo/internal/picture"
)

// BenchmarkRenditions makes the four widths of pages, upright, of a photograph
// of 24 million pixels lying on its side, and tells how many a second, and the
// most memory that the process held.
func BenchmarkRenditions(b *testing.B) {
	photo := image.NewYCbCr(image.Rect(0, 0, 6000, 4000), image.YCbCrSubsampleRatio420)
	for y := range 4000 {
		for x := range 6000 {
			photo.Y[y*photo.YStride+x] = uint8(x*y>>12 + x*7&31)
		}
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, photo, &jpeg.Options{Quality: 90}); err != nil {
		b.Fatal(err)
	}
	notes := segment(0xE1, append([]byte("Exif\x00\x00"), exif(6)...))
	data := append(append([]byte{0xFF, 0xD8}, notes...), file.Bytes()[2:]...)
	photo = nil
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // the peak counts from here
	wants := []picture.Want{{Width: 480}, {Width: 960}, {Width: 1440}, {Width: 1920}}
	n := 0
	for b.Loop() {
		a, err := picture.Make(picture.Task{Data: data, Wants: wants})
		if err != nil {
			b.Fatal(err)
		}
		n += len(a.Made)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "renditions/s")
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		if m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status); m != nil {
			kb, _ := strconv.Atoi(string(m[1]))
			b.ReportMetric(float64(kb)/1024, "MB-peak")
		}
	}
}
