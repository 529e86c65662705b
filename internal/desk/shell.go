package desk

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"congbo/internal/duties"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// A Shell is what stands around a page: every page value embeds one, made by
// visit.shell. The frame is templates/layout.html.
type Shell struct {
	Lang        locale.Lang
	Title       string // of the page, as its h1 and in the browser's title
	Here        string // the entry of the navigation that is lit; "" none
	Institution string
	Short       string // for the mark: ĐHST
	Me          *Me    // nil where nobody is signed in
	Nav         []NavGroup
	Clock       *OfficeClock
	Flash       []Flash
	Bell        bool   // leads to the inbox
	Inbox       int    // what is unread in it
	Find        bool   // has the search field
	Sought      string // what stands in the search field
	ThisPage    string // its address, to come back to after a change of language
	Demo        string // address of the page that changes the person; demonstrations only
	Editor      bool   // loads the editor
	Bare        bool   // no navigation: signing in, failures
}

// Me is who is signed in.
type Me struct {
	Name  string
	Roles []string // titles, with the place where it is not the institution
	For   []string // names of those who have delegated something to this person
}

// MoreNav reports whether the navigation has more than the bar of a phone shows.
func (s Shell) MoreNav() bool {
	return slices.ContainsFunc(s.Nav, func(g NavGroup) bool {
		return slices.ContainsFunc(g.Items, func(n NavItem) bool { return !n.Bar })
	})
}

// A NavGroup is a part of the navigation.
type NavGroup struct {
	Title string // "" for the first
	Items []NavItem
}

// A NavItem is an entry of the navigation.
type NavItem struct {
	Name  string // "work", "cases" …
	Label string
	Path  string
	Icon  string
	Count int  // what waits there; 0 is not shown
	Bar   bool // also in the bar at the foot of a phone
}

// navigation is the whole of it; an entry is shown to those who meet the need
// of the route it leads to.
var navigation = []struct {
	group, name, path string
	bar               bool
}{
	{"", "work", "/desk", true},
	{"", "cases", "/desk/cases", true},
	{"", "board", pathBoard, false},
	{"", "held", "/desk/held", true},
	{"", "diary", "/desk/diary", true},
	{"watch", "commissions", pathCommissions, false},
	{"watch", "plans", duties.Path, false},
	{"watch", "batches", pathBatches, false},
	{"watch", "releases", pathReleases, false},
	{"watch", "deliveries", pathDeliveries, false},
	{"watch", "reports", pathReports, false},
	{"watch", "links", pathLinks, false},
	{"watch", "library", pathLibrary, false},
	{"watch", "letters", "/desk/letters", false},
	{"watch", "forced", "/desk/forced", false},
	{"watch", "log", "/desk/log", false},
	{"organisation", "procedures", "/desk/procedures", false},
	{"organisation", "people", "/desk/people", false},
	{"organisation", "roster", "/desk/roster", false},
	{"organisation", "units", "/desk/units", false},
	{"organisation", "sites", "/desk/sites", false},
	{"organisation", "kinds", "/desk/kinds", false},
	{"organisation", "mailboxes", "/desk/mailboxes", false},
	{"organisation", "wordings", pathWordings, false},
	{"organisation", "calendar", "/desk/calendar", false},
	{"organisation", "institution", "/desk/institution", false},
	{"organisation", "programs", pathPrograms, false},
}

// bareShell is a frame that needs no database.
func (v *visit) bareShell(title string) Shell {
	return Shell{Lang: v.lang, Title: title, ThisPage: v.address(), Bare: true, Flash: v.takeFlash()}
}

// address is where a page can be got again: its own address or, where it answers
// a form, the nearest page above.
func (v *visit) address() string {
	if v.r.Method != http.MethodPost {
		return v.r.URL.RequestURI()
	}
	_, pattern, _ := strings.Cut(v.r.Pattern, " ")
	for path := v.r.URL.EscapedPath(); pattern != ""; path, pattern = above(path), above(pattern) {
		if _, ok := routeTo(pattern); ok {
			return path
		}
	}
	return pathHome
}

// above is a path without its last part.
func above(path string) string { return path[:max(strings.LastIndexByte(path, '/'), 0)] }

