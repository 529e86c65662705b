package mail

import (
	"bytes"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"congbo/internal/fault"
	"congbo/internal/vi"
)

// An Outgoing is a letter of ours. What came from people — names, subjects,
// texts — may stand in any of its fields: nothing in it can add a field to
// the header or a part to the letter.
type Outgoing struct {
	// MessageID is the same each time one letter is tried, so that a letter
	// that was sent and not acknowledged arrives once. Without brackets.
	MessageID string
	Date      time.Time // of writing; Sender.Now where zero

	From Address
	// EnvelopeFrom is where reports of failure go. Empty is the null sender:
	// no reports, and no program answers, as letters that a program writes
	// must have it (RFC 3834 §3.3).
	EnvelopeFrom string
	ReplyTo      Address // zero: none
	To           []Address
	Subject      string
	Text         string
	HTML         string // ours, never somebody else's; empty for a plain letter

	InReplyTo  string   // Message-ID of the letter that is answered, without brackets
	References []string // its References and itself, likewise
	Auto       bool     // a program decided to send it (RFC 3834)

	Headers     []Field      // further fields, such as X-…
	Attachments []Attachment // with Inline and ContentID: shown by the HTML
}

// ours are the fields that only the other parts of an Outgoing set.
var ours = map[string]bool{
	"from": true, "to": true, "cc": true, "bcc": true, "sender": true, "reply-to": true, "subject": true, "date": true, "message-id": true,
	"in-reply-to": true, "references": true, "mime-version": true, "auto-submitted": true, "return-path": true, "received": true,
	"content-type": true, "content-transfer-encoding": true, "content-disposition": true, "content-id": true,
}

// Bytes returns the letter as it is sent: the same bytes for the same letter.
// An address that cannot be one is a fault Invalid, "mail.bad_recipient" or
// "mail.bad_author"; other fields that cannot stand in a letter are mistakes
// of ours and Internal. Identifiers of other people's letters that are not
// usable are left out.
func (o Outgoing) Bytes() ([]byte, error) {
	from, err := headerAddress(o.From, "mail.bad_author")
	if err != nil {
		return nil, err
	}
	to, err := o.recipients()
	if err != nil {
		return nil, err
	}
	id := strings.Trim(o.MessageID, "<>")
	if !usableID(id) || !strings.Contains(id, "@") {
		return nil, fault.New(fault.Internal, "mail.bad_letter", "Message-ID")
	}
	var b bytes.Buffer
	writeField(&b, "From", from)
	writeField(&b, "To", strings.Join(to, ", "))
	if o.ReplyTo.Email != "" {
		reply, err := headerAddress(o.ReplyTo, "mail.bad_author")
		if err != nil {
			return nil, err
		}
		writeField(&b, "Reply-To", reply)
	}
	writeField(&b, "Subject", encodeText(o.Subject))
	writeField(&b, "Date", o.Date.In(vi.Zone).Format(time.RFC1123Z))
	writeField(&b, "Message-ID", "<"+id+">")
	if ids := bracketed([]string{o.InReplyTo}); ids != "" {
		writeField(&b, "In-Reply-To", ids)
	}
	if ids := bracketed(o.References); ids != "" {
		writeField(&b, "References", ids)
	}
	if o.Auto {
		value := "auto-generated"
		if o.InReplyTo != "" {
			value = "auto-replied"
		}
		writeField(&b, "Auto-Submitted", value)
		writeField(&b, "X-Auto-Response-Suppress", "All") // what Exchange heeds instead
	}
	for _, f := range o.Headers {
		if !token(f.Name) || ours[strings.ToLower(f.Name)] {
			return nil, fault.New(fault.Internal, "mail.bad_letter", vi.CleanLine(f.Name))
		}
		writeField(&b, f.Name, encodeText(f.Value))
	}
	writeField(&b, "MIME-Version", "1.0")
	o.body(id).write(&b)
	return b.Bytes(), nil
}

func (o Outgoing) recipients() ([]string, error) {
	if len(o.To) == 0 {
		return nil, fault.New(fault.Invalid, "mail.bad_recipient", "")
	}
	all := make([]string, len(o.To))
	for i, a := range o.To {
		var err error
		if all[i], err = headerAddress(a, "mail.bad_recipient"); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// wireAddress returns an address as SMTP takes it, its domain in ASCII.
func wireAddress(email, key string) (string, error) {
	clean, ok := cleanEmail(email)
	if !ok {
		return "", fault.New(fault.Invalid, key, vi.CleanLine(email))
	}
	i := strings.LastIndexByte(clean, '@')
	if domain := clean[i+1:]; !ascii([]byte(domain)) {
		puny, err := idna.Lookup.ToASCII(domain)
		if err != nil {
			return "", fault.New(fault.Invalid, key, vi.CleanLine(email)).Because(err)
		}
		clean = clean[:i+1] + puny
	}
	return clean, nil
}

func headerAddress(a Address, key string) (string, error) {
	email, err := wireAddress(a.Email, key)
	if err != nil {
		return "", err
	}
	name := vi.CleanLine(a.Name)
	if name == "" {
		return email, nil
	}
	if encoded := encodeText(name); encoded != name || strings.Contains(name, "\r\n") {
		return encodeWords(name) + " <" + email + ">", nil
	}
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name)
	return `"` + quoted + `" <` + email + ">", nil
}

// bracketed writes identifiers for a header, leaving out unusable ones.
func bracketed(ids []string) string {
	var s []string
	for _, id := range ids {
		if id = strings.Trim(id, "<> "); usableID(id) {
			s = append(s, "<"+id+">")
		}
	}
	if n := len(s); n > maxReferences {
		s = append(s[:1], s[n-maxReferences+1:]...)
	}
	return strings.Join(s, " ")
}
