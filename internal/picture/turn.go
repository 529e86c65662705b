package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// turnOf tells how the camera was held, 1 to 8, from its notes in a picture; 1
// where there are none that can be read.
func turnOf(format string, data []byte) int {
	turn := 1
	note := func(b []byte) { turn = fromTIFF(bytes.TrimPrefix(b, exifMark)) }
	switch format {
	case "jpeg":
		_ = eachSegment(data, func(marker byte, body, _ []byte) bool {
			if marker == 0xE1 && bytes.HasPrefix(body, exifMark) {
				note(body)
				return false
			}
			return marker != 0xDA
		})
	case "png":
		_ = eachChunk(data, func(kind string, body, _ []byte) bool {
			if kind == "eXIf" {
				note(body)
			}
			return kind != "IDAT" && kind != "eXIf"
		})
	case "webp":
		_ = eachRIFF(data, func(kind string, body []byte) bool {
			if kind == "EXIF" {
				note(body)
			}
			return kind != "EXIF"
		})
	}
	return turn
}

var exifMark = []byte("Exif\x00\x00")

func fromTIFF(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(b[:2]) == "MM" {
		order = binary.BigEndian
	}
	at := uint64(order.Uint32(b[4:]))
	if at+2 > uint64(len(b)) {
		return 1
	}
	n := int(order.Uint16(b[at:]))
	for i := range n {
		entry := at + 2 + uint64(i)*12
		if entry+12 > uint64(len(b)) {
			break
		}
		if e := b[entry : entry+12]; order.Uint16(e) == 274 && order.Uint16(e[2:]) == 3 {
			if o := int(order.Uint16(e[8:])); o >= 1 && o <= 8 {
				return o
			}
			break
		}
	}
	return 1
}

// upright turns a picture as the camera was held.
func upright(src *image.RGBA, turn int) *image.RGBA {
	if turn < 2 || turn > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if turn >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	dst := image.NewRGBA(size)
	for y := range h {
		row := src.Pix[y*src.Stride : y*src.Stride+4*w]
		for x := range w {
			tx, ty := x, y
			switch turn {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(dst.Pix[ty*dst.Stride+4*tx:][:4], row[4*x:])
		}
	}
	return dst
}
