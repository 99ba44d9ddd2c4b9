/*
 * fuzz_dmn.c - DMN files from outside: read in both modes, and everything in them decided.
 *
 * Beyond not crashing: what is read strictly is also read tolerantly, and every evaluation ends within its
 * bounds.
 */
#include "dmn/dmn.h"

#define MUST(cond)                                                                                           \
    do {                                                                                                     \
        if (!(cond))                                                                                         \
            __builtin_trap();                                                                                \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An import of anything is the file itself. */
static enum rc find_self(void *self, struct str ns, struct str location, struct arena *a, struct str *xml,
                         struct str *file, struct err *e)
{
    (void)ns;
    (void)location;
    (void)a;
    (void)e;
    *xml = *(const struct str *)self;
    *file = STR("self.dmn");
    return RC_OK;
}

static void run(const struct dmn_model *m, struct arena *a)
{
    const struct feel_value *in = feel_context_put(a, feel_context(a), STR("x"), feel_int(a, 5));
    const struct feel_env env = { .limits = { .steps = 20000, .depth = 300, .bytes = (size_t)2 << 20 } };
    struct dmn_info info;

    for (size_t i = 0; i < 20 && dmn_info(m, i, &info); i++) {
        struct dmn_trace trace = { 0 };
        const struct feel_value *v;
        enum rc rc = RC_OK;
        if (info.kind == DMN_DECISION)
            rc = dmn_decide(m, info.name, in, &env, a, &trace, &v, NULL);
        else if (info.kind == DMN_SERVICE)
            rc = dmn_service(m, info.name, in, &env, a, &trace, &v, NULL);
        else if (info.kind == DMN_BKM)
            rc = dmn_invoke(m, info.name, in, &env, a, &trace, &v, NULL);
        MUST(rc == RC_OK || rc == RC_LIMIT);
        if (rc == RC_OK && info.kind != DMN_INPUT)
            (void)feel_to_string(a, v);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str xml = { (const char *)data, size };
    const struct dmn_resolver resolver = { find_self, &xml };
    const struct dmn_model *m;
    struct dmn_problems problems = { 0 };
    struct arena *a;
    enum rc strict, tolerant;

    if (size > 20000)
        return 0;
    a = arena_new((size_t)64 << 20);
    if (a == NULL)
        return 0;
    strict = dmn_read(a, xml, STR("fuzz.dmn"), &resolver, DMN_STRICT, &problems, &m, NULL);
    tolerant = dmn_read(a, xml, STR("fuzz.dmn"), &resolver, DMN_TOLERANT, NULL, &m, NULL);
    MUST(strict != RC_OK || tolerant == RC_OK || arena_failed(a));
    if (tolerant == RC_OK)
        run(m, a);
    arena_free(a);
    return 0;
}
