/*
 * requirement_verify.c - whoever changes a stored record behind the program's back is found out: `samad
 * verify` names the first record that is not what it was.
 */
#include <ftw.h>
#include <unistd.h>

#include "check.h"
#include "requirement.h"

#define CLOSED "(SELECT MIN(id) FROM cases)"
#define RUNNING "(SELECT MAX(id) FROM cases)"
#define ANSWER "(SELECT MAX(id) FROM letter WHERE template = 'answer')"

/* `table` is put back after each row. */
static const struct tampering {
    const char *table, *sql, *found;
} tamperings[] = {
    { "case_event", "UPDATE case_event SET data = '{\"x\":1}' WHERE seq = 3 AND case_id = " CLOSED,
      "event: number 3 " },
    { "case_event", "UPDATE case_event SET kind = 'forged' WHERE seq = 3 AND case_id = " CLOSED,
      "event: number 3 " },
    { "case_event", "UPDATE case_event SET at = at - 1 WHERE seq = 3 AND case_id = " CLOSED,
      "event: number 3 " },
    { "case_event", "UPDATE case_event SET actor = 'gov' WHERE seq = 3 AND case_id = " CLOSED,
      "event: number 3 " },
    { "case_event", "UPDATE case_event SET post_id = 7 WHERE seq = 3 AND case_id = " CLOSED,
      "event: number 3 " },
    { "case_event", "UPDATE case_event SET official_id = 7 WHERE seq = 3 AND case_id = " CLOSED,
      "event: number 3 " },
    { "case_event", "UPDATE case_event SET acting_for = 7 WHERE seq = 3 AND case_id = " CLOSED,
      "event: number 3 " },
    { "case_event", "UPDATE case_event SET public = 1 - public WHERE seq = 3 AND case_id = " CLOSED,
      "event: number 3 " },
    { "case_event", "UPDATE case_event SET hash = hash_before WHERE seq = 3 AND case_id = " CLOSED,
      "event: number 3 " },
    { "case_event", "UPDATE case_event SET hash_before = hash WHERE seq = 3 AND case_id = " CLOSED,
      "event: number 3 " },
    { "case_event", "UPDATE case_event SET data = '{\"x\":1}' WHERE seq >= 5 AND case_id = " CLOSED,
      "event: number 5 " },
    { "case_event", "DELETE FROM case_event WHERE seq = 3 AND case_id = " CLOSED, "event: number 4 " },
    { "case_event",
      "DELETE FROM case_event WHERE case_id = " CLOSED
      " AND seq = (SELECT event_seq FROM cases WHERE id = " CLOSED ")",
      "head" },
    { "case_event", "DELETE FROM case_event WHERE case_id = " CLOSED, "head" },
    { "case_event",
      "UPDATE case_event SET seq = -3 WHERE seq = 3 AND case_id = " CLOSED
      "; UPDATE case_event SET seq = 3 WHERE "
      "seq = 4 AND case_id = " CLOSED "; UPDATE case_event SET seq = 4 WHERE seq = -3 AND case_id = " CLOSED,
      "event: number 3 " },
    { "case_event",
      "UPDATE case_event SET case_id = " RUNNING ", seq = 999 WHERE seq = 3 AND case_id = " CLOSED,
      "event: number 4 " },
    { "cases",
      "UPDATE cases SET event_head = (SELECT hash FROM case_event v WHERE v.case_id = cases.id AND seq = 1)",
      "head" },
    { "cases", "UPDATE cases SET event_seq = event_seq - 1", "head" },
    { "cases", "UPDATE cases SET subject = 'x'", "registration" },
    { "cases", "UPDATE cases SET body = 'x'", "registration" },
    { "cases", "UPDATE cases SET demand = 'x'", "registration" },
    { "cases", "UPDATE cases SET extra = '{}'", "registration" },
    { "cases", "UPDATE cases SET registered_at = registered_at - 86400000", "registration" },
    { "cases", "UPDATE cases SET number = number + 1", "number" },
    { "cases", "UPDATE cases SET state = 'withdrawn' WHERE id = " CLOSED, "closed in another state" },
    { "cases", "UPDATE cases SET closed_at = closed_at - 1 WHERE id = " CLOSED, "closed in another state" },
    { "cases", "UPDATE cases SET due_at = due_at + 86400000 WHERE id = " RUNNING, "lists show another date" },
    { "instance", "UPDATE instance SET state = '{}' WHERE case_id = " CLOSED, "replay" },
    { "instance", "UPDATE instance SET event_seq = event_seq + 1 WHERE case_id = " CLOSED,
      "the last step is gone" },
    { "instance_event", "UPDATE instance_event SET event = '[]' WHERE seq = 1", "replay" },
    { "instance_event", "DELETE FROM instance_event WHERE seq = 1", "step 1 is gone" },
    { "letter", "UPDATE letter SET data = '{}' WHERE id = " ANSWER, "its content is another" },
    { "letter", "UPDATE letter SET number = 900 WHERE id = " ANSWER, "its number is another" },
    { "letter", "UPDATE letter SET addressee = 'x' WHERE id = " ANSWER, "kind or addressee" },
    { "letter", "DELETE FROM letter WHERE id = " ANSWER, "is gone" },
    { "letter", "UPDATE letter SET case_id = " RUNNING " WHERE id = " ANSWER, "belongs to another case" },
    { "letter", "UPDATE letter SET number = number + 500 WHERE direction = 'in'",
      "not in the indicator register" },
    { "letter",
      "INSERT INTO letter (id, case_id, unit_id, day, made_at, direction, template, sender, addressee, "
      "to_applicant, subject, data, other_number, other_date, urgency, confidential, attachments, state, "
      "void_reason, version) SELECT 5, case_id, unit_id, day, made_at, direction, template, sender, "
      "addressee, 0, "
      "subject, data, '', '', '', 0, 0, state, '', 1 FROM letter WHERE id = " ANSWER,
      "is not in the ledger" },
    { "indicator_series", "UPDATE indicator_series SET last = last + 1", "indicator register of unit" },
    { "deadline", "UPDATE deadline SET due_at = due_at + 1", "is another than its derivation says" },
    { "deadline", "UPDATE deadline SET start_at = start_at + 1", "is another than its derivation says" },
    { "deadline", "UPDATE deadline SET derivation = '{}'", "derivation cannot be read" },
    { "deadline", "UPDATE deadline SET state = 'running' WHERE case_id = " CLOSED, "in the ledger" },
    { "deadline", "DELETE FROM deadline WHERE case_id = " CLOSED, "is gone" },
    { "task", "UPDATE task SET outcome = '{}' WHERE element = 'OFF_SUB_01_T8'", "what was written in it" },
    { "task", "UPDATE task SET state = 'open' WHERE element = 'OFF_SUB_01_T8'", "finished in the ledger" },
    { "task", "DELETE FROM task WHERE element = 'OFF_SUB_01_T8'", "is gone" },
    { "task", "UPDATE task SET state = 'done' WHERE state = 'open'", "nobody finished it" },
    { "task", "UPDATE task SET unit_id = (SELECT MIN(id) FROM unit) WHERE state = 'open'", "no active post" },
    { "task", "UPDATE task SET state = 'cancelled' WHERE state = 'open'", "lies on nobody's desk" },
    { "post", "UPDATE post SET active = 0 WHERE code = 'exp1'", "no active post" },
    { "outbox", "DELETE FROM outbox WHERE letter_id = " ANSWER, "nothing in the outbox carries it" },
    { "outbox", "UPDATE outbox SET body = ''", "says nothing" },
    { "outbox", "UPDATE outbox SET state = 'lost'", "no known state" },
    { "outbox", "UPDATE outbox SET state = 'sent', done_at = NULL", "nobody knows when" },
    { "referral", "UPDATE referral SET note = 'x' WHERE kind = 'refer'", "referral" },
    { "attachment", "DELETE FROM attachment", "attachment" },
};

