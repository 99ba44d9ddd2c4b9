/*
 * letter_blocks.c - the little Markdown of letters as blocks of a document.
 *
 * Works on the expanded source, in which values are marks (letter_expand.c). What is no known form is a
 * paragraph: nothing here can fail except for memory.
 */
#include "reports/letter_inner.h"
#include "reports/model.h"

struct blocks {
    struct arena *a;
    const struct expansion *x;
    struct doc *d;
    struct str rest; /* lines not read yet */
    bool in_list, numbered, in_pairs;
};

static bool is_blank(const struct blocks *b, struct str part)
{
    return str_empty(expansion_plain(b->a, b->x, part, true));
}

/* ---- text with **bold**, escapes and values ---- */

static void put_inline(struct blocks *b, struct str part)
{
    unsigned bold = 0;
    size_t pos = 0;

    while (pos < part.len) {
        const struct slot_text *v = expansion_value(b->x, part, &pos);
        size_t from = pos;

        if (v != NULL) {
            doc_run(b->d, v->text, v->flags | bold);
            continue;
        }
        if (part.p[pos] == '*' && pos + 1 < part.len && part.p[pos + 1] == '*') {
            bold ^= DOC_BOLD;
            pos += 2;
            continue;
        }
        if (part.p[pos] == '\\') {
            from = ++pos;
            if (pos == part.len || part.p[pos] == '\n') {
                doc_run(b->d, STR("\n"), DOC_PLAIN);
                pos += pos < part.len;
                continue;
            }
        }
        pos++;
        while (pos < part.len && part.p[pos] != SLOT_MARK_OPEN && part.p[pos] != '\\' && part.p[pos] != '*')
            pos++;
        doc_run(b->d, str_sub(part, from, pos - from), bold);
    }
}

/* Cut at the first `|` that is not escaped. */
static struct str cut_bar(struct str *rest)
{
    struct str s = *rest;

    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == '|') {
            *rest = str_from(s, i + 1);
            return str_trim(str_sub(s, 0, i));
        }
    }
    *rest = STR_NONE;
    return str_trim(s);
}

/* ---- what a line is ---- */

static bool is_list_item(struct str line, bool *numbered, struct str *text)
{
    size_t i = 0;

    if (str_eq_c(line, "-") || str_starts(line, STR("- "))) {
        *numbered = false;
        *text = str_trim(str_from(line, 1));
        return true;
    }
    while (i < line.len && line.p[i] >= '0' && line.p[i] <= '9')
        i++;
    if (i == 0 || i >= line.len || line.p[i] != '.' || (i + 1 < line.len && line.p[i + 1] != ' '))
        return false;
    *numbered = true;
    *text = str_trim(str_from(line, i + 1));
    return true;
}

static bool is_rule(struct str line)
{
    if (line.len < 3)
        return false;
    for (size_t i = 0; i < line.len; i++) {
        if (line.p[i] != '-')
            return false;
    }
    return true;
}

static bool is_pair(struct str line, struct str *key, struct str *value)
{
    size_t at = str_find(line, STR(" ::"), 0);

    if (at == SIZE_MAX || at == 0 || (at + 3 < line.len && line.p[at + 3] != ' '))
        return false;
    *key = str_trim(str_sub(line, 0, at));
    *value = str_trim(str_from(line, at + 3));
    return true;
}

static bool begins_block(struct str line)
{
    struct str text, value;
    bool numbered;

    return str_starts(line, STR("#")) || str_starts(line, STR("|")) || str_starts(line, STR(">")) ||
           str_starts(line, STR("@")) || is_rule(line) || is_list_item(line, &numbered, &text) ||
           is_pair(line, &text, &value);
}

static struct str peek_line(const struct blocks *b)
{
    struct str rest = b->rest;

    return str_trim(str_cut(&rest, '\n'));
}

static struct str next_line(struct blocks *b)
{
    return str_trim(str_cut(&b->rest, '\n'));
}

/* The line and those after it that belong to the same paragraph, joined by spaces (by a break after a
 * backslash). */
static struct str paragraph(struct blocks *b, struct str line)
{
    struct str all = line;

    while (b->rest.p != NULL && !str_empty(peek_line(b)) && !begins_block(peek_line(b))) {
        struct str more = next_line(b);

        all = arena_cat(b->a, arena_cat(b->a, all, str_ends(all, STR("\\")) ? STR("\n") : STR(" ")), more);
    }
    return all;
}

/* ---- blocks ---- */

static void put_para(struct blocks *b, enum doc_style style, struct str text)
{
    if (is_blank(b, text))
        return;
    doc_para(b->d, style);
    put_inline(b, text);
}

static void put_item(struct blocks *b, bool numbered, struct str text)
{
    text = paragraph(b, text);
    if (is_blank(b, text))
        return;
    if (!b->in_list || b->numbered != numbered)
        doc_list(b->d, numbered);
    b->in_list = true;
    b->numbered = numbered;
    doc_item(b->d);
    put_inline(b, text);
}

static void put_pair(struct blocks *b, struct str key, struct str value)
{
    if (is_blank(b, value))
        return;
    if (!b->in_pairs)
        doc_pairs(b->d);
    b->in_pairs = true;
    doc_pair(b->d, expansion_plain(b->a, b->x, key, false));
    put_inline(b, value);
}

