/*
 * request.c - what handlers read: path, fields, files, headers.
 *
 * Asking for a field that the form does not declare, or for the wrong kind, is a mistake of ours and ends the
 * program.
 */
#include <assert.h>

#include "persian/text.h"
#include "web/inner.h"

bool req_ok(const struct req *rq)
{
    return rq->errors == NULL;
}

struct str req_path(const struct req *rq, const char *name)
{
    size_t n = strlen(name);

    for (size_t i = 0; i < rq->in->path_values_n; i++) {
        const struct path_value *v = &rq->in->path_values[i];

        if (v->name_len == n && memcmp(v->name, name, n) == 0)
            return v->value;
    }
    assert(false && "the route has no such parameter");
    return STR_NONE;
}

int64_t req_path_int(const struct req *rq, const char *name)
{
    int64_t v;

    return parse_i64(req_path(rq, name), 1, INT64_MAX, &v) ? v : 0;
}

/* ---- fields ---- */

static const struct field_value *find(const struct req *rq, struct str name)
{
    for (size_t i = 0; i < rq->in->fields.n; i++)
        if (str_eq_c(name, rq->in->fields.v[i].f->name))
            return &rq->in->fields.v[i];
    return NULL;
}

static const struct field_value *value(const struct req *rq, const char *name)
{
    const struct field_value *v = find(rq, str_c(name));

    assert(v != NULL && "a field that the form does not declare");
    return v;
}

static bool texted(enum field_kind k)
{
    return k != FIELD_FILE && k != FIELD_SECRET && k != FIELD_BOOL && k != FIELD_ANY;
}

struct str req_text_at(const struct req *rq, const char *name, size_t i)
{
    const struct field_value *v = value(rq, name);

    assert(texted(v->f->kind));
    return v->good && i < v->stored.n ? v->stored.v[i] : STR_NONE;
}

struct str req_text(const struct req *rq, const char *name)
{
    return req_text_at(rq, name, 0);
}

/* A box of a declared date by its own name. */
static bool typed_box(const struct req *rq, struct str name, struct str *ret)
{
    static const struct str ends[3] = { STR_INIT("-year"), STR_INIT("-month"), STR_INIT("-day") };

    for (size_t k = 0; k < 3; k++) {
        const struct field_value *v;

        if (!str_ends(name, ends[k]))
            continue;
        v = find(rq, str_sub(name, 0, name.len - ends[k].len));
        if (v == NULL || v->f->kind != FIELD_DATE)
            continue;
        *ret = v->box[k];
        return true;
    }
    return false;
}

struct str req_typed(const struct req *rq, const char *name)
{
    const struct field_value *v = find(rq, str_c(name));
    struct str box = STR_NONE;

    if (v == NULL && typed_box(rq, str_c(name), &box))
        return box;
    assert(v != NULL && "a field that the form does not declare");
    assert(v->f->kind != FIELD_SECRET && v->f->kind != FIELD_FILE);
    return v->typed.n > 0 ? v->typed.v[0] : STR_NONE;
}

bool req_has(const struct req *rq, const char *name)
{
    const struct field_value *v = value(rq, name);

    return v->given && v->good;
}

int64_t req_int(const struct req *rq, const char *name)
{
    const struct field_value *v = value(rq, name);

    assert(v->f->kind == FIELD_INT || v->f->kind == FIELD_ID);
    return v->good ? v->number : 0;
}

bool req_bool(const struct req *rq, const char *name)
{
    const struct field_value *v = value(rq, name);

    assert(v->f->kind == FIELD_BOOL);
    return v->good && v->number != 0;
}

struct jdate req_date(const struct req *rq, const char *name)
{
    const struct field_value *v = value(rq, name);

    assert(v->f->kind == FIELD_DATE);
    return v->good ? v->date : (struct jdate){ 0 };
}

struct str req_secret(const struct req *rq, const char *name)
{
    const struct field_value *v = value(rq, name);

    assert(v->f->kind == FIELD_SECRET);
    return v->good && v->stored.n > 0 ? v->stored.v[0] : STR_NONE;
}

size_t req_count(const struct req *rq, const char *name)
{
    const struct field_value *v = value(rq, name);

    return v->good ? v->stored.n : 0;
}

size_t req_file_count(const struct req *rq, const char *name)
{
    const struct field_value *v = value(rq, name);

    assert(v->f->kind == FIELD_FILE);
    return v->good ? v->files.n : 0;
}

const struct req_file *req_file_at(const struct req *rq, const char *name, size_t i)
{
    return i < req_file_count(rq, name) ? &value(rq, name)->files.v[i] : NULL;
}

/* ---- families of fields ---- */

static bool fill_any(const struct req *rq, const struct body_part *p, size_t prefix, struct any_field *ret)
{
    *ret = (struct any_field){ .key = str_from(p->name, prefix) };
    if (p->is_file) {
        ret->file = &p->file;
        return true;
    }
    if (!utf8_valid(p->value)) /* shown with U+FFFD, refused by the form's own check of the text */
        ret->typed = text_stored(rq->arena, p->value, TEXT_MANY_LINES);
    else
        ret->typed = p->value;
    ret->text = text_stored(rq->arena, p->value, TEXT_MANY_LINES);
    return true;
}

bool req_any_at(const struct req *rq, const char *family, size_t i, struct any_field *ret)
{
    const struct body_parts *parts = &rq->in->parts;

    assert(value(rq, family)->f->kind == FIELD_ANY);
    for (size_t k = 0; k < parts->list.n; k++) {
        const struct body_part *p = &parts->list.v[k];

        if (str_starts(p->name, str_c(family)) && i-- == 0)
            return fill_any(rq, p, strlen(family), ret);
    }
    return false;
}

bool req_any(const struct req *rq, const char *family, struct str key, struct any_field *ret)
{
    const struct body_parts *parts = &rq->in->parts;
    size_t n = strlen(family);

    assert(value(rq, family)->f->kind == FIELD_ANY);
    for (size_t k = 0; k < parts->list.n; k++) {
        const struct body_part *p = &parts->list.v[k];

        if (str_starts(p->name, str_c(family)) && str_eq(str_from(p->name, n), key))
            return fill_any(rq, p, n, ret);
    }
    return false;
}

/* ---- errors ---- */

void req_add_error(struct req *rq, const char *field, enum msg key)
{
    field_errors_add(rq->arena, &rq->in->errors, str_c(field), key, msg(key));
    rq->errors = rq->in->errors.first;
}

void req_add_error_text(struct req *rq, struct str field, struct str text)
{
    field_errors_add(rq->arena, &rq->in->errors, arena_str(rq->arena, field), MSG_NONE,
                     arena_str(rq->arena, text));
    rq->errors = rq->in->errors.first;
}

struct str req_error(const struct req *rq, const char *field)
{
    for (const struct field_error *x = rq->errors; x != NULL; x = x->next)
        if (str_eq_c(x->field, field))
            return x->text;
    return STR_NONE;
}

/* ---- the rest ---- */

struct str req_header(const struct req *rq, const char *name)
{
    return http_head_value(&rq->in->head, name);
}

struct str req_cookie(const struct req *rq, const char *name)
{
    return http_cookie(&rq->in->head, name);
}

struct str req_peer(const struct req *rq)
{
    return rq->in->peer;
}

bool req_is_tls(const struct req *rq)
{
    return rq->in->tls;
}

struct str req_session(const struct req *rq)
{
    return rq->in->session_token;
}

struct str req_body(const struct req *rq)
{
    return rq->in->raw_body;
}
