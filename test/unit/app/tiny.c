/*
 * tiny.c - tiny process packages for tests.
 */
#include "tiny.h"

#include "app/install.h"
#include "app/verify.h"
#include "check.h"

static const char form[] =
    "{\"type\":\"default\",\"id\":\"%s\",\"schemaVersion\":16,\"components\":[{\"id\":\"Field_1\",\"type\":"
    "\"textfield\",\"key\":\"%s\",\"label\":\"موضوع\",\"validate\":{\"maxLength\":200}}]}";

static const char meta[] =
    "{\"key\":\"%s\",\"title\":\"فرایند "
    "آزمایشی\",\"noun\":\"کار\",\"family\":\"complaints\",\"kind\":\"case\","
    "\"owner\":\"inspection\",\"public\":false,\"registration\":{\"form\":\"registration\",\"starts\":{"
    "\"web\":{"
    "\"event\":\"S\",\"who\":\"citizen\"}}},\"roles\":{\"EXP\":\"کارشناس\",\"MGR\":\"مدیر\"}}";

static const char words[] = "msgid \"\"\nmsgstr \"\"\n\"Language: fa\\n\"\n"
                            "\"Content-Type: text/plain; charset=UTF-8\\n\"\n";

struct installing {
    struct package_file files[5];
    struct package_problems problems;
    struct installed done;
};

static enum rc install(struct cx *cx, void *arg, struct err *e)
{
    struct installing *x = arg;

    x->problems = (struct package_problems){ 0 };
    return package_install(cx, x->files, ARRAY_LEN(x->files), &x->problems, &x->done, e);
}

static enum rc put(struct office *o, const char *key, const char *bpmn, struct installing *x)
{
    *x = (struct installing){ .files = {
                                  { STR("forms/f.json"), arena_fmt(o->a, form, "f", "note") },
                                  { STR("forms/registration.json"),
                                    arena_fmt(o->a, form, "registration", "subject") },
                                  { STR("process.bpmn"), str_c(bpmn) },
                                  { STR("process.json"), arena_fmt(o->a, meta, key) },
                                  { STR("texts/fa.po"), str_c(words) },
                              } };
    return office_write(o, NULL, install, x);
}

int64_t tiny_install(struct office *o, const char *key, const char *bpmn)
{
    struct installing x;
    enum rc rc = put(o, key, bpmn, &x);

    for (size_t i = 0; rc != RC_OK && i < x.problems.n; i++)
        printf("%.*s: %.*s\n", STR_ARG(x.problems.v[i].element), STR_ARG(x.problems.v[i].message));
    CHECK_MSG(rc == RC_OK, "%s", o->e.msg);
    return rc == RC_OK ? x.done.version : 0;
}

struct str tiny_refused(struct office *o, const char *key, const char *bpmn)
{
    struct installing x;
    enum rc rc = put(o, key, bpmn, &x);

    CHECK_INT(rc, RC_INVALID);
    for (size_t i = 0; i < x.problems.n; i++)
        if (!x.problems.v[i].warning)
            return arena_fmt(o->a, "%.*s:%d: %.*s: %.*s", STR_ARG(x.problems.v[i].file), x.problems.v[i].line,
                             STR_ARG(x.problems.v[i].element), STR_ARG(x.problems.v[i].message));
    return STR("");
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

int64_t tiny_case(struct office *o, const char *key)
{
    struct registering x = { .cmd = { .process = str_c(key), .channel = STR("web") } };
    struct actor who = actor_anyone();
    const struct json *v = NULL;

    CHECK_INT(json_parse(o->a, STR("{\"subject\":\"آزمایش\"}"), &v, &o->e), RC_OK);
    x.cmd.values = v;
    CHECK_MSG(office_write(o, &who, do_register, &x) == RC_OK, "%s", o->e.msg);
    return x.ret.case_id;
}

/* ---- looking ---- */

struct look {
    int64_t case_id;
    struct str key;
    int64_t version;
    struct case_rec c;
    struct task_list tasks;
    struct event_list events;
    struct process_rec process;
    struct incident_list incidents;
    struct instance_list running;
};

static enum rc read_all(struct cx *cx, void *arg, struct err *e)
{
    struct look *x = arg;
    enum rc rc = case_by_id(cx->tx, cx->a, x->case_id, &x->c, e);

    if (rc == RC_OK)
        rc = task_list_case(cx->tx, cx->a, x->case_id, true, cx->now_ms, &x->tasks, e);
    if (rc == RC_OK)
        rc = event_list(cx->tx, cx->a, x->case_id, &x->events, e);
    if (rc == RC_OK)
        rc = incident_list(cx->tx, cx->a, x->case_id, 10, &x->incidents, e);
    if (rc == RC_OK)
        rc = instance_list(cx->tx, cx->a, x->case_id, true, &x->running, e);
    return rc;
}

static struct look look_at(struct office *o, int64_t case_id)
{
    struct look x = { .case_id = case_id };

    CHECK_MSG(office_read(o, NULL, read_all, &x) == RC_OK, "%s", o->e.msg);
    return x;
}

struct case_rec tiny_rec(struct office *o, int64_t case_id)
{
    return look_at(o, case_id).c;
}

struct str tiny_tasks(struct office *o, int64_t case_id)
{
    struct look x = look_at(o, case_id);
    struct str out = STR("");

    for (size_t i = 0; i < x.tasks.n; i++)
        out = arena_fmt(o->a, "%.*s%s%.*s", STR_ARG(out), i == 0 ? "" : " ", STR_ARG(x.tasks.v[i].element));
    return out;
}

int64_t tiny_events(struct office *o, int64_t case_id, const char *kind)
{
    struct look x = look_at(o, case_id);
    int64_t n = 0;

    for (size_t i = 0; i < x.events.n; i++)
        n += str_eq_c(x.events.v[i].kind, kind);
    return n;
}

struct incident_rec tiny_incident(struct office *o, int64_t case_id)
{
    struct look x = look_at(o, case_id);

    CHECK(x.incidents.n <= 1);
    return x.incidents.n == 0 ? (struct incident_rec){ 0 } : x.incidents.v[0];
}

struct instance_list tiny_running(struct office *o, int64_t case_id)
{
    return look_at(o, case_id).running;
}

static void count_fault(void *arg, const char *what)
{
    int *n = arg;

    ++*n;
    printf("verify: %s\n", what);
}

int tiny_faults(struct office *o)
{
    struct verify_result r = { 0 };
    int n = 0;

    CHECK_MSG(verify_all(o->app, count_fault, &n, &r, &o->e) == RC_OK, "%s", o->e.msg);
    return n;
}

static enum rc find_version(struct cx *cx, void *arg, struct err *e)
{
    struct look *x = arg;
    struct process_list list = { 0 };
    enum rc rc = process_list(cx->tx, cx->a, true, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq(list.v[i].key, x->key) && list.v[i].version == x->version)
            x->process = list.v[i];
    return rc;
}

struct process_rec tiny_version(struct office *o, const char *key, int64_t version)
{
    struct look x = { .key = str_c(key), .version = version };

    CHECK_MSG(office_read(o, NULL, find_version, &x) == RC_OK, "%s", o->e.msg);
    CHECK(x.process.id != 0);
    return x.process;
}
