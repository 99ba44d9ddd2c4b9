/* Cases, applicants, the ledger, deadlines, letters and the register, attachments, referrals, surveys,
 * drafts, search. */
#ifndef CASE_COLUMNS
/* A holding `h` by which its official is the holder of the post, not a deputy, at the instant `now`. */
#define HOLDS_NOW(now)                                                                                       \
    "h.kind = 'holder' AND h.from_at <= " now " AND (h.until_at IS NULL OR h.until_at > " now ")"
#define APPLICANT_COLUMNS                                                                                    \
    "id, kind, id_kind, id_value, name, first_name, last_name, birth_year, mobile, phone, email, address, "  \
    "county, preferred_channel, made_at"
#define CASE_COLUMNS                                                                                         \
    "id, tracking_code, process_key, process_id, unit_id, unit_path, kind, channel, applicant_id, "          \
    "applicant_name, respondent_kind, respondent_name, respondent_unit_id, respondent_post_id, subject, "    \
    "body, demand, county, state, stage, class, number, registered_at, registered_by, due_at, warn_at, "     \
    "answered_at, closed_at, result, priority, confidential, post_id, expert_post_id, duplicate_of, "        \
    "duplicate_key, referrer_number, referrer_date, extra, event_seq, event_head, late_reason, version"
#define CASE_TYPES "issiisssisssiisssssssiiiiiiisiiiiissssissi"
/* A row of a list: no long texts. */
#define CASE_ROW                                                                                             \
    "id, tracking_code, process_key, process_id, unit_id, unit_path, kind, channel, applicant_id, "          \
    "applicant_name, respondent_kind, respondent_name, respondent_unit_id, respondent_post_id, subject, "    \
    "'', '', county, state, stage, class, number, registered_at, registered_by, due_at, warn_at, "           \
    "answered_at, closed_at, result, priority, confidential, post_id, expert_post_id, duplicate_of, "        \
    "duplicate_key, referrer_number, referrer_date, '', event_seq, event_head, late_reason, version"
/* $1 process $2 path like $3 state $4 class $5 channel $6 kind $7 from $8 until $9 due before $10 expert $11
 * applicant $12 open (2: and not answered) $13 closed $14 late $15 confidential too $16 now $17 hidden unit
 * $18 hidden post $19 county $20 respondent's unit $21 registered by $22 hidden from
 * this official's own posts */
#define CASE_WHERE                                                                                           \
    "($1 = '' OR process_key = $1) AND unit_path LIKE $2 AND ($3 = '' OR state = $3) "                       \
    "AND ($4 = '' OR class = $4) AND ($5 = '' OR channel = $5) AND ($6 = '' OR kind = $6) "                  \
    "AND registered_at >= $7 AND registered_at < $8 "                                                        \
    "AND ($9 = 0 OR (closed_at IS NULL AND answered_at IS NULL AND due_at < $9)) "                           \
    "AND ($10 = 0 OR expert_post_id = $10) AND ($11 = 0 OR applicant_id = $11) "                             \
    "AND ($12 = 0 OR (closed_at IS NULL AND ($12 = 1 OR answered_at IS NULL))) "                             \
    "AND ($13 = 0 OR closed_at IS NOT NULL) "                                                                \
    "AND ($14 = 0 OR (due_at < COALESCE(answered_at, closed_at, $16))) "                                     \
    "AND ($15 = 1 OR confidential = 0) "                                                                     \
    "AND ($17 = 0 OR respondent_unit_id IS NULL OR respondent_unit_id <> $17 OR respondent_kind <> "         \
    "'person') "                                                                                             \
    "AND ($18 = 0 OR respondent_post_id IS NULL OR respondent_post_id <> $18) "                              \
    "AND ($19 = '' OR county = $19) AND ($20 = 0 OR respondent_unit_id = $20) "                              \
    "AND ($21 = 0 OR registered_by = $21) "                                                                  \
    "AND ($22 = 0 OR respondent_post_id IS NULL OR NOT EXISTS (SELECT 1 FROM holding h WHERE "               \
    "h.official_id = $22 AND h.post_id = respondent_post_id AND " HOLDS_NOW("$16") ")) "
