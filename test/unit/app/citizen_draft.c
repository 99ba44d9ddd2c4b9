/*
 * citizen_draft.c - filling a registration form page by page, its files, sending it once and only once.
 */
#include "app/case_view.h"
#include "app/draft.h"
#include "app/install.h"
#include "check.h"
#include "fixture.h"
#include "port/flow.h"
#include "port/tx.h"

#define KEY "abcdefghijklmnopqrstuv"

struct page_case {
    struct draft_page_cmd cmd;
    struct draft_page ret;
};

static enum rc do_page(struct cx *cx, void *arg, struct err *e)
{
    struct page_case *x = arg;

    return draft_save_page(cx, &x->cmd, &x->ret, e);
}

/* "name=value" texts, ended by NULL. */
static enum rc fill(struct office *o, struct page_case *x, const char *key, size_t page,
                    const char *const *pairs)
{
    struct actor nobody = actor_anyone();
    struct form_input *in = ARENA_ARRAY(o->a, struct form_input, 32);
    size_t n = 0;

    for (; pairs[n] != NULL; n++) {
        struct str rest = str_c(pairs[n]);

        in[n].name = str_cut(&rest, '=');
        in[n].value = rest;
    }
    x->cmd.key = str_c(key);
    x->cmd.process = STR("complaint");
    x->cmd.channel = STR("web");
    x->cmd.page = page;
    x->cmd.inputs = in;
    x->cmd.n_inputs = n;
    return office_write(o, &nobody, do_page, x);
}

static const char *const who[] = { "applicant_kind=natural",  "first_name=مریم", "last_name=صادقی",
                                   "national_id=۰۴۹۹-٣٧٠٨۹۹", "birth_year=۱۳۵۸", NULL };
static const char *const contact[] = { "mobile=0912 345 67۸۹", "county=سمنان", NULL };
static const char *const whom[] = { "respondent_kind=agency", "respondent_unit=roads", NULL };
static const char *const what[] = { "kind=complaint",
                                    "ground=law_breach",
                                    "subject=تأخیر در صدور مجوز",
                                    "text=پروندهٔ من سه ماه در آن اداره مانده است.",
                                    "demand=مجوز صادر شود.",
                                    "earlier=no",
                                    NULL };
static const char *const papers[] = { "missing_documents=", NULL };
static const char *const how[] = { "preferred_channel=sms", "consent=1", NULL };

static bool fill_all(struct office *o, const char *key)
{
    const char *const *const pages[] = { who, contact, whom, what, papers, how };

    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        struct page_case x = { 0 };
        enum rc rc = fill(o, &x, key, i, pages[i]);

        CHECK_MSG(rc == RC_OK && x.ret.form.ok, "page %zu: %s %s", i + 1, o->e.msg,
                  x.ret.form.errors_n > 0 ? x.ret.form.errors[0].code : "");
        if (rc != RC_OK || !x.ret.form.ok)
            return false;
    }
    return true;
}

struct opening {
    const char *key;
    struct draft d;
    size_t next;
};

static enum rc do_open(struct cx *cx, void *arg, struct err *e)
{
    struct opening *x = arg;
    enum rc rc = draft_open(cx, str_c(x->key), STR("complaint"), STR("web"), &x->d, e);

    return rc == RC_OK ? draft_next_page(cx, &x->d, &x->next, e) : rc;
}

struct sending {
    const char *key;
    const struct draft_checked *checked;
    struct registered ret;
    bool again;
};

static enum rc do_send(struct cx *cx, void *arg, struct err *e)
{
    struct sending *x = arg;

    x->ret = (struct registered){ 0 };
    return draft_send(cx, str_c(x->key), STR("complaint"), STR("web"), x->checked, &x->ret, &x->again, e);
}

static enum rc do_check(struct cx *cx, void *arg, struct err *e)
{
    struct sending *x = arg;

    return draft_check(cx, str_c(x->key), STR("complaint"), STR("web"), &x->checked, e);
}

/* The check on a snapshot, in memory that the sending finds too. */
static enum rc check(struct office *o, struct sending *x)
{
    struct actor nobody = actor_anyone();

    return office_read(o, &nobody, do_check, x);
}

static enum rc send(struct office *o, struct sending *x)
{
    struct actor nobody = actor_anyone();

    return office_write(o, &nobody, do_send, x);
}

static enum rc count_cases(struct cx *cx, void *arg, struct err *e)
{
    struct case_filter f = { .limit = 100, .with_confidential = true, .now = cx->now_ms };
    struct case_list list = { 0 };
    enum rc rc = case_list(cx->tx, cx->a, &f, &list, e);

