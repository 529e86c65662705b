package store

import (
	"context"
	"fmt"
	"time"
)

// A PageChange says that the pages made from something are to be made anew.
// Their numbers grow in the order in which the changes were committed.
type PageChange struct {
	Seq  int64
	Site int64  // 0: of all sites
	Tag  string // see the functions below
	// Gone: something was taken away from readers, so that no older page may be
	// shown again.
	Gone bool
}

// What pages are made from. Methods of Tx that change one of these announce it
// by themselves.
const (
	TagSite   = "site"   // name, menu and foot of a site: on all of its pages
	TagLook   = "look"   // its colours, emblem and header: on all of its pages too
	TagFront  = "front"  // which blocks its first page has
	TagHome   = "home"   // the newest of a whole site
	TagRead   = "read"   // what is read most on a site
	TagPlaces = "places" // which sites there are and how they are reached; site 0
)

// TagDocument is what a site shows of a document.
func TagDocument(id int64) string { return fmt.Sprintf("document:%d", id) }

// TagSection is what stands in a section.
func TagSection(id int64) string { return fmt.Sprintf("section:%d", id) }

// TagTopic is what stands under the topics with a slug; site 0.
func TagTopic(slug string) string { return "topic:" + slug }

// TagInstitution is what the pages of all its sites say of an institution:
// its own name, its units, kinds of documents and offices; site 0.
func TagInstitution(id int64) string { return fmt.Sprintf("institution:%d", id) }

// TagTranslations is which documents are public as translations of one; site 0.
func TagTranslations(id int64) string { return fmt.Sprintf("translations:%d", id) }

// TagMedia is what is known of a picture or file; site 0.
func TagMedia(id string) string { return "media:" + id }

// TagCase is what a page says of the case behind it; site 0.
func TagCase(id int64) string { return fmt.Sprintf("case:%d", id) }

type pageTag struct {
	site int64
	tag  string
}

type pendingChange struct {
	until time.Time
	gone  bool
}

// ChangePage has the pages made from tag made anew, on every node, once the
// transaction is committed; until is when they change by themselves, zero for
// never. Site 0 is all sites.
func (tx *Tx) ChangePage(site int64, tag string, until time.Time) {
	tx.changePage(site, tag, pendingChange{until: until})
}

// TakePage is ChangePage where something was taken away from readers.
func (tx *Tx) TakePage(site int64, tag string) { tx.changePage(site, tag, pendingChange{gone: true}) }

func (tx *Tx) changePage(site int64, tag string, c pendingChange) {
	if tx.pages == nil {
		tx.pages = make(map[pageTag]pendingChange)
	}
	t := pageTag{site, tag}
	before, known := tx.pages[t]
	if !known {
		tx.pageOrder = append(tx.pageOrder, t)
	}
	c.gone = c.gone || before.gone
	if c.until.IsZero() {
		c.until = before.until
	}
	tx.pages[t] = c
}

// ChangeEdition has the page of an edition, and whatever lists it, made anew.
func (tx *Tx) ChangeEdition(e *Edition) {
	tx.changeEdition(e.Site, e.Section, e.Document, time.Time{}, false)
}

// changeEdition announces that what an edition shows, and whatever lists it,
// changes.
func (tx *Tx) changeEdition(site, section, document int64, until time.Time, gone bool) {
	for _, tag := range []string{TagDocument(document), TagSection(section), TagHome} {
		tx.changePage(site, tag, pendingChange{until, gone})
	}
}

// changeSection announces a changed section: it stands in the menus of its site.
func (tx *Tx) changeSection(s *Section) {
	tx.ChangePage(s.Site, TagSite, time.Time{})
	if !s.Active && s.ID != 0 {
		tx.TakePage(s.Site, TagSection(s.ID))
	}
}

// flushPages writes the announced changes at the very end of a transaction:
// whoever does waits for the others, so that the numbers grow in the order of
// the commits and a node that reads on from the last one it knows misses none.
func (tx *Tx) flushPages(ctx context.Context) error {
	if len(tx.pageOrder) == 0 {
		return nil
	}
	if q := tx.s.d.lockChain; q != "" {
		if _, err := tx.exec(ctx, q, -1); err != nil { // no institution's chain
			return fmt.Errorf("page changes: %w", err)
		}
	}
	made := make([]PageChange, 0, len(tx.pageOrder))
	for _, t := range tx.pageOrder {
		p, c := tx.pages[t], PageChange{Site: t.site, Tag: t.tag}
		c.Gone = p.gone
		err := tx.row(ctx, `INSERT INTO page_change (site_id, tag, until, at, gone) VALUES (?, ?, ?, ?, ?) RETURNING seq`,
			t.site, t.tag, instant(p.until), instant(tx.now), p.gone).Scan(&c.Seq)
		if err != nil {
			return fmt.Errorf("page changes: %w", err)
		}
		made = append(made, c)
	}
	tx.pages, tx.pageOrder, tx.changed = nil, nil, made
	return nil
}

