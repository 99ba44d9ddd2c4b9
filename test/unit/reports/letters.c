/*
 * letters.c - the source of letters: what is understood, what is refused, and what becomes of slots.
 */
#include "base/json.h"
#include "check.h"
#include "samples.h"

static const char data[] =
    "{\"name\":\"زهرا **کاشانی** | {{ x "
    "}}\",\"n\":1234567,\"yes\":true,\"no\":false,\"none\":null,\"empty\":\"\","
    "\"on\":\"2025-09-15\",\"at\":\"2025-09-15T10:05:00+03:30\",\"code\":\"4128803715\",\"tel\":\"+"
    "982333361111\","
    "\"list\":[{\"a\":\"یک\",\"b\":[\"1\",\"2\"]},{\"a\":\"دو\",\"b\":[]}],\"words\":[\"آب\",\"برق\"],\"o\":{"
    "\"p\":{\"q\":\"ژرف\"}},"
    "\"lines\":\"سطر یک\\nسطر دو\",\"at_sign\":\"@signature x\",\"url\":\"https://x.ir/a?b=12\"}";

#define HEAD "title: t\n---\n"

static const struct {
    const char *body, *want;
} bodies[] = {
    { "سلام {{ name }}!", "سلام زهرا **کاشانی** | {{ x }}!" },
    { "{{ at_sign }}", "@signature x" },
    { "{{ n }} {{ n | number }}", "۱۲۳۴۵۶۷ ۱٬۲۳۴٬۵۶۷" },
    { "{{ on | date }}، {{ on | day }}", "دوشنبه ۲۴ شهریور ۱۴۰۴، ۱۴۰۴/۰۶/۲۴" },
    { "{{ at | time }}، {{ at | moment }}", "۱۰:۰۵، دوشنبه ۲۴ شهریور ۱۴۰۴، ساعت ۱۰:۰۵" },
    { "{{ name | date }}", "زهرا **کاشانی** | {{ x }}" },
    { "{{ code | code }} {{ code | exact }} {{ code | spoken }}",
      "۴۱۲ ۸۸۰ ۳۷۱۵ 4128803715 ۴ ۱ ۲، ۸ ۸ ۰، ۳ ۷ ۱ ۵" },
    { "{{ tel | phone }}", "۰۲۳ ۳۳۳۶ ۱۱۱۱" },
    { "{{ url }} و 12", "https://x.ir/a?b=12 و ۱۲" },
    { "{{ o.p.q }} {{ yes }} {{ no }}", "ژرف بله خیر" },
    { "{{ words }}", "آب، برق" },
    { "a{{#if yes}}b{{else}}c{{/if}}{{#if no}}d{{else}}e{{/if}}{{#unless none}}f{{/unless}}", "abef" },
    { "{{#if empty}}x{{/if}}{{#if unheard_of}}y{{/if}}{{#if o}}z{{/if}}{{#if list}}w{{/if}}", "zw" },
    { "{{#each list}}\n- {{ index }}: {{ a }}{{#each b}} {{ this }}/{{ a }}/{{ name }}{{else}} "
      "خالی{{/each}}\n{{/each}}",
      "- ۱: یک ۱/یک/زهرا **کاشانی** | {{ x }} ۲/یک/زهرا **کاشانی** | {{ x }}\n- ۲: دو خالی" },
    { "{{#each none}}\nx\n{{else}}\nهیچ\n{{/each}}", "هیچ" },
    { "1. یک\n2. دو\n\nپایان", "۱- یک\n۲- دو\n\nپایان" },
    { "یک\nدو\\\nسه\n\nچهار", "یک دو\nسه\n\nچهار" },
    { "**پررنگ** و \\*\\*نه\\*\\* و \\{{ x }}", "پررنگ و **نه** و {{ x }}" },
    { "نام :: {{ name }}\nهیچ :: {{ none }}\nشماره :: {{ n }}",
      "نام: زهرا **کاشانی** | {{ x }}\nشماره: ۱۲۳۴۵۶۷" },
    { "{{ none }}\n\n- {{ empty }}\n\nx", "x" },
    { "| آ | ب |\n| -- | :--: |\n{{#each list}}\n| {{ a }} | \\| |\n{{/each}}", "آ | ب\nیک | |\nدو | |" },
    { "| الف | ب |", "الف | ب" },
    { "{{ lines }}", "سطر یک\nسطر دو" },
    { "@centre وسط\n@box کادر\n\n@qr {{ url }} | بخوانید\n@qr {{ none }} | هیچ\n---\n@pagebreak",
      "وسط\n\nکادر\n\nبخوانید\nhttps://x.ir/a?b=12" },
    { "@signature {{ name }} | پست | یادداشت | {{ on | day }}",
      "زهرا **کاشانی** | {{ x }}\nپست\n۱۴۰۴/۰۶/۲۴\nیادداشت" },
    { "@signature {{ none }} | پست", "پست\nپیش‌نویس؛ امضا نشده است" },
    { "# عنوان\n## سر\n> ریز", "عنوان\n\nسر\n\nریز" },
};