    *(size_t *)arg = list.n;
    return rc;
}

static size_t cases(struct office *o)
{
    size_t n = SIZE_MAX;

    CHECK(office_read(o, NULL, count_cases, &n) == RC_OK);
    return n;
}

#define EACH_ENGINE(o)                                                                                       \
    struct office o;                                                                                         \
    for (int engine = 0; engine < office_engines(); office_close(&o), engine++)                              \
        if (office_open(&o, engine))

TEST(OFF_CMP_09_page_by_page_to_a_receipt)
{
    EACH_ENGINE(o)
    {
        struct opening x = { .key = KEY };
        struct sending s = { .key = KEY };

        if (!fill_all(&o, KEY))
            continue;
        CHECK(office_read(&o, NULL, do_open, &x) == RC_OK);
        CHECK_INT(x.next, form_pages(x.d.form));
        CHECK_STR(json_text_of(x.d.values, "national_id"), "0499370899");
        CHECK_STR(json_text_of(x.d.values, "mobile"), "+989123456789");
        CHECK_MSG(send(&o, &s) == RC_OK, "%s", o.e.msg);
        CHECK_INT(s.ret.tracking_code.len, 10);
        CHECK(!s.again);
        CHECK_INT(cases(&o), 1);
    }
}

TEST(same_draft_twice_is_one_case_with_one_receipt)
{
    EACH_ENGINE(o)
    {
        struct sending first = { .key = KEY }, second = { .key = KEY };
        struct page_case late = { 0 };

        if (!fill_all(&o, KEY))
            continue;
        CHECK(send(&o, &first) == RC_OK);
        CHECK(send(&o, &second) == RC_OK);
        CHECK(second.again);
        CHECK_INT(second.ret.case_id, first.ret.case_id);
        CHECK_INT(cases(&o), 1);
        CHECK_INT(fill(&o, &late, KEY, 0, who), RC_CONFLICT); /* back, and «go on» again */
        CHECK_INT(late.ret.draft.case_id, first.ret.case_id);
    }
}

TEST(a_bad_page_keeps_what_is_good)
{
    static const char *const bad[] = { "applicant_kind=natural", "first_name=مریم", "last_name=صادقی",
                                       "national_id=0499370898", NULL };
    static const struct {
        const char *pair, *code;
    } wrong[] = {
        { "national_id=123", "error.national_id_length" },
        { "national_id=1111111111", "error.national_id" },
        { "national_id=", "error.required" },
        { "first_name=\xd9\x85\xd8\xb1\xe2\x80\xae\xdb\x8c\xd9\x85", "error.text_bidi" },
        { "first_name=a\x07"
          "b",
          "error.text_control" },
        { "first_name=\xff\xfe", "error.text" },
        { "birth_year=1700", "error.too_large" },
        { "birth_year=x", "error.number" },
    };

    EACH_ENGINE(o)
    {
        struct page_case x = { 0 };
        struct opening y = { .key = KEY };

        CHECK(fill(&o, &x, KEY, 0, bad) == RC_OK);
        CHECK(!x.ret.form.ok);
        CHECK_INT(x.ret.form.errors_n, 1);
        CHECK_STR(x.ret.form.errors[0].name, "national_id");
        CHECK(office_read(&o, NULL, do_open, &y) == RC_OK);
        CHECK_STR(json_text_of(y.d.values, "first_name"), "مریم");
        CHECK_INT(y.next, 0);
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
            const char *pairs[] = { "applicant_kind=natural", "last_name=صادقی", wrong[i].pair, NULL, NULL };
            struct page_case z = { 0 };
            bool found = false;

            CHECK(fill(&o, &z, KEY, 0, pairs) == RC_OK);
            for (size_t k = 0; k < z.ret.form.errors_n; k++)
                found = found || str_eq_c(str_c(z.ret.form.errors[k].code), wrong[i].code);
            CHECK_MSG(found, "%s", wrong[i].pair);
        }
        CHECK_INT(cases(&o), 0);
    }
}

TEST(questions_that_come_of_an_answer_are_fresh)
{
    static const char *const person[] = { "respondent_kind=person", "respondent_unit=roads", NULL };

    EACH_ENGINE(o)
    {
        struct page_case x = { 0 };

        CHECK(fill(&o, &x, KEY, 2, person) == RC_OK);
        CHECK(!x.ret.form.ok);
        CHECK_INT(x.ret.n_fresh, 1);
        CHECK_STR(x.ret.fresh[0], "respondent_name");
        CHECK(x.ret.begun);
        CHECK(fill(&o, &x, KEY, 2, person) == RC_OK); /* now it was drawn, and left empty */
        CHECK_INT(x.ret.n_fresh, 0);
    }
}

