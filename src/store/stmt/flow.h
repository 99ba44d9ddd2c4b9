/* Installed processes, instances, tasks, timers, subscriptions, incidents, the outbox. */
#ifndef TASK_COLUMNS
#define PROCESS_COLUMNS "id, key, version, title, hash, active, installed_at, installed_by, review_at"
#define INSTANCE_COLUMNS                                                                                     \
    "id, case_id, process_id, bpmn_process, parent_id, parent_key, state, made_at, ended_at, how, event_seq"
#define TASK_COLUMNS                                                                                         \
    "t.id, t.instance_id, t.key, t.case_id, t.kind, t.element, t.name, t.role, t.unit_id, t.post_id, "       \
    "t.claimed_by, t.form, t.made_at, t.seen_at, t.due_at, t.case_due_at, t.priority, t.tracking_code, "     \
    "t.number, t.subject, t.applicant_name, t.stage, t.last_act_at, t.fields, t.done_at, t.done_by, "        \
    "t.done_by_post, t.outcome, t.state, t.version"
#define TASK_TYPES "iiiissssiiisiiiiisisssisiiissi"
#define TRAY_COLUMNS                                                                                         \
    "id, priority, made_at, seen_at, due_at, case_due_at, claimed_by, tracking_code, number, subject, "      \
    "applicant_name, stage, last_act_at, name, element, case_id, kind"
#define TRAY_TYPES "iiiiiiisisssissis"
#define TRAY_WHERE                                                                                           \
    "WHERE state = 'open' AND post_id = $1 AND due_at < $2 AND ($3 = 0 OR seen_at IS NULL) "                 \
    "AND ($4 = '' OR element = $4) "
#define OUTBOX_COLUMNS                                                                                       \
    "m.id, m.case_id, m.letter_id, m.channel, m.recipient, m.post_id, m.template, m.subject, m.body, "       \
    "m.state, m.tries, m.next_at, m.lease_until, m.last_error, m.made_at, m.done_at"
