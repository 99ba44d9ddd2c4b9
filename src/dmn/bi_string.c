/*
 * bi_string.c - built-in functions over texts. Lengths and positions count characters (code points), not
 * bytes.
 *
 * Not here: the engine of matches(), replace() and split() (regex.h).
 */
#include "dmn/builtin.h"
#include "dmn/casemap.h"
#include "dmn/regex.h"

static bool two_strings(const struct feel_value *const *arg, struct str *x, struct str *y)
{
    return arg_string(arg[0], x) && arg_string(arg[1], y);
}

/* Byte offset of the n-th character; the length when there are fewer. */
static size_t offset_of(struct str s, size_t n)
{
    size_t i = 0;

    while (n > 0 && utf8_next(s, &i) != -1)
        n--;
    return i;
}

const struct feel_value *bi_substring(ARGS)
{
    struct str s;
    int64_t from, len = INT64_MAX, count;
    size_t begin, end;

    if (!arg_string(arg[0], &s) || !arg_int(arg[1], &from) || from == 0)
        return bad_arg(ev, "substring");
    if (n > 2 && arg[2]->kind != FEEL_NULL && (!arg_int(arg[2], &len) || len < 1))
        return bad_arg(ev, "substring");
    if (!eval_charge(ev, s.len / 8))
        return NULL;
    count = (int64_t)utf8_count(s);
    if (from > count || -from > count)
        return bad_arg(ev, "substring");
    from = from > 0 ? from - 1 : count + from;
    if (len > count - from)
        len = count - from;
    begin = offset_of(s, (size_t)from);
    end = begin + offset_of(str_from(s, begin), (size_t)len);
    return give_string(ev, str_sub(s, begin, end - begin));
}

const struct feel_value *bi_string_length(ARGS)
{
    struct str s;

    (void)n;
    if (!arg_string(arg[0], &s))
        return bad_arg(ev, "string length");
    return eval_charge(ev, s.len / 8) ? give_int(ev, (int64_t)utf8_count(s)) : NULL;
}

static const struct feel_value *in_case(ARGS, bool upper, const char *name)
{
    struct str s;
    char *out;
    size_t len = 0, i = 0;
    int32_t c;

    (void)n;
    if (!arg_string(arg[0], &s))
        return bad_arg(ev, name);
    if (!eval_charge(ev, s.len / 4))
        return NULL;
    out = arena_calloc(ev->a, s.len + 1, 4);
    if (out == NULL)
        return eval_limit(ev);
    while ((c = utf8_next(s, &i)) != -1) {
        if (upper && c == 0xDF) { /* the one letter of common use that grows: ß */
            out[len++] = 'S';
            out[len++] = 'S';
        } else {
            uint32_t ch = c < 0 ? 0xFFFD : (uint32_t)c;
            len += utf8_put(upper ? char_upper(ch) : char_lower(ch), out + len);
        }
    }
    return give_string(ev, (struct str){ out, len });
}

const struct feel_value *bi_upper_case(ARGS)
{
    return in_case(ev, arg, n, true, "upper case");
}

const struct feel_value *bi_lower_case(ARGS)
{
    return in_case(ev, arg, n, false, "lower case");
}

/* memmem of glibc is linear; charged by the text. */
static bool find(struct eval *ev, struct str s, struct str what, size_t *at)
{
    const char *p;

    if (!eval_charge(ev, (s.len + what.len) / 16))
        return false;
    p = what.len == 0 ? s.p : memmem(s.p, s.len, what.p, what.len);
    *at = p == NULL ? SIZE_MAX : what.len == 0 ? 0 : (size_t)(p - s.p);
    return true;
}

const struct feel_value *bi_substring_before(ARGS)
{
    struct str s, what;
    size_t at;

    (void)n;
    if (!two_strings(arg, &s, &what))
        return bad_arg(ev, "substring before");
    if (!find(ev, s, what, &at))
        return NULL;
    return give_string(ev, str_sub(s, 0, at == SIZE_MAX ? 0 : at));
}

const struct feel_value *bi_substring_after(ARGS)
{
    struct str s, what;
    size_t at;

    (void)n;
    if (!two_strings(arg, &s, &what))
        return bad_arg(ev, "substring after");
    if (!find(ev, s, what, &at))
        return NULL;
    return give_string(ev, at == SIZE_MAX ? str_sub(s, 0, 0) : str_from(s, at + what.len));
}

const struct feel_value *bi_contains(ARGS)
{
    struct str s, what;
    size_t at;

    (void)n;
    if (!two_strings(arg, &s, &what))
        return bad_arg(ev, "contains");
    return find(ev, s, what, &at) ? VBOOL(at != SIZE_MAX) : NULL;
}

const struct feel_value *bi_starts_with(ARGS)
{
    struct str s, what;

    (void)n;
    return two_strings(arg, &s, &what) ? VBOOL(str_starts(s, what)) : bad_arg(ev, "starts with");
}

