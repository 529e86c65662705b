-- An edition has beside it whose document it is and until when it is shown, as
-- the document and its term say: what readers see is listed by them.
ALTER TABLE edition ADD COLUMN unit_id BIGINT;
ALTER TABLE edition ADD COLUMN until_at BIGINT;
UPDATE edition SET unit_id = (SELECT d.unit_id FROM document d WHERE d.id = edition.document_id),
	until_at = (SELECT t.until_at FROM edition_term t WHERE t.edition_id = edition.id);
CREATE INDEX edition_unit ON edition (site_id, unit_id, first_at DESC, id DESC) WHERE state = 'live';
CREATE INDEX edition_until ON edition (until_at) WHERE state = 'live' AND until_at IS NOT NULL;

-- How much each strand of a site shows, by the month and the day (UTC+7) on which
-- it appeared first; day 0 is the month whole. Months are counted from the year 0.
-- Every publication changes the rows of its edition.
CREATE TABLE shown (
	site_id BIGINT NOT NULL REFERENCES site (id),
	strand  TEXT NOT NULL,
	month   BIGINT NOT NULL,
	day     BIGINT NOT NULL,
	n       BIGINT NOT NULL,
	PRIMARY KEY (site_id, strand, month, day)
);
-- The day of a time by the rule of leap years, from 1 March of the year 0 on.
INSERT INTO shown (site_id, strand, month, day, n)
SELECT x.site_id, x.strand, x.month, x.day * w.whole, count(*)
FROM (SELECT m.site_id, m.strand, 12 * m.year + m.march + 2 AS month, m.of_year - (153 * m.march + 2) / 5 + 1 AS day
	FROM (SELECT y.site_id, y.strand, y.year, y.of_year, (5 * y.of_year + 2) / 153 AS march
		FROM (SELECT c.site_id, c.strand, 400 * c.era + c.of_era AS year, c.days - (365 * c.of_era + c.of_era / 4 - c.of_era / 100) AS of_year
			FROM (SELECT d.site_id, d.strand, d.days / 146097 AS era, d.days % 146097 AS days,
					(d.days % 146097 - d.days % 146097 / 1460 + d.days % 146097 / 36524 - d.days % 146097 / 146096) / 365 AS of_era
				FROM (SELECT e.site_id, s.strand, (e.first_at / 1000000 + 25200) / 86400 + 719468 AS days
					FROM edition e JOIN (
						SELECT id, 'section:' || CAST(section_id AS VARCHAR) AS strand FROM edition
						UNION ALL SELECT id, 'kind:' || kind FROM edition
						UNION ALL SELECT id, 'site' FROM edition WHERE kind <> 'page'
						UNION ALL SELECT id, 'unit:' || CAST(unit_id AS VARCHAR) FROM edition WHERE kind <> 'page' AND unit_id IS NOT NULL
					) s ON s.id = e.id WHERE e.state = 'live') d) c) y) m) x
CROSS JOIN (SELECT 0 AS whole UNION ALL SELECT 1) w
GROUP BY x.site_id, x.strand, x.month, x.day * w.whole;
