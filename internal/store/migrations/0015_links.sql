-- What is watched of published pages: where their links lead and whether they
-- still answer. Which page has which link is made from the texts, what was
-- heard of a link can be asked again; that a broken one is kept on purpose is
-- somebody's decision.

CREATE TABLE link_watch (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	address        TEXT   NOT NULL,
	host           TEXT   NOT NULL DEFAULT '',
	state          TEXT   NOT NULL,
	since_at       BIGINT NOT NULL,
	failures       BIGINT NOT NULL DEFAULT 0,
	failed_at      BIGINT,
	asked_at       BIGINT,
	next_at        BIGINT NOT NULL,
	answer         TEXT   NOT NULL DEFAULT '',
	status         BIGINT NOT NULL DEFAULT 0,
	moved_to       TEXT   NOT NULL DEFAULT '',
	UNIQUE (institution_id, address)
);
CREATE INDEX link_watch_next ON link_watch (next_at, id);
CREATE INDEX link_watch_state ON link_watch (institution_id, state);
CREATE TABLE link_use (
	edition_id BIGINT NOT NULL REFERENCES edition (id),
	link_id    BIGINT NOT NULL REFERENCES link_watch (id),
	position   BIGINT NOT NULL,
	place      TEXT   NOT NULL,
	words      TEXT   NOT NULL DEFAULT '',
	PRIMARY KEY (edition_id, link_id, place)
);
CREATE INDEX link_use_link ON link_use (link_id);
CREATE TABLE link_page (
	edition_id BIGINT PRIMARY KEY REFERENCES edition (id)
);
CREATE TABLE link_kept (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	link_id        BIGINT NOT NULL REFERENCES link_watch (id),
	reason         TEXT   NOT NULL,
	person_id      BIGINT NOT NULL,
	at             BIGINT NOT NULL,
	ended_by       BIGINT NOT NULL DEFAULT 0,
	ended_at       BIGINT
);
CREATE UNIQUE INDEX link_kept_now ON link_kept (link_id) WHERE ended_at IS NULL;

-- A text that was decided to be public on a site: whether it is there, and if
-- not, why not and when it is tried again.
CREATE TABLE delivery (
	id          {id},
	case_id     BIGINT NOT NULL REFERENCES case_file (id),
	document_id BIGINT NOT NULL REFERENCES document (id),
	revision_id BIGINT NOT NULL REFERENCES revision (id),
	site_id     BIGINT NOT NULL REFERENCES site (id),
	section_id  BIGINT NOT NULL REFERENCES section (id),
	hash        TEXT   NOT NULL,
	posted_by   BIGINT NOT NULL,
	posted_for  BIGINT NOT NULL DEFAULT 0,
	role        TEXT   NOT NULL,
	decided_at  BIGINT NOT NULL,
	state       TEXT   NOT NULL,
	problem     TEXT   NOT NULL DEFAULT '',
	edition_id  BIGINT NOT NULL DEFAULT 0,
	ended_at    BIGINT,
	tries       BIGINT NOT NULL DEFAULT 0,
	tried_at    BIGINT,
	next_at     BIGINT
);
CREATE INDEX delivery_case ON delivery (case_id, id);
CREATE INDEX delivery_document ON delivery (document_id, id);
CREATE INDEX delivery_open ON delivery (state, id) WHERE state IN ('waiting', 'failed');
