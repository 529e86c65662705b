package app

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/batches"
	"congbo/internal/cases"
	"congbo/internal/desk"
	"congbo/internal/duties"
	"congbo/internal/editorial"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/intake"
	"congbo/internal/jobs"
	"congbo/internal/library"
	"congbo/internal/locale"
	"congbo/internal/mail"
	"congbo/internal/notify"
	"congbo/internal/outside"
	"congbo/internal/pages"
	"congbo/internal/portal"
	"congbo/internal/procedures"
	"congbo/internal/publishing"
	"congbo/internal/renditions"
	"congbo/internal/sites"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// The pace of forms on the desk, for each person, and where nobody is signed in
// for each address: faster than anybody works, one office behind one address
// included (security: limits of rate).
const (
	formsAtOnce    = 60
	formsPerMinute = 120
	formSenders    = 10_000
)

// assemble joins the areas with each other and with the devices they need.
func (a *App) assemble(ctx context.Context, o Options) error {
	secret, err := a.Store.Secret(ctx, "links")
	if err != nil {
		return err
	}
	places, err := sites.NewDirectory(ctx, a.Store, a.Log)
	if err != nil {
		return err
	}
	a.Sites = sites.New(a.Store, places)
	a.Cases = &cases.Cases{Store: a.Store, Mailhost: a.mailhost(), Secret: secret,
		Calendar: func(institution, unit int64) *workday.Calendar { return places.Now().Calendar(institution, unit) },
		Above:    func(unit int64) []int64 { return places.Now().Above(unit) }}
	a.Publishing = &publishing.Publishing{Store: a.Store, Cases: a.Cases, Page: a.page, URL: a.siteURL, File: a.haveFile, Log: a.Log}
	if a.Config.Links == "all" && !o.Demo { // a demonstration asks nobody
		a.Publishing.Asker = outside.New("CongBo-LinkCheck ("+a.base()+")", outside.Public)
	}
	a.Procedures = &procedures.Procedures{Store: a.Store, Cases: a.Cases, Files: bytesOf{a.Blobs, filepath.Join(a.Config.Data, "cache")}, Settle: time.Hour}
	if o.Throwaway {
		a.Procedures.Settle = 0
	}
	a.Batches = &batches.Batches{Store: a.Store, Cases: a.Cases}
	a.Duties = &duties.Duties{Store: a.Store, Cases: a.Cases}
	a.Cases.Effects = a.Publishing.Effects()
	maps.Copy(a.Cases.Effects, a.Procedures.Effects())
	pool := &mail.Pool{Workers: a.workers}
	a.Intake = &intake.Intake{Store: a.Store, Cases: a.Cases, Blobs: a.Blobs, Parse: letter(pool, a.ours, a.Config.SMTP.Trust), Measure: measureSize, Log: a.Log}
	pictures := &renditions.Shelf{Blobs: a.Blobs, Dir: filepath.Join(a.Config.Data, "cache"), Make: painter(a.painters), Log: a.Log}
	a.Sites.Blobs, a.Sites.Pictures = a.Blobs, pictures
	if !o.Throwaway {
		pictures.Encoders = renditions.Encoders(exec.LookPath)
	}
	if err := pictures.Tidy(); err != nil {
		return directoryTrouble(a.Config.Data, err)
	}
	a.Library = &library.Library{Store: a.Store, Cases: a.Cases, Blobs: a.Blobs, Pictures: pictures, Papers: a.Programs, Lazy: o.Throwaway, Log: a.Log}
	a.Editorial = &editorial.Editorial{Store: a.Store, Cases: a.Cases, Blobs: a.Blobs, Convert: Converter{a.workers, a.Programs}.draft, Measure: measure, Sniff: intake.Sniff, BarredHosts: a.Config.Barred}
	a.Notify = &notify.Notify{Store: a.Store, Cases: a.Cases, Sender: a.sender(o), DeskURL: a.deskURL, SiteURL: a.languageURL, Log: a.Log}
	seal, err := a.key(sealKey)
	if err != nil {
		return directoryTrouble(a.Config.Data, err)
	}
	forms := &httpx.FormReader{InFlight: 512 << 20}
	if a.proxies, err = httpx.ParseProxies(a.Config.Proxies); err != nil {
		return err
	}
	rules, _ := accounts.Named(a.Config.Security)
	rules.Demo = o.Demo
	if a.Accounts, err = accounts.New(a.Store, rules, seal); err != nil {
		return err
	}
	a.Accounts.Mailhost, a.Accounts.Log, a.Accounts.Files, a.Accounts.Sniff = a.mailhost(), a.Log, a.Blobs, intake.Sniff
	a.Desk = &desk.Desk{Store: a.Store, Programs: a.Programs, Cases: a.Cases, Editorial: a.Editorial, Intake: a.Intake, Publishing: a.Publishing, Accounts: a.Accounts,
		Sites: a.Sites, Procedures: a.Procedures, Batches: a.Batches, Duties: a.Duties, Library: a.Library, Pictures: pictures, Notify: a.Notify, Forms: forms, Posts: httpx.NewLimiter(formsPerMinute, time.Minute, formsAtOnce, formSenders, a.Store.Now),
		Secure: strings.HasPrefix(a.Config.URL, "https:"), Log: a.Log}
	if o.Demo {
		a.Desk.Demo = "/demo"
	}
	a.desk = a.Desk.Handler()
	a.Pages = &pages.Store{Memory: int64(a.Config.Memory), Disk: int64(a.Config.Disk), Dir: filepath.Join(a.Config.Data, "pages"), Now: a.Store.Now, Log: a.Log}
	public := &portal.Portal{Pages: a.Pages, Store: a.Store, Cases: a.Cases, Intake: a.Intake, Publishing: a.Publishing, Blobs: a.Blobs, Pictures: pictures, URL: a.siteURL, Hosts: a.hosts(), Security: httpx.Security{HSTS: httpx.Year},
		Who: a.Desk.Who, Forms: forms, Log: a.Log}
	a.Desk.Portal = public
	a.public = public.Handler()
	a.sites.Store(public)
	a.Publishing.Whole, a.Publishing.Blobs = public.Whole, a.Blobs
	host, _ := os.Hostname()
	a.Runner = &jobs.Runner{Store: a.Store, Name: fmt.Sprintf("%s/%d", host, os.Getpid()), Log: a.Log, Handlers: map[string]jobs.Handler{
		store.JobLetter:        jobs.On(a.Notify.Deliver),
		notify.JobDigest:       jobs.On(a.Notify.Digests),
		publishing.JobCheck:    jobs.On(a.Publishing.CheckPage),
		cases.JobWake:          jobs.On(a.Cases.Wake),
		cases.JobPlan:          jobs.On(a.Cases.RunPlan),
		cases.JobIndexRefs:     jobs.On(a.Cases.IndexRefs),
		cases.JobTerm:          jobs.On(a.Cases.Expire),
		sites.JobRecount:       jobs.On(a.Cases.Recount),
		JobDaily:               jobs.On(a.daily),
		publishing.JobDelivery: jobs.On(a.Publishing.RunDelivery),
		publishing.JobLinks:    jobs.On(a.Publishing.CheckLinks),
		publishing.JobRelease:  jobs.On(a.Publishing.RunRelease),
		cases.JobBatch:         jobs.On(a.Batches.Look),
		duties.JobDuty:         jobs.On(a.Duties.Look),
		library.JobIndex:       jobs.On(a.Library.Index),
		store.JobLookMedia:     jobs.On(a.Library.Look),
		store.JobSearch:        jobs.On(a.Publishing.SealSearch),
		store.JobSearchAll:     jobs.On(a.Publishing.SearchAll),
		store.JobArchive:       jobs.On(a.Publishing.Archive),
		store.JobArchiveAll:    jobs.On(a.Publishing.ArchiveAll),
		store.JobMostRead: jobs.On(func(ctx context.Context, _ string) error {
			return a.Store.Tx(ctx, func(tx *store.Tx) error { return tx.RankRead(ctx) })
		}),
		store.JobPictures:     jobs.On(a.Library.Prepare),
		procedures.JobDispose: jobs.On(a.Procedures.Dispose),
	}}
	return nil
}

