-- What the store itself needs. (schema_migration is made by the migration runner.)
--
-- One text for both databases. Types: BIGINT, TEXT, BLOB, DOUBLE PRECISION and nothing else; truth values are BIGINT 0/1,
-- instants are BIGINT milliseconds since 1970 UTC. See docs/decisions/migrations.md for what the runner translates.

-- An operation that has been done, by a key made before its first try, and what it answered.
CREATE TABLE operation (
    key TEXT PRIMARY KEY NOT NULL,
    result TEXT NOT NULL,
    done_at BIGINT NOT NULL,
    touched BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX operation_by_age ON operation (done_at);

-- Which running server has which node number (0 to 255, part of every id).
CREATE TABLE node (
    number BIGINT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    token TEXT NOT NULL,
    seen_at BIGINT NOT NULL
);
