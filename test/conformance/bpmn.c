/*
 * bpmn.c - conformance_bpmn DIR: the published benchmark of process execution (betsy) against the engine.
 *
 * DIR holds `*.bpmn` and expectations.json: [{file, cases: [{vars, expect: [mark...]}]}]. A plain script task
 * executes nothing and puts its text in the trace; CREATE_LOG_FILE counts as silence; an incident as
 * ERROR_runtime; tasks that log time stamps as EXECUTION_parallel when one is entered before the other is
 * left. Expected is the sorted list of marks.
 */
#include "base/file.h"
#include "bpmn/simulate.h"

#define MARKS_MAX 200

struct marks {
    struct str v[MARKS_MAX];
    size_t n;
};

static void add(struct marks *m, struct str s)
{
    if (m->n < MARKS_MAX)
        m->v[m->n++] = s;
}

static int by_text(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

/* The lines of a simulation as marks. */
static enum rc read_marks(struct arena *a, struct str lines, struct marks *m, struct err *e)
{
    struct str stamped[2] = { STR_NONE, STR_NONE };
    size_t stamps = 0;
    bool open = false;

    while (lines.len > 0) {
        struct str line = str_cut(&lines, '\n'), event, text;
        const struct json *j;
        enum rc rc = json_parse(a, line, &j, e);

        if (rc != RC_OK)
            return rc;
        event = json_text_of(j, "event");
        text = json_text_of(j, "text");
        if (str_eq_c(event, "incident"))
            add(m, STR("ERROR_runtime"));
        if (str_eq_c(event, "leave") && stamps == 1 && str_eq(json_text_of(j, "element"), stamped[0]))
            open = false;
        if (!str_eq_c(event, "mark") || str_eq_c(text, "CREATE_LOG_FILE"))
            continue;
        if (!str_starts(text, STR("CREATE_TIMESTAMP_LOG_"))) {
            add(m, text);
        } else if (stamps < 2) {
            stamped[stamps++] = json_text_of(j, "element");
            if (stamps == 2 && open)
                add(m, STR("EXECUTION_parallel"));
            open = true;
        }
    }
    qsort(m->v, m->n, sizeof(m->v[0]), by_text);
    return RC_OK;
}

static bool equal(const struct marks *got, const struct json *want)
{
    const struct json *c = want->first;

    if (got->n != want->n)
        return false;
    for (size_t k = 0; k < got->n; k++, c = c->next)
        if (!str_eq(got->v[k], json_text(c)))
            return false;
    return true;
}

static bool run_case(struct str file, struct str xml, const struct json *c)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct bpmn_problems problems = { 0 };
    struct marks got = { 0 };
    struct err e = { 0 };
    struct buf vars, out;
    bool ok = false;
    enum rc rc;

    buf_init(&vars, 1 << 20);
    buf_init(&out, 16 << 20);
    json_canonical(&vars, json_get(c, "vars"));
    struct bpmn_sim in = { .file = file, .xml = xml, .vars = buf_view(&vars) };
    rc = bpmn_simulate(a, &in, &out, &problems, &e);
    if (rc == RC_OK)
        rc = read_marks(a, buf_view(&out), &got, &e);
    if (rc == RC_OK)
        ok = equal(&got, json_get(c, "expect"));
    if (!ok) {
        printf("FAILED %.*s %.*s:", STR_ARG(file), STR_ARG(buf_view(&vars)));
        for (size_t k = 0; k < got.n; k++)
            printf(" %.*s", STR_ARG(got.v[k]));
        printf(" %s\n", rc == RC_OK ? "" : e.msg);
    }
    buf_free(&vars);
    buf_free(&out);
    arena_free(a);
    return ok;
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new((size_t)256 << 20);
    const struct json *all;
    int passed = 0, failed = 0;
    struct str text;
    struct err e = { 0 };

    if (argc != 2) {
        fprintf(stderr, "usage: conformance_bpmn DIR\n");
        return 2;
    }
    if (file_read(a, path_join(a, argv[1], "expectations.json"), 16 << 20, &text, &e) != RC_OK ||
        json_parse(a, text, &all, &e) != RC_OK) {
        fprintf(stderr, "%s\n", e.msg);
        return 1;
    }
    for (const struct json *f = all->first; f != NULL; f = f->next) {
        struct str name = json_text_of(f, "file"), xml = STR_NONE;
        const struct json *cases = json_get(f, "cases");

        if (file_read(a, path_join(a, argv[1], arena_cstr(a, name)), 16 << 20, &xml, &e) != RC_OK)
            printf("%s\n", e.msg);
        for (const struct json *c = cases == NULL ? NULL : cases->first; c != NULL; c = c->next)
            if (run_case(name, xml, c))
                passed++;
            else
                failed++;
    }
    printf("%d passed, %d failed\n", passed, failed);
    arena_free(a);
    return failed != 0;
}
