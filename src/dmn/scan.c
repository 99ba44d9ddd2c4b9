/*
 * scan.c - the lowest level of the FEEL parser: space, signs, names, strings, numbers.
 *
 * FEEL has no separate lexer: where a name ends depends on the names in scope. Known names win, the longest
 * first; else all words up to a sign or keyword are one name, joined by single spaces.
 */
#include "dmn/parse.h"

#define ODD_MAX 64 /* keys with signs that an expression may use as names */

static const char *const keywords[] = { "and",    "or",        "in",       "between", "then", "else",
                                        "return", "satisfies", "instance", "if",      "for",  "some",
                                        "every",  "function",  "true",     "false",   "null" };

static bool name_start_cp(int32_t c)
{
    if (c < 128)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '?' || c == '$';
    return (c >= 0xC0 && c != 0xD7 && c != 0xF7 && c <= 0x1FFF && c != 0x1680 && c != 0x180E) ||
           (c >= 0x200C && c <= 0x200D) || (c >= 0x2070 && c <= 0x218F) || (c >= 0x2C00 && c <= 0x2FEF) ||
           (c >= 0x3001 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFFD) ||
           (c >= 0x10000 && c <= 0xEFFFF);
}

static bool name_part_cp(int32_t c)
{
    if (c < 128)
        return name_start_cp(c) || (c >= '0' && c <= '9');
    return name_start_cp(c) || c == 0xB7 || (c >= 0x203F && c <= 0x2040);
}

static int32_t cp_at(const struct parser *p, size_t i, size_t *next)
{
    int32_t c;

    *next = i;
    c = utf8_next(p->s, next);
    return c;
}

