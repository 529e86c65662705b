package mail

import (
	"fmt"
	"log/slog"
)

// A Secret is a password. However it is printed, logged or encoded, it shows
// stars only; Reveal is the one way to its value.
type Secret struct{ value string }

// NewSecret keeps value as a secret.
func NewSecret(value string) Secret { return Secret{value} }

// Reveal returns the value, for the one who must send it.
func (s Secret) Reveal() string { return s.value }

const stars = "***"

// String returns stars.
func (Secret) String() string { return stars }

// Format prints stars for every verb.
func (Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, stars) }

// LogValue logs stars.
func (Secret) LogValue() slog.Value { return slog.StringValue(stars) }

// MarshalText encodes stars, also in JSON.
func (Secret) MarshalText() ([]byte, error) { return []byte(stars), nil }
