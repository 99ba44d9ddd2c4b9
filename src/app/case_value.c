/*
 * case_value.c - values of a case for registers and reports.
 */
#include "app/case_value.h"
#include "app/flow.h"
#include "persian/jalali.h"
#include "port/office.h"

int64_t case_days_late(const struct case_rec *c, int64_t now)
{
    int64_t end = c->answered_at != 0 ? c->answered_at : c->closed_at != 0 ? c->closed_at : now;

    return c->due_at == 0 || end <= c->due_at ? 0 : (int64_t)day_from_ms(end) - day_from_ms(c->due_at);
}

int64_t case_days_to_answer(const struct case_rec *c)
{
    return c->answered_at == 0 ? -1 : (int64_t)day_from_ms(c->answered_at) - day_from_ms(c->registered_at);
}

/* ---- names of units and posts ---- */

struct case_name case_name_of_unit(struct case_names *n, int64_t id)
{
    struct case_name one = { .id = id };
    struct unit_rec u;

    for (size_t i = 0; i < n->units.n; i++)
        if (n->units.v[i].id == id)
            return n->units.v[i];
    if (id != 0 && unit_by_id(n->cx->tx, n->cx->a, id, &u, NULL) == RC_OK) {
        one.code = u.code;
        one.title = u.name;
    }
    (void)VEC_PUSH(n->cx->a, &n->units, one);
    return one;
}

struct case_name case_name_of_post(struct case_names *n, int64_t id)
{
    struct case_name one = { .id = id };
    struct post_rec p;

    for (size_t i = 0; i < n->posts.n; i++)
        if (n->posts.v[i].id == id)
            return n->posts.v[i];
    if (id != 0 && post_by_id(n->cx->tx, n->cx->a, id, n->cx->now_ms, &p, NULL) == RC_OK) {
        one.code = p.code;
        one.title = p.title;
    }
    (void)VEC_PUSH(n->cx->a, &n->posts, one);
    return one;
}

/* ---- the context `case` ---- */

static void put_text(struct feel_builder *b, const char *name, struct str s)
{
    feel_build(b, name, s.len == 0 ? feel_null() : feel_string(b->a, s));
}

static void put_day(struct feel_builder *b, const char *name, int64_t ms)
{
    feel_build(b, name, ms == 0 ? feel_null() : feel_string(b->a, jdate_text_ms(b->a, ms, JDATE_ISO)));
}

static const struct feel_value *people(struct case_values *v, bool applicant)
{
    struct feel_builder b = { .a = v->cx->a };

    if (applicant) {
        put_text(&b, "name", v->c->applicant_name);
        put_text(&b, "county", v->c->county);
        return feel_built(&b);
    }
    put_text(&b, "kind", v->c->respondent_kind);
    put_text(&b, "name", v->c->respondent_name);
    put_text(&b, "unit", case_name_of_unit(v->names, v->c->respondent_unit_id).code);
    return feel_built(&b);
}

static const struct feel_value *own_context(struct case_values *v)
{
    const struct case_rec *c = v->c;
    struct feel_builder b = { .a = v->cx->a };
    int64_t days = case_days_to_answer(c), now = v->cx->now_ms;

    put_text(&b, "tracking_code", c->tracking_code);
    feel_build(&b, "number", c->number == 0 ? feel_null() : feel_int(b.a, c->number));
    put_day(&b, "registered_on", c->registered_at);
    put_text(&b, "channel", c->channel);
    put_text(&b, "kind", c->kind);
    put_text(&b, "state", c->state);
    put_text(&b, "stage", c->stage);
    put_text(&b, "subject", c->subject);
    put_text(&b, "class", c->cls);
    put_day(&b, "due_on", c->due_at);
    put_day(&b, "answered_on", c->answered_at);
    put_day(&b, "closed_on", c->closed_at);
    put_text(&b, "result", c->result);
    feel_build(&b, "days_late", feel_int(b.a, case_days_late(c, now)));
    feel_build(&b, "days_to_answer", days < 0 ? feel_null() : feel_int(b.a, days));
    feel_build(&b, "overdue",
               feel_bool(c->answered_at == 0 && c->closed_at == 0 && c->due_at != 0 && c->due_at < now));
    feel_build(&b, "confidential", feel_bool(c->confidential));
    feel_build(&b, "applicant", people(v, true));
    feel_build(&b, "respondent", people(v, false));
    put_text(&b, "owner_unit", case_name_of_unit(v->names, c->unit_id).code);
    put_text(&b, "expert", case_name_of_post(v->names, c->expert_post_id).code);
    return feel_built(&b);
}

/* ---- variables of its processes ---- */

static void add_instance(struct case_values *v, const struct instance_rec *rec)
{
    struct cx *cx = v->cx;
    const struct package *pkg = NULL;
    const struct bpmn_element *process;
    struct bpmn_state *state = NULL;

    if (catalogue_get(cx, rec->process_id, &pkg, NULL) != RC_OK)
        return;
    process = bpmn_process(pkg->model, rec->bpmn_process);
    if (process == NULL || bpmn_state_load(cx->a, pkg->model, process, rec->state, &state, NULL) != RC_OK)
        return;
    (void)VEC_PUSH(cx->a, &v->variables, bpmn_state_vars(state, 0));
}

