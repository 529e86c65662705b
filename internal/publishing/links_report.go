package publishing

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/links"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// TemplateLinks tells those who answer for pages, once a week, of links that
// are broken.
const TemplateLinks = "broken-links"

// PathLinks is where the desk shows the report.
const PathLinks = "/desk/links"

const maxKeptReason = 500

// LinkReport is what is wrong with the links of published pages, as somebody
// may see it.
type LinkReport struct {
	Units   []UnitLinks
	Watched int  // links of the whole institution
	Outside bool // those that lead to other servers are asked
}

// UnitLinks are the links of one unit's pages: of its own site, and of its
// texts on a site of the institution.
type UnitLinks struct {
	Unit   int64 // 0: the institution itself
	Rows   []LinkRow
	Broken int // rows that are broken and not kept on purpose
}

// A LinkRow is a link on a page.
type LinkRow struct {
	store.LinkOnPage
	Unit int64
	May  bool // keep it, ask it again
}

// Counts reports whether a row is one that somebody should mend.
func (r LinkRow) Counts() bool { return r.State == links.Broken && r.Kept == nil }

func unitOfLink(l store.LinkOnPage) int64 { return cmp.Or(l.SiteUnit, l.TextUnit) }

// linkScope is where a page with a link lies: on its site and in its unit.
func (p *Publishing) linkScope(ctx context.Context, tx *store.Tx, l store.LinkOnPage) (people.Scope, error) {
	site, err := tx.Site(ctx, l.Edition.Site)
	if err != nil {
		return people.Scope{}, err
	}
	in := p.Cases.SiteScope(site)
	for _, u := range p.Cases.UnitScope(l.Institution, unitOfLink(l)).Units {
		if !slices.Contains(in.Units, u) {
			in.Units = append(in.Units, u)
		}
	}
	return in, nil
}

// linkRows lists the links of pages that somebody may see the report of.
func (p *Publishing) linkRows(ctx context.Context, tx *store.Tx, who cases.Actor, states ...links.State) ([]LinkRow, error) {
	all, err := tx.LinksInState(ctx, who.Institution, states...)
	if err != nil {
		return nil, err
	}
	type where struct{ site, unit int64 }
	may := make(map[where][2]bool)
	var rows []LinkRow
	for _, l := range all {
		at := where{l.Edition.Site, unitOfLink(l)}
		m, known := may[at]
		if !known {
			in, err := p.linkScope(ctx, tx, l)
			if err != nil {
				return nil, err
			}
			m = [2]bool{p.Cases.May(ctx, tx, who, people.SeeLinks, in) == nil, p.Cases.May(ctx, tx, who, people.KeepLink, in) == nil}
			may[at] = m
		}
		if m[0] {
			rows = append(rows, LinkRow{LinkOnPage: l, Unit: at.unit, May: m[1]})
		}
	}
	return rows, nil
}

// BrokenLinks is the report for somebody, unit by unit, the worst first in each.
func (p *Publishing) BrokenLinks(ctx context.Context, who cases.Actor) (*LinkReport, error) {
	r := &LinkReport{Outside: p.Asker != nil}
	err := p.Store.View(ctx, func(tx *store.Tx) error {
		rows, err := p.linkRows(ctx, tx, who, links.Broken, links.Doubtful, links.Moved)
		if err != nil {
			return err
		}
		if r.Watched, err = tx.CountLinks(ctx, who.Institution); err != nil {
			return err
		}
		r.Units = byUnit(rows)
		return nil
	})
	return r, err
}

// CountBrokenLinks counts the links that somebody may see and should be mended.
func (p *Publishing) CountBrokenLinks(ctx context.Context, who cases.Actor) (n int, err error) {
	err = p.Store.View(ctx, func(tx *store.Tx) error {
		rows, err := p.linkRows(ctx, tx, who, links.Broken)
		for _, r := range rows {
			if r.Counts() {
				n++
			}
		}
		return err
	})
	return n, err
}

// urgency orders rows: what is to be mended, what may be, what moved, what is
// kept.
func urgency(r LinkRow) int {
	switch {
	case r.Kept != nil:
		return 3
	case r.State == links.Broken:
		return 0
	case r.State == links.Doubtful:
		return 1
	}
	return 2
}

func byUnit(rows []LinkRow) []UnitLinks {
	var units []UnitLinks
	for _, r := range rows {
		i := slices.IndexFunc(units, func(u UnitLinks) bool { return u.Unit == r.Unit })
		if i < 0 {
			i, units = len(units), append(units, UnitLinks{Unit: r.Unit})
		}
		units[i].Rows = append(units[i].Rows, r)
		if r.Counts() {
			units[i].Broken++
		}
	}
	for _, u := range units {
		slices.SortStableFunc(u.Rows, func(a, b LinkRow) int { return cmp.Compare(urgency(a), urgency(b)) })
	}
	slices.SortStableFunc(units, func(a, b UnitLinks) int {
		return cmp.Or(cmp.Compare(b.Broken, a.Broken), cmp.Compare(a.Unit, b.Unit))
	})
	return units
}