TEST(not_complete_is_not_sent)
{
    EACH_ENGINE(o)
    {
        struct page_case x = { 0 };
        struct sending s = { .key = KEY }, none = { .key = "another" };
        struct opening y = { .key = KEY };

        CHECK(fill(&o, &x, KEY, 0, who) == RC_OK);
        CHECK_INT(send(&o, &s), RC_INVALID);
        CHECK_INT(send(&o, &none), RC_NOT_FOUND);
        CHECK(office_read(&o, NULL, do_open, &y) == RC_OK);
        CHECK_INT(y.next, 1);
        CHECK_INT(cases(&o), 0);
    }
}

static enum rc subject_and_tasks(struct cx *cx, void *arg, struct err *e)
{
    struct case_rec *c = arg;
    struct task_list list = { 0 };
    enum rc rc = case_by_id(cx->tx, cx->a, c->id, c, e);

    if (rc == RC_OK) {
        bool taken = false;

        CHECK(case_code_taken(cx->tx, c->tracking_code, &taken, e) == RC_OK && taken);
        CHECK(case_code_taken(cx->tx, STR("0000000000"), &taken, e) == RC_OK && !taken);
    }
    if (rc == RC_OK)
        rc = task_list_case(cx->tx, cx->a, c->id, true, cx->now_ms, &list, e);
    CHECK((list.n > 0) == (c->closed_at == 0));
    for (size_t i = 0; i < list.n; i++) { /* what in-trays show is the case's */
        CHECK_INT(list.v[i].number, c->number);
        CHECK_INT(list.v[i].case_due_at, c->due_at);
        CHECK_STR(list.v[i].stage, arena_cstr(cx->a, c->stage));
    }
    return rc;
}

TEST(what_was_checked_holds_only_for_the_draft_that_was_checked)
{
    static const char *const other[] = { "kind=complaint",
                                         "ground=law_breach",
                                         "subject=پل شکسته",
                                         "text=پل روستا شکسته است و راهی دیگر نیست.",
                                         "demand=ساخته شود.",
                                         "earlier=no",
                                         NULL };

    EACH_ENGINE(o)
    {
        struct sending s = { .key = KEY }, half = { .key = "half" };
        struct page_case x = { 0 };
        struct case_rec c = { 0 };

        CHECK(fill(&o, &x, "half", 0, who) == RC_OK);
        CHECK(check(&o, &half) == RC_OK && half.checked == NULL); /* not complete: the sending says so */
        CHECK_INT(send(&o, &half), RC_INVALID);
        if (!fill_all(&o, KEY))
            continue;
        CHECK(check(&o, &s) == RC_OK && s.checked != NULL);
        CHECK(fill(&o, &x, KEY, 3, other) == RC_OK && x.ret.form.ok);
        CHECK_MSG(send(&o, &s) == RC_OK, "%s", o.e.msg);
        c.id = s.ret.case_id;
        CHECK(office_read(&o, NULL, subject_and_tasks, &c) == RC_OK);
        CHECK_STR(c.subject, "پل شکسته");
        CHECK(check(&o, &s) == RC_OK && s.checked == NULL); /* sent already */
        CHECK(send(&o, &s) == RC_OK && s.again);
    }
}

/* The installed package again, with a blank line more: another version. */
static enum rc install_again(struct cx *cx, void *arg UNUSED, struct err *e)
{
    const struct package *pkg = NULL;
    struct package_file *files;
    struct installed done;
    enum rc rc = catalogue_active(cx, STR("complaint"), &pkg, e);

    if (rc != RC_OK)
        return rc;
    files = ARENA_ARRAY(cx->a, struct package_file, pkg->n_files);
    for (size_t i = 0; i < pkg->n_files; i++) {
        files[i] = pkg->files[i];
        if (str_eq_c(files[i].path, "letters/receipt.md"))
            files[i].content = arena_cat(cx->a, files[i].content, STR("\n"));
    }
    return package_install(cx, files, pkg->n_files, NULL, &done, e);
}

