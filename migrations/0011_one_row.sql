-- On PostgreSQL a statement that must change exactly one row (optimistic locking) travels with later ones, and nobody waits
-- for its count: the server itself refuses another number (src/store/postgres/conn.c). The state is our own.

-- postgres: CREATE FUNCTION not_one_row(n BIGINT) RETURNS INTEGER LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''SA001'', MESSAGE = ''changed '' || n || '' rows, not 1''; END';
