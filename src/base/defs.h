/*
 * defs.h - the few attributes and macros that every room uses.
 *
 * Not here: anything with state. Banned calls are in banned.h, which the build includes everywhere.
 */
#ifndef BASE_DEFS_H
#define BASE_DEFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define UNUSED __attribute__((unused))
#define NORETURN __attribute__((noreturn))

/* Move a pointer out of a CLEANUP variable: yields its value and leaves NULL behind. */
#define TAKE(p)                                                                                              \
    (__extension__({                                                                                         \
        __typeof__(p) take_p_ = (p);                                                                         \
        (p) = NULL;                                                                                          \
        take_p_;                                                                                             \
    }))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
