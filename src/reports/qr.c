/*
 * qr.c - QR codes (ISO/IEC 18004, level M) through libqrencode, as modules and as SVG.
 */
#include <errno.h>
#include <qrencode.h>

#include "port/chart.h"
#include "reports/markup.h"

#define QR_BYTES_MAX 800u
#define QR_QUIET 4u

static void qrcode_freep(QRcode **q)
{
    if (*q != NULL)
        QRcode_free(*q);
}

enum rc qr_modules(struct arena *a, struct str content, const unsigned char **ret, size_t *size,
                   struct err *e)
{
    CLEANUP(qrcode_freep) QRcode *q = NULL;
    unsigned char *m;
    size_t side;

    if (str_empty(content))
        return ERR(e, RC_INVALID, "QR code: nothing to write");
    if (content.len > QR_BYTES_MAX)
        return ERR(e, RC_LIMIT, "QR code: %zu bytes, the most is %u", content.len, QR_BYTES_MAX);
    errno = 0;
    q = QRcode_encodeData((int)content.len, (const unsigned char *)content.p, 0, QR_ECLEVEL_M);
    if (q == NULL)
        return ERR(e, errno == ENOMEM ? RC_LIMIT : RC_INTERNAL, "QR code: cannot encode %zu bytes",
                   content.len);
    side = (size_t)q->width;
    m = arena_calloc(a, side, side);
    if (m == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < side * side; i++)
        m[i] = q->data[i] & 1;
    *ret = m;
    *size = side;
    return RC_OK;
}

void qr_put_path(struct buf *out, const unsigned char *modules, size_t size)
{
    for (size_t y = 0; y < size; y++) {
        for (size_t x = 0; x < size; x++) {
            size_t run = 0;

            while (x + run < size && modules[y * size + x + run])
                run++;
            if (run == 0)
                continue;
            buf_byte(out, 'M');
            buf_int(out, (int64_t)(x + QR_QUIET));
            buf_byte(out, ' ');
            buf_int(out, (int64_t)(y + QR_QUIET));
            buf_byte(out, 'h');
            buf_int(out, (int64_t)run);
            buf_c(out, "v1h-");
            buf_int(out, (int64_t)run);
            buf_byte(out, 'z');
            x += run - 1;
        }
    }
}

enum rc qr_write_svg(struct str content, struct str label, struct buf *out, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)256 << 10);
    const unsigned char *m;
    size_t size;
    enum rc rc;

    if (a == NULL)
        return ERR(e, RC_LIMIT, "QR code: out of memory");
    rc = qr_modules(a, content, &m, &size, e);
    if (rc != RC_OK)
        return rc;
    buf_c(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qr\" role=\"img\" viewBox=\"0 0 ");
    buf_int(out, (int64_t)size + 2 * (int64_t)QR_QUIET);
    buf_byte(out, ' ');
    buf_int(out, (int64_t)size + 2 * (int64_t)QR_QUIET);
    buf_c(out, "\" width=\"160\" height=\"160\" shape-rendering=\"crispEdges\" aria-label=\"");
    put_escaped(out, label);
    buf_c(out, "\"><rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/><path fill=\"#000000\" d=\"");
    qr_put_path(out, m, size);
    buf_c(out, "\"/></svg>");
    return buf_done(out, e);
}
