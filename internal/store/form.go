package store

// A form says how a row of a table is written down for its digest in the
// record (see event.Seal). Forms are for ever: stored seals name them. When a
// table gets a column that matters, it gets a second form under a new name
// beside the first; rows are sealed in the newest and measured in the one that
// their seal names.
type form struct {
	name        string
	table       string
	key         string // SQL, of the row t; "" for t.id
	columns     string // SQL, of the row t, in their order
	institution string // SQL: in whose record the row is sealed
	place       string // SQL, text: where a person finds the row
	keyed       bool   // the key begins with the institution
}

// What is left out is what changes without deciding anything: versions, when a
// person was last seen, what is made from other columns for searching.
//
// What a revision says is covered by its hashes, which are among its columns.
// A letter that waits is sealed without the words it gets when it is sent.
var forms = []*form{
	{name: "institution", table: "institution", columns: `t.preset, t.name_vi, t.name_en, t.parent_vi, t.parent_en, t.settings, t.created_at`,
		institution: `t.id`, place: `t.name_vi`},
	{name: "unit", table: "unit", columns: `t.institution_id, t.parent_id, t.name_vi, t.name_en, t.short, t.contact, t.position, t.active`,
		institution: `t.institution_id`, place: `t.name_vi`},
	{name: "site", table: "site", columns: `t.institution_id, t.unit_id, t.label, t.lang, t.name, t.theme, t.counterpart_id, t.settings, t.position, t.active`,
		institution: `t.institution_id`, place: `t.label`},
	{name: "host", table: "site_host", key: `t.host`, columns: `t.host, t.site_id, t.position`, institution: ofSite, place: `(SELECT s.label FROM site s WHERE s.id = t.site_id)`},
	{name: "look", table: "site_look", columns: `t.site_id, t.number, t.look, t.emblem_id, t.from_number, t.by_id, t.for_id, t.at`, institution: ofSite,
		place: `(SELECT s.label FROM site s WHERE s.id = t.site_id)`},
	{name: "look-draft", table: "look_draft", key: `t.site_id`, columns: `t.site_id, t.look, t.emblem_id, t.open, t.by_id, t.for_id, t.at`, institution: ofSite,
		place: `(SELECT s.label FROM site s WHERE s.id = t.site_id)`},
	{name: "section", table: "section", columns: `t.site_id, t.parent_id, t.counterpart_id, t.slug, t.title, t.summary, t.position, t.menu, t.active`,
		institution: ofSite, place: `t.slug`},
	{name: "topic", table: "topic", columns: `t.site_id, t.slug, t.title, t.active`, institution: ofSite, place: `t.slug`},
	{name: "twin", table: "topic_twin", key: `t.topic_id`, columns: `t.topic_id, t.twin_id`,
		institution: `(SELECT s.institution_id FROM topic x JOIN site s ON s.id = x.site_id WHERE x.id = t.topic_id)`, place: `(SELECT x.slug FROM topic x WHERE x.id = t.topic_id)`},
	{name: "kind", keyed: true, table: "kind", key: `CAST(t.institution_id AS TEXT) || '/' || t.id`, columns: `t.institution_id, t.id, t.name_vi, t.name_en, t.position, t.active`,
		institution: `t.institution_id`, place: `t.id`},
	{name: "mailbox", table: "mailbox", columns: `t.institution_id, t.unit_id, t.site_id, t.address, t.name_vi, t.name_en, t.procedure_key, t.code_prefix, t.main, t.active, t.unit_confirms`,
		institution: `t.institution_id`, place: `t.address`},
	{name: "calendar", keyed: true, table: "calendar_day", key: `CAST(t.institution_id AS TEXT) || '/' || CAST(t.unit_id AS TEXT) || '/' || t.day`,
		columns: `t.institution_id, t.unit_id, t.day, t.hours, t.note_vi, t.note_en, t.source`, institution: `t.institution_id`, place: `t.day`},
	{name: "week", keyed: true, table: "office_week", key: `CAST(t.institution_id AS TEXT) || '/' || CAST(t.unit_id AS TEXT)`, columns: `t.institution_id, t.unit_id, t.hours`,
		institution: `t.institution_id`, place: `CAST(t.unit_id AS TEXT)`},
	{name: "rule", table: "procedure_rule", columns: `t.institution_id, t.mailbox_id, t.unit_id, t.section_id, t.kind, t.procedure_key, t.active`,
		institution: `t.institution_id`, place: `t.procedure_key`},
	{name: "case-rule", table: "case_rule", key: `t.case_id`, columns: `t.case_id, t.rule_id, t.mailbox_id, t.unit_id, t.section_id, t.kind, t.passed`, institution: ofCase, place: codeOfCase},
	{name: "person", table: "person", columns: `t.institution_id, t.name, t.email, t.phone, t.title_vi, t.title_en, t.unit_id, t.lang, t.state, t.password, t.totp_key, t.created_at`,
		institution: `t.institution_id`, place: `t.email`},
	{name: "appointment", table: "appointment", columns: `t.person_id, t.role, t.place_kind, t.place_id, t.from_at, t.to_at, t.paper`,
		institution: `(SELECT p.institution_id FROM person p WHERE p.id = t.person_id)`, place: `(SELECT p.email FROM person p WHERE p.id = t.person_id)`},
	{name: "delegation", table: "delegation", columns: `t.from_id, t.to_id, t.roles, t.place_kind, t.place_id, t.start_at, t.end_at, t.paper`,
		institution: `(SELECT p.institution_id FROM person p WHERE p.id = t.from_id)`, place: `(SELECT p.email FROM person p WHERE p.id = t.from_id)`},
	{name: "procedure", table: "procedure_version", columns: `t.institution_id, t.key, t.version, t.text, t.digest, t.state, t.in_force_from, t.created_at`,
		institution: `t.institution_id`, place: `t.key || ' ' || CAST(t.version AS TEXT)`},
	{name: "proc-life", table: "procedure_life", key: `t.procedure_id`, columns: `t.procedure_id, t.based_on_id, t.case_id, t.drafted_by, t.drafted_at, t.reviewed_by, t.reviewed_at,
		t.approved_by, t.approved_at, t.decision_number, t.decision_date, t.decision_signer, t.effective`, institution: ofProcedure, place: placeOfProcedure},
	{name: "proc-save", table: "procedure_save", columns: `t.procedure_id, t.person_id, t.for_id, t.digest, t.at`, institution: ofProcedure, place: placeOfProcedure},
	{name: "request", table: "request", columns: `t.institution_id, t.mailbox_id, t.code, t.channel, t.sender_name, t.sender_email, t.sender_phone,
		t.person_id, t.claimed_id, t.unit_id, t.subject, t.lang, t.received_at`, institution: `t.institution_id`, place: `t.code`},
	{name: "message", table: "message", columns: `t.request_id, t.direction, t.channel, t.mailbox_id, t.message_id, t.digest, t.from_name, t.from_email,
		t.subject, t.body, t.fresh, t.html, t.raw, t.auto, t.state, t.problem, t.received_at`,
		institution: `coalesce((SELECT b.institution_id FROM mailbox b WHERE b.id = t.mailbox_id), (SELECT r.institution_id FROM request r WHERE r.id = t.request_id))`,
		place:       `coalesce((SELECT r.code FROM request r WHERE r.id = t.request_id), t.state)`},
	{name: "attachment", table: "attachment", columns: `t.message_id, t.media_id, t.name, t.type, t.size, t.inline_id, t.position`,
		institution: `(SELECT coalesce((SELECT b.institution_id FROM mailbox b WHERE b.id = m.mailbox_id), (SELECT r.institution_id FROM request r WHERE r.id = m.request_id))
			FROM message m WHERE m.id = t.message_id)`,
		place: `(SELECT r.code FROM message m JOIN request r ON r.id = m.request_id WHERE m.id = t.message_id)`},
	{name: "case", table: "case_file", columns: `t.institution_id, t.code, t.procedure_id, t.request_id, t.document_id, t.mailbox_id, t.title, t.sender, t.unit_id, t.site_id,
		t.step, t.state, t.waiting, t.assignee_id, t.flags, t.opened_at, t.entered_at, t.due_at, t.ended_at, t.outcome`,
		institution: `t.institution_id`, place: `t.code`},
	{name: "remark", table: "case_remark", columns: `t.case_id, t.kind, t.step, t.person_id, t.for_id, t.text, t.digest, t.at`, institution: ofCase, place: codeOfCase},
	{name: "comment", table: "comment", columns: `t.case_id, t.thread_id, t.revision_id, t.block, t.quote, t.person_id, t.for_id, t.text, t.digest, t.mentions, t.at, t.resolved_by, t.resolved_at`,
		institution: ofCase, place: codeOfCase},
	{name: "approval", table: "approval", columns: `t.case_id, t.document_id, t.revision_id, t.aspect, t.hash, t.yes, t.person_id, t.for_id, t.role, t.remark_id, t.at`,
		institution: ofCase, place: codeOfCase},
	{name: "document", table: "document", columns: `t.institution_id, t.unit_id, t.lang, t.created_at`, institution: `t.institution_id`, place: codeOfDocument("t.id")},
	{name: "revision", table: "revision", columns: `t.document_id, t.number, t.title, t.summary, t.hash, t.hashes, t.changed, t.saved_by, t.saved_for, t.saved_at, t.note`,
		institution: ofDocument, place: codeOfDocument("t.document_id")},
	{name: "read-text", table: "revision_reading", key: `t.revision_id`, columns: `t.revision_id, t.recoded, t.vouched`,
		institution: `(SELECT d.institution_id FROM revision r JOIN document d ON d.id = r.document_id WHERE r.id = t.revision_id)`,
		place:       `(SELECT min(c.code) FROM case_file c JOIN revision r ON r.document_id = c.document_id WHERE r.id = t.revision_id)`},
	{name: "read-letter", table: "message_reading", key: `t.message_id`, columns: `t.message_id, t.recoded`,
		institution: `(SELECT coalesce((SELECT b.institution_id FROM mailbox b WHERE b.id = m.mailbox_id), (SELECT r.institution_id FROM request r WHERE r.id = m.request_id))
			FROM message m WHERE m.id = t.message_id)`,
		place: `coalesce((SELECT r.code FROM message m JOIN request r ON r.id = m.request_id WHERE m.id = t.message_id), CAST(t.message_id AS TEXT))`},
	{name: "read-remark", table: "remark_reading", key: `t.remark_id`, columns: `t.remark_id, t.recoded`,
		institution: `(SELECT c.institution_id FROM case_remark r JOIN case_file c ON c.id = r.case_id WHERE r.id = t.remark_id)`,
		place:       `(SELECT c.code FROM case_remark r JOIN case_file c ON c.id = r.case_id WHERE r.id = t.remark_id)`},
	{name: "read-comment", table: "comment_reading", key: `t.comment_id`, columns: `t.comment_id, t.recoded`,
		institution: `(SELECT c.institution_id FROM comment r JOIN case_file c ON c.id = r.case_id WHERE r.id = t.comment_id)`,
		place:       `(SELECT c.code FROM comment r JOIN case_file c ON c.id = r.case_id WHERE r.id = t.comment_id)`},
	{name: "authorship", table: "authorship", columns: `t.document_id, t.revision_id, t.aspect, t.person_id, t.for_id, t.how, t.at`,
		institution: ofDocument, place: codeOfDocument("t.document_id")},
	{name: "edition", table: "edition", columns: `t.document_id, t.case_id, t.site_id, t.section_id, t.revision_id, t.number, t.kind, t.slug, t.title, t.state, t.hash,
		t.posted_by, t.posted_for, t.first_at, t.published_at, t.ended_at, t.note`, institution: ofCase, place: codeOfCase},
	{name: "term", table: "edition_term", key: `t.edition_id`, columns: `t.edition_id, t.until_at`,
		institution: `(SELECT c.institution_id FROM edition e JOIN case_file c ON c.id = e.case_id WHERE e.id = t.edition_id)`,
		place:       `(SELECT c.code FROM edition e JOIN case_file c ON c.id = e.case_id WHERE e.id = t.edition_id)`},
	{name: "preview", table: "preview_link", columns: `t.case_id, t.site_id, t.revision_id, t.whom, t.given_by, t.given_for, t.given_at, t.expires_at, t.revoked_by, t.revoked_at`,
		institution: ofCase, place: codeOfCase},
	{name: "commission", table: "commission", key: `t.case_id`, columns: `t.case_id, t.unit_id, t.name, t.email, t.wish, t.asked_by, t.asked_for, t.asked_at, t.first_due_at, t.due_at,
		t.answered_at, t.cancelled_at`, institution: `t.institution_id`, place: codeOfCase},
	{name: "asked-link", table: "commission_link", columns: `t.case_id, t.given_by, t.given_at, t.expires_at, t.revoked_by, t.revoked_at`, institution: ofCase, place: codeOfCase},
	{name: "release", table: "release_set", columns: `t.institution_id, t.name, t.state, t.made_by, t.made_at, t.planned_by, t.planned_for, t.planned_at, t.at, t.ended_at, t.problem`,
		institution: `t.institution_id`, place: `t.name`},
	{name: "released", table: "release_item", columns: `t.release_id, t.case_id, t.hash`, institution: ofCase, place: codeOfCase},
	{name: "batch", table: "batch", columns: `t.institution_id, t.procedure_key, t.step, t.due_at, t.state, t.opened_at, t.late_at, t.sent_by, t.sent_for, t.sent_at, t.received_by, t.received_for, t.received_at`,
		institution: `t.institution_id`, place: `t.procedure_key || ' ' || CAST(t.id AS TEXT)`},
	{name: "batched", table: "batch_item", columns: `t.batch_id, t.case_id, t.entry`, institution: ofCase, place: codeOfCase},
	{name: "watch", table: "watch", columns: `t.institution_id, t.title, t.subjects, t.sources, t.rhythm, t.role, t.person_id, t.unit_id, t.procedure_key, t.active, t.made_by, t.made_for, t.made_at`,
		institution: `t.institution_id`, place: `t.title`},
	{name: "duty", table: "duty", columns: `t.watch_id, t.opened_at, t.due_at, t.reminded_at, t.missed_at, t.done_by, t.done_for, t.done_at, t.dropped_at, t.note`,
		institution: `(SELECT w.institution_id FROM watch w WHERE w.id = t.watch_id)`, place: `(SELECT w.title FROM watch w WHERE w.id = t.watch_id)`},
	{name: "duty-case", table: "duty_case", columns: `t.duty_id, t.case_id`, institution: ofCase, place: codeOfCase},
	{name: "redirect", table: "redirect", columns: `t.site_id, t.source, t.document_id, t.target_site, t.target, t.note, t.made_by, t.made_at, t.ended_by, t.ended_at`,
		institution: ofSite, place: `t.source`},
	{name: "replacement", table: "file_replaced", columns: `t.document_id, t.old_id, t.new_id, t.name, t.person_id, t.for_id, t.at`,
		institution: ofDocument, place: codeOfDocument("t.document_id")},
	{name: "library", table: "library_item", columns: `t.institution_id, t.media_id, t.unit_id, t.name, t.alt, t.credit, t.licence, t.note, t.focus, t.added_by, t.added_for, t.added_at,
		t.changed_by, t.changed_for, t.changed_at`, institution: `t.institution_id`, place: `t.name`},
	{name: "shared", table: "library_shared", key: `t.item_id`, columns: `t.item_id, t.person_id, t.for_id, t.at`,
		institution: `(SELECT l.institution_id FROM library_item l WHERE l.id = t.item_id)`, place: `(SELECT l.name FROM library_item l WHERE l.id = t.item_id)`},
	{name: "archived", table: "page_archive", key: `t.edition_id`, columns: `t.edition_id, t.page_id, t.papers_id, t.kept_at`,
		institution: `(SELECT c.institution_id FROM edition e JOIN case_file c ON c.id = e.case_id WHERE e.id = t.edition_id)`,
		place:       `(SELECT c.code FROM edition e JOIN case_file c ON c.id = e.case_id WHERE e.id = t.edition_id)`},
	{name: "error-report", table: "error_report", columns: `t.institution_id, t.code, t.site_id, t.case_id, t.document_id, t.edition_id, t.lang, t.text, t.email, t.received_at, t.state,
		t.words, t.answered_by, t.answered_for, t.answered_at, t.fixed_id`, institution: `t.institution_id`, place: `t.code`},
	{name: "check", table: "page_check", columns: `t.case_id, t.edition_id, t.ok, t.findings, t.at`, institution: ofCase, place: codeOfCase},
	{name: "delivery", table: "delivery", columns: `t.case_id, t.document_id, t.revision_id, t.site_id, t.section_id, t.hash, t.posted_by, t.posted_for, t.role, t.decided_at,
		t.state, t.problem, t.edition_id, t.ended_at`, institution: ofCase, place: codeOfCase},
	{name: "kept-link", table: "link_kept", columns: `t.institution_id, t.link_id, t.reason, t.person_id, t.at, t.ended_by, t.ended_at`,
		institution: `t.institution_id`, place: `(SELECT w.address FROM link_watch w WHERE w.id = t.link_id)`},
	{name: "wording", table: "wording", columns: `t.institution_id, t.template, t.number, t.subject_vi, t.subject_en, t.body_vi, t.body_en, t.shipped, t.saved_by, t.saved_at`,
		institution: `t.institution_id`, place: `t.template`},
	{name: "disposal", table: "disposal", columns: `t.institution_id, t.reason, t.state, t.proposed_by, t.proposed_at, t.decided_by, t.decided_at, t.decision, t.words`,
		institution: `t.institution_id`, place: `CAST(t.id AS TEXT)`},
	{name: "disposed", table: "disposal_item", columns: `t.disposal_id, t.case_id, t.record, t.retention, t.ended_at, t.from_at, t.live`, institution: ofCase, place: codeOfCase},
	{name: "disposal-work", table: "disposal_work", key: `t.disposal_id`, columns: `t.disposal_id, t.titles, t.done_at`, institution: ofDisposal, place: `CAST(t.disposal_id AS TEXT)`},
	{name: "disposal-end", table: "disposal_end", key: `t.item_id`, columns: `t.item_id, t.disposal_id, t.case_id, t.how, t.title, t.person_id, t.at`, institution: ofDisposal, place: codeOfCase},
	{name: "taken", table: "taken", columns: `t.disposal_id, t.case_id, t.form, t.key, t.digest, t.size, t.at`, institution: ofDisposal, place: codeOfCase},
	{name: "appointed", table: "appointment_paper", columns: `t.appointment_id, t.decision, t.decided_on, t.nominated_by, t.proposed_by, t.decided_by, t.kept_by, t.kept_at`,
		institution: `(SELECT p.institution_id FROM person p WHERE p.id = t.kept_by)`, place: `CAST(t.appointment_id AS TEXT)`},
	{name: "division", table: "division", columns: `t.appointment_id, t.work, t.kept_by, t.from_at`,
		institution: `(SELECT p.institution_id FROM person p WHERE p.id = t.kept_by)`, place: `CAST(t.appointment_id AS TEXT)`},
	{name: "paper", table: "covering_paper", columns: `t.request_id, t.number, t.dated, t.signer, t.completed, t.media_id, t.file_name, t.kept_by, t.kept_at`,
		institution: `(SELECT r.institution_id FROM request r WHERE r.id = t.request_id)`, place: `(SELECT r.code FROM request r WHERE r.id = t.request_id)`},
	{name: "lent-paper", table: "delegation_paper", columns: `t.delegation_id, t.dated, t.media_id, t.file_name, t.kept_by, t.kept_at`,
		institution: `(SELECT p.institution_id FROM person p WHERE p.id = t.kept_by)`, place: `CAST(t.delegation_id AS TEXT)`},
	{name: "letter", table: "letter", columns: `t.institution_id, t.case_id, t.request_id, t.person_id, t.template, t.lang, t.to_name, t.to_email, t.mailbox_id, t.data,
		CASE t.state WHEN 'queued' THEN '' ELSE t.subject END, CASE t.state WHEN 'queued' THEN '' ELSE t.body END, CASE t.state WHEN 'queued' THEN '' ELSE t.html END,
		t.message_id, t.state, t.created_at, t.sent_at`,
		institution: `t.institution_id`, place: `coalesce((SELECT c.code FROM case_file c WHERE c.id = t.case_id), t.template)`},
	{name: "call", table: "decision_call", columns: `t.case_id, t.person_id, t.for_id, t.turn, t.step, t.revision_id, t.bound, t.created_at, t.expires_at, t.used_at, t.used_as,
		t.question_id, t.answer_id`, institution: ofCase, place: codeOfCase},
}

