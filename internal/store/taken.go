package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"congbo/internal/fault"
	"congbo/internal/vi"
)

// TakenFile is the form of a [Taken] that is a file: its key is the file's.
const TakenFile = "file"

// A Taken is a row whose words were taken away after its retention, or a file:
// which one, with the digest of what was there, by which disposal. The digest is
// that of the row as the record had sealed it; a file's is its name.
type Taken struct {
	Institution int64
	Disposal    int64
	Case        int64
	Form        string // of the row, or TakenFile
	Key         string
	Digest      string
	Size        int64 // of a file, in bytes
	At          time.Time
}

// A shelf is where rows of a case lie whose words are taken away: what stands in
// the row afterwards. What tells who did what and when stays in it, as do
// digests.
type shelf struct {
	form  string
	where string // SQL, of the row t; ? is the case, its request or its document
	set   string // SQL
}

// Of the case itself; ? is the case.
var shelvesOfCase = []shelf{
	{"remark", `t.case_id = ?`, `text = ''`},
	{"comment", `t.case_id = ?`, `text = '', quote = ''`},
	{"read-remark", `t.remark_id IN (SELECT r.id FROM case_remark r WHERE r.case_id = ?)`, `recoded = '[]'`},
	{"read-comment", `t.comment_id IN (SELECT r.id FROM comment r WHERE r.case_id = ?)`, `recoded = '[]'`},
	{"commission", `t.case_id = ?`, `name = '', email = '', wish = ''`},
	{"preview", `t.case_id = ?`, `whom = ''`},
	{"error-report", `t.case_id = ?`, `text = '', email = '', words = ''`},
	{"letter", `t.case_id = ?`, blankLetter},
}

// Of the case as well: the list of papers that an edition
// came from. The page beside it is what readers saw and stays.
var shelfOfArchive = shelf{"archived", `t.edition_id IN (SELECT e.id FROM edition e WHERE e.case_id = ?)`, `papers_id = page_id`}

// shelfOfTitle and shelfOfSender are the case and its request themselves, which
// keep their codes.
func shelfOfTitle(code string) shelf {
	return shelf{"case", `t.id = ?`, `title = code, sender = '', folded = '` + fold(code) + `'`}
}

func shelfOfSender(code string) shelf {
	return shelf{"request", `t.id = ?`, `sender_name = '', sender_email = '', sender_phone = '', person_id = NULL, claimed_id = NULL, subject = code, folded = '` + fold(code) + `'`}
}

// Of what was asked, once no other case is about it; ? is the request.
var shelvesOfRequest = []shelf{
	{"letter", `t.request_id = ? AND t.case_id IS NULL`, blankLetter},
	{"message", `t.request_id = ?`, `from_name = '', from_email = '', subject = '', body = '', fresh = '', html = ''`},
	{"read-letter", `t.message_id IN (SELECT m.id FROM message m WHERE m.request_id = ?)`, `recoded = '[]'`},
	{"attachment", `t.message_id IN (SELECT m.id FROM message m WHERE m.request_id = ?)`, `name = '', notes = '', inline_id = ''`},
	{"paper", `t.request_id = ?`, `number = '', dated = '', signer = '', completed = '', file_name = ''`},
}

// Of the text, once no other case is about it; ? is the document. What readers
// were shown is kept: its own entry of the register says how long.
var shelvesOfDocument = []shelf{
	{"revision", `t.document_id = ? AND ` + unshown, `title = '', summary = '', note = '', text = '` + takenText + `'`},
	{"read-text", `t.revision_id IN (SELECT v.id FROM revision v WHERE v.document_id = ? AND NOT EXISTS (SELECT 1 FROM edition e WHERE e.revision_id = v.id))`, `recoded = '[]', vouched = ''`},
	{"replacement", `t.document_id = ? AND NOT EXISTS (SELECT 1 FROM edition e WHERE e.document_id = t.document_id)`, `name = ''`},
}

const (
	blankLetter = `to_name = '', to_email = '', data = '{}', subject = '', body = '', html = '', error = ''`
	unshown     = `NOT EXISTS (SELECT 1 FROM edition e WHERE e.revision_id = t.id)`
	// takenText stands in the place of a text that was taken away.
	takenText = `{}`
)

