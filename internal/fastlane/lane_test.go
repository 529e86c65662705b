package fastlane_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"congbo/internal/fastlane"
	"congbo/internal/httpx"
)

// A pair is one handler behind two listeners: the server alone, and with the
// lane before it.
type pair struct {
	t       testing.TB
	alone   string
	lane    string
	mu      sync.Mutex
	found   int // requests that the lane answered
	logged  []fastlane.Access
	listens *fastlane.Listener
	server  *http.Server
	secure  *tls.Config // of who speaks TLS; nil: nobody
	https   bool        // requests set out so
	proxies httpx.Proxies
}

var kept = func() *httpx.Packed {
	p, err := httpx.Pack("text/html; charset=utf-8", []byte("<!doctype html><p>"+strings.Repeat("Thông báo tuyển sinh. ", 400)))
	if err != nil {
		panic(err)
	}
	return p
}()

// answer is what both serve: a kept page at one address, and otherwise what they
// understood of the request.
func (p *pair) answer(w http.ResponseWriter, r *http.Request) {
	c := p.proxies.Client(r)
	w.Header().Set("X-Request-Id", "0123456789abcdef")
	w.Header().Set("X-Frame-Options", "DENY")
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<16))
	if (r.Method == http.MethodGet || r.Method == http.MethodHead) && c.Host == "a.example" && (c.Scheme == "https") == p.https && r.URL.Path == "/tin-tuc" {
		w.Header().Set("Cache-Control", "public, max-age=0, must-revalidate")
		kept.Serve(w, r, http.StatusOK)
		return
	}
	fmt.Fprintf(w, "%s %s %q %q %d %q %v %v %v", r.Method, r.RequestURI, r.Host, body, r.ContentLength, r.Header, r.TransferEncoding, err, c)
}

func newPair(t testing.TB, change func(*fastlane.Lane)) *pair {
	p := &pair{t: t}
	listen := func() net.Listener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	a, b := listen(), listen()
	p.alone, p.lane = a.Addr().String(), b.Addr().String()
	h := make(http.Header)
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "public, max-age=0, must-revalidate")
	prepared := httpx.Prepare(kept, h)
	l := &fastlane.Lane{ReadHeader: 5 * time.Second, Idle: time.Minute, Write: time.Minute,
		Find: func(https bool, host, path []byte) (*httpx.Prepared, string) {
			if https == p.https && string(host) == "a.example" && string(path) == "/tin-tuc" {
				p.mu.Lock()
				p.found++
				p.mu.Unlock()
				return prepared, "a.example /tin-tuc"
			}
			return nil, ""
		},
		Log: func(all []fastlane.Access) {
			p.mu.Lock()
			p.logged = append(p.logged, all...)
			p.mu.Unlock()
		}}
	if change != nil {
		change(l)
	}
	server := func() *http.Server {
		return &http.Server{Handler: http.HandlerFunc(p.answer), ReadHeaderTimeout: l.ReadHeader, IdleTimeout: l.Idle, MaxHeaderBytes: 64 << 10, ErrorLog: log.New(io.Discard, "", 0)}
	}
	p.proxies = l.Proxies
	if l.TLS != nil {
		p.https, p.secure = true, &tls.Config{InsecureSkipVerify: true, ClientSessionCache: tls.NewLRUClientSessionCache(4), NextProtos: []string{"http/1.1"}}
		a = tls.NewListener(a, l.TLS)
	}
	p.listens, p.server = l.Listen(b), server()
	p.server.ConnState = func(c net.Conn, state http.ConnState) { fastlane.Between(c, state == http.StateIdle) }
	other := server()
	go other.Serve(a)
	go p.server.Serve(p.listens)
	t.Cleanup(func() { other.Close(); p.server.Close(); p.listens.Wait(context.Background()) })
	return p
}

