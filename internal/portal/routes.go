package portal

import (
	"net/http"
	"regexp"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
)

// A Route is one address of a site: what it does and for whom.
type Route struct {
	Method  string // GET, which answers HEAD as well, or POST
	Pattern string // {name} stands for one part of a path, or for the middle of one
	Does    string // for people who read the table
	// Private answers are for whoever has the address: nothing keeps them.
	Private bool

	handle func(*visit) error
	// page makes what is the same for everybody and kept, or names the address
	// at which it is; instead of handle.
	page func(*visit) (Page, string, error)
	// data makes what programs read, the same for everybody and kept like a page.
	data  func(*visit) (*data, error)
	parts []string
}

var table = []Route{
	{Method: "GET", Pattern: "/", Does: "the first page of a site", page: (*visit).home},
	{Method: "GET", Pattern: "/robots.txt", Does: "what search engines may read", data: (*visit).robots},
	{Method: "GET", Pattern: "/sitemap.xml", Does: "the list of the sitemaps", data: (*visit).sitemap},
	{Method: "GET", Pattern: "/sitemap-{part}.xml", Does: "a part of the sitemap: a number, pages or news", data: (*visit).sitemapPart},
	{Method: "GET", Pattern: "/share-{mark}.png", Does: "the name of the site set in type, for where its address is shared", handle: (*visit).share},
	{Method: "GET", Pattern: "/atom.xml", Does: "the newest of the site, as Atom", data: (*visit).feed},
	{Method: "GET", Pattern: "/rss.xml", Does: "the newest of the site, as RSS", data: (*visit).feed},
	{Method: "GET", Pattern: "/feed.json", Does: "the newest of the site, as JSON Feed", data: (*visit).feed},
	{Method: "GET", Pattern: "/media/{file}", Does: "a picture or file that a live edition shows", handle: (*visit).media},

	{Method: "GET", Pattern: searchPath(locale.VI), Does: "the search, and what it finds", handle: (*visit).search},
	{Method: "GET", Pattern: searchPath(locale.EN), Does: "the search, and what it finds", handle: (*visit).search},

	{Method: "GET", Pattern: formPath(locale.VI), Does: "the form with which anybody sends a request", Private: true, handle: (*visit).requestForm},
	{Method: "POST", Pattern: formPath(locale.VI), Does: "takes a request in", Private: true, handle: (*visit).sendRequest},
	{Method: "GET", Pattern: donePath(locale.VI, "{link}"), Does: "code and due time of a request just sent", Private: true, handle: (*visit).requestDone},
	{Method: "GET", Pattern: trackPath(locale.VI), Does: "a request as its sender follows it", Private: true, handle: (*visit).track},
	{Method: "POST", Pattern: trackPath(locale.VI), Does: "a further message of the sender", Private: true, handle: (*visit).reply},
	{Method: "GET", Pattern: answerPath(locale.VI), Does: "asks the sender whether the page is right", Private: true, handle: (*visit).ask},
	{Method: "POST", Pattern: answerPath(locale.VI), Does: "takes that answer", Private: true, handle: (*visit).answerAsk},
	{Method: "GET", Pattern: formPath(locale.EN), Does: "the form with which anybody sends a request", Private: true, handle: (*visit).requestForm},
	{Method: "POST", Pattern: formPath(locale.EN), Does: "takes a request in", Private: true, handle: (*visit).sendRequest},
	{Method: "GET", Pattern: donePath(locale.EN, "{link}"), Does: "code and due time of a request just sent", Private: true, handle: (*visit).requestDone},
	{Method: "GET", Pattern: trackPath(locale.EN), Does: "a request as its sender follows it", Private: true, handle: (*visit).track},
	{Method: "POST", Pattern: trackPath(locale.EN), Does: "a further message of the sender", Private: true, handle: (*visit).reply},
	{Method: "GET", Pattern: answerPath(locale.EN), Does: "asks the sender whether the page is right", Private: true, handle: (*visit).ask},
	{Method: "POST", Pattern: answerPath(locale.EN), Does: "takes that answer", Private: true, handle: (*visit).answerAsk},

	{Method: "GET", Pattern: previewPath(locale.VI), Does: "a text before it is public, by a link that was given", Private: true, handle: (*visit).preview},
	{Method: "GET", Pattern: previewPath(locale.VI) + "/{file}", Does: "a picture or file of that text", Private: true, handle: (*visit).previewMedia},
	{Method: "GET", Pattern: previewPath(locale.EN), Does: "a text before it is public, by a link that was given", Private: true, handle: (*visit).preview},
	{Method: "GET", Pattern: previewPath(locale.EN) + "/{file}", Does: "a picture or file of that text", Private: true, handle: (*visit).previewMedia},

	{Method: "GET", Pattern: askedPath(locale.VI), Does: "what somebody without an account was asked for, with the form that sends it", Private: true, handle: (*visit).asked},
	{Method: "POST", Pattern: askedPath(locale.VI), Does: "takes it in, or a word about it", Private: true, handle: (*visit).sendAsked},
	{Method: "GET", Pattern: askedPath(locale.EN), Does: "what somebody without an account was asked for, with the form that sends it", Private: true, handle: (*visit).asked},
	{Method: "POST", Pattern: askedPath(locale.EN), Does: "takes it in, or a word about it", Private: true, handle: (*visit).sendAsked},

	{Method: "GET", Pattern: cases.ReportPath(locale.VI, "{item}"), Does: "the form on which a reader says what is wrong on a page", Private: true, handle: (*visit).reportForm},
	{Method: "POST", Pattern: cases.ReportPath(locale.VI, "{item}"), Does: "takes that in", Private: true, handle: (*visit).sendReport},
	{Method: "GET", Pattern: cases.ReportedPath(locale.VI, "{link}"), Does: "what became of it", Private: true, handle: (*visit).reported},
	{Method: "GET", Pattern: cases.ReportPath(locale.EN, "{item}"), Does: "the form on which a reader says what is wrong on a page", Private: true, handle: (*visit).reportForm},
	{Method: "POST", Pattern: cases.ReportPath(locale.EN, "{item}"), Does: "takes that in", Private: true, handle: (*visit).sendReport},
	{Method: "GET", Pattern: cases.ReportedPath(locale.EN, "{link}"), Does: "what became of it", Private: true, handle: (*visit).reported},

	{Method: "GET", Pattern: "/luot-truy-cap", Does: "how many readers and visits there are, for the foot of pages", handle: (*visit).visitors},
	{Method: "GET", Pattern: "/visitors", Does: "how many readers and visits there are, for the foot of pages", handle: (*visit).visitors},

	{Method: "GET", Pattern: "/huu-ich/{item}", Does: "asks whether a page was of use", Private: true, handle: (*visit).rate},
	{Method: "POST", Pattern: "/huu-ich/{item}", Does: "counts the answer", Private: true, handle: (*visit).sendRate},
	{Method: "GET", Pattern: "/helpful/{item}", Does: "asks whether a page was of use", Private: true, handle: (*visit).rate},
	{Method: "POST", Pattern: "/helpful/{item}", Does: "counts the answer", Private: true, handle: (*visit).sendRate},

	{Method: "GET", Pattern: chartPath(locale.VI), Does: "the units as they are organised", page: (*visit).chart},
	{Method: "GET", Pattern: chartPath(locale.EN), Does: "the units as they are organised", page: (*visit).chart},
	{Method: "GET", Pattern: contactsPath(locale.VI), Does: "how the institution and its units are reached", page: (*visit).contacts},
	{Method: "GET", Pattern: contactsPath(locale.EN), Does: "how the institution and its units are reached", page: (*visit).contacts},
	{Method: "GET", Pattern: guidePath(locale.VI), Does: "all places of the site on one page", page: (*visit).guide},
	{Method: "GET", Pattern: guidePath(locale.EN), Does: "all places of the site on one page", page: (*visit).guide},
}

