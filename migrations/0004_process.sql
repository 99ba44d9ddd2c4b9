-- Installed processes and what runs.

CREATE TABLE process (
    id BIGINT PRIMARY KEY NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    hash TEXT NOT NULL,
    active BIGINT NOT NULL,
    installed_at BIGINT NOT NULL,
    installed_by BIGINT,
    review_at BIGINT
);
CREATE UNIQUE INDEX process_by_key ON process (key, version);

CREATE TABLE process_file (
    process_id BIGINT NOT NULL REFERENCES process (id),
    path TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (process_id, path)
);

-- One running or ended process instance; state is the engine's canonical JSON (bpmn/engine.h).
CREATE TABLE instance (
    id BIGINT PRIMARY KEY NOT NULL,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    process_id BIGINT NOT NULL REFERENCES process (id),
    bpmn_process TEXT NOT NULL,
    parent_id BIGINT REFERENCES instance (id),
    parent_key BIGINT,
    state TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ended_at BIGINT,
    how TEXT NOT NULL,
    event_seq BIGINT NOT NULL
);
CREATE INDEX instance_by_case ON instance (case_id);
CREATE INDEX instance_by_parent ON instance (parent_id, parent_key);
CREATE INDEX instance_running ON instance (process_id, id) WHERE ended_at IS NULL;

-- Every event given to the engine: replaying them gives the same state (design 6).
CREATE TABLE instance_event (
    instance_id BIGINT NOT NULL REFERENCES instance (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (instance_id, seq)
);

-- A piece of work in an in-tray: a user task, or a message that a role may give. post_id is the one accountable post.
CREATE TABLE task (
    id BIGINT PRIMARY KEY NOT NULL,
    instance_id BIGINT NOT NULL REFERENCES instance (id),
    key BIGINT NOT NULL,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    element TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    post_id BIGINT NOT NULL REFERENCES post (id),
    claimed_by BIGINT REFERENCES official (id),
    form TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    seen_at BIGINT,
    due_at BIGINT NOT NULL,
    case_due_at BIGINT,
    priority BIGINT NOT NULL,
    tracking_code TEXT NOT NULL,
    number BIGINT,
    subject TEXT NOT NULL,
    applicant_name TEXT NOT NULL,
    stage TEXT NOT NULL,
    last_act_at BIGINT NOT NULL,
    fields TEXT NOT NULL,
    done_at BIGINT,
    done_by BIGINT REFERENCES official (id),
    done_by_post BIGINT REFERENCES post (id),
    outcome TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL
);
-- The in-tray: covers all that a row of the page shows, for open tasks only.
CREATE INDEX task_tray ON task (post_id, due_at, id, priority, made_at, seen_at, case_due_at, claimed_by, tracking_code, number, subject, applicant_name, stage, last_act_at, name, element, case_id, kind) WHERE state = 'open';
CREATE INDEX task_open_by_unit ON task (unit_id, role, post_id) WHERE state = 'open';
CREATE INDEX task_by_case ON task (case_id);
CREATE INDEX task_by_instance ON task (instance_id, key);
CREATE INDEX task_by_done ON task (done_by_post, done_at);

CREATE TABLE timer (
    instance_id BIGINT NOT NULL REFERENCES instance (id),
    key BIGINT NOT NULL,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    element TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    PRIMARY KEY (instance_id, key)
);
CREATE INDEX timer_by_due ON timer (due_at, instance_id, key);

CREATE TABLE subscription (
    instance_id BIGINT NOT NULL REFERENCES instance (id),
    key BIGINT NOT NULL,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    element TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    correlation TEXT NOT NULL,
    PRIMARY KEY (instance_id, key)
);
CREATE INDEX subscription_by_name ON subscription (name, correlation);
CREATE INDEX subscription_by_case ON subscription (case_id);

-- A token with no lawful way on (design 6): in the in-tray of `post_id` and in the administrator's list.
CREATE TABLE incident (
    id BIGINT PRIMARY KEY NOT NULL,
    instance_id BIGINT NOT NULL REFERENCES instance (id),
    key BIGINT NOT NULL,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    element TEXT NOT NULL,
    cause TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    solved_at BIGINT,
    solved_by BIGINT,
    remedy TEXT NOT NULL
);
CREATE INDEX incident_open ON incident (made_at) WHERE solved_at IS NULL;
CREATE INDEX incident_by_instance ON incident (instance_id, key);