// say sends bytes in pieces and returns everything that comes back until the
// other side ends.
func (p *pair) say(addr string, pieces ...[]byte) (string, error) {
	c, err := p.dial(addr)
	if err != nil {
		return "", err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	for _, b := range pieces {
		if _, err := c.Write(b); err != nil {
			break // it has heard enough; what it says counts
		}
	}
	c.(interface{ CloseWrite() error }).CloseWrite()
	back, err := io.ReadAll(c)
	if errors.Is(err, io.EOF) || err != nil && !strings.Contains(err.Error(), "timeout") {
		err = nil // a reset after the last word is an end too
	}
	return string(back), err
}

func (p *pair) dial(addr string) (net.Conn, error) {
	c, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil || p.secure == nil {
		return c, err
	}
	config := p.secure.Clone()
	config.ServerName = "a.example"
	t := tls.Client(c, config)
	c.SetDeadline(time.Now().Add(10 * time.Second))
	return t, t.Handshake()
}

// certificate is for tests that speak TLS.
var certificate = func() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"a.example"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}()

// overTLS has both speak TLS.
func overTLS(l *fastlane.Lane) {
	l.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"h2", "http/1.1"}}
}

// ways are those in which a connection may come.
var ways = []struct {
	name string
	as   func(*fastlane.Lane)
}{{"in the clear", nil}, {"over TLS", overTLS}, {"behind a proxy", proxied}}

// proxied has both believe whoever asks.
func proxied(l *fastlane.Lane) {
	var err error
	if l.Proxies, err = httpx.ParseProxies([]string{"127.0.0.1"}); err != nil {
		panic(err)
	}
}

var own = regexp.MustCompile(`(?m)^(Date|X-Request-Id): .*\r\n`)

// same cuts what differs from answer to answer, and puts headers into an order.
func same(s string) string {
	s = own.ReplaceAllString(s, "")
	var out strings.Builder
	for {
		head, rest, ok := strings.Cut(s, "\r\n\r\n")
		if !ok || !strings.HasPrefix(head, "HTTP/1.") {
			out.WriteString(s)
			return out.String()
		}
		lines := strings.Split(head, "\r\n")
		sortStrings(lines[1:])
		out.WriteString(strings.Join(lines, "\n") + "\n\n")
		s = rest
		if i := strings.Index(s, "HTTP/1."); i >= 0 {
			out.WriteString(s[:i])
			s = s[i:]
		}
	}
}

func sortStrings(s []string) {
	for i := range s {
		for j := i; j > 0 && s[j] < s[j-1]; j-- {
			s[j], s[j-1] = s[j-1], s[j]
		}
	}
}

func (p *pair) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.found
}

func (p *pair) compare(pieces ...[]byte) {
	p.t.Helper()
	want, err := p.say(p.alone, pieces...)
	if err != nil {
		p.t.Fatalf("the server alone: %v for %q", err, bytes.Join(pieces, nil))
	}
	got, err := p.say(p.lane, pieces...)
	if err != nil {
		p.t.Fatalf("the lane: %v for %q", err, bytes.Join(pieces, nil))
	}
	if g, w := same(got), same(want); g != w {
		at := 0
		for at < len(g) && at < len(w) && g[at] == w[at] {
			at++
		}
		at = max(at-200, 0)
		p.t.Fatalf("%q\nlane:\n%.1500q\nalone:\n%.1500q", pieces, g[min(at, len(g)):], w[min(at, len(w)):])
	}
}

const (
	plain = "GET /tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n"
	other = "GET /other HTTP/1.1\r\nHost: a.example\r\n\r\n" // plain, but not kept
)

// get is a plain request with further lines.
func get(lines ...string) string {
	return "GET /tin-tuc HTTP/1.1\r\nHost: a.example\r\n" + strings.Join(append(lines, ""), "\r\n") + "\r\n"
}

// plainly are requests that the lane answers.
var plainly = []string{
	plain,
	"HEAD /tin-tuc HTTP/1.1\r\nhost:a.example\r\n\r\n",
	get("Accept-Encoding: gzip, deflate, br, zstd", "User-Agent: Mozilla/5.0 (X11)", "Accept: text/html,*/*;q=0.8", "Accept-Language: vi", "Connection: keep-alive",
		"Cookie: a=b; c=d", "Sec-Fetch-Mode: navigate", "Upgrade-Insecure-Requests: 1", "Referer: http://a.example/", "Cache-Control: no-cache", "Priority: u=0, i"),
	get("Accept-Encoding: gzip;q=0, br"), get("ACCEPT-ENCODING:\tzstd;q=0.5 "), get("Accept-Encoding: *"), get("Accept-Encoding: gzip"),
	plain + plain + "HEAD /tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n" + plain,
	get(`If-None-Match: "x"`), get("If-None-Match: *"),
	get("User-Agent: a", "User-Agent: b"),
}

