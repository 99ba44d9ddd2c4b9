/*
 * markup.c - HTML, SVG and QR: nothing gets out of its place, nothing that a strict policy forbids.
 */
#include <math.h>

#include "check.h"
#include "port/chart.h"
#include "samples.h"

#define HOSTILE "<script>alert(1)</script>\"'&\x01\xE2\x80\xAE]]>"

static bool clean(struct str html)
{
    return str_find(html, STR("<script"), 0) == SIZE_MAX && str_find(html, STR(" style="), 0) == SIZE_MAX &&
           str_find(html, STR("javascript:"), 0) == SIZE_MAX && str_find(html, STR(" on"), 0) == SIZE_MAX &&
           str_find(html, STR("\x01"), 0) == SIZE_MAX && str_find(html, STR("\xE2\x80\xAE"), 0) == SIZE_MAX &&
           utf8_valid(html);
}

static struct doc *hostile_doc(struct arena *a)
{
    struct str s = STR(HOSTILE);
    struct doc_setup setup = { .title = s, .footer = s };
    struct str units[] = { s };
    struct doc_letterhead head = {
        .invocation = s, .units = units, .units_n = 1, .emblem = s, .number = s, .date = s
    };
    struct doc_column columns[] = { { .title = s }, { .title = s, .align = DOC_END } };
    struct doc_signature sig = { .name = s, .post = s, .note = s, .date = s };
    struct doc *d = doc_new(a, &setup);

    doc_letterhead(d, &head);
    for (int style = DOC_BODY; style <= DOC_STRONG_BOX; style++) {
        doc_para(d, (enum doc_style)style);
        doc_run(d, s, DOC_BOLD | DOC_LTR);
    }
    doc_list(d, true);
    doc_item(d);
    doc_run(d, s, DOC_EXACT);
    doc_pairs(d);
    doc_pair(d, s);
    doc_run(d, s, DOC_PLAIN);
    doc_table(d, columns, 2);
    doc_row(d, false);
    doc_cell(d);
    doc_run(d, s, DOC_PLAIN);
    doc_signature(d, &sig);
    doc_qr(d, s, s);
    return d;
}

TEST(document_html_escapes_everything)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    CLEANUP(buf_free) struct buf b = { 0 };
    struct err e = { 0 };

    buf_init(&b, 1 << 20);
    CHECK_MSG(doc_write_html(hostile_doc(a), &b, &e) == RC_OK, "%s", e.msg);
    CHECK(clean(buf_view(&b)));
    CHECK(str_find(buf_view(&b), STR("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;]]&gt;"), 0) !=
          SIZE_MAX);
    keep("hostile.html", buf_view(&b));
}

/* Every character of ASCII and of the Arabic block between two letters: digits become Persian ones, what
 * shows nothing is dropped, the rest stays. */
TEST(document_characters_are_shown_as_they_are_or_not_at_all)
{
    for (uint32_t cp = 1; cp < 0x700; cp = cp == 0x7E ? 0x600 : cp + 1) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
        CLEANUP(buf_free) struct buf b = { .p = NULL };
        struct doc *d = doc_new(a, &(struct doc_setup){ .title = STR("t") });
        char text[8] = { '.' }, want[12] = { '.' };
        uint32_t show = cp == '\t' ? ' ' : cp;
        size_t n = 1, w = 1;
        struct err e;

        if (cp == '\n')
            continue;
        n += utf8_put(cp, text + n);
        text[n++] = '.';
        if ((cp >= '0' && cp <= '9') || (cp >= 0x660 && cp <= 0x669))
            show = 0x6F0 + (cp & 0xF);
        if (show >= 0x20 && show != 0x61C)
            w += utf8_put(show, want + w);
        want[w++] = '.';
        buf_init(&b, 1 << 16);
        doc_para(d, DOC_BODY);
        doc_run(d, (struct str){ text, n }, DOC_PLAIN);
        CHECK_MSG(doc_write_text(d, &b, &e) == RC_OK, "%s", e.msg);
        CHECK_MSG(str_find(buf_view(&b), (struct str){ want, w }, 0) != SIZE_MAX, "U+%04X is shown as %.*s",
                  cp, STR_ARG(buf_view(&b)));
    }
}

TEST(document_html_of_a_receipt)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    CLEANUP(buf_free) struct buf b = { 0 };
    struct slot_source slots =
        json_must(a, "{\"case\":{\"number\":\"1405/1/"
                     "7\",\"registered_on\":\"2025-09-15\",\"tracking_code\":\"4128803715\","
                     "\"applicant\":{\"name\":\"زهرا\"},\"due_at\":null},\"office\":{\"phone\":"
                     "\"02333361111\",\"address\":\"سمنان\"},"
                     "\"link\":\"https://x.ir/t\",\"qr\":\"https://x.ir/t\"}");
    struct doc *d = NULL;
    struct err e = { 0 };
    struct str html;

    CHECK_MSG(letter_render(a, letter_must(a, receipt_source), &slots, NULL, &d, &e) == RC_OK, "%s", e.msg);
    buf_init(&b, 1 << 20);
    CHECK(doc_write_html(d, &b, &e) == RC_OK);
    html = buf_view(&b);
    CHECK(str_find(html, STR("<h2 class=\"document-title\">رسید ثبت شکایت</h2>"), 0) != SIZE_MAX);
    CHECK(str_find(html, STR("<dt>تاریخ ثبت</dt><dd>دوشنبه ۲۴ شهریور ۱۴۰۴</dd>"), 0) != SIZE_MAX);
    CHECK(str_find(html, STR("<strong><bdi dir=\"ltr\">۴۱۲ ۸۸۰ ۳۷۱۵</bdi></strong>"), 0) != SIZE_MAX);
    CHECK(str_find(html, STR("مهلت پاسخ پس از ارجاع تعیین می‌شود."), 0) !=
          SIZE_MAX);
    CHECK(clean(html));
}