// TakeAway empties the rows of a case that stands in an approved disposal, and
// of its request and its text unless another case still needs them, and keeps
// for each what it was. It returns the files that nothing refers to any more:
// their bytes may go after the commit.
//
// It refuses what no other person than the proposer has approved, whatever its
// caller thinks; and it does nothing to a case that was emptied before.
func (tx *Tx) TakeAway(ctx context.Context, item int64) (files []string, err error) {
	x, err := tx.approved(ctx, item)
	if err != nil {
		return nil, err
	}
	c, err := tx.Case(ctx, x.Item.Case)
	if err != nil {
		return nil, err
	}
	// Of two cases with one file that are emptied at once the later one must see
	// that it is the last.
	if q := tx.s.d.lockChain; q != "" {
		if _, err := tx.exec(ctx, q, c.Institution); err != nil {
			return nil, fmt.Errorf("take away: %w", err)
		}
	}
	if c.EndedAt.IsZero() {
		return nil, fault.New(fault.Conflict, "procedures.disposal_kept", c.Code)
	}
	if n, err := tx.count(ctx, `SELECT count(*) FROM letter WHERE state = 'queued' AND (case_id = ? OR request_id = ?)`, c.ID, c.Request); err != nil || n > 0 {
		if err == nil {
			err = fmt.Errorf("case %s: %d letters wait to be sent", c.Code, n)
		}
		return nil, err
	}
	t := taking{tx: tx, disposal: x.Disposal.ID, c: c}
	if c.Request != 0 {
		if t.request, err = tx.last(ctx, "request_id", c.Request, c.ID); err != nil {
			return nil, err
		}
	}
	if c.Document != 0 {
		if t.document, err = tx.last(ctx, "document_id", c.Document, c.ID); err != nil {
			return nil, err
		}
	}
	return t.all(ctx)
}

// approved returns the proposal in which an item stands, if another person than
// the proposer approved it.
func (tx *Tx) approved(ctx context.Context, item int64) (*Disposed, error) {
	var id int64
	if err := tx.row(ctx, `SELECT case_id FROM disposal_item WHERE id = ?`, item).Scan(&id); err != nil {
		return nil, found(err, "disposal item")
	}
	x, err := tx.DisposedCase(ctx, id)
	if err != nil {
		return nil, err
	}
	if x == nil || x.Item.ID != item || x.Disposal.State != DisposalApproved || x.Disposal.DecidedBy == 0 || x.Disposal.DecidedBy == x.Disposal.By {
		return nil, fault.New(fault.Denied, "procedures.disposal_unapproved")
	}
	return x, nil
}

// last reports whether every other case of a request or a document is emptied.
func (tx *Tx) last(ctx context.Context, column string, id, but int64) (bool, error) {
	n, err := tx.count(ctx, `SELECT count(*) FROM case_file c WHERE c.`+column+` = ? AND c.id <> ?
		AND NOT EXISTS (SELECT 1 FROM disposal_end e WHERE e.case_id = c.id AND e.how = 'taken')`, id, but)
	return n == 0, err
}

func (tx *Tx) count(ctx context.Context, query string, args ...any) (n int, err error) {
	err = tx.row(ctx, query, args...).Scan(&n)
	return n, err
}

// A taking is one case being emptied.
type taking struct {
	tx                *Tx
	disposal          int64
	c                 *Case
	request, document bool // theirs are emptied with it
}

