/* Versions in use: steps, starts, deliveries, migrations, moved tokens, lists of the process monitor. */
#ifndef STEP_COLUMNS
#define STEP_COLUMNS "instance_id, key, process_id, element, since"
#define START_COLUMNS                                                                                        \
    "process_id, element, bpmn_process, kind, name, due_at, repeats, interval_ms, interval_months, fired, "  \
    "fired_at, last_error"
#define START_TYPES "issssiiiiiis"
#define DELIVERY_COLUMNS                                                                                     \
    "id, from_case_id, case_id, instance_id, key, kind, name, vars, made_at, next_at, last_error"
#define DELIVERY_TYPES "iiiiisssiis"
#define MIGRATION_COLUMNS                                                                                    \
    "m.id, m.key, m.from_id, m.to_id, m.map, m.reason, m.made_at, m.made_by, m.post_id, m.undone_at, "       \
    "m.undone_by, m.undone_post, m.undone_reason, o.name, u.name, f.version, t.version"
#define MIGRATION_TYPES "isiissiiiiiisssii"
#define MIGRATION_FROM                                                                                       \
    " FROM migration_run m JOIN process f ON f.id = m.from_id JOIN process t ON t.id = m.to_id "             \
    "LEFT JOIN official o ON o.id = m.made_by LEFT JOIN official u ON u.id = m.undone_by "
#define MOVE_COLUMNS                                                                                         \
    "m.id, m.case_id, m.instance_id, m.key, m.element, m.target, m.reason, m.made_at, m.made_by, "           \
    "m.made_post, m.state, m.decided_at, m.decided_by, m.decided_post, m.answer, o.name, d.name, "           \
    "c.tracking_code"
#define MOVE_TYPES "iiiisssiiisiiissss"
#define MOVE_FROM                                                                                            \
    " FROM token_move m JOIN cases c ON c.id = m.case_id JOIN official o ON o.id = m.made_by "               \
    "LEFT JOIN official d ON d.id = m.decided_by "
#define INSTANCE_ROW_TYPES "iiiiiisssssiii" SIGHT_TYPES
/* $1 ids below $2 limit */
#define INSTANCE_ROW(inner)                                                                                  \
    "SELECT x.id, x.case_id, x.process_id, x.parent_id, x.made_at, x.ended_at, x.bpmn_process, x.how, "      \
    "c.tracking_code, c.subject, "                                                                           \
    "(SELECT s.element FROM instance_step s WHERE s.instance_id = x.id ORDER BY s.key DESC LIMIT 1), "       \
    "(SELECT COUNT(*) FROM instance_step s WHERE s.instance_id = x.id), "                                    \
    "(SELECT MAX(s.since) FROM instance_step s WHERE s.instance_id = x.id), "                                \
    "(SELECT COUNT(*) FROM incident n WHERE n.instance_id = x.id AND n.solved_at IS NULL), " SIGHT_COLUMNS   \
    " FROM (SELECT i.id, i.case_id, i.process_id, i.parent_id, i.made_at, i.ended_at, i.bpmn_process, "      \
    "i.how " inner " ORDER BY i.id DESC LIMIT $2) x JOIN cases c ON c.id = x.case_id ORDER BY x.id DESC"
#endif
STMT(STEP_PUT, "iiisi", "",
     "INSERT INTO instance_step (" STEP_COLUMNS ") VALUES ($1, $2, $3, $4, $5) "
     "ON CONFLICT (instance_id, key) DO NOTHING")
STMT(STEP_DROP, "ii", "", "DELETE FROM instance_step WHERE instance_id = $1 AND key = $2")
STMT(STEP_DROP_OF, "i", "", "DELETE FROM instance_step WHERE instance_id = $1")
STMT(STEP_LIST, "i", "iiisi",
     "SELECT " STEP_COLUMNS " FROM instance_step WHERE instance_id = $1 ORDER BY key")
STMT(STEP_MISSING, "ii", "i",
     "SELECT i.id FROM instance i WHERE i.ended_at IS NULL AND i.id > $1 AND NOT EXISTS "
     "(SELECT 1 FROM instance_step s WHERE s.instance_id = i.id) ORDER BY i.id LIMIT $2")
