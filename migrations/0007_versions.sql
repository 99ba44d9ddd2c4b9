-- Versions and running it in the office: where instances stand, starts that wait, what goes from case to case,
-- migrations of running cases, tokens moved by two persons.

-- Where each running instance stands now: a leaf of the engine's state, or a token before a joining gateway.
CREATE TABLE instance_step (
    instance_id BIGINT NOT NULL REFERENCES instance (id),
    key BIGINT NOT NULL,
    process_id BIGINT NOT NULL REFERENCES process (id),
    element TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (instance_id, key)
);
CREATE INDEX instance_step_by_element ON instance_step (process_id, element, instance_id, since);
CREATE INDEX instance_by_process ON instance (process_id, id);
CREATE INDEX instance_open ON instance (id) WHERE ended_at IS NULL;

-- Start events of installed processes that are waited for while nothing runs: kind is timer, signal, message or
-- condition. Only those of active versions are here.
CREATE TABLE process_start (
    process_id BIGINT NOT NULL REFERENCES process (id),
    element TEXT NOT NULL,
    bpmn_process TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    due_at BIGINT,
    repeats BIGINT NOT NULL,
    interval_ms BIGINT NOT NULL,
    interval_months BIGINT NOT NULL,
    fired BIGINT NOT NULL,
    fired_at BIGINT,
    last_error TEXT NOT NULL,
    PRIMARY KEY (process_id, element)
);
CREATE INDEX process_start_by_due ON process_start (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX process_start_by_name ON process_start (kind, name);

-- The condition of this start was true in this case: it starts again only after it has been false.
CREATE TABLE start_true (
    case_id BIGINT NOT NULL REFERENCES cases (id),
    process_id BIGINT NOT NULL REFERENCES process (id),
    element TEXT NOT NULL,
    PRIMARY KEY (case_id, process_id, element)
);

-- A signal or message on its way to another case: each is delivered in a transaction of its own.
CREATE TABLE delivery (
    id BIGINT PRIMARY KEY NOT NULL,
    from_case_id BIGINT NOT NULL REFERENCES cases (id),
    case_id BIGINT NOT NULL REFERENCES cases (id),
    instance_id BIGINT NOT NULL REFERENCES instance (id),
    key BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    vars TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    last_error TEXT NOT NULL
);
CREATE INDEX delivery_by_time ON delivery (next_at, id);

-- Running cases moved to another version: one run, its cases one by one, and the states of before.
CREATE TABLE migration_run (
    id BIGINT PRIMARY KEY NOT NULL,
    key TEXT NOT NULL,
    from_id BIGINT NOT NULL REFERENCES process (id),
    to_id BIGINT NOT NULL REFERENCES process (id),
    map TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    post_id BIGINT,
    undone_at BIGINT,
    undone_by BIGINT,
    undone_post BIGINT,
    undone_reason TEXT NOT NULL
);
CREATE INDEX migration_run_by_key ON migration_run (key, id);

-- outcome: waiting, moved, kept, refused; of an undone run: undoing, undone, stayed.
CREATE TABLE migration_case (
    run_id BIGINT NOT NULL REFERENCES migration_run (id),
    case_id BIGINT NOT NULL REFERENCES cases (id),
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (run_id, case_id)
);
CREATE INDEX migration_case_open ON migration_case (run_id, case_id) WHERE outcome = 'waiting' OR outcome = 'undoing';

CREATE TABLE migration_instance (
    run_id BIGINT NOT NULL REFERENCES migration_run (id),
    instance_id BIGINT NOT NULL REFERENCES instance (id),
    case_id BIGINT NOT NULL REFERENCES cases (id),
    event_seq BIGINT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (run_id, instance_id)
);

-- A token that one administrator proposes to move and another one moves. state: open, done, refused, withdrawn.
CREATE TABLE token_move (
    id BIGINT PRIMARY KEY NOT NULL,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    instance_id BIGINT NOT NULL REFERENCES instance (id),
    key BIGINT NOT NULL,
    element TEXT NOT NULL,
    target TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT NOT NULL REFERENCES official (id),
    made_post BIGINT NOT NULL REFERENCES post (id),
    state TEXT NOT NULL,
    decided_at BIGINT,
    decided_by BIGINT,
    decided_post BIGINT,
    answer TEXT NOT NULL
);
CREATE INDEX token_move_open ON token_move (made_at, id) WHERE state = 'open';
CREATE INDEX token_move_by_case ON token_move (case_id);
