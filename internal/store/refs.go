package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"congbo/internal/content"
	"congbo/internal/fault"
)

// What a document refers to: in its newest revision, and in what is public of
// it.
const (
	StageDraft = "draft"
	StageLive  = "live"
)

// How a document refers to something.
const (
	RefDocument = "document" // links to its page
	RefSource   = "source"   // is a translation of it
	RefMedia    = "media"    // shows or offers the file
	RefTopic    = "topic"    // belongs to the topic with that slug
)

// A Use is a document that refers to something (F-C15).
type Use struct {
	Document int64
	Kind     string
	Live     bool // in what is public of it
	Draft    bool // in its newest revision
}

// refer keeps what a text refers to, in place of what the one before did. It is
// made from the text alone and found by what it refers to, so that nobody has
// to read all texts to learn what uses one.
func (tx *Tx) refer(ctx context.Context, document int64, stage string, r *content.Revision) error {
	if _, err := tx.exec(ctx, `DELETE FROM document_ref WHERE document_id = ? AND stage = ?`, document, stage); err != nil {
		return fmt.Errorf("refer: %w", err)
	}
	if r == nil {
		return nil
	}
	rows, err := tx.references(ctx, document, stage, r)
	if err != nil {
		return err
	}
	return tx.insert(ctx, "document_ref", "document_id, stage, kind, target", rows)
}

// references are the rows of what a text refers to.
func (tx *Tx) references(ctx context.Context, document int64, stage string, r *content.Revision) ([][]any, error) {
	var rows [][]any
	seen := make(map[[2]string]bool)
	add := func(kind, target string) {
		if key := [2]string{kind, target}; !seen[key] {
			seen[key] = true
			rows = append(rows, []any{document, stage, kind, target})
		}
	}
	for _, id := range r.Files() {
		add(RefMedia, id)
	}
	if of := r.TranslationOf; of != nil {
		add(RefSource, strconv.FormatInt(of.Document, 10))
	}
	for _, slug := range r.Topics {
		add(RefTopic, slug)
	}
	for _, l := range r.DocumentLinks() {
		var n int
		err := tx.row(ctx, `SELECT count(*) FROM edition WHERE document_id = ? AND slug = ?`, l.Document, l.Slug).Scan(&n)
		if err == nil && n == 0 && l.Own { // a path of our own, however its words are spelt
			err = tx.row(ctx, `SELECT count(*) FROM document WHERE id = ?`, l.Document).Scan(&n)
		}
		if err != nil {
			return nil, fmt.Errorf("references: %w", err)
		}
		if n > 0 {
			add(RefDocument, strconv.FormatInt(l.Document, 10))
		}
	}
	return rows, nil
}

// referLive keeps what is public of a document refers to; nothing where none
// of it is.
func (tx *Tx) referLive(ctx context.Context, document int64) error {
	id, err := tx.LiveRevision(ctx, document)
	if err != nil {
		return err
	}
	if err := tx.changeTopics(ctx, document, id); err != nil {
		return err
	}
	if id == 0 {
		return tx.refer(ctx, document, StageLive, nil)
	}
	r, err := tx.Revision(ctx, id)
	if err != nil {
		return err
	}
	if r.TranslationOf != nil {
		tx.ChangePage(0, TagTranslations(r.TranslationOf.Document), time.Time{})
	}
	return tx.refer(ctx, document, StageLive, r)
}

// changeTopics announces that what is public of the topics of a document
// changes: of those that it had among them, and of those that revision id gives
// it, 0 for none.
func (tx *Tx) changeTopics(ctx context.Context, document, id int64) error {
	had, err := list(ctx, tx, `SELECT target FROM document_ref WHERE document_id = ? AND stage = 'live' AND kind = 'topic' ORDER BY target`, []any{document},
		func(scan func(...any) error, slug *string) error { return scan(slug) })
	if err != nil {
		return err
	}
	for _, slug := range had {
		tx.TakePage(0, TagTopic(slug))
	}
	if id == 0 {
		return nil
	}
	r, err := tx.Revision(ctx, id)
	if err != nil {
		return err
	}
	for _, slug := range r.Topics {
		tx.ChangePage(0, TagTopic(slug), time.Time{})
	}
	return nil
}

