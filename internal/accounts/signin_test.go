package accounts_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/event"
	"congbo/internal/people"
	"congbo/internal/store"
)

func TestSignIn(t *testing.T) { // R-P1
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.person("Trần Văn An", "an@st.example.vn", w.faculty, people.UnitHead)
		token := w.in(" An@ST.example.vn ")
		who, err := w.Resume(ctx, token)
		if err != nil || who.Person != id || who.Name != "Trần Văn An" || who.Institution != w.inst || who.Strong || len(who.Standing.Appointments) != 1 {
			t.Errorf("%+v, %v", who, err)
		}
		if e := w.events()[0]; e.Verb != event.SignedIn || e.Actor != int64(id) {
			t.Errorf("the record says %+v", e)
		}
		// Nothing tells what is wrong (ASVS 6.3.8).
		w.person("Người Nghỉ", "off@st.example.vn", 0)
		off := w.person("Người Khóa", "khoa@st.example.vn", 0)
		if err := w.Disable(ctx, w.admin, off); err != nil {
			t.Fatal(err)
		}
		if _, err := w.AddPerson(ctx, w.admin, accounts.PersonInput{Name: "Người Mời", Email: "moi@st.example.vn"}, true); err != nil {
			t.Fatal(err)
		}
		for _, c := range [][2]string{
			{"an@st.example.vn", password + " "}, {"an@st.example.vn", ""}, {"khoa@st.example.vn", password}, {"moi@st.example.vn", ""},
			{"nobody@st.example.vn", password}, {"", ""}, {"an@st.example.vn'--", password}, {"off@st.example.vn", string(make([]byte, 5000))},
		} {
			ticket, err := w.SignIn(ctx, visitor, c[0], c[1])
			w.want(c[0], err, "accounts.wrong")
			if ticket.Token != "" {
				t.Errorf("%q got a token", c[0])
			}
		}
		for _, bad := range []string{"", "x", token[:len(token)-1], token + "A", string(make([]byte, 10_000))} {
			if _, err := w.Resume(ctx, bad); err != accounts.ErrSignedOut {
				t.Errorf("a forged token: %v", err)
			}
		}
	})
}

// Five wrong passwords lock an account for a quarter of an hour, whether it
// exists or not; the right one does not help meanwhile.
func TestLockout(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.person("Trần Văn An", "an@st.example.vn", 0)
		try := func(email, password string) error {
			_, err := w.SignIn(ctx, visitor, email, password)
			return err
		}
		for _, email := range []string{"an@st.example.vn", "nobody@st.example.vn"} {
			for range 4 {
				w.want(email, try(email, "sai mật khẩu rồi"), "accounts.wrong")
			}
			w.want("the fifth "+email, try(email, "sai mật khẩu rồi"), "accounts.locked")
			w.want("while locked "+email, try(email, password), "accounts.locked")
		}
		if e := w.events()[0]; e.Verb != event.SignInFailed || e.Subject != fmt.Sprintf("person:%d", id) {
			t.Errorf("the record says %+v", e)
		}
		w.clock.Pass(15*time.Minute - time.Second)
		w.want("a second before", try("an@st.example.vn", password), "accounts.locked")
		w.clock.Pass(time.Second)
		w.want("after the lock", try("an@st.example.vn", password), "")
		// Success forgets the failures before it, and so does time.
		for range 3 {
			for range 4 {
				w.want("wrong", try("an@st.example.vn", "sai"), "accounts.wrong")
			}
			w.want("right", try("an@st.example.vn", password), "")
		}
		for range 3 {
			for range 4 {
				w.want("wrong", try("an@st.example.vn", "sai"), "accounts.wrong")
			}
			w.clock.Pass(16 * time.Minute)
		}
		w.want("right at the fifth try", func() error {
			for range 4 {
				try("an@st.example.vn", "sai")
			}
			return try("an@st.example.vn", password)
		}(), "")
	})
}

// Any number of guesses at once are no more than the same number one by one.
func TestLockoutParallel(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.person("Trần Văn An", "an@st.example.vn", 0)
		var judged atomic.Int32
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				_, err := w.SignIn(t.Context(), visitor, "an@st.example.vn", "sai mật khẩu rồi")
				if key(err) == "accounts.wrong" {
					judged.Add(1)
				} else if key(err) != "accounts.locked" {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := judged.Load(); n > 4 { // the fifth one is told of the lock
			t.Errorf("%d guesses were judged", n)
		}
	})
}

