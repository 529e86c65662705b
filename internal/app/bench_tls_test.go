//go:build linux

package app

import (
	"path/filepath"
	"testing"
)

// serveSecure runs the program on a data directory with HTTPS by certificate
// files.
func serveSecure(b testing.TB, program, data string) *served {
	b.Helper()
	if err := certify(data); err != nil {
		b.Fatal(err)
	}
	addr := freePort(b)
	s := serveProgram(b, program, data, "CONGBO_TLS_ADDR="+addr, "CONGBO_TLS_CERT="+filepath.Join(data, "cert.pem"), "CONGBO_TLS_KEY="+filepath.Join(data, "key.pem"))
	s.addr, s.secure = "", addr
	return s
}
