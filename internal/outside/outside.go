// Package outside is the one way in which the program asks other people's
// servers anything: whether a link of a published page still answers. Who
// writes a text chooses what is asked, so every connection is judged by the
// address it really goes to, after its name was resolved: nothing on this
// machine, in a private network or with a special purpose is ever connected to,
// by whatever name or redirect (server-side request forgery; OWASP ASVS 5.0
// V1.3.6, V13.2.4).
package outside

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"congbo/internal/links"
)

const (
	maxRedirects = 5
	maxBody      = 64 << 10 // read of an answer, so that a server is not cut off at its first byte
	maxHeader    = 64 << 10
	timeout      = 10 * time.Second // of one request
	total        = 30 * time.Second // of a link with all that it leads to
)

// A Fetcher asks links.
type Fetcher struct {
	client *http.Client
	agent  string
}

// A Rule reports whether an address may be connected to.
type Rule func(netip.AddrPort) bool

// New makes a fetcher that names itself as agent. allowed is [Public] anywhere
// but in tests, which ask a server of their own.
func New(agent string, allowed Rule) *Fetcher {
	dialer := &net.Dialer{Timeout: timeout, ControlContext: func(_ context.Context, network, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || network != "tcp4" && network != "tcp6" || !allowed(to) {
			return errPrivate
		}
		return nil
	}}
	transport := &http.Transport{
		DialContext:            dialer.DialContext,
		Proxy:                  nil, // a proxy would resolve names itself
		TLSHandshakeTimeout:    timeout,
		ResponseHeaderTimeout:  timeout,
		MaxResponseHeaderBytes: maxHeader,
		DisableKeepAlives:      true,
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
	}
	return &Fetcher{agent: agent, client: &http.Client{Transport: transport, Timeout: timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}} // each is judged here, as the first address is
}

var errPrivate = errors.New("the address is not one of the public internet")

// special are the address ranges that nobody outside of them gets to, beside
// those that netip knows by name (IANA registries of special-purpose addresses,
// RFC 6890).
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("3fff::/20"), netip.MustParsePrefix("fec0::/10"),
}

// Public is the rule by which only servers of the public internet are asked, at
// the ports of the web.
func Public(to netip.AddrPort) bool {
	if to.Port() != 80 && to.Port() != 443 && to.Port() != 8080 && to.Port() != 8443 {
		return false
	}
	ip := to.Addr().Unmap()
	if !ip.IsValid() || ip.Zone() != "" || !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// Ask asks one link as a reader would follow it, without saying who we are to
// anybody but by name: no cookies, no credentials. It asks for the head alone
// and, of servers that do not answer that, for the beginning of the page.
func (f *Fetcher) Ask(ctx context.Context, link string) links.Answer {
	ctx, cancel := context.WithTimeout(ctx, total)
	defer cancel()
	moved, first := true, link
	for hop := 0; ; hop++ {
		u, err := url.Parse(link)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
			return links.Answer{Kind: links.Malformed}
		}
		u.Fragment = ""
		status, location, err := f.once(ctx, http.MethodHead, u)
		if err == nil && status >= 400 && status != http.StatusTooManyRequests {
			status, location, err = f.once(ctx, http.MethodGet, u)
		}
		if err != nil {
			return links.Answer{Kind: kindOf(err)}
		}
		switch status {
		case http.StatusMovedPermanently, http.StatusPermanentRedirect:
		case http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect:
			moved = false
		default:
			a := links.Answer{Kind: links.OfStatus(status), Status: status}
			if moved && a.Good() && hop > 0 && u.String() != first {
				a.To = u.String()
			}
			return a
		}
		next, err := u.Parse(location)
		if location == "" || err != nil {
			return links.Answer{Kind: links.Refused, Status: status}
		}
		if hop == maxRedirects {
			return links.Answer{Kind: links.Loop, Status: status}
		}
		link = next.String()
	}
}

func (f *Fetcher) once(ctx context.Context, method string, u *url.URL) (status int, location string, err error) {
	r, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("User-Agent", f.agent)
	r.Header.Set("Accept", "text/html,*/*;q=0.5")
	if method == http.MethodGet {
		r.Header.Set("Range", "bytes=0-4095")
	}
	answer, err := f.client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(answer.Body, maxBody)); err != nil {
		return 0, "", err
	}
	return answer.StatusCode, answer.Header.Get("Location"), nil
}

// kindOf says what an error of asking means.
func kindOf(err error) links.Kind {
	if errors.Is(err, errPrivate) {
		return links.Private
	}
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		if e.IsNotFound {
			return links.NoHost
		}
		return links.NoAnswer
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return links.Insecure
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return links.Insecure
	}
	if strings.Contains(err.Error(), "tls: ") {
		return links.Insecure
	}
	return links.NoAnswer
}
