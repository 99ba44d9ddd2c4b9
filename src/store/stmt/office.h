/* The office: units, posts, officials, holdings, sessions, calendars, settings, audit. */
#ifndef UNIT_COLUMNS
#define UNIT_COLUMNS                                                                                         \
    "id, parent_id, path, code, kind, function, name, county, phone, address, active, version"
#define POST_COLUMNS                                                                                         \
    "p.id, p.unit_id, p.superior_id, p.code, p.title, p.roles, p.rights, p.active, p.version, "              \
    "u.name, u.path, u.code"
#define HOLDER_SELECT                                                                                        \
    "SELECT h.post_id, h.from_at, h.until_at, o.name FROM holding h "                                        \
    "JOIN official o ON o.id = h.official_id JOIN post p ON p.id = h.post_id "                               \
    "JOIN unit u ON u.id = p.unit_id WHERE h.kind = 'holder' AND "
#define HOLDER_ORDER " ORDER BY h.post_id, h.from_at DESC"
#define POST_FROM " FROM post p JOIN unit u ON u.id = p.unit_id "
#define OFFICIAL_COLUMNS                                                                                     \
    "id, name, national_id, login, password, totp_secret, totp_last, mobile, email, active, must_change, "   \
    "version"
#define HOLDING_COLUMNS                                                                                      \
    "h.id, h.post_id, h.official_id, h.kind, h.from_at, h.until_at, h.reason, h.made_by, o.name, p.title, "  \
    "p.code, u.name"
#define HOLDING_FROM                                                                                         \
    " FROM holding h JOIN official o ON o.id = h.official_id JOIN post p ON p.id = h.post_id "               \
    "JOIN unit u ON u.id = p.unit_id "
