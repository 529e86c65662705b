package event

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"congbo/internal/fault"
)

// A Head says how far a chain had come at an instant. Signed and kept outside
// the database, it shows when the end of the chain was cut off or all of it
// was written anew.
type Head struct {
	Chain int64
	Seq   int64
	Hash  string
	At    time.Time
	Sig   []byte // Ed25519 over Text
}

// Text is what is signed: one line of five words.
func (h Head) Text() string {
	return fmt.Sprintf("congbo-head-1 %d %d %s %s", h.Chain, h.Seq, h.Hash, h.At.UTC().Format("2006-01-02T15:04:05.000000Z"))
}

// Sign returns h with a signature.
func (h Head) Sign(key ed25519.PrivateKey) Head {
	h.Sig = ed25519.Sign(key, []byte(h.Text()))
	return h
}

// Verify reports whether h was signed with the private half of key.
func (h Head) Verify(key ed25519.PublicKey) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, []byte(h.Text()), h.Sig)
}

// String is the line that is kept: Text and the signature.
func (h Head) String() string { return h.Text() + " " + base64.StdEncoding.EncodeToString(h.Sig) }

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// ParseHead reads what String writes. The failure is event.head.
func ParseHead(s string) (Head, error) {
	bad := fault.New(fault.Invalid, "event.head")
	if len(s) > 1000 {
		return Head{}, bad
	}
	w := strings.Fields(s)
	if len(w) != 6 || w[0] != "congbo-head-1" || !hashForm.MatchString(w[3]) {
		return Head{}, bad
	}
	h := Head{Hash: w[3]}
	var errs [4]error
	h.Chain, errs[0] = strconv.ParseInt(w[1], 10, 64)
	h.Seq, errs[1] = strconv.ParseInt(w[2], 10, 64)
	h.At, errs[2] = time.Parse("2006-01-02T15:04:05.000000Z", w[4])
	h.Sig, errs[3] = base64.StdEncoding.DecodeString(w[5])
	for _, err := range errs {
		if err != nil {
			return Head{}, bad.Because(err)
		}
	}
	if h.Seq < 0 || h.Chain <= 0 || h.String() != strings.Join(w, " ") {
		return Head{}, bad
	}
	return h, nil
}
