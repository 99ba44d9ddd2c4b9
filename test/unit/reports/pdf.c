/*
 * pdf.c - documents and reports as PDF: whole, paged, made with the product's own font only.
 *
 * What a page looks like is checked by eye: SAMAD_TEST_OUT=DIR keeps what these tests make.
 */
#include <pthread.h>

#include "check.h"
#include "port/table.h"
#include "samples.h"

static const char case_json[] =
    "{\"case\":{\"number\":\"۱۴۰۵/۱/۱۲۳۴\",\"tracking_code\":\"4128803715\",\"registered_on\":\"2026-11-15\","
    "\"due_at\":\"2026-11-25T23:59:59+03:30\",\"applicant\":{\"name\":\"سیده فاطمه‌زهرا "
    "حسینی‌نژاد "
    "کاشانی‌پور\"}},"
    "\"office\":{\"phone\":\"02333361111\",\"address\":\"سمنان، بلوار بسیج مستضعفین، ساختمان استانداری "
    "سمنان، طبقهٔ ۲\"},"
    "\"link\":\"https://samad.example/track?c=4128803715\",\"qr\":\"https://samad.example/"
    "track?c=4128803715\","
    "\"to\":{\"name\":\"جناب آقای علی‌اکبر "
    "محمدی‌پور\",\"address\":\"دامغان، "
    "خیابان "
    "امام، "
    "کوچهٔ "
    "شهید "
    "رضایی، پلاک 12\"},"
    "\"answer\":{\"text\":\"با احترام، شکایت شما دربارهٔ تأخیر در صدور پروانهٔ ساختمانی در 3 مرحله بررسی شد. "
    "بر پایهٔ مادهٔ 100 "
    "قانون شهرداری‌ها، شهرداری موظف بوده است ظرف ۲۰ روز پاسخ "
    "دهد "
    "و "
    "این "
    "مهلت "
    "رعایت "
    "نشده "
    "است.\\nپروانه "
    "(شمارهٔ BL-2045) در "
    "تاریخ ۱۴۰۵/۰۸/۲۰ صادر شد و مبلغ ۱۲٬۳۴۵٬۰۰۰ ریال مسترد گردید؛ «کتابخانۀ ملی» و "
    "«می‌خواهم» "
    "هم "
    "درست‌اند.\"},"
    "\"allegations\":[{\"text\":\"تأخیر در صدور پروانه\",\"finding\":\"وارد است\"},"
    "{\"text\":\"دریافت وجه خارج از تعرفه و بدون رسید از "
    "مراجعه‌کنندگان "
    "در "
    "چند "
    "نوبت، "
    "که "
    "در "
    "متن "
    "شکایت "
    "با "
    "ذکر تاریخ و مبلغ آمده است\","
    "\"finding\":\"وارد نیست\"}],"
    "\"grounds\":[{\"article\":\"مادهٔ ۱۰۰ قانون شهرداری‌ها\",\"note\":\"مهلت "
    "رسیدگی "
    "۲۰ "
    "روز\"},"
    "{\"article\":\"مادهٔ ۸ قانون ارتقای سلامت اداری\",\"note\":\"پاسخ کتبی و مستدل\"}],"
    "\"signer\":{\"name\":\"دکتر محمدرضا هاشمی\",\"post\":\"مدیرکل بازرسی، مدیریت عملکرد و امور "
    "حقوقی\",\"date\":\"2026-11-20\"}}";

static const struct str units[] = { STR_INIT("جمهوری اسلامی ایران"), STR_INIT("وزارت کشور"),
                                    STR_INIT("استانداری سمنان"),
                                    STR_INIT("دفتر بازرسی، مدیریت عملکرد و امور حقوقی") };
static const struct doc_letterhead head = {
    .invocation = STR_INIT("بسمه تعالی"),
    .units = units,
    .units_n = 4,
    .number = STR_INIT("۱۴۰۵/۲/۸۸۱"),
    .date = STR_INIT("۱۴۰۵/۰۸/۲۹"),
    .attachment = STR_INIT("دارد"),
};

struct fixture {
    struct arena *a;
    struct documents *docs;
    struct buf out;
    struct err e;
};

static struct fixture setup(void)
{
    struct fixture f = { .a = arena_new((size_t)32 << 20) };

    buf_init(&f.out, DOC_OUTPUT_MAX);
    CHECK_MSG(documents_open(font_dir(), &f.docs, &f.e) == RC_OK, "%s (npm ci, or set SAMAD_FONT_DIR)",
              f.e.msg);
    return f;
}

