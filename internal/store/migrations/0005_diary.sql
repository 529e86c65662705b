-- Finds who has confirmed somebody's work diary of a day.
CREATE INDEX event_diary ON event (institution_id, subject, at) WHERE verb = 'diary-signed';
