/*
 * fixture.c - a small office for tests of use cases.
 */
#include "fixture.h"

#include <ftw.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/install.h"
#include "app/office.h"
#include "base/file.h"
#include "base/id.h"
#include "check.h"
#include "persian/jalali.h"
#include "port/flow.h"
#include "port/tx.h"

#define ARENA_OF_TEST ((size_t)512 << 20)

const char *const office_complaint =
    "{\"applicant_kind\":\"natural\",\"first_name\":\"مریم\",\"last_name\":\"صادقی\","
    "\"national_id\":\"0499370899\",\"mobile\":\"09123456789\",\"county\":\"سمنان\","
    "\"respondent_kind\":\"agency\",\"respondent_unit\":\"roads\",\"kind\":\"complaint\","
    "\"ground\":\"law_breach\",\"subject\":\"تأخیر در صدور مجوز\","
    "\"text\":\"پروندهٔ من سه ماه در آن اداره مانده است.\",\"demand\":\"مجوز صادر شود.\","
    "\"earlier\":\"no\",\"preferred_channel\":\"sms\",\"consent\":true}";

static const char *server_url(void)
{
    const char *url = getenv("SAMAD_TEST_POSTGRES");

    return url == NULL || *url == '\0' ? NULL : url;
}

int office_engines(void)
{
    return server_url() != NULL ? 2 : 1;
}

/* ---- making it ---- */

static bool pg_exec(const char *sql)
{
    PGconn *c = PQconnectdb(server_url());
    PGresult *r = PQexec(c, sql);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;

    if (!ok)
        printf("%s: %s", sql, PQerrorMessage(c));
    PQclear(r);
    PQfinish(c);
    return ok;
}

static bool make_database(struct office *o)
{
    static int number;
    char sql[128];

    (void)snprintf(o->dir, sizeof(o->dir), "/tmp/samad-app-XXXXXX");
    if (mkdtemp(o->dir) == NULL)
        return false;
    if (!o->postgres) {
        (void)snprintf(o->url, sizeof(o->url), "sqlite:%s/samad.db", o->dir);
        return true;
    }
    (void)snprintf(o->schema, sizeof(o->schema), "test_app_%ld_%d", (long)getpid(), ++number);
    (void)snprintf(sql, sizeof(sql), "CREATE SCHEMA %s", o->schema);
    (void)snprintf(o->url, sizeof(o->url), "%s?application_name=%s&options=-csearch_path%%3D%s", server_url(),
                   o->schema, o->schema);
    return pg_exec(sql);
}

static enum rc add_post(struct cx *cx, const struct unit_rec *unit, struct str code, struct str role,
                        struct err *e)
{
    struct post_rec p = { .unit_id = unit->id,
                          .code = code,
                          .title = arena_cat(cx->a, STR("پست "), code),
                          .roles = role,
                          .rights = RIGHT_WORK | RIGHT_REGISTER | RIGHT_MANAGE | RIGHT_REPORT |
                                    RIGHT_CONFIDENTIAL };
    struct official_rec h = { .name = arena_cat(cx->a, STR("دارندهٔ "), code), .login = code };
    enum rc rc = office_add_post(cx, &p, e);

    if (rc == RC_OK)
        rc = office_add_official(cx, &h, e);
    return rc == RC_OK ? office_hold(cx, p.id, h.id, "holder", 0, 0, STR(""), e) : rc;
}

static enum rc build(struct cx *cx, void *arg, struct err *e)
{
    static const char *const posts[][2] = { { "reg", "REG" },  { "exp1", "EXP" }, { "exp2", "EXP" },
                                            { "mgr", "MGR" },  { "dg", "DG" },    { "gov", "GOV" },
                                            { "ins1", "INS" }, { "ins2", "INS" }, { "opr", "OPR" },
                                            { "aiu", "AIU" },  { "vco", "VCO" },  { "avb", "AVB" },
                                            { "ssv", "SSV" } };
    static const char *const agency[] = { "AGY", "UNT", "AIU" };
    struct unit_rec root = { .code = STR("semnan"),
                             .kind = STR("province"),
                             .function = STR("governor"),
                             .name = STR("استانداری سمنان"),
                             .county = STR("سمنان"),
                             .phone = STR("02333440000"),
                             .address = STR("سمنان، میدان مشاهیر") };
    struct unit_rec own = { .code = STR("inspection"),
                            .kind = STR("office"),
                            .function = STR("inspection"),
                            .name = STR("ادارهٔ بازرسی"),
                            .county = STR("سمنان"),
                            .phone = STR("02333441111"),
                            .address = STR("سمنان، میدان مشاهیر") };
    struct unit_rec roads = { .code = STR("roads"),
                              .kind = STR("agency"),
                              .function = STR("agency"),
                              .name = STR("ادارهٔ راه"),
                              .county = STR("سمنان"),
                              .phone = STR("02333445555"),
                              .address = STR("سمنان") };
    enum rc rc = office_add_unit(cx, &root, e);

