// Package intake takes in what people send: letters to an office's mailbox and
// the web form (R-I1, R-I2). Each becomes a numbered request with a case over
// it, its attachments kept byte for byte, and the sender gets one
// acknowledgement with the code and the due time. Replies join the request
// they belong to; what cannot be placed waits in the holding area.
//
// What is acknowledged here, by SMTP 250 or by the form's answer, is on disk:
// first the bytes, then the rows that refer to them.
package intake

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// Budgets of what one sender may bring.
const (
	MaxLetter        = 64 << 20 // bytes on the wire
	MaxFile          = 40 << 20 // bytes of one uploaded file
	MaxFiles         = 50
	maxSubject       = 300 // runes
	maxText          = 2 << 20
	acksPerDay       = 20 // acknowledgements to one address
	TemplateReceived = "acknowledgement"
)

// A Letter is an e-mail as far as intake needs to understand it.
type Letter struct {
	MessageID  string
	InReplyTo  string
	References []string
	FromName   string
	FromEmail  string
	Subject    string
	Text       string // the whole text
	Fresh      string // without what it quotes
	HTML       string // hostile; kept for conversion
	Auto       string // "" if a person wrote it; else what kind of automatic letter it is
	Answerable bool   // whether an answer may be sent at all (RFC 3834)
	Digest     string // identifies the content, whatever its Message-ID
	Files      []File
	Problem    string // message key of what could not be read, or ""
	Lang       locale.Lang
	Recoded    []content.Recoded
	Vouched    bool // a mail server that is believed vouches that the author's address is real
}

// A File is an attachment or an upload.
type File struct {
	Name     string
	InlineID string // Content-ID of a picture shown within a letter
	Data     []byte
}

// Blobs keeps bytes durably under their SHA-256; see package blob.
type Blobs interface {
	Put(ctx context.Context, r io.Reader, limit int64) (id string, size int64, err error)
}

// Intake is the verbs of this area.
type Intake struct {
	Store *store.Store
	Cases *cases.Cases
	Blobs Blobs
	// Parse reads a letter within its budgets, in a process that can be
	// killed. A letter that cannot be read is kept and shown to a person.
	Parse func(ctx context.Context, raw []byte) (*Letter, error)
	// Measure tells the size of a picture without decoding it; 0, 0 for what
	// is none.
	Measure func(data []byte) (width, height int)
	Log     *slog.Logger
}

// A Receipt tells what became of a letter or a form at one mailbox.
type Receipt struct {
	Mailbox     string // address
	Request     string // code; empty if it opened or joined none
	RequestID   int64
	Case        int64
	State       string // one of the Receipt states
	Attachments int
	DueAt       time.Time // what the sender was told
	Problem     string    // why a person has to look at it, as locale.Kept reads it
}

// The states of a receipt.
const (
	Opened     = "opened"     // a new request
	Joined     = "joined"     // added to the conversation of a request
	Duplicate  = "duplicate"  // had entered before
	Noted      = "noted"      // the same letter had come to another of our offices
	Held       = "held"       // waits for somebody to place it
	Unreadable = "unreadable" // kept as it is for somebody to look at
	Ignored    = "ignored"    // an automatic letter
)

type stored struct {
	media store.Media
	file  File
}