#define CASE_FILTER_TYPES "ssssssiiiiiiiiiiiisiii"
#define COUNT_COLUMNS                                                                                        \
    "COUNT(CASE WHEN closed_at IS NULL AND answered_at IS NULL THEN 1 END), "                                \
    "COUNT(CASE WHEN closed_at IS NULL AND answered_at IS NULL AND due_at < $16 THEN 1 END), "               \
    "COUNT(CASE WHEN closed_at IS NULL AND answered_at IS NULL AND due_at >= $16 AND warn_at < $16 THEN 1 "  \
    "END), "                                                                                                 \
    "COUNT(answered_at), COUNT(CASE WHEN answered_at <= due_at THEN 1 END), COUNT(closed_at), "              \
    "CAST(COALESCE(SUM(CASE WHEN answered_at IS NOT NULL THEN (answered_at - registered_at) / 86400000 "     \
    "END), 0) AS BIGINT)"
#define EVENT_COLUMNS                                                                                        \
    "v.case_id, v.seq, v.at, v.kind, v.actor, v.post_id, v.official_id, v.acting_for, v.public, v.data, "    \
    "v.hash_before, v.hash"
#define LETTER_COLUMNS                                                                                       \
    "l.id, l.case_id, l.unit_id, l.year, l.number, l.day, l.made_at, l.direction, l.template, l.sender, "    \
    "l.addressee, l.addressee_unit_id, l.to_applicant, l.subject, l.data, l.other_number, l.other_date, "    \
    "l.urgency, l.confidential, l.attachments, l.reply_to, l.state, l.signed_by_post, l.signed_by, "         \
    "l.signed_at, l.made_by_post, l.made_by, l.void_reason, l.version"
#define LETTER_ROW                                                                                           \
    "l.id, l.case_id, l.unit_id, l.year, l.number, l.day, l.made_at, l.direction, l.template, l.sender, "    \
    "l.addressee, l.addressee_unit_id, l.to_applicant, l.subject, '', l.other_number, l.other_date, "        \
    "l.urgency, l.confidential, l.attachments, l.reply_to, l.state, l.signed_by_post, l.signed_by, "         \
    "l.signed_at, l.made_by_post, l.made_by, l.void_reason, l.version"
#define LETTER_TYPES "iiiiiiissssiisssssiiisiiiiisi"
#define ATTACHMENT_COLUMNS                                                                                   \
    "id, case_id, draft_id, hash, name, mime, size, made_at, by_applicant, post_id, public, note"
#endif
STMT(APPLICANT_INSERT, "issssssissssssi", "",
     "INSERT INTO applicant (" APPLICANT_COLUMNS
     ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)")
STMT(APPLICANT_BY_ID, "i", "issssssissssssi", "SELECT " APPLICANT_COLUMNS " FROM applicant WHERE id = $1")
STMT(CASE_INSERT, CASE_TYPES, "",
     "INSERT INTO cases (" CASE_COLUMNS
     ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, "
     "$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, "
     "$41, $42)")
/* Without duplicate_of: SQLite writes all indexes anew when a column that points into its own table is set.
 */
STMT(CASE_UPDATE, "isssssiiiiisiiiiissi", "",
     "UPDATE cases SET kind = $2, subject = $3, state = $4, stage = $5, class = $6, number = $7, due_at = "
     "$8, warn_at = $9, answered_at = $10, closed_at = $11, result = $12, priority = $13, confidential = "
     "$14, post_id = $15, expert_post_id = $16, event_seq = $17, event_head = $18, late_reason = $19, "
     "version = version + 1 WHERE id = $1 AND version = $20")
STMT(CASE_SET_DUPLICATE, "ii", "", "UPDATE cases SET duplicate_of = $2 WHERE id = $1")
STMT(CASE_BY_ID, "i", CASE_TYPES, "SELECT " CASE_COLUMNS " FROM cases WHERE id = $1")
STMT(CASE_BY_CODE, "s", CASE_TYPES, "SELECT " CASE_COLUMNS " FROM cases WHERE tracking_code = $1")
STMT(CASE_CODE_COUNT, "s", "i", "SELECT COUNT(*) FROM cases WHERE tracking_code = $1")
STMT(CASE_DUPLICATE, "ssii", CASE_TYPES,
     "SELECT " CASE_COLUMNS " FROM cases WHERE duplicate_key = $2 AND process_key = $1 AND id <> $3 "
     "AND ($4 = 0 OR closed_at IS NULL) ORDER BY id DESC LIMIT 1")
