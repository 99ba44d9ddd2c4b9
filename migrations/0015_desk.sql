-- A desk may have thousands of open tasks, and every page of its holder tells how many are new, due today and late: each number
-- is counted from the part of an index that holds just these. SQLite answers from an index alone only when the column of the
-- index's own condition is in it too.
DROP INDEX task_open;
CREATE INDEX task_open ON task (post_id, due_at, state) WHERE state = 'open';
CREATE INDEX task_new ON task (post_id, seen_at, state) WHERE state = 'open' AND seen_at IS NULL;
CREATE INDEX task_kind ON task (post_id, element, id, state) WHERE state = 'open';
-- The in-tray in its usual order, the urgent first, ends with the fiftieth row instead of sorting the whole desk.
DROP INDEX task_tray;
CREATE INDEX task_tray ON task (post_id, priority DESC, due_at, id, made_at, seen_at, case_due_at, claimed_by, tracking_code, number, subject, applicant_name, stage, last_act_at, name, element, case_id, kind, state) WHERE state = 'open';
