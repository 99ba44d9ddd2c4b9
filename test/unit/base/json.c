/*
 * json.c - the strict JSON reader against good, bad and hostile texts; the writer; canonical text.
 */
#include "base/json.h"
#include "check.h"

#define N STR_INIT

static const struct {
    const char *name;
    struct str text;
    enum rc rc;
    const char *want; /* canonical text, or a part of the message */
} rows[] = {
    { "null", N(" null\n"), RC_OK, "null" },
    { "words", N("[true,false]"), RC_OK, "[true,false]" },
    { "members sorted", N("{\"b\":1,\"a\":{\"d\":[],\"c\":{}}}"), RC_OK,
      "{\"a\":{\"c\":{},\"d\":[]},\"b\":1}" },
    { "number text is kept", N("[1.10,-0,1E+05,123456789012345678901234567890.5]"), RC_OK,
      "[1.10,-0,1E+05,123456789012345678901234567890.5]" },
    { "escapes", N("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0645\\uD83D\\uDE00\""), RC_OK,
      "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\tم\U0001F600\"" },
    { "Persian", N("{\"نام\":\"علی‌اکبر\"}"), RC_OK, "{\"نام\":\"علی‌اکبر\"}" },
    { "empty", N(""), RC_INVALID, "a value is missing" },
    { "space only", N(" \t\r\n"), RC_INVALID, "a value is missing" },
    { "two values", N("1 2"), RC_INVALID, "text after the value" },
    { "NUL behind", N("1\0"), RC_INVALID, "text after the value" },
    { "open array", N("[1,"), RC_INVALID, "a value is missing" },
    { "open object", N("{\"a\":1"), RC_INVALID, "',' or the end missing" },
    { "comma at the end", N("[1,]"), RC_INVALID, "bad number" },
    { "comma at the end of an object", N("{\"a\":1,}"), RC_INVALID, "a member's name must be a string" },
    { "name without quotes", N("{a:1}"), RC_INVALID, "a member's name must be a string" },
    { "no colon", N("{\"a\" 1}"), RC_INVALID, "':' missing" },
    { "the same name twice", N("{\"a\":1,\"\\u0061\":2}"), RC_INVALID, "the same name twice" },
    { "wrong bracket", N("[1}"), RC_INVALID, "',' or the end missing" },
    { "comment", N("/* x */1"), RC_INVALID, "bad number" },
    { "single quotes", N("'a'"), RC_INVALID, "bad number" },
    { "NaN", N("NaN"), RC_INVALID, "bad number" },
    { "half a word", N("tru"), RC_INVALID, "unknown word" },
    { "plus", N("+1"), RC_INVALID, "bad number" },
    { "leading zero", N("01"), RC_INVALID, "text after the value" },
    { "no digit after the point", N("1."), RC_INVALID, "bad number" },
    { "no digit before the point", N(".5"), RC_INVALID, "bad number" },
    { "no exponent", N("1e+"), RC_INVALID, "bad number" },
    { "minus alone", N("-"), RC_INVALID, "bad number" },
    { "Persian digits", N("۱۲"), RC_INVALID, "bad number" },
    { "string without end", N("\"abc"), RC_INVALID, "string without end" },
    { "backslash at the end", N("\"abc\\"), RC_INVALID, "string without end" },
    { "escaped quote at the end", N("\"abc\\\""), RC_INVALID, "string without end" },
    { "unknown escape", N("\"\\x41\""), RC_INVALID, "bad escape" },
    { "short escape", N("\"\\u00e\""), RC_INVALID, "bad escape" },
    { "escape past the string", N("\"\\u00\"41"), RC_INVALID, "bad escape" },
    { "escaped NUL", N("\"a\\u0000b\""), RC_INVALID, "bad escape" },
    { "half a pair", N("\"\\uD83D\""), RC_INVALID, "bad escape" },
    { "half a pair and a letter", N("\"\\uD83Dx\""), RC_INVALID, "bad escape" },
    { "two high halves", N("\"\\uD83D\\uD83D\""), RC_INVALID, "bad escape" },
    { "low half alone", N("\"\\uDE00\""), RC_INVALID, "bad escape" },
    { "NUL in a string", N("\"a\0b\""), RC_INVALID, "control character" },
    { "line break in a string", N("\"a\nb\""), RC_INVALID, "control character" },
    { "invalid UTF-8", N("\"\xC3\x28\""), RC_INVALID, "invalid UTF-8" },
    { "overlong UTF-8", N("\"\xC0\xAF\""), RC_INVALID, "invalid UTF-8" },
    { "UTF-8 surrogate", N("\"\xED\xA0\x80\""), RC_INVALID, "invalid UTF-8" },
    { "byte order mark", N("\xEF\xBB\xBF{}"), RC_INVALID, "bad number" },
    { "line and column", N("{\n \"a\": 1,\n \"b\": x}"), RC_INVALID, "JSON line 3 column 7: " },
};

