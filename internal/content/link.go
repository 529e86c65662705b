package content

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"congbo/internal/vi"
)

const maxHref = 2048

var (
	telNumber = regexp.MustCompile(`^\+?[0-9][0-9 ().;=a-z-]{1,40}$`)
	anchor    = regexp.MustCompile(`^#[^\s"'<>\\]{1,200}$`)
)

// Href returns link in the form in which a body may hold it, and whether it
// may: http and https with a host and without a password, mailto, tel, a path
// of the same site ("/tin-tuc") or a place in the text ("#id"). Everything
// else, first of all script, is no link.
func Href(link string) (string, bool) {
	link = strings.ReplaceAll(vi.CleanLine(link), " ", "%20")
	switch {
	case link == "" || len(link) > maxHref || strings.Contains(link, `\`):
		return "", false
	case link[0] == '#':
		return link, anchor.MatchString(link)
	case link[0] == '/':
		_, err := url.Parse(link)
		return link, err == nil && !strings.HasPrefix(link, "//")
	}
	u, err := url.Parse(link)
	if err != nil {
		return "", false
	}
	switch u.Scheme {
	case "http", "https":
		return link, u.Hostname() != "" && u.User == nil
	case "mailto":
		at := strings.IndexByte(u.Opaque, '@')
		return link, at > 0 && at < len(u.Opaque)-1
	case "tel":
		number, err := url.PathUnescape(u.Opaque)
		return link, err == nil && telNumber.MatchString(number)
	}
	return "", false
}

// external reports whether a link leaves for another host.
func external(link string) bool {
	scheme, _, _ := strings.Cut(link, ":")
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}

// unreachable reports whether readers outside cannot follow link: it leads to
// this machine, a private network, the desk or a file share.
func unreachable(link string) bool {
	u, err := url.Parse(link)
	if err != nil {
		return true
	}
	if u.Path == "/desk" || strings.HasPrefix(u.Path, "/desk/") {
		return true
	}
	host := strings.ToLower(u.Hostname())
	if !external(link) {
		return false
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()
	}
	return !strings.Contains(host, ".") || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal")
}
