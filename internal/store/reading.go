package store

import (
	"context"
	"encoding/json"
	"fmt"

	"congbo/internal/content"
)

// addRevisionReading stores what of a revision was recoded, and what somebody
// vouches for; most have neither.
func (tx *Tx) addRevisionReading(ctx context.Context, r *content.Revision) error {
	if len(r.Recoded) == 0 && len(r.Vouched) == 0 {
		return nil
	}
	recoded, err := listJSON(r.Recoded)
	if err != nil {
		return err
	}
	vouched, err := listJSON(r.Vouched)
	if err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `INSERT INTO revision_reading (revision_id, recoded, vouched) VALUES (?, ?, ?)`, r.ID, recoded, vouched); err != nil {
		return fmt.Errorf("add reading: %w", err)
	}
	tx.made("read-text", r.ID)
	return nil
}

// addReading does the same for what has nothing to vouch for: a message, a
// remark, a comment, by the form of its row.
func (tx *Tx) addReading(ctx context.Context, form string, id int64, all []content.Recoded) error {
	if len(all) == 0 {
		return nil
	}
	recoded, err := listJSON(all)
	if err != nil {
		return err
	}
	into := map[string]string{
		"read-letter":  `INSERT INTO message_reading (message_id, recoded) VALUES (?, ?)`,
		"read-remark":  `INSERT INTO remark_reading (remark_id, recoded) VALUES (?, ?)`,
		"read-comment": `INSERT INTO comment_reading (comment_id, recoded) VALUES (?, ?)`,
	}
	if _, err := tx.exec(ctx, into[form], id, recoded); err != nil {
		return fmt.Errorf("add reading: %w", err)
	}
	tx.made(form, id)
	return nil
}

// listJSON writes a list; "" for an empty one.
func listJSON[T any](all []T) (string, error) {
	if len(all) == 0 {
		return "", nil
	}
	data, err := json.Marshal(all)
	return string(data), err
}

// listOf reads what listJSON wrote.
func listOf[T any](text string) (all []T, err error) {
	if text == "" {
		return nil, nil
	}
	return all, json.Unmarshal([]byte(text), &all)
}
