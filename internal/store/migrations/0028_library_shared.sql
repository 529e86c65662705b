-- What somebody put into the library by itself, for the whole house: it is seen
-- without a text that has it.
CREATE TABLE library_shared (
	item_id   BIGINT NOT NULL PRIMARY KEY REFERENCES library_item (id),
	person_id BIGINT NOT NULL,
	for_id    BIGINT NOT NULL DEFAULT 0,
	at        BIGINT NOT NULL
);