TEST(letter_bodies)
{
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(4 << 20);
        struct slot_source slots = json_must(a, data);
        struct str source = arena_cat(a, STR(HEAD), str_c(bodies[i].body)), got = STR_NONE;
        const struct letter *l = letter_must(a, arena_cstr(a, source));
        struct err e = { 0 };
        int before = check_failures;

        CHECK_MSG(l != NULL && letter_render_text(a, l, LETTER_BODY, &slots, &got, &e) == RC_OK, "%s", e.msg);
        CHECK_STR(got, bodies[i].want);
        if (check_failures != before)
            printf("  in: %s\n", bodies[i].body);
    }
}

static const struct {
    const char *source;
    int line;
    const char *text;
} bad[] = {
    { "", 0, "the head is not closed by '---'" },
    { "title: x\n", 1, "the head is not closed by '---'" },
    { "kind: x\n---\n", 1, "the letter has no title" },
    { "title: x\nshape: y\n---\n", 2, "unknown key 'shape'" },
    { "title: x\ntitle: y\n---\n", 2, "'title' stands here twice" },
    { "title: x\npage: A6\n---\n", 2, "page 'A6' is not A4, A5, A4-landscape or A5-landscape" },
    { "title: x\nletterhead: perhaps\n---\n", 2, "letterhead is 'perhaps', not yes or no" },
    { "title: x\nwords\n---\n", 2, "'key: value' or '---' wanted" },
    { "title: {{ x\n---\n", 1, "'{{' without '}}' on its line" },
    { HEAD "{{ a b }}", 3, "'a b' is no slot name" },
    { HEAD "{{ a | shout }}", 3, "unknown filter 'shout'" },
    { HEAD "{{ a | ltr | ltr | ltr | ltr }}", 3, "more than 3 filters" },
    { HEAD "\n{{#if a}}\nx", 4, "this block is not closed by {{/if}}" },
    { HEAD "{{#each a}}{{/if}}", 3, "this block is not closed by {{/each}}" },
    { HEAD "x\ny {{/if}}", 4, "'{{/if}}' without its beginning" },
    { HEAD "{{else}}", 3, "'{{else}}' without its beginning" },
    { HEAD "{{#while a}}", 3, "unknown block '#while'" },
    { HEAD "{{#if a}}\n{{#if b}}\nx\n{{/if}}\n{{/each}}\n", 3, "this block is not closed by {{/if}}" },
    { HEAD "a\n@sign x", 4, "unknown '@sign x'" },
    { HEAD "a\nb\x01", 4, "a control character" },
    { HEAD "\xFF", 0, "this is no UTF-8 text" },
    { HEAD "{{#if a}}{{#if a}}{{#if a}}{{#if a}}{{#if a}}{{#if a}}{{#if a}}{{#if a}}{{#if a}}", 3,
      "blocks nested deeper than 8" },
};

TEST(letter_problems)
{
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
        const struct letter_problem *p = NULL;
        const struct letter *l = NULL;
        struct err e = { 0 };
        size_t n = 0, found = SIZE_MAX;
        int before = check_failures;

        CHECK(letter_parse(a, STR("x.md"), str_c(bad[i].source), &l, &p, &n, &e) == RC_INVALID);
        CHECK(l == NULL && strncmp(e.msg, "x.md:", 5) == 0);
        for (size_t k = 0; k < n; k++)
            if (str_eq_c(p[k].text, bad[i].text))
                found = k;
        CHECK(found != SIZE_MAX);
        if (found != SIZE_MAX)
            CHECK_INT(p[found].line, bad[i].line);
        if (check_failures != before)
            for (size_t k = 0; k < n; k++)
                printf("  %zu: line %d: %.*s\n", i, p[k].line, STR_ARG(p[k].text));
    }
}

