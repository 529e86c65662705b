package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"congbo/internal/content"
	"congbo/internal/event"
)

// A Published is a document that has been through its case to its end: one
// revision, approved, live on one site. It is what AddPublished writes by the
// hundred.
type Published struct {
	Document Document
	Revision content.Revision
	Hashes   content.Hashes // of Revision
	Authors  []Authorship
	Case     Case
	Verdicts []Approval
	Edition  Edition
	// Events tells the lines of the record once everything has its number.
	Events func(p *Published) []event.Event

	text, hashes string // of the revision, as stored
	found        indexed
}

// Prepare does what takes time and needs no database, ahead of AddPublished.
func (p *Published) Prepare() (err error) {
	p.text, p.hashes, err = encodeHashed(p.Revision, p.Hashes)
	p.found = index(textOf(&p.Edition, &p.Revision, p.Document.Unit))
	return err
}

// AddPublished stores documents with all that belongs to them, many rows with
// one statement, and gives them their numbers. They must have been prepared.
func (tx *Tx) AddPublished(ctx context.Context, all []*Published) error {
	if err := tx.number(ctx, all); err != nil {
		return err
	}
	authorships, approvals, err := tx.numberParts(ctx, all)
	if err != nil {
		return err
	}
	var documents, revisions, authors, cases, verdicts, editions, refs, fresh, texts [][]any
	for _, p := range all {
		d, r, c, e := &p.Document, &p.Revision, &p.Case, &p.Edition
		documents = append(documents, []any{d.ID, d.Institution, ref(d.Unit), string(d.Lang), r.ID, 1, 1, instant(d.CreatedAt), 1})
		revisions = append(revisions, []any{r.ID, d.ID, 1, r.Title, r.Summary, p.text, p.Hashes.All, p.hashes, "", r.SavedBy, r.SavedFor, instant(r.SavedAt), r.Note})
		for _, a := range p.Authors {
			authors = append(authors, []any{authorships[len(authors)], d.ID, r.ID, string(a.Aspect), int64(a.Person), int64(a.For), a.How, instant(a.At)})
		}
		cases = append(cases, []any{c.ID, c.Institution, c.Code, c.Procedure, d.ID, ref(c.Mailbox), c.Title, c.Sender, c.Folded, ref(c.Unit), ref(c.Site), c.Step,
			string(c.State), c.Waiting, c.Flags, instant(c.OpenedAt), instant(c.EnteredAt), instant(c.DueAt), instant(c.EndedAt), c.Outcome})
		for _, v := range p.Verdicts {
			verdicts = append(verdicts, []any{approvals[len(verdicts)], c.ID, d.ID, r.ID, v.Aspect, v.Hash, v.Yes, int64(v.Person), int64(v.For), string(v.Role), instant(v.At)})
		}
		editions = append(editions, []any{e.ID, d.ID, c.ID, e.Site, e.Section, r.ID, 1, e.Kind, e.Slug, e.Title, EditionLive, p.Hashes.All,
			int64(e.PostedBy), int64(e.PostedFor), instant(e.FirstAt), instant(e.PublishedAt), "", ref(d.Unit)})
		fresh = append(fresh, []any{e.ID, e.Site, instant(e.FirstAt), p.found.stamp, p.found.data})
		texts = append(texts, []any{e.ID, p.found.body, p.found.papers})
		for _, stage := range []string{StageDraft, StageLive} {
			rows, err := tx.references(ctx, d.ID, stage, r)
			if err != nil {
				return err
			}
			refs = append(refs, rows...)
		}
		tx.made("document", d.ID)
		tx.made("revision", r.ID)
		tx.made("case", c.ID)
		tx.made("edition", e.ID)
		e.Unit = d.Unit
		tx.show(e, 1)
		tx.ChangePage(e.Site, TagSection(e.Section), time.Time{})
		tx.ChangePage(e.Site, TagHome, time.Time{})
		for _, line := range p.Events(p) {
			tx.Record(c.Institution, line)
		}
	}
	for _, t := range []struct {
		table, columns string
		rows           [][]any
	}{
		{"document", "id, institution_id, unit_id, lang, revision_id, last_number, version, created_at, refs", documents},
		{"revision", "id, document_id, number, title, summary, text, hash, hashes, changed, saved_by, saved_for, saved_at, note", revisions},
		{"authorship", "id, document_id, revision_id, aspect, person_id, for_id, how, at", authors},
		{"case_file", "id, institution_id, code, procedure_id, document_id, mailbox_id, title, sender, folded, unit_id, site_id, step, state, waiting, flags, opened_at, entered_at, due_at, ended_at, outcome", cases},
		{"approval", "id, case_id, document_id, revision_id, aspect, hash, yes, person_id, for_id, role, at", verdicts},
		{"edition", "id, document_id, case_id, site_id, section_id, revision_id, number, kind, slug, title, state, hash, posted_by, posted_for, first_at, published_at, note, unit_id", editions},
		{"document_ref", "document_id, stage, kind, target", refs},
		{"search_fresh", freshColumns, fresh},
		{"search_text", textColumns, texts},
	} {
		if err := tx.insert(ctx, t.table, t.columns, t.rows); err != nil {
			return err
		}
	}
	return nil
}