// strands are the addresses under which lists stand, each with its feeds, further
// pages and months; what they name comes before what any section could.
var strands = []struct{ base, of string }{
	{"/" + unitWord(locale.VI) + "/{unit}", "a unit"}, {"/" + unitWord(locale.EN) + "/{unit}", "a unit"},
	{"/" + topicWord(locale.VI) + "/{topic}", "a topic"}, {"/" + topicWord(locale.EN) + "/{topic}", "a topic"},
	{"/" + kindWord(locale.VI) + "/{kind}", "a kind"}, {"/" + kindWord(locale.EN) + "/{kind}", "a kind"},
	{"/{section}", "a section"},
}

func init() {
	get := func(pattern, does string, handle func(*visit) error) {
		table = append(table, Route{Method: "GET", Pattern: pattern, Does: does, handle: handle})
	}
	kept := func(pattern, does string, page func(*visit) (Page, string, error)) {
		table = append(table, Route{Method: "GET", Pattern: pattern, Does: does, page: page})
	}
	pages := func(base, does string) {
		kept(base, does, (*visit).list)
		for _, l := range locale.Langs {
			kept(base+"/"+pageWord(l)+"/{page}", does+": a further page", (*visit).list)
		}
	}
	for _, l := range locale.Langs {
		pages("/"+monthWord(l), "all of the site, newest first")
		pages("/"+monthWord(l)+"/{month}", "what the site published in a month")
	}
	for _, s := range strands {
		for _, f := range feedFiles {
			table = append(table, Route{Method: "GET", Pattern: s.base + "/" + f.name, Does: "the newest of " + s.of + ", for programs", data: (*visit).feed})
		}
		pages(s.base, "what there is of "+s.of)
		for _, l := range locale.Langs {
			pages(s.base+"/"+monthWord(l)+"/{month}", "what there is of "+s.of+" from one month")
		}
	}
	get("/{section}/share-{mark}.png", "the title of a section set in type, for where its address is shared", (*visit).share)
	kept("/{section}/{item}", "a document, or the notice that it is gone", (*visit).item)
	get("/{section}/{item}/share-{mark}.png", "the title of a document set in type, for where its address is shared", (*visit).share)
	for i := range table {
		table[i].parts = strings.Split(table[i].Pattern[1:], "/")
		switch p := table[i].Pattern; p {
		case "/tim-kiem":
			searchPaths[locale.VI] = p
		case "/search":
			searchPaths[locale.EN] = p
		}
	}
}

