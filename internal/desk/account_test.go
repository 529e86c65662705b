package desk_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
	"congbo/internal/vi"
)

const passphrase = "ngựa tía ăn cỏ khô"

// A browser keeps cookies.
type browser struct {
	h   *house
	jar map[string]string
}

// locked gives a house that is locked, on both databases.
func locked(t *testing.T, fn func(t *testing.T, h *house, open func() *browser)) {
	for name, db := range map[string]func(testing.TB, ...store.Option) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := storetest.At("2026-08-27 08:00")
			h := newHouse(t, db(t, store.Clock(clock.Now)), clock)
			furnish(h)
			h.lock()
			fn(t, h, func() *browser { return &browser{h, make(map[string]string)} })
		})
	}
}

// lock has the house ask for passwords and second factors.
func (h *house) lock() {
	h.t.Helper()
	c := accounts.Defaults()
	c.Cost = accounts.Cost{Time: 1, Memory: 64, Threads: 1}
	a, err := accounts.New(h.store, c, make([]byte, 32))
	h.must(err)
	h.desk.Accounts, h.desk.Demo = a, ""
}

func (b *browser) do(method, path string, fields url.Values) *httptest.ResponseRecorder {
	b.h.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(fields.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, v := range b.jar {
		r.AddCookie(&http.Cookie{Name: k, Value: v})
	}
	w := httptest.NewRecorder()
	b.h.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.jar, c.Name)
		} else {
			b.jar[c.Name] = c.Value
		}
	}
	return w
}

func (b *browser) get(path string) *httptest.ResponseRecorder {
	return b.do(http.MethodGet, path, nil)
}
func (b *browser) post(path string, fields ...string) *httptest.ResponseRecorder {
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	return b.do(http.MethodPost, path, v)
}

// leads checks that an answer leads on to a page.
func leads(t *testing.T, w *httptest.ResponseRecorder, to string) {
	t.Helper()
	if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != to {
		t.Fatalf("status %d to %q, want 303 to %q\n%s", w.Code, got, to, w.Body)
	}
}

// says checks that a page has a status and contains texts.
func says(t testing.TB, w *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	if w.Code != status {
		t.Fatalf("status %d, want %d\n%s", w.Code, status, w.Body)
	}
	for _, s := range texts {
		if !strings.Contains(w.Body.String(), s) {
			t.Errorf("the page does not say %q", s)
		}
	}
}

func (h *house) setPassword(who string) {
	h.t.Helper()
	h.must(h.desk.Accounts.SetPassword(context.Background(), accounts.SystemActor(h.inst), h.who[who].Person, passphrase))
}

// code is what an authenticator app shows at a moment (RFC 6238).
func code(secret string, at time.Time) string {
	key, _ := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(secret, " ", ""))
	var step [8]byte
	binary.BigEndian.PutUint64(step[:], uint64(at.Unix()/30))
	m := hmac.New(sha1.New, key)
	m.Write(step[:])
	sum := m.Sum(nil)
	o := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[o:])&0x7fffffff)%1000000)
}

// Signing in with a password, with what was asked for in between still there;
// a wrong password and an unknown address are told alike, and after five the
// lock is.
func TestSigningIn(t *testing.T) {
	locked(t, func(t *testing.T, h *house, open func() *browser) {
		h.setPassword("ha")
		b := open()
		leads(t, b.get("/desk/cases?q=x"), "/desk/sign-in?next=%2Fdesk%2Fcases%3Fq%3Dx")
		says(t, b.get("/desk/sign-in?next=%2Fdesk%2Fcases%3Fq%3Dx"), 200, `name="next" value="/desk/cases?q=x"`)
		wrong := b.post("/desk/sign-in", "email", "ha@songtien.example", "password", "sai")
		says(t, wrong, 403, locale.T(locale.VI, "accounts.wrong"))
		unknown := b.post("/desk/sign-in", "email", "ai@songtien.example", "password", "sai")
		if a, b := strings.ReplaceAll(wrong.Body.String(), "ha@", "@"), strings.ReplaceAll(unknown.Body.String(), "ai@", "@"); a != b {
			t.Error("an unknown address is told from a wrong password")
		}
		leads(t, b.post("/desk/sign-in", "email", "ha@songtien.example", "password", passphrase, "next", "/desk/cases?q=x"), "/desk/cases?q=x")
		says(t, b.get("/desk"), 200, "Nguyễn Thu Hà")
		leads(t, b.get("/desk/sign-in"), "/desk")
		leads(t, b.post("/desk/sign-out"), "/desk/sign-in")
		leads(t, b.get("/desk"), "/desk/sign-in?next=%2Fdesk")

		for _, next := range []string{"https://elsewhere.example/", "//elsewhere.example", "/other", `/desk\..\x`} {
			c := open()
			leads(t, c.post("/desk/sign-in", "email", "ha@songtien.example", "password", passphrase, "next", next), "/desk")
		}
		for range 5 {
			b.post("/desk/sign-in", "email", "ha@songtien.example", "password", "sai")
		}
		says(t, b.post("/desk/sign-in", "email", "ha@songtien.example", "password", passphrase), 429, "quá nhiều lần")
	})
}