// Receive takes in a letter for some of our mailboxes. When it returns without
// an error the letter is kept for good, once at each mailbox, however often it
// is delivered. Addresses that are not ours are fault.NotFound.
func (in *Intake) Receive(ctx context.Context, to []string, raw []byte) ([]Receipt, error) {
	if len(raw) > MaxLetter {
		return nil, fault.New(fault.TooLarge, "intake.letter_too_large", MaxLetter>>20)
	}
	boxes, err := in.mailboxes(ctx, to)
	if err != nil {
		return nil, err
	}
	rawID, size, err := in.Blobs.Put(ctx, bytes.NewReader(raw), MaxLetter)
	if err != nil {
		return nil, err
	}
	letter, err := in.Parse(ctx, raw)
	if err != nil {
		if k := fault.KindOf(err); k != fault.Invalid && k != fault.TooLarge {
			return nil, err // not the letter's fault: the sender's server tries again
		}
		in.Log.Warn("letter cannot be read", "blob", rawID, "err", err)
		letter = &Letter{Problem: "intake.unreadable", Digest: rawID}
		if e, ok := fault.As(err); ok {
			letter.Problem = e.Kept()
		}
		return in.keepUnreadable(ctx, boxes, letter, rawID, size)
	}
	files, err := in.keep(ctx, letter.Files)
	if err != nil {
		return nil, err
	}
	tidy(letter)
	var receipts []Receipt
	err = in.Store.Tx(ctx, func(tx *store.Tx) error {
		receipts = nil
		if err := tx.AddMedia(ctx, store.Media{ID: rawID, Type: "message/rfc822", Size: size}); err != nil {
			return err
		}
		for _, f := range files {
			if err := tx.AddMedia(ctx, f.media); err != nil {
				return err
			}
		}
		for _, box := range boxes {
			r, err := in.place(ctx, tx, box, letter, rawID, files)
			if err != nil {
				return err
			}
			receipts = append(receipts, r)
		}
		return nil
	})
	return receipts, err
}

// mailboxes finds the mailboxes of addresses, each once; the part after a plus
// is left out.
func (in *Intake) mailboxes(ctx context.Context, to []string) ([]store.Mailbox, error) {
	var boxes []store.Mailbox
	err := in.Store.View(ctx, func(tx *store.Tx) error {
		if len(to) == 0 {
			b, err := tx.MainMailbox(ctx)
			if err == nil {
				boxes = append(boxes, *b)
			}
			return err
		}
		seen := make(map[int64]bool)
		for _, address := range to {
			b, err := tx.MailboxByAddress(ctx, Plain(address))
			if fault.Is(err, fault.NotFound) {
				continue
			} else if err != nil {
				return err
			}
			if !seen[b.ID] && b.Active {
				seen[b.ID] = true
				boxes = append(boxes, *b)
			}
		}
		return nil
	})
	if err == nil && len(boxes) == 0 {
		err = fault.New(fault.NotFound, "intake.no_mailbox", strings.Join(to, ", "))
	}
	return boxes, err
}

// Plain is an address in lower case without the part after a plus:
// truyenthong+ptt-2026-000123@… is truyenthong@….
func Plain(address string) string {
	address = strings.ToLower(strings.TrimSpace(address))
	local, domain, ok := strings.Cut(address, "@")
	if !ok {
		return address
	}
	local, _, _ = strings.Cut(local, "+")
	return local + "@" + domain
}

// keep stores the bytes of files durably, before any row refers to them.
func (in *Intake) keep(ctx context.Context, files []File) ([]stored, error) {
	kept := make([]stored, 0, len(files))
	for _, f := range files {
		id, size, err := in.Blobs.Put(ctx, bytes.NewReader(f.Data), MaxLetter)
		if err != nil {
			return nil, err
		}
		w, h := in.Measure(f.Data)
		kept = append(kept, stored{store.Media{ID: id, Type: Sniff(f.Data), Size: size, Width: w, Height: h}, f})
	}
	return kept, nil
}

// Sniff tells the type of a file by its bytes alone; what its sender calls it
// is not believed. Types that a browser would run are called plain bytes.
func Sniff(data []byte) string {
	t, _, _ := strings.Cut(mimetype.Detect(data).String(), ";")
	if t == "application/zip" {
		t = officeType(data)
	}
	if t == "text/html" || strings.Contains(t, "xml") && !strings.Contains(t, "officedocument") || strings.Contains(t, "javascript") {
		return "application/octet-stream"
	}
	return t
}

// officeType tells an Office file from any other zip by the names of its parts,
// in whatever order they lie: not every program puts first what Word does.
func officeType(data []byte) string {
	const office = "application/vnd.openxmlformats-officedocument."
	if !bytes.Contains(data, []byte("[Content_Types].xml")) {
		return "application/zip"
	}
	for _, kind := range []struct{ part, name string }{
		{"ppt/presentation.xml", "presentationml.presentation"}, {"xl/workbook.xml", "spreadsheetml.sheet"}, {"word/document.xml", "wordprocessingml.document"},
	} {
		if bytes.Contains(data, []byte(kind.part)) {
			return office + kind.name
		}
	}
	return "application/zip"
}