// mailhost is the right side of our Message-IDs.
func (a *App) mailhost() string {
	if h := a.Config.SMTP.Domain; h != "" {
		return h
	}
	return "localhost"
}

// ours reports whether an address is one of our mailboxes.
func (a *App) ours(address string) bool {
	err := a.Store.View(context.Background(), func(tx *store.Tx) error {
		_, err := tx.MailboxByAddress(context.Background(), intake.Plain(address))
		return err
	})
	return err == nil
}

// base is the public address of the server, without a slash at its end.
func (a *App) base() string {
	if a.Config.URL != "" {
		return strings.TrimSuffix(a.Config.URL, "/")
	}
	if a.Config.TLS.Addr != "" {
		return "https://" + a.Config.TLS.Addr
	}
	return "http://" + a.Config.Addr
}

// siteURL is the absolute address of a path on a site: on its own host name,
// or under the server's address where it has none.
func (a *App) siteURL(s *store.Site, path string) string {
	base := a.base()
	if len(s.Hosts) == 0 {
		return base + "/w/" + s.Label + path
	}
	u, err := url.Parse(base)
	if err != nil {
		return base + path
	}
	host := s.Hosts[0]
	if port := u.Port(); port != "" && !strings.Contains(host, ":") {
		host += ":" + port
	}
	return u.Scheme + "://" + host + path
}

