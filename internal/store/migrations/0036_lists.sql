-- What a site shows of a kind and of a unit is listed newest first.
CREATE INDEX edition_kind ON edition (site_id, kind, first_at DESC, id DESC) WHERE state = 'live';
CREATE INDEX document_unit ON document (unit_id, id);