func tidy(l *Letter) {
	l.FromEmail = strings.ToLower(strings.TrimSpace(l.FromEmail))
	l.FromName = clip(vi.ReadLine(l.FromName), 200)
	l.Subject = clip(vi.CleanLine(l.Subject), maxSubject)
	l.Text, l.Fresh = bound(vi.Clean(l.Text)), bound(vi.Clean(l.Fresh))
	l.HTML = bound(l.HTML)
	if l.Lang == "" {
		l.Lang = locale.VI
	}
}

func clip(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes-1]) + "…"
	}
	return s
}

func bound(s string) string {
	if len(s) > maxText {
		return strings.ToValidUTF8(s[:maxText], "")
	}
	return s
}

// place decides what a letter is for one mailbox and stores it there.
func (in *Intake) place(ctx context.Context, tx *store.Tx, box store.Mailbox, l *Letter, rawID string, files []stored) (Receipt, error) {
	r := Receipt{Mailbox: box.Address, Attachments: len(files)}
	m := store.Message{Direction: "in", Channel: "mail", Mailbox: box.ID, MessageID: l.MessageID, Digest: l.Digest,
		FromName: l.FromName, FromEmail: l.FromEmail, Subject: l.Subject, Body: l.Text, Fresh: l.Fresh, HTML: l.HTML,
		Raw: rawID, Auto: l.Auto, Recoded: l.Recoded, State: store.MessagePlaced, Problem: l.Problem, ReceivedAt: tx.Now()}
	joins, state, err := in.belongs(ctx, tx, box, l)
	if err != nil {
		return r, err
	}
	var disposed *store.Disposed // of what it is about the papers go: it opens a case of its own
	if joins != nil && state == Joined {
		if disposed, err = tx.DisposedRequest(ctx, joins.ID); err != nil {
			return r, err
		}
		if disposed != nil {
			joins, state = nil, ""
		}
	}
	switch {
	case joins != nil:
		m.Request, r.State = joins.ID, state
	case l.Auto != "":
		m.State, r.State = store.MessageIgnored, Ignored
	case l.FromEmail == "":
		m.State, r.State, m.Problem, r.Problem = store.MessageHeld, Held, "intake.no_sender", "intake.no_sender"
	}
	if r.State == "" { // a new request
		added, err := in.addOnce(ctx, tx, &m, files)
		if err != nil || !added {
			return in.again(ctx, tx, r, m, err)
		}
		r.State = Opened
		err = in.open(ctx, tx, box, &r, &m, opening{sender: sender{l.FromName, l.FromEmail, ""}, channel: "mail", subject: l.Subject, lang: l.Lang, answerable: l.Answerable, vouched: l.Vouched})
		if err == nil && disposed != nil {
			in.Cases.Follows(tx, r.Case, disposed)
		}
		return r, err
	}
	added, err := in.addOnce(ctx, tx, &m, files)
	if err != nil || !added {
		return in.again(ctx, tx, r, m, err)
	}
	switch {
	case m.State == store.MessageHeld:
		tx.Record(box.Institution, event.Event{Verb: event.MessageHeld, Subject: fmt.Sprintf("message:%d", m.ID)})
	case joins != nil:
		r.Request, r.RequestID = joins.Code, joins.ID
		switch {
		case r.State != Joined || l.Auto != "":
		case joins.Channel == store.ChannelCommission && l.word():
			err = in.Cases.WordCame(ctx, tx, joins, &m)
		default:
			err = in.Cases.MessageCame(ctx, tx, joins, &m)
		}
	}
	return r, err
}

// addOnce stores a message with its files unless it has entered before.
func (in *Intake) addOnce(ctx context.Context, tx *store.Tx, m *store.Message, files []stored) (bool, error) {
	added, err := tx.AddMessage(ctx, m)
	if err != nil || !added {
		return false, err
	}
	for i, f := range files {
		name := clip(vi.ReadLine(f.file.Name), 200)
		if name == "" {
			name = locale.T(locale.VI, "intake.unnamed_file", i+1)
		}
		a := store.Attachment{Message: m.ID, Media: f.media.ID, Name: name, Type: f.media.Type, Size: f.media.Size, InlineID: f.file.InlineID, Position: i + 1}
		if err := tx.AddAttachment(ctx, &a); err != nil {
			return false, err
		}
	}
	return true, nil
}

