-- Letters that call on somebody to decide, with a link that decides without
-- signing in: for whom, about which turn of which case, and exactly what text
-- they showed. A link is used once.
CREATE TABLE decision_call (
	id          {id},
	case_id     BIGINT NOT NULL REFERENCES case_file (id),
	person_id   BIGINT NOT NULL REFERENCES person (id),
	for_id      BIGINT NOT NULL DEFAULT 0,
	turn        TEXT   NOT NULL,
	step        TEXT   NOT NULL,
	revision_id BIGINT NOT NULL REFERENCES revision (id),
	bound       TEXT   NOT NULL,
	created_at  BIGINT NOT NULL,
	expires_at  BIGINT NOT NULL,
	used_at     BIGINT,
	used_as     TEXT   NOT NULL DEFAULT '',
	question_id BIGINT REFERENCES case_remark (id),
	answer_id   BIGINT REFERENCES case_remark (id)
);
CREATE INDEX decision_call_case ON decision_call (case_id, id);
-- Whether a person wants such letters.
ALTER TABLE person ADD COLUMN decision_letters BOOLEAN NOT NULL DEFAULT TRUE;
