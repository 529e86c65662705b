package app

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"maps"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"congbo/internal/store"
)

// issue writes a certificate of its own for names, valid now, with a serial
// number by which a test knows it.
func issue(t testing.TB, dir string, serial int64, names ...string) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	for name, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Unix(serial, 0) // the file system's clock may stand still between two
		if err := os.Chtimes(name, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// serving runs a house's program until the test ends.
func (h *house) serving() {
	h.t.Helper()
	ctx, stop := context.WithCancel(h.t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- h.Serve(ctx, func(Listening) { close(ready) }) }()
	select {
	case <-ready:
	case err := <-ended:
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			h.t.Error(err)
		}
	})
}

// asks connects to where the program listens, whatever name is asked for, and
// follows no redirect.
func asks(addr string, roots *x509.CertPool, two bool) *http.Client {
	tr := &http.Transport{ForceAttemptHTTP2: two, TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, addr)
		}}
	return &http.Client{Transport: tr, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func fetch(t testing.TB, c *http.Client, url string) *http.Response {
	t.Helper()
	r, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	_, _ = io.Copy(io.Discard, r.Body)
	return r
}

// HTTPS by certificate files: HTTP/1.1 and HTTP/2, the plain port leads there,
// and a renewed certificate is taken without a restart, a broken one is not.
func TestServesHTTPS(t *testing.T) {
	t.Parallel()
	h, dir := newHouse(t, ""), t.TempDir()
	h.App.public = h.portal
	h.Config.TLS.Cert, h.Config.TLS.Key = issue(t, dir, 7, "songtien.example")
	h.Config.Addr, h.Config.TLS.Addr, h.Config.URL = "127.0.0.1:0", "127.0.0.1:0", "https://songtien.example"
	h.serving()
	roots := func() *x509.CertPool {
		data, err := os.ReadFile(h.Config.TLS.Cert)
		h.must(err)
		p := x509.NewCertPool()
		p.AppendCertsFromPEM(data)
		return p
	}
	for _, c := range []struct {
		two   bool
		proto string
	}{{false, "HTTP/1.1"}, {true, "HTTP/2.0"}} {
		r := fetch(t, asks(h.Config.TLS.Addr, roots(), c.two), "https://songtien.example/w/songtien/")
		if r.StatusCode != http.StatusOK || r.Proto != c.proto || r.TLS.Version != tls.VersionTLS13 || r.Header.Get("Strict-Transport-Security") == "" || r.TLS.PeerCertificates[0].SerialNumber.Int64() != 7 {
			t.Errorf("%s: %d %s %v", c.proto, r.StatusCode, r.Proto, r.Header)
		}
	}
	old := &tls.Config{RootCAs: roots(), ServerName: "songtien.example", MaxVersion: tls.VersionTLS11}
	if conn, err := tls.Dial("tcp", h.Config.TLS.Addr, old); err == nil {
		conn.Close()
		t.Error("TLS 1.1 is spoken")
	}

	plain := asks(h.Config.Addr, nil, false)
	for path, want := range map[string]string{"/w/songtien/?a=b%20c": "https://songtien.example/w/songtien/?a=b%20c", "/desk/": "https://songtien.example/desk/", "/healthz": ""} {
		r := fetch(t, plain, "http://songtien.example"+path)
		if got := r.Header.Get("Location"); got != want || want == "" && r.StatusCode != http.StatusOK || want != "" && r.StatusCode != http.StatusPermanentRedirect {
			t.Errorf("%s in the clear: %d %q", path, r.StatusCode, got)
		}
	}
	if r := fetch(t, plain, "http://songtien.example:8080/x"); r.Header.Get("Location") != "https://songtien.example/x" {
		t.Errorf("the port of the plain server is kept: %q", r.Header.Get("Location"))
	}

	serial := func() int64 {
		conn, err := tls.Dial("tcp", h.Config.TLS.Addr, &tls.Config{InsecureSkipVerify: true})
		h.must(err)
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	}
	issue(t, dir, 8, "songtien.example")
	h.must(os.WriteFile(h.Config.TLS.Key, []byte("half a ke"), 0o600)) // a renewal that was cut off
	h.clock.Set("2026-08-28 14:40")
	if n := serial(); n != 7 {
		t.Errorf("with a broken pair: certificate %d", n)
	}
	issue(t, dir, 9, "songtien.example")
	h.clock.Set("2026-08-28 14:50")
	if n := serial(); n != 9 {
		t.Errorf("after its renewal: certificate %d", n)
	}
}

// What cannot be served is said before anything listens.
// Whoever comes second over HTTPS gets what the first got, with every header, from
// what is prepared: over HTTP/1.1 in the lane, over HTTP/2 before the rest of the
// program.
func TestPreparedOverHTTPS(t *testing.T) {
	t.Parallel()
	h, dir := newHouse(t, ""), t.TempDir()
	h.App.public = h.portal
	h.Config.TLS.Cert, h.Config.TLS.Key = issue(t, dir, 7, "songtien.example")
	h.Config.Addr, h.Config.TLS.Addr, h.Config.URL = "127.0.0.1:0", "127.0.0.1:0", "https://songtien.example"
	h.serving()
	for _, path := range []string{"/w/songtien/", "/w/songtien/atom.xml", "/w/songtien/sitemap-pages.xml"} {
		ask := func(two bool, method string, header ...string) *http.Response {
			r, err := http.NewRequestWithContext(t.Context(), method, "https://songtien.example"+path, nil)
			h.must(err)
			r.Header.Set("Accept-Encoding", "identity")
			for i := 0; i < len(header); i += 2 {
				r.Header.Set(header[i], header[i+1])
			}
			c := asks(h.Config.TLS.Addr, nil, two)
			c.Transport.(*http.Transport).TLSClientConfig.InsecureSkipVerify = true
			res, err := c.Do(r)
			h.must(err)
			defer res.Body.Close()
			_, _ = io.Copy(io.Discard, res.Body)
			for _, own := range []string{"Date", "X-Request-Id", "Connection"} {
				res.Header.Del(own)
			}
			return res
		}
		if p, _ := h.App.find(true, []byte("songtien.example"), []byte(path)); p != nil {
			t.Fatalf("%s is prepared before anybody has asked", path)
		}
		first := ask(false, http.MethodGet)
		// It is prepared when the reader has had it.
		for end := time.Now().Add(time.Minute); ; runtime.Gosched() {
			if p, _ := h.App.find(true, []byte("songtien.example"), []byte(path)); p != nil {
				break
			} else if time.Now().After(end) {
				t.Fatalf("%s is not prepared", path)
			}
		}
		if p, _ := h.App.find(false, []byte("songtien.example"), []byte(path)); p != nil {
			t.Fatalf("%s is prepared for who asks in the clear", path)
		}
		for _, two := range []bool{false, true} {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				if got := ask(two, method); got.StatusCode != first.StatusCode || !maps.EqualFunc(got.Header, first.Header, slices.Equal) {
					t.Errorf("%s %s over HTTP/2 (%v): %d\n%v\n%v", method, path, two, got.StatusCode, got.Header, first.Header)
				}
			}
			if got := ask(two, http.MethodGet, "If-None-Match", first.Header.Get("Etag")); got.StatusCode != http.StatusNotModified {
				t.Errorf("%s over HTTP/2 (%v): %d", path, two, got.StatusCode)
			}
			if since := first.Header.Get("Last-Modified"); since != "" { // programs that know no ETag
				if got := ask(two, http.MethodGet, "If-Modified-Since", since); got.StatusCode != http.StatusNotModified {
					t.Errorf("%s by its time over HTTP/2 (%v): %d", path, two, got.StatusCode)
				}
			}
		}
	}
}

