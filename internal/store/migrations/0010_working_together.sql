-- How an institution words its letters: each change a row, the newest holds.
-- One that is shipped has no text of its own.
CREATE TABLE wording (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	template       TEXT   NOT NULL,
	number         BIGINT NOT NULL,
	subject_vi     TEXT   NOT NULL DEFAULT '',
	subject_en     TEXT   NOT NULL DEFAULT '',
	body_vi        TEXT   NOT NULL DEFAULT '',
	body_en        TEXT   NOT NULL DEFAULT '',
	shipped        BOOLEAN NOT NULL DEFAULT FALSE,
	saved_by       BIGINT NOT NULL REFERENCES person (id),
	saved_at       BIGINT NOT NULL,
	UNIQUE (institution_id, template, number)
);

-- What was told to a colleague: the inbox. way is how it reached them beside
-- it: by a letter at once, in the letter of a day, or not at all.
CREATE TABLE notice (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	person_id      BIGINT NOT NULL REFERENCES person (id),
	case_id        BIGINT REFERENCES case_file (id),
	letter_id      BIGINT REFERENCES letter (id),
	sort           TEXT   NOT NULL,
	template       TEXT   NOT NULL,
	data           TEXT   NOT NULL DEFAULT '{}',
	way            TEXT   NOT NULL,
	created_at     BIGINT NOT NULL,
	read_at        BIGINT
);
CREATE INDEX notice_person ON notice (person_id, id);
CREATE INDEX notice_unread ON notice (person_id, case_id) WHERE read_at IS NULL;
CREATE INDEX notice_case ON notice (case_id) WHERE read_at IS NULL;
CREATE INDEX notice_digest ON notice (person_id, id) WHERE way = 'digest';

-- How somebody wants to be told: by sort of notice, in JSON, and the minute of
-- the day of the letter of the day; digested is the day of the last one.
CREATE TABLE notice_choice (
	person_id BIGINT PRIMARY KEY REFERENCES person (id),
	ways      TEXT   NOT NULL DEFAULT '{}',
	minute    BIGINT NOT NULL,
	digested  TEXT   NOT NULL DEFAULT ''
);

-- Searches that somebody keeps under a name, for themselves or for their unit.
CREATE TABLE case_filter (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	person_id      BIGINT NOT NULL REFERENCES person (id),
	unit_id        BIGINT REFERENCES unit (id),
	name           TEXT   NOT NULL,
	query          TEXT   NOT NULL,
	version        BIGINT NOT NULL DEFAULT 1,
	created_at     BIGINT NOT NULL
);
CREATE INDEX case_filter_person ON case_filter (person_id);
CREATE INDEX case_filter_unit ON case_filter (unit_id);
