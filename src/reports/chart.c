/*
 * chart.c - bars, stacked bars and lines as SVG: scales, grid, words.
 *
 * Time runs from right to left: the first label stands at the right, values are read at the right edge.
 * Presentation attributes only; classes let web's stylesheet change colours in the dark scheme. Not here: QR
 * codes (qr.c).
 */
#include <math.h>

#include "persian/digits.h"
#include "port/chart.h"
#include "reports/markup.h"
#include "reports/model.h"

#define WIDTH 640.0
#define HEIGHT 320.0
#define LEFT 16.0
#define RIGHT (WIDTH - 64.0)
#define TOP 44.0
#define BOTTOM (HEIGHT - 52.0)
#define LABEL_CHARS 14u
#define TICKS_MAX 8
#define FIGURES_MAX 24u

struct colour {
    const char *name, *fill;
};
static const struct colour colours[] = {
    [CHART_PRIMARY] = { "primary", "#0b6e63" }, [CHART_IN_TIME] = { "in-time", "#2e7d32" },
    [CHART_SOON] = { "soon", "#8a5a00" },       [CHART_LATE] = { "late", "#b3261e" },
    [CHART_PAUSED] = { "paused", "#5b5f66" },   [CHART_LINK] = { "link", "#0a5c8f" },
};

struct plot {
    const struct chart *c;
    struct arena *a;
    struct buf *out;
    double low, high, step; /* of the value axis */
    double slot;            /* width of one label's place */
};

static double value_at(const struct plot *p, size_t series, size_t label)
{
    double v = p->c->series[series].values[label];

    return isfinite(v) ? v : 0;
}

static bool is_gap(const struct plot *p, size_t series, size_t label)
{
    return !isfinite(p->c->series[series].values[label]);
}

/* ---- scale ---- */

static void grow(struct plot *p, double v)
{
    if (v > p->high)
        p->high = v;
    if (v < p->low)
        p->low = v;
}

static void span(struct plot *p)
{
    for (size_t i = 0; i < p->c->labels_n; i++) {
        double up = 0, down = 0;

        for (size_t s = 0; s < p->c->series_n; s++) {
            double v = value_at(p, s, i);

            if (p->c->kind != CHART_STACKED)
                grow(p, v);
            else if (v > 0)
                up += v;
            else
                down += v;
        }
        grow(p, up);
        grow(p, down);
    }
}

/* Steps of 1, 2 or 5 times a power of ten; whole numbers when the span allows it. */
static void choose_scale(struct plot *p)
{
    double range, raw, power;

    span(p);
    range = p->high - p->low;
    if (range <= 0)
        range = p->high = 1;
    raw = range / 5;
    power = pow(10, floor(log10(raw)));
    p->step = raw <= power ? power : raw <= 2 * power ? 2 * power : raw <= 5 * power ? 5 * power : 10 * power;
    if (range >= 4 && p->step < 1)
        p->step = 1;
    p->high = ceil(p->high / p->step - 1e-9) * p->step;
    p->low = floor(p->low / p->step + 1e-9) * p->step;
}

static double y_of(const struct plot *p, double v)
{
    return BOTTOM - (v - p->low) / (p->high - p->low) * (BOTTOM - TOP);
}

/* The middle of a label's place; the first at the right. */
static double x_of(const struct plot *p, size_t label)
{
    return RIGHT - ((double)label + 0.5) * p->slot;
}

/* ---- elements ---- */

static void attr(struct plot *p, const char *name, double v)
{
    buf_byte(p->out, ' ');
    buf_c(p->out, name);
    buf_c(p->out, "=\"");
    put_coord(p->out, v);
    buf_byte(p->out, '"');
}

static void text(struct plot *p, double x, double y, const char *anchor, const char *size, struct str s)
{
    buf_c(p->out, "<text");
    attr(p, "x", x);
    attr(p, "y", y);
    buf_fmt(p->out, " text-anchor=\"%s\" font-size=\"%s\">", anchor, size);
    put_escaped(p->out, s);
    buf_c(p->out, "</text>");
}

static void line(struct plot *p, double x1, double y1, double x2, double y2, const char *class,
                 const char *stroke)
{
    buf_fmt(p->out, "<line class=\"%s\" stroke=\"%s\" stroke-width=\"1\"", class, stroke);
    attr(p, "x1", x1);
    attr(p, "y1", y1);
    attr(p, "x2", x2);
    attr(p, "y2", y2);
    buf_c(p->out, "/>");
}

static struct str number(struct plot *p, double v)
{
    double rounded = round(v);

    if (fabs(v - rounded) < 1e-9 && fabs(v) < 1e15)
        return int_fa(p->a, (int64_t)rounded);
    return decimal_fa(p->a, (int64_t)llround(v * 10), 1);
}