// oddly are requests that smuggle, confuse, or are merely rare: what is made of
// them is the server's affair, and must be the same with the lane before it.
var oddly = []string{
	// two lengths, or none that is right
	"POST /tin-tuc HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + plain,
	"POST /tin-tuc HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nGET /\r\n0\r\n\r\n" + plain,
	get("Content-Length: 5") + "GET /" + plain, get("Content-Length: 0") + plain, get("Content-Length: +5") + "hello", get("Content-Length: 5, 5") + "hello",
	get("Content-Length: 5", "Content-Length: 5") + "hello", get("Content-Length: 5", "Content-Length: 6") + "hello!", get("Content-Length: -1"), get("Content-Length: 0x5") + "hello",
	get("Content-Length : 5") + "hello" + plain, get(" Content-Length: 5") + "hello" + plain, get("Content-Length:\v5") + "hello",
	get("Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n" + plain, get("Transfer-Encoding : chunked") + "0\r\n\r\n" + plain, get("Transfer-Encoding: xchunked") + "0\r\n\r\n" + plain,
	get("Transfer-Encoding: chunked, identity") + "0\r\n\r\n", get("Transfer-Encoding: identity") + plain, get("Transfer-Encoding:\tchunked") + "0\r\n\r\n" + plain,
	get("Transfer-Encoding: chunked", "Transfer-Encoding: cow") + "0\r\n\r\n" + plain, get("X: y\r\n Transfer-Encoding: chunked") + "0\r\n\r\n" + plain,
	get("Transfer-Encoding: chunked") + "5;ext=\"\n\"\r\nhello\r\n0\r\n\r\n" + plain, get("Transfer-Encoding: chunked") + "0\r\nHost: b\r\n\r\n" + plain, get("Transfer-Encoding:") + plain,
	// lines that end or go on strangely
	"GET /tin-tuc HTTP/1.1\nHost: a.example\n\n" + plain, "GET /tin-tuc HTTP/1.1\r\nHost: a.example\n\r\n" + plain, "GET /tin-tuc HTTP/1.1\nHost: a.example\r\n\r\n",
	"GET /tin-tuc HTTP/1.1\r\nHost: a.example\r\n\n" + plain, "GET /tin-tuc HTTP/1.1\r\nHost: a.example\r\r\n\r\n", "GET /tin-tuc HTTP/1.1\rHost: a.example\r\r",
	get("Cookie: a\r\n b"), get("Cookie: a\r\n\tb"), get("Cookie: a\rb"), get("Cookie: a\nb"), get("Cookie: a\x00b"), get("Cookie: \x7f"), get("Cookie: \xff\xfe"), get("Cookie: đ"),
	"\r\n" + plain, "\r\n\r\n" + plain, "\n" + plain, " " + plain, "\x00" + plain, "\t" + plain,
	"GET /tin-tuc HTTP/1.1\r\n Host: a.example\r\n\r\n", "GET /tin-tuc HTTP/1.1\r\n\r\n", "GET /tin-tuc HTTP/1.1\r\nHost: a.example",
	// headers that are none, or too many
	get(": x"), get("x"), get("Cookie"), get("Cookie a: b"), get("Coo\x00kie: a"), get("Coo kie: a"), get("(x): a"), get("Coökie: a"), get("Cookie:"), get("Accept-Encoding:"),
	get("Host: a.example"), get("Host: b.example"), get("host:"), "GET /tin-tuc HTTP/1.1\r\nHost:\r\n\r\n", "GET /tin-tuc HTTP/1.1\r\nHost: a.example, b.example\r\n\r\n",
	"GET /tin-tuc HTTP/1.1\r\nHost : a.example\r\n\r\n", "GET /tin-tuc HTTP/1.1\r\nHost: A.EXAMPLE\r\n\r\n", "GET /tin-tuc HTTP/1.1\r\nHost: a.example:80\r\n\r\n",
	"GET /tin-tuc HTTP/1.1\r\nHost: a.example.\r\n\r\n", "GET /tin-tuc HTTP/1.1\r\nHost: a.example/\r\n\r\n", "GET /tin-tuc HTTP/1.1\r\nHost: u@a.example\r\n\r\n", "GET /tin-tuc HTTP/1.1\r\nHost: [::1]\r\n\r\n",
	get("If-None-Match: \"a\"", "If-None-Match: *"), get("Accept-Encoding: br", "Accept-Encoding: gzip"),
	// first lines
	"GET  /tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET /tin-tuc  HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET /tin-tuc HTTP/1.1 \r\nHost: a.example\r\n\r\n", "GET\t/tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n",
	"get /tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET /tin-tuc HTTP/1.0\r\nHost: a.example\r\n\r\n" + plain, "GET /tin-tuc HTTP/1.0\r\nHost: a.example\r\nConnection: keep-alive\r\n\r\n" + plain,
	"GET /tin-tuc HTTP/1.2\r\nHost: a.example\r\n\r\n", "GET /tin-tuc HTTP/2.0\r\nHost: a.example\r\n\r\n", "GET /tin-tuc HTTP/01.1\r\nHost: a.example\r\n\r\n", "GET /tin-tuc HTTP/1.10\r\nHost: a.example\r\n\r\n",
	"GET /tin-tuc http/1.1\r\nHost: a.example\r\n\r\n", "GET /tin-tuc\r\nHost: a.example\r\n\r\n", "GET /tin-tuc HTTP/1.1HTTP/1.1\r\nHost: a.example\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	"GET http://a.example/tin-tuc HTTP/1.1\r\nHost: b.example\r\n\r\n", "GET //a.example/tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET /tin-tuc? HTTP/1.1\r\nHost: a.example\r\n\r\n",
	"GET /tin-tuc?a=b HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET /tin%2dtuc HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET /./tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET /tin-tuc#x HTTP/1.1\r\nHost: a.example\r\n\r\n",
	"GET /tin-tuc%00 HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET /tin-tuc\x00 HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET * HTTP/1.1\r\nHost: a.example\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n",
	"CONNECT a.example:80 HTTP/1.1\r\nHost: a.example\r\n\r\n", "POST /tin-tuc HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\n\r\nabc" + plain, "TRACE /tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n",
	"GE", "G", "GET /tin-tuc HT", "HEAD", "", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
	// what changes an answer, or the connection
	get("Range: bytes=0-9"), get("If-Range: x", "Range: bytes=0-9"), get("If-Modified-Since: Sat, 01 Jan 2026 00:00:00 GMT"), get(`If-Match: "x"`),
	get("Expect: 100-continue") + plain, get("Expect: x"), get("Upgrade: websocket", "Connection: Upgrade"), get("Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABk"),
	get("Connection: close") + plain, get("Connection: keep-alive, close") + plain, get("Connection: Transfer-Encoding"), get("Connection: x"), get("Keep-Alive: 5"), get("TE: trailers"), get("Trailer: x"),
	get("X-Forwarded-For: 1.2.3.4"), get("X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: https"), get("X-Forwarded-Host: a.example"), get("X-Forwarded-Host: A.Example", "X-Forwarded-Proto: http"),
	get("X-Forwarded-For: 1.2.3.4", "X-Forwarded-For: 5.6.7.8"), get("X-Forwarded-Host: x, a.example"), get("X-Forwarded-Proto: http", "X-Forwarded-Proto: https"), get("X-Forwarded-For:"),
	"GET /tin-tuc HTTP/1.1\r\nHost: b.example\r\nX-Forwarded-Host: a.example\r\n\r\n", "GET /tin-tuc HTTP/1.1\r\nHost: b c\r\nX-Forwarded-Host: a.example\r\n\r\n",
	"GET /tin-tuc HTTP/1.1\r\nHost: b@c\r\nX-Forwarded-Host: a.example\r\n\r\n", "GET /tin-tuc HTTP/1.1\r\nHost: [\r\nX-Forwarded-Host: a.example\r\n\r\n",
	get("X-HTTP-Method-Override: DELETE"), get("Authorization: Basic x"),
	plain + "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 100\r\n\r\nshort", plain + "GARBAGE\r\n\r\n" + plain, plain + "GET /other HTTP/1.1\r\nHost: a.example\r\n\r\n" + plain,
	get("Cookie: " + strings.Repeat("x", 3000)), get("Cookie: " + strings.Repeat("x", 5000)), get("Cookie: " + strings.Repeat("x", 80<<10)),
	"GET /" + strings.Repeat("a", 5000) + " HTTP/1.1\r\nHost: a.example\r\n\r\n",
	"GET /tin-tuc HTTP/1.1\r\nHost: a.example\r\n" + strings.Repeat("Cookie: a\r\n", 1000) + "\r\n",
}

// Requests that the lane answers are answered as the server alone would.
func TestPlainRequests(t *testing.T) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) { plainRequests(t, newPair(t, way.as)) })
	}
}

