/*
 * buf.c - the growing buffer.
 */
#include <stdarg.h>

#include "base/buf.h"

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){ .max = max };
}

void buf_free(struct buf *b)
{
    free(b->p);
    *b = (struct buf){ .max = b->max };
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->failed = false;
}

bool buf_reserve(struct buf *b, size_t more)
{
    size_t want = b->cap == 0 ? 1024 : b->cap;
    char *p;

    if (b->failed || more > b->max - b->len) {
        b->failed = true;
        return false;
    }
    if (more <= b->cap - b->len)
        return true;
    while (want - b->len < more)
        want = want > b->max / 2 ? b->max : want * 2;
    p = realloc(b->p, want);
    if (p == NULL) {
        b->failed = true;
        return false;
    }
    b->p = p;
    b->cap = want;
    return true;
}

void buf_add(struct buf *b, const void *p, size_t len)
{
    if (len == 0 || !buf_reserve(b, len))
        return;
    memcpy(b->p + b->len, p, len);
    b->len += len;
}

void buf_str(struct buf *b, struct str s)
{
    buf_add(b, s.p, s.len);
}

void buf_c(struct buf *b, const char *cstr)
{
    buf_add(b, cstr, strlen(cstr));
}

void buf_byte(struct buf *b, char c)
{
    if (b->failed || ((b->len == b->cap || b->len == b->max) && !buf_reserve(b, 1)))
        return;
    b->p[b->len++] = c;
}

void buf_int(struct buf *b, int64_t v)
{
    char tmp[20];

    buf_add(b, tmp, i64_text(v, tmp));
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
    va_list ap, again;
    int n;

    va_start(ap, fmt);
    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n >= 0 && buf_reserve(b, (size_t)n + 1)) {
        vsnprintf(b->p + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    } else {
        b->failed = true;
    }
    va_end(again);
}

struct str buf_view(const struct buf *b)
{
    return (struct str){ b->p, b->len };
}

struct str buf_to_arena(const struct buf *b, struct arena *a)
{
    if (!b->failed)
        return arena_str(a, buf_view(b));
    arena_spoil(a);
    return STR_NONE;
}

enum rc buf_done(const struct buf *b, struct err *e)
{
    if (b->failed)
        return ERR(e, RC_LIMIT, "output larger than %zu bytes", b->max);
    return RC_OK;
}
