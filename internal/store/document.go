package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// A Document is the lasting identity of a text: its revisions come and go,
// its editions are what the public saw of it.
type Document struct {
	ID          int64
	Institution int64
	Unit        int64 // answerable for it
	Lang        locale.Lang
	Revision    int64 // the newest one; 0 before the first save
	Number      int   // its number
	Version     int64
	CreatedAt   time.Time
}

// AddDocument stores d and gives it its ID.
func (tx *Tx) AddDocument(ctx context.Context, d *Document) error {
	d.CreatedAt = tx.now
	err := tx.row(ctx, `INSERT INTO document (institution_id, unit_id, lang, created_at, refs) VALUES (?, ?, ?, ?, 1) RETURNING id`,
		d.Institution, ref(d.Unit), string(d.Lang), instant(d.CreatedAt)).Scan(&d.ID)
	if err != nil {
		return fmt.Errorf("add document: %w", err)
	}
	tx.made("document", d.ID)
	return nil
}

// Document returns a document, or fault.NotFound.
func (tx *Tx) Document(ctx context.Context, id int64) (*Document, error) {
	d := Document{ID: id}
	err := tx.row(ctx, `SELECT institution_id, unit_id, lang, revision_id, last_number, version, created_at FROM document WHERE id = ?`, id).
		Scan(&d.Institution, refTo(&d.Unit), (*string)(&d.Lang), refTo(&d.Revision), &d.Number, &d.Version, at(&d.CreatedAt))
	return &d, found(err, "document")
}

// AddRevision stores r as the revision after the one named base (its number;
// 0 for the first), and gives it ID, number and time. If somebody has saved in
// between it fails with fault.Conflict and nothing is lost: the caller still
// has r (F-B1). changed are the aspects in which it differs from the one
// before.
func (tx *Tx) AddRevision(ctx context.Context, r *content.Revision, base int, changed []content.Aspect) error {
	n, err := tx.exec(ctx, `UPDATE document SET last_number = last_number + 1, version = version + 1 WHERE id = ? AND last_number = ?`, r.DocumentID, base)
	if err != nil {
		return fmt.Errorf("add revision: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "editorial.saved_meanwhile")
	}
	r.Number, r.SavedAt = base+1, tx.now.UTC()
	text, hashes, err := encodeRevision(*r)
	if err != nil {
		return err
	}
	words := make([]string, len(changed))
	for i, a := range changed {
		words[i] = string(a)
	}
	err = tx.row(ctx, `
		INSERT INTO revision (document_id, number, title, summary, text, hash, hashes, changed, saved_by, saved_for, saved_at, note)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		r.DocumentID, r.Number, r.Title, r.Summary, text, r.Hashes().All, hashes, strings.Join(words, " "), r.SavedBy, r.SavedFor, instant(r.SavedAt), r.Note).Scan(&r.ID)
	if err != nil {
		return fmt.Errorf("add revision: %w", err)
	}
	tx.made("revision", r.ID)
	if err := tx.addRevisionReading(ctx, r); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE document SET revision_id = ? WHERE id = ?`, r.ID, r.DocumentID); err != nil {
		return fmt.Errorf("add revision: %w", err)
	}
	for _, id := range r.Files() {
		if _, err := tx.exec(ctx, `INSERT INTO revision_media (revision_id, media_id) VALUES (?, ?)`, r.ID, id); err != nil {
			return fault.New(fault.Invalid, "editorial.no_such_media").Because(err)
		}
	}
	if err := tx.catalogue(ctx, r); err != nil {
		return err
	}
	return tx.refer(ctx, r.DocumentID, StageDraft, r)
}

// encodeRevision writes a revision without the fields that have columns of
// their own.
func encodeRevision(r content.Revision) (text, hashes string, err error) {
	return encodeHashed(r, r.Hashes())
}

const revisionColumns = `v.id, v.document_id, v.number, v.text, v.saved_by, v.saved_for, v.saved_at, v.note,
	coalesce((SELECT g.recoded FROM revision_reading g WHERE g.revision_id = v.id), ''), coalesce((SELECT g.vouched FROM revision_reading g WHERE g.revision_id = v.id), '')`

func scanRevision(scan func(...any) error, r *content.Revision) error {
	var id, document, by, behalf int64
	var number int
	var text, note, recoded, vouched string
	var saved time.Time
	if err := scan(&id, &document, &number, &text, &by, &behalf, at(&saved), &note, &recoded, &vouched); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(text), r); err != nil {
		return fmt.Errorf("revision %d: %w", id, err)
	}
	r.ID, r.DocumentID, r.Number, r.SavedBy, r.SavedFor, r.SavedAt, r.Note = id, document, number, by, behalf, saved.UTC(), note
	var err error
	if r.Recoded, err = listOf[content.Recoded](recoded); err != nil {
		return fmt.Errorf("reading of revision %d: %w", id, err)
	}
	if r.Vouched, err = listOf[content.Vouched](vouched); err != nil {
		return fmt.Errorf("reading of revision %d: %w", id, err)
	}
	return nil
}