/* "name، label: value unit" for those who point at it or listen to it. */
static void hover(struct plot *p, size_t series, size_t label)
{
    const struct chart *c = p->c;
    double v = value_at(p, series, label);

    buf_c(p->out, "<title>");
    if (c->series_n > 1) {
        put_escaped(p->out, shown_text(p->a, c->series[series].name, DOC_PLAIN));
        buf_c(p->out, "، ");
    }
    put_escaped(p->out, shown_text(p->a, c->labels[label], DOC_PLAIN));
    buf_c(p->out, ": ");
    buf_str(p->out, number(p, v));
    if (!str_empty(c->unit)) {
        buf_byte(p->out, ' ');
        put_escaped(p->out, shown_text(p->a, c->unit, DOC_PLAIN));
    }
    buf_c(p->out, "</title>");
}

static const struct colour *colour_of(const struct plot *p, size_t series)
{
    return &colours[p->c->series[series].colour];
}

static void bar(struct plot *p, size_t series, size_t label, double x, double width, double from, double to)
{
    double top = y_of(p, from > to ? from : to), foot = y_of(p, from > to ? to : from);
    const struct colour *c = colour_of(p, series);

    buf_fmt(p->out, "<rect class=\"chart-%s\" fill=\"%s\"", c->name, c->fill);
    attr(p, "x", x);
    attr(p, "y", top);
    attr(p, "width", width);
    attr(p, "height", foot - top);
    buf_byte(p->out, '>');
    hover(p, series, label);
    buf_c(p->out, "</rect>");
}

/* The figure on a bar that has room for it, so that colour does not speak alone. */
static void figure_above(struct plot *p, size_t series, size_t label, double x)
{
    double v = value_at(p, series, label);

    if (p->c->labels_n * p->c->series_n <= FIGURES_MAX)
        text(p, x, y_of(p, v > 0 ? v : 0) - 4, "middle", "11", number(p, v));
}

static void figure_inside(struct plot *p, size_t series, size_t label, double from, double to)
{
    double height = fabs(y_of(p, from) - y_of(p, to));

    if (height < 15 || p->slot < 30)
        return;
    buf_c(p->out, "<g fill=\"#ffffff\">");
    text(p, x_of(p, label), (y_of(p, from) + y_of(p, to)) / 2 + 4, "middle", "11",
         number(p, value_at(p, series, label)));
    buf_c(p->out, "</g>");
}

static void bars(struct plot *p)
{
    size_t n = p->c->series_n;
    double width = p->slot * 0.72 / (double)n;

    for (size_t i = 0; i < p->c->labels_n; i++) {
        double right = x_of(p, i) + p->slot * 0.36;

        for (size_t s = 0; s < n; s++) {
            if (is_gap(p, s, i))
                continue;
            bar(p, s, i, right - width * (double)(s + 1), width, 0, value_at(p, s, i));
            figure_above(p, s, i, right - width * ((double)s + 0.5));
        }
    }
}

static void stacked(struct plot *p)
{
    double width = p->slot * 0.66;

    for (size_t i = 0; i < p->c->labels_n; i++) {
        double up = 0, down = 0;

        for (size_t s = 0; s < p->c->series_n; s++) {
            double v = value_at(p, s, i), *base = v < 0 ? &down : &up;

            if (v != 0) {
                bar(p, s, i, x_of(p, i) - width / 2, width, *base, *base + v);
                figure_inside(p, s, i, *base, *base + v);
            }
            *base += v;
        }
    }
}

/* Lines differ in their dashes too, so that colour does not speak alone. */
static void one_line(struct plot *p, size_t series)
{
    static const char *const dashes[CHART_SERIES_MAX] = { "", "6 4", "2 3", "10 4", "8 3 2 3", "4 2" };
    const struct colour *c = colour_of(p, series);
    bool pen_down = false;

    buf_fmt(p->out, "<path class=\"chart-line-%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\"", c->name,
            c->fill);
    if (series > 0)
        buf_fmt(p->out, " stroke-dasharray=\"%s\"", dashes[series]);
    buf_c(p->out, " d=\"M0 0");
    for (size_t i = 0; i < p->c->labels_n; i++) {
        if (is_gap(p, series, i)) {
            pen_down = false;
            continue;
        }
        buf_byte(p->out, pen_down ? 'L' : 'M');
        put_coord(p->out, x_of(p, i));
        buf_byte(p->out, ' ');
        put_coord(p->out, y_of(p, value_at(p, series, i)));
        pen_down = true;
    }
    buf_c(p->out, "\"/>");
    for (size_t i = 0; i < p->c->labels_n; i++) {
        if (is_gap(p, series, i))
            continue;
        buf_fmt(p->out, "<circle class=\"chart-%s\" fill=\"%s\" r=\"4\"", c->name, c->fill);
        attr(p, "cx", x_of(p, i));
        attr(p, "cy", y_of(p, value_at(p, series, i)));
        buf_byte(p->out, '>');
        hover(p, series, i);
        buf_c(p->out, "</circle>");
    }
}

