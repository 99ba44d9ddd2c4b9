/*
 * hostile.c - what people send who mean harm, or whose program is broken.
 */
#include "check.h"
#include "helpers.h"

#define TEXT_FORM                                                                                            \
    "{'type':'textfield','key':'a','label':'x'},{'type':'textarea','key':'b','label':'x'},"                  \
    "{'type':'select','key':'s','label':'x','values':[{'value':'1','label':'1'}]},{'type':'datetime','key':" \
    "'d','label':'x'},"                                                                                      \
    "{'type':'number','key':'n','label':'x'}"

static const struct {
    const char *name, *sent, *errors;
} rows[] = {
    { "bidi override", "a=abc\xE2\x80\xAEx&b=\xE2\x81\xA6x", "a text_bidi b text_bidi" },
    { "control characters", "a=a\x01b&b=a\x1b[2Jb", "a text_control b text_control" },
    { "a line break in one line", "a=یک~دو", "a text_control" },
    { "no UTF-8", "a=\xC3\x28&b=\xED\xA0\x80", "a text b text" },
    { "overlong UTF-8", "a=\xC0\xAF", "a text" },
    { "control in a choice", "s=1\x01", "s choice" },
    { "bidi in a date and a number",
      "d=\xE2\x80\xAE"
      "1404/1/1&n=1\xE2\x80\xAE"
      "2",
      "d text_bidi n text_bidi" },
    { "direction marks are no harm",
      "a=\xE2\x80\x8F"
      "سلام",
      "" },
};

TEST(form_hostile_texts)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct filling f = filling_of(TEXT_FORM);
        int before = check_failures;

        fill(&f, rows[i].sent);
        CHECK_STR(errors_text(&f), rows[i].errors);
        if (check_failures != before)
            printf("  in row '%s'\n", rows[i].name);
        filling_done(&f);
    }
}

TEST(form_a_megabyte_of_text_is_too_long)
{
    struct filling f = filling_of(TEXT_FORM);
    struct form_input in[3] = { { STR("a"), STR_NONE }, { STR("b"), STR_NONE }, { STR("n"), STR_NONE } };
    char *p = arena_alloc(f.a, 1 << 20);
    size_t used;

    memset(p, 'x', 1 << 20);
    for (size_t i = 0; i < 3; i++)
        in[i].value = (struct str){ p, 1 << 20 };
    used = arena_used(f.a);
    CHECK(form_validate(f.a, f.form, 0, in, 3, &f.env, &f.result, &f.e) == RC_OK);
    CHECK_STR(errors_text(&f), "a too_long(200) b too_long(8000) n number");
    CHECK(arena_used(f.a) - used < 100000);
    filling_done(&f);
}

TEST(form_ten_thousand_rows_are_refused)
{
    struct filling f = filling_of("{'type':'dynamiclist','path':'l','label':'x','components':[{'type':'"
                                  "textfield','key':'t','label':'x'}]}");
    struct form_input *in = ARENA_ARRAY(f.a, struct form_input, 10000);
    struct json_out o;
    CLEANUP(buf_free) struct buf b = { 0 };
    const struct json *v;

    for (int i = 0; i < 10000; i++)
        in[i] = (struct form_input){ arena_fmt(f.a, "l[%d].t", i), STR("x") };
    CHECK(form_validate(f.a, f.form, 0, in, 10000, &f.env, &f.result, &f.e) == RC_LIMIT);
    CHECK(form_validate(f.a, f.form, 0, in, 3000, &f.env, &f.result, &f.e) == RC_OK);
    CHECK_STR(errors_text(&f), "l too_many_rows(50)");
    buf_init(&b, 1 << 20);
    json_out_init(&o, &b);
    json_open(&o, '{');
    json_name(&o, STR("l"));
    json_open(&o, '[');
    for (int i = 0; i < 10000; i++) {
        json_open(&o, '{');
        json_close(&o, '}');
    }
    json_close(&o, ']');
    json_close(&o, '}');
    CHECK(json_parse(f.a, buf_view(&b), &v, &f.e) == RC_OK);
    CHECK(form_validate_json(f.a, f.form, v, &f.env, &f.result, &f.e) == RC_OK);
    CHECK_STR(errors_text(&f), "l too_many_rows(50)");
    filling_done(&f);
}

