-- The library: what an institution knows of the pictures and papers in its
-- texts, and what was found in their bytes.
ALTER TABLE media ADD COLUMN tint TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN page_id TEXT REFERENCES media (id);
ALTER TABLE media ADD COLUMN looked BIGINT NOT NULL DEFAULT 0;
CREATE INDEX media_looked ON media (looked, id) WHERE looked = 0;
CREATE INDEX media_page ON media (page_id) WHERE page_id IS NOT NULL;

-- The words of a paper, as a program read them.
CREATE TABLE media_words (
	media_id TEXT NOT NULL PRIMARY KEY REFERENCES media (id),
	words    TEXT NOT NULL,
	folded   TEXT NOT NULL
);

CREATE TABLE library_item (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	media_id       TEXT   NOT NULL REFERENCES media (id),
	unit_id        BIGINT REFERENCES unit (id),
	name           TEXT   NOT NULL DEFAULT '',
	alt            TEXT   NOT NULL DEFAULT '',
	credit         TEXT   NOT NULL DEFAULT '',
	licence        TEXT   NOT NULL DEFAULT '',
	note           TEXT   NOT NULL DEFAULT '',
	focus          TEXT   NOT NULL DEFAULT '',
	added_by       BIGINT NOT NULL DEFAULT 0,
	added_for      BIGINT NOT NULL DEFAULT 0,
	added_at       BIGINT NOT NULL,
	changed_by     BIGINT NOT NULL DEFAULT 0,
	changed_for    BIGINT NOT NULL DEFAULT 0,
	changed_at     BIGINT,
	folded         TEXT   NOT NULL DEFAULT '',
	version        BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX library_item_media ON library_item (institution_id, media_id);
CREATE INDEX library_item_newest ON library_item (institution_id, id);
CREATE INDEX library_item_of ON library_item (media_id);
INSERT INTO job (kind, args, key, run_at) SELECT 'index-library', '0', 'index-library', 0 WHERE EXISTS (SELECT 1 FROM document);
INSERT INTO job (kind, args, key, run_at) SELECT 'look-media', '0', 'look-media', 0 WHERE EXISTS (SELECT 1 FROM media);
