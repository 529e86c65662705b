package mail_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"congbo/internal/fault"
	"congbo/internal/mail"
	"congbo/internal/vi"
)

var morning = time.Date(2026, 11, 23, 8, 15, 0, 0, vi.Zone)

func outgoing() mail.Outgoing {
	return mail.Outgoing{
		MessageID:  "ack-123@congbo.example.edu.vn",
		Date:       morning,
		From:       mail.Address{Name: "Phòng Thông tin – Truyền thông", Email: "ptt@example.edu.vn"},
		To:         []mail.Address{{Name: "Nguyễn Văn Hòa", Email: "hoa@example.vn"}},
		Subject:    "[PTT-2026-000123] Đã tiếp nhận đề nghị đăng tin “Hội nghị cán bộ, viên chức năm học 2026–2027”",
		Text:       "Kính gửi ông/bà,\n\nĐã tiếp nhận.\n.\nFrom đây là chữ\n",
		InReplyTo:  "CAF1=x.y@mail.example.com",
		References: []string{"first@example.edu.vn", "CAF1=x.y@mail.example.com"},
		Auto:       true,
	}
}

func TestOutgoing(t *testing.T) {
	o := outgoing()
	o.HTML = `<p>Kính gửi</p><img src="cid:logo@x" alt="">`
	o.Attachments = []mail.Attachment{
		{Name: "Biên nhận.pdf", ContentType: "application/pdf", Data: []byte("%PDF")},
		{Name: "logo.png", ContentType: "image/png", ContentID: "logo@x", Inline: true, Data: []byte("PNG")},
		{Name: "thư gốc.eml", ContentType: "message/rfc822", Data: []byte("From: a\r\n\r\nb")},
	}
	raw, err := o.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	again, _ := o.Bytes()
	if !bytes.Equal(raw, again) {
		t.Error("the same letter is other bytes")
	}
	for i, line := range strings.Split(string(raw), "\r\n") {
		if len(line) > 78 || strings.ContainsAny(line, "\r\n") || strings.ContainsFunc(line, func(r rune) bool { return r > '~' }) {
			t.Errorf("line %d: %q", i, line)
		}
	}
	m := parse(t, raw)
	if m.Subject != o.Subject || m.From != o.From || m.To[0] != o.To[0] || m.MessageID != o.MessageID || m.InReplyTo != o.InReplyTo ||
		!m.Date.Equal(o.Date) || len(m.References) != 2 || m.Text != strings.TrimSpace(o.Text) || !strings.Contains(m.HTML, "cid:logo@x") || len(m.Problems) > 0 {
		t.Errorf("came back as\n%s", dump(m))
	}
	if len(m.Attachments) != 3 || !m.Attachments[0].Inline || m.Attachments[0].ContentID != "logo@x" ||
		m.Attachments[1].Name != "Biên nhận.pdf" || m.Attachments[1].Inline || string(m.Attachments[2].Data) != "From: a\r\n\r\nb" {
		t.Errorf("attachments came back as\n%s", dump(m))
	}
	if m.Header.Get("Auto-Submitted") != "auto-replied" {
		t.Error("not marked as automatic")
	}
}

