-- What colleagues say about a part of a text: a thread is its first comment.
CREATE TABLE comment (
	id          {id},
	case_id     BIGINT NOT NULL REFERENCES case_file (id),
	thread_id   BIGINT REFERENCES comment (id),
	revision_id BIGINT REFERENCES revision (id),
	block       TEXT   NOT NULL DEFAULT '',
	quote       TEXT   NOT NULL DEFAULT '',
	person_id   BIGINT NOT NULL,
	for_id      BIGINT NOT NULL DEFAULT 0,
	text        TEXT   NOT NULL,
	digest      TEXT   NOT NULL,
	mentions    TEXT   NOT NULL DEFAULT '',
	at          BIGINT NOT NULL,
	resolved_by BIGINT NOT NULL DEFAULT 0,
	resolved_at BIGINT
);
CREATE INDEX comment_case ON comment (case_id, id);

-- Who has a case open: seen_at is renewed as long as the page is open.
CREATE TABLE presence (
	case_id   BIGINT NOT NULL REFERENCES case_file (id),
	person_id BIGINT NOT NULL REFERENCES person (id),
	writing   BOOLEAN NOT NULL,
	since     BIGINT NOT NULL,
	seen_at   BIGINT NOT NULL,
	PRIMARY KEY (case_id, person_id)
);
CREATE INDEX presence_seen ON presence (seen_at);

-- Who writes a text now. until is renewed as long as the editor is open.
CREATE TABLE writing (
	document_id BIGINT PRIMARY KEY REFERENCES document (id),
	person_id   BIGINT NOT NULL REFERENCES person (id),
	since       BIGINT NOT NULL,
	until       BIGINT NOT NULL,
	taken_from  BIGINT NOT NULL DEFAULT 0
);

-- What somebody has typed and not saved, for their own eyes.
CREATE TABLE draft (
	id          {id},
	document_id BIGINT NOT NULL REFERENCES document (id),
	person_id   BIGINT NOT NULL REFERENCES person (id),
	key         TEXT   NOT NULL,
	base        BIGINT NOT NULL,
	version     BIGINT NOT NULL DEFAULT 1,
	text        TEXT   NOT NULL,
	begun_at    BIGINT NOT NULL,
	saved_at    BIGINT NOT NULL,
	UNIQUE (document_id, person_id, key)
);
CREATE INDEX draft_saved ON draft (saved_at);