static void teardown(struct fixture *f)
{
    buf_free(&f->out);
    documents_close(f->docs);
    arena_free(f->a);
}

static size_t page_count(struct str pdf)
{
    const struct str page = STR("/Type /Page");
    size_t n = 0;

    for (size_t at = 0; (at = str_find(pdf, page, at)) != SIZE_MAX; at += page.len)
        n += at + page.len < pdf.len && pdf.p[at + page.len] != 's';
    return n;
}

static void write_letter(struct fixture *f, const char *source, const char *name)
{
    struct slot_source slots = json_must(f->a, case_json);
    const struct letter *l = letter_must(f->a, source);
    struct doc *d = NULL;

    if (f->docs == NULL || l == NULL)
        return;
    CHECK_MSG(letter_render(f->a, l, &slots, &head, &d, &f->e) == RC_OK, "%s", f->e.msg);
    CHECK_MSG(doc_write_pdf(f->docs, d, &f->out, &f->e) == RC_OK, "%s", f->e.msg);
    keep(name, buf_view(&f->out));
}

TEST(OFF_REP_03_receipt_is_one_a5_page)
{
    struct fixture f = setup();

    write_letter(&f, receipt_source, "receipt.pdf");
    CHECK(str_starts(buf_view(&f.out), STR("%PDF-1.")));
    CHECK_INT(page_count(buf_view(&f.out)), 1);
    CHECK(str_find(buf_view(&f.out), STR("Vazirmatn"), 0) != SIZE_MAX);
    CHECK(str_find(buf_view(&f.out), STR("CreationDate"), 0) == SIZE_MAX);
    teardown(&f);
}

TEST(OFF_REP_04_answer_letter_is_a_pdf)
{
    struct fixture f = setup();

    write_letter(&f, answer_source, "answer.pdf");
    CHECK_INT(page_count(buf_view(&f.out)), 1);
    teardown(&f);
}

/* ---- documents that are hard to set ---- */

static struct str repeated(struct arena *a, const char *words, size_t times)
{
    struct buf b;
    struct str s;

    buf_init(&b, 4 << 20);
    for (size_t i = 0; i < times; i++)
        buf_c(&b, words);
    s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}

TEST(pdf_long_texts_run_over_pages)
{
    struct fixture f = setup();
    struct doc_setup set = { .page = DOC_A5,
                             .title = STR("متن بلند"),
                             .footer = repeated(f.a, "پانویس بسیار بلند ", 30) };
    struct doc_column columns[] = { { .title = STR("ردیف"), .align = DOC_MIDDLE },
                                    { .title = STR("متن شکایت"), .weight = 6 },
                                    { .title = STR("نتیجه"), .weight = 2 } };
    struct doc_signature s = {
        .name = STR(
            "سیده فاطمه‌زهرا حسینی‌نژاد کاشانی‌پور طباطبایی"),
        .post = STR("مدیرکل")
    };
    struct doc *d = doc_new(f.a, &set);

    doc_letterhead(d, &head);
    doc_para(d, DOC_BODY);
    doc_run(
        d,
        repeated(
            f.a,
            "خیابان اصلی روستا سال‌هاست که آسفالت نشده و اهالی، "
            "به‌ویژه "
            "دانش‌آموزان، "
            "در "
            "زمستان گرفتار گل‌ولای‌اند. ",
            60),
        DOC_PLAIN);
    doc_list(d, true);
    for (int i = 0; i < 12; i++) {
        doc_item(d);
        doc_run(d, STR("مورد شکایت با شرح کوتاه و شمارهٔ "), DOC_PLAIN);
        doc_run(d, STR("AB-1234"), DOC_LTR | DOC_BOLD);
    }
    doc_table(d, columns, 3);
    for (int i = 0; i < 4; i++) {
        doc_row(d, i == 3);
        doc_cell(d);
        doc_run(d, arena_fmt(f.a, "%d", i + 1), DOC_PLAIN);
        doc_cell(d);
        doc_run(d, repeated(f.a, "آب آشامیدنی روستا هر روز از ساعت ۱۰ تا ۱۸ قطع است. ", i == 1 ? 90 : 3),
                DOC_PLAIN);
        doc_cell(d);
        doc_run(d, repeated(f.a, "x", i == 2 ? 200 : 5), DOC_PLAIN);
    }
    doc_signature(d, &s);
    s.unsigned_draft = true;
    doc_signature(d, &s);
    CHECK_MSG(doc_write_pdf(f.docs, d, &f.out, &f.e) == RC_OK, "%s", f.e.msg);
    keep("long.pdf", buf_view(&f.out));
    CHECK(page_count(buf_view(&f.out)) >= 5);
    teardown(&f);
}