    (void)arg;
    own.parent_id = roads.parent_id = root.id;
    if (rc == RC_OK)
        rc = office_add_unit(cx, &own, e);
    if (rc == RC_OK)
        rc = office_add_unit(cx, &roads, e);
    for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(posts); i++)
        rc = add_post(cx, &own, str_c(posts[i][0]), str_c(posts[i][1]), e);
    for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(agency); i++)
        rc = add_post(cx, &roads, arena_fmt(cx->a, "roads-%s", agency[i]), str_c(agency[i]), e);
    if (rc == RC_OK) {
        struct moved_list moved = { 0 };

        rc = office_set_calendar(cx, STR("test"),
                                 STR("{\"key\":\"test\",\"version\":1,\"weekly\":[{\"weekday\":6}],"
                                     "\"hours\":[{\"weekdays\":[0,1,2,3,4,5],\"opens\":\"07:30\","
                                     "\"closes\":\"14:30\"}]}"),
                                 STR(""), &moved, e);
    }
    return rc;
}

static enum rc install(struct cx *cx, void *arg, struct err *e)
{
    struct arena *a = arg;
    struct str *names = NULL;
    size_t n = 0;
    enum rc rc = dir_list(a, PROCESSES_DIR, &names, &n, e);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        const struct package_file *files = NULL;
        struct installed done;
        size_t files_n = 0;

        rc = package_files_of_dir(a, path_join(a, PROCESSES_DIR, arena_cstr(a, names[i])), &files, &files_n,
                                  e);
        if (rc == RC_OK)
            rc = package_install(cx, files, files_n, NULL, &done, e);
    }
    return rc;
}

bool office_open_bare(struct office *o, int engine)
{
    struct app_options ao = { .font_dir = "." };
    enum rc rc;

    *o = (struct office){ .postgres = engine == 1 };
    o->now_ms = day_at_ms(jdate_to_day((struct jdate){ 1403, 6, 25 }), 9, 30, 0);
    o->a = arena_new(ARENA_OF_TEST);
    if (o->a == NULL || !make_database(o)) {
        CHECK_MSG(false, "making a database");
        return false;
    }
    rc = store_open(o->url, NULL, &o->store, &o->e);
    if (rc == RC_OK)
        rc = store_migrate(o->store, NULL, NULL, &o->e);
    ao.clock = clock_fixed(&o->now_ms);
    o->ids = id_source_new(1, ao.clock);
    ao.store = o->store;
    ao.ids = o->ids;
    ao.data_dir = o->dir;
    if (rc == RC_OK)
        rc = app_new(&ao, &o->app, &o->e);
    if (rc == RC_OK)
        rc = office_write(o, NULL, install, o->a);
    CHECK_MSG(rc == RC_OK, "%s", o->e.msg);
    return rc == RC_OK;
}

