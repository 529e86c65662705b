package app

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"io"
	"net/http"
	"strings"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/mail"
	"congbo/internal/notify"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

//go:embed demopages
var demoFiles embed.FS

// silence sends nothing: for letters of a past that is only told.
type silence struct{}

// Send implements notify.Sender.
func (silence) Send(context.Context, notify.Outgoing) error { return nil }

// demoPages are the pages that only a demonstration has: who to be, and the
// mailbox of everybody.
type demoPages struct {
	app       *App
	office    *postOffice
	smtp      string
	templates map[locale.Lang]*template.Template
}

const maxDemoLetter = 40 << 20

func (p *demoPages) handler() http.Handler {
	p.templates = make(map[locale.Lang]*template.Template)
	for _, l := range locale.Langs {
		p.templates[l] = template.Must(template.New("").Funcs(locale.Funcs(l)).ParseFS(demoFiles, "demopages/*.html"))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /demo", p.page("people", p.people))
	mux.HandleFunc("GET /demo/{$}", p.page("people", p.people))
	mux.HandleFunc("GET /demo/mail", p.page("mail", p.mail))
	mux.HandleFunc("GET /demo/mail/{id}", p.page("letter", p.letter))
	mux.HandleFunc("POST /demo/sign-in", p.signIn)
	mux.HandleFunc("POST /demo/mail", p.send)
	mux.HandleFunc("GET /demo/demo.css", func(w http.ResponseWriter, r *http.Request) {
		css, _ := demoFiles.ReadFile("demopages/demo.css")
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(css))
	})
	guard := http.NewCrossOriginProtection()
	return guard.Handler(mux)
}

// A demoPage is what every one of the pages shows.
type demoPage struct {
	Path   string // of this page, for the language links
	Title  string
	Tab    string
	Sites  []demoSite
	Sent   int
	Errors []*fault.Error
	Body   any
}

type demoSite struct{ Name, URL string }

func (p *demoPages) lang(r *http.Request) locale.Lang {
	return locale.Parse(r.URL.Query().Get("lang"))
}

func (p *demoPages) page(name string, fill func(*http.Request, locale.Lang) (string, any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		l := p.lang(r)
		title, body, err := fill(r, l)
		p.show(w, r, l, name, title, body, err, nil)
	}
}

