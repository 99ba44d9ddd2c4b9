/*
 * err.c - the error object.
 */
#include <stdarg.h>

#include "base/err.h"

static const char *const names[] = { "ok",    "not found", "invalid",   "denied",  "conflict",
                                     "limit", "busy",      "uncertain", "internal" };

enum rc err_set(struct err *e, enum rc rc, const char *file, int line, const char *fmt, ...)
{
    va_list ap;

    if (e == NULL)
        return rc;
    e->rc = rc;
    e->file = file;
    e->line = line;
    va_start(ap, fmt);
    vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
    va_end(ap);
    return rc;
}

enum rc err_wrap(struct err *e, const char *fmt, ...)
{
    char old[sizeof(e->msg)];
    va_list ap;
    int n;

    if (e == NULL)
        return RC_INTERNAL;
    memcpy(old, e->msg, sizeof(old));
    va_start(ap, fmt);
    n = vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
    va_end(ap);
    if (n >= 0 && (size_t)n + 2 < sizeof(e->msg)) {
        size_t room = sizeof(e->msg) - (size_t)n - 3, len = strlen(old);

        memcpy(e->msg + n, ": ", 2);
        if (len > room)
            len = room;
        memcpy(e->msg + n + 2, old, len);
        e->msg[(size_t)n + 2 + len] = '\0';
    }
    return e->rc;
}

void err_clear(struct err *e)
{
    if (e != NULL)
        *e = (struct err){ .rc = RC_OK };
}

const char *rc_name(enum rc rc)
{
    return (size_t)rc < ARRAY_LEN(names) ? names[rc] : "unknown";
}
