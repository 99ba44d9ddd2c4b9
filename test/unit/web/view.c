/*
 * view.c - filters of templates, prose, and fields made of form definitions.
 */
#include "web/view.h"
#include "base/arena.h"
#include "check.h"
#include "templates/parts_clock.h"
#include "templates/parts_form_fields.h"
#include "templates/parts_prose.h"

#define MONDAY 1757925000000 /* دوشنبه ۲۴ شهریور ۱۴۰۴، ساعت ۱۲ */

static struct str small(struct small s)
{
    static struct small kept;

    kept = s;
    return small_view(&kept);
}

TEST(dates_are_shown_in_persian)
{
    CHECK_STR(small(fa_date(MONDAY)), "۱۴۰۴/۰۶/۲۴");
    CHECK_STR(small(fa_date_long(MONDAY)), "دوشنبه ۲۴ شهریور ۱۴۰۴");
    CHECK_STR(small(fa_date_plain(MONDAY)), "۲۴ شهریور ۱۴۰۴");
    CHECK_STR(small(fa_time(MONDAY)), "۱۲:۰۰");
    CHECK_STR(small(iso_time(MONDAY)), "2025-09-15T12:00:00+03:30");
    CHECK_STR(small(fa_date(0)), "");
    CHECK_STR(small(fa_date_long(0)), "");
}

TEST(longest_date_fits)
{
    /* چهارشنبه ۳۱ اردیبهشت ۱۴۰۴ */
    CHECK_STR(small(fa_day_long(jdate_to_day((struct jdate){ 1404, 2, 31 }))), "چهارشنبه ۳۱ اردیبهشت ۱۴۰۴");
}

TEST(figures_are_shown_in_persian)
{
    CHECK_STR(small(fa_share(8540)), "۸۵٫۴٪");
    CHECK_STR(small(fa_share(10000)), "۱۰۰٪");
    CHECK_STR(small(fa_share(3)), "۰٪");
    CHECK_STR(small(fa_decimal(47)), "۴٫۷");
    CHECK_STR(small(fa_digits(STR("0912-٣۴5"))), "۰۹۱۲-۳۴۵");
    CHECK_STR(small(ascii_digits(STR("۴۱۲ ۸۸۰ ۳۷۱"))), "412880371");
    CHECK_STR(small(html_id(STR("item"), 0)), "item-1");
}

TEST(every_icon_has_an_address)
{
    for (int i = ICON_NONE + 1; i < ICON_COUNT; i++)
        CHECK(str_starts(url_str(icon_url((enum icon)i)), STR("/assets/icons.")));
    CHECK_INT(url_str(icon_url(ICON_NONE)).len, 0);
}

TEST(every_icon_is_in_the_sprite)
{
    static const char *const names[] = {
#define ICON_NAME(id, name) name,
        ICONS(ICON_NAME)
    };
    const struct asset *sprite =
        asset_find(str_from(url_str(asset_url("icons.svg")), sizeof("/assets/") - 1));
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 16);

    CHECK(sprite != NULL);
    for (size_t i = 0; sprite != NULL && i < ARRAY_LEN(names); i++)
        CHECK_MSG(str_contains(sprite->bytes, arena_fmt(a, "id=\"%s\"", names[i])), "%s", names[i]);
}

TEST(style_sheets_are_squeezed_and_small)
{
    static const struct {
        const char *name;
        size_t most;
    } sheets[] = { { "samad.css", 12u << 10 }, { "office.css", 10u << 10 }, { "document.css", 3u << 10 } };

    for (size_t i = 0; i < ARRAY_LEN(sheets); i++) {
        const struct asset *x =
            asset_find(str_from(url_str(asset_url(sheets[i].name)), sizeof("/assets/") - 1));

        CHECK(x != NULL);
        if (x == NULL)
            continue;
        CHECK_MSG(x->bytes.len <= sheets[i].most, "%s: %zu bytes", sheets[i].name, x->bytes.len);
        CHECK(!str_contains(x->bytes, STR("/*")));
        CHECK(!str_contains(x->bytes, STR("\n")));
    }
}

