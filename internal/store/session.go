package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"congbo/internal/people"
)

// A Session is somebody who came in at a device. The database knows the digest
// of its token only: whoever reads the table cannot come in with it.
type Session struct {
	Digest    string
	Person    people.PersonID
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time // at the latest, however busy
	Stage     string    // what is still to be done before it is a session; empty: nothing
	Strong    bool      // came in with a second factor
	TOTPKey   string    // sealed key of a second factor that is being set up
	Address   string
	Agent     string // User-Agent
}

// AddSession stores s, whose times are those of the transaction.
func (tx *Tx) AddSession(ctx context.Context, s *Session) error {
	s.CreatedAt, s.SeenAt = tx.now, tx.now
	_, err := tx.exec(ctx, `INSERT INTO session (digest, person_id, created_at, seen_at, expires_at, stage, strong, totp_key, address, agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.Digest, s.Person, instant(s.CreatedAt), instant(s.SeenAt), instant(s.ExpiresAt), s.Stage, s.Strong, s.TOTPKey, s.Address, s.Agent)
	if err != nil {
		return fmt.Errorf("add session: %w", err)
	}
	return nil
}

const sessionColumns = `digest, person_id, created_at, seen_at, expires_at, stage, strong, totp_key, address, agent`

func scanSession(scan func(...any) error, s *Session) error {
	return scan(&s.Digest, &s.Person, at(&s.CreatedAt), at(&s.SeenAt), at(&s.ExpiresAt), &s.Stage, &s.Strong, &s.TOTPKey, &s.Address, &s.Agent)
}

// Session returns a session that has not expired, or fault.NotFound.
func (tx *Tx) Session(ctx context.Context, digest string) (*Session, error) {
	var s Session
	err := scanSession(tx.row(ctx, `SELECT `+sessionColumns+` FROM session WHERE digest = ? AND expires_at > ?`, digest, instant(tx.now)).Scan, &s)
	return &s, found(err, "session")
}

// SessionsOf lists the sessions of a person that have not expired, the one last
// used first.
func (tx *Tx) SessionsOf(ctx context.Context, person people.PersonID) ([]Session, error) {
	return list(ctx, tx, `SELECT `+sessionColumns+` FROM session WHERE person_id = ? AND expires_at > ? ORDER BY seen_at DESC, created_at DESC, digest`,
		[]any{person, instant(tx.now)}, scanSession)
}

// SawSession notes that a session was used.
func (tx *Tx) SawSession(ctx context.Context, digest string) error {
	_, err := tx.exec(ctx, `UPDATE session SET seen_at = ? WHERE digest = ?`, instant(tx.now), digest)
	return err
}

// SetSessionKey remembers in a session the sealed key of a second factor that
// is being set up.
func (tx *Tx) SetSessionKey(ctx context.Context, digest, key string) error {
	_, err := tx.exec(ctx, `UPDATE session SET totp_key = ? WHERE digest = ?`, key, digest)
	return err
}

// EndSession ends a session and reports whether there was one.
func (tx *Tx) EndSession(ctx context.Context, digest string) (bool, error) {
	n, err := tx.exec(ctx, `DELETE FROM session WHERE digest = ?`, digest)
	return n == 1, err
}

// EndSessions ends all sessions of a person except one, whose digest may be
// empty, and reports how many there were.
func (tx *Tx) EndSessions(ctx context.Context, person people.PersonID, except string) (int, error) {
	n, err := tx.exec(ctx, `DELETE FROM session WHERE person_id = ? AND digest <> ?`, person, except)
	return int(n), err
}

// A Token is a link that lets its holder do one thing once: accept an
// invitation, set a new password, answer from a letter. The database knows its
// digest only.
type Token struct {
	Digest    string
	Purpose   string
	Person    people.PersonID
	Case      int64
	Letter    int64
	Data      string
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time
}

// AddToken stores t.
func (tx *Tx) AddToken(ctx context.Context, t *Token) error {
	t.CreatedAt = tx.now
	_, err := tx.exec(ctx, `INSERT INTO token (digest, purpose, person_id, case_id, letter_id, data, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		t.Digest, t.Purpose, ref(t.Person), ref(t.Case), ref(t.Letter), t.Data, instant(t.CreatedAt), instant(t.ExpiresAt))
	if err != nil {
		return fmt.Errorf("add token: %w", err)
	}
	return nil
}

// Token returns a token, used and expired ones too, or fault.NotFound.
func (tx *Tx) Token(ctx context.Context, digest string) (*Token, error) {
	var t Token
	err := tx.row(ctx, `SELECT digest, purpose, person_id, case_id, letter_id, data, created_at, expires_at, used_at FROM token WHERE digest = ?`, digest).
		Scan(&t.Digest, &t.Purpose, refTo(&t.Person), refTo(&t.Case), refTo(&t.Letter), &t.Data, at(&t.CreatedAt), at(&t.ExpiresAt), at(&t.UsedAt))
	return &t, found(err, "token")
}

// UseToken marks a token as used and reports whether it could still be: of any
// number who use it at once, one succeeds.
func (tx *Tx) UseToken(ctx context.Context, digest string) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE token SET used_at = ? WHERE digest = ? AND used_at IS NULL AND expires_at > ?`, instant(tx.now), digest, instant(tx.now))
	return n == 1, err
}

// VoidTokens has the unused tokens of a person for some purpose expire now.
func (tx *Tx) VoidTokens(ctx context.Context, person people.PersonID, purpose string) error {
	_, err := tx.exec(ctx, `UPDATE token SET expires_at = ? WHERE person_id = ? AND purpose = ? AND used_at IS NULL AND expires_at > ?`,
		instant(tx.now), person, purpose, instant(tx.now))
	return err
}

// Tries are the attempts that were made under a key since one of them.
type Tries struct {
	Count       int
	Since       time.Time
	LockedUntil time.Time
}

// CountTry counts an attempt under a key, before it is known how it ends, and
// returns all tries so far, this one included. Tries older than window count no
// more, nor does what led to a lock that is over. While the key is locked
// nothing is counted.
func (tx *Tx) CountTry(ctx context.Context, key string, window time.Duration) (t Tries, err error) {
	now, old := instant(tx.now), instant(tx.now.Add(-window))
	// locked_until in the past starts a new count, as an old since_at does.
	err = tx.row(ctx, `
		INSERT INTO throttle (key, tries, since_at) VALUES (?, 1, ?)
		ON CONFLICT (key) DO UPDATE SET
			tries = CASE WHEN throttle.locked_until > ? THEN throttle.tries WHEN throttle.locked_until IS NOT NULL OR throttle.since_at <= ? THEN 1 ELSE throttle.tries + 1 END,
			since_at = CASE WHEN throttle.locked_until > ? THEN throttle.since_at WHEN throttle.locked_until IS NOT NULL OR throttle.since_at <= ? THEN ? ELSE throttle.since_at END,
			locked_until = CASE WHEN throttle.locked_until > ? THEN throttle.locked_until ELSE NULL END
		RETURNING tries, since_at, locked_until`, key, now, now, old, now, old, now, now).
		Scan(&t.Count, at(&t.Since), at(&t.LockedUntil))
	if err != nil {
		return t, fmt.Errorf("count try: %w", err)
	}
	return t, nil
}

// LockTries refuses all further tries under a key until an instant.
func (tx *Tx) LockTries(ctx context.Context, key string, until time.Time) error {
	_, err := tx.exec(ctx, `UPDATE throttle SET locked_until = ? WHERE key = ?`, instant(until), key)
	return err
}

// ForgetTries has a key start anew: its last try succeeded.
func (tx *Tx) ForgetTries(ctx context.Context, key string) error {
	_, err := tx.exec(ctx, `DELETE FROM throttle WHERE key = ?`, key)
	return err
}

// TakeBackTry uncounts one try that succeeded, where others count on.
func (tx *Tx) TakeBackTry(ctx context.Context, key string) error {
	_, err := tx.exec(ctx, `UPDATE throttle SET tries = tries - 1 WHERE key = ? AND tries > 0`, key)
	return err
}

// CleanAccess removes sessions and links that ended before an instant, and
// tries that were made before it.
func (tx *Tx) CleanAccess(ctx context.Context, before time.Time) error {
	for _, q := range []string{
		`DELETE FROM session WHERE expires_at < ?`,
		`DELETE FROM token WHERE expires_at < ?`,
		`DELETE FROM throttle WHERE since_at < ? AND (locked_until IS NULL OR locked_until < ?)`,
	} {
		args := []any{instant(before), instant(before)}
		if _, err := tx.exec(ctx, q, args[:strings.Count(q, "?")]...); err != nil {
			return fmt.Errorf("clean access: %w", err)
		}
	}
	return nil
}
