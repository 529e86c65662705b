package portal

import (
	"context"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/store"
)

func chartPath(l locale.Lang) string    { return "/" + store.ChartSlugs.In(l) }
func contactsPath(l locale.Lang) string { return "/" + store.ContactSlugs.In(l) }

// fronts reports whether an edition is what introduces the page at an address.
func fronts(e *store.Edition, path string) bool {
	return e.Kind == standing && path == "/"+e.Slug
}

// front reads what stands by itself at an address of one part; nil where nothing
// does.
func (rd *reader) front(ctx context.Context, slug string) (*Text, error) {
	e, err := rd.tx.LiveFront(ctx, rd.site.ID, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if !fronts(e, rd.editionPath(e)) {
		return nil, nil // of another section, which has that name for an item
	}
	pg, err := rd.document(ctx, e)
	if err != nil {
		return nil, err
	}
	t, _ := pg.(*Text)
	return t, nil
}

// sectionFront has a section's own text introduce its page.
func (rd *reader) sectionFront(ctx context.Context, l *List, slug string) error {
	t, err := rd.front(ctx, slug)
	if err != nil || t == nil {
		return err
	}
	l.Front = t
	if !strings.EqualFold(t.Title, l.Title) {
		l.Kicker = l.Title
	}
	l.Title, l.Summary, l.About, l.Picture, l.Share = t.Title, t.Summary, t.Description(), t.Picture, t.Share
	if t.Alternate != "" {
		l.Alternate = t.Alternate
	}
	return nil
}

// every makes one of the pages that each site has, or names its address. A
// section that was named like it before there was such a page stays where it is.
func (v *visit) every(path func(locale.Lang) string, page func(context.Context, *reader) (Page, error)) (pg Page, move string, err error) {
	if s := v.places.sectionAt(v.site.ID, v.at.path[1:]); s != nil {
		v.args = map[string]string{"section": s.Slug}
		return v.list()
	}
	if p := path(v.lang()); v.at.path != p {
		return nil, v.path(p), nil
	}
	err = v.read(func(ctx context.Context, rd *reader) error {
		if err := rd.lists(ctx, 0); err != nil { // any of them may be what introduces it
			return err
		}
		pg, err = page(ctx, rd)
		return err
	})
	return pg, "", err
}

// standingFrame is what one of these pages has around it.
func (rd *reader) standingFrame(ctx context.Context, title, about string, path func(locale.Lang) string) (f Frame, front *Text, kicker, summary string, err error) {
	at := path(rd.lang())
	f = rd.frame(title, at)
	f.About, f.Crumbs, f.Share = about, []Link{{Title: rd.t("visit.home"), URL: rd.path("/")}}, rd.shareURL(at, title)
	if other := rd.places.site(rd.site.Counterpart); other != nil {
		f.Alternate = rd.urlOf(other, path(other.Lang))
	}
	if front, err = rd.front(ctx, at[1:]); err != nil || front == nil {
		return f, nil, "", about, err
	}
	if !strings.EqualFold(front.Title, title) {
		kicker = title
	}
	f.Title, f.About, f.Picture, f.Share = front.Title, front.Description(), front.Picture, rd.shareURL(at, front.Title)
	return f, front, kicker, front.Summary, nil
}

// ownName is whose units and whose address these pages are about.
func (v *visit) ownName() string {
	if u := v.places.units[v.site.Unit]; u != nil {
		return u.Name.In(v.lang())
	}
	if in := v.places.institutions[v.site.Institution]; in != nil {
		return in.Name.In(v.lang())
	}
	return v.site.Name
}

// chart makes the organisation chart: of the institution, or below the unit
// whose site it is (R-B6).
func (v *visit) chart() (Page, string, error) {
	return v.every(chartPath, func(ctx context.Context, rd *reader) (Page, error) {
		c := &Chart{Name: v.ownName(), Units: v.chartUnits(v.site.Unit), ContactsURL: v.path(contactsPath(v.lang()))}
		var err error
		c.Frame, c.Front, c.Kicker, c.Summary, err = rd.standingFrame(ctx, v.t("visit.chart"), v.t("visit.chart_about"), chartPath)
		return c, err
	})
}

// contacts makes the page of addresses (R-B6).
func (v *visit) contacts() (Page, string, error) {
	return v.every(contactsPath, func(ctx context.Context, rd *reader) (Page, error) {
		c := &Contacts{Name: v.ownName(), ChartURL: v.path(chartPath(v.lang()))}
		var err error
		c.Frame, c.Front, c.Kicker, c.Summary, err = rd.standingFrame(ctx, v.t("visit.contacts"), v.t("visit.contacts_about"), contactsPath)
		c.Own = c.Site.Contact
		var reached func(units []ChartUnit)
		reached = func(units []ChartUnit) {
			for _, u := range units {
				if !u.Contact.Empty() {
					c.Units = append(c.Units, ChartUnit{Link: u.Link, Head: u.Head, Contact: u.Contact})
				}
				reached(u.Inside)
			}
		}
		reached(v.chartUnits(v.site.Unit))
		return c, err
	})
}

// chartUnits are the units below one, in their order.
func (v *visit) chartUnits(parent int64) []ChartUnit {
	var list []ChartUnit
	for _, u := range v.places.unitsOf(v.site.Institution) {
		if u.Parent == parent {
			s := v.unitStrand(u)
			list = append(list, ChartUnit{Link: Link{Title: s.title, URL: v.path(s.path)}, Short: u.Short, Head: u.Contact.Head.In(v.lang()), Contact: v.unitContact(&u.Contact),
				Inside: v.chartUnits(u.ID)})
		}
	}
	return list
}

// unitContact is how a unit is reached.
func (v *visit) unitContact(c *store.Contact) Contact {
	return Contact{Phone: c.Phone, Fax: c.Fax, Email: c.Email, Office: c.Office.In(v.lang()), Hours: c.Hours.In(v.lang())}
}