func (p *demoPages) show(w http.ResponseWriter, r *http.Request, l locale.Lang, name, title string, body any, err error, wrong []*fault.Error) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	status := http.StatusOK
	if err != nil {
		name, title, body, status = "sorry", locale.T(l, "demo.sorry"), locale.Error(l, err), http.StatusInternalServerError
		if fault.Is(err, fault.NotFound) {
			status = http.StatusNotFound
		}
	} else if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	page := demoPage{Path: r.URL.Path, Title: title, Tab: name, Sent: p.office.count(), Body: body, Errors: wrong}
	p.app.Store.View(r.Context(), func(tx *store.Tx) error {
		sites, err := tx.Sites(r.Context(), 0)
		for i := range sites {
			page.Sites = append(page.Sites, demoSite{sites[i].Name, p.app.siteURL(&sites[i], "/")})
		}
		return err
	})
	var out bytes.Buffer
	if err := p.templates[l].ExecuteTemplate(&out, name+".html", page); err != nil {
		p.app.Log.Error("demo page", "page", name, "err", err)
		http.Error(w, locale.T(l, "fault.internal"), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(status)
	out.WriteTo(w)
}

// A demoPerson is somebody to be.
type demoPerson struct {
	ID    people.PersonID
	Name  string
	Title string
	Unit  string
	Email string
	Roles []string
	Work  int // what waits for them
}

type demoGroup struct {
	Name   string
	People []demoPerson
}

// people lists everybody, those first who have a part in the procedure.
func (p *demoPages) people(r *http.Request, l locale.Lang) (string, any, error) {
	ctx := r.Context()
	var all []store.Person
	roles := make(map[people.PersonID][]people.Role)
	units := make(map[int64]string)
	err := p.app.Store.View(ctx, func(tx *store.Tx) error {
		institutions, err := tx.Institutions(ctx)
		if err != nil || len(institutions) == 0 {
			return err
		}
		in := institutions[0].ID
		if all, err = tx.People(ctx, store.PersonFilter{Institution: in}); err != nil {
			return err
		}
		list, err := tx.Units(ctx, in)
		if err != nil {
			return err
		}
		for _, u := range list {
			units[u.ID] = u.Name.In(l)
		}
		appointments, _, err := tx.Roster(ctx, in)
		for _, a := range appointments {
			if a.Holds(tx.Now()) {
				roles[a.Person] = append(roles[a.Person], a.Role)
			}
		}
		return err
	})
	if err != nil {
		return "", nil, err
	}
	order := []people.Role{people.Communications, people.CommunicationsHead, people.Head, people.Deputy, people.Leadership, people.Webmaster, people.Administrator}
	groups := []demoGroup{{Name: locale.T(l, "demo.board")}, {Name: locale.T(l, "demo.units")}}
	for _, x := range all {
		d := demoPerson{ID: x.ID, Name: x.Name, Title: x.Title.In(l), Unit: units[x.Unit], Email: x.Email}
		g := 1
		for _, role := range roles[x.ID] {
			d.Roles = append(d.Roles, p.app.Sites.Directory.Now().RoleTitle(x.Institution, role, l))
			for _, o := range order {
				if role == o {
					g = 0
				}
			}
		}
		work, err := p.app.Cases.Worklist(ctx, actorOf(x))
		if err != nil {
			return "", nil, err
		}
		for _, w := range work {
			if !w.Others {
				d.Work++
			}
		}
		groups[g].People = append(groups[g].People, d)
	}
	return locale.T(l, "demo.people"), groups, nil
}

func (p *demoPages) signIn(w http.ResponseWriter, r *http.Request) {
	l := p.lang(r)
	r.Body = http.MaxBytesReader(w, r.Body, 4096)
	id := formID(r, "person")
	ticket, err := p.app.Accounts.SignInDemo(r.Context(), accounts.Visitor{Address: httpx.ClientOf(r).Key(), Agent: r.UserAgent()}, people.PersonID(id))
	if err != nil {
		p.show(w, r, l, "sorry", "", nil, err, nil)
		return
	}
	p.app.Desk.KeepSession(w, ticket)
	http.Redirect(w, r, "/desk", http.StatusSeeOther)
}

// A demoMail is the page of everybody's mailbox.
type demoMail struct {
	Boxes   []store.Mailbox
	Letters []demoLetter
	Form    demoForm
	Done    string
}

type demoForm struct{ To, Name, From, Subject, Text string }

type demoLetter struct {
	ID      int64
	To      string
	Subject string
	When    string
	State   string
}

func (p *demoPages) mail(r *http.Request, l locale.Lang) (string, any, error) {
	m := demoMail{Done: r.URL.Query().Get("sent"), Form: demoForm{Name: "Nguyễn Thị Thu Cúc", From: "thucuc@khach.example"}}
	return locale.T(l, "demo.mail"), &m, p.fillMail(r.Context(), l, &m)
}

func (p *demoPages) fillMail(ctx context.Context, l locale.Lang, m *demoMail) error {
	return p.app.Store.View(ctx, func(tx *store.Tx) error {
		var err error
		if m.Boxes, err = tx.Mailboxes(ctx, 0); err != nil {
			return err
		}
		if m.Form.To == "" && len(m.Boxes) > 0 {
			m.Form.To = m.Boxes[0].Address
		}
		institutions, err := tx.Institutions(ctx)
		if err != nil || len(institutions) == 0 {
			return err
		}
		letters, err := tx.Letters(ctx, institutions[0].ID, "", 0, 100)
		for _, x := range letters {
			m.Letters = append(m.Letters, demoLetter{x.ID, x.ToName + " <" + x.ToEmail + ">", x.Subject, workday.Moment(l, x.CreatedAt), x.State})
		}
		return err
	})
}

// A demoRead is one letter as its reader sees it.
type demoRead struct {
	store.Letter
	When  string
	Parts []demoPart
}

// A demoPart is a line of a letter, or an address in it.
type demoPart struct{ Text, Link string }

func (p *demoPages) letter(r *http.Request, l locale.Lang) (string, any, error) {
	var m demoRead
	err := p.app.Store.View(r.Context(), func(tx *store.Tx) error {
		x, err := tx.Letter(r.Context(), pathID(r))
		if err == nil {
			m.Letter = *x
		}
		return err
	})
	if err != nil {
		return "", nil, err
	}
	m.When = workday.Moment(l, m.CreatedAt)
	if m.Body == "" {
		m.Body = p.office.text(m.MessageID)
	}
	for line := range strings.Lines(m.Body) {
		line = strings.TrimRight(line, "\n")
		part := demoPart{Text: line}
		if s := strings.TrimSpace(line); strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
			part.Link = s
		}
		m.Parts = append(m.Parts, part)
	}
	return m.Subject, &m, nil
}