STMT(CASE_WALK, "ii", CASE_TYPES, "SELECT " CASE_COLUMNS " FROM cases WHERE id > $1 ORDER BY id LIMIT $2")
STMT(CASE_LIST_NEWEST, CASE_FILTER_TYPES "ii", CASE_TYPES,
     "SELECT " CASE_ROW " FROM cases WHERE " CASE_WHERE
     "ORDER BY registered_at DESC, id DESC LIMIT $23 OFFSET $24")
STMT(CASE_LIST_OLDEST, CASE_FILTER_TYPES "ii", CASE_TYPES,
     "SELECT " CASE_ROW " FROM cases WHERE " CASE_WHERE "ORDER BY registered_at, id LIMIT $23 OFFSET $24")
STMT(CASE_LIST_BY_DUE, CASE_FILTER_TYPES "ii", CASE_TYPES,
     "SELECT " CASE_ROW " FROM cases WHERE " CASE_WHERE
     "ORDER BY due_at IS NULL, due_at, id LIMIT $23 OFFSET $24")
STMT(CASE_LIST_BY_STATE, CASE_FILTER_TYPES "ii", CASE_TYPES,
     "SELECT " CASE_ROW " FROM cases WHERE " CASE_WHERE
     "ORDER BY state, registered_at, id LIMIT $23 OFFSET $24")
STMT(CASE_AGAINST_OFFICIAL, "ii", "i",
     "SELECT c.id FROM holding h JOIN cases c ON c.respondent_post_id = h.post_id WHERE h.official_id = $1 "
     "AND " HOLDS_NOW("$2") " AND c.closed_at IS NULL ORDER BY c.id")
STMT(CASE_LIST_COUNT, CASE_FILTER_TYPES, "i", "SELECT COUNT(*) FROM cases WHERE " CASE_WHERE)
STMT_SQLITE(CASE_LIST_WORDS, CASE_FILTER_TYPES "iis", CASE_TYPES,
            "SELECT " CASE_ROW " FROM cases WHERE " CASE_WHERE
            "AND id IN (SELECT rowid FROM case_search WHERE case_search MATCH $25) "
            "ORDER BY registered_at DESC, id DESC LIMIT $23 OFFSET $24")
STMT_POSTGRES(CASE_LIST_WORDS, CASE_FILTER_TYPES "iis", CASE_TYPES,
              "SELECT " CASE_ROW " FROM cases WHERE " CASE_WHERE
              "AND id IN (SELECT case_id FROM case_search WHERE to_tsvector('simple', text) @@ "
              "plainto_tsquery('simple', $25)) "
              "ORDER BY registered_at DESC, id DESC LIMIT $23 OFFSET $24")
STMT_SQLITE(CASE_LIST_WORDS_COUNT, CASE_FILTER_TYPES "s", "i",
            "SELECT COUNT(*) FROM cases WHERE " CASE_WHERE
            "AND id IN (SELECT rowid FROM case_search WHERE case_search MATCH $23)")
STMT_POSTGRES(CASE_LIST_WORDS_COUNT, CASE_FILTER_TYPES "s", "i",
              "SELECT COUNT(*) FROM cases WHERE " CASE_WHERE
              "AND id IN (SELECT case_id FROM case_search WHERE to_tsvector('simple', text) @@ "
              "plainto_tsquery('simple', $23))")
STMT(CASE_COUNTS_STATE, CASE_FILTER_TYPES, "siiiiiii",
     "SELECT state AS k, " COUNT_COLUMNS " FROM cases WHERE " CASE_WHERE "GROUP BY k ORDER BY k")
STMT(CASE_COUNTS_CLASS, CASE_FILTER_TYPES, "siiiiiii",
     "SELECT class AS k, " COUNT_COLUMNS " FROM cases WHERE " CASE_WHERE "GROUP BY k ORDER BY k")
