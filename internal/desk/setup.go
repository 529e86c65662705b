package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/sites"
	"congbo/internal/store"
)

// PathSetup is where a program that has no institution yet is set up.
const PathSetup = "/desk/setup"

const setupCookie = "congbo_setup"

// A Setup leads an administrator who is no programmer through what a new
// institution needs (F-N6): one page a step, each kept as it is left, so that
// one can go back, close the browser, or begin again after a restart; and at
// the end all of it in one transaction, after which these pages are gone for
// ever. Whoever has the one-time code that the program printed is let in: one
// browser, until the program ends.
//
// Its fields are set before Handler is called and not changed afterwards.
type Setup struct {
	Desk  *Desk
	Code  string
	Tries *httpx.Limiter // bounds how often somebody tries a code
	// Try tells what the plan would do, and does nothing.
	Try func(ctx context.Context, p sites.Plan) (*accounts.TableResult, error)
	// Do carries the plan out.
	Do func(ctx context.Context, p sites.Plan, password string) error

	Mail      SetupMail // as it is set now
	MailFixed string    // where the mail server is set otherwise; empty: the set-up may
	URLFixed  string    // the same for the public address
	// TestMail sends a letter and tells the server's answer.
	TestMail func(ctx context.Context, l locale.Lang, m SetupMail, from, to string) (reply string, err error)
	SaveMail func(SetupMail) error

	mu     sync.Mutex
	inside [32]byte // digest of the token of the browser that was let in
	used   bool     // the code was
	typed  SetupMail
}

// SetupMail is the mail server, and the public address of the program.
type SetupMail struct{ Server, TLS, User, Password, URL string }

// NewSetupCode makes a one-time code that can be typed: 60 bits.
func NewSetupCode() string {
	s := rand.Text()
	return s[:4] + "-" + s[4:8] + "-" + s[8:12]
}

// A draft is what was entered so far.
type draft struct {
	Plan sites.Plan
	Done []string // steps that were left with what they need
}

// setupSteps are the steps in their order.
var setupSteps = []string{"preset", "names", "sites", "people", "hours", "mail", "finish"}

// Handler answers everything as long as there is no institution.
func (s *Setup) Handler() http.Handler {
	mux := http.NewServeMux()
	serve := func(pattern string, inside bool, do func(*visit) error) {
		mux.Handle(pattern, s.Desk.serve(Route{Needs: Anyone, handle: func(_ *Desk, v *visit) error {
			if inside && !s.letIn(v) {
				if v.r.Method == http.MethodGet {
					v.redirect(PathSetup)
					return nil
				}
				return fault.New(fault.Denied, "desk.setup_code_needed")
			}
			return do(v)
		}}))
	}
	serve("GET /desk/assets/{file...}", false, s.Desk.asset)
	serve("POST /desk/language", false, s.Desk.setLanguage)
	serve("GET "+PathSetup, false, s.begin)
	serve("POST "+PathSetup, false, s.enter)
	serve("GET "+PathSetup+"/template.csv", true, s.Desk.peopleTemplate)
	serve("GET "+PathSetup+"/{step}", true, s.show)
	serve("POST "+PathSetup+"/{step}", true, s.save)
	serve("/", false, func(v *visit) error {
		if v.r.Method != http.MethodGet {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		v.redirect(PathSetup)
		return nil
	})
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.Desk.serve(Route{Needs: Anyone, handle: (*Desk).foreign}))
	return httpx.Security{Policy: httpx.DeskPolicy, HSTS: httpx.Year, Private: true}.Guard(httpx.Compress(guard.Handler(mux)))
}

// letIn reports whether the visitor's browser is the one that showed the code.
func (s *Setup) letIn(v *visit) bool {
	token := cookie(v.r, setupCookie)
	if token == "" {
		return false
	}
	got := sha256.Sum256([]byte(token))
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.used && subtle.ConstantTimeCompare(got[:], s.inside[:]) == 1
}

// begin asks for the code, or goes on where one was.
func (s *Setup) begin(v *visit) error {
	if s.letIn(v) {
		d, err := s.draft(v)
		if err != nil {
			return err
		}
		v.redirect(PathSetup + "/" + d.next())
		return nil
	}
	return v.show(http.StatusOK, "account_in", s.codePage(v))
}

func (s *Setup) codePage(v *visit) InPage {
	page := v.inPage(v.t("desk.setup_title"))
	page.Lead = v.t("desk.setup_lead")
	page.Form = Form{Path: PathSetup, Submit: v.t("desk.setup_begin"), Parts: []FormPart{{Fields: []FormField{
		{Type: "text", Name: "code", Label: v.t("desk.setup_code"), Hint: v.t("desk.setup_code_hint"), Value: v.r.URL.Query().Get("code"), Required: true, Auto: "off"}}}}}
	return page
}

// enter lets the browser in that shows the code, once.
func (s *Setup) enter(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	if ok, wait := s.Tries.Allow(httpx.ClientOf(v.r).Key()); !ok {
		return fault.New(fault.TooMany, "httpx.too_many", int(wait/time.Minute)+1)
	}
	plain := strings.NewReplacer("-", "", " ", "")
	given := sha256.Sum256([]byte(plain.Replace(strings.ToUpper(f.Get("code")))))
	want := sha256.Sum256([]byte(plain.Replace(s.Code)))
	token := rand.Text() + rand.Text()
	s.mu.Lock()
	var wrong error
	switch {
	case subtle.ConstantTimeCompare(given[:], want[:]) != 1:
		wrong = fault.New(fault.Invalid, "desk.setup_code_wrong").In("code")
	case s.used:
		wrong = fault.New(fault.Invalid, "desk.setup_code_used").In("code")
	default:
		s.used, s.inside = true, sha256.Sum256([]byte(token))
	}
	s.mu.Unlock()
	if wrong != nil {
		return v.retry(s.codePage(v), f.Values, wrong)
	}
	http.SetCookie(v.w, &http.Cookie{Name: setupCookie, Value: token, Path: PathSetup, Secure: s.Desk.Secure, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	v.redirect(PathSetup)
	return nil
}

// draft reads what was entered so far.
func (s *Setup) draft(v *visit) (d draft, err error) {
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		text, err := tx.SetupDraft(ctx)
		if err != nil || text == "" {
			return err
		}
		return json.Unmarshal([]byte(text), &d)
	})
	return d, err
}

// keep stores what was entered, with a step that has what it needs.
func (s *Setup) keep(v *visit, d draft, step string) error {
	if !slices.Contains(d.Done, step) {
		d.Done = append(d.Done, step)
	}
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return s.Desk.Store.Tx(v.ctx(), func(tx *store.Tx) error { return tx.SaveSetupDraft(v.ctx(), string(text)) })
}

// next is the first step that was not done.
func (d draft) next() string {
	for _, step := range setupSteps {
		if !slices.Contains(d.Done, step) {
			return step
		}
	}
	return "finish"
}

// after is the step that follows.
func after(step string) string {
	i := slices.Index(setupSteps, step)
	return setupSteps[min(i+1, len(setupSteps)-1)]
}