func plainRequests(t *testing.T, p *pair) {
	for _, s := range plainly {
		before := p.count()
		p.compare([]byte(s))
		if got, want := p.count()-before, strings.Count(s, "HTTP/1.1\r\n"); got != want {
			t.Errorf("%q: the lane answered %d of %d", s, got, want)
		}
	}
	for _, coding := range []string{"", "gzip", "br", "zstd"} {
		line := "Accept-Encoding: " + coding + "x"
		if coding != "" {
			line = "Accept-Encoding: " + coding
		}
		first, err := p.say(p.lane, []byte(get(line)))
		if err != nil {
			t.Fatal(err)
		}
		tag := regexp.MustCompile(`(?i)etag: (.*)\r\n`).FindStringSubmatch(first)[1]
		for _, match := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
			s := get(line, "If-None-Match: "+match)
			p.compare([]byte(s))
			if got, _ := p.say(p.lane, []byte(s)); !strings.HasPrefix(got, "HTTP/1.1 304 ") {
				t.Errorf("%s: %.40s", match, got)
			}
		}
	}
}

// Whatever is odd fares as it does without the lane.
func TestOddRequests(t *testing.T) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			p := newPair(t, way.as)
			for _, s := range oddly {
				p.compare([]byte(s))
				p.compare([]byte(plain + s))
				p.compare([]byte(other), []byte(plain+s)) // the lane has it back by then, or not
				p.compare([]byte(plain+other+s), []byte(plain))
			}
		})
	}
}

