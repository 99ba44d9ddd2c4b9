/*
 * letter.c - reading a stored letter back as a document, and the values that its slots take.
 */
#include "app/letter.h"
#include "app/inner.h"
#include "app/sight.h"
#include "persian/digits.h"
#include "persian/jalali.h"
#include "port/office.h"

enum rc app_documents(struct app *app, struct documents **ret, struct err *e)
{
    enum rc rc = RC_OK;

    pthread_mutex_lock(&app->lock);
    if (app->documents == NULL)
        rc = documents_open(app->font_dir, &app->documents, e);
    if (rc == RC_OK)
        *ret = app->documents;
    pthread_mutex_unlock(&app->lock);
    return rc;
}

void app_documents_free(struct app *app)
{
    documents_close(app->documents);
    app->documents = NULL;
}

/* ---- slots ---- */

static struct slot_value of_json(const struct json *v)
{
    struct slot_value s = { .kind = SLOT_UNKNOWN };

    if (v == NULL)
        return s;
    s.kind = SLOT_EMPTY;
    if (v->kind == JSON_BOOL) {
        s.kind = SLOT_BOOL;
        s.truth = v->boolean;
    } else if ((v->kind == JSON_STRING || v->kind == JSON_NUMBER) && v->text.len > 0) {
        s.kind = SLOT_TEXT;
        s.text = v->text;
    } else if (v->kind == JSON_ARRAY && v->n > 0) {
        s.kind = SLOT_LIST;
        s.node = v;
        s.n = v->n;
    } else if (v->kind == JSON_OBJECT) {
        s.kind = SLOT_OBJECT;
        s.node = v;
    }
    return s;
}

/* The Persian word of a coded value: texts/fa.po "name.value", else the title of a unit or post of that code.
 */
static struct str word_of(const struct letter_values *v, struct str name, struct str value)
{
    struct arena *a = v->cx->a;
    struct str key = arena_cat(a, arena_cat(a, name, STR(".")), value);
    struct unit_rec unit;
    struct post_rec post;

    if (package_has_text(v->pkg, key))
        return package_text(v->pkg, key);
    if (unit_by_code(v->cx->tx, a, value, &unit, NULL) == RC_OK)
        return unit.name;
    if (post_by_code(v->cx->tx, a, value, v->cx->now_ms, &post, NULL) == RC_OK)
        return post.title;
    return value;
}

static struct slot_value worded(const struct letter_values *v, const struct json *object, struct str name)
{
    const struct json *base;
    struct slot_value s = { .kind = SLOT_UNKNOWN };

    if (!str_ends(name, STR("_text")))
        return s;
    name = str_sub(name, 0, name.len - 5);
    base = json_get_str(object, name);
    if (base == NULL)
        return s;
    s.kind = SLOT_EMPTY;
    if (base->kind == JSON_BOOL || base->kind == JSON_STRING || base->kind == JSON_NUMBER) {
        struct str value =
            base->kind == JSON_BOOL ? (base->boolean ? STR("true") : STR("false")) : base->text;

        s.text = value.len > 0 ? word_of(v, name, value) : STR_NONE;
        s.kind = s.text.len > 0 ? SLOT_TEXT : SLOT_EMPTY;
    }
    return s;
}

static struct slot_value slot_get(void *self, const void *scope, struct str name)
{
    const struct letter_values *v = self;
    const struct json *object = scope != NULL ? scope : v->root;
    struct slot_value s = of_json(json_get_str(object, name));

    if (s.kind == SLOT_UNKNOWN)
        s = worded(v, object, name);
    if (s.kind == SLOT_UNKNOWN && scope == NULL)
        s.kind = SLOT_EMPTY; /* a variable that this case never had */
    return s;
}

static struct slot_value slot_item(void *self UNUSED, const void *list, size_t i)
{
    return of_json(json_at(list, i));
}

struct slot_source letter_slot_source(struct letter_values *v)
{
    return (struct slot_source){ slot_get, slot_item, v };
}

/* ---- a stored letter ---- */

static enum rc letterhead(struct cx *cx, const struct letter_rec *l, struct doc_letterhead *ret,
                          struct err *e)
{
    struct unit_rec unit;
    struct str *names = ARENA_ARRAY(cx->a, struct str, 8);
    size_t n = 0;
    enum rc rc = unit_by_id(cx->tx, cx->a, l->unit_id, &unit, e);

    if (names == NULL)
        return arena_check(cx->a, e);
    while (rc == RC_OK) {
        memmove(names + 1, names, n * sizeof(*names));
        names[0] = unit.name;
        if (++n == 7 || unit.parent_id == 0)
            break;
        rc = unit_by_id(cx->tx, cx->a, unit.parent_id, &unit, e);
    }
    *ret = (struct doc_letterhead){
        .invocation = STR("بسمه تعالی"),
        .units = names,
        .units_n = n,
        .number = l->number == 0 ? STR_NONE
                                 : arena_fmt(cx->a, "%lld/%lld", (long long)l->year, (long long)l->number),
        .date = jdate_text(cx->a, jdate_from_day((int32_t)l->day), JDATE_SHORT),
        .attachment = l->attachments == 0 ? STR("ندارد") : int_fa(cx->a, l->attachments),
    };
    return rc;
}

enum rc letter_document(struct cx *cx, int64_t letter_id, int64_t case_id, struct doc **ret,
                        struct letter_rec *rec, struct err *e)
{
    struct letter_values v = { .cx = cx };
    struct slot_source slots;
    struct doc_letterhead head;
    const struct letter *l;
    struct case_rec c;
    enum rc rc = letter_by_id(cx->tx, cx->a, letter_id, rec, e);

    if (rc == RC_OK && (rec->case_id == 0 || (case_id != 0 && rec->case_id != case_id)))
        rc = ERR(e, RC_NOT_FOUND, "the letter belongs to another case");
    if (rc == RC_OK)
        rc = case_by_id(cx->tx, cx->a, rec->case_id, &c, e);
    if (rc == RC_OK)
        rc = sight_of_case(cx, &c, e);
    if (rc != RC_OK)
        return rc;
    if (rec->template.len == 0)
        return ERR(e, RC_INVALID, "letter %lld is a received one", (long long)letter_id);
    rc = json_parse(cx->a, rec->data, &v.root, e);
    if (rc == RC_OK)
        rc = catalogue_get(cx, json_int_of(v.root, "process_id", 0), &v.pkg, e);
    if (rc != RC_OK)
        return rc;
    l = package_letter(v.pkg, rec->template);
    if (l == NULL)
        return ERR(e, RC_INVALID, "no template %.*s", STR_ARG(rec->template));
    rc = letterhead(cx, rec, &head, e);
    slots = letter_slot_source(&v);
    return rc == RC_OK ? letter_render(cx->a, l, &slots, &head, ret, e) : rc;
}