// shell is the frame of a page with a title; here names its entry of the
// navigation.
func (v *visit) shell(title, here string) (Shell, error) {
	s := v.bareShell(title)
	s.Here, s.Demo = here, v.d.Demo
	if v.who.Person == 0 {
		return s, nil
	}
	s.Bare = false
	held := 0
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		inst, err := tx.Institution(ctx, v.who.Institution)
		if err != nil {
			return err
		}
		s.Institution, s.Short = inst.Name.In(v.lang), inst.Settings.Short
		if s.Me, err = v.me(ctx, tx, inst); err != nil {
			return err
		}
		if s.Inbox, err = tx.CountUnread(ctx, v.who.Person); err != nil {
			return err
		}
		held, err = tx.CountHeld(ctx, v.who.Institution)
		return err
	})
	if err != nil {
		return s, err
	}
	if v.tasks, err = v.d.Cases.Tasks(v.ctx(), v.who.Actor); err != nil {
		return s, err
	}
	s.Clock = officeClock(v.lang, v.d.calendar(v.who.Institution), v.now)
	if r, ok := routeTo(pathCases); ok {
		s.Find = v.allowed(r) == nil
	}
	if r, ok := routeTo(pathInbox); ok {
		s.Bell = v.allowed(r) == nil
	}
	s.Nav = v.nav(map[string]int{"work": len(v.tasks), "held": held})
	return s, nil
}

func (v *visit) nav(counts map[string]int) []NavGroup {
	var groups []NavGroup
	last := "-"
	for _, n := range navigation {
		r, ok := routeTo(n.path)
		if !ok || v.allowed(r) != nil {
			continue
		}
		if n.group != last {
			g := NavGroup{}
			if n.group != "" {
				g.Title = v.t("desk.nav_" + n.group)
			}
			groups, last = append(groups, g), n.group
		}
		g := &groups[len(groups)-1]
		picture := n.name
		switch picture {
		case "procedures":
			picture = "procedure"
		case "roster":
			picture = "people"
		case "releases":
			picture = "calendar"
		case "deliveries":
			picture = "send"
		case "reports":
			picture = "warn"
		case "links":
			picture = "link"
		case "commissions":
			picture = "send"
		case "plans":
			picture = "calendar"
		case "batches":
			picture = "letters"
		}
		g.Items = append(g.Items, NavItem{Name: n.name, Label: v.t("desk.nav_" + n.name), Path: n.path, Icon: picture, Count: counts[n.name], Bar: n.bar})
	}
	return groups
}

// me tells who is signed in, with what they are there.
func (v *visit) me(ctx context.Context, tx *store.Tx, inst *store.Institution) (*Me, error) {
	me := &Me{Name: v.who.Name}
	places, err := placeNames(ctx, tx, inst.ID, v.lang)
	if err != nil {
		return nil, err
	}
	seen := make(map[string]bool)
	for _, a := range v.who.Standing.Appointments {
		if a.Person != v.who.Person || !a.Holds(v.now) {
			continue
		}
		title := roleTitle(inst, v.lang, a.Role)
		if place := places[a.Place]; place != "" {
			title = v.t("desk.role_at", title, place)
		}
		if !seen[title] {
			seen[title] = true
			me.Roles = append(me.Roles, upperFirst(title))
		}
	}
	for _, d := range v.who.Standing.Delegations {
		if d.To != v.who.Person || !d.Holds(v.now) {
			continue
		}
		p, err := tx.Person(ctx, d.From)
		if err != nil {
			return nil, err
		}
		me.For = append(me.For, p.Name)
	}
	return me, nil
}

// placeNames are the names of the places of an institution where roles are
// held; the institution itself has none, as it goes without saying.
func placeNames(ctx context.Context, tx *store.Tx, institution int64, l locale.Lang) (map[people.Place]string, error) {
	names := make(map[people.Place]string)
	units, err := tx.Units(ctx, institution)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		names[people.Place{Kind: people.Unit, ID: u.ID}] = u.Name.In(l)
	}
	sites, err := tx.Sites(ctx, institution)
	if err != nil {
		return nil, err
	}
	for _, s := range sites {
		names[people.Place{Kind: people.Site, ID: s.ID}] = s.Name
	}
	return names, nil
}

// roleTitle is what a role is called in an institution.
func roleTitle(inst *store.Institution, l locale.Lang, r people.Role) string {
	if inst != nil {
		if t, ok := inst.Settings.Titles[r]; ok {
			return t.In(l)
		}
	}
	if locale.Has(l, r.Title()) {
		return locale.T(l, r.Title())
	}
	return string(r)
}