// The same, cut at every place: where a packet ends means nothing.
func TestCutAnywhere(t *testing.T) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) { cutAnywhere(newPair(t, way.as)) })
	}
}

func cutAnywhere(p *pair) {
	s := []byte(get("Accept-Encoding: br", "Cookie: a") + "HEAD /tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n" + "GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n" + plain)
	for i := range s {
		p.compare(s[:i], s[i:])
	}
}

// A connection whose request was the server's is the lane's again for a later one:
// for the next, unless that had begun to come before the server was done.
func TestComesBack(t *testing.T) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			p := newPair(t, way.as)
			c, err := p.dial(p.lane)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			c.SetDeadline(time.Now().Add(10 * time.Second))
			r := bufio.NewReader(c)
			ask := func(s string) {
				t.Helper()
				io.WriteString(c, s)
				for range strings.Count(s, "HTTP/1.1\r\n") {
					res, err := http.ReadResponse(r, nil)
					if err != nil {
						t.Fatal(err)
					}
					if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
						t.Fatal(res.Status, err)
					}
				}
			}
			for _, odd := range []string{other, other + plain + plain, get("Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n",
				"POST /tin-tuc HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\n\r\nabc"} {
				ask(odd)
				before := p.count()
				for tries := 0; p.count() == before; tries++ {
					if tries == 1000 {
						t.Fatalf("after %.40q the lane never has it back", odd)
					}
					ask(plain)
				}
				for range 3 {
					before := p.count()
					if ask(plain + plain); p.count()-before != 2 {
						t.Error("it does not stay with the lane")
					}
				}
			}
			if err := errors.Join(p.server.Shutdown(t.Context()), p.listens.Wait(t.Context())); err != nil {
				t.Fatal(err)
			}
			if _, err := r.ReadByte(); err != io.EOF {
				t.Error("it is still open", err)
			}
		})
	}
}

