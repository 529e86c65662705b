-- Papers whose retention has ended: what somebody proposed to dispose of, what
-- another person decided, and which cases it is about. A case stands in one
-- proposal at a time that is open or was approved.
CREATE TABLE disposal (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	reason         TEXT   NOT NULL,
	state          TEXT   NOT NULL,
	proposed_by    BIGINT NOT NULL REFERENCES person (id),
	proposed_at    BIGINT NOT NULL,
	decided_by     BIGINT NOT NULL DEFAULT 0,
	decided_at     BIGINT,
	decision       TEXT   NOT NULL DEFAULT '',
	words          TEXT   NOT NULL DEFAULT '',
	version        BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX disposal_institution ON disposal (institution_id, id);
CREATE TABLE disposal_item (
	id          {id},
	disposal_id BIGINT  NOT NULL REFERENCES disposal (id),
	case_id     BIGINT  NOT NULL REFERENCES case_file (id),
	record      TEXT    NOT NULL,
	retention   TEXT    NOT NULL,
	ended_at    BIGINT  NOT NULL,
	from_at     BIGINT  NOT NULL,
	live        BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX disposal_item_live ON disposal_item (case_id) WHERE live;
CREATE INDEX disposal_item_of ON disposal_item (disposal_id, id);
