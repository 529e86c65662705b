-- Whether what a person asks an office for waits until their unit confirms it.
ALTER TABLE mailbox ADD COLUMN unit_confirms BOOLEAN NOT NULL DEFAULT FALSE;