TEST(letter_slots_are_listed)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct letter *l = letter_must(a, "title: {{ case.number }}\nsms: {{ code | exact }}\n---\n"
                                            "{{#if due}}{{ due | date }}{{/if}}\n{{#each parts}}\n- {{ text "
                                            "}} {{ this }} {{ index }}\n{{/each}}\n{{ after }}\n");
    static const struct {
        const char *name;
        int use, line;
        bool in;
    } want[] = { { "case.number", LETTER_VALUE, 1, false }, { "code", LETTER_VALUE, 2, false },
                 { "due", LETTER_TEST, 4, false },          { "due", LETTER_VALUE, 4, false },
                 { "parts", LETTER_EACH, 5, false },        { "text", LETTER_VALUE, 6, true },
                 { "after", LETTER_VALUE, 8, false } };
    const struct letter_slot *s;
    size_t n = 0;

    s = l != NULL ? letter_slots(l, &n) : NULL;
    CHECK_INT(n, ARRAY_LEN(want));
    for (size_t i = 0; i < n && i < ARRAY_LEN(want); i++) {
        CHECK_STR(s[i].name, want[i].name);
        CHECK_INT((int)s[i].use, want[i].use);
        CHECK_INT(s[i].line, want[i].line);
        CHECK((s[i].in != NULL) == want[i].in);
        if (s[i].in != NULL)
            CHECK_STR(s[i].in->name, "parts");
    }
}

TEST(OFF_CMP_09_receipt_in_every_channel)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(4 << 20);
    const struct letter *l = letter_must(a, receipt_source);
    struct slot_source slots =
        json_must(a, "{\"case\":{\"number\":\"1405/1/"
                     "7\",\"registered_on\":\"2025-09-15\",\"tracking_code\":\"4128803715\","
                     "\"applicant\":{\"name\":\"زهرا\"},\"due_at\":null},\"office\":{\"phone\":"
                     "\"02333361111\",\"address\":\"سمنان\"},"
                     "\"link\":\"https://x.ir/t\",\"qr\":\"https://x.ir/t\"}");
    struct str text;
    struct err e = { 0 };

    CHECK_STR(letter_head(l)->kind, "receipt");
    CHECK(letter_head(l)->page == DOC_A5 && letter_head(l)->letterhead);
    CHECK(letter_render_text(a, l, LETTER_TITLE, &slots, &text, &e) == RC_OK);
    CHECK_STR(text, "رسید ثبت شکایت ۱۴۰۵/۱/۷");
    CHECK(letter_render_text(a, l, LETTER_SMS, &slots, &text, &e) == RC_OK);
    CHECK_STR(
        text,
        "شکایت شما در تاریخ ۱۴۰۴/۰۶/۲۴ با شمارهٔ ۱۴۰۵/۱/۷ ثبت شد. کد پیگیری: 4128803715 تلفن: ۰۲۳ ۳۳۳۶ ۱۱۱۱");
    CHECK(letter_render_text(a, l, LETTER_SPEECH, &slots, &text, &e) == RC_OK);
    CHECK_STR(text, "کد پیگیری شما ۴ ۱ ۲، ۸ ۸ ۰، ۳ ۷ ۱ ۵ است.");
    CHECK(letter_render_text(a, l, LETTER_SUBJECT, &slots, &text, &e) == RC_NOT_FOUND);
    CHECK(letter_check_text(a, l, LETTER_SUBJECT, &slots, &e) == RC_NOT_FOUND);
    for (int which = LETTER_TITLE; which <= LETTER_BODY; which++)
        CHECK(which == LETTER_SUBJECT ||
              letter_check_text(a, l, (enum letter_text)which, &slots, &e) == RC_OK);
}

static const struct {
    const char *body, *message;
    enum rc rc;
} faults[] = {
    { "{{ unheard_of }}", "test.md:3: unknown slot 'unheard_of'", RC_INVALID },
    { "{{ name.part }}", "test.md:3: unknown slot 'name.part'", RC_INVALID },
    { "{{ o.z }}", "test.md:3: unknown slot 'o.z'", RC_INVALID },
    { "\n{{ o }}", "test.md:4: slot 'o' is no text", RC_INVALID },
    { "{{ list }}", "test.md:3: slot 'list' is no text", RC_INVALID },
    { "{{#each name}}x{{/each}}", "test.md:3: slot 'name' is no list", RC_INVALID },
};

TEST(letter_faults)
{
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(4 << 20);
        struct slot_source slots = json_must(a, data);
        struct str source = arena_cat(a, STR(HEAD), str_c(faults[i].body)), got;
        const struct letter *l = letter_must(a, arena_cstr(a, source));
        struct err e = { 0 };

        CHECK(letter_render_text(a, l, LETTER_BODY, &slots, &got, &e) == faults[i].rc);
        CHECK_STR(str_c(e.msg), faults[i].message);
        e = (struct err){ 0 };
        CHECK(letter_check_text(a, l, LETTER_BODY, &slots, &e) == faults[i].rc);
        CHECK_STR(str_c(e.msg), faults[i].message);
    }
}

