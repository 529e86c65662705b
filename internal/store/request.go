package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// A Request is what somebody asked the institution to publish (R-I1, R-I2),
// with the conversation about it; cases are run over it.
type Request struct {
	ID          int64
	Institution int64
	Mailbox     int64
	Code        string // public, e.g. PTT-2026-000123
	Channel     string // "mail", "form" or ChannelCommission
	SenderName  string
	SenderEmail string // lower case; empty where the sender gave none
	SenderPhone string
	Person      people.PersonID // who is known to have sent it: signed in, vouched for or confirmed
	Claimed     people.PersonID // to whom the sender's address belongs, where nobody has confirmed that they sent it
	Unit        int64           // the unit of either, for convenience
	Subject     string
	Lang        locale.Lang
	Folded      string // code, sender and subject for the accent-blind search
	ReceivedAt  time.Time
}

// ChannelCommission is the channel of a request that is none: the conversation
// with a unit which the board asked for information (R-I6). Its sender is the
// unit.
const ChannelCommission = "commission"

// NextCode counts up the codes of a prefix in a year: PTT-2026-000123.
func (tx *Tx) NextCode(ctx context.Context, institution int64, prefix string, year int) (string, error) {
	var n int64
	err := tx.row(ctx, `
		INSERT INTO code_counter (institution_id, prefix, year, last) VALUES (?, ?, ?, 1)
		ON CONFLICT (institution_id, prefix, year) DO UPDATE SET last = code_counter.last + 1
		RETURNING last`, institution, prefix, year).Scan(&n)
	if err != nil {
		return "", fmt.Errorf("next code %s-%d: %w", prefix, year, err)
	}
	return code(prefix, year, n), nil
}

