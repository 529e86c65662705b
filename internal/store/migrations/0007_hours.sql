-- What happens at an hour and what is seen to afterwards: pages that end by
-- themselves, links by which people without an account see a text before it is
-- public, and texts that are published together.

CREATE TABLE edition_term (
	edition_id BIGINT PRIMARY KEY REFERENCES edition (id),
	until_at   BIGINT NOT NULL
);

CREATE TABLE preview_link (
	id          {id},
	case_id     BIGINT NOT NULL REFERENCES case_file (id),
	site_id     BIGINT NOT NULL REFERENCES site (id),
	revision_id BIGINT REFERENCES revision (id),
	whom        TEXT   NOT NULL,
	given_by    BIGINT NOT NULL,
	given_for   BIGINT NOT NULL DEFAULT 0,
	given_at    BIGINT NOT NULL,
	expires_at  BIGINT NOT NULL,
	revoked_by  BIGINT NOT NULL DEFAULT 0,
	revoked_at  BIGINT,
	opened      BIGINT NOT NULL DEFAULT 0,
	opened_at   BIGINT
);
CREATE INDEX preview_link_case ON preview_link (case_id, id);

CREATE TABLE release_set (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	name           TEXT   NOT NULL,
	state          TEXT   NOT NULL,
	made_by        BIGINT NOT NULL,
	made_at        BIGINT NOT NULL,
	planned_by     BIGINT NOT NULL DEFAULT 0,
	planned_for    BIGINT NOT NULL DEFAULT 0,
	planned_at     BIGINT,
	at             BIGINT,
	ended_at       BIGINT,
	problem        TEXT   NOT NULL DEFAULT '',
	version        BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX release_set_institution ON release_set (institution_id, id);
CREATE TABLE release_item (
	id         {id},
	release_id BIGINT NOT NULL REFERENCES release_set (id),
	case_id    BIGINT NOT NULL REFERENCES case_file (id),
	hash       TEXT   NOT NULL DEFAULT '',
	UNIQUE (release_id, case_id)
);
CREATE INDEX release_item_case ON release_item (case_id);
