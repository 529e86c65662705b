-- What was entered so far to set up the first institution; gone once it is.
CREATE TABLE setup_draft (
	name TEXT PRIMARY KEY,
	draft TEXT NOT NULL,
	changed_at BIGINT NOT NULL
);
