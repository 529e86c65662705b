package mail

import (
	"bytes"
	"errors"
	"html"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"

	"congbo/internal/vi"
)

// Parse reads a raw letter (RFC 5322, MIME). What real programs get wrong is
// read as well as it can be and noted in Problems; only what Check refuses is
// an error. It takes time and memory in proportion to the letter; still,
// letters from outside are parsed by a Pool.
func Parse(raw []byte) (*Message, error) { return parse(raw, 0) }

// maxForwarded is how many letters within letters are opened in search of a
// text.
const maxForwarded = 2

// maxText is how long a text may be, in bytes; a longer one is a file.
const maxText = 2 << 20

func parse(raw []byte, depth int) (*Message, error) {
	root, err := scan(raw)
	if err != nil {
		return nil, err
	}
	r := &reader{m: &Message{}}
	r.header(root)
	text := r.collect(root, false)
	r.finish(text)
	for _, a := range r.m.Attachments {
		if depth >= maxForwarded || r.m.Text != "" || a.ContentType != "message/rfc822" {
			continue
		}
		// A letter that only carries another says what that one says.
		if inner, err := parse(a.Data, depth+1); err == nil {
			r.m.Text = inner.Text
			for _, c := range inner.Recoded {
				if !c.Subject {
					r.m.Recoded = append(r.m.Recoded, c)
				}
			}
		}
	}
	r.m.Lang = guessLang(r.m.Subject + "\n" + r.m.Text)
	r.m.Auto = origin(r.m, root)
	r.m.Digest = digest(r.m)
	return r.m, nil
}

// A reader gathers a Message from its parts.
type reader struct {
	m       *Message
	hasText bool // part of the body has been read
}

func (r *reader) problem(key string) {
	if key != "" && !slices.Contains(r.m.Problems, key) {
		r.m.Problems = append(r.m.Problems, key)
	}
}

func (r *reader) header(root *entity) {
	m := r.m
	if root.broken {
		r.problem("mail.broken_header")
	}
	lists := map[string]*[]Address{"From": new([]Address), "Sender": new([]Address), "Reply-To": &m.ReplyTo, "To": &m.To, "Cc": &m.Cc}
	for _, f := range root.header {
		m.Header = append(m.Header, Field{f.name, f.text()})
		for name, list := range lists {
			if !equalFold(f.name, name) {
				continue
			}
			found, ok := addresses(f.value)
			*list = append(*list, found...)
			if !ok {
				r.problem("mail.bad_address")
			}
		}
	}
	if from := append(*lists["From"], *lists["Sender"]...); len(from) > 0 {
		m.From = from[0]
	} else {
		m.From.Name, _ = readAddress(get(root.header, "From"))
		r.problem("mail.no_sender")
	}
	m.OneAuthor = len(*lists["From"]) == 1
	m.Subject = m.Header.Get("Subject")
	if _, found := vi.NormaliseLine(decodeWords(get(root.header, "Subject"))); len(found) > 0 {
		r.recoded(true, found)
	}
	m.MessageID = messageID(get(root.header, "Message-ID"))
	m.InReplyTo = messageID(get(root.header, "In-Reply-To"))
	m.References = messageIDs(get(root.header, "References"))
	m.Date = r.date(m.Header.Get("Date"))
}

// dateForms are what careless programs write instead of RFC 5322.
var dateForms = []string{
	time.RFC3339, time.ANSIC, time.UnixDate, "Mon Jan 2 15:04:05 2006 -0700", "2 Jan 2006 15:04:05", "2 Jan 2006",
	"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "02/01/2006 15:04:05", "2/1/2006 15:04", "02-01-2006 15:04",
}

// date reads a Date field; the zero time where it says nothing believable.
func (r *reader) date(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	var t time.Time
	err := errors.New("not tried")
	words := strings.Fields(s)
	for n := len(words); n > 2 && n >= len(words)-2 && err != nil; n-- {
		// A name of a zone or a comment at the end may be all that is wrong.
		t, err = parseDate(strings.Join(words[:n], " "))
	}
	if err != nil || t.Year() < 1970 || t.Year() > 2999 {
		r.problem("mail.bad_date")
		return time.Time{}
	}
	return t.UTC()
}

