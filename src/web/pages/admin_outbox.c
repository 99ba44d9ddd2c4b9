/*
 * admin_outbox.c - messages on their way: by state, sent again, and letters that are printed and posted by
 * hand.
 */
#include "app/admin_state.h"
#include "app/letter.h"
#include "persian/text.h"
#include "templates/admin_state.h"
#include "web/pages.h"
#include "web/pages/admin.h"

const struct field form_admin_outbox[] = {
    { "part", FIELD_TEXT, .max = 20 }, { "page", FIELD_INT, .min = 1, .max = 100000 }, ADMIN_DONE, FORM_END
};
const struct field form_admin_posted[] = { { "message", FIELD_ID, .many = true }, FORM_END };

static const struct {
    const char *name;
    enum admin_outbox_part part;
    enum msg title, empty;
} parts[] = {
    { "waiting", OUTBOX_WAITING, MSG_ADMIN_OUTBOX_WAITING, MSG_ADMIN_OUTBOX_NO_WAITING },
    { "letters", OUTBOX_LETTERS, MSG_ADMIN_OUTBOX_LETTERS, MSG_ADMIN_OUTBOX_NO_LETTERS },
    { "failed", OUTBOX_FAILED, MSG_ADMIN_OUTBOX_FAILED, MSG_ADMIN_OUTBOX_NO_FAILED },
    { "sent", OUTBOX_SENT, MSG_ADMIN_OUTBOX_SENT, MSG_ADMIN_OUTBOX_NO_SENT },
};

static struct str channel_word(struct str channel)
{
    static const struct {
        const char *channel;
        enum msg word;
    } words[] = { { "sms", MSG_ADMIN_CHANNEL_SMS },
                  { "email", MSG_ADMIN_CHANNEL_EMAIL },
                  { "letter", MSG_ADMIN_CHANNEL_LETTER },
                  { "web", MSG_ADMIN_CHANNEL_WEB },
                  { "tray", MSG_ADMIN_CHANNEL_TRAY } };

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq_c(channel, words[i].channel))
            return msg(words[i].word);
    return channel;
}

static void state_of(const struct outbox_rec *m, struct outbox_line *x)
{
    if (str_eq_c(m->state, "sent") || str_eq_c(m->state, "delivered")) {
        x->tone = TONE_GOOD;
        x->state = msg(MSG_ADMIN_STATE_SENT);
    } else if (str_eq_c(m->state, "queued")) {
        x->tone = m->tries > 0 ? TONE_SOON : TONE_PAUSED;
        x->state = msg(m->tries > 0 ? MSG_ADMIN_STATE_TRYING : MSG_ADMIN_STATE_QUEUED);
    } else {
        x->tone = TONE_LATE;
        x->state = msg(MSG_ADMIN_STATE_DEAD);
    }
}

static struct outbox_line line_of(struct arena *a, const struct admin_message *x, enum admin_outbox_part part)
{
    const struct outbox_rec *m = &x->m;
    struct outbox_line v = { .at = m->done_at != 0 ? m->done_at : m->made_at,
                             .tries = part == OUTBOX_LETTERS ? 0 : m->tries,
                             .channel = channel_word(m->channel),
                             .to = str_eq_c(m->channel, "sms") ? phone_words(a, m->recipient) : m->recipient,
                             .what = x->veiled            ? msg(MSG_ADMIN_VEILED)
                                     : m->subject.len > 0 ? m->subject
                                                          : text_cut(a, m->body, 60),
                             .code = m->tracking_code };
    bool letter = str_eq_c(m->channel, "letter"), sent = part == OUTBOX_SENT;
    bool no_sender = str_starts(m->last_error, STR("no sender is configured"));

    state_of(m, &v);
    if (m->tracking_code.len > 0)
        v.open = url_of_case(a, m->tracking_code);
    if (letter && !x->veiled)
        v.print = URL(a, "/admin/outbox/{}/pdf", id_text(a, m->id));
    if (part == OUTBOX_LETTERS)
        v.tick = id_text(a, m->id);
    if (letter && !sent) {
        v.tone = TONE_PAUSED;
        v.state = msg(MSG_ADMIN_STATE_TO_PRINT);
    }
    if (!letter && !sent)
        v.error = no_sender ? msg(MSG_ADMIN_NO_SENDER) : m->last_error;
    if (!letter && m->tries > 0 && part == OUTBOX_WAITING)
        v.next_try = m->next_at;
    if (!letter && !sent && !no_sender && (m->tries > 0 || part == OUTBOX_FAILED))
        v.again = URL(a, "/admin/outbox/{}/retry", id_text(a, m->id));
    if (part ==
        OUTBOX_FAILED) { /* a dead letter is sent again or given up with a reason, on a page of its own */
        v.again = (struct url){ 0 };
        v.remedy = URL(a, "/admin/outbox/{}/failed", id_text(a, m->id));
    }
    return v;
}

