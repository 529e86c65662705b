package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/app/demo"
	"congbo/internal/cases"
	"congbo/internal/desk"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/mail"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// several is a program in which three institutions work, each with one request.
// Their offices give the same codes.
type several struct {
	*App
	t      *testing.T
	houses []*tenant
}

type tenant struct {
	*player
	domains []string // that stand in the addresses of nobody else
	private string   // the title of its request
	request *intake.Receipt
	admin   cases.Actor
}

func newSeveral(t *testing.T, database string) *several {
	t.Helper()
	clock := storetest.At("2026-11-20 09:40")
	c := Default()
	c.Data, c.Database = t.TempDir(), database
	storetest.SQLiteFile(t, c.Data)
	a, err := Open(t.Context(), c, slog.New(slog.DiscardHandler), Options{Clock: clock.Now, Sender: sink{}, InProcess: true, Throwaway: true, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	all, err := demo.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := &several{App: a, t: t}
	domains := [][]string{{"songtien.example"}, {"sct.tienchau.example", "ktbs.example"}, {"ktbensong.example"}}
	for i, d := range all {
		d.Mailboxes[0].Prefix = "HS"
		p := &tenant{player: newPlayer(a, d, &stageClock{real: clock.Now}), domains: domains[i], private: "Hồ sơ kín của " + d.Institution.Short}
		s.must(a.Store.Tx(t.Context(), func(tx *store.Tx) error { return p.install(t.Context(), tx) }))
		for _, x := range d.People {
			for _, r := range x.Roles {
				if r.Role == people.Administrator {
					p.admin = p.actor(x.ID, "")
				}
			}
		}
		s.houses = append(s.houses, p)
	}
	s.must(a.placesChanged(t.Context()))
	for _, p := range s.houses {
		p.request, err = a.Intake.Submit(t.Context(), cases.Actor{}, intake.Form{Mailbox: p.boxes[p.demo.Mailboxes[0].Address].ID, Name: "Nguyễn Thị Thu Cúc",
			Email: "cuc@khach.example", Title: p.private, Text: "Nội dung.", Pledge: true, Lang: locale.VI})
		s.must(err)
	}
	_, err = a.Runner.Drain(t.Context())
	s.must(err)
	return s
}

func (s *several) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func eachSeveral(t *testing.T, fn func(t *testing.T, s *several)) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); fn(t, newSeveral(t, "")) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); fn(t, newSeveral(t, storetest.PostgresURL(t))) })
}

// leak names what a text says of an institution other than p.
func (s *several) leak(p *tenant, text string) string {
	for _, other := range s.houses {
		if other == p {
			continue
		}
		for _, word := range append([]string{other.private}, other.domains...) {
			if strings.Contains(text, word) {
				return word
			}
		}
	}
	return ""
}

// signedIn returns the cookie of somebody's session.
func (s *several) signedIn(who people.PersonID) *http.Cookie {
	ticket, err := s.Accounts.SignInDemo(s.t.Context(), accounts.Visitor{Address: "127.0.0.1"}, who)
	s.must(err)
	w := httptest.NewRecorder()
	s.Desk.KeepSession(w, ticket)
	return w.Result().Cookies()[0]
}

