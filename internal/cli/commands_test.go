package cli_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"congbo/internal/cli"
	"congbo/internal/sites"
	"congbo/internal/store/storetest"
)

// run calls the program as a shell does.
func run(t *testing.T, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	return runIn(t, nil, stdin, args...)
}

func runIn(t *testing.T, environ []string, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	o := &stopper{}
	ctx := t.Context()
	if len(args) > 0 && args[0] == "serve" {
		ctx, o.stop = context.WithCancel(ctx)
		defer o.stop()
	}
	var e strings.Builder
	code = cli.Main(ctx, append([]string{"congbo"}, args...), environ, strings.NewReader(stdin), o, &e)
	return code, o.String(), e.String()
}

// A stopper keeps what the program says, and stops a server that says it runs.
type stopper struct {
	strings.Builder
	stop context.CancelFunc
}

func (s *stopper) Write(b []byte) (int, error) {
	if s.stop != nil {
		s.stop()
	}
	return s.Builder.Write(b)
}

// refused asserts that a call is refused with a text, which is no apology for a
// mistake of the program's.
func refused(t *testing.T, want string, args ...string) {
	t.Helper()
	code, out, errs := run(t, "", args...)
	if code == 0 || !strings.Contains(errs, want) || strings.Contains(errs, "Hệ thống gặp lỗi") {
		t.Errorf("congbo %s: %d %q %q, want %q", strings.Join(args, " "), code, out, errs, want)
	}
}