TEST(what_was_checked_for_one_version_is_checked_again_for_the_next)
{
    EACH_ENGINE(o)
    {
        struct sending s = { .key = KEY };

        if (!fill_all(&o, KEY))
            continue;
        CHECK(check(&o, &s) == RC_OK && s.checked != NULL);
        CHECK_MSG(office_write(&o, NULL, install_again, NULL) == RC_OK, "%s", o.e.msg);
        CHECK_MSG(send(&o, &s) == RC_OK, "%s", o.e.msg);
        CHECK_INT(cases(&o), 1);
    }
}

TEST(a_checked_draft_becomes_the_same_case)
{
    EACH_ENGINE(o)
    {
        struct sending plain = { .key = KEY }, s = { .key = "other" };
        struct case_rec c[2] = { { 0 } };

        if (!fill_all(&o, KEY) || !fill_all(&o, "other"))
            continue;
        CHECK(check(&o, &s) == RC_OK && s.checked != NULL);
        CHECK(send(&o, &plain) == RC_OK && send(&o, &s) == RC_OK);
        c[0].id = plain.ret.case_id;
        c[1].id = s.ret.case_id;
        CHECK(office_read(&o, NULL, subject_and_tasks, &c[0]) == RC_OK);
        CHECK(office_read(&o, NULL, subject_and_tasks, &c[1]) == RC_OK);
        CHECK_STR(c[1].extra, arena_cstr(o.a, c[0].extra));
        CHECK_STR(c[1].duplicate_key, arena_cstr(o.a, c[0].duplicate_key));
        CHECK_INT(c[1].duplicate_of, c[0].id); /* and is found to be the same complaint */
    }
}

TEST(OFF_ACC_04_no_registration_without_its_receipt)
{
    /* Every database call of the registration fails once, the receipt's among them: nothing half-done stays.
     */
    EACH_ENGINE(o)
    {
        struct sending s = { .key = KEY };
        uint64_t n = 0;
        enum rc rc = RC_BUSY;

        if (!fill_all(&o, KEY))
            continue;
        while (rc != RC_OK && n < 2000) {
            store_fail_at(++n, RC_INTERNAL);
            rc = send(&o, &s);
            store_fail_at(0, RC_OK);
            if (rc == RC_OK)
                break;
            CHECK_INT(cases(&o), 0);
        }
        CHECK(n > 20);
        CHECK_INT(rc, RC_OK);
        CHECK_INT(cases(&o), 1);
    }
}

/* The draft names its case: that is how the second run knows what the first has done. */
TEST(a_draft_whose_commit_is_in_doubt_is_sent_once)
{
    EACH_ENGINE(o)
    {
        struct sending s = { .key = KEY };
        uint64_t n = 0;

        if (!fill_all(&o, KEY))
            continue;
        do { /* which call is the commit? */
            store_fail_at(++n, RC_INTERNAL);
            CHECK_INT(send(&o, &s), RC_INTERNAL);
        } while (o.e.rc == RC_INTERNAL && strstr(o.e.msg, "(COMMIT)") == NULL && n < 2000);
        store_fail_at(n, RC_UNCERTAIN);
        CHECK_MSG(send(&o, &s) == RC_OK, "%s", o.e.msg);
        store_fail_at(0, RC_OK);
        CHECK(s.again && s.ret.tracking_code.len == 10);
        CHECK_INT(cases(&o), 1);
    }
}

/* ---- files ---- */

static struct draft_file stored(struct office *o, const char *name, const char *bytes)
{
    struct draft_file f = { .field = STR("attachments") };
    enum file_fault fault = FILE_KIND;

    CHECK(case_store_file(o->app, o->a, str_c(name), str_c(bytes), &f.file, &fault, &o->e) == RC_OK);
    CHECK_INT(fault, FILE_OK);
    return f;
}

static enum rc list_files(struct cx *cx, void *arg, struct err *e)
{
    struct attachment_list *list = arg;
    struct case_filter f = { .limit = 1, .with_confidential = true, .now = cx->now_ms };
    struct case_list c = { 0 };
    enum rc rc = case_list(cx->tx, cx->a, &f, &c, e);

    return rc == RC_OK && c.n == 1 ? attachment_list(cx->tx, cx->a, c.v[0].id, 0, list, e) : rc;
}

