/*
 * simulate.c - `samad process simulate`: a model on a test clock, without any database.
 */
#include "bpmn/simulate.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "cli/process.h"

#define GIVEN_MAX 256

struct simulate_args {
    struct bpmn_sim sim;
    struct bpmn_sim_given given[GIVEN_MAX];
};

static bool add_given(struct simulate_args *x, const char *text)
{
    struct str rest = str_c(text), element = str_cut(&rest, '=');

    if (rest.p == NULL || x->sim.n_given == GIVEN_MAX) {
        fprintf(stderr, "samad process simulate: --complete wants ELEMENT=JSON\n");
        return false;
    }
    x->given[x->sim.n_given++] = (struct bpmn_sim_given){ element, rest };
    return true;
}

/* --complete may stand several times, which options_take() does not know. */
static bool take(int argc, char **argv, struct simulate_args *x)
{
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;

        if (strncmp(argv[i], "--", 2) != 0) {
            x->sim.file = str_c(argv[i]);
            continue;
        }
        if (value == NULL)
            return false;
        i++;
        if (strcmp(argv[i - 1], "--vars") == 0)
            x->sim.vars = str_c(value);
        else if (strcmp(argv[i - 1], "--process") == 0)
            x->sim.process = str_c(value);
        else if (strcmp(argv[i - 1], "--advance") == 0)
            x->sim.advance = str_c(value);
        else if (strcmp(argv[i - 1], "--complete") != 0 || !add_given(x, value))
            return false;
    }
    return x->sim.file.len > 0;
}

static void print_unsupported(struct arena *a, const struct bpmn_problems *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct bpmn_problem *p = &list->v[i];

        if (p->severity != BPMN_ERROR || p->code == BPMN_P_SOUNDNESS)
            continue;
        if (p->code == BPMN_P_UNSUPPORTED)
            fprintf(stderr, "%.*s:%d: %.*s\n", STR_ARG(p->file), p->line, STR_ARG(p->message));
        else
            fprintf(stderr, "%.*s\n", STR_ARG(bpmn_problem_text(a, p)));
    }
}

int process_simulate(int argc, char **argv)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)256 << 20);
    CLEANUP(buf_free) struct buf out = { 0 };
    struct simulate_args x = { 0 };
    struct bpmn_problems problems = { 0 };
    struct err e = { .rc = RC_OK };
    enum rc rc;

    if (a == NULL || !take(argc, argv, &x)) {
        fprintf(stderr, "samad process simulate FILE --vars JSON [--process ID] [--complete ELEMENT=JSON …] "
                        "[--advance DURATION]\n");
        return EXIT_USAGE;
    }
    x.sim.given = x.given;
    buf_init(&out, (size_t)256 << 20);
    rc = file_read(a, arena_cstr(a, x.sim.file), LIMIT_XML_BYTES, &x.sim.xml, &e);
    if (rc == RC_OK)
        rc = bpmn_simulate(a, &x.sim, &out, &problems, &e);
    fwrite(out.p, 1, out.len, stdout);
    if (rc == RC_OK)
        return EXIT_DONE;
    print_unsupported(a, &problems);
    return refuse("process simulate", &e);
}
