-- What lists of very many cases are searched by: words and flags of cases, what
-- somebody has done in a case, and what was done at all.
CREATE INDEX case_words ON case_file (institution_id, id, folded, flags);
CREATE INDEX event_of ON event (actor_id, case_id) WHERE case_id <> 0;
CREATE INDEX event_verb ON event (institution_id, verb, seq);
