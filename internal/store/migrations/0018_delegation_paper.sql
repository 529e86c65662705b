-- The paper by which an authority was delegated, signed: its day and a scan, as
-- often as it was entered; the newest holds.
CREATE TABLE delegation_paper (
	id {id},
	delegation_id BIGINT NOT NULL REFERENCES delegation (id),
	dated TEXT NOT NULL DEFAULT '',
	media_id TEXT REFERENCES media (id),
	file_name TEXT NOT NULL DEFAULT '',
	kept_by BIGINT NOT NULL REFERENCES person (id),
	kept_at BIGINT NOT NULL
);
CREATE INDEX delegation_paper_of ON delegation_paper (delegation_id);
