/*
 * letter_expand.c - a letter's template with the values of one case: conditions decided, loops turned,
 * filters done.
 *
 * Values do not become text here: each leaves a mark in the source, so that no value can be taken for markup.
 */
#include "persian/digits.h"
#include "persian/jalali.h"
#include "persian/phone.h"
#include "reports/letter_inner.h"
#include "reports/model.h"

#define EXPANSION_MAX ((size_t)2 << 20)
#define LIST_TEXT_MAX 1000u
#define SPOKEN_MAX 40u
#define CODE_DIGITS 10u /* of a tracking code: said and read in groups of 3, 3 and 4 */

struct scope {
    struct slot_value item; /* {{ this }} */
    size_t index;
    const struct scope *up; /* NULL: the top of the source */
};

struct expander {
    struct arena *a;
    const struct letter *l;
    const struct slot_source *slots;
    struct expansion *x;
    size_t turns;
    struct err *e;
};

static struct slot_value lookup_first(struct expander *ex, const struct scope *sc, struct str name)
{
    for (; sc->up != NULL; sc = sc->up) {
        struct slot_value v;

        if (str_eq_c(name, "this"))
            return sc->item;
        if (str_eq_c(name, "index"))
            return (struct slot_value){ .kind = SLOT_TEXT, .text = arena_fmt(ex->a, "%zu", sc->index + 1) };
        if (sc->item.kind != SLOT_OBJECT)
            continue;
        v = ex->slots->get(ex->slots->self, sc->item.node, name);
        if (v.kind != SLOT_UNKNOWN)
            return v;
    }
    return ex->slots->get(ex->slots->self, NULL, name);
}

static struct slot_value lookup(struct expander *ex, const struct scope *sc, struct str name)
{
    struct slot_value v = lookup_first(ex, sc, str_cut(&name, '.'));

    while (name.p != NULL) {
        struct str part = str_cut(&name, '.');

        if (v.kind == SLOT_EMPTY)
            return v;
        if (v.kind != SLOT_OBJECT)
            return (struct slot_value){ .kind = SLOT_UNKNOWN };
        v = ex->slots->get(ex->slots->self, v.node, part);
    }
    return v;
}

static bool is_true(const struct slot_value *v)
{
    switch (v->kind) {
    case SLOT_TEXT:
        return !str_empty(v->text);
    case SLOT_BOOL:
        return v->truth;
    case SLOT_LIST:
        return v->n > 0;
    case SLOT_OBJECT:
        return true;
    default:
        return false;
    }
}

/* ---- filters ---- */

static bool to_instant(struct str s, int64_t *ms, bool *has_time)
{
    int32_t day;

    *has_time = iso_parse_instant(s, ms);
    if (*has_time)
        return true;
    if (!iso_parse_day(str_sub(s, 0, 10), &day))
        return false;
    *ms = day_start_ms(day);
    return true;
}

static struct str date_filter(struct arena *a, struct str s, enum letter_filter f)
{
    int64_t ms;
    bool has_time;

    if (!to_instant(s, &ms, &has_time))
        return s;
    switch (f) {
    case FILTER_DATE:
        return jdate_text_ms(a, ms, JDATE_LONG);
    case FILTER_DAY:
        return jdate_text_ms(a, ms, JDATE_SHORT);
    case FILTER_TIME:
        return has_time ? jtime_text(a, ms) : STR_NONE;
    default:
        return has_time ? jmoment_text(a, ms, JDATE_LONG) : jdate_text_ms(a, ms, JDATE_LONG);
    }
}

static struct str code_filter(struct arena *a, struct str s)
{
    struct str ascii = digits_ascii(a, s);

    if (!digits_only(ascii))
        return s;
    return code_fa(a, ascii, ascii.len == CODE_DIGITS ? "334" : "3333333");
}

static struct str phone_filter(struct arena *a, struct str s)
{
    struct phone p;

    return phone_parse(s, &p) == PHONE_OK ? phone_shown(a, &p) : s;
}

/* Digit by digit, a pause after each three (the last four of ten together), as code_filter() groups them. */
static struct str spoken_filter(struct arena *a, struct str s)
{
    struct str ascii = digits_ascii(a, s);
    struct str out = STR_NONE;

