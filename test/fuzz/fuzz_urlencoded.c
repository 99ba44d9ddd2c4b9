/*
 * fuzz_urlencoded.c - posted forms: parsing, then every kind of declared field.
 *
 * Invariants: nothing read is larger than what was sent; a field that is good has its stored form; a field
 * that is not is said once at least; reading the same text twice gives the same.
 */
#include <assert.h>

#include "web/inner.h"

static const char *const choices[] = { "a", "b", NULL };
static const struct field form[] = {
    { "t", FIELD_TEXT, .required = true, .min = 2, .max = 50 },
    { "l", FIELD_LONG },
    { "i", FIELD_INT, .min = -5, .max = 5 },
    { "n", FIELD_ID },
    { "d", FIELD_DATE },
    { "k", FIELD_NATIONAL_ID },
    { "g", FIELD_LEGAL_ID },
    { "p", FIELD_PHONE },
    { "e", FIELD_EMAIL },
    { "z", FIELD_POSTCODE },
    { "c", FIELD_CODE },
    { "o", FIELD_CHOICE, .choices = choices, .many = true },
    { "b", FIELD_BOOL },
    { "s", FIELD_SECRET },
    { "f.", FIELD_ANY },
    FORM_END,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)8 << 20);
    struct str text = { (const char *)data, size };
    struct body_parts parts = { 0 };
    struct errors errors;
    struct fields f;
    struct err e;

    field_errors_init(&errors);
    if (size > 65536 || body_urlencoded(a, text, 256, &parts, &e) != RC_OK)
        return 0;
    for (size_t i = 0; i < parts.list.n; i++)
        assert(parts.list.v[i].name.len + parts.list.v[i].value.len <= size);
    if (fields_read(a, form, &parts, false, &f, &errors, &e) != RC_OK)
        return 0;
    for (size_t i = 0; i < f.n; i++) {
        const struct field_value *v = &f.v[i];
        bool said = false;

        for (const struct field_error *x = errors.first; x != NULL; x = x->next)
            said = said || str_eq_c(x->field, v->f->name);
        assert(v->good == !said);
        for (size_t k = 0; k < v->stored.n; k++)
            assert(utf8_valid(v->stored.v[k]));
    }
    return 0;
}
