package desk

import (
	"context"
	"strconv"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/people"
	"congbo/internal/publishing"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A PreviewsView is the links by which people without an account see the text
// of a case before it is public: whom they were given to, and the form for a
// further one.
type PreviewsView struct {
	List  []PreviewLine
	May   bool
	Open  bool // the form was sent and not carried out
	Whom  string
	Date  string
	Clock string
	First string
	Last  string
	What  []Choice
	Sites []Choice
}

// A PreviewLine is one link that was given.
type PreviewLine struct {
	ID    int64
	Whom  string
	What  string
	Tag   Tag
	Given string
	Seen  string
	Taken string // by whom it was taken back
	URL   string // only where it opens something
}

const previewDays = 7 // proposed

// previews reads the links of a case for those who may give them.
func (v *visit) previews(view *cases.View, b *book) (*PreviewsView, error) {
	if view.Revision == nil || v.d.Publishing == nil || !view.Keeps(v.who.Person) {
		return nil, nil
	}
	var given []store.Preview
	err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		given, err = tx.Previews(ctx, view.Case.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	held := view.State.Embargo.Holds(b.now)
	p := &PreviewsView{May: !held}
	for _, g := range given {
		l := PreviewLine{ID: g.ID, Whom: g.Whom, What: b.t("desk.link_newest"), Seen: b.t("desk.link_never"),
			Given: b.t("desk.link_given", b.holder(people.Holder{Person: g.By, For: g.For}), shortMoment(b.l, b.now, g.At), vi.DateTime(b.l, g.Expires))}
		for _, r := range view.Revisions {
			if r.ID == g.Revision {
				l.What = b.t("desk.link_now", r.Number)
			}
		}
		if g.Opened > 0 {
			l.Seen = b.t("desk.link_seen", g.Opened, shortMoment(b.l, b.now, g.OpenedAt))
		}
		site := b.w.sites[g.Site]
		switch {
		case !g.RevokedAt.IsZero():
			l.Tag = Tag{"bad", "cross", b.t("desk.link_revoked")}
			l.Taken = b.t("desk.link_revoked_by", b.name(g.RevokedBy), shortMoment(b.l, b.now, g.RevokedAt))
		case !b.now.Before(g.Expires):
			l.Tag = Tag{"", "log", b.t("desk.link_expired")}
		case held:
			l.Tag = Tag{"wait", "lock", b.t("desk.link_held")}
		default:
			l.Tag, l.URL = Tag{"good", "check", b.t("desk.link_open")}, b.url(&site, cases.PreviewPath(site.Lang, v.d.Publishing.PreviewLink(&g)))
		}
		p.List = append(p.List, l)
	}
	b.previewForm(p)
	return p, nil
}

func (b *book) previewForm(p *PreviewsView) {
	until := closeOf(b.cal, b.now.AddDate(0, 0, previewDays)).In(workday.Zone)
	p.Date, p.Clock = until.Format(time.DateOnly), until.Format("15:04")
	p.First, p.Last = b.now.In(workday.Zone).Format(time.DateOnly), b.now.AddDate(0, 0, 60).In(workday.Zone).Format(time.DateOnly)
	n := strconv.Itoa(b.Revision.Number)
	p.What = []Choice{{"", b.t("desk.link_newest"), true}, {n, b.t("desk.link_now", b.Revision.Number), false}}
	for _, place := range b.Revision.Sites {
		if s := b.w.sites[place.Site]; s.Active && s.Lang == b.Revision.Lang {
			p.Sites = append(p.Sites, Choice{strconv.FormatInt(s.ID, 10), s.Name, false})
		}
	}
	if b.typed.Get("do") == "give" {
		p.Open, p.Whom, p.Date, p.Clock = true, b.typed.Get("whom"), b.typed.Get("date"), b.typed.Get("time")
		p.What[0].On, p.What[1].On = b.typed.Get("what") != n, b.typed.Get("what") == n
	}
}

// preview gives a link or takes one back.
func (d *Desk) preview(v *visit) error {
	return v.onCase(httpx.SmallForm, func(view *cases.View, f *httpx.Form) (string, error) {
		if id, ok := strings.CutPrefix(f.Get("do"), "revoke:"); ok {
			return "link_revoked", d.Publishing.RevokePreview(v.ctx(), v.who.Actor, view.Case.ID, number(id))
		}
		if f.Get("do") != "give" {
			return "", fault.New(fault.Invalid, "flow.no_such_act", f.Get("do"))
		}
		until, err := moment(f.Get("date"), f.Get("time"), d.calendar(v.who.Institution))
		if err != nil {
			return "", err
		}
		_, err = d.Publishing.GivePreview(v.ctx(), v.who.Actor, view.Case.ID,
			publishing.PreviewWish{Whom: f.Get("whom"), Site: number(f.Get("site")), Number: int(number(f.Get("what"))), Until: until})
		return "link", err
	})
}
