/*
 * output.c - FEEL values as text and as JSON, and JSON as FEEL values.
 *
 * Nesting deeper than OUT_DEPTH_MAX is written as null; evaluation cannot make such values by its own bounds.
 */
#include "dmn/ast.h"
#include "dmn/temporal.h"

#define OUT_DEPTH_MAX 200
#define TEXT_MAX ((size_t)4 << 20)

/* ---- text ---- */

static void put_value(struct buf *b, struct arena *a, const struct feel_value *v, int depth);

static void put_quoted(struct buf *b, struct str s)
{
    buf_byte(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];
        if (c == '"' || c == '\\')
            buf_byte(b, '\\');
        if (c == '\n' || c == '\t' || c == '\r')
            buf_c(b, c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r");
        else
            buf_byte(b, c);
    }
    buf_byte(b, '"');
}

static bool plain_name(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || (c == ' ' && i + 1 < s.len))))
            return false;
    }
    return s.len > 0;
}

static void put_context(struct buf *b, struct arena *a, const struct feel_value *v, int depth)
{
    struct str name;
    const struct feel_value *e;

    buf_byte(b, '{');
    for (size_t i = 0; feel_context_at(v, i, &name, &e); i++) {
        if (i > 0)
            buf_c(b, ", ");
        if (plain_name(name))
            buf_str(b, name);
        else
            put_quoted(b, name);
        buf_c(b, ": ");
        put_value(b, a, e, depth + 1);
    }
    buf_byte(b, '}');
}

static void put_range(struct buf *b, struct arena *a, const struct range *r, int depth)
{
    static const char *const ops[] = { "=", "!=", "<", "<=", ">", ">=" };
    const struct feel_value *end = r->low != NULL ? r->low : r->high;

    if (r->unary != 0) {
        buf_fmt(b, "(%s ", ops[r->unary - 1]);
        put_value(b, a, end, depth + 1);
        buf_byte(b, ')');
        return;
    }
    buf_byte(b, r->low_in ? '[' : '(');
    put_value(b, a, r->low, depth + 1);
    buf_c(b, "..");
    put_value(b, a, r->high, depth + 1);
    buf_byte(b, r->high_in ? ']' : ')');
}

static void put_function(struct buf *b, const struct func *f)
{
    buf_c(b, "function(");
    for (size_t i = 0; i < f->n_params; i++) {
        if (i > 0)
            buf_c(b, ", ");
        buf_str(b, f->params[i].name);
    }
    buf_byte(b, ')');
}

/* Text of a value that stands alone; strings inside lists and contexts are quoted (depth > 0). */
static struct str scalar_text(struct arena *a, const struct feel_value *v)
{
    switch (v->kind) {
    case FEEL_BOOL:
        return v->boolean ? STR("true") : STR("false");
    case FEEL_NUMBER:
        return dec_format(a, v->number);
    case FEEL_STRING:
        return v->string;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATETIME:
        return format_moment(a, v->kind, &v->moment);
    case FEEL_YM_DURATION:
        return format_months(a, v->months);
    case FEEL_DT_DURATION:
        return format_nanos(a, v->nanos);
    default:
        return STR("null");
    }
}

static void put_value(struct buf *b, struct arena *a, const struct feel_value *v, int depth)
{
    if (b->failed) /* full: shared lists may be far larger written out than in memory */
        return;
    if (v == NULL || depth > OUT_DEPTH_MAX) {
        buf_c(b, "null");
        return;
    }
    switch (v->kind) {
    case FEEL_LIST:
        buf_byte(b, '[');
        for (size_t i = 0; i < v->list.n; i++) {
            if (i > 0)
                buf_c(b, ", ");
            put_value(b, a, v->list.v[i], depth + 1);
        }
        buf_byte(b, ']');
        break;
    case FEEL_CONTEXT:
        put_context(b, a, v, depth);
        break;
    case FEEL_RANGE:
        put_range(b, a, &v->range, depth);
        break;
    case FEEL_FUNCTION:
        put_function(b, &v->func);
        break;
    case FEEL_STRING:
        if (depth > 0)
            put_quoted(b, v->string);
        else
            buf_str(b, v->string);
        break;
    default:
        buf_str(b, scalar_text(a, v));
        break;
    }
}

struct str feel_to_string(struct arena *a, const struct feel_value *v)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct str s;

    if (v == NULL)
        return STR("null");
    if (v->kind == FEEL_STRING)
        return arena_str(a, v->string);
    buf_init(&b, TEXT_MAX);
    put_value(&b, a, v, 0);
    if (buf_done(&b, NULL) == RC_OK)
        return arena_str(a, buf_view(&b));
    s = STR_NONE;
    (void)arena_alloc(a, SIZE_MAX / 2); /* too long: the arena fails, as it would with the text in it */
    return s;
}

/* ---- JSON ---- */