func made(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := run(t, "", args...)
	if code != 0 {
		t.Fatalf("congbo %s: %d %q %q", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// What is on a fresh house of every preset can be filled for load, twice, and
// the record stays whole (requirement of load tests on any house).
func TestSeedOnAFreshHouse(t *testing.T) {
	for _, preset := range sites.Presets() {
		t.Run(preset, func(t *testing.T) {
			d := filepath.Join(t.TempDir(), "d")
			made(t, "init", "--data", d, "--preset", preset, "--name", "Cơ quan", "--admin", "quan-tri@co-quan.vn")
			first := made(t, "seed", "--data", d, "--documents", "10")
			again := made(t, "seed", "--data", d, "--documents", "3", "--json")
			if !strings.Contains(first, "không đăng nhập được") || !strings.Contains(again, `"documents":3,"people":0,`) {
				t.Errorf("%q, then %q", first, again)
			}
			made(t, "verify", "--data", d)
			if preset == sites.Presets()[0] {
				archives(t, d)
			}
			for line := range strings.Lines(made(t, "user", "list", "--data", d)) {
				if seed := strings.HasPrefix(line, "Người thử tải: "); seed != strings.Contains(line, "@seed.invalid") || seed && !strings.Contains(line, " disabled ") {
					t.Errorf("a person for load that is not marked as one: %q", line)
				}
			}
		})
	}
}

// The archive is written to a new place alone, of what is named rightly (R-B4).
func archives(t *testing.T, d string) {
	out := filepath.Join(t.TempDir(), "luu.zip")
	if said := made(t, "archive", "--data", d, "--from", "2020-01-01", out); !strings.Contains(said, "0 bản công bố") {
		t.Errorf("%q", said) // what was made for load is not kept
	}
	refused(t, "đã có", "archive", "--data", d, out)
	refused(t, "Không có bản công bố", "archive", "--data", d, "--edition", "PTT-2026-999999-1", filepath.Join(t.TempDir(), "luu"))
	refused(t, "không đúng dạng", "archive", "--data", d, "--until", "22/11/2026", out+"2")
	refused(t, "không phải mã hồ sơ", "archive", "--data", d, "--edition", "../../etc", out+"2")
	refused(t, "một nơi ghi", "archive", "--data", d)
	if left, err := filepath.Glob(out + "*"); err != nil || len(left) != 1 {
		t.Errorf("%v, left behind: %v", err, left)
	}
}

// A server does not make data that nobody asked for.
func TestServeNeedsAHouse(t *testing.T) {
	d := filepath.Join(t.TempDir(), "khong-co")
	t.Chdir(t.TempDir())
	refused(t, "congbo init --data "+d, "serve", "--data", d)
	refused(t, "congbo demo", "serve")
	for _, dir := range []string{d, "congbo-data"} {
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s has been made", dir)
		}
	}
	if err := os.WriteFile("congbo.db", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, "congbo init", "serve", "--data", ".")

	made(t, "init", "--data", d, "--preset", sites.Presets()[0])
	if code, _, errs := run(t, "", "serve", "--data", d, "--addr", "127.0.0.1:0"); code != 0 {
		t.Errorf("a house that is there: %d %q", code, errs)
	}
	if err := os.Remove(filepath.Join(d, "seal.key")); err != nil {
		t.Fatal(err)
	}
	refused(t, "seal.key", "serve", "--data", d)
	refused(t, "seal.key", "user", "list", "--data", d)
}

// A further node may begin with an empty directory, but not without the keys.
func TestServeOnPostgres(t *testing.T) {
	db := storetest.PostgresBare(t)
	first, second := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	refused(t, "congbo init --data "+first+" --db", "serve", "--data", first, "--db", db)
	made(t, "init", "--data", first, "--db", db, "--preset", sites.Presets()[0])
	refused(t, "head.key", "serve", "--data", second, "--db", db, "--addr", "127.0.0.1:0")
	for _, key := range []string{"seal.key", "head.key"} {
		data, err := os.ReadFile(filepath.Join(first, key))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(second, key), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, _, errs := run(t, "", "serve", "--data", second, "--db", db, "--addr", "127.0.0.1:0"); code != 0 {
		t.Errorf("with the keys: %d %q", code, errs)
	}
}

// The demonstration does not move in with somebody.
func TestDemoNeedsRoom(t *testing.T) {
	d := filepath.Join(t.TempDir(), "d")
	made(t, "init", "--data", d, "--preset", sites.Presets()[0])
	refused(t, "đã có cơ quan", "demo", "--data", d, "--addr", "127.0.0.1:0")
}

func TestRoles(t *testing.T) {
	d := filepath.Join(t.TempDir(), "d")
	made(t, "init", "--data", d, "--preset", sites.Presets()[0])
	refused(t, "webmaster", "user", "add", "c@x.vn", "--name", "Chi", "--role", "nope", "--data", d)
	refused(t, "có phải “webmaster” không", "user", "add", "c@x.vn", "--name", "Chi", "--role", "webmastr", "--data", d)
	refused(t, "website số 99", "user", "add", "c@x.vn", "--name", "Chi", "--role", "webmaster", "--site", "99", "--data", d)
	if list := made(t, "user", "list", "--data", d); list != "" {
		t.Errorf("a refused call has added %q", list)
	}
	made(t, "user", "add", "c@x.vn", "--name", "Chi", "--role", "webmaster", "--data", d)
	refused(t, "Không có vai trò", "user", "appoint", "c@x.vn", "--role", "nope", "--data", d)
}

// What is wrong around the program is told in the reader's language: what,
// where, what to do, and the technical cause on a line of its own.
func TestTroubleAroundTheProgram(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "tep")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(dir, "hong")
	if err := os.Mkdir(broken, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "congbo.db"), []byte(strings.Repeat("không phải cơ sở dữ liệu ", 300)), 0o600); err != nil {
		t.Fatal(err)
	}
	good := filepath.Join(dir, "d")
	made(t, "init", "--data", good, "--preset", sites.Presets()[0])
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct {
		vi, en string
		args   []string
	}{
		{"không phải thư mục", "not a directory", []string{"serve", "--data", file}},
		{"không phải thư mục", "not a directory", []string{"init", "--data", file, "--preset", sites.Presets()[0]}},
		{"không phải cơ sở dữ liệu", "not a database", []string{"serve", "--data", broken}},
		{"không phải cơ sở dữ liệu", "not a database", []string{"verify", "--data", broken}},
		{"không phải cơ sở dữ liệu", "not a database", []string{"migrate", "--data", broken}},
		{"Không kết nối được PostgreSQL ở 127.0.0.1:1/x", "PostgreSQL at 127.0.0.1:1/x cannot be reached", []string{"serve", "--data", good, "--db", "postgres://u:bi-mat@127.0.0.1:1/x"}},
		{"đang dùng địa chỉ " + taken.Addr().String(), "uses the address " + taken.Addr().String(), []string{"serve", "--data", good, "--addr", taken.Addr().String()}},
		{"đang dùng địa chỉ " + taken.Addr().String(), "uses the address", []string{"serve", "--data", good, "--addr", "127.0.0.1:0", "--smtp", taken.Addr().String()}},
		{"không có địa chỉ 192.0.2.1:8080", "no address 192.0.2.1:8080", []string{"serve", "--data", good, "--addr", "192.0.2.1:8080"}},
	} {
		for lang, want := range map[string]string{"vi": c.vi, "en": c.en} {
			code, out, errs := run(t, "", append(c.args, "--lang", lang)...)
			lines := strings.Split(strings.TrimSpace(errs), "\n")
			cause := map[string]string{"vi": "Nguyên nhân kỹ thuật: ", "en": "Technical cause: "}[lang]
			if code != 1 || len(lines) != 2 || !strings.Contains(lines[0], want) || !strings.HasPrefix(lines[1], cause) || strings.Contains(errs, "bi-mat") {
				t.Errorf("%v in %s: %d %q\n%s", c.args, lang, code, out, errs)
			}
		}
	}
}

// Every mistake of the settings is told at once, with its place.
func TestSettingsAreCheckedTogether(t *testing.T) {
	file := filepath.Join(t.TempDir(), "congbo.toml")
	text := `adrr = "127.0.0.1:80"
security = "best"
shutdown = "mai"
trusted_proxies = "127.0.0.1"

[log]
level = "loud"
[mail]
tls = 3
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := runIn(t, []string{"CONGBO_URL=nowhere", "CONGBO_ADRR=x"}, "", "config", "--config", file, "--addr-less", "--lang", "en")
	if code != 2 {
		t.Errorf("an unknown flag: %d %q", code, errs)
	}
	code, _, errs = runIn(t, []string{"CONGBO_URL=nowhere", "CONGBO_ADRR=x"}, "", "config", "--config", file, "--db", "mysql://x", "--lang", "en")
	want := []string{
		file + `:1: there is no setting “adrr”; is “addr” meant?`,
		file + `:3: shutdown: a length of time`,
		file + `:4: trusted_proxies: a list of strings`,
		file + `:9: mail.tls: a string`,
		`The variable CONGBO_ADRR means nothing to the program; is CONGBO_ADDR meant?`,
		`--db: database: `,
		`CONGBO_URL: url: “nowhere”`,
		file + `:2: security: “best”`,
		file + `:7: log.level: “loud”`,
	}
	lines := strings.Split(strings.TrimSpace(errs), "\n")
	if code != 1 || len(lines) != len(want) {
		t.Fatalf("%d\n%s", code, errs)
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("line %d: %q, want %q", i+1, lines[i], want[i])
		}
	}
	if err := os.WriteFile(file, []byte("addr = \"a:1\"\nurl = [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, errs := run(t, "", "config", "--config", file); !strings.Contains(errs, file+":2: ") && !strings.Contains(errs, file+":3: ") {
		t.Errorf("broken syntax has no line: %q", errs)
	}
}

var flagWord = regexp.MustCompile(`\B(--[a-z][a-z-]*|-[a-z]\b)`)

// The help of each command names every flag that the command takes and no
// other, in both languages.
func TestHelpIsTrue(t *testing.T) {
	_, help, _ := run(t, "", "help", "--lang", "en")
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z]+) `).FindAllStringSubmatch(help, -1) {
		names = append(names, m[1])
	}
	if len(names) < 12 {
		t.Fatalf("commands %v", names)
	}
	for _, name := range names {
		_, _, errs := run(t, "", name, "--no-such-flag")
		takes := slices.DeleteFunc(flagWord.FindAllString(errs, -1), func(s string) bool { return s == "--no-such-flag" })
		slices.Sort(takes)
		for _, lang := range []string{"vi", "en"} {
			code, out, errs := run(t, "", name, "-h", "--lang", lang)
			says := flagWord.FindAllString(out, -1)
			slices.Sort(says)
			if says = slices.Compact(says); code != 0 || errs != "" || !slices.Equal(says, takes) {
				t.Errorf("congbo %s -h in %s: %d %q\nsays  %v\ntakes %v", name, lang, code, errs, says, takes)
			}
			if _, same, _ := run(t, "", "help", name, "--lang", lang); same != out {
				t.Errorf("congbo help %s is not congbo %s -h", name, name)
			}
		}
	}
}

func TestCalledTheWrongWay(t *testing.T) {
	for _, c := range []struct {
		want string
		args []string
	}{
		{"Cách dùng: congbo", nil},
		{"có phải “serve” không", []string{"serv"}},
		{"Các lệnh: demo, init", []string{"xyz"}},
		{"có phải “verify” không", []string{"help", "verifi"}},
		{"không có ngôn ngữ “xx”", []string{"help", "--lang", "xx"}},
		{"có phải --data không", []string{"serve", "--dat", "x"}},
		{"Bộ mẫu:", []string{"init", "--data", "x"}},
	} {
		if code, out, errs := run(t, "", c.args...); code != 2 || out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("congbo %v: %d %q %q", c.args, code, out, errs)
		}
	}
}