// Revision returns a revision, or fault.NotFound.
func (tx *Tx) Revision(ctx context.Context, id int64) (*content.Revision, error) {
	var r content.Revision
	err := scanRevision(tx.row(ctx, `SELECT `+revisionColumns+` FROM revision v WHERE v.id = ?`, id).Scan, &r)
	return &r, found(err, "revision")
}

// RevisionNumber returns a revision of a document by its number, or
// fault.NotFound.
func (tx *Tx) RevisionNumber(ctx context.Context, document int64, number int) (*content.Revision, error) {
	var r content.Revision
	err := scanRevision(tx.row(ctx, `SELECT `+revisionColumns+` FROM revision v WHERE v.document_id = ? AND v.number = ?`, document, number).Scan, &r)
	return &r, found(err, "revision")
}

// RevisionHashes returns the hashes of a revision as they were stored, without
// reading its text.
func (tx *Tx) RevisionHashes(ctx context.Context, id int64) (content.Hashes, error) {
	var text string
	var h content.Hashes
	if err := found(tx.row(ctx, `SELECT hashes FROM revision WHERE id = ?`, id).Scan(&text), "revision"); err != nil {
		return h, err
	}
	return h, json.Unmarshal([]byte(text), &h)
}

// A RevisionLine is a revision in the list of a document's revisions.
type RevisionLine struct {
	ID       int64
	Number   int
	Title    string
	Changed  []string // aspects
	SavedBy  people.PersonID
	SavedFor people.PersonID
	SavedAt  time.Time
	Note     string
}

// Revisions lists the revisions of a document, the newest first.
func (tx *Tx) Revisions(ctx context.Context, document int64) ([]RevisionLine, error) {
	return list(ctx, tx, `SELECT id, number, title, changed, saved_by, saved_for, saved_at, note FROM revision WHERE document_id = ? ORDER BY number DESC`, []any{document},
		func(scan func(...any) error, l *RevisionLine) error {
			var changed string
			err := scan(&l.ID, &l.Number, &l.Title, &changed, (*int64)(&l.SavedBy), (*int64)(&l.SavedFor), at(&l.SavedAt), &l.Note)
			l.Changed = strings.Fields(changed)
			return err
		})
}

// EachRevision calls fn with every revision, its stored overall hash and its
// stored aspect hashes, for the check of the record; whole tells whether title
// and summary beside the text are those of the text.
func (tx *Tx) EachRevision(ctx context.Context, fn func(r content.Revision, hash string, hashes content.Hashes, whole bool) error) error {
	return tx.each(ctx, `SELECT `+revisionColumns+`, v.hash, v.hashes, v.title, v.summary FROM revision v ORDER BY v.id`, nil, func(scan func(...any) error) error {
		var r content.Revision
		var hash, text, title, summary string
		var hashes content.Hashes
		if err := scanRevision(func(to ...any) error { return scan(append(to, &hash, &text, &title, &summary)...) }, &r); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(text), &hashes); err != nil {
			return fmt.Errorf("hashes of revision %d: %w", r.ID, err)
		}
		return fn(r, hash, hashes, r.Title == title && r.Summary == summary)
	})
}

// Authorship makes a person an author of an aspect of a document: by a saved
// change, by being named in it, or by having sent its text.
type Authorship struct {
	Document int64
	Revision int64
	Aspect   content.Aspect
	Person   people.PersonID
	For      people.PersonID
	How      string // "saved", "named", "sent"
	At       time.Time
}

// AddAuthorship stores a.
func (tx *Tx) AddAuthorship(ctx context.Context, a Authorship) error {
	var id int64
	err := tx.row(ctx, `INSERT INTO authorship (document_id, revision_id, aspect, person_id, for_id, how, at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		a.Document, ref(a.Revision), string(a.Aspect), int64(a.Person), int64(a.For), a.How, instant(tx.now)).Scan(&id)
	if err != nil {
		return fmt.Errorf("add authorship: %w", err)
	}
	tx.made("authorship", id)
	return nil
}

// Authorships returns who became an author of what, oldest first.
func (tx *Tx) Authorships(ctx context.Context, document int64) ([]Authorship, error) {
	return list(ctx, tx, `SELECT document_id, revision_id, aspect, person_id, for_id, how, at FROM authorship WHERE document_id = ? ORDER BY id`, []any{document},
		func(scan func(...any) error, a *Authorship) error {
			return scan(&a.Document, refTo(&a.Revision), (*string)(&a.Aspect), (*int64)(&a.Person), (*int64)(&a.For), &a.How, at(&a.At))
		})
}
