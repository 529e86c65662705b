package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// Seeded tells what Seed did.
type Seeded struct {
	Documents int     `json:"documents"`
	People    int     `json:"people"` // added for want of people who hold the roles
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"per_second"`
}

// seedBatch is how many documents one commit carries.
const seedBatch = 250

// sealedAtOnce is how many documents wait at most for a place in the buckets of
// the search index.
const sealedAtOnce = 20_000

// Seed fills the first institution with published documents, for measurements
// under load. Each has been through its procedure: a case is run by package
// flow from its first step to its end, by people who hold the roles (where they
// cannot bring it there, by people added for load), and what
// came of it is written as the verbs of the program would have written it, so
// that Verify finds nothing. Only letters, alarms and page checks are left out:
// they would have been done long ago.
func (a *App) Seed(ctx context.Context, n int) (*Seeded, error) {
	begun := time.Now()
	s, err := a.newSeeder(ctx)
	if err != nil {
		return nil, err
	}
	// Much memory is used for a moment, and little afterwards.
	collect := debug.SetGCPercent(300)
	defer debug.SetGCPercent(collect)
	if err := a.Store.Bulk(ctx, func() error { return s.fill(ctx, n) }); err != nil {
		return nil, err
	}
	took := time.Since(begun).Seconds()
	return &Seeded{n, s.added, took, float64(n) / took}, nil
}

// fill makes n documents.
func (s *seeder) fill(ctx context.Context, n int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// The texts are made and the cases run beside the writing, in order.
	type batch struct {
		made []*store.Published
		err  error
	}
	batches := make(chan chan batch, runtime.NumCPU())
	go func() {
		defer close(batches)
		for first := 0; first < n; first += seedBatch {
			one := make(chan batch, 1)
			select {
			case batches <- one:
			case <-ctx.Done():
				return
			}
			go func() {
				made, err := s.make(ctx, first, min(seedBatch, n-first))
				one <- batch{made, err}
			}()
		}
	}()
	unsealed := 0
	for one := range batches {
		b := <-one
		if b.err != nil {
			return b.err
		}
		if err := s.write(ctx, b.made); err != nil {
			return err
		}
		if unsealed += len(b.made); unsealed >= sealedAtOnce {
			if err := s.seal(ctx); err != nil {
				return err
			}
			unsealed = 0
		}
	}
	if err := s.seal(ctx); err != nil {
		return err
	}
	return ctx.Err()
}

// seal puts what was written into the buckets of the search index.
func (s *seeder) seal(ctx context.Context) error {
	sites := make(map[int64]bool)
	for _, p := range s.places {
		if sites[p.site] {
			continue
		}
		sites[p.site] = true
		if err := s.app.Publishing.SealSearch(ctx, p.site); err != nil {
			return err
		}
	}
	return nil
}

// A seeder knows the institution that documents are made for, and the road
// that a case takes to the public page.
type seeder struct {
	app          *App
	log          *slog.Logger
	institution  int64
	box          store.Mailbox
	version      *store.ProcedureVersion
	procedure    *flow.Procedure
	places       []seedPlace
	kinds        []string
	units        []int64
	appointments []people.Appointment
	delegations  []people.Delegation
	names        map[people.PersonID]string
	from, now    time.Time // when cases may have run: everybody held their roles
	roads        map[int64][]seedAct
	added        int // people for load
	words        *seedWords
	offset       uint64
}

type seedPlace struct{ site, section int64 }

// A seedAct is one act on the road, and who does it.
type seedAct struct {
	act flow.Act
	who people.PersonID
}

func (a *App) newSeeder(ctx context.Context) (*seeder, error) {
	words, err := readSeedWords()
	if err != nil {
		return nil, err
	}
	s := &seeder{app: a, log: a.Log, words: words, names: make(map[people.PersonID]string)}
	if err := a.Store.View(ctx, func(tx *store.Tx) error { return s.look(ctx, tx) }); err != nil {
		return nil, err
	}
	if err := s.findRoads(); fault.Is(err, fault.Invalid) {
		if s.added, err = s.people(ctx); err != nil {
			return nil, err
		}
		if err := s.findRoads(); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	return s, nil
}

// findRoads finds the road to the public page of each site.
func (s *seeder) findRoads() error {
	s.from, s.roads = s.now, make(map[int64][]seedAct)
	for _, p := range s.places {
		if _, ok := s.roads[p.site]; ok {
			continue
		}
		road, from, err := s.road(p)
		if err != nil {
			return err
		}
		s.roads[p.site] = road
		if len(s.roads) == 1 || from.After(s.from) {
			s.from = from
		}
	}
	return nil
}

// look reads the institution: its sites in Vietnamese with their sections, its
// kinds, units and people, and the procedure of its main office.
func (s *seeder) look(ctx context.Context, tx *store.Tx) error {
	institutions, err := tx.Institutions(ctx)
	if err != nil {
		return err
	}
	if len(institutions) == 0 {
		return fault.New(fault.NotFound, "seed.needs_institution", s.app.Config.Data)
	}
	s.institution, s.now = institutions[0].ID, tx.Now()
	box, err := tx.MainMailbox(ctx)
	if err != nil {
		return fault.New(fault.NotFound, "seed.needs_office").Because(err)
	}
	s.box = *box
	if s.version, err = tx.ProcedureInForce(ctx, s.institution, box.Procedure, tx.Now()); err != nil {
		return fault.New(fault.NotFound, "seed.needs_procedure", box.Procedure).Because(err)
	}
	p, mistakes := procfile.Parse([]byte(s.version.Text))
	if len(mistakes) > 0 {
		return fmt.Errorf("procedure %s: %v", s.version.Key, mistakes[0])
	}
	p.Version = s.version.Version
	s.procedure = p
	sites, err := tx.Sites(ctx, s.institution)
	if err != nil {
		return err
	}
	for _, site := range sites {
		if !site.Active || site.Lang != locale.VI {
			continue
		}
		sections, err := tx.Sections(ctx, site.ID)
		if err != nil {
			return err
		}
		for _, x := range sections {
			if x.Active {
				s.places = append(s.places, seedPlace{site.ID, x.ID})
			}
		}
	}
	if len(s.places) == 0 {
		return fault.New(fault.NotFound, "seed.needs_section")
	}
	kinds, err := tx.Kinds(ctx, s.institution)
	if err != nil {
		return err
	}
	for _, k := range kinds {
		if k.Active {
			s.kinds = append(s.kinds, k.ID)
		}
	}
	if len(s.kinds) == 0 {
		s.kinds = []string{"news", "announcement"}
	}
	units, err := tx.Units(ctx, s.institution)
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.Active {
			s.units = append(s.units, u.ID)
		}
	}
	persons, err := tx.People(ctx, store.PersonFilter{Institution: s.institution})
	if err != nil {
		return err
	}
	for _, x := range persons {
		s.names[x.ID] = x.Name
	}
	if s.appointments, s.delegations, err = tx.Roster(ctx, s.institution); err != nil {
		return err
	}
	// Another run makes other texts.
	last, err := tx.LastEvent(ctx, s.institution)
	s.offset = uint64(last.Seq)
	return err
}

// make makes the documents with numbers first … first+n-1.
func (s *seeder) make(ctx context.Context, first, n int) ([]*store.Published, error) {
	made := make([]*store.Published, n)
	for i := range made {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p, err := s.one(rand.New(rand.NewPCG(s.offset, uint64(first+i))))
		if err != nil {
			return nil, err
		}
		made[i] = p
	}
	return made, nil
}

// write stores a batch in one transaction. The codes of a year follow each
// other as they do elsewhere.
func (s *seeder) write(ctx context.Context, made []*store.Published) error {
	return s.app.Store.Tx(ctx, func(tx *store.Tx) error {
		years := make(map[int][]*store.Published)
		for _, p := range made {
			y := p.Case.OpenedAt.In(workday.Zone).Year()
			years[y] = append(years[y], p)
		}
		for y, ps := range years {
			codes, err := tx.NextCodes(ctx, s.institution, s.box.Prefix, y, len(ps))
			if err != nil {
				return err
			}
			for i, p := range ps {
				p.Case.Code = codes[i]
				p.Case.Folded = vi.Fold(p.Case.Code + " " + p.Case.Title + " " + p.Case.Sender)
			}
		}
		return tx.AddPublished(ctx, made)
	})
}

// one makes one document: its text, then its case along the road.
func (s *seeder) one(r *rand.Rand) (*store.Published, error) {
	place := s.places[r.IntN(len(s.places))]
	unit := int64(0)
	if len(s.units) > 0 {
		unit = s.units[r.IntN(len(s.units))]
	}
	opened := s.opened(r)
	rev, err := s.text(r, place)
	if err != nil {
		return nil, err
	}
	return s.run(place, unit, opened, rev)
}

// run leads a text's case along the road.
func (s *seeder) run(place seedPlace, unit int64, opened time.Time, rev content.Revision) (*store.Published, error) {
	h := rev.Hashes()
	c := s.begin(place, opened, rev, h)
	happenings := c.happenings
	for _, step := range s.roads[place.site] {
		hs, err := c.do(step.act, step.who)
		if err != nil {
			return nil, fmt.Errorf("a road that was open is not: %w", err)
		}
		happenings = append(happenings, hs...)
	}
	return s.published(place, unit, c, happenings)
}

// opened is a moment at which a case may have come in: in the office's hours,
// on a weekday, while everybody held their roles.
func (s *seeder) opened(r *rand.Rand) time.Time {
	span := s.now.Sub(s.from)
	if span < 48*time.Hour {
		return s.now.Add(-time.Duration(r.Int64N(int64(span)/2 + 1)))
	}
	t := s.from.Add(time.Duration(r.Int64N(int64(span - 24*time.Hour)))).In(workday.Zone)
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, -1)
	}
	t = time.Date(t.Year(), t.Month(), t.Day(), 8+r.IntN(2), r.IntN(60), r.IntN(60), 0, workday.Zone)
	if t.Before(s.from) {
		return s.from.Add(time.Hour)
	}
	return t
}

// published puts together what is stored of a case that has come to its end.
func (s *seeder) published(place seedPlace, unit int64, c *seedCase, happenings []seedHappening) (*store.Published, error) {
	state, err := json.Marshal(c.state)
	if err != nil {
		return nil, err
	}
	if g := c.state.Assigned; g != nil {
		unit = g.Unit // where the case came to lie
	}
	poster := c.state.Published.By
	p := &store.Published{
		Document: store.Document{Institution: s.institution, Unit: unit, Lang: c.rev.Lang, CreatedAt: c.opened},
		Revision: c.rev, Hashes: c.hashes, Authors: c.authors(),
		Case: store.Case{Institution: s.institution, Procedure: s.version.ID, Mailbox: s.box.ID, Title: c.rev.Title,
			Sender: s.names[people.PersonID(c.rev.SavedBy)], Unit: unit, Site: place.site},
		Edition: store.Edition{Site: place.site, Section: place.section, Kind: c.rev.Kind, Slug: vi.Slug(c.rev.Title, 80), Title: c.rev.Title,
			PostedBy: poster.Person, PostedFor: poster.For, FirstAt: c.state.Published.At, PublishedAt: c.state.Published.At},
	}
	cases.Reflect(&p.Case, &c.state, state)
	for _, v := range c.state.Verdicts {
		p.Verdicts = append(p.Verdicts, store.Approval{Aspect: string(v.Aspect), Hash: v.Hash, Yes: v.Yes, Person: v.Person, For: v.For, Role: v.Role, At: v.At})
	}
	p.Events = func(p *store.Published) []event.Event { return recorded(p, happenings) }
	return p, p.Prepare()
}

// recorded tells the lines of the record of a case, as package cases and the
// publishing of a page would have written them.
func recorded(p *store.Published, happenings []seedHappening) []event.Event {
	var lines []event.Event
	for _, h := range happenings {
		if h.Effect == flow.Publish {
			lines = append(lines, event.Event{At: h.at, Verb: event.Published, Case: p.Case.ID, Actor: int64(h.By.Person), OnBehalfOf: int64(h.By.For),
				Subject: fmt.Sprintf("edition:%d", p.Edition.ID),
				Data:    map[string]string{event.KeySite: fmt.Sprint(p.Edition.Site), event.KeyHash: p.Hashes.All, event.KeyNumber: "1"}})
		}
		revision := p.Revision.ID
		if !h.written {
			revision = 0
		}
		line := cases.History(p.Case.ID, revision, h.Happening)
		line.At = h.at
		lines = append(lines, line)
	}
	return lines
}
