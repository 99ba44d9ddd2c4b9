/*
 * case.c - a case for officials: its page, its letters to read and to print, its files.
 *
 * Not here: putting the page together (case_page.c), acts (task.c).
 */
#include "app/case.h"
#include "app/letter.h"
#include "domain/tracking.h"
#include "persian/digits.h"
#include "port/document.h"
#include "templates/official_letter.h"
#include "web/pages.h"
#include "web/pages/case_page.h"
#include "web/pages/case_part.h"

const struct field form_case_page[] = { { "task", FIELD_ID }, DESK_NOTICE_FIELDS, FORM_END };

struct str code_in_path(struct req *rq)
{
    struct tracking *t = ARENA_NEW(rq->arena, struct tracking);

    return t != NULL && tracking_parse(req_path(rq, "code"), t) == TRACKING_OK ? tracking_str(t) : STR_NONE;
}

enum rc page_case(struct req *rq, struct resp *rs, struct err *e)
{
    struct official_case c;
    enum rc rc;

    case_page_ahead(rq->cx);
    rc = official_case_get(rq->cx, code_in_path(rq), &c, e);
    return rc == RC_OK ? case_page_show(rq, rs, rq->cx, &c, NULL, e) : rc;
}

/* ---- letters ---- */

struct reading {
    struct req *rq;
    struct case_rec c;
    struct letter_rec letter;
    struct doc *doc;
};

static enum rc read_letter(struct cx *cx, void *arg, struct err *e)
{
    struct reading *x = arg;
    enum rc rc = case_by_code_seen(cx, code_in_path(x->rq), &x->c, e);

    if (rc != RC_OK)
        return rc;
    return letter_document(cx, req_path_int(x->rq, "letter"), x->c.id, &x->doc, &x->letter, e);
}

static struct str number_of_letter(struct arena *a, const struct letter_rec *l)
{
    return l->number == 0 ? STR_NONE : arena_fmt(a, "%lld-%lld", (long long)l->year, (long long)l->number);
}

enum rc page_case_letter(struct req *rq, struct resp *rs, struct err *e)
{
    CLEANUP(buf_free) struct buf html = { 0 };
    struct reading x = { .rq = rq };
    struct letter_view v = { 0 };
    struct page p;
    enum rc rc = read_letter(rq->cx, &x, e);

    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_TRAY, &p, e);
    if (rc != RC_OK)
        return rc;
    buf_init(&html, (size_t)1 << 20);
    rc = doc_write_html(x.doc, &html, e);
    if (rc != RC_OK)
        return rc;
    v.title = x.letter.subject;
    v.code = x.c.tracking_code;
    v.subject = x.c.subject;
    v.letter = html_from_template(rq->arena, &html); /* the document's own writer escapes */
    v.open = url_of_case(rq->arena, x.c.tracking_code);
    v.pdf = URL(rq->arena, "/cases/{}/letters/{}/pdf", x.c.tracking_code,
                arena_fmt(rq->arena, "%lld", (long long)x.letter.id));
    tpl_official_letter(resp_html(rs), &p, &v);
    return RC_OK;
}

enum rc page_case_letter_pdf(struct req *rq, struct resp *rs, struct err *e)
{
    CLEANUP(buf_free) struct buf pdf = { 0 };
    struct reading x = { .rq = rq };
    struct documents *docs = NULL;
    struct str number;
    enum rc rc = desk_read(rq, read_letter, &x, e);

    if (rc == RC_OK)
        rc = app_documents(rq->app, &docs, e);
    if (rc != RC_OK)
        return rc;
    buf_init(&pdf, DOC_OUTPUT_MAX);
    rc = doc_write_pdf(docs, x.doc, &pdf, e);
    if (rc != RC_OK)
        return rc;
    number = number_of_letter(rq->arena, &x.letter);
    return resp_file(rs, "application/pdf",
                     arena_fmt(rq->arena, "%.*s-%.*s.pdf", STR_ARG(x.letter.template),
                               STR_ARG(number.len > 0 ? number : x.c.tracking_code)),
                     true, arena_str(rq->arena, buf_view(&pdf)), e);
}

/* ---- files ---- */

struct fetching {
    int64_t id;
    struct stored_file file;
    struct str bytes;
};

static enum rc fetch(struct cx *cx, void *arg, struct err *e)
{
    struct fetching *x = arg;

    return case_attachment(cx, x->id, &x->file, &x->bytes, e);
}

/* Pictures and PDFs may be looked at; everything else is only kept. The kind was decided by content. */
static const char *shown_type(struct str mime, bool *look)
{
    static const char *const types[] = { "application/pdf", "image/jpeg", "image/png", "image/webp" };

    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (str_eq_c(mime, types[i])) {
            *look = true;
            return types[i];
        }
    *look = false;
    return "application/octet-stream";
}

enum rc page_file(struct req *rq, struct resp *rs, struct err *e)
{
    struct fetching x = { .id = req_path_int(rq, "file") };
    bool look = false;
    const char *type;
    enum rc rc = desk_read(rq, fetch, &x, e);

    if (rc != RC_OK)
        return rc;
    type = shown_type(x.file.mime, &look);
    return resp_file(rs, type, x.file.name, look, x.bytes, e);
}