const (
	ofSite           = `(SELECT s.institution_id FROM site s WHERE s.id = t.site_id)`
	ofCase           = `(SELECT c.institution_id FROM case_file c WHERE c.id = t.case_id)`
	ofProcedure      = `(SELECT p.institution_id FROM procedure_version p WHERE p.id = t.procedure_id)`
	placeOfProcedure = `(SELECT p.key || ' ' || CAST(p.version AS TEXT) FROM procedure_version p WHERE p.id = t.procedure_id)`

	ofDisposal = `(SELECT d.institution_id FROM disposal d WHERE d.id = t.disposal_id)`
	ofDocument = `(SELECT d.institution_id FROM document d WHERE d.id = t.document_id)`
	codeOfCase = `(SELECT c.code FROM case_file c WHERE c.id = t.case_id)`
)

func codeOfDocument(id string) string {
	return `(SELECT min(c.code) FROM case_file c WHERE c.document_id = ` + id + `)`
}

// formOf finds a form by its name.
var formOf = func() map[string]*form {
	m := make(map[string]*form)
	for _, f := range forms {
		if f.key == "" {
			f.key = "t.id"
		}
		m[f.name] = f
	}
	return m
}()

func (f *form) query(where string) string {
	return `SELECT ` + f.key + `, coalesce(` + f.institution + `, 0), ` + f.columns + ` FROM ` + f.table + ` t ` + where
}
