/*
 * pdf_doc.c - a document's blocks on the pages of a PDF.
 */
#include "persian/digits.h"
#include "reports/markup.h"
#include "reports/pen.h"

static const struct look looks[] = {
    [DOC_BODY] = { 0 },
    [DOC_TITLE] = { .bold = true, .align = DOC_MIDDLE },
    [DOC_HEADING] = { .bold = true },
    [DOC_NOTE] = { .grey = 0.3 },
    [DOC_CENTRE] = { .align = DOC_MIDDLE },
    [DOC_STRONG_BOX] = { .bold = true, .align = DOC_MIDDLE },
};

static double size_of(const struct pen *p, enum doc_style style)
{
    switch (style) {
    case DOC_TITLE:
        return p->size * 1.3;
    case DOC_HEADING:
        return p->size * 1.08;
    case DOC_NOTE:
        return p->size * 0.85;
    case DOC_STRONG_BOX:
        return p->size * 1.25;
    default:
        return p->size;
    }
}

static void put_box(struct pen *p, const struct text *t, const struct look *look)
{
    double pad = 8, width = p->right - p->left;
    CLEANUP(layout_freep) PangoLayout *l = pen_layout(p, t, look, width - 2 * pad);
    double height;

    if (l == NULL)
        return;
    height = layout_height(l) + 2 * pad;
    pen_need(p, height);
    if (p->rc != RC_OK)
        return;
    cairo_set_source_rgb(p->c, 0.043, 0.431, 0.388);
    cairo_set_line_width(p->c, 1);
    cairo_rectangle(p->c, p->left + 0.5, p->y, width - 1, height);
    cairo_stroke(p->c);
    pen_show(p, l, p->left + pad, p->y + pad, 0);
    p->y += height;
}

/* A signature does not stand on a page by itself: the short paragraph before it comes along. */
static void keep_with_signature(struct pen *p, const struct block *b, const struct look *look)
{
    CLEANUP(layout_freep) PangoLayout *l = NULL;

    if (b->next == NULL || b->next->kind != BLOCK_SIGNATURE)
        return;
    l = pen_layout(p, &b->text, look, p->right - p->left);
    if (l != NULL && pango_layout_get_line_count(l) <= 6)
        pen_need(p, layout_height(l) + p->size * 10);
}

static void put_para(struct pen *p, const struct block *b)
{
    struct look look = looks[b->style];

    if (text_is_empty(&b->text))
        return;
    look.size = size_of(p, b->style);
    pen_gap(p, b->style == DOC_HEADING || b->style == DOC_TITLE ? p->size * 0.5 : 0);
    if (b->style == DOC_HEADING)
        pen_need(p, p->size * 8); /* a heading keeps some lines of what follows with it */
    keep_with_signature(p, b, &look);
    if (b->style == DOC_STRONG_BOX)
        put_box(p, &b->text, &look);
    else
        pen_text(p, &b->text, &look);
    p->y += p->size * 0.45;
}

static void put_list(struct pen *p, const struct block *b)
{
    double indent = p->size * 2, width = p->right - p->left;
    struct look look = { .size = p->size }, mark_look = { .size = p->size, .bold = b->numbered };
    int64_t i = 1;

    for (const struct entry *en = b->entries; en != NULL && p->rc == RC_OK; en = en->next, i++) {
        struct str mark = b->numbered ? arena_cat(p->a, int_fa_plain(p->a, i), STR("-")) : STR("•");
        CLEANUP(layout_freep) PangoLayout *marker = pen_layout_str(p, mark, &mark_look, indent);
        CLEANUP(layout_freep) PangoLayout *l = pen_layout(p, &en->text, &look, width - indent);

        if (marker != NULL)
            pango_layout_set_width(marker, (int)(indent * PANGO_SCALE));
        pen_flow(p, l, p->left, 0, marker, p->right - indent);
        p->y += p->size * 0.15;
    }
    p->y += p->size * 0.35;
}

static void put_pairs(struct pen *p, const struct block *b)
{
    const struct doc_column columns[2] = { { .weight = 1 }, { .weight = 1 } };
    double widest = 0, whole = p->right - p->left;
    struct look look = { .bold = true };
    struct grid g;

    for (const struct entry *en = b->entries; en != NULL && p->rc == RC_OK; en = en->next) {
        CLEANUP(layout_freep) PangoLayout *l = pen_layout(p, &en->key, &look, whole * 0.4);

        if (l != NULL && layout_width(l) > widest)
            widest = layout_width(l);
    }
    grid_init(&g, p, columns, 2);
    g.columns = NULL;
    g.ruled = false;
    g.pad_y = 1;
    g.look = (struct look){ .size = p->size, .spacing = 1 };
    g.width[0] = widest + 2 * g.pad_x + p->size;
    g.x[0] = p->right - g.width[0] + g.pad_x;
    g.width[1] = whole - g.width[0];
    g.x[1] = p->left;
    for (const struct entry *en = b->entries; en != NULL && p->rc == RC_OK; en = en->next) {
        struct text cells[2] = { { NULL, NULL }, en->text };
        struct run *key = ARENA_NEW(p->a, struct run);

        if (key == NULL)
            return pen_fail(p, RC_LIMIT, "the document is too large");
        if (en->key.first != NULL) {
            *key = (struct run){ .text = arena_cat(p->a, en->key.first->text, STR(":")), .flags = DOC_BOLD };
            cells[0] = (struct text){ key, key };
        }
        grid_row(p, &g, cells, ROW_PLAIN);
    }
    p->y += p->size * 0.45;
}

