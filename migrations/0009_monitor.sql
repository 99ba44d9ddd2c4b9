-- Running and ended instances each have an index of their own: one over both took the place of instance_running, and every
-- count of what runs on a version read the instances themselves.

DROP INDEX instance_by_process;
CREATE INDEX instance_ended ON instance (id) WHERE ended_at IS NOT NULL;
CREATE INDEX instance_ended_of ON instance (process_id, id) WHERE ended_at IS NOT NULL;
