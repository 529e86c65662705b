package app

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/fault"
)

// Config is everything an administrator can set. It is read once: what the
// program ships, then the TOML file, then CONGBO_… variables, then flags, each
// over the one before. Keys that it does not know are refused, so that a
// misspelt one is noticed. See docs/config.md, which is made from this struct.
type Config struct {
	Data     string   `toml:"data" doc:"Thư mục dữ liệu: cơ sở dữ liệu SQLite, tệp, khóa | Data directory: SQLite database, files, keys"`
	Addr     string   `toml:"addr" doc:"Địa chỉ lắng nghe HTTP | Address on which HTTP is served"`
	Database string   `toml:"database" secret:"url" doc:"URL PostgreSQL; để trống thì dùng SQLite trong thư mục dữ liệu | PostgreSQL URL; SQLite in the data directory if empty"`
	URL      string   `toml:"url" doc:"Địa chỉ công khai của máy chủ, dùng trong thư | Public address of the server, as letters give it"`
	DeskHost string   `toml:"desk_host" doc:"Tên máy riêng cho bàn làm việc; để trống thì dùng chung | Host name of the desk alone; empty: every host"`
	Proxies  []string `toml:"trusted_proxies" doc:"Địa chỉ các máy proxy được tin | Addresses of proxies that are believed"`
	Barred   []string `toml:"barred_hosts" doc:"Tên máy mà tin bài không được dẫn liên kết đến (cả tên con); liên kết bị bỏ khi lưu | Host names, with all below them, to which no text may link; such links are taken out when it is saved"`
	Links    string   `toml:"link_check" doc:"Kiểm tra liên kết của trang đã đăng: all (cả máy chủ bên ngoài) hoặc own (chỉ trang và tệp của cơ quan, không gọi ra ngoài) | Which links of published pages are checked: all (servers of others too) or own (our own pages and files; nobody else is asked)"`
	Security string   `toml:"security" doc:"Mức an toàn: asvs hoặc cap-do-2 | Security preset: asvs or cap-do-2"`
	Lane     string   `toml:"fast_lane" doc:"Trả lời yêu cầu thông thường bằng trang đã dựng sẵn, ngay trên kết nối: on hoặc off | Answer plain requests for kept pages straight from the connection: on or off"`
	Memory   Size     `toml:"page_memory" doc:"Bộ nhớ dành cho các trang đã dựng sẵn | Memory for kept pages"`
	Disk     Size     `toml:"page_disk" doc:"Chỗ trên đĩa (pages/ trong thư mục dữ liệu) cho các trang đã dựng sẵn | Room on disk (pages/ in the data directory) for kept pages"`
	Shutdown Duration `toml:"shutdown" doc:"Thời gian chờ việc đang làm khi dừng | How long work under way may take at shutdown"`

	TLS  TLSIn   `toml:"tls"`
	SMTP SMTPIn  `toml:"smtp"`
	Mail MailOut `toml:"mail"`
	Log  Log     `toml:"log"`

	file   string            // that was read; empty: none
	origin map[string]string // where a setting that is not the default comes from, by key
}

// TLSIn is HTTPS where no proxy does it.
type TLSIn struct {
	Addr      string `toml:"addr" doc:"Địa chỉ lắng nghe HTTPS, thường là :443; để trống thì không có. Khi đặt, cổng HTTP (addr) chỉ chuyển sang HTTPS | Address on which HTTPS is served, usually :443; empty: not at all. With it, the HTTP port (addr) only leads to HTTPS"`
	Cert      string `toml:"cert" doc:"Tệp chứng thư TLS (cả chuỗi); tệp mới được đọc lại trong một phút | TLS certificate file with its chain; a new one is read within a minute"`
	Key       string `toml:"key" doc:"Tệp khóa TLS | TLS key file"`
	ACME      string `toml:"acme" doc:"Tự xin và gia hạn chứng thư theo ACME cho tên máy của các website: on hoặc off; on nghĩa là đồng ý với điều khoản của nơi cấp | Get and renew certificates by ACME for the host names of the sites: on or off; on agrees to the authority's terms"`
	Directory string `toml:"directory" doc:"Địa chỉ ACME của nơi cấp chứng thư | ACME directory of the certificate authority"`
	Email     string `toml:"email" doc:"Thư điện tử để nơi cấp chứng thư liên hệ | E-mail under which the certificate authority can reach you"`
}