// AddRequest stores r and gives it its ID.
func (tx *Tx) AddRequest(ctx context.Context, r *Request) error {
	err := tx.row(ctx, `
		INSERT INTO request (institution_id, mailbox_id, code, channel, sender_name, sender_email, sender_phone,
			person_id, claimed_id, unit_id, subject, lang, folded, received_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		r.Institution, r.Mailbox, r.Code, r.Channel, r.SenderName, r.SenderEmail, r.SenderPhone,
		ref(r.Person), ref(r.Claimed), ref(r.Unit), r.Subject, string(r.Lang), r.Folded, instant(r.ReceivedAt)).Scan(&r.ID)
	if err != nil {
		return fmt.Errorf("add request %s: %w", r.Code, err)
	}
	tx.made("request", r.ID)
	return nil
}

const requestColumns = `r.id, r.institution_id, r.mailbox_id, r.code, r.channel, r.sender_name, r.sender_email, r.sender_phone,
	r.person_id, r.claimed_id, r.unit_id, r.subject, r.lang, r.folded, r.received_at`

func scanRequest(scan func(...any) error, r *Request) error {
	return scan(&r.ID, &r.Institution, &r.Mailbox, &r.Code, &r.Channel, &r.SenderName, &r.SenderEmail, &r.SenderPhone,
		refTo(&r.Person), refTo(&r.Claimed), refTo(&r.Unit), &r.Subject, (*string)(&r.Lang), &r.Folded, at(&r.ReceivedAt))
}

// SettleSender notes whether the person to whom the sender's address belongs
// sent a request: r.Person is then who did, 0 for somebody unknown, and the
// claim is over.
func (tx *Tx) SettleSender(ctx context.Context, r *Request) error {
	if _, err := tx.exec(ctx, `UPDATE request SET person_id = ?, claimed_id = NULL WHERE id = ?`, ref(r.Person), r.ID); err != nil {
		return fmt.Errorf("sender of request %s: %w", r.Code, err)
	}
	r.Claimed = 0
	tx.wrote("request", r.ID)
	return nil
}

// Request returns a request, or fault.NotFound.
func (tx *Tx) Request(ctx context.Context, id int64) (*Request, error) {
	return tx.oneRequest(ctx, `r.id = ?`, id)
}

// RequestByCode finds a request of an institution by its public code, or
// fault.NotFound. Two institutions may have given the same code.
func (tx *Tx) RequestByCode(ctx context.Context, institution int64, code string) (*Request, error) {
	return tx.oneRequest(ctx, `r.institution_id = ? AND r.code = ?`, institution, code)
}

func (tx *Tx) oneRequest(ctx context.Context, where string, args ...any) (*Request, error) {
	var r Request
	err := scanRequest(tx.row(ctx, `SELECT `+requestColumns+` FROM request r WHERE `+where, args...).Scan, &r)
	return &r, found(err, "request")
}

// A Message is one letter or entry of the conversation about a request, or a
// letter that waits in the holding area for somebody to place it (F-F5).
type Message struct {
	ID         int64
	Request    int64  // 0 while it is in the holding area
	Direction  string // "in" or "out"
	Channel    string // "mail", "form" or "desk"
	Mailbox    int64
	MessageID  string // RFC 5322 Message-ID without its angle brackets
	Digest     string // of the content, see mail.Message.Digest
	FromName   string
	FromEmail  string
	Subject    string
	Body       string // the whole text
	Fresh      string // the text without what it quotes
	HTML       string // hostile; only to be converted, never to be shown
	Raw        string // blob of the letter as it came, byte for byte
	Auto       string // "", "auto-reply", "bounce", "list", "bulk"
	State      string // MessagePlaced, MessageHeld, MessageUnreadable, MessageIgnored
	Problem    string // message key that says why it is held or what was wrong
	Unseen     bool   // moved nothing by itself, and nobody has looked at it yet
	ReceivedAt time.Time
	Recoded    []content.Recoded // what of subject (PartTitle) and body was read from charsets before Unicode
}

// The states of a message.
const (
	MessagePlaced     = "placed"     // part of a request
	MessageHeld       = "held"       // thư chờ phân loại
	MessageUnreadable = "unreadable" // kept and to be looked at by a person
	MessageIgnored    = "ignored"    // an automatic letter, kept without a request
)

// AddMessage stores m and gives it its ID. A letter that has entered before
// (same mailbox, Message-ID and content) is not stored again, nor is a form
// (same mailbox and key): added is false and m becomes the one that is there
// (invariant: one message enters once). Of two that enter at once, the second
// waits here for what becomes of the first.
func (tx *Tx) AddMessage(ctx context.Context, m *Message) (added bool, err error) {
	err = tx.row(ctx, `
		INSERT INTO message (request_id, direction, channel, mailbox_id, message_id, digest, from_name, from_email,
			subject, body, fresh, html, raw, auto, state, problem, received_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING
		RETURNING id`,
		ref(m.Request), m.Direction, m.Channel, ref(m.Mailbox), m.MessageID, m.Digest, m.FromName, m.FromEmail,
		m.Subject, m.Body, m.Fresh, m.HTML, m.Raw, m.Auto, m.State, m.Problem, instant(m.ReceivedAt)).Scan(&m.ID)
	if err == nil {
		tx.made("message", m.ID)
		return true, tx.addReading(ctx, "read-letter", m.ID, m.Recoded)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("add message: %w", err)
	}
	err = scanMessage(tx.row(ctx, `SELECT `+messageColumns+` FROM message m
		WHERE mailbox_id = ? AND message_id = ? AND digest = ? AND direction = 'in' AND channel = ?`,
		m.Mailbox, m.MessageID, m.Digest, m.Channel).Scan, m)
	return false, found(err, "message")
}

const messageColumns = `m.id, m.request_id, m.direction, m.channel, m.mailbox_id, m.message_id, m.digest, m.from_name, m.from_email,
	m.subject, m.body, m.fresh, m.html, m.raw, m.auto, m.state, m.problem, m.unseen, m.received_at,
	coalesce((SELECT g.recoded FROM message_reading g WHERE g.message_id = m.id), '')`

func scanMessage(scan func(...any) error, m *Message) error {
	unseen, recoded := 0, ""
	err := scan(&m.ID, refTo(&m.Request), &m.Direction, &m.Channel, refTo(&m.Mailbox), &m.MessageID, &m.Digest, &m.FromName, &m.FromEmail,
		&m.Subject, &m.Body, &m.Fresh, &m.HTML, &m.Raw, &m.Auto, &m.State, &m.Problem, &unseen, at(&m.ReceivedAt), &recoded)
	m.Unseen = unseen != 0
	if err == nil {
		m.Recoded, err = listOf[content.Recoded](recoded)
	}
	return err
}

// Message returns a message, or fault.NotFound.
func (tx *Tx) Message(ctx context.Context, id int64) (*Message, error) {
	var m Message
	err := scanMessage(tx.row(ctx, `SELECT `+messageColumns+` FROM message m WHERE m.id = ?`, id).Scan, &m)
	return &m, found(err, "message")
}

// Messages returns the conversation about a request, oldest first.
func (tx *Tx) Messages(ctx context.Context, request int64) ([]Message, error) {
	return list(ctx, tx, `SELECT `+messageColumns+` FROM message m WHERE m.request_id = ? ORDER BY m.id`, []any{request}, scanMessage)
}

// MessagesIn lists the messages in a state other than placed, the newest first:
// the holding area.
func (tx *Tx) MessagesIn(ctx context.Context, state string, limit int) ([]Message, error) {
	return list(ctx, tx, `SELECT `+messageColumns+` FROM message m WHERE m.state = ? AND m.state <> 'placed' ORDER BY m.id DESC LIMIT ?`, []any{state, limit}, scanMessage)
}

// PlaceMessage makes a held message part of a request; of two who place it at
// once the second is told so.
func (tx *Tx) PlaceMessage(ctx context.Context, id, request int64, state string) error {
	n, err := tx.exec(ctx, `UPDATE message SET request_id = ?, state = ? WHERE id = ? AND state <> 'placed'`, ref(request), state, id)
	if err != nil {
		return fmt.Errorf("place message %d: %w", id, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "store.message_placed")
	}
	tx.wrote("message", id)
	return nil
}

// Thread returns the request to which one of these Message-IDs belongs, ours
// or the sender's, or 0. Whoever is asked for information belongs to it by any
// letter about the case.
func (tx *Tx) Thread(ctx context.Context, institution int64, ids []string) (int64, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	if len(ids) > 50 {
		ids = ids[len(ids)-50:]
	}
	q, args := marks(ids)
	var request int64
	err := tx.row(ctx, `
		SELECT r.id FROM request r JOIN message m ON m.request_id = r.id
		WHERE r.institution_id = `+strconv.FormatInt(institution, 10)+` AND m.message_id <> '' AND m.message_id IN (`+q+`)
		UNION ALL
		SELECT l.request_id FROM letter l WHERE l.institution_id = `+strconv.FormatInt(institution, 10)+` AND l.message_id <> '' AND l.message_id IN (`+q+`) AND l.request_id IS NOT NULL
		UNION ALL
		SELECT r.id FROM letter l JOIN case_file c ON c.id = l.case_id JOIN request r ON r.id = c.request_id
		WHERE l.institution_id = `+strconv.FormatInt(institution, 10)+` AND r.channel = '`+ChannelCommission+`' AND l.message_id <> '' AND l.message_id IN (`+q+`)
		ORDER BY 1 DESC LIMIT 1`, append(append(args, args...), args...)...).Scan(&request)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	} else if err != nil {
		return 0, fmt.Errorf("thread: %w", err)
	}
	return request, nil
}

// Asked reports whether a letter of a kind about one of a request's cases went
// to an address.
func (tx *Tx) Asked(ctx context.Context, request int64, template, email string) (bool, error) {
	if email == "" {
		return false, nil
	}
	var n int
	err := tx.row(ctx, `
		SELECT COUNT(*) FROM letter l JOIN case_file c ON c.id = l.case_id
		WHERE c.request_id = ? AND l.template = ? AND LOWER(l.to_email) = ?`, request, template, email).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("who was asked: %w", err)
	}
	return n > 0, nil
}

// SameLetter returns the request that a letter of the same content opened at
// another of our mailboxes, or 0: sent to two offices it is one request. Until
// the transaction ends nobody else is told that there is none.
func (tx *Tx) SameLetter(ctx context.Context, institution int64, messageID, digest string) (int64, error) {
	if tx.s.d.lockMail != "" {
		if _, err := tx.exec(ctx, tx.s.d.lockMail, digest); err != nil {
			return 0, fmt.Errorf("same letter: %w", err)
		}
	}
	var request int64
	err := tx.row(ctx, `
		SELECT r.id FROM message m JOIN request r ON r.id = m.request_id
		WHERE r.institution_id = ? AND m.message_id = ? AND m.message_id <> '' AND m.digest = ? AND m.direction = 'in' ORDER BY m.id LIMIT 1`,
		institution, messageID, digest).Scan(&request)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return request, err
}

// An Attachment is a file that came with a message, kept byte for byte.
type Attachment struct {
	ID       int64
	Message  int64
	Media    string // its blob
	Name     string // as the sender named it, made safe to show
	Type     string // as sniffed by us
	Size     int64
	InlineID string // Content-ID, for pictures shown within a letter
	Position int
	Problem  string // message key, with its values behind it, of why no text could be made of it; "" where none was tried or one was made
	Notes    string // message keys of what was lost or changed when one was made
}

// AddAttachment stores a and gives it its ID; its media must be known.
func (tx *Tx) AddAttachment(ctx context.Context, a *Attachment) error {
	err := tx.row(ctx, `
		INSERT INTO attachment (message_id, media_id, name, type, size, inline_id, position)
		VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		a.Message, a.Media, a.Name, a.Type, a.Size, a.InlineID, a.Position).Scan(&a.ID)
	if err != nil {
		return fmt.Errorf("add attachment: %w", err)
	}
	tx.made("attachment", a.ID)
	return nil
}

const attachmentColumns = `a.id, a.message_id, a.media_id, a.name, a.type, a.size, a.inline_id, a.position, a.problem, a.notes`

func scanAttachment(scan func(...any) error, a *Attachment) error {
	return scan(&a.ID, &a.Message, &a.Media, &a.Name, &a.Type, &a.Size, &a.InlineID, &a.Position, &a.Problem, &a.Notes)
}

// NoteReading keeps what came of making a text of an attachment.
func (tx *Tx) NoteReading(ctx context.Context, id int64, problem, notes string) error {
	if _, err := tx.exec(ctx, `UPDATE attachment SET problem = ?, notes = ? WHERE id = ?`, problem, notes, id); err != nil {
		return fmt.Errorf("reading of attachment %d: %w", id, err)
	}
	return nil
}

// Attachments returns the files that came with a request, in order.
func (tx *Tx) Attachments(ctx context.Context, request int64) ([]Attachment, error) {
	return list(ctx, tx, `SELECT `+attachmentColumns+` FROM attachment a JOIN message m ON m.id = a.message_id
		WHERE m.request_id = ? ORDER BY a.message_id, a.position`, []any{request}, scanAttachment)
}

// MessageAttachments returns the files of one message, in order.
func (tx *Tx) MessageAttachments(ctx context.Context, message int64) ([]Attachment, error) {
	return list(ctx, tx, `SELECT `+attachmentColumns+` FROM attachment a WHERE a.message_id = ? ORDER BY a.position`, []any{message}, scanAttachment)
}

// Attachment returns one attachment, or fault.NotFound.
func (tx *Tx) Attachment(ctx context.Context, id int64) (*Attachment, error) {
	var a Attachment
	err := scanAttachment(tx.row(ctx, `SELECT `+attachmentColumns+` FROM attachment a WHERE a.id = ?`, id).Scan, &a)
	return &a, found(err, "attachment")
}

// Media is what is known of a blob: a picture or a file.
type Media struct {
	ID            string // SHA-256 of the bytes, in hex
	Type          string // as sniffed by us
	Size          int64
	Width, Height int // of a picture, in pixels as it is shown; else 0
	CreatedAt     time.Time
	// What a look into the bytes found: the tint of a picture (see
	// picture.Answer), and the picture of the first page of a paper. "" before.
	Tint, Page string
}

const mediaColumns = `m.id, m.type, m.size, m.width, m.height, m.created_at, m.tint, coalesce(m.page_id, '')`

func scanMedia(scan func(...any) error, m *Media) error {
	return scan(&m.ID, &m.Type, &m.Size, &m.Width, &m.Height, at(&m.CreatedAt), &m.Tint, &m.Page)
}

// JobLookMedia is the kind of the job that looks into the bytes of files that
// nobody has looked into yet.
const JobLookMedia = "look-media"

// JobPictures is the kind of the job that makes what readers get of the pictures
// of a new edition; its arguments are the edition's ID.
const JobPictures = "pictures"

// AddMedia notes a blob; one that is known already stays as it is, and counts as
// new again for the sweep of what nothing refers to.
func (tx *Tx) AddMedia(ctx context.Context, m Media) error {
	n, err := tx.exec(ctx, `INSERT INTO media (id, type, size, width, height, created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		m.ID, m.Type, m.Size, m.Width, m.Height, instant(tx.now))
	if err != nil {
		return fmt.Errorf("add media: %w", err)
	}
	if n == 0 {
		if n, err = tx.exec(ctx, `UPDATE media SET created_at = ? WHERE id = ?`, instant(tx.now), m.ID); err == nil && n == 0 {
			err = fmt.Errorf("blob %s was swept at this moment", m.ID)
		}
		return err
	}
	if !strings.HasPrefix(m.Type, "image/") && m.Type != "application/pdf" {
		return nil
	}
	return tx.Enqueue(ctx, JobLookMedia, 0, time.Time{}, JobLookMedia)
}

// Media returns what is known of a blob, or fault.NotFound.
func (tx *Tx) Media(ctx context.Context, id string) (*Media, error) {
	var m Media
	err := scanMedia(tx.row(ctx, `SELECT `+mediaColumns+` FROM media m WHERE m.id = ?`, id).Scan, &m)
	return &m, found(err, "media")
}

// EachMedia calls fn with every blob the database knows, for the check of the
// record.
func (tx *Tx) EachMedia(ctx context.Context, fn func(Media) error) error {
	return tx.each(ctx, `SELECT `+mediaColumns+` FROM media m ORDER BY m.id`, nil, func(scan func(...any) error) error {
		var m Media
		if err := scanMedia(scan, &m); err != nil {
			return err
		}
		return fn(m)
	})
}

// MediaIsPublic reports whether a blob is shown by an edition that is live, or is
// the picture of a paper that is offered by one.
func (tx *Tx) MediaIsPublic(ctx context.Context, id string) (bool, error) {
	var n int
	err := tx.row(ctx, `
		SELECT count(*) FROM revision_media rm JOIN edition e ON e.revision_id = rm.revision_id
		WHERE (rm.media_id = ? OR rm.media_id IN (SELECT m.id FROM media m WHERE m.page_id = ?)) AND `+live, id, id, instant(tx.now)).Scan(&n)
	if err == nil && n == 0 { // the emblem of a site
		err = tx.row(ctx, `SELECT count(*) FROM site_look l JOIN site s ON s.id = l.site_id
			WHERE l.emblem_id = ? AND s.active AND l.number = (SELECT max(x.number) FROM site_look x WHERE x.site_id = l.site_id)`, id).Scan(&n)
	}
	return n > 0, err
}

// found turns "no rows" into fault.NotFound and wraps what else went wrong.
func found(err error, what string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "fault.not_found").Because(fmt.Errorf("no such %s", what))
	} else if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// PlaceNewMessage makes a message that was just stored the first one of its
// request.
func (tx *Tx) PlaceNewMessage(ctx context.Context, id, request int64) error {
	if _, err := tx.exec(ctx, `UPDATE message SET request_id = ? WHERE id = ? AND request_id IS NULL`, request, id); err != nil {
		return fmt.Errorf("place message %d: %w", id, err)
	}
	tx.wrote("message", id)
	return nil
}