func TestHTTPSThatCannotBe(t *testing.T) {
	for want, set := range map[string]func(*TLSIn){
		"app.no_certificate":   func(c *TLSIn) { c.Addr = ":443" },
		"app.half_certificate": func(c *TLSIn) { c.Addr, c.Cert = ":443", "a.crt" },
		"app.two_certificates": func(c *TLSIn) { c.Addr, c.ACME, c.Cert, c.Key = ":443", "on", "a.crt", "a.key" },
		"app.acme_without_tls": func(c *TLSIn) { c.ACME = "on" },
		"app.bad_directory":    func(c *TLSIn) { c.Addr, c.ACME, c.Directory = ":443", "on", "http://ca.example/" },
		"app.bad_choice":       func(c *TLSIn) { c.ACME = "maybe" },
		"app.bad_address":      func(c *TLSIn) { c.Addr, c.Cert, c.Key = "443", "a.crt", "a.key" },
	} {
		c := Default()
		set(&c.TLS)
		if err := c.Check(); refusal(err) != want {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// A certificate authority's own test server (Pebble) makes sure of us and gives
// a certificate for a site's host name, and none for any other.
func TestSlowACME(t *testing.T) {
	if os.Getenv("CONGBO_TEST_SLOW") == "" {
		t.Skip("builds Pebble: CONGBO_TEST_SLOW")
	}
	dir := t.TempDir()
	pebble := filepath.Join(dir, "pebble")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", pebble, "github.com/letsencrypt/pebble/v2/cmd/pebble")
	build.Dir = filepath.Join("..", "..", "tools", "pebble")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	h := newHouse(t, "")
	h.site.Hosts = []string{"songtien.example"}
	h.must(h.Store.Tx(t.Context(), func(tx *store.Tx) error { return tx.SaveSite(t.Context(), &h.site) }))
	directory, authority := runPebble(t, dir, pebble, h)
	h.options.Authority = authority
	h.Config.TLS = TLSIn{Addr: h.Config.TLS.Addr, ACME: "on", Directory: directory}
	h.Config.URL = "https://songtien.example"
	h.serving()

	any := asks(h.Config.TLS.Addr, nil, true)
	any.Transport.(*http.Transport).TLSClientConfig.InsecureSkipVerify = true // its root is made anew each time
	r := fetch(t, any, "https://songtien.example/")
	if issuer := r.TLS.PeerCertificates[0].Issuer.CommonName; r.StatusCode != http.StatusOK || !strings.HasPrefix(issuer, "Pebble") {
		t.Errorf("%d, a certificate by %q", r.StatusCode, issuer)
	}
	if r, err := any.Get("https://another.example/"); err == nil {
		r.Body.Close()
		t.Error("a certificate was asked for in another's name")
	}
	kept, _ := filepath.Glob(filepath.Join(h.Config.Data, "acme", "songtien.example*"))
	if len(kept) != 1 {
		t.Errorf("kept for the next start: %q", kept)
	}
}

// runPebble starts an authority that finds every name at this machine, on the
// ports that h will listen on, and returns its directory and a client for it.
func runPebble(t *testing.T, dir, pebble string, h *house) (string, *http.Client) {
	t.Helper()
	free := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		return l.Addr().String()
	}
	port := func(addr string) json.Number {
		_, p, _ := net.SplitHostPort(addr)
		return json.Number(p)
	}
	h.Config.Addr, h.Config.TLS.Addr = free(), free()
	listen := free()
	cert, key := issue(t, dir, 1, "ca.example")
	config, err := json.Marshal(map[string]any{"pebble": map[string]any{"listenAddress": listen, "managementListenAddress": free(), "certificate": cert, "privateKey": key,
		"httpPort": port(h.Config.Addr), "tlsPort": port(h.Config.TLS.Addr)}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "pebble.json")
	if err := os.WriteFile(file, config, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), pebble, "-config", file, "-dnsserver", aNameServer(t))
	cmd.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	listens, ended, said := make(chan bool, 1), make(chan bool), new(strings.Builder)
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			fmt.Fprintln(said, lines.Text())
			if strings.Contains(lines.Text(), "ACME directory available") {
				listens <- true
			}
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s", said)
		}
	})
	select {
	case <-listens:
	case <-ended:
		t.Fatal("Pebble has ended")
	}
	data, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(data)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	return "https://" + listen + "/dir", client
}

// aNameServer answers, over TCP as Pebble asks, that every name is at 127.0.0.1,
// and returns its address.
func aNameServer(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go nameQuestion(c)
		}
	}()
	return l.Addr().String()
}

// nameQuestion answers one question (RFC 1035, 4.2.2).
func nameQuestion(c net.Conn) {
	defer c.Close()
	var size [2]byte
	if _, err := io.ReadFull(c, size[:]); err != nil {
		return
	}
	b := make([]byte, binary.BigEndian.Uint16(size[:]))
	var m dnsmessage.Message
	if _, err := io.ReadFull(c, b); err != nil || m.Unpack(b) != nil || len(m.Questions) != 1 {
		return
	}
	m.Response, m.Additionals = true, nil
	if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
		m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 60}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}}}}
	}
	if answer, err := m.Pack(); err == nil {
		_, _ = c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...))
	}
}
