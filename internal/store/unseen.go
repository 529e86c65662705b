package store

import (
	"context"
	"fmt"
)

// LeaveUnseen notes that a message moved nothing by itself, so that somebody
// has to look at it.
func (tx *Tx) LeaveUnseen(ctx context.Context, m *Message) error {
	if _, err := tx.exec(ctx, `UPDATE message SET unseen = 1 WHERE id = ?`, m.ID); err != nil {
		return fmt.Errorf("message %d unseen: %w", m.ID, err)
	}
	m.Unseen = true
	return nil
}

// SeeMessages notes that somebody has looked at the messages of a request up to
// the last one, and tells whether any had been unseen.
func (tx *Tx) SeeMessages(ctx context.Context, request, last int64) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE message SET unseen = 0 WHERE request_id = ? AND id <= ? AND unseen = 1`, request, last)
	if err != nil {
		return false, fmt.Errorf("messages of request %d seen: %w", request, err)
	}
	return n > 0, nil
}

// UnseenCases lists the cases of an institution to whose requests messages came
// that nobody has looked at; of several of one request the newest that is open,
// else the newest. The one that has waited longest comes first. SQLite begins with
// those few messages, and not with all cases there are, because it joins as it is
// told to where a join is called a cross join.
func (tx *Tx) UnseenCases(ctx context.Context, institution int64, limit int) ([]Case, error) {
	return list(ctx, tx, `SELECT `+caseColumns+` FROM (SELECT request_id, min(id) AS first FROM message WHERE unseen = 1 GROUP BY request_id) m
		CROSS JOIN case_file c
		WHERE c.request_id = m.request_id AND c.institution_id + 0 = ? AND NOT EXISTS (
			SELECT 1 FROM case_file o WHERE o.request_id = c.request_id AND o.id <> c.id AND (
				o.ended_at IS NULL AND c.ended_at IS NOT NULL OR
				(o.ended_at IS NULL) = (c.ended_at IS NULL) AND o.id > c.id))
		ORDER BY m.first LIMIT ?`, []any{institution, limit}, scanCase)
}