/* Past the triggers, as somebody with the whole database in hand would. */
static bool disarm(struct office *o)
{
    static const char *const triggers[][2] = { { "case_event", "case_event_no_update" },
                                               { "case_event", "case_event_no_delete" },
                                               { "instance_event", "instance_event_no_update" },
                                               { "instance_event", "instance_event_no_delete" } };
    bool ok = true;
    char sql[128];

    for (size_t i = 0; i < ARRAY_LEN(triggers); i++) {
        (void)snprintf(sql, sizeof(sql), o->postgres ? "DROP TRIGGER %s ON %s" : "DROP TRIGGER %s",
                       triggers[i][1], triggers[i][0]);
        ok = run_sql(o, sql) && ok;
    }
    return ok;
}

static bool in_table(struct office *o, const char *first, const char *table, const char *last)
{
    char sql[512];

    /* foreign keys would refuse some of it on PostgreSQL; on SQLite they are off unless asked for */
    (void)snprintf(sql, sizeof(sql), "%s%s%s%s%s%s%s",
                   o->postgres ? "SET session_replication_role = replica; " : "", first, table, last,
                   *last != '\0' ? table : "", *last != '\0' ? "; DROP TABLE kept_" : "",
                   *last != '\0' ? table : "");
    return run_sql(o, sql);
}

static bool keep(struct office *o, const char *table)
{
    char sql[128];

    (void)snprintf(sql, sizeof(sql), "CREATE TABLE kept_%s AS SELECT * FROM %s", table, table);
    return run_sql(o, sql);
}

static bool put_back(struct office *o, const char *table)
{
    char sql[192];

    (void)snprintf(sql, sizeof(sql), " ; INSERT INTO %s SELECT * FROM kept_", table);
    return in_table(o, "DELETE FROM ", table, sql);
}

static bool tamper(struct office *o, const char *sql)
{
    return in_table(o, sql, "", "");
}

struct attaching {
    int64_t case_id;
    struct stored_file file;
};

static enum rc attach(struct cx *cx, void *arg, struct err *e)
{
    struct attaching *x = arg;

    return case_attach(cx, x->case_id, &x->file, true, STR(""), e);
}

struct referring {
    int64_t task_id, version;
};

static enum rc refer(struct cx *cx, void *arg, struct err *e)
{
    struct referring *x = arg;

