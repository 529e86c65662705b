//go:build linux

package app

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/store"
)

// articleParts is of how many usual texts the article for measurements is made,
// so that its page has some 30 KB.
const articleParts = 8

// article publishes a long text at the site of a house and returns the path of
// its page.
func (h *house) article(ctx context.Context) string {
	h.t.Helper()
	s, err := h.newSeeder(ctx)
	h.must(err)
	place := s.places[0]
	r := rand.New(rand.NewPCG(30, 30))
	rev, err := s.text(r, place)
	h.must(err)
	doc := rev.Body.Doc
	for range articleParts - 1 {
		more, err := s.text(r, place)
		h.must(err)
		doc.Content = append(doc.Content, more.Body.Doc.Content...)
	}
	rev.Body, err = content.NewBody(doc)
	h.must(err)
	p, err := s.run(place, 0, s.opened(r), rev)
	h.must(err)
	h.must(s.write(ctx, []*store.Published{p}))
	h.must(s.seal(ctx))
	p.Edition.Document = p.Document.ID
	return "/w/" + h.site.Label + p.Edition.Path(h.section.Slug)
}

// nginxConfig is the fairest that we know: one worker, everything from memory,
// no log, the compressed file beside the plain one.
const nginxConfig = `
daemon off;
user root;
worker_processes 1;
worker_rlimit_nofile 65536;
pid %[1]s/pid;
error_log stderr crit;
events { worker_connections 32768; multi_accept on; use epoll; }
http {
	access_log off;
	server_tokens off;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	sendfile on;
	tcp_nopush on;
	tcp_nodelay on;
	keepalive_requests 1000000000;
	keepalive_timeout 120s;
	open_file_cache max=1000 inactive=1h;
	open_file_cache_valid 1h;
	types {}
	default_type "text/html; charset=utf-8";
	gzip_static on;
	gzip_vary on;
	ssl_protocols TLSv1.3;
	ssl_certificate %[1]s/cert.pem;
	ssl_certificate_key %[1]s/key.pem;
	server {
		listen %[2]s backlog=4096;
		listen %[3]s ssl http2 backlog=4096;
		root %[1]s/www;
%[4]s	}
}
`

// serveNginx has nginx send a page as another server does: the same bytes with
// the same headers.
func serveNginx(b testing.TB, path string, plain, zipped sent) *served {
	b.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		for _, at := range []string{"/usr/sbin/nginx", "/usr/local/sbin/nginx"} {
			if _, err := os.Stat(at); err == nil {
				program = at
			}
		}
	}
	if program == "" {
		b.Skip("left out: nginx is not installed (on Debian: nginx-light)")
	}
	dir := b.TempDir()
	file := filepath.Join(dir, "www", filepath.FromSlash(path))
	for name, body := range map[string][]byte{file: plain.body, file + ".gz": zipped.body} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, body, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	if err := certify(dir); err != nil {
		b.Fatal(err)
	}
	var headers strings.Builder
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range plain.header {
			if !yield(name) {
				return
			}
		}
	}) {
		switch name {
		case "Content-Length", "Content-Type", "Content-Encoding", "Etag", "Date", "Vary", "Connection":
			continue // nginx has its own
		}
		fmt.Fprintf(&headers, "\t\tadd_header %s %q;\n", name, plain.header.Get(name))
	}
	s := &served{name: "nginx", addr: freePort(b), secure: freePort(b)}
	config := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, nginxConfig, dir, s.addr, s.secure, headers.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	s.start(b, []string{"PATH=" + os.Getenv("PATH")}, program, "-e", "stderr", "-c", config, "-p", dir)
	soon(b, "nginx", func() bool {
		if s.process.ProcessState != nil {
			b.Fatalf("nginx: %s", s.log.String())
		}
		res, err := http.Get("http://" + s.addr + "/")
		if err == nil {
			res.Body.Close()
		}
		return err == nil
	})
	s.tag = s.get(b, path, "Accept-Encoding: gzip").header.Get("Etag")
	for _, want := range []struct {
		sent
		header []string
	}{{plain, nil}, {zipped, []string{"Accept-Encoding: gzip"}}} {
		got := s.get(b, path, want.header...)
		if got.status != http.StatusOK || !bytes.Equal(got.body, want.body) || got.header.Get("Content-Encoding") != want.sent.header.Get("Content-Encoding") {
			b.Fatalf("nginx does not send the same: %d, %v, %d bytes for %d\n%s", got.status, got.header, len(got.body), len(want.body), s.log.String())
		}
	}
	return s
}
