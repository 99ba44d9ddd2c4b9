/*
 * tz.c - time zones: TZif files (RFC 8536, versions 1 to 4) and their POSIX footers; Asia/Tehran and UTC
 * built in.
 *
 * Every count in a file is checked against what is left of it; leap seconds are ignored.
 */
#include "dmn/tz.h"

#include "base/file.h"
#include "dmn/temporal.h"

#define TZ_FILE_MAX (128u << 10)
#define TZ_NAME_MAX 64u
#define TZ_CHANGES_MAX 4000u

struct change {
    int64_t utc;
    int32_t offset; /* from then on */
};

/* One end of summer time by a POSIX rule. */
struct rule {
    char kind; /* 'M' month, week, day; 'J' day 1-365 without 29 February; '0' day 0-365 */
    int month, week, day, second;
};

struct tz {
    struct str name;
    int32_t first; /* before the first change */
    size_t n;
    const struct change *changes;
    bool has_tail, has_summer; /* the footer, for after the last change */
    int32_t tail_std, tail_dst;
    struct rule start, end;
};

static const struct change tehran_changes[] = {
    { INT64_C(-1704165944), 12344 }, { INT64_C(-1090466744), 12600 }, { INT64_C(227820600), 16200 },
    { INT64_C(246223800), 14400 },   { INT64_C(259617600), 18000 },   { INT64_C(271108800), 14400 },
    { INT64_C(279576000), 12600 },   { INT64_C(296598600), 16200 },   { INT64_C(306531000), 12600 },
    { INT64_C(322432200), 16200 },   { INT64_C(338499000), 12600 },   { INT64_C(673216200), 16200 },
    { INT64_C(685481400), 12600 },   { INT64_C(701209800), 16200 },   { INT64_C(717103800), 12600 },
    { INT64_C(732745800), 16200 },   { INT64_C(748639800), 12600 },   { INT64_C(764281800), 16200 },
    { INT64_C(780175800), 12600 },   { INT64_C(795817800), 16200 },   { INT64_C(811711800), 12600 },
    { INT64_C(827353800), 16200 },   { INT64_C(843247800), 12600 },   { INT64_C(858976200), 16200 },
    { INT64_C(874870200), 12600 },   { INT64_C(890512200), 16200 },   { INT64_C(906406200), 12600 },
    { INT64_C(922048200), 16200 },   { INT64_C(937942200), 12600 },   { INT64_C(953584200), 16200 },
    { INT64_C(969478200), 12600 },   { INT64_C(985206600), 16200 },   { INT64_C(1001100600), 12600 },
    { INT64_C(1016742600), 16200 },  { INT64_C(1032636600), 12600 },  { INT64_C(1048278600), 16200 },
    { INT64_C(1064172600), 12600 },  { INT64_C(1079814600), 16200 },  { INT64_C(1095708600), 12600 },
    { INT64_C(1111437000), 16200 },  { INT64_C(1127331000), 12600 },  { INT64_C(1206045000), 16200 },
    { INT64_C(1221939000), 12600 },  { INT64_C(1237667400), 16200 },  { INT64_C(1253561400), 12600 },
    { INT64_C(1269203400), 16200 },  { INT64_C(1285097400), 12600 },  { INT64_C(1300739400), 16200 },
    { INT64_C(1316633400), 12600 },  { INT64_C(1332275400), 16200 },  { INT64_C(1348169400), 12600 },
    { INT64_C(1363897800), 16200 },  { INT64_C(1379791800), 12600 },  { INT64_C(1395433800), 16200 },
    { INT64_C(1411327800), 12600 },  { INT64_C(1426969800), 16200 },  { INT64_C(1442863800), 12600 },
    { INT64_C(1458505800), 16200 },  { INT64_C(1474399800), 12600 },  { INT64_C(1490128200), 16200 },
    { INT64_C(1506022200), 12600 },  { INT64_C(1521664200), 16200 },  { INT64_C(1537558200), 12600 },
    { INT64_C(1553200200), 16200 },  { INT64_C(1569094200), 12600 },  { INT64_C(1584736200), 16200 },
    { INT64_C(1600630200), 12600 },  { INT64_C(1616358600), 16200 },  { INT64_C(1632252600), 12600 },
    { INT64_C(1647894600), 16200 },  { INT64_C(1663788600), 12600 },
};
static const struct tz tehran = {
    .name = STR_INIT("Asia/Tehran"),
    .first = 12344,
    .n = ARRAY_LEN(tehran_changes),
    .changes = tehran_changes,
};

/* ---- reading ---- */

struct bytes {
    const unsigned char *p;
    size_t left;
};

static bool skip(struct bytes *b, size_t n)
{
    if (n > b->left)
        return false;
    b->p += n;
    b->left -= n;
    return true;
}

