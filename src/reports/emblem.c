/*
 * emblem.c - reads SVG path data (M L H V C S Q T Z, upper and lower case) for the emblem of an office.
 *
 * Not here: arcs, transformations, colours: an emblem is one path in one colour, filled by the even-odd rule.
 */
#include <math.h>

#include "reports/emblem.h"

/* A rosette: an eight-pointed star in outline, in it a disc with a star cut out. */
static const char rosette[] =
    "M98 50L83.9 64L83.9 83.9L64 83.9L50 98L36 83.9L16.1 83.9L16.1 64L2 50L16.1 36L16.1 16.1L36 16.1L50 2"
    "L64 16.1L83.9 16.1L83.9 36ZM92 50L79.7 62.3L79.7 79.7L62.3 79.7L50 92L37.7 79.7L20.3 79.7L20.3 62.3"
    "L8 50L20.3 37.7L20.3 20.3L37.7 20.3L50 8L62.3 20.3L79.7 20.3L79.7 37.7ZM78 50C78 65.5 65.5 78 50 78"
    "C34.5 78 22 65.5 22 50C22 34.5 34.5 22 50 22C65.5 22 78 34.5 78 50ZM72.2 59.2L57.8 57.8L59.2 72.2L50 61"
    "L40.8 72.2L42.2 57.8L27.8 59.2L39 50L27.8 40.8L42.2 42.2L40.8 27.8L50 39L59.2 27.8L57.8 42.2L72.2 40.8"
    "L61 50ZM56 50C56 53.3 53.3 56 50 56C46.7 56 44 53.3 44 50C44 46.7 46.7 44 50 44C53.3 44 56 46.7 56 50Z";

struct reader {
    struct str s;
    size_t pos;
};

struct walk {
    double x, y;   /* where the pen is */
    double x0, y0; /* where the sub-path began */
    double cx, cy; /* the last control point */
    char last;     /* command before, upper case */
    const struct emblem_pen *pen;
};

static void skip_space(struct reader *r)
{
    while (r->pos < r->s.len) {
        char c = r->s.p[r->pos];

        if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != ',')
            break;
        r->pos++;
    }
}

static bool is_digit(const struct reader *r)
{
    return r->pos < r->s.len && r->s.p[r->pos] >= '0' && r->s.p[r->pos] <= '9';
}

/* A decimal number without exponent, at most a million. */
static bool read_number(struct reader *r, double *ret)
{
    double v = 0, scale = 1;
    bool minus = false, any = false;

    skip_space(r);
    if (r->pos < r->s.len && (r->s.p[r->pos] == '-' || r->s.p[r->pos] == '+'))
        minus = r->s.p[r->pos++] == '-';
    for (; is_digit(r); r->pos++, any = true)
        v = v * 10 + (r->s.p[r->pos] - '0');
    if (r->pos < r->s.len && r->s.p[r->pos] == '.') {
        r->pos++;
        for (; is_digit(r); r->pos++, any = true) {
            scale /= 10;
            v += scale * (r->s.p[r->pos] - '0');
        }
    }
    if (!any || v > 1e6)
        return false;
    *ret = minus ? -v : v;
    return true;
}

static size_t arguments_of(char command)
{
    switch (command) {
    case 'M':
    case 'L':
    case 'T':
        return 2;
    case 'H':
    case 'V':
        return 1;
    case 'S':
    case 'Q':
        return 4;
    case 'C':
        return 6;
    default:
        return 0;
    }
}

static void to_absolute(const struct walk *w, char command, double v[6], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool vertical = command == 'V' || (command != 'H' && i % 2 == 1);

        v[i] += vertical ? w->y : w->x;
    }
}

static void curve_to(struct walk *w, double x1, double y1, double x2, double y2, double x, double y)
{
    if (w->pen != NULL)
        w->pen->curve(w->pen->self, x1, y1, x2, y2, x, y);
    w->x = x;
    w->y = y;
}

static void line_to(struct walk *w, double x, double y)
{
    if (w->pen != NULL)
        w->pen->line(w->pen->self, x, y);
    w->x = x;
    w->y = y;
}

/* A quadratic curve as a cubic one. */
static void quad_to(struct walk *w, double cx, double cy, double x, double y)
{
    w->cx = cx;
    w->cy = cy;
    curve_to(w, w->x + (cx - w->x) * 2 / 3, w->y + (cy - w->y) * 2 / 3, x + (cx - x) * 2 / 3,
             y + (cy - y) * 2 / 3, x, y);
}

static void draw(struct walk *w, char command, const double v[6])
{
    bool after_cubic = w->last == 'C' || w->last == 'S', after_quad = w->last == 'Q' || w->last == 'T';
    double mx, my;

    switch (command) {
    case 'M':
        if (w->pen != NULL)
            w->pen->move(w->pen->self, v[0], v[1]);
        w->x = w->x0 = v[0];
        w->y = w->y0 = v[1];
        break;
    case 'L':
        line_to(w, v[0], v[1]);
        break;
    case 'H':
        line_to(w, v[0], w->y);
        break;
    case 'V':
        line_to(w, w->x, v[0]);
        break;
    case 'C':
        w->cx = v[2];
        w->cy = v[3];
        curve_to(w, v[0], v[1], v[2], v[3], v[4], v[5]);
        break;
    case 'S':
        mx = after_cubic ? 2 * w->x - w->cx : w->x;
        my = after_cubic ? 2 * w->y - w->cy : w->y;
        w->cx = v[0];
        w->cy = v[1];
        curve_to(w, mx, my, v[0], v[1], v[2], v[3]);
        break;
    case 'Q':
        quad_to(w, v[0], v[1], v[2], v[3]);
        break;
    default: /* T */
        quad_to(w, after_quad ? 2 * w->x - w->cx : w->x, after_quad ? 2 * w->y - w->cy : w->y, v[0], v[1]);
        break;
    }
}

static void close_path(struct walk *w)
{
    if (w->pen != NULL)
        w->pen->close(w->pen->self);
    w->x = w->x0;
    w->y = w->y0;
}

bool emblem_walk(struct str path, const struct emblem_pen *pen)
{
    struct reader r = { path, 0 };
    struct walk w = { .pen = pen };
    char written = 0;

    if (path.len > EMBLEM_BYTES_MAX)
        return false;
    for (;;) {
        double v[6] = { 0 };
        char c, upper;
        size_t n;

        skip_space(&r);
        if (r.pos >= r.s.len)
            return w.last != 0;
        c = r.s.p[r.pos];
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
            written = c;
            r.pos++;
        } else if (written == 0 || written == 'Z' || written == 'z') {
            return false;
        }
        upper = (char)(written >= 'a' ? written - 'a' + 'A' : written);
        if (w.last == 0 && upper != 'M')
            return false;
        if (upper == 'Z') {
            close_path(&w);
            w.last = 'Z';
            continue;
        }
        n = arguments_of(upper);
        if (n == 0)
            return false;
        for (size_t i = 0; i < n; i++) {
            if (!read_number(&r, &v[i]))
                return false;
        }
        if (written >= 'a')
            to_absolute(&w, upper, v, n);
        draw(&w, upper, v);
        w.last = upper;
        if (written == 'M' || written == 'm')
            written = written == 'M' ? 'L' : 'l'; /* further pairs are lines */
    }
}

struct str emblem_or_rosette(struct str own)
{
    if (!str_empty(own) && emblem_walk(own, NULL))
        return own;
    return (struct str){ rosette, sizeof(rosette) - 1 };
}
