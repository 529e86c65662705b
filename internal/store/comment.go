package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/people"
)

// A Comment is what a colleague says about a part of a case's text. The first
// of a thread says which part; the others answer it.
type Comment struct {
	ID         int64
	Case       int64
	Thread     int64  // the first comment of the thread; 0 for that itself
	Revision   int64  // the newest when it was written
	Block      string // id of the block, or "field:title", "field:summary"; "" the text as a whole
	Quote      string // the words of that part then
	Person     people.PersonID
	For        people.PersonID
	Text       string
	Digest     string // SHA-256 of Text, hexadecimal: what the record names
	Mentions   []people.PersonID
	At         time.Time
	ResolvedBy people.PersonID // of the first of a thread; 0: it is open
	ResolvedAt time.Time
	Recoded    []content.Recoded // what of Text was read from charsets before Unicode
}

// AddComment stores c and gives it its ID and time.
func (tx *Tx) AddComment(ctx context.Context, c *Comment) error {
	c.At = tx.now.UTC()
	var names []string
	for _, p := range c.Mentions {
		names = append(names, fmt.Sprint(int64(p)))
	}
	err := tx.row(ctx, `
		INSERT INTO comment (case_id, thread_id, revision_id, block, quote, person_id, for_id, text, digest, mentions, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		c.Case, ref(c.Thread), ref(c.Revision), c.Block, c.Quote, int64(c.Person), int64(c.For), c.Text, c.Digest, strings.Join(names, " "), instant(c.At)).Scan(&c.ID)
	if err != nil {
		return fmt.Errorf("add comment: %w", err)
	}
	tx.made("comment", c.ID)
	return tx.addReading(ctx, "read-comment", c.ID, c.Recoded)
}

const commentColumns = `id, case_id, thread_id, revision_id, block, quote, person_id, for_id, text, digest, mentions, at, resolved_by, resolved_at,
	coalesce((SELECT g.recoded FROM comment_reading g WHERE g.comment_id = comment.id), '')`

func scanComment(scan func(...any) error, c *Comment) error {
	var mentions, recoded string
	err := scan(&c.ID, &c.Case, refTo(&c.Thread), refTo(&c.Revision), &c.Block, &c.Quote, (*int64)(&c.Person), (*int64)(&c.For), &c.Text, &c.Digest, &mentions, at(&c.At), (*int64)(&c.ResolvedBy), at(&c.ResolvedAt), &recoded)
	if err != nil {
		return err
	}
	if c.Recoded, err = listOf[content.Recoded](recoded); err != nil {
		return err
	}
	for _, s := range strings.Fields(mentions) {
		var id int64
		if _, err := fmt.Sscan(s, &id); err != nil {
			return fmt.Errorf("comment %d: %w", c.ID, err)
		}
		c.Mentions = append(c.Mentions, people.PersonID(id))
	}
	return nil
}

// Comments lists the comments on a case's text, oldest first.
func (tx *Tx) Comments(ctx context.Context, id int64) ([]Comment, error) {
	return list(ctx, tx, `SELECT `+commentColumns+` FROM comment WHERE case_id = ? ORDER BY id`, []any{id}, scanComment)
}

// Comment returns a comment, or fault.NotFound.
func (tx *Tx) Comment(ctx context.Context, id int64) (*Comment, error) {
	var c Comment
	err := scanComment(tx.row(ctx, `SELECT `+commentColumns+` FROM comment WHERE id = ?`, id).Scan, &c)
	return &c, found(err, "comment")
}

// ResolveComment closes a thread, or opens it again where by is 0, and reports
// whether that changed anything.
func (tx *Tx) ResolveComment(ctx context.Context, id int64, by people.PersonID) (bool, error) {
	var when any
	if by != 0 {
		when = instant(tx.now)
	}
	n, err := tx.exec(ctx, `UPDATE comment SET resolved_by = ?, resolved_at = ? WHERE id = ? AND thread_id IS NULL AND (resolved_by = 0) = (? <> 0)`, int64(by), when, id, int64(by))
	if err != nil {
		return false, fmt.Errorf("resolve comment %d: %w", id, err)
	}
	if n > 0 {
		tx.wrote("comment", id)
	}
	return n > 0, nil
}