static int64_t big_endian(const unsigned char *p, size_t n)
{
    uint64_t v = (p[0] & 0x80) != 0 ? UINT64_MAX : 0;

    for (size_t i = 0; i < n; i++)
        v = v << 8 | p[i];
    return (int64_t)v;
}

struct header {
    char version;
    size_t utc_flags, std_flags, leaps, times, types, chars;
};

static bool read_header(struct bytes *b, struct header *h)
{
    const unsigned char *p = b->p;
    size_t v[6];

    if (b->left < 44 || memcmp(p, "TZif", 4) != 0)
        return false;
    h->version = (char)p[4];
    for (size_t i = 0; i < 6; i++) {
        int64_t n = big_endian(p + 20 + i * 4, 4);
        if (n < 0 || n > TZ_FILE_MAX)
            return false;
        v[i] = (size_t)n;
    }
    h->utc_flags = v[0];
    h->std_flags = v[1];
    h->leaps = v[2];
    h->times = v[3];
    h->types = v[4];
    h->chars = v[5];
    return skip(b, 44);
}

static bool read_changes(struct arena *a, struct bytes *b, const struct header *h, size_t width, struct tz *z)
{
    const unsigned char *times = b->p, *index, *types;
    struct change *c;

    if (h->times > TZ_CHANGES_MAX || h->types == 0 || h->types > 256 || !skip(b, h->times * width))
        return false;
    index = b->p;
    if (!skip(b, h->times))
        return false;
    types = b->p;
    if (!skip(b, h->types * 6))
        return false;
    c = ARENA_ARRAY(a, struct change, h->times + 1);
    if (c == NULL)
        return false;
    for (size_t i = 0; i < h->times; i++) {
        if (index[i] >= h->types)
            return false;
        c[i].utc = big_endian(times + i * width, width);
        c[i].offset = (int32_t)big_endian(types + (size_t)index[i] * 6, 4);
        if ((i > 0 && c[i].utc <= c[i - 1].utc) || c[i].offset > 26 * 3600 || c[i].offset < -26 * 3600)
            return false;
    }
    z->first = (int32_t)big_endian(types, 4);
    z->changes = c;
    z->n = h->times;
    return skip(b, h->chars + h->leaps * (width + 4) + h->std_flags + h->utc_flags);
}

/* ---- the POSIX footer ---- */

struct posix {
    struct str s;
    size_t i;
};

static char peek(const struct posix *p)
{
    return p->i < p->s.len ? p->s.p[p->i] : '\0';
}

static bool posix_int(struct posix *p, int *ret)
{
    int v = 0;
    size_t from = p->i;

    while (peek(p) >= '0' && peek(p) <= '9' && p->i - from < 4)
        v = v * 10 + (p->s.p[p->i++] - '0');
    *ret = v;
    return p->i > from;
}

static bool posix_name(struct posix *p)
{
    size_t from = p->i;
    bool quoted = peek(p) == '<';

    if (quoted) {
        while (peek(p) != '>' && peek(p) != '\0')
            p->i++;
        p->i++;
        return p->i <= p->s.len;
    }
    while ((peek(p) >= 'A' && peek(p) <= 'Z') || (peek(p) >= 'a' && peek(p) <= 'z'))
        p->i++;
    return p->i >= from + 3;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool posix_time(struct posix *p, int *ret)
{
    int part[3] = { 0, 0, 0 };
    bool neg = peek(p) == '-';

    if (neg || peek(p) == '+')
        p->i++;
    for (size_t k = 0; k < 3; k++) {
        if (k > 0 && peek(p) != ':')
            break;
        p->i += k > 0;
        if (!posix_int(p, &part[k]))
            return false;
    }
    if (part[0] > 167 || part[1] > 59 || part[2] > 59)
        return false;
    *ret = part[0] * 3600 + part[1] * 60 + part[2];
    if (neg)
        *ret = -*ret;
    return true;
}

static bool posix_rule(struct posix *p, struct rule *r)
{
    r->second = 7200;
    if (peek(p) != ',')
        return false;
    p->i++;
    r->kind = peek(p) == 'M' || peek(p) == 'J' ? peek(p) : '0';
    p->i += r->kind != '0';
    if (r->kind == 'M') {
        if (!posix_int(p, &r->month) || peek(p) != '.')
            return false;
        p->i++;
        if (!posix_int(p, &r->week) || peek(p) != '.')
            return false;
        p->i++;
    }
    if (!posix_int(p, &r->day))
        return false;
    if (r->kind == 'M' && (r->month < 1 || r->month > 12 || r->week < 1 || r->week > 5 || r->day > 6))
        return false;
    if (r->kind != 'M' && r->day > 365)
        return false;
    if (peek(p) != '/')
        return true;
    p->i++;
    return posix_time(p, &r->second);
}

static bool read_footer(struct str text, struct tz *z)
{
    struct posix p = { text, 0 };
    int off;

    if (!posix_name(&p) || !posix_time(&p, &off))
        return false;
    z->tail_std = -off;
    z->has_tail = true;
    if (p.i == text.len)
        return true;
    z->tail_dst = z->tail_std + 3600;
    if (!posix_name(&p))
        return false;
    if (peek(&p) != ',') {
        if (!posix_time(&p, &off))
            return false;
        z->tail_dst = -off;
    }
    z->has_summer = posix_rule(&p, &z->start) && posix_rule(&p, &z->end) && p.i == text.len;
    return z->has_summer;
}

const struct tz *tz_parse(struct arena *a, struct str name, struct str bytes)
{
    struct bytes b = { (const unsigned char *)bytes.p, bytes.len };
    struct tz *z = ARENA_NEW(a, struct tz);
    struct header h;
    struct str text;

    if (z == NULL || !read_header(&b, &h))
        return NULL;
    z->name = arena_str(a, name);
    if (h.version == '\0')
        return read_changes(a, &b, &h, 4, z) ? z : NULL;
    if (!skip(&b, h.times * 5 + h.types * 6 + h.chars + h.leaps * 8 + h.std_flags + h.utc_flags))
        return NULL;
    if (!read_header(&b, &h) || !read_changes(a, &b, &h, 8, z))
        return NULL;
    if (b.left < 2 || b.p[0] != '\n')
        return z;
    text = (struct str){ (const char *)b.p + 1, b.left - 1 };
    text = str_cut(&text, '\n');
    if (text.len > 0 && !read_footer(text, z))
        return NULL;
    return z;
}

static bool name_ok(struct str name)
{
    if (name.len == 0 || name.len > TZ_NAME_MAX)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.p[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || c == '/')))
            return false;
    }
    return name.p[name.len - 1] != '/';
}

