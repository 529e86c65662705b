package accounts

import (
	"encoding/xml"
	"net/url"
	"strings"
	"testing"
	"time"
)

// RFC 6238, Appendix B, the SHA-1 rows, of whose eight digits ours are the last
// six.
func TestTOTPKnownAnswers(t *testing.T) {
	key := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := code(key, step(time.Unix(at, 0))); got != want[2:] {
			t.Errorf("at %d: %s, want %s", at, got, want[2:])
		}
	}
}

// ASVS 6.5.5: a code holds for its half minute and one to either side.
func TestTOTPDrift(t *testing.T) {
	key := []byte("12345678901234567890")
	now := time.Unix(1_800_000_015, 0)
	for d := int64(-3); d <= 3; d++ {
		given := code(key, step(now)+d)
		at, ok := matching(key, given[:3]+" "+given[3:], now)
		if want := d >= -1 && d <= 1; ok != want || ok && at != step(now)+d {
			t.Errorf("%+d periods: %t at %d", d, ok, at)
		}
	}
	for _, wrong := range []string{"", "12345", "1234567", "abcdef", "๑๒๓๔๕๖"} {
		if _, ok := matching(key, wrong, now); ok {
			t.Errorf("%q fits", wrong)
		}
	}
}

func TestTOTPURI(t *testing.T) {
	u, err := url.Parse(totpURI("Trường Đại học A & B", "an@dhnl.example.vn", []byte("12345678901234567890")))
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Trường Đại học A & B:an@dhnl.example.vn" ||
		q.Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" || q.Get("issuer") != "Trường Đại học A & B" || strings.Contains(u.RawQuery, "+") {
		t.Error(u)
	}
}

func TestQRIsWellFormed(t *testing.T) {
	svg, err := qrSVG(totpURI("Trường Đại học Nông Lâm Miền Trung", "an@dhnl.example.vn", make([]byte, totpKeyLen)))
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal([]byte(svg), new(struct {
		XMLName xml.Name `xml:"http://www.w3.org/2000/svg svg"`
	})); err != nil || len(svg) > 64<<10 {
		t.Errorf("%d bytes, %v", len(svg), err)
	}
	if _, err := qrSVG(strings.Repeat("x", 5000)); err == nil {
		t.Error("5,000 characters fit a QR code")
	}
}