func parseDate(s string) (time.Time, error) {
	// The day of the week says nothing new and is often written wrongly.
	if t := strings.TrimLeft(strings.TrimLeftFunc(s, unicode.IsLetter), ", "); t != "" && '0' <= t[0] && t[0] <= '9' {
		s = t
	}
	t, err := mail.ParseDate(s)
	for _, form := range dateForms {
		if err == nil {
			break
		}
		t, err = time.ParseInLocation(form, s, vi.Zone)
	}
	return t, err
}

// A segment is a piece of the body, in one or both of its forms.
type segment struct{ plain, html string }

// collect reads e and the parts in it: texts are returned, the rest becomes
// attachments. Related says that e stands beside an HTML that shows it.
func (r *reader) collect(e *entity, related bool) []segment {
	if e.unclosed {
		r.problem("mail.unclosed")
	}
	if len(e.parts) == 0 {
		return r.leaf(e, related)
	}
	var all [][]segment
	shows := -1 // the part that the others of a multipart/related belong to
	if e.media == "multipart/related" {
		shows = shown(e)
	}
	for i, p := range e.parts {
		all = append(all, r.collect(p, related || shows >= 0 && i != shows))
	}
	if e.media == "multipart/encrypted" {
		r.problem("mail.encrypted")
	}
	if e.media == "multipart/alternative" {
		return alternative(all)
	}
	return slices.Concat(all...)
}

// shown returns which part of a multipart/related is the text that shows the
// others: the one named by "start" (RFC 2387), else the first that can be.
func shown(e *entity) int {
	start := strings.Trim(e.params["start"], "<> ")
	for i, p := range e.parts {
		if start != "" && start == string(bytes.Trim(get(p.header, "Content-ID"), "<> ")) {
			return i
		}
	}
	for i, p := range e.parts {
		if p.media == "text/html" || strings.HasPrefix(p.media, "multipart/") {
			return i
		}
	}
	return 0
}

// alternative returns the forms of one text: of the plain ones the first, of
// the HTML the last, which is the best.
func alternative(all [][]segment) []segment {
	var s segment
	for _, segs := range all {
		plain, html := joinSegments(segs)
		onlyPlain := html == ""
		if s.plain == "" && onlyPlain {
			s.plain = plain
		}
		if html != "" {
			s.html = html
		}
	}
	if s == (segment{}) {
		return nil
	}
	return []segment{s}
}

// leaf reads a part that has no parts in it.
func (r *reader) leaf(e *entity, related bool) []segment {
	disposition, params := parameters(get(e.header, "Content-Disposition"))
	name := params["filename"]
	if name == "" {
		name = e.params["name"]
	}
	media := e.media
	if e.orphan { // a multipart with nothing in it: show what there is
		media = "text/plain"
		r.problem("mail.unclosed")
	}
	data, ok := e.content()
	if !ok {
		r.problem("mail.bad_encoding")
		if strings.HasPrefix(media, "text/") && looksBinary(data) && !looksBinary(e.body) {
			data = e.body // never encoded, whatever the header says
		}
	}
	if media == "application/pkcs7-mime" || media == "application/x-pkcs7-mime" {
		r.problem("mail.encrypted")
	}
	var text []segment
	if r.isBody(media, disposition, name, related) {
		if len(data) <= maxText {
			text = r.body(e, media, data)
		} else {
			r.problem("mail.text_too_long")
		}
		if len(data) <= maxText && name == "" {
			return text
		}
	}
	id := string(bytes.Trim(get(e.header, "Content-ID"), "<> \t"))
	if !usableID(id) {
		id = ""
	}
	r.m.Attachments = append(r.m.Attachments, Attachment{
		Name:        fileName(name, media, len(r.m.Attachments)+1),
		ContentType: media,
		ContentID:   id,
		Inline:      disposition == "inline" || disposition == "" && (related || id != ""),
		Data:        data,
	})
	return text
}

// looksBinary reports whether the beginning of data holds what no text does.
func looksBinary(data []byte) bool {
	controls := 0
	for _, c := range data[:min(len(data), 1000)] {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			controls++
		}
	}
	return controls > 0
}

// isBody reports whether a leaf is text to be read rather than a file. Some
// programs name even the letter's own text; then it is both.
func (r *reader) isBody(media, disposition, name string, related bool) bool {
	return (media == "text/plain" || media == "text/html") && disposition != "attachment" && !related && (name == "" || !r.hasText)
}

