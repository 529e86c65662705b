-- The key of a form that opened a case, with the case: sent twice it opens one.
CREATE TABLE form_once (
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	person_id BIGINT NOT NULL REFERENCES person (id),
	key TEXT NOT NULL,
	case_id BIGINT REFERENCES case_file (id),
	used_at BIGINT NOT NULL,
	PRIMARY KEY (institution_id, person_id, key)
);
