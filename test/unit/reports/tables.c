/*
 * tables.c - reports as CSV and JSON, and their cells as people read them.
 */
#include "base/json.h"
#include "check.h"
#include "port/table.h"

static const struct table_column columns[] = {
    { STR_INIT("name"), STR_INIT("متقاضی"), TABLE_TEXT, 0 },
    { STR_INIT("n"), STR_INIT("شمار"), TABLE_INT, 0 },
    { STR_INIT("share"), STR_INIT("سهم"), TABLE_PERCENT, 0 },
    { STR_INIT("on"), STR_INIT("تاریخ"), TABLE_DATE, 0 },
    { STR_INIT("at"), STR_INIT("زمان"), TABLE_MOMENT, 0 },
    { STR_INIT("age"), STR_INIT("عمر"), TABLE_DURATION, 0 },
    { STR_INIT("code"), STR_INIT("کد، پیگیری"), TABLE_CODE, 0 },
};

struct cursor {
    const struct table_cell (*rows)[7];
    size_t i, n;
};

static enum rc next(void *self, struct table_cell *cells, struct err *e)
{
    struct cursor *c = self;

    if (c->i == c->n)
        return ERR(e, RC_NOT_FOUND, "end");
    memcpy(cells, c->rows[c->i++], sizeof(c->rows[0]));
    return RC_OK;
}

#define AT INT64_C(1757918100000) /* 2025-09-15T10:05+03:30 */

static const struct table_cell rows[][7] = {
    { { .text = STR_INIT("زهرا \"کاشانی\"") },
      { .n = -1234567 },
      { .n = 8540 },
      { .n = 20346 },
      { .n = AT },
      { .n = INT64_C(273600000) },
      { .text = STR_INIT("0012345678") } },
    { { .text = STR_INIT("=HYPERLINK(1)") },
      { .n = 0 },
      { .n = 10000 },
      { .empty = true },
      { .empty = true },
      { .n = -120000 },
      { .text = STR_INIT("+989123456789") } },
};

static struct table table_of(struct cursor *c)
{
    *c = (struct cursor){ rows, 0, 2 };
    return (struct table){
        .title = STR("گزارش"), .columns = columns, .columns_n = 7, .next = next, .self = c, .totals = rows[0]
    };
}

TEST(OFF_REP_02_csv)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct cursor c;
    struct table t = table_of(&c);
    struct table_csv_options o = { .bom = true };
    struct err e = { 0 };

    buf_init(&b, 1 << 20);
    CHECK_MSG(table_write_csv(&t, &o, &b, &e) == RC_OK, "%s", e.msg);
    CHECK_STR(buf_view(&b),
              "\xEF\xBB\xBFمتقاضی,شمار,سهم,تاریخ,زمان,عمر,کد، پیگیری\r\n"
              "\"زهرا \"\"کاشانی\"\"\",-1234567,85.40,1404/06/24,1404/06/24 10:05,76.00,0012345678\r\n"
              "'=HYPERLINK(1),0,100.00,,,-0.03,+989123456789\r\n"
              "\"زهرا \"\"کاشانی\"\"\",-1234567,85.40,1404/06/24,1404/06/24 10:05,76.00,0012345678\r\n");
}

TEST(csv_keys_and_iso_dates)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct cursor c;
    struct table t = table_of(&c);
    struct table_csv_options o = { .keys = true, .iso_dates = true };
    struct err e = { 0 };

    t.totals = NULL;
    c.n = 1;
    buf_init(&b, 1 << 20);
    CHECK(table_write_csv(&t, &o, &b, &e) == RC_OK);
    CHECK_STR(
        buf_view(&b),
        "name,n,share,on,at,age,code\r\n"
        "\"زهرا \"\"کاشانی\"\"\",-1234567,85.40,2025-09-15,2025-09-15T10:05:00+03:30,76.00,0012345678\r\n");
}

