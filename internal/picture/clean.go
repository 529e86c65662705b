package picture

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Clean returns a picture as it is seen, bit for bit, without anything else: no
// notes of the camera or of a program, no preview, no comment, nothing behind
// its end. What says how colours are meant stays. It takes a picture apart by
// its blocks and decodes nothing; one that is not built as it should be is an
// error.
func Clean(data []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xD8")):
		return cleanJPEG(data)
	case bytes.HasPrefix(data, pngMark):
		return cleanPNG(data)
	case bytes.HasPrefix(data, []byte("GIF8")):
		return cleanGIF(data)
	}
	return cleanWebP(data)
}

// jfif says that a JPEG is a plain one, without a preview.
var jfif = []byte("\xFF\xE0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")

var iccMark, adobeMark = []byte("ICC_PROFILE\x00"), []byte("Adobe")

func cleanJPEG(data []byte) ([]byte, error) {
	out := bytes.NewBuffer(make([]byte, 0, len(data)))
	out.WriteString("\xFF\xD8")
	err := eachSegment(data, func(marker byte, body, whole []byte) bool {
		switch {
		case marker == 0xE0 && bytes.HasPrefix(body, []byte("JFIF\x00")):
			out.Write(jfif)
		case marker == 0xE2 && bytes.HasPrefix(body, iccMark), marker == 0xEE && bytes.HasPrefix(body, adobeMark):
			out.Write(whole)
		case marker >= 0xE0 && marker <= 0xEF, marker == 0xFE:
		default:
			out.Write(whole)
		}
		return true
	})
	return out.Bytes(), err
}

// Chunks of a PNG that are of the picture.
var seen = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "pHYs", "bKGD", "acTL", "fcTL", "fdAT"}

func cleanPNG(data []byte) ([]byte, error) {
	out := bytes.NewBuffer(make([]byte, 0, len(data)))
	out.Write(pngMark)
	err := eachChunk(data, func(kind string, _, whole []byte) bool {
		if slices.Contains(seen, kind) {
			out.Write(whole)
		}
		return true
	})
	return out.Bytes(), err
}

// cleanGIF keeps the frames of a GIF (GIF89a) and how often they are played.
func cleanGIF(data []byte) ([]byte, error) {
	if len(data) < 13 {
		return nil, errBroken
	}
	out := bytes.NewBuffer(make([]byte, 0, len(data)))
	at := 13 + table(data[10])
	if at > len(data) {
		return nil, errBroken
	}
	out.Write(data[:at])
	for at < len(data) {
		from, keep := at, true
		switch data[at] {
		case 0x3B:
			out.WriteByte(0x3B)
			return out.Bytes(), nil
		case 0x2C:
			if at+11 > len(data) {
				return nil, errBroken
			}
			at += 11 + table(data[at+9])
		case 0x21:
			if at+3 > len(data) {
				return nil, errBroken
			}
			name := data[min(at+3, len(data)):min(at+14, len(data))]
			keep = data[at+1] == 0xF9 || data[at+1] == 0xFF && (string(name) == "NETSCAPE2.0" || string(name) == "ANIMEXTS1.0")
			at += 2
		default:
			return nil, errBroken
		}
		for { // what is said in pieces of at most 255 bytes, until an empty one
			if at >= len(data) {
				return nil, errBroken
			}
			n := int(data[at])
			at += 1 + n
			if n == 0 {
				break
			}
		}
		if at > len(data) {
			return nil, errBroken
		}
		if keep {
			out.Write(data[from:at])
		}
	}
	return nil, errBroken
}

// table is how many bytes the colours take that follow a byte of flags.
func table(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (1 + flags&7)
}

func cleanWebP(data []byte) ([]byte, error) {
	out := bytes.NewBuffer(make([]byte, 0, len(data)))
	out.WriteString("RIFF\x00\x00\x00\x00WEBP")
	err := eachRIFF(data, func(kind string, body []byte) bool {
		switch kind {
		case "VP8X":
			body = slices.Clone(body)
			if len(body) > 0 {
				body[0] &^= 0x08 | 0x04 // it has notes of the camera, of a program
			}
		case "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP":
		default:
			return true
		}
		out.WriteString(kind)
		_ = binary.Write(out, binary.LittleEndian, uint32(len(body))) // into memory
		out.Write(body)
		if len(body)%2 == 1 {
			out.WriteByte(0)
		}
		return true
	})
	binary.LittleEndian.PutUint32(out.Bytes()[4:], uint32(out.Len()-8))
	return out.Bytes(), err
}
