package mail_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"congbo/internal/fault"
	"congbo/internal/mail"
	"congbo/internal/vi"
)

var update = flag.Bool("update", false, "rewrite the golden files with what was read")

// What a letter says, as real programs of Vietnamese offices and of careless
// makers write it (R-I1, F-F1): testdata/*.eml beside what is read from it.
func TestParse(t *testing.T) {
	pool := newPool(t, time.Minute)
	for _, file := range letters(t) {
		t.Run(file, func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, ".eml") + ".golden"
			m := parse(t, raw)
			checkClean(t, m)
			got := dump(m)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Error(d)
			}
			// A child reads the same, byte for byte.
			far, err := pool.Parse(t.Context(), raw)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(m, far, cmp.Comparer(bytes.Equal), cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); d != "" {
				t.Error("the child reads otherwise:", d)
			}
		})
	}
}

// checkClean checks what holds of every message (R-I4).
func checkClean(t testing.TB, m *mail.Message) {
	t.Helper()
	texts := []string{m.Subject, m.Text, m.From.Name, m.From.Email, m.MessageID, m.InReplyTo}
	texts = append(texts, m.References...)
	texts = append(texts, m.Problems...)
	for _, list := range [][]mail.Address{m.To, m.Cc, m.ReplyTo} {
		for _, a := range list {
			texts = append(texts, a.Name, a.Email)
			if strings.Count(a.Email, "@") == 0 || strings.ContainsAny(a.Email, " \r\n<>") {
				t.Errorf("address %q", a.Email)
			}
		}
	}
	for _, f := range m.Header {
		texts = append(texts, f.Name, f.Value)
	}
	for _, a := range m.Attachments {
		texts = append(texts, a.Name, a.ContentType, a.ContentID)
		if a.Name == "" || len([]rune(a.Name)) > 200 || strings.ContainsAny(a.Name, "/\\\n\t") || a.Name == ".." {
			t.Errorf("file name %q", a.Name)
		}
	}
	for _, s := range texts {
		if !vi.IsClean(s) {
			t.Errorf("not clean: %q", s)
		}
	}
	if strings.ContainsAny(m.Subject+m.From.Name, "\r\n\t") {
		t.Errorf("more than a line: %q %q", m.Subject, m.From.Name)
	}
}

func TestParseNothing(t *testing.T) {
	for _, raw := range []string{"", "\n\n", "\x00\x01\x02", "chỉ có chữ", "<html><body>x</body></html>", strings.Repeat("a", 1<<20)} {
		if _, err := mail.Parse([]byte(raw)); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) {
			t.Errorf("%.20q: %v", raw, err)
		}
	}
}

