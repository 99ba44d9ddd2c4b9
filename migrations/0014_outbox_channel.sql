-- Administrators' pages count waiting messages by channel: from the index alone.
DROP INDEX outbox_by_state;
CREATE INDEX outbox_by_state ON outbox (state, made_at, channel);
