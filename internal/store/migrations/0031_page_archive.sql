-- What readers saw of an edition, kept whole, and the papers it came from: both
-- are blobs, named by their digest. Made once, at publication.
CREATE TABLE page_archive (
	edition_id BIGINT NOT NULL PRIMARY KEY REFERENCES edition (id),
	page_id    TEXT   NOT NULL REFERENCES media (id),
	papers_id  TEXT   NOT NULL REFERENCES media (id),
	kept_at    BIGINT NOT NULL
);
INSERT INTO job (kind, args, key, run_at) SELECT 'archive-all', '0', 'archive-all', 0 WHERE EXISTS (SELECT 1 FROM edition);
