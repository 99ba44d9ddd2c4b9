/*
 * fuzz_form.c - a definition, and what people send to it, both damaged: text before the first zero byte is
 * the form's JSON (a fixed one when empty), then come pairs NAME=VALUE parted by zero bytes.
 *
 * Invariants: values are JSON; validated again as JSON (strictly) they give no error that is not about a rule
 * of choice, requirement or reference, and stay the same.
 */
#include <assert.h>

#include "forms/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PAIRS_MAX 64u

static const char fixed[] =
    "{\"type\":\"default\",\"components\":["
    "{\"type\":\"textfield\",\"key\":\"a\",\"label\":\"x\",\"validate\":{\"pattern\":\"^[0-9a-z]{1,5}(x|y)*$"
    "\"}},"
    "{\"type\":\"textarea\",\"key\":\"b.c\",\"label\":\"x\",\"conditional\":{\"hide\":\"=k\"}},"
    "{\"type\":\"number\",\"key\":\"n\",\"label\":\"x\",\"decimalDigits\":3,\"validate\":{\"min\":-5}},"
    "{\"type\":\"datetime\",\"key\":\"d\",\"label\":\"x\"},"
    "{\"type\":\"datetime\",\"subtype\":\"datetime\",\"key\":\"m\",\"label\":\"x\"},"
    "{\"type\":\"checkbox\",\"key\":\"k\",\"label\":\"x\"},"
    "{\"type\":\"textfield\",\"key\":\"i\",\"label\":\"x\",\"properties\":{\"kind\":\"national_id\"}},"
    "{\"type\":\"textfield\",\"key\":\"p\",\"label\":\"x\",\"properties\":{\"kind\":\"phone\"}},"
    "{\"type\":\"textfield\",\"key\":\"e\",\"label\":\"x\",\"properties\":{\"kind\":\"email\"}},"
    "{\"type\":\"checklist\",\"key\":\"c\",\"label\":\"x\",\"values\":[{\"value\":\"1\"},{\"value\":\"2\"}]},"
    "{\"type\":\"filepicker\",\"key\":\"f\",\"label\":\"x\",\"multiple\":true},"
    "{\"type\":\"dynamiclist\",\"path\":\"l\",\"label\":\"x\",\"components\":["
    "{\"type\":\"textfield\",\"key\":\"t\",\"label\":\"x\",\"properties\":{\"required_if\":\"=i > 1\"}},"
    "{\"type\":\"expression\",\"key\":\"e\",\"expression\":\"=t\"}]}]}";

static size_t pairs_of(struct str rest, struct form_input in[PAIRS_MAX])
{
    size_t n = 0;

    while (!str_empty(rest) && n < PAIRS_MAX) {
        struct str value = str_cut(&rest, '\0'), name = str_cut(&value, '=');

        in[n++] = (struct form_input){ name, value };
    }
    return n;
}

/* What was accepted is accepted again, and is the same. */
static void again(struct arena *a, const struct form *f, struct form_env env, const struct form_result *first)
{
    struct form_result second;
    const struct json *v;
    struct err e;

    assert(json_parse(a, first->values_json, &v, &e) == RC_OK || arena_failed(a));
    if (!first->ok || arena_failed(a))
        return;
    env.strict = true;
    if (form_validate_json(a, f, first->values, &env, &second, &e) != RC_OK)
        return;
    assert(second.ok);
    assert(str_eq(first->values_json, second.values_json));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)32 << 20);
    struct str rest = { (const char *)data, size }, text = str_cut(&rest, '\0');
    bool own = str_empty(text);
    struct form_env env = { .now_ms = INT64_C(1763800000000) };
    struct form_problems problems = { 0 };
    struct form_input in[PAIRS_MAX];
    const struct form_item *items;
    const struct form *f;
    struct form_result r;
    struct err e;
    size_t n = pairs_of(rest, in), items_n;

    if (form_read(a, STR("fuzz"), own ? str_c(fixed) : text, &problems, &f, &e) != RC_OK)
        return 0;
    if (form_validate(a, f, FORM_ALL_PAGES, in, n, &env, &r, &e) != RC_OK)
        return 0;
    assert(r.ok == (r.errors_n == 0));
    if (own)
        again(a, f, env, &r);
    if (form_items(a, f, FORM_ALL_PAGES, in, n, NULL, &r, &env, &items, &items_n, &e) != RC_OK)
        return 0;
    if (form_items(a, f, 0, NULL, 0, r.values, NULL, &env, &items, &items_n, &e) != RC_OK)
        return 0;
    return 0;
}
