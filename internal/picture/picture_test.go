package picture_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"pgregory.net/rapid"

	"congbo/internal/fault"
	"congbo/internal/picture"
)

// corners is a picture whose four corners can be told apart.
func corners(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := [...]color.RGBA{{200, 0, 0, 255}, {0, 200, 0, 255}, {0, 0, 200, 255}, {200, 200, 0, 255}}[2*(2*y/h)+2*x/w]
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

const secret = "10.3547N 106.3621E Nguyen Van Ao"

// exif is a camera's notes: how it was held, and something that is nobody's
// business.
func exif(turn byte) []byte {
	b := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	b[8+2+8+1] = turn
	return append(b, secret...)
}

func segment(marker byte, body []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(body)+2)), body...)
}

func jpegWith(t testing.TB, img image.Image, turn byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	notes := segment(0xE1, append([]byte("Exif\x00\x00"), exif(turn)...))
	notes = append(notes, segment(0xE1, []byte("http://ns.adobe.com/xap/1.0/\x00"+secret))...)
	notes = append(notes, segment(0xED, []byte("Photoshop 3.0\x00"+secret))...)
	notes = append(notes, segment(0xFE, []byte(secret))...)
	return append(append(append([]byte{0xFF, 0xD8}, notes...), b.Bytes()[2:]...), "PK\x03\x04"+secret...)
}

func chunk(kind string, body []byte) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), kind...)
	b = append(b, body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func pngWith(t testing.TB, img image.Image, turn byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	head := 8 + 25
	out := append([]byte(nil), b.Bytes()[:head]...)
	for kind, body := range map[string][]byte{"tEXt": []byte("Author\x00" + secret), "iTXt": []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00" + secret), "eXIf": exif(turn)} {
		out = append(out, chunk(kind, body)...)
	}
	return append(append(out, b.Bytes()[head:]...), secret...)
}

func gifWith(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	frame := image.NewPaletted(image.Rect(0, 0, 20, 10), color.Palette{color.Black, color.White})
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{frame, frame, frame}, Delay: []int{5, 5, 5}}); err != nil {
		t.Fatal(err)
	}
	at := 13 + 3<<(1+b.Bytes()[10]&7)
	if b.Bytes()[10]&0x80 == 0 {
		at = 13
	}
	out := append([]byte(nil), b.Bytes()[:at]...)
	out = append(out, 0x21, 0xFE, byte(len(secret)))
	out = append(append(out, secret...), 0)
	out = append(out, "\x21\xFF\x0BXMP DataXMP"...)
	out = append(append(append(out, byte(len(secret))), secret...), 0)
	return append(append(out, b.Bytes()[at:]...), secret...)
}

// webpWith is a WebP of one pixel (RFC 9649) with notes.
func webpWith() []byte {
	pixel := []byte("\x2f\x00\x00\x00\x00\x07\x10\x11\x11\x88\x88\xfe\x07\x00")
	var body []byte
	add := func(kind string, b []byte) {
		body = append(binary.LittleEndian.AppendUint32(append(body, kind...), uint32(len(b))), b...)
		if len(b)%2 == 1 {
			body = append(body, 0)
		}
	}
	add("VP8X", []byte{0x0C, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	add("VP8L", pixel)
	add("EXIF", exif(1))
	add("XMP ", []byte(secret))
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)+4))
	return append(append(append(out, "WEBP"...), body...), secret...)
}

// Whatever is made of a picture says nothing of what its file said beside it
// (R-I8: what readers get), and stands upright however the camera was held.
func TestNothingOfTheCamera(t *testing.T) {
	files := map[string][]byte{"gif": gifWith(t), "webp": webpWith()}
	for turn := byte(1); turn <= 8; turn++ {
		files[fmt.Sprintf("jpeg held %d", turn)] = jpegWith(t, corners(640, 320), turn)
		files[fmt.Sprintf("png held %d", turn)] = pngWith(t, corners(640, 320), turn)
	}
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			if !bytes.Contains(data, []byte(secret)) {
				t.Fatal("there is nothing to be taken away")
			}
			info, err := picture.Look(data)
			if err != nil {
				t.Fatal(err)
			}
			wants := []picture.Want{{}}
			if name != "gif" && name != "webp" {
				wants = append(wants, picture.Want{Width: 96}, picture.Want{Width: 60, Height: 60, Focus: "top-left"})
			}
			a, err := picture.Make(picture.Task{Data: data, Wants: wants, Plain: true})
			if err != nil {
				t.Fatal(err)
			}
			if len(a.Made) != len(wants) {
				t.Fatalf("%d made of %d", len(a.Made), len(wants))
			}
			for _, m := range a.Made {
				if bytes.Contains(m.Data, []byte("10.3547N")) || bytes.Contains(m.Data, []byte("Exif")) || bytes.Contains(m.Plain, []byte("10.3547N")) {
					t.Errorf("%v tells: %.200q", m.Want, m.Data)
				}
				img, _, err := image.Decode(bytes.NewReader(m.Data))
				if err != nil {
					t.Fatalf("%v: %v", m.Want, err)
				}
				if m.Width == 0 && (img.Bounds().Dx() != info.Width || img.Bounds().Dy() != info.Height) {
					t.Errorf("whole: %v, want %d × %d", img.Bounds(), info.Width, info.Height)
				}
				if again, _ := picture.Look(m.Data); again.Turn != 1 {
					t.Errorf("%v is still to be turned: %d", m.Want, again.Turn)
				}
			}
		})
	}
}

