/*
 * tree.c - JSON values being built: the result of a form.
 *
 * base/json.h gives read-only trees; these nodes are our own, so that taking the const away is safe.
 */
#include "forms/inner.h"

static struct json *node(struct arena *a, enum json_kind kind)
{
    struct json *v = ARENA_NEW(a, struct json);

    if (v != NULL)
        v->kind = kind;
    return v;
}

struct json *tree_object(struct arena *a)
{
    return node(a, JSON_OBJECT);
}

struct json *tree_array(struct arena *a)
{
    return node(a, JSON_ARRAY);
}

struct json *tree_string(struct arena *a, struct str s)
{
    struct json *v = node(a, JSON_STRING);

    if (v != NULL)
        v->text = s;
    return v;
}

struct json *tree_number(struct arena *a, struct str digits)
{
    struct json *v = node(a, JSON_NUMBER);

    if (v != NULL)
        v->text = digits;
    return v;
}

struct json *tree_bool(struct arena *a, bool b)
{
    struct json *v = node(a, JSON_BOOL);

    if (v != NULL)
        v->boolean = b;
    return v;
}

static struct json *own(const struct json *v)
{
    return (struct json *)(uintptr_t)v;
}

void tree_append(struct json *array, struct json *v)
{
    struct json *last;

    if (array == NULL || v == NULL)
        return;
    v->next = NULL;
    array->n++;
    if (array->first == NULL) {
        array->first = v;
        return;
    }
    last = own(array->first);
    while (last->next != NULL)
        last = own(last->next);
    last->next = v;
}

static struct json *copy_at(struct arena *a, const struct json *v, int depth)
{
    struct json *c = node(a, v->kind), *last = NULL;

    if (c == NULL || depth > JSON_DEPTH_MAX)
        return NULL;
    *c = *v;
    c->first = c->next = NULL;
    c->n = 0;
    for (const struct json *child = v->first; child != NULL; child = child->next) {
        struct json *cc = copy_at(a, child, depth + 1);

        if (cc == NULL)
            return NULL;
        if (last == NULL)
            c->first = cc;
        else
            last->next = cc;
        last = cc;
        c->n++;
    }
    return c;
}

struct json *tree_copy(struct arena *a, const struct json *v)
{
    return v == NULL ? tree_object(a) : copy_at(a, v, 0);
}

static struct json *member(struct json *o, struct str name)
{
    return own(json_get_str(o, name));
}

static void unlink_member(struct json *o, const struct json *v)
{
    struct json *before = NULL;

    for (struct json *m = own(o->first); m != NULL; before = m, m = own(m->next)) {
        if (m != v)
            continue;
        if (before == NULL)
            o->first = m->next;
        else
            before->next = m->next;
        o->n--;
        return;
    }
}

void tree_put(struct arena *a, struct json *o, struct str path, struct json *v)
{
    struct str name = str_cut(&path, '.');

    while (o != NULL && path.p != NULL) {
        struct json *child = member(o, name);

        if (child == NULL || child->kind != JSON_OBJECT) {
            if (child != NULL)
                unlink_member(o, child);
            child = tree_object(a);
            if (child == NULL)
                return;
            child->name = name;
            tree_append(o, child);
        }
        o = child;
        name = str_cut(&path, '.');
    }
    if (o == NULL || v == NULL)
        return;
    if (member(o, name) != NULL)
        unlink_member(o, member(o, name));
    v->name = name;
    tree_append(o, v);
}

void tree_remove(struct json *o, struct str path)
{
    struct str name = str_cut(&path, '.');

    while (o != NULL && path.p != NULL) {
        o = member(o, name);
        name = str_cut(&path, '.');
    }
    if (o != NULL && member(o, name) != NULL)
        unlink_member(o, member(o, name));
}

const struct json *tree_at(const struct json *o, struct str path)
{
    while (o != NULL && path.p != NULL && path.len > 0)
        o = json_get_str(o, str_cut(&path, '.'));
    return o;
}
