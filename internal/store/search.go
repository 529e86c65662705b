package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/search"
)

// JobSearch is the kind of the job that puts the newest editions of a site into
// buckets, and JobSearchAll of the one that makes the indexes of all sites anew.
const (
	JobSearch    = "search"
	JobSearchAll = "search-all"
)

// freshMost is how many editions are left outside the buckets: they are looked
// through one by one with each search.
const freshMost = 64

// Columns of what the publishing of an edition adds to the index.
const (
	freshColumns = "edition_id, site_id, first_at, stamp, data"
	textColumns  = "edition_id, body, papers"
)

// indexed is an edition as the index has it.
type indexed struct {
	body, papers string
	data         []byte
	stamp        int64
}

// textOf is what an edition is found by. Words of the papers that it offers are
// added by paperWords.
func textOf(e *Edition, r *content.Revision, unit int64) search.Text {
	parts := []string{r.Summary, r.Body.PlainText(r.Lang)}
	if i := r.LeadImage; i != nil {
		parts = append(parts, i.Caption, i.Credit)
	}
	parts = append(parts, strings.Join(r.Authors, "\n\n"))
	for _, s := range r.Sources {
		parts = append(parts, strings.TrimSpace(s.Number+" "+s.Title+" "+s.Issuer))
	}
	var body strings.Builder
	for _, s := range parts {
		if s == "" {
			continue
		}
		if body.Len() > 0 {
			body.WriteString("\n\n")
		}
		body.WriteString(s)
	}
	return search.Text{Title: e.Title, Body: body.String(), Section: e.Section, Kind: e.Kind, Unit: unit, Lang: string(r.Lang)}
}

// quotedPapers bounds what is kept of the words of papers to quote from, in
// bytes; more than that is found, and not quoted.
const quotedPapers = 64 << 10

func index(t search.Text) indexed {
	keys, words := search.Index(t)
	x := indexed{body: t.Body, data: search.Encode(keys, words)}
	x.papers = strings.Join(t.Papers, "\n\n")
	if len(x.papers) > quotedPapers {
		x.papers = strings.ToValidUTF8(x.papers[:quotedPapers], "")
	}
	x.stamp = search.Stamp(x.data)
	return x
}

// paperWords are the words of the files that a text offers, as far as they were
// read: what readers can open is found by what it says.
func (tx *Tx) paperWords(ctx context.Context, r *content.Revision) ([]string, error) {
	files := r.Files()
	if len(files) == 0 {
		return nil, nil
	}
	m, args := marks(files)
	return list(ctx, tx, `SELECT words FROM media_words WHERE media_id IN (`+m+`) ORDER BY media_id`, args, func(scan func(...any) error, s *string) error { return scan(s) })
}

// foundBy reads what an edition is found by.
func (tx *Tx) foundBy(ctx context.Context, e *Edition) (search.Text, error) {
	r, err := tx.Revision(ctx, e.Revision)
	if err != nil {
		return search.Text{}, err
	}
	d, err := tx.Document(ctx, e.Document)
	if err != nil {
		return search.Text{}, err
	}
	t := textOf(e, r, d.Unit)
	t.Papers, err = tx.paperWords(ctx, r)
	return t, err
}

// indexEdition has a live edition found from this transaction on.
func (tx *Tx) indexEdition(ctx context.Context, e *Edition) error {
	t, err := tx.foundBy(ctx, e)
	if err != nil {
		return err
	}
	x := index(t)
	if err := tx.insert(ctx, "search_fresh", freshColumns, [][]any{{e.ID, e.Site, instant(e.FirstAt), x.stamp, x.data}}); err != nil {
		return err
	}
	if err := tx.insert(ctx, "search_text", textColumns, [][]any{{e.ID, x.body, x.papers}}); err != nil {
		return err
	}
	n, err := tx.count(ctx, `SELECT count(*) FROM search_fresh WHERE site_id = ?`, e.Site)
	if err != nil || n <= freshMost {
		return err
	}
	return tx.Enqueue(ctx, JobSearch, e.Site, time.Time{}, fmt.Sprintf("%s/%d", JobSearch, e.Site))
}

