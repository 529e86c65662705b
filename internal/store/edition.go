package store

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// An Edition is a numbered public version of a document on one site (design:
// bản công bố): which revision readers see, where, since when, and what became
// of it.
type Edition struct {
	ID          int64
	Document    int64
	Case        int64
	Site        int64
	Section     int64
	Revision    int64
	Unit        int64 // whose document it is, or 0
	Number      int   // 1 is the first one on this site
	Kind        string
	Slug        string
	Title       string
	State       string // EditionLive, EditionReplaced, EditionWithdrawn, EditionRemoved
	Hash        string // of the whole revision
	PostedBy    people.PersonID
	PostedFor   people.PersonID // who the poster acted for, or 0
	FirstAt     time.Time       // when the first edition on this site appeared
	PublishedAt time.Time
	EndedAt     time.Time
	Note        string // what readers are told of a change, or why it was removed
}

// The states of an edition.
const (
	EditionLive      = "live"
	EditionReplaced  = "replaced"  // a later edition took its place
	EditionWithdrawn = "withdrawn" // gỡ bài, để lại thông báo
	EditionRemoved   = "removed"   // gỡ bỏ hẳn
	EditionExpired   = "expired"   // hết hạn hiển thị
)

// KindPage is the kind of pages that stand by themselves (R-B6): an
// introduction, a statement on personal data. All other kinds are the
// institution's own.
const KindPage = "page"

// The addresses of the pages that every site has of its units and of how they
// are reached, by language. A text that stands by itself and has one of them for
// its address introduces that page.
var (
	ChartSlugs   = locale.Text{VI: "co-cau-to-chuc", EN: "organisation"}
	ContactSlugs = locale.Text{VI: "lien-he", EN: "contacts"}
)

// Path is the public address of an edition within its site, given the slug of
// its section: where it stands by itself at the section's own address, or at that
// of a page that every site has, that one; else Numbered.
func (e Edition) Path(section string) string {
	if e.Kind == KindPage {
		switch e.Slug {
		case section, ChartSlugs.VI, ChartSlugs.EN, ContactSlugs.VI, ContactSlugs.EN:
			return "/" + e.Slug
		}
	}
	return e.Numbered(section)
}

// Numbered is the address that finds an edition for ever: by the number at its
// end, whatever its title or section become. Another spelling of the rest leads
// to Path.
func (e Edition) Numbered(section string) string {
	return fmt.Sprintf("/%s/%s-%d", section, e.Slug, e.Document)
}

// LiveFront returns what stands by itself on a site under a slug, or
// fault.NotFound.
func (tx *Tx) LiveFront(ctx context.Context, site int64, slug string) (*Edition, error) {
	var e Edition
	err := scanEdition(tx.row(ctx, `SELECT `+editionColumns+` FROM edition e WHERE e.site_id = ? AND e.slug = ? AND e.kind = ? AND `+live+` ORDER BY e.first_at, e.id LIMIT 1`,
		site, slug, KindPage, instant(tx.now)).Scan, &e)
	return &e, found(err, "edition")
}

const editionColumns = `e.id, e.document_id, e.case_id, e.site_id, e.section_id, e.revision_id, e.number, e.kind, e.slug, e.title, e.state, e.hash,
	e.posted_by, e.posted_for, e.first_at, e.published_at, e.ended_at, e.note, e.unit_id`

func scanEdition(scan func(...any) error, e *Edition) error { return scan(editionInto(e)...) }

func editionInto(e *Edition, more ...any) []any {
	return append([]any{&e.ID, &e.Document, &e.Case, &e.Site, &e.Section, &e.Revision, &e.Number, &e.Kind, &e.Slug, &e.Title, &e.State, &e.Hash,
		(*int64)(&e.PostedBy), (*int64)(&e.PostedFor), at(&e.FirstAt), at(&e.PublishedAt), at(&e.EndedAt), &e.Note, refTo(&e.Unit)}, more...)
}