TEST(documents_that_make_no_sense)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct doc_setup setup = { 0 };
    struct err e = { 0 };

    buf_init(&b, 1 << 20);
    for (int i = 0; i < 6; i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
        struct doc *d = doc_new(a, &setup);
        struct doc_column column = { .weight = 1 };

        if (i == 0)
            doc_run(d, STR("x"), DOC_PLAIN);
        if (i == 1)
            doc_item(d);
        if (i == 2)
            doc_cell(d);
        if (i == 3)
            doc_table(d, &column, 0);
        if (i >= 4) {
            doc_table(d, &column, 1);
            if (i == 5)
                doc_row(d, false);
            doc_cell(d);
            doc_cell(d);
        }
        CHECK(doc_done(d, &e) == RC_INVALID);
        CHECK(doc_write_text(d, &b, &e) == RC_INVALID);
    }
    CHECK(doc_done(NULL, &e) == RC_LIMIT);
}

/* ---- charts ---- */

static const struct str months[] = { STR_INIT("فروردین"), STR_INIT("اردیبهشت"), STR_INIT("خرداد"),
                                     STR_INIT("تیر"),     STR_INIT("مرداد"),    STR_INIT("شهریور") };
static const double on_time[] = { 40, 52, 61, 58, NAN, 77 }, late[] = { 12, 9, 4, 11, 3, 0 };
static const struct chart_series series[] = { { STR_INIT("در موعد"), on_time, CHART_IN_TIME },
                                              { STR_INIT("دیرکرد"), late, CHART_LATE } };

static struct chart chart_of(enum chart_kind kind)
{
    return (struct chart){
        .kind = kind,
        .title = STR("پاسخ‌ها در شش ماه"),
        .description = STR("شمار پاسخ‌های در موعد و دیرکرد در هر ماه 1404"),
        .unit = STR("پرونده"),
        .labels = months,
        .labels_n = 6,
        .series = series,
        .series_n = 2,
        .id = STR("chart-1")
    };
}

TEST(charts)
{
    static const char *const names[] = { "bar.svg", "stacked.svg", "line.svg" };

    for (int kind = CHART_BAR; kind <= CHART_LINE; kind++) {
        CLEANUP(buf_free) struct buf b = { 0 };
        struct chart c = chart_of((enum chart_kind)kind);
        struct err e = { 0 };
        struct str svg;

        buf_init(&b, 1 << 20);
        CHECK_MSG(chart_write_svg(&c, &b, &e) == RC_OK, "%s", e.msg);
        svg = buf_view(&b);
        CHECK(clean(svg));
        CHECK(str_find(svg, STR("<title id=\"chart-1-t\">پاسخ‌ها در شش ماه</title>"), 0) !=
              SIZE_MAX);
        CHECK(str_find(svg, STR("هر ماه ۱۴۰۴</desc>"), 0) != SIZE_MAX);
        CHECK(str_find(svg, STR("<title>در موعد، خرداد: ۶۱ پرونده</title>"), 0) != SIZE_MAX);
        keep(names[kind], svg);
    }
}

TEST(charts_of_odd_values)
{
    static const double values[][3] = {
        { 0, 0, 0 }, { NAN, NAN, NAN }, { -5, 3, 1e12 }, { 1e-9, 0, 0 }, { INFINITY, 1, 2 }
    };

    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        for (int kind = CHART_BAR; kind <= CHART_LINE; kind++) {
            CLEANUP(buf_free) struct buf b = { 0 };
            struct chart_series one = { STR_INIT("x"), values[i], CHART_PRIMARY };
            struct chart c = chart_of((enum chart_kind)kind);
            struct err e = { 0 };

            c.series = &one;
            c.series_n = 1;
            c.labels_n = 3;
            buf_init(&b, 1 << 20);
            CHECK(chart_write_svg(&c, &b, &e) == RC_OK);
            CHECK(str_find(buf_view(&b), STR("nan"), 0) == SIZE_MAX);
            CHECK(str_find(buf_view(&b), STR("inf"), 0) == SIZE_MAX);
        }
    }
}

TEST(charts_refused)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct chart c = chart_of(CHART_BAR);
    struct err e = { 0 };

    buf_init(&b, 1 << 20);
    c.labels_n = 0;
    CHECK(chart_write_svg(&c, &b, &e) == RC_INVALID);
    c = chart_of(CHART_BAR);
    c.series_n = 7;
    CHECK(chart_write_svg(&c, &b, &e) == RC_INVALID);
    c = chart_of(CHART_BAR);
    c.id = STR("a\"b");
    CHECK(chart_write_svg(&c, &b, &e) == RC_INVALID);
}

TEST(qr_codes)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct err e = { 0 };
    char big[900];

    buf_init(&b, 1 << 20);
    CHECK(qr_write_svg(STR("https://samad.example/track?c=4128803715"), STR("<نشان>"), &b, &e) == RC_OK);
    CHECK(clean(buf_view(&b)));
    keep("qr.svg", buf_view(&b));
    CHECK(qr_write_svg(STR_NONE, STR("x"), &b, &e) == RC_INVALID);
    memset(big, 'x', sizeof(big));
    CHECK(qr_write_svg((struct str){ big, sizeof(big) }, STR("x"), &b, &e) == RC_LIMIT);
    CHECK(qr_write_svg((struct str){ big, 800 }, STR("x"), &b, &e) == RC_OK);
}
