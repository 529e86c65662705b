package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/links"
	"congbo/internal/people"
)

// A WatchedLink is an address to which published pages lead (F-C13). One within our
// own sites is written as a place, see [InsideLink], and has no host; the
// address of a site may change.
type WatchedLink struct {
	ID          int64
	Institution int64
	Address     string
	Host        string
	links.Watch
}

// InsideLink is how an address within a site is written.
func InsideLink(site int64, path string) string { return "site:" + strconv.FormatInt(site, 10) + path }

// FileLink is how a picture or file of our own is written.
func FileLink(media string) string { return "file:" + media }

// Where in a page a link stands.
const (
	LinkInText   = "text"
	LinkInSource = "source"
	LinkToFile   = "file"
)

// A LinkUse is a link as a page has it.
type LinkUse struct {
	Address, Host string
	Place         string
	Words         string // that lead there
}

// A LinkPage is a live edition whose links are not known yet.
type LinkPage struct {
	Edition     Edition
	Institution int64
	Revision    *content.Revision
}

// UnreadLinkPages lists live editions whose links were not read yet, at most
// limit; what was read of editions that are public no longer is dropped.
func (tx *Tx) UnreadLinkPages(ctx context.Context, limit int) ([]LinkPage, error) {
	const over = `(SELECT p.edition_id FROM link_page p JOIN edition e ON e.id = p.edition_id WHERE e.state <> 'live')`
	for _, table := range []string{"link_use", "link_page"} {
		if _, err := tx.exec(ctx, `DELETE FROM `+table+` WHERE edition_id IN `+over); err != nil {
			return nil, fmt.Errorf("links of pages: %w", err)
		}
	}
	pages, err := list(ctx, tx, `SELECT `+editionColumns+`, s.institution_id FROM edition e JOIN site s ON s.id = e.site_id
		WHERE e.state = 'live' AND NOT EXISTS (SELECT 1 FROM link_page p WHERE p.edition_id = e.id) ORDER BY e.id LIMIT ?`, []any{limit},
		func(scan func(...any) error, p *LinkPage) error {
			return scan(editionInto(&p.Edition, &p.Institution)...)
		})
	for i := range pages {
		if err == nil {
			pages[i].Revision, err = tx.Revision(ctx, pages[i].Edition.Revision)
		}
	}
	return pages, err
}

// KeepLinks keeps which links a page has. A link that is new is asked soon.
func (tx *Tx) KeepLinks(ctx context.Context, p LinkPage, uses []LinkUse) error {
	var rows [][]any
	for i, u := range uses {
		var id int64
		first := tx.now
		if u.Host != "" {
			first = links.First(tx.now, p.Edition.ID+int64(i))
		}
		err := tx.row(ctx, `INSERT INTO link_watch (institution_id, address, host, state, since_at, next_at) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (institution_id, address) DO UPDATE SET host = excluded.host RETURNING id`,
			p.Institution, u.Address, u.Host, string(links.New), instant(tx.now), instant(first)).Scan(&id)
		if err != nil {
			return fmt.Errorf("keep links: %w", err)
		}
		rows = append(rows, []any{p.Edition.ID, id, i, u.Place, u.Words})
	}
	if err := tx.insert(ctx, "link_use", "edition_id, link_id, position, place, words", rows); err != nil {
		return err
	}
	return tx.insert(ctx, "link_page", "edition_id", [][]any{{p.Edition.ID}})
}

const linkColumns = `w.id, w.institution_id, w.address, w.host, w.state, w.since_at, w.failures, w.failed_at, w.asked_at, w.next_at, w.answer, w.status, w.moved_to`

func (l *WatchedLink) into(more ...any) []any {
	return append([]any{&l.ID, &l.Institution, &l.Address, &l.Host, (*string)(&l.State), at(&l.Since), &l.Failures, at(&l.FailedAt), at(&l.AskedAt), at(&l.NextAt),
		(*string)(&l.Last.Kind), &l.Last.Status, &l.Last.To}, more...)
}

const linkUsed = `EXISTS (SELECT 1 FROM link_use u JOIN edition e ON e.id = u.edition_id WHERE u.link_id = w.id AND ` + live + `)`

// DueLinks lists the links of live pages that are to be asked now, the longest
// due first, of every host of others only one; without outside only ours.
func (tx *Tx) DueLinks(ctx context.Context, outside bool, limit int) ([]WatchedLink, error) {
	return list(ctx, tx, `SELECT `+linkColumns+` FROM (
			SELECT w.*, row_number() OVER (PARTITION BY w.host ORDER BY w.next_at, w.id) AS turn FROM link_watch w WHERE w.next_at <= ? AND (? OR w.host = '') AND `+linkUsed+`) w
		WHERE w.host = '' OR w.turn = 1 ORDER BY w.next_at, w.id LIMIT ?`, []any{instant(tx.now), outside, instant(tx.now), limit},
		func(scan func(...any) error, l *WatchedLink) error { return scan(l.into()...) })
}

// NextLink is when the next link of a live page is due; zero for never.
func (tx *Tx) NextLink(ctx context.Context, outside bool) (t time.Time, err error) {
	err = tx.row(ctx, `SELECT min(w.next_at) FROM link_watch w WHERE (? OR w.host = '') AND `+linkUsed, outside, instant(tx.now)).Scan(at(&t))
	return t, err
}

// AskLinksTo has the links to a document asked at once, and tells whether a live
// page has any: it has just been published or taken down.
func (tx *Tx) AskLinksTo(ctx context.Context, document int64) (bool, error) {
	var n int
	err := tx.row(ctx, `SELECT count(*) FROM document_ref WHERE kind IN ('document', 'source') AND target = ? AND stage = 'live' AND document_id <> ?`,
		strconv.FormatInt(document, 10), document).Scan(&n)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = tx.exec(ctx, `UPDATE link_watch SET next_at = ? WHERE host = '' AND address LIKE ? AND next_at > ?`, instant(tx.now), "site:%-"+strconv.FormatInt(document, 10), instant(tx.now))
	return true, err
}

