package mail_test

import (
	"strings"
	"testing"

	"congbo/internal/mail"
)

// What programs send is told from what people send, and never answered (RFC
// 3834, RFC 5230 §4.6, F-F4).
func TestAuto(t *testing.T) {
	own := func(a string) bool {
		return a == "ptt@example.edu.vn" || strings.HasSuffix(a, "@congbo.example.edu.vn")
	}
	for _, c := range []struct {
		name, header string // added to a person's letter; a field of the same name replaces it
		want         mail.AutoKind
		answer       bool
	}{
		{"a person", "", mail.NotAuto, true},
		{"a person's Exchange", "X-Auto-Response-Suppress: DR, OOF, AutoReply", mail.NotAuto, true},
		{"says no", "Auto-Submitted: no", mail.NotAuto, true},
		{"writes about bounces", "Subject: Fwd: Undelivered Mail Returned to Sender", mail.NotAuto, true},
		{"writes about absence", "Subject: Đề nghị đăng: quy định trả lời tự động", mail.NotAuto, true},
		{"with a return path", "Return-Path: <an@example.vn>", mail.NotAuto, true},
		{"auto-replied", "Auto-Submitted: auto-replied", mail.AutoReply, false},
		{"auto-replied with more", "Auto-Submitted: Auto-Replied; owner-email=\"a@b\"", mail.AutoReply, false},
		{"auto-generated", "Auto-Submitted: auto-generated", mail.AutoReply, false},
		{"Exchange away", "Subject: Automatic reply: Đăng tin", mail.AutoReply, false},
		{"away vi", "Subject: =?utf-8?B?VHLhuqMgbOG7nWkgdOG7sSDEkeG7mW5nOiBBYmM=?=", mail.AutoReply, false},
		{"out of office", "Subject: Out of Office: x", mail.AutoReply, false},
		{"autoresponder", "X-Autoreply: yes", mail.AutoReply, false},
		{"receipt", "Content-Type: multipart/report; report-type=disposition-notification; boundary=b", mail.AutoReply, false},
		{"bounce", "Content-Type: multipart/report; report-type=delivery-status; boundary=b", mail.Bounce, false},
		{"old bounce", "From: MAILER-DAEMON@mx.example.vn\nSubject: failure notice", mail.Bounce, false},
		{"bounce vi", "Return-Path: <>\nSubject: Thư bị trả lại", mail.Bounce, false},
		{"null sender", "Return-Path: <>", mail.AutoReply, false},
		{"failed recipients", "X-Failed-Recipients: a@b.vn", mail.Bounce, false},
		{"list", "List-Id: <tin.example.vn>", mail.List, false},
		{"list, old", "Precedence: list", mail.List, false},
		{"newsletter", "List-Unsubscribe: <https://example.vn/u>", mail.Bulk, false},
		{"bulk", "Precedence: bulk", mail.Bulk, false},
		{"junk", "Precedence: Junk", mail.Bulk, false},
		{"ourselves", "From: PTT <ptt@example.edu.vn>", mail.Own, false},
		{"our Message-ID", "Message-ID: <7@congbo.example.edu.vn>", mail.Own, false},
		{"our sender", "Sender: <ptt@example.edu.vn>", mail.Own, false},
		{"answers to us", "Reply-To: ptt@example.edu.vn", mail.NotAuto, false},
		{"no-reply", "From: no-reply@example.vn", mail.NotAuto, false},
		{"no_reply", "From: Bank <No_Reply-2@example.vn>", mail.NotAuto, false},
		{"donotreply", "From: do.not.reply@example.vn", mail.NotAuto, false},
		{"không trả lời", "From: khong-tra-loi@example.vn", mail.NotAuto, false},
		{"answers to a robot", "Reply-To: no-reply@example.vn", mail.NotAuto, false},
		{"postmaster", "From: Postmaster@example.vn", mail.Bounce, false},
		{"post_master", "From: post_master@example.vn", mail.NotAuto, false},
		{"list owner", "From: owner-tin@example.vn", mail.NotAuto, false},
		{"list request", "From: tin-request@example.vn", mail.NotAuto, false},
		{"nobody", "From: Nguyễn Văn A", mail.NotAuto, false},
	} {
		lines := []string{}
		for _, l := range []string{"From: An <an@example.vn>", "To: ptt@example.edu.vn", "Subject: Đăng tin", "Message-ID: <1@example.vn>"} {
			name, _, _ := strings.Cut(l, ":")
			if !strings.Contains("\n"+c.header, "\n"+name+":") {
				lines = append(lines, l)
			}
		}
		if c.header != "" {
			lines = append(strings.Split(c.header, "\n"), lines...)
		}
		m := parse(t, letter(append(lines, "", "Kính gửi")...))
		if got := m.Classify(own); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if got := m.Answerable(own); got != c.answer {
			t.Errorf("%s: answerable %v, want %v", c.name, got, c.answer)
		}
	}
}

// Our own automatic letters are never answered by another instance of the
// program: two of them facing each other fall silent.
func TestOwnLettersAreNotAnswered(t *testing.T) {
	for _, answered := range []string{"", "1@example.vn"} {
		o := mail.Outgoing{MessageID: "2@other.example", From: mail.Address{Name: "PTT", Email: "ptt@other.example"}, To: []mail.Address{{Email: "a@example.vn"}},
			Subject: "Đã tiếp nhận", Text: "PTT-2026-000123", InReplyTo: answered, Auto: true}
		raw, err := o.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if m := parse(t, raw); m.Auto != mail.AutoReply || m.Answerable(func(string) bool { return false }) {
			t.Errorf("in answer to %q: %v", answered, m.Auto)
		}
	}
}
