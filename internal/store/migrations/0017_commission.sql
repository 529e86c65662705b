-- What the board asked units and contributors for: on whose wish, by when, and
-- what became of it; and the links by which somebody without an account sends
-- the piece and follows it. The text that was asked for is the case's.

CREATE TABLE commission (
	case_id        BIGINT PRIMARY KEY REFERENCES case_file (id),
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	unit_id        BIGINT REFERENCES unit (id),
	name           TEXT   NOT NULL,
	email          TEXT   NOT NULL DEFAULT '',
	wish           TEXT   NOT NULL,
	asked_by       BIGINT NOT NULL,
	asked_for      BIGINT NOT NULL DEFAULT 0,
	asked_at       BIGINT NOT NULL,
	first_due_at   BIGINT NOT NULL,
	due_at         BIGINT NOT NULL,
	answered_at    BIGINT,
	cancelled_at   BIGINT
);
CREATE INDEX commission_institution ON commission (institution_id, case_id);

CREATE TABLE commission_link (
	id         {id},
	case_id    BIGINT NOT NULL REFERENCES case_file (id),
	given_by   BIGINT NOT NULL,
	given_at   BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	revoked_by BIGINT NOT NULL DEFAULT 0,
	revoked_at BIGINT,
	opened     BIGINT NOT NULL DEFAULT 0,
	opened_at  BIGINT
);
CREATE INDEX commission_link_case ON commission_link (case_id, id);