static const struct {
    const char *markdown, *html;
} proses[] = {
    { "", "<div class=\"prose flow\"></div>" },
    { "الف **ب** ج", "<div class=\"prose flow\"><p>الف <strong>ب</strong> ج</p></div>" },
    { "یک\nدو\n\nسه", "<div class=\"prose flow\"><p>یک دو</p><p>سه</p></div>" },
    { "- یک\n- دو\nسه", "<div class=\"prose flow\"><ul><li>یک<li>دو</ul><p>سه</p></div>" },
    { "1. یک\n2. دو", "<div class=\"prose flow\"><ol><li>یک<li>دو</ol></div>" },
    { "# سر", "<div class=\"prose flow\"><h2>سر</h2></div>" },
    { "باز ** مانده", "<div class=\"prose flow\"><p>باز ** مانده</p></div>" },
    { "<script>x</script>", "<div class=\"prose flow\"><p>&lt;script&gt;x&lt;/script&gt;</p></div>" },
};

TEST(prose_is_markdown_cut_down)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 16);
    CLEANUP(buf_free) struct buf b = { .max = 1 << 16 };

    for (size_t i = 0; i < ARRAY_LEN(proses); i++) {
        struct prose_view v = prose_of(a, str_c(proses[i].markdown));

        buf_clear(&b);
        tpl_prose(&b, &v);
        CHECK_STR(buf_view(&b), proses[i].html);
    }
}

/* ---- chips ---- */

static const struct {
    enum due_state state;
    int64_t days;
    const char *words;
} chips[] = {
    { DUE_NONE, 0, "" },
    { DUE_IN_TIME, 9, "<span class=\"chip good\">۹ روز مانده</span>" },
    { DUE_SOON, 2, "<span class=\"chip soon\">۲ روز مانده</span>" },
    { DUE_TODAY, 0, "<span class=\"chip soon\">مهلت امروز است</span>" },
    { DUE_LATE, 3, "<span class=\"chip late\">۳ روز دیر</span>" },
    { DUE_LATE, 0, "<span class=\"chip late\">دیر شده</span>" },
    { DUE_PAUSED, 0, "<span class=\"chip paused\">متوقف</span>" },
    { DUE_MET, 0, "<span class=\"chip good met\">در مهلت</span>" },
    { DUE_MET_LATE, 2, "<span class=\"chip late met\">۲ روز پس از مهلت</span>" },
    { DUE_CLOSED, 0, "<span class=\"chip paused met\">بسته</span>" },
};

TEST(a_chip_says_its_state_in_words)
{
    CLEANUP(buf_free) struct buf b = { .max = 4096 };

    for (size_t i = 0; i < ARRAY_LEN(chips); i++) {
        struct clock_view c = { .state = chips[i].state, .days = chips[i].days };

        buf_clear(&b);
        tpl_clock_chip(&b, &c);
        CHECK_STR(buf_view(&b), chips[i].words);
    }
}

/* ---- forms ---- */

static const struct str definition = STR_INIT(
    "{\"type\":\"default\",\"id\":\"f\",\"schemaVersion\":18,\"components\":["
    "{\"type\":\"textfield\",\"key\":\"id\",\"label\":\"کد "
    "ملی\",\"validate\":{\"required\":true},\"properties\":{\"kind\":\"national_id\"}},"
    "{\"type\":\"textfield\",\"key\":\"unit\",\"label\":\"اداره\",\"properties\":{\"kind\":\"unit\"}},"
    "{\"type\":\"radio\",\"key\":\"who\",\"label\":\"چه "
    "کسی\",\"values\":[{\"label\":\"خودم\",\"value\":\"me\"},{\"label\":\"دیگری\",\"value\":\"other\"}]},"
    "{\"type\":\"textarea\",\"key\":\"text\",\"label\":\"شرح\",\"validate\":{\"maxLength\":100}},"
    "{\"type\":\"checkbox\",\"key\":\"secret\",\"label\":\"پنهان\"},"
    "{\"type\":\"datetime\",\"subtype\":\"date\",\"key\":\"day\",\"dateLabel\":\"روز\"},"
    "{\"type\":\"datetime\",\"subtype\":\"time\",\"key\":\"from\",\"timeLabel\":\"از ساعت\"},"
    "{\"type\":\"number\",\"key\":\"year\",\"label\":\"سال\",\"validate\":{\"min\":1280}},"
    "{\"type\":\"dynamiclist\",\"path\":\"items\",\"label\":\"مورد\",\"components\":["
    "{\"type\":\"textfield\",\"key\":\"what\",\"label\":\"چه\"}]}]}");

