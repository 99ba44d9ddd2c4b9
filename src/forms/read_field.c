/*
 * read_field.c - what one component of a form says: key and place, words, conditions, our properties.
 *
 * Not here: limits and options (read_limits.c), the tree of components (read.c).
 */
#include "forms/inner.h"
#include "forms/read_limits.h"

bool field_is_container(const struct form_field *f)
{
    return f->kind == FORM_GROUP || f->kind == FORM_LIST;
}

bool field_is_input(const struct form_field *f)
{
    switch (f->kind) {
    case FORM_GROUP:
    case FORM_LIST:
    case FORM_TABLE:
    case FORM_PROSE:
    case FORM_EXPRESSION:
    case FORM_SEPARATOR:
    case FORM_SPACER:
        return false;
    default:
        return true;
    }
}

bool field_is_many(const struct form_field *f)
{
    return f->kind == FORM_CHECKLIST || f->kind == FORM_TAGLIST || f->kind == FORM_FILES;
}

bool field_is_date(const struct form_field *f)
{
    return f->kind == FORM_DATE || f->kind == FORM_DATETIME ||
           (f->kind == FORM_TEXT && f->meaning == FORM_JALALI_DATE);
}

/* ---- FEEL ---- */

static const struct feel_expr *compile(struct form_reader *r, struct str text, struct str path)
{
    const struct feel_expr *x;
    struct err e = { 0 };
    enum rc rc = feel_compile(r->a, text, NULL, &x, &e);

    if (rc != RC_OK) {
        form_problem_add(r, path, false, "FEEL: %s", e.msg);
        return NULL;
    }
    (void)VEC_PUSH(r->a, &r->exprs, x);
    return x;
}

const struct form_expr *form_compile(struct form_reader *r, struct str text, struct str path)
{
    struct form_expr *x;

    text = str_trim(text);
    if (str_starts(text, STR("=")))
        text = str_trim(str_from(text, 1));
    if (str_empty(text))
        return NULL;
    x = ARENA_NEW(r->a, struct form_expr);
    if (x == NULL)
        return NULL;
    x->feel = compile(r, text, path);
    return x->feel != NULL ? x : NULL;
}

/* "words {{ expr }} words" */
static const struct form_expr *compile_parts(struct form_reader *r, struct str text, struct str path)
{
    struct form_expr *x = ARENA_NEW(r->a, struct form_expr);
    VEC(struct form_part) parts = { 0 };
    size_t pos = 0;

    while (pos < text.len) {
        size_t open = str_find(text, STR("{{"), pos);
        size_t close = open == SIZE_MAX ? SIZE_MAX : str_find(text, STR("}}"), open);
        struct form_part part = { .literal = STR_NONE };

        if (close == SIZE_MAX) {
            part.literal = str_from(text, pos);
            (void)VEC_PUSH(r->a, &parts, part);
            break;
        }
        part.literal = str_sub(text, pos, open - pos);
        if (!str_empty(part.literal))
            (void)VEC_PUSH(r->a, &parts, part);
        part.literal = STR_NONE;
        part.feel = compile(r, str_trim(str_sub(text, open + 2, close - open - 2)), path);
        if (part.feel == NULL)
            return NULL;
        (void)VEC_PUSH(r->a, &parts, part);
        pos = close + 2;
    }
    if (x == NULL)
        return NULL;
    x->parts = parts.v;
    x->parts_n = parts.n;
    return x;
}

const struct form_expr *form_compile_text(struct form_reader *r, struct str text, struct str path)
{
    if (str_starts(str_trim(text), STR("=")))
        return form_compile(r, text, path);
    if (str_find(text, STR("{{"), 0) != SIZE_MAX)
        return compile_parts(r, text, path);
    return NULL;
}

/* ---- keys and places ---- */

static bool is_key(struct str s)
{
    bool start = true;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if (c == '.') {
            if (start)
                return false;
            start = true;
            continue;
        }
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
        start = false;
    }
    return !start;
}

/* Where the values of the groups around begin; the row itself inside a list. */
static struct str scope_of(const struct form_field *parent)
{
    for (; parent != NULL && parent->kind != FORM_LIST; parent = parent->parent) {
        if (!str_empty(parent->path))
            return parent->path;
    }
    return STR_NONE;
}

