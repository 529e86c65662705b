-- What becomes of a version of a procedure on its way into force: the case that
-- promulgates it, who drafted, reviewed and approved it, by which decision.
CREATE TABLE procedure_life (
	procedure_id    BIGINT PRIMARY KEY REFERENCES procedure_version (id),
	based_on_id     BIGINT REFERENCES procedure_version (id),
	case_id         BIGINT REFERENCES case_file (id),
	drafted_by      BIGINT REFERENCES person (id),
	drafted_at      BIGINT,
	reviewed_by     BIGINT REFERENCES person (id),
	reviewed_at     BIGINT,
	approved_by     BIGINT REFERENCES person (id),
	approved_at     BIGINT,
	decision_number TEXT   NOT NULL DEFAULT '',
	decision_date   TEXT   NOT NULL DEFAULT '',
	decision_signer TEXT   NOT NULL DEFAULT '',
	effective       TEXT   NOT NULL DEFAULT '',
	version         BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX procedure_life_case ON procedure_life (case_id) WHERE case_id IS NOT NULL;

-- Who saved a draft: its authors, whose approval of it would not count.
CREATE TABLE procedure_save (
	id           {id},
	procedure_id BIGINT NOT NULL REFERENCES procedure_version (id),
	person_id    BIGINT NOT NULL REFERENCES person (id),
	for_id       BIGINT REFERENCES person (id),
	digest       TEXT   NOT NULL,
	at           BIGINT NOT NULL
);
CREATE INDEX procedure_save_of ON procedure_save (procedure_id, id);
