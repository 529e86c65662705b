package accounts_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// ASVS 7.4: after every change of what proves or allows, every token from
// before it is void; where the person goes on, it is with a new one.
func TestSessionsEndWithChanges(t *testing.T) {
	changes := map[string]struct {
		change func(ctx context.Context, w *world, id people.PersonID, token string) (fresh string, err error)
		others bool // the session of token itself goes on
	}{
		"sign out everywhere else": {func(ctx context.Context, w *world, id people.PersonID, token string) (string, error) {
			who, err := w.Resume(ctx, token)
			if err != nil {
				return "", err
			}
			return "", w.EndOtherSessions(ctx, who)
		}, true},
		"password changed": {func(ctx context.Context, w *world, id people.PersonID, token string) (string, error) {
			t, err := w.ChangePassword(ctx, visitor, token, password, "sông sâu sóng cả chớ ngã tay chèo")
			return t.Token, err
		}, false},
		"password reset": {func(ctx context.Context, w *world, id people.PersonID, token string) (string, error) {
			if err := w.RequestReset(ctx, visitor, w.actor(id).Email); err != nil {
				return "", err
			}
			return "", w.ResetPassword(ctx, w.link(w.actor(id).Email), "sông sâu sóng cả chớ ngã tay chèo")
		}, false},
		"second factor set": {func(ctx context.Context, w *world, id people.PersonID, token string) (string, error) {
			if err := w.BeginSecondFactor(ctx, token); err != nil {
				return "", err
			}
			ticket, _ := w.enrol(token)
			return ticket.Token, nil
		}, false},
		"second factor removed": {func(ctx context.Context, w *world, id people.PersonID, token string) (string, error) {
			return "", w.RemoveSecondFactor(ctx, w.admin, id)
		}, false},
		"appointed": {func(ctx context.Context, w *world, id people.PersonID, token string) (string, error) {
			_, err := w.Appoint(ctx, w.admin, accounts.AppointInput{Person: id, Role: people.Member, Place: w.institution()})
			return "", err
		}, false},
		"appointment ended": {func(ctx context.Context, w *world, id people.PersonID, token string) (string, error) {
			return "", w.EndAppointment(ctx, w.admin, w.actorAppointment(id))
		}, false},
		"disabled": {func(ctx context.Context, w *world, id people.PersonID, token string) (string, error) {
			return "", w.Disable(ctx, w.admin, id)
		}, false},
		"disabled and enabled": {func(ctx context.Context, w *world, id people.PersonID, token string) (string, error) {
			if err := w.Disable(ctx, w.admin, id); err != nil {
				return "", err
			}
			return "", w.Enable(ctx, w.admin, id)
		}, false},
		"another address": {func(ctx context.Context, w *world, id people.PersonID, token string) (string, error) {
			p, err := w.Profile(ctx, w.admin, id)
			if err != nil {
				return "", err
			}
			_, err = w.SavePerson(ctx, w.admin, id, p.Version, accounts.PersonInput{Name: p.Name, Email: "an.tv@st.example.vn"})
			return "", err
		}, false},
		"ended by an administrator": {func(ctx context.Context, w *world, id people.PersonID, token string) (string, error) {
			return "", w.EndSessionsOf(ctx, w.admin, id)
		}, false},
	}
	each(t, func(t *testing.T, w *world) {
		ctx, n := t.Context(), 0
		for name, c := range changes {
			n++
			email := fmt.Sprintf("an%d@st.example.vn", n)
			id := w.person("Trần Văn An", email, w.faculty, people.Contributor)
			elsewhere, here := w.in(email), w.in(email)
			fresh, err := c.change(ctx, w, id, here)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if _, err := w.Resume(ctx, elsewhere); err != accounts.ErrSignedOut {
				t.Errorf("%s: the other session: %v", name, err)
			}
			if _, err := w.Resume(ctx, here); c.others != (err == nil) {
				t.Errorf("%s: this session: %v", name, err)
			}
			if fresh != "" {
				if _, err := w.Resume(ctx, fresh); err != nil {
					t.Errorf("%s: the new token: %v", name, err)
				}
			}
		}
	})
}