    if (!digits_only(ascii) || ascii.len > SPOKEN_MAX)
        return s;
    for (size_t i = 0; i < ascii.len; i++) {
        bool pause = i > 0 && i % 3 == 0 && !(ascii.len == CODE_DIGITS && i == CODE_DIGITS - 1);

        out = arena_fmt(a, "%.*s%s%c", STR_ARG(out), pause ? "، " : i > 0 ? " " : "", ascii.p[i]);
    }
    return out;
}

static void apply(struct arena *a, enum letter_filter f, struct slot_text *t)
{
    switch (f) {
    case FILTER_DATE:
    case FILTER_DAY:
    case FILTER_TIME:
    case FILTER_MOMENT:
        t->text = date_filter(a, t->text, f);
        break;
    case FILTER_NUMBER:
        t->text = number_fa(a, digits_ascii(a, t->text));
        break;
    case FILTER_CODE:
        t->text = code_filter(a, t->text);
        t->flags |= DOC_LTR;
        break;
    case FILTER_PHONE:
        t->text = phone_filter(a, t->text);
        t->flags |= DOC_LTR;
        break;
    case FILTER_SPOKEN:
        t->text = spoken_filter(a, t->text);
        break;
    case FILTER_LTR:
        t->flags |= DOC_LTR;
        break;
    case FILTER_EXACT:
        t->flags |= DOC_LTR | DOC_EXACT;
        break;
    case FILTER_BOLD:
        t->flags |= DOC_BOLD;
        break;
    }
}

/* ---- expansion ---- */

/* «الف، ب، ج»; false when an item is no text. */
static bool list_text(struct expander *ex, const struct slot_value *list, struct str *ret)
{
    struct buf b;

    buf_init(&b, (size_t)1 << 20);
    for (size_t i = 0; i < list->n && i < LIST_TEXT_MAX; i++) {
        struct slot_value v = ex->slots->item(ex->slots->self, list->node, i);

        if (v.kind != SLOT_TEXT) {
            buf_free(&b);
            return false;
        }
        if (i > 0)
            buf_c(&b, "، ");
        buf_str(&b, v.text);
    }
    *ret = arena_str(ex->a, buf_view(&b));
    buf_free(&b);
    return true;
}

static enum rc value_text(struct expander *ex, const struct node *n, const struct slot_value *v,
                          struct str *ret)
{
    *ret = STR_NONE;
    switch (v->kind) {
    case SLOT_EMPTY:
        return RC_OK;
    case SLOT_TEXT:
        *ret = v->text;
        return RC_OK;
    case SLOT_BOOL:
        *ret = v->truth ? STR("بله") : STR("خیر");
        return RC_OK;
    case SLOT_LIST:
        if (list_text(ex, v, ret))
            return RC_OK;
        break;
    case SLOT_OBJECT:
        break;
    case SLOT_UNKNOWN:
        return ERR(ex->e, RC_INVALID, "%.*s:%d: unknown slot '%.*s'", STR_ARG(ex->l->file), n->line,
                   STR_ARG(n->text));
    }
    return ERR(ex->e, RC_INVALID, "%.*s:%d: slot '%.*s' is no text", STR_ARG(ex->l->file), n->line,
               STR_ARG(n->text));
}

static enum rc put_slot(struct expander *ex, const struct node *n, const struct scope *sc)
{
    struct slot_value v = lookup(ex, sc, n->text);
    struct slot_text t = { .flags = DOC_PLAIN };
    enum rc rc = value_text(ex, n, &v, &t.text);

    if (rc != RC_OK)
        return rc;
    if (str_empty(t.text))
        return RC_OK;
    for (size_t i = 0; i < n->filters_n; i++)
        apply(ex->a, n->filters[i], &t);
    buf_byte(&ex->x->b, SLOT_MARK_OPEN);
    buf_int(&ex->x->b, (int64_t)ex->x->values.n);
    buf_byte(&ex->x->b, SLOT_MARK_CLOSE);
    if (!VEC_PUSH(ex->a, &ex->x->values, t))
        return arena_check(ex->a, ex->e);
    return RC_OK;
}

