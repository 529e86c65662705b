package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/people"
)

// A Case is one run of a procedure over a subject (design: hồ sơ). State is
// package flow's account of it, in JSON; the other fields are taken from it
// for lists and searches, and are written with it.
type Case struct {
	ID          int64
	Institution int64
	Code        string
	Procedure   int64 // the procedure version it runs under, to its end
	Request     int64
	Document    int64
	Mailbox     int64
	Title       string
	Sender      string
	Folded      string // code, title and sender for the accent-blind search
	Unit        int64  // the unit it comes from
	Site        int64  // the site it is for
	Step        string
	State       []byte
	Waiting     string // "", "requester", "consultation"
	Assignee    people.PersonID
	Flags       string // words, separated by spaces: "beyond-authority sender-changed forced check-failed"
	OpenedAt    time.Time
	EnteredAt   time.Time // since when it is at its step
	DueAt       time.Time // the due time in force; zero for none or while paused
	EndedAt     time.Time
	Outcome     string
	Version     int64
}

// A Hand is a role that can act on an open case now.
type Hand struct {
	Role   people.Role
	Aspect string            // the verdict it is for, or ""
	Barred []people.PersonID // who may not, for instance the poster
}

const caseColumns = `c.id, c.institution_id, c.code, c.procedure_id, c.request_id, c.document_id, c.mailbox_id, c.title, c.sender, c.folded, c.unit_id, c.site_id,
	c.step, c.state, c.waiting, c.assignee_id, c.flags, c.opened_at, c.entered_at, c.due_at, c.ended_at, c.outcome, c.version`

func scanCase(scan func(...any) error, c *Case) error {
	var state string
	err := scan(&c.ID, &c.Institution, &c.Code, &c.Procedure, refTo(&c.Request), refTo(&c.Document), refTo(&c.Mailbox), &c.Title, &c.Sender, &c.Folded, refTo(&c.Unit), refTo(&c.Site),
		&c.Step, &state, &c.Waiting, refTo(&c.Assignee), &c.Flags, at(&c.OpenedAt), at(&c.EnteredAt), at(&c.DueAt), at(&c.EndedAt), &c.Outcome, &c.Version)
	c.State = []byte(state)
	return err
}