const struct tz *tz_find(struct arena *a, struct str name)
{
    static const char *const utc[] = { "UTC", "GMT", "Etc/UTC", "Etc/GMT", "Etc/UCT", "Zulu" };
    struct str bytes;
    struct tz *z;

    if (str_eq(name, tehran.name))
        return &tehran;
    for (size_t i = 0; i < ARRAY_LEN(utc); i++) {
        if (!str_eq_c(name, utc[i]))
            continue;
        z = ARENA_NEW(a, struct tz);
        if (z != NULL)
            z->name = str_c(utc[i]);
        return z;
    }
    if (!name_ok(name))
        return NULL;
    if (file_read(a, path_join(a, "/usr/share/zoneinfo", arena_cstr(a, name)), TZ_FILE_MAX, &bytes, NULL) !=
        RC_OK)
        return NULL;
    return tz_parse(a, name, bytes);
}

/* ---- asking ---- */

struct str tz_name(const struct tz *z)
{
    return z->name;
}

/* The day of the year's change as days since 1970. */
static int64_t rule_day(const struct rule *r, int64_t year)
{
    int64_t first = days_from_civil(year, 1, 1), day;
    bool leap = days_in_month(year, 2) == 29;
    int wday;

    if (r->kind == '0')
        return first + r->day;
    if (r->kind == 'J')
        return first + r->day - 1 + (leap && r->day >= 60);
    first = days_from_civil(year, r->month, 1);
    wday = weekday_iso(first) % 7; /* Sunday is 0 */
    day = (r->day - wday + 7) % 7 + (r->week - 1) * 7;
    if (day >= days_in_month(year, r->month))
        day -= 7;
    return first + day;
}

static int tail_offset(const struct tz *z, int64_t utc)
{
    int64_t year, start, end, local = utc + z->tail_std;
    int m, d;

    if (!z->has_summer)
        return z->tail_std;
    civil_from_days(local >= 0 ? local / 86400 : -((86399 - local) / 86400), &year, &m, &d);
    start = rule_day(&z->start, year) * 86400 + z->start.second - z->tail_std;
    end = rule_day(&z->end, year) * 86400 + z->end.second - z->tail_dst;
    if (start < end)
        return utc >= start && utc < end ? z->tail_dst : z->tail_std;
    return utc >= end && utc < start ? z->tail_std : z->tail_dst;
}

int tz_offset_utc(const struct tz *z, int64_t utc)
{
    size_t lo = 0, hi = z->n;

    while (lo < hi) { /* how many changes lie at or before */
        size_t mid = (lo + hi) / 2;
        if (z->changes[mid].utc <= utc)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == z->n && z->has_tail)
        return tail_offset(z, utc);
    return lo == 0 ? z->first : z->changes[lo - 1].offset;
}

int tz_offset_wall(const struct tz *z, int64_t wall)
{
    int before = tz_offset_utc(z, wall - 86400), after = tz_offset_utc(z, wall + 86400);

    if (before == after || tz_offset_utc(z, wall - before) == before)
        return before;
    return tz_offset_utc(z, wall - after) == after ? after : before;
}
