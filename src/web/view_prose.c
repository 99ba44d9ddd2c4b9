/*
 * view_prose.c - the Markdown of form-js, cut down to what a form needs: paragraphs, headings, lists and
 * **strong**. Everything else is shown as it was written; there is no HTML in it, ever.
 */
#include "web/view.h"

static bool digit_at(struct str s, size_t i)
{
    return i < s.len && s.p[i] >= '0' && s.p[i] <= '9';
}

/* What a line is, with its mark taken off. */
static enum prose_kind line_kind(struct str *line)
{
    size_t n = 0;

    if (str_starts(*line, STR("- ")) || str_starts(*line, STR("* "))) {
        *line = str_trim(str_from(*line, 2));
        return PROSE_BULLET;
    }
    while (digit_at(*line, n))
        n++;
    if (n > 0 && n < 4 && n + 1 < line->len && line->p[n] == '.' && line->p[n + 1] == ' ') {
        *line = str_trim(str_from(*line, n + 2));
        return PROSE_NUMBER;
    }
    for (n = 0; n < line->len && line->p[n] == '#';)
        n++;
    if (n > 0 && n < line->len && line->p[n] == ' ') {
        *line = str_trim(str_from(*line, n + 1));
        return PROSE_HEADING;
    }
    return PROSE_PARAGRAPH;
}

/* «a **b** c» in runs. An odd ** is shown. */
static struct prose_block block_of(struct arena *a, enum prose_kind kind, struct str text)
{
    VEC(struct prose_run) runs = { 0 };
    struct prose_block b = { .kind = kind };
    struct prose_run run;

    while (text.len > 0) {
        size_t open = str_find(text, STR("**"), 0);
        size_t close = open == SIZE_MAX ? SIZE_MAX : str_find(text, STR("**"), open + 2);

        run = (struct prose_run){ .text = close == SIZE_MAX ? text : str_sub(text, 0, open) };
        if (run.text.len > 0 && !VEC_PUSH(a, &runs, run))
            break;
        if (close == SIZE_MAX)
            break;
        run = (struct prose_run){ .text = str_sub(text, open + 2, close - open - 2), .strong = true };
        if (!VEC_PUSH(a, &runs, run))
            break;
        text = str_from(text, close + 2);
    }
    b.runs = runs.v;
    b.n = runs.n;
    return b;
}

static bool list_item(enum prose_kind k)
{
    return k == PROSE_BULLET || k == PROSE_NUMBER;
}

struct prose_view prose_of(struct arena *a, struct str markdown)
{
    VEC(struct prose_block) blocks = { 0 };
    struct str para = STR_NONE, line;
    struct prose_view v;

    while (markdown.len > 0 || para.len > 0) {
        enum prose_kind kind;

        line = str_trim(str_cut(&markdown, '\n'));
        kind = line_kind(&line);
        if (line.len > 0 && kind == PROSE_PARAGRAPH) {
            para = para.len == 0 ? line : arena_fmt(a, "%.*s %.*s", STR_ARG(para), STR_ARG(line));
            if (markdown.len > 0)
                continue;
            line = STR_NONE;
        }
        if (para.len > 0 && !VEC_PUSH(a, &blocks, block_of(a, PROSE_PARAGRAPH, para)))
            break;
        para = STR_NONE;
        if (line.len > 0 && !VEC_PUSH(a, &blocks, block_of(a, kind, line)))
            break;
    }
    for (size_t i = 0; i < blocks.n; i++) {
        struct prose_block *b = &blocks.v[i];

        b->first = list_item(b->kind) && (i == 0 || blocks.v[i - 1].kind != b->kind);
        b->last = list_item(b->kind) && (i + 1 == blocks.n || blocks.v[i + 1].kind != b->kind);
    }
    v.v = blocks.v;
    v.n = blocks.n;
    return v;
}
