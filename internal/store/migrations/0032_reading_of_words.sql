-- The same of what colleagues wrote in a case: reasons, questions, answers and
-- notes; and comments on its text.
CREATE TABLE remark_reading (
	remark_id BIGINT PRIMARY KEY REFERENCES case_remark (id),
	recoded   TEXT NOT NULL
);
CREATE TABLE comment_reading (
	comment_id BIGINT PRIMARY KEY REFERENCES comment (id),
	recoded    TEXT NOT NULL
);
