package portal

import (
	"bytes"
	"encoding/binary"
	"io"
)

// exifRead is how much of a picture is searched for the camera's notes; they
// stand within its first segments.
const exifRead = 128 << 10

// orientation tells how the camera was held, 1 to 8, from the notes in a JPEG
// (Exif 2.32, 4.6.4, tag 274); 1 where there are none that can be read.
func orientation(r io.Reader) int {
	data, err := io.ReadAll(io.LimitReader(r, exifRead))
	if err != nil || len(data) < 4 || data[0] != 0xFF || data[1] != 0xD8 {
		return 1
	}
	for data = data[2:]; len(data) >= 4 && data[0] == 0xFF; {
		marker, size := data[1], int(binary.BigEndian.Uint16(data[2:]))
		if marker == 0xDA || size < 2 || 2+size > len(data) {
			break
		}
		if notes, ok := bytes.CutPrefix(data[4:2+size], []byte("Exif\x00\x00")); ok && marker == 0xE1 {
			return fromTIFF(notes)
		}
		data = data[2+size:]
	}
	return 1
}

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