    return task_refer(cx, x->task_id, x->version, STR("exp1"), STR("لطفاً شما بررسی کنید."), e);
}

/* One closed case with an answer and a file, one that an expert works on. */
static bool two_cases(struct office *o)
{
    int64_t first = office_register(o, "web", office_complaint), second;
    struct attaching x = { .case_id = first };
    struct referring r;
    struct actor reg = office_post(o, "reg"), expert = office_post(o, "exp2");
    enum file_fault fault;
    struct whole w;

    CHECK(first != 0);
    CHECK_INT(
        case_store_file(o->app, o->a, STR("nameh.pdf"), STR("%PDF-1.4\n%%EOF\n"), &x.file, &fault, &o->e),
        RC_OK);
    CHECK_INT(fault, FILE_OK);
    CHECK_MSG(office_write(o, &reg, attach, &x) == RC_OK, "%s", o->e.msg);
    if (!office_answer(o, first) || !office_advance(o, 16 * (int64_t)86400000))
        return false;
    second =
        office_register(o, "phone",
                        "{\"applicant_kind\":\"natural\",\"first_name\":\"رضا\",\"last_name\":\"کریمی\","
                        "\"national_id\":\"0499370899\",\"mobile\":\"09123456789\",\"county\":\"سمنان\","
                        "\"respondent_kind\":\"agency\",\"respondent_unit\":\"roads\",\"kind\":\"complaint\","
                        "\"ground\":\"law_breach\",\"subject\":\"آسفالت کوچه\",\"text\":\"کوچه خراب است.\","
                        "\"demand\":\"درست "
                        "شود.\",\"earlier\":\"no\",\"preferred_channel\":\"sms\",\"call_number\":"
                        "\"02333334455\",\"taker\":\"دفتر\"}");
    CHECK_MSG(second != 0, "%s", o->e.msg);
    CHECK_INT(office_do(o, second, "OFF_FLW_02_T12",
                        "{\"path\":\"direct\",\"assignee\":\"exp2\",\"order_text\":\"بررسی شود.\"}"),
              RC_OK);
    if (!look(o, second, &w) || open_task(&w, "OFF_SUB_01_T2") == NULL)
        return false;
    r = (struct referring){ open_task(&w, "OFF_SUB_01_T2")->id, open_task(&w, "OFF_SUB_01_T2")->version };
    CHECK_MSG(office_write(o, &expert, refer, &r) == RC_OK, "%s", o->e.msg);
    return look(o, first, &w) && w.c.closed_at != 0;
}

TEST(verify_names_the_first_record_that_was_tampered_with)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct findings f;
        bool ready = office_open(&o, i) && two_cases(&o);

        CHECK(ready);
        if (ready && verified(&o, &f))
            CHECK_MSG(f.n == 0, "before anything was touched: %s", f.first);
        ready = ready && disarm(&o);
        for (size_t k = 0; ready && k < ARRAY_LEN(tamperings); k++) {
            const struct tampering *t = &tamperings[k];

            CHECK(keep(&o, t->table));
            CHECK_MSG(tamper(&o, t->sql), "%s", t->sql);
            if (verified(&o, &f))
                CHECK_MSG(f.n > 0 && strstr(f.first, t->found) != NULL, "%s: found '%s'", t->sql, f.first);
            CHECK(put_back(&o, t->table));
        }
        if (ready && verified(&o, &f))
            CHECK_MSG(f.n == 0, "after all was put back: %s", f.first);
        office_close(&o);
    }
}

static int spoil(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)ftw;
    return kind == FTW_F && strstr(path, "/blobs/") != NULL ? truncate(path, 3) : 0;
}

static int lose(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)ftw;
    return kind == FTW_F && strstr(path, "/blobs/") != NULL ? remove(path) : 0;
}

TEST(verify_finds_attachments_that_were_changed_or_lost)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct findings f;

        if (office_open(&o, i) && two_cases(&o)) {
            CHECK_INT(nftw(o.dir, spoil, 16, FTW_PHYS), 0);
            if (verified(&o, &f))
                CHECK_MSG(f.n == 1 && strstr(f.first, "attachment") != NULL, "%d: %s", f.n, f.first);
            CHECK_INT(nftw(o.dir, lose, 16, FTW_PHYS), 0);
            if (verified(&o, &f))
                CHECK_MSG(f.n == 1 && strstr(f.first, "attachment") != NULL, "%d: %s", f.n, f.first);
        }
        office_close(&o);
    }
}

TEST(ledger_refuses_to_be_changed_while_its_triggers_stand)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;

        if (office_open(&o, i) && office_register(&o, "web", office_complaint) != 0) {
            CHECK(!run_sql(&o, "UPDATE case_event SET data = '{}'"));
            CHECK(!run_sql(&o, "DELETE FROM case_event"));
            CHECK(!run_sql(&o, "UPDATE instance_event SET event = '[]'"));
            CHECK(!run_sql(&o, "DELETE FROM instance_event"));
            CHECK(sql_int(&o, "SELECT COUNT(*) FROM case_event") > 0);
        }
        office_close(&o);
    }
}
