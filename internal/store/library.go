package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/vi"
)

// A LibraryItem is what an institution knows of a picture or a paper beside its
// bytes. It is made when the first text has it; what it says is offered to the
// next text, and changes none that is there.
type LibraryItem struct {
	ID          int64
	Institution int64
	Media       string
	Unit        int64 // answerable for it: that of the text it came with; 0 the institution's own
	Name        string
	Alt         string
	Credit      string
	Licence     string // one of content.Licences, or ""
	Note        string // for colleagues
	Focus       string // what a cut of it keeps, a word of the body schema
	AddedBy     people.PersonID
	AddedFor    people.PersonID
	AddedAt     time.Time
	ChangedBy   people.PersonID
	ChangedFor  people.PersonID
	ChangedAt   time.Time
	Version     int64
	Shared      bool // put into the library by itself, for the whole house, see ShareLibraryItem
}

const libraryColumns = `l.id, l.institution_id, l.media_id, l.unit_id, l.name, l.alt, l.credit, l.licence, l.note, l.focus, l.added_by, l.added_for, l.added_at,
	l.changed_by, l.changed_for, l.changed_at, l.version, CASE WHEN EXISTS (SELECT 1 FROM library_shared h WHERE h.item_id = l.id) THEN TRUE ELSE FALSE END`

func scanLibraryItem(scan func(...any) error, l *LibraryItem) error {
	return scan(&l.ID, &l.Institution, &l.Media, refTo(&l.Unit), &l.Name, &l.Alt, &l.Credit, &l.Licence, &l.Note, &l.Focus, (*int64)(&l.AddedBy), (*int64)(&l.AddedFor), at(&l.AddedAt),
		(*int64)(&l.ChangedBy), (*int64)(&l.ChangedFor), at(&l.ChangedAt), &l.Version, &l.Shared)
}

func (l *LibraryItem) folded() string {
	return vi.Fold(strings.Join([]string{l.Name, l.Alt, l.Credit, l.Note}, " "))
}

// AddLibraryItem stores l and gives it its ID and time, unless the institution
// has an item for the bytes already: then nothing happens.
func (tx *Tx) AddLibraryItem(ctx context.Context, l *LibraryItem) error {
	l.AddedAt = tx.now
	ids, err := list(ctx, tx, `INSERT INTO library_item (institution_id, media_id, unit_id, name, alt, credit, licence, note, focus, added_by, added_for, added_at, folded)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (institution_id, media_id) DO NOTHING RETURNING id`,
		[]any{l.Institution, l.Media, ref(l.Unit), l.Name, l.Alt, l.Credit, l.Licence, l.Note, l.Focus, int64(l.AddedBy), int64(l.AddedFor), instant(l.AddedAt), l.folded()},
		func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return fmt.Errorf("add library item: %w", err)
	}
	for _, id := range ids {
		l.ID = id
		tx.made("library", id)
	}
	return nil
}

// ShareLibraryItem says that somebody put an item into the library for the whole
// house: it needs no text to be seen, and its file stays when the papers of a
// text that has it, too, are destroyed. A second time it changes nothing.
func (tx *Tx) ShareLibraryItem(ctx context.Context, id int64, who, on people.PersonID) error {
	n, err := tx.exec(ctx, `INSERT INTO library_shared (item_id, person_id, for_id, at) VALUES (?, ?, ?, ?) ON CONFLICT (item_id) DO NOTHING`, id, int64(who), int64(on), instant(tx.now))
	if err != nil {
		return fmt.Errorf("share library item: %w", err)
	}
	if n > 0 {
		tx.made("shared", id)
	}
	return nil
}

