package accounts_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/people"
	"congbo/internal/store"
)

const another = "sông sâu sóng cả chớ ngã tay chèo"

// ASVS 6.4.1: an invitation opens the account once, within three days; looking
// at its page does nothing.
func TestInvitation(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		p, err := w.AddPerson(ctx, w.admin, accounts.PersonInput{Name: "Tống Diễm Khuê", Email: "Dung@ST.example.vn", Unit: w.faculty}, true)
		if err != nil {
			t.Fatal(err)
		}
		w.appoint(p.ID, people.Head, w.institution())
		first := w.link("dung@st.example.vn")
		l := w.letters("dung@st.example.vn")[0]
		if l.Template != accounts.LetterInvitation || l.Data["by"] != "Quản Trị" || l.Data["due"] != "2026-11-23T01:00:00Z" || !strings.HasSuffix(l.MessageID, "@st.example.vn") ||
			l.Data["desk-path"] != "/desk/invitation/"+first {
			t.Errorf("%+v", l)
		}
		for range 3 {
			got, err := w.Opened(ctx, accounts.Invitation, first)
			if err != nil || got.ID != p.ID {
				t.Fatalf("%+v, %v", got, err)
			}
		}
		_, err = w.Opened(ctx, accounts.Reset, first)
		w.want("for another purpose", err, "accounts.link_void")
		if err := w.Invite(ctx, w.admin, p.ID); err != nil {
			t.Fatal(err)
		}
		_, err = w.AcceptInvitation(ctx, visitor, first, password)
		w.want("the link before", err, "accounts.link_void")
		link := w.link("dung@st.example.vn")
		_, err = w.AcceptInvitation(ctx, visitor, link, "ngắn")
		w.want("a short password", err, "accounts.password_short")
		_, err = w.AcceptInvitation(ctx, visitor, link, "TongDiemKhue@2026")
		w.want("one's own name", err, "accounts.password_own")
		ticket, err := w.AcceptInvitation(ctx, visitor, link, password)
		if err != nil || ticket.Stage != accounts.StageEnrol {
			t.Fatalf("%+v, %v", ticket, err)
		}
		_, err = w.AcceptInvitation(ctx, visitor, link, another)
		w.want("used again", err, "accounts.link_void")
		w.want("invited when in", w.Invite(ctx, w.admin, p.ID), "accounts.not_invited")
		if in, _ := w.enrol(ticket.Token); in.Stage != accounts.Done {
			t.Errorf("%+v", in)
		}

		_, err = w.AddPerson(ctx, w.admin, accounts.PersonInput{Name: "Người Chậm", Email: "cham@st.example.vn"}, true)
		if err != nil {
			t.Fatal(err)
		}
		old := w.link("cham@st.example.vn")
		w.clock.Pass(72 * time.Hour)
		_, err = w.AcceptInvitation(ctx, visitor, old, password)
		w.want("after three days", err, "accounts.link_void")
		w.want("asks by the other form", w.RequestReset(ctx, visitor, "cham@st.example.vn"), "")
		_, err = w.AcceptInvitation(ctx, visitor, w.link("cham@st.example.vn"), password)
		w.want("with a new link", err, "")
	})
}

// ASVS 6.4.3: a link to a new password holds twenty minutes, works once, and
// leaves the second factor as it was. Nobody learns which addresses exist.
func TestReset(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.person("Trưởng Ban", "head@st.example.vn", 0, people.Head)
		w.in("head@st.example.vn")
		off := w.person("Người Khóa", "khoa@st.example.vn", 0)
		if err := w.Disable(ctx, w.admin, off); err != nil {
			t.Fatal(err)
		}
		for _, email := range []string{"head@st.example.vn", "nobody@st.example.vn", "khoa@st.example.vn"} {
			w.want(email, w.RequestReset(ctx, visitor, email), "")
		}
		w.want("no address", w.RequestReset(ctx, visitor, " "), "accounts.email_missing")
		w.want("what is no address", w.RequestReset(ctx, visitor, "head@st"), "accounts.email_wrong")
		if n := len(w.letters("khoa@st.example.vn")) + len(w.letters("nobody@st.example.vn")); n != 0 {
			t.Errorf("%d letters went to people who cannot come in", n)
		}
		link := w.link("head@st.example.vn")
		_, err := w.AcceptInvitation(ctx, visitor, link, another)
		w.want("as an invitation", err, "accounts.link_void")
		w.clock.Pass(20 * time.Minute)
		w.want("too late", w.ResetPassword(ctx, link, another), "accounts.link_void")
		for range 10 {
			w.want("again", w.RequestReset(ctx, visitor, "head@st.example.vn"), "")
		}
		if n := len(w.letters("head@st.example.vn")); n != 3 {
			t.Errorf("%d letters within an hour, want 3", n)
		}
		link = w.link("head@st.example.vn")
		for range 5 {
			w.SignIn(ctx, visitor, "head@st.example.vn", "sai")
		}
		var set atomic.Int32
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if err := w.ResetPassword(ctx, link, another); err == nil {
					set.Add(1)
				}
			})
		}
		wg.Wait()
		if set.Load() != 1 {
			t.Errorf("the link worked %d times", set.Load())
		}
		_, err = w.SignIn(ctx, visitor, "head@st.example.vn", password)
		w.want("the old password", err, "accounts.wrong")
		ticket, err := w.SignIn(ctx, visitor, "head@st.example.vn", another)
		if err != nil || ticket.Stage != accounts.StageCode {
			t.Errorf("the new password, lock lifted, second factor kept: %+v, %v", ticket, err)
		}
		if l := w.letters("head@st.example.vn")[0]; l.Template != accounts.LetterPassword {
			t.Errorf("the owner was not told: %+v", l)
		}
	})
}