static void put_directive(struct blocks *b, struct str line)
{
    struct str rest = str_from(line, 1), name = str_cut(&rest, ' ');

    rest = str_trim(rest);
    if (str_eq_c(name, "pagebreak")) {
        doc_page_break(b->d);
    } else if (str_eq_c(name, "centre")) {
        put_para(b, DOC_CENTRE, rest);
    } else if (str_eq_c(name, "box")) {
        put_para(b, DOC_STRONG_BOX, rest);
    } else if (str_eq_c(name, "qr")) {
        struct str content = expansion_plain(b->a, b->x, cut_bar(&rest), true);

        if (!str_empty(content))
            doc_qr(b->d, content, expansion_plain(b->a, b->x, cut_bar(&rest), false));
    } else {
        struct doc_signature s = { .unsigned_draft = str_eq_c(name, "draft") };

        s.name = expansion_plain(b->a, b->x, cut_bar(&rest), false);
        s.post = expansion_plain(b->a, b->x, cut_bar(&rest), false);
        s.note = expansion_plain(b->a, b->x, cut_bar(&rest), false);
        s.date = expansion_plain(b->a, b->x, cut_bar(&rest), false);
        s.unsigned_draft = s.unsigned_draft || str_empty(s.name);
        doc_signature(b->d, &s);
    }
}

/* ---- tables ---- */

static size_t split_row(struct str line, struct str cells[DOC_COLUMNS_MAX])
{
    struct str rest = str_from(line, 1);
    size_t n = 0;

    if (str_ends(rest, STR("|")) && !str_ends(rest, STR("\\|")))
        rest.len--;
    while (rest.p != NULL && n < DOC_COLUMNS_MAX)
        cells[n++] = cut_bar(&rest);
    return n;
}

static bool is_separator(struct str line)
{
    bool dash = false;

    for (size_t i = 0; i < line.len; i++) {
        if (line.p[i] == '-')
            dash = true;
        else if (line.p[i] != '|' && line.p[i] != ':' && line.p[i] != ' ')
            return false;
    }
    return dash;
}

/* Widths and alignment from `| -- | :---: |`. */
static void read_separator(struct str line, struct doc_column *columns, size_t n)
{
    struct str cells[DOC_COLUMNS_MAX];
    size_t m = split_row(line, cells);

    for (size_t i = 0; i < n && i < m; i++) {
        bool from = str_starts(cells[i], STR(":")), to = str_ends(cells[i], STR(":"));

        columns[i].weight = (double)cells[i].len;
        columns[i].align = from && to ? DOC_MIDDLE : to ? DOC_END : DOC_START;
    }
}

static void put_row(struct blocks *b, struct str line, size_t columns)
{
    struct str cells[DOC_COLUMNS_MAX];
    size_t n = split_row(line, cells);

    doc_row(b->d, false);
    for (size_t i = 0; i < n && i < columns; i++) {
        doc_cell(b->d);
        put_inline(b, cells[i]);
    }
}

static void put_table(struct blocks *b, struct str first)
{
    struct doc_column columns[DOC_COLUMNS_MAX] = { 0 };
    struct str cells[DOC_COLUMNS_MAX];
    size_t n = split_row(first, cells);
    bool header = b->rest.p != NULL && is_separator(peek_line(b)) && str_starts(peek_line(b), STR("|"));

    for (size_t i = 0; i < n && header; i++)
        columns[i].title = expansion_plain(b->a, b->x, cells[i], false);
    if (header)
        read_separator(next_line(b), columns, n);
    doc_table(b->d, columns, n);
    if (!header)
        put_row(b, first, n);
    while (b->rest.p != NULL && str_starts(peek_line(b), STR("|")))
        put_row(b, next_line(b), n);
}

/* ---- all ---- */

static void put_line(struct blocks *b, struct str line)
{
    struct str text, value;
    bool numbered;

    if (is_list_item(line, &numbered, &text)) {
        b->in_pairs = false;
        put_item(b, numbered, text);
        return;
    }
    b->in_list = false;
    if (is_pair(line, &text, &value) && !str_starts(line, STR("|")) && !str_starts(line, STR("@"))) {
        put_pair(b, text, paragraph(b, value));
        return;
    }
    b->in_pairs = false;
    if (is_rule(line))
        doc_rule(b->d);
    else if (str_starts(line, STR("## ")))
        put_para(b, DOC_HEADING, str_trim(str_from(line, 3)));
    else if (str_starts(line, STR("# ")))
        put_para(b, DOC_TITLE, str_trim(str_from(line, 2)));
    else if (str_starts(line, STR(">")))
        put_para(b, DOC_NOTE, paragraph(b, str_trim(str_from(line, 1))));
    else if (str_starts(line, STR("|")))
        put_table(b, line);
    else if (str_starts(line, STR("@")))
        put_directive(b, line);
    else
        put_para(b, DOC_BODY, paragraph(b, line));
}

void letter_blocks(struct arena *a, const struct expansion *x, struct doc *d)
{
    struct blocks b = { .a = a, .x = x, .d = d, .rest = buf_view(&x->b) };

    while (b.rest.p != NULL && b.rest.len > 0 && !arena_failed(a)) {
        struct str line = next_line(&b);

        if (!str_empty(line))
            put_line(&b, line);
    }
}
