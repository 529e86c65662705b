package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congbo/internal/accounts"
	"congbo/internal/desk"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/sites"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// bare is a program in which nothing has been made, on both databases.
func bare(t *testing.T, fn func(t *testing.T, a *App)) {
	for name, db := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": storetest.PostgresBare} {
		t.Run(name, func(t *testing.T) {
			c := Default()
			c.Data, c.Database = t.TempDir(), db(t)
			a, err := Open(t.Context(), c, slog.New(slog.DiscardHandler), Options{Clock: storetest.At("2026-11-20 08:00").Now, InProcess: true, Existing: true, SetUp: true})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { a.Close() })
			a.Accounts.Config.Cost = accounts.Cost{Time: 1, Memory: 64, Threads: 1}
			fn(t, a)
		})
	}
}

var plan = sites.Plan{Preset: "so-nganh", Name: locale.Text{VI: "Sở Công Thương Hạ Lưu", EN: "Ha Luu DOIT"}, Short: "SCT", Domain: "sct.example.vn",
	Sites: map[string]sites.PlannedSite{"vi": {Name: "Trang tin Sở", Host: "sct.example.vn"}}, Week: map[string]string{"mon": "08:00-12:00"},
	People: [][]string{{"Lương Thị Thu", "thu@sct.example.vn", "", "", "", "VP", "secretariat", "", "", "", "", ""}}, Invite: true,
	AdminName: "Mai Quản Trị", AdminEmail: "quan-tri@sct.example.vn"}

const setupPassword = "bốn con cò trắng ngoài ruộng"

