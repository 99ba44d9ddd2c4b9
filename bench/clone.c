/*
 * clone.c - reading patterns and making clones of them; see clone.h.
 */
#include "clone.h"

#include <inttypes.h>
#include <string.h>

#include "app/ledger_entry.h"
#include "base/hash.h"

#define ID_DIGITS_MIN 15u /* ids of the store have 18 digits; of clones 16 */
#define HASH_HEX 64u
#define IDS_MAX 4096u
#define NUMBERS_MAX 64u

static bool say(sqlite3 *db, const char *what)
{
    fprintf(stderr, "bulk: %s: %s\n", what, sqlite3_errmsg(db));
    return false;
}

size_t column_of(const struct table *t, const char *name)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq_c(t->columns[i], name))
            return i;
    return SIZE_MAX;
}

/* ---- tables ---- */

static struct str text_of(struct arena *a, sqlite3_stmt *s, int col)
{
    return arena_str(
        a, (struct str){ (const char *)sqlite3_column_text(s, col), (size_t)sqlite3_column_bytes(s, col) });
}

static bool table_read(sqlite3 *db, struct arena *a, struct str name, struct table *ret)
{
    struct str sql = arena_fmt(a, "SELECT name FROM pragma_table_info('%.*s') ORDER BY cid", STR_ARG(name));
    VEC(struct str) columns = { 0 };
    sqlite3_stmt *s = NULL;

    if (sqlite3_prepare_v2(db, sql.p, (int)sql.len, &s, NULL) != SQLITE_OK)
        return say(db, "columns");
    while (sqlite3_step(s) == SQLITE_ROW)
        (void)VEC_PUSH(a, &columns, text_of(a, s, 0));
    sqlite3_finalize(s);
    *ret = (struct table){ .name = name, .columns = columns.v, .n = columns.n };
    ret->by_case = column_of(ret, "case_id") != SIZE_MAX;
    ret->by_instance = !ret->by_case && column_of(ret, "instance_id") != SIZE_MAX;
    return true;
}

bool tables_read(sqlite3 *db, struct arena *a, struct tables *ret)
{
    static const char sql[] =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND "
        "name NOT LIKE 'case_search%' AND name NOT IN ('draft', 'operation', 'search_queue') "
        "ORDER BY CASE name WHEN 'applicant' THEN 0 WHEN 'cases' THEN 1 WHEN 'instance' THEN 2 WHEN 'task' "
        "THEN 3 WHEN 'letter' THEN 4 WHEN 'case_event' THEN 9 ELSE 5 END, name";
    VEC(struct table) v = { 0 };
    sqlite3_stmt *s = NULL;

    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        return say(db, "tables");
    while (sqlite3_step(s) == SQLITE_ROW) {
        struct table t;

        if (!table_read(db, a, text_of(a, s, 0), &t))
            return false;
        if (t.by_case || t.by_instance || str_eq_c(t.name, "cases") || str_eq_c(t.name, "applicant"))
            (void)VEC_PUSH(a, &v, t);
    }
    sqlite3_finalize(s);
    *ret = (struct tables){ v.v, v.n };
    return true;
}

/* ---- a pattern: first its ids and numbers ---- */

struct reader {
    sqlite3 *db;
    struct arena *a;
    const struct tables *t;
    int64_t case_id;
    struct pattern *p;
    int64_t ids[IDS_MAX], numbers[NUMBERS_MAX];
    VEC(struct row) rows;
    VEC(struct str) hashes; /* of own texts, in hexadecimal */
};

static size_t index_of(const int64_t *v, size_t n, int64_t x)
{
    for (size_t i = 0; i < n; i++)
        if (v[i] == x)
            return i;
    return SIZE_MAX;
}

static sqlite3_stmt *rows_of(struct reader *r, const struct table *t)
{
    const char *where = t->by_case       ? "case_id = ?1"
                        : t->by_instance ? "instance_id IN (SELECT id FROM instance WHERE case_id = ?1)"
                        : str_eq_c(t->name, "cases") ? "id = ?1"
                                                     : "id = (SELECT applicant_id FROM cases WHERE id = ?1)";
    struct str sql = arena_fmt(r->a, "SELECT * FROM %.*s WHERE %s ORDER BY 1, 2", STR_ARG(t->name), where);
    sqlite3_stmt *s = NULL;

    if (sqlite3_prepare_v2(r->db, sql.p, (int)sql.len, &s, NULL) != SQLITE_OK) {
        (void)say(r->db, "rows");
        return NULL;
    }
    sqlite3_bind_int64(s, 1, r->case_id);
    return s;
}