func (t *taking) all(ctx context.Context) (files []string, err error) {
	c := t.c
	if q := t.tx.s.d.scrub; q != "" {
		if _, err := t.tx.exec(ctx, q); err != nil {
			return nil, fmt.Errorf("take away: %w", err)
		}
	}
	candidates, err := t.files(ctx)
	if err != nil {
		return nil, err
	}
	if err := t.shelves(ctx, append(slices.Clone(shelvesOfCase), shelfOfArchive), c.ID); err != nil {
		return nil, err
	}
	if err := t.rows(ctx, shelf{"letter", `t.institution_id = ? AND t.case_id IS NULL AND t.request_id IS NULL AND t.template NOT LIKE 'disposal-%' AND (t.body LIKE ? OR t.data LIKE ?)`, blankLetter},
		c.Institution, "%"+c.Code+"%", "%"+c.Code+"%"); err != nil { // letters of a day, lists of a batch
		return nil, err
	}
	if err := t.rows(ctx, shelfOfTitle(c.Code), c.ID); err != nil {
		return nil, err
	}
	if t.request {
		if err := t.shelves(ctx, shelvesOfRequest, c.Request); err != nil {
			return nil, err
		}
		if err := t.rows(ctx, shelfOfSender(c.Code), c.Request); err != nil {
			return nil, err
		}
	}
	if t.document {
		if err := t.shelves(ctx, shelvesOfDocument, c.Document); err != nil {
			return nil, err
		}
	}
	if err := t.unsealed(ctx); err != nil {
		return nil, err
	}
	for _, id := range candidates {
		more, err := t.file(ctx, id)
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
	}
	return files, nil
}

