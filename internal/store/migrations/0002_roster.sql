-- A number that grows with every change of who holds or lends authority in an
-- institution, in the transaction that makes the change.
ALTER TABLE institution ADD COLUMN roster BIGINT NOT NULL DEFAULT 1;
