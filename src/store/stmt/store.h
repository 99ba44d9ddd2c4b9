/* The store's own tables: operation, node. */
STMT(OPERATION_GET, "s", "s", "SELECT result FROM operation WHERE key = $1")
STMT(OPERATION_PUT, "ssi", "",
     "INSERT INTO operation (key, result, done_at) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING")
/* Writes, so that the commit waits until the earlier one is durable on the standby too. */
STMT(OPERATION_TOUCH, "s", "", "UPDATE operation SET touched = touched + 1 WHERE key = $1")
STMT(OPERATION_FORGET, "ii", "",
     "DELETE FROM operation WHERE key IN (SELECT key FROM operation WHERE done_at < $1 ORDER BY done_at "
     "LIMIT $2)")
STMT(OPERATION_PROBE, "si", "",
     "INSERT INTO operation (key, result, done_at) VALUES ($1, '', $2) "
     "ON CONFLICT (key) DO UPDATE SET touched = operation.touched + 1, done_at = excluded.done_at")
STMT(REFERENCE_VERSION, "", "i", "SELECT version FROM reference WHERE id = 1")
STMT(NODE_LIST, "", "issi", "SELECT number, name, token, seen_at FROM node ORDER BY number")
STMT(NODE_DELETE, "is", "", "DELETE FROM node WHERE number = $1 AND token = $2")
STMT(NODE_INSERT, "issi", "", "INSERT INTO node (number, name, token, seen_at) VALUES ($1, $2, $3, $4)")
STMT(NODE_SEEN, "isi", "", "UPDATE node SET seen_at = $3 WHERE number = $1 AND token = $2")
STMT(SCHEMA_MIGRATION_LIST, "", "iss", "SELECT number, name, hash FROM schema_migration ORDER BY number")
STMT(SCHEMA_MIGRATION_PUT, "issi", "",
     "INSERT INTO schema_migration (number, name, hash, applied_at) VALUES ($1, $2, $3, $4)")
/* The keys after $1, at most $2: to look through the operations page by page. */
STMT(OPERATION_KEYS, "si", "s", "SELECT key FROM operation WHERE key > $1 ORDER BY key LIMIT $2")