TEST(form_names_that_are_none)
{
    struct filling f = filling_of("{'type':'dynamiclist','path':'l','label':'x','components':[{'type':'"
                                  "textfield','key':'t','label':'x'}]}");

    f.env.refuse_unknown = true;
    fill(&f, "l[=1&l[]=1&l[-1].t=1&l[99999999999999999999].t=1&l[0]=1&l[0].t[1]=2&=3&l[1].t=ok");
    CHECK_STR(errors_text(&f),
              " unknown_field l[ unknown_field l[-1].t unknown_field l[0] unknown_field "
              "l[0].t[1] unknown_field l[99999999999999999999].t unknown_field l[] unknown_field");
    filling_done(&f);
}

TEST(form_out_of_memory_is_a_limit)
{
    struct filling f = filling_of(TEXT_FORM);

    for (size_t budget = 4096; budget < 65536; budget += 4096) {
        CLEANUP(arena_freep) struct arena *a = arena_new(budget);
        struct form_input in[] = { { STR("a"), STR("سلام") }, { STR("d"), STR("1404/1/1") } };
        struct form_result r;
        struct err e = { 0 };
        enum rc rc = form_validate(a, f.form, 0, in, 2, &f.env, &r, &e);

        CHECK(rc == RC_OK || rc == RC_LIMIT);
    }
    filling_done(&f);
}

/* Every allocation in turn fails: a clean RC_LIMIT each time, until all goes through. */
TEST(form_fault_sweep)
{
    static const char text[] =
        "{\"type\":\"default\",\"components\":[{\"type\":\"group\",\"path\":\"g\",\"label\":\"x\","
        "\"properties\":{\"page\":\"yes\"},"
        "\"components\":[{\"type\":\"textfield\",\"key\":\"a\",\"label\":\"x\",\"validate\":{\"pattern\":\"^("
        "a|b){1,3}$\"},"
        "\"properties\":{\"required_if\":\"=n > 1\"}},{\"type\":\"number\",\"key\":\"n\",\"label\":\"x\"}]},"
        "{\"type\":\"dynamiclist\",\"path\":\"l\",\"label\":\"x\",\"components\":[{\"type\":\"datetime\","
        "\"key\":\"d\",\"label\":\"x\"},"
        "{\"type\":\"checklist\",\"key\":\"c\",\"label\":\"x\",\"valuesExpression\":\"=[\\\"p\\\",\\\"q\\\"]"
        "\"},"
        "{\"type\":\"expression\",\"key\":\"e\",\"expression\":\"=i * "
        "2\"}]},{\"type\":\"text\",\"text\":\"{{ g.a }}\"}]}";
    enum rc rc = RC_LIMIT;

    for (uint64_t n = 1; rc != RC_OK && n < 100000; n++) {
        CLEANUP(arena_freep) struct arena *a = arena_new((size_t)16 << 20);
        struct form_env env = { .now_ms = NOW_MS };
        struct form_input in[] = { { STR("g.a"), STR("ab") },
                                   { STR("g.n"), STR("۲") },
                                   { STR("l[0].d"), STR("1404/1/1") },
                                   { STR("l[0].c"), STR("p") } };
        const struct form *f = NULL;
        const struct form_item *items;
        struct form_result r = { 0 };
        struct err e = { 0 };
        size_t items_n;

        arena_fail_at(n);
        rc = form_read(a, STR("x"), str_c(text), NULL, &f, &e);
        if (rc == RC_OK)
            rc = form_validate(a, f, FORM_ALL_PAGES, in, 4, &env, &r, &e);
        if (rc == RC_OK)
            rc = form_items(a, f, FORM_ALL_PAGES, in, 4, NULL, &r, &env, &items, &items_n, &e);
        arena_fail_at(0);
        CHECK_MSG(rc == RC_OK || rc == RC_LIMIT, "allocation %d: %s %s", (int)n, rc_name(rc), e.msg);
        if (rc == RC_OK)
            CHECK(r.ok);
        if (check_failures > 0)
            break;
    }
    CHECK(rc == RC_OK);
}
