/*
 * result.c - the rows of one statement, in memory.
 *
 * Not here: reading them with types (db.c); filling them (sqlite/conn.c, postgres/conn.c).
 */
#include "store/result.h"

#define SPARE_MAX 16
#define SPARE_BYTES ((size_t)64 << 10)
#define SPARE_CELLS ((size_t)4096)

struct db_result *result_new(struct result_pool *p, size_t columns)
{
    struct db_result *r = p->spare;

    if (r != NULL) {
        p->spare = r->next;
        p->nspare--;
    } else {
        r = calloc(1, sizeof(*r));
        if (r == NULL)
            return NULL;
        r->pool = p;
    }
    r->next = NULL;
    r->columns = columns;
    r->ncells = r->nbytes = 0;
    r->pending = false;
    return r;
}

static void result_destroy(struct db_result *r)
{
    free(r->cells);
    free(r->bytes);
    free(r);
}

void result_free(struct db_result *r)
{
    struct result_pool *p;

    if (r == NULL)
        return;
    if (r->shares > 0) {
        r->shares--;
        return;
    }
    p = r->pool;
    if (p == NULL || p->nspare >= SPARE_MAX || r->bytes_cap > SPARE_BYTES || r->cells_cap > SPARE_CELLS) {
        result_destroy(r);
        return;
    }
    r->next = p->spare;
    p->spare = r;
    p->nspare++;
}

struct db_result *result_share(struct db_result *r)
{
    r->shares++;
    return r;
}

size_t result_weight(const struct db_result *r)
{
    return sizeof(*r) + r->ncells * sizeof(*r->cells) + r->nbytes;
}

struct db_result *result_copy(const struct db_result *r)
{
    struct db_result *x = calloc(1, sizeof(*x));

    if (x == NULL)
        return NULL;
    x->columns = r->columns;
    x->ncells = x->cells_cap = r->ncells;
    x->nbytes = x->bytes_cap = r->nbytes;
    x->cells = malloc(r->ncells * sizeof(*r->cells) + 1);
    x->bytes = malloc(r->nbytes + 1);
    if (x->cells == NULL || x->bytes == NULL) {
        result_destroy(x);
        return NULL;
    }
    if (r->ncells > 0)
        memcpy(x->cells, r->cells, r->ncells * sizeof(*r->cells));
    if (r->nbytes > 0)
        memcpy(x->bytes, r->bytes, r->nbytes);
    return x;
}

void result_pool_done(struct result_pool *p)
{
    while (p->spare != NULL) {
        struct db_result *r = p->spare;
        p->spare = r->next;
        result_destroy(r);
    }
    p->nspare = 0;
}

static enum rc result_add(struct db_result *r, struct db_cell cell, struct err *e)
{
    if (r->ncells == r->cells_cap) {
        size_t cap = r->cells_cap == 0 ? 64 : r->cells_cap * 2;
        struct db_cell *cells;
        if (cap > RESULT_BYTES_MAX / sizeof(*cells))
            return ERR(e, RC_LIMIT, "the result has too many rows: page through it");
        cells = realloc(r->cells, cap * sizeof(*cells));
        if (cells == NULL)
            return ERR(e, RC_LIMIT, "out of memory for a result");
        r->cells = cells;
        r->cells_cap = cap;
    }
    r->cells[r->ncells++] = cell;
    return RC_OK;
}

enum rc result_null(struct db_result *r, struct err *e)
{
    return result_add(r, (struct db_cell){ .kind = DB_NULL }, e);
}

enum rc result_int(struct db_result *r, int64_t v, struct err *e)
{
    return result_add(r, (struct db_cell){ .kind = DB_INT, .i = v }, e);
}

enum rc result_real(struct db_result *r, double v, struct err *e)
{
    return result_add(r, (struct db_cell){ .kind = DB_REAL, .f = v }, e);
}

enum rc result_bytes(struct db_result *r, enum db_kind kind, struct str s, struct err *e)
{
    struct db_cell cell = { .kind = kind };

    if (s.len > r->bytes_cap - r->nbytes) {
        size_t cap = r->bytes_cap == 0 ? 4096 : r->bytes_cap * 2;
        char *bytes;
        if (s.len > RESULT_BYTES_MAX - r->nbytes)
            return ERR(e, RC_LIMIT, "the result is larger than %zu MiB: page through it",
                       RESULT_BYTES_MAX >> 20);
        while (cap < r->nbytes + s.len)
            cap *= 2;
        bytes = realloc(r->bytes, cap);
        if (bytes == NULL)
            return ERR(e, RC_LIMIT, "out of memory for a result");
        r->bytes = bytes;
        r->bytes_cap = cap;
    }
    if (s.len > 0)
        memcpy(r->bytes + r->nbytes, s.p, s.len);
    cell.s.at = r->nbytes;
    cell.s.len = s.len;
    r->nbytes += s.len;
    return result_add(r, cell, e);
}
