//go:build linux

package app

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// tlsData is the variable by which the tests' own program serves the pages of a
// data directory over TLS.
const tlsData = "CONGBO_TEST_TLS"

// serveTLS serves as Serve does, but over TLS, for which the program has no
// setting: what answers and what bounds it are the same.
func serveTLS(data string) error {
	c := Default()
	c.Data, c.Links = data, "own"
	a, err := Open(context.Background(), c, slog.New(slog.DiscardHandler), Options{Existing: true, InProcess: true})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	server := &http.Server{Handler: a.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Minute, WriteTimeout: 10 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	return server.ServeTLS(l, filepath.Join(data, "cert.pem"), filepath.Join(data, "key.pem"))
}

// startTLS begins the process that does.
func startTLS(b testing.TB, data string) *served {
	b.Helper()
	if err := certify(data); err != nil {
		b.Fatal(err)
	}
	s := &served{name: "congbo"}
	out := s.start(b, append(os.Environ(), tlsData+"="+data), os.Args[0])
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		s.stop()
		b.Fatalf("no TLS: %s", s.log.String())
	}
	s.secure = lines.Text()
	return s
}
