/*
 * fuzz_deadline.c - the stored derivation of a deadline and of a calendar, read back from damaged JSON.
 */
#include "domain/deadline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_deadline(struct arena *a, const struct json *v)
{
    CLEANUP(buf_free) struct buf out = { .p = NULL };
    struct json_out o;
    struct deadline d;
    struct err e;

    if (deadline_parse(a, v, &d, &e) != RC_OK)
        return;
    (void)deadline_state(&d, 0);
    (void)deadline_days_left(&d, 0);
    (void)deadline_warned(&d, 0);
    (void)deadline_sentence(a, &d);
    buf_init(&out, 1 << 20);
    json_out_init(&o, &out);
    deadline_write(&d, &o);
}

static void try_calendar(struct arena *a, const struct json *v)
{
    CLEANUP(buf_free) struct buf out = { .p = NULL };
    const struct calendar *c;
    struct json_out o;
    struct err e;
    int32_t day;

    if (calendar_parse(a, v, &c, &e) != RC_OK)
        return;
    (void)calendar_add_working(c, 20000, 30, &day);
    (void)calendar_working_ms(c, 0, INT64_C(900000000));
    buf_init(&out, 1 << 20);
    json_out_init(&o, &out);
    calendar_write(c, &o);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)8 << 20);
    const struct json *v;
    struct err e;

    if (a == NULL || json_parse(a, (struct str){ (const char *)data, size }, &v, &e) != RC_OK)
        return 0;
    try_deadline(a, v);
    try_calendar(a, v);
    return 0;
}
