package store

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"congbo/internal/look"
	"congbo/internal/people"
)

// A SiteLook is how a site looks since somebody decided it (F-M4, F-M5). The
// one with the highest number is what readers see; a site without one looks as
// its theme.
type SiteLook struct {
	Site   int64
	Number int64 // 1 for the first
	Look   look.Look
	Emblem string // a picture; "": that of the theme
	From   int64  // the number that was taken back; 0: none was
	By     people.PersonID
	For    people.PersonID
	At     time.Time
	Shape  Shape // of the emblem
}

// A Shape is the type of a picture and how large it is, in pixels.
type Shape struct {
	Type          string
	Width, Height int
}

// A LookDraft is what a site is going to look like.
type LookDraft struct {
	Site    int64
	Look    look.Look
	Emblem  string
	Open    bool // else it was applied or dropped
	By      people.PersonID
	For     people.PersonID
	At      time.Time
	Version int64
	Shape   Shape
}

const lookColumns = `l.site_id, l.number, l.look, coalesce(l.emblem_id, ''), l.from_number, l.by_id, l.for_id, l.at, coalesce(m.type, ''), coalesce(m.width, 0), coalesce(m.height, 0)
	FROM site_look l LEFT JOIN media m ON m.id = l.emblem_id`

func scanLook(scan func(...any) error, l *SiteLook) error {
	var text string
	if err := scan(&l.Site, &l.Number, &text, &l.Emblem, &l.From, (*int64)(&l.By), (*int64)(&l.For), at(&l.At), &l.Shape.Type, &l.Shape.Width, &l.Shape.Height); err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), &l.Look)
}

// LiveLooks returns how sites look that look otherwise than their themes.
func (tx *Tx) LiveLooks(ctx context.Context) ([]SiteLook, error) {
	return list(ctx, tx, `SELECT `+lookColumns+` WHERE l.number = (SELECT max(x.number) FROM site_look x WHERE x.site_id = l.site_id) ORDER BY l.site_id`, nil, scanLook)
}

// LooksOf lists how a site looked, the newest first.
func (tx *Tx) LooksOf(ctx context.Context, site int64, limit int) ([]SiteLook, error) {
	return list(ctx, tx, `SELECT `+lookColumns+` WHERE l.site_id = ? ORDER BY l.number DESC LIMIT ?`, []any{site, limit}, scanLook)
}

// LookOf returns a look of a site by its number, or fault.NotFound.
func (tx *Tx) LookOf(ctx context.Context, site, number int64) (*SiteLook, error) {
	var l SiteLook
	err := scanLook(tx.row(ctx, `SELECT `+lookColumns+` WHERE l.site_id = ? AND l.number = ?`, site, number).Scan, &l)
	return &l, found(err, "look")
}

// LookDraft returns what a site is going to look like; with version 0 where
// nothing was ever drafted.
func (tx *Tx) LookDraft(ctx context.Context, site int64) (*LookDraft, error) {
	all, err := list(ctx, tx, `SELECT d.look, coalesce(d.emblem_id, ''), d.open, d.by_id, d.for_id, d.at, d.version, coalesce(m.type, ''), coalesce(m.width, 0), coalesce(m.height, 0)
		FROM look_draft d LEFT JOIN media m ON m.id = d.emblem_id WHERE d.site_id = ?`, []any{site}, func(scan func(...any) error, d *LookDraft) error {
		var text string
		if err := scan(&text, &d.Emblem, &d.Open, (*int64)(&d.By), (*int64)(&d.For), at(&d.At), &d.Version, &d.Shape.Type, &d.Shape.Width, &d.Shape.Height); err != nil {
			return err
		}
		return json.Unmarshal([]byte(text), &d.Look)
	})
	if err != nil || len(all) == 0 {
		return &LookDraft{Site: site}, err
	}
	all[0].Site = site
	return &all[0], nil
}

// SaveLookDraft stores a draft, or fails with fault.Conflict where somebody else
// has done so since it was read.
func (tx *Tx) SaveLookDraft(ctx context.Context, d *LookDraft) error {
	text, err := json.Marshal(d.Look)
	if err != nil {
		return err
	}
	d.At = tx.now
	emblem := any(nil)
	if d.Emblem != "" {
		emblem = d.Emblem
	}
	var n int64
	if d.Version == 0 {
		n, err = tx.exec(ctx, `INSERT INTO look_draft (site_id, look, emblem_id, open, by_id, for_id, at, version) VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (site_id) DO NOTHING`,
			d.Site, string(text), emblem, d.Open, int64(d.By), int64(d.For), instant(d.At))
	} else {
		n, err = tx.exec(ctx, `UPDATE look_draft SET look = ?, emblem_id = ?, open = ?, by_id = ?, for_id = ?, at = ?, version = version + 1 WHERE site_id = ? AND version = ?`,
			string(text), emblem, d.Open, int64(d.By), int64(d.For), instant(d.At), d.Site, d.Version)
	}
	if err := changed(n, err, "look", d.Site); err != nil {
		return err
	}
	if d.Version++; d.Version == 1 {
		tx.made("look-draft", d.Site)
	} else {
		tx.wrote("look-draft", d.Site)
	}
	return nil
}

// ApplyLook has a site look so from now on; its number is given. Of the pages of
// the site those that show what changed are made anew: the first one where only
// its blocks did, else all.
func (tx *Tx) ApplyLook(ctx context.Context, institution int64, l *SiteLook) error {
	if err := tx.TouchPlaces(ctx, institution); err != nil {
		return err
	}
	before := SiteLook{Site: l.Site}
	if all, err := tx.LooksOf(ctx, l.Site, 1); err != nil {
		return err
	} else if len(all) > 0 {
		before = all[0]
	}
	text, err := json.Marshal(l.Look)
	if err != nil {
		return err
	}
	emblem := any(nil)
	if l.Emblem != "" {
		emblem = l.Emblem
	}
	l.Number, l.At = before.Number+1, tx.now
	var id int64
	err = tx.row(ctx, `INSERT INTO site_look (site_id, number, look, emblem_id, from_number, by_id, for_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site_id, number) DO NOTHING RETURNING id`,
		l.Site, l.Number, string(text), emblem, l.From, int64(l.By), int64(l.For), instant(l.At)).Scan(&id)
	if err := inserted(err, "look", fmt.Sprint(l.Number)); err != nil {
		return err
	}
	tx.made("look", id)
	a, b := before.Look, l.Look
	if !reflect.DeepEqual(a.Blocks, b.Blocks) {
		tx.ChangePage(l.Site, TagFront, time.Time{})
	}
	a.Blocks, b.Blocks, a.Theme, b.Theme = nil, nil, "", "" // the theme that holds is that of the site
	if !reflect.DeepEqual(a, b) || before.Emblem != l.Emblem {
		tx.ChangePage(l.Site, TagLook, time.Time{})
	}
	return nil
}

// LooksKept is how many looks that were are offered to be taken back.
const LooksKept = 20