// Watched returns a link, or fault.NotFound.
func (tx *Tx) Watched(ctx context.Context, id int64) (*WatchedLink, error) {
	var l WatchedLink
	err := tx.row(ctx, `SELECT `+linkColumns+` FROM link_watch w WHERE w.id = ?`, id).Scan(l.into()...)
	return &l, found(err, "link")
}

// HeardLink keeps what was heard of a link.
func (tx *Tx) HeardLink(ctx context.Context, id int64, w links.Watch) error {
	_, err := tx.exec(ctx, `UPDATE link_watch SET state = ?, since_at = ?, failures = ?, failed_at = ?, asked_at = ?, next_at = ?, answer = ?, status = ?, moved_to = ? WHERE id = ?`,
		string(w.State), instant(w.Since), w.Failures, instant(w.FailedAt), instant(w.AskedAt), instant(w.NextAt), string(w.Last.Kind), w.Last.Status, w.Last.To, id)
	if err != nil {
		return fmt.Errorf("heard of link %d: %w", id, err)
	}
	return nil
}

// A LinkOnPage is a link of a live page with what is known of it.
type LinkOnPage struct {
	WatchedLink
	Place, Words string
	Edition      Edition
	SiteUnit     int64 // whose site the page is on; 0: the institution's
	TextUnit     int64 // whose text it is
	Code         string
	Kept         *KeptLink // somebody keeps it on purpose
}

// maxLinkRows is how many links one report shows.
const maxLinkRows = 2000

// LinksInState lists the links of an institution's live pages that are in one
// of some states: by page, and there as they stand.
func (tx *Tx) LinksInState(ctx context.Context, institution int64, states ...links.State) ([]LinkOnPage, error) {
	q, args := marks(states)
	for i, s := range states {
		args[i] = string(s)
	}
	return list(ctx, tx, `SELECT `+linkColumns+`, u.place, u.words, s.unit_id, d.unit_id, c.code, k.id, coalesce(k.reason, ''), coalesce(k.person_id, 0), k.at, `+editionColumns+`
		FROM link_watch w JOIN link_use u ON u.link_id = w.id JOIN edition e ON e.id = u.edition_id JOIN site s ON s.id = e.site_id
			JOIN document d ON d.id = e.document_id JOIN case_file c ON c.id = e.case_id LEFT JOIN link_kept k ON k.link_id = w.id AND k.ended_at IS NULL
		WHERE w.institution_id = ? AND w.state IN (`+q+`) AND `+live+` ORDER BY e.id DESC, u.position LIMIT `+strconv.Itoa(maxLinkRows),
		append(append([]any{institution}, args...), instant(tx.now)), func(scan func(...any) error, l *LinkOnPage) error {
			var k KeptLink
			err := scan(l.into(append([]any{&l.Place, &l.Words, refTo(&l.SiteUnit), refTo(&l.TextUnit), &l.Code, refTo(&k.ID), &k.Reason, (*int64)(&k.Person), at(&k.At)}, editionInto(&l.Edition)...)...)...)
			if k.ID != 0 {
				k.Link = l.ID
				l.Kept = &k
			}
			return err
		})
}

// CountLinks counts the links that are watched of an institution's live pages.
func (tx *Tx) CountLinks(ctx context.Context, institution int64) (n int, err error) {
	err = tx.row(ctx, `SELECT count(*) FROM link_watch w WHERE w.institution_id = ? AND `+linkUsed, institution, instant(tx.now)).Scan(&n)
	return n, err
}

// A KeptLink says that a link which is broken, or seems so, is to stay as it is.
type KeptLink struct {
	ID          int64
	Institution int64
	Link        int64
	Reason      string
	Person      people.PersonID
	At          time.Time
}

// KeepLink stores k; of two who do it at once the second is told.
func (tx *Tx) KeepLink(ctx context.Context, k *KeptLink) error {
	k.At = tx.now
	ids, err := list(ctx, tx, `INSERT INTO link_kept (institution_id, link_id, reason, person_id, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (link_id) WHERE ended_at IS NULL DO NOTHING RETURNING id`, []any{k.Institution, k.Link, k.Reason, int64(k.Person), instant(k.At)},
		func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return fmt.Errorf("keep link: %w", err)
	}
	if len(ids) == 0 {
		return fault.New(fault.Conflict, "store.link_kept")
	}
	k.ID = ids[0]
	tx.made("kept-link", k.ID)
	return nil
}

// UnkeepLink takes that back.
func (tx *Tx) UnkeepLink(ctx context.Context, link int64, by people.PersonID) error {
	ids, err := list(ctx, tx, `UPDATE link_kept SET ended_at = ?, ended_by = ? WHERE link_id = ? AND ended_at IS NULL RETURNING id`, []any{instant(tx.now), int64(by), link},
		func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return fmt.Errorf("keep link no longer: %w", err)
	}
	if len(ids) == 0 {
		return fault.New(fault.Conflict, "store.link_not_kept")
	}
	tx.wrote("kept-link", ids[0])
	return nil
}

// TimesTold counts what somebody was told by a letter or in their inbox from a
// template, since a time.
func (tx *Tx) TimesTold(ctx context.Context, person people.PersonID, template string, since time.Time) (n int, err error) {
	err = tx.row(ctx, `SELECT count(*) FROM notice WHERE person_id = ? AND template = ? AND created_at >= ?`, int64(person), template, instant(since)).Scan(&n)
	return n, err
}
