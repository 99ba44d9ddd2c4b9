/*
 * document.c - building a document: blocks and runs in an arena, with a sticky error.
 *
 * Not here: cleaning of text (shown.c); writers (doc_html.c, doc_text.c, pdf_doc.c).
 */
#include "reports/model.h"

const struct str word_number = STR_INIT("شماره");
const struct str word_date = STR_INIT("تاریخ");
const struct str word_attachment = STR_INIT("پیوست");
const struct str word_signature = STR_INIT("امضا");
const struct str word_draft = STR_INIT("پیش‌نویس؛ امضا نشده است");

struct doc *doc_new(struct arena *a, const struct doc_setup *setup)
{
    struct doc *d = ARENA_NEW(a, struct doc);

    if (d == NULL)
        return NULL;
    d->a = a;
    d->setup = *setup;
    d->setup.title = shown_text(a, setup->title, DOC_PLAIN);
    d->setup.footer = shown_text(a, setup->footer, DOC_PLAIN);
    return d;
}

static void misuse(struct doc *d, const char *what)
{
    if (d->misuse == NULL)
        d->misuse = what;
}

void doc_letterhead(struct doc *d, const struct doc_letterhead *head)
{
    struct doc_letterhead *h;
    struct str *units;

    if (d == NULL || head == NULL)
        return;
    h = ARENA_NEW(d->a, struct doc_letterhead);
    units = ARENA_ARRAY(d->a, struct str, head->units_n + 1);
    if (h == NULL || units == NULL)
        return;
    for (size_t i = 0; i < head->units_n; i++)
        units[i] = shown_text(d->a, head->units[i], DOC_PLAIN);
    *h = (struct doc_letterhead){
        .invocation = shown_text(d->a, head->invocation, DOC_PLAIN),
        .units = units,
        .units_n = head->units_n,
        .emblem = arena_str(d->a, head->emblem),
        .no_emblem = head->no_emblem,
        .number = shown_text(d->a, head->number, DOC_PLAIN),
        .date = shown_text(d->a, head->date, DOC_PLAIN),
        .attachment = shown_text(d->a, head->attachment, DOC_PLAIN),
    };
    d->head = h;
}

static struct block *add_block(struct doc *d, enum block_kind kind)
{
    struct block *b;

    if (d == NULL)
        return NULL;
    d->open = NULL;
    b = ARENA_NEW(d->a, struct block);
    if (b == NULL)
        return NULL;
    b->kind = kind;
    if (d->last != NULL)
        d->last->next = b;
    else
        d->first = b;
    d->last = b;
    return b;
}

void doc_para(struct doc *d, enum doc_style style)
{
    struct block *b = add_block(d, BLOCK_PARA);

    if (b == NULL)
        return;
    b->style = style;
    d->open = &b->text;
}

void doc_run(struct doc *d, struct str text, unsigned flags)
{
    if (d == NULL || arena_failed(d->a))
        return;
    if (d->open == NULL) {
        misuse(d, "text outside any paragraph, item, value or cell");
        return;
    }
    if (flags & DOC_EXACT)
        flags |= DOC_LTR;
    text_add(d->a, d->open, text, flags);
}

void doc_list(struct doc *d, bool numbered)
{
    struct block *b = add_block(d, BLOCK_LIST);

    if (b != NULL)
        b->numbered = numbered;
}

static struct entry *add_entry(struct doc *d, enum block_kind kind)
{
    struct entry *en;

    if (d == NULL || arena_failed(d->a))
        return NULL;
    if (d->last == NULL || d->last->kind != kind) {
        misuse(d, kind == BLOCK_LIST ? "an item outside a list" : "a key outside a list of pairs");
        return NULL;
    }
    en = ARENA_NEW(d->a, struct entry);
    if (en == NULL)
        return NULL;
    if (d->last->last_entry != NULL)
        d->last->last_entry->next = en;
    else
        d->last->entries = en;
    d->last->last_entry = en;
    d->open = &en->text;
    return en;
}