TEST(json_is_read_strictly)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *a = arena_new(1 << 16);
        CLEANUP(buf_free) struct buf b = { 0 };
        const struct json *v = NULL;
        struct err e = { 0 };
        int before = check_failures;
        /* A copy of exact size, so that reading past the end is found. */
        char *copy = rows[i].text.len == 0 ? NULL : malloc(rows[i].text.len);

        if (copy != NULL)
            memcpy(copy, rows[i].text.p, rows[i].text.len);
        CHECK_INT(json_parse(a, (struct str){ copy, rows[i].text.len }, &v, &e), rows[i].rc);
        if (rows[i].rc == RC_OK && v != NULL) {
            buf_init(&b, 4096);
            json_canonical(&b, v);
            CHECK_STR(buf_view(&b), rows[i].want);
        } else {
            CHECK(v == NULL);
            CHECK_MSG(strstr(e.msg, rows[i].want) != NULL, "%s", e.msg);
        }
        if (check_failures != before)
            printf("  in row '%s'\n", rows[i].name);
        free(copy);
        arena_free(a);
    }
}

static enum rc parse_repeated(const char *head, const char *piece, size_t n, size_t budget, struct err *e)
{
    struct arena *a = arena_new(budget);
    const struct json *v;
    struct buf b;
    enum rc rc;

    buf_init(&b, (size_t)64 << 20);
    buf_c(&b, head);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, piece, i);
    rc = json_parse(a, buf_view(&b), &v, e);
    buf_free(&b);
    arena_free(a);
    return rc;
}

TEST(json_has_bounds_for_hostile_input)
{
    struct err e = { 0 };

    CHECK_INT(parse_repeated("", "[", 1000000, (size_t)8 << 20, &e), RC_LIMIT);
    CHECK_STR(str_c(e.msg), "JSON deeper than 256 levels");
    CHECK_INT(parse_repeated("", "{\"a\":", 1000000, (size_t)8 << 20, &e), RC_LIMIT);
    CHECK_INT(parse_repeated("{\"x\":0", ",\"%zu\":0", 20000, (size_t)64 << 20, &e), RC_LIMIT);
    CHECK_STR(str_c(e.msg), "more than 10000 members in a JSON object");
    CHECK_INT(parse_repeated("[0", ",0", 1000000, (size_t)8 << 20, &e), RC_LIMIT);
    CHECK_STR(str_c(e.msg), "request memory budget exceeded");
}

TEST(json_allocation_failures_are_clean)
{
    struct str text = STR("{\"a\":[1,2,{\"b\":\"\\u0645x\"}],\"c\":\"\\n\",\"d\":null}");

    for (uint64_t n = 1;; n++) {
        struct arena *a = arena_new(1 << 16);
        const struct json *v = NULL;
        struct err e = { 0 };
        enum rc rc;

        arena_fail_at(n);
        rc = json_parse(a, text, &v, &e);
        arena_fail_at(0);
        CHECK_MSG(rc == (arena_failed(a) ? RC_LIMIT : RC_OK), "n = %d", (int)n);
        CHECK((rc == RC_OK) == (v != NULL));
        arena_free(a);
        if (rc == RC_OK || n > 100) {
            CHECK_MSG(n > 8 && n < 100, "passes at %d", (int)n);
            break;
        }
    }
}

TEST(json_getters_bear_anything)
{
    struct arena *a = arena_new(1 << 16);
    const struct json *v = NULL;
    struct err e = { 0 };
    int64_t n = 5;

    CHECK_INT(
        json_parse(a,
                   STR("{\"s\":\"x\",\"n\":12,\"big\":9223372036854775808,\"f\":1.5,\"b\":true,\"a\":[1,2]}"),
                   &v, &e),
        RC_OK);
    CHECK_STR(json_text_of(v, "s"), "x");
    CHECK_STR(json_text_of(v, "f"), "1.5");
    CHECK_STR(json_text_of(v, "a"), "");
    CHECK_INT(json_int_of(v, "n", -1), 12);
    CHECK_INT(json_int_of(v, "big", -1), -1);
    CHECK_INT(json_int_of(v, "f", -1), -1);
    CHECK_INT(json_int_of(v, "s", -1), -1);
    CHECK(json_bool_of(v, "b", false) && json_bool_of(v, "s", true));
    CHECK(!json_int(json_at(json_get(v, "a"), 2), &n) && n == 5);
    CHECK(json_int(json_at(json_get(v, "a"), 1), &n) && n == 2);
    CHECK(json_get(NULL, "a") == NULL && json_get(json_get(v, "s"), "a") == NULL);
    CHECK(json_at(NULL, 0) == NULL && json_at(v, 0) == NULL && json_text(NULL).len == 0);
    CHECK(json_get_str(v, STR("nothing")) == NULL);
    arena_free(a);
}

