-- How often something was made public, by the unit of its case (0: none) and the
-- month (UTC+7), counted from the year 0, as the record tells of it. Every line
-- that tells of a publication changes a row; a case that is given to another unit
-- takes its lines along.
CREATE TABLE posted (
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	unit_id        BIGINT NOT NULL,
	month          BIGINT NOT NULL,
	n              BIGINT NOT NULL,
	PRIMARY KEY (institution_id, month, unit_id)
);
-- The month of a time as in 0041_shown.
INSERT INTO posted (institution_id, unit_id, month, n)
SELECT m.institution_id, m.unit_id, 12 * m.year + (5 * m.of_year + 2) / 153 + 2, count(*)
FROM (SELECT c.institution_id, c.unit_id, 400 * c.era + c.of_era AS year, c.days - (365 * c.of_era + c.of_era / 4 - c.of_era / 100) AS of_year
	FROM (SELECT d.institution_id, d.unit_id, d.days / 146097 AS era, d.days % 146097 AS days,
			(d.days % 146097 - d.days % 146097 / 1460 + d.days % 146097 / 36524 - d.days % 146097 / 146096) / 365 AS of_era
		FROM (SELECT e.institution_id, coalesce(f.unit_id, 0) AS unit_id, (e.at / 1000000 + 25200) / 86400 + 719468 AS days
			FROM event e JOIN case_file f ON f.id = e.case_id
			WHERE e.verb IN ('published', 'force-published') AND e.subject NOT LIKE 'edition:%') d) c) m
GROUP BY m.institution_id, m.unit_id, 12 * m.year + (5 * m.of_year + 2) / 153 + 2;
