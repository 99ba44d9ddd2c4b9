/*
 * doc_text.c - a document as plain text: for SMS bodies, e-mail, search and reading aloud.
 */
#include "persian/digits.h"
#include "reports/model.h"

static void put_text(struct buf *out, const struct text *t)
{
    for (const struct run *r = t->first; r != NULL; r = r->next)
        buf_str(out, r->text);
}

static void put_line(struct buf *out, struct str s)
{
    if (str_empty(s))
        return;
    buf_str(out, s);
    buf_byte(out, '\n');
}

static void put_head(struct buf *out, const struct doc_letterhead *h)
{
    const struct {
        struct str word, value;
    } marks[] = { { word_number, h->number }, { word_date, h->date }, { word_attachment, h->attachment } };

    put_line(out, h->invocation);
    for (size_t i = 0; i < h->units_n; i++)
        put_line(out, h->units[i]);
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        if (str_empty(marks[i].value))
            continue;
        buf_str(out, marks[i].word);
        buf_c(out, ": ");
        put_line(out, marks[i].value);
    }
    buf_byte(out, '\n');
}

static void put_entries(struct buf *out, const struct block *b)
{
    int64_t i = 1;

    for (const struct entry *en = b->entries; en != NULL; en = en->next, i++) {
        if (b->kind == BLOCK_PAIRS) {
            put_text(out, &en->key);
            buf_c(out, ": ");
        } else if (b->numbered) {
            int_put_fa(out, i);
            buf_c(out, "- ");
        } else {
            buf_c(out, "- ");
        }
        put_text(out, &en->text);
        buf_byte(out, '\n');
    }
}

static void put_table(struct buf *out, const struct block *b)
{
    bool header = !titles_are_empty(b->columns, b->columns_n);

    for (size_t k = 0; k < b->columns_n && header; k++) {
        if (k > 0)
            buf_c(out, " | ");
        buf_str(out, b->columns[k].title);
    }
    if (header)
        buf_byte(out, '\n');
    for (const struct row *r = b->rows; r != NULL; r = r->next) {
        for (size_t k = 0; k < b->columns_n; k++) {
            if (k > 0)
                buf_c(out, " | ");
            put_text(out, &r->cells[k]);
        }
        buf_byte(out, '\n');
    }
}

static void put_signature(struct buf *out, const struct doc_signature *s)
{
    put_line(out, s->name);
    put_line(out, s->post);
    put_line(out, s->date);
    put_line(out, s->unsigned_draft ? word_draft : s->note);
}

static void put_block(struct buf *out, const struct block *b)
{
    switch (b->kind) {
    case BLOCK_PARA:
        put_text(out, &b->text);
        buf_byte(out, '\n');
        break;
    case BLOCK_LIST:
    case BLOCK_PAIRS:
        put_entries(out, b);
        break;
    case BLOCK_TABLE:
        put_table(out, b);
        break;
    case BLOCK_SIGNATURE:
        put_signature(out, &b->signature);
        break;
    case BLOCK_QR:
        put_line(out, b->caption);
        put_line(out, b->content_shown);
        break;
    case BLOCK_RULE:
    case BLOCK_BREAK:
        break;
    }
}

enum rc doc_write_text(const struct doc *d, struct buf *out, struct err *e)
{
    bool first = true;
    enum rc rc = doc_done(d, e);

    if (rc != RC_OK)
        return rc;
    if (d->head != NULL)
        put_head(out, d->head);
    for (const struct block *b = d->first; b != NULL; b = b->next) {
        if (b->kind == BLOCK_RULE || b->kind == BLOCK_BREAK)
            continue;
        if (!first)
            buf_byte(out, '\n');
        first = false;
        put_block(out, b);
    }
    return buf_done(out, e);
}