static void outbox_tabs(struct arena *a, const struct admin_outbox *o, enum admin_outbox_part here,
                        struct tab_view *tabs)
{
    const int64_t counts[] = { o->waiting, o->letters, o->failed, -1 };

    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        tabs[i] = (struct tab_view){ .link = { i == 0 ? URL_LIT("/admin/outbox")
                                                      : url_query(a, URL_LIT("/admin/outbox"), "part",
                                                                  str_c(parts[i].name)),
                                               msg(parts[i].title), parts[i].part == here },
                                     .count = counts[i],
                                     .tone = parts[i].part == OUTBOX_FAILED ? TONE_LATE : TONE_PLAIN };
}

enum rc page_admin_outbox(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    int64_t page = req_has(rq, "page") ? req_int(rq, "page") : 1;
    size_t k = 0;
    struct tab_view tabs[ARRAY_LEN(parts)];
    struct admin_outbox o;
    struct outbox_line *lines;
    struct outbox_view v = { .tabs = tabs, .tabs_n = ARRAY_LEN(parts) };
    struct page p;
    enum rc rc;

    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (str_eq_c(req_text(rq, "part"), parts[i].name))
            k = i;
    rc = admin_outbox(rq->cx, parts[k].part, page, &o, e);
    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, NULL, 0, &p, e);
    if (rc != RC_OK)
        return rc;
    lines = ARENA_ARRAY(a, struct outbox_line, o.n + 1);
    if (lines == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < o.n; i++)
        lines[i] = line_of(a, &o.v[i], parts[k].part);
    outbox_tabs(a, &o, parts[k].part, tabs);
    v.v = lines;
    v.n = o.n;
    v.letters = parts[k].part == OUTBOX_LETTERS;
    if (v.letters && o.n > 0)
        v.posted = URL_LIT("/admin/outbox/posted");
    v.pages = pages_of(a, with(a, URL_LIT("/admin/outbox"), "part", k == 0 ? STR_NONE : str_c(parts[k].name)),
                       (page - 1) * ADMIN_PAGE, o.n, ADMIN_PAGE, o.total);
    v.empty = (struct empty_view){ .title = msg(parts[k].empty) };
    admin_done_notice(rq, &p);
    tpl_admin_outbox(resp_html(rs), &p, &v);
    return RC_OK;
}

enum rc page_admin_outbox_retry(struct req *rq, struct resp *rs, struct err *e)
{
    enum rc rc;

    if (!req_ok(rq))
        return resp_see_other(rs, URL_LIT("/admin/outbox"), e);
    rc = admin_message_retry(rq->cx, req_path_int(rq, "message"), STR_NONE, e);
    return rc == RC_OK ? resp_see_other(rs, admin_done(rq->arena, URL_LIT("/admin/outbox"), "resend"), e)
                       : rc;
}

enum rc page_admin_outbox_posted(struct req *rq, struct resp *rs, struct err *e)
{
    struct url back = url_query(rq->arena, URL_LIT("/admin/outbox"), "part", STR("letters"));
    size_t n = req_count(rq, "message");
    enum rc rc = RC_OK;

    if (!req_ok(rq) || n == 0)
        return resp_see_other(rs, admin_done(rq->arena, back, "none"), e);
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        int64_t id = 0;

        if (parse_i64(req_text_at(rq, "message", i), 1, INT64_MAX, &id))
            rc = admin_letter_posted(rq->cx, id, e);
    }
    return rc == RC_OK ? resp_see_other(rs, admin_done(rq->arena, back, "posted"), e) : rc;
}

/* ---- the sheet ---- */

struct sheet {
    int64_t id;
    struct doc *doc;
};

static enum rc load_sheet(struct cx *cx, void *arg, struct err *e)
{
    struct sheet *s = arg;

    return admin_letter_document(cx, s->id, &s->doc, e);
}

enum rc page_admin_outbox_pdf(struct req *rq, struct resp *rs, struct err *e)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct sheet s = { .id = req_path_int(rq, "message") };
    struct documents *docs = NULL;
    enum rc rc = app_read(rq->app, rq->arena, rq->actor, load_sheet, &s, e);

    if (rc == RC_OK)
        rc = app_documents(rq->app, &docs, e);
    buf_init(&b, DOC_OUTPUT_MAX);
    if (rc == RC_OK)
        rc = doc_write_pdf(docs, s.doc, &b, e);
    if (rc != RC_OK)
        return rc;
    return resp_file(rs, "application/pdf", arena_fmt(rq->arena, "letter-%lld.pdf", (long long)s.id), true,
                     arena_str(rq->arena, buf_view(&b)), e);
}
