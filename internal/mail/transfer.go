package mail

import "bytes"

// content returns the body of a leaf decoded for transfer, and reports
// whether all was in order.
func (e *entity) content() (data []byte, ok bool) {
	switch name := transferEncoding(get(e.header, "Content-Transfer-Encoding")); name {
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit":
		return e.body, true
	case "base64":
		return unbase64(e.body)
	case "quoted-printable":
		return unquotePrintable(e.body)
	case "x-uuencode", "uuencode", "x-uue", "uue":
		return unuuencode(e.body)
	}
	return e.body, false
}

func transferEncoding(v []byte) string {
	v = bytes.ToLower(bytes.Trim(v, " \t\"'"))
	if i := bytes.IndexAny(v, " \t;("); i >= 0 {
		v = v[:i]
	}
	return string(v)
}

// unquotePrintable decodes RFC 2045 §6.7. An equals sign that encodes nothing
// stands for itself.
func unquotePrintable(v []byte) (out []byte, ok bool) {
	out, ok = make([]byte, 0, len(v)), true
	for len(v) > 0 {
		line, end := v, []byte(nil)
		if i := bytes.IndexByte(v, '\n'); i >= 0 {
			line, end = v[:i], v[i:i+1]
			if i > 0 && v[i-1] == '\r' {
				line, end = v[:i-1], v[i-1:i+1]
			}
		}
		v = v[len(line)+len(end):]
		line = bytes.TrimRight(line, " \t") // added on the way, says the RFC
		for i := 0; i < len(line); i++ {
			c := line[i]
			if c != '=' {
				out = append(out, c)
				continue
			}
			if i == len(line)-1 { // a soft line break
				end = nil
				continue
			}
			if i+2 < len(line) {
				if x, good := hexByte(line[i+1], line[i+2]); good {
					out = append(out, x)
					i += 2
					continue
				}
			}
			out, ok = append(out, c), false
		}
		out = append(out, end...)
	}
	return out, ok
}

// unuuencode decodes the "begin 644 name" … "end" of the time before MIME.
func unuuencode(v []byte) (out []byte, ok bool) {
	all, started := v, false
	for len(v) > 0 {
		var line []byte
		line, v, _ = bytes.Cut(v, []byte("\n"))
		line = bytes.TrimRight(line, "\r")
		switch {
		case !started:
			started = bytes.HasPrefix(line, []byte("begin "))
			continue
		case string(line) == "end":
			return out, true
		case len(line) == 0:
			continue
		}
		n := int(line[0]-' ') & 63
		line = line[1:]
		for n > 0 {
			var g [4]byte
			for i := range g {
				if i < len(line) {
					g[i] = (line[i] - ' ') & 63
				}
			}
			line = line[min(4, len(line)):]
			b := []byte{g[0]<<2 | g[1]>>4, g[1]<<4 | g[2]>>2, g[2]<<6 | g[3]}
			out = append(out, b[:min(3, n)]...)
			n -= 3
		}
	}
	if !started {
		return all, false
	}
	return out, false
}
