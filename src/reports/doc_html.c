/*
 * doc_html.c - a document as a fragment of safe HTML for web's pages.
 *
 * Everything is escaped here; there is no style attribute, id or script. Classes are `document-…`; the look
 * is web's stylesheet. The title is h2, headings are h3: the page around it has its own h1.
 */
#include "reports/emblem.h"
#include "reports/markup.h"
#include "reports/model.h"

static void put_lines(struct buf *out, struct str s)
{
    while (!str_empty(s)) {
        put_escaped(out, str_cut(&s, '\n'));
        if (s.p != NULL)
            buf_c(out, "<br>");
    }
}

static void put_text(struct buf *out, const struct text *t)
{
    for (const struct run *r = t->first; r != NULL; r = r->next) {
        if (r->flags & DOC_BOLD)
            buf_c(out, "<strong>");
        if (r->flags & DOC_LTR)
            buf_c(out, "<bdi dir=\"ltr\">");
        put_lines(out, r->text);
        if (r->flags & DOC_LTR)
            buf_c(out, "</bdi>");
        if (r->flags & DOC_BOLD)
            buf_c(out, "</strong>");
    }
}

static void put_element(struct buf *out, const char *open, struct str s, const char *close)
{
    if (str_empty(s))
        return;
    buf_c(out, open);
    put_lines(out, s);
    buf_c(out, close);
}

static void put_mark(struct buf *out, struct str word, struct str value)
{
    if (str_empty(value))
        return;
    put_element(out, "<div><dt>", word, "</dt><dd><bdi>");
    put_escaped(out, value);
    buf_c(out, "</bdi></dd></div>");
}

static void put_head(struct buf *out, const struct doc_letterhead *h)
{
    buf_c(out, "<header class=\"document-head\">");
    put_element(out, "<p class=\"document-invocation\">", h->invocation, "</p>");
    buf_c(out, "<div class=\"document-office\">");
    if (!h->no_emblem) {
        buf_c(out, "<svg class=\"document-emblem\" viewBox=\"0 0 100 100\" width=\"56\" height=\"56\" "
                   "aria-hidden=\"true\"><path fill=\"currentColor\" fill-rule=\"evenodd\" d=\"");
        put_escaped(out, emblem_or_rosette(h->emblem));
        buf_c(out, "\"/></svg>");
    }
    for (size_t i = 0; i < h->units_n; i++)
        put_element(out, "<p class=\"document-unit\">", h->units[i], "</p>");
    buf_c(out, "</div>");
    if (!str_empty(h->number) || !str_empty(h->date) || !str_empty(h->attachment)) {
        buf_c(out, "<dl class=\"document-marks\">");
        put_mark(out, word_number, h->number);
        put_mark(out, word_date, h->date);
        put_mark(out, word_attachment, h->attachment);
        buf_c(out, "</dl>");
    }
    buf_c(out, "</header>");
}

/* `titled`: a title stands before it; else its headings take the title's level. */
static void put_para(struct buf *out, const struct block *b, bool titled)
{
    static const char *const opens[] = {
        [DOC_BODY] = "<p>",
        [DOC_TITLE] = "<h2 class=\"document-title\">",
        [DOC_HEADING] = "<h3 class=\"document-heading\">",
        [DOC_NOTE] = "<p class=\"document-note\">",
        [DOC_CENTRE] = "<p class=\"document-centre\">",
        [DOC_STRONG_BOX] = "<p class=\"document-box\">",
    };

    bool second = b->style == DOC_TITLE || (b->style == DOC_HEADING && !titled);

    buf_c(out, b->style == DOC_HEADING && second ? "<h2 class=\"document-heading\">" : opens[b->style]);
    put_text(out, &b->text);
    buf_c(out, second ? "</h2>" : b->style == DOC_HEADING ? "</h3>" : "</p>");
}

static void put_entries(struct buf *out, const struct block *b)
{
    bool pairs = b->kind == BLOCK_PAIRS;

    if (b->entries == NULL)
        return;
    buf_c(out, pairs ? "<dl class=\"document-pairs\">" : b->numbered ? "<ol>" : "<ul>");
    for (const struct entry *en = b->entries; en != NULL; en = en->next) {
        buf_c(out, pairs ? "<div><dt>" : "<li>");
        if (pairs) {
            put_text(out, &en->key);
            buf_c(out, "</dt><dd>");
        }
        put_text(out, &en->text);
        buf_c(out, pairs ? "</dd></div>" : "</li>");
    }
    buf_c(out, pairs ? "</dl>" : b->numbered ? "</ol>" : "</ul>");
}

