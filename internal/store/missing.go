package store

import "context"

// EachGap calls fn with every document whose revisions are not all there, or
// too many: what it counts, and how many there are.
func (tx *Tx) EachGap(ctx context.Context, fn func(document int64, want, have int) error) error {
	return tx.each(ctx, `
		SELECT id, last_number, have FROM (
			SELECT d.id, d.last_number, (SELECT count(*) FROM revision v WHERE v.document_id = d.id AND v.number <= d.last_number) AS have,
				(SELECT count(*) FROM revision v WHERE v.document_id = d.id) AS all_of_them,
				(SELECT max(v.number) FROM revision v WHERE v.id = d.revision_id AND v.document_id = d.id) AS newest
			FROM document d) x
		WHERE have <> last_number OR all_of_them <> last_number OR coalesce(newest, 0) <> last_number ORDER BY id`, nil,
		func(scan func(...any) error) error {
			var document int64
			var want, have int
			if err := scan(&document, &want, &have); err != nil {
				return err
			}
			return fn(document, want, have)
		})
}

// EachMiscount calls fn with every case whose verdicts or editions are not as
// many as its record tells of.
func (tx *Tx) EachMiscount(ctx context.Context, fn func(code string, verdicts, toldVerdicts, editions, toldEditions int) error) error {
	return tx.each(ctx, `
		SELECT code, verdicts, told_verdicts, editions, told_editions FROM (
			SELECT c.id, c.code,
				(SELECT count(*) FROM approval a WHERE a.case_id = c.id) AS verdicts,
				(SELECT count(*) FROM event e WHERE e.case_id = c.id AND e.case_id <> 0 AND e.verb IN ('verdict-given', 'verdict-replaced')) AS told_verdicts,
				(SELECT count(*) FROM edition n WHERE n.document_id = c.document_id AND n.case_id = c.id) AS editions,
				(SELECT count(*) FROM event e WHERE e.case_id = c.id AND e.case_id <> 0 AND e.verb = 'published' AND e.subject LIKE 'edition:%') AS told_editions
			FROM case_file c) x
		WHERE verdicts <> told_verdicts OR editions <> told_editions ORDER BY id`, nil,
		func(scan func(...any) error) error {
			var code string
			var verdicts, toldVerdicts, editions, toldEditions int
			if err := scan(&code, &verdicts, &toldVerdicts, &editions, &toldEditions); err != nil {
				return err
			}
			return fn(code, verdicts, toldVerdicts, editions, toldEditions)
		})
}