TEST(files_stay_with_the_draft_until_taken_out)
{
    EACH_ENGINE(o)
    {
        struct draft_file files[2] = { stored(&o, "نامه.pdf", "%PDF-1.4\n%%EOF"),
                                       stored(&o, "شرح.txt", "شرح") };
        struct page_case x = { .cmd = { .files = files, .n_files = 2 } };
        struct sending s = { .key = KEY };
        struct attachment_list list = { 0 };
        const char *keep[] = { NULL, "missing_documents=", NULL };

        if (!fill_all(&o, KEY))
            continue;
        CHECK(fill(&o, &x, KEY, 4, papers) == RC_OK);
        CHECK(x.ret.form.ok);
        CHECK_INT(x.ret.draft.files.n, 2);
        keep[0] = arena_fmt(o.a, "attachments=%lld", (long long)x.ret.draft.files.v[0].id).p;
        x = (struct page_case){ 0 };
        CHECK(fill(&o, &x, KEY, 4, keep) == RC_OK);
        CHECK(x.ret.form.ok);
        CHECK_INT(x.ret.draft.files.n, 1);
        CHECK_STR(x.ret.draft.files.v[0].name, "نامه.pdf");
        x = (struct page_case){ 0 };
        keep[0] = "attachments=12345"; /* of somebody else */
        CHECK(fill(&o, &x, "vutsrqponmlkjihgfedcba", 4, keep) == RC_OK);
        CHECK_INT(x.ret.draft.files.n, 0);
        CHECK(send(&o, &s) == RC_OK);
        CHECK(office_read(&o, NULL, list_files, &list) == RC_OK);
        CHECK_INT(list.n, 1);
        CHECK(list.v[0].by_applicant);
    }
}

TEST(kind_of_a_file_is_told_by_its_content)
{
    static const struct {
        const char *name;
        struct str bytes;
        enum file_fault fault;
        const char *mime;
    } rows[] = {
        { "a.pdf", STR_INIT("%PDF-1.4\n%%EOF"), FILE_OK, "application/pdf" },
        { "a.exe", STR_INIT("%PDF-1.4\n%%EOF"), FILE_OK, "application/pdf" },
        { "a.png", STR_INIT("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0"), FILE_OK,
          "image/png" },
        { "a.jpg", STR_INIT("\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"), FILE_OK, "image/jpeg" },
        { "a.txt", STR_INIT("سلام"), FILE_OK, "text/plain; charset=utf-8" },
        { "a.txt", STR_INIT("a\0b"), FILE_KIND, "" },
        { "a.pdf", STR_INIT("سلام"), FILE_KIND, "" },
        { "a.html", STR_INIT("<!doctype html><script>alert(1)</script>"), FILE_KIND, "" },
        { "a.svg", STR_INIT("<svg xmlns='http://www.w3.org/2000/svg'/>"), FILE_KIND, "" },
        { "a.pdf", STR_INIT("MZ\x90\0\3\0\0\0"), FILE_KIND, "" },
        { "a.zip", STR_INIT("PK\3\4\x14\0\0\0\0\0"), FILE_KIND, "" },
        { "a.docx", STR_INIT("PK\3\4\x14\0\0\0\0\0[Content_Types].xml.word/document.xml"), FILE_OK,
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
        { "a.docx", STR_INIT("PK\3\4\x14\0\0\0\0\0[Content_Types].xml.word/document.xml.vbaProject.bin"),
          FILE_KIND, "" },
        { "a.xlsx", STR_INIT("PK\3\4\x14\0\0\0\0\0[Content_Types].xml.xl/workbook.xml"), FILE_OK,
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
        { "a.sh", STR_INIT("#!/bin/sh\nrm -rf /\n"), FILE_KIND, "" },
        { "a.pdf", STR_INIT(""), FILE_EMPTY, "" },
    };
    static const struct {
        const char *given, *shown;
    } names[] = {
        { "/etc/passwd.pdf", "passwd.pdf" },
        { "C:\\Users\\me\\نامه.pdf", "نامه.pdf" },
        { "  ", "پرونده" },
        { "a\x01"
          "b.pdf",
          "ab.pdf" },
    };
    struct office o;

    if (office_open(&o, 0)) {
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
            struct stored_file f;
            enum file_fault fault = FILE_TOO_MANY;

            CHECK(case_store_file(o.app, o.a, str_c(rows[i].name), rows[i].bytes, &f, &fault, &o.e) == RC_OK);
            CHECK_MSG(fault == rows[i].fault, "row %zu: %s %d", i, rows[i].name, (int)fault);
            if (fault == FILE_OK)
                CHECK_STR(f.mime, rows[i].mime);
        }
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
            struct stored_file f;
            enum file_fault fault;

            CHECK(case_store_file(o.app, o.a, str_c(names[i].given), STR("%PDF-1.4\n%%EOF"), &f, &fault,
                                  &o.e) == RC_OK);
            CHECK_STR(f.name, names[i].shown);
        }
    }
    office_close(&o);
}
