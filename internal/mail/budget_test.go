package mail_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"congbo/internal/fault"
	"congbo/internal/mail"
)

const head = "From: a@example.vn\r\nMIME-Version: 1.0\r\n"

// nest returns multiparts within one another, each of them closed or none.
func nest(depth int, closed bool) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range depth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	b.WriteString("Content-Type: text/plain\r\n\r\nhi\r\n")
	for i := depth - 1; closed && i >= 0; i-- {
		fmt.Fprintf(&b, "--b%d--\r\n", i)
	}
	return b.String()
}

func repeat(before, what string, n int) string { return before + strings.Repeat(what, n) }

// bombs are letters made to exhaust whoever reads them.
// want is the key of the fault that refuses it, if any.
func bombs() map[string]bomb {
	multipart := head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	return map[string]bomb{
		"12 open":            {func() string { return nest(12, false) }, ""},
		"12 closed":          {func() string { return nest(12, true) }, ""},
		"13 open":            {func() string { return nest(13, false) }, "mail.too_deep"},
		"24 open":            {func() string { return nest(24, false) }, "mail.too_deep"},
		"10,000 open":        {func() string { return nest(10_000, false) }, "mail.too_deep"},
		"10,000 closed":      {func() string { return nest(10_000, true) }, "mail.too_deep"},
		"12 open, long":      {func() string { return repeat(nest(12, false), "--b\r\n--b11x\r\n--b0-\r\n", 1<<20) }, ""},
		"499 siblings":       {func() string { return repeat(multipart, "--b\r\n\r\nx\r\n", 499) + "--b--\r\n" }, ""},
		"500 siblings":       {func() string { return repeat(multipart, "--b\r\n\r\nx\r\n", 500) + "--b--\r\n" }, "mail.too_many_parts"},
		"100,000 siblings":   {func() string { return repeat(multipart, "--b\r\n\r\nx\r\n", 100_000) }, "mail.too_many_parts"},
		"letters in letters": {func() string { return repeat("", head+"Content-Type: message/rfc822\r\n\r\n", 100_000) + "\r\nhi" }, ""},
		"20,000 fields":      {func() string { return head + fieldFlood(20_000) }, ""},
		"200,000 fields":     {func() string { return head + fieldFlood(200_000) }, "mail.header_too_large"},
		"one long field":     {func() string { return head + "Subject: " + strings.Repeat("a", 33<<10) + "\r\n\r\nx" }, "mail.field_too_large"},
		"one endless line":   {func() string { return head + "Subject: " + strings.Repeat("a", 10<<20) }, "mail.header_too_large"},
		"folded for ever":    {func() string { return head + "Subject: a" + strings.Repeat("\r\n b", 10_000) + "\r\n\r\nx" }, ""},
		"folded beyond":      {func() string { return head + "Subject: a" + strings.Repeat("\r\n b", 60_000) + "\r\n\r\nx" }, "mail.field_too_large"},
		"encoded words":      {func() string { return head + "Subject: " + strings.Repeat("=?utf-8?Q?=C4=91?= ", 1600) + "\r\n\r\nx" }, ""},
		"words without end":  {func() string { return head + "Subject: " + strings.Repeat("=?u?q?", 5_000) + "\r\n\r\nx" }, ""},
		"brackets": {func() string {
			return "From: " + strings.Repeat("(", 30_000) + "a@b\r\nTo: " + strings.Repeat("(", 15_000) + strings.Repeat(")", 15_000) + "\r\n\r\nhi"
		}, ""},
		"colons": {func() string { return "From: " + strings.Repeat(":", 30_000) + "a@b\r\n\r\nhi" }, ""},
		"200 addresses": {func() string {
			return "From: a@b.c\r\nTo: " + strings.Repeat(`"a@b.c" <a@b.c>,`, 198) + "a@b.c\r\n\r\nhi"
		}, ""},
		"201 addresses": {func() string { return "From: a@b.c\r\nTo: " + strings.Repeat("a@b.c,", 199) + "a@b.c\r\n\r\nhi" }, "mail.too_many_addresses"},
		"parameters": {func() string {
			return head + "Content-Type: text/plain" + strings.Repeat(";a*0=b", 5_000) + "\r\n\r\nhi"
		}, ""},
		"nested HTML": {func() string { return head + "Content-Type: text/html\r\n\r\n" + strings.Repeat("<div>", 400_000) }, ""},
		"nested quotes": {func() string {
			return head + "Content-Type: text/html\r\n\r\n" + strings.Repeat("<blockquote>x", 40_000)
		}, ""},
		"nested lists": {func() string { return head + "Content-Type: text/html\r\n\r\n" + strings.Repeat("<ol><li>x", 40_000) }, ""},
		"attributes": {func() string {
			return head + "Content-Type: text/html\r\n\r\n<p " + strings.Repeat("a=1 ", 400_000) + ">x"
		}, ""},
		"HTML beyond": {func() string { return head + "Content-Type: text/html\r\n\r\n" + strings.Repeat("<b>x</b>", 500_000) }, ""},
		"base64 of 40 MB": {func() string {
			return head + "Content-Transfer-Encoding: base64\r\nContent-Type: application/zip\r\n\r\n" + strings.Repeat(base64.StdEncoding.EncodeToString(make([]byte, 57))+"\r\n", 700_000)
		}, ""},
		"base64 broken": {func() string {
			return head + "Content-Transfer-Encoding: base64\r\nContent-Type: application/zip\r\n\r\n" + strings.Repeat("AA==", 10<<20)
		}, ""},
		"quoted-printable": {func() string {
			return head + "Content-Transfer-Encoding: quoted-printable\r\nContent-Type: application/zip\r\n\r\n" + strings.Repeat("=\r\n", 10<<20)
		}, ""},
		"text of 60 MB":       {func() string { return head + "\r\n" + strings.Repeat("đ ", 20<<20) }, ""},
		"one line of 60 MB":   {func() string { return head + "\r\n" + strings.Repeat("x", 60<<20) }, ""},
		"64 MB and more":      {func() string { return head + "\r\n" + strings.Repeat("x", 64<<20) }, "mail.too_large"},
		"broken header lines": {func() string { return head + strings.Repeat("junk\r\n", 30_000) + "Subject: x\r\n\r\ny" }, "mail.field_too_large"},
		"parts without end":   {func() string { return repeat(multipart, "--b\r\nX: "+strings.Repeat("y", 30_000)+"\r\n bad\r\n", 400) }, ""},
	}
}