func TestChangePassword(t *testing.T) { // ASVS 6.2.2, 6.2.3
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.person("Trần Văn An", "an@st.example.vn", 0)
		token := w.in("an@st.example.vn")
		change := func(current, password string) error {
			ticket, err := w.ChangePassword(ctx, visitor, token, current, password)
			if err == nil {
				token = ticket.Token
			}
			return err
		}
		w.want("without the present one", change("sai", another), "accounts.wrong_password")
		w.want("the same", change(password, password), "accounts.password_same")
		w.want("a common one", change(password, "Matkhau@123456"), "accounts.password_common")
		w.want("a good one", change(password, another), "")
		w.want("back", change(another, password), "")
		for range 4 {
			w.want("guessing", change("sai", another), "accounts.wrong_password")
		}
		w.want("the fifth guess", change("sai", another), "accounts.locked")
	})
}

// What opens a door is nowhere in the database but in the letter that carries
// it, and the record has nobody's words.
func TestNothingToSteal(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.person("Trưởng Ban", "head@st.example.vn", 0, people.Head)
		first, err := w.SignIn(ctx, visitor, "head@st.example.vn", password)
		if err != nil {
			t.Fatal(err)
		}
		secret := w.secret(first.Token)
		in, recovery := w.enrol(first.Token)
		if err := w.RequestReset(ctx, visitor, "head@st.example.vn"); err != nil {
			t.Fatal(err)
		}
		link := w.link("head@st.example.vn")
		var dump strings.Builder
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			sessions, err := tx.SessionsOf(ctx, id)
			if err != nil {
				return err
			}
			c, err := tx.Credentials(ctx, id)
			if err != nil {
				return err
			}
			for _, v := range []any{sessions, c} {
				data, err := json.Marshal(v)
				if err != nil {
					return err
				}
				dump.Write(data)
			}
			if _, err := tx.Token(ctx, link); err == nil {
				t.Error("the link itself is stored")
			}
			return nil
		})
		for what, s := range map[string]string{"token": in.Token, "key": strings.ReplaceAll(secret, " ", ""), "password": password, "recovery code": strings.ReplaceAll(recovery[0], " ", "")} {
			if strings.Contains(dump.String(), s) {
				t.Errorf("the %s is stored", what)
			}
		}
		for _, e := range w.events() {
			data, _ := json.Marshal(e)
			for _, word := range []string{"@", "Trưởng", "Quản", "203.0"} {
				if strings.Contains(string(data), word) {
					t.Errorf("the record says %s", data)
				}
			}
		}
	})
}

// The operator hands the first administrator a link; nobody else can make one.
func TestHandover(t *testing.T) { // ASVS 6.3.2
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		sys := accounts.SystemActor(w.inst)
		p, err := w.AddPerson(ctx, sys, accounts.PersonInput{Name: "Người Đầu Tiên", Email: "dau@st.example.vn"}, false)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = w.Handover(ctx, w.admin, p.ID)
		w.want("by an administrator", err, "fault.denied")
		path, until, err := w.Handover(ctx, sys, p.ID)
		if err != nil || !until.Equal(w.clock.Now().Add(72*time.Hour)) || len(w.letters("dau@st.example.vn")) != 0 {
			t.Fatal(path, until, err)
		}
		ticket, err := w.AcceptInvitation(ctx, visitor, strings.TrimPrefix(path, "/desk/invitation/"), password)
		if err != nil || ticket.Stage != accounts.Done {
			t.Errorf("%+v, %v", ticket, err)
		}
		if path, _, err = w.Handover(ctx, sys, p.ID); err != nil || !strings.HasPrefix(path, "/desk/reset/") {
			t.Errorf("%s, %v", path, err)
		}
	})
}
