-- Which topic of the site in the other language is the same; a row for each of
-- the two.
CREATE TABLE topic_twin (
	topic_id BIGINT NOT NULL PRIMARY KEY REFERENCES topic (id),
	twin_id  BIGINT NOT NULL UNIQUE REFERENCES topic (id)
);

-- What a reader holds to be wrong on a page, and what became of it.
CREATE TABLE error_report (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	code           TEXT   NOT NULL,
	form_key       TEXT   NOT NULL,
	site_id        BIGINT NOT NULL REFERENCES site (id),
	case_id        BIGINT NOT NULL REFERENCES case_file (id),
	document_id    BIGINT NOT NULL REFERENCES document (id),
	edition_id     BIGINT NOT NULL REFERENCES edition (id),
	lang           TEXT   NOT NULL,
	text           TEXT   NOT NULL,
	email          TEXT   NOT NULL DEFAULT '',
	received_at    BIGINT NOT NULL,
	state          TEXT   NOT NULL,
	words          TEXT   NOT NULL DEFAULT '',
	answered_by    BIGINT NOT NULL DEFAULT 0,
	answered_for   BIGINT NOT NULL DEFAULT 0,
	answered_at    BIGINT,
	fixed_id       BIGINT REFERENCES edition (id)
);
CREATE UNIQUE INDEX error_report_code ON error_report (institution_id, code);
CREATE UNIQUE INDEX error_report_key ON error_report (institution_id, form_key);
CREATE INDEX error_report_case ON error_report (case_id, id);
CREATE INDEX error_report_open ON error_report (institution_id, id) WHERE state = 'open' OR state = 'taken';

-- How often readers said on a day (days since 1970, UTC+7) that the page of a
-- document was of use, and that it was not; who they were is nowhere.
CREATE TABLE page_rating (
	site_id     BIGINT NOT NULL REFERENCES site (id),
	day         BIGINT NOT NULL,
	document_id BIGINT NOT NULL REFERENCES document (id),
	useful      BIGINT NOT NULL,
	useless     BIGINT NOT NULL,
	PRIMARY KEY (site_id, day, document_id)
);
CREATE INDEX page_rating_document ON page_rating (document_id, day);

-- How many visits a site had on a day, and how many browsers asked how many
-- readers there are in a minute (minutes since 1970).
CREATE TABLE site_visit (
	site_id BIGINT NOT NULL REFERENCES site (id),
	day     BIGINT NOT NULL,
	visits  BIGINT NOT NULL,
	PRIMARY KEY (site_id, day)
);
CREATE TABLE site_online (
	site_id BIGINT NOT NULL REFERENCES site (id),
	minute  BIGINT NOT NULL,
	readers BIGINT NOT NULL,
	PRIMARY KEY (site_id, minute)
);