var secretOf = regexp.MustCompile(`<p class="secret"><code>([A-Z2-7 ]+)</code>`)

// Whoever approves sets up a second factor before anything else, sees recovery
// codes once, and is asked for a code from then on.
func TestSecondFactor(t *testing.T) {
	locked(t, func(t *testing.T, h *house, open func() *browser) {
		h.setPassword("minh")
		b := open()
		stage := "/desk/sign-in/next?next=%2Fdesk%2Fdiary"
		leads(t, b.post("/desk/sign-in", "email", "minh@songtien.example", "password", passphrase, "next", "/desk/diary"), stage)
		leads(t, b.get("/desk"), "/desk/sign-in/next")
		page := b.get(stage)
		says(t, page, 200, `src="data:image/svg`)
		secret := secretOf.FindStringSubmatch(page.Body.String())
		if secret == nil {
			t.Fatal("no secret is shown")
		}
		says(t, b.post("/desk/sign-in/next", "code", "000000"), 422, locale.T(locale.VI, "accounts.wrong_code"))
		done := b.post("/desk/sign-in/next", "code", code(secret[1], h.clock.Now()), "next", "/desk/diary")
		says(t, done, 200, "Mã khôi phục", `href="/desk/diary"`)
		recovery := regexp.MustCompile(`<li><code>([A-Z2-7 -]+)</code>`).FindStringSubmatch(done.Body.String())
		if recovery == nil {
			t.Fatal("no recovery codes are shown")
		}
		says(t, b.get("/desk"), 200, "Trần Văn Minh")
		says(t, b.get("/desk/account"), 200, "còn 10 mã khôi phục")

		h.clock.Pass(time.Minute)
		c := open()
		leads(t, c.post("/desk/sign-in", "email", "minh@songtien.example", "password", passphrase), "/desk/sign-in/next?next=%2Fdesk")
		says(t, c.get("/desk/sign-in/next"), 200, "một mã khôi phục")
		leads(t, c.post("/desk/sign-in/next", "code", recovery[1]), "/desk")
		says(t, c.get("/desk/account"), 200, "còn 9 mã khôi phục", "Kết thúc mọi phiên khác")
		leads(t, c.post("/desk/account/sessions/end", "session", "others"), "/desk/account")
		leads(t, b.get("/desk"), "/desk/sign-in?next=%2Fdesk")

		leads(t, c.post("/desk/account/second-factor/begin"), "/desk/account/second-factor")
		fresh := secretOf.FindStringSubmatch(c.get("/desk/account/second-factor").Body.String())
		says(t, c.post("/desk/account/second-factor", "current", "sai", "code", code(fresh[1], h.clock.Now())), 422, locale.T(locale.VI, "accounts.wrong_password"))
		says(t, c.post("/desk/account/second-factor", "current", passphrase, "code", code(fresh[1], h.clock.Now())), 200, "Mã khôi phục")
	})
}

// link is the path of the newest letter of a template.
func (h *house) link(template string) string {
	h.t.Helper()
	path := ""
	h.must(h.store.View(context.Background(), func(tx *store.Tx) error {
		all, err := tx.Letters(context.Background(), h.inst, "", 0, 50)
		for _, l := range all {
			if l.Template == template && path == "" {
				path = l.Data["desk-path"]
			}
		}
		return err
	}))
	return path
}