// FuzzLaneIsAsStrict: the same bytes, in the same pieces, to the server alone and
// with the lane before it: the same answers, understood in the same way, and the
// same fate of the connection.
func FuzzLaneIsAsStrict(f *testing.F) {
	for _, s := range append(append([]string(nil), plainly...), oddly...) {
		if len(s) < 8<<10 {
			for way := range ways {
				f.Add([]byte(s), uint16(len(s)/2), uint8(way))
			}
			f.Add([]byte(other+plain+s), uint16(len(other)), uint8(0))
		}
	}
	var pairs []*pair
	for _, way := range ways {
		pairs = append(pairs, newPair(f, way.as))
	}
	f.Fuzz(func(t *testing.T, b []byte, cut uint16, way uint8) {
		if len(b) > 16<<10 {
			return
		}
		p := pairs[int(way)%len(pairs)]
		q := &pair{t: t, alone: p.alone, lane: p.lane, secure: p.secure}
		at := min(int(cut), len(b))
		q.compare(b[:at], b[at:])
	})
}

// What the lane answers is told to the log like any other request.
func TestLog(t *testing.T) {
	p := newPair(t, nil)
	if _, err := p.say(p.lane, []byte(plain+"HEAD /tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	p.server.Close()
	if err := p.listens.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.logged) != 2 {
		t.Fatalf("%+v", p.logged)
	}
	a, b := p.logged[0], p.logged[1]
	if a.Head || !b.Head || a.Name != "a.example /tin-tuc" || a.Status != 200 || a.Bytes != len(kept.Bytes()) || b.Bytes != 0 || a.Client.String() != "127.0.0.1" || a.ID == b.ID {
		t.Errorf("%+v %+v", a, b)
	}
}

// A slow head is cut off as without the lane, and is given no more time by being
// handed on (slowloris).
func TestSlowHeads(t *testing.T) {
	p := newPair(t, func(l *fastlane.Lane) { l.ReadHeader = 50 * time.Millisecond })
	wait := func(addr, begin string) string {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, begin)
		c.SetReadDeadline(time.Now().Add(20 * time.Second))
		b, err := io.ReadAll(c)
		if err != nil {
			t.Errorf("%q: %v", begin, err)
		}
		return same(string(b))
	}
	for _, begin := range []string{"", "G", "GET /tin", "GET /tin-tuc HTTP/1.1\r\nHost: a.ex", "GET /tin-tuc HTTP/1.1\r\nX: y\r\nHost", "GET /tin-tuc HTTP/1.1\r\nX: y\r\nHost: a", plain + "GET /tin-tuc HTTP/1.1\r\nHost: a"} {
		if got, want := wait(p.lane, begin), wait(p.alone, begin); got != want {
			t.Errorf("%q: %q, alone %q", begin, got, want)
		}
	}
}

// A handshake that never ends is cut off, and does not keep others from theirs;
// what speaks no TLS is told so, as without the lane.
func TestSlowHandshakes(t *testing.T) {
	p := newPair(t, func(l *fastlane.Lane) {
		overTLS(l)
		l.ReadHeader, l.MaxConns = 300*time.Millisecond, 24 // of these three in their handshake
	})
	var slow []net.Conn
	for range 12 {
		for _, begin := range []string{"", "\x16\x03\x01\x02\x00\x01"} {
			c, err := net.Dial("tcp", p.lane)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			io.WriteString(c, begin)
			slow = append(slow, c)
		}
	}
	if got, err := p.say(p.lane, []byte(plain)); err != nil || !strings.HasPrefix(got, "HTTP/1.1 200") {
		t.Errorf("beside them: %.40q %v", got, err)
	}
	for _, c := range slow {
		c.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.ReadAll(c); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Error("still open:", err)
		}
	}
	clear := &pair{t: t, lane: p.lane, alone: p.alone}
	for _, s := range []string{plain, "GET / HTTP/1.0\r\n\r\n", "hello, hello", "\x16\x03\x01\x00\x02ab", "\x80\x2e\x01\x00\x02"} {
		clear.compare([]byte(s))
	}
}

