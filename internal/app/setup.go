package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/desk"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/mail"
	"congbo/internal/procfile"
	"congbo/internal/sites"
	"congbo/internal/store"
)

// errTried takes back what was only tried.
var errTried = errors.New("only tried")

// SetUp makes the first institution as planned: the preset with its procedures,
// the people of the plan, and who looks after the program, who comes in with the
// password or, without one, by invitation. All of it is one transaction. With
// really false nothing is done, and the result tells of every person what would
// be. Where there is an institution already it is refused, for ever (F-N6).
func (a *App) SetUp(ctx context.Context, p sites.Plan, password string, really bool) (r *accounts.TableResult, err error) {
	preset, err := p.Filled()
	if err != nil {
		return nil, err
	}
	err = a.Store.Tx(ctx, func(tx *store.Tx) error {
		there, err := tx.Institutions(ctx)
		if err != nil {
			return err
		}
		if len(there) > 0 {
			return fault.New(fault.Conflict, "app.set_up_already")
		}
		in, err := a.Sites.InstallIn(ctx, tx, preset, store.PersonInvited, procfile.Presets()...)
		if err != nil {
			return err
		}
		if p.AdminEmail != "" && (really || password != "") {
			name := p.AdminName
			if name == "" {
				name = locale.T(locale.VI, "cli.init.admin_name")
			}
			if err := a.Accounts.AddAdministrator(ctx, tx, in.Institution.ID, accounts.PersonInput{Name: name, Email: p.AdminEmail, Lang: locale.VI}, password); err != nil {
				return err
			}
		}
		r, err = a.Accounts.ImportIn(ctx, tx, accounts.SystemActor(in.Institution.ID), accounts.TableOf(p.People), p.Invite && really)
		if err != nil {
			return err
		}
		if !really || r.Count(accounts.Refused) > 0 {
			return errTried
		}
		r.Done = true
		return tx.DropSetupDraft(ctx)
	})
	if errors.Is(err, errTried) {
		r.Done = false
		return r, nil
	}
	if err != nil || !really {
		return r, err
	}
	// The first signed head, and with it the second of the keys that further
	// nodes and backups need.
	return r, a.SignHeads(ctx)
}

// settingUp are the pages that set the program up, as long as there is no
// institution. finished is called when there is one.
func (a *App) settingUp(code string, finished func() error) http.Handler {
	s := &desk.Setup{
		Desk: a.Desk, Code: code,
		Tries: httpx.NewLimiter(10, time.Minute, 10, formSenders, a.Store.Now),
		Try: func(ctx context.Context, p sites.Plan) (*accounts.TableResult, error) {
			return a.SetUp(ctx, p, "", false)
		},
		Do: func(ctx context.Context, p sites.Plan, password string) error {
			r, err := a.SetUp(ctx, p, password, true)
			if err == nil && !r.Done {
				err = fault.New(fault.Conflict, "desk.setup_people_wrong")
			}
			if err != nil {
				return err
			}
			return finished()
		},
		Mail: desk.SetupMail{Server: a.Config.Mail.Server, TLS: a.Config.Mail.TLS, User: a.Config.Mail.User, URL: a.Config.URL}, MailFixed: a.mailFixed(), URLFixed: a.Config.origin["url"],
		TestMail: a.testMail, SaveMail: a.saveMail,
	}
	if a.Config.Mail.Server == "" {
		s.Mail.TLS = string(mail.TLSStart)
	}
	return s.Handler()
}

// settingsFile is the file in the data directory that the set-up writes.
func (a *App) settingsFile() string { return filepath.Join(a.Config.Data, "congbo.toml") }

// setupMark begins a settings file that the set-up wrote, and may write again.
const setupMark = "# Congbo: "

// mailFixed tells where the mail server is set, if not by the set-up: then it
// is not the set-up's to change.
func (a *App) mailFixed() string {
	if data, err := os.ReadFile(a.settingsFile()); err == nil && strings.HasPrefix(string(data), setupMark) {
		return ""
	} else if err == nil {
		return a.settingsFile()
	}
	if o := a.Config.origin["mail.server"]; o != "" {
		return o
	}
	if a.Config.file != "" { // a file elsewhere: the one that would be written is not read
		return a.Config.file
	}
	return ""
}

// testMail sends a letter by a mail server that is not in use yet, and tells
// what the server said.
func (a *App) testMail(ctx context.Context, l locale.Lang, m desk.SetupMail, from, to string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if m.Server == "" {
		m.Server, m.TLS, m.User, m.Password = a.Config.Mail.Server, a.Config.Mail.TLS, a.Config.Mail.User, a.Config.Mail.Password
	}
	s := &mail.Sender{Addr: m.Server, Helo: a.Config.SMTP.Domain, TLS: mail.TLSMode(m.TLS), User: m.User, Password: mail.NewSecret(m.Password), Timeout: 15 * time.Second, Now: a.Store.Now}
	reply, err := s.Send(ctx, mail.Outgoing{MessageID: a.Cases.NewMessageID(), From: mail.Address{Email: from}, To: []mail.Address{{Email: to}},
		Subject: locale.T(l, "app.test_letter_subject"), Text: locale.T(l, "app.test_letter"), EnvelopeFrom: from})
	if said, ok := errors.AsType[mail.Reply](err); ok {
		reply = said
	}
	if reply.Code == 0 {
		return "", err
	}
	return reply.Error(), err
}

// saveMail writes the mail server, and the address under which the program is
// reached, into the settings file of the data directory: nobody else reads it.
func (a *App) saveMail(m desk.SetupMail) error {
	if fixed := a.mailFixed(); fixed != "" {
		return fault.New(fault.Conflict, "app.mail_fixed", fixed)
	}
	c := a.Config
	c.Mail = MailOut{Server: m.Server, TLS: m.TLS, User: m.User, Password: m.Password}
	if m.URL != "" {
		c.URL = m.URL
	}
	if err := c.Check(); err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s\n", setupMark, locale.T(locale.VI, "app.settings_written"))
	if a.Config.origin["url"] == "" && m.URL != "" {
		fmt.Fprintf(&b, "url = %s\n", tomlText(m.URL))
	}
	if m.Server != "" {
		fmt.Fprintf(&b, "\n[mail]\nserver = %s\ntls = %s\nuser = %s\npassword = %s\n", tomlText(m.Server), tomlText(m.TLS), tomlText(m.User), tomlText(m.Password))
	}
	if err := writeWhole(a.settingsFile(), []byte(b.String())); err != nil {
		return directoryTrouble(a.Config.Data, err)
	}
	if o := a.Config.origin["url"]; o != "" {
		c.URL = a.Config.URL
	}
	a.Config = c
	return nil
}

// tomlText writes a basic string of TOML.
func tomlText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, "\\u%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	return `"` + b.String() + `"`
}

// writeWhole writes a file that is there whole or not at all, for its owner
// alone.
func writeWhole(file string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".congbo-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// emptyDirectory reports whether a directory is there and has nothing in it.
func emptyDirectory(dir string) bool {
	list, err := os.ReadDir(dir)
	return err == nil && len(list) == 0
}

// setupURL is the address at which the set-up begins.
func (a *App) setupURL(code string) string { return a.base() + desk.PathSetup + "?code=" + code }
