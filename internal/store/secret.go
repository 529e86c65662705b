package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
)

// secretLen is the length of a secret in bytes.
const secretLen = 32

// Secret returns the secret of a name, 32 random bytes, made when it is first
// asked for: the key that signs links and heads of the record. All nodes on one
// database have the same.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	fresh := make([]byte, secretLen)
	rand.Read(fresh) // never fails
	var value string
	err := s.Tx(ctx, func(tx *Tx) error {
		// The update that changes nothing has the row returned that is there.
		return tx.row(ctx, `INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING value`,
			name, base64.StdEncoding.EncodeToString(fresh)).Scan(&value)
	})
	if err != nil {
		return nil, fmt.Errorf("secret %s: %w", name, err)
	}
	secret, err := base64.StdEncoding.DecodeString(value)
	if err != nil || len(secret) != secretLen {
		return nil, fmt.Errorf("secret %s is damaged", name)
	}
	return secret, nil
}