void doc_item(struct doc *d)
{
    (void)add_entry(d, BLOCK_LIST);
}

void doc_pairs(struct doc *d)
{
    (void)add_block(d, BLOCK_PAIRS);
}

void doc_pair(struct doc *d, struct str key)
{
    struct entry *en = add_entry(d, BLOCK_PAIRS);

    if (en != NULL)
        text_add(d->a, &en->key, key, DOC_PLAIN);
}

void doc_table(struct doc *d, const struct doc_column *columns, size_t n)
{
    struct block *b = add_block(d, BLOCK_TABLE);
    struct doc_column *copy;

    if (b == NULL)
        return;
    if (n == 0 || n > DOC_COLUMNS_MAX) {
        misuse(d, "a table without columns, or with too many");
        return;
    }
    copy = ARENA_ARRAY(d->a, struct doc_column, n);
    if (copy == NULL)
        return;
    for (size_t i = 0; i < n; i++) {
        copy[i] = columns[i];
        copy[i].title = shown_text(d->a, columns[i].title, DOC_PLAIN);
    }
    b->columns = copy;
    b->columns_n = n;
}

void doc_row(struct doc *d, bool total)
{
    struct row *r;

    if (d == NULL || arena_failed(d->a))
        return;
    d->open = NULL;
    if (d->last == NULL || d->last->kind != BLOCK_TABLE || d->last->columns_n == 0) {
        misuse(d, "a row outside a table");
        return;
    }
    r = ARENA_NEW(d->a, struct row);
    if (r == NULL)
        return;
    r->total = total;
    r->cells = ARENA_ARRAY(d->a, struct text, d->last->columns_n);
    if (r->cells == NULL)
        return;
    if (d->last->last_row != NULL)
        d->last->last_row->next = r;
    else
        d->last->rows = r;
    d->last->last_row = r;
}

void doc_cell(struct doc *d)
{
    struct row *r;

    if (d == NULL || arena_failed(d->a))
        return;
    if (d->last == NULL || d->last->kind != BLOCK_TABLE || d->last->last_row == NULL) {
        misuse(d, "a cell outside a row");
        return;
    }
    r = d->last->last_row;
    if (r->n >= d->last->columns_n) {
        misuse(d, "more cells in a row than columns");
        return;
    }
    d->open = &r->cells[r->n++];
}

void doc_signature(struct doc *d, const struct doc_signature *s)
{
    struct block *b = add_block(d, BLOCK_SIGNATURE);

    if (b == NULL)
        return;
    b->signature = (struct doc_signature){
        .name = shown_text(d->a, s->name, DOC_PLAIN),
        .post = shown_text(d->a, s->post, DOC_PLAIN),
        .note = shown_text(d->a, s->note, DOC_PLAIN),
        .date = shown_text(d->a, s->date, DOC_PLAIN),
        .unsigned_draft = s->unsigned_draft,
    };
}

void doc_qr(struct doc *d, struct str content, struct str caption)
{
    struct block *b = add_block(d, BLOCK_QR);

    if (b == NULL)
        return;
    b->content = arena_str(d->a, content);
    b->content_shown = shown_text(d->a, content, DOC_EXACT);
    b->caption = shown_text(d->a, caption, DOC_PLAIN);
}

void doc_rule(struct doc *d)
{
    (void)add_block(d, BLOCK_RULE);
}

void doc_page_break(struct doc *d)
{
    (void)add_block(d, BLOCK_BREAK);
}

enum rc doc_done(const struct doc *d, struct err *e)
{
    if (d == NULL)
        return ERR(e, RC_LIMIT, "document: memory budget exceeded");
    if (arena_failed(d->a))
        return arena_check(d->a, e);
    if (d->misuse != NULL)
        return ERR(e, RC_INVALID, "document: %s", d->misuse);
    return RC_OK;
}