// body reads a text that is to be shown.
func (r *reader) body(e *entity, media string, data []byte) []segment {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil
	}
	r.hasText = true
	charset := e.params["charset"]
	if media == "text/html" {
		if charset == "" {
			charset = declaredCharset(data)
		}
		if vietnamese[charsetName(charset)] == vi.VIQR {
			charset = "" // its marks would be read in the tags too
		}
		s, problem := decodeCharset(data, charset)
		r.problem(problem)
		return []segment{{html: strings.ReplaceAll(s, "\x00", "")}}
	}
	s, problem := decodeCharset(data, charset)
	r.problem(problem)
	s = r.clean(s)
	if strings.EqualFold(e.params["format"], "flowed") {
		s = unflow(s, strings.EqualFold(e.params["delsp"], "yes"))
	}
	return []segment{{plain: trimBlank(s)}}
}

// declaredCharset returns what a <meta> at the start of HTML says.
func declaredCharset(data []byte) string {
	head := bytes.ToLower(data[:min(len(data), 2048)])
	_, rest, ok := bytes.Cut(head, []byte("charset="))
	if !ok {
		return ""
	}
	rest = bytes.TrimLeft(rest, `"' `)
	if i := bytes.IndexAny(rest, `"' />;`); i >= 0 {
		rest = rest[:i]
	}
	return string(rest[:min(len(rest), 40)])
}

// joinSegments returns the body in both forms; html is empty where no part of
// it is HTML.
func joinSegments(segs []segment) (plain, markup string) {
	var texts, pages []string
	rich := false
	for _, s := range segs {
		if s.plain != "" {
			texts = append(texts, s.plain)
		}
		switch {
		case s.html != "":
			rich = true
			pages = append(pages, s.html)
		case s.plain != "":
			pages = append(pages, "<div>"+strings.ReplaceAll(html.EscapeString(s.plain), "\n", "<br>\n")+"</div>")
		}
	}
	if rich {
		markup = strings.Join(pages, "\n")
	}
	return strings.Join(texts, "\n\n"), markup
}

// finish settles text and HTML from the segments of the body.
func (r *reader) finish(segs []segment) {
	_, r.m.HTML = joinSegments(segs)
	for i, s := range segs {
		if s.plain == "" && s.html != "" {
			text, whole := textOf(s.html)
			segs[i].plain = trimBlank(r.clean(text))
			if !whole {
				r.problem("mail.html_cut")
			}
		}
	}
	if r.m.Text, _ = joinSegments(segs); len(r.m.Text) > maxText {
		r.m.Text = vi.Clean(strings.ToValidUTF8(r.m.Text[:maxText], ""))
		r.problem("mail.text_too_long")
	}
	if len(r.m.HTML) > maxHTML {
		r.m.HTML = "" // several that are too long together
		r.problem("mail.html_cut")
	}
}

// clean returns text as it may be stored, once what was written in a charset
// from before Unicode is read: cleaning drops some of its letters (R-I4).
func (r *reader) clean(s string) string {
	s, found := vi.Normalise(s)
	r.recoded(false, found)
	return vi.Clean(s)
}

func (r *reader) recoded(subject bool, found []vi.Finding) {
	for _, f := range found {
		if slices.Contains(vi.Charsets(), f.What) {
			r.m.Recoded = append(r.m.Recoded, Recoded{subject, f.What, strings.TrimSpace(f.Before), vi.CleanLine(f.After), f.Applied})
		}
	}
}

// trimBlank cuts blanks at the ends of lines and blank lines at both ends.
func trimBlank(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if l != "-- " { // announces a signature
			lines[i] = strings.TrimRight(l, " \t\u00a0")
		}
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// unflow joins the lines of format=flowed (RFC 3676), whose paragraphs are
// broken behind a blank.
func unflow(s string, delsp bool) string {
	var out strings.Builder
	joined, before := false, 0
	for line := range strings.SplitSeq(s, "\n") {
		depth := len(line) - len(strings.TrimLeft(line, ">"))
		body := strings.TrimPrefix(line[depth:], " ")
		if joined && depth != before {
			out.WriteByte('\n')
			joined = false
		}
		if !joined && depth > 0 {
			out.WriteString(strings.Repeat(">", depth) + " ")
		}
		before = depth
		if joined = strings.HasSuffix(body, " ") && body != "-- "; joined {
			if delsp {
				body = body[:len(body)-1]
			}
			out.WriteString(body)
			continue
		}
		out.WriteString(body + "\n")
	}
	return strings.TrimSuffix(out.String(), "\n")
}
