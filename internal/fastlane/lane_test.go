package fastlane_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
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
func answer(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Request-Id", "0123456789abcdef")
	w.Header().Set("X-Frame-Options", "DENY")
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<16))
	if (r.Method == http.MethodGet || r.Method == http.MethodHead) && strings.ToLower(r.Host) == "a.example" && r.URL.Path == "/tin-tuc" {
		w.Header().Set("Cache-Control", "public, max-age=0, must-revalidate")
		kept.Serve(w, r, http.StatusOK)
		return
	}
	fmt.Fprintf(w, "%s %s %q %q %d %q %v %v", r.Method, r.RequestURI, r.Host, body, r.ContentLength, r.Header, r.TransferEncoding, err)
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
		Find: func(host, path []byte) (*httpx.Prepared, string) {
			if string(host) == "a.example" && string(path) == "/tin-tuc" {
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
		return &http.Server{Handler: http.HandlerFunc(answer), ReadHeaderTimeout: l.ReadHeader, IdleTimeout: l.Idle, MaxHeaderBytes: 64 << 10}
	}
	p.listens, p.server = l.Listen(b), server()
	other := server()
	go other.Serve(a)
	go p.server.Serve(p.listens)
	t.Cleanup(func() { other.Close(); p.server.Close(); p.listens.Wait(context.Background()) })
	return p
}

// say sends bytes in pieces and returns everything that comes back until the
// other side ends.
func say(addr string, pieces ...[]byte) (string, error) {
	c, err := net.DialTimeout("tcp", addr, 5*time.Second)
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
	c.(*net.TCPConn).CloseWrite()
	back, err := io.ReadAll(c)
	if errors.Is(err, io.EOF) || err != nil && !strings.Contains(err.Error(), "timeout") {
		err = nil // a reset after the last word is an end too
	}
	return string(back), err
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
	want, err := say(p.alone, pieces...)
	if err != nil {
		p.t.Fatalf("the server alone: %v for %q", err, bytes.Join(pieces, nil))
	}
	got, err := say(p.lane, pieces...)
	if err != nil {
		p.t.Fatalf("the lane: %v for %q", err, bytes.Join(pieces, nil))
	}
	if g, w := same(got), same(want); g != w {
		p.t.Fatalf("%q\nlane:\n%.1500q\nalone:\n%.1500q", bytes.Join(pieces, nil), g, w)
	}
}

const plain = "GET /tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n"

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
	get("X-Forwarded-For: 1.2.3.4"), get("X-HTTP-Method-Override: DELETE"), get("Authorization: Basic x"),
	plain + "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 100\r\n\r\nshort", plain + "GARBAGE\r\n\r\n" + plain, plain + "GET /other HTTP/1.1\r\nHost: a.example\r\n\r\n" + plain,
	get("Cookie: " + strings.Repeat("x", 3000)), get("Cookie: " + strings.Repeat("x", 5000)), get("Cookie: " + strings.Repeat("x", 80<<10)),
	"GET /" + strings.Repeat("a", 5000) + " HTTP/1.1\r\nHost: a.example\r\n\r\n",
	"GET /tin-tuc HTTP/1.1\r\nHost: a.example\r\n" + strings.Repeat("Cookie: a\r\n", 1000) + "\r\n",
}

// Requests that the lane answers are answered as the server alone would.
func TestPlainRequests(t *testing.T) {
	p := newPair(t, nil)
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
		first, err := say(p.lane, []byte(get(line)))
		if err != nil {
			t.Fatal(err)
		}
		tag := regexp.MustCompile(`(?i)etag: (.*)\r\n`).FindStringSubmatch(first)[1]
		for _, match := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
			s := get(line, "If-None-Match: "+match)
			p.compare([]byte(s))
			if got, _ := say(p.lane, []byte(s)); !strings.HasPrefix(got, "HTTP/1.1 304 ") {
				t.Errorf("%s: %.40s", match, got)
			}
		}
	}
}

// Whatever is odd fares as it does without the lane.
func TestOddRequests(t *testing.T) {
	p := newPair(t, nil)
	for _, s := range oddly {
		p.compare([]byte(s))
		p.compare([]byte(plain + s))
	}
}

// The same, cut at every place: where a packet ends means nothing.
func TestCutAnywhere(t *testing.T) {
	p := newPair(t, nil)
	s := []byte(get("Accept-Encoding: br", "Cookie: a") + "HEAD /tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n" + "GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n" + plain)
	for i := range s {
		p.compare(s[:i], s[i:])
	}
}

// FuzzLaneIsAsStrict: the same bytes, in the same pieces, to the server alone and
// with the lane before it: the same answers, understood in the same way, and the
// same fate of the connection.
func FuzzLaneIsAsStrict(f *testing.F) {
	for _, s := range append(append([]string(nil), plainly...), oddly...) {
		if len(s) < 8<<10 {
			f.Add([]byte(s), uint16(len(s)/2))
		}
	}
	p := newPair(f, nil)
	f.Fuzz(func(t *testing.T, b []byte, cut uint16) {
		if len(b) > 16<<10 {
			return
		}
		q := &pair{t: t, alone: p.alone, lane: p.lane}
		at := min(int(cut), len(b))
		q.compare(b[:at], b[at:])
	})
}

// What the lane answers is told to the log like any other request.
func TestLog(t *testing.T) {
	p := newPair(t, nil)
	if _, err := say(p.lane, []byte(plain+"HEAD /tin-tuc HTTP/1.1\r\nHost: a.example\r\n\r\n")); err != nil {
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