// What one of our proxies says of a request, the lane understands as the rest of
// the program does; of anybody else it means nothing.
func TestForwarded(t *testing.T) {
	all, err := httpx.ParseProxies([]string{"127.0.0.1", "10.0.0.0/8"})
	if err != nil {
		t.Fatal(err)
	}
	for _, trusted := range []httpx.Proxies{{}, all} {
		for _, way := range ways[:2] {
			var asked []string
			var mu sync.Mutex
			p := newPair(t, func(l *fastlane.Lane) {
				if way.as != nil {
					way.as(l)
				}
				l.Proxies = trusted
				find := l.Find
				l.Find = func(https bool, host, path []byte) (*httpx.Prepared, string) {
					mu.Lock()
					asked = append(asked, fmt.Sprint(map[bool]string{true: "https://", false: "http://"}[https], string(host)))
					mu.Unlock()
					return find(https, host, path)
				}
			})
			var want []string
			var clients []httpx.Client
			for _, lines := range [][]string{
				{}, {"X-Forwarded-For: 192.0.2.1"}, {"X-Forwarded-For: 192.0.2.1, 10.0.0.7", "X-Forwarded-Proto: https", "X-Forwarded-Host: b.example"},
				{"X-Forwarded-For: 6.6.6.6, 192.0.2.1"}, {"X-Forwarded-For: junk, 10.0.0.7"}, {"X-Forwarded-For: 2001:db8::1"}, {"X-Forwarded-For: [2001:db8::1]:4711"}, {"X-Forwarded-For: ,"},
				{"X-Forwarded-Proto: http"}, {"X-Forwarded-Proto: HTTPS"}, {"X-Forwarded-Proto: https, http"}, {"X-Forwarded-Proto: gopher"},
				{"X-Forwarded-Host: B.EXAMPLE:8080"}, {"X-Forwarded-Host: a b"}, {"X-Forwarded-Host: evil/x"}, {"X-Forwarded-Host: x.example, c.example"},
				{"X-Real-IP: 1.2.3.4", "Via: 1.1 proxy"},
			} {
				r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(get(lines...))))
				if err != nil {
					t.Fatal(err)
				}
				r.RemoteAddr = "127.0.0.1:1"
				if way.as != nil {
					r.TLS = &tls.ConnectionState{}
				}
				c := trusted.Client(r)
				want = append(want, c.Scheme+"://"+c.Host)
				if c.Host == "a.example" && (c.Scheme == "https") == p.https {
					clients = append(clients, c)
				}
				p.compare([]byte(get(lines...)))
			}
			p.server.Close()
			if err := p.listens.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(asked, want) {
				t.Errorf("%s: asked for %q, want %q", way.name, asked, want)
			}
			if len(p.logged) != len(clients) {
				t.Fatalf("%s: %d answered, want %d", way.name, len(p.logged), len(clients))
			}
			for i, c := range clients {
				if got := p.logged[i].Client; got != c.Addr {
					t.Errorf("%s: %d: %v, want %v", way.name, i, got, c.Addr)
				}
			}
		}
	}
}

// A connection on which nothing is asked any more is ended, and one that waits
// for room gets the place of one that is idle.
func TestIdleConnectionsMakeRoom(t *testing.T) {
	p := newPair(t, func(l *fastlane.Lane) { l.Idle, l.MaxConns = 50*time.Millisecond, 2 })
	for range 6 {
		c, err := net.Dial("tcp", p.lane)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(10 * time.Second))
		io.WriteString(c, plain)
		if _, err := io.ReadFull(c, make([]byte, 100)); err != nil {
			t.Fatal(err)
		}
	}
}

// At the end, idle connections are closed at once and nobody waits for them.
func TestShutdown(t *testing.T) {
	p := newPair(t, nil)
	c, err := net.Dial("tcp", p.lane)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "HEAD /tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n")
	if _, err := io.ReadFull(c, make([]byte, 20)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(p.server.Shutdown(t.Context()), p.listens.Wait(t.Context())); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(c); err != nil {
		t.Error(err)
	}
	if _, err := net.DialTimeout("tcp", p.lane, time.Second); err == nil {
		t.Error("it still accepts")
	}
}
