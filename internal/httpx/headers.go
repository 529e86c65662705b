package httpx

import (
	"net/http"
	"strings"
)

// The policies of pages. Neither allows a script or style within a page, a
// form to elsewhere, a frame around it, or anything from another host; data:
// is for the small drawings of style sheets.
const (
	PortalPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	DeskPolicy   = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	// FramedPolicy is that of a page which pages of the same site show in a frame.
	FramedPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; frame-ancestors 'self'"
	// FilePolicy is for bytes that people sent us: even a browser that takes
	// them for a page runs nothing in it.
	FilePolicy = "default-src 'none'; sandbox; frame-ancestors 'none'"
	// KeptPolicy is what a page says of itself that was kept as one file: even if
	// something in it named another address, no browser would ask for it.
	// WholePolicy is that under which it is shown.
	KeptPolicy  = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
	WholePolicy = KeptPolicy + "; sandbox; frame-ancestors 'none'"
)

// Year is as long as browsers should stay with https (ASVS 3.4.1), in seconds.
const Year = 365 * 24 * 60 * 60

// Security says which headers all answers of a face carry.
type Security struct {
	Policy string // Content-Security-Policy
	// HSTS is the lifetime in seconds for which browsers stay with https once
	// they came by it; 0 for not at all. Subdomains are included only where
	// the institution says so, since its units share the domain.
	HSTS           int
	HSTSSubdomains bool
	// Private answers are for one person: no cache keeps them and no search
	// engine lists them.
	Private bool
}

// Guard sets the headers before next answers, which may replace them.
func (s Security) Guard(next http.Handler) http.Handler {
	hsts := ""
	if s.HSTS > 0 {
		hsts = "max-age=" + itoa(s.HSTS)
		if s.HSTSSubdomains {
			hsts += "; includeSubDomains"
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", s.Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		if hsts != "" && ClientOf(r).Scheme == "https" {
			h.Set("Strict-Transport-Security", hsts)
		}
		if s.Private {
			SetPrivate(h)
		}
		next.ServeHTTP(w, r)
	})
}

// SetPrivate marks an answer as meant for one person: addresses with a key in
// them are not told to other sites either.
func SetPrivate(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Referrer-Policy", "same-origin")
}

// vary adds a request header on which an answer depends.
func vary(h http.Header, name string) {
	for _, v := range h.Values("Vary") {
		for part := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(part), name) {
				return
			}
		}
	}
	h.Add("Vary", name)
}
