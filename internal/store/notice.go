package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"congbo/internal/people"
)

// A Notice is what a colleague was told, as it stands in their inbox (F-K2). It
// is written in the transaction that decides on it, and decides nothing itself.
type Notice struct {
	ID          int64
	Institution int64
	Person      people.PersonID
	Case        int64 // 0: about no case
	Letter      int64 // by which it went too; 0: none did
	Sort        Sort
	Template    string            // the letter that says the same
	Data        map[string]string // values of that letter, as decided
	Way         Way
	CreatedAt   time.Time
	ReadAt      time.Time // zero: unread
}

// A Sort is what notices are about, for people to choose how they are told.
type Sort string

// The sorts of notices.
const (
	SortTask    Sort = "task"    // it is one's turn
	SortMessage Sort = "message" // the sender has written
	SortDue     Sort = "due"     // a limit comes near or has run out, work lies still
	SortChange  Sort = "change"  // what one has decided was changed or overtaken
	SortTrouble Sort = "trouble" // something does not go on by itself
	SortTalk    Sort = "talk"    // colleagues named or answered one
	SortRight   Sort = "right"   // authority that one was lent, or that ended
	// Letters by which one decides always go out at once: there is another way to
	// choose not to get them, which makes them tasks.
	SortDecision Sort = "decision"
	SortDemand   Sort = "demand" // letters that a procedure itself asks for; they always go out
)

// Sorts are the sorts that a person may choose for.
var Sorts = []Sort{SortTask, SortMessage, SortDue, SortChange, SortTrouble, SortTalk, SortRight}

// A Way is how a notice reaches somebody beside the inbox.
type Way string

// The ways.
const (
	WayMail   Way = "mail"   // a letter at once
	WayDigest Way = "digest" // in the letter of the day; WayTold once that was written
	WayInbox  Way = "inbox"  // not at all
	WayTold   Way = "told"   // was in a letter of the day
)

// A NoticeChoice is how a person wants to be told.
type NoticeChoice struct {
	Person   people.PersonID
	Ways     map[Sort]Way // sorts that are not in it: at once
	Minute   int          // of the day, in Vietnam: of the letter of the day
	Digested string       // the day of the last one, 2006-01-02
}

// DigestMinute is when the letter of the day goes out where a person says
// nothing else: 8 o'clock.
const DigestMinute = 8 * 60

// Way is how the person wants to be told of a sort.
func (c *NoticeChoice) Way(s Sort) Way {
	if w, ok := c.Ways[s]; ok && s != SortDemand && s != SortDecision {
		return w
	}
	return WayMail
}