static void note_id(struct reader *r, int64_t id)
{
    size_t at = 0;

    while (at < r->p->n_ids && r->ids[at] < id)
        at++;
    if (r->p->n_ids == IDS_MAX || (at < r->p->n_ids && r->ids[at] == id))
        return;
    memmove(&r->ids[at + 1], &r->ids[at], (r->p->n_ids - at) * sizeof(r->ids[0]));
    r->ids[at] = id;
    r->p->n_ids++;
}

static void note_hash(struct reader *r, sqlite3_stmt *s, size_t column)
{
    struct hash h;
    struct str text;

    if (column == SIZE_MAX)
        return;
    text = text_of(r->a, s, (int)column);
    h = hash_bytes(text);
    (void)VEC_PUSH(r->a, &r->hashes, hash_hex(r->a, &h));
}

/* The text of a row that the ledger holds a hash of: SIZE_MAX when it has none. */
static size_t hashed_column(const struct table *t)
{
    return str_eq_c(t->name, "cases")    ? column_of(t, "extra")
           : str_eq_c(t->name, "letter") ? column_of(t, "data")
           : str_eq_c(t->name, "task")   ? column_of(t, "outcome")
                                         : SIZE_MAX;
}

static bool first_look(struct reader *r, const struct table *t)
{
    size_t id = column_of(t, "id"), number = column_of(t, "number");
    bool letter = str_eq_c(t->name, "letter");
    sqlite3_stmt *s = rows_of(r, t);

    if (s == NULL)
        return false;
    while (sqlite3_step(s) == SQLITE_ROW) {
        if (id != SIZE_MAX)
            note_id(r, sqlite3_column_int64(s, (int)id));
        if (letter && sqlite3_column_type(s, (int)number) != SQLITE_NULL && r->p->n_numbers < NUMBERS_MAX)
            r->numbers[r->p->n_numbers++] = sqlite3_column_int64(s, (int)number);
        note_hash(r, s, hashed_column(t));
        if (str_eq_c(t->name, "cases")) {
            r->p->code = text_of(r->a, s, (int)column_of(t, "tracking_code"));
            r->p->open = sqlite3_column_type(s, (int)column_of(t, "closed_at")) == SQLITE_NULL;
        }
    }
    sqlite3_finalize(s);
    return true;
}

/* ---- then its texts, cut at the marks ---- */

static bool word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The mark that the word `w` is; `before` is the text up to it. MARK_TEXT: none. */
static enum mark mark_of(const struct reader *r, struct str w, struct str before, size_t *which)
{
    int64_t n = 0;

    if (w.len == r->p->code.len && str_eq(w, r->p->code))
        return MARK_CODE;
    if (w.len == HASH_HEX)
        for (size_t i = 0; i < r->hashes.n; i++)
            if (str_eq(w, r->hashes.v[i])) {
                *which = i;
                return MARK_HASH;
            }
    if (!parse_i64(w, 1, INT64_MAX, &n))
        return MARK_TEXT;
    *which = w.len >= ID_DIGITS_MIN ? index_of(r->ids, r->p->n_ids, n) : SIZE_MAX;
    if (*which != SIZE_MAX)
        return MARK_ID;
    *which = str_ends(before, STR("\"number\":")) ? index_of(r->numbers, r->p->n_numbers, n) : SIZE_MAX;
    return *which != SIZE_MAX ? MARK_NUMBER : MARK_TEXT;
}

