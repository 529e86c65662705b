package sites

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/look"
	"congbo/internal/picture"
	"congbo/internal/store"
)

// An emblem is kept as wide as it is shown at most, on screens with three points
// for one.
const (
	EmblemWidth = 384
	MaxEmblem   = 8 << 20 // bytes that are taken in
	emblemRatio = 4       // of its sides at most
)

// Blobs keeps bytes under their SHA-256; see package blob.
type Blobs interface {
	Put(ctx context.Context, r io.Reader, limit int64) (id string, size int64, err error)
}

// Pictures makes pictures of what people send, without what a camera noted in
// them; see package renditions.
type Pictures interface {
	Shrink(ctx context.Context, data []byte, width int) (*picture.Made, error)
}

// Looks are how a site looks, looked and is going to.
type Looks struct {
	Site  *store.Site
	Live  store.SiteLook // number 0: as its theme
	Draft store.LookDraft
	Past  []store.SiteLook // the live one first
}

// Shown is what is worked on: the draft where one is open, else what readers see.
func (l *Looks) Shown() (look.Look, string, store.Shape) {
	if l.Draft.Open {
		return l.Draft.Look, l.Draft.Emblem, l.Draft.Shape
	}
	return l.Live.Look, l.Live.Emblem, l.Live.Shape
}

// A LookState names what somebody looked at before deciding: the version of the
// draft and the number of the live look.
type LookState struct{ Draft, Live int64 }

// Looks returns how a site looks, for who may change it.
func (s *Sites) Looks(ctx context.Context, who cases.Actor, site int64) (l *Looks, err error) {
	err = s.Store.View(ctx, func(tx *store.Tx) error {
		c := &change{ctx: ctx, tx: tx, who: who, sites: s}
		l, err = c.looks(site)
		return err
	})
	return l, err
}

func (c *change) looks(site int64) (*Looks, error) {
	at, err := c.site(site)
	if err != nil {
		return nil, err
	}
	if err := c.siteUnit(at.Unit, site); err != nil {
		return nil, err
	}
	l := &Looks{Site: at, Live: store.SiteLook{Site: site, Look: look.Look{Theme: at.Theme}}}
	if l.Past, err = c.tx.LooksOf(c.ctx, site, store.LooksKept); err != nil {
		return nil, err
	}
	if len(l.Past) > 0 {
		l.Live = l.Past[0]
	}
	l.Live.Look.Theme = at.Theme // that of the site is what holds
	d, err := c.tx.LookDraft(c.ctx, site)
	if err == nil {
		l.Draft = *d
	}
	return l, err
}

// still fails where somebody else has decided something since.
func (l *Looks) still(at LookState) error {
	if l.Draft.Version != at.Draft || l.Live.Number != at.Live {
		return fault.New(fault.Conflict, "store.changed_meanwhile")
	}
	return nil
}

// CheckLook puts a look into its form and checks whether it can be kept for a
// site: what its blocks refer to is there.
func (s *Sites) CheckLook(ctx context.Context, who cases.Actor, site int64, in look.Look) (look.Look, error) {
	err := s.Store.View(ctx, func(tx *store.Tx) error {
		c := &change{ctx: ctx, tx: tx, who: who, sites: s}
		l, err := c.looks(site)
		if err != nil {
			return err
		}
		return c.checkLook(l.Site, &in)
	})
	return in, err
}

func (c *change) checkLook(site *store.Site, in *look.Look) error {
	in.Blocks = slices.Clone(in.Blocks)
	if err := in.Clean(); err != nil {
		return err
	}
	sections, err := c.tx.Sections(c.ctx, site.ID)
	if err != nil {
		return err
	}
	topics, err := c.tx.Topics(c.ctx, site.ID)
	if err != nil {
		return err
	}
	kinds, err := c.tx.Kinds(c.ctx, site.Institution)
	if err != nil {
		return err
	}
	var f faults
	for i, b := range in.Blocks {
		field := func(name string) string { return fmt.Sprintf("block_%d_%s", i+1, name) }
		switch {
		case b.Kind == "section" && !slices.ContainsFunc(sections, func(s store.Section) bool { return s.ID == b.Section }):
			f.add(field("section"), "look.choose_section")
		case b.Kind == "topic" && !slices.ContainsFunc(topics, func(t store.Topic) bool { return t.Slug == b.Of }):
			f.add(field("topic"), "look.choose_topic")
		case b.Kind == "kind" && !slices.ContainsFunc(kinds, func(k store.Kind) bool { return k.ID == b.Of }):
			f.add(field("of"), "look.choose_kind")
		}
	}
	return f.err()
}

// decide is one verb on the looks of a site: nobody else decided since at.
func (s *Sites) decide(ctx context.Context, who cases.Actor, site int64, at LookState, fn func(c *change, l *Looks) error) error {
	return s.change(ctx, who, func(c *change) error {
		l, err := c.looks(site)
		if err != nil {
			return err
		}
		if err := l.still(at); err != nil {
			return err
		}
		return fn(c, l)
	})
}

func (c *change) saveDraft(l *Looks, verb event.Verb) error {
	d := &l.Draft
	d.Site, d.By, d.For = l.Site.ID, c.who.Person, c.on
	if err := c.tx.SaveLookDraft(c.ctx, d); err != nil {
		return err
	}
	if verb != "" {
		c.record(verb, "site", l.Site.ID, map[string]string{event.KeySite: fmt.Sprint(l.Site.ID), event.KeyVersion: fmt.Sprint(d.Version)})
	}
	return nil
}

