package mail

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/simplifiedchinese"

	"congbo/internal/vi"
)

// decodeCharset turns bytes in the named charset into text, not yet clean,
// and says with a message key what was wrong, if anything.
//
// The name is believed as little as needed: bytes that are UTF-8 beyond
// chance are UTF-8 whatever single-byte charset the letter claims, and bytes
// that are not UTF-8 although it is claimed, or nothing is, are read as
// Windows-1252, which gives every byte a character. Letters in TCVN3 or VNI,
// which say Western or nothing, keep their bytes apart in this way and can be
// recognised later.
func decodeCharset(b []byte, name string) (text, problem string) {
	if ascii(b) && !shifted(name) {
		return string(b), ""
	}
	name = charsetName(name)
	switch name {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "x-unknown", "default", "binary", "8bit":
		if utf8.Valid(b) {
			return string(b), ""
		}
		if name == "utf-8" || name == "utf8" {
			if mostlyUTF8(b) { // a character cut in two, say
				return strings.ToValidUTF8(string(b), "\ufffd"), "mail.bad_charset"
			}
		}
		return fromBytes(b, charmap.Windows1252), "mail.bad_charset"
	case "utf-7", "unicode-1-1-utf-7", "unicode-2-0-utf-7", "x-unicode-2-0-utf-7":
		return fromUTF7(b), ""
	case "hz-gb-2312", "hz":
		return fromBytes(b, simplifiedchinese.HZGB2312), ""
	}
	if c := vietnamese[name]; c != "" {
		if utf8.Valid(b) && !ascii(b) {
			return string(b), "mail.bad_charset"
		}
		return c.Decode(western(b)), ""
	}
	enc := lookup(name)
	if enc == nil {
		text, _ = decodeCharset(b, "")
		return text, "mail.unknown_charset"
	}
	if strings.HasPrefix(name, "iso-8859") || strings.HasPrefix(name, "windows-125") || strings.HasPrefix(name, "cp125") {
		if utf8.Valid(b) {
			return string(b), "mail.bad_charset"
		}
		if latin := western(b); vi.Recognise(latin, "").Automatic() {
			return latin, "" // a font made Vietnamese of it, not the charset
		}
	}
	text = fromBytes(b, enc)
	switch {
	case !strings.ContainsRune(text, utf8.RuneError):
		return text, ""
	case utf8.Valid(b): // converted on the way, the label was not
		return string(b), "mail.bad_charset"
	}
	return text, "mail.bad_charset"
}

// vietnamese are the names under which programs send charsets from before
// Unicode: the two that are registered (RFC 1456), and those that browsers and
// converters gave the others.
var vietnamese = map[string]vi.Charset{
	"viscii": vi.VISCII, "csviscii": vi.VISCII, "viscii1.1-1": vi.VISCII, "viqr": vi.VIQR, "csviqr": vi.VIQR,
	"tcvn": vi.TCVN3, "tcvn3": vi.TCVN3, "tcvn-5712": vi.TCVN3, "tcvn5712": vi.TCVN3, "x-viet-tcvn": vi.TCVN3, "x-viet-tcvn5712": vi.TCVN3,
	"vni": vi.VNI, "x-viet-vni": vi.VNI, "vps": vi.VPS, "x-viet-vps": vi.VPS,
}

// western reads each byte as the character of Windows-1252, and where it has
// none, of Latin-1.
func western(b []byte) string {
	var out strings.Builder
	out.Grow(2 * len(b))
	for _, c := range b {
		r := charmap.Windows1252.DecodeByte(c)
		if r == utf8.RuneError {
			r = rune(c)
		}
		out.WriteRune(r)
	}
	return out.String()
}

// charsetName returns a charset's name in lower case without what careless
// programs put around it: quotes, comments, blanks.
func charsetName(s string) string {
	s = strings.ToLower(strings.Trim(s, " \t\"'"))
	if i := strings.IndexAny(s, " \t(;,"); i >= 0 {
		s = s[:i]
	}
	return s
}

// shifted reports whether bytes below 128 of the charset may be something
// else than ASCII.
func shifted(name string) bool {
	name = charsetName(name)
	return vietnamese[name] == vi.VIQR || strings.Contains(name, "utf-7") || strings.HasPrefix(name, "hz") || strings.HasPrefix(name, "iso-2022") ||
		strings.HasPrefix(name, "utf-16") || strings.HasPrefix(name, "utf-32") || strings.HasPrefix(name, "csiso2022") || strings.Contains(name, "ucs")
}

func lookup(name string) encoding.Encoding {
	if enc, err := htmlindex.Get(name); err == nil && enc != encoding.Replacement {
		return enc
	}
	if enc, err := ianaindex.MIME.Encoding(name); err == nil && enc != nil {
		return enc
	}
	if digits, ok := strings.CutPrefix(name, "cp"); ok {
		for _, alias := range []string{"ibm" + digits, "windows-" + digits} {
			if enc, err := ianaindex.IANA.Encoding(alias); err == nil && enc != nil {
				return enc
			}
		}
	}
	return nil
}

func fromBytes(b []byte, enc encoding.Encoding) string {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		out = append(out, "\ufffd"...)
	}
	return strings.ToValidUTF8(string(out), "\ufffd")
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// mostlyUTF8 reports whether most of the bytes beyond ASCII form UTF-8.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good += n
		}
		b = b[n:]
	}
	return good > bad
}

// fromUTF7 decodes RFC 2152, which old programs of one maker still write.
func fromUTF7(b []byte) string {
	var out strings.Builder
	for len(b) > 0 {
		i := bytes.IndexByte(b, '+')
		if i < 0 {
			i = len(b)
		}
		for _, c := range b[:i] {
			out.WriteRune(rune(c))
		}
		if b = b[i:]; len(b) == 0 {
			break
		}
		b = b[1:]
		n := 0
		for n < len(b) && sextet[b[n]] < 64 {
			n++
		}
		if n == 0 {
			if len(b) > 0 && b[0] == '-' {
				out.WriteByte('+')
			}
		} else {
			raw, _ := unbase64(b[:n])
			units := make([]uint16, len(raw)/2)
			for i := range units {
				units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
			}
			out.WriteString(string(utf16.Decode(units)))
		}
		b = b[n:]
		if len(b) > 0 && b[0] == '-' {
			b = b[1:]
		}
	}
	return out.String()
}
