-- How an appointment came about: the decision with its day, who nominated,
-- proposed and decided. One row for each time it was entered; the newest holds.
CREATE TABLE appointment_paper (
	id {id},
	appointment_id BIGINT NOT NULL REFERENCES appointment (id),
	decision TEXT NOT NULL DEFAULT '',
	decided_on TEXT NOT NULL DEFAULT '',
	nominated_by TEXT NOT NULL DEFAULT '',
	proposed_by TEXT NOT NULL DEFAULT '',
	decided_by TEXT NOT NULL DEFAULT '',
	kept_by BIGINT NOT NULL REFERENCES person (id),
	kept_at BIGINT NOT NULL
);
CREATE INDEX appointment_paper_of ON appointment_paper (appointment_id);
-- What the head has divided the work into: one row for each time it was said,
-- holding from then on.
CREATE TABLE division (
	id {id},
	appointment_id BIGINT NOT NULL REFERENCES appointment (id),
	work TEXT NOT NULL,
	kept_by BIGINT NOT NULL REFERENCES person (id),
	from_at BIGINT NOT NULL
);
CREATE INDEX division_of ON division (appointment_id);
-- The covering paper of a request, as often as it was entered; the newest holds.
CREATE TABLE covering_paper (
	id {id},
	request_id BIGINT NOT NULL REFERENCES request (id),
	number TEXT NOT NULL DEFAULT '',
	dated TEXT NOT NULL DEFAULT '',
	signer TEXT NOT NULL DEFAULT '',
	completed TEXT NOT NULL DEFAULT '',
	media_id TEXT REFERENCES media (id),
	file_name TEXT NOT NULL DEFAULT '',
	kept_by BIGINT NOT NULL REFERENCES person (id),
	kept_at BIGINT NOT NULL
);
CREATE INDEX covering_paper_of ON covering_paper (request_id);
