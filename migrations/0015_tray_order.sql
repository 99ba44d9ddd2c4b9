-- The in-tray in its usual order, the urgent first, ends with the fiftieth row instead of sorting the whole desk.
DROP INDEX task_tray;
CREATE INDEX task_tray ON task (post_id, priority DESC, due_at, id, made_at, seen_at, case_due_at, claimed_by, tracking_code, number, subject, applicant_name, stage, last_act_at, name, element, case_id, kind, state) WHERE state = 'open';