STMT(
    STEP_COUNTS, "i", "sii",
    "SELECT element, COUNT(*), MIN(since) FROM instance_step WHERE process_id = $1 GROUP BY element ORDER BY "
    "element LIMIT 1000")
STMT(STEP_COUNTS_BELOW, "is", "sii",
     "SELECT s.element, COUNT(*), MIN(s.since) FROM instance_step s JOIN instance i ON i.id = s.instance_id "
     "JOIN cases c ON c.id = i.case_id WHERE s.process_id = $1 AND c.unit_path LIKE $2 GROUP BY s.element "
     "ORDER BY s.element LIMIT 1000")
STMT(INSTANCE_PAGE_RUNNING, "ii", INSTANCE_ROW_TYPES,
     INSTANCE_ROW("FROM instance i WHERE i.ended_at IS NULL AND i.id < $1"))
STMT(INSTANCE_PAGE_RUNNING_OF, "iii", INSTANCE_ROW_TYPES,
     INSTANCE_ROW("FROM instance i WHERE i.ended_at IS NULL AND i.process_id = $3 AND i.id < $1"))
STMT(INSTANCE_PAGE_AT, "iiis", INSTANCE_ROW_TYPES,
     INSTANCE_ROW(
         "FROM instance i WHERE i.id IN (SELECT s.instance_id FROM instance_step s WHERE s.process_id "
         "= $3 AND s.element = $4 AND s.instance_id < $1 ORDER BY s.instance_id DESC LIMIT $2 * 4)"))
STMT(INSTANCE_PAGE_STOPPED, "iii", INSTANCE_ROW_TYPES,
     INSTANCE_ROW("FROM instance i WHERE i.id < $1 AND ($3 = 0 OR i.process_id = $3) AND i.id IN (SELECT "
                  "n.instance_id FROM incident n WHERE n.solved_at IS NULL)"))
STMT(INSTANCE_PAGE_ENDED, "ii", INSTANCE_ROW_TYPES,
     INSTANCE_ROW("FROM instance i WHERE i.ended_at IS NOT NULL AND i.id < $1"))
STMT(INSTANCE_PAGE_ENDED_OF, "iii", INSTANCE_ROW_TYPES,
     INSTANCE_ROW("FROM instance i WHERE i.ended_at IS NOT NULL AND i.process_id = $3 AND i.id < $1"))
STMT(TIMER_PAGE, "siiiii", "iiisissi" SIGHT_TYPES,
     "SELECT t.instance_id, t.key, t.case_id, t.element, t.due_at, c.tracking_code, c.subject, "
     "i.process_id, " SIGHT_COLUMNS
     " FROM timer t JOIN instance i ON i.id = t.instance_id JOIN cases c ON c.id = t.case_id "
     "WHERE (t.due_at, t.instance_id, t.key) > ($3, $4, $5) AND ($2 = 1 OR c.unit_path LIKE $1) "
     "ORDER BY t.due_at, t.instance_id, t.key LIMIT $6")
STMT(TIMER_COUNT, "siii", "i",
     "SELECT COUNT(*) FROM (SELECT 1 AS one FROM timer t JOIN cases c ON c.id = t.case_id WHERE t.due_at >= "
     "$3 "
     "AND t.due_at < $4 AND ($2 = 1 OR c.unit_path LIKE $1) LIMIT 10000) x")
STMT(OUTBOX_GIVE_UP, "iis", "",
     "UPDATE outbox SET state = 'given_up', done_at = $2, last_error = $3, lease_until = 0 WHERE id = $1 AND "
     "state IN ('failed', 'dead')")
STMT(
    START_PUT, START_TYPES, "",
    "INSERT INTO process_start (" START_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
    "ON CONFLICT (process_id, element) DO UPDATE SET due_at = excluded.due_at, repeats = excluded.repeats, "
    "interval_ms = excluded.interval_ms, interval_months = excluded.interval_months, fired = excluded.fired, "
    "fired_at = excluded.fired_at, last_error = excluded.last_error")
STMT(START_DROP_KEY, "s", "",
     "DELETE FROM process_start WHERE process_id IN (SELECT id FROM process WHERE key = $1)")
STMT(START_GET, "is", START_TYPES,
     "SELECT " START_COLUMNS " FROM process_start WHERE process_id = $1 AND element = $2")
