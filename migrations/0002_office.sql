-- The office: units, posts, the people who hold them, sessions, calendars, settings.

-- unit.path is "/1/7/12/": the ids of the unit and its superiors; sight of a subtree is a prefix of it (design 9).
CREATE TABLE unit (
    id BIGINT PRIMARY KEY NOT NULL,
    parent_id BIGINT REFERENCES unit (id),
    path TEXT NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    function TEXT NOT NULL,
    name TEXT NOT NULL,
    county TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    active BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX unit_by_code ON unit (code);
CREATE INDEX unit_by_path ON unit (path);
CREATE INDEX unit_by_parent ON unit (parent_id);
CREATE INDEX unit_by_function ON unit (function);

CREATE TABLE post (
    id BIGINT PRIMARY KEY NOT NULL,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    superior_id BIGINT REFERENCES post (id),
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    roles TEXT NOT NULL,
    rights BIGINT NOT NULL,
    active BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX post_by_code ON post (code);
CREATE INDEX post_by_unit ON post (unit_id);
CREATE INDEX post_by_superior ON post (superior_id);

-- A person who works here. totp_last is the last accepted time step: a code is used once.
CREATE TABLE official (
    id BIGINT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    national_id TEXT NOT NULL,
    login TEXT NOT NULL,
    password TEXT NOT NULL,
    totp_secret TEXT NOT NULL,
    totp_last BIGINT NOT NULL,
    mobile TEXT NOT NULL,
    email TEXT NOT NULL,
    active BIGINT NOT NULL,
    must_change BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX official_by_login ON official (login);
CREATE INDEX official_by_national_id ON official (national_id);

-- Who holds a post from when to when; kind is holder or deputy (delegation for a dated absence).
CREATE TABLE holding (
    id BIGINT PRIMARY KEY NOT NULL,
    post_id BIGINT NOT NULL REFERENCES post (id),
    official_id BIGINT NOT NULL REFERENCES official (id),
    kind TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT,
    reason TEXT NOT NULL,
    made_by BIGINT
);
CREATE INDEX holding_by_post ON holding (post_id);
CREATE INDEX holding_by_official ON holding (official_id);

CREATE TABLE session (
    token_hash TEXT PRIMARY KEY NOT NULL,
    official_id BIGINT NOT NULL REFERENCES official (id),
    post_id BIGINT NOT NULL REFERENCES post (id),
    csrf TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_by_expiry ON session (expires_at);
CREATE INDEX session_by_official ON session (official_id);

-- Failed sign-ins by (login, source); the source is a known device or a network address, so that one source's failures
-- never lock out another.
CREATE TABLE sign_in_failure (
    login TEXT NOT NULL,
    source TEXT NOT NULL,
    count BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (login, source)
);
CREATE INDEX sign_in_failure_by_age ON sign_in_failure (last_at);

CREATE TABLE device (
    token_hash TEXT PRIMARY KEY NOT NULL,
    official_id BIGINT NOT NULL REFERENCES official (id),
    made_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX device_by_official ON device (official_id);

-- A version of a calendar: weekly days off, hours and holidays as one JSON text (domain/calendar.h).
CREATE TABLE calendar (
    id BIGINT PRIMARY KEY NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    content TEXT NOT NULL,
    note TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT
);
CREATE UNIQUE INDEX calendar_by_key ON calendar (key, version);

CREATE TABLE setting (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by BIGINT
);

-- What administrators did, append-only. (What happens to cases is in case_event.)
CREATE TABLE audit (
    id BIGINT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    official_id BIGINT,
    post_id BIGINT,
    act TEXT NOT NULL,
    object TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX audit_by_time ON audit (at);
