-- What a change took away from readers may not be shown again, not even while
-- the page that takes its place cannot be made.
ALTER TABLE page_change ADD COLUMN gone BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX page_change_at ON page_change (at);
CREATE INDEX edition_term_until ON edition_term (until_at);

-- The programs that serve pages, and up to which change each has dropped them.
CREATE TABLE page_node (
	name  TEXT   NOT NULL PRIMARY KEY,
	seq   BIGINT NOT NULL,
	lease BIGINT NOT NULL
);