/* The newest instance first; what was filed comes last. */
static void look_up_variables(struct case_values *v)
{
    struct cx *cx = v->cx;
    struct instance_list list = { 0 };
    struct case_rec whole;
    const struct json *extra = NULL;

    v->looked = true;
    if (instance_list(cx->tx, cx->a, v->c->id, false, &list, NULL) == RC_OK)
        for (size_t i = list.n; i-- > 0;)
            add_instance(v, &list.v[i]);
    if (case_by_id(cx->tx, cx->a, v->c->id, &whole, NULL) == RC_OK && whole.extra.len > 0 &&
        json_parse(cx->a, whole.extra, &extra, NULL) == RC_OK)
        (void)VEC_PUSH(cx->a, &v->variables, feel_from_json(cx->a, extra));
}

const struct feel_value *case_values_lookup(void *self, struct str name)
{
    struct case_values *v = self;

    if (str_eq_c(name, "case")) {
        if (v->own == NULL)
            v->own = own_context(v);
        return v->own;
    }
    if (!v->looked)
        look_up_variables(v);
    for (size_t i = 0; i < v->variables.n; i++) {
        const struct feel_value *x = feel_context_get(v->variables.v[i], name);

        if (x != NULL && !feel_is_null(x))
            return x;
    }
    return NULL;
}

const struct feel_value *case_value_at(struct case_values *v, struct str path)
{
    const struct feel_value *x = case_values_lookup(v, str_cut(&path, '.'));

    while (path.len > 0 && x != NULL)
        x = feel_context_get(x, str_cut(&path, '.'));
    return x == NULL ? feel_null() : x;
}

/* ---- columns and cells ---- */

static double weight_of(const struct json *def)
{
    struct str s = json_text_of(def, "weight"), whole = str_cut(&s, '.');
    int64_t n = 0, tenths = 0;

    if (!parse_i64(whole, 0, 1000, &n))
        return 0;
    if (s.len > 0 && !parse_i64(str_sub(s, 0, 1), 0, 9, &tenths))
        tenths = 0;
    return (double)n + (double)tenths / 10;
}

struct case_column case_column_of(const struct package *pkg, const struct json *def)
{
    static const struct {
        const char *name;
        enum table_kind kind;
    } kinds[] = { { "int", TABLE_INT }, { "date", TABLE_DATE }, { "code", TABLE_CODE } };
    struct case_column c = { .path = json_text_of(def, "value"), .kind = json_text_of(def, "kind") };

    c.head = (struct table_column){ .key = json_text_of(def, "key"),
                                    .title = package_text(pkg, json_text_of(def, "title")),
                                    .kind = TABLE_TEXT,
                                    .weight = weight_of(def) };
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_eq_c(c.kind, kinds[i].name))
            c.head.kind = kinds[i].kind;
    if (str_eq_c(c.path, "case.number")) /* a number of the register is a name, not a quantity */
        c.head.kind = TABLE_CODE;
    return c;
}

static struct str last_part(struct str path)
{
    while (str_find_byte(path, '.', 0) != SIZE_MAX)
        (void)str_cut(&path, '.');
    return path;
}

struct str case_word(struct cx *cx, const struct package *pkg, struct str path, struct str value)
{
    struct str key = arena_fmt(cx->a, "%.*s.%.*s", STR_ARG(last_part(path)), STR_ARG(value));
    struct unit_rec u;
    struct post_rec p;

    if (value.len == 0)
        return STR_NONE;
    if (package_has_text(pkg, key))
        return package_text(pkg, key);
    if (package_has_text(pkg, value))
        return package_text(pkg, value);
    if (post_by_code(cx->tx, cx->a, value, cx->now_ms, &p, NULL) == RC_OK)
        return p.title;
    if (unit_by_code(cx->tx, cx->a, value, &u, NULL) == RC_OK)
        return u.name;
    return value;
}

static void date_cell(const struct feel_value *x, struct table_cell *cell)
{
    int32_t day;

    if (iso_parse_day(str_sub(feel_text(x), 0, 10), &day))
        cell->n = day;
    else
        cell->empty = true;
}

struct table_cell case_cell(const struct package *pkg, const struct case_column *col, struct case_values *v)
{
    const struct feel_value *x = case_value_at(v, col->path);
    struct table_cell cell = { .empty = feel_is_null(x) };

    if (cell.empty)
        return cell;
    switch (col->head.kind) {
    case TABLE_INT:
        cell.empty = !feel_to_i64(x, &cell.n);
        return cell;
    case TABLE_DATE:
        date_cell(x, &cell);
        return cell;
    default:
        break;
    }
    if (str_eq_c(col->kind, "yes_no"))
        cell.text = feel_is_true(x) ? STR("بله") : STR("خیر");
    else if (str_eq_c(col->kind, "word"))
        cell.text = case_word(v->cx, pkg, col->path, feel_to_string(v->cx->a, x));
    else
        cell.text = feel_to_string(v->cx->a, x);
    cell.empty = cell.text.len == 0;
    return cell;
}