// Routes returns every address of a site.
func Routes() []Route { return append([]Route(nil), table...) }

// The addresses of forms come from package cases, which writes them into
// letters.
func formPath(l locale.Lang) string   { return cases.FormPath(l) }
func trackPath(l locale.Lang) string  { return cases.TrackPath(l, "{link}") }
func answerPath(l locale.Lang) string { return cases.AnswerPath(l, "{link}") }

func previewPath(l locale.Lang) string { return cases.PreviewPath(l, "{link}") }

func askedPath(l locale.Lang) string { return cases.AskedPath(l, "{link}") }

func donePath(l locale.Lang, link string) string {
	if l == locale.EN {
		return formPath(l) + "/received/" + link
	}
	return formPath(l) + "/da-nhan/" + link
}

// pageWord stands before the number of a page of a list.
func pageWord(l locale.Lang) string {
	if l == locale.EN {
		return "page"
	}
	return "trang"
}

// match finds the route of a path, with the parts that its pattern names. The
// methods that the path knows are returned where this one is not among them.
func match(method, path string) (route *Route, args map[string]string, allowed []string) {
	parts := strings.Split(path[1:], "/")
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for i := range table {
		r := &table[i]
		a, ok := r.fits(parts)
		if !ok {
			continue
		}
		if fixed := allowed != nil && strings.HasPrefix(r.Pattern, "/{"); fixed {
			break // a fixed address is never a section's
		}
		if r.Method == method {
			return r, a, nil
		}
		allowed = append(allowed, r.Method)
	}
	return nil, nil, allowed
}

