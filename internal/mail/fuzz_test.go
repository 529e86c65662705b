package mail_test

import (
	"os"
	"strings"
	"testing"

	"congbo/internal/mail"
)

func seed(f *testing.F) {
	for _, name := range letters(f) {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	for _, name := range []string{"12 open", "13 open", "12 closed"} {
		f.Add([]byte(bombs()[name].raw()))
	}
	f.Add([]byte("From: \"a\" <a@b.vn>, =?x?q?=3D?= (c) <@d:e@f>;\nContent-Type: multipart/x;boundary*0=a;boundary*1=b\n\n--ab\n--ab--"))
	f.Add([]byte("From: a@b.vn\nContent-Type: \xff\xff\xff\xff a=b; \xfe=\xfd"))
}

// FuzzParse: whatever comes, Check and Parse end and agree, and what Parse
// gives is clean.
func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, raw []byte) { tryParse(t, raw) })
}

// FuzzAddress: an address that is read can be written and read again.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"a@b.vn", `"A, B" <a@b.vn>`, "=?utf-8?B?xJA=?= <đ@đ.vn>", "A (b) c@d", "\\\"<a@b>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, ok := mail.ParseAddress(s)
		if !ok {
			return
		}
		if again, ok := mail.ParseAddress(a.Email); !ok || again.Email != a.Email {
			t.Errorf("%q gives %q, which gives %q", s, a.Email, again.Email)
		}
		o := outgoing()
		o.To = []mail.Address{a}
		raw, err := o.Bytes()
		if err != nil {
			return // a domain that DNS does not know
		}
		if m := parse(t, raw); len(m.To) != 1 || len(m.Header.Get("Bcc")) > 0 {
			t.Errorf("%q is sent to %v", s, m.To)
		}
	})
}

// FuzzNewText: what is left is part of what was there.
func FuzzNewText(f *testing.F) {
	f.Add("Vâng\n\nVào 23/11, A <a@b.vn> đã viết:\n> x")
	f.Add("x\n-----Original Message-----\ny\n-- \nz")
	f.Fuzz(func(t *testing.T, s string) {
		got := mail.NewText(s)
		if !strings.Contains(s, got) || got == "" && strings.TrimSpace(s) != "" {
			t.Errorf("%q of %q", got, s)
		}
	})
}