static enum rc expand(struct expander *ex, const struct node *first, const struct scope *sc);

static enum rc put_each(struct expander *ex, const struct node *n, const struct scope *sc)
{
    struct slot_value list = lookup(ex, sc, n->text);

    if (!is_true(&list))
        return expand(ex, n->other, sc);
    if (list.kind != SLOT_LIST)
        return ERR(ex->e, RC_INVALID, "%.*s:%d: slot '%.*s' is no list", STR_ARG(ex->l->file), n->line,
                   STR_ARG(n->text));
    for (size_t i = 0; i < list.n; i++) {
        struct scope turn = { ex->slots->item(ex->slots->self, list.node, i), i, sc };
        enum rc rc;

        if (++ex->turns > LETTER_ITEMS_MAX)
            return ERR(ex->e, RC_LIMIT, "%.*s:%d: more than %u items", STR_ARG(ex->l->file), n->line,
                       LETTER_ITEMS_MAX);
        rc = expand(ex, n->body, &turn);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static enum rc expand(struct expander *ex, const struct node *first, const struct scope *sc)
{
    for (const struct node *n = first; n != NULL; n = n->next) {
        struct slot_value v;
        enum rc rc = RC_OK;

        switch (n->kind) {
        case NODE_TEXT:
            buf_str(&ex->x->b, n->text);
            break;
        case NODE_SLOT:
            rc = put_slot(ex, n, sc);
            break;
        case NODE_IF:
            v = lookup(ex, sc, n->text);
            rc = expand(ex, is_true(&v) != n->negate ? n->body : n->other, sc);
            break;
        case NODE_EACH:
            rc = put_each(ex, n, sc);
            break;
        }
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

enum rc letter_expand(struct arena *a, const struct letter *l, const struct node *t,
                      const struct slot_source *slots, struct expansion *ret, struct err *e)
{
    struct expander ex = { .a = a, .l = l, .slots = slots, .x = ret, .e = e };
    struct scope top = { .item = { .kind = SLOT_UNKNOWN } };
    enum rc rc;

    *ret = (struct expansion){ 0 };
    buf_init(&ret->b, EXPANSION_MAX);
    rc = expand(&ex, t, &top);
    if (rc == RC_OK)
        rc = arena_check(a, e);
    if (rc == RC_OK)
        rc = buf_done(&ret->b, e);
    return rc;
}

void expansion_done(struct expansion *x)
{
    buf_free(&x->b);
}

const struct slot_text *expansion_value(const struct expansion *x, struct str part, size_t *pos)
{
    size_t i = *pos + 1, n = 0;

    if (*pos >= part.len || part.p[*pos] != SLOT_MARK_OPEN)
        return NULL;
    while (i < part.len && part.p[i] != SLOT_MARK_CLOSE)
        n = n * 10 + (size_t)(part.p[i++] - '0');
    if (i >= part.len || n >= x->values.n)
        return NULL;
    *pos = i + 1;
    return &x->values.v[n];
}

struct str expansion_plain(struct arena *a, const struct expansion *x, struct str part, bool raw)
{
    struct str out = STR_NONE;
    struct buf b;
    size_t pos = 0;

    buf_init(&b, EXPANSION_MAX);
    while (pos < part.len) {
        const struct slot_text *v = expansion_value(x, part, &pos);
        size_t from = pos;

        if (v != NULL) {
            buf_str(&b, raw ? v->text : shown_text(a, v->text, v->flags));
            continue;
        }
        if (part.p[pos] == '\\' && pos + 1 < part.len)
            from = ++pos;
        else if (part.p[pos] == '*' && pos + 1 < part.len && part.p[pos + 1] == '*') {
            pos += 2;
            continue;
        }
        pos++;
        while (pos < part.len && part.p[pos] != SLOT_MARK_OPEN && part.p[pos] != '\\' && part.p[pos] != '*')
            pos++;
        buf_str(&b, raw ? str_sub(part, from, pos - from)
                        : shown_text(a, str_sub(part, from, pos - from), DOC_PLAIN));
    }
    if (!b.failed)
        out = arena_str(a, str_trim(buf_view(&b)));
    buf_free(&b);
    return out;
}
