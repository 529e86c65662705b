package httpx

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the machines whose word about a request's origin is believed:
// the X-Forwarded-… headers of anybody else mean nothing, since anybody can
// write them (ASVS 4.1.3). The zero value believes nobody.
type Proxies struct{ nets []netip.Prefix }

// ParseProxies reads addresses and networks such as 127.0.0.1 and 10.0.0.0/8.
func ParseProxies(list []string) (Proxies, error) {
	var p Proxies
	for _, s := range list {
		n, err := netip.ParsePrefix(s)
		if err != nil {
			a, err := netip.ParseAddr(s)
			if err != nil {
				return Proxies{}, fmt.Errorf("proxy %q is neither an address nor a network", s)
			}
			n = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen())
		}
		p.nets = append(p.nets, n.Masked())
	}
	return p, nil
}

// Trust reports whether an address is that of one of them.
func (p Proxies) Trust(a netip.Addr) bool {
	return a.IsValid() && slices.ContainsFunc(p.nets, func(n netip.Prefix) bool { return n.Contains(a) })
}

// A Client is who asks and how the request set out, before any proxy.
type Client struct {
	Addr   netip.Addr // invalid where the connection does not tell
	Scheme string     // http or https
	Host   string     // as asked for, in lower case, with its port if it has one
}

// Key names the client for limits of rate: an IPv4 address, or the /64 of an
// IPv6 one, since one household holds so many of the latter.
func (c Client) Key() string {
	if c.Addr.Is6() {
		if n, err := c.Addr.Prefix(64); err == nil {
			return n.String()
		}
	}
	return c.Addr.String()
}

// Client tells who sent r. Of X-Forwarded-For the last address that is not one
// of our proxies counts: what stands before it was written by others.
func (p Proxies) Client(r *http.Request) Client {
	c := Client{Addr: peer(r.RemoteAddr), Scheme: "http", Host: strings.ToLower(r.Host)}
	if r.TLS != nil {
		c.Scheme = "https"
	}
	if !p.Trust(c.Addr) {
		return c
	}
	return p.Forwarded(c, strings.Join(r.Header.Values("X-Forwarded-For"), ","), r.Header.Get("X-Forwarded-Proto"), r.Header.Get("X-Forwarded-Host"))
}

// Forwarded is who sent a request that one of our proxies, c as it came, passed
// on with these X-Forwarded-… headers.
func (p Proxies) Forwarded(c Client, by, proto, host string) Client {
	for _, hop := range slices.Backward(strings.Split(by, ",")) {
		a := peer(strings.TrimSpace(hop))
		if !a.IsValid() {
			break
		}
		c.Addr = a
		if !p.Trust(a) {
			break
		}
	}
	if s := strings.ToLower(last(proto)); s == "http" || s == "https" {
		c.Scheme = s
	}
	if h := strings.ToLower(last(host)); PlainHost(h) {
		c.Host = h
	}
	return c
}

// last is the last entry of a list in a header: the nearest proxy's.
func last(list string) string {
	return strings.TrimSpace(list[strings.LastIndexByte(list, ',')+1:])
}

// PlainHost reports whether h, in lower case, is written as a host name or address
// with or without a port: nothing else may come into an address of ours.
func PlainHost(h string) bool {
	return h != "" && len(h) <= 261 && !strings.ContainsFunc(h, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune(".-:[]_", r))
	})
}

// peer reads an address with or without port; IPv4 in IPv6 is IPv4.
func peer(s string) netip.Addr {
	if a, err := netip.ParseAddr(s); err == nil {
		return a.Unmap().WithZone("")
	}
	host, _, err := net.SplitHostPort(s)
	if err != nil {
		return netip.Addr{}
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}
