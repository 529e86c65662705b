package programs

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"congbo/internal/convert"
	"congbo/internal/fault"
	"congbo/internal/locale"
)

// shell has a shell in the place of the programs that read files.
func shell(t *testing.T, hidden ...string) *Programs {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there is no shell of Unix")
	}
	return &Programs{found: []Program{{Name: "sh", Path: "/bin/sh"}}, Hidden: hidden, confines: canConfine(), places: make(chan struct{}, 2)}
}

func script(s string) Job { return Job{Program: "sh", Args: []string{"-c", s}} }

func key(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return ""
	}
	return f.Key
}

// A run that breaks a bound ends with a fault that says which (R-I3).
func TestBounds(t *testing.T) {
	p := shell(t)
	for _, c := range []struct {
		name, script string
		limits       Limits
		want         string
	}{
		{"works", `printf x > out; cat in`, Limits{}, ""},
		{"fails", `exit 3`, Limits{}, "programs.failed"},
		{"sleeps", `sleep 60`, Limits{Time: 300 * time.Millisecond}, "programs.too_long"},
		{"spins", `while :; do :; done`, Limits{CPU: time.Second}, "programs.failed"},
		{"prints without end", `while :; do echo 0123456789012345678901234567890123456789; done`, Limits{Output: 1 << 20}, "programs.too_much"},
		{"writes a large file", `head -c 9000000 /dev/zero > out || exit 1`, Limits{Output: 1 << 20}, "programs.failed"},
		{"writes many files", `i=0; while :; do head -c 100000 /dev/zero > out$i; i=$((i+1)); done`, Limits{Output: 1 << 20, Time: 20 * time.Second}, "programs.too_much"},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := script(c.script)
			j.Files, j.Limits = map[string][]byte{"in": []byte("y")}, c.limits
			out, err := p.Run(t.Context(), j)
			if key(err) != c.want || c.want == "" && (string(out.Stdout) != "y" || string(out.Files["out"]) != "x" || len(out.Files) != 1) {
				t.Errorf("%v, want %q: %v", err, c.want, out)
			}
		})
	}
	if runtime.GOOS == "linux" {
		j := script(`x=0123456789; while :; do x=$x$x; done`)
		j.Limits = Limits{Memory: 64 << 20}
		if _, err := p.Run(t.Context(), j); key(err) != "programs.failed" {
			t.Errorf("memory: %v", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Run(ctx, script(`sleep 9`)); err == nil {
		t.Error("it ran after the end")
	}
}

// Nothing of the machine's network, of the institution's data or of the
// environment is seen, and nothing outlives a run.
func TestLockedIn(t *testing.T) {
	secret := t.TempDir()
	if err := os.WriteFile(filepath.Join(secret, "key"), []byte("mật"), 0o644); err != nil {
		t.Fatal(err)
	}
	for d := secret; len(d) > len(os.TempDir()); d = filepath.Dir(d) {
		os.Chmod(d, 0o755)
	}
	t.Setenv("CONGBO_SECRET", "mật")
	p := shell(t, secret)
	out, err := p.Run(t.Context(), script(`env; cat `+secret+`/key; cat /proc/net/dev; ln -s /etc/passwd out; exit 0`))
	if err != nil {
		t.Fatal(err)
	}
	said := string(out.Stdout)
	if strings.Contains(said, "CONGBO_SECRET") {
		t.Error("the environment is seen")
	}
	if len(out.Files) != 0 {
		t.Error("a link was followed")
	}
	if !p.confines {
		t.Skip("this system does not lock programs in")
	}
	if strings.Contains(said, "mật") {
		t.Error("the data are seen")
	}
	for line := range strings.Lines(said) {
		if name, _, ok := strings.Cut(strings.TrimSpace(line), ":"); ok && strings.Contains(line, " 0 ") && name != "lo" && !strings.Contains(name, "=") && !strings.Contains(name, " ") {
			t.Errorf("there is a network: %s", line)
		}
	}
	mark := filepath.Join(t.TempDir(), "alive")
	if _, err := p.Run(t.Context(), script(`(setsid sleep 1; echo x > `+mark+`) >/dev/null 2>&1 & exit 0`)); err != nil {
		t.Fatal(err)
	}
	if out, _ := exec.Command("pgrep", "-f", mark).Output(); len(out) > 0 {
		t.Errorf("a child lives on: %s", out)
	}
}

// Without a program the fault says which one to install and how, in words
// (R-I3); the file is not touched.
func TestNeeded(t *testing.T) {
	var none *Programs
	for kind, want := range map[string]string{convert.Doc: "LibreOffice", convert.Xls: "libreoffice-calc", convert.PDF: "poppler-utils"} {
		_, _, err := none.Read(t.Context(), kind, []byte("x W\x00o\x00r\x00d\x00D\x00o\x00c\x00u\x00m\x00e\x00n\x00t\x00"))
		if key(err) != "programs.needed" || !strings.Contains(locale.Error(locale.VI, err), want) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if kind, data, err := none.Read(t.Context(), convert.RTF, []byte("x")); kind != convert.RTF || string(data) != "x" || err != nil {
		t.Error(kind, data, err)
	}
	if _, _, err := none.Read(t.Context(), "", nil); key(err) != "convert.unknown" {
		t.Error(err)
	}
	for _, p := range none.List() {
		if p.Path != "" || !locale.Has(locale.VI, p.Use) || !locale.Has(locale.EN, p.Use) {
			t.Errorf("%+v", p)
		}
	}
}