const struct feel_value *bi_ends_with(ARGS)
{
    struct str s, what;

    (void)n;
    return two_strings(arg, &s, &what) ? VBOOL(str_ends(s, what)) : bad_arg(ev, "ends with");
}

const struct feel_value *bi_string_join(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]);
    struct str sep = STR_NONE;
    size_t total = 0, at = 0;
    bool any = false;
    char *out;

    if (list == NULL || (n > 1 && arg[1]->kind != FEEL_NULL && !arg_string(arg[1], &sep)))
        return bad_arg(ev, "string join");
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *v = list->list.v[i];
        if (v->kind != FEEL_STRING && v->kind != FEEL_NULL)
            return bad_arg(ev, "string join");
        total += (v->kind == FEEL_STRING ? v->string.len : 0) + sep.len;
    }
    if (!eval_charge(ev, list->list.n + total / 16))
        return NULL;
    out = arena_alloc(ev->a, total + 1);
    if (out == NULL)
        return eval_limit(ev);
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *v = list->list.v[i];
        if (v->kind == FEEL_NULL)
            continue;
        if (any && sep.len > 0)
            memcpy(out + at, sep.p, sep.len);
        at += any ? sep.len : 0;
        if (v->string.len > 0)
            memcpy(out + at, v->string.p, v->string.len);
        at += v->string.len;
        any = true;
    }
    return give_string(ev, (struct str){ out, at });
}

const struct feel_value *bi_string(ARGS)
{
    const struct feel_value *v = arg[0];

    (void)n;
    if (v->kind == FEEL_NULL || v->kind == FEEL_STRING)
        return v;
    if (!eval_charge(ev, 1 + feel_count(v)))
        return NULL;
    return give_string(ev, feel_to_string(ev->a, v));
}

/* ---- regular expressions ---- */

struct job {
    const struct regex *re;
    struct points text;
    size_t *at;
};

/* Compile and make ready: 1, 0 for a bad pattern, -1 for a bound. */
static int prepare(struct eval *ev, struct str text, struct str pattern, struct str flags, struct job *j)
{
    enum regex_rc rc;

    if (!eval_charge(ev, text.len / 4 + pattern.len))
        return -1;
    rc = regex_compile(ev->a, pattern, flags, &j->re);
    if (rc == REGEX_BAD)
        return 0;
    if (rc == REGEX_OK)
        j->at = ARENA_ARRAY(ev->a, size_t, 2 * (regex_groups(j->re) + 1));
    if (rc != REGEX_OK || j->at == NULL || !points_of(ev->a, text, &j->text)) {
        eval_limit(ev);
        return -1;
    }
    return 1;
}

/* 1 match in j->at, 0 none, -1 bound. */
static int next_match(struct eval *ev, struct job *j, size_t from)
{
    enum regex_rc rc =
        eval_charge(ev, 1) ? regex_find(ev->a, j->re, j->text, from, j->at, &ev->steps) : REGEX_LIMIT;

    if (rc == REGEX_LIMIT) {
        eval_limit(ev);
        return -1;
    }
    return rc == REGEX_OK;
}

static bool flags_of(ARGS, size_t i, struct str *flags)
{
    (void)ev;
    *flags = STR_NONE;
    return n <= i || arg[i]->kind == FEEL_NULL || arg_string(arg[i], flags);
}

const struct feel_value *bi_matches(ARGS)
{
    struct str s, pattern, flags;
    struct job j = { 0 };
    int ok;

    if (!two_strings(arg, &s, &pattern) || !flags_of(ev, arg, n, 2, &flags))
        return bad_arg(ev, "matches");
    ok = prepare(ev, s, pattern, flags, &j);
    if (ok <= 0)
        return ok < 0 ? NULL : eval_null(ev, "matches(): malformed pattern or flags");
    ok = next_match(ev, &j, 0);
    return ok < 0 ? NULL : VBOOL(ok);
}

struct points_out {
    uint32_t *v;
    size_t n, cap;
};

static bool put_range(struct eval *ev, struct points_out *out, const uint32_t *p, size_t n)
{
    if (!eval_charge(ev, n / 4))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!VEC_PUSH(ev->a, out, p[i]))
            return eval_limit(ev) != NULL;
    }
    return true;
}

