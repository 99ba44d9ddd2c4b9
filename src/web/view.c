/*
 * view.c - filters of templates: dates, shares, digits, icons. All give a struct small, so that none can
 * fail.
 *
 * Not here: what forms show (view_form.c), words (templates and web/messages.h).
 */
#include "web/view.h"

#include "assets_icons.h" /* ASSET_ICONS: the address of the sprite, made by tools/assets.c */
#include "persian/digits.h"
#include "persian/jalali.h"

#include <stdio.h>
#include <string.h>

/* Run a writer over a small buffer on the stack: what a filter makes is at most 63 bytes. */
static struct small small_date(struct jdate d, enum jdate_form f)
{
    CLEANUP(buf_free) struct buf b = { 0 };

    buf_init(&b, 128);
    jdate_put(&b, d, f);
    return small_str(buf_view(&b));
}

static struct small small_digits(const char *text)
{
    return fa_digits(str_c(text));
}

/* By itself because tables call it hundreds of times a page. */
static struct small small_short(struct jdate d)
{
    char s[48];

    if (d.year == 0)
        return small_str(STR_NONE);
    snprintf(s, sizeof(s), "%d/%02d/%02d", d.year, d.month, d.day);
    return small_digits(s);
}

static struct small small_of_ms(int64_t ms, enum jdate_form f)
{
    return ms == 0 ? small_str(STR_NONE) : small_date(jdate_from_ms(ms), f);
}

struct small fa_date(int64_t ms)
{
    return small_short(ms == 0 ? (struct jdate){ 0 } : jdate_from_ms(ms));
}

struct small fa_date_long(int64_t ms)
{
    return small_of_ms(ms, JDATE_LONG);
}

struct small fa_date_plain(int64_t ms)
{
    return small_of_ms(ms, JDATE_PLAIN);
}

struct small fa_day(int32_t day)
{
    return small_short(jdate_from_day(day));
}

struct small fa_day_long(int32_t day)
{
    return small_date(jdate_from_day(day), JDATE_LONG);
}

struct small fa_time(int64_t ms)
{
    struct jtime t = jtime_from_ms(ms);
    char s[32];

    snprintf(s, sizeof(s), "%02d:%02d", t.hour, t.minute);
    return small_digits(s);
}

struct small iso_time(int64_t ms)
{
    struct jtime t = jtime_from_ms(ms);
    int64_t offset = tehran_offset_ms(ms) / 60000;
    int year, month, dom;
    char s[64];

    gregorian_from_day(day_from_ms(ms), &year, &month, &dom);
    snprintf(s, sizeof(s), "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", year, month, dom, t.hour, t.minute,
             t.second, offset < 0 ? '-' : '+', (int)(offset < 0 ? -offset : offset) / 60,
             (int)(offset < 0 ? -offset : offset) % 60);
    return small_str(str_c(s));
}

struct small fa_share(int64_t hundredths)
{
    int64_t tenths = (hundredths + (hundredths < 0 ? -5 : 5)) / 10;
    char s[48];

    if (tenths % 10 == 0)
        snprintf(s, sizeof(s), "%lld\xd9\xaa", (long long)(tenths / 10));
    else
        snprintf(s, sizeof(s), "%lld\xd9\xab%lld\xd9\xaa", (long long)(tenths / 10),
                 (long long)(tenths % 10));
    return small_digits(s);
}

struct small fa_decimal(int64_t tenths)
{
    char s[48];

    snprintf(s, sizeof(s), "%lld\xd9\xab%lld", (long long)(tenths / 10),
             (long long)(tenths % 10 < 0 ? -(tenths % 10) : tenths % 10));
    return small_digits(s);
}

struct small fa_digits(struct str s)
{
    struct small out = { 0 };
    size_t pos = 0;

    while (pos < s.len) {
        size_t from = pos;
        int d = digit_value(utf8_next(s, &pos));
        char fa[2] = { '\xdb', (char)(0xb0 + d) }; /* U+06F0.. */
        struct str c = d >= 0 ? (struct str){ fa, 2 } : str_sub(s, from, pos - from);

        if (out.len + c.len > sizeof(out.b))
            break;
        memcpy(out.b + out.len, c.p, c.len);
        out.len = (uint8_t)(out.len + c.len);
    }
    return out;
}

struct small ascii_digits(struct str s)
{
    struct small out = { 0 };
    size_t pos = 0;

    while (pos < s.len && out.len < sizeof(out.b)) {
        int d = digit_value(utf8_next(s, &pos));

        if (d >= 0)
            out.b[out.len++] = (char)('0' + d);
    }
    return out;
}

struct small html_id(struct str s, size_t n)
{
    char id[80];

    snprintf(id, sizeof(id), "%.*s-%zu", (int)(s.len < 40 ? s.len : 40), s.len > 0 ? s.p : "", n + 1);
    return small_str(str_c(id));
}

struct url icon_url(enum icon i)
{
    static const struct url addresses[ICON_COUNT] = {
#define ICON_ADDRESS(id, name) [ICON_##id] = { STR_INIT(ASSET_ICONS "#" name) },
        ICONS(ICON_ADDRESS)
#undef ICON_ADDRESS
    };

    return (unsigned)i < ICON_COUNT ? addresses[i] : addresses[ICON_NONE];
}
