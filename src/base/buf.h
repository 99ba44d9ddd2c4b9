/*
 * buf.h - the one growing buffer: a mandatory maximum and a sticky error, checked once in buf_done().
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

struct buf {
    char *p;
    size_t len, cap, max;
    bool failed;
};

/* Ready to append at most `max` bytes. Allocates on first use. */
void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);  /* also for CLEANUP; usable again after buf_init */
void buf_clear(struct buf *b); /* empties it, keeps memory, forgets the error */
bool buf_reserve(struct buf *b, size_t more);
void buf_add(struct buf *b, const void *p, size_t len);
void buf_str(struct buf *b, struct str s);
void buf_c(struct buf *b, const char *cstr);
void buf_byte(struct buf *b, char c);
void buf_int(struct buf *b, int64_t v);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct str buf_view(const struct buf *b); /* borrowed until the next append */
/* A copy in the arena; when something did not fit the arena fails, as it would with the text in it. */
struct str buf_to_arena(const struct buf *b, struct arena *a);
/* RC_OK, or RC_LIMIT when something did not fit. */
enum rc buf_done(const struct buf *b, struct err *e) MUST_CHECK;

#endif