// SaveLibraryItem stores what somebody wrote about an item, or fails with
// fault.Conflict where somebody else has done so since it was read.
func (tx *Tx) SaveLibraryItem(ctx context.Context, l *LibraryItem) error {
	l.ChangedAt = tx.now
	n, err := tx.exec(ctx, `UPDATE library_item SET name = ?, alt = ?, credit = ?, licence = ?, note = ?, focus = ?, changed_by = ?, changed_for = ?, changed_at = ?, folded = ?, version = version + 1
		WHERE id = ? AND version = ?`, l.Name, l.Alt, l.Credit, l.Licence, l.Note, l.Focus, int64(l.ChangedBy), int64(l.ChangedFor), instant(l.ChangedAt), l.folded(), l.ID, l.Version)
	if err != nil {
		return fmt.Errorf("save library item: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "library.changed_meanwhile")
	}
	l.Version++
	tx.wrote("library", l.ID)
	return nil
}

// LibraryItem returns an item, or fault.NotFound.
func (tx *Tx) LibraryItem(ctx context.Context, id int64) (*LibraryItem, error) {
	var l LibraryItem
	err := scanLibraryItem(tx.row(ctx, `SELECT `+libraryColumns+` FROM library_item l WHERE l.id = ?`, id).Scan, &l)
	return &l, found(err, "library item")
}

// LibraryItemOf returns what an institution knows of a file, or fault.NotFound.
func (tx *Tx) LibraryItemOf(ctx context.Context, institution int64, media string) (*LibraryItem, error) {
	var l LibraryItem
	err := scanLibraryItem(tx.row(ctx, `SELECT `+libraryColumns+` FROM library_item l WHERE l.institution_id = ? AND l.media_id = ?`, institution, media).Scan, &l)
	return &l, found(err, "library item")
}

// A LibraryQuery asks for items of an institution.
type LibraryQuery struct {
	Institution int64
	Text        string // folded words, each of which must be found in what is said of it or in what it says
	Kind        string // "picture", "paper" or "" for both
	Units       []int64
	Site        int64  // stands in a text that is for this site
	Licence     string // "none": nobody has said
	Use         string // "used": in a text now, "unused", or "" for both
	Before      int64  // items older than this ID
	Limit       int
}

// LibraryItems lists items, the newest first.
func (tx *Tx) LibraryItems(ctx context.Context, q LibraryQuery) ([]LibraryItem, error) {
	sql, args := `SELECT `+libraryColumns+` FROM library_item l JOIN media m ON m.id = l.media_id LEFT JOIN media_words w ON w.media_id = l.media_id WHERE l.institution_id = ?`, []any{q.Institution}
	and := func(s string, a ...any) { sql += ` AND ` + s; args = append(args, a...) }
	for _, word := range strings.Fields(q.Text) {
		like := "%" + likely.Replace(word) + "%"
		and(`(l.folded LIKE ? ESCAPE '!' OR w.folded LIKE ? ESCAPE '!')`, like, like)
	}
	switch q.Kind {
	case "picture":
		and(`m.type LIKE 'image/%'`)
	case "paper":
		and(`m.type NOT LIKE 'image/%'`)
	}
	if len(q.Units) > 0 {
		ids := make([]string, len(q.Units))
		for i, u := range q.Units {
			ids[i] = strconv.FormatInt(u, 10)
		}
		and(`l.unit_id IN (` + strings.Join(ids, ", ") + `)`)
	}
	if q.Site != 0 {
		and(`EXISTS (SELECT 1 FROM document_ref r WHERE r.kind = 'media' AND r.target = l.media_id AND (
			EXISTS (SELECT 1 FROM edition e WHERE e.document_id = r.document_id AND e.site_id = ?) OR
			EXISTS (SELECT 1 FROM case_file c WHERE c.document_id = r.document_id AND c.site_id = ?)))`, q.Site, q.Site)
	}
	switch q.Licence {
	case "":
	case "none":
		and(`l.licence = ''`)
	default:
		and(`l.licence = ?`, q.Licence)
	}
	const inText = `EXISTS (SELECT 1 FROM document_ref r WHERE r.kind = 'media' AND r.target = l.media_id)`
	switch q.Use {
	case "used":
		and(inText)
	case "unused":
		and(`NOT ` + inText)
	}
	if q.Before != 0 {
		and(`l.id < ?`, q.Before)
	}
	return list(ctx, tx, sql+` ORDER BY l.id DESC LIMIT ?`, append(args, q.Limit), scanLibraryItem)
}

// catalogue makes items of what a saved text shows and offers.
func (tx *Tx) catalogue(ctx context.Context, r *content.Revision) error {
	files := r.Files()
	if len(files) == 0 {
		return nil
	}
	d, err := tx.Document(ctx, r.DocumentID)
	if err != nil {
		return err
	}
	said := make(map[string]LibraryItem)
	for _, x := range r.Body.Images() {
		if _, twice := said[x.Media]; !twice {
			said[x.Media] = LibraryItem{Name: x.Caption, Alt: x.Alt, Credit: x.Credit}
		}
	}
	if x := r.LeadImage; x != nil {
		said[x.Media] = LibraryItem{Name: x.Caption, Alt: x.Alt, Credit: x.Credit, Focus: r.Layout.LeadFocus}
	}
	for _, id := range files {
		l := said[id]
		if l.Name == "" {
			l.Name = r.MediaWords(id)
		}
		l.Institution, l.Media, l.Unit, l.AddedBy, l.AddedFor = d.Institution, id, d.Unit, people.PersonID(r.SavedBy), people.PersonID(r.SavedFor)
		if err := tx.AddLibraryItem(ctx, &l); err != nil {
			return err
		}
		if l.ID == 0 {
			if err := tx.complete(ctx, l); err != nil {
				return err
			}
		}
	}
	return nil
}

// complete takes what a text says of a file into an entry that nobody has
// written: who took a letter over had no words for its pictures yet.
func (tx *Tx) complete(ctx context.Context, said LibraryItem) error {
	ids, err := list(ctx, tx, `UPDATE library_item SET name = CASE name WHEN '' THEN ? ELSE name END, alt = CASE alt WHEN '' THEN ? ELSE alt END, credit = CASE credit WHEN '' THEN ? ELSE credit END,
			version = version + 1
		WHERE institution_id = ? AND media_id = ? AND changed_by = 0 AND (name = '' AND ? <> '' OR alt = '' AND ? <> '' OR credit = '' AND ? <> '') RETURNING id`,
		[]any{said.Name, said.Alt, said.Credit, said.Institution, said.Media, said.Name, said.Alt, said.Credit}, func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return fmt.Errorf("complete a library item: %w", err)
	}
	for _, id := range ids {
		l, err := tx.LibraryItem(ctx, id)
		if err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `UPDATE library_item SET folded = ? WHERE id = ?`, l.folded(), id); err != nil {
			return fmt.Errorf("complete a library item: %w", err)
		}
		tx.wrote("library", id)
	}
	return nil
}