TEST(json_writer_keeps_commas_and_escapes)
{
    struct buf b;
    struct json_out o;

    buf_init(&b, 4096);
    json_out_init(&o, &b);
    json_open(&o, '{');
    json_member_str(&o, "متن", STR("a\"b\\c\n\x01\x1f</script>"));
    json_member_int(&o, "n", INT64_MIN);
    json_member_bool(&o, "t", true);
    json_name(&o, STR("l"));
    json_open(&o, '[');
    json_put_null(&o);
    json_open(&o, '{');
    json_close(&o, '}');
    json_put_number(&o, STR("1.50"));
    json_put_raw(&o, STR("[1]"));
    json_put_bool(&o, false);
    json_close(&o, ']');
    json_member_str(&o, "e", STR_NONE);
    json_close(&o, '}');
    CHECK_STR(buf_view(&b),
              "{\"متن\":\"a\\\"b\\\\c\\n\\u0001\\u001f</script>\",\"n\":-9223372036854775808,\"t\":true,"
              "\"l\":[null,{},1.50,[1],false],\"e\":\"\"}");
    buf_free(&b);
}

TEST(json_written_is_read_again)
{
    struct arena *a = arena_new(1 << 20);
    const struct json *v = NULL;
    struct buf b, c;
    struct json_out o;
    struct err e = { 0 };

    buf_init(&b, 1 << 16);
    buf_init(&c, 1 << 16);
    json_out_init(&o, &b);
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        json_open(&o, '[');
    for (uint32_t cp = 1; cp < 0x3000; cp += 5) {
        char out[4];

        json_put_str(&o, (struct str){ out, utf8_put(cp, out) });
    }
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        json_close(&o, ']');
    CHECK_INT(json_parse(a, buf_view(&b), &v, &e), RC_OK);
    json_canonical(&c, v);
    CHECK(str_eq(buf_view(&b), buf_view(&c)));
    buf_free(&b);
    buf_free(&c);
    arena_free(a);
}

TEST(json_runs_of_plain_bytes_end_where_they_must)
{
    char text[40];

    for (int c = 0; c < 256; c++) {
        bool ends = c < 0x20 || c == '"' || c == '\\';

        for (size_t at = 0; at < sizeof(text); at++) {
            memset(text, 'x', sizeof(text));
            text[at] = (char)c;
            CHECK_MSG(json_plain((struct str){ text, sizeof(text) }, 0) == (ends ? at : sizeof(text)),
                      "byte %d at %zu", c, at);
        }
    }
    CHECK_INT(json_plain(STR_NONE, 0), 0);
}

TEST(json_finds_a_name_twice_among_many)
{
    for (int n = 1; n < 400; n = n * 3 / 2 + 1) {
        for (int again = 0; again < n; again += n / 3 + 1) {
            struct arena *a = arena_new(1 << 20);
            const struct json *v = NULL;
            struct err e = { 0 };
            struct buf b;
            int64_t sum = 0;

            buf_init(&b, 1 << 16);
            for (int i = 0; i < n; i++)
                buf_fmt(&b, "%c\"نام%d\":%d", i == 0 ? '{' : ',', i, i);
            buf_byte(&b, '}');
            CHECK_INT(json_parse(a, buf_view(&b), &v, &e), RC_OK);
            for (const struct json *c = v == NULL ? NULL : v->first; c != NULL; c = c->next)
                sum += json_int_of(v, arena_cstr(a, c->name), 0);
            CHECK_INT(sum, n * (n - 1) / 2);
            b.len--;
            buf_fmt(&b, ",\"نام%d\":1}", again);
            v = NULL;
            CHECK_INT(json_parse(a, buf_view(&b), &v, &e), RC_INVALID);
            CHECK(v == NULL && strstr(e.msg, "the same name twice") != NULL);
            buf_free(&b);
            arena_free(a);
        }
    }
}
