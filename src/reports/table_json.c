/*
 * table_json.c - reports as JSON: {"title", "subtitle", "columns": [{key, title, kind}], "rows": [{key:
 * value}], "totals", "notes"}. Dates are ISO 8601, percent a number of percent, durations whole seconds.
 */
#include "base/json.h"
#include "reports/cells.h"

#define ROW_BYTES ((size_t)4 << 20)

static const char *const kind_names[] = {
    [TABLE_TEXT] = "text",     [TABLE_INT] = "integer", [TABLE_PERCENT] = "percent",   [TABLE_DATE] = "date",
    [TABLE_MOMENT] = "moment", [TABLE_CODE] = "code",   [TABLE_DURATION] = "duration",
};

static void put_text(struct json_out *o, struct str s)
{
    json_put_str(o, utf8_valid(s) ? s : STR_NONE);
}

static void put_cell(struct arena *a, struct json_out *o, const struct table_column *c,
                     const struct table_cell *cell)
{
    if (cell->empty) {
        json_put_null(o);
        return;
    }
    switch (c->kind) {
    case TABLE_TEXT:
    case TABLE_CODE:
        put_text(o, cell->text);
        break;
    case TABLE_INT:
        json_put_int(o, cell->n);
        break;
    case TABLE_PERCENT:
        json_put_number(o, cell_decimal(a, cell->n));
        break;
    case TABLE_DATE:
    case TABLE_MOMENT:
        json_put_str(o, cell_iso(a, c, cell));
        break;
    case TABLE_DURATION:
        json_put_int(o, cell->n / 1000);
        break;
    }
}

static void put_row(struct arena *a, struct json_out *o, const struct table *t,
                    const struct table_cell *cells)
{
    json_open(o, '{');
    for (size_t i = 0; i < t->columns_n; i++) {
        json_name(o, t->columns[i].key);
        put_cell(a, o, &t->columns[i], &cells[i]);
    }
    json_close(o, '}');
}

static void put_columns(struct json_out *o, const struct table *t)
{
    json_name(o, STR("columns"));
    json_open(o, '[');
    for (size_t i = 0; i < t->columns_n; i++) {
        json_open(o, '{');
        json_member_str(o, "key", t->columns[i].key);
        json_member_str(o, "title", t->columns[i].title);
        json_member_str(o, "kind", str_c(kind_names[t->columns[i].kind]));
        json_close(o, '}');
    }
    json_close(o, ']');
}

static enum rc put_rows(struct arena *a, struct json_out *o, const struct table *t, struct err *e)
{
    json_name(o, STR("rows"));
    json_open(o, '[');
    while (t->next != NULL) {
        struct table_cell cells[DOC_COLUMNS_MAX] = { 0 };
        enum rc rc = t->next(t->self, cells, e);

        if (rc == RC_NOT_FOUND)
            break;
        if (rc != RC_OK)
            return rc;
        arena_clear(a);
        put_row(a, o, t, cells);
        if (arena_failed(a) || o->b->failed)
            break;
    }
    err_clear(e);
    json_close(o, ']');
    return arena_check(a, e);
}

enum rc table_write_json(const struct table *t, struct buf *out, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(ROW_BYTES);
    struct json_out o;
    enum rc rc = table_check(t, e);

    if (rc != RC_OK)
        return rc;
    if (a == NULL)
        return ERR(e, RC_LIMIT, "JSON: out of memory");
    json_out_init(&o, out);
    json_open(&o, '{');
    json_member_str(&o, "title", t->title);
    json_member_str(&o, "subtitle", t->subtitle);
    put_columns(&o, t);
    rc = put_rows(a, &o, t, e);
    if (rc != RC_OK)
        return rc;
    if (t->totals != NULL) {
        json_name(&o, STR("totals"));
        put_row(a, &o, t, t->totals);
    }
    json_name(&o, STR("notes"));
    json_open(&o, '[');
    for (size_t i = 0; i < t->notes_n; i++)
        put_text(&o, t->notes[i]);
    json_close(&o, ']');
    json_close(&o, '}');
    return buf_done(out, e);
}
