/*
 * letter.c - letters filled: as a document, or as the text of a channel.
 */
#include "reports/letter_inner.h"
#include "reports/model.h"

static enum rc fill_plain(struct arena *a, const struct letter *l, const struct node *t,
                          const struct slot_source *slots, struct str *ret, struct err *e)
{
    CLEANUP(expansion_done) struct expansion x = { 0 };
    enum rc rc = letter_expand(a, l, t, slots, &x, e);

    if (rc != RC_OK)
        return rc;
    *ret = expansion_plain(a, &x, buf_view(&x.b), false);
    return arena_check(a, e);
}

enum rc letter_render(struct arena *a, const struct letter *l, const struct slot_source *slots,
                      const struct doc_letterhead *head, struct doc **ret, struct err *e)
{
    CLEANUP(expansion_done) struct expansion x = { 0 };
    struct doc_setup setup = { .page = l->head.page, .landscape = l->head.landscape };
    struct doc *d;
    enum rc rc = fill_plain(a, l, l->title, slots, &setup.title, e);

    if (rc == RC_OK)
        rc = fill_plain(a, l, l->footer, slots, &setup.footer, e);
    if (rc == RC_OK)
        rc = letter_expand(a, l, l->body, slots, &x, e);
    if (rc != RC_OK)
        return rc;
    d = doc_new(a, &setup);
    if (l->head.letterhead)
        doc_letterhead(d, head);
    letter_blocks(a, &x, d);
    rc = doc_done(d, e);
    if (rc == RC_OK)
        *ret = d;
    return rc;
}

static const struct node *source_of(const struct letter *l, enum letter_text which, bool *has)
{
    *has = true;
    switch (which) {
    case LETTER_TITLE:
        break;
    case LETTER_SUBJECT:
        *has = l->head.has_subject;
        return l->subject;
    case LETTER_SMS:
        *has = l->head.has_sms;
        return l->sms;
    case LETTER_SPEECH:
        *has = l->head.has_speech;
        return l->speech;
    case LETTER_BODY:
        return l->body;
    }
    return l->title;
}

static enum rc try_source(struct arena *a, const struct letter *l, const struct node *t,
                          const struct slot_source *slots, struct err *e)
{
    CLEANUP(expansion_done) struct expansion x = { 0 };

    return letter_expand(a, l, t, slots, &x, e);
}

/* Once its slots have their values nothing of a text can fail (letter_blocks.c). */
enum rc letter_check_text(struct arena *a, const struct letter *l, enum letter_text which,
                          const struct slot_source *slots, struct err *e)
{
    bool has = false;
    const struct node *t = source_of(l, which, &has);
    enum rc rc = RC_OK;

    if (!has)
        return ERR(e, RC_NOT_FOUND, "%.*s: no such text", STR_ARG(l->file));
    if (which == LETTER_BODY)
        rc = try_source(a, l, l->footer, slots, e);
    return rc == RC_OK ? try_source(a, l, t, slots, e) : rc;
}

static enum rc body_text(struct arena *a, const struct letter *l, const struct slot_source *slots,
                         struct str *ret, struct err *e)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct doc *d = NULL;
    enum rc rc = letter_render(a, l, slots, NULL, &d, e);

    if (rc != RC_OK)
        return rc;
    buf_init(&b, (size_t)4 << 20);
    rc = doc_write_text(d, &b, e);
    if (rc != RC_OK)
        return rc;
    *ret = arena_str(a, str_trim(buf_view(&b)));
    return arena_check(a, e);
}

enum rc letter_render_text(struct arena *a, const struct letter *l, enum letter_text which,
                           const struct slot_source *slots, struct str *ret, struct err *e)
{
    struct str text = STR_NONE;
    bool has = false;
    const struct node *t = source_of(l, which, &has);
    enum rc rc;

    if (!has)
        return ERR(e, RC_NOT_FOUND, "%.*s: no such text", STR_ARG(l->file));
    rc = which == LETTER_BODY ? body_text(a, l, slots, &text, e) : fill_plain(a, l, t, slots, &text, e);
    if (rc != RC_OK)
        return rc;
    if (which == LETTER_SMS && utf8_count(text) > LETTER_SMS_MAX)
        return ERR(e, RC_LIMIT, "%.*s: the SMS has %zu characters, the most is %u", STR_ARG(l->file),
                   utf8_count(text), LETTER_SMS_MAX);
    *ret = text;
    return RC_OK;
}
