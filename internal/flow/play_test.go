package flow_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/flow/play"
	"congbo/internal/locale"
	"congbo/internal/procfile"
)

var update = flag.Bool("update", false, "write into the plays of testdata what came of each line")

// find gives a shipped procedure, or one of testdata.
func find(name string) (*flow.Procedure, error) {
	if p := procfile.ByID(name); p != nil {
		return p, nil
	}
	data, err := os.ReadFile(filepath.Join("testdata", name+".yaml"))
	if err != nil {
		return nil, fault.New(fault.NotFound, "play.no_such_procedure", name)
	}
	p, mistakes := procfile.Parse(data)
	if len(mistakes) > 0 {
		return nil, fault.New(fault.Invalid, mistakes[0].Key, mistakes[0].Args...)
	}
	return p, nil
}

// TestPlays plays every script of testdata (R-M1, R-M5, R-M6, R-M8, R-B2,
// R-B3, R-T1, R-P3).
func TestPlays(t *testing.T) {
	files, err := filepath.Glob("testdata/*.play")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d plays, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".play"), func(t *testing.T) {
			t.Parallel()
			script, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := play.Run(script, find)
			if err != nil {
				t.Fatal(locale.Error(locale.VI, err))
			}
			if *update {
				if err := os.WriteFile(file, got, 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(script), string(got)); diff != "" {
				t.Errorf("the play ends otherwise (-want +got):\n%s", diff)
			}
			if strings.Contains(string(got), "⟨") {
				t.Error("a message is missing from the catalog")
			}
		})
	}
}
