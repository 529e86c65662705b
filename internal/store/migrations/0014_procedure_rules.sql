-- Which procedure a case goes by where that is not the one of its mailbox alone:
-- rules of the institution, of which the most particular that fits is taken, and
-- for each case that a rule chose for, what the rule said then.
CREATE TABLE procedure_rule (
	id             {id},
	institution_id BIGINT  NOT NULL REFERENCES institution (id),
	mailbox_id     BIGINT  NOT NULL DEFAULT 0,
	unit_id        BIGINT  NOT NULL DEFAULT 0,
	section_id     BIGINT  NOT NULL DEFAULT 0,
	kind           TEXT    NOT NULL DEFAULT '',
	procedure_key  TEXT    NOT NULL,
	active         BOOLEAN NOT NULL DEFAULT TRUE,
	version        BIGINT  NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX procedure_rule_once ON procedure_rule (institution_id, mailbox_id, unit_id, section_id, kind) WHERE active;

CREATE TABLE case_rule (
	case_id    BIGINT PRIMARY KEY REFERENCES case_file (id),
	rule_id    BIGINT NOT NULL REFERENCES procedure_rule (id),
	mailbox_id BIGINT NOT NULL DEFAULT 0,
	unit_id    BIGINT NOT NULL DEFAULT 0,
	section_id BIGINT NOT NULL DEFAULT 0,
	kind       TEXT   NOT NULL DEFAULT '',
	passed     BIGINT NOT NULL DEFAULT 0
);