// send puts a letter together and hands it to the program's own SMTP listener.
func (p *demoPages) send(w http.ResponseWriter, r *http.Request) {
	l := p.lang(r)
	r.Body = http.MaxBytesReader(w, r.Body, maxDemoLetter)
	m := &demoMail{}
	var wrong []*fault.Error
	if err := r.ParseMultipartForm(8 << 20); err != nil {
		wrong = append(wrong, fault.New(fault.TooLarge, "intake.letter_too_large", maxDemoLetter>>20))
	} else {
		m.Form = demoForm{To: r.PostFormValue("to"), Name: vi.CleanLine(r.PostFormValue("name")), From: vi.CleanLine(r.PostFormValue("from")),
			Subject: vi.CleanLine(r.PostFormValue("subject")), Text: vi.Clean(r.PostFormValue("text"))}
		err := p.deliver(r, m.Form)
		if err == nil {
			http.Redirect(w, r, "/demo/mail?sent=1&lang="+string(l), http.StatusSeeOther)
			return
		}
		if e, ok := fault.As(err); ok {
			wrong = append(wrong, e)
		} else {
			p.show(w, r, l, "sorry", "", nil, err, nil)
			return
		}
	}
	err := p.fillMail(r.Context(), l, m)
	p.show(w, r, l, "mail", locale.T(l, "demo.mail"), m, err, wrong)
}

func (p *demoPages) deliver(r *http.Request, f demoForm) error {
	from, ok := mail.ParseAddress(f.From)
	if !ok {
		return fault.New(fault.Invalid, "intake.bad_email")
	}
	from.Name = f.Name
	o := mail.Outgoing{MessageID: p.app.messageID(), Date: p.app.Store.Now(), From: from, EnvelopeFrom: from.Email, To: []mail.Address{{Email: f.To}}, Subject: f.Subject, Text: f.Text}
	for _, h := range r.MultipartForm.File["files"] {
		file, err := h.Open()
		if err != nil {
			return err
		}
		data, err := io.ReadAll(file)
		file.Close()
		if err != nil {
			return err
		}
		o.Attachments = append(o.Attachments, mail.Attachment{Name: h.Filename, ContentType: intake.Sniff(data), Data: data})
	}
	s := mail.Sender{Addr: p.smtp, Helo: "demo.example", TLS: mail.TLSNone, Now: p.app.Store.Now}
	_, err := s.Send(r.Context(), o)
	return err
}

func formID(r *http.Request, name string) int64 { return number(r.PostFormValue(name)) }

func pathID(r *http.Request) int64 { return number(r.PathValue("id")) }

// number reads a number of the database; 0 for what is none.
func number(s string) int64 {
	var n int64
	for _, c := range s {
		if c < '0' || c > '9' || n > 1<<50 {
			return 0
		}
		n = n*10 + int64(c-'0')
	}
	return n
}