// SMTPIn is the built-in listener for letters to the offices' mailboxes.
type SMTPIn struct {
	Addr   string `toml:"addr" doc:"Địa chỉ lắng nghe SMTP; để trống thì không nhận thư trực tiếp | Address on which letters are taken by SMTP; empty: not at all"`
	Domain string `toml:"domain" doc:"Tên máy chủ thư | Name of this mail host"`
	Cert   string `toml:"cert" doc:"Tệp chứng thư TLS cho STARTTLS | TLS certificate file for STARTTLS"`
	Key    string `toml:"key" doc:"Tệp khóa TLS | TLS key file"`
	Trust  string `toml:"trust" doc:"Tên (authserv-id) của máy chủ thư mà kết quả xác thực người gửi (DMARC, DKIM) được tin; chỉ đặt khi mọi thư đều qua máy chủ này và nó xóa các dòng Authentication-Results giả mang tên mình; để trống thì không tin | Name (authserv-id) of the mail server whose word on the sender (DMARC, DKIM) is believed; only where every letter comes through it and it takes out forged Authentication-Results under its name; empty: none"`
}

// MailOut is the mail server that takes our letters.
type MailOut struct {
	Server   string `toml:"server" doc:"Máy chủ gửi thư, máy:cổng; để trống thì thư chờ lại | Mail server for our letters, host:port; empty: letters wait"`
	TLS      string `toml:"tls" doc:"Mã hóa: implicit, starttls, opportunistic hoặc none | Encryption: implicit, starttls, opportunistic or none"`
	User     string `toml:"user" doc:"Tên đăng nhập máy chủ thư | User name at the mail server"`
	Password string `toml:"password" secret:"all" doc:"Mật khẩu máy chủ thư | Password at the mail server"`
}

// Log is what the program says of itself.
type Log struct {
	Level  string `toml:"level" doc:"Mức ghi: debug, info, warn, error | Level: debug, info, warn, error"`
	Format string `toml:"format" doc:"Dạng ghi: text hoặc json | Format: text or json"`
}

// A Duration is a time.Duration that a TOML file writes as "20s".
type Duration time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	*d = Duration(v)
	return err
}

// MarshalText implements encoding.TextMarshaler.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// A Size is a number of bytes that a TOML file writes as "64MB" or "2GB"; a KB
// is 1024 bytes.
type Size int64

var sizeUnits = []struct {
	name  string
	bytes int64
}{{"GB", 1 << 30}, {"MB", 1 << 20}, {"KB", 1 << 10}}

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Size) UnmarshalText(b []byte) error {
	text := strings.ToUpper(strings.TrimSpace(string(b)))
	for _, u := range sizeUnits {
		if digits, ok := strings.CutSuffix(text, u.name); ok {
			n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 32)
			if err != nil || n <= 0 {
				return fmt.Errorf("%q is no size", b)
			}
			*s = Size(n * u.bytes)
			return nil
		}
	}
	return fmt.Errorf("%q is no size", b)
}

// MarshalText implements encoding.TextMarshaler.
func (s Size) MarshalText() ([]byte, error) {
	for _, u := range sizeUnits {
		if n := int64(s); n%u.bytes == 0 {
			return fmt.Appendf(nil, "%d%s", n/u.bytes, u.name), nil
		}
	}
	return fmt.Appendf(nil, "%dKB", s>>10), nil
}

// Default is what the program ships.
func Default() Config {
	return Config{
		Data: "congbo-data", Addr: "127.0.0.1:8080", Links: "all", Security: "asvs", Lane: "on", Memory: 16 << 20, Disk: 2 << 30, Shutdown: Duration(20 * time.Second),
		TLS:  TLSIn{ACME: "off", Directory: "https://acme-v02.api.letsencrypt.org/directory"},
		SMTP: SMTPIn{Domain: "localhost"}, Mail: MailOut{TLS: "starttls"}, Log: Log{Level: "info", Format: "text"},
	}
}

// Load reads the configuration: file (none if empty), then the environment.
// Flags are laid over it by the caller with Set. All mistakes are told at once,
// each with its place, as a fault.List; c has whatever could be read, so that
// the caller can add what Check finds.
func Load(file string, environ []string) (c Config, err error) {
	c = Default()
	var wrong fault.List
	if file != "" {
		wrong, c.file = c.fromFile(file), file
	}
	return c, append(wrong, c.fromEnvironment(environ)...).Err()
}