STMT(CASE_COUNTS_CHANNEL, CASE_FILTER_TYPES, "siiiiiii",
     "SELECT channel AS k, " COUNT_COLUMNS " FROM cases WHERE " CASE_WHERE "GROUP BY k ORDER BY k")
STMT(CASE_COUNTS_COUNTY, CASE_FILTER_TYPES, "siiiiiii",
     "SELECT county AS k, " COUNT_COLUMNS " FROM cases WHERE " CASE_WHERE "GROUP BY k ORDER BY k")
STMT(CASE_COUNTS_UNIT, CASE_FILTER_TYPES, "siiiiiii",
     "SELECT CAST(unit_id AS TEXT) AS k, " COUNT_COLUMNS " FROM cases WHERE " CASE_WHERE
     "GROUP BY k ORDER BY k")
STMT(CASE_COUNTS_EXPERT, CASE_FILTER_TYPES, "siiiiiii",
     "SELECT CAST(COALESCE(expert_post_id, 0) AS TEXT) AS k, " COUNT_COLUMNS " FROM cases WHERE " CASE_WHERE
     "GROUP BY k ORDER BY k")
STMT(CASE_COUNTS_DAY, CASE_FILTER_TYPES, "siiiiiii",
     "SELECT CAST((registered_at + 12600000) / 86400000 AS TEXT) AS k, " COUNT_COLUMNS
     " FROM cases WHERE " CASE_WHERE "GROUP BY k ORDER BY k")