// Guessing at many accounts locks the address it comes from; an IPv6 network
// is one address; other addresses are not disturbed, and success counts not.
func TestAddressRate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.person("Trần Văn An", "an@st.example.vn", 0)
		for i := range 30 {
			v := accounts.Visitor{Address: "2001:db8::" + string(rune('a'+i%6))}
			_, err := w.SignIn(ctx, v, "an@st.example.vn", password)
			w.want("right", err, "")
		}
		for i := range 10 {
			v := accounts.Visitor{Address: "2001:db8::" + string(rune('a'+i%6))}
			_, err := w.SignIn(ctx, v, string(rune('a'+i))+"@x.vn", "sai")
			w.want("wrong", err, "accounts.wrong")
		}
		_, err := w.SignIn(ctx, accounts.Visitor{Address: "2001:db8::ffff"}, "an@st.example.vn", password)
		w.want("from the same network", err, "accounts.locked")
		for _, elsewhere := range []string{"2001:db8:0:1::a", "203.0.113.9", "::ffff:203.0.113.9", ""} {
			_, err := w.SignIn(ctx, accounts.Visitor{Address: elsewhere}, "an@st.example.vn", password)
			w.want("from "+elsewhere, err, "")
		}
	}, func(c *accounts.Config) { c.AddressTries = 10 })
}

// A second factor is asked of those who approve or administer; what it takes
// to come in with it.
func TestSecondFactor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.person("Trưởng Ban", "head@st.example.vn", 0, people.Head)
		first, err := w.SignIn(ctx, visitor, "head@st.example.vn", password)
		if err != nil || first.Stage != accounts.StageEnrol {
			t.Fatalf("%+v, %v", first, err)
		}
		_, err = w.Resume(ctx, first.Token)
		w.want("half in", err, "accounts.unfinished")
		if stage, who, err := w.Pending(ctx, first.Token); stage != accounts.StageEnrol || who.Name != "Trưởng Ban" || len(who.Standing.Appointments) != 0 || err != nil {
			t.Errorf("%q, %+v, %v", stage, who, err)
		}
		_, _, err = w.SetSecondFactor(ctx, visitor, first.Token, "", "000000")
		w.want("a wrong code", err, "accounts.wrong_code")
		secret := w.secret(first.Token)
		in, recovery := w.enrol(first.Token)
		if _, err := w.Resume(ctx, first.Token); err != accounts.ErrSignedOut {
			t.Errorf("the token before: %v", err)
		}
		if who, err := w.Resume(ctx, in.Token); err != nil || !who.Strong {
			t.Errorf("%+v, %v", who, err)
		}
		if len(recovery) != 10 {
			t.Errorf("%d recovery codes", len(recovery))
		}
		half := func() string {
			t.Helper()
			ticket, err := w.SignIn(ctx, visitor, "head@st.example.vn", password)
			if err != nil || ticket.Stage != accounts.StageCode {
				t.Fatalf("%+v, %v", ticket, err)
			}
			return ticket.Token
		}
		give := func(token, code string) error { _, err := w.GiveCode(ctx, visitor, token, code); return err }
		h := half()
		w.want("the code that enrolled", give(h, totp(secret, w.clock.Now())), "accounts.wrong_code")
		w.clock.Pass(30 * time.Second)
		code := totp(secret, w.clock.Now())
		w.want("the next code", give(h, code), "")
		w.want("the same session again", give(h, code), "accounts.signed_out")
		w.want("the same code again", give(half(), code), "accounts.wrong_code")
		w.want("a recovery code", give(half(), recovery[3]), "")
		w.want("used again", give(half(), recovery[3]), "accounts.wrong_code")
		w.want("another one, as people type it", give(half(), "  "+recovery[4][:4]+"-"+recovery[4][5:]), "")
		w.clock.Pass(30 * time.Second)
		h = half()
		for range 4 {
			w.want("guessing", give(h, "123456"), "accounts.wrong_code")
		}
		w.want("the fifth guess", give(h, "123456"), "accounts.locked")
		w.want("the right one while locked", give(half(), totp(secret, w.clock.Now())), "accounts.locked")
		// A half session does not last.
		h = half()
		w.clock.Pass(20 * time.Minute)
		w.want("too late", give(h, totp(secret, w.clock.Now())), "accounts.signed_out")
		// With a password alone there is no other second factor to be had.
		h = half()
		w.want("begin anew", w.BeginSecondFactor(ctx, h), "accounts.unfinished")
		_, err = w.ChangePassword(ctx, visitor, h, password, "sông sâu sóng cả chớ ngã tay chèo")
		w.want("change the password", err, "accounts.unfinished")
		_, err = w.Enrolment(ctx, h)
		w.want("see the key", err, "accounts.no_enrolment")
	})
}