// SaveLook keeps a look as the draft of a site. Readers see nothing of it.
func (s *Sites) SaveLook(ctx context.Context, who cases.Actor, site int64, at LookState, in look.Look) error {
	return s.decide(ctx, who, site, at, func(c *change, l *Looks) error {
		if err := c.checkLook(l.Site, &in); err != nil {
			return err
		}
		_, emblem, _ := l.Shown()
		l.Draft.Look, l.Draft.Emblem, l.Draft.Open = in, emblem, true
		return c.saveDraft(l, event.LookSaved)
	})
}

// SaveEmblem puts a picture as the emblem into the draft of a site, in its
// smallest form; without one the emblem of the theme comes back.
func (s *Sites) SaveEmblem(ctx context.Context, who cases.Actor, site int64, at LookState, data []byte) error {
	if _, err := s.Looks(ctx, who, site); err != nil { // before bytes are kept
		return err
	}
	var m *store.Media
	if len(data) > 0 {
		made, err := s.emblem(ctx, data)
		if err != nil {
			return err
		}
		i, err := picture.Look(made.Data)
		if err != nil {
			return err
		}
		m = &store.Media{Type: i.Type, Width: i.Width, Height: i.Height}
		if m.ID, m.Size, err = s.Blobs.Put(ctx, bytes.NewReader(made.Data), MaxEmblem); err != nil {
			return err
		}
	}
	return s.decide(ctx, who, site, at, func(c *change, l *Looks) error {
		shown, _, _ := l.Shown()
		l.Draft.Look, l.Draft.Emblem, l.Draft.Open = shown, "", true
		if m != nil {
			if err := c.tx.AddMedia(ctx, *m); err != nil {
				return err
			}
			l.Draft.Emblem = m.ID
		}
		return c.saveDraft(l, event.LookSaved)
	})
}

// emblem makes the picture that is shown of one that was sent.
func (s *Sites) emblem(ctx context.Context, data []byte) (*picture.Made, error) {
	if len(data) > MaxEmblem {
		return nil, fault.New(fault.Invalid, "blob.too_large", MaxEmblem>>20).In("emblem")
	}
	i, err := picture.Look(data)
	switch {
	case err != nil || i.Type != "image/png" && i.Type != "image/jpeg" && i.Type != "image/gif":
		return nil, fault.New(fault.Invalid, "look.emblem_type").In("emblem")
	case !i.Fits():
		return nil, fault.New(fault.Invalid, "picture.huge", picture.MaxPixels/1_000_000).In("emblem")
	case i.Width < 32 || i.Height < 32 || i.Width > emblemRatio*i.Height || i.Height > emblemRatio*i.Width:
		return nil, fault.New(fault.Invalid, "look.emblem_shape", emblemRatio).In("emblem")
	}
	made, err := s.Pictures.Shrink(ctx, data, EmblemWidth)
	if why, ok := fault.As(err); ok && why.Kind != fault.Internal && why.Kind != fault.Unavailable {
		err = fault.New(fault.Invalid, "look.emblem_type").In("emblem").Because(err)
	}
	return made, err
}

// DropLook gives up the draft of a site.
func (s *Sites) DropLook(ctx context.Context, who cases.Actor, site int64, at LookState) error {
	return s.decide(ctx, who, site, at, func(c *change, l *Looks) error {
		if !l.Draft.Open {
			return nil
		}
		l.Draft.Open = false
		return c.saveDraft(l, event.LookSaved)
	})
}

// ApplyLook has readers see the draft of a site. A draft with colours in which
// they could not read is refused.
func (s *Sites) ApplyLook(ctx context.Context, who cases.Actor, site int64, at LookState) error {
	return s.decide(ctx, who, site, at, func(c *change, l *Looks) error {
		if !l.Draft.Open {
			return fault.New(fault.Invalid, "look.no_draft")
		}
		if err := c.checkLook(l.Site, &l.Draft.Look); err != nil {
			return err
		}
		l.Draft.Open = false
		if err := c.saveDraft(l, ""); err != nil {
			return err
		}
		return c.apply(l.Site, &store.SiteLook{Site: site, Look: l.Draft.Look, Emblem: l.Draft.Emblem})
	})
}

// RestoreLook has a site look as it did with a number, 0: as its theme without
// anybody's choice. A draft stays.
func (s *Sites) RestoreLook(ctx context.Context, who cases.Actor, site int64, at LookState, number int64) error {
	return s.decide(ctx, who, site, at, func(c *change, l *Looks) error {
		next := &store.SiteLook{Site: site, From: number, Look: look.Look{Theme: l.Site.Theme}}
		if number == l.Live.Number {
			return fault.New(fault.Invalid, "look.is_live")
		}
		if number != 0 {
			old, err := c.tx.LookOf(ctx, site, number)
			if err != nil {
				return err
			}
			next.Look, next.Emblem = old.Look, old.Emblem
		}
		return c.apply(l.Site, next)
	})
}

// apply has a site look so from now on.
func (c *change) apply(site *store.Site, next *store.SiteLook) error {
	if wrong := next.Look.Check(); len(wrong) > 0 {
		w := wrong[0]
		return fault.New(fault.Invalid, "look.unreadable", w.Choice().String(), w.Nearest.String()).In(w.What)
	}
	if next.Look.Theme != site.Theme {
		site.Theme = next.Look.Theme
		if err := c.saved(site); err != nil {
			return err
		}
	}
	next.By, next.For = c.who.Person, c.on
	if err := c.tx.ApplyLook(c.ctx, c.who.Institution, next); err != nil {
		return err
	}
	c.record(event.LookApplied, "site", site.ID, map[string]string{event.KeySite: fmt.Sprint(site.ID), event.KeyNumber: fmt.Sprint(next.Number)})
	return nil
}