// numberParts reserves the numbers of authorships and verdicts.
func (tx *Tx) numberParts(ctx context.Context, all []*Published) (authorships, approvals []int64, err error) {
	authors, verdicts := 0, 0
	for _, p := range all {
		authors += len(p.Authors)
		verdicts += len(p.Verdicts)
	}
	if authorships, err = tx.reserve(ctx, "authorship", authors); err != nil {
		return nil, nil, err
	}
	if approvals, err = tx.reserve(ctx, "approval", verdicts); err != nil {
		return nil, nil, err
	}
	for _, id := range authorships {
		tx.made("authorship", id)
	}
	for _, id := range approvals {
		tx.made("approval", id)
	}
	return authorships, approvals, nil
}

// number gives documents, revisions, cases and editions their numbers.
func (tx *Tx) number(ctx context.Context, all []*Published) error {
	for table, at := range map[string]func(*Published) *int64{
		"document":  func(p *Published) *int64 { return &p.Document.ID },
		"revision":  func(p *Published) *int64 { return &p.Revision.ID },
		"case_file": func(p *Published) *int64 { return &p.Case.ID },
		"edition":   func(p *Published) *int64 { return &p.Edition.ID },
	} {
		ids, err := tx.reserve(ctx, table, len(all))
		if err != nil {
			return err
		}
		for i, p := range all {
			*at(p) = ids[i]
		}
	}
	return nil
}

// NextCodes is NextCode for n codes at once.
func (tx *Tx) NextCodes(ctx context.Context, institution int64, prefix string, year, n int) ([]string, error) {
	var last int64
	err := tx.row(ctx, `
		INSERT INTO code_counter (institution_id, prefix, year, last) VALUES (?, ?, ?, ?)
		ON CONFLICT (institution_id, prefix, year) DO UPDATE SET last = code_counter.last + excluded.last
		RETURNING last`, institution, prefix, year, n).Scan(&last)
	if err != nil {
		return nil, fmt.Errorf("next codes %s-%d: %w", prefix, year, err)
	}
	codes := make([]string, n)
	for i := range codes {
		codes[i] = code(prefix, year, last-int64(n-1-i))
	}
	return codes, nil
}

func code(prefix string, year int, n int64) string {
	return fmt.Sprintf("%s-%d-%06d", prefix, year, n)
}

// encodeHashed writes a revision without the fields that have columns of their
// own, and its hashes.
func encodeHashed(r content.Revision, h content.Hashes) (text, hashes string, err error) {
	r.ID, r.DocumentID, r.Number, r.SavedBy, r.SavedFor, r.SavedAt, r.Note = 0, 0, 0, 0, 0, time.Time{}, ""
	r.Recoded, r.Vouched = nil, nil
	t, err := json.Marshal(r)
	if err != nil {
		return "", "", fmt.Errorf("encode revision: %w", err)
	}
	hs, err := json.Marshal(h)
	return string(t), string(hs), err
}
