-- The foundation: an institution with its places and people, what comes in,
-- the cases run over it, the texts and their public editions, letters, jobs
-- and the record. Times are microseconds since 1970 (UTC); JSON lies in TEXT
-- and is never queried by its parts.

CREATE TABLE institution (
	id          {id},
	preset      TEXT   NOT NULL,
	name_vi     TEXT   NOT NULL,
	name_en     TEXT   NOT NULL DEFAULT '',
	parent_vi   TEXT   NOT NULL DEFAULT '',
	parent_en   TEXT   NOT NULL DEFAULT '',
	settings    TEXT   NOT NULL DEFAULT '{}',
	version     BIGINT NOT NULL DEFAULT 0,
	places      BIGINT NOT NULL DEFAULT 1,
	created_at  BIGINT NOT NULL
);
CREATE TABLE unit (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	parent_id      BIGINT REFERENCES unit (id),
	name_vi        TEXT   NOT NULL,
	name_en        TEXT   NOT NULL DEFAULT '',
	short          TEXT   NOT NULL DEFAULT '',
	contact        TEXT   NOT NULL DEFAULT '{}',
	position       BIGINT NOT NULL DEFAULT 0,
	active         BOOLEAN NOT NULL DEFAULT TRUE,
	version        BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX unit_institution ON unit (institution_id, position, id);
CREATE TABLE site (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	unit_id        BIGINT REFERENCES unit (id),
	label          TEXT   NOT NULL,
	lang           TEXT   NOT NULL,
	name           TEXT   NOT NULL,
	theme          TEXT   NOT NULL,
	counterpart_id BIGINT REFERENCES site (id),
	settings       TEXT   NOT NULL DEFAULT '{}',
	position       BIGINT NOT NULL DEFAULT 0,
	active         BOOLEAN NOT NULL DEFAULT TRUE,
	version        BIGINT NOT NULL DEFAULT 0,
	UNIQUE (label)
);
CREATE TABLE site_host (
	host     TEXT   PRIMARY KEY,
	site_id  BIGINT NOT NULL REFERENCES site (id),
	position BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE section (
	id             {id},
	site_id        BIGINT NOT NULL REFERENCES site (id),
	parent_id      BIGINT REFERENCES section (id),
	counterpart_id BIGINT REFERENCES section (id),
	slug           TEXT   NOT NULL,
	title          TEXT   NOT NULL,
	summary        TEXT   NOT NULL DEFAULT '',
	position       BIGINT NOT NULL DEFAULT 0,
	menu           BOOLEAN NOT NULL DEFAULT TRUE,
	active         BOOLEAN NOT NULL DEFAULT TRUE,
	version        BIGINT NOT NULL DEFAULT 0,
	UNIQUE (site_id, slug)
);
CREATE TABLE section_slug (
	site_id    BIGINT NOT NULL REFERENCES site (id),
	slug       TEXT   NOT NULL,
	section_id BIGINT NOT NULL REFERENCES section (id),
	PRIMARY KEY (site_id, slug)
);
CREATE TABLE kind (
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	id             TEXT   NOT NULL,
	name_vi        TEXT   NOT NULL,
	name_en        TEXT   NOT NULL DEFAULT '',
	position       BIGINT NOT NULL DEFAULT 0,
	active         BOOLEAN NOT NULL DEFAULT TRUE,
	version        BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (institution_id, id)
);
CREATE TABLE topic (
	id      {id},
	site_id BIGINT NOT NULL REFERENCES site (id),
	slug    TEXT   NOT NULL,
	title   TEXT   NOT NULL,
	active  BOOLEAN NOT NULL DEFAULT TRUE,
	version BIGINT NOT NULL DEFAULT 0,
	UNIQUE (site_id, slug)
);
CREATE TABLE mailbox (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	unit_id        BIGINT REFERENCES unit (id),
	site_id        BIGINT REFERENCES site (id),
	address        TEXT   NOT NULL,
	name_vi        TEXT   NOT NULL,
	name_en        TEXT   NOT NULL DEFAULT '',
	procedure_key  TEXT   NOT NULL,
	code_prefix    TEXT   NOT NULL,
	main           BOOLEAN NOT NULL DEFAULT FALSE,
	active         BOOLEAN NOT NULL DEFAULT TRUE,
	version        BIGINT NOT NULL DEFAULT 0,
	UNIQUE (address)
);
CREATE TABLE calendar_day (
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	unit_id        BIGINT NOT NULL DEFAULT 0,
	day            TEXT   NOT NULL,
	hours          TEXT   NOT NULL DEFAULT '',
	note_vi        TEXT   NOT NULL DEFAULT '',
	note_en        TEXT   NOT NULL DEFAULT '',
	source         TEXT   NOT NULL DEFAULT '',
	PRIMARY KEY (institution_id, unit_id, day)
);
CREATE TABLE office_week (
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	unit_id        BIGINT NOT NULL DEFAULT 0,
	hours          TEXT   NOT NULL,
	PRIMARY KEY (institution_id, unit_id)
);

CREATE TABLE person (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	name           TEXT   NOT NULL,
	name_key       TEXT   NOT NULL,
	folded         TEXT   NOT NULL,
	email          TEXT   NOT NULL,
	phone          TEXT   NOT NULL DEFAULT '',
	title_vi       TEXT   NOT NULL DEFAULT '',
	title_en       TEXT   NOT NULL DEFAULT '',
	unit_id        BIGINT REFERENCES unit (id),
	lang           TEXT   NOT NULL DEFAULT 'vi',
	password       TEXT   NOT NULL DEFAULT '',
	password_at    BIGINT,
	totp_key       TEXT   NOT NULL DEFAULT '',
	totp_step      BIGINT NOT NULL DEFAULT 0,
	state          TEXT   NOT NULL DEFAULT 'invited',
	seen_at        BIGINT,
	version        BIGINT NOT NULL DEFAULT 0,
	created_at     BIGINT NOT NULL,
	UNIQUE (email)
);
CREATE INDEX person_institution ON person (institution_id, name_key, id);
CREATE TABLE recovery_code (
	person_id BIGINT NOT NULL REFERENCES person (id),
	digest    TEXT   NOT NULL,
	PRIMARY KEY (person_id, digest)
);
CREATE TABLE throttle (
	key          TEXT   PRIMARY KEY,
	tries        BIGINT NOT NULL,
	since_at     BIGINT NOT NULL,
	locked_until BIGINT
);
CREATE TABLE appointment (
	id         {id},
	person_id  BIGINT NOT NULL REFERENCES person (id),
	role       TEXT   NOT NULL,
	place_kind TEXT   NOT NULL,
	place_id   BIGINT NOT NULL,
	from_at    BIGINT NOT NULL,
	to_at      BIGINT,
	paper      TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX appointment_person ON appointment (person_id);
CREATE INDEX appointment_role ON appointment (role, place_kind, place_id);
CREATE TABLE delegation (
	id         {id},
	from_id    BIGINT NOT NULL REFERENCES person (id),
	to_id      BIGINT NOT NULL REFERENCES person (id),
	roles      TEXT   NOT NULL DEFAULT '',
	place_kind TEXT   NOT NULL,
	place_id   BIGINT NOT NULL,
	start_at   BIGINT NOT NULL,
	end_at     BIGINT NOT NULL,
	paper      TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX delegation_to ON delegation (to_id);
CREATE INDEX delegation_from ON delegation (from_id);
CREATE TABLE session (
	digest     TEXT   PRIMARY KEY,
	person_id  BIGINT NOT NULL REFERENCES person (id),
	created_at BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	stage      TEXT   NOT NULL DEFAULT '',
	strong     BOOLEAN NOT NULL DEFAULT FALSE,
	totp_key   TEXT   NOT NULL DEFAULT '',
	address    TEXT   NOT NULL DEFAULT '',
	agent      TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX session_person ON session (person_id);
CREATE TABLE token (
	digest     TEXT   PRIMARY KEY,
	purpose    TEXT   NOT NULL,
	person_id  BIGINT REFERENCES person (id),
	case_id    BIGINT,
	letter_id  BIGINT,
	data       TEXT   NOT NULL DEFAULT '',
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	used_at    BIGINT
);
CREATE INDEX token_case ON token (case_id);
CREATE INDEX token_person ON token (person_id);

CREATE TABLE procedure_version (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	key            TEXT   NOT NULL,
	version        BIGINT NOT NULL,
	text           TEXT   NOT NULL,
	digest         TEXT   NOT NULL,
	state          TEXT   NOT NULL,
	in_force_from  BIGINT,
	created_at     BIGINT NOT NULL,
	UNIQUE (institution_id, key, version)
);

CREATE TABLE request (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	mailbox_id     BIGINT NOT NULL REFERENCES mailbox (id),
	code           TEXT   NOT NULL,
	channel        TEXT   NOT NULL,
	sender_name    TEXT   NOT NULL DEFAULT '',
	sender_email   TEXT   NOT NULL DEFAULT '',
	sender_phone   TEXT   NOT NULL DEFAULT '',
	person_id      BIGINT REFERENCES person (id),
	unit_id        BIGINT REFERENCES unit (id),
	subject        TEXT   NOT NULL,
	lang           TEXT   NOT NULL DEFAULT 'vi',
	folded         TEXT   NOT NULL,
	received_at    BIGINT NOT NULL,
	UNIQUE (institution_id, code)
);
CREATE INDEX request_sender ON request (sender_email, received_at);
CREATE TABLE code_counter (
	institution_id BIGINT NOT NULL,
	prefix         TEXT   NOT NULL,
	year           BIGINT NOT NULL,
	last           BIGINT NOT NULL,
	PRIMARY KEY (institution_id, prefix, year)
);
CREATE TABLE message (
	id          {id},
	request_id  BIGINT REFERENCES request (id),
	direction   TEXT   NOT NULL,
	channel     TEXT   NOT NULL,
	mailbox_id  BIGINT REFERENCES mailbox (id),
	message_id  TEXT   NOT NULL DEFAULT '',
	digest      TEXT   NOT NULL DEFAULT '',
	from_name   TEXT   NOT NULL DEFAULT '',
	from_email  TEXT   NOT NULL DEFAULT '',
	subject     TEXT   NOT NULL DEFAULT '',
	body        TEXT   NOT NULL DEFAULT '',
	fresh       TEXT   NOT NULL DEFAULT '',
	html        TEXT   NOT NULL DEFAULT '',
	raw         TEXT   NOT NULL DEFAULT '',
	auto        TEXT   NOT NULL DEFAULT '',
	state       TEXT   NOT NULL,
	problem     TEXT   NOT NULL DEFAULT '',
	received_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX message_once ON message (mailbox_id, message_id, digest) WHERE direction = 'in' AND channel = 'mail';
CREATE INDEX message_request ON message (request_id, id);
CREATE INDEX message_by_id ON message (message_id) WHERE message_id <> '';
CREATE INDEX message_state ON message (state, id) WHERE state <> 'placed';
CREATE TABLE media (
	id         TEXT   PRIMARY KEY,
	type       TEXT   NOT NULL,
	size       BIGINT NOT NULL,
	width      BIGINT NOT NULL DEFAULT 0,
	height     BIGINT NOT NULL DEFAULT 0,
	created_at BIGINT NOT NULL
);
CREATE TABLE attachment (
	id         {id},
	message_id BIGINT NOT NULL REFERENCES message (id),
	media_id   TEXT   NOT NULL REFERENCES media (id),
	name       TEXT   NOT NULL,
	type       TEXT   NOT NULL,
	size       BIGINT NOT NULL,
	inline_id  TEXT   NOT NULL DEFAULT '',
	position   BIGINT NOT NULL
);
CREATE INDEX attachment_message ON attachment (message_id, position);
CREATE INDEX attachment_media ON attachment (media_id);

CREATE TABLE document (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	unit_id        BIGINT REFERENCES unit (id),
	lang           TEXT   NOT NULL,
	revision_id    BIGINT,
	last_number    BIGINT NOT NULL DEFAULT 0,
	version        BIGINT NOT NULL DEFAULT 0,
	created_at     BIGINT NOT NULL
);
CREATE TABLE revision (
	id             {id},
	document_id    BIGINT NOT NULL REFERENCES document (id),
	number         BIGINT NOT NULL,
	title          TEXT   NOT NULL,
	summary        TEXT   NOT NULL DEFAULT '',
	text           TEXT   NOT NULL,
	hash           TEXT   NOT NULL,
	hashes         TEXT   NOT NULL,
	changed        TEXT   NOT NULL DEFAULT '',
	saved_by       BIGINT NOT NULL,
	saved_for      BIGINT NOT NULL DEFAULT 0,
	saved_at       BIGINT NOT NULL,
	note           TEXT   NOT NULL DEFAULT '',
	UNIQUE (document_id, number)
);
CREATE TABLE revision_media (
	revision_id BIGINT NOT NULL REFERENCES revision (id),
	media_id    TEXT   NOT NULL REFERENCES media (id),
	PRIMARY KEY (revision_id, media_id)
);
CREATE INDEX revision_media_media ON revision_media (media_id);
CREATE TABLE authorship (
	id          {id},
	document_id BIGINT NOT NULL REFERENCES document (id),
	revision_id BIGINT REFERENCES revision (id),
	aspect      TEXT   NOT NULL,
	person_id   BIGINT NOT NULL,
	for_id      BIGINT NOT NULL DEFAULT 0,
	how         TEXT   NOT NULL,
	at          BIGINT NOT NULL
);
CREATE INDEX authorship_document ON authorship (document_id, id);

CREATE TABLE case_file (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	code           TEXT   NOT NULL,
	procedure_id   BIGINT NOT NULL REFERENCES procedure_version (id),
	request_id     BIGINT REFERENCES request (id),
	document_id    BIGINT REFERENCES document (id),
	mailbox_id     BIGINT REFERENCES mailbox (id),
	title          TEXT   NOT NULL,
	sender         TEXT   NOT NULL DEFAULT '',
	folded         TEXT   NOT NULL,
	unit_id        BIGINT REFERENCES unit (id),
	site_id        BIGINT REFERENCES site (id),
	step           TEXT   NOT NULL,
	state          TEXT   NOT NULL,
	waiting        TEXT   NOT NULL DEFAULT '',
	assignee_id    BIGINT REFERENCES person (id),
	flags          TEXT   NOT NULL DEFAULT '',
	opened_at      BIGINT NOT NULL,
	entered_at     BIGINT NOT NULL,
	due_at         BIGINT,
	ended_at       BIGINT,
	outcome        TEXT   NOT NULL DEFAULT '',
	version        BIGINT NOT NULL DEFAULT 0,
	UNIQUE (institution_id, code)
);
CREATE INDEX case_open ON case_file (institution_id, due_at, id) WHERE ended_at IS NULL;
CREATE INDEX case_ended ON case_file (institution_id, ended_at, id);
CREATE INDEX case_request ON case_file (request_id);
CREATE INDEX case_document ON case_file (document_id);
CREATE TABLE case_hand (
	case_id BIGINT NOT NULL REFERENCES case_file (id),
	role    TEXT   NOT NULL,
	aspect  TEXT   NOT NULL DEFAULT '',
	barred  TEXT   NOT NULL DEFAULT '',
	PRIMARY KEY (case_id, role, aspect)
);
CREATE INDEX case_hand_role ON case_hand (role, case_id);
CREATE TABLE case_remark (
	id        {id},
	case_id   BIGINT NOT NULL REFERENCES case_file (id),
	kind      TEXT   NOT NULL,
	step      TEXT   NOT NULL DEFAULT '',
	person_id BIGINT NOT NULL DEFAULT 0,
	for_id    BIGINT NOT NULL DEFAULT 0,
	text      TEXT   NOT NULL,
	digest    TEXT   NOT NULL,
	at        BIGINT NOT NULL
);
CREATE INDEX case_remark_case ON case_remark (case_id, id);
CREATE TABLE approval (
	id          {id},
	case_id     BIGINT NOT NULL REFERENCES case_file (id),
	document_id BIGINT NOT NULL REFERENCES document (id),
	revision_id BIGINT NOT NULL REFERENCES revision (id),
	aspect      TEXT   NOT NULL,
	hash        TEXT   NOT NULL,
	yes         BOOLEAN NOT NULL,
	person_id   BIGINT NOT NULL,
	for_id      BIGINT NOT NULL DEFAULT 0,
	role        TEXT   NOT NULL,
	remark_id   BIGINT,
	at          BIGINT NOT NULL
);
CREATE INDEX approval_case ON approval (case_id, id);
CREATE INDEX approval_document ON approval (document_id, aspect, hash);

CREATE TABLE edition (
	id           {id},
	document_id  BIGINT NOT NULL REFERENCES document (id),
	case_id      BIGINT NOT NULL REFERENCES case_file (id),
	site_id      BIGINT NOT NULL REFERENCES site (id),
	section_id   BIGINT NOT NULL REFERENCES section (id),
	revision_id  BIGINT NOT NULL REFERENCES revision (id),
	number       BIGINT NOT NULL,
	kind         TEXT   NOT NULL,
	slug         TEXT   NOT NULL,
	title        TEXT   NOT NULL,
	state        TEXT   NOT NULL,
	hash         TEXT   NOT NULL,
	posted_by    BIGINT NOT NULL,
	posted_for   BIGINT NOT NULL DEFAULT 0,
	first_at     BIGINT NOT NULL,
	published_at BIGINT NOT NULL,
	ended_at     BIGINT,
	note         TEXT   NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX edition_live ON edition (site_id, document_id) WHERE state = 'live';
CREATE UNIQUE INDEX edition_number ON edition (site_id, document_id, number);
CREATE INDEX edition_section ON edition (section_id, first_at DESC, id DESC) WHERE state = 'live';
CREATE INDEX edition_site ON edition (site_id, first_at DESC, id DESC) WHERE state = 'live';
CREATE INDEX edition_slug ON edition (site_id, slug);
CREATE INDEX edition_document ON edition (document_id, id);
CREATE TABLE page_check (
	id         {id},
	case_id    BIGINT NOT NULL REFERENCES case_file (id),
	edition_id BIGINT NOT NULL REFERENCES edition (id),
	ok         BOOLEAN NOT NULL,
	findings   TEXT   NOT NULL DEFAULT '[]',
	at         BIGINT NOT NULL
);
CREATE INDEX page_check_case ON page_check (case_id, id);
CREATE TABLE page_change (
	seq     {id},
	site_id BIGINT NOT NULL,
	tag     TEXT   NOT NULL,
	until   BIGINT,
	at      BIGINT NOT NULL
);

CREATE TABLE letter (
	id             {id},
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	case_id        BIGINT REFERENCES case_file (id),
	request_id     BIGINT REFERENCES request (id),
	person_id      BIGINT REFERENCES person (id),
	template       TEXT   NOT NULL,
	lang           TEXT   NOT NULL,
	to_name        TEXT   NOT NULL DEFAULT '',
	to_email       TEXT   NOT NULL,
	mailbox_id     BIGINT REFERENCES mailbox (id),
	data           TEXT   NOT NULL DEFAULT '{}',
	subject        TEXT   NOT NULL DEFAULT '',
	body           TEXT   NOT NULL DEFAULT '',
	html           TEXT   NOT NULL DEFAULT '',
	message_id     TEXT   NOT NULL DEFAULT '',
	state          TEXT   NOT NULL DEFAULT 'queued',
	attempts       BIGINT NOT NULL DEFAULT 0,
	error          TEXT   NOT NULL DEFAULT '',
	created_at     BIGINT NOT NULL,
	sent_at        BIGINT
);
CREATE INDEX letter_case ON letter (case_id, id);
CREATE INDEX letter_state ON letter (state, id);
CREATE INDEX letter_message ON letter (message_id) WHERE message_id <> '';
CREATE INDEX letter_to ON letter (to_email, created_at);

CREATE TABLE job (
	id          {id},
	kind        TEXT   NOT NULL,
	args        TEXT   NOT NULL DEFAULT '{}',
	key         TEXT,
	run_at      BIGINT NOT NULL,
	attempts    BIGINT NOT NULL DEFAULT 0,
	claimed_by  TEXT   NOT NULL DEFAULT '',
	claim_ends  BIGINT,
	error       TEXT   NOT NULL DEFAULT '',
	failed_at   BIGINT
);
CREATE INDEX job_due ON job (run_at, id) WHERE failed_at IS NULL;
CREATE UNIQUE INDEX job_key ON job (key);

CREATE TABLE event (
	institution_id BIGINT NOT NULL REFERENCES institution (id),
	seq            BIGINT NOT NULL,
	at             BIGINT NOT NULL,
	actor_id       BIGINT NOT NULL DEFAULT 0,
	on_behalf_of   BIGINT NOT NULL DEFAULT 0,
	verb           TEXT   NOT NULL,
	case_id        BIGINT NOT NULL DEFAULT 0,
	subject        TEXT   NOT NULL DEFAULT '',
	data           TEXT   NOT NULL DEFAULT '{}',
	prev           TEXT   NOT NULL,
	hash           TEXT   NOT NULL,
	PRIMARY KEY (institution_id, seq)
);
CREATE INDEX event_case ON event (case_id, seq) WHERE case_id <> 0;
CREATE INDEX event_actor ON event (actor_id, at);
CREATE INDEX event_at ON event (institution_id, at);
CREATE TABLE secret (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
);