TEST(letter_limits)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(64 << 20);
    CLEANUP(buf_free) struct buf b = { 0 };
    const struct letter *l =
        letter_must(a, "title: t\nsms: {{ long }}\n---\n{{#each l}}{{#each l}}{{ index }}{{/each}}{{/each}}");
    const struct letter_problem *p;
    struct slot_source slots;
    struct str got;
    struct err e = { 0 };
    size_t n;

    buf_init(&b, 1 << 20);
    buf_c(&b, "{\"l\":[0");
    for (int i = 0; i < 200; i++)
        buf_c(&b, ",0");
    buf_c(&b, "],\"long\":\"");
    for (int i = 0; i < 1001; i++)
        buf_c(&b, "ک");
    buf_c(&b, "\"}");
    slots = json_must(a, arena_cstr(a, buf_view(&b)));
    CHECK(letter_render_text(a, l, LETTER_BODY, &slots, &got, &e) == RC_LIMIT);
    CHECK(letter_check_text(a, l, LETTER_BODY, &slots, &e) == RC_LIMIT);
    CHECK(letter_render_text(a, l, LETTER_SMS, &slots, &got, &e) == RC_LIMIT);
    buf_clear(&b);
    for (unsigned i = 0; i <= LETTER_SOURCE_MAX; i++)
        buf_byte(&b, 'x');
    CHECK(letter_parse(a, STR("x"), buf_view(&b), &l, &p, &n, &e) == RC_LIMIT);
}

TEST(letter_out_of_memory_is_a_limit)
{
    for (size_t budget = 2048; budget < 60000; budget += 1024) {
        CLEANUP(arena_freep) struct arena *a = arena_new(budget), *b = arena_new(1 << 20);
        const struct letter_problem *p;
        const struct letter *l;
        struct slot_source slots = json_must(b, data);
        struct str got;
        struct err e = { 0 };
        size_t n;
        enum rc rc = letter_parse(
            a, STR("x"), STR("title: {{ name }}\n---\n# {{ name }}\n{{#each list}}\n- {{ a }}\n{{/each}}\n"),
            &l, &p, &n, &e);

        if (rc == RC_OK)
            rc = letter_render_text(a, l, LETTER_BODY, &slots, &got, &e);
        CHECK(rc == RC_OK || rc == RC_LIMIT);
    }
}

/* Every allocation in turn fails: a clean RC_LIMIT each time, until all goes through. */
TEST(letter_fault_sweep)
{
    CLEANUP(arena_freep) struct arena *outer = arena_new(1 << 20);
    struct slot_source slots = json_must(outer, data);
    enum rc rc = RC_LIMIT;

    for (uint64_t n = 1; rc != RC_OK && n < 100000; n++) {
        CLEANUP(arena_freep) struct arena *a = arena_new((size_t)16 << 20);
        CLEANUP(buf_free) struct buf b = { 0 };
        const struct letter_problem *p;
        const struct letter *l = NULL;
        struct doc_letterhead head = { .number = STR("1"), .date = STR("2") };
        struct doc *d = NULL;
        struct err e = { 0 };
        size_t problems;

        buf_init(&b, 1 << 20);
        arena_fail_at(n);
        rc = letter_parse(a, STR("x"),
                          STR("title: {{ name }}\nsms: {{ words }}\n---\n# {{ on | date }}\n{{#each "
                              "list}}\n- {{ a }} **{{ index }}**\n{{/each}}\n"
                              "| a | b |\n| - | - |\n| {{ n | number }} | {{ tel | phone }} |\n\nk :: {{ "
                              "code | code }}\n@signature {{ name }} | x\n@qr {{ url }} | y\n"),
                          &l, &p, &problems, &e);
        if (rc == RC_OK)
            rc = letter_render(a, l, &slots, &head, &d, &e);
        if (rc == RC_OK)
            rc = doc_write_html(d, &b, &e);
        if (rc == RC_OK)
            rc = doc_write_text(d, &b, &e);
        arena_fail_at(0);
        CHECK_MSG(rc == RC_OK || rc == RC_LIMIT, "allocation %d: %s %s", (int)n, rc_name(rc), e.msg);
        if (check_failures > 0)
            break;
    }
    CHECK(rc == RC_OK);
}
