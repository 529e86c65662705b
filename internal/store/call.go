package store

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/people"
)

// A Call is a letter that calls on a person to decide in a case, by a link in
// it that works once. It keeps what the letter was about, so that what the text
// has become since can be shown beside it.
type Call struct {
	ID        int64
	Case      int64
	Person    people.PersonID
	For       people.PersonID // who has delegated it; 0: their own authority
	Turn      string          // which turn of the case it is about
	Step      string
	Revision  int64  // that the letter shows
	Bound     string // digest of the aspects to be decided on
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time
	UsedAs    string // CallApproved …
	Question  int64  // remark: what was asked back
	Answer    int64  // remark: and answered
}

// What a call was used for.
const (
	CallApproved = "approved"
	CallReturned = "returned"
	CallAsked    = "asked"   // a question back
	CallRenewed  = "renewed" // another letter took its place
)

// AddCall stores c, made now, and gives it its ID.
func (tx *Tx) AddCall(ctx context.Context, c *Call) error {
	c.CreatedAt = tx.now
	err := tx.row(ctx, `INSERT INTO decision_call (case_id, person_id, for_id, turn, step, revision_id, bound, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		c.Case, c.Person, int64(c.For), c.Turn, c.Step, c.Revision, c.Bound, instant(c.CreatedAt), instant(c.ExpiresAt)).Scan(&c.ID)
	if err != nil {
		return fmt.Errorf("add call: %w", err)
	}
	tx.made("call", c.ID)
	return nil
}

const callColumns = `id, case_id, person_id, for_id, turn, step, revision_id, bound, created_at, expires_at, used_at, used_as, question_id, answer_id`

func scanCall(scan func(...any) error, c *Call) error {
	return scan(&c.ID, &c.Case, (*int64)(&c.Person), (*int64)(&c.For), &c.Turn, &c.Step, &c.Revision, &c.Bound, at(&c.CreatedAt), at(&c.ExpiresAt),
		at(&c.UsedAt), &c.UsedAs, refTo(&c.Question), refTo(&c.Answer))
}

// Call returns a call, or fault.NotFound.
func (tx *Tx) Call(ctx context.Context, id int64) (*Call, error) {
	var c Call
	err := scanCall(tx.row(ctx, `SELECT `+callColumns+` FROM decision_call WHERE id = ?`, id).Scan, &c)
	return &c, found(err, "call")
}

// CaseCalls returns the calls of a case, oldest first.
func (tx *Tx) CaseCalls(ctx context.Context, id int64) ([]Call, error) {
	return list(ctx, tx, `SELECT `+callColumns+` FROM decision_call WHERE case_id = ? ORDER BY id`, []any{id}, scanCall)
}

// UseCall notes what a call was used for, with the words of a question, and
// reports whether it still could be: of any number who use it at once one
// succeeds.
func (tx *Tx) UseCall(ctx context.Context, id int64, as string, question int64) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE decision_call SET used_at = ?, used_as = ?, question_id = ? WHERE id = ? AND used_at IS NULL`, instant(tx.now), as, ref(question), id)
	if err != nil {
		return false, fmt.Errorf("use call %d: %w", id, err)
	}
	if n == 1 {
		tx.wrote("call", id)
	}
	return n == 1, nil
}

// AnswerCall keeps the answer to the question of a call, and reports whether
// none was there.
func (tx *Tx) AnswerCall(ctx context.Context, id, answer int64) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE decision_call SET answer_id = ? WHERE id = ? AND question_id IS NOT NULL AND answer_id IS NULL`, answer, id)
	if err != nil {
		return false, fmt.Errorf("answer call %d: %w", id, err)
	}
	if n == 1 {
		tx.wrote("call", id)
	}
	return n == 1, nil
}

// DecisionLetters reports whether a person wants letters that call on them to
// decide.
func (tx *Tx) DecisionLetters(ctx context.Context, id people.PersonID) (wanted bool, err error) {
	err = tx.row(ctx, `SELECT decision_letters FROM person WHERE id = ?`, id).Scan(&wanted)
	return wanted, found(err, "person")
}

// SetDecisionLetters keeps whether a person wants them.
func (tx *Tx) SetDecisionLetters(ctx context.Context, id people.PersonID, wanted bool) error {
	_, err := tx.exec(ctx, `UPDATE person SET decision_letters = ? WHERE id = ?`, wanted, id)
	return err
}
