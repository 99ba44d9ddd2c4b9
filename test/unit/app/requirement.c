/*
 * requirement.c - helpers of the tests of requirements.
 */
#include "requirement.h"

#include <libpq-fe.h>
#include <sqlite3.h>

#include "app/verify.h"
#include "base/json.h"
#include "check.h"

const char *const step_order =
    "{\"path\":\"direct\",\"assignee\":\"exp1\",\"order_text\":\"بررسی و نتیجه اعلام شود.\"}";
const char *const step_examination =
    "{\"allegations\":[{\"text\":\"مجوز به تأخیر افتاده است.\",\"respondent\":\"ادارهٔ راه\","
    "\"ground\":\"law_breach\",\"articles\":\"مادهٔ ۱۰۰\",\"evidence\":\"نامهٔ ۱۲\"}],"
    "\"needs_opinion\":false,\"needs_inspection\":false}";
const char *const step_findings =
    "{\"further_need\":\"complete\",\"findings\":[{\"allegation\":\"مجوز به تأخیر افتاده است.\","
    "\"finding\":\"true\",\"finding_reason\":\"اسناد پرونده نشان "
    "می‌دهد.\"}],\"violation\":false}";
const char *const complaint_of_exp2 =
    "{\"applicant_kind\":\"natural\",\"first_name\":\"مریم\",\"last_name\":\"صادقی\","
    "\"national_id\":\"0499370899\",\"county\":\"سمنان\",\"respondent_kind\":\"person\","
    "\"respondent_unit\":\"inspection\",\"kind\":\"complaint\",\"ground\":\"law_breach\","
    "\"subject\":\"تأخیر در صدور مجوز\",\"text\":\"پروندهٔ من مانده است.\",\"demand\":\"مجوز صادر شود.\","
    "\"earlier\":\"no\",\"preferred_channel\":\"web\",\"respondent_name\":\"کارشناس دوم\","
    "\"respondent_post\":\"exp2\"}";

/* ---- a case whole ---- */

static enum rc full_letters(struct cx *cx, struct letter_list *list, struct err *e)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < list->n; i++)
        rc = letter_by_id(cx->tx, cx->a, list->v[i].id, &list->v[i], e);
    return rc;
}

static void turn(struct outbox_list *list)
{
    for (size_t i = 0; i < list->n / 2; i++) {
        struct outbox_rec m = list->v[i];

        list->v[i] = list->v[list->n - 1 - i];
        list->v[list->n - 1 - i] = m;
    }
}

static enum rc read_whole(struct cx *cx, void *arg, struct err *e)
{
    struct whole *w = arg;
    enum rc rc = case_by_id(cx->tx, cx->a, w->id, &w->c, e);

    if (rc == RC_OK)
        rc = applicant_by_id(cx->tx, cx->a, w->c.applicant_id, &w->applicant, e);
    if (rc == RC_OK)
        rc = letter_list(cx->tx, cx->a, w->id, &w->letters, e);
    if (rc == RC_OK)
        rc = full_letters(cx, &w->letters, e);
    if (rc == RC_OK)
        rc = task_list_case(cx->tx, cx->a, w->id, false, cx->now_ms, &w->tasks, e);
    if (rc == RC_OK)
        rc = event_list(cx->tx, cx->a, w->id, &w->events, e);
    if (rc == RC_OK)
        rc = deadline_list(cx->tx, cx->a, w->id, &w->deadlines, e);
    if (rc == RC_OK)
        rc = referral_list(cx->tx, cx->a, w->id, &w->referrals, e);
    if (rc == RC_OK)
        rc = attachment_list(cx->tx, cx->a, w->id, 0, &w->files, e);
    if (rc == RC_OK)
        rc = instance_list(cx->tx, cx->a, w->id, false, &w->instances, e);
    if (rc == RC_OK)
        rc = outbox_of_case(cx->tx, cx->a, w->id, 1000, &w->outbox, e);
    if (rc == RC_OK)
        turn(&w->outbox);
    return rc;
}

bool look(struct office *o, int64_t case_id, struct whole *w)
{
    enum rc rc;

    *w = (struct whole){ .id = case_id };
    rc = office_read(o, NULL, read_whole, w);
    CHECK_MSG(rc == RC_OK, "case %lld: %s", (long long)case_id, o->e.msg);
    return rc == RC_OK;
}

static const struct task_rec *task_in(const struct whole *w, const char *element, const char *state)
{
    for (size_t i = w->tasks.n; i-- > 0;)
        if (str_eq_c(w->tasks.v[i].element, element) && str_eq_c(w->tasks.v[i].state, state))
            return &w->tasks.v[i];
    return NULL;
}