struct filled {
    struct arena *a;
    const struct form *form;
    const struct form_item *items;
    size_t n;
    struct form_result result;
};

static bool fill(struct filled *f, const struct form_input *in, size_t n)
{
    struct form_problems problems = { 0 };
    struct form_env env = { 0 };
    struct err e = { 0 };

    if (form_read(f->a, STR("f.json"), definition, &problems, &f->form, &e) != RC_OK ||
        form_validate(f->a, f->form, FORM_ALL_PAGES, in, n, &env, &f->result, &e) != RC_OK ||
        form_items(f->a, f->form, FORM_ALL_PAGES, in, n, NULL, &f->result, &env, &f->items, &f->n, &e) !=
            RC_OK) {
        printf("form: %s\n", e.msg);
        return false;
    }
    return true;
}

static const struct form_item *item_named(const struct filled *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].step == FORM_FIELD && str_eq_c(f->items[i].name, name))
            return &f->items[i];
    return NULL;
}

static const struct form_input inputs[] = {
    { STR_INIT("id"), STR_INIT("۱۲۳") },       { STR_INIT("unit"), STR_INIT("u2") },
    { STR_INIT("who"), STR_INIT("other") },    { STR_INIT("text"), STR_INIT("<b>") },
    { STR_INIT("secret"), STR_INIT("1") },     { STR_INIT("day-day"), STR_INIT("۲۴") },
    { STR_INIT("day-month"), STR_INIT("6") },  { STR_INIT("day-year"), STR_INIT("۱۴۰۴") },
    { STR_INIT("items-rows"), STR_INIT("1") }, { STR_INIT("items[0].what"), STR_INIT("یک") },
};

static const struct option_view units[] = {
    { .value = STR_INIT("u1"), .label = STR_INIT("نخست") },
    { .value = STR_INIT("u2"), .label = STR_INIT("دوم") },
};
static const struct choice_list lists[] = { { .meaning = FORM_UNIT, .v = units, .n = 2 } };

TEST(fields_come_from_the_form)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct filled f = { .a = a };
    struct form_view v = { .arena = a, .lists = lists, .lists_n = 1 };
    struct field_view x;

    if (!fill(&f, inputs, ARRAY_LEN(inputs))) {
        CHECK(false);
        return;
    }
    x = field_of_item(&v, item_named(&f, "id"));
    CHECK_INT(x.control, CONTROL_NATIONAL_ID);
    CHECK(x.required);
    CHECK_STR(x.value, "۱۲۳");
    CHECK_STR(x.error, "کد ملی باید ده رقم باشد. صفرهای اول آن را هم بنویسید.");
    x = field_of_item(&v, item_named(&f, "unit"));
    CHECK_INT(x.control, CONTROL_SELECT);
    CHECK(x.options_n == 2 && x.options[1].chosen && !x.options[0].chosen);
    x = field_of_item(&v, item_named(&f, "who"));
    CHECK_INT(x.control, CONTROL_RADIO);
    CHECK(x.options_n == 2 && x.options[1].chosen);
    CHECK_INT(field_of_item(&v, item_named(&f, "text")).control, CONTROL_LONG);
    CHECK_INT(field_of_item(&v, item_named(&f, "day")).control, CONTROL_DATE);
}

TEST(error_summary_leads_to_the_fields)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct filled f = { .a = a };
    const struct error_view *v;
    size_t n = 0;

    CHECK(fill(&f, inputs, ARRAY_LEN(inputs)));
    v = errors_of_form(a, &f.result, &n);
    CHECK_INT(n, 1);
    if (n == 1) {
        CHECK_STR(url_str(v[0].to), "#id");
        CHECK(str_starts(v[0].text, STR("کد ملی: ")));
    }
}

