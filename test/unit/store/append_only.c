/*
 * append_only.c - the ledger and the history of processes are only ever appended to: no statement of the
 * program says otherwise, and both databases refuse it to anybody who does not take the triggers away first.
 */
#include "check.h"
#include "fixture.h"

#include "store/db.h"

static const struct {
    const char *name, *sql;
} statements[] = {
#define STMT(name_, params, columns, sql_) { #name_, sql_ },
#define STMT_SQLITE(name_, params, columns, sql_) { #name_, sql_ },
#define STMT_POSTGRES(name_, params, columns, sql_) { #name_, sql_ },
#include "store/statements.h"
#undef STMT
#undef STMT_SQLITE
#undef STMT_POSTGRES
};

static bool has(const char *sql, const char *words, const char *table)
{
    char text[96];

    (void)snprintf(text, sizeof(text), "%s%s ", words, table);
    return strstr(sql, text) != NULL;
}

TEST(append_only_no_statement_changes_or_deletes_an_event)
{
    static const char *const tables[] = { "case_event", "instance_event" };
    int inserts = 0;

    for (size_t i = 0; i < ARRAY_LEN(statements); i++)
        for (size_t k = 0; k < ARRAY_LEN(tables); k++) {
            const char *sql = statements[i].sql;

            CHECK_MSG(!has(sql, "UPDATE ", tables[k]), "%s", statements[i].name);
            CHECK_MSG(!has(sql, "DELETE FROM ", tables[k]), "%s", statements[i].name);
            CHECK_MSG(!has(sql, "INSERT OR REPLACE INTO ", tables[k]), "%s", statements[i].name);
            if (!has(sql, "INSERT INTO ", tables[k]))
                continue;
            inserts++;
            CHECK_MSG(strstr(sql, "ON CONFLICT") == NULL, "%s", statements[i].name);
        }
    CHECK_INT(inserts, 2);
}

static const char rows_sql[] =
    "INSERT INTO unit (id, path, code, kind, function, name, county, phone, address, active, version) "
    "VALUES (1, '/1/', 'u', '', '', '', '', '', '', 1, 1);"
    "INSERT INTO applicant (id, kind, id_kind, id_value, name, first_name, last_name, mobile, phone, email, "
    "address, county, preferred_channel, made_at) VALUES (1, '', '', '', '', '', '', '', '', '', '', '', '', "
    "1);"
    "INSERT INTO cases (id, tracking_code, process_key, process_id, unit_id, unit_path, kind, channel, "
    "applicant_id, applicant_name, respondent_kind, respondent_name, subject, body, demand, county, state, "
    "stage, class, registered_at, result, priority, confidential, duplicate_key, referrer_number, "
    "referrer_date, extra, event_seq, event_head, late_reason, version) VALUES (1, 'c', 'p', 1, 1, '/1/', "
    "'', "
    "'', 1, '', '', '', '', '', '', '', '', '', '', 1, '', 0, 0, '', '', '', '', 0, '', '', 1);"
    "INSERT INTO process (id, key, version, title, hash, active, installed_at) VALUES (1, 'p', 1, '', '', 1, "
    "1);"
    "INSERT INTO instance (id, case_id, process_id, bpmn_process, state, made_at, how, event_seq) VALUES (1, "
    "1, "
    "1, '', '', 1, '', 0);"
    "INSERT INTO case_event (case_id, seq, at, kind, actor, public, data, hash_before, hash) VALUES (1, 1, "
    "1, "
    "'k', 'a', 1, '{}', '', '');"
    "INSERT INTO instance_event (instance_id, seq, at, event) VALUES (1, 1, 1, '[]');";

TEST(append_only_both_databases_refuse_to_change_an_event)
{
    static const char *const refused[] = {
        "UPDATE case_event SET data = '{\"x\":1}'",
        "UPDATE case_event SET at = at + 1 WHERE seq = 1",
        "DELETE FROM case_event",
        "DELETE FROM case_event WHERE case_id = 1",
        "UPDATE instance_event SET event = '[1]'",
        "DELETE FROM instance_event",
    };

    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;

        if (fixture_open(&f, i, NULL)) {
            CHECK(fixture_sql(&f, rows_sql));
            for (size_t k = 0; k < ARRAY_LEN(refused); k++)
                CHECK_MSG(!fixture_sql(&f, refused[k]), "%s was allowed", refused[k]);
            if (f.postgres)
                CHECK(!fixture_sql(&f, "TRUNCATE case_event"));
            CHECK(fixture_sql(&f, "DELETE FROM operation")); /* it is the table, not the intruder */
        }
        fixture_close(&f);
    }
}
