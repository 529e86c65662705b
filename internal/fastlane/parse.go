package fastlane

import "bytes"

// A request is what the lane needs to know of one. Its parts lie in the buffer.
type request struct {
	head   bool // HEAD, else GET
	host   []byte
	path   []byte // as the request has it
	accept []byte // Accept-Encoding
	match  []byte // If-None-Match

	by, proto, forHost []byte // X-Forwarded-For, -Proto and -Host
}

// verdict is what the bytes of a connection are, so far.
type verdict int

const (
	more  verdict = iota // the beginning of what might be a plain request
	odd                  // something else
	whole                // a plain request, perhaps with more behind it
)

// parse looks for a plain request at the beginning of b, and returns how long
// its head is.
func parse(b []byte) (r request, size int, v verdict) {
	line, rest, v := cutLine(b)
	if v != whole {
		if v == more && !mayBegin(b) {
			v = odd
		}
		return r, 0, v
	}
	switch {
	case bytes.HasPrefix(line, []byte("GET /")):
		line = line[len("GET "):]
	case bytes.HasPrefix(line, []byte("HEAD /")):
		r.head, line = true, line[len("HEAD "):]
	default:
		return r, 0, odd
	}
	path, ok := bytes.CutSuffix(line, []byte(" HTTP/1.1"))
	if !ok || bytes.IndexByte(path, ' ') >= 0 {
		return r, 0, odd
	}
	r.path = path
	for {
		line, rest, v = cutLine(rest)
		if v != whole {
			return r, 0, v
		}
		if len(line) == 0 {
			break
		}
		if !r.header(line) {
			return r, 0, odd
		}
	}
	if !plainHost(r.host) {
		return r, 0, odd
	}
	return r, len(b) - len(rest), whole
}

// plainHost reports whether a host is written so that nobody doubts that it is
// one: with a proxy's word on the host, it is not looked at otherwise.
func plainHost(host []byte) bool {
	for _, c := range host {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == ':' || c == '[' || c == ']' || c == '_') {
			return false
		}
	}
	return len(host) > 0
}

// mayBegin reports whether a plain request can begin so.
func mayBegin(b []byte) bool {
	for _, begin := range []string{"GET /", "HEAD /"} {
		n := min(len(b), len(begin))
		if string(b[:n]) == begin[:n] {
			return true
		}
	}
	return false
}

// cutLine cuts a line that ends in CR LF. One that ends in LF alone, or has any
// other CR in it, is odd.
func cutLine(b []byte) (line, rest []byte, v verdict) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return nil, b, more
	}
	if i == 0 || b[i-1] != '\r' {
		return nil, b, odd
	}
	return b[:i-1], b[i+1:], whole
}

// longestName is that of the headers known here, and more.
const longestName = 40

// header takes note of a header; false: this is no plain request. Only headers
// that are known to change nothing, or what they change, are plain.
func (r *request) header(line []byte) bool {
	colon := bytes.IndexByte(line, ':')
	if colon <= 0 || colon > longestName {
		return false
	}
	var lower [longestName]byte
	name := lower[:colon]
	for i, c := range line[:colon] {
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z', c == '-', c >= '0' && c <= '9':
		default:
			return false
		}
		name[i] = c
	}
	value := bytes.Trim(line[colon+1:], " \t")
	for _, c := range value {
		if c < ' ' && c != '\t' || c > '~' {
			return false
		}
	}
	switch string(name) {
	case "host":
		return once(&r.host, value)
	case "accept-encoding":
		return once(&r.accept, value)
	case "if-none-match":
		return once(&r.match, value)
	case "x-forwarded-for":
		return once(&r.by, value)
	case "x-forwarded-proto":
		return once(&r.proto, value)
	case "x-forwarded-host":
		return once(&r.forHost, value)
	case "connection":
		return bytes.EqualFold(value, []byte("keep-alive"))
	case "accept", "accept-language", "user-agent", "referer", "cookie", "cache-control", "pragma", "dnt", "priority", "save-data",
		"upgrade-insecure-requests", "sec-gpc", "sec-purpose", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-user", "sec-fetch-dest",
		"sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform", "x-real-ip", "x-forwarded-port", "x-forwarded-server", "via":
		return true
	}
	return false
}

// once keeps the value of a header that may stand in a plain request once, and
// not for nothing.
func once(to *[]byte, value []byte) bool {
	if *to != nil || len(value) == 0 {
		return false
	}
	*to = value
	return true
}