// Set lays a value over a setting, by its key in the TOML file. origin is where
// the value comes from, as mistakes name it: --addr.
func (c *Config) Set(key, value, origin string) {
	for _, s := range c.settings() {
		if s.key == key && s.set(value) == nil {
			c.from(key, origin)
		}
	}
}

func (c *Config) from(key, origin string) {
	c.origin = maps.Clone(c.origin) // a Config is a value
	if c.origin == nil {
		c.origin = make(map[string]string)
	}
	c.origin[key] = origin
}

// fromEnvironment lays CONGBO_… variables over c: CONGBO_SMTP_ADDR is addr in
// [smtp]. CONGBO_…_FILE names a file that holds the value, for secrets.
func (c *Config) fromEnvironment(environ []string) (wrong fault.List) {
	known := make(map[string]setting)
	names := make([]string, 0, len(known))
	for _, s := range c.settings() {
		known["CONGBO_"+strings.ToUpper(strings.ReplaceAll(s.key, ".", "_"))] = s
	}
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "CONGBO_") || strings.HasPrefix(name, "CONGBO_TEST_") || name == "CONGBO_CONFIG" || name == "CONGBO_LANG" || strings.HasPrefix(name, "CONGBO_WORKER_") {
			continue
		}
		s, ok := known[name]
		if !ok {
			base, isFile := strings.CutSuffix(name, "_FILE")
			if s, ok = known[base]; !ok || !isFile {
				wrong = append(wrong, unknown("app.variable_unknown", name, names))
				continue
			}
			data, err := os.ReadFile(value)
			if err != nil {
				wrong = append(wrong, at(name, fault.New(fault.Invalid, "app.config_unreadable", value).Because(err)))
				continue
			}
			value = strings.TrimRight(string(data), "\r\n")
		}
		if err := s.set(value); err != nil {
			wrong = append(wrong, at(name, s.mistyped()))
			continue
		}
		c.from(s.key, name)
	}
	return wrong
}

// Check refuses a configuration that cannot work, before anything starts.
func (c Config) Check() error {
	var wrong fault.List
	add := func(setting, key string, args ...any) {
		e := fault.New(fault.Invalid, key, args...)
		if origin := c.origin[setting]; origin != "" {
			e = at(origin, e)
		}
		wrong = append(wrong, e.In(setting))
	}
	for _, a := range []struct{ key, addr string }{{"addr", c.Addr}, {"tls.addr", c.TLS.Addr}, {"smtp.addr", c.SMTP.Addr}, {"mail.server", c.Mail.Server}} {
		if a.addr == "" && a.key != "addr" {
			continue
		}
		if _, _, err := net.SplitHostPort(a.addr); err != nil {
			add(a.key, "app.bad_address", a.key, a.addr)
		}
	}
	if c.Database != "" {
		if u, err := url.Parse(c.Database); err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
			add("database", "app.bad_database")
		}
	}
	if c.URL != "" {
		if u, err := url.Parse(c.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
			add("url", "app.bad_url", c.URL)
		}
	}
	for _, p := range c.Proxies {
		if _, err := netip.ParsePrefix(p); err != nil {
			if _, err := netip.ParseAddr(p); err != nil {
				add("trusted_proxies", "app.bad_proxy", p)
			}
		}
	}
	choice := func(key, value string, allowed ...string) {
		for _, a := range allowed {
			if value == a {
				return
			}
		}
		add(key, "app.bad_choice", key, value, strings.Join(allowed, ", "))
	}
	choice("link_check", c.Links, "all", "own")
	choice("security", c.Security, "asvs", "cap-do-2")
	choice("fast_lane", c.Lane, "on", "off")
	choice("mail.tls", c.Mail.TLS, "implicit", "starttls", "opportunistic", "none")
	choice("log.level", c.Log.Level, "debug", "info", "warn", "error")
	choice("log.format", c.Log.Format, "text", "json")
	choice("tls.acme", c.TLS.ACME, "on", "off")
	for _, pair := range []struct{ table, cert, key string }{{"tls", c.TLS.Cert, c.TLS.Key}, {"smtp", c.SMTP.Cert, c.SMTP.Key}} {
		switch {
		case pair.cert == "" && pair.key != "":
			add(pair.table+".cert", "app.half_certificate", pair.table)
		case pair.cert != "" && pair.key == "":
			add(pair.table+".key", "app.half_certificate", pair.table)
		}
	}
	switch acme := c.TLS.ACME == "on"; {
	case c.TLS.Addr != "" && !acme && c.TLS.Cert == "" && c.TLS.Key == "":
		add("tls.addr", "app.no_certificate")
	case acme && c.TLS.Cert != "":
		add("tls.acme", "app.two_certificates")
	case acme && c.TLS.Addr == "":
		add("tls.acme", "app.acme_without_tls")
	}
	if u, err := url.Parse(c.TLS.Directory); c.TLS.ACME == "on" && (err != nil || u.Scheme != "https" || u.Host == "") {
		add("tls.directory", "app.bad_directory", c.TLS.Directory)
	}
	return wrong.Err()
}

