/*
 * letter.c - letters to the applicant, to read and to print, and the files of the case.
 *
 * Runs beside the loops: drawing a PDF takes milliseconds.
 */
#include "app/letter.h"
#include "templates/citizen_answer.h"
#include "web/pages.h"
#include "web/pages/citizen.h"

struct reading {
    struct req *rq;
    struct actor citizen;
    int64_t case_id, id;
    struct case_view c;
    const struct case_letter *letter;
    struct doc *doc;
    struct stored_file file;
    struct str bytes;
};

static enum rc load(struct cx *cx, void *arg, struct err *e)
{
    struct reading *x = arg;
    struct cx own = *cx;
    struct letter_rec rec;
    enum rc rc;

    own.actor = &x->citizen;
    x->letter = NULL;
    rc = case_view_get(&own, x->case_id, &x->c, e);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < x->c.n_letters; i++)
        if (x->c.letters[i].id == x->id)
            x->letter = &x->c.letters[i];
    if (x->c.receipt.id == x->id)
        x->letter = &x->c.receipt;
    if (x->letter == NULL)
        return ERR(e, RC_NOT_FOUND, "no such letter to the applicant");
    return letter_document(&own, x->id, x->case_id, &x->doc, &rec, e);
}

static enum rc as_pdf(struct reading *x, struct resp *rs, struct err *e)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct documents *docs = NULL;
    struct str name = arena_fmt(x->rq->arena, "%.*s.pdf", STR_ARG(x->letter->title));
    enum rc rc = app_documents(x->rq->app, &docs, e);

    buf_init(&b, DOC_OUTPUT_MAX);
    if (rc == RC_OK)
        rc = doc_write_pdf(docs, x->doc, &b, e);
    return rc == RC_OK
               ? resp_file(rs, "application/pdf", name, true, arena_str(x->rq->arena, buf_view(&b)), e)
               : rc;
}

static enum rc as_page(struct reading *x, struct resp *rs, struct err *e)
{
    struct arena *a = x->rq->arena;
    const struct case_view *c = &x->c;
    CLEANUP(buf_free) struct buf b = { 0 };
    struct str id = arena_fmt(a, "%lld.pdf", (long long)x->id);
    struct answer_page_view v = { .title = x->letter->title,
                                  .code = c->c.tracking_code,
                                  .number = x->letter->number,
                                  .subject = c->c.subject,
                                  .at = x->letter->at,
                                  .pdf = URL(a, "/track/{}/letters/{}", c->c.tracking_code, id) };
    struct cx cx = { .app = x->rq->app, .a = a };
    struct page p;
    enum rc rc;

    buf_init(&b, RESP_HTML_MAX);
    rc = doc_write_html(x->doc, &b, e);
    if (rc != RC_OK)
        return rc;
    v.letter = html_from_template(a, &b);
    if (str_eq_c(x->letter->kind, "answer"))
        v.acts = acts_of(a, c, &v.acts_n);
    citizen_frame_of(&cx, &c->office, &c->unit, &p);
    p.here = HERE_TRACK;
    p.back.to = URL(a, "/track/{}", c->c.tracking_code);
    tpl_citizen_answer(resp_html(rs), &p, &v);
    return arena_check(a, e);
}

enum rc page_letter(struct req *rq, struct resp *rs, struct err *e)
{
    struct reading x = { .rq = rq };
    struct str name = req_path(rq, "letter");
    bool pdf = str_ends(name, STR(".pdf"));
    enum rc rc;

    if (!case_cookie(rq, req_path(rq, "code"), &x.case_id, &x.citizen))
        return ask_for_identity(rq, rs, req_path(rq, "code"), e);
    if (!parse_i64(pdf ? str_sub(name, 0, name.len - 4) : name, 1, INT64_MAX, &x.id))
        return ERR(e, RC_NOT_FOUND, "no letter of that name");
    rc = app_read(rq->app, rq->arena, rq->actor, load, &x, e);
    if (rc != RC_OK)
        return rc;
    return pdf ? as_pdf(&x, rs, e) : as_page(&x, rs, e);
}

static enum rc load_file(struct cx *cx, void *arg, struct err *e)
{
    struct reading *x = arg;
    struct cx own = *cx;

    own.actor = &x->citizen;
    return case_attachment_of(&own, x->case_id, x->id, &x->file, &x->bytes, e);
}

/* A file of the case: always to keep, never shown by the browser as part of this site. */
enum rc page_case_file(struct req *rq, struct resp *rs, struct err *e)
{
    struct reading x = { .rq = rq, .id = req_path_int(rq, "file") };
    const char *type;
    enum rc rc;

    if (!case_cookie(rq, req_path(rq, "code"), &x.case_id, &x.citizen))
        return ask_for_identity(rq, rs, req_path(rq, "code"), e);
    rc = app_read(rq->app, rq->arena, rq->actor, load_file, &x, e);
    if (rc != RC_OK)
        return rc;
    type = arena_cstr(rq->arena, x.file.mime);
    return type == NULL ? arena_check(rq->arena, e) : resp_file(rs, type, x.file.name, false, x.bytes, e);
}