#endif
STMT(UNIT_INSERT, "iissssssssii", "",
     "INSERT INTO unit (" UNIT_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
STMT(UNIT_UPDATE, "issssssssii", "",
     "UPDATE unit SET code = $2, kind = $3, function = $4, name = $5, county = $6, phone = $7, address = $8, "
     "path = $9, "
     "active = $10, version = version + 1 WHERE id = $1 AND version = $11")
STMT(UNIT_BY_ID, "i", "iissssssssii", "SELECT " UNIT_COLUMNS " FROM unit WHERE id = $1")
STMT(UNIT_BY_CODE, "s", "iissssssssii", "SELECT " UNIT_COLUMNS " FROM unit WHERE code = $1")
STMT(UNIT_BY_FUNCTION, "s", "iissssssssii",
     "SELECT " UNIT_COLUMNS " FROM unit WHERE function = $1 AND active = 1 ORDER BY path LIMIT 1")
STMT(UNIT_SUBTREE, "s", "iissssssssii",
     "SELECT " UNIT_COLUMNS " FROM unit WHERE path LIKE $1 ORDER BY path LIMIT 5000")
STMT(POST_INSERT, "iiisssiii", "",
     "INSERT INTO post (id, unit_id, superior_id, code, title, roles, rights, active, version) "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
STMT(POST_UPDATE, "iiisssiii", "",
     "UPDATE post SET unit_id = $2, superior_id = $3, code = $4, title = $5, roles = $6, rights = $7, active "
     "= $8, "
     "version = version + 1 WHERE id = $1 AND version = $9")
STMT(POST_BY_ID, "i", "iiisssiiisss", "SELECT " POST_COLUMNS POST_FROM "WHERE p.id = $1")
STMT(POST_BY_CODE, "s", "iiisssiiisss", "SELECT " POST_COLUMNS POST_FROM "WHERE p.code = $1")
STMT(POST_OF_UNIT, "i", "iiisssiiisss",
     "SELECT " POST_COLUMNS POST_FROM "WHERE p.unit_id = $1 AND p.active = 1 ORDER BY p.code")
STMT(POST_SUBTREE, "s", "iiisssiiisss",
     "SELECT " POST_COLUMNS POST_FROM
     "WHERE u.path LIKE $1 AND p.active = 1 ORDER BY u.path, p.code LIMIT 5000")
STMT(HOLDER_OF_POST, "i", "iiis", HOLDER_SELECT "h.post_id = $1" HOLDER_ORDER)
STMT(HOLDER_OF_UNIT, "i", "iiis", HOLDER_SELECT "p.unit_id = $1" HOLDER_ORDER)
STMT(HOLDER_BELOW, "s", "iiis", HOLDER_SELECT "u.path LIKE $1" HOLDER_ORDER)
STMT(OFFICIAL_INSERT, "isssssissiii", "",
     "INSERT INTO official (" OFFICIAL_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
STMT(OFFICIAL_UPDATE, "isssssssiii", "",
     "UPDATE official SET name = $2, national_id = $3, login = $4, password = $5, totp_secret = $6, mobile = "
     "$7, "
     "email = $8, active = $9, must_change = $10, version = version + 1 WHERE id = $1 AND version = $11")
STMT(OFFICIAL_BY_ID, "i", "isssssissiii", "SELECT " OFFICIAL_COLUMNS " FROM official WHERE id = $1")
STMT(OFFICIAL_BY_LOGIN, "s", "isssssissiii", "SELECT " OFFICIAL_COLUMNS " FROM official WHERE login = $1")
STMT(OFFICIAL_LIST, "", "isssssissiii", "SELECT " OFFICIAL_COLUMNS " FROM official ORDER BY login LIMIT 5000")
STMT(OFFICIAL_USE_TOTP, "ii", "", "UPDATE official SET totp_last = $2 WHERE id = $1 AND totp_last < $2")
STMT(HOLDING_INSERT, "iiisiisi", "",
     "INSERT INTO holding (id, post_id, official_id, kind, from_at, until_at, reason, made_by) "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
STMT(HOLDING_END, "ii", "", "UPDATE holding SET until_at = $2 WHERE id = $1")
STMT(HOLDING_CURRENT, "iii", "iiisiisissss",
     "SELECT " HOLDING_COLUMNS HOLDING_FROM
     "WHERE h.from_at <= $1 AND (h.until_at IS NULL OR h.until_at > $1) AND ($2 = 0 OR h.official_id = $2) "
     "AND ($3 = 0 OR h.post_id = $3) AND p.active = 1 ORDER BY h.kind DESC, h.from_at, h.id LIMIT 5000")
STMT(HOLDING_OF_OFFICIAL, "ii", "iiisiisissss",
     "SELECT " HOLDING_COLUMNS HOLDING_FROM "WHERE h.official_id = $2 AND h.from_at <= $1 AND (h.until_at IS "
     "NULL OR h.until_at > $1) AND p.active = 1 "
     "ORDER BY h.kind DESC, h.from_at, h.id")
STMT(HOLDING_HISTORY, "i", "iiisiisissss",
     "SELECT " HOLDING_COLUMNS HOLDING_FROM "WHERE h.post_id = $1 ORDER BY h.from_at DESC LIMIT 200")
STMT(SESSION_INSERT, "siisiii", "",
     "INSERT INTO session (token_hash, official_id, post_id, csrf, made_at, seen_at, expires_at) "
     "VALUES ($1, $2, $3, $4, $5, $6, $7)")
STMT(SESSION_GET, "s", "siisiii",
     "SELECT token_hash, official_id, post_id, csrf, made_at, seen_at, expires_at FROM session WHERE "
     "token_hash = $1")
STMT(SESSION_SET_POST, "si", "", "UPDATE session SET post_id = $2 WHERE token_hash = $1")
STMT(SESSION_TOUCH, "sii", "", "UPDATE session SET seen_at = $2, expires_at = $3 WHERE token_hash = $1")
STMT(SESSION_DELETE, "s", "", "DELETE FROM session WHERE token_hash = $1")
STMT(SESSION_DELETE_OF, "is", "", "DELETE FROM session WHERE official_id = $1 AND token_hash <> $2")
STMT(SESSION_EXPIRE, "i", "", "DELETE FROM session WHERE expires_at < $1")
STMT(FAILURE_GET, "ss", "ii", "SELECT count, last_at FROM sign_in_failure WHERE login = $1 AND source = $2")
STMT(
    FAILURE_ADD, "ssi", "",
    "INSERT INTO sign_in_failure (login, source, count, last_at) VALUES ($1, $2, 1, $3) "
    "ON CONFLICT (login, source) DO UPDATE SET count = sign_in_failure.count + 1, last_at = excluded.last_at")
STMT(FAILURE_CLEAR, "ss", "", "DELETE FROM sign_in_failure WHERE login = $1 AND source = $2")
STMT(FAILURE_FORGET, "i", "", "DELETE FROM sign_in_failure WHERE last_at < $1")
STMT(DEVICE_INSERT, "siii", "",
     "INSERT INTO device (token_hash, official_id, made_at, seen_at) VALUES ($1, $2, $3, $4) "
     "ON CONFLICT (token_hash) DO UPDATE SET seen_at = excluded.seen_at, official_id = excluded.official_id")
STMT(DEVICE_GET, "s", "i", "SELECT official_id FROM device WHERE token_hash = $1")
STMT(CALENDAR_INSERT, "isissii", "",
     "INSERT INTO calendar (id, key, version, content, note, made_at, made_by) VALUES ($1, $2, $3, $4, $5, "
     "$6, $7)")
STMT(CALENDAR_GET, "si", "isissii",
     "SELECT id, key, version, content, note, made_at, made_by FROM calendar WHERE key = $1 AND ($2 = 0 OR "
     "version = $2) "
     "ORDER BY version DESC LIMIT 1")
STMT(CALENDAR_NEWEST, "s", "ii",
     "SELECT id, version FROM calendar WHERE key = $1 ORDER BY version DESC LIMIT 1")
STMT(CALENDAR_LIST, "s", "isisii",
     "SELECT id, key, version, note, made_at, made_by FROM calendar WHERE key = $1 ORDER BY version DESC "
     "LIMIT 500")
STMT(SETTING_GET, "s", "s", "SELECT value FROM setting WHERE name = $1")
STMT(SETTING_PUT, "ssii", "",
     "INSERT INTO setting (name, value, changed_at, changed_by) VALUES ($1, $2, $3, $4) "
     "ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at, "
     "changed_by = excluded.changed_by")
STMT(
    AUDIT_INSERT, "iiiisss", "",
    "INSERT INTO audit (id, at, official_id, post_id, act, object, data) VALUES ($1, $2, $3, $4, $5, $6, $7)")
STMT(AUDIT_LIST, "ii", "iiiissss",
     "SELECT a.id, a.at, a.official_id, a.post_id, a.act, a.object, a.data, o.name FROM audit a "
     "LEFT JOIN official o ON o.id = a.official_id WHERE ($1 = 0 OR a.id < $1) ORDER BY a.id DESC LIMIT $2")
