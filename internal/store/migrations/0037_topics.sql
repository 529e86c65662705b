-- What is public of a topic is found by the references of its documents, which
-- are read anew once.
UPDATE document SET refs = 0;
INSERT INTO job (kind, args, key, run_at) SELECT 'index-refs', '0', 'index-refs-topics', 0 WHERE EXISTS (SELECT 1 FROM document);
