package accounts

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"

	"congbo/internal/people"
)

// sealer returns what seals the keys of second factors: AES-256-GCM with a key
// of its own, so that the one it comes from may serve other ends too.
func sealer(key []byte) (cipher.AEAD, error) {
	if len(key) < 32 {
		return nil, fmt.Errorf("accounts: a key of %d bytes is too short", len(key))
	}
	own, err := hkdf.Key(sha256.New, key, nil, "congbo second factor 1", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

const sealed = "1:" // the first way of sealing

// sealKey seals the key of a person's second factor; it opens for no one else.
func (a *Accounts) sealKey(person people.PersonID, key []byte) string {
	return sealed + base64.RawStdEncoding.EncodeToString(a.seal.Seal(nil, nil, key, owner(person)))
}

func (a *Accounts) openKey(person people.PersonID, s string) ([]byte, error) {
	data, err := base64.RawStdEncoding.DecodeString(strings.TrimPrefix(s, sealed))
	if err != nil || !strings.HasPrefix(s, sealed) {
		return nil, fmt.Errorf("key of the second factor of person %d is damaged", person)
	}
	key, err := a.seal.Open(nil, nil, data, owner(person))
	if err != nil {
		return nil, fmt.Errorf("key of the second factor of person %d: %w", person, err)
	}
	return key, nil
}

func owner(person people.PersonID) []byte {
	return []byte("person " + strconv.FormatInt(int64(person), 10))
}

// tokenLen is the length of tokens in bytes: 256 bits.
const tokenLen = 32

// token returns a new random token, for a cookie or a link, and its digest, for
// the database.
func (a *Accounts) token() (token, digest string, err error) {
	b := make([]byte, tokenLen)
	if _, err := io.ReadFull(a.rand, b); err != nil {
		return "", "", fmt.Errorf("token: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, digest256(token), nil
}

// digest256 is how a secret that is long and random enough is stored.
func digest256(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
