-- How a site looks, each time that it was decided: the newest is what readers
-- see. look is a value of package look; the emblem is a blob of its own.
CREATE TABLE site_look (
	id         {id},
	site_id    BIGINT NOT NULL REFERENCES site (id),
	number     BIGINT NOT NULL,
	look       TEXT   NOT NULL,
	emblem_id  TEXT   REFERENCES media (id),
	from_number BIGINT NOT NULL DEFAULT 0,
	by_id      BIGINT NOT NULL,
	for_id     BIGINT NOT NULL DEFAULT 0,
	at         BIGINT NOT NULL,
	UNIQUE (site_id, number)
);
CREATE INDEX site_look_emblem ON site_look (emblem_id);
-- What is going to be decided next. The row stays, so that its version never
-- says the same of two drafts.
CREATE TABLE look_draft (
	site_id    BIGINT  NOT NULL PRIMARY KEY REFERENCES site (id),
	look       TEXT    NOT NULL,
	emblem_id  TEXT    REFERENCES media (id),
	open       BOOLEAN NOT NULL,
	by_id      BIGINT  NOT NULL,
	for_id     BIGINT  NOT NULL DEFAULT 0,
	at         BIGINT  NOT NULL,
	version    BIGINT  NOT NULL
);
