-- After publication: addresses that lead elsewhere, files that a newer one took
-- the place of, and what refers to what.

CREATE TABLE redirect (
	id          {id},
	site_id     BIGINT NOT NULL REFERENCES site (id),
	source      TEXT   NOT NULL,
	document_id BIGINT REFERENCES document (id),
	target_site BIGINT REFERENCES site (id),
	target      TEXT   NOT NULL,
	note        TEXT   NOT NULL DEFAULT '',
	made_by     BIGINT NOT NULL DEFAULT 0,
	made_at     BIGINT NOT NULL,
	ended_by    BIGINT NOT NULL DEFAULT 0,
	ended_at    BIGINT
);
CREATE UNIQUE INDEX redirect_source ON redirect (site_id, source) WHERE ended_at IS NULL;
CREATE INDEX redirect_document ON redirect (site_id, document_id) WHERE ended_at IS NULL;

CREATE TABLE file_replaced (
	id          {id},
	document_id BIGINT NOT NULL REFERENCES document (id),
	old_id      TEXT   NOT NULL REFERENCES media (id),
	new_id      TEXT   NOT NULL REFERENCES media (id),
	name        TEXT   NOT NULL DEFAULT '',
	person_id   BIGINT NOT NULL DEFAULT 0,
	for_id      BIGINT NOT NULL DEFAULT 0,
	at          BIGINT NOT NULL
);
CREATE INDEX file_replaced_old ON file_replaced (old_id, id);
CREATE INDEX file_replaced_document ON file_replaced (document_id, id);

-- What the newest revision of a document ('draft') and what is public of it
-- ('live') refer to; made from the texts, in the transaction that writes them.
CREATE TABLE document_ref (
	document_id BIGINT NOT NULL REFERENCES document (id),
	stage       TEXT   NOT NULL,
	kind        TEXT   NOT NULL,
	target      TEXT   NOT NULL,
	PRIMARY KEY (document_id, stage, kind, target)
);
CREATE INDEX document_ref_target ON document_ref (kind, target, stage, document_id);
-- Whether the rows above were made for a document: those that are older than
-- this table are read once.
ALTER TABLE document ADD COLUMN refs BIGINT NOT NULL DEFAULT 0;
CREATE INDEX document_refs ON document (refs, id) WHERE refs = 0;
INSERT INTO job (kind, args, key, run_at) SELECT 'index-refs', '0', 'index-refs', 0 WHERE EXISTS (SELECT 1 FROM document);
