package app

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"net/http"
	"slices"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/notify"
	"congbo/internal/people"
	"congbo/internal/store"
)

//go:embed demopages
var demoFiles embed.FS

// silence sends nothing: for letters of a past that is only told.
type silence struct{}

// Send implements notify.Sender.
func (silence) Send(context.Context, notify.Outgoing) error { return nil }

// demoPages are the pages that only a demonstration has: which institution to
// look at, who to be in it, and the mailbox of everybody there.
type demoPages struct {
	app       *App
	office    *postOffice
	smtp      string
	templates map[locale.Lang]*template.Template
}

func (p *demoPages) handler() http.Handler {
	p.templates = make(map[locale.Lang]*template.Template)
	for _, l := range locale.Langs {
		p.templates[l] = template.Must(template.New("").Funcs(locale.Funcs(l)).ParseFS(demoFiles, "demopages/*.html"))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /demo", p.page("houses", p.houses))
	mux.HandleFunc("GET /demo/{$}", p.page("houses", p.houses))
	mux.HandleFunc("GET /demo/{house}", p.page("people", p.people))
	mux.HandleFunc("GET /demo/{house}/mail", p.page("mail", p.mail))
	mux.HandleFunc("GET /demo/{house}/mail/{id}", p.page("letter", p.letter))
	mux.HandleFunc("POST /demo/sign-in", p.signIn)
	mux.HandleFunc("POST /demo/{house}/mail", p.send)
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
	House  *demoHouse // nil: no institution is chosen
	Sent   int
	Errors []*fault.Error
	Body   any
}

// A demoHouse is an institution of the demonstration.
type demoHouse struct {
	ID         int64
	Path       string // of its pages: /demo/so-nganh
	Name       string
	Parent     string
	Sites      []demoSite
	People     int
	Procedures []string

	rules []store.ProcedureVersion
}

type demoSite struct {
	Name, URL string
	Lang      locale.Lang
}

// house finds the institution that a path names.
func (p *demoPages) house(r *http.Request, l locale.Lang) (*demoHouse, error) {
	all, err := p.all(r.Context(), l)
	if err != nil {
		return nil, err
	}
	for _, h := range all {
		if h.Path == "/demo/"+r.PathValue("house") {
			return &h, nil
		}
	}
	return nil, fault.New(fault.NotFound, "fault.not_found")
}

// all reads the institutions.
func (p *demoPages) all(ctx context.Context, l locale.Lang) (all []demoHouse, err error) {
	err = p.app.Store.View(ctx, func(tx *store.Tx) error {
		all = nil
		institutions, err := tx.Institutions(ctx)
		for _, in := range institutions {
			h := demoHouse{ID: in.ID, Path: "/demo/" + in.Preset, Name: in.Name.In(l), Parent: in.Parent.In(l)}
			sites, err := tx.Sites(ctx, in.ID)
			if err != nil {
				return err
			}
			for i := range sites {
				h.Sites = append(h.Sites, demoSite{sites[i].Name, p.app.siteURL(&sites[i], "/"), sites[i].Lang})
			}
			people, err := tx.People(ctx, store.PersonFilter{Institution: in.ID})
			if err != nil {
				return err
			}
			h.People = len(people)
			if h.rules, err = tx.Procedures(ctx, in.ID); err != nil {
				return err
			}
			all = append(all, h)
		}
		return err
	})
	for i := range all {
		for _, v := range all[i].rules {
			rules, err := p.app.Cases.Procedure(ctx, v.ID)
			if err != nil {
				return nil, err
			}
			all[i].Procedures = append(all[i].Procedures, rules.Title.In(l))
		}
	}
	return all, err
}

// houses is the page on which an institution is chosen.
func (p *demoPages) houses(r *http.Request, l locale.Lang) (string, any, error) {
	all, err := p.all(r.Context(), l)
	return locale.T(l, "demo.houses"), all, err
}

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
	if r.PathValue("house") != "" {
		page.House, _ = p.house(r, l) // without it the page says what is wrong
	}
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

// demoWork is what people do, by the roles that do it; whoever holds several
// stands with the first.
var demoWork = []struct {
	key   string
	roles []people.Role
}{
	{"demo.group_decide", []people.Role{people.Head, people.DeputyDirector, people.Deputy, people.Director, people.Leadership}},
	{"demo.group_edit", []people.Role{people.Secretariat, people.CommunicationsHead, people.Communications, people.Librarian, people.Member, people.Focal}},
	{"demo.group_post", []people.Role{people.Webmaster, people.Technical, people.Translator, people.Partner, people.Administrator}},
	{"demo.group_units", []people.Role{people.UnitHead, people.UnitDeputy, people.Delegate, people.Functional, people.Assigned, people.Provider, people.Personnel, people.Accountant, people.Staff, people.Contributor}},
}

// people lists everybody of an institution by their work.
func (p *demoPages) people(r *http.Request, l locale.Lang) (string, any, error) {
	ctx := r.Context()
	h, err := p.house(r, l)
	if err != nil {
		return "", nil, err
	}
	var all []store.Person
	roles := make(map[people.PersonID][]people.Role)
	units := make(map[int64]string)
	err = p.app.Store.View(ctx, func(tx *store.Tx) error {
		if all, err = tx.People(ctx, store.PersonFilter{Institution: h.ID}); err != nil {
			return err
		}
		list, err := tx.Units(ctx, h.ID)
		if err != nil {
			return err
		}
		for _, u := range list {
			units[u.ID] = u.Name.In(l)
		}
		clear(roles)
		appointments, _, err := tx.Roster(ctx, h.ID)
		for _, a := range appointments {
			if a.Holds(tx.Now()) && !slices.Contains(roles[a.Person], a.Role) {
				roles[a.Person] = append(roles[a.Person], a.Role)
			}
		}
		return err
	})
	if err != nil {
		return "", nil, err
	}
	var groups []demoGroup
	placed := make(map[people.PersonID]bool)
	for _, work := range demoWork {
		g := demoGroup{Name: locale.T(l, work.key)}
		for _, role := range work.roles {
			for _, x := range all {
				if placed[x.ID] || !slices.Contains(roles[x.ID], role) {
					continue
				}
				placed[x.ID] = true
				d, err := p.person(ctx, l, x, units[x.Unit], roles[x.ID])
				if err != nil {
					return "", nil, err
				}
				g.People = append(g.People, d)
			}
		}
		groups = append(groups, g)
	}
	return h.Name, groups, nil
}

// person is somebody with the roles they hold and what waits for them.
func (p *demoPages) person(ctx context.Context, l locale.Lang, x store.Person, unit string, roles []people.Role) (demoPerson, error) {
	d := demoPerson{ID: x.ID, Name: x.Name, Title: x.Title.In(l), Unit: unit, Email: x.Email}
	for _, role := range roles {
		d.Roles = append(d.Roles, p.app.Sites.Directory.Now().RoleTitle(x.Institution, role, l))
	}
	work, err := p.app.Cases.Worklist(ctx, actorOf(x))
	for _, w := range work {
		if !w.Others {
			d.Work++
		}
	}
	return d, err
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
	if err := p.speak(r, ticket.Person); err != nil {
		p.show(w, r, l, "sorry", "", nil, err, nil)
		return
	}
	p.app.Desk.KeepSession(w, ticket)
	http.Redirect(w, r, "/desk", http.StatusSeeOther)
}

// speak gives somebody the language in which the demonstration was read when
// they were chosen: the desk goes on in it.
func (p *demoPages) speak(r *http.Request, person people.PersonID) error {
	if !r.URL.Query().Has("lang") {
		return nil
	}
	var x *store.Person
	err := p.app.Store.View(r.Context(), func(tx *store.Tx) (err error) {
		x, err = tx.Person(r.Context(), person)
		return err
	})
	if err != nil {
		return err
	}
	return p.app.Accounts.ChangeLanguage(r.Context(), accounts.Actor{Actor: actorOf(*x)}, p.lang(r))
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