// AddEdition makes e the live edition of its document on its site and gives it
// its ID, number and first appearance; the one before is replaced. Must run
// in the transaction that decides it.
func (tx *Tx) AddEdition(ctx context.Context, e *Edition) error {
	replaced, err := list(ctx, tx, `UPDATE edition SET state = 'replaced', ended_at = ? WHERE site_id = ? AND document_id = ? AND state = 'live' RETURNING id, section_id, kind, unit_id, first_at`,
		[]any{instant(tx.now), e.Site, e.Document}, func(scan func(...any) error, r *Edition) error {
			r.Site = e.Site
			return scan(&r.ID, &r.Section, &r.Kind, refTo(&r.Unit), at(&r.FirstAt))
		})
	if err != nil {
		return fmt.Errorf("add edition: %w", err)
	}
	for _, r := range replaced {
		tx.wrote("edition", r.ID)
		tx.show(&r, -1)
		tx.changeEdition(e.Site, r.Section, e.Document, time.Time{}, true)
		if err := tx.unindex(ctx, r.ID); err != nil {
			return err
		}
	}
	tx.changeEdition(e.Site, e.Section, e.Document, time.Time{}, false)
	var last int
	var first time.Time
	if err := tx.row(ctx, `SELECT coalesce(max(number), 0), min(first_at), (SELECT d.unit_id FROM document d WHERE d.id = ?) FROM edition WHERE site_id = ? AND document_id = ?`,
		e.Document, e.Site, e.Document).Scan(&last, at(&first), refTo(&e.Unit)); err != nil {
		return fmt.Errorf("add edition: %w", err)
	}
	e.Number, e.PublishedAt, e.FirstAt, e.State = last+1, tx.now, first, EditionLive
	if first.IsZero() {
		e.FirstAt = tx.now
	}
	err = tx.row(ctx, `
		INSERT INTO edition (document_id, case_id, site_id, section_id, revision_id, number, kind, slug, title, state, hash,
			posted_by, posted_for, first_at, published_at, note, unit_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		e.Document, e.Case, e.Site, e.Section, e.Revision, e.Number, e.Kind, e.Slug, e.Title, e.State, e.Hash,
		int64(e.PostedBy), int64(e.PostedFor), instant(e.FirstAt), instant(e.PublishedAt), e.Note, ref(e.Unit)).Scan(&e.ID)
	if err != nil {
		return fmt.Errorf("add edition: %w", err)
	}
	tx.made("edition", e.ID)
	tx.show(e, 1)
	if err := tx.indexEdition(ctx, e); err != nil {
		return err
	}
	return tx.referLive(ctx, e.Document)
}

// EndEdition takes a live edition down, or takes away the notice that stands in
// its place; of two who do it the second is told. notice is what readers are
// told in its place.
func (tx *Tx) EndEdition(ctx context.Context, id int64, state, notice string) error {
	end := func(from string) (ended []Edition, err error) {
		return list(ctx, tx, `UPDATE edition SET state = ?, ended_at = ?, note = CASE ? WHEN '' THEN note ELSE ? END WHERE id = ? AND state = ? RETURNING document_id, site_id, section_id, kind, unit_id, first_at`,
			[]any{state, instant(tx.now), notice, notice, id, from}, func(scan func(...any) error, e *Edition) error {
				return scan(&e.Document, &e.Site, &e.Section, &e.Kind, refTo(&e.Unit), at(&e.FirstAt))
			})
	}
	ended, err := end(EditionLive)
	if err == nil && len(ended) > 0 {
		tx.show(&ended[0], -1)
	} else if err == nil && state == EditionRemoved {
		ended, err = end(EditionWithdrawn)
	}
	if err != nil {
		return fmt.Errorf("end edition %d: %w", id, err)
	}
	if len(ended) == 0 {
		return fault.New(fault.Conflict, "store.edition_ended")
	}
	tx.wrote("edition", id)
	if err := tx.unindex(ctx, id); err != nil {
		return err
	}
	tx.changeEdition(ended[0].Site, ended[0].Section, ended[0].Document, time.Time{}, true)
	return tx.referLive(ctx, ended[0].Document)
}

// Edition returns an edition, or fault.NotFound.
func (tx *Tx) Edition(ctx context.Context, id int64) (*Edition, error) {
	var e Edition
	err := scanEdition(tx.row(ctx, `SELECT `+editionColumns+` FROM edition e WHERE e.id = ?`, id).Scan, &e)
	return &e, found(err, "edition")
}

// DocumentEditions returns the editions of a document on all sites, oldest
// first.
func (tx *Tx) DocumentEditions(ctx context.Context, document int64) ([]Edition, error) {
	return list(ctx, tx, `SELECT `+editionColumns+` FROM edition e WHERE e.document_id = ? ORDER BY e.id`, []any{document}, scanEdition)
}

// CaseEditions returns what a case has published, oldest first.
func (tx *Tx) CaseEditions(ctx context.Context, id int64) ([]Edition, error) {
	return list(ctx, tx, `SELECT `+editionColumns+` FROM edition e WHERE e.document_id = (SELECT c.document_id FROM case_file c WHERE c.id = ?) AND e.case_id = ? ORDER BY e.id`, []any{id, id}, scanEdition)
}

// SlugTaken reports whether a site shows, or once showed, another document
// under a slug: public addresses are never given away.
func (tx *Tx) SlugTaken(ctx context.Context, site int64, slug string, document int64) (bool, error) {
	var n int
	err := tx.row(ctx, `SELECT count(*) FROM edition WHERE site_id = ? AND slug = ? AND document_id <> ?`, site, slug, document).Scan(&n)
	return n > 0, err
}

// LatestEdition returns the newest edition that a site has of a document, live
// or not, or fault.NotFound: what a public address leads to. One whose term has
// come is EditionExpired, even before it was ended.
func (tx *Tx) LatestEdition(ctx context.Context, site, document int64) (*Edition, error) {
	var e Edition
	var over bool
	err := tx.row(ctx, `SELECT `+editionColumns+`, CASE WHEN `+expired+` THEN TRUE ELSE FALSE END FROM edition e WHERE e.site_id = ? AND e.document_id = ? ORDER BY e.number DESC LIMIT 1`,
		instant(tx.now), site, document).Scan(editionInto(&e, &over)...)
	if over && e.State == EditionLive {
		e.State = EditionExpired
	}
	return &e, found(err, "edition")
}

// LiveEditions lists what a site shows, the newest first; section 0 is all of
// it. With before set it goes on below that edition (keyset paging).
func (tx *Tx) LiveEditions(ctx context.Context, site, section int64, before *Edition, limit int) ([]Edition, error) {
	q, args := `SELECT `+editionColumns+` FROM edition e WHERE e.site_id = ? AND `+live, []any{site, instant(tx.now)}
	if section != 0 {
		q, args = `SELECT `+editionColumns+` FROM edition e WHERE e.section_id = ? AND e.site_id = ? AND `+live, []any{section, site, instant(tx.now)}
	}
	if before != nil {
		q += ` AND (e.first_at, e.id) < (?, ?)`
		args = append(args, instant(before.FirstAt), before.ID)
	}
	return list(ctx, tx, q+` ORDER BY e.first_at DESC, e.id DESC LIMIT ?`, append(args, limit), scanEdition)
}

// LivePage lists a page of a section: skip editions are passed over.
func (tx *Tx) LivePage(ctx context.Context, site, section int64, skip, limit int) ([]Edition, error) {
	return list(ctx, tx, `SELECT `+editionColumns+` FROM edition e WHERE e.section_id = ? AND e.site_id = ? AND `+live+`
		ORDER BY e.first_at DESC, e.id DESC LIMIT ? OFFSET ?`, []any{section, site, instant(tx.now), limit, skip}, scanEdition)
}

// EachEdition calls fn with every edition, for the check of the record: with
// the stored overall hash of the revision it shows ("" if there is none),
// whether title, kind and place are that revision's, its unit the document's and
// its term what was set, whether the record tells
// of its publication, and the state that the record leads to. fn must not use
// the transaction.
func (tx *Tx) EachEdition(ctx context.Context, fn func(e Edition, hash string, same, told bool, state string) error) error {
	return tx.each(ctx, `
		SELECT `+editionColumns+`, coalesce(v.hash, ''),
			CASE WHEN coalesce(e.unit_id, 0) = coalesce((SELECT d.unit_id FROM document d WHERE d.id = e.document_id), 0)
				AND coalesce(e.until_at, 0) = coalesce((SELECT t.until_at FROM edition_term t WHERE t.edition_id = e.id), 0) AND v.title = e.title AND v.text LIKE '%"kind":"' || e.kind || '"%'
				AND v.text LIKE '%{"site":' || CAST(e.site_id AS TEXT) || ',"section":' || CAST(e.section_id AS TEXT) || '}%' THEN 1 ELSE 0 END,
			CASE WHEN EXISTS (SELECT 1 FROM event w WHERE w.case_id = e.case_id AND w.case_id <> 0 AND w.verb = 'published' AND w.subject = 'edition:' || CAST(e.id AS TEXT)
				AND w.actor_id = e.posted_by AND w.on_behalf_of = e.posted_for AND w.at = e.published_at
				AND w.data LIKE '%"hash":"' || e.hash || '"%' AND w.data LIKE '%"site":"' || CAST(e.site_id AS TEXT) || '"%'
				AND w.data LIKE '%"number":"' || CAST(e.number AS TEXT) || '"%') THEN 1 ELSE 0 END,
			CASE WHEN EXISTS (SELECT 1 FROM event w WHERE w.case_id = e.case_id AND w.case_id <> 0 AND w.verb IN ('unpublished', 'expired', 'withdrawn') AND w.subject = 'edition:' || CAST(e.id AS TEXT)) THEN 'ended'
				WHEN EXISTS (SELECT 1 FROM edition n WHERE n.site_id = e.site_id AND n.document_id = e.document_id AND n.number > e.number) THEN 'replaced'
				ELSE 'live' END
		FROM edition e LEFT JOIN revision v ON v.id = e.revision_id ORDER BY e.id`, nil, func(scan func(...any) error) error {
		var e Edition
		var hash, state string
		var same, told int
		if err := scanEdition(func(to ...any) error { return scan(append(to, &hash, &same, &told, &state)...) }, &e); err != nil {
			return err
		}
		return fn(e, hash, same == 1, told == 1, state)
	})
}

// A PageCheck is what the robots found on a public page.
type PageCheck struct {
	ID       int64
	Case     int64
	Edition  int64
	OK       bool
	Findings string // JSON, see publishing.Finding
	At       time.Time
}

// AddPageCheck stores a result.
func (tx *Tx) AddPageCheck(ctx context.Context, c *PageCheck) error {
	c.At = tx.now
	err := tx.row(ctx, `INSERT INTO page_check (case_id, edition_id, ok, findings, at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
		c.Case, c.Edition, c.OK, c.Findings, instant(c.At)).Scan(&c.ID)
	if err != nil {
		return fmt.Errorf("add page check: %w", err)
	}
	tx.made("check", c.ID)
	return nil
}

// PageChecks returns the results of a case, oldest first.
func (tx *Tx) PageChecks(ctx context.Context, id int64) ([]PageCheck, error) {
	return list(ctx, tx, `SELECT id, case_id, edition_id, ok, findings, at FROM page_check WHERE case_id = ? ORDER BY id`, []any{id},
		func(scan func(...any) error, c *PageCheck) error {
			return scan(&c.ID, &c.Case, &c.Edition, &c.OK, &c.Findings, at(&c.At))
		})
}
