package accounts

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Codes of the second factor are those of RFC 6238 as every authenticator app
// computes them: HMAC-SHA-1, six digits, a new one every 30 seconds.
const (
	totpPeriod = 30 // seconds
	totpDigits = 6
	totpDrift  = 1  // periods by which a telephone's clock may be wrong
	totpKeyLen = 20 // bytes, the length of the hash
)

// step numbers the period that t lies in.
func step(t time.Time) int64 { return t.Unix() / totpPeriod }

// code computes the code of a period.
func code(key []byte, step int64) string {
	mac := hmac.New(sha1.New, key)
	binary.Write(mac, binary.BigEndian, step) // a hash never fails to be written to
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[offset:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", totpDigits, n%1_000_000)
}

// matching returns the period whose code is given, near now. It looks at every
// period that may fit, so that the time it takes says nothing.
func matching(key []byte, given string, now time.Time) (at int64, ok bool) {
	given = strings.Join(strings.Fields(given), "") // apps show "123 456"
	for s := step(now) - totpDrift; s <= step(now)+totpDrift; s++ {
		if subtle.ConstantTimeCompare([]byte(code(key, s)), []byte(given)) == 1 {
			at, ok = s, true
		}
	}
	return at, ok
}

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// totpURI is what the QR code says to an authenticator app.
func totpURI(issuer, account string, key []byte) string {
	label := url.PathEscape(issuer + ":" + account)
	q := fmt.Sprintf("secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d",
		base32Text.EncodeToString(key), url.QueryEscape(issuer), totpDigits, totpPeriod)
	// Apps take a plus sign for what it says.
	return "otpauth://totp/" + label + "?" + strings.ReplaceAll(q, "+", "%20")
}

// groups writes a key or code in groups of four, as people copy it.
func groups(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