// OnPageChange has fn called with the changes of every transaction of this
// process as soon as it is committed, before its caller hears of it. What other
// processes change is found with PageChanges.
func (s *Store) OnPageChange(fn func([]PageChange)) {
	s.hooks.Lock()
	defer s.hooks.Unlock()
	s.onPages = append(s.onPages, fn)
}

func (s *Store) pagesChanged(changes []PageChange) {
	if len(changes) == 0 {
		return
	}
	s.hooks.Lock()
	fns := s.onPages
	s.hooks.Unlock()
	for _, fn := range fns {
		fn(changes)
	}
}

// PageChanges lists changes above a number, the oldest first.
func (tx *Tx) PageChanges(ctx context.Context, after int64, limit int) ([]PageChange, error) {
	return list(ctx, tx, `SELECT seq, site_id, tag, gone FROM page_change WHERE seq > ? ORDER BY seq LIMIT ?`, []any{after, limit},
		func(scan func(...any) error, c *PageChange) error { return scan(&c.Seq, &c.Site, &c.Tag, &c.Gone) })
}

// LastPageChange returns the number of the newest change, 0 where there is none.
func (tx *Tx) LastPageChange(ctx context.Context) (seq int64, err error) {
	err = tx.row(ctx, `SELECT coalesce(max(seq), 0) FROM page_change`).Scan(&seq)
	return seq, err
}

// FirstPageChange returns the number of the oldest change that is still known,
// 0 where there is none.
func (tx *Tx) FirstPageChange(ctx context.Context) (seq int64, err error) {
	err = tx.row(ctx, `SELECT coalesce(min(seq), 0) FROM page_change`).Scan(&seq)
	return seq, err
}

// ForgetPageChanges removes what was announced before a time: nodes that were
// away longer make everything anew. The newest one stays, since numbers are
// counted on from it.
func (tx *Tx) ForgetPageChanges(ctx context.Context, before time.Time) error {
	_, err := tx.exec(ctx, `DELETE FROM page_change WHERE at < ? AND seq < (SELECT max(seq) FROM page_change)`, instant(before))
	return err
}

// NextEnd is the first moment after now at which something that is live on a
// site ends by itself; zero where nothing does. Section and document narrow it,
// 0 is any.
func (tx *Tx) NextEnd(ctx context.Context, site, section, document int64) (until time.Time, err error) {
	// The term comes first where nothing narrower is asked: hardly anything has one.
	q, args := `SELECT t.until_at FROM edition t CROSS JOIN edition e WHERE t.state = 'live' AND t.until_at > ? AND e.id = t.id AND e.site_id = ?`, []any{instant(tx.now), site}
	if document != 0 {
		q, args = `SELECT e.until_at FROM edition e WHERE e.state = 'live' AND e.until_at > ? AND e.site_id = ? AND e.document_id = ?`, append(args, document)
	}
	if section != 0 {
		q, args = q+` AND e.section_id = ?`, append(args, section)
	}
	all, err := list(ctx, tx, q+` ORDER BY 1 LIMIT 1`, args, func(scan func(...any) error, t *time.Time) error { return scan(at(t)) })
	if err != nil || len(all) == 0 {
		return time.Time{}, err
	}
	return all[0], nil
}

// HoldPages says that a node serves pages until lease and has dropped those that
// changed up to a number. One whose lease ended long ago is forgotten.
func (tx *Tx) HoldPages(ctx context.Context, name string, seq int64, lease time.Time) error {
	_, err := tx.exec(ctx, `INSERT INTO page_node (name, seq, lease) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, lease = excluded.lease`, name, seq, instant(lease))
	if err == nil {
		_, err = tx.exec(ctx, `DELETE FROM page_node WHERE lease < ?`, instant(tx.now.AddDate(0, 0, -60)))
	}
	return err
}

// HoldsPages reports whether a node is known: one that is not has seen another
// database, or this one before it was set back.
func (tx *Tx) HoldsPages(ctx context.Context, name string) (bool, error) {
	n, err := tx.count(ctx, `SELECT count(*) FROM page_node WHERE name = ?`, name)
	return n > 0, err
}

// PagesBehind counts the nodes with a lease, but for one, that have not dropped
// what changed up to a number.
func (tx *Tx) PagesBehind(ctx context.Context, but string, seq int64) (n int, err error) {
	err = tx.row(ctx, `SELECT count(*) FROM page_node WHERE name <> ? AND seq < ? AND lease > ?`, but, seq, instant(tx.now)).Scan(&n)
	return n, err
}
