-- What is counted on every page of an official - open work of the post, by kind, new, late - from an index of its own: that of
-- the in-tray has all columns of a row in it, and a post may have thousands. SQLite answers from an index alone only
-- when the column of the index's own condition is in it too.
CREATE INDEX task_open ON task (post_id, element, due_at, seen_at, state) WHERE state = 'open';
DROP INDEX task_tray;
CREATE INDEX task_tray ON task (post_id, due_at, id, priority, made_at, seen_at, case_due_at, claimed_by, tracking_code, number, subject, applicant_name, stage, last_act_at, name, element, case_id, kind, state) WHERE state = 'open';