// The digest is the same whatever way a letter came, and another for another
// letter, even under the same Message-ID.
func TestDigest(t *testing.T) {
	base := letter("From: A <a@example.vn>", "Subject: =?utf-8?B?VGluIHZp4buHbg==?=", "Date: Mon, 23 Nov 2026 08:00:00 +0700", "Message-ID: <1@example.vn>",
		"Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "", "xJDhu4sgbuG7mWkgZHVuZw==")
	same := map[string][]byte{
		"another way": letter("Received: from x by y; Mon, 23 Nov 2026 08:00:09 +0700", "Delivered-To: b@example.vn", "From: A <a@EXAMPLE.vn>", "Subject: Tin viện",
			"Date: Mon, 23 Nov 2026 01:00:00 +0000", "Message-ID: <1@example.vn>", "Content-Type: text/plain; charset=utf-8", "", "Đị nội dung"),
		"bare line ends": bytes.ReplaceAll(base, []byte("\r\n"), []byte("\n")),
	}
	want := parse(t, base).Digest
	if len(want) != 64 {
		t.Fatalf("digest %q", want)
	}
	for name, raw := range same {
		if got := parse(t, raw).Digest; got != want {
			t.Errorf("%s: another digest", name)
		}
	}
	for _, c := range [][2]string{{"a@example", "b@example"}, {"VGlu", "VGlz"}, {"08:00:00", "08:00:01"}, {"xJDhu4s", "xJDhu4p"}} {
		if got := parse(t, bytes.Replace(base, []byte(c[0]), []byte(c[1]), 1)).Digest; got == want {
			t.Errorf("%s for %s is the same digest", c[1], c[0])
		}
	}
}

// Where a file ends and the next begins counts too.
func TestDigestAttachments(t *testing.T) {
	with := func(a, b string) string {
		o := mail.Outgoing{MessageID: "1@x.vn", From: mail.Address{Email: "a@x.vn"}, To: []mail.Address{{Email: "b@x.vn"}},
			Attachments: []mail.Attachment{{Name: "1", Data: []byte(a)}, {Name: "2", Data: []byte(b)}}}
		raw, err := o.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return parse(t, raw).Digest
	}
	first, again := with("ab", "c"), with("ab", "c")
	if first == with("a", "bc") || first != again {
		t.Error("files are not told apart")
	}
}

func TestParseAddress(t *testing.T) {
	for in, want := range map[string]mail.Address{
		"a@example.vn":                           {Email: "a@example.vn"},
		"Nguyễn Văn A <a.b+c@Example.VN>":        {Name: "Nguyễn Văn A", Email: "a.b+c@example.vn"},
		`"A \"B\" C" <a@example.vn>`:             {Name: `A "B" C`, Email: "a@example.vn"},
		"a@example.vn (Nguyễn A)":                {Name: "Nguyễn A", Email: "a@example.vn"},
		"Phòng A, B <a@example.vn>":              {Name: "Phòng A, B", Email: "a@example.vn"},
		"<@relay.vn:a@example.vn>":               {Email: "a@example.vn"},
		"A a@example.vn":                         {Name: "A", Email: "a@example.vn"},
		"=?utf-8?Q?Nguy=E1=BB=85n,_A?= <a@x.vn>": {Name: "Nguyễn, A", Email: "a@x.vn"},
		"=?utf-8?Q?a=40evil.vn?= <a@x.vn>":       {Name: "a@evil.vn", Email: "a@x.vn"},
		"\"a@evil.vn\" <a@x.vn>":                 {Name: "a@evil.vn", Email: "a@x.vn"},
		"thư@trường.vn":                          {Email: "thư@trường.vn"},
		"A <a@x.vn":                              {Name: "A", Email: "a@x.vn"},
		"A (ghi (chú)) <a(x)@x.vn>":              {Name: "A (ghi (chú))", Email: "a@x.vn"},
		"":                                       {},
		"a":                                      {},
		"a@":                                     {},
		"@b":                                     {},
		"a b@c d":                                {},
		"a@b, c@d":                               {},
		"a@b@c <>":                               {},
		strings.Repeat("a", 65) + "@x.vn":        {},
		"a@" + strings.Repeat("b.", 150) + "vn":  {},
		"A <a@x.vn\r\nBcc: all@x.vn>":            {},
		"a@x.vn\x00":                             {Email: "a@x.vn"},
		"'a@x.vn' <'a@x.vn'>":                    {Name: "a@x.vn", Email: "a@x.vn"}, // as Outlook writes who has no name
		"<a@x.vn\x06'>":                          {Email: "a@x.vn"},
		"<o'brien@x.vn>":                         {Email: "o'brien@x.vn"},
		"<a@x'.vn>":                              {},
	} {
		got, ok := mail.ParseAddress(in)
		if got != want || ok != (want != mail.Address{}) {
			t.Errorf("%q: %+v %v, want %+v", in, got, ok, want)
		}
	}
}

// Whatever bytes come, parsing ends, with a message or a fault, and its texts
// are clean.
func TestParseAnything(t *testing.T) {
	var seeds [][]byte
	for _, f := range letters(t) {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		seeds = append(seeds, raw)
	}
	rapid.Check(t, func(rt *rapid.T) {
		raw := bytes.Clone(rapid.SampledFrom(seeds).Draw(rt, "letter"))
		for range rapid.IntRange(1, 20).Draw(rt, "changes") {
			i := rapid.IntRange(0, len(raw)-1).Draw(rt, "at")
			switch rapid.IntRange(0, 3).Draw(rt, "kind") {
			case 0:
				raw[i] = rapid.Byte().Draw(rt, "byte")
			case 1:
				raw = append(raw[:i:i], raw[min(i+rapid.IntRange(1, 30).Draw(rt, "n"), len(raw)-1):]...)
			case 2:
				j := rapid.IntRange(0, len(raw)-1).Draw(rt, "from")
				raw = append(raw[:i:i], append(bytes.Clone(raw[j:min(j+60, len(raw))]), raw[i:]...)...)
			case 3:
				raw = append(raw[:i:i], append([]byte(rapid.SampledFrom([]string{"\r", "\n", "\r\n\r\n", "--", "=?", "\x00", "\"", ";", "boundary=one"}).Draw(rt, "text")), raw[i:]...)...)
			}
		}
		tryParse(t, raw)
	})
}

func tryParse(t testing.TB, raw []byte) {
	m, err := mail.Parse(raw)
	if (mail.Check(raw) == nil) != (err == nil) {
		t.Errorf("Check and Parse differ over %q", raw)
	}
	if err != nil {
		if fault.Is(err, fault.Internal) {
			t.Errorf("%v is no fault", err)
		}
		return
	}
	checkClean(t, m)
	mail.NewText(m.Text)
	m.Answerable(nil)
}