func (s *several) get(path string, cookie *http.Cookie) (int, string) {
	r := httptest.NewRequest(http.MethodGet, s.base()+path, nil)
	if cookie != nil {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// Numbers run in each institution by themselves, and a code leads to one's own
// case although another institution has given the same one (R-I5).
func TestCodesOfSeveralInstitutions(t *testing.T) {
	eachSeveral(t, func(t *testing.T, s *several) {
		for _, p := range s.houses {
			if p.request.Request != "HS-2026-000001" {
				t.Errorf("%s gave %s", p.demo.Name, p.request.Request)
			}
			code, page := s.get("/desk/cases/HS-2026-000001", s.signedIn(p.hand()))
			if code != http.StatusOK || !strings.Contains(page, p.private) {
				t.Errorf("%s: %d, the page does not show %q", p.demo.Name, code, p.private)
			}
			if word := s.leak(p, page); word != "" {
				t.Errorf("%s sees %q", p.demo.Name, word)
			}
		}
	})
}

// hand is whoever first takes requests in.
func (p *tenant) hand() people.PersonID {
	for _, x := range p.demo.People {
		for _, r := range x.Roles {
			switch r.Role {
			case people.Communications, people.Secretariat, people.Librarian:
				return p.people[x.ID].ID
			}
		}
	}
	return 0
}

// Whatever address of the desk is asked for, with whatever number, nothing of
// another institution is in the answer: not for its administrator, not for
// whoever approves, not for whoever takes requests in (R-P1, R-P2).
func TestInstitutionsDoNotSeeEachOther(t *testing.T) {
	variable := regexp.MustCompile(`\{[^}]+\}`)
	eachSeveral(t, func(t *testing.T, s *several) {
		asked, shown := 0, 0
		for _, p := range s.houses {
			for _, who := range []people.PersonID{p.admin.Person, p.hand()} {
				cookie := s.signedIn(who)
				for _, r := range desk.Routes() {
					if r.Method != http.MethodGet || strings.Contains(r.Pattern, "assets") || strings.Contains(r.Pattern, "export") {
						continue
					}
					pattern := strings.Replace(r.Pattern, "{$}", "", 1)
					pattern = strings.Replace(pattern, "{code}", "HS-2026-000001", 1)
					values := []string{""}
					if variable.MatchString(pattern) {
						values = []string{"1", "2", "3", "4", "5", "6", "7", "20", "25", "31", "40", "53", "59"}
					}
					for _, value := range values {
						code, page := s.get(variable.ReplaceAllString(pattern, value), cookie)
						asked++
						if code == http.StatusOK {
							shown++
						}
						if word := s.leak(p, page); word != "" {
							t.Errorf("%s, %s with %q: shows %q", p.demo.Name, pattern, value, word)
						}
					}
				}
			}
		}
		if shown < 100 {
			t.Errorf("of %d pages %d were shown: this proves little", asked, shown)
		}
	})
}

// Nobody acts on, reads or searches for a case of another institution (R-P2).
func TestNobodyActsInAnotherInstitution(t *testing.T) {
	eachSeveral(t, func(t *testing.T, s *several) {
		ctx := t.Context()
		for _, p := range s.houses {
			for _, x := range p.people {
				who := actorOf(*x)
				found, err := s.Cases.Search(ctx, who, store.CaseFilter{Limit: 100})
				if err != nil && !fault.Is(err, fault.Denied) {
					t.Fatal(err)
				}
				work, err := s.Cases.Worklist(ctx, who)
				s.must(err)
				for _, w := range append(found, work...) {
					if w.Case.Institution != p.institution {
						t.Errorf("%s of %s finds %s of another institution", x.Name, p.demo.Name, w.Case.Title)
					}
				}
				for _, other := range s.houses {
					if other == p {
						continue
					}
					if _, err := s.Cases.See(ctx, who, other.request.Case); err == nil {
						t.Errorf("%s of %s sees a case of %s", x.Name, p.demo.Name, other.demo.Name)
					}
					act := flow.Act{Kind: flow.DoMove, Move: "not-a-request"}
					if _, err := s.Cases.Act(ctx, who, cases.Input{Case: other.request.Case, Act: act}); err == nil {
						t.Errorf("%s of %s closed a case of %s", x.Name, p.demo.Name, other.demo.Name)
					}
				}
			}
		}
	})
}

// A letter opens a case where it was sent. One code in its subject joins it to
// the request that this institution gave the code, whoever else gave it; and a
// letter to two institutions is a request in each (R-I1, R-I4).
func TestLettersToSeveralInstitutions(t *testing.T) {
	eachSeveral(t, func(t *testing.T, s *several) {
		ctx := t.Context()
		send := func(subject string, to ...*tenant) []intake.Receipt {
			o := mail.Outgoing{MessageID: s.messageID(), Date: s.Store.Now(), From: mail.Address{Name: "Cúc", Email: "cuc@khach.example"}, EnvelopeFrom: "cuc@khach.example", Subject: subject, Text: "Bổ sung: phòng 105."}
			var boxes []string
			for _, p := range to {
				boxes = append(boxes, p.demo.Mailboxes[0].Address)
				o.To = append(o.To, mail.Address{Email: p.demo.Mailboxes[0].Address})
			}
			raw, err := o.Bytes()
			s.must(err)
			receipts, err := s.Intake.Receive(ctx, boxes, raw)
			s.must(err)
			return receipts
		}
		for _, p := range s.houses {
			if r := send("Re: [HS-2026-000001] "+p.private, p); len(r) != 1 || r[0].RequestID != p.request.RequestID {
				t.Errorf("%s: %+v, want request %d", p.demo.Name, r, p.request.RequestID)
			}
		}
		both := send("Xin thông tin", s.houses[1], s.houses[2])
		for i, p := range s.houses[1:] {
			s.must(s.Store.View(ctx, func(tx *store.Tx) error {
				c, err := tx.Case(ctx, both[i].Case)
				if err == nil && c.Institution != p.institution {
					t.Errorf("opened in institution %d, sent to %s", c.Institution, p.demo.Name)
				}
				return err
			}))
		}
	})
}

// The server's address leads to the first institution; the form of one's site
// offers one's own offices and takes nothing for another's (R-I2).
func TestSitesOfSeveralInstitutions(t *testing.T) {
	eachSeveral(t, func(t *testing.T, s *several) {
		if code, _ := s.get("/", nil); code != http.StatusFound {
			t.Errorf("/ answers %d", code)
		}
		box := func(p *tenant) string { return strconv.FormatInt(p.boxes[p.demo.Mailboxes[0].Address].ID, 10) }
		for i, p := range s.houses {
			site := "/w/" + p.demo.Sites[0].ID
			for _, path := range []string{"/", "/yeu-cau", "/khong-co"} {
				if _, page := s.get(site+path, nil); s.leak(p, page) != "" || !strings.Contains(page, p.demo.Institution.Phone) && path == "/" {
					t.Errorf("%s%s shows %q", site, path, s.leak(p, page))
				}
			}
			foreign := s.houses[(i+1)%len(s.houses)]
			before := s.requests(foreign)
			form := url.Values{"mailbox": {box(foreign)}, "name": {"Cúc"}, "email": {"cuc@khach.example"}, "title": {"Sang cơ quan khác"}, "text": {"Nội dung."}, "pledge": {"1"}}
			r := httptest.NewRequest(http.MethodPost, s.base()+site+"/yeu-cau", strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, r)
			if w.Code == http.StatusSeeOther || s.requests(foreign) != before {
				t.Errorf("%s took a request for %s: %d", site, foreign.demo.Name, w.Code)
			}
		}
	})
}

func (s *several) requests(p *tenant) (n int) {
	s.must(s.Store.View(s.t.Context(), func(tx *store.Tx) error {
		all, err := tx.Cases(s.t.Context(), store.CaseFilter{Institution: p.institution, Limit: 100})
		n = len(all)
		return err
	}))
	return n
}

// Each institution has a record of its own, signed and verified for itself
// (R-T9).
func TestRecordsOfSeveralInstitutions(t *testing.T) {
	eachSeveral(t, func(t *testing.T, s *several) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		s.must(s.SignHeads(ctx))
		v, err := s.Verify(ctx)
		s.must(err)
		for _, d := range v.Damages {
			t.Errorf("%s %v", d.Key, d.Args)
		}
		if v.Heads < len(s.houses) || v.Institutions != len(s.houses) {
			t.Errorf("%d heads of %d institutions, %d are there", v.Heads, v.Institutions, len(s.houses))
		}
	})
}
