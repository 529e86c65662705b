package accounts

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"congbo/internal/fault"
)

// Cost is what one guess at a password costs whoever guesses: argon2id, RFC
// 9106.
type Cost struct {
	Time    uint32 // passes over the memory
	Memory  uint32 // KiB
	Threads uint8
}

// DefaultCost is the smallest setting that OWASP recommends for argon2id, about
// a thirtieth of a second on an office server.
var DefaultCost = Cost{Time: 2, Memory: 19 * 1024, Threads: 1}

const (
	saltLen = 16
	keyLen  = 32

	hashAtOnce = 4  // hashes computed side by side: memory is bounded by it
	hashQueue  = 60 // callers that wait for their turn before others are sent away
)

// A hasher computes password hashes, a few at a time: every one takes Cost's
// memory, and a flood of sign-ins must not take all there is.
type hasher struct {
	cost  Cost
	rand  io.Reader
	slots chan struct{}
	line  chan struct{}
}

func newHasher(cost Cost, rand io.Reader) *hasher {
	return &hasher{cost: cost, rand: rand, slots: make(chan struct{}, hashAtOnce), line: make(chan struct{}, hashAtOnce+hashQueue)}
}

// turn waits for a slot; the caller gives it back with done.
func (h *hasher) turn(ctx context.Context) (done func(), err error) {
	select {
	case h.line <- struct{}{}:
	default:
		return nil, fault.New(fault.Unavailable, "accounts.busy")
	}
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots; <-h.line }, nil
	case <-ctx.Done():
		<-h.line
		return nil, ctx.Err()
	}
}

// hash returns the password as it is stored, in the PHC string format with its
// parameters and a salt of its own.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	salt := make([]byte, saltLen)
	if _, err := io.ReadFull(h.rand, salt); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	return phc{h.cost, salt, derive(password, h.cost, salt, keyLen)}.String(), nil
}

// verify compares a password with a stored hash. An empty hash, which is what a
// person without a password has, fits none, but takes as long as any other: the
// time of an answer does not tell which accounts exist. stale says that the
// hash was made at another cost and should be made anew.
func (h *hasher) verify(ctx context.Context, stored, password string) (ok, stale bool, err error) {
	done, err := h.turn(ctx)
	if err != nil {
		return false, false, err
	}
	defer done()
	if stored == "" {
		derive(password, h.cost, make([]byte, saltLen), keyLen)
		return false, false, nil
	}
	p, err := parsePHC(stored)
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(p.key, derive(password, p.cost, p.salt, uint32(len(p.key)))) == 1
	return ok, p.cost != h.cost || len(p.key) != keyLen, nil
}

// derive makes the key of a password. NFC first: the same password typed on a
// telephone and on a computer may arrive composed differently. Nothing else is
// changed and nothing cut off.
func derive(password string, c Cost, salt []byte, n uint32) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.Time, c.Memory, c.Threads, n)
}

// A phc is a hash with all that is needed to compute it again.
type phc struct {
	cost Cost
	salt []byte
	key  []byte
}

func (p phc) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.cost.Memory, p.cost.Time, p.cost.Threads,
		b64.EncodeToString(p.salt), b64.EncodeToString(p.key))
}

// Hashes that are read may come from an import; these bounds keep one of them
// from taking the machine.
const (
	maxMemory = 1 << 20 // KiB: 1 GiB
	maxTime   = 64
)

func parsePHC(s string) (p phc, err error) {
	wrong := fmt.Errorf("stored password hash is not readable")
	f := strings.Split(s, "$")
	if len(f) != 6 || f[0] != "" || f[1] != "argon2id" || f[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, wrong
	}
	if n, err := fmt.Sscanf(f[3], "m=%d,t=%d,p=%d", &p.cost.Memory, &p.cost.Time, &p.cost.Threads); n != 3 || err != nil {
		return p, wrong
	}
	if p.salt, err = base64.RawStdEncoding.DecodeString(f[4]); err != nil {
		return p, wrong
	}
	if p.key, err = base64.RawStdEncoding.DecodeString(f[5]); err != nil {
		return p, wrong
	}
	c := p.cost
	if c.Time == 0 || c.Time > maxTime || c.Threads == 0 || c.Memory == 0 || c.Memory > maxMemory || len(p.salt) < 8 || len(p.key) < 16 || len(p.key) > 128 {
		return p, wrong
	}
	return p, nil
}