/* Cells that a spreadsheet would run. */
TEST(csv_formulas_are_defused)
{
    static const struct {
        const char *cell, *want;
    } cells[] = {
        { "=1+1", "'=1+1" },
        { "+1+1", "'+1+1" },
        { "-2+3", "'-2+3" },
        { "@SUM(A1)", "'@SUM(A1)" },
        { "-12.5", "-12.5" },
        { "+98912", "+98912" },
        { "\t=1", "'\t=1" },
        { " =1", "' =1" },
        { "a=1", "a=1" },
        { "", "" },
        { "-", "'-" },
        { "=1,2", "\"'=1,2\"" },
        { "=\"x\"", "\"'=\"\"x\"\"\"" },
        { "a\nb", "\"a\nb\"" },
        { "a;b", "\"a;b\"" },
        { "\r\n=1", "\"'\r\n=1\"" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
        CLEANUP(buf_free) struct buf b = { 0 };
        struct table_cell row[1][7] = { { { .text = str_c(cells[i].cell) } } };
        struct cursor c = { (const struct table_cell(*)[7])row, 0, 1 };
        struct table t = { .columns = columns, .columns_n = 1, .next = next, .self = &c };
        struct table_csv_options o = { .keys = true };
        struct err e = { 0 };
        char want[100];

        /* one column is copied, seven are in the row */
        struct table_column seven[7];
        memcpy(seven, columns, sizeof(seven));
        for (int k = 1; k < 7; k++)
            row[0][k].empty = true;
        t.columns = seven;
        t.columns_n = 7;
        buf_init(&b, 1 << 20);
        CHECK(table_write_csv(&t, &o, &b, &e) == RC_OK);
        snprintf(want, sizeof(want), "name,n,share,on,at,age,code\r\n%s,,,,,,\r\n", cells[i].want);
        CHECK_STR(buf_view(&b), want);
    }
}

TEST(OFF_REP_02_json)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    CLEANUP(buf_free) struct buf b = { 0 };
    struct cursor c;
    struct table t = table_of(&c);
    const struct json *v, *row;
    struct err e = { 0 };

    buf_init(&b, 1 << 20);
    CHECK(table_write_json(&t, &b, &e) == RC_OK);
    CHECK_MSG(json_parse(a, buf_view(&b), &v, &e) == RC_OK, "%s", e.msg);
    CHECK_INT(json_get(v, "rows")->n, 2);
    row = json_at(json_get(v, "rows"), 0);
    CHECK_STR(json_text_of(row, "share"), "85.40");
    CHECK_STR(json_text_of(row, "on"), "2025-09-15");
    CHECK_STR(json_text_of(row, "at"), "2025-09-15T10:05:00+03:30");
    CHECK_INT(json_int_of(row, "age", 0), 273600);
    CHECK_STR(json_text_of(row, "code"), "0012345678");
    CHECK(json_get(json_at(json_get(v, "rows"), 1), "on")->kind == JSON_NULL);
    CHECK_STR(json_text_of(json_at(json_get(v, "columns"), 3), "kind"), "date");
}

TEST(cells_as_people_read_them)
{
    static const char *const want[] = { "زهرا \"کاشانی\"", "\xE2\x80\x8E−۱٬۲۳۴٬۵۶۷", "۸۵٫۴٪",
                                        "۱۴۰۴/۰۶/۲۴",      "۱۴۰۴/۰۶/۲۴ ۱۰:۰۵",       "۳ روز و ۴ ساعت",
                                        "۰۰۱۲۳۴۵۶۷۸" };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < 7; i++)
        CHECK_STR(table_cell_text(a, &columns[i], &rows[0][i]), want[i]);
    CHECK_STR(table_cell_text(a, &columns[2], &rows[1][2]), "۱۰۰٪");
    CHECK_STR(table_cell_text(a, &columns[3], &rows[1][3]), "—");
    CHECK_STR(table_cell_text(a, &columns[5], &rows[1][5]), "۲ دقیقه پیش");
}

static enum rc broken(void *self, struct table_cell *cells, struct err *e)
{
    (void)self;
    (void)cells;
    return ERR(e, RC_BUSY, "database away");
}

TEST(a_reader_that_fails_fails_the_report)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct table t = { .columns = columns, .columns_n = 7, .next = broken };
    struct table_csv_options o = { 0 };
    struct err e = { 0 };

    buf_init(&b, 1 << 20);
    CHECK(table_write_csv(&t, &o, &b, &e) == RC_BUSY);
    CHECK(table_write_json(&t, &b, &e) == RC_BUSY);
    t.columns_n = 0;
    CHECK(table_write_csv(&t, &o, &b, &e) == RC_INVALID);
    t.columns_n = 7;
    t.next = NULL;
    buf_free(&b);
    buf_init(&b, 10);
    CHECK(table_write_csv(&t, &o, &b, &e) == RC_LIMIT);
}