static void cut(struct reader *r, struct str s, struct cell *c)
{
    VEC(struct piece) v = { 0 };
    size_t from = 0, at = 0;

    while (at < s.len) {
        size_t end = at, which = 0;
        enum mark m;

        while (end < s.len && word_byte(s.p[end]))
            end++;
        m = end > at ? mark_of(r, str_sub(s, at, end - at), str_sub(s, 0, at), &which) : MARK_TEXT;
        if (m != MARK_TEXT) {
            (void)VEC_PUSH(r->a, &v,
                           ((struct piece){ .mark = MARK_TEXT, .text = str_sub(s, from, at - from) }));
            (void)VEC_PUSH(r->a, &v, ((struct piece){ .mark = m, .which = which }));
            from = end;
        }
        at = end > at ? end : at + 1;
    }
    (void)VEC_PUSH(r->a, &v, ((struct piece){ .mark = MARK_TEXT, .text = str_from(s, from) }));
    c->pieces = v.v;
    c->n = v.n;
}

static void read_cell(struct reader *r, const struct table *t, sqlite3_stmt *s, size_t col, struct cell *c)
{
    bool number = str_eq_c(t->columns[col], "number");

    c->type = sqlite3_column_type(s, (int)col);
    if (c->type == SQLITE_INTEGER) {
        c->i = sqlite3_column_int64(s, (int)col);
        c->which = index_of(r->ids, r->p->n_ids, c->i);
        c->is_id = c->which != SIZE_MAX;
        if (!c->is_id && number)
            c->which = index_of(r->numbers, r->p->n_numbers, c->i);
        c->is_number = !c->is_id && number && c->which != SIZE_MAX;
    } else if (c->type == SQLITE_FLOAT) {
        c->f = sqlite3_column_double(s, (int)col);
    } else if (c->type == SQLITE_TEXT) {
        struct str text = text_of(r->a, s, (int)col);

        r->p->bytes += text.len;
        cut(r, text, c);
    }
}

static bool second_look(struct reader *r, size_t table)
{
    const struct table *t = &r->t->v[table];
    sqlite3_stmt *s = rows_of(r, t);

    if (s == NULL)
        return false;
    while (sqlite3_step(s) == SQLITE_ROW) {
        struct cell *cells = ARENA_ARRAY(r->a, struct cell, t->n);

        for (size_t i = 0; cells != NULL && i < t->n; i++)
            read_cell(r, t, s, i, &cells[i]);
        (void)VEC_PUSH(r->a, &r->rows, ((struct row){ table, cells, t->n }));
    }
    sqlite3_finalize(s);
    return true;
}

static const int64_t *kept(struct arena *a, const int64_t *v, size_t n)
{
    int64_t *copy = ARENA_ARRAY(a, int64_t, n);

    if (copy != NULL && n > 0)
        memcpy(copy, v, n * sizeof(*v));
    return copy;
}

bool pattern_read(sqlite3 *db, struct arena *a, const struct tables *t, int64_t case_id, bool thin,
                  struct pattern *ret)
{
    struct reader *r = ARENA_NEW(a, struct reader);
    bool good = r != NULL;

    if (!good)
        return false;
    *ret = (struct pattern){ 0 };
    *r = (struct reader){ .db = db, .a = a, .t = t, .case_id = case_id, .p = ret };
    for (size_t i = 0; good && i < t->n; i++)
        good = first_look(r, &t->v[i]);
    for (size_t i = 0; good && i < t->n; i++)
        if (!thin || !str_eq_c(t->v[i].name, "instance_event"))
            good = second_look(r, i);
    ret->rows = r->rows.v;
    ret->n = r->rows.n;
    ret->ids = kept(a, r->ids, ret->n_ids);
    ret->numbers = kept(a, r->numbers, ret->n_numbers);
    return good && !arena_failed(a);
}

/* ---- a clone ---- */

struct making {
    struct arena *a;
    const struct tables *t;
    const struct pattern *p;
    const struct clone *c;
    VEC(struct str) hashes;
    struct hash head; /* of its ledger so far */
    clone_row_fn *fn;
    void *arg;
};

static struct str fill(struct making *m, const struct cell *c)
{
    CLEANUP(buf_free) struct buf b = { 0 };