type bomb struct {
	raw  func() string
	want string
}

func fieldFlood(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "X-%d: v\r\n", i)
	}
	return b.String() + "\r\nx"
}

// Each bomb is refused or read in the memory that a child is given, and in a
// time that is long for a busy machine and nothing to what a bomb would take.
func TestBombs(t *testing.T) {
	pool := newPool(t, 30*time.Second)
	for name, c := range bombs() {
		t.Run(name, func(t *testing.T) {
			raw := []byte(c.raw())
			err := mail.Check(raw)
			if c.want == "" && err != nil || c.want != "" && !is(err, fault.TooLarge, c.want) {
				t.Fatalf("Check: %v, want %q", err, c.want)
			}
			m, err := pool.Parse(t.Context(), raw)
			if c.want != "" {
				if !is(err, fault.TooLarge, c.want) {
					t.Fatalf("Parse: %v, want %q", err, c.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(m.Text) > 2<<20 || len(m.HTML) > 2<<20 {
				t.Errorf("a text of %d and HTML of %d bytes", len(m.Text), len(m.HTML))
			}
		})
	}
}

// What is too long to be a text is kept as a file.
func TestLongTextIsAFile(t *testing.T) {
	text := strings.Repeat("Đoạn văn dài. ", 300_000)
	m := parse(t, []byte(head+"Content-Type: text/plain; charset=utf-8\r\n\r\n"+text))
	if len(m.Attachments) != 1 || string(m.Attachments[0].Data) != text || m.Text != "" {
		t.Errorf("%d attachments, text of %d bytes", len(m.Attachments), len(m.Text))
	}
	if len(m.Problems) != 1 || m.Problems[0] != "mail.text_too_long" {
		t.Errorf("problems %v", m.Problems)
	}
}
