/*
 * zones.c - zone files: a file made here, its rule for later years, and every way in which one can be
 * malformed.
 */
#include "dmn/tz.h"

#include "check.h"

struct file {
    char b[400];
    size_t n;
};

static void put(struct file *f, const void *p, size_t n)
{
    memcpy(f->b + f->n, p, n);
    f->n += n;
}

static void big_endian(struct file *f, int64_t v, size_t width)
{
    for (size_t i = width; i-- > 0;) {
        char c = (char)(unsigned char)((uint64_t)v >> (8 * i));
        put(f, &c, 1);
    }
}

static void header(struct file *f, int times, int types, int chars)
{
    put(f, "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
    big_endian(f, 0, 4);
    big_endian(f, 0, 4);
    big_endian(f, 0, 4);
    big_endian(f, times, 4);
    big_endian(f, types, 4);
    big_endian(f, chars, 4);
}

/* One change at second 1000 from +1 to +2 hours, then the footer. */
static struct file sample(const char *footer)
{
    struct file f = { .n = 0 };

    header(&f, 0, 0, 0);
    header(&f, 1, 2, 4);
    big_endian(&f, 1000, 8);
    put(&f, "\1", 1);
    big_endian(&f, 3600, 4);
    put(&f, "\0\0", 2);
    big_endian(&f, 7200, 4);
    put(&f, "\0\0", 2);
    put(&f, "AAA\0", 4);
    put(&f, "\n", 1);
    put(&f, footer, strlen(footer));
    put(&f, "\n", 1);
    return f;
}

TEST(zone_file_and_rule)
{
    struct arena *a = arena_new((size_t)1 << 20);
    struct file f = sample("CET-1CEST,M3.5.0,M10.5.0/3");
    const struct tz *z = tz_parse(a, STR("My/Zone"), (struct str){ f.b, f.n });

    CHECK(z != NULL);
    if (z != NULL) {
        CHECK_STR(tz_name(z), "My/Zone");
        CHECK_INT(tz_offset_utc(z, 0), 3600);
        CHECK_INT(tz_offset_utc(z, 1711846799), 3600); /* 2024-03-31T00:59:59Z */
        CHECK_INT(tz_offset_utc(z, 1711846800), 7200);
        CHECK_INT(tz_offset_utc(z, 1729990799), 7200); /* 2024-10-27T00:59:59Z */
        CHECK_INT(tz_offset_utc(z, 1729990800), 3600);
        CHECK_INT(tz_offset_wall(z, 1711846800 + 3600 + 1800), 3600); /* in the gap */
        CHECK_INT(tz_offset_wall(z, 1729990800 + 3600 + 1800), 7200); /* twice: the earlier */
    }
    arena_free(a);
}

TEST(zone_rules_of_other_shapes)
{
    static const struct {
        const char *footer;
        int64_t utc;
        int want;
    } rows[] = {
        { "<+0330>-3:30", 2000000000, 12600 },
        { "AEST-10AEDT,M10.1.0,M4.1.0/3", 1704067200, 39600 }, /* January: summer in the south */
        { "AEST-10AEDT,M10.1.0,M4.1.0/3", 1719792000, 36000 },
        { "EST5EDT4,J60/0,J300/24", 1719792000, -14400 },
        { "EST5EDT,59,299", 1704067200, -18000 },
        { "", 2000000000, 7200 },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *a = arena_new((size_t)1 << 20);
        struct file f = sample(rows[i].footer);
        const struct tz *z = tz_parse(a, STR("X"), (struct str){ f.b, f.n });
        CHECK_MSG(z != NULL && tz_offset_utc(z, rows[i].utc) == rows[i].want, "%s", rows[i].footer);
        arena_free(a);
    }
}

TEST(zone_file_malformed)
{
    struct file f = sample("CET-1CEST,M3.5.0,M10.5.0/3");
    static const char *const footers[] = {
        "C",       "CET",   "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "<A", "CET-1CEST,M3.6.0,M10.5.0",
        "CET-999", "CET-1 "
    };

    for (size_t n = 0; n < f.n - 30; n++) { /* cut anywhere before the footer */
        struct arena *a = arena_new((size_t)1 << 20);
        CHECK_MSG(tz_parse(a, STR("X"), (struct str){ f.b, n }) == NULL, "cut at %zu", n);
        arena_free(a);
    }
    for (size_t i = 0; i < ARRAY_LEN(footers); i++) {
        struct arena *a = arena_new((size_t)1 << 20);
        struct file g = sample(footers[i]);
        CHECK_MSG(tz_parse(a, STR("X"), (struct str){ g.b, g.n }) == NULL, "footer %s", footers[i]);
        arena_free(a);
    }
}

TEST(zone_names)
{
    static const struct {
        const char *name;
        bool ok;
    } rows[] = {
        { "Asia/Tehran", true },    { "UTC", true },          { "Etc/GMT", true },    { "", false },
        { "../etc/passwd", false }, { "/etc/passwd", false }, { "Asia/../x", false }, { "Asia/", false },
        { "No/Where", false },      { "a b", false },
    };
    struct arena *a = arena_new((size_t)1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        CHECK_MSG((tz_find(a, str_c(rows[i].name)) != NULL) == rows[i].ok, "'%s'", rows[i].name);
    arena_free(a);
}

TEST(tehran_has_had_no_summer_time_since_1401)
{
    struct arena *a = arena_new((size_t)1 << 20);
    const struct tz *z = tz_find(a, STR("Asia/Tehran"));

    CHECK_INT(tz_offset_utc(z, 1625130000), 16200); /* July 2021 */
    CHECK_INT(tz_offset_utc(z, 1719792000), 12600); /* July 2024 */
    CHECK_INT(tz_offset_utc(z, 4102444800), 12600); /* 2100 */
    CHECK_INT(tz_offset_utc(z, -2000000000), 12344);
    arena_free(a);
}