TEST(pdf_of_hostile_texts)
{
    struct fixture f = setup();
    struct doc_setup set = { .title = STR("\xE2\x80\xAE\x01"
                                          "عنوان") };
    struct doc *d = doc_new(f.a, &set);

    doc_para(d, DOC_TITLE);
    doc_run(d,
            STR("\xE2\x80\xAE"
                "abc\xE2\x81\xA6 123 \x07\xC3\x28\xEF\xBB\xBF"),
            DOC_PLAIN);
    doc_para(d, DOC_BODY);
    doc_run(d, repeated(f.a, "بدون‌فاصله", 2000), DOC_PLAIN);
    doc_para(d, DOC_BODY);
    doc_run(d, repeated(f.a, "\xCC\x81\xD9\x8B", 3000), DOC_PLAIN);
    doc_para(d, DOC_BODY);
    doc_run(d, repeated(f.a, "\n", 200), DOC_PLAIN);
    doc_para(d, DOC_BODY);
    doc_run(d, STR("\xF0\x9F\x98\x80 漢字 \xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9"), DOC_PLAIN);
    CHECK_MSG(doc_write_pdf(f.docs, d, &f.out, &f.e) == RC_OK, "%s", f.e.msg);
    keep("hostile.pdf", buf_view(&f.out));
    teardown(&f);
}

TEST(pdf_is_the_same_each_time)
{
    struct fixture f = setup();
    struct str first;

    write_letter(&f, receipt_source, "receipt.pdf");
    first = arena_str(f.a, buf_view(&f.out));
    buf_clear(&f.out);
    write_letter(&f, receipt_source, "receipt.pdf");
    CHECK(str_eq(first, buf_view(&f.out)));
    teardown(&f);
}

TEST(pdf_without_room_is_a_limit)
{
    struct fixture f = setup();
    struct doc_setup set = { 0 };
    struct doc *d = doc_new(f.a, &set);

    doc_para(d, DOC_BODY);
    doc_run(d, STR("سلام"), DOC_PLAIN);
    buf_free(&f.out);
    buf_init(&f.out, 500);
    CHECK(doc_write_pdf(f.docs, d, &f.out, &f.e) == RC_LIMIT);
    teardown(&f);
}

/* Every allocation in turn fails: a clean RC_LIMIT each time, until all goes through. */
TEST(pdf_fault_sweep)
{
    struct fixture f = setup();
    struct slot_source slots = json_must(f.a, case_json);
    const struct letter *l = letter_must(f.a, answer_source);
    struct doc *d = NULL;
    enum rc rc = RC_LIMIT;

    CHECK(letter_render(f.a, l, &slots, &head, &d, &f.e) == RC_OK);
    for (uint64_t n = 1; rc != RC_OK && n < 10000; n++) {
        buf_clear(&f.out);
        arena_fail_at(n);
        rc = doc_write_pdf(f.docs, d, &f.out, &f.e);
        arena_fail_at(0);
        CHECK(rc == RC_OK || rc == RC_LIMIT);
    }
    CHECK(rc == RC_OK);
    teardown(&f);
}

struct worker {
    struct documents *docs;
    size_t bytes;
};

static void *work(void *self)
{
    struct worker *w = self;

    for (int i = 0; i < 3; i++) {
        struct arena *a = arena_new(8 << 20);
        struct doc_setup set = { 0 };
        struct doc *d = doc_new(a, &set);
        struct buf out;
        struct err e = { 0 };

        buf_init(&out, DOC_OUTPUT_MAX);
        doc_para(d, DOC_BODY);
        doc_run(d, STR("نامه‌ای که هم‌زمان نوشته می‌شود"), DOC_PLAIN);
        if (doc_write_pdf(w->docs, d, &out, &e) == RC_OK)
            w->bytes = out.len;
        buf_free(&out);
        arena_free(a);
    }
    return NULL;
}

