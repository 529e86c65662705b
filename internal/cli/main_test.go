package cli_test

import (
	"context"
	"os"
	"testing"

	"congbo/internal/cli"
)

// TestMain lets the tests' own program be the child that reads letters, as the
// program is.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "parse-worker" {
		os.Exit(cli.Main(context.Background(), os.Args, os.Environ(), os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}
