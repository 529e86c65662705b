-- How often the page of a document was sent on a day (days since 1970, UTC+7);
-- of whom it was asked is nowhere.
CREATE TABLE page_view (
	site_id     BIGINT NOT NULL REFERENCES site (id),
	day         BIGINT NOT NULL,
	document_id BIGINT NOT NULL REFERENCES document (id),
	views       BIGINT NOT NULL,
	PRIMARY KEY (site_id, day, document_id)
);
CREATE INDEX page_view_document ON page_view (document_id, day);

-- What was read most lately, of a whole site (section 0) and of each section, as
-- it was counted last.
CREATE TABLE most_read (
	site_id     BIGINT NOT NULL REFERENCES site (id),
	section_id  BIGINT NOT NULL,
	position    BIGINT NOT NULL,
	document_id BIGINT NOT NULL REFERENCES document (id),
	PRIMARY KEY (site_id, section_id, position)
);