TEST(pdf_from_many_threads)
{
    struct fixture f = setup();
    struct worker w[6];
    pthread_t t[6];

    for (int i = 0; i < 6; i++) {
        w[i] = (struct worker){ f.docs, 0 };
        CHECK(pthread_create(&t[i], NULL, work, &w[i]) == 0);
    }
    for (int i = 0; i < 6; i++)
        pthread_join(t[i], NULL);
    for (int i = 0; i < 6; i++)
        CHECK(w[i].bytes > 0 && w[i].bytes == w[0].bytes);
    teardown(&f);
}

TEST(documents_refuse_a_missing_font)
{
    struct documents *d = NULL;
    struct err e = { 0 };

    CHECK(documents_open("/nonexistent", &d, &e) == RC_NOT_FOUND);
    CHECK_STR(str_c(e.msg),
              "font '/nonexistent/Vazirmatn-Regular.ttf' is missing: documents cannot be drawn without it");
    CHECK(d == NULL);
}

/* ---- tables ---- */

struct rows {
    size_t i, n;
};

static enum rc next_row(void *self, struct table_cell *cells, struct err *e)
{
    static const char *const subjects[] = {
        "آسفالت کوچهٔ شهید باهنر", "قطعی مکرر آب آشامیدنی در روستای ده‌بالا",
        "تقاضای وام اشتغال", "شکایت از تأخیر در صدور پروانهٔ ساختمانی و دریافت وجه خارج از تعرفه",
        "پیشنهاد راه‌اندازی خط اتوبوس شماره 12 (BRT)"
    };
    static const char *const names[] = {
        "زهرا محمدی‌نژاد",
        "سیده فاطمه‌زهرا حسینی‌نژاد کاشانی‌پور", "علی اکبرپور"
    };
    struct rows *r = self;

    if (r->i >= r->n)
        return ERR(e, RC_NOT_FOUND, "end");
    cells[0].n = (int64_t)r->i + 1;
    cells[1].text = STR("4128803715");
    cells[2].n = 20700 + (int64_t)r->i;
    cells[3].text = str_c(names[r->i % 3]);
    cells[4].text = str_c(subjects[r->i % 5]);
    cells[5].n = 20720 + (int64_t)r->i;
    cells[6].n = 8540;
    cells[6].empty = r->i % 4 == 0;
    cells[7].n = INT64_C(277200000);
    r->i++;
    return RC_OK;
}

static const struct table_column columns[] = {
    { STR_INIT("row"), STR_INIT("ردیف"), TABLE_INT, 0.5 },
    { STR_INIT("code"), STR_INIT("کد پیگیری"), TABLE_CODE, 0 },
    { STR_INIT("date"), STR_INIT("تاریخ ثبت"), TABLE_DATE, 0 },
    { STR_INIT("name"), STR_INIT("متقاضی"), TABLE_TEXT, 0 },
    { STR_INIT("subject"), STR_INIT("موضوع"), TABLE_TEXT, 0 },
    { STR_INIT("due"), STR_INIT("مهلت"), TABLE_DATE, 0 },
    { STR_INIT("share"), STR_INIT("پیشرفت"), TABLE_PERCENT, 0 },
    { STR_INIT("age"), STR_INIT("عمر پرونده"), TABLE_DURATION, 0 },
};

TEST(OFF_REP_02_register_repeats_its_header_on_each_page)
{
    struct fixture f = setup();
    struct rows rows = { 0, 75 };
    struct table_cell totals[8] = { { .n = 75 },       { .empty = true },
                                    { .empty = true }, { .text = STR("جمع") },
                                    { .empty = true }, { .empty = true },
                                    { .n = 8540 },     { .empty = true } };
    const struct str notes[] = { STR_INIT(
        "پرونده‌های باطل‌شده در این دفتر با ذکر دلیل "
        "مانده‌اند.") };
    struct table t = { .title = STR("دفتر شکایت‌ها"),
                       .subtitle = STR("استانداری سمنان - مهر تا آذر 1405"),
                       .columns = columns,
                       .columns_n = 8,
                       .next = next_row,
                       .self = &rows,
                       .totals = totals,
                       .notes = notes,
                       .notes_n = 1 };
    struct table_pdf_options o = { .footer = STR("سامد - دفتر بازرسی"), .head = &head };

    if (f.docs != NULL)
        CHECK_MSG(table_write_pdf(f.docs, &t, &o, &f.out, &f.e) == RC_OK, "%s", f.e.msg);
    keep("register.pdf", buf_view(&f.out));
    CHECK(page_count(buf_view(&f.out)) >= 3);
    teardown(&f);
}
