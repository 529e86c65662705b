package mail_test

import (
	"testing"

	"congbo/internal/mail"
)

// Only the named server's own topmost word counts, only a pass, and only for the
// domain of the one author (RFC 8601; forged fields are the sender's word).
func TestVouches(t *testing.T) {
	const from = "From: Lan <lan@khoa.example>\r\n"
	for _, c := range []struct {
		name, header string
		want         bool
	}{
		{"nothing said", from, false},
		{"DMARC", "Authentication-Results: mx.truong.example; dmarc=pass (p=reject) header.from=khoa.example\r\n" + from, true},
		{"in capitals, with a version", "Authentication-Results: MX.Truong.Example 1; DMARC=Pass Header.From=KHOA.example\r\n" + from, true},
		{"DKIM of the domain", "Authentication-Results: mx.truong.example; spf=fail; dkim=pass header.d=khoa.example\r\n" + from, true},
		{"DKIM of a domain above", "Authentication-Results: mx.truong.example; dkim=pass header.d=truong.example\r\nFrom: lan@khoa.truong.example\r\n", true},
		{"DKIM of a whole top domain", "Authentication-Results: mx.truong.example; dkim=pass header.d=example\r\n" + from, false},
		{"DKIM of another domain", "Authentication-Results: mx.truong.example; dkim=pass header.d=ac.example\r\n" + from, false},
		{"DKIM of a name that ends alike", "Authentication-Results: mx.truong.example; dkim=pass header.d=oa.example\r\n" + from, false},
		{"SPF alone", "Authentication-Results: mx.truong.example; spf=pass smtp.mailfrom=lan@khoa.example\r\n" + from, false},
		{"a fail", "Authentication-Results: mx.truong.example; dmarc=fail header.from=khoa.example\r\n" + from, false},
		{"DMARC for another domain", "Authentication-Results: mx.truong.example; dmarc=pass header.from=ac.example\r\n" + from, false},
		{"another server's word", "Authentication-Results: mx.ac.example; dmarc=pass header.from=khoa.example\r\n" + from, false},
		{"a forged one below", "Authentication-Results: mx.truong.example; dmarc=fail header.from=khoa.example\r\nAuthentication-Results: mx.truong.example; dmarc=pass header.from=khoa.example\r\n" + from, false},
		{"another's above", "Authentication-Results: mx.ac.example; dmarc=fail\r\nAuthentication-Results: mx.truong.example; dmarc=pass header.from=khoa.example\r\n" + from, true},
		{"within a comment", "Authentication-Results: mx.truong.example; spf=none (; dmarc=pass header.from=khoa.example)\r\n" + from, false},
		{"within quotes", "Authentication-Results: mx.truong.example; spf=none smtp.mailfrom=\"a; dmarc=pass header.from=khoa.example\"\r\n" + from, false},
		{"an open quote", "Authentication-Results: mx.truong.example; dmarc=pass header.from=khoa.example; x=\"\r\n" + from, false},
		{"said twice", "Authentication-Results: mx.truong.example; dmarc=pass header.from=khoa.example header.from=ac.example\r\n" + from, false},
		{"two authors", "Authentication-Results: mx.truong.example; dmarc=pass header.from=khoa.example\r\nFrom: lan@khoa.example, la@ac.example\r\n", false},
		{"two fields From", "Authentication-Results: mx.truong.example; dmarc=pass header.from=khoa.example\r\n" + from + "From: la@ac.example\r\n", false},
		{"Sender alone", "Authentication-Results: mx.truong.example; dmarc=pass header.from=khoa.example\r\nSender: lan@khoa.example\r\n", false},
	} {
		m, err := mail.Parse([]byte(c.header + "Subject: x\r\n\r\nx\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Vouches("mx.truong.example"); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
		if m.Vouches("") {
			t.Errorf("%s: vouched for although no server is believed", c.name)
		}
	}
}