    if (c->n == 1)
        return c->pieces[0].text;
    buf_init(&b, (size_t)16 << 20);
    for (size_t i = 0; i < c->n; i++) {
        const struct piece *p = &c->pieces[i];

        if (p->mark == MARK_TEXT)
            buf_str(&b, p->text);
        else if (p->mark == MARK_CODE)
            buf_str(&b, m->c->code);
        else if (p->mark == MARK_ID)
            buf_fmt(&b, "%" PRId64, m->c->first_id + (int64_t)p->which);
        else if (p->mark == MARK_NUMBER)
            buf_fmt(&b, "%" PRId64, m->c->new_numbers[p->which]);
        else
            buf_str(&b, p->which < m->hashes.n ? m->hashes.v[p->which] : STR_NONE);
    }
    return arena_str(m->a, buf_view(&b));
}

static struct value value_of(struct making *m, const struct cell *c)
{
    struct value v = { .type = c->type, .i = c->i, .f = c->f };

    if (c->is_id)
        v.i = m->c->first_id + (int64_t)c->which;
    else if (c->is_number)
        v.i = m->c->new_numbers[c->which];
    else if (c->type == SQLITE_TEXT)
        v.s = fill(m, c);
    return v;
}

/* Its place in the chain: the hash before and its own. */
static void chain(struct making *m, const struct table *t, struct value *v)
{
    struct event_rec r = { .seq = v[column_of(t, "seq")].i,
                           .at = v[column_of(t, "at")].i,
                           .kind = v[column_of(t, "kind")].s,
                           .actor = v[column_of(t, "actor")].s,
                           .post_id = v[column_of(t, "post_id")].i,
                           .official_id = v[column_of(t, "official_id")].i,
                           .acting_for = v[column_of(t, "acting_for")].i,
                           .public = v[column_of(t, "public")].i != 0,
                           .data = v[column_of(t, "data")].s };
    struct ledger_event ev = ledger_entry(m->a, m->c->code, &r);

    v[column_of(t, "hash_before")].s = hash_hex(m->a, &m->head);
    m->head = ledger_hash(&ev, &m->head);
    v[column_of(t, "hash")].s = hash_hex(m->a, &m->head);
}

static bool make_row(struct making *m, const struct row *r, bool emit)
{
    const struct table *t = &m->t->v[r->table];
    struct value *v = ARENA_ARRAY(m->a, struct value, r->n);
    size_t hashed = hashed_column(t);

    if (v == NULL)
        return false;
    for (size_t i = 0; i < r->n; i++)
        v[i] = value_of(m, &r->cells[i]);
    if (str_eq_c(t->name, "case_event"))
        chain(m, t, v);
    if (hashed != SIZE_MAX && !emit) {
        struct hash h = hash_bytes(v[hashed].s);

        (void)VEC_PUSH(m->a, &m->hashes, hash_hex(m->a, &h));
    }
    if (str_eq_c(t->name, "cases"))
        v[column_of(t, "event_head")].s = hash_hex(m->a, &m->head);
    return !emit || m->fn(m->arg, r->table, v, r->n);
}

/* Twice over those that hash or are hashed: the row of the case, which comes first, holds the last hash. */
bool clone_make(struct arena *a, const struct tables *t, const struct pattern *p, const struct clone *c,
                clone_row_fn *fn, void *arg)
{
    struct making m = { .a = a, .t = t, .p = p, .c = c, .fn = fn, .arg = arg };
    bool good = true;

    for (size_t i = 0; good && i < p->n; i++)
        if (hashed_column(&t->v[p->rows[i].table]) != SIZE_MAX)
            good = make_row(&m, &p->rows[i], false);
    m.head = ledger_genesis(c->code);
    for (size_t i = 0; good && i < p->n; i++)
        if (str_eq_c(t->v[p->rows[i].table].name, "case_event"))
            good = make_row(&m, &p->rows[i], false);
    for (size_t i = 0; good && i < p->n; i++) {
        if (str_eq_c(t->v[p->rows[i].table].name, "case_event"))
            continue;
        good = make_row(&m, &p->rows[i], true);
    }
    m.head = ledger_genesis(c->code);
    for (size_t i = 0; good && i < p->n; i++)
        if (str_eq_c(t->v[p->rows[i].table].name, "case_event"))
            good = make_row(&m, &p->rows[i], true);
    return good && !arena_failed(a);
}