/* ---- frame ---- */

static void axis(struct plot *p)
{
    int ticks = 0;

    for (double v = p->low; v <= p->high + p->step / 2 && ticks <= TICKS_MAX; v += p->step, ticks++) {
        double y = y_of(p, v);
        bool zero = fabs(v) < p->step / 100;

        line(p, LEFT, y, RIGHT, y, zero ? "chart-axis" : "chart-grid", zero ? "#1b2430" : "#d7dbd8");
        text(p, RIGHT + 8, y + 4, "end", "12", number(p, zero ? 0 : v));
    }
}

static void labels(struct plot *p)
{
    size_t every = 1 + (p->c->labels_n - 1) / 12; /* as many as can be read */

    for (size_t i = 0; i < p->c->labels_n; i += every) {
        struct str s = shown_text(p->a, p->c->labels[i], DOC_PLAIN);

        if (utf8_count(s) > LABEL_CHARS) {
            size_t pos = 0;

            for (size_t k = 0; k < LABEL_CHARS - 1; k++)
                (void)utf8_next(s, &pos);
            s = arena_cat(p->a, str_sub(s, 0, pos), STR("…"));
        }
        text(p, x_of(p, i), i % 2 == 1 && p->slot < 90 ? BOTTOM + 34 : BOTTOM + 18, "middle", "12", s);
    }
}

static void legend(struct plot *p)
{
    double x = WIDTH - 8;

    if (!str_empty(p->c->unit))
        text(p, LEFT, 18, "end", "12", shown_text(p->a, p->c->unit, DOC_PLAIN));
    for (size_t s = 0; s < p->c->series_n && p->c->series_n > 1; s++) {
        struct str name = shown_text(p->a, p->c->series[s].name, DOC_PLAIN);
        const struct colour *c = colour_of(p, s);

        buf_fmt(p->out, "<rect class=\"chart-%s\" fill=\"%s\" y=\"8\" width=\"12\" height=\"12\"", c->name,
                c->fill);
        attr(p, "x", x - 12);
        buf_c(p->out, "/>");
        text(p, x - 18, 18, "start", "13", name);
        x -= 36 + 7.5 * (double)utf8_count(name);
    }
}

static bool id_ok(struct str s)
{
    if (str_empty(s) || s.len > 60)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return true;
}

static enum rc check(const struct chart *c, struct err *e)
{
    if (c->labels_n == 0 || c->labels_n > CHART_LABELS_MAX)
        return ERR(e, RC_INVALID, "chart: %zu labels, from 1 to %u are drawn", c->labels_n, CHART_LABELS_MAX);
    if (c->series_n == 0 || c->series_n > CHART_SERIES_MAX)
        return ERR(e, RC_INVALID, "chart: %zu series, from 1 to %u are drawn", c->series_n, CHART_SERIES_MAX);
    if (!id_ok(c->id))
        return ERR(e, RC_INVALID, "chart: '%.*s' is no id", STR_ARG(c->id));
    return RC_OK;
}

static void begin(struct plot *p)
{
    const struct chart *c = p->c;

    buf_fmt(p->out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" viewBox=\"0 0 %d %d\" "
            "direction=\"rtl\" font-family=\"Vazirmatn, sans-serif\" fill=\"#1b2430\" "
            "aria-labelledby=\"%.*s-t %.*s-d\"><title id=\"%.*s-t\">",
            (int)WIDTH, (int)HEIGHT, STR_ARG(c->id), STR_ARG(c->id), STR_ARG(c->id));
    put_escaped(p->out, shown_text(p->a, c->title, DOC_PLAIN));
    buf_fmt(p->out, "</title><desc id=\"%.*s-d\">", STR_ARG(c->id));
    put_escaped(p->out, shown_text(p->a, c->description, DOC_PLAIN));
    buf_c(p->out, "</desc>");
}

enum rc chart_write_svg(const struct chart *c, struct buf *out, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)4 << 20);
    struct plot p = { .c = c, .a = a, .out = out };
    enum rc rc = check(c, e);

    if (rc != RC_OK)
        return rc;
    if (a == NULL)
        return ERR(e, RC_LIMIT, "chart: out of memory");
    choose_scale(&p);
    p.slot = (RIGHT - LEFT) / (double)c->labels_n;
    begin(&p);
    axis(&p);
    if (c->kind == CHART_BAR)
        bars(&p);
    else if (c->kind == CHART_STACKED)
        stacked(&p);
    for (size_t s = 0; s < c->series_n && c->kind == CHART_LINE; s++)
        one_line(&p, s);
    labels(&p);
    legend(&p);
    buf_c(out, "</svg>");
    rc = arena_check(a, e);
    return rc == RC_OK ? buf_done(out, e) : rc;
}
