package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"congbo/internal/accounts"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// Over HTTPS the session's cookie is bound to the host and never travels in the
// clear (RFC 6265bis 4.1.3.2); over HTTP, which cannot have that, it has no
// such name. Either way no script reads it, and the public form of the same
// host knows who is signed in and asks for no address.
func TestSessionOfAHost(t *testing.T) {
	for _, c := range []struct {
		url, name string
		secure    bool
	}{{"https://st.example", "__Host-congbo_desk", true}, {"http://st.example", "congbo_desk", false}} {
		t.Run(c.url, func(t *testing.T) {
			t.Parallel()
			h := hostHouse(t, c.url)
			const password = "ngựa tía ăn cỏ khô"
			if err := h.Accounts.SetPassword(t.Context(), accounts.SystemActor(1), 1, password); err != nil {
				t.Fatal(err)
			}
			ask := func(method, path string, form url.Values, cookies ...*http.Cookie) *http.Response {
				r := httptest.NewRequest(method, c.url+path, strings.NewReader(form.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				for _, k := range cookies {
					r.AddCookie(k)
				}
				w := httptest.NewRecorder()
				h.Handler().ServeHTTP(w, r)
				return w.Result()
			}
			in := ask(http.MethodPost, "/desk/sign-in", url.Values{"email": {"lan@st.example"}, "password": {password}})
			if in.StatusCode != http.StatusSeeOther || len(in.Cookies()) != 1 {
				t.Fatalf("signing in: %d %v", in.StatusCode, in.Cookies())
			}
			k := in.Cookies()[0]
			if k.Name != c.name || k.Secure != c.secure || !k.HttpOnly || k.Path != "/" || k.SameSite != http.SameSiteLaxMode || k.Domain != "" {
				t.Errorf("cookie: %s", k)
			}

			const form = "/w/songtien/yeu-cau"
			asked := func(cookies ...*http.Cookie) string { return body(t, ask(http.MethodGet, form, nil, cookies...)) }
			if page := asked(k); !strings.Contains(page, "Võ Thị Lan") || !strings.Contains(page, "lan@st.example") || strings.Contains(page, `name="email"`) {
				t.Errorf("the form does not know who is signed in:\n%s", page)
			}
			other := *k // the name that the other way of reaching the host has
			if other.Name = "congbo_desk"; !c.secure {
				other.Name = "__Host-congbo_desk"
			}
			for what, page := range map[string]string{"nobody": asked(), "a cookie of another name": asked(&other)} {
				if strings.Contains(page, "Võ Thị Lan") || !strings.Contains(page, `name="email"`) {
					t.Errorf("%s is known to the form", what)
				}
			}
			out := ask(http.MethodPost, "/desk/sign-out", nil, k)
			for _, gone := range out.Cookies() {
				if gone.Name == k.Name && (gone.MaxAge >= 0 || gone.Path != "/" || gone.Secure != c.secure) {
					t.Errorf("signing out leaves %s", gone)
				}
			}
			if page := asked(k); strings.Contains(page, "Võ Thị Lan") {
				t.Error("the form knows who has signed out")
			}
		})
	}
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	var b strings.Builder
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// hostHouse is a program reached at an address, with a site and one person.
func hostHouse(t *testing.T, address string) *App {
	t.Helper()
	c := Default()
	c.Data, c.URL = t.TempDir(), address
	clock := storetest.At("2026-08-28 14:30")
	a, err := Open(t.Context(), c, slog.New(slog.DiscardHandler), Options{Clock: clock.Now, Sender: sink{}, InProcess: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	err = a.Store.Tx(t.Context(), func(tx *store.Tx) error {
		return found(t.Context(), tx)
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func found(ctx context.Context, tx *store.Tx) error {
	in := store.Institution{Preset: "truong-dai-hoc", Name: locale.Text{VI: "Trường Đại học Sông Tiền"}}
	if err := tx.AddInstitution(ctx, &in); err != nil {
		return err
	}
	site := store.Site{Institution: in.ID, Label: "songtien", Lang: locale.VI, Name: "Trường Đại học Sông Tiền", Theme: "truong-dai-hoc", Active: true}
	if err := tx.AddSite(ctx, &site); err != nil {
		return err
	}
	preset, _ := procfile.Named("dang-tin-cap-truong")
	if err := tx.AddProcedure(ctx, &store.ProcedureVersion{Institution: in.ID, Key: preset.ID, Text: string(preset.Text), State: "in-force", InForceFrom: tx.Now()}); err != nil {
		return err
	}
	box := store.Mailbox{Institution: in.ID, Site: site.ID, Address: "tin@st.example", Name: locale.Text{VI: "Phòng Truyền thông"}, Procedure: preset.ID, Prefix: "PTT", Main: true, Active: true}
	if err := tx.AddMailbox(ctx, &box); err != nil {
		return err
	}
	p := store.Person{Institution: in.ID, Name: "Võ Thị Lan", Email: "lan@st.example", Lang: locale.VI, State: store.PersonActive}
	if err := tx.AddPerson(ctx, &p); err != nil {
		return err
	}
	return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: people.Staff, Place: people.Place{Kind: people.Institution, ID: in.ID}, From: tx.Now()}})
}
