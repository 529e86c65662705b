package desk_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// Every page of coming in and of one's own account speaks both languages, also
// in the states that a demonstration never reaches: it asks for no codes, and
// no password grows old in it (F-I5).
func TestComingInIsSaid(t *testing.T) {
	for _, l := range locale.Langs {
		clock := storetest.At("2026-08-27 08:00")
		h := newHouse(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
		furnish(h)
		h.lock()
		for _, who := range []string{"ha", "minh", "tu"} {
			h.setPassword(who)
			h.speak(who, l)
		}
		tell := func(name string, status int, w *httptest.ResponseRecorder) string {
			t.Helper()
			says(t, w, status)
			return h.tell("in-"+name, l, w.Body.String())
		}
		in := func(who string) *browser {
			h.clock.Pass(time.Minute)
			b := &browser{h, map[string]string{"congbo_lang": string(l)}}
			if who != "" {
				b.post("/desk/sign-in", "email", who+"@songtien.example", "password", passphrase)
			}
			return b
		}

		b := in("")
		tell("sign", 200, b.get("/desk/sign-in"))
		tell("sign-wrong", 403, b.post("/desk/sign-in", "email", "ha@songtien.example", "password", "sai"))
		tell("forgotten", 200, b.get("/desk/forgotten"))
		tell("forgotten-wrong", 422, b.post("/desk/forgotten", "email", "ha@"))
		b.post("/desk/forgotten", "email", "ha@songtien.example")
		tell("forgotten-sent", 200, b.get("/desk/sign-in"))
		reset := h.link(accounts.LetterReset)
		tell("reset", 200, b.get(reset))
		tell("reset-easy", 422, b.post(reset, "password", "password1234"))
		tell("link-void", 404, b.get(reset+"x"))

		_, err := h.desk.Accounts.AddPerson(context.Background(), accounts.SystemActor(h.inst), accounts.PersonInput{Name: "Lý Mới", Email: "moi@songtien.example", Lang: l}, true)
		h.must(err)
		invited := h.link(accounts.LetterInvitation)
		tell("invitation", 200, b.get(invited))
		b.post(invited, "password", passphrase)
		tell("no-role", 200, b.get("/desk/account"))
		tell("no-role-refused", 403, b.get("/desk/cases"))

		b = in("minh")
		secret := secretOf.FindStringSubmatch(tell("enrol", 200, b.get("/desk/sign-in/next")))
		tell("enrol-wrong", 422, b.post("/desk/sign-in/next", "code", "000000"))
		tell("codes", 200, b.post("/desk/sign-in/next", "code", code(secret[1], h.clock.Now())))
		tell("account", 200, b.get("/desk/account"))
		b.post("/desk/account/second-factor/begin")
		tell("factor", 200, b.get("/desk/account/second-factor"))
		tell("password", 200, b.get("/desk/account/password"))
		tell("password-wrong", 422, b.post("/desk/account/password", "current", "sai", "password", "ngắn"))
		tell("delegation", 200, b.get("/desk/account/delegations/new"))
		tell("delegation-wrong", 422, b.post("/desk/account/delegations"))
		b = in("minh")
		tell("code", 200, b.get("/desk/sign-in/next"))
		tell("code-wrong", 403, b.post("/desk/sign-in/next", "code", "000000"))

		h.desk.Accounts.Config.SecondFactor, h.desk.Accounts.Config.PasswordAge = nil, 60*24*time.Hour
		h.clock.Pass(61 * 24 * time.Hour)
		b = in("tu")
		tell("old-password", 200, b.get("/desk/sign-in/next"))
		tell("old-password-same", 422, b.post("/desk/sign-in/next", "current", passphrase, "password", passphrase))
	}
}