// ASVS 6.5.1: fifty who show the same code at once, one comes in.
func TestCodeParallel(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.person("Trưởng Ban", "head@st.example.vn", 0, people.Head)
		first, err := w.SignIn(ctx, visitor, "head@st.example.vn", password)
		if err != nil {
			t.Fatal(err)
		}
		secret := w.secret(first.Token)
		w.enrol(first.Token)
		w.clock.Pass(30 * time.Second)
		code := totp(secret, w.clock.Now())
		var halves []string
		for range 50 {
			ticket, err := w.SignIn(ctx, visitor, "head@st.example.vn", password)
			if err != nil {
				t.Fatal(err)
			}
			halves = append(halves, ticket.Token)
		}
		var in atomic.Int32
		var wg sync.WaitGroup
		for _, h := range halves {
			wg.Go(func() {
				ticket, err := w.GiveCode(ctx, visitor, h, code)
				if err != nil {
					return
				}
				if _, err := w.Resume(ctx, ticket.Token); err == nil {
					in.Add(1)
				}
			})
		}
		wg.Wait()
		if in.Load() != 1 {
			t.Errorf("%d came in", in.Load())
		}
	}, func(c *accounts.Config) { c.Sessions, c.Tries = 200, 1000 })
}

// A role that needs a second factor, given or lent while a session is open,
// leaves that session without authority until there is one.
func TestSecondFactorFollowsAuthority(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		head := w.person("Trưởng Ban", "head@st.example.vn", 0, people.Head)
		vice := w.person("Chuyên Viên", "cv@st.example.vn", 0, people.Webmaster)
		token := w.in("cv@st.example.vn")
		_, err := w.Delegate(ctx, w.actor(head), accounts.DelegateInput{
			To: vice, Place: w.institution(), Start: w.clock.Now().Add(time.Minute), End: w.clock.Now().Add(10 * time.Minute), Paper: "Giấy ủy quyền số 5",
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Resume(ctx, token); err != nil {
			t.Errorf("before it begins: %v", err)
		}
		w.clock.Pass(2 * time.Minute)
		_, err = w.Resume(ctx, token)
		w.want("while it holds", err, "accounts.unfinished")
		w.clock.Pass(10 * time.Minute)
		if _, err := w.Resume(ctx, token); err != nil {
			t.Errorf("after its end: %v", err)
		}
	})
}

// A demonstration, and nothing else, lets anybody in as anybody.
func TestSignInDemo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.SignInDemo(t.Context(), visitor, w.admin.Person)
		w.want("no demonstration", err, "accounts.no_demo")
	})
	each(t, func(t *testing.T, w *world) {
		ticket, err := w.SignInDemo(t.Context(), visitor, w.admin.Person)
		if err != nil || ticket.Stage != accounts.Done {
			t.Fatalf("%+v, %v", ticket, err)
		}
		if _, err := w.Resume(t.Context(), ticket.Token); err != nil {
			t.Error(err)
		}
	}, func(c *accounts.Config) { c.Demo = true })
}

// A hash of an older cost is made anew when its password is shown.
func TestRehash(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.person("Trần Văn An", "an@st.example.vn", 0)
		hash := func() (h string) {
			w.tx(func(ctx context.Context, tx *store.Tx) error {
				c, err := tx.Credentials(ctx, id)
				h = c.Password
				return err
			})
			return h
		}
		before := hash()
		c := w.Config
		c.Cost.Time++
		dearer, err := accounts.New(w.s, c, []byte("a key of thirty-two bytes or more"))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := dearer.SignIn(ctx, visitor, "an@st.example.vn", password); err != nil {
				t.Fatal(err)
			}
		}
		after := hash()
		if after == before {
			t.Error("the hash is the old one")
		}
		if _, err := dearer.SignIn(ctx, visitor, "an@st.example.vn", password); err != nil || hash() != after {
			t.Errorf("made anew again: %v", err)
		}
	})
}