// file notes that a file is taken away, unless something still refers to it, with
// what the library says of it and the picture of its first page.
func (t *taking) file(ctx context.Context, id string) (files []string, err error) {
	if n, err := t.tx.count(ctx, `SELECT count(*) FROM taken WHERE case_id = ? AND form = 'file' AND key = ?`, t.c.ID, id); err != nil || n > 0 {
		return nil, err
	}
	used, err := t.tx.MediaUsed(ctx, id)
	if err != nil || used {
		return nil, err
	}
	m, err := t.tx.Media(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := t.note(ctx, TakenFile, id, id, m.Size); err != nil {
		return nil, err
	}
	items, err := list(ctx, t.tx, `DELETE FROM library_item WHERE media_id = ? RETURNING id`, []any{id}, func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return nil, fmt.Errorf("take away file %s: %w", id, err)
	}
	for _, item := range items {
		t.tx.wrote("library", item)
	}
	for _, query := range []string{`DELETE FROM media_words WHERE media_id = ?`, `UPDATE media SET page_id = NULL, tint = '', looked = 1 WHERE id = ?`} {
		if _, err := t.tx.exec(ctx, query, id); err != nil {
			return nil, fmt.Errorf("take away file %s: %w", id, err)
		}
	}
	files = []string{id}
	if m.Page != "" {
		more, err := t.file(ctx, m.Page)
		return append(files, more...), err
	}
	return files, nil
}

// fold is a code as it is searched for; a code has no quotes in it, and loses
// them here if it had.
func fold(code string) string { return strings.ReplaceAll(vi.Fold(code), "'", "") }

// files lists what the rows refer to that are about to be emptied.
func (t *taking) files(ctx context.Context) ([]string, error) {
	query := []string{`SELECT a.papers_id FROM page_archive a JOIN edition e ON e.id = a.edition_id WHERE e.case_id = ? AND a.papers_id <> a.page_id`}
	args := []any{t.c.ID}
	if t.request {
		query = append(query, `SELECT a.media_id FROM attachment a JOIN message m ON m.id = a.message_id WHERE m.request_id = ?`,
			`SELECT m.raw FROM message m WHERE m.request_id = ? AND m.raw <> ''`, `SELECT p.media_id FROM covering_paper p WHERE p.request_id = ? AND p.media_id IS NOT NULL`)
		args = append(args, t.c.Request, t.c.Request, t.c.Request)
	}
	if t.document {
		query = append(query, `SELECT r.media_id FROM revision_media r JOIN revision t ON t.id = r.revision_id WHERE t.document_id = ? AND `+unshown)
		args = append(args, t.c.Document)
	}
	return list(ctx, t.tx, strings.Join(query, " UNION ")+` ORDER BY 1`, args, func(scan func(...any) error, id *string) error { return scan(id) })
}

func (t *taking) shelves(ctx context.Context, all []shelf, of int64) error {
	for _, s := range all {
		if err := t.rows(ctx, s, of); err != nil {
			return err
		}
	}
	return nil
}

// rows empties the rows of a shelf, each with a note of what it was. One that
// another case had emptied is left as it is.
func (t *taking) rows(ctx context.Context, s shelf, args ...any) error {
	f := formOf[s.form]
	type row struct{ id, digest string }
	var rows []row
	query := f.query(`WHERE (` + s.where + `) AND NOT EXISTS (SELECT 1 FROM taken x WHERE x.form = '` + s.form + `' AND x.key = CAST(` + f.key + ` AS TEXT)) ORDER BY 1`)
	err := t.tx.eachRow(ctx, f, query, args, func(id string, _ int64, digest string) error {
		rows = append(rows, row{id, digest})
		return nil
	})
	if err != nil {
		return fmt.Errorf("take away %s: %w", s.form, err)
	}
	for _, r := range rows {
		if err := t.note(ctx, s.form, r.id, r.digest, 0); err != nil {
			return err
		}
		key := int64(0)
		if _, err := fmt.Sscan(r.id, &key); err != nil {
			return err
		}
		if _, err := t.tx.exec(ctx, `UPDATE `+f.table+` SET `+s.set+` WHERE `+strings.TrimPrefix(f.key, "t.")+` = ?`, key); err != nil {
			return fmt.Errorf("take away %s %s: %w", s.form, r.id, err)
		}
		t.tx.wrote(s.form, key)
	}
	return nil
}

func (t *taking) note(ctx context.Context, form, key, digest string, size int64) error {
	var id int64
	err := t.tx.row(ctx, `INSERT INTO taken (disposal_id, case_id, form, key, digest, size, at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		t.disposal, t.c.ID, form, key, digest, size, instant(t.tx.now)).Scan(&id)
	if err != nil {
		return fmt.Errorf("note %s %s: %w", form, key, err)
	}
	t.tx.made("taken", id)
	return nil
}

// unsealed drops what proves nothing: notices, links, what somebody has typed
// and not saved, which file a text that is gone had in it.
func (t *taking) unsealed(ctx context.Context) error {
	drop := func(query string, args ...any) error {
		if _, err := t.tx.exec(ctx, query, args...); err != nil {
			return fmt.Errorf("take away what is around case %s: %w", t.c.Code, err)
		}
		return nil
	}
	code := "%" + t.c.Code + "%"
	if err := drop(`DELETE FROM notice WHERE case_id = ? OR case_id IS NULL AND institution_id = ? AND template NOT LIKE 'disposal-%' AND data LIKE ?`, t.c.ID, t.c.Institution, code); err != nil {
		return err
	}
	if err := drop(`DELETE FROM token WHERE case_id = ?`, t.c.ID); err != nil {
		return err
	}
	if err := drop(`DELETE FROM presence WHERE case_id = ?`, t.c.ID); err != nil {
		return err
	}
	if t.request {
		if err := drop(`UPDATE message SET unseen = 0 WHERE request_id = ? AND unseen = 1`, t.c.Request); err != nil {
			return err
		}
	}
	if !t.document {
		return nil
	}
	for _, query := range []string{
		`DELETE FROM draft WHERE document_id = ?`,
		`DELETE FROM writing WHERE document_id = ?`,
		`DELETE FROM document_ref WHERE document_id = ? AND stage = '` + StageDraft + `'`,
		`DELETE FROM revision_media WHERE revision_id IN (SELECT t.id FROM revision t WHERE t.document_id = ? AND ` + unshown + `)`,
	} {
		if err := drop(query, t.c.Document); err != nil {
			return err
		}
	}
	return nil
}

// MediaUsed reports whether anything that was not taken away refers to a file.
func (tx *Tx) MediaUsed(ctx context.Context, id string) (bool, error) {
	n, err := tx.count(ctx, mediaUsed(), id, id, id, id, id, id, id, id, id, id, id, id, id, "%"+id+"%")
	return n > 0, err
}

func mediaUsed() string {
	kept := func(form, key string) string {
		return ` AND NOT EXISTS (SELECT 1 FROM taken x WHERE x.form = '` + form + `' AND x.key = CAST(` + key + ` AS TEXT))`
	}
	return `SELECT (SELECT count(*) FROM attachment a WHERE a.media_id = ?` + kept("attachment", "a.id") + `)
		+ (SELECT count(*) FROM message m WHERE m.raw = ? AND m.raw <> ''` + kept("message", "m.id") + `)
		+ (SELECT count(*) FROM covering_paper p WHERE p.media_id = ?` + kept("paper", "p.id") + `)
		+ (SELECT count(*) FROM delegation_paper p WHERE p.media_id = ?)
		+ (SELECT count(*) FROM revision_media r WHERE r.media_id = ?)
		+ (SELECT count(*) FROM file_replaced r WHERE (r.old_id = ? OR r.new_id = ?)` + kept("replacement", "r.id") + `)
		+ (SELECT count(*) FROM page_archive a WHERE a.page_id = ? OR a.papers_id = ?)
		+ (SELECT count(*) FROM media m WHERE m.page_id = ?)
		+ (SELECT count(*) FROM library_shared h JOIN library_item l ON l.id = h.item_id WHERE l.media_id = ?)
		+ (SELECT count(*) FROM site_look l WHERE l.emblem_id = ?)
		+ (SELECT count(*) FROM look_draft l WHERE l.emblem_id = ?)
		+ (SELECT count(*) FROM draft d WHERE d.text LIKE ?)`
}

const takenColumns = `coalesce(d.institution_id, 0), x.disposal_id, x.case_id, x.form, x.key, x.digest, x.size, x.at`

func scanTaken(scan func(...any) error, t *Taken) error {
	return scan(&t.Institution, &t.Disposal, &t.Case, &t.Form, &t.Key, &t.Digest, &t.Size, at(&t.At))
}

// TakenOf lists what was taken away of a case.
func (tx *Tx) TakenOf(ctx context.Context, id int64) ([]Taken, error) {
	return list(ctx, tx, `SELECT `+takenColumns+` FROM taken x JOIN disposal d ON d.id = x.disposal_id WHERE x.case_id = ? ORDER BY x.id`, []any{id}, scanTaken)
}

// TakenFiles lists the files that a disposal took away, each once.
func (tx *Tx) TakenFiles(ctx context.Context, disposal int64) ([]string, error) {
	return list(ctx, tx, `SELECT DISTINCT key FROM taken WHERE disposal_id = ? AND form = 'file' ORDER BY key`, []any{disposal}, func(scan func(...any) error, id *string) error { return scan(id) })
}

// EachTaken calls fn with everything that was taken away, for the check of the
// record: approved tells whether its case stands in a proposal that another
// person than the proposer has approved, and the record tells of that.
func (tx *Tx) EachTaken(ctx context.Context, fn func(t Taken, approved bool) error) error {
	return tx.each(ctx, `SELECT `+takenColumns+`, CASE WHEN d.state = 'approved' AND d.decided_by <> 0 AND d.decided_by <> d.proposed_by
			AND EXISTS (SELECT 1 FROM disposal_item i WHERE i.disposal_id = d.id AND i.case_id = x.case_id AND i.live)
			AND EXISTS (SELECT 1 FROM event e WHERE e.case_id = x.case_id AND e.case_id <> 0 AND e.verb = 'disposal-approved'
				AND e.subject = 'disposal:' || CAST(d.id AS TEXT) AND e.actor_id = d.decided_by) THEN 1 ELSE 0 END
		FROM taken x LEFT JOIN disposal d ON d.id = x.disposal_id ORDER BY x.id`, nil, func(scan func(...any) error) error {
		var t Taken
		approved := 0
		if err := scanTaken(func(to ...any) error { return scan(append(to, &approved)...) }, &t); err != nil {
			return err
		}
		return fn(t, approved == 1)
	})
}

// EachTakenText calls fn with every revision whose text was taken away, and
// whether nothing stands in its place.
func (tx *Tx) EachTakenText(ctx context.Context, fn func(revision int64, empty bool) error) error {
	return tx.each(ctx, `SELECT v.id, CASE WHEN v.text = '`+takenText+`' THEN 1 ELSE 0 END FROM revision v
		JOIN taken x ON x.form = 'revision' AND x.key = CAST(v.id AS TEXT) ORDER BY v.id`, nil, func(scan func(...any) error) error {
		var id int64
		empty := 0
		if err := scan(&id, &empty); err != nil {
			return err
		}
		return fn(id, empty == 1)
	})
}
