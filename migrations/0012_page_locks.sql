-- PostgreSQL keeps two SERIALIZABLE transactions apart by the pages of the indexes that they read. Ids grow with time, so
-- in a B-tree everybody who works on something recent reads and fills the same last page, and of two cases that have
-- nothing to do with each other one had to be done again. A hash index scatters neighbours over its pages, and the
-- planner prefers it for an equality. Those whose name ends in _hashed stand beside a B-tree that is needed as well.

DROP INDEX task_by_instance;
-- sqlite: CREATE INDEX task_by_instance ON task (instance_id);
-- postgres: CREATE INDEX task_by_instance ON task USING hash (instance_id);
-- postgres: CREATE INDEX task_hashed ON task USING hash (id);
-- postgres: CREATE INDEX task_case_hashed ON task USING hash (case_id);
-- postgres: CREATE INDEX instance_hashed ON instance USING hash (id);
-- postgres: CREATE INDEX cases_hashed ON cases USING hash (id);
-- postgres: CREATE INDEX applicant_hashed ON applicant USING hash (id);
-- postgres: CREATE INDEX deadline_hashed ON deadline USING hash (id);
-- postgres: CREATE INDEX letter_hashed ON letter USING hash (id);
-- postgres: CREATE INDEX outbox_hashed ON outbox USING hash (id);

-- postgres: DROP INDEX instance_by_case; CREATE INDEX instance_by_case ON instance USING hash (case_id);
-- postgres: DROP INDEX subscription_by_case; CREATE INDEX subscription_by_case ON subscription USING hash (case_id);
-- postgres: DROP INDEX cases_by_applicant; CREATE INDEX cases_by_applicant ON cases USING hash (applicant_id);
-- postgres: DROP INDEX deadline_by_case; CREATE INDEX deadline_by_case ON deadline USING hash (case_id);
-- postgres: DROP INDEX letter_by_case; CREATE INDEX letter_by_case ON letter USING hash (case_id);
-- postgres: DROP INDEX outbox_by_case; CREATE INDEX outbox_by_case ON outbox USING hash (case_id);
-- postgres: DROP INDEX attachment_by_case; CREATE INDEX attachment_by_case ON attachment USING hash (case_id);
-- postgres: DROP INDEX attachment_by_draft; CREATE INDEX attachment_by_draft ON attachment USING hash (draft_id);
-- postgres: DROP INDEX referral_by_case; CREATE INDEX referral_by_case ON referral USING hash (case_id);