static const char *align_class(enum doc_align align)
{
    return align == DOC_MIDDLE ? " class=\"align-middle\"" : align == DOC_END ? " class=\"align-end\"" : "";
}

static void put_row(struct buf *out, const struct block *b, const struct row *r)
{
    buf_c(out, r->total ? "<tr class=\"total\">" : "<tr>");
    for (size_t k = 0; k < b->columns_n; k++) {
        buf_c(out, "<td");
        buf_c(out, align_class(b->columns[k].align));
        buf_byte(out, '>');
        put_text(out, &r->cells[k]);
        buf_c(out, "</td>");
    }
    buf_c(out, "</tr>");
}

static void put_titles(struct buf *out, const struct block *b)
{
    buf_c(out, "<thead><tr>");
    for (size_t k = 0; k < b->columns_n; k++) {
        buf_c(out, "<th scope=\"col\"");
        buf_c(out, align_class(b->columns[k].align));
        buf_byte(out, '>');
        put_lines(out, b->columns[k].title);
        buf_c(out, "</th>");
    }
    buf_c(out, "</tr></thead>");
}

static void put_table(struct buf *out, const struct block *b)
{
    buf_c(out, "<div class=\"document-scroll\"><table class=\"document-table\">");
    if (!titles_are_empty(b->columns, b->columns_n))
        put_titles(out, b);
    buf_c(out, "<tbody>");
    for (const struct row *r = b->rows; r != NULL; r = r->next)
        put_row(out, b, r);
    buf_c(out, "</tbody></table></div>");
}

static void put_signature(struct buf *out, const struct doc_signature *s)
{
    buf_c(out, s->unsigned_draft ? "<div class=\"document-signature document-unsigned\">"
                                 : "<div class=\"document-signature\">");
    put_element(out, "<p class=\"document-signatory\">", s->name, "</p>");
    put_element(out, "<p>", s->post, "</p>");
    put_element(out, "<p>", s->date, "</p>");
    put_element(out, "<p class=\"document-note\">", s->unsigned_draft ? word_draft : s->note, "</p>");
    buf_c(out, "</div>");
}

static enum rc put_qr(struct arena *a, struct buf *out, const struct block *b, struct err *e)
{
    const unsigned char *m;
    size_t size;
    enum rc rc = qr_modules(a, b->content, &m, &size, e);

    if (rc != RC_OK)
        return rc;
    buf_c(out, "<figure class=\"document-qr\"><svg class=\"qr\" role=\"img\" width=\"120\" height=\"120\" "
               "shape-rendering=\"crispEdges\" viewBox=\"0 0 ");
    buf_int(out, (int64_t)size + 8);
    buf_byte(out, ' ');
    buf_int(out, (int64_t)size + 8);
    buf_c(out, "\" aria-label=\"");
    put_escaped(out, b->caption);
    buf_c(out, "\"><rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/><path fill=\"#000000\" d=\"");
    qr_put_path(out, m, size);
    buf_c(out, "\"/></svg>");
    put_element(out, "<figcaption>", b->caption, "</figcaption>");
    buf_c(out, "</figure>");
    return RC_OK;
}

static enum rc put_block(struct arena *a, struct buf *out, const struct block *b, bool titled, struct err *e)
{
    switch (b->kind) {
    case BLOCK_PARA:
        put_para(out, b, titled);
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
        return put_qr(a, out, b, e);
    case BLOCK_RULE:
        buf_c(out, "<hr>");
        break;
    case BLOCK_BREAK:
        break;
    }
    return RC_OK;
}

enum rc doc_write_html(const struct doc *d, struct buf *out, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 20);
    enum rc rc = doc_done(d, e);
    bool titled = false;

    if (rc != RC_OK)
        return rc;
    if (a == NULL)
        return ERR(e, RC_LIMIT, "document: out of memory");
    buf_c(out, "<article class=\"document\" lang=\"fa\" dir=\"rtl\">");
    if (d->head != NULL)
        put_head(out, d->head);
    for (const struct block *b = d->first; b != NULL; b = b->next) {
        titled = titled || (b->kind == BLOCK_PARA && b->style == DOC_TITLE);
        rc = put_block(a, out, b, titled, e);
        if (rc != RC_OK)
            return rc;
    }
    put_element(out, "<footer class=\"document-foot\"><p>", d->setup.footer, "</p></footer>");
    buf_c(out, "</article>");
    return buf_done(out, e);
}