/* The replacement with its $1 and \$; 1, 0 when malformed, -1 bound. */
static int put_replacement(struct eval *ev, const struct job *j, struct points with, struct points_out *out)
{
    size_t groups = regex_groups(j->re);

    for (size_t i = 0; i < with.n; i++) {
        uint32_t c = with.p[i];
        size_t g;
        if (regex_is_literal(j->re) || (c != '$' && c != '\\')) {
            if (!put_range(ev, out, &c, 1))
                return -1;
            continue;
        }
        if (++i >= with.n)
            return 0;
        if (c == '\\') {
            if (with.p[i] != '$' && with.p[i] != '\\')
                return 0;
            if (!put_range(ev, out, &with.p[i], 1))
                return -1;
            continue;
        }
        if (with.p[i] < '0' || with.p[i] > '9')
            return 0;
        g = with.p[i] - '0';
        while (i + 1 < with.n && with.p[i + 1] >= '0' && with.p[i + 1] <= '9' &&
               g * 10 + (with.p[i + 1] - '0') <= groups)
            g = g * 10 + (with.p[++i] - '0');
        if (g <= groups && j->at[2 * g] != SIZE_MAX && j->at[2 * g + 1] != SIZE_MAX &&
            !put_range(ev, out, j->text.p + j->at[2 * g], j->at[2 * g + 1] - j->at[2 * g]))
            return -1;
    }
    return 1;
}

const struct feel_value *bi_replace(ARGS)
{
    struct str s, pattern, with, flags;
    struct job j = { 0 };
    struct points points;
    struct points_out out = { 0 };
    size_t from = 0, copied = 0;
    int ok;

    if (!two_strings(arg, &s, &pattern) || !arg_string(arg[2], &with) || !flags_of(ev, arg, n, 3, &flags))
        return bad_arg(ev, "replace");
    ok = prepare(ev, s, pattern, flags, &j);
    if (ok > 0 && !points_of(ev->a, with, &points))
        return eval_limit(ev);
    while (ok > 0 && from <= j.text.n && (ok = next_match(ev, &j, from)) > 0) {
        if (!put_range(ev, &out, j.text.p + copied, j.at[0] - copied))
            return NULL;
        ok = put_replacement(ev, &j, points, &out);
        copied = j.at[1];
        from = j.at[1] > j.at[0] ? j.at[1] : j.at[1] + 1; /* past an empty match */
        if (ok <= 0)
            return ok < 0 ? NULL : eval_null(ev, "replace(): malformed replacement");
    }
    if (ok < 0)
        return NULL;
    if (j.at == NULL)
        return eval_null(ev, "replace(): malformed pattern or flags");
    if (!put_range(ev, &out, j.text.p + copied, j.text.n - copied))
        return NULL;
    with = points_str(ev->a, out.v, out.n);
    return give_string(ev, with);
}

const struct feel_value *bi_split(ARGS)
{
    struct str s, pattern;
    struct job j = { 0 };
    struct {
        const struct feel_value **v;
        size_t n, cap;
    } out = { 0 };
    size_t from = 0, copied = 0, end;
    int ok;

    (void)n;
    if (!two_strings(arg, &s, &pattern))
        return bad_arg(ev, "split");
    ok = prepare(ev, s, pattern, STR_NONE, &j);
    if (ok <= 0)
        return ok < 0 ? NULL : eval_null(ev, "split(): malformed pattern");
    while (ok >= 0) {
        const struct feel_value *piece;
        ok = from <= j.text.n ? next_match(ev, &j, from) : 0;
        if (ok < 0)
            return NULL;
        if (ok && j.at[1] == j.at[0]) { /* an empty match splits nothing at the ends */
            from = j.at[1] + 1;
            if (j.at[0] == copied || j.at[0] == j.text.n)
                continue;
        }
        end = ok ? j.at[0] : j.text.n;
        piece = give_string(ev, points_str(ev->a, j.text.p + copied, end - copied));
        if (piece == NULL || !VEC_PUSH(ev->a, &out, piece))
            return eval_limit(ev);
        if (!ok)
            break;
        copied = j.at[1];
        from = copied > from ? copied : from;
    }
    return give_list(ev, out.v, out.n);
}

/* All that a pattern matches, in order: beyond the standard, as Camunda has it. */
const struct feel_value *bi_extract(ARGS)
{
    struct str s, pattern;
    struct job j = { 0 };
    struct {
        const struct feel_value **v;
        size_t n, cap;
    } out = { 0 };
    int ok;

    (void)n;
    if (!two_strings(arg, &s, &pattern))
        return bad_arg(ev, "extract");
    ok = prepare(ev, s, pattern, STR_NONE, &j);
    if (ok == 0)
        return eval_null(ev, "extract(): malformed pattern");
    for (size_t from = 0; ok > 0 && from <= j.text.n; from = j.at[1] > j.at[0] ? j.at[1] : j.at[1] + 1) {
        const struct feel_value *piece;
        ok = next_match(ev, &j, from);
        if (ok <= 0)
            break;
        piece = give_string(ev, points_str(ev->a, j.text.p + j.at[0], j.at[1] - j.at[0]));
        if (piece == NULL || !VEC_PUSH(ev->a, &out, piece))
            return eval_limit(ev);
    }
    return ok < 0 ? NULL : give_list(ev, out.v, out.n);
}