#define OUTBOX_TYPES "iiississssiiisii"
#endif
STMT(PROCESS_INSERT, "isissiiii", "",
     "INSERT INTO process (" PROCESS_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
STMT(PROCESS_DEACTIVATE, "s", "", "UPDATE process SET active = 0 WHERE key = $1")
STMT(PROCESS_ACTIVATE, "i", "", "UPDATE process SET active = 1 WHERE id = $1")
STMT(PROCESS_LIST, "i", "isissiiiii",
     "SELECT " PROCESS_COLUMNS
     ", (SELECT COUNT(*) FROM instance i WHERE i.process_id = process.id AND i.ended_at IS NULL) "
     "FROM process WHERE $1 = 1 OR active = 1 ORDER BY key, version DESC")
STMT(PROCESS_ACTIVE, "", "isissiiiii",
     "SELECT " PROCESS_COLUMNS ", 0 FROM process WHERE active = 1 ORDER BY key")
STMT(PROCESS_BY_ID, "i", "isissiiiii", "SELECT " PROCESS_COLUMNS ", 0 FROM process WHERE id = $1")
STMT(PROCESS_FILE_INSERT, "iss", "",
     "INSERT INTO process_file (process_id, path, content) VALUES ($1, $2, $3)")
STMT(PROCESS_FILES, "i", "ss", "SELECT path, content FROM process_file WHERE process_id = $1 ORDER BY path")
STMT(INSTANCE_INSERT, "iiisiisiisi", "",
     "INSERT INTO instance (" INSTANCE_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
STMT(INSTANCE_SAVE, "isi", "", "UPDATE instance SET state = $2, event_seq = $3 WHERE id = $1")
STMT(INSTANCE_END, "isisi", "",
     "UPDATE instance SET state = $2, ended_at = $3, how = $4, event_seq = $5 WHERE id = $1")
STMT(INSTANCE_BY_ID, "i", "iiisiisiisi", "SELECT " INSTANCE_COLUMNS " FROM instance WHERE id = $1")
STMT(INSTANCE_LIST, "ii", "iiisiisiisi",
     "SELECT " INSTANCE_COLUMNS
     " FROM instance WHERE case_id = $1 AND ($2 = 0 OR ended_at IS NULL) ORDER BY id")
STMT(INSTANCE_CHILD, "ii", "iiisiisiisi",
     "SELECT " INSTANCE_COLUMNS " FROM instance WHERE parent_id = $1 AND parent_key = $2")
STMT(INSTANCE_EVENT_INSERT, "iiis", "",
     "INSERT INTO instance_event (instance_id, seq, at, event) VALUES ($1, $2, $3, $4)")
STMT(INSTANCE_EVENTS, "i", "iis",
     "SELECT seq, at, event FROM instance_event WHERE instance_id = $1 ORDER BY seq")
STMT(TASK_INSERT, TASK_TYPES, "",
     "INSERT INTO task (id, instance_id, key, case_id, kind, element, name, role, unit_id, post_id, "
     "claimed_by, form, made_at, seen_at, due_at, case_due_at, priority, tracking_code, number, subject, "
     "applicant_name, stage, last_act_at, fields, done_at, done_by, done_by_post, outcome, state, version) "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, "
     "$21, $22, $23, $24, $25, $26, $27, $28, $29, $30)")
STMT(TASK_UPDATE, "iiiisiiissiisi", "",
     "UPDATE task SET unit_id = $2, post_id = $3, claimed_by = $4, fields = $5, seen_at = $6, due_at = $7, "
     "done_at = $8, "
     "state = $9, outcome = $10, done_by = $11, done_by_post = $12, stage = $13, version = version + 1 "
     "WHERE id = $1 AND version = $14")
STMT(TASK_END, "isiiissi", "",
     "UPDATE task SET state = $2, done_at = $3, done_by = $4, done_by_post = $5, outcome = $6, fields = $7, "
     "version = version + 1 WHERE id = $1 AND version = $8")
STMT(TASK_SYNC_CASE, "iiisi", "",
     "UPDATE task SET number = $2, case_due_at = $3, stage = $4, last_act_at = $5 WHERE case_id = $1 AND "
     "state = 'open'")
STMT(TASK_SET_DUE, "ii", "", "UPDATE task SET due_at = $2, version = version + 1 WHERE id = $1")
STMT(TASK_FOLLOW_DUE, "iii", "",
     "UPDATE task SET due_at = $3, version = version + 1 WHERE case_id = $1 AND due_at = $2 AND state = "
     "'open'")
STMT(TASK_CASES_OPEN, "ii", "i",
     "SELECT DISTINCT case_id FROM task WHERE state = 'open' AND case_id > $1 ORDER BY case_id LIMIT $2")
STMT(TASK_SEEN, "ii", "", "UPDATE task SET seen_at = $2 WHERE id = $1 AND seen_at IS NULL")
STMT(TASK_BY_ID, "ii", TASK_TYPES "ss",
     "SELECT " TASK_COLUMNS
     ", p.title, (SELECT o.name FROM holding h JOIN official o ON o.id = h.official_id "
     "WHERE h.post_id = p.id AND h.kind = 'holder' AND h.from_at <= $1 AND (h.until_at IS NULL OR h.until_at "
     "> $1) "
     "ORDER BY h.from_at DESC LIMIT 1) FROM task t JOIN post p ON p.id = t.post_id WHERE t.id = $2")
STMT(TASK_BY_KEY, "ii", TASK_TYPES "ss",
     "SELECT " TASK_COLUMNS
     ", '', '' FROM task t WHERE t.instance_id = $1 AND t.key = $2 ORDER BY t.id DESC LIMIT 1")
STMT(TASK_LIST_CASE, "iii", TASK_TYPES "ss",
     "SELECT " TASK_COLUMNS
     ", p.title, (SELECT o.name FROM holding h JOIN official o ON o.id = h.official_id "
     "WHERE h.post_id = p.id AND h.kind = 'holder' AND h.from_at <= $1 AND (h.until_at IS NULL OR h.until_at "
     "> $1) "
     "ORDER BY h.from_at DESC LIMIT 1) FROM task t JOIN post p ON p.id = t.post_id WHERE t.case_id = $2 "
     "AND ($3 = 0 OR t.state = 'open') ORDER BY t.id")
STMT(TASK_OPEN_OF_CASE, "i", "i", "SELECT COUNT(*) FROM task WHERE case_id = $1 AND state = 'open'")
STMT(TASK_PLACES, "i", "is",
     "SELECT instance_id, element FROM task WHERE case_id = $1 AND state = 'open' ORDER BY id")
STMT(CASE_PULSE, "i", "iii",
     "SELECT CASE WHEN EXISTS (SELECT 1 FROM instance WHERE case_id = $1 AND ended_at IS NULL) THEN 1 ELSE 0 "
     "END, CASE WHEN EXISTS (SELECT 1 FROM task WHERE case_id = $1 AND state = 'open') THEN 1 ELSE 0 END, "
     "CASE WHEN EXISTS (SELECT 1 FROM instance i JOIN timer t ON t.instance_id = i.id WHERE i.case_id = $1) "
     "OR "
     "EXISTS (SELECT 1 FROM subscription WHERE case_id = $1) THEN 1 ELSE 0 END")
STMT(TASK_OPEN_OF_POST, "ii", "i",
     "SELECT COUNT(*) FROM (SELECT 1 AS one FROM task WHERE post_id = $1 AND state = 'open' LIMIT $2) AS t")
STMT(TASK_OPEN_OF_UNITS, "", "ii",
     "SELECT p.unit_id, COUNT(*) FROM task t JOIN post p ON p.id = t.post_id WHERE t.state = 'open' "
     "GROUP BY p.unit_id ORDER BY p.unit_id")
STMT(TASK_TRAY_DUE, "iiisii", TRAY_TYPES,
     "SELECT " TRAY_COLUMNS " FROM task " TRAY_WHERE "ORDER BY due_at, id LIMIT $5 OFFSET $6")
STMT(TASK_TRAY_URGENCY, "iiisii", TRAY_TYPES,
     "SELECT " TRAY_COLUMNS " FROM task " TRAY_WHERE "ORDER BY priority DESC, due_at, id LIMIT $5 OFFSET $6")
STMT(TASK_TRAY_ARRIVAL, "iiisii", TRAY_TYPES,
     "SELECT " TRAY_COLUMNS " FROM task " TRAY_WHERE "ORDER BY made_at DESC, id DESC LIMIT $5 OFFSET $6")
STMT(TRAY_TOTAL, "iiis", "i", "SELECT COUNT(*) FROM task " TRAY_WHERE)
STMT_SQLITE(TRAY_WORDS, "iiisiis", TRAY_TYPES,
            "SELECT " TRAY_COLUMNS " FROM task " TRAY_WHERE
            "AND case_id IN (SELECT rowid FROM case_search WHERE case_search MATCH $7) ORDER BY due_at, id "
            "LIMIT $5 OFFSET $6")
STMT_POSTGRES(TRAY_WORDS, "iiisiis", TRAY_TYPES,
              "SELECT " TRAY_COLUMNS " FROM task " TRAY_WHERE
              "AND case_id IN (SELECT case_id FROM case_search WHERE to_tsvector('simple', text) @@ "
              "plainto_tsquery('simple', $7)) ORDER BY due_at, id LIMIT $5 OFFSET $6")
STMT(TRAY_COUNTS, "iii", "iiii",
     "SELECT (SELECT COUNT(*) FROM task WHERE state = 'open' AND post_id = $1), "
     "(SELECT COUNT(*) FROM task WHERE state = 'open' AND seen_at IS NULL AND post_id = $1), "
     "(SELECT COUNT(*) FROM task WHERE state = 'open' AND post_id = $1 AND due_at >= $2 AND due_at <= $3), "
     "(SELECT COUNT(*) FROM task WHERE state = 'open' AND post_id = $1 AND due_at < $2)")
STMT(TASK_POOL, "isii", TRAY_TYPES,
     "SELECT " TRAY_COLUMNS
     " FROM task WHERE state = 'open' AND unit_id = $1 AND role = $2 AND post_id <> $3 "
     "ORDER BY due_at, id LIMIT $4")
STMT(TASK_KINDS, "i", "ssi",
     "SELECT k.element, t.name, k.many FROM (SELECT element, COUNT(*) AS many, MIN(id) AS one FROM task "
     "WHERE state = 'open' AND post_id = $1 GROUP BY element) k JOIN task t ON t.id = k.one "
     "ORDER BY t.name, k.element LIMIT 200")
/* From one to the next by the index, however many tasks lie between. */
STMT(TASK_KIND_NAMES, "i", "ssi",
     "SELECT n.element, t.name, n.many FROM (WITH RECURSIVE k (element) AS (SELECT MIN(element) FROM task "
     "WHERE state = 'open' AND post_id = $1 UNION ALL SELECT (SELECT MIN(element) FROM task WHERE state = "
     "'open' "
     "AND post_id = $1 AND element > k.element) FROM k WHERE k.element IS NOT NULL) "
     "SELECT k.element, CAST(0 AS BIGINT) AS many, (SELECT MIN(id) FROM task WHERE state = 'open' "
     "AND post_id = $1 AND element = k.element) AS one FROM k) n JOIN task t ON t.id = n.one "
     "ORDER BY t.name, n.element LIMIT 200")
STMT(
    TASK_DONE_LIST, "iii", TRAY_TYPES,
    "SELECT id, priority, made_at, done_at, due_at, case_due_at, claimed_by, tracking_code, number, subject, "
    "applicant_name, stage, last_act_at, name, element, case_id, kind FROM task "
    "WHERE done_by_post = $1 AND state = 'done' ORDER BY done_at DESC, id DESC LIMIT $2 OFFSET $3")
STMT(TASK_LAST_POST, "is", "i",
     "SELECT done_by_post FROM task WHERE case_id = $1 AND role = $2 AND done_by_post IS NOT NULL ORDER BY "
     "done_at DESC, id DESC LIMIT 1")
STMT(TIMER_PUT, "iiisi", "",
     "INSERT INTO timer (instance_id, key, case_id, element, due_at, lease_until) VALUES ($1, $2, $3, $4, "
     "$5, 0) "
     "ON CONFLICT (instance_id, key) DO UPDATE SET due_at = excluded.due_at")
STMT(TIMER_DROP, "ii", "", "DELETE FROM timer WHERE instance_id = $1 AND key = $2")
STMT(TIMER_DROP_OF, "i", "", "DELETE FROM timer WHERE instance_id = $1")
STMT(TIMER_DUE, "ii", "iiisi",
     "SELECT instance_id, key, case_id, element, due_at FROM timer WHERE due_at <= $1 ORDER BY due_at, "
     "instance_id, key LIMIT $2")
STMT(TIMER_NEXT, "", "i", "SELECT due_at FROM timer ORDER BY due_at LIMIT 1")
STMT(TIMER_OF_CASE, "i", "iiisi",
     "SELECT instance_id, key, case_id, element, due_at FROM timer WHERE instance_id IN (SELECT id FROM "
     "instance WHERE case_id = $1) ORDER BY due_at, instance_id, key")
STMT(TIMER_GET, "ii", "i", "SELECT due_at FROM timer WHERE instance_id = $1 AND key = $2")
STMT(SUBSCRIPTION_PUT, "iiissss", "",
     "INSERT INTO subscription (instance_id, key, case_id, element, kind, name, correlation) VALUES ($1, $2, "
     "$3, $4, $5, $6, $7) "
     "ON CONFLICT (instance_id, key) DO UPDATE SET name = excluded.name, correlation = excluded.correlation")
STMT(SUBSCRIPTION_DELETE, "ii", "", "DELETE FROM subscription WHERE instance_id = $1 AND key = $2")
STMT(SUBSCRIPTION_DELETE_OF, "i", "", "DELETE FROM subscription WHERE instance_id = $1")
STMT(SUBSCRIPTION_BY_CASE, "i", "iiissss",
     "SELECT instance_id, key, case_id, element, kind, name, correlation FROM subscription WHERE case_id = "
     "$1 ORDER BY instance_id, key")
STMT(SUBSCRIPTION_BY_NAME, "sss", "iiissss",
     "SELECT instance_id, key, case_id, element, kind, name, correlation FROM subscription WHERE name = $2 "
     "AND correlation = $3 AND kind = $1 ORDER BY instance_id, key")
STMT(INCIDENT_INSERT, "iiiissiiis", "",
     "INSERT INTO incident (id, instance_id, key, case_id, element, cause, made_at, solved_at, solved_by, "
     "remedy) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
STMT(INCIDENT_SOLVE, "iiiis", "",
     "UPDATE incident SET solved_at = $3, solved_by = $4, remedy = $5 WHERE instance_id = $1 AND key = $2 "
     "AND solved_at IS NULL")
STMT(INCIDENT_BY_ID, "i", "iiiissiiiss",
     "SELECT i.id, i.instance_id, i.key, i.case_id, i.element, i.cause, i.made_at, i.solved_at, i.solved_by, "
     "i.remedy, c.tracking_code FROM incident i JOIN cases c ON c.id = i.case_id WHERE i.id = $1")
STMT(INCIDENT_LIST, "ii", "iiiissiiiss",
     "SELECT i.id, i.instance_id, i.key, i.case_id, i.element, i.cause, i.made_at, i.solved_at, i.solved_by, "
     "i.remedy, c.tracking_code FROM incident i JOIN cases c ON c.id = i.case_id "
     "WHERE i.solved_at IS NULL AND ($1 = 0 OR i.case_id = $1) ORDER BY i.made_at LIMIT $2")
STMT(OUTBOX_INSERT, OUTBOX_TYPES, "",
     "INSERT INTO outbox (id, case_id, letter_id, channel, recipient, post_id, template, subject, body, "
     "state, tries, next_at, lease_until, last_error, made_at, done_at) VALUES ($1, $2, $3, $4, $5, $6, $7, "
     "$8, $9, $10, $11, $12, $13, $14, $15, $16)")
STMT_SQLITE(OUTBOX_LEASE, "iii", "i",
            "UPDATE outbox SET lease_until = $2, tries = tries + 1 WHERE id IN (SELECT id FROM outbox WHERE "
            "state = 'queued' "
            "AND next_at <= $1 AND lease_until <= $1 ORDER BY next_at, id LIMIT $3) RETURNING id")
STMT_POSTGRES(OUTBOX_LEASE, "iii", "i",
              "UPDATE outbox SET lease_until = $2, tries = tries + 1 WHERE id IN (SELECT id FROM outbox "
              "WHERE state = 'queued' "
              "AND next_at <= $1 AND lease_until <= $1 ORDER BY next_at, id LIMIT $3 FOR UPDATE SKIP LOCKED) "
              "RETURNING id")
STMT(OUTBOX_BY_ID, "i", OUTBOX_TYPES "s",
     "SELECT " OUTBOX_COLUMNS
     ", c.tracking_code FROM outbox m LEFT JOIN cases c ON c.id = m.case_id WHERE m.id = $1")
STMT(OUTBOX_DONE, "isi", "",
     "UPDATE outbox SET state = $2, done_at = $3, lease_until = 0, last_error = '' WHERE id = $1")
STMT(OUTBOX_FAILED, "isis", "",
     "UPDATE outbox SET state = $2, next_at = $3, last_error = $4, lease_until = 0 WHERE id = $1")
STMT(OUTBOX_RETRY, "ii", "",
     "UPDATE outbox SET state = 'queued', next_at = $2, lease_until = 0 WHERE id = $1 AND state IN "
     "('failed', 'dead', 'queued')")
STMT(OUTBOX_DUE, "i", "i",
     "SELECT COUNT(*) FROM (SELECT 1 AS one FROM outbox WHERE state = 'queued' AND next_at <= $1 "
     "AND lease_until <= $1 LIMIT 1) AS m")
STMT(OUTBOX_OF_CASE, "ii", OUTBOX_TYPES "s",
     "SELECT " OUTBOX_COLUMNS ", c.tracking_code FROM outbox m JOIN cases c ON c.id = m.case_id "
     "WHERE m.case_id = $1 ORDER BY m.made_at DESC, m.id DESC LIMIT $2")
