-- What becomes of the papers of cases whose disposal was proposed: whether their
-- titles stay on the list of what was destroyed and when all of it was done; how
-- each case of a proposal ended; and, for everything that was taken away, which
-- row or file it was, with the digest of what was there.
CREATE TABLE disposal_work (
	disposal_id BIGINT PRIMARY KEY REFERENCES disposal (id),
	titles      BOOLEAN NOT NULL,
	done_at     BIGINT
);
CREATE TABLE disposal_end (
	item_id     BIGINT PRIMARY KEY REFERENCES disposal_item (id),
	disposal_id BIGINT NOT NULL REFERENCES disposal (id),
	case_id     BIGINT NOT NULL REFERENCES case_file (id),
	how         TEXT   NOT NULL,
	title       TEXT   NOT NULL DEFAULT '',
	person_id   BIGINT NOT NULL DEFAULT 0,
	at          BIGINT NOT NULL
);
CREATE INDEX disposal_end_case ON disposal_end (case_id, how);
CREATE TABLE taken (
	id          {id},
	disposal_id BIGINT NOT NULL REFERENCES disposal (id),
	case_id     BIGINT NOT NULL REFERENCES case_file (id),
	form        TEXT   NOT NULL,
	key         TEXT   NOT NULL,
	digest      TEXT   NOT NULL,
	size        BIGINT NOT NULL DEFAULT 0,
	at          BIGINT NOT NULL,
	UNIQUE (case_id, form, key)
);
CREATE INDEX taken_of ON taken (form, key);
CREATE INDEX taken_disposal ON taken (disposal_id, id);

-- Who else refers to a file is asked before it is taken away.
CREATE INDEX message_raw ON message (raw) WHERE raw <> '';
CREATE INDEX covering_paper_media ON covering_paper (media_id) WHERE media_id IS NOT NULL;
CREATE INDEX delegation_paper_media ON delegation_paper (media_id) WHERE media_id IS NOT NULL;
