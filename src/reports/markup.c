/*
 * markup.c - escaping for HTML and SVG.
 */
#include <math.h>

#include "reports/markup.h"

static bool xml_char(int32_t cp)
{
    return cp == '\n' || cp == '\t' ||
           (cp >= 0x20 && cp != 0x7F && !(cp >= 0x80 && cp < 0xA0) && (cp & 0xFFFE) != 0xFFFE);
}

void put_escaped(struct buf *out, struct str s)
{
    size_t pos = 0;

    while (pos < s.len) {
        int32_t cp = utf8_next(s, &pos);
        char b[4];

        if (cp == '&')
            buf_c(out, "&amp;");
        else if (cp == '<')
            buf_c(out, "&lt;");
        else if (cp == '>')
            buf_c(out, "&gt;");
        else if (cp == '"')
            buf_c(out, "&quot;");
        else if (cp == '\'')
            buf_c(out, "&#39;");
        else if (cp == -2)
            buf_c(out, "\xEF\xBF\xBD");
        else if (xml_char(cp))
            buf_add(out, b, utf8_put((uint32_t)cp, b));
    }
}

void put_coord(struct buf *out, double v)
{
    int64_t hundredths;

    if (!isfinite(v) || fabs(v) > 1e9)
        v = 0;
    hundredths = (int64_t)llround(v * 100.0);
    if (hundredths < 0) {
        buf_byte(out, '-');
        hundredths = -hundredths;
    }
    buf_int(out, hundredths / 100);
    if (hundredths % 100 != 0) {
        int64_t rest = hundredths % 100;

        buf_byte(out, '.');
        buf_byte(out, (char)('0' + rest / 10));
        if (rest % 10 != 0)
            buf_byte(out, (char)('0' + rest % 10));
    }
}