// Files and texts survive the way through a letter byte for byte (R-I1).
func TestComposeAndParse(t *testing.T) {
	line := rapid.OneOf(rapid.StringMatching(`[ -~àáảãạăâđêôơưỳ…日]{0,120}`), rapid.StringMatching(`[\\",<>()=?a]{0,12}`))
	name := rapid.StringMatching(`[a-zA-Z0-9 "';=?_.\\,()đếữ-]{0,120}`)
	rapid.Check(t, func(rt *rapid.T) {
		o := mail.Outgoing{
			MessageID: rapid.StringMatching(`[a-z0-9.+=-]{1,60}@[a-z]{1,20}\.vn`).Draw(rt, "id"),
			Date:      time.Unix(rapid.Int64Range(0, 4e9).Draw(rt, "date"), 0),
			From:      mail.Address{Name: line.Draw(rt, "name"), Email: "a@example.vn"},
			To:        []mail.Address{{Name: line.Draw(rt, "to"), Email: "b@example.vn"}, {Email: "c@example.vn"}},
			Subject:   line.Draw(rt, "subject"),
			Text:      strings.Join(rapid.SliceOfN(line, 0, 10).Draw(rt, "text"), "\n"),
		}
		for range rapid.IntRange(0, 3).Draw(rt, "files") {
			o.Attachments = append(o.Attachments, mail.Attachment{
				Name:        name.Draw(rt, "file"),
				ContentType: rapid.SampledFrom([]string{"", "text/plain", "text/html", "application/pdf", "nonsense"}).Draw(rt, "type"),
				Data:        rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(rt, "data"),
			})
		}
		raw, err := o.Bytes()
		if err != nil {
			rt.Fatal(err)
		}
		m, err := mail.Parse(raw)
		if err != nil {
			rt.Fatal(err)
		}
		if want := vi.CleanLine(o.Subject); m.Subject != want {
			rt.Errorf("subject %q, want %q", m.Subject, want)
		}
		if want := strings.Trim(vi.CleanLine(o.From.Name), ` "'`); m.From.Name != want {
			rt.Errorf("name %q, want %q", m.From.Name, want)
		}
		if want := blankless(o.Text); blankless(m.Text) != want {
			rt.Errorf("text %q, want %q", m.Text, want)
		}
		if len(m.To) != 2 || m.MessageID != o.MessageID || !m.Date.Equal(o.Date) {
			rt.Errorf("came back as\n%s", dump(m))
		}
		if len(m.Attachments) != len(o.Attachments) {
			rt.Fatalf("%d files, want %d\n%s", len(m.Attachments), len(o.Attachments), raw)
		}
		for i, a := range m.Attachments {
			if !bytes.Equal(a.Data, o.Attachments[i].Data) {
				rt.Errorf("file %d is %q, want %q", i, a.Data, o.Attachments[i].Data)
			}
		}
	})
}