bool office_open(struct office *o, int engine)
{
    if (!office_open_bare(o, engine))
        return false;
    CHECK_MSG(office_write(o, NULL, build, NULL) == RC_OK, "%s", o->e.msg);
    return o->e.rc == RC_OK;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

void office_close(struct office *o)
{
    char sql[192];

    app_free(o->app);
    id_source_free(o->ids);
    store_close(o->store);
    arena_free(o->a);
    if (o->schema[0] != '\0') {
        (void)snprintf(sql, sizeof(sql), "SET client_min_messages = warning; DROP SCHEMA %s CASCADE",
                       o->schema);
        (void)pg_exec(sql);
    }
    if (o->dir[0] != '\0')
        (void)nftw(o->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- using it ---- */

enum rc office_read(struct office *o, const struct actor *who, use_case *fn, void *arg)
{
    struct actor robot = actor_system();

    o->e = (struct err){ 0 };
    return app_read(o->app, o->a, who != NULL ? who : &robot, fn, arg, &o->e);
}

enum rc office_write(struct office *o, const struct actor *who, use_case *fn, void *arg)
{
    struct actor robot = actor_system();

    o->e = (struct err){ 0 };
    return app_write(o->app, o->a, who != NULL ? who : &robot, fn, arg, &o->e);
}

struct looking {
    struct str code;
    int64_t post_id;
    struct actor actor;
};

static enum rc find_actor(struct cx *cx, void *arg, struct err *e)
{
    struct looking *x = arg;
    struct holding_list list = { 0 };
    struct post_rec p;
    enum rc rc = x->post_id != 0 ? post_by_id(cx->tx, cx->a, x->post_id, cx->now_ms, &p, e)
                                 : post_by_code(cx->tx, cx->a, x->code, cx->now_ms, &p, e);

    if (rc == RC_OK)
        rc = holding_list(cx->tx, cx->a, 0, p.id, cx->now_ms, &list, e);
    if (rc != RC_OK)
        return rc;
    x->actor = (struct actor){ .kind = ACTOR_OFFICIAL,
                               .official_id = list.n > 0 ? list.v[0].official_id : 0,
                               .post_id = p.id,
                               .unit_id = p.unit_id,
                               .rights = p.rights,
                               .name = p.holder,
                               .post_code = p.code,
                               .post_title = p.title,
                               .unit_name = p.unit_name,
                               .unit_code = p.unit_code,
                               .roles = p.roles,
                               .unit_path = p.unit_path };
    return RC_OK;
}

struct actor office_post(struct office *o, const char *code)
{
    struct looking x = { .code = str_c(code) };

    CHECK_MSG(office_read(o, NULL, find_actor, &x) == RC_OK, "post %s: %s", code, o->e.msg);
    return x.actor;
}

struct actor office_citizen(int64_t case_id)
{
    return (struct actor){ .kind = ACTOR_CITIZEN, .case_id = case_id };
}

static const struct json *parsed(struct office *o, const char *json)
{
    const struct json *v = NULL;

    CHECK_MSG(json_parse(o->a, str_c(json), &v, &o->e) == RC_OK, "%s: %s", json, o->e.msg);
    return v;
}

struct registering {
    struct register_cmd cmd;
    struct registered ret;
};

static enum rc do_register(struct cx *cx, void *arg, struct err *e)
{
    struct registering *x = arg;

    x->ret = (struct registered){ 0 };
    return case_register(cx, &x->cmd, &x->ret, e);
}

int64_t office_register(struct office *o, const char *channel, const char *json)
{
    struct registering x = { .cmd = { .process = STR("complaint"), .channel = str_c(channel) } };
    struct actor who = str_eq_c(str_c(channel), "web") ? actor_anyone() : office_post(o, "reg");

    x.cmd.values = parsed(o, json);
    return office_write(o, &who, do_register, &x) == RC_OK ? x.ret.case_id : 0;
}

struct doing {
    int64_t case_id, post_id;
    struct str element;
    struct task_cmd cmd;
    struct task_result ret;
};

static enum rc find_task(struct cx *cx, void *arg, struct err *e)
{
    struct doing *x = arg;
    struct task_list list = { 0 };
    enum rc rc = task_list_case(cx->tx, cx->a, x->case_id, true, cx->now_ms, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq(list.v[i].element, x->element)) {
            x->cmd.task_id = list.v[i].id;
            x->cmd.version = list.v[i].version;
            x->post_id = list.v[i].post_id;
            return RC_OK;
        }
    return rc == RC_OK ? ERR(e, RC_NOT_FOUND, "no open task %.*s", STR_ARG(x->element)) : rc;
}

static enum rc do_task(struct cx *cx, void *arg, struct err *e)
{
    struct doing *x = arg;

    x->ret = (struct task_result){ 0 };
    return task_finish(cx, &x->cmd, &x->ret, e);
}

enum rc office_do(struct office *o, int64_t case_id, const char *element, const char *json)
{
    struct doing x = { .case_id = case_id, .element = str_c(element) };
    struct looking who = { 0 };
    enum rc rc = office_read(o, NULL, find_task, &x);

    who.post_id = x.post_id;
    if (rc == RC_OK)
        rc = office_read(o, NULL, find_actor, &who);
    x.cmd.values = parsed(o, json);
    return rc == RC_OK ? office_write(o, &who.actor, do_task, &x) : rc;
}

struct telling {
    struct message_cmd cmd;
    struct message_result *ret;
};

static enum rc do_message(struct cx *cx, void *arg, struct err *e)
{
    struct telling *x = arg;

    *x->ret = (struct message_result){ 0 };
    return case_message(cx, &x->cmd, x->ret, e);
}

enum rc office_message(struct office *o, int64_t case_id, const char *name, const char *json,
                       struct message_result *ret)
{
    struct actor who = office_citizen(case_id);
    struct telling x = { .cmd = { .case_id = case_id, .name = str_c(name) }, .ret = ret };
    struct form_input *in;
    size_t n = 0;
    const struct json *v = parsed(o, json);

    in = ARENA_ARRAY(o->a, struct form_input, v->n + 1);
    for (const struct json *m = v->first; m != NULL; m = m->next)
        in[n++] = (struct form_input){ m->name, m->kind == JSON_BOOL ? STR("true") : json_text(m) };
    x.cmd.inputs = in;
    x.cmd.n_inputs = n;
    return office_write(o, &who, do_message, &x);
}

bool office_answer(struct office *o, int64_t case_id)
{
    static const char *const steps[][2] = {
        { "OFF_FLW_02_T12", "{\"path\":\"direct\",\"assignee\":\"exp1\",\"order_text\":\"بررسی شود.\"}" },
        { "OFF_SUB_01_T2",
          "{\"allegations\":[{\"text\":\"مجوز به تأخیر افتاده است.\",\"respondent\":\"ادارهٔ راه\","
          "\"ground\":\"law_breach\",\"articles\":\"مادهٔ ۱۰۰\",\"evidence\":\"نامهٔ ۱۲\"}],"
          "\"needs_opinion\":false,\"needs_inspection\":false}" },
        { "OFF_SUB_01_T3",
          "{\"further_need\":\"complete\",\"findings\":[{\"allegation\":\"مجوز به تأخیر افتاده است.\","
          "\"finding\":\"false\",\"finding_reason\":\"اسناد پرونده نشان "
          "می‌دهد.\"}],\"violation\":false}" },
        { "OFF_SUB_01_T6",
          "{\"answers\":[{\"allegation\":\"مجوز به تأخیر افتاده است.\",\"finding\":\"false\","
          "\"answer\":\"بررسی شد.\",\"legal_ground\":\"مادهٔ ۱۰۰\",\"done\":\"بررسی شد.\"}],"
          "\"next_step\":\"مجوز صادر می‌شود.\",\"contact_name\":\"کارشناس\","
          "\"contact_phone\":\"02333334455\"}" },
        { "OFF_SUB_01_T7", "{\"check_complete\":true,\"check_reasoned\":true,\"check_lawful\":true,"
                           "\"check_no_second_visit\":true,\"review\":\"approved\"}" },
        { "OFF_SUB_01_T8", "{\"signature\":\"sign\"}" },
    };

    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        enum rc rc;

        if (i == 0 && office_do(o, case_id, steps[i][0], steps[i][1]) != RC_OK)
            continue; /* an accepted objection begins with the examination */
        if (i == 0)
            continue;
        rc = office_do(o, case_id, steps[i][0], steps[i][1]);
        CHECK_MSG(rc == RC_OK, "%s: %s", steps[i][0], o->e.msg);
        if (rc != RC_OK)
            return false;
    }
    return true;
}

bool office_advance(struct office *o, int64_t ms)
{
    int64_t target = o->now_ms + ms;

    for (int round = 0; round < 10000; round++) {
        size_t fired = 0;
        int64_t next = 0;
        enum rc rc = timers_run(o->app, 1000, &fired, &next, &o->e);

        CHECK_MSG(rc == RC_OK, "%s", o->e.msg);
        if (rc != RC_OK)
            return false;
        if (fired > 0)
            continue;
        if (next > target)
            break;
        if (next > o->now_ms)
            o->now_ms = next;
    }
    o->now_ms = target;
    return true;
}

void office_on_each_engine(void (*run)(struct office *o))
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;

        if (office_open(&o, i))
            run(&o);
        else
            CHECK_MSG(false, "no office: %s", o.e.msg);
        office_close(&o);
    }
}
