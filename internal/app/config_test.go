package app_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congbo/internal/app"
	"congbo/internal/fault"
)

var update = flag.Bool("update", false, "write docs/config.md anew")

// docs/config.md is made from the struct and cannot lag behind it.
func TestConfigIsDocumented(t *testing.T) {
	const file = "../../docs/config.md"
	want := app.ConfigDoc()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != want {
		t.Errorf("docs/config.md is not what the struct says (%v); run with -update", err)
	}
}

// A later source lies over an earlier one; what it does not know is refused.
func TestLoad(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "congbo.toml")
	write := func(s string) {
		if err := os.WriteFile(file, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("addr = \"127.0.0.1:9000\"\n[smtp]\naddr = \"127.0.0.1:2525\"\n[mail]\npassword = \"hunter2\"\n")
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("from-a-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := app.Load(file, []string{"CONGBO_ADDR=127.0.0.1:9001", "CONGBO_MAIL_PASSWORD_FILE=" + secret, "HOME=/root"})
	if err != nil || c.Addr != "127.0.0.1:9001" || c.SMTP.Addr != "127.0.0.1:2525" || c.Mail.Password != "from-a-file" {
		t.Errorf("got %+v, %v", c, err)
	}
	if shown := c.Print(); strings.Contains(shown, "from-a-file") || !strings.Contains(shown, "password = \"********\"") {
		t.Errorf("the password is shown:\n%s", shown)
	}
	if _, err := app.Load("", []string{"CONGBO_ADRR=x"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a misspelt variable: %v", err)
	}
	write("adrr = \"x\"\n")
	if _, err := app.Load(file, nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("a misspelt key: %v", err)
	}
	for name, c := range map[string]app.Config{
		"address":  {Addr: "nowhere", Security: "asvs", Mail: app.MailOut{TLS: "none"}, Log: app.Log{Level: "info", Format: "text"}},
		"database": {Addr: ":1", Database: "mysql://x", Security: "asvs", Mail: app.MailOut{TLS: "none"}, Log: app.Log{Level: "info", Format: "text"}},
		"choice":   {Addr: ":1", Security: "best", Mail: app.MailOut{TLS: "none"}, Log: app.Log{Level: "info", Format: "text"}},
	} {
		if err := c.Check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c = app.Default()
	c.Database = "postgres://user:hunter2@host/db"
	if strings.Contains(c.Print(), "hunter2") {
		t.Error("the database's password is shown")
	}
}
