package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime/quotedprintable"
	"strings"
	"unicode/utf8"

	"congbo/internal/vi"
)

const lineLength = 76

// writeField writes a field, folded at its blanks. The value is printable
// ASCII: encoded before, but for addresses with letters beyond ASCII, which
// SMTPUTF8 allows.
func writeField(b *bytes.Buffer, name, value string) {
	b.WriteString(name + ":")
	column := len(name) + 1
	for w := range strings.FieldsSeq(value) {
		if column+1+len(w) > lineLength && column > len(name)+1 {
			b.WriteString("\r\n")
			column = 0
		}
		b.WriteString(" " + w)
		column += 1 + len(w)
	}
	b.WriteString("\r\n")
}

// encodeText returns any text as the value of a field: as it is where it is
// plain ASCII, else in encoded words. What looks like an encoded word is
// encoded too, so that it arrives as it was written.
func encodeText(s string) string {
	s = vi.CleanLine(s)
	plain := ascii([]byte(s)) && !strings.Contains(s, "=?")
	for w := range strings.FieldsSeq(s) {
		plain = plain && len(w) <= lineLength-12
	}
	if plain {
		return s
	}
	return encodeWords(s)
}

// encodeWords writes text as encoded words, none of which cuts a letter in
// two (RFC 2047 §5). With the name of most fields one fits on a line.
func encodeWords(s string) string {
	const room = 39 // bytes that give 52 in base64, with 12 around them
	var words []string
	for s != "" {
		n := 0
		for n < len(s) {
			_, size := utf8.DecodeRuneInString(s[n:])
			if n+size > room {
				break
			}
			n += size
		}
		words = append(words, "=?utf-8?B?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(words, " ")
}

// A part of a letter of ours: fields of its header, and parts or content that
// is encoded already.
type part struct {
	fields  []Field
	content []byte
	mark    string // boundary of a multipart
	parts   []part
}

// body returns the parts of the letter. Boundaries are made from its id: the
// same letter is the same bytes, and "=_" occurs in nothing that is encoded.
func (o Outgoing) body(id string) part {
	marks := 0
	group := func(kind string, parts ...part) part {
		if len(parts) == 1 {
			return parts[0]
		}
		marks++
		sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", marks, id))
		mark := "=_" + hex.EncodeToString(sum[:15])
		return part{fields: []Field{{"Content-Type", fmt.Sprintf("multipart/%s; boundary=%q", kind, mark)}}, mark: mark, parts: parts}
	}
	var shown, attached []part
	for _, a := range o.Attachments {
		if a.Inline && usableID(a.ContentID) && o.HTML != "" {
			shown = append(shown, filePart(a))
		} else {
			a.Inline = false
			attached = append(attached, filePart(a))
		}
	}
	text := o.Text
	if text == "" && o.HTML != "" {
		text, _ = textOf(o.HTML)
	}
	letter := textPart("plain", vi.Clean(text))
	if o.HTML != "" {
		page := group("related", append([]part{textPart("html", vi.Clean(o.HTML))}, shown...)...)
		letter = group("alternative", letter, page)
	}
	return group("mixed", append([]part{letter}, attached...)...)
}

func textPart(kind, text string) part {
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	io.WriteString(w, strings.TrimRight(text, "\n")+"\n")
	w.Close()
	return part{fields: []Field{
		{"Content-Type", "text/" + kind + "; charset=utf-8"},
		{"Content-Transfer-Encoding", "quoted-printable"},
	}, content: b.Bytes()}
}

func filePart(a Attachment) part {
	media, _ := mediaType([]byte(a.ContentType))
	if strings.HasPrefix(media, "message/") || strings.HasPrefix(media, "multipart/") {
		media = "application/octet-stream" // those may not be in base64
	}
	name := fileName(a.Name, media, 1)
	disposition := "attachment"
	if a.Inline {
		disposition = "inline"
	}
	fields := []Field{
		{"Content-Type", media + `; name="` + quotable(name) + `"`},
		{"Content-Disposition", disposition + fileNameParams(name)},
		{"Content-Transfer-Encoding", "base64"},
	}
	if a.Inline {
		fields = append(fields, Field{"Content-ID", "<" + a.ContentID + ">"})
	}
	return part{fields: fields, content: wrapBase64(a.Data)}
}

// quotable returns a file's name for the parameter that old programs read:
// in encoded words, which no RFC allows there and all such programs know.
func quotable(name string) string {
	if ascii([]byte(name)) && len(name) <= 60 {
		return strings.NewReplacer(`\`, "_", `"`, "'").Replace(name)
	}
	return encodeWords(name)
}

// fileNameParams returns the parameter filename, in the form of RFC 2231 where
// it is long or not ASCII.
func fileNameParams(name string) string {
	if ascii([]byte(name)) && len(name) <= 60 && !strings.ContainsAny(name, `\"`) {
		return `; filename="` + name + `"`
	}
	var b strings.Builder
	n, column := 0, 100
	for i := range len(name) {
		if column > 50 {
			fmt.Fprintf(&b, "; filename*%d*=", n)
			if n == 0 {
				b.WriteString("utf-8''")
			}
			n, column = n+1, 0
		}
		if c := name[i]; '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '.' || c == '-' || c == '_' {
			b.WriteByte(c)
			column++
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
			column += 3
		}
	}
	return b.String()
}

func wrapBase64(data []byte) []byte {
	const chunk = lineLength / 4 * 3
	out := make([]byte, 0, len(data)/3*4+len(data)/chunk*2+8)
	for len(data) > 0 {
		n := min(chunk, len(data))
		out = base64.StdEncoding.AppendEncode(out, data[:n])
		out = append(out, '\r', '\n')
		data = data[n:]
	}
	return out
}

// write writes the header fields of a part, an empty line and what it holds.
func (p part) write(b *bytes.Buffer) {
	for _, f := range p.fields {
		writeField(b, f.Name, f.Value)
	}
	b.WriteString("\r\n")
	if p.mark == "" {
		b.Write(p.content)
		return
	}
	for _, inner := range p.parts {
		b.WriteString("--" + p.mark + "\r\n")
		inner.write(b)
		b.WriteString("\r\n")
	}
	b.WriteString("--" + p.mark + "--\r\n")
}