static void read_place(struct form_reader *r, const struct json *o, struct str path, struct form_field *f)
{
    const char *member = field_is_container(f) ? "path" : "key";
    struct str scope = scope_of(f->parent);
    bool needed = field_is_input(f) || f->kind == FORM_LIST || f->kind == FORM_EXPRESSION;

    f->key = arena_str(r->a, json_text_of(o, member));
    if (str_empty(f->key) || !(needed || f->kind == FORM_GROUP)) {
        if (needed)
            form_problem_add(r, json_path(r->a, path, member), false, "a %s is missing", member);
        f->path = f->kind == FORM_GROUP ? scope : STR_NONE;
        return;
    }
    if (!is_key(f->key)) {
        form_problem_add(r, json_path(r->a, path, member), false,
                         "'%.*s' is no %s: letters, digits, _ and points only", STR_ARG(f->key), member);
        return;
    }
    f->path = str_empty(scope) ? f->key : arena_cat(r->a, arena_cat(r->a, scope, STR(".")), f->key);
}

/* ---- words and flags ---- */

static struct str text_of(struct form_reader *r, const struct json *o, const char *name)
{
    return arena_str(r->a, json_text_of(o, name));
}

static bool flag_of(struct form_reader *r, const struct json *o, struct str path, const char *name)
{
    const struct json *v = json_get(o, name);

    if (v == NULL || v->kind == JSON_NULL)
        return false;
    if (v->kind == JSON_BOOL)
        return v->boolean;
    form_problem_add(r, json_path(r->a, path, name), false, "must be true or false");
    return false;
}

static bool property_flag(const struct json *props, const char *name)
{
    const struct json *v = json_get(props, name);

    return v != NULL && ((v->kind == JSON_BOOL && v->boolean) || str_eq_c(json_text(v), "yes") ||
                         str_eq_c(json_text(v), "true"));
}

static void read_words(struct form_reader *r, const struct json *o, struct str path, struct form_field *f)
{
    const struct json *look = json_get(o, "appearance"), *layout = json_get(o, "layout");

    f->id = text_of(r, o, "id");
    f->label = text_of(r, o, "label");
    if (str_empty(f->label) && f->kind == FORM_DATE)
        f->label = text_of(r, o, "dateLabel");
    f->description = text_of(r, o, "description");
    f->readonly = flag_of(r, o, path, "readonly");
    f->disabled = flag_of(r, o, path, "disabled");
    f->searchable = flag_of(r, o, path, "searchable");
    f->prefix = text_of(r, look, "prefixAdorner");
    f->suffix = text_of(r, look, "suffixAdorner");
    f->layout_row = text_of(r, layout, "row");
    f->layout_columns = json_int_of(layout, "columns", 0);
    if (field_is_input(f) && str_empty(f->label))
        form_problem_add(r, json_path(r->a, path, "label"), true, "a field without a label");
    if (str_starts(f->label, STR("=")))
        form_problem_add(r, json_path(r->a, path, "label"), false, "a label is words, not FEEL");
}

/* ---- properties ---- */

static const struct {
    const char *name;
    enum form_meaning meaning;
} meanings[] = {
    { "national_id", FORM_NATIONAL_ID }, { "legal_id", FORM_LEGAL_ID }, { "phone", FORM_PHONE },
    { "mobile", FORM_MOBILE },           { "email", FORM_EMAIL },       { "postal_code", FORM_POSTAL_CODE },
    { "jalali_date", FORM_JALALI_DATE }, { "unit", FORM_UNIT },         { "post", FORM_POST },
    { "person", FORM_PERSON },           { "tracking", FORM_TRACKING },
};

static bool meaning_fits(const struct form_field *f, enum form_meaning m)
{
    if (f->kind == FORM_TEXT)
        return true;
    if (f->kind == FORM_DATE)
        return m == FORM_JALALI_DATE;
    return (f->kind == FORM_SELECT || f->kind == FORM_RADIO || f->kind == FORM_TAGLIST ||
            f->kind == FORM_CHECKLIST) &&
           (m == FORM_UNIT || m == FORM_POST || m == FORM_PERSON);
}