// AddCase stores c and gives it its ID. Its first version is 1, so that a page
// that was made from it can name it.
func (tx *Tx) AddCase(ctx context.Context, c *Case, hands []Hand) error {
	c.Version = 1
	err := tx.row(ctx, `
		INSERT INTO case_file (institution_id, code, procedure_id, request_id, document_id, mailbox_id, title, sender, folded, unit_id, site_id,
			step, state, waiting, assignee_id, flags, opened_at, entered_at, due_at, ended_at, outcome, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		c.Institution, c.Code, c.Procedure, ref(c.Request), ref(c.Document), ref(c.Mailbox), c.Title, c.Sender, c.Folded, ref(c.Unit), ref(c.Site),
		c.Step, string(c.State), c.Waiting, ref(c.Assignee), c.Flags, instant(c.OpenedAt), instant(c.EnteredAt), instant(c.DueAt), instant(c.EndedAt), c.Outcome, c.Version).Scan(&c.ID)
	if err != nil {
		return fmt.Errorf("add case %s: %w", c.Code, err)
	}
	tx.made("case", c.ID)
	return tx.setHands(ctx, c.ID, hands)
}

// SaveCase stores c if nobody has changed it since it was read, and otherwise
// fails with fault.Conflict: of two who decide at the same moment one wins and
// the other is told (invariant 4).
func (tx *Tx) SaveCase(ctx context.Context, c *Case, hands []Hand) error {
	if err := tx.regroup(ctx, c); err != nil {
		return fmt.Errorf("save case %s: %w", c.Code, err)
	}
	n, err := tx.exec(ctx, `
		UPDATE case_file SET document_id = ?, title = ?, sender = ?, folded = ?, unit_id = ?, site_id = ?, step = ?, state = ?, waiting = ?, assignee_id = ?, flags = ?,
			entered_at = ?, due_at = ?, ended_at = ?, outcome = ?, version = version + 1
		WHERE id = ? AND version = ?`,
		ref(c.Document), c.Title, c.Sender, c.Folded, ref(c.Unit), ref(c.Site), c.Step, string(c.State), c.Waiting, ref(c.Assignee), c.Flags,
		instant(c.EnteredAt), instant(c.DueAt), instant(c.EndedAt), c.Outcome, c.ID, c.Version)
	if err != nil {
		return fmt.Errorf("save case %s: %w", c.Code, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "cases.moved_meanwhile")
	}
	c.Version++
	tx.wrote("case", c.ID)
	return tx.setHands(ctx, c.ID, hands)
}

// setHands writes who can act on a case now, where that has changed.
func (tx *Tx) setHands(ctx context.Context, id int64, hands []Hand) error {
	type row struct{ role, aspect, barred string }
	var now []row
	seen := make(map[[2]string]bool)
	for _, h := range hands {
		r := row{string(h.Role), h.Aspect, joinIDs(h.Barred)}
		if key := [2]string{r.role, r.aspect}; !seen[key] {
			seen[key] = true
			now = append(now, r)
		}
	}
	slices.SortFunc(now, func(a, b row) int { return cmp.Or(cmp.Compare(a.role, b.role), cmp.Compare(a.aspect, b.aspect)) })
	before, err := list(ctx, tx, `SELECT role, aspect, barred FROM case_hand WHERE case_id = ? ORDER BY role, aspect`, []any{id},
		func(scan func(...any) error, r *row) error { return scan(&r.role, &r.aspect, &r.barred) })
	if err != nil {
		return fmt.Errorf("hands of case %d: %w", id, err)
	}
	if slices.Equal(before, now) {
		return nil
	}
	if len(before) > 0 {
		if _, err := tx.exec(ctx, `DELETE FROM case_hand WHERE case_id = ?`, id); err != nil {
			return fmt.Errorf("hands of case %d: %w", id, err)
		}
	}
	rows := make([][]any, len(now))
	for i, r := range now {
		rows[i] = []any{id, r.role, r.aspect, r.barred}
	}
	return tx.insert(ctx, "case_hand", "case_id, role, aspect, barred", rows)
}

// Hands returns who can act on a case now.
func (tx *Tx) Hands(ctx context.Context, id int64) ([]Hand, error) {
	return list(ctx, tx, `SELECT role, aspect, barred FROM case_hand WHERE case_id = ? ORDER BY role, aspect`, []any{id}, scanHand)
}

func scanHand(scan func(...any) error, h *Hand) error {
	var barred string
	err := scan((*string)(&h.Role), &h.Aspect, &barred)
	h.Barred = splitIDs(barred)
	return err
}

// Case returns a case, or fault.NotFound.
func (tx *Tx) Case(ctx context.Context, id int64) (*Case, error) {
	var c Case
	err := scanCase(tx.row(ctx, `SELECT `+caseColumns+` FROM case_file c WHERE c.id = ?`, id).Scan, &c)
	return &c, found(err, "case")
}

// CaseByCode finds a case of an institution by its public code, or
// fault.NotFound. Two institutions may have given the same code.
func (tx *Tx) CaseByCode(ctx context.Context, institution int64, code string) (*Case, error) {
	var c Case
	err := scanCase(tx.row(ctx, `SELECT `+caseColumns+` FROM case_file c WHERE c.institution_id = ? AND c.code = ?`, institution, code).Scan, &c)
	return &c, found(err, "case")
}

// CasesOfRequest returns the cases run over a request, oldest first.
func (tx *Tx) CasesOfRequest(ctx context.Context, request int64) ([]Case, error) {
	return list(ctx, tx, `SELECT `+caseColumns+` FROM case_file c WHERE c.request_id = ? ORDER BY c.id`, []any{request}, scanCase)
}

// CasesOfDocument returns the cases run over a document, oldest first.
func (tx *Tx) CasesOfDocument(ctx context.Context, document int64) ([]Case, error) {
	return list(ctx, tx, `SELECT `+caseColumns+` FROM case_file c WHERE c.document_id = ? ORDER BY c.id`, []any{document}, scanCase)
}

// A Waiting is an open case with one hand that can act on it.
type WaitingCase struct {
	Case
	Hand Hand
}

// Waiting lists the open cases of an institution on which one of roles can
// act, by due time; the same case comes once for each of its hands.
func (tx *Tx) Waiting(ctx context.Context, institution int64, roles []people.Role, limit int) ([]WaitingCase, error) {
	return tx.waiting(ctx, caseColumns, institution, roles, limit)
}

// WaitingInShort is Waiting without the states and the words that are searched:
// what is told of a case beside other things.
func (tx *Tx) WaitingInShort(ctx context.Context, institution int64, roles []people.Role, limit int) ([]WaitingCase, error) {
	return tx.waiting(ctx, shortColumns, institution, roles, limit)
}

var shortColumns = strings.NewReplacer("c.state", "''", "c.folded", "''").Replace(caseColumns)

// waiting begins with the hands of the roles where these are few. Where they are
// many it goes through the open cases as they are due, as far as the limit; the
// sums and the joined text keep SQLite from the other way.
func (tx *Tx) waiting(ctx context.Context, columns string, institution int64, roles []people.Role, limit int) ([]WaitingCase, error) {
	if len(roles) == 0 {
		return nil, nil
	}
	q, held := marks(roles)
	for i := range held {
		held[i] = string(roles[i])
	}
	var hands int
	if err := tx.row(ctx, `SELECT count(*) FROM (SELECT 1 FROM case_hand WHERE role IN (`+q+`) LIMIT ?) h`, append(slices.Clone(held), limit+1)...).Scan(&hands); err != nil {
		return nil, err
	}
	conditions := []string{"c.institution_id + 0 = ? AND h.role IN (" + q + ")"}
	if hands > limit {
		conditions = []string{"c.institution_id = ? AND c.due_at IS NOT NULL AND h.role || '' IN (" + q + ")", "c.institution_id = ? AND c.due_at IS NULL AND h.role || '' IN (" + q + ")"}
	}
	var all []WaitingCase
	for _, condition := range conditions {
		order := "c.due_at, c.id"
		if hands <= limit {
			order = "CASE WHEN c.due_at IS NULL THEN 1 ELSE 0 END, " + order
		}
		some, err := list(ctx, tx, `SELECT `+columns+`, h.role, h.aspect, h.barred FROM case_file c JOIN case_hand h ON h.case_id = c.id
			WHERE `+condition+` AND c.ended_at IS NULL ORDER BY `+order+` LIMIT ?`, append(append([]any{institution}, held...), limit-len(all)), scanWaiting)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func scanWaiting(scan func(...any) error, w *WaitingCase) error {
	var state, barred string
	c := &w.Case
	err := scan(&c.ID, &c.Institution, &c.Code, &c.Procedure, refTo(&c.Request), refTo(&c.Document), refTo(&c.Mailbox), &c.Title, &c.Sender, &c.Folded, refTo(&c.Unit), refTo(&c.Site),
		&c.Step, &state, &c.Waiting, refTo(&c.Assignee), &c.Flags, at(&c.OpenedAt), at(&c.EnteredAt), at(&c.DueAt), at(&c.EndedAt), &c.Outcome, &c.Version,
		(*string)(&w.Hand.Role), &w.Hand.Aspect, &barred)
	c.State, w.Hand.Barred = []byte(state), splitIDs(barred)
	return err
}

// CountOpen counts the open cases of an institution by step.
func (tx *Tx) CountOpen(ctx context.Context, institution int64) (map[string]int, error) {
	n := make(map[string]int)
	err := tx.each(ctx, `SELECT step, count(*) FROM case_file WHERE institution_id = ? AND ended_at IS NULL GROUP BY step`, []any{institution},
		func(scan func(...any) error) error {
			var step string
			var count int
			err := scan(&step, &count)
			n[step] = count
			return err
		})
	return n, err
}

// EachOpenCase calls fn with every open case: due times are computed anew when
// a calendar changes.
func (tx *Tx) EachOpenCase(ctx context.Context, institution int64, fn func(Case) error) error {
	return tx.each(ctx, `SELECT `+caseColumns+` FROM case_file c WHERE c.institution_id = ? AND c.ended_at IS NULL ORDER BY c.id`, []any{institution},
		func(scan func(...any) error) error {
			var c Case
			if err := scanCase(scan, &c); err != nil {
				return err
			}
			return fn(c)
		})
}

// A Remark is what somebody wrote in a case: a reason, a question to the
// leadership, its answer, a note. The record carries only its digest, so that
// a text can be erased while the chain stays whole.
type Remark struct {
	ID     int64
	Case   int64
	Kind   string // "reason", "question", "answer", "note", "reply", "brief"
	Step   string
	Person people.PersonID
	For    people.PersonID
	Text   string
	Digest string // SHA-256 of Text, in hex
	At     time.Time
	// Recoded is what of Text was read from charsets before Unicode.
	Recoded []content.Recoded
}

// AddRemark stores r and gives it its ID.
func (tx *Tx) AddRemark(ctx context.Context, r *Remark) error {
	r.At = tx.now
	err := tx.row(ctx, `INSERT INTO case_remark (case_id, kind, step, person_id, for_id, text, digest, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		r.Case, r.Kind, r.Step, int64(r.Person), int64(r.For), r.Text, r.Digest, instant(r.At)).Scan(&r.ID)
	if err != nil {
		return fmt.Errorf("add remark: %w", err)
	}
	tx.made("remark", r.ID)
	return tx.addReading(ctx, "read-remark", r.ID, r.Recoded)
}

// Remarks returns what was written in a case, oldest first.
func (tx *Tx) Remarks(ctx context.Context, id int64) ([]Remark, error) {
	return list(ctx, tx, `
		SELECT r.id, r.case_id, r.kind, r.step, r.person_id, r.for_id, r.text, r.digest, r.at, coalesce(g.recoded, '')
		FROM case_remark r LEFT JOIN remark_reading g ON g.remark_id = r.id WHERE r.case_id = ? ORDER BY r.id`, []any{id},
		func(scan func(...any) error, r *Remark) error {
			var recoded string
			if err := scan(&r.ID, &r.Case, &r.Kind, &r.Step, (*int64)(&r.Person), (*int64)(&r.For), &r.Text, &r.Digest, at(&r.At), &recoded); err != nil {
				return err
			}
			var err error
			r.Recoded, err = listOf[content.Recoded](recoded)
			return err
		})
}

// A ProcedureVersion is a procedure file as the institution promulgated it;
// cases run to their end under the version they began with (invariant 8).
type ProcedureVersion struct {
	ID          int64
	Institution int64
	Key         string // the procedure's id, e.g. "dang-tin-cap-truong"
	Version     int
	Text        string // the YAML file
	Digest      string // SHA-256 of Text
	State       string // ProcedureDraft …
	InForceFrom time.Time
	CreatedAt   time.Time
}

// AddProcedure stores p as the next version of its key and gives it ID and
// number.
func (tx *Tx) AddProcedure(ctx context.Context, p *ProcedureVersion) error {
	p.CreatedAt = tx.now
	err := tx.row(ctx, `
		INSERT INTO procedure_version (institution_id, key, version, text, digest, state, in_force_from, created_at)
		SELECT ?, ?, coalesce(max(version), 0) + 1, ?, ?, ?, ?, ? FROM procedure_version WHERE institution_id = ? AND key = ?
		RETURNING id, version`,
		p.Institution, p.Key, p.Text, p.Digest, p.State, instant(p.InForceFrom), instant(p.CreatedAt), p.Institution, p.Key).Scan(&p.ID, &p.Version)
	if err != nil {
		return fmt.Errorf("add procedure %s: %w", p.Key, err)
	}
	tx.made("procedure", p.ID)
	return nil
}

const procedureColumns = `p.id, p.institution_id, p.key, p.version, p.text, p.digest, p.state, p.in_force_from, p.created_at`

func scanProcedure(scan func(...any) error, p *ProcedureVersion) error {
	return scan(&p.ID, &p.Institution, &p.Key, &p.Version, &p.Text, &p.Digest, &p.State, at(&p.InForceFrom), at(&p.CreatedAt))
}

// Procedure returns a procedure version, or fault.NotFound.
func (tx *Tx) Procedure(ctx context.Context, id int64) (*ProcedureVersion, error) {
	var p ProcedureVersion
	err := scanProcedure(tx.row(ctx, `SELECT `+procedureColumns+` FROM procedure_version p WHERE p.id = ?`, id).Scan, &p)
	return &p, found(err, "procedure")
}

// ProcedureInForce returns the version of a procedure that new cases begin
// under at a time, or fault.NotFound.
func (tx *Tx) ProcedureInForce(ctx context.Context, institution int64, key string, when time.Time) (*ProcedureVersion, error) {
	var p ProcedureVersion
	err := scanProcedure(tx.row(ctx, `SELECT `+procedureColumns+` FROM procedure_version p
		WHERE p.institution_id = ? AND p.key = ? AND p.state = 'in-force' AND p.in_force_from <= ?
		ORDER BY p.in_force_from DESC, p.version DESC LIMIT 1`, institution, key, instant(when)).Scan, &p)
	return &p, found(err, "procedure in force")
}

// Procedures lists the procedure versions of an institution.
func (tx *Tx) Procedures(ctx context.Context, institution int64) ([]ProcedureVersion, error) {
	return list(ctx, tx, `SELECT `+procedureColumns+` FROM procedure_version p WHERE p.institution_id = ? ORDER BY p.key, p.version DESC`, []any{institution}, scanProcedure)
}

// An Approval is one verdict as it was given: yes or no, on one aspect of one
// revision, bound to that aspect's hash.
type Approval struct {
	ID       int64
	Case     int64
	Document int64
	Revision int64
	Aspect   string
	Hash     string
	Yes      bool
	Person   people.PersonID
	For      people.PersonID
	Role     people.Role
	Remark   int64 // the reason of a no
	At       time.Time
}

// AddApproval stores a and gives it its ID.
func (tx *Tx) AddApproval(ctx context.Context, a *Approval) error {
	a.At = tx.now
	err := tx.row(ctx, `
		INSERT INTO approval (case_id, document_id, revision_id, aspect, hash, yes, person_id, for_id, role, remark_id, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		a.Case, a.Document, a.Revision, a.Aspect, a.Hash, a.Yes, int64(a.Person), int64(a.For), string(a.Role), ref(a.Remark), instant(a.At)).Scan(&a.ID)
	if err != nil {
		return fmt.Errorf("add approval: %w", err)
	}
	tx.made("approval", a.ID)
	return nil
}

// Approvals returns the verdicts of a case, oldest first.
func (tx *Tx) Approvals(ctx context.Context, id int64) ([]Approval, error) {
	return tx.approvals(ctx, `WHERE case_id = ? ORDER BY id`, id)
}

// DocumentApprovals returns the verdicts on a document in whatever case,
// oldest first.
func (tx *Tx) DocumentApprovals(ctx context.Context, document int64) ([]Approval, error) {
	return tx.approvals(ctx, `WHERE document_id = ? ORDER BY id`, document)
}

func (tx *Tx) approvals(ctx context.Context, where string, arg int64) ([]Approval, error) {
	return list(ctx, tx, `SELECT id, case_id, document_id, revision_id, aspect, hash, yes, person_id, for_id, role, remark_id, at FROM approval `+where, []any{arg},
		func(scan func(...any) error, a *Approval) error {
			return scan(&a.ID, &a.Case, &a.Document, &a.Revision, &a.Aspect, &a.Hash, &a.Yes, (*int64)(&a.Person), (*int64)(&a.For), (*string)(&a.Role), refTo(&a.Remark), at(&a.At))
		})
}

func joinIDs(ids []people.PersonID) string {
	var b strings.Builder
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%d", id)
	}
	return b.String()
}

func splitIDs(s string) []people.PersonID {
	var ids []people.PersonID
	for f := range strings.FieldsSeq(s) {
		var id people.PersonID
		if _, err := fmt.Sscan(f, &id); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// EachApproval calls fn with every verdict, for the check of the record: with
// the stored hashes of the revision it names (empty if there is none) and
// whether the record of its case tells of it. fn must not use the transaction.
func (tx *Tx) EachApproval(ctx context.Context, fn func(a Approval, hashes content.Hashes, told bool) error) error {
	return tx.each(ctx, `
		SELECT a.id, a.case_id, a.document_id, a.revision_id, a.aspect, a.hash, a.yes, a.person_id, a.for_id, a.role, a.remark_id, a.at, coalesce(v.hashes, '{}'),
			CASE WHEN EXISTS (SELECT 1 FROM event e WHERE e.case_id = a.case_id AND e.case_id <> 0 AND e.actor_id = a.person_id AND e.on_behalf_of = a.for_id AND e.at = a.at
				AND e.verb IN ('verdict-given', 'verdict-replaced') AND e.subject = 'revision:' || CAST(a.revision_id AS TEXT)
				AND e.data LIKE '%"hash":"' || a.hash || '"%' AND e.data LIKE '%"aspect":"' || a.aspect || '"%' AND e.data LIKE '%"role":"' || a.role || '"%'
				AND e.data LIKE CASE WHEN a.yes THEN '%"answer":"yes"%' ELSE '%"answer":"no"%' END) THEN 1 ELSE 0 END
		FROM approval a LEFT JOIN revision v ON v.id = a.revision_id ORDER BY a.id`, nil,
		func(scan func(...any) error) error {
			var a Approval
			var text string
			var told int
			if err := scan(&a.ID, &a.Case, &a.Document, &a.Revision, &a.Aspect, &a.Hash, &a.Yes, (*int64)(&a.Person), (*int64)(&a.For), (*string)(&a.Role), refTo(&a.Remark), at(&a.At), &text, &told); err != nil {
				return err
			}
			var h content.Hashes
			if err := json.Unmarshal([]byte(text), &h); err != nil {
				return err
			}
			return fn(a, h, told == 1)
		})
}
