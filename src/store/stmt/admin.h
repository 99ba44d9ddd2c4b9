/* What administrators look for. */
#ifndef SIGHT_COLUMNS
#define SIGHT_COLUMNS                                                                                        \
    "c.id, c.confidential, c.unit_path, c.respondent_kind, c.respondent_unit_id, c.respondent_post_id"
#define SIGHT_TYPES "iissii"
/* $1 words like $2 path like $3 all units $4 now $5 state */
#define PERSON_WHERE                                                                                         \
    "($1 = '' OR o.name LIKE $1 OR o.login LIKE $1) "                                                        \
    "AND ($3 = 1 OR EXISTS (SELECT 1 FROM holding h JOIN post p ON p.id = h.post_id JOIN unit u ON "         \
    "u.id = p.unit_id WHERE h.official_id = o.id AND h.from_at <= $4 AND (h.until_at IS NULL OR "            \
    "h.until_at > $4) AND u.path LIKE $2) OR NOT EXISTS (SELECT 1 FROM holding h WHERE "                     \
    "h.official_id = o.id AND h.from_at <= $4 AND (h.until_at IS NULL OR h.until_at > $4))) "                \
    "AND ($5 = 0 OR ($5 = 1 AND o.active = 1) OR ($5 = 2 AND o.active = 0) OR ($5 = 3 AND o.active = 1 "     \
    "AND NOT EXISTS (SELECT 1 FROM holding h JOIN post p ON p.id = h.post_id WHERE h.official_id = o.id "    \
    "AND p.active = 1 AND h.from_at <= $4 AND (h.until_at IS NULL OR h.until_at > $4)))) "
#define INCIDENT_PAGE_FROM                                                                                   \
    " FROM incident i JOIN cases c ON c.id = i.case_id LEFT JOIN official o ON o.id = i.solved_by "
#define INCIDENT_PAGE_COLUMNS                                                                                \
    "i.id, i.instance_id, i.key, i.case_id, i.element, i.cause, i.made_at, i.solved_at, i.solved_by, "       \
    "i.remedy, c.tracking_code, c.subject, c.process_key, o.name, " SIGHT_COLUMNS
#define INCIDENT_PAGE_TYPES "iiiissiiisssss" SIGHT_TYPES
#define OUTBOX_PAGE_FROM " FROM outbox m LEFT JOIN cases c ON c.id = m.case_id "
/* $1 state $2 channel $3 path like $4 all units */
#define OUTBOX_PAGE_WHERE                                                                                    \
    "WHERE m.state = $1 AND ($2 = '' OR m.channel = $2) AND ($4 = 1 OR c.unit_path LIKE $3) "
#endif
STMT(PERSON_LIST, "ssiiiii", "issiiii",
     "SELECT o.id, o.name, o.login, o.active, CASE WHEN o.password <> '' THEN 1 ELSE 0 END, "
     "CASE WHEN o.totp_secret <> '' THEN 1 ELSE 0 END, "
     "(SELECT MAX(d.seen_at) FROM device d WHERE d.official_id = o.id) "
     "FROM official o WHERE " PERSON_WHERE "ORDER BY o.name, o.id LIMIT $6 OFFSET $7")
STMT(PERSON_COUNT, "ssiii", "i", "SELECT COUNT(*) FROM official o WHERE " PERSON_WHERE)
STMT(HOLDING_OF_PERSON, "i", "iiisiisissss",
     "SELECT " HOLDING_COLUMNS HOLDING_FROM
     "WHERE h.official_id = $1 ORDER BY h.from_at DESC, h.id DESC LIMIT 200")
STMT(HOLDING_BY_ID, "i", "iiisiisissss", "SELECT " HOLDING_COLUMNS HOLDING_FROM "WHERE h.id = $1")
STMT(POST_OF_UNIT_ANY, "i", "iiisssiiisss",
     "SELECT " POST_COLUMNS POST_FROM "WHERE p.unit_id = $1 ORDER BY p.active DESC, p.code LIMIT 1000")
