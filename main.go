// Command congbo is the server with which a public institution runs its
// websites by its own written procedures. See README.md.
package main

import (
	"context"
	"os"

	"congbo/internal/cli"
)

func main() {
	os.Exit(cli.Main(context.Background(), os.Args, os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}