func (r *Route) fits(parts []string) (map[string]string, bool) {
	if len(parts) != len(r.parts) {
		return nil, false
	}
	var args map[string]string
	for i, want := range r.parts {
		if want == parts[i] && !strings.Contains(want, "{") {
			continue
		}
		before, name, named := strings.Cut(want, "{")
		name, after, _ := strings.Cut(name, "}")
		got := parts[i]
		if !named || len(got) <= len(before)+len(after) || !strings.HasPrefix(got, before) || !strings.HasSuffix(got, after) {
			return nil, false
		}
		if args == nil {
			args = make(map[string]string, 2)
		}
		args[name] = got[len(before) : len(got)-len(after)]
	}
	return args, true
}

var foreign = fault.New(fault.Denied, "httpx.foreign")

// answer is the one way into the portal: it finds the site, the route, and
// what must hold before the route's handler sees anything.
func (v *visit) answer(w http.ResponseWriter, r *http.Request) error {
	v.w, v.client = w, httpx.ClientOf(r)
	if strings.HasPrefix(r.URL.Path, AssetPrefix) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			return v.badMethod([]string{http.MethodGet})
		}
		if colours, ok := strings.CutPrefix(r.URL.Path, sheetPrefix); ok {
			return v.sheet(colours)
		}
		if err := Assets().Serve(w, r); err != nil {
			return err
		}
		v.prepareAsset()
		return nil
	}
	pl, err := v.p.places(r.Context())
	if err != nil {
		return err
	}
	v.places = pl
	if len(pl.sites) > 0 {
		v.stand(pl.sites[0], target{site: pl.sites[0], way: v.homeWay(pl.sites[0])})
	}
	at := v.p.locate(pl, v.client.Host, r.URL.Path)
	switch {
	case at.unknown:
		v.w.Header().Set("Cache-Control", "no-store")
		return v.fail(http.StatusMisdirectedRequest, "")
	case at.redirect != "":
		v.redirect(at.redirect, http.StatusFound)
		return nil
	case at.site == nil && r.URL.Path == "/robots.txt" && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		return v.ownRobots()
	case at.site == nil:
		return notFound()
	}
	v.stand(at.site, at)
	v.framed()
	route, args, allowed := match(r.Method, at.path)
	if route == nil && len(allowed) > 0 {
		return v.badMethod(allowed)
	}
	if route == nil {
		return v.elsewhere(v.stray(at.path))
	}
	v.args = args
	if r.Method == http.MethodPost {
		if err := crossOrigin.Check(r); err != nil {
			return foreign.Because(err)
		}
		if ok, wait := v.p.posts.Allow(v.p.address(r)); !ok {
			return v.p.posts.Refuse(w, r, wait)
		}
	}
	if route.page != nil || route.data != nil {
		return v.elsewhere(v.keep(route))
	}
	if !route.Private {
		return v.elsewhere(route.handle(v))
	}
	httpx.SetPrivate(w.Header())
	w.Header().Set("Referrer-Policy", "no-referrer")
	return route.handle(v)
}

// crossOrigin refuses forms that another website's page sends.
var crossOrigin = http.NewCrossOriginProtection()

var trailing = regexp.MustCompile(`^(/[a-z0-9-]+)+/$`)

// stray answers a path that no route has: one with a slash too many goes to
// the path without it.
func (v *visit) stray(path string) error {
	if trailing.MatchString(path) {
		v.redirect(v.base+strings.TrimSuffix(path, "/"), http.StatusMovedPermanently)
		return nil
	}
	return notFound()
}

func (v *visit) badMethod(allowed []string) error {
	h := v.w.Header()
	for i, m := range allowed {
		if m == http.MethodGet {
			allowed[i] = "GET, HEAD"
		}
	}
	h.Set("Allow", strings.Join(allowed, ", "))
	h.Set("Cache-Control", "no-store")
	return v.fail(http.StatusMethodNotAllowed, "")
}

// searchPaths are the pages on which a site is searched, by language.
var searchPaths = make(map[locale.Lang]string)