// again is the receipt of a letter that has entered before.
func (in *Intake) again(ctx context.Context, tx *store.Tx, r Receipt, m store.Message, err error) (Receipt, error) {
	if err != nil {
		return r, err
	}
	r.State = Duplicate
	if m.Request != 0 {
		req, err := tx.Request(ctx, m.Request)
		if err != nil {
			return r, err
		}
		r.Request, r.RequestID = req.Code, req.ID
	}
	return r, nil
}

var codeInSubject = regexp.MustCompile(`\b([A-ZĐ][A-ZĐ0-9]{0,9}-20\d\d-\d{6})\b`)

// belongs finds the request a letter is about: by what it answers, by the code
// in its subject if its sender is that of the request, or because the same
// letter came to another of our mailboxes (state Noted).
func (in *Intake) belongs(ctx context.Context, tx *store.Tx, box store.Mailbox, l *Letter) (*store.Request, string, error) {
	ids := l.References
	if l.InReplyTo != "" {
		ids = append(ids, l.InReplyTo)
	}
	id, err := tx.Thread(ctx, box.Institution, ids)
	if err != nil {
		return nil, "", err
	}
	if id != 0 {
		req, err := tx.Request(ctx, id)
		return req, Joined, err
	}
	if code := codeInSubject.FindString(strings.ToUpper(l.Subject)); code != "" {
		req, err := tx.RequestByCode(ctx, box.Institution, code)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, "", err
		}
		// A code is no secret: only its sender's letters join by it.
		if err == nil {
			if req.SenderEmail != "" && req.SenderEmail == l.FromEmail {
				return req, Joined, nil
			}
			if x, err := tx.DisposedRequest(ctx, req.ID); x != nil || err != nil { // whose it was is not known any more; it joins nothing
				return req, Joined, err
			}
			if req.Channel == store.ChannelCommission { // whoever was asked may answer with a new letter
				asked, err := tx.Asked(ctx, req.ID, string(flow.LetterInfoRequest), l.FromEmail)
				if asked || err != nil {
					return req, Joined, err
				}
			}
		}
	}
	if l.MessageID != "" {
		id, err := tx.SameLetter(ctx, box.Institution, l.MessageID, l.Digest)
		if err != nil || id == 0 {
			return nil, "", err
		}
		req, err := tx.Request(ctx, id)
		if err == nil && req.Mailbox == box.ID {
			return nil, "", nil // the same mailbox: a duplicate, found when it is stored
		}
		return req, Noted, err
	}
	return nil, "", nil
}

// keepUnreadable stores a letter nobody could parse, for a person to look at.
func (in *Intake) keepUnreadable(ctx context.Context, boxes []store.Mailbox, l *Letter, rawID string, size int64) ([]Receipt, error) {
	var receipts []Receipt
	err := in.Store.Tx(ctx, func(tx *store.Tx) error {
		receipts = nil
		if err := tx.AddMedia(ctx, store.Media{ID: rawID, Type: "message/rfc822", Size: size}); err != nil {
			return err
		}
		for _, box := range boxes {
			m := store.Message{Direction: "in", Channel: "mail", Mailbox: box.ID, Digest: l.Digest, Raw: rawID,
				State: store.MessageUnreadable, Problem: l.Problem, ReceivedAt: tx.Now()}
			added, err := tx.AddMessage(ctx, &m)
			if err != nil {
				return err
			}
			r := Receipt{Mailbox: box.Address, State: Unreadable, Problem: l.Problem}
			if added {
				tx.Record(box.Institution, event.Event{Verb: event.MessageHeld, Subject: fmt.Sprintf("message:%d", m.ID)})
			} else {
				r.State = Duplicate
			}
			receipts = append(receipts, r)
		}
		return nil
	})
	return receipts, err
}