STMT(START_LIST, "", START_TYPES,
     "SELECT " START_COLUMNS " FROM process_start ORDER BY process_id, element LIMIT 1000")
STMT(START_BY_NAME, "ss", START_TYPES,
     "SELECT " START_COLUMNS " FROM process_start WHERE kind = $1 AND name = $2 ORDER BY process_id, element")
STMT(START_DUE, "ii", START_TYPES,
     "SELECT " START_COLUMNS " FROM process_start WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at "
     "LIMIT $2")
STMT(START_NEXT, "", "i", "SELECT due_at FROM process_start WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1")
STMT(START_WAS_TRUE, "iis", "i",
     "SELECT COUNT(*) FROM start_true WHERE case_id = $1 AND process_id = $2 AND element = $3")
STMT(START_TRUE_PUT, "iis", "",
     "INSERT INTO start_true (case_id, process_id, element) VALUES ($1, $2, $3) ON CONFLICT (case_id, "
     "process_id, element) DO NOTHING")
STMT(START_TRUE_DROP, "iis", "",
     "DELETE FROM start_true WHERE case_id = $1 AND process_id = $2 AND element = $3")
STMT(DELIVERY_INSERT, DELIVERY_TYPES, "",
     "INSERT INTO delivery (" DELIVERY_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
STMT(DELIVERY_DROP, "i", "", "DELETE FROM delivery WHERE id = $1")
STMT(DELIVERY_PUT_OFF, "iis", "", "UPDATE delivery SET next_at = $2, last_error = $3 WHERE id = $1")
STMT(DELIVERY_GET, "i", DELIVERY_TYPES, "SELECT " DELIVERY_COLUMNS " FROM delivery WHERE id = $1")
STMT(DELIVERY_DUE, "ii", DELIVERY_TYPES,
     "SELECT " DELIVERY_COLUMNS " FROM delivery WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2")
STMT(
    SUBSCRIPTION_ELSEWHERE, "sssii", "iiissss",
    "SELECT s.instance_id, s.key, s.case_id, s.element, s.kind, s.name, s.correlation FROM subscription s "
    "WHERE s.name = $2 AND s.kind = $1 AND ($1 = 'signal' OR s.correlation = $3) AND s.case_id <> $4 AND NOT "
    "EXISTS (SELECT 1 FROM subscription o WHERE o.instance_id = s.instance_id AND o.key < s.key AND o.name = "
    "s.name AND o.kind = s.kind AND ($1 = 'signal' OR o.correlation = $3)) "
    "ORDER BY s.instance_id, s.key LIMIT $5")
STMT(SUBSCRIPTION_GET, "ii", "iiissss",
     "SELECT instance_id, key, case_id, element, kind, name, correlation FROM subscription WHERE instance_id "
     "= "
     "$1 AND key = $2")
STMT(MIGRATION_INSERT, "isiissiii", "",
     "INSERT INTO migration_run (id, key, from_id, to_id, map, reason, made_at, made_by, post_id, "
     "undone_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')")
STMT(MIGRATION_UNDONE, "iiiis", "",
     "UPDATE migration_run SET undone_at = $2, undone_by = $3, undone_post = $4, undone_reason = $5 WHERE id "
     "= "
     "$1 AND undone_at IS NULL")
STMT(MIGRATION_BY_ID, "i", MIGRATION_TYPES, "SELECT " MIGRATION_COLUMNS MIGRATION_FROM "WHERE m.id = $1")
STMT(MIGRATION_LIST, "si", MIGRATION_TYPES,
     "SELECT " MIGRATION_COLUMNS MIGRATION_FROM "WHERE $1 = '' OR m.key = $1 ORDER BY m.id DESC LIMIT $2")
STMT(MIGRATION_CASE_PUT, "iissi", "",
     "INSERT INTO migration_case (run_id, case_id, outcome, reason, at) VALUES ($1, $2, $3, $4, $5) ON "
     "CONFLICT "
     "(run_id, case_id) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason, at = excluded.at")
STMT(MIGRATION_CASE_GET, "ii", "iississ" SIGHT_TYPES,
     "SELECT m.run_id, m.case_id, m.outcome, m.reason, m.at, c.tracking_code, c.subject, " SIGHT_COLUMNS
     " FROM migration_case m JOIN cases c ON c.id = m.case_id WHERE m.run_id = $1 AND m.case_id = $2")
STMT(
    MIGRATION_CASE_LIST, "isii", "iississ" SIGHT_TYPES,
    "SELECT m.run_id, m.case_id, m.outcome, m.reason, m.at, c.tracking_code, c.subject, " SIGHT_COLUMNS
    " FROM migration_case m JOIN cases c ON c.id = m.case_id WHERE m.run_id = $1 AND ($2 = '' OR m.outcome = "
    "$2) AND m.case_id > $3 ORDER BY m.case_id LIMIT $4")
STMT(MIGRATION_UNDO_CASES, "i", "",
     "UPDATE migration_case SET outcome = 'undoing' WHERE run_id = $1 AND outcome = 'moved'")
STMT(MIGRATION_COUNTS, "i", "si",
     "SELECT outcome, COUNT(*) FROM migration_case WHERE run_id = $1 GROUP BY outcome ORDER BY outcome")
STMT(MIGRATION_WAITING, "", "i",
     "SELECT run_id FROM migration_case WHERE outcome = 'waiting' OR outcome = 'undoing' ORDER BY run_id "
     "LIMIT "
     "1")
STMT(VERSION_CASE_LIST, "isiii", "iss" SIGHT_TYPES,
     "SELECT c.id, c.tracking_code, c.subject, " SIGHT_COLUMNS " FROM cases c WHERE c.id > $4 AND c.id IN "
     "(SELECT i.case_id FROM instance i WHERE i.process_id = $1 AND i.ended_at IS NULL) AND ($3 = 1 OR "
     "c.unit_path LIKE $2) ORDER BY c.id LIMIT $5")
STMT(
    MIGRATION_INSTANCE_PUT, "iiiis", "",
    "INSERT INTO migration_instance (run_id, instance_id, case_id, event_seq, state) VALUES ($1, $2, $3, $4, "
    "$5)")
STMT(MIGRATION_INSTANCE_LIST, "ii", "iiiis",
     "SELECT run_id, instance_id, case_id, event_seq, state FROM migration_instance WHERE run_id = $1 AND "
     "case_id = $2 ORDER BY instance_id")
STMT(INSTANCE_SET_VERSION, "iis", "", "UPDATE instance SET process_id = $2, bpmn_process = $3 WHERE id = $1")
STMT(CASE_SET_VERSION, "ii", "", "UPDATE cases SET process_id = $2 WHERE id = $1")
STMT(TASK_SET_ELEMENT, "iisss", "",
     "UPDATE task SET element = $3, name = $4, form = $5, version = version + 1 WHERE instance_id = $1 AND "
     "key "
     "= $2 AND state = 'open'")
STMT(TIMER_SET_ELEMENT, "iis", "", "UPDATE timer SET element = $3 WHERE instance_id = $1 AND key = $2")
STMT(SUBSCRIPTION_SET_ELEMENT, "iis", "",
     "UPDATE subscription SET element = $3 WHERE instance_id = $1 AND key = $2")
STMT(INCIDENT_SET_ELEMENT, "iis", "",
     "UPDATE incident SET element = $3 WHERE instance_id = $1 AND key = $2 AND solved_at IS NULL")
STMT(MOVE_INSERT, "iiiisssiii", "",
     "INSERT INTO token_move (id, case_id, instance_id, key, element, target, reason, made_at, made_by, "
     "made_post, state, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', '')")
STMT(MOVE_DECIDE, "isiiis", "",
     "UPDATE token_move SET state = $2, decided_at = $3, decided_by = $4, decided_post = $5, answer = $6 "
     "WHERE "
     "id = $1 AND state = 'open'")
STMT(MOVE_BY_ID, "i", MOVE_TYPES, "SELECT " MOVE_COLUMNS MOVE_FROM "WHERE m.id = $1")
STMT(MOVE_OPEN, "sii", MOVE_TYPES,
     "SELECT " MOVE_COLUMNS MOVE_FROM "WHERE m.state = 'open' AND ($2 = 1 OR c.unit_path LIKE $1) ORDER BY "
     "m.made_at, m.id LIMIT $3")
STMT(MOVE_OF_CASE, "i", MOVE_TYPES,
     "SELECT " MOVE_COLUMNS MOVE_FROM "WHERE m.case_id = $1 ORDER BY m.id LIMIT 1000")
