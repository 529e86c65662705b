-- What readers find by its words. All of it is made from what is published, can
-- be made anew at any time, and is in no row of the record.

-- The index of a site. The version changes with its buckets.
CREATE TABLE search_site (
	site_id BIGINT PRIMARY KEY REFERENCES site (id),
	version BIGINT NOT NULL DEFAULT 0
);

-- Editions that are in no bucket yet: what was published last.
CREATE TABLE search_fresh (
	edition_id BIGINT PRIMARY KEY REFERENCES edition (id),
	site_id    BIGINT NOT NULL REFERENCES site (id),
	first_at   BIGINT NOT NULL,
	stamp      BIGINT NOT NULL,
	data       {bytes} NOT NULL
);
CREATE INDEX search_fresh_site ON search_fresh (site_id, first_at, edition_id, stamp);

-- Up to 4096 editions and the pages of their keys; see package search. One that
-- is being made beside the others is not in use yet.
CREATE TABLE search_bucket (
	id       {id},
	site_id  BIGINT NOT NULL REFERENCES site (id),
	used     BOOLEAN NOT NULL,
	stamp    BIGINT NOT NULL,
	editions BIGINT NOT NULL,
	dead     {bytes} NOT NULL,
	first_at BIGINT NOT NULL,
	last_at  BIGINT NOT NULL,
	docs     {bytes} NOT NULL,
	words    {bytes} NOT NULL
);
CREATE INDEX search_bucket_site ON search_bucket (site_id, id);
CREATE TABLE search_page (
	bucket_id BIGINT NOT NULL REFERENCES search_bucket (id),
	page      BIGINT NOT NULL,
	data      {bytes} NOT NULL,
	PRIMARY KEY (bucket_id, page)
);

-- Editions that are not to be found from a time on, though a bucket has them.
CREATE TABLE search_gone (
	edition_id BIGINT PRIMARY KEY REFERENCES edition (id),
	site_id    BIGINT NOT NULL REFERENCES site (id),
	first_at   BIGINT NOT NULL,
	from_at    BIGINT NOT NULL
);
CREATE INDEX search_gone_site ON search_gone (site_id, from_at);

-- The words of an edition as they are quoted with a match; none of what is no
-- longer public.
CREATE TABLE search_text (
	edition_id BIGINT PRIMARY KEY REFERENCES edition (id),
	body       TEXT NOT NULL,
	papers     TEXT NOT NULL DEFAULT ''
);
INSERT INTO job (kind, args, key, run_at) SELECT 'search-all', '0', 'search-all', 0 WHERE EXISTS (SELECT 1 FROM edition);