func (w *world) actorAppointment(id people.PersonID) int64 {
	w.t.Helper()
	p, err := w.Profile(w.t.Context(), w.admin, id)
	if err != nil || len(p.Appointments) == 0 {
		w.t.Fatal(p, err)
	}
	return p.Appointments[0].ID
}

// ASVS 7.3: a session ends when it is not used, sooner for those who approve,
// and after half a day however busy.
func TestSessionLimits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.person("Chuyên Viên", "cv@st.example.vn", 0, people.Webmaster)
		w.person("Trưởng Ban", "head@st.example.vn", 0, people.Head)
		webmaster, head := w.in("cv@st.example.vn"), w.in("head@st.example.vn")
		resume := func(what, token, want string) {
			t.Helper()
			_, err := w.Resume(ctx, token)
			w.want(what, err, want)
		}
		w.clock.Pass(29 * time.Minute)
		resume("head after 29 minutes", head, "")
		w.clock.Pass(30 * time.Minute)
		resume("head after 30 minutes more", head, "accounts.signed_out")
		resume("webmaster after an hour", webmaster, "")
		for range 11 {
			w.clock.Pass(59 * time.Minute)
			resume("webmaster, busy", webmaster, "")
		}
		w.clock.Pass(59 * time.Minute)
		resume("webmaster after half a day", webmaster, "accounts.signed_out")
		token := w.in("cv@st.example.vn")
		w.clock.Pass(8 * time.Hour)
		resume("webmaster, idle", token, "accounts.signed_out")
		if err := w.Clean(ctx); err != nil {
			t.Fatal(err)
		}
	})
}

// ASVS 7.1.2, 7.5.2: at most five sessions; their owner sees and ends them.
func TestOwnSessions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.person("Trần Văn An", "an@st.example.vn", 0)
		w.person("Người Khác", "khac@st.example.vn", 0)
		var tokens []string
		for range 7 {
			w.clock.Pass(time.Second)
			tokens = append(tokens, w.in("an@st.example.vn"))
		}
		for i, token := range tokens {
			if _, err := w.Resume(ctx, token); (i >= 2) != (err == nil) {
				t.Errorf("session %d: %v", i, err)
			}
		}
		who, err := w.Resume(ctx, tokens[6])
		if err != nil {
			t.Fatal(err)
		}
		list, err := w.Sessions(ctx, who)
		if err != nil || len(list) != 5 || !list[0].Current || list[0].ID != who.Session || list[0].Device != (accounts.Device{Browser: "Firefox", System: "Linux"}) || list[0].Address != visitor.Address {
			t.Fatalf("%+v, %v", list, err)
		}
		stranger, err := w.Resume(ctx, w.in("khac@st.example.vn"))
		if err != nil {
			t.Fatal(err)
		}
		w.want("somebody else's session", w.EndSession(ctx, stranger, list[1].ID), "fault.not_found")
		w.want("one's own", w.EndSession(ctx, who, list[1].ID), "")
		w.want("once more", w.EndSession(ctx, who, list[1].ID), "fault.not_found")
		if _, err := w.Resume(ctx, tokens[5]); err != accounts.ErrSignedOut {
			t.Errorf("ended: %v", err)
		}
		w.want("sign out", w.SignOut(ctx, tokens[6]), "")
		if _, err := w.Resume(ctx, tokens[6]); err != accounts.ErrSignedOut {
			t.Errorf("signed out: %v", err)
		}
		w.want("sign out again", w.SignOut(ctx, tokens[6]), "")
	})
}

func TestChangeLanguage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.person("Trần Văn An", "an@st.example.vn", 0)
		token := w.in("an@st.example.vn")
		who, err := w.Resume(ctx, token)
		if err != nil {
			t.Fatal(err)
		}
		w.want("change", w.ChangeLanguage(ctx, who, "en"), "")
		if who, err = w.Resume(ctx, token); err != nil || who.Lang != locale.EN {
			t.Errorf("%+v, %v", who, err)
		}
	})
}