static size_t space_at(const struct parser *p, size_t i)
{
    size_t next;
    int32_t c = cp_at(p, i, &next);

    if (c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E ||
        (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
        c == 0x3000 || c == 0xFEFF)
        return next - i;
    return 0;
}

static size_t comment_at(const struct parser *p, size_t i)
{
    struct str rest = str_from(p->s, i);
    size_t end;

    if (str_starts(rest, STR("//"))) {
        end = str_find_byte(rest, '\n', 2);
        return end == SIZE_MAX ? rest.len : end;
    }
    if (str_starts(rest, STR("/*"))) {
        end = str_find(rest, STR("*/"), 2);
        return end == SIZE_MAX ? 0 : end + 2;
    }
    return 0;
}

static size_t after_space(const struct parser *p, size_t i)
{
    size_t n;

    while ((n = space_at(p, i)) > 0 || (n = comment_at(p, i)) > 0)
        i += n;
    return i;
}

void skip_space(struct parser *p)
{
    p->i = after_space(p, p->i);
}

bool at_end(struct parser *p)
{
    skip_space(p);
    return p->i >= p->s.len;
}

bool look_at(struct parser *p, const char *sign)
{
    skip_space(p);
    return str_starts(str_from(p->s, p->i), str_c(sign));
}

bool accept(struct parser *p, const char *sign)
{
    if (p->rc != RC_OK || !look_at(p, sign))
        return false;
    p->i += strlen(sign);
    return true;
}

bool expect(struct parser *p, const char *sign)
{
    if (p->rc != RC_OK)
        return false;
    if (accept(p, sign))
        return true;
    parse_fail(p, p->i, "'%s' expected", sign);
    return false;
}

/* Where the word that starts at `i` ends. */
static size_t word_end(const struct parser *p, size_t i)
{
    size_t next;
    int32_t c = cp_at(p, i, &next);

    if (c < 0 || !name_start_cp(c))
        return i;
    do {
        i = next;
        c = cp_at(p, i, &next);
    } while (c >= 0 && name_part_cp(c));
    return i;
}

static bool word_is(const struct parser *p, size_t from, size_t to, const char *word)
{
    return str_eq_c((struct str){ p->s.p + from, to - from }, word);
}

bool look_word(struct parser *p, const char *word)
{
    skip_space(p);
    return word_is(p, p->i, word_end(p, p->i), word);
}

bool accept_word(struct parser *p, const char *word)
{
    if (p->rc != RC_OK || !look_word(p, word))
        return false;
    p->i += strlen(word);
    return true;
}

bool expect_word(struct parser *p, const char *word)
{
    if (p->rc != RC_OK)
        return false;
    if (accept_word(p, word))
        return true;
    parse_fail(p, p->i, "'%s' expected", word);
    return false;
}

bool scan_name_start(struct parser *p)
{
    skip_space(p);
    return word_end(p, p->i) > p->i;
}

struct str name_normal(struct arena *a, struct str s)
{
    struct parser p = { .s = s };
    char *out = arena_alloc(a, s.len + 1);
    size_t n = 0, i = 0, gap;

    if (out == NULL)
        return STR_NONE;
    while (i < s.len) {
        bool any = false;
        while ((gap = space_at(&p, i)) > 0) {
            i += gap;
            any = true;
        }
        if (any && n > 0 && i < s.len)
            out[n++] = ' ';
        if (i < s.len)
            out[n++] = s.p[i++];
    }
    return (struct str){ out, n };
}

/* How many bytes at `i` spell `name`, whose spaces stand for any space; 0 when they do not or the name goes
 * on. */
static size_t spells(const struct parser *p, size_t from, struct str name)
{
    size_t i = from, next, gap;
    int32_t last = 0, c;

    for (size_t k = 0; k < name.len; k++) {
        if (name.p[k] == ' ') {
            if (space_at(p, i) == 0)
                return 0;
            while ((gap = space_at(p, i)) > 0)
                i += gap;
            continue;
        }
        if (i >= p->s.len || p->s.p[i] != name.p[k])
            return 0;
        i++;
        last = (unsigned char)name.p[k];
    }
    c = cp_at(p, i, &next);
    if (c >= 0 && name_part_cp(c) && (last >= 128 || name_part_cp(last)))
        return 0;
    return i - from;
}

static void longest(struct parser *p, const struct str *names, size_t n, size_t *len, struct str *which)
{
    if (*p->compares < n) {
        parse_full(p);
        return;
    }
    *p->compares -= n;
    for (size_t k = 0; k < n; k++) {
        if (names[k].len > 0 && p->i < p->s.len && names[k].p[0] == p->s.p[p->i]) {
            size_t got = spells(p, p->i, names[k]);
            if (got > *len) {
                *len = got;
                *which = names[k];
            }
        }
    }
}

static size_t known(struct parser *p, bool fields, struct str *which)
{
    size_t len = 0;

    skip_space(p);
    for (const struct feel_names *s = p->names; s != NULL; s = s->up) {
        if (fields)
            longest(p, s->fields, s->n_fields, &len, which);
        else
            longest(p, s->vars, s->n_vars, &len, which);
    }
    longest(p, p->odd.v, p->odd.n, &len, which);
    return len;
}

size_t scan_known(struct parser *p)
{
    struct str which;

    return known(p, false, &which);
}

static bool is_keyword(const struct parser *p, size_t from, size_t to)
{
    for (size_t k = 0; k < ARRAY_LEN(keywords); k++) {
        if (word_is(p, from, to, keywords[k]))
            return true;
    }
    return false;
}

bool name_is_plain(struct str name)
{
    struct parser p = { .s = name };
    size_t i = 0, end = word_end(&p, 0);

    while (end > i && !is_keyword(&p, i, end)) {
        if (end == name.len)
            return true;
        if (name.p[end] != ' ')
            return false;
        i = end + 1;
        end = word_end(&p, i);
    }
    return false;
}

/* Words from here up to a sign or keyword. A later word may be a number: "Form 27". */
static bool joined_words(struct parser *p, const char *stop_word, struct str *name)
{
    size_t from, end, at, to;

    skip_space(p);
    from = p->i;
    end = word_end(p, from);
    if (end == from) {
        parse_fail(p, from, "name expected");
        return false;
    }
    for (;;) {
        at = after_space(p, end);
        to = word_end(p, at);
        if (to == at && at > end) {
            while (to < p->s.len && p->s.p[to] >= '0' && p->s.p[to] <= '9')
                to++;
            if (to > at && word_end(p, to) > to)
                to = word_end(p, to);
        }
        if (to == at || at == end ||
            (stop_word != NULL ? word_is(p, at, to, stop_word) : is_keyword(p, at, to)))
            break;
        end = to;
    }
    *name = name_normal(p->a, (struct str){ p->s.p + from, end - from });
    p->i = end;
    return name->p != NULL || parse_full(p) != NULL;
}

/* Does another word stand right behind the `len` bytes of a known name? Then the name is longer than is
 * known. */
static bool goes_on(const struct parser *p, size_t len)
{
    size_t at = after_space(p, p->i + len), to = word_end(p, at);

    return at > p->i + len && to > at && !is_keyword(p, at, to) && !word_is(p, at, to, "of") &&
           !word_is(p, at, to, "external");
}

bool scan_variable(struct parser *p, struct str *name)
{
    size_t len = known(p, false, name), built = builtin_prefix(str_from(p->s, p->i));

    if (built > len) {
        *name = name_normal(p->a, str_sub(p->s, p->i, built));
        p->i += built;
        return name->p != NULL || parse_full(p) != NULL;
    }
    if (len > 0 && !goes_on(p, len)) {
        p->i += len;
        return true;
    }
    return joined_words(p, NULL, name);
}

bool scan_field(struct parser *p, struct str *name)
{
    size_t len = known(p, true, name);

    if (len > 0 && !goes_on(p, len)) {
        p->i += len;
        return true;
    }
    return joined_words(p, NULL, name);
}

bool scan_new_name(struct parser *p, const char *stop_word, struct str *name)
{
    return joined_words(p, stop_word, name);
}

static bool key_sign(char c)
{
    return c != '\0' && strchr("./-'+*", c) != NULL;
}

/* Words and signs up to a colon. */
static bool words_to_colon(struct parser *p, bool signs, struct str *name)
{
    size_t from, i, end, next;

    skip_space(p);
    from = i = end = p->i;
    if (word_end(p, i) == i)
        return false;
    while (i < p->s.len && p->s.p[i] != ':') {
        int32_t c = cp_at(p, i, &next);
        size_t gap = after_space(p, i) - i;
        if (gap > 0) {
            i += gap;
            continue;
        }
        if (c < 0 || (!name_part_cp(c) && !(signs && key_sign((char)c))))
            return false;
        i = end = next;
    }
    if (i >= p->s.len)
        return false;
    *name = name_normal(p->a, (struct str){ p->s.p + from, end - from });
    p->i = i;
    return true;
}

bool scan_key(struct parser *p, struct str *name)
{
    skip_space(p);
    if (p->i < p->s.len && p->s.p[p->i] == '"')
        return scan_string(p, name);
    if (words_to_colon(p, true, name)) {
        for (size_t i = 0; i < name->len; i++) {
            if (key_sign(name->p[i]))
                return p->odd.n >= ODD_MAX || VEC_PUSH(p->a, &p->odd, *name) || parse_full(p) != NULL;
        }
        return true;
    }
    parse_fail(p, p->i, "key of a context expected");
    return false;
}

bool scan_named_arg(struct parser *p, struct str *name)
{
    size_t from = p->i;

    if (words_to_colon(p, false, name) && accept(p, ":"))
        return true;
    p->i = from;
    return false;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool hex_code(struct parser *p, size_t digits, uint32_t *ret)
{
    uint32_t v = 0;

    for (size_t k = 0; k < digits; k++) {
        int d = p->i < p->s.len ? hex_digit(p->s.p[p->i]) : -1;
        if (d < 0)
            return false;
        v = v << 4 | (uint32_t)d;
        p->i++;
    }
    *ret = v;
    return true;
}

/* After the backslash; bytes written, or 0 when the escape is none. */
static size_t escape(struct parser *p, char *out)
{
    static const char from[] = "nrtbf\"'\\/", to[] = "\n\r\t\b\f\"'\\/";
    char c = p->i < p->s.len ? p->s.p[p->i] : '\0';
    const char *at = c == '\0' ? NULL : strchr(from, c);
    uint32_t code, low;

    if (at != NULL) {
        p->i++;
        *out = to[at - from];
        return 1;
    }
    if (c != 'u' && c != 'U')
        return 0;
    p->i++;
    if (!hex_code(p, c == 'u' ? 4 : 6, &code))
        return 0;
    if (code >= 0xD800 && code <= 0xDBFF && str_starts(str_from(p->s, p->i), STR("\\u"))) {
        p->i += 2;
        if (!hex_code(p, 4, &low) || low < 0xDC00 || low > 0xDFFF)
            return 0;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    return utf8_put(code, out);
}

bool scan_string(struct parser *p, struct str *ret)
{
    size_t from = p->i, n = 0, end = p->i + 1;
    char *out;

    while (end < p->s.len && p->s.p[end] != '"')
        end += p->s.p[end] == '\\' ? 2 : 1;
    if (end >= p->s.len) {
        parse_fail(p, from, "text without its closing quote");
        return false;
    }
    out = arena_alloc(p->a, end - from + 1);
    if (out == NULL)
        return parse_full(p) != NULL;
    p->i++;
    while (p->i < end) {
        char c = p->s.p[p->i++];
        if (c != '\\') {
            out[n++] = c;
            continue;
        }
        {
            size_t back = p->i, len = escape(p, out + n);
            if (len ==
                0) { /* no escape of FEEL: both characters stand for themselves (regular expressions) */
                p->i = back;
                out[n] = '\\';
                len = 1;
            }
            n += len;
        }
    }
    p->i = end + 1;
    *ret = (struct str){ out, n };
    return true;
}

bool scan_number(struct parser *p, struct dec *ret)
{
    size_t i = p->i, start = i;
    struct str s = p->s;
#define DIGIT(k) ((k) < s.len && s.p[k] >= '0' && s.p[k] <= '9')

    while (DIGIT(i))
        i++;
    if (i < s.len && s.p[i] == '.' && DIGIT(i + 1)) {
        i++;
        while (DIGIT(i))
            i++;
    }
    if (i == start)
        return false;
    if (i < s.len && (s.p[i] == 'e' || s.p[i] == 'E')) {
        size_t k = i + 1;
        if (k < s.len && (s.p[k] == '+' || s.p[k] == '-'))
            k++;
        if (DIGIT(k)) {
            while (DIGIT(k))
                k++;
            i = k;
        }
    }
#undef DIGIT
    if (!dec_parse(str_sub(s, start, i - start), ret))
        return false;
    p->i = i;
    return true;
}