static void json_value(struct json_out *o, struct arena *a, const struct feel_value *v, int depth)
{
    struct str name;
    const struct feel_value *e;

    if (v == NULL || v->kind == FEEL_NULL || depth >= OUT_DEPTH_MAX || o->b->failed) {
        json_put_null(o);
        return;
    }
    switch (v->kind) {
    case FEEL_BOOL:
        json_put_bool(o, v->boolean);
        break;
    case FEEL_NUMBER:
        json_put_number(o, dec_format(a, v->number));
        break;
    case FEEL_LIST:
        json_open(o, '[');
        for (size_t i = 0; i < v->list.n; i++)
            json_value(o, a, v->list.v[i], depth + 1);
        json_close(o, ']');
        break;
    case FEEL_CONTEXT:
        json_open(o, '{');
        for (size_t i = 0; feel_context_at(v, i, &name, &e); i++) {
            json_name(o, name);
            json_value(o, a, e, depth + 1);
        }
        json_close(o, '}');
        break;
    default:
        json_put_str(o, v->kind == FEEL_RANGE || v->kind == FEEL_FUNCTION ? feel_to_string(a, v)
                                                                          : scalar_text(a, v));
        break;
    }
    if (arena_failed(a))
        o->b->failed = true; /* a text is missing */
    if (depth > 0 && v->kind != FEEL_LIST && v->kind != FEEL_CONTEXT)
        arena_clear(a);
}

void feel_to_json(struct json_out *o, const struct feel_value *v)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(TEXT_MAX);

    if (a == NULL) {
        json_put_null(o);
        o->b->failed = true;
        return;
    }
    json_value(o, a, v, 0);
}

static struct json *tree_value(struct arena *a, const struct feel_value *v, int depth);

/* Null where writing it would say null. */
static void tree_fill(struct arena *a, const struct feel_value *v, int depth, struct json *ret)
{
    const struct json **end = &ret->first;
    const struct feel_value *e = NULL;
    struct json *child;
    struct str name;

    if (v == NULL || v->kind == FEEL_NULL || depth >= OUT_DEPTH_MAX)
        return;
    switch (v->kind) {
    case FEEL_BOOL:
        ret->kind = JSON_BOOL;
        ret->boolean = v->boolean;
        return;
    case FEEL_NUMBER:
        ret->kind = JSON_NUMBER;
        ret->text = dec_format(a, v->number);
        return;
    case FEEL_LIST:
        ret->kind = JSON_ARRAY;
        for (; ret->n < v->list.n && (child = tree_value(a, v->list.v[ret->n], depth + 1)) != NULL;
             ret->n++) {
            *end = child;
            end = &child->next;
        }
        return;
    case FEEL_CONTEXT:
        ret->kind = JSON_OBJECT;
        for (; feel_context_at(v, ret->n, &name, &e) && (child = tree_value(a, e, depth + 1)) != NULL;
             ret->n++) {
            child->name = name;
            *end = child;
            end = &child->next;
        }
        return;
    default:
        ret->kind = JSON_STRING;
        ret->text =
            v->kind == FEEL_RANGE || v->kind == FEEL_FUNCTION ? feel_to_string(a, v) : scalar_text(a, v);
        return;
    }
}

static struct json *tree_value(struct arena *a, const struct feel_value *v, int depth)
{
    struct json *j = ARENA_NEW(a, struct json);

    if (j != NULL)
        tree_fill(a, v, depth, j);
    return j;
}

const struct json *feel_to_json_tree(struct arena *a, const struct feel_value *v)
{
    const struct json *j = tree_value(a, v, 0);

    return arena_failed(a) ? NULL : j;
}

static const struct feel_value *list_from(struct arena *a, const struct json *j, int depth);

static const struct feel_value *context_from(struct arena *a, const struct json *j, int depth);

static const struct feel_value *value_from(struct arena *a, const struct json *j, int depth)
{
    struct dec d;

    if (j == NULL || j->kind == JSON_NULL || depth > JSON_DEPTH_MAX)
        return VNULL;
    switch (j->kind) {
    case JSON_BOOL:
        return VBOOL(j->boolean);
    case JSON_NUMBER:
        return dec_parse(j->text, &d) ? feel_number(a, d) : VNULL;
    case JSON_STRING:
        return feel_string(a, j->text);
    case JSON_ARRAY:
        return list_from(a, j, depth);
    default:
        break;
    }
    return context_from(a, j, depth);
}

static const struct feel_value *context_from(struct arena *a, const struct json *j, int depth)
{
    struct feel_entry *v = ARENA_ARRAY(a, struct feel_entry, j->n + 1);
    size_t n = 0;

    for (const struct json *m = j->first; m != NULL && v != NULL; m = m->next)
        v[n++] = (struct feel_entry){ arena_str(a, m->name), value_from(a, m, depth + 1) };
    return arena_failed(a) ? NULL : feel_context_of(a, v, n);
}

static const struct feel_value *list_from(struct arena *a, const struct json *j, int depth)
{
    const struct feel_value **v = ARENA_ARRAY(a, const struct feel_value *, j->n + 1);
    size_t n = 0;

    if (v == NULL)
        return NULL;
    for (const struct json *m = j->first; m != NULL; m = m->next) {
        v[n] = value_from(a, m, depth + 1);
        if (v[n++] == NULL)
            return NULL;
    }
    return value_list(a, v, n);
}

const struct feel_value *feel_from_json(struct arena *a, const struct json *j)
{
    return value_from(a, j, 0);
}
