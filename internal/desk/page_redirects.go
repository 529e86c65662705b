package desk

import (
	"context"
	"net/http"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/people"
	"congbo/internal/publishing"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A RedirectPage lists the redirects of a site: which addresses lead elsewhere,
// and where (F-L3).
type RedirectPage struct {
	Shell
	Crumbs []Crumb
	Lead   string
	Path   string
	Rows   []RedirectRow // in force
	Ended  []RedirectRow
	Form   Form
}

// A RedirectRow is one of them.
type RedirectRow struct {
	Source, Target string
	URL            string // of Target
	Outside        bool
	Note           string
	Who            string
	EndPath        string
}

func redirectsPath(site int64) string { return pathSites + "/" + id(site) + "/redirects" }

func (d *Desk) redirects(v *visit) error {
	page, err := v.redirectPage()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "redirects", page)
}

func (v *visit) redirectPage() (page RedirectPage, err error) {
	site, err := v.siteOfPath(people.ManageSections)
	if err != nil {
		return page, err
	}
	all, err := v.d.Publishing.Redirects(v.ctx(), v.who.Actor, site.ID)
	if err != nil {
		return page, err
	}
	page.Crumbs = []Crumb{{v.t("desk.nav_sites"), pathSites}, {site.Name, sectionsPath(site.ID)}}
	page.Lead, page.Path = v.t("admin.redirects_lead", site.Name), redirectsPath(site.ID)
	names, err := v.namesOf(all)
	if err != nil {
		return page, err
	}
	for _, r := range all {
		row := RedirectRow{Source: r.Source, Target: r.Target, URL: r.Target, Outside: r.TargetSite == 0, Note: r.Note, EndPath: page.Path + "/" + id(r.ID) + "/end",
			Who: v.t("admin.redirect_by", names[r.MadeBy], vi.ShortDateTime(v.lang, r.MadeAt))}
		if other := v.places().Site(r.TargetSite); other != nil {
			row.URL = v.d.siteURL(other, r.Target)
			if other.ID != site.ID {
				row.Target = row.URL
			}
		}
		if r.EndedAt.IsZero() {
			page.Rows = append(page.Rows, row)
			continue
		}
		row.Who = v.t("admin.redirect_ended_by", names[r.EndedBy], vi.ShortDateTime(v.lang, r.EndedAt))
		page.Ended = append(page.Ended, row)
	}
	fields := []FormField{
		{Type: "text", Name: "source", Label: v.t("admin.redirect_source"), Hint: v.t("admin.redirect_source_hint"), Required: true},
		{Type: "text", Name: "target", Label: v.t("admin.redirect_target"), Hint: v.t("admin.redirect_target_hint"), Required: true},
		{Type: "text", Name: "note", Label: v.t("admin.redirect_note"), Hint: v.t("admin.redirect_note_hint")},
	}
	if v.may(people.ManageSite, site.Unit, site.ID) == nil {
		fields = append(fields, check("outside", v.t("admin.redirect_outside"), v.t("admin.redirect_outside_hint"), false))
	}
	page.Form = Form{ID: "add", Path: page.Path, Submit: v.t("admin.redirect_add"), Parts: []FormPart{{Fields: fields}}}
	page.Shell, err = v.shell(v.t("admin.redirects"), "sites")
	return page, err
}

// namesOf are the names of whoever made or ended redirects.
func (v *visit) namesOf(all []store.Redirect) (map[people.PersonID]string, error) {
	names := map[people.PersonID]string{0: v.t("event.program")}
	return names, v.view(func(ctx context.Context, tx *store.Tx) error {
		for _, r := range all {
			for _, who := range []people.PersonID{r.MadeBy, r.EndedBy} {
				if _, known := names[who]; known {
					continue
				}
				p, err := tx.Person(ctx, who)
				if err != nil {
					return err
				}
				names[who] = p.Name
			}
		}
		return nil
	})
}

func (d *Desk) addRedirect(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	site, err := v.siteOfPath(people.ManageSections)
	if err != nil {
		return err
	}
	err = d.Publishing.AddRedirect(v.ctx(), v.who.Actor, publishing.Redirect{Site: site.ID, Source: f.Get("source"), Target: f.Get("target"), Note: f.Get("note"), Outside: f.Has("outside")})
	if err == nil {
		return v.done(redirectsPath(site.ID), "redirect_added", f.Get("source"))
	}
	page, perr := v.redirectPage()
	if perr != nil {
		return perr
	}
	if !page.Form.refused(v.lang, f.Values, err) {
		return err
	}
	return v.show(httpx.Status(err), "redirects", page)
}

func (d *Desk) endRedirect(v *visit) error {
	site, err := v.siteOfPath(people.ManageSections)
	if err != nil {
		return err
	}
	if err := d.Publishing.EndRedirect(v.ctx(), v.who.Actor, site.ID, number(v.r.PathValue("redirect"))); err != nil && !fault.Is(err, fault.Conflict) {
		return err
	}
	return v.done(redirectsPath(site.ID), "redirect_ended")
}
