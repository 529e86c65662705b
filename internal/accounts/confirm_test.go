package accounts_test

import (
	"context"
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/people"
	"congbo/internal/store"
)

// A code of the second factor confirms one thing without signing in: it works
// once, wrong ones lock as at sign-in, and neither a recovery code nor somebody
// without a factor gets through.
func TestConfirmCode(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		const email = "head@st.example.vn"
		head := w.person("Trưởng Ban", email, 0, people.Head)
		plain := w.person("Chuyên Viên", "cv@st.example.vn", w.other, people.Staff)
		in, err := w.SignIn(ctx, visitor, email, password)
		if err != nil {
			t.Fatal(err)
		}
		secret := w.secret(in.Token)
		_, recovery := w.enrol(in.Token)
		confirm := func(what string, p people.PersonID, code, want string) {
			t.Helper()
			w.want(what, w.ConfirmCode(ctx, visitor, p, code), want)
		}
		used := totp(secret, w.clock.Now())
		confirm("the code that came in with", head, used, "accounts.wrong_code")
		w.clock.Pass(time.Minute)
		confirm("a fresh one", head, totp(secret, w.clock.Now()), "")
		confirm("once more", head, totp(secret, w.clock.Now()), "accounts.wrong_code")
		confirm("who has no factor", plain, "000000", "fault.denied")
		confirm("a recovery code", head, recovery[0], "accounts.wrong_code")
		confirm("nothing", head, "", "accounts.wrong_code")
		w.clock.Pass(time.Minute)
		confirm("right after wrong ones", head, totp(secret, w.clock.Now()), "") // and the count begins anew

		w.clock.Pass(time.Minute)
		for range accounts.Defaults().Tries - 1 {
			confirm("a wrong code", head, "000000", "accounts.wrong_code")
		}
		confirm("the last try", head, "000000", "accounts.locked")
		confirm("the right one, while locked", head, totp(secret, w.clock.Now()), "accounts.locked")
		if _, err := w.SignIn(ctx, visitor, email, password); err != nil {
			t.Errorf("codes of letters lock signing in: %v", err)
		}
		w.clock.Pass(accounts.Defaults().Lock)
		confirm("after the lock", head, totp(secret, w.clock.Now()), "")

		w.clock.Pass(time.Minute)
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			p, err := tx.Person(ctx, head)
			if err != nil {
				return err
			}
			p.State = store.PersonDisabled
			return tx.SavePerson(ctx, p)
		})
		confirm("who is disabled", head, totp(secret, w.clock.Now()), "fault.denied")
		confirm("who is not there", 99999, "000000", "fault.not_found")
	})
}