const struct task_rec *open_task(const struct whole *w, const char *element)
{
    return task_in(w, element, "open");
}

const struct task_rec *done_task(const struct whole *w, const char *element)
{
    return task_in(w, element, "done");
}

const struct letter_rec *letter_of(const struct whole *w, const char *template)
{
    for (size_t i = w->letters.n; i-- > 0;)
        if (str_eq_c(w->letters.v[i].template, template))
            return &w->letters.v[i];
    return NULL;
}

const struct outbox_rec *message_of(const struct whole *w, const char *template)
{
    for (size_t i = w->outbox.n; i-- > 0;)
        if (str_eq_c(w->outbox.v[i].template, template))
            return &w->outbox.v[i];
    return NULL;
}

const struct event_rec *event_of(const struct whole *w, const char *kind)
{
    for (size_t i = w->events.n; i-- > 0;)
        if (str_eq_c(w->events.v[i].kind, kind))
            return &w->events.v[i];
    return NULL;
}

const struct deadline_rec *deadline_kind(const struct whole *w, const char *kind)
{
    for (size_t i = w->deadlines.n; i-- > 0;)
        if (str_eq_c(w->deadlines.v[i].kind, kind))
            return &w->deadlines.v[i];
    return NULL;
}

struct str member(struct office *o, struct str json, const char *path)
{
    const struct json *v = NULL;
    struct str rest = str_c(path);

    if (json_parse(o->a, json, &v, &o->e) != RC_OK)
        return STR_NONE;
    while (v != NULL && rest.len > 0)
        v = v->kind == JSON_ARRAY ? json_at(v, (size_t)(str_cut(&rest, '.').p[0] - '0'))
                                  : json_get_str(v, str_cut(&rest, '.'));
    return v == NULL ? STR_NONE : v->kind == JSON_BOOL ? (v->boolean ? STR("true") : STR("false")) : v->text;
}

/* ---- verify ---- */

static void note_finding(void *arg, const char *what)
{
    struct findings *f = arg;

    if (f->n++ == 0)
        (void)snprintf(f->first, sizeof(f->first), "%s", what);
}

bool verified(struct office *o, struct findings *f)
{
    struct verify_result seen = { 0 };
    enum rc rc;

    *f = (struct findings){ 0 };
    o->e = (struct err){ 0 };
    rc = verify_all(o->app, note_finding, f, &seen, &o->e);
    CHECK_MSG(rc == RC_OK, "%s", o->e.msg);
    return rc == RC_OK;
}

/* ---- SQL from outside ---- */

static int64_t pg_sql(struct office *o, const char *sql, bool *ok)
{
    PGconn *c = PQconnectdb(o->url);
    PGresult *r = PQexec(c, sql);
    ExecStatusType status = PQresultStatus(r);
    int64_t v = 0;

    *ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (*ok && status == PGRES_TUPLES_OK && PQntuples(r) > 0)
        v = strtoll(PQgetvalue(r, 0, 0), NULL, 10);
    if (!*ok)
        printf("%s: %s", sql, PQerrorMessage(c));
    PQclear(r);
    PQfinish(c);
    return v;
}

static int first_cell(void *arg, int n, char **v, char **names)
{
    (void)names;
    if (n > 0 && v[0] != NULL)
        *(int64_t *)arg = strtoll(v[0], NULL, 10);
    return 0;
}

static int64_t lite_sql(struct office *o, const char *sql, bool *ok)
{
    sqlite3 *db = NULL;
    char *msg = NULL;
    int64_t v = 0;

    *ok = sqlite3_open(o->url + 7, &db) == SQLITE_OK && sqlite3_busy_timeout(db, 10000) == SQLITE_OK &&
          sqlite3_exec(db, sql, first_cell, &v, &msg) == SQLITE_OK;
    if (!*ok)
        printf("%s: %s\n", sql, msg == NULL ? "" : msg);
    sqlite3_free(msg);
    sqlite3_close(db);
    return v;
}

bool run_sql(struct office *o, const char *sql)
{
    bool ok = false;

    (void)(o->postgres ? pg_sql(o, sql, &ok) : lite_sql(o, sql, &ok));
    return ok;
}

int64_t sql_int(struct office *o, const char *sql)
{
    bool ok = false;
    int64_t v = o->postgres ? pg_sql(o, sql, &ok) : lite_sql(o, sql, &ok);

    CHECK_MSG(ok, "%s", sql);
    return v;
}