// blankless trims blanks at the ends of lines and of the text, which mail
// does not keep.
func blankless(s string) string {
	lines := strings.Split(vi.Clean(s), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// Nothing that a person typed adds a field to the header or a part to the
// letter, in whatever field it stands.
func TestNoInjection(t *testing.T) {
	for _, evil := range []string{
		"x\r\nBcc: all@example.vn", "x\nBcc: all@example.vn", "x\rBcc: all@example.vn", "x\r\n\r\n<script>", "x\u2028Bcc: all@example.vn", "x\x00\r\nBcc: a@b.vn",
		"=?utf-8?Q?x=0D=0ABcc:_all@example.vn?=", "\"x\r\nBcc: all@example.vn", "x>\r\nBcc: <all@example.vn", "x\r\n--=_mark\r\nContent-Type: text/html\r\n\r\nx",
		strings.Repeat("dài ", 400) + "\r\nBcc: all@example.vn", "a@b.vn>\r\nBcc: <all@example.vn",
	} {
		for name, set := range map[string]func(*mail.Outgoing){
			"MessageID":    func(o *mail.Outgoing) { o.MessageID = evil },
			"From.Name":    func(o *mail.Outgoing) { o.From.Name = evil },
			"From.Email":   func(o *mail.Outgoing) { o.From.Email = evil },
			"EnvelopeFrom": func(o *mail.Outgoing) { o.EnvelopeFrom = evil },
			"ReplyTo.Name": func(o *mail.Outgoing) { o.ReplyTo = mail.Address{Name: evil, Email: "r@example.vn"} },
			"ReplyTo":      func(o *mail.Outgoing) { o.ReplyTo.Email = evil },
			"To.Name":      func(o *mail.Outgoing) { o.To[0].Name = evil },
			"To.Email":     func(o *mail.Outgoing) { o.To[0].Email = evil },
			"Subject":      func(o *mail.Outgoing) { o.Subject = evil },
			"Text":         func(o *mail.Outgoing) { o.Text = evil },
			"HTML":         func(o *mail.Outgoing) { o.HTML = evil },
			"InReplyTo":    func(o *mail.Outgoing) { o.InReplyTo = evil },
			"References":   func(o *mail.Outgoing) { o.References = []string{evil} },
			"Header name":  func(o *mail.Outgoing) { o.Headers = []mail.Field{{Name: evil, Value: "x"}} },
			"Header value": func(o *mail.Outgoing) { o.Headers = []mail.Field{{Name: "X-Case", Value: evil}} },
			"File name":    func(o *mail.Outgoing) { o.Attachments[0].Name = evil },
			"File type":    func(o *mail.Outgoing) { o.Attachments[0].ContentType = evil },
			"File id": func(o *mail.Outgoing) {
				o.Attachments[0].ContentID, o.Attachments[0].Inline, o.HTML = evil, true, "<p>"
			},
		} {
			o := outgoing()
			o.Attachments = []mail.Attachment{{Name: "a.txt", Data: []byte("a")}}
			set(&o)
			raw, err := o.Bytes()
			if err != nil {
				continue // refused
			}
			h, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(raw))).ReadMIMEHeader()
			if err != nil {
				t.Errorf("%s %q: %v", name, evil, err)
			}
			for k, v := range h {
				if k == "Bcc" || len(v) != 1 {
					t.Errorf("%s %q: field %s: %q", name, evil, k, v)
				}
			}
			m := parse(t, raw)
			if m.Header.Has("Bcc") || len(m.Attachments) != 1 || len(m.To) != 1 || m.Header.Has("Auto-Submitted") != true {
				t.Errorf("%s %q:\n%s", name, evil, dump(m))
			}
			for i, l := range strings.Split(string(raw), "\r\n") {
				if len(l) > 998 || strings.ContainsAny(l, "\r\n\x00") {
					t.Errorf("%s: line %d: %.60q", name, i, l)
				}
			}
		}
	}
}

func TestOutgoingRefused(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(*mail.Outgoing)
		kind fault.Kind
		key  string
	}{
		"nobody":       {func(o *mail.Outgoing) { o.To = nil }, fault.Invalid, "mail.bad_recipient"},
		"no address":   {func(o *mail.Outgoing) { o.To[0].Email = "hoa" }, fault.Invalid, "mail.bad_recipient"},
		"no author":    {func(o *mail.Outgoing) { o.From.Email = "" }, fault.Invalid, "mail.bad_author"},
		"no identity":  {func(o *mail.Outgoing) { o.MessageID = "" }, fault.Internal, "mail.bad_letter"},
		"second field": {func(o *mail.Outgoing) { o.Headers = []mail.Field{{Name: "subject", Value: "x"}} }, fault.Internal, "mail.bad_letter"},
	} {
		o := outgoing()
		c.set(&o)
		if _, err := o.Bytes(); !is(err, c.kind, c.key) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestInternationalAddress(t *testing.T) {
	o := outgoing()
	o.To[0].Email = "hoa@trường.vn"
	raw, err := o.Bytes()
	if err != nil || !bytes.Contains(raw, []byte("<hoa@xn--trng-")) {
		t.Errorf("%s %v", raw, err)
	}
}

func TestSecret(t *testing.T) {
	s := mail.NewSecret("mật khẩu 123")
	if s.Reveal() != "mật khẩu 123" {
		t.Error("lost")
	}
	js, _ := json.Marshal(map[string]any{"password": s})
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "password", s, "sender", mail.Sender{Password: s})
	for _, shown := range []string{fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %q %s %x %d", s, s, s, s, s, s, s), fmt.Sprintf("%+v", mail.Sender{Password: s}), string(js), log.String()} {
		if strings.Contains(shown, "123") || strings.Contains(shown, "mật") {
			t.Errorf("shown: %s", shown)
		}
	}
}
