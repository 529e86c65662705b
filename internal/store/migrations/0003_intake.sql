-- The person to whom the address of an unauthenticated sender belongs: a claim
-- that nobody has confirmed. person_id is only who is known to have sent it.
ALTER TABLE request ADD COLUMN claimed_id BIGINT REFERENCES person (id);

-- Set on a message that moved nothing by itself, until somebody has looked at it.
ALTER TABLE message ADD COLUMN unseen BIGINT NOT NULL DEFAULT 0;
CREATE INDEX message_unseen ON message (request_id) WHERE unseen = 1;

-- What came of reading a file into a text: the message key of why it could not
-- be read, and keys of what was lost on the way.
ALTER TABLE attachment ADD COLUMN problem TEXT NOT NULL DEFAULT '';
ALTER TABLE attachment ADD COLUMN notes TEXT NOT NULL DEFAULT '';

-- A form enters once, as a letter does. Of forms that entered several times
-- before, the first keeps its key.
UPDATE message SET digest = digest || '/' || id
	WHERE direction = 'in' AND channel = 'form' AND digest <> '' AND EXISTS (
		SELECT 1 FROM message o WHERE o.mailbox_id = message.mailbox_id AND o.digest = message.digest
			AND o.direction = 'in' AND o.channel = 'form' AND o.id < message.id);
CREATE UNIQUE INDEX message_form_once ON message (mailbox_id, digest) WHERE direction = 'in' AND channel = 'form' AND digest <> '';