TEST(a_form_is_drawn_whole_and_escaped)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    CLEANUP(buf_free) struct buf b = { .max = 1 << 20 };
    struct filled f = { .a = a };
    struct form_view v = { .arena = a, .lists = lists, .lists_n = 1 };
    static const char *const parts[] = {
        "aria-describedby=\"id-error \"",  "aria-invalid=\"true\"",  ">\n&lt;b&gt;</textarea>",
        "name=\"day-day\" value=\"۲۴\"",   "name=\"_add.items\"",    "name=\"_remove.items[0]\"",
        "name=\"items-rows\" value=\"1\"", "name=\"items[0].what\"",
    };

    CHECK(fill(&f, inputs, ARRAY_LEN(inputs)));
    v.items = f.items;
    v.n = f.n;
    tpl_form_fields(&b, &v);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        CHECK_MSG(str_contains(buf_view(&b), str_c(parts[i])), "%s", parts[i]);
}

TEST(answers_say_what_was_chosen)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct filled f = { .a = a };
    struct form_view v = { .arena = a, .lists = lists, .lists_n = 1 };
    const struct answers_view *g = NULL;
    struct err e = { 0 };
    size_t n = 0;

    CHECK(fill(&f, inputs, ARRAY_LEN(inputs)));
    v.items = f.items;
    v.n = f.n;
    CHECK_INT(answers_of_form(&v, false, URL_LIT("/x/2"), &g, &n, &e), RC_OK);
    CHECK_INT(n, 2);
    if (n != 2)
        return;
    CHECK_INT(g[0].n, 6);
    CHECK_STR(g[0].v[1].value, "دوم");
    CHECK_STR(url_str(g[0].v[1].change), "/x/2#unit");
    CHECK_STR(g[0].v[2].value, "دیگری");
    CHECK_INT(g[0].v[4].tick, ANSWER_TICKED);
    CHECK_STR(g[1].title, "مورد ۱");
}

/* A year is no amount, and a time of day is Persian whatever it was typed in. */
TEST(years_and_times_are_shown_as_people_write_them)
{
    static const struct form_input typed[] = { { STR_INIT("id"), STR_INIT("0499370899") },
                                               { STR_INIT("from"), STR_INIT("9:05") },
                                               { STR_INIT("year"), STR_INIT("1200") } };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct filled f = { .a = a };
    struct form_view v = { .arena = a };
    const struct answers_view *g = NULL;
    struct err e = { 0 };
    size_t n = 0;

    CHECK(fill(&f, typed, ARRAY_LEN(typed)));
    CHECK_INT(f.result.errors_n, 1);
    if (f.result.errors_n == 1)
        CHECK(str_contains(form_error_words(a, &f.result.errors[0]), STR("۱۲۸۰")));
    v.items = f.items;
    v.n = f.n;
    CHECK_INT(answers_of_form(&v, false, URL_LIT("/x"), &g, &n, &e), RC_OK);
    for (size_t i = 0; n > 0 && i < g[0].n; i++) {
        if (str_eq_c(g[0].v[i].question, "از ساعت"))
            CHECK_STR(g[0].v[i].value, "۹:۰۵");
        if (str_eq_c(g[0].v[i].question, "سال"))
            CHECK_STR(g[0].v[i].value, "۱۲۰۰");
    }
}

TEST(views_of_a_full_arena_are_a_limit)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    CLEANUP(arena_freep) struct arena *tiny = arena_new(64);
    struct filled f = { .a = a };
    struct form_view v = { .arena = tiny };
    const struct answers_view *g = NULL;
    struct err e = { 0 };
    size_t n = 0;

    CHECK(fill(&f, inputs, ARRAY_LEN(inputs)));
    v.items = f.items;
    v.n = f.n;
    CHECK_INT(answers_of_form(&v, false, URL_LIT("/x"), &g, &n, &e), RC_LIMIT);
}