// deskURL is the absolute address of a path of the desk.
func (a *App) deskURL(path string) string {
	if a.Config.DeskHost == "" {
		return a.base() + path
	}
	u, err := url.Parse(a.base())
	if err != nil {
		return a.base() + path
	}
	return u.Scheme + "://" + a.Config.DeskHost + path
}

// languageURL is the address of a path on the institution's own site in a
// language, or on its first site where there is none.
func (a *App) languageURL(ctx context.Context, tx *store.Tx, institution int64, l locale.Lang, path string) (string, error) {
	sites, err := tx.Sites(ctx, institution)
	if err != nil {
		return "", err
	}
	var best *store.Site
	for i := range sites {
		s := &sites[i]
		if s.Active && s.Unit == 0 && (best == nil || best.Lang != l && s.Lang == l) {
			best = s
		}
	}
	if best == nil {
		return "", fault.New(fault.NotFound, "fault.not_found").Because(fmt.Errorf("institution %d has no site", institution))
	}
	return a.siteURL(best, path), nil
}

// page gets a public page within the process, as a reader of the site would.
func (a *App) page(ctx context.Context, s *store.Site, path string) (int, http.Header, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, a.siteURL(s, path), nil)
	if err != nil {
		return 0, nil, nil, err
	}
	r.RequestURI = r.URL.RequestURI()
	r.RemoteAddr = "127.0.0.1:0"
	w := &record{header: make(http.Header), status: http.StatusOK}
	a.public.ServeHTTP(w, r)
	return w.status, w.header, w.body, nil
}

// haveFile reports fault.NotFound where a file of ours is not on the disk.
func (a *App) haveFile(ctx context.Context, id string) error {
	f, err := a.Blobs.Get(ctx, id)
	if err != nil {
		return err
	}
	return f.Close()
}

// A record keeps what a handler answers.
type record struct {
	header http.Header
	status int
	body   []byte
}

func (r *record) Header() http.Header         { return r.header }
func (r *record) WriteHeader(status int)      { r.status = status }
func (r *record) Write(b []byte) (int, error) { r.body = append(r.body, b...); return len(b), nil }

// placesChanged has everybody see the places of the institution as they are,
// after they were written past the verbs of package sites.
func (a *App) placesChanged(ctx context.Context) error { return a.Sites.Directory.Refresh(ctx) }

// messageID makes the Message-ID of a letter that a demonstration's visitor
// writes.
func (a *App) messageID() string { return a.Cases.NewMessageID() }

// actorOf is a person as an actor.
func actorOf(p store.Person) cases.Actor {
	return cases.Actor{Person: p.ID, Name: p.Name, Institution: p.Institution, Lang: p.Lang}
}

// Institution is the one institution of a data directory, for commands.
func (a *App) Institution(ctx context.Context) (id int64, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		all, err := tx.Institutions(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return fault.New(fault.NotFound, "app.no_institution", a.Config.Data)
		}
		id = all[0].ID
		return nil
	})
	return id, err
}

// hosts are the names under which the server answers beside its sites' own.
func (a *App) hosts() []string {
	var hosts []string
	if u, err := url.Parse(a.base()); err == nil {
		hosts = append(hosts, u.Hostname())
	}
	if a.Config.DeskHost != "" {
		hosts = append(hosts, a.Config.DeskHost)
	}
	return hosts
}
