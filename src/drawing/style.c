/*
 * style.c - how each kind of stroke and letter looks: one table for the style sheet and for painters.
 *
 * Colours are the tokens of the page's style (look of the pages); the plain colours beside them are those of
 * its light scheme and of paper. No state speaks by colour alone: the overlay's signs differ in shape too.
 */
#include "drawing/drawing.h"

#define INK "#1b2430"
#define PAPER "#ffffff"
#define GROUND "#f5f6f4"
#define SOFT "#5b5f66"
#define PRIMARY "#0b6e63"
#define TINT "#e3f1ee"

static const struct draw_paint paints[DRAW_STYLES] = {
    [DRAW_POOL] = { "po", PAPER, SOFT, "paper", "soft", 1.2, NULL },
    [DRAW_HEAD] = { "hd", GROUND, SOFT, "ground", "soft", 1, NULL },
    [DRAW_LANE] = { "la", "none", "#b9bfbb", NULL, "line", 1, NULL },
    [DRAW_TASK] = { "tk", PAPER, INK, "paper", "ink", 1.4, NULL },
    [DRAW_CALL] = { "ca", PAPER, INK, "paper", "ink", 3.4, NULL },
    [DRAW_SUB] = { "su", PAPER, INK, "paper", "ink", 1.4, NULL },
    [DRAW_EVENT_SUB] = { "es", GROUND, INK, "ground", "ink", 1.4, "1.5 4" },
    [DRAW_START] = { "st", TINT, PRIMARY, "tint", "primary", 1.6, NULL },
    [DRAW_START_DASH] = { "sd", TINT, PRIMARY, "tint", "primary", 1.6, "5 3" },
    [DRAW_MIDDLE] = { "mi", PAPER, INK, "paper", "ink", 1.3, NULL },
    [DRAW_MIDDLE_DASH] = { "md", PAPER, INK, "paper", "ink", 1.3, "5 3" },
    [DRAW_END] = { "en", PAPER, INK, "paper", "ink", 3.6, NULL },
    [DRAW_GATEWAY] = { "ga", PAPER, INK, "paper", "ink", 1.4, NULL },
    [DRAW_DATA] = { "da", PAPER, INK, "paper", "ink", 1.3, NULL },
    [DRAW_GROUP] = { "gr", "none", SOFT, NULL, "soft", 1.3, "9 4 2 4" },
    [DRAW_NOTE] = { "no", "none", SOFT, NULL, "soft", 1.3, NULL },
    [DRAW_FLOW] = { "fl", "none", INK, NULL, "ink", 1.3, NULL },
    [DRAW_FLOW_HEAD] = { "fh", INK, INK, "ink", "ink", 1, NULL },
    [DRAW_MESSAGE] = { "ms", "none", SOFT, NULL, "soft", 1.2, "7 4" },
    [DRAW_MESSAGE_END] = { "me", PAPER, SOFT, "paper", "soft", 1.2, NULL },
    [DRAW_TIE] = { "ti", "none", SOFT, NULL, "soft", 1.2, "1.5 3.5" },
    [DRAW_GLYPH] = { "gl", "none", INK, NULL, "ink", 1.4, NULL },
    [DRAW_SOLID] = { "so", INK, INK, "ink", "ink", 0.6, NULL },
    [DRAW_KNOCK] = { "kn", "none", PAPER, NULL, "paper", 1.4, NULL },
    [DRAW_DONE] = { "xd", "#2e7d32", PAPER, "done", "paper", 1.5, NULL },
    [DRAW_HERE] = { "xh", PRIMARY, PAPER, "primary", "paper", 1.5, NULL },
    [DRAW_NEXT] = { "xn", PAPER, SOFT, "paper", "soft", 1.6, "3 2.4" },
    [DRAW_HALO] = { "xo", "none", PRIMARY, NULL, "primary", 3.4, NULL },
    [DRAW_TICK] = { "xt", "none", PAPER, NULL, "paper", 2, NULL },
    [DRAW_BADGE] = { "bd", "#0a5c8f", PAPER, "badge", "paper", 1.5, NULL },
    [DRAW_BADGE_WARN] = { "bw", "#b3261e", PAPER, "late", "paper", 1.5, NULL },
    [DRAW_TEXT] = { "tx", INK, "none", "ink", NULL, 0, NULL },
    [DRAW_TEXT_NAME] = { "tn", INK, "none", "ink", NULL, 0, NULL },
    [DRAW_TEXT_FLOW] = { "tf", INK, PAPER, "ink", "paper", 3, NULL },
    [DRAW_TEXT_BADGE] = { "tb", PAPER, "none", "paper", NULL, 0, NULL },
};

const struct draw_paint *draw_paint(enum draw_style s)
{
    return &paints[s < DRAW_STYLES ? s : DRAW_TEXT];
}

/* ---- as a style sheet ---- */

struct token {
    const char *name, *light, *dark;
};
/* The page's own tokens come first; these stand for them where there is no page. */
static const struct token tokens[] = {
    { "ink", INK, "#e8ebe9" },        { "paper", PAPER, "#1b2224" },    { "ground", GROUND, "#242d2f" },
    { "soft", SOFT, "#a9b0b2" },      { "line", "#b9bfbb", "#4a5557" }, { "primary", PRIMARY, "#5cc4b4" },
    { "tint", TINT, "#1f3b38" },      { "done", "#2e7d32", "#7cc47f" }, { "badge", "#0a5c8f", "#7cc0ec" },
    { "late", "#b3261e", "#ff9a90" },
};

static void put_tokens(struct buf *out, bool dark)
{
    for (size_t i = 0; i < ARRAY_LEN(tokens); i++)
        buf_fmt(out, "--bp-%s:%s;", tokens[i].name, dark ? tokens[i].dark : tokens[i].light);
}

static void put_colour(struct buf *out, const char *what, const char *plain, const char *token)
{
    if (token != NULL)
        buf_fmt(out, "%s:var(--bp-%s);", what, token);
    else
        buf_fmt(out, "%s:%s;", what, plain);
}

void drawing_write_style(struct buf *out)
{
    buf_c(out, ".bp{");
    put_tokens(out, false);
    buf_c(out, "}\n@media (prefers-color-scheme:dark){.bp{");
    put_tokens(out, true);
    buf_c(out, "}}\n@media print{.bp{");
    put_tokens(out, false);
    buf_c(out, "}}\n.bp text{font-family:Vazirmatn,Tahoma,sans-serif}\n"
               ".bp path,.bp rect,.bp circle{stroke-linejoin:round}\n");
    for (size_t i = 0; i < DRAW_STYLES; i++) {
        const struct draw_paint *p = &paints[i];

        buf_fmt(out, ".bp .%s{", p->class);
        put_colour(out, "fill", p->fill, p->fill_token);
        put_colour(out, "stroke", p->stroke, p->stroke_token);
        if (p->width > 0)
            buf_fmt(out, "stroke-width:%g;", p->width);
        if (p->dash != NULL)
            buf_fmt(out, "stroke-dasharray:%s;", p->dash);
        if (i == DRAW_TEXT_NAME || i == DRAW_TEXT_BADGE)
            buf_c(out, "font-weight:700;");
        if (i == DRAW_TEXT_FLOW)
            buf_c(out, "paint-order:stroke;");
        buf_c(out, "}\n");
    }
}