// KeepLink says that a broken link stays as it is, and why: it counts no longer
// and nobody is written to about it.
func (p *Publishing) KeepLink(ctx context.Context, who cases.Actor, id int64, reason string) error {
	reason = strings.TrimSpace(vi.Read(reason))
	switch {
	case reason == "":
		return fault.New(fault.Invalid, "links.reason_needed").In("reason")
	case len([]rune(reason)) > maxKeptReason:
		return fault.New(fault.Invalid, "links.reason_long", maxKeptReason).In("reason")
	}
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		l, err := p.mayLink(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if err := tx.KeepLink(ctx, &store.KeptLink{Institution: l.Institution, Link: id, Reason: reason, Person: who.Person}); err != nil {
			return err
		}
		tx.Record(l.Institution, event.Event{Verb: event.LinkKept, Actor: int64(who.Person), Subject: linkSubject(id), Data: map[string]string{event.KeyNumber: strconv.FormatInt(id, 10)}})
		return nil
	})
}

// UnkeepLink takes that back.
func (p *Publishing) UnkeepLink(ctx context.Context, who cases.Actor, id int64) error {
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		l, err := p.mayLink(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if err := tx.UnkeepLink(ctx, id, who.Person); err != nil {
			return err
		}
		tx.Record(l.Institution, event.Event{Verb: event.LinkUnkept, Actor: int64(who.Person), Subject: linkSubject(id), Data: map[string]string{event.KeyNumber: strconv.FormatInt(id, 10)}})
		return nil
	})
}

// mayLink finds a link of the report that somebody may decide on; to others it
// is none.
func (p *Publishing) mayLink(ctx context.Context, tx *store.Tx, who cases.Actor, id int64) (*LinkRow, error) {
	rows, err := p.linkRows(ctx, tx, who, links.Broken, links.Doubtful, links.Moved)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if rows[i].ID == id && rows[i].May {
			return &rows[i], nil
		}
	}
	return nil, fault.New(fault.NotFound, "fault.not_found")
}

// AskLinkAgain asks a link now, for somebody who has seen to it, and returns
// what it is held to be from then on. To a server it is asked once a minute.
func (p *Publishing) AskLinkAgain(ctx context.Context, who cases.Actor, id int64) (links.State, error) {
	var l *LinkRow
	err := p.Store.View(ctx, func(tx *store.Tx) (err error) {
		l, err = p.mayLink(ctx, tx, who, id)
		return err
	})
	if err != nil {
		return "", err
	}
	if p.Store.Now().Sub(l.AskedAt) < roundsApart {
		return "", fault.New(fault.TooMany, "links.asked_just_now")
	}
	a, asked := p.askOne(ctx, l.Address, l.Host)
	if !asked {
		return "", fault.New(fault.Unavailable, "links.not_asked")
	}
	state := links.New
	err = p.Store.Tx(ctx, func(tx *store.Tx) error {
		now, err := tx.Watched(ctx, id)
		if err != nil {
			return err
		}
		w := now.Hear(a, tx.Now(), id, now.Host == "")
		state = w.State
		return tx.HeardLink(ctx, id, w)
	})
	return state, err
}

// answersFor are the roles whose holders are told of broken links, in the order
// in which they are looked for: whoever keeps the pages, else whoever answers.
var answersFor = []people.Role{people.Webmaster, people.Librarian, people.Communications, people.Focal, people.Secretariat, people.UnitHead, people.Head, people.Administrator}

// TellBrokenLinks writes, once a week, to those who answer for the pages of
// each unit how many links on them are broken. It is called daily; who was told
// this week is not told again.
func (p *Publishing) TellBrokenLinks(ctx context.Context, institution int64) error {
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		rows, err := p.linkRows(ctx, tx, cases.Program(institution), links.Broken)
		if err != nil {
			return err
		}
		appointments, delegations, err := tx.Roster(ctx, institution)
		if err != nil {
			return err
		}
		count := make(map[people.PersonID]int)
		var order []people.PersonID
		for _, r := range rows {
			if !r.Counts() {
				continue
			}
			in, err := p.linkScope(ctx, tx, r.LinkOnPage)
			if err != nil {
				return err
			}
			for _, role := range answersFor {
				holders := people.Holders(role, in, appointments, delegations, tx.Now())
				for _, h := range holders {
					if count[h.Person] == 0 {
						order = append(order, h.Person)
					}
					count[h.Person]++
				}
				if len(holders) > 0 {
					break
				}
			}
		}
		week := monday(tx.Now())
		for _, id := range order {
			if err := p.tellBroken(ctx, tx, id, count[id], week); err != nil {
				return err
			}
		}
		return nil
	})
}

// monday is the beginning of the week of t.
func monday(t time.Time) time.Time {
	t = t.In(workday.Zone)
	return time.Date(t.Year(), t.Month(), t.Day()-(int(t.Weekday())+6)%7, 0, 0, 0, 0, workday.Zone)
}

func (p *Publishing) tellBroken(ctx context.Context, tx *store.Tx, id people.PersonID, n int, week time.Time) error {
	person, err := tx.Person(ctx, id)
	if err != nil || person.State != store.PersonActive {
		return err
	}
	if told, err := tx.TimesTold(ctx, id, TemplateLinks, week); err != nil || told > 0 {
		return err
	}
	return tx.Tell(ctx, &store.Letter{Institution: person.Institution, Person: id, Template: TemplateLinks, Lang: person.Lang, ToName: person.Name, ToEmail: person.Email,
		Data: map[string]string{"count": strconv.Itoa(n), "desk-page": PathLinks}, MessageID: p.Cases.NewMessageID()}, store.SortTrouble)
}