static void put_table(struct pen *p, const struct block *b)
{
    struct grid g;

    grid_init(&g, p, b->columns, b->columns_n);
    pen_need(p, p->size * 6); /* the header and a row stay together */
    grid_header(p, &g);
    for (const struct row *r = b->rows; r != NULL && p->rc == RC_OK; r = r->next)
        grid_row(p, &g, r->cells, r->total ? ROW_TOTAL : ROW_PLAIN);
    p->y += p->size * 0.7;
}

static void put_signature(struct pen *p, const struct doc_signature *s)
{
    double width = (p->right - p->left) * 0.5, height = 0;
    const struct {
        struct str text;
        struct look look;
    } lines[] = {
        { s->unsigned_draft ? word_draft : STR_NONE, { .align = DOC_MIDDLE, .grey = 0.4 } },
        { s->name, { .align = DOC_MIDDLE, .bold = true, .spacing = 1 } },
        { s->post, { .align = DOC_MIDDLE, .spacing = 1 } },
        { s->date, { .align = DOC_MIDDLE, .size = p->size * 0.85, .spacing = 1 } },
        { s->unsigned_draft ? STR_NONE : s->note,
          { .align = DOC_MIDDLE, .size = p->size * 0.8, .grey = 0.3, .spacing = 1 } },
    };
    PangoLayout *l[ARRAY_LEN(lines)] = { NULL };

    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        if (str_empty(lines[i].text))
            continue;
        l[i] = pen_layout_str(p, lines[i].text, &lines[i].look, width);
        height += l[i] != NULL ? layout_height(l[i]) : 0;
    }
    pen_gap(p, p->size * 1.4);
    pen_need(p, height);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        if (l[i] == NULL)
            continue;
        pen_show(p, l[i], p->left, p->y, lines[i].look.grey);
        p->y += layout_height(l[i]);
        layout_freep(&l[i]);
    }
    p->y += p->size * 0.6;
}

static void draw_modules(struct pen *p, const unsigned char *m, size_t size, double x, double y, double unit)
{
    cairo_set_source_rgb(p->c, 0, 0, 0);
    cairo_save(p->c);
    cairo_set_antialias(p->c, CAIRO_ANTIALIAS_NONE);
    for (size_t row = 0; row < size; row++) {
        for (size_t col = 0; col < size; col++) {
            size_t run = 0;

            while (col + run < size && m[row * size + col + run])
                run++;
            if (run == 0)
                continue;
            cairo_rectangle(p->c, x + (double)col * unit, y + (double)row * unit, (double)run * unit, unit);
            col += run - 1;
        }
    }
    cairo_fill(p->c);
    cairo_restore(p->c);
}

static void put_qr(struct pen *p, const struct block *b)
{
    double side = p->size * 8, quiet, x, whole = p->right - p->left;
    struct look look = { .size = p->size * 0.9 };
    CLEANUP(layout_freep) PangoLayout *caption = NULL;
    const unsigned char *m;
    size_t size;

    if (p->rc != RC_OK)
        return;
    p->rc = qr_modules(p->a, b->content, &m, &size, &p->err);
    if (p->rc != RC_OK)
        return;
    if (size > 45)
        side = p->size * 11; /* many modules need room to be read by a telephone */
    pen_need(p, side);
    if (p->rc != RC_OK)
        return;
    quiet = 4 * side / (double)(size + 8);
    x = p->right - side;
    draw_modules(p, m, size, x + quiet, p->y + quiet, side / (double)(size + 8));
    caption = pen_layout_str(p, b->caption, &look, whole - side - 8);
    if (caption != NULL) {
        double h = layout_height(caption);

        pen_show(p, caption, p->left, p->y + (h < side ? (side - h) / 2 : 0), 0);
        side = h > side ? h : side;
    }
    p->y += side + p->size * 0.4;
}

static void put_block(struct pen *p, const struct block *b)
{
    switch (b->kind) {
    case BLOCK_PARA:
        put_para(p, b);
        break;
    case BLOCK_LIST:
        put_list(p, b);
        break;
    case BLOCK_PAIRS:
        put_pairs(p, b);
        break;
    case BLOCK_TABLE:
        put_table(p, b);
        break;
    case BLOCK_SIGNATURE:
        put_signature(p, &b->signature);
        break;
    case BLOCK_QR:
        put_qr(p, b);
        break;
    case BLOCK_RULE:
        pen_gap(p, 2);
        pen_rule(p, 0.6);
        p->y += 6;
        break;
    case BLOCK_BREAK:
        if (!pen_page_is_empty(p))
            pen_new_page(p);
        break;
    }
}

static struct str running_line(struct pen *p, const struct doc *d)
{
    const struct doc_letterhead *h = d->head;

    if (h == NULL || str_empty(h->number))
        return d->setup.title;
    return arena_fmt(p->a, "%.*s %.*s%s%.*s", STR_ARG(word_number), STR_ARG(h->number),
                     str_empty(h->date) ? "" : " - ", STR_ARG(h->date));
}

enum rc doc_write_pdf(struct documents *docs, const struct doc *d, struct buf *out, struct err *e)
{
    CLEANUP(pen_done) struct pen p = { 0 };
    enum rc rc = doc_done(d, e);

    if (rc != RC_OK)
        return rc;
    rc = pen_init(&p, docs, d->setup.page, d->setup.landscape, e);
    if (rc != RC_OK)
        return rc;
    p.running = running_line(&p, d);
    pen_letterhead(&p, d->head);
    for (const struct block *b = d->first; b != NULL && p.rc == RC_OK; b = b->next)
        put_block(&p, b);
    return pen_finish(&p, &d->setup, out, e);
}