// F-N6: the first institution is made whole or not at all, and once.
func TestSetUp(t *testing.T) {
	bare(t, func(t *testing.T, a *App) {
		ctx := t.Context()
		count := func() (n int) {
			if err := a.Store.View(ctx, func(tx *store.Tx) error {
				all, err := tx.Institutions(ctx)
				n = len(all)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if r, err := a.SetUp(ctx, plan, "", false); err != nil || r.Count(accounts.Added) != 1 || count() != 0 {
			t.Errorf("tried: %+v, %v", r, err)
		}
		wrong := plan
		wrong.People = append([][]string{{"An", "an@sct.example.vn", "", "", "", "Khoa nào", "", "", "", "", "", ""}}, plan.People...)
		if r, err := a.SetUp(ctx, wrong, setupPassword, true); err != nil || r.Done || count() != 0 {
			t.Errorf("with a wrong row: %+v, %v", r, err)
		}
		if _, err := a.SetUp(ctx, plan, "sct", true); !fault.Is(err, fault.Invalid) || count() != 0 {
			t.Errorf("with a weak password: %v", err)
		}
		if r, err := a.SetUp(ctx, plan, setupPassword, true); err != nil || !r.Done || count() != 1 {
			t.Fatalf("done: %+v, %v", r, err)
		}
		if _, err := a.SetUp(ctx, plan, setupPassword, true); !fault.Is(err, fault.Conflict) || count() != 1 {
			t.Errorf("again: %v", err)
		}
		id, err := a.Institution(ctx)
		if err != nil {
			t.Fatal(err)
		}
		now := a.Sites.Directory.Now()
		if s := now.SitesOf(id)[0]; s.Name != "Trang tin Sở" || len(s.Hosts) != 1 || len(now.Calendar(id, 0).Week()[1]) != 1 || len(now.Calendar(id, 0).Week()[2]) != 0 {
			t.Errorf("%+v", s)
		}
		in, err := a.Accounts.SignIn(ctx, accounts.Visitor{Address: "192.0.2.1"}, plan.AdminEmail, setupPassword)
		if err != nil || in.Stage == accounts.StagePassword {
			t.Errorf("the administrator comes in: %+v, %v", in, err)
		}
		if v, err := a.Verify(ctx); err != nil || !v.OK() {
			t.Errorf("the record: %+v, %v", v, err)
		}
	})
}

// The pages need the code, which lets one browser in; they resist other
// websites, keep what was entered over a restart, and are gone afterwards.
func TestSetUpPages(t *testing.T) {
	bare(t, func(t *testing.T, a *App) {
		var h http.Handler
		open := func() {
			h = a.settingUp("AAAA-BBBB-CCCC", func() error {
				if err := a.assemble(context.Background(), a.options); err != nil {
					return err
				}
				h = a.Handler()
				return nil
			})
		}
		open()
		ask := func(method, path, cookie string, form url.Values, header ...string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for i := 0; i+1 < len(header); i += 2 {
				r.Header.Set(header[i], header[i+1])
			}
			if cookie != "" {
				r.AddCookie(&http.Cookie{Name: "congbo_setup", Value: cookie})
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			return w
		}
		enter := func(code string) (string, int) {
			w := ask("POST", desk.PathSetup, "", url.Values{"code": {code}})
			for _, c := range w.Result().Cookies() {
				if c.Name == "congbo_setup" {
					return c.Value, w.Code
				}
			}
			return "", w.Code
		}
		if w := ask("POST", desk.PathSetup+"/preset", "guessed", url.Values{"preset": {"so-nganh"}}); w.Code != http.StatusForbidden {
			t.Errorf("without the code: %d", w.Code)
		}
		if w := ask("GET", desk.PathSetup+"?code=AAAA-BBBB-CCCC", "", nil); len(w.Result().Cookies()) != 0 {
			t.Error("a GET lets in")
		}
		if token, code := enter("AAAA-BBBB-DDDD"); token != "" || code != http.StatusUnprocessableEntity {
			t.Errorf("a wrong code: %d", code)
		}
		token, _ := enter("aaaa bbbb cccc")
		if other, _ := enter("AAAA-BBBB-CCCC"); token == "" || other != "" {
			t.Fatal("the code works once")
		}
		if w := ask("POST", desk.PathSetup+"/preset", token, url.Values{"preset": {"so-nganh"}}, "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusForbidden {
			t.Errorf("from another website: %d", w.Code)
		}
		for step, form := range map[string]url.Values{"preset": {"preset": {"so-nganh"}}} {
			if w := ask("POST", desk.PathSetup+"/"+step, token, form); w.Code != http.StatusSeeOther {
				t.Fatalf("%s: %d", step, w.Code)
			}
		}
		open() // the program was started again
		if w := ask("GET", desk.PathSetup+"/names", token, nil); w.Code != http.StatusSeeOther {
			t.Errorf("the code before a restart still lets in: %d", w.Code)
		}
		token, _ = enter("AAAA-BBBB-CCCC")
		if w := ask("GET", desk.PathSetup, token, nil); w.Header().Get("Location") != desk.PathSetup+"/names" {
			t.Errorf("goes on at %s", w.Header().Get("Location"))
		}
		for _, s := range []struct {
			step string
			form url.Values
		}{{"names", url.Values{"name_vi": {"Sở Công Thương"}, "name_en": {"DOIT"}, "short": {"SCT"}, "domain": {"sct.example.vn"}}},
			{"sites", url.Values{"name.vi": {"Trang tin"}, "url": {"https://tin.sct.example.vn"}}}, {"people", url.Values{"next": {"1"}}}, {"hours", url.Values{"mon": {"08:00-12:00"}}},
			{"mail", url.Values{"server": {"mail.sct.example.vn:587"}, "tls": {"starttls"}, "user": {"congbo"}, "password": {`bí "mật"\`}, "do": {"save"}}}} {
			if w := ask("POST", desk.PathSetup+"/"+s.step, token, s.form); w.Code != http.StatusSeeOther {
				t.Fatalf("%s: %d", s.step, w.Code)
			}
		}
		file := filepath.Join(a.Config.Data, "congbo.toml")
		c, err := Load(file, nil)
		if err != nil || c.Mail.Password != `bí "mật"\` || c.URL != "https://tin.sct.example.vn" {
			t.Errorf("settings: %+v, %v", c.Mail, err)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the settings file: %v %v", info.Mode(), err)
		}
		if page := ask("GET", desk.PathSetup+"/mail", token, nil).Body.String(); strings.Contains(page, "bí ") {
			t.Error("the page gives the password back")
		}
		if page := ask("GET", desk.PathSetup+"/finish", token, nil).Body.String(); !strings.Contains(page, "lần đăng nhập đầu tiên dẫn ngay đến trang thiết lập mã") {
			t.Error("the last page does not say that a second factor comes next")
		}
		last := url.Values{"name": {"Mai"}, "email": {"mai@sct.example.vn"}, "password": {setupPassword}, "again": {setupPassword}}
		if w := ask("POST", desk.PathSetup+"/finish", token, last); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/desk/sign-in") {
			t.Fatalf("finish: %d %s", w.Code, w.Header().Get("Location"))
		}
		for _, w := range []*httptest.ResponseRecorder{ask("GET", desk.PathSetup, token, nil), ask("POST", desk.PathSetup+"/finish", token, last), ask("POST", desk.PathSetup, "", url.Values{"code": {"AAAA-BBBB-CCCC"}})} {
			if w.Code != http.StatusNotFound {
				t.Errorf("afterwards: %d", w.Code)
			}
		}
	})
}
