/*
 * err.h - result codes and the error object.
 *
 * Codes are for programs, the message is for the operator; words for citizens are chosen in web/.
 * The error object allocates nothing and is always a parameter, never global.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/defs.h"

enum rc {
    RC_OK,
    RC_NOT_FOUND, /* no such thing, or not visible to the asker */
    RC_INVALID,   /* the input breaks a rule that the asker can mend */
    RC_DENIED,    /* the asker may not */
    RC_CONFLICT,  /* somebody else changed it in between, or it is already so */
    RC_LIMIT,     /* a bound of memory, size, depth or time was reached */
    RC_BUSY,      /* try the whole transaction again */
    RC_UNCERTAIN, /* may have happened: never repeat blindly */
    RC_INTERNAL   /* our own or the machine's fault */
};

struct err {
    enum rc rc;
    const char *file;
    int line;
    char msg[240];
};

/* Fill `e` (may be NULL) and return `rc`, so that `return ERR(e, RC_LIMIT, "...")` reads well. */
enum rc err_set(struct err *e, enum rc rc, const char *file, int line, const char *fmt, ...)
    PRINTF_LIKE(5, 6);
/* Put "context: " before the message already in `e`; returns e->rc (RC_INTERNAL when `e` is NULL). */
enum rc err_wrap(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);
void err_clear(struct err *e);
/* Short English name of a code, for logs. */
const char *rc_name(enum rc rc);

#ifdef __clang_analyzer__ /* it looks at one file and must know what err_set() returns */
#define ERR(e, code, ...) ((void)err_set((e), (code), __FILE__, __LINE__, __VA_ARGS__), (code))
#else
#define ERR(e, code, ...) err_set((e), (code), __FILE__, __LINE__, __VA_ARGS__)
#endif

#endif