// unindex has an edition found no more from this transaction on, and keeps
// nothing of its words.
func (tx *Tx) unindex(ctx context.Context, edition int64) error {
	if _, err := tx.exec(ctx, `DELETE FROM search_text WHERE edition_id = ?`, edition); err != nil {
		return fmt.Errorf("unindex edition %d: %w", edition, err)
	}
	fresh, err := tx.exec(ctx, `DELETE FROM search_fresh WHERE edition_id = ?`, edition)
	if err == nil && fresh > 0 {
		_, err = tx.exec(ctx, `DELETE FROM search_gone WHERE edition_id = ?`, edition)
	} else if err == nil {
		_, err = tx.exec(ctx, `INSERT INTO search_gone (edition_id, site_id, first_at, from_at) SELECT e.id, e.site_id, e.first_at, ? FROM edition e WHERE e.id = ?
			ON CONFLICT (edition_id) DO UPDATE SET from_at = excluded.from_at`, instant(tx.now), edition)
	}
	if err != nil {
		return fmt.Errorf("unindex edition %d: %w", edition, err)
	}
	return nil
}

// findUntil has a live edition found until a time and no longer; the zero time
// takes that back.
func (tx *Tx) findUntil(ctx context.Context, edition int64, until time.Time) (err error) {
	if until.IsZero() {
		_, err = tx.exec(ctx, `DELETE FROM search_gone WHERE edition_id = ? AND EXISTS (SELECT 1 FROM edition e WHERE e.id = ? AND e.state = 'live')`, edition, edition)
	} else {
		_, err = tx.exec(ctx, `INSERT INTO search_gone (edition_id, site_id, first_at, from_at) SELECT e.id, e.site_id, e.first_at, ? FROM edition e WHERE e.id = ? AND e.state = 'live'
			ON CONFLICT (edition_id) DO UPDATE SET from_at = excluded.from_at`, instant(until), edition)
	}
	if err != nil {
		return fmt.Errorf("term of edition %d: %w", edition, err)
	}
	return nil
}

// Reindex reads anew what a live edition is found by: words of a paper that it
// offers were read since it was published. Of an edition that is not live
// nothing happens.
func (tx *Tx) Reindex(ctx context.Context, edition int64) error {
	e, err := tx.Edition(ctx, edition)
	if err != nil {
		return err
	}
	if e.State != EditionLive {
		return nil
	}
	var until time.Time
	terms, err := tx.Terms(ctx, e.Document)
	if err != nil {
		return err
	}
	until = terms[e.ID]
	// In its bucket it is dead; beside the buckets it is alive again.
	sealed, err := tx.count(ctx, `SELECT count(*) FROM search_fresh WHERE edition_id = ?`, e.ID)
	if err != nil {
		return err
	}
	if sealed == 0 {
		if err := tx.bury(ctx, e.Site, []int64{e.ID}); err != nil {
			return err
		}
	}
	for _, table := range []string{"search_fresh", "search_text", "search_gone"} {
		if _, err := tx.exec(ctx, `DELETE FROM `+table+` WHERE edition_id = ?`, e.ID); err != nil {
			return fmt.Errorf("reindex edition %d: %w", edition, err)
		}
	}
	if err := tx.indexEdition(ctx, e); err != nil || until.IsZero() {
		return err
	}
	return tx.findUntil(ctx, e.ID, until)
}

// ReindexMedia reads anew what the live editions are found by that offer a file.
func (tx *Tx) ReindexMedia(ctx context.Context, media string) error {
	ids, err := list(ctx, tx, `SELECT e.id FROM document_ref r JOIN edition e ON e.document_id = r.document_id AND e.state = 'live'
		WHERE r.kind = 'media' AND r.target = ? AND r.stage = 'live' ORDER BY e.id`, []any{media}, func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return fmt.Errorf("reindex media: %w", err)
	}
	for _, id := range ids {
		if err := tx.Reindex(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