static void read_meaning(struct form_reader *r, struct str name, struct str path, struct form_field *f)
{
    if (str_empty(name))
        return;
    for (size_t i = 0; i < ARRAY_LEN(meanings); i++) {
        if (!str_eq_c(name, meanings[i].name))
            continue;
        if (!meaning_fits(f, meanings[i].meaning))
            form_problem_add(r, path, false, "this component cannot be of the kind '%s'", meanings[i].name);
        else
            f->meaning = meanings[i].meaning;
        return;
    }
    form_problem_add(r, path, false, "unknown kind '%.*s'", STR_ARG(name));
}

/* Words parted by spaces or commas. */
static void read_roles(struct form_reader *r, struct str text, struct form_field *f)
{
    struct { /* as VEC(struct str) */
        struct str *v;
        size_t n, cap;
    } list = { 0 };
    size_t from = 0;

    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && text.p[i] != ' ' && text.p[i] != ',')
            continue;
        if (i > from)
            (void)VEC_PUSH(r->a, &list, arena_str(r->a, str_sub(text, from, i - from)));
        from = i + 1;
    }
    f->visible_to = list.v;
    f->visible_to_n = list.n;
}

static void read_properties(struct form_reader *r, const struct json *o, struct str path,
                            struct form_field *f)
{
    const struct json *props = json_get(o, "properties");
    struct str base = json_path(r->a, path, "properties");

    if (props == NULL)
        return;
    if (props->kind != JSON_OBJECT) {
        form_problem_add(r, base, false, "must be an object");
        return;
    }
    read_meaning(r, json_text_of(props, "kind"), json_path(r->a, base, "kind"), f);
    f->hint = text_of(r, props, "hint");
    f->autocomplete = text_of(r, props, "autocomplete");
    f->past = property_flag(props, "past");
    f->future = property_flag(props, "future");
    read_roles(r, json_text_of(props, "visible_to"), f);
    f->required_if =
        form_compile(r, json_text_of(props, "required_if"), json_path(r->a, base, "required_if"));
    f->pattern_message = text_of(r, props, "pattern_message");
}

/* ---- kinds with contents of their own ---- */

static void read_contents(struct form_reader *r, const struct json *o, struct str path, struct form_field *f)
{
    struct str text;

    switch (f->kind) {
    case FORM_PROSE:
        f->text = text_of(r, o, "text");
        f->expression = form_compile_text(r, f->text, json_path(r->a, path, "text"));
        break;
    case FORM_EXPRESSION:
        f->expression = form_compile(r, json_text_of(o, "expression"), json_path(r->a, path, "expression"));
        if (f->expression == NULL)
            form_problem_add(r, path, r->errors > 0, "an expression is missing");
        break;
    case FORM_TABLE:
        text = json_text_of(o, "dataSource");
        f->text = arena_str(r->a, text);
        f->expression = form_compile(r, text, json_path(r->a, path, "dataSource"));
        break;
    default:
        break;
    }
}

void form_read_field(struct form_reader *r, const struct json *o, struct str path, struct form_field *f)
{
    struct str hide = json_text_of(json_get(o, "conditional"), "hide");

    if (f->kind == FORM_DATE) {
        struct str subtype = json_text_of(o, "subtype");

        if (str_eq_c(subtype, "time"))
            f->kind = FORM_TIME;
        else if (str_eq_c(subtype, "datetime"))
            f->kind = FORM_DATETIME;
        else if (!str_empty(subtype) && !str_eq_c(subtype, "date"))
            form_problem_add(r, json_path(r->a, path, "subtype"), false, "unknown subtype '%.*s'",
                             STR_ARG(subtype));
    }
    read_words(r, o, path, f);
    read_place(r, o, path, f);
    read_properties(r, o, path, f);
    f->hide = form_compile(r, hide, json_path(r->a, path, "conditional.hide"));
    read_contents(r, o, path, f);
    form_read_limits(r, o, path, f);
    form_read_options(r, o, path, f);
}