// IndexLibrary makes items for at most limit texts that are older than the
// library, and tells for how many; 0: none are left.
func (tx *Tx) IndexLibrary(ctx context.Context, limit int) (int, error) {
	ids, err := list(ctx, tx, `SELECT DISTINCT rm.revision_id FROM revision_media rm JOIN revision v ON v.id = rm.revision_id JOIN document d ON d.id = v.document_id
		WHERE NOT EXISTS (SELECT 1 FROM library_item l WHERE l.media_id = rm.media_id AND l.institution_id = d.institution_id) ORDER BY rm.revision_id LIMIT ?`,
		[]any{limit}, func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return 0, fmt.Errorf("index library: %w", err)
	}
	for _, id := range ids {
		r, err := tx.Revision(ctx, id)
		if err != nil {
			return 0, err
		}
		if err := tx.catalogue(ctx, r); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

// Unlooked lists files whose bytes nobody has looked into yet.
func (tx *Tx) Unlooked(ctx context.Context, after string, limit int) ([]Media, error) {
	return list(ctx, tx, `SELECT `+mediaColumns+` FROM media m WHERE m.looked = 0 AND m.id > ? ORDER BY m.id LIMIT ?`, []any{after, limit}, scanMedia)
}

// LookedAt keeps what was found in the bytes of a file: of a picture its size
// upright and its tint, of a paper a picture of its first page and its words.
func (tx *Tx) LookedAt(ctx context.Context, m Media, words string) error {
	tx.ChangePage(0, TagMedia(m.ID), time.Time{})
	if _, err := tx.exec(ctx, `UPDATE media SET width = ?, height = ?, tint = ?, page_id = ?, looked = 1 WHERE id = ?`,
		m.Width, m.Height, m.Tint, orNull(m.Page), m.ID); err != nil {
		return fmt.Errorf("look at media: %w", err)
	}
	if words == "" {
		return nil
	}
	if _, err := tx.exec(ctx, `INSERT INTO media_words (media_id, words, folded) VALUES (?, ?, ?) ON CONFLICT (media_id) DO UPDATE SET words = excluded.words, folded = excluded.folded`,
		m.ID, words, vi.Fold(words)); err != nil {
		return fmt.Errorf("keep the words of media: %w", err)
	}
	return tx.ReindexMedia(ctx, m.ID)
}

// MediaWords returns what a paper says, "" where no program has read it.
func (tx *Tx) MediaWords(ctx context.Context, id string) (string, error) {
	all, err := list(ctx, tx, `SELECT words FROM media_words WHERE media_id = ?`, []any{id}, func(scan func(...any) error, s *string) error { return scan(s) })
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}

// orNull is a reference by text for a column that is NULL where it is empty.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// likely writes a word so that LIKE with ESCAPE '!' means it literally.
var likely = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")