// The corner that is first as the picture is seen, for each way of holding the
// camera (Exif 2.32, 4.6.4 A).
func TestUpright(t *testing.T) {
	first := map[byte]color.RGBA{1: {200, 0, 0, 255}, 2: {0, 200, 0, 255}, 3: {200, 200, 0, 255}, 4: {0, 0, 200, 255}, 5: {200, 0, 0, 255}, 6: {0, 0, 200, 255}, 7: {200, 200, 0, 255}, 8: {0, 200, 0, 255}}
	for turn, want := range first {
		a, err := picture.Make(picture.Task{Data: pngWith(t, corners(640, 320), turn), Wants: []picture.Want{{Width: 160}}})
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := image.Decode(bytes.NewReader(a.Made[0].Data))
		if err != nil {
			t.Fatal(err)
		}
		if r, g, b, _ := img.At(4, 4).RGBA(); uint8(r>>8) != want.R || uint8(g>>8) != want.G || uint8(b>>8) != want.B {
			t.Errorf("held %d: the first corner is %v, want %v", turn, img.At(4, 4), want)
		}
		if w, h := img.Bounds().Dx(), img.Bounds().Dy(); w != 160 || turn < 5 && h != 80 || turn >= 5 && h != 320 {
			t.Errorf("held %d: %d × %d", turn, w, h)
		}
	}
}

// A cut keeps the side that is in focus.
func TestFocus(t *testing.T) {
	for focus, want := range map[string]color.RGBA{"left": {200, 0, 0, 255}, "right": {0, 200, 0, 255}, "top-right": {0, 200, 0, 255}} {
		a, err := picture.Make(picture.Task{Data: pngWith(t, corners(600, 200), 1), Wants: []picture.Want{{Width: 100, Height: 100, Focus: focus}}})
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := image.Decode(bytes.NewReader(a.Made[0].Data))
		if err != nil || img.Bounds().Dx() != 100 || img.Bounds().Dy() != 100 {
			t.Fatal(err, img.Bounds())
		}
		if got := color.RGBAModel.Convert(img.At(50, 10)); got != want {
			t.Errorf("%s: %v, want %v", focus, got, want)
		}
	}
}

// The tint is that of the whole; what the ground shines through has none.
func TestTint(t *testing.T) {
	plain := func(c color.Color) []byte {
		img := image.NewNRGBA(image.Rect(0, 0, 90, 90))
		for i := range 8100 {
			img.Set(i%90, i/90, c)
		}
		return pngWith(t, img, 1)
	}
	for want, c := range map[string]color.Color{"300": color.RGBA{250, 10, 10, 255}, "333": color.White, "012": color.RGBA{10, 85, 170, 255}, "": color.NRGBA{250, 0, 0, 100}} {
		a, err := picture.Make(picture.Task{Data: plain(c), Wants: []picture.Want{{Width: 45}}})
		if err != nil || a.Tint != want {
			t.Errorf("%v: %q, want %q, %v", c, a.Tint, want, err)
		}
	}
}

// A small file that claims to be a huge picture is refused before it is decoded.
func TestBombs(t *testing.T) {
	for _, side := range []uint32{8000, 19_999, 30_000, 1 << 31} {
		bomb := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, side), side), 16, 6, 0, 0, 0))...)
		i, err := picture.Look(bomb)
		if err == nil && i.Fits() {
			t.Errorf("%d × %d pixels of 8 bytes fit", side, side)
		}
		if _, err := picture.Make(picture.Task{Data: bomb, Wants: []picture.Want{{Width: 480}}}); !fault.Is(err, fault.TooLarge) && !fault.Is(err, fault.Invalid) {
			t.Errorf("side %d: %v", side, err)
		}
	}
}

// Made smaller a picture keeps its proportions and never grows.
func TestSizes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w, h := rapid.IntRange(1, 900).Draw(r, "w"), rapid.IntRange(1, 900).Draw(r, "h")
		want := picture.Want{Width: rapid.IntRange(1, 300).Draw(r, "width"), Height: rapid.IntRange(0, 200).Draw(r, "height")}
		a, err := picture.Make(picture.Task{Data: jpegWith(t, corners(w, h), byte(rapid.IntRange(1, 8).Draw(r, "turn"))), Wants: []picture.Want{want}})
		if err != nil {
			r.Fatal(err)
		}
		got, err := picture.Look(a.Made[0].Data)
		if err != nil || got.Width > want.Width || want.Height > 0 && got.Height > want.Height {
			r.Fatalf("%d × %d: %+v, %v", w, h, got, err)
		}
	})
}

func FuzzMake(f *testing.F) {
	f.Add(jpegWith(f, corners(40, 20), 6))
	f.Add(pngWith(f, corners(40, 20), 3))
	f.Add(gifWith(f))
	f.Add(webpWith())
	f.Fuzz(func(t *testing.T, data []byte) {
		if i, err := picture.Look(data); err != nil || i.Width*i.Height > 1_000_000 {
			_, _ = picture.Clean(data)
			return
		}
		a, err := picture.Make(picture.Task{Data: data, Wants: []picture.Want{{}, {Width: 20}, {Width: 12, Height: 6, Focus: "top"}}})
		if err != nil {
			return
		}
		for _, m := range a.Made {
			if _, err := picture.Look(m.Data); err != nil {
				t.Errorf("what was made is no picture: %v", err)
			}
		}
	})
}