// A forgotten password: the answer tells nothing, the link works once, and
// showing its page uses nothing up. An invitation lets its owner in.
func TestLinksOfLetters(t *testing.T) {
	locked(t, func(t *testing.T, h *house, open func() *browser) {
		h.setPassword("ha")
		b := open()
		for _, email := range []string{"ha@songtien.example", "khong-co@songtien.example"} {
			leads(t, b.post("/desk/forgotten", "email", email), "/desk/sign-in")
			says(t, b.get("/desk/sign-in"), 200, locale.T(locale.VI, "desk.done_reset_sent"))
		}
		says(t, b.post("/desk/forgotten", "email", " "), 422, locale.T(locale.VI, "accounts.email_missing"), `aria-invalid="true"`)
		link := h.link(accounts.LetterReset)
		for range 3 {
			says(t, b.get(link), 200, "ha@songtien.example")
		}
		says(t, b.post(link, "password", "ngắn"), 422, "ít nhất 12 ký tự", `aria-invalid="true"`)
		leads(t, b.post(link, "password", "bốn con trâu đen về đồng"), "/desk/sign-in")
		for _, gone := range []*httptest.ResponseRecorder{b.post(link, "password", "bốn con trâu đen về đồng"), b.get(link)} {
			says(t, gone, 404, locale.T(locale.VI, "accounts.link_void"), `href="/desk/forgotten"`, `href="/desk/sign-in"`)
			hasNot(t, "a link that is used up", gone.Body.String(), `class="button" href="/desk"`, locale.T(locale.VI, "desk.error_advice_not-found"))
		}
		leads(t, b.post("/desk/sign-in", "email", "ha@songtien.example", "password", "bốn con trâu đen về đồng"), "/desk")

		_, err := h.desk.Accounts.AddPerson(context.Background(), accounts.SystemActor(h.inst), accounts.PersonInput{Name: "Lý Mới", Email: "moi@songtien.example", Lang: locale.VI}, true)
		h.must(err)
		c := open()
		link = h.link(accounts.LetterInvitation)
		says(t, c.get(link), 200, "Lý Mới")
		leads(t, c.post(link, "password", passphrase), "/desk")
		// Somebody without a role has an account and no desk.
		leads(t, c.get("/desk"), "/desk/account")
		page := c.get("/desk/account")
		says(t, page, 200, "moi@songtien.example", locale.T(locale.VI, "account.account_no_roles"))
		hasNot(t, "the account of somebody without a role", page.Body.String(), `href="/desk"><svg`, `role="search"`)
		says(t, c.get("/desk/cases"), 403, `href="/desk/account">`)
	})
}

// A head hands an authority to a colleague from today until the end of a day,
// in writing, and takes it back (R-P3).
func TestDelegating(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s, storetest.At("2026-08-27 08:00"))
		furnish(h)
		says(t, h.get("hanh", "/desk/account/delegations/new"), 200, "Trần Văn Minh, trưởng Ban Biên tập")
		today := s.Now().In(vi.Zone) // a day is one of the office, wherever and whenever this runs
		until := today.AddDate(0, 0, 6)
		fields := url.Values{"to": {fmt.Sprint(h.who["ha"].Person)}, "place": {fmt.Sprintf("institution:%d", h.inst)}, "roles": {string(people.Deputy)},
			"start": {today.Format(time.DateOnly)}, "end": {until.Format(time.DateOnly)}}
		says(t, h.post("hanh", "/desk/account/delegations", fields), 422, `href="#paper"`, locale.T(locale.VI, "accounts.paper_missing"), `value="`+until.Format(time.DateOnly)+`"`)
		fields.Set("paper", "Giấy ủy quyền 12/GUQ")
		leads(t, h.post("hanh", "/desk/account/delegations", fields), "/desk/account")
		says(t, h.get("ha", "/desk"), 200, "theo ủy quyền của Lê Thị Hạnh")
		page := h.get("hanh", "/desk/account")
		says(t, page, 200, "Giấy ủy quyền 12/GUQ", until.Format("02/01/2006"))
		end := regexp.MustCompile(`/desk/account/delegations/\d+/end`).FindString(page.Body.String())
		says(t, h.post("nga", end, nil), 403)
		leads(t, h.post("hanh", end, nil), "/desk/account")
		if strings.Contains(h.get("ha", "/desk").Body.String(), "theo ủy quyền của Lê Thị Hạnh") {
			t.Error("the delegation still holds")
		}
	})
}