STMT(PEOPLE_WITH_RIGHTS, "ii", "i",
     "SELECT COUNT(DISTINCT o.id) FROM holding h JOIN official o ON o.id = h.official_id "
     "JOIN post p ON p.id = h.post_id WHERE h.kind = 'holder' AND h.from_at <= $2 AND h.until_at IS NULL "
     "AND p.active = 1 AND (p.rights & $1) = $1 AND o.active = 1 AND o.password <> ''")
STMT(INCIDENT_PAGE_OPEN, "siii", INCIDENT_PAGE_TYPES,
     "SELECT " INCIDENT_PAGE_COLUMNS INCIDENT_PAGE_FROM
     "WHERE i.solved_at IS NULL AND ($2 = 1 OR c.unit_path LIKE $1) ORDER BY i.made_at, i.id LIMIT $3 OFFSET "
     "$4")
STMT(INCIDENT_PAGE_SOLVED, "siii", INCIDENT_PAGE_TYPES,
     "SELECT " INCIDENT_PAGE_COLUMNS INCIDENT_PAGE_FROM
     "WHERE i.solved_at IS NOT NULL AND ($2 = 1 OR c.unit_path LIKE $1) ORDER BY i.solved_at DESC, i.id DESC "
     "LIMIT $3 OFFSET $4")
STMT(INCIDENT_COUNT, "sii", "i",
     "SELECT COUNT(*)" INCIDENT_PAGE_FROM
     "WHERE (($3 = 1 AND i.solved_at IS NOT NULL) OR ($3 = 0 AND i.solved_at IS NULL)) "
     "AND ($2 = 1 OR c.unit_path LIKE $1)")
STMT(OUTBOX_PAGE_OLDEST, "sssiii", OUTBOX_TYPES "s" SIGHT_TYPES,
     "SELECT " OUTBOX_COLUMNS ", c.tracking_code, " SIGHT_COLUMNS OUTBOX_PAGE_FROM OUTBOX_PAGE_WHERE
     "ORDER BY m.made_at, m.id LIMIT $5 OFFSET $6")
STMT(OUTBOX_PAGE_NEWEST, "sssiii", OUTBOX_TYPES "s" SIGHT_TYPES,
     "SELECT " OUTBOX_COLUMNS ", c.tracking_code, " SIGHT_COLUMNS OUTBOX_PAGE_FROM OUTBOX_PAGE_WHERE
     "ORDER BY m.made_at DESC, m.id DESC LIMIT $5 OFFSET $6")
STMT(OUTBOX_COUNT, "sssi", "i", "SELECT COUNT(*)" OUTBOX_PAGE_FROM OUTBOX_PAGE_WHERE)
STMT(OUTBOX_COUNT_ALL, "ss", "i",
     "SELECT COUNT(*) FROM outbox m WHERE m.state = $1 AND ($2 = '' OR m.channel = $2)")
STMT(OUTBOX_ONE, "i", OUTBOX_TYPES "s" SIGHT_TYPES,
     "SELECT " OUTBOX_COLUMNS ", c.tracking_code, " SIGHT_COLUMNS OUTBOX_PAGE_FROM "WHERE m.id = $1")
STMT(CALENDAR_KEYS, "", "isisii",
     "SELECT c.id, c.key, c.version, c.note, c.made_at, c.made_by FROM calendar c WHERE c.version = "
     "(SELECT MAX(d.version) FROM calendar d WHERE d.key = c.key) ORDER BY c.key LIMIT 100")
STMT(AUDIT_FIND, "sssiiii", "iiiissss",
     "SELECT a.id, a.at, a.official_id, a.post_id, a.act, a.object, a.data, o.name FROM audit a "
     "LEFT JOIN official o ON o.id = a.official_id WHERE ($1 = '' OR a.act LIKE $1) "
     "AND ($2 = '' OR o.login = $2) AND ($3 = '' OR a.object = $3) AND a.at >= $4 AND a.at < $5 "
     "AND ($6 = 0 OR a.id < $6) ORDER BY a.id DESC LIMIT $7")
