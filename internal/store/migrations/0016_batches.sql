-- Cases that are handed over together to whoever posts them, in a rhythm; and
-- the plan of what is looked for, where, how often and by whom, with each time
-- that it was to be done.

CREATE TABLE batch (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	procedure_key  TEXT   NOT NULL,
	step           TEXT   NOT NULL,
	due_at         BIGINT NOT NULL,
	state          TEXT   NOT NULL,
	opened_at      BIGINT NOT NULL,
	late_at        BIGINT,
	sent_by        BIGINT NOT NULL DEFAULT 0,
	sent_for       BIGINT NOT NULL DEFAULT 0,
	sent_at        BIGINT,
	received_by    BIGINT NOT NULL DEFAULT 0,
	received_for   BIGINT NOT NULL DEFAULT 0,
	received_at    BIGINT,
	version        BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX batch_open ON batch (institution_id, procedure_key, step, due_at) WHERE state = 'open';
CREATE INDEX batch_institution ON batch (institution_id, id);
CREATE TABLE batch_item (
	id       {id},
	batch_id BIGINT NOT NULL REFERENCES batch (id),
	case_id  BIGINT NOT NULL REFERENCES case_file (id),
	entry    BIGINT NOT NULL DEFAULT 0,
	UNIQUE (batch_id, case_id)
);
CREATE INDEX batch_item_case ON batch_item (case_id);

CREATE TABLE watch (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	title          TEXT   NOT NULL,
	subjects       TEXT   NOT NULL,
	sources        TEXT   NOT NULL,
	rhythm         TEXT   NOT NULL,
	role           TEXT   NOT NULL,
	person_id      BIGINT NOT NULL DEFAULT 0,
	unit_id        BIGINT NOT NULL DEFAULT 0,
	procedure_key  TEXT   NOT NULL,
	active         BOOLEAN NOT NULL,
	made_by        BIGINT NOT NULL,
	made_for       BIGINT NOT NULL DEFAULT 0,
	made_at        BIGINT NOT NULL,
	version        BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX watch_institution ON watch (institution_id, id);
CREATE TABLE duty (
	id          {id},
	watch_id    BIGINT NOT NULL REFERENCES watch (id),
	opened_at   BIGINT NOT NULL,
	due_at      BIGINT NOT NULL,
	reminded_at BIGINT,
	missed_at   BIGINT,
	done_by     BIGINT NOT NULL DEFAULT 0,
	done_for    BIGINT NOT NULL DEFAULT 0,
	done_at     BIGINT,
	dropped_at  BIGINT,
	note        TEXT   NOT NULL DEFAULT '',
	version     BIGINT NOT NULL DEFAULT 0,
	UNIQUE (watch_id, due_at)
);
CREATE INDEX duty_due ON duty (due_at);
CREATE TABLE duty_case (
	id      {id},
	duty_id BIGINT NOT NULL REFERENCES duty (id),
	case_id BIGINT NOT NULL REFERENCES case_file (id),
	UNIQUE (duty_id, case_id)
);
