package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
)

var errBroken = errors.New("the file is cut short or not built as it should be")

// eachSegment calls fn with the segments of a JPEG (ITU-T T.81, annex B), the
// last of which is the end mark: body is what the segment says, whole all its
// bytes, for a scan with the coded data that follow. It ends where fn returns
// false; what follows the end mark is not looked at.
func eachSegment(data []byte, fn func(marker byte, body, whole []byte) bool) error {
	if len(data) < 4 || data[0] != 0xFF || data[1] != 0xD8 {
		return errBroken
	}
	for rest := data[2:]; ; {
		for len(rest) >= 2 && rest[0] == 0xFF && rest[1] == 0xFF { // fill
			rest = rest[1:]
		}
		if len(rest) < 2 || rest[0] != 0xFF {
			return errBroken
		}
		marker := rest[1]
		if marker == 0xD9 {
			fn(marker, nil, rest[:2])
			return nil
		}
		if len(rest) < 4 || marker == 0 || marker >= 0xD0 && marker <= 0xD8 || marker == 1 {
			return errBroken
		}
		size := 2 + int(binary.BigEndian.Uint16(rest[2:]))
		if size < 4 || size > len(rest) {
			return errBroken
		}
		end := size
		if marker == 0xDA {
			if end = scanEnd(rest, size); end < 0 {
				return errBroken
			}
		}
		if !fn(marker, rest[4:size], rest[:end]) {
			return nil
		}
		rest = rest[end:]
	}
}

// scanEnd is where the coded data of a scan end: before the next mark that is
// none of their own. -1: nowhere.
func scanEnd(b []byte, from int) int {
	for i := from; i+1 < len(b); {
		j := bytes.IndexByte(b[i:], 0xFF)
		if j < 0 || i+j+1 >= len(b) {
			return -1
		}
		i += j
		if next := b[i+1]; next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7) {
			return i
		}
		i++
		if b[i] != 0xFF {
			i++
		}
	}
	return -1
}

var pngMark = []byte("\x89PNG\r\n\x1a\n")

// eachChunk calls fn with the chunks of a PNG (ISO/IEC 15948) until the last or
// until fn returns false.
func eachChunk(data []byte, fn func(kind string, body, whole []byte) bool) error {
	rest, ok := bytes.CutPrefix(data, pngMark)
	if !ok {
		return errBroken
	}
	for {
		if len(rest) < 12 {
			return errBroken
		}
		n := binary.BigEndian.Uint32(rest)
		if uint64(n)+12 > uint64(len(rest)) {
			return errBroken
		}
		kind, end := string(rest[4:8]), 12+int(n)
		if !fn(kind, rest[8:8+n], rest[:end]) || kind == "IEND" {
			return nil
		}
		rest = rest[end:]
	}
}

// eachRIFF calls fn with the chunks of a WebP (RFC 9649) until the last or until
// fn returns false.
func eachRIFF(data []byte, fn func(kind string, body []byte) bool) error {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WEBP" {
		return errBroken
	}
	size := uint64(binary.LittleEndian.Uint32(data[4:])) + 8
	if size < 12 || size > uint64(len(data)) {
		return errBroken
	}
	for rest := data[12:size]; len(rest) > 0; {
		if len(rest) < 8 {
			return errBroken
		}
		n := uint64(binary.LittleEndian.Uint32(rest[4:]))
		if n+8 > uint64(len(rest)) {
			return errBroken
		}
		if !fn(string(rest[:4]), rest[8:8+n]) {
			return nil
		}
		rest = rest[min(8+n+n%2, uint64(len(rest))):]
	}
	return nil
}