// LiveRevision returns the revision of a document that readers see, 0 where
// none is public.
func (tx *Tx) LiveRevision(ctx context.Context, document int64) (id int64, err error) {
	err = tx.row(ctx, `SELECT coalesce(max(revision_id), 0) FROM edition WHERE document_id = ? AND state = 'live'`, document).Scan(&id)
	return id, err
}

// UsesOfDocument lists the other documents that link to one or are translations
// of it, by their numbers.
func (tx *Tx) UsesOfDocument(ctx context.Context, document int64) ([]Use, error) {
	return tx.uses(ctx, `r.kind IN ('document', 'source') AND r.target = ? AND r.document_id <> ?`, strconv.FormatInt(document, 10), document)
}

// UsesOfMedia lists the documents beside one (0: all) that show or offer a file.
func (tx *Tx) UsesOfMedia(ctx context.Context, media string, beside int64) ([]Use, error) {
	return tx.uses(ctx, `r.kind = 'media' AND r.target = ? AND r.document_id <> ?`, media, beside)
}

// PastUsesOfMedia lists the documents of which some revision shows or offers a
// file. None is told to be live: what readers see, UsesOfMedia knows.
func (tx *Tx) PastUsesOfMedia(ctx context.Context, media string) ([]Use, error) {
	return list(ctx, tx, `SELECT DISTINCT v.document_id FROM revision_media rm JOIN revision v ON v.id = rm.revision_id WHERE rm.media_id = ? ORDER BY v.document_id DESC LIMIT `+strconv.Itoa(maxUses), []any{media},
		func(scan func(...any) error, u *Use) error { u.Kind = RefMedia; return scan(&u.Document) })
}

const maxUses = 200

func (tx *Tx) uses(ctx context.Context, where string, args ...any) ([]Use, error) {
	return list(ctx, tx, `SELECT r.document_id, r.kind, max(CASE r.stage WHEN 'live' THEN 1 ELSE 0 END), max(CASE r.stage WHEN 'draft' THEN 1 ELSE 0 END)
		FROM document_ref r WHERE `+where+` GROUP BY r.document_id, r.kind ORDER BY 3 DESC, r.document_id DESC, r.kind LIMIT `+strconv.Itoa(maxUses), args,
		func(scan func(...any) error, u *Use) error {
			var live, draft int
			err := scan(&u.Document, &u.Kind, &live, &draft)
			u.Live, u.Draft = live == 1, draft == 1
			return err
		})
}

// Translations lists the documents of which a translation of one is public.
func (tx *Tx) Translations(ctx context.Context, document int64) ([]int64, error) {
	return list(ctx, tx, `SELECT document_id FROM document_ref WHERE kind = 'source' AND target = ? AND stage = 'live' ORDER BY document_id LIMIT 20`,
		[]any{strconv.FormatInt(document, 10)}, func(scan func(...any) error, id *int64) error { return scan(id) })
}

// IndexRefs reads, of documents that are older than the table of references,
// at most limit, and tells how many it read; 0: none are left.
func (tx *Tx) IndexRefs(ctx context.Context, limit int) (int, error) {
	ids, err := list(ctx, tx, `SELECT id FROM document WHERE refs = 0 ORDER BY id LIMIT ?`, []any{limit}, func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		d, err := tx.Document(ctx, id)
		if err != nil {
			return 0, err
		}
		if d.Revision != 0 {
			r, err := tx.Revision(ctx, d.Revision)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return 0, err
			}
			if err == nil {
				if err := tx.refer(ctx, id, StageDraft, r); err != nil {
					return 0, err
				}
			}
		}
		if err := tx.referLive(ctx, id); err != nil {
			return 0, err
		}
		if _, err := tx.exec(ctx, `UPDATE document SET refs = 1 WHERE id = ?`, id); err != nil {
			return 0, fmt.Errorf("index refs: %w", err)
		}
	}
	return len(ids), nil
}
