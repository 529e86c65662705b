-- What was read from charsets before Unicode, with what it came as, of a letter
-- or form and of every revision in which it stands; and the lines of a revision
-- that somebody says are right as they are. Texts without either have no row.
CREATE TABLE message_reading (
	message_id BIGINT PRIMARY KEY REFERENCES message (id),
	recoded    TEXT NOT NULL
);
CREATE TABLE revision_reading (
	revision_id BIGINT PRIMARY KEY REFERENCES revision (id),
	recoded     TEXT NOT NULL,
	vouched     TEXT NOT NULL
);
