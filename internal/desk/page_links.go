package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/links"
	"congbo/internal/publishing"
	"congbo/internal/store"
	"congbo/internal/vi"
)

const pathLinks = publishing.PathLinks

// A LinksPage is the report of links of published pages that are broken, or
// may be, unit by unit (F-C13).
type LinksPage struct {
	Shell
	Lead    string
	Note    string // said where links to other servers are not asked
	Units   []LinksOfUnit
	Problem string
	Empty   string
}

// LinksOfUnit is the report of one unit's pages.
type LinksOfUnit struct {
	ID      int64
	Name    string
	Summary string
	Rows    []LinkLine
}

// A LinkLine is one link on one page.
type LinkLine struct {
	ID         int64
	Title      string // of the page
	Page       string // public address
	Code, Case string
	Site       string
	Words      string
	Place      string
	Address    string
	Lead       string // where it leads, to be followed by hand
	Tag        Tag
	Since      string
	Answer     string
	Asked      string
	Kept       string // by whom and when it is kept on purpose
	Reason     string // why, or as it was typed
	Form       string // unique on the page, for its fields
	Mend       string
	May        bool
	Open       bool
}

// LinksWaiting is how many of them a person should see to.
type LinksWaiting struct {
	Count int
	Path  string
}

var linkTags = map[links.State]Tag{links.Broken: {"bad", "cross", ""}, links.Doubtful: {"warn", "warn", ""}, links.Moved: {"", "next", ""}}

func (d *Desk) links(v *visit) error { return v.showLinks(http.StatusOK, 0, "", "") }

// showLinks answers with the report; link, typed and problem are of a form that
// was refused.
func (v *visit) showLinks(status int, link int64, typed, problem string) error {
	r, err := v.d.Publishing.BrokenLinks(v.ctx(), v.who.Actor)
	if err != nil {
		return err
	}
	w, err := v.world()
	if err != nil {
		return err
	}
	page := LinksPage{Problem: problem}
	if !r.Outside {
		page.Note = v.t("links.outside_off")
	}
	only, names, broken := v.r.URL.Query().Get("unit"), v.names(), 0
	for _, u := range r.Units {
		if only != "" && only != id(u.Unit) {
			continue
		}
		broken += u.Broken
		of := LinksOfUnit{ID: u.Unit, Name: v.t("admin.place_institution"), Summary: v.t("links.unit_summary", u.Broken)}
		if u.Unit != 0 {
			of.Name = w.units[u.Unit]
		}
		for i := range u.Rows {
			l := v.linkLine(w, &u.Rows[i])
			if k := u.Rows[i].Kept; k != nil {
				l.Kept = v.t("links.kept_by", names(k.Person), vi.ShortDateTime(v.lang, k.At))
			}
			if l.ID == link {
				l.Open, l.Reason = true, typed
				link = 0
			}
			of.Rows = append(of.Rows, l)
		}
		page.Units = append(page.Units, of)
	}
	page.Lead = v.t("links.lead", r.Watched, broken)
	if len(page.Units) == 0 {
		page.Empty = v.t("links.none")
	}
	if page.Shell, err = v.shell(v.t("desk.nav_links"), "links"); err != nil {
		return err
	}
	return v.show(status, "links", page)
}

// world reads the names of things of the visitor's institution.
func (v *visit) world() (w *world, err error) {
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		w, err = readWorld(ctx, tx, v.who.Institution, v.lang)
		return err
	})
	return w, err
}

func (v *visit) linkLine(w *world, r *publishing.LinkRow) LinkLine {
	e := r.Edition
	site, section := w.sites[e.Site], w.sections[e.Section]
	l := LinkLine{ID: r.ID, Title: e.Title, Page: v.d.siteURL(&site, e.Path(section.Slug)), Site: site.Name, Code: r.Code, Words: r.Words, May: r.May,
		Place: v.t("links.place_" + r.Place), Form: id(e.ID) + "-" + id(r.ID), Tag: linkTags[r.State], Answer: v.linkAnswer(r.Last)}
	l.Tag.Text = v.t("links.state_" + string(r.State))
	l.Lead = v.d.Publishing.LinkURL(r.Address, r.Host, func(id int64) *store.Site {
		if s, ok := w.sites[id]; ok {
			return &s
		}
		return nil
	})
	l.Address = l.Lead
	if l.Address == "" {
		l.Address = v.t("links.place_file")
	}
	l.Since = v.t("links.since", vi.ShortDateTime(v.lang, r.Since))
	if !r.AskedAt.IsZero() {
		l.Asked = v.t("links.asked", vi.ShortDateTime(v.lang, r.AskedAt))
	}
	if r.Kept != nil {
		l.Tag, l.Reason = Tag{"", "hand", v.t("links.state_kept")}, r.Kept.Reason
	}
	if v.seesCase(&store.Case{ID: e.Case, Institution: v.who.Institution, Unit: r.TextUnit, Site: e.Site}) {
		l.Case = casePath(r.Code)
		words := r.Words
		if words == "" {
			words = l.Address
		}
		l.Mend = l.Case + "?" + url.Values{"mend": {words}}.Encode() + "#after-change_correction"
	}
	return l
}

// linkAnswer says in words what came of asking a link.
func (v *visit) linkAnswer(a links.Answer) string {
	if a.Kind == "" {
		return ""
	}
	if a.Good() && a.To != "" {
		return v.t("links.answer_moved", a.To)
	}
	s := v.t("links.answer_" + string(a.Kind))
	if a.Status != 0 && !a.Certain() {
		s += " " + v.t("links.status", a.Status)
	}
	return s
}

// changeLink does what a form of the report asks for.
func (d *Desk) changeLink(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	link, what, arg := number(v.r.PathValue("id")), "", ""
	switch f.Get("do") {
	case "keep":
		what, err = "link_kept", d.Publishing.KeepLink(v.ctx(), v.who.Actor, link, f.Get("reason"))
	case "unkeep":
		what, err = "link_unkept", d.Publishing.UnkeepLink(v.ctx(), v.who.Actor, link)
	case "ask":
		var state links.State
		state, err = d.Publishing.AskLinkAgain(v.ctx(), v.who.Actor, link)
		what = "link_asked"
		if err == nil {
			arg = strings.ToLower(v.t("links.state_" + string(state)))
		}
	default:
		err = fault.New(fault.Invalid, "httpx.bad_form")
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooMany, fault.Unavailable:
		if err != nil {
			return v.showLinks(httpx.Status(err), link, f.Get("reason"), v.sayAll(err))
		}
	}
	if err != nil {
		return err
	}
	if arg != "" {
		return v.done(pathLinks, what, arg)
	}
	return v.done(pathLinks, what)
}
