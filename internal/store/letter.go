package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/vi"
)

// A Letter is one the system writes: decided on in the transaction that causes
// it, worded and sent by a job, and kept as it was sent (F-K6).
type Letter struct {
	ID          int64
	Institution int64
	Case        int64
	Request     int64
	Person      people.PersonID
	Template    string // which letter, e.g. "acknowledgement"
	Lang        locale.Lang
	ToName      string
	ToEmail     string
	Mailbox     int64             // of the office in whose name it is written
	Data        map[string]string // values of the template, as decided
	Subject     string            // from here on: filled when it is worded
	Body        string
	HTML        string
	MessageID   string
	State       string // LetterQueued, LetterSent, LetterFailed
	Attempts    int
	Error       string
	CreatedAt   time.Time
	SentAt      time.Time
}

// The states of a letter.
const (
	LetterQueued = "queued"
	LetterSent   = "sent"
	LetterFailed = "failed"
)

// JobLetter is the kind of the job that words and sends a letter; its
// arguments are the letter's ID.
const JobLetter = "letter"

// AddLetter stores l, gives it its ID and enqueues its sending. Its Message-ID
// must be set, and is kept without brackets: a second attempt sends the same letter, not another one.
func (tx *Tx) AddLetter(ctx context.Context, l *Letter) error {
	data, err := json.Marshal(l.Data)
	if err != nil {
		return err
	}
	l.State, l.CreatedAt = LetterQueued, tx.now
	l.MessageID = strings.Trim(l.MessageID, "<>")
	err = tx.row(ctx, `
		INSERT INTO letter (institution_id, case_id, request_id, person_id, template, lang, to_name, to_email, mailbox_id, data, message_id, state, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		l.Institution, ref(l.Case), ref(l.Request), ref(l.Person), l.Template, string(l.Lang), l.ToName, l.ToEmail, ref(l.Mailbox),
		string(data), l.MessageID, l.State, instant(tx.now)).Scan(&l.ID)
	if err != nil {
		return fmt.Errorf("add letter: %w", err)
	}
	tx.made("letter", l.ID)
	return tx.Enqueue(ctx, JobLetter, l.ID, time.Time{}, fmt.Sprintf("letter/%d", l.ID))
}

const letterColumns = `l.id, l.institution_id, l.case_id, l.request_id, l.person_id, l.template, l.lang, l.to_name, l.to_email, l.mailbox_id,
	l.data, l.subject, l.body, l.html, l.message_id, l.state, l.attempts, l.error, l.created_at, l.sent_at`

func scanLetter(scan func(...any) error, l *Letter) error {
	var data string
	if err := scan(&l.ID, &l.Institution, refTo(&l.Case), refTo(&l.Request), refTo(&l.Person), &l.Template, (*string)(&l.Lang), &l.ToName, &l.ToEmail, refTo(&l.Mailbox),
		&data, &l.Subject, &l.Body, &l.HTML, &l.MessageID, &l.State, &l.Attempts, &l.Error, at(&l.CreatedAt), at(&l.SentAt)); err != nil {
		return err
	}
	return json.Unmarshal([]byte(data), &l.Data)
}

// Letter returns a letter, or fault.NotFound.
func (tx *Tx) Letter(ctx context.Context, id int64) (*Letter, error) {
	var l Letter
	err := scanLetter(tx.row(ctx, `SELECT `+letterColumns+` FROM letter l WHERE l.id = ?`, id).Scan, &l)
	return &l, found(err, "letter")
}

// SaveLetter keeps what was sent, or why it was not.
func (tx *Tx) SaveLetter(ctx context.Context, l *Letter) error {
	data, err := json.Marshal(l.Data)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `UPDATE letter SET data = ?, subject = ?, body = ?, html = ?, state = ?, attempts = ?, error = ?, sent_at = ? WHERE id = ?`,
		string(data), l.Subject, l.Body, l.HTML, l.State, l.Attempts, l.Error, instant(l.SentAt), l.ID)
	if err != nil {
		return fmt.Errorf("save letter %d: %w", l.ID, err)
	}
	if l.State != LetterQueued || l.Error == "" { // another attempt changes nothing that is sealed
		tx.wrote("letter", l.ID)
	}
	return nil
}

// CaseLetters returns the letters of a case, oldest first.
func (tx *Tx) CaseLetters(ctx context.Context, id int64) ([]Letter, error) {
	return list(ctx, tx, `SELECT `+letterColumns+` FROM letter l WHERE l.case_id = ? ORDER BY l.id`, []any{id}, scanLetter)
}

// A LetterFilter narrows a list of letters; zero fields do not.
type LetterFilter struct {
	Institution int64
	State       string // one of the states, or LetterAgain
	To          string // what address or name of the receiver contain; of colleagues accents or not
	Case        int64
	Below       int64 // only older ones: the next page
	Limit       int
}

// LetterAgain asks for letters that wait after a try that failed.
const LetterAgain = "again"

// FindLetters lists letters, the newest first (F-K6).
func (tx *Tx) FindLetters(ctx context.Context, f LetterFilter) ([]Letter, error) {
	q, args := `SELECT `+letterColumns+` FROM letter l WHERE l.institution_id = ?`, []any{f.Institution}
	switch f.State {
	case "":
	case LetterAgain:
		q += ` AND l.state = ? AND l.attempts > 0`
		args = append(args, LetterQueued)
	default:
		q += ` AND l.state = ?`
		args = append(args, f.State)
	}
	if f.To != "" {
		like := func(s string) string {
			return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s) + "%"
		}
		// What is not folded is compared to the letter, as no LIKE does on both databases.
		q += ` AND (l.to_email LIKE ? ESCAPE '!' OR replace(l.to_name, ?, '') <> l.to_name
			OR l.person_id IN (SELECT p.id FROM person p WHERE p.institution_id = ? AND p.folded LIKE ? ESCAPE '!'))`
		args = append(args, like(strings.ToLower(f.To)), f.To, f.Institution, like(vi.Fold(f.To)))
	}
	if f.Case != 0 {
		q += ` AND l.case_id = ?`
		args = append(args, f.Case)
	}
	if f.Below != 0 {
		q += ` AND l.id < ?`
		args = append(args, f.Below)
	}
	return list(ctx, tx, q+` ORDER BY l.id DESC LIMIT ?`, append(args, f.Limit), scanLetter)
}

// Letters lists letters, the newest first, all of them or those in one state,
// starting below an ID (0: from the newest).
func (tx *Tx) Letters(ctx context.Context, institution int64, state string, below int64, limit int) ([]Letter, error) {
	return tx.FindLetters(ctx, LetterFilter{Institution: institution, State: state, Below: below, Limit: limit})
}

// NextTries tells when each of several letters that wait is tried next.
func (tx *Tx) NextTries(ctx context.Context, ids []int64) (map[int64]time.Time, error) {
	next := make(map[int64]time.Time)
	if len(ids) == 0 {
		return next, nil
	}
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = fmt.Sprintf("letter/%d", id)
	}
	m, args := marks(keys)
	err := tx.each(ctx, `SELECT key, run_at FROM job WHERE failed_at IS NULL AND key IN (`+m+`)`, args, func(scan func(...any) error) error {
		var key string
		var t time.Time
		if err := scan(&key, at(&t)); err != nil {
			return err
		}
		id, err := strconv.ParseInt(strings.TrimPrefix(key, "letter/"), 10, 64)
		next[id] = t
		return err
	})
	return next, err
}

// LettersTo counts the letters of a template to an address since a time: the
// brake on acknowledgements.
func (tx *Tx) LettersTo(ctx context.Context, email, template string, since time.Time) (n int, err error) {
	err = tx.row(ctx, `SELECT count(*) FROM letter WHERE to_email = ? AND template = ? AND created_at >= ?`, email, template, instant(since)).Scan(&n)
	return n, err
}
