-- Cases and what belongs to them.

CREATE TABLE applicant (
    id BIGINT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    id_kind TEXT NOT NULL,
    id_value TEXT NOT NULL,
    name TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    birth_year BIGINT,
    mobile TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    address TEXT NOT NULL,
    county TEXT NOT NULL,
    preferred_channel TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX applicant_by_id_value ON applicant (id_value);

-- One case (OFF-REC-02). due_at, warn_at and class repeat what the running main deadline says, for lists.
CREATE TABLE cases (
    id BIGINT PRIMARY KEY NOT NULL,
    tracking_code TEXT NOT NULL,
    process_key TEXT NOT NULL,
    process_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    unit_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    applicant_id BIGINT NOT NULL REFERENCES applicant (id),
    applicant_name TEXT NOT NULL,
    respondent_kind TEXT NOT NULL,
    respondent_name TEXT NOT NULL,
    respondent_unit_id BIGINT REFERENCES unit (id),
    respondent_post_id BIGINT REFERENCES post (id),
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    demand TEXT NOT NULL,
    county TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL,
    class TEXT NOT NULL,
    number BIGINT,
    registered_at BIGINT NOT NULL,
    registered_by BIGINT,
    due_at BIGINT,
    warn_at BIGINT,
    answered_at BIGINT,
    closed_at BIGINT,
    result TEXT NOT NULL,
    priority BIGINT NOT NULL,
    confidential BIGINT NOT NULL,
    post_id BIGINT REFERENCES post (id),
    expert_post_id BIGINT REFERENCES post (id),
    duplicate_of BIGINT REFERENCES cases (id),
    duplicate_key TEXT NOT NULL,
    referrer_number TEXT NOT NULL,
    referrer_date TEXT NOT NULL,
    extra TEXT NOT NULL,
    event_seq BIGINT NOT NULL,
    event_head TEXT NOT NULL,
    late_reason TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX cases_by_tracking_code ON cases (tracking_code);
CREATE INDEX cases_by_registration ON cases (process_key, registered_at, id);
CREATE INDEX cases_by_open_due ON cases (process_key, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX cases_by_duplicate ON cases (duplicate_key);
CREATE INDEX cases_by_applicant ON cases (applicant_id);

-- The ledger of a case, append-only and hash-chained (design 7).
CREATE TABLE case_event (
    case_id BIGINT NOT NULL REFERENCES cases (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    post_id BIGINT,
    official_id BIGINT,
    acting_for BIGINT,
    public BIGINT NOT NULL,
    data TEXT NOT NULL,
    hash_before TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (case_id, seq)
);
CREATE INDEX case_event_by_time ON case_event (at);

-- The published root of a day's heads.
CREATE TABLE ledger_day (
    day BIGINT PRIMARY KEY NOT NULL,
    cases BIGINT NOT NULL,
    root TEXT NOT NULL,
    chained TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

CREATE TABLE deadline (
    id BIGINT PRIMARY KEY NOT NULL,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    class TEXT NOT NULL,
    state TEXT NOT NULL,
    met_at BIGINT,
    needs_calendar BIGINT NOT NULL,
    derivation TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX deadline_by_case ON deadline (case_id);
CREATE INDEX deadline_running ON deadline (needs_calendar, id) WHERE state = 'running';

-- The indicator register (دفتر اندیکاتور): one gap-free series per unit and year (OFF-REP-01).
CREATE TABLE indicator_series (
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (unit_id, year)
);

-- A letter, incoming or outgoing (OFF-REC-01); its number is its place in the register. void_reason is set when voided.
CREATE TABLE letter (
    id BIGINT PRIMARY KEY NOT NULL,
    case_id BIGINT REFERENCES cases (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    year BIGINT,
    number BIGINT,
    day BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    direction TEXT NOT NULL,
    template TEXT NOT NULL,
    sender TEXT NOT NULL,
    addressee TEXT NOT NULL,
    addressee_unit_id BIGINT REFERENCES unit (id),
    to_applicant BIGINT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,
    other_number TEXT NOT NULL,
    other_date TEXT NOT NULL,
    urgency TEXT NOT NULL,
    confidential BIGINT NOT NULL,
    attachments BIGINT NOT NULL,
    reply_to BIGINT REFERENCES letter (id),
    state TEXT NOT NULL,
    signed_by_post BIGINT,
    signed_by BIGINT,
    signed_at BIGINT,
    made_by_post BIGINT,
    made_by BIGINT,
    void_reason TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX letter_by_number ON letter (unit_id, year, number);
CREATE INDEX letter_by_case ON letter (case_id);
CREATE INDEX letter_by_day ON letter (unit_id, day, number);

CREATE TABLE attachment (
    id BIGINT PRIMARY KEY NOT NULL,
    case_id BIGINT REFERENCES cases (id),
    draft_id BIGINT,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    size BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    by_applicant BIGINT NOT NULL,
    post_id BIGINT,
    public BIGINT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX attachment_by_case ON attachment (case_id);
CREATE INDEX attachment_by_draft ON attachment (draft_id);
CREATE INDEX attachment_by_hash ON attachment (hash);

-- A referral of a task with its margin note (هامش): who to whom, when, with what words (OFF-REC-05).
CREATE TABLE referral (
    id BIGINT PRIMARY KEY NOT NULL,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    task_id BIGINT,
    kind TEXT NOT NULL,
    from_post BIGINT REFERENCES post (id),
    to_post BIGINT NOT NULL REFERENCES post (id),
    note TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_official BIGINT
);
CREATE INDEX referral_by_case ON referral (case_id);

-- Messages to people outside and in (OFF-REC-26): leased by workers, sent with an idempotency key.
CREATE TABLE outbox (
    id BIGINT PRIMARY KEY NOT NULL,
    case_id BIGINT REFERENCES cases (id),
    letter_id BIGINT REFERENCES letter (id),
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    post_id BIGINT REFERENCES post (id),
    template TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    last_error TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE INDEX outbox_waiting ON outbox (next_at, id) WHERE state = 'queued';
CREATE INDEX outbox_by_case ON outbox (case_id);
CREATE INDEX outbox_by_post ON outbox (post_id, made_at);
CREATE INDEX outbox_by_state ON outbox (state, made_at);

-- A form that somebody is filling: page by page, kept until sent or forgotten. key_hash is of the cookie or link.
CREATE TABLE draft (
    id BIGINT PRIMARY KEY NOT NULL,
    key_hash TEXT NOT NULL,
    process_key TEXT NOT NULL,
    channel TEXT NOT NULL,
    fields TEXT NOT NULL,
    case_id BIGINT REFERENCES cases (id),
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX draft_by_key ON draft (key_hash);
CREATE INDEX draft_by_age ON draft (changed_at);

CREATE TABLE survey (
    case_id BIGINT PRIMARY KEY NOT NULL REFERENCES cases (id),
    asked_at BIGINT NOT NULL,
    at BIGINT,
    verdict TEXT NOT NULL,
    score BIGINT,
    comment TEXT NOT NULL
);
