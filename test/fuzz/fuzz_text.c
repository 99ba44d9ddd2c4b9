/*
 * fuzz_text.c - what people type: stored form, search key, order, dates, numbers, identifiers, limits,
 * receipts.
 *
 * Beyond not crashing: the stored form and the keys are idempotent, what was accepted prints back to itself.
 */
#include "domain/deadline.h"
#include "domain/ledger.h"
#include "domain/tracking.h"
#include "persian/collate.h"
#include "persian/digits.h"
#include "persian/jalali.h"
#include "persian/natid.h"
#include "persian/phone.h"
#include "persian/postal.h"
#include "persian/text.h"

#define MUST(cond)                                                                                           \
    do {                                                                                                     \
        if (!(cond))                                                                                         \
            __builtin_trap();                                                                                \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_forms(struct arena *a, struct str s)
{
    for (enum text_lines l = TEXT_ONE_LINE; l <= TEXT_MANY_LINES; l++) {
        struct str once = text_stored(a, s, l), twice = text_stored(a, once, l);
        MUST(arena_failed(a) || (str_eq(once, twice) && text_check(once, l) == TEXT_OK));
    }
    for (enum text_key k = TEXT_JOINED; k <= TEXT_SPLIT; k++) {
        struct str once = text_search_key(a, s, k), twice = text_search_key(a, once, k);
        MUST(arena_failed(a) || str_eq(once, twice));
    }
    (void)text_index(a, s);
    for (size_t max = 0; max < 12; max += 3) {
        struct str cut = text_cut(a, s, max);
        MUST(text_length(cut) <= max || text_length(s) <= max);
    }
    MUST(arena_failed(a) || str_find_byte(collate_key(a, s), '\0', 0) == SIZE_MAX);
    (void)digits_fa(a, s);
    (void)number_fa(a, s);
    (void)code_grouped(a, s, "334");
}

static void try_dates(struct arena *a, struct str s)
{
    struct jdate d, back;
    struct jperiod p;
    int64_t ms, ms_back;
    int32_t day;

    if (jdate_parse(s, &d) == JDATE_OK) {
        MUST(jdate_valid(d) && jdate_eq(jdate_from_day(jdate_to_day(d)), d));
        for (enum jdate_form f = JDATE_SHORT; f <= JDATE_LONG; f++)
            MUST(jdate_parse(jdate_text(a, d, f), &back) == JDATE_OK && jdate_eq(d, back));
    }
    if (iso_parse_day(s, &day))
        (void)jdate_from_day(day);
    if (iso_parse_instant(s, &ms) && str_empty(iso_instant(a, ms)) == false)
        MUST(iso_parse_instant(iso_instant(a, ms), &ms_back) && ms == ms_back);
    if (jperiod_parse(s, &p))
        MUST(jdate_valid(p.first) && jdate_valid(p.last) && jdate_cmp(p.first, p.last) < 0);
}

static void try_identifiers(struct arena *a, struct str s)
{
    struct natid n, n2;
    struct legalid l;
    struct phone ph, ph2;
    struct postal po;
    struct tracking t, t2;

    if (natid_parse(s, NATID_FROM_FORM, &n) == NATID_OK)
        MUST(natid_parse(natid_str(&n), NATID_FROM_API, &n2) == NATID_OK &&
             str_eq(natid_str(&n), natid_str(&n2)));
    if (legalid_parse(s, NATID_FROM_FORM, &l) == NATID_OK)
        MUST(legalid_str(&l).len == 11);
    if (phone_parse(s, &ph) == PHONE_OK)
        MUST(phone_parse(phone_shown(a, &ph), &ph2) == PHONE_OK && str_eq(phone_e164(&ph), phone_e164(&ph2)));
    if (postal_parse(s, &po) == POSTAL_OK)
        MUST(postal_parse(postal_shown(a, &po), &po) == POSTAL_OK);
    if (tracking_parse(s, &t) == TRACKING_OK)
        MUST(tracking_parse(tracking_shown(a, &t), &t2) == TRACKING_OK &&
             str_eq(tracking_str(&t), tracking_str(&t2)));
}

static void try_numbers(struct arena *a, struct str s)
{
    struct str decimal, again;
    struct receipt r;
    struct span span, back;
    int64_t v, v2;

    if (number_parse_int(s, INT64_MIN, INT64_MAX, &v))
        MUST(number_parse_int(int_fa(a, v), INT64_MIN, INT64_MAX, &v2) && v == v2);
    if (number_parse_decimal(a, s, &decimal))
        MUST(number_parse_decimal(a, number_fa(a, decimal), &again) && str_eq(decimal, again));
    if (span_parse(s, &span))
        MUST(span_parse(span_text(a, span), &back) && span.unit == back.unit && span.n == back.n);
    (void)receipt_parse(a, s, &r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)32 << 20);
    struct str s = { (const char *)data, size };

    if (size > 4096 || a == NULL)
        return 0;
    try_forms(a, s);
    try_dates(a, s);
    try_identifiers(a, s);
    try_numbers(a, s);
    return 0;
}