// DSN names the database for package store.
func (c Config) DSN() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "congbo.db")
}

// Print writes the configuration in force as a TOML file, secrets masked.
func (c Config) Print() string {
	var b strings.Builder
	table := ""
	for _, s := range c.settings() {
		if t, _, ok := strings.Cut(s.key, "."); ok && t != table {
			table = t
			fmt.Fprintf(&b, "\n[%s]\n", table)
		}
		fmt.Fprintf(&b, "%s = %s\n", s.key[strings.LastIndexByte(s.key, '.')+1:], s.shown())
	}
	return b.String()
}

// A setting is one field of Config, by its key in the TOML file.
type setting struct {
	key    string
	doc    string
	secret string
	value  reflect.Value
}

func (c *Config) settings() []setting {
	var all []setting
	var walk func(v reflect.Value, prefix string)
	walk = func(v reflect.Value, prefix string) {
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			key := prefix + f.Tag.Get("toml")
			if f.Type.Kind() == reflect.Struct {
				walk(v.Field(i), key+".")
				continue
			}
			all = append(all, setting{key, f.Tag.Get("doc"), f.Tag.Get("secret"), v.Field(i)})
		}
	}
	walk(reflect.ValueOf(c).Elem(), "")
	return all
}

func (s setting) set(value string) error {
	switch v := s.value.Addr().Interface().(type) {
	case *string:
		*v = value
	case *[]string:
		*v = strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
	case *Duration:
		return v.UnmarshalText([]byte(value))
	case *Size:
		return v.UnmarshalText([]byte(value))
	default:
		return fmt.Errorf("setting %s has a type that cannot be set", s.key)
	}
	return nil
}

func (s setting) shown() string {
	switch v := s.value.Interface().(type) {
	case []string:
		q := make([]string, len(v))
		for i := range v {
			q[i] = strconv.Quote(v[i])
		}
		return "[" + strings.Join(q, ", ") + "]"
	case Duration:
		return strconv.Quote(time.Duration(v).String())
	case Size:
		text, _ := v.MarshalText()
		return strconv.Quote(string(text))
	case string:
		if v != "" && s.secret == "all" {
			v = "********"
		} else if s.secret == "url" {
			if u, err := url.Parse(v); err == nil && u.User != nil {
				v = u.Redacted()
			}
		}
		return strconv.Quote(v)
	}
	return ""
}

// ConfigDoc is the table of all settings, for docs/config.md.
func ConfigDoc() string {
	c := Default()
	var b strings.Builder
	b.WriteString("# Cấu hình · Settings\n\nMade from the struct `app.Config`; `congbo config` prints what is in force. A TOML file (`--config`, `CONGBO_CONFIG`, or\n`congbo.toml` in the data directory) lies over the defaults, `CONGBO_…` variables over the file, flags over both.\nA variable with `_FILE` at its end names a file that holds the value. Keys and variables that are not listed are refused.\n\n| key | variable | default | nghĩa | meaning |\n|---|---|---|---|---|\n")
	for _, s := range c.settings() {
		vi, en, _ := strings.Cut(s.doc, " | ")
		fmt.Fprintf(&b, "| `%s` | `CONGBO_%s` | `%s` | %s | %s |\n", s.key, strings.ToUpper(strings.ReplaceAll(s.key, ".", "_")), s.shown(), vi, en)
	}
	return b.String()
}