STMT(EVENT_INSERT, "iiissiiiisss", "",
     "INSERT INTO case_event (case_id, seq, at, kind, actor, post_id, official_id, acting_for, public, data, "
     "hash_before, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
STMT(EVENT_LIST, "i", "iiissiiiisssss",
     "SELECT " EVENT_COLUMNS
     ", o.name, p.title FROM case_event v LEFT JOIN official o ON o.id = v.official_id "
     "LEFT JOIN post p ON p.id = v.post_id WHERE v.case_id = $1 ORDER BY v.seq")
STMT(LEDGER_DAY_INSERT, "iissi", "",
     "INSERT INTO ledger_day (day, cases, root, chained, made_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT "
     "(day) DO NOTHING")
STMT(LEDGER_DAY_LAST, "i", "iissi",
     "SELECT day, cases, root, chained, made_at FROM ledger_day WHERE day <= $1 ORDER BY day DESC LIMIT 1")
STMT(LEDGER_DAY_LIST, "i", "iissi",
     "SELECT day, cases, root, chained, made_at FROM ledger_day ORDER BY day DESC LIMIT $1")
STMT(LEDGER_HEADS, "i", "sis",
     "SELECT c.tracking_code, v.seq, v.hash FROM cases c JOIN case_event v ON v.case_id = c.id WHERE v.seq = "
     "(SELECT MAX(w.seq) FROM case_event w WHERE w.case_id = c.id AND w.at < $1) ORDER BY c.tracking_code")
STMT(DEADLINE_INSERT, "iisiissiisi", "",
     "INSERT INTO deadline (id, case_id, kind, start_at, due_at, class, state, met_at, needs_calendar, "
     "derivation, version) "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
STMT(DEADLINE_UPDATE, "iissisi", "",
     "UPDATE deadline SET due_at = $2, class = $3, state = $4, met_at = $5, derivation = $6, version = "
     "version + 1 "
     "WHERE id = $1 AND version = $7")
STMT(DEADLINE_LIST, "i", "iisiissiisi",
     "SELECT id, case_id, kind, start_at, due_at, class, state, met_at, needs_calendar, derivation, version "
     "FROM deadline "
     "WHERE case_id = $1 ORDER BY id")
STMT(DEADLINE_MOVED, "sii", "iisiissiisi",
     "SELECT d.id, d.case_id, d.kind, d.start_at, d.due_at, d.class, d.state, d.met_at, d.needs_calendar, "
     "d.derivation, d.version FROM deadline d JOIN cases c ON c.id = d.case_id "
     "WHERE c.unit_path LIKE $1 AND ($2 = 1 OR c.closed_at IS NULL) "
     "AND (d.derivation LIKE '%\"pauses\":[{%' OR d.derivation LIKE '%\"changes\":[{%') "
     "ORDER BY d.id DESC LIMIT $3")
STMT(DEADLINE_WALK, "ii", "iisiissiisi",
     "SELECT id, case_id, kind, start_at, due_at, class, state, met_at, needs_calendar, derivation, version "
     "FROM deadline "
     "WHERE state = 'running' AND needs_calendar = 1 AND id > $1 ORDER BY id LIMIT $2")
STMT(INDICATOR_NEXT, "ii", "i",
     "INSERT INTO indicator_series (unit_id, year, last) VALUES ($1, $2, 1) "
     "ON CONFLICT (unit_id, year) DO UPDATE SET last = indicator_series.last + 1 RETURNING last")
STMT(INDICATOR_PEEK, "ii", "i",
     "SELECT COALESCE(MAX(last), 0) + 1 FROM indicator_series WHERE unit_id = $1 AND year = $2")
STMT(INDICATOR_SERIES, "i", "iii",
     "SELECT unit_id, year, last FROM indicator_series WHERE ($1 = 0 OR unit_id = $1) "
     "ORDER BY year DESC, unit_id LIMIT 2000")
STMT(INDICATOR_GAPS, "", "iiii",
     "SELECT s.unit_id, s.year, s.last, (SELECT COUNT(*) FROM letter l WHERE l.unit_id = s.unit_id AND "
     "l.year = s.year "
     "AND l.number BETWEEN 1 AND s.last) AS n FROM indicator_series s WHERE s.last <> "
     "(SELECT COUNT(*) FROM letter l WHERE l.unit_id = s.unit_id AND l.year = s.year AND l.number BETWEEN 1 "
     "AND s.last)")
STMT(LETTER_INSERT, LETTER_TYPES, "",
     "INSERT INTO letter (id, case_id, unit_id, year, number, day, made_at, direction, template, sender, "
     "addressee, addressee_unit_id, to_applicant, subject, data, other_number, other_date, urgency, "
     "confidential, attachments, reply_to, state, signed_by_post, signed_by, signed_at, made_by_post, "
     "made_by, void_reason, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
     "$15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)")
STMT(LETTER_UPDATE, "isissiiissi", "",
     "UPDATE letter SET state = $2, attachments = $3, other_number = $4, other_date = $5, signed_by_post = "
     "$6, "
     "signed_by = $7, signed_at = $8, void_reason = $9, urgency = $10, version = version + 1 WHERE id = $1 "
     "AND version = $11")
STMT(LETTER_BY_ID, "i", LETTER_TYPES "s",
     "SELECT " LETTER_COLUMNS
     ", c.tracking_code FROM letter l LEFT JOIN cases c ON c.id = l.case_id WHERE l.id = $1")
STMT(LETTER_LIST, "i", LETTER_TYPES "s",
     "SELECT " LETTER_ROW ", '' FROM letter l WHERE l.case_id = $1 ORDER BY l.id")
STMT(
    LETTER_REGISTER, "iiiii", LETTER_TYPES "s",
    "SELECT " LETTER_ROW ", c.tracking_code FROM letter l LEFT JOIN cases c ON c.id = l.case_id "
    "WHERE l.unit_id = $1 AND l.day >= $2 AND l.day <= $3 AND l.number IS NOT NULL ORDER BY l.year, l.number "
    "LIMIT $4 OFFSET $5")
STMT(LETTER_REGISTER_COUNT, "iii", "i",
     "SELECT COUNT(*) FROM letter l WHERE l.unit_id = $1 AND l.day >= $2 AND l.day <= $3 AND l.number IS NOT "
     "NULL")
STMT(ATTACHMENT_INSERT, "iiisssiiiiis", "",
     "INSERT INTO attachment (" ATTACHMENT_COLUMNS
     ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
STMT(ATTACHMENT_BY_ID, "i", "iiisssiiiiis", "SELECT " ATTACHMENT_COLUMNS " FROM attachment WHERE id = $1")
STMT(ATTACHMENT_OF_CASE, "i", "iiisssiiiiis",
     "SELECT " ATTACHMENT_COLUMNS " FROM attachment WHERE case_id = $1 ORDER BY id")
STMT(ATTACHMENT_OF_DRAFT, "i", "iiisssiiiiis",
     "SELECT " ATTACHMENT_COLUMNS " FROM attachment WHERE draft_id = $1 AND case_id IS NULL ORDER BY id")
STMT(ATTACHMENT_MOVE, "ii", "", "UPDATE attachment SET case_id = $2 WHERE draft_id = $1 AND case_id IS NULL")
STMT(ATTACHMENT_PUBLISH, "i", "", "UPDATE attachment SET public = 1 WHERE id = $1")
STMT(ATTACHMENT_DELETE, "ii", "",
     "DELETE FROM attachment WHERE draft_id = $1 AND id = $2 AND case_id IS NULL")
STMT(ATTACHMENT_HASH_USED, "s", "i", "SELECT COUNT(*) FROM attachment WHERE hash = $1")
STMT(ATTACHMENT_HASHES, "si", "s",
     "SELECT DISTINCT hash FROM attachment WHERE hash > $1 ORDER BY hash LIMIT $2")
STMT(REFERRAL_INSERT, "iiisiisii", "",
     "INSERT INTO referral (id, case_id, task_id, kind, from_post, to_post, note, at, by_official) "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
STMT(REFERRAL_LIST, "i", "iiisiisiisss",
     "SELECT r.id, r.case_id, r.task_id, r.kind, r.from_post, r.to_post, r.note, r.at, r.by_official, "
     "f.title, t.title, "
     "o.name FROM referral r LEFT JOIN post f ON f.id = r.from_post JOIN post t ON t.id = r.to_post "
     "LEFT JOIN official o ON o.id = r.by_official WHERE r.case_id = $1 ORDER BY r.id")
STMT(SURVEY_ASK, "ii", "",
     "INSERT INTO survey (case_id, asked_at, verdict, comment) VALUES ($1, $2, '', '') ON CONFLICT (case_id) "
     "DO NOTHING")
STMT(SURVEY_GET, "i", "iiisis",
     "SELECT case_id, asked_at, at, verdict, score, comment FROM survey WHERE case_id = $1")
STMT(SURVEY_ANSWER, "iisis", "",
     "UPDATE survey SET at = $2, verdict = $3, score = $4, comment = $5 WHERE case_id = $1 AND at IS NULL")
STMT(DRAFT_INSERT, "issssii", "",
     "INSERT INTO draft (id, key_hash, process_key, channel, fields, made_at, changed_at) VALUES ($1, $2, "
     "$3, $4, $5, $6, $7)")
STMT(DRAFT_GET, "s", "issssiii",
     "SELECT id, key_hash, process_key, channel, fields, case_id, made_at, changed_at FROM draft WHERE "
     "key_hash = $1")
STMT(DRAFT_SAVE, "isii", "", "UPDATE draft SET fields = $2, case_id = $3, changed_at = $4 WHERE id = $1")
STMT(DRAFT_FORGET_FILES, "i", "",
     "DELETE FROM attachment WHERE case_id IS NULL AND draft_id IN (SELECT id FROM draft WHERE changed_at < "
     "$1)")
STMT(DRAFT_FORGET, "i", "", "DELETE FROM draft WHERE changed_at < $1")
STMT(SEARCH_ENQUEUE, "ii", "",
     "INSERT INTO search_queue (case_id, at) VALUES ($1, $2) ON CONFLICT (case_id) DO UPDATE "
     "SET at = CASE WHEN excluded.at > search_queue.at THEN excluded.at ELSE search_queue.at + 1 END")
STMT(SEARCH_WAITING, "i", "ii", "SELECT case_id, at FROM search_queue ORDER BY at LIMIT $1")
STMT(SEARCH_DEQUEUE, "ii", "", "DELETE FROM search_queue WHERE case_id = $1 AND at = $2")
STMT_SQLITE(SEARCH_INDEX, "is", "", "INSERT OR REPLACE INTO case_search (rowid, text) VALUES ($1, $2)")
STMT_POSTGRES(SEARCH_INDEX, "is", "",
              "INSERT INTO case_search (case_id, text) VALUES ($1, $2) ON CONFLICT (case_id) DO UPDATE SET "
              "text = excluded.text")
