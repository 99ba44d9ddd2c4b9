/*
 * chart.h - pictures of figures and codes as SVG text: bars, stacked bars, lines, QR.
 *
 * The SVG has no style attribute and no script (a strict Content-Security-Policy forbids them): presentation
 * attributes only, with <title> and <desc> for screen readers and classes `chart-…` for the dark scheme.
 * Values belong in a table beside it too. Implemented in src/reports.
 */
#ifndef PORT_CHART_H
#define PORT_CHART_H

#include "base/buf.h"

enum chart_kind { CHART_BAR, CHART_STACKED, CHART_LINE };
enum chart_colour { CHART_PRIMARY, CHART_IN_TIME, CHART_SOON, CHART_LATE, CHART_PAUSED, CHART_LINK };

struct chart_series {
    struct str name;
    const double *values; /* one a label; NaN leaves a gap */
    enum chart_colour colour;
};

struct chart {
    enum chart_kind kind;
    struct str title, description;
    struct str unit;          /* «پرونده», «٪»; may be empty */
    const struct str *labels; /* the first stands at the right: time runs from right to left */
    size_t labels_n;          /* 1 .. CHART_LABELS_MAX */
    const struct chart_series *series;
    size_t series_n; /* 1 .. CHART_SERIES_MAX */
    struct str id;   /* unique on its page, [a-z0-9-]: ties title and picture together */
};

#define CHART_LABELS_MAX 60u
#define CHART_SERIES_MAX 6u

/* RC_INVALID: no labels, too many, a bad id. */
enum rc chart_write_svg(const struct chart *c, struct buf *out, struct err *e) MUST_CHECK;

/* A QR code (ISO/IEC 18004, level M) as an SVG picture with `label` as its name for screen readers.
 * RC_LIMIT: more than 800 bytes; RC_INVALID: empty. */
enum rc qr_write_svg(struct str content, struct str label, struct buf *out, struct err *e) MUST_CHECK;

#endif