// Tell puts a letter to a colleague in their inbox, and queues it where they
// want it at once (F-K2). Without an address it stays in the inbox.
func (tx *Tx) Tell(ctx context.Context, l *Letter, sort Sort) error {
	c, err := tx.NoticeChoice(ctx, l.Person)
	if err != nil {
		return err
	}
	n := Notice{Institution: l.Institution, Person: l.Person, Case: l.Case, Sort: sort, Template: l.Template, Data: l.Data, Way: c.Way(sort), CreatedAt: tx.now}
	if l.ToEmail == "" {
		n.Way = WayInbox
	}
	if n.Way == WayMail {
		if err := tx.AddLetter(ctx, l); err != nil {
			return err
		}
		n.Letter = l.ID
	}
	data, err := json.Marshal(n.Data)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `
		INSERT INTO notice (institution_id, person_id, case_id, letter_id, sort, template, data, way, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		n.Institution, int64(n.Person), ref(n.Case), ref(n.Letter), string(n.Sort), n.Template, string(data), string(n.Way), instant(n.CreatedAt))
	if err != nil {
		return fmt.Errorf("add notice: %w", err)
	}
	return nil
}

const noticeColumns = `n.id, n.institution_id, n.person_id, n.case_id, n.letter_id, n.sort, n.template, n.data, n.way, n.created_at, n.read_at`

func scanNotice(scan func(...any) error, n *Notice) error {
	var data string
	if err := scan(&n.ID, &n.Institution, (*int64)(&n.Person), refTo(&n.Case), refTo(&n.Letter), (*string)(&n.Sort), &n.Template, &data, (*string)(&n.Way), at(&n.CreatedAt), at(&n.ReadAt)); err != nil {
		return err
	}
	return json.Unmarshal([]byte(data), &n.Data)
}

// Notices lists a person's inbox, the newest first, all of it or what is
// unread, starting below an ID (0: from the newest).
func (tx *Tx) Notices(ctx context.Context, p people.PersonID, unread bool, below int64, limit int) ([]Notice, error) {
	return list(ctx, tx, `SELECT `+noticeColumns+` FROM notice n
		WHERE n.person_id = ? AND (? = 0 OR n.read_at IS NULL) AND (? = 0 OR n.id < ?) ORDER BY n.id DESC LIMIT ?`,
		[]any{int64(p), bit(unread), below, below, limit}, scanNotice)
}

// Notice returns a notice, or fault.NotFound.
func (tx *Tx) Notice(ctx context.Context, id int64) (*Notice, error) {
	var n Notice
	err := scanNotice(tx.row(ctx, `SELECT `+noticeColumns+` FROM notice n WHERE n.id = ?`, id).Scan, &n)
	return &n, found(err, "notice")
}

// CountUnread counts what is unread in a person's inbox.
func (tx *Tx) CountUnread(ctx context.Context, p people.PersonID) (n int, err error) {
	err = tx.row(ctx, `SELECT count(*) FROM notice WHERE person_id = ? AND read_at IS NULL`, int64(p)).Scan(&n)
	return n, err
}

// ReadNotice marks a notice of a person as read, or as unread again.
func (tx *Tx) ReadNotice(ctx context.Context, p people.PersonID, id int64, read bool) error {
	when := time.Time{}
	if read {
		when = tx.now
	}
	_, err := tx.exec(ctx, `UPDATE notice SET read_at = ? WHERE id = ? AND person_id = ?`, instant(when), id, int64(p))
	return err
}

// ReadNotices marks everything up to the notice last as read; what came after
// it the person has not seen.
func (tx *Tx) ReadNotices(ctx context.Context, p people.PersonID, last int64) error {
	_, err := tx.exec(ctx, `UPDATE notice SET read_at = ? WHERE person_id = ? AND id <= ? AND read_at IS NULL`, instant(tx.now), int64(p), last)
	return err
}

// ReadNoticesOf marks what a person was told of a case as read: they have acted
// on it.
func (tx *Tx) ReadNoticesOf(ctx context.Context, p people.PersonID, id int64) error {
	_, err := tx.exec(ctx, `UPDATE notice SET read_at = ? WHERE person_id = ? AND case_id = ? AND read_at IS NULL`, instant(tx.now), int64(p), id)
	return err
}

// PassNotices marks what anybody was told of their turn in a case, and of its
// limit, as read: the step is behind it.
func (tx *Tx) PassNotices(ctx context.Context, id int64) error {
	_, err := tx.exec(ctx, `UPDATE notice SET read_at = ? WHERE case_id = ? AND read_at IS NULL AND sort IN (?, ?, ?)`, instant(tx.now), id, string(SortTask), string(SortDecision), string(SortDue))
	return err
}

// DropNotices removes what was read before a time: an inbox is no archive, the
// record has it all.
func (tx *Tx) DropNotices(ctx context.Context, before time.Time) error {
	_, err := tx.exec(ctx, `DELETE FROM notice WHERE read_at IS NOT NULL AND read_at < ? AND way <> ?`, instant(before), string(WayDigest))
	return err
}

// NoticeChoice returns how a person wants to be told.
func (tx *Tx) NoticeChoice(ctx context.Context, p people.PersonID) (NoticeChoice, error) {
	c := NoticeChoice{Person: p, Minute: DigestMinute}
	var ways string
	err := tx.row(ctx, `SELECT ways, minute, digested FROM notice_choice WHERE person_id = ?`, int64(p)).Scan(&ways, &c.Minute, &c.Digested)
	if errors.Is(err, sql.ErrNoRows) {
		return c, nil
	} else if err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(ways), &c.Ways)
}

// SetNoticeChoice keeps how a person wants to be told.
func (tx *Tx) SetNoticeChoice(ctx context.Context, c NoticeChoice) error {
	ways, err := json.Marshal(c.Ways)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `INSERT INTO notice_choice (person_id, ways, minute) VALUES (?, ?, ?)
		ON CONFLICT (person_id) DO UPDATE SET ways = excluded.ways, minute = excluded.minute`, int64(c.Person), string(ways), c.Minute)
	return err
}

// Undigested lists the people of whom something waits for a letter of the day,
// with the minute at which each wants it and the day of the last one.
func (tx *Tx) Undigested(ctx context.Context) ([]NoticeChoice, error) {
	return list(ctx, tx, `SELECT DISTINCT n.person_id, coalesce(c.minute, ?), coalesce(c.digested, '') FROM notice n
		LEFT JOIN notice_choice c ON c.person_id = n.person_id WHERE n.way = 'digest' ORDER BY n.person_id`,
		[]any{DigestMinute}, func(scan func(...any) error, c *NoticeChoice) error {
			return scan((*int64)(&c.Person), &c.Minute, &c.Digested)
		})
}

// TakeDigest takes what waits for a person's letter of a day, oldest first, and
// marks it as told. Of several that ask for the same day one gets it; the others
// get nothing.
func (tx *Tx) TakeDigest(ctx context.Context, p people.PersonID, day string) ([]Notice, error) {
	n, err := tx.exec(ctx, `UPDATE notice_choice SET digested = ? WHERE person_id = ? AND digested < ?`, day, int64(p), day)
	if err != nil || n == 0 {
		return nil, err
	}
	// One statement: what comes in between reading and marking waits for the next
	// letter, and is in none of them twice.
	all, err := list(ctx, tx, `UPDATE notice SET way = 'told' WHERE person_id = ? AND way = 'digest' RETURNING `+strings.ReplaceAll(noticeColumns, "n.", ""), []any{int64(p)}, scanNotice)
	slices.SortFunc(all, func(a, b Notice) int { return cmp.Compare(a.ID, b.ID) })
	return all, err
}

// bit is a truth as a number, for conditions of queries.
func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
