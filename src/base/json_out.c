/*
 * json_out.c - writing JSON onto a buf.
 */
#include <assert.h>

#include "base/json.h"

void json_out_init(struct json_out *o, struct buf *b)
{
    *o = (struct json_out){ .b = b };
}

static void separate(struct json_out *o)
{
    if (o->after_name) {
        o->after_name = false;
        return;
    }
    if (o->begun[o->depth] && o->depth > 0)
        buf_byte(o->b, ',');
    o->begun[o->depth] = 1;
}

void json_open(struct json_out *o, char bracket)
{
    assert(bracket == '{' || bracket == '[');
    separate(o);
    buf_byte(o->b, bracket);
    o->depth++;
    assert(o->depth < JSON_DEPTH_MAX + 2);
    o->begun[o->depth] = 0;
}

void json_close(struct json_out *o, char bracket)
{
    assert(o->depth > 0 && !o->after_name);
    o->depth--;
    buf_byte(o->b, bracket);
}

/* The rest of a string from its first byte that must be escaped. */
static void escaped(struct buf *b, struct str s, size_t i)
{
    static const char hex[] = "0123456789abcdef";
    size_t from = 0;

    for (; i < s.len; i = json_plain(s, i + 1)) {
        unsigned char c = (unsigned char)s.p[i];

        buf_add(b, s.p + from, i - from);
        from = i + 1;
        buf_byte(b, '\\');
        switch (c) {
        case '"':
        case '\\':
            buf_byte(b, (char)c);
            break;
        case '\n':
            buf_byte(b, 'n');
            break;
        case '\t':
            buf_byte(b, 't');
            break;
        case '\r':
            buf_byte(b, 'r');
            break;
        default:
            buf_c(b, "u00");
            buf_byte(b, hex[c >> 4]);
            buf_byte(b, hex[c & 15]);
        }
    }
    if (from < s.len)
        buf_add(b, s.p + from, s.len - from);
}

/* Nearly every name and text has nothing to escape: written at once. */
static void quoted(struct buf *b, struct str s)
{
    size_t plain = json_plain(s, 0);
    char *p;

    if (!buf_reserve(b, s.len + 2))
        return;
    if (plain < s.len) {
        buf_byte(b, '"');
        escaped(b, s, plain);
        buf_byte(b, '"');
        return;
    }
    p = b->p + b->len;
    p[0] = '"';
    if (s.len > 0)
        memcpy(p + 1, s.p, s.len);
    p[s.len + 1] = '"';
    b->len += s.len + 2;
}

void json_name(struct json_out *o, struct str name)
{
    separate(o);
    quoted(o->b, name);
    buf_byte(o->b, ':');
    o->after_name = true;
}

void json_put_str(struct json_out *o, struct str s)
{
    separate(o);
    quoted(o->b, s);
}

void json_put_int(struct json_out *o, int64_t v)
{
    separate(o);
    buf_int(o->b, v);
}

void json_put_bool(struct json_out *o, bool v)
{
    separate(o);
    buf_c(o->b, v ? "true" : "false");
}

void json_put_null(struct json_out *o)
{
    separate(o);
    buf_c(o->b, "null");
}

void json_put_number(struct json_out *o, struct str digits)
{
    json_put_raw(o, digits);
}

void json_put_raw(struct json_out *o, struct str json)
{
    separate(o);
    buf_str(o->b, json);
}

void json_put_value(struct json_out *o, const struct json *v)
{
    switch (v == NULL ? JSON_NULL : v->kind) {
    case JSON_NULL:
        json_put_null(o);
        break;
    case JSON_BOOL:
        json_put_bool(o, v->boolean);
        break;
    case JSON_NUMBER:
        json_put_raw(o, v->text);
        break;
    case JSON_STRING:
        json_put_str(o, v->text);
        break;
    case JSON_ARRAY:
        json_open(o, '[');
        for (const struct json *c = v->first; c != NULL; c = c->next)
            json_put_value(o, c);
        json_close(o, ']');
        break;
    case JSON_OBJECT:
        json_open(o, '{');
        for (const struct json *c = v->first; c != NULL; c = c->next) {
            json_name(o, c->name);
            json_put_value(o, c);
        }
        json_close(o, '}');
        break;
    }
}

void json_member_str(struct json_out *o, const char *name, struct str v)
{
    json_name(o, str_c(name));
    json_put_str(o, v);
}

void json_member_int(struct json_out *o, const char *name, int64_t v)
{
    json_name(o, str_c(name));
    json_put_int(o, v);
}

void json_member_bool(struct json_out *o, const char *name, bool v)
{
    json_name(o, str_c(name));
    json_put_bool(o, v);
}

/* The next member in name order after `last`; quadratic, which small objects bear. */
static const struct json *member_after(const struct json *o, const struct json *last)
{
    const struct json *best = NULL;

    for (const struct json *c = o->first; c != NULL; c = c->next)
        if ((last == NULL || str_cmp(c->name, last->name) > 0) &&
            (best == NULL || str_cmp(c->name, best->name) < 0))
            best = c;
    return best;
}

static void canonical(struct json_out *o, const struct json *v)
{
    if (v == NULL || (v->kind != JSON_OBJECT && v->kind != JSON_ARRAY)) {
        json_put_value(o, v);
        return;
    }
    json_open(o, v->kind == JSON_OBJECT ? '{' : '[');
    if (v->kind == JSON_ARRAY)
        for (const struct json *c = v->first; c != NULL; c = c->next)
            canonical(o, c);
    else
        for (const struct json *c = member_after(v, NULL); c != NULL; c = member_after(v, c)) {
            json_name(o, c->name);
            canonical(o, c);
        }
    json_close(o, v->kind == JSON_OBJECT ? '}' : ']');
}

void json_canonical(struct buf *b, const struct json *v)
{
    struct json_out o;

    json_out_init(&o, b);
    canonical(&o, v);
}
