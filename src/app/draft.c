/*
 * draft.c - a registration form that is being filled in, and the files that wait for an act.
 *
 * Kept as {"reached": page, "values": {…}}: what was good so far, and how far the person came, so that a page
 * without required questions is not passed over when one comes back.
 */
#include "app/draft.h"
#include "app/inner.h"
#include "base/limits.h"
#include "port/case.h"
#include "port/operation.h"

#define NOBODY ((struct actor){ .kind = ACTOR_ANYONE })

struct kept {
    struct draft_rec rec;
    const struct json *values;
    int64_t reached; /* pages that were seen; 0: none */
};

/* ---- keys ---- */

static struct str hash_of_key(struct arena *a, struct str process, struct str key)
{
    struct hash h = hash_two(process, key);

    return hash_hex(a, &h);
}

static struct str hash_of_act(struct cx *cx, int64_t case_id, struct str act)
{
    struct str name = arena_fmt(cx->a, "act|%lld|%.*s", (long long)case_id, STR_ARG(act));
    struct hash h =
        hash_two((struct str){ (const char *)cx->app->secret.b, sizeof(cx->app->secret.b) }, name);

    return hash_hex(cx->a, &h);
}

/* ---- reading and writing the row ---- */

static enum rc empty_values(struct cx *cx, const struct json **ret, struct err *e)
{
    return json_parse(cx->a, STR("{}"), ret, e);
}

static enum rc read_fields(struct cx *cx, struct kept *k, struct err *e)
{
    const struct json *all = NULL;
    enum rc rc = json_parse(cx->a, k->rec.fields, &all, e);

    if (rc != RC_OK)
        return rc;
    k->values = json_get(all, "values");
    k->reached = json_int_of(all, "reached", 0);
    return k->values == NULL ? empty_values(cx, &k->values, e) : RC_OK;
}

/* RC_OK with rec.id 0 when there is none. */
static enum rc load(struct cx *cx, struct str key_hash, struct kept *ret, struct err *e)
{
    enum rc rc;

    *ret = (struct kept){ 0 };
    rc = draft_get(cx->tx, cx->a, key_hash, &ret->rec, e);
    if (rc == RC_NOT_FOUND)
        return empty_values(cx, &ret->values, e);
    return rc == RC_OK ? read_fields(cx, ret, e) : rc;
}

static struct str fields_text(struct cx *cx, int64_t reached, struct str values_json)
{
    struct json_text t;

    json_text_begin(&t, '{');
    json_member_int(&t.o, "reached", reached);
    json_name(&t.o, STR("values"));
    json_put_raw(&t.o, values_json);
    return json_text_end(&t, cx->a, '}');
}

static enum rc begin(struct cx *cx, struct str key_hash, struct str process, struct str channel,
                     struct draft_rec *ret, struct err *e)
{
    *ret = (struct draft_rec){ .id = cx_id(cx),
                               .key_hash = key_hash,
                               .process_key = process,
                               .channel = channel,
                               .fields = STR("{}"),
                               .made_at = cx->now_ms,
                               .changed_at = cx->now_ms };
    return draft_insert(cx->tx, ret, e);
}

/* ---- opening ---- */

static enum rc open_form(struct cx *cx, struct str process, struct str channel, struct draft *ret,
                         struct err *e)
{
    struct actor nobody = NOBODY, *who = ARENA_NEW(cx->a, struct actor);
    struct cx *citizen = ARENA_NEW(cx->a, struct cx);
    enum rc rc = catalogue_active(cx, process, &ret->pkg, e);

    if (rc != RC_OK)
        return rc;
    if (citizen == NULL || who == NULL)
        return arena_check(cx->a, e);
    if (!ret->pkg->is_case || package_start(ret->pkg, channel) == NULL)
        return ERR(e, RC_NOT_FOUND, "'%.*s' does not begin by '%.*s'", STR_ARG(process), STR_ARG(channel));
    ret->form = package_form(ret->pkg, ret->pkg->registration_form);
    if (ret->form == NULL)
        return ERR(e, RC_INTERNAL, "package %.*s has no registration form", STR_ARG(process));
    *who = nobody; /* an official who fills in a citizen's form is a citizen here */
    *citizen = *cx;
    citizen->actor = who;
    return case_form_env(citizen, channel, &ret->env, e);
}

static enum rc fill(struct cx *cx, const struct kept *k, struct draft *ret, struct err *e)
{
    ret->id = k->rec.id;
    ret->values = k->values;
    ret->case_id = k->rec.case_id;
    ret->changed_at = k->rec.changed_at;
    ret->reached = k->reached;
    ret->env.draft = ret->values;
    return k->rec.id == 0 ? RC_OK : attachment_list(cx->tx, cx->a, 0, k->rec.id, &ret->files, e);
}

enum rc draft_open(struct cx *cx, struct str key, struct str process, struct str channel, struct draft *ret,
                   struct err *e)
{
    struct kept k = { 0 };
    enum rc rc;

    *ret = (struct draft){ 0 };
    rc = open_form(cx, process, channel, ret, e);
    if (rc == RC_OK)
        rc =
            key.len == 0 ? empty_values(cx, &k.values, e) : load(cx, hash_of_key(cx->a, process, key), &k, e);
    return rc == RC_OK ? fill(cx, &k, ret, e) : rc;
}

/* ---- fields and files ---- */

/* "items[2].text" is the field "items.text". */
static const struct form_field *field_named(struct arena *a, const struct form *form, struct str name)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    bool inside = false;

    if (str_find_byte(name, '[', 0) == SIZE_MAX)
        return form_find(form, name);
    buf_init(&b, name.len);
    for (size_t i = 0; i < name.len; i++) {
        if (name.p[i] == '[')
            inside = true;
        else if (name.p[i] == ']')
            inside = false;
        else if (!inside)
            buf_byte(&b, name.p[i]);
    }
    return b.failed ? NULL : form_find(form, arena_str(a, buf_view(&b)));
}

static bool among_files(const struct attachment_list *files, struct str reference)
{
    int64_t id;

    if (!parse_i64(reference, 1, INT64_MAX, &id))
        return false;
    for (size_t i = 0; i < files->n; i++)
        if (files->v[i].id == id)
            return true;
    return false;
}

struct gathered {
    VEC(struct form_input) inputs;
    bool too_many;
};

/* What was sent, without references to files that are not of this draft, and with those of the new ones. */
static enum rc gather(struct cx *cx, const struct form *form, int64_t draft_id,
                      const struct form_input *inputs, size_t n_inputs, const struct draft_file *files,
                      size_t n_files, struct attachment_list *kept, struct gathered *ret, struct err *e)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; i < n_inputs; i++) {
        const struct form_field *f = field_named(cx->a, form, inputs[i].name);

        if (f == NULL || f->kind != FORM_FILES || among_files(kept, inputs[i].value))
            (void)VEC_PUSH(cx->a, &ret->inputs, inputs[i]);
    }
    ret->too_many = n_files > 0 && kept->n + n_files > LIMIT_FILES_A_CASE;
    for (size_t i = 0; rc == RC_OK && !ret->too_many && i < n_files; i++) {
        const struct stored_file *s = &files[i].file;
        struct attachment_rec t = { .id = cx_id(cx),
                                    .draft_id = draft_id,
                                    .hash = s->hash,
                                    .name = s->name,
                                    .mime = s->mime,
                                    .size = s->size,
                                    .made_at = cx->now_ms,
                                    .by_applicant = true,
                                    .public = true };
        struct form_input in = { files[i].field, arena_fmt(cx->a, "%lld", (long long)t.id) };

        rc = attachment_insert(cx->tx, &t, e);
        (void)VEC_PUSH(cx->a, &ret->inputs, in);
    }
    if (rc == RC_OK && n_files > 0)
        rc = attachment_list(cx->tx, cx->a, 0, draft_id, kept, e);
    return rc == RC_OK ? arena_check(cx->a, e) : rc;
}

/* Files that neither the values nor this page name any more were taken out by the person. */
static enum rc drop_unnamed(struct cx *cx, int64_t draft_id, struct str values_json, const struct gathered *g,
                            struct attachment_list *files, struct err *e)
{
    size_t n = 0;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < files->n; i++) {
        struct str id = arena_fmt(cx->a, "%lld", (long long)files->v[i].id);
        bool named = str_contains(values_json, arena_fmt(cx->a, "\"%.*s\"", STR_ARG(id)));

        for (size_t k = 0; !named && k < g->inputs.n; k++)
            named = str_eq(g->inputs.v[k].value, id);
        if (named)
            files->v[n++] = files->v[i];
        else
            rc = attachment_delete_of_draft(cx->tx, draft_id, files->v[i].id, e);
    }
    files->n = n;
    return rc;
}

/* ---- saving a page ---- */

static bool drawn(const struct form_item *items, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (items[i].step == FORM_FIELD && str_eq(items[i].name, name))
            return true;
    return false;
}

/* What shows now on the page, but did not when it was drawn for the person. */
static enum rc find_fresh(struct cx *cx, const struct draft *before, size_t page, const struct gathered *g,
                          struct draft_page *ret, struct err *e)
{
    const struct form_item *old = NULL, *now = NULL;
    size_t n_old = 0, n_now = 0;
    VEC(struct str) fresh = { 0 };
    enum rc rc =
        form_items(cx->a, before->form, page, NULL, 0, before->values, NULL, &before->env, &old, &n_old, e);

    if (rc == RC_OK)
        rc = form_items(cx->a, before->form, page, g->inputs.v, g->inputs.n, before->values, NULL,
                        &before->env, &now, &n_now, e);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < n_now; i++) {
        bool sent = false;

        if (now[i].step != FORM_FIELD || now[i].name.len == 0 || drawn(old, n_old, now[i].name))
            continue;
        for (size_t k = 0; !sent && k < g->inputs.n; k++)
            sent = str_eq(g->inputs.v[k].name, now[i].name);
        if (!sent)
            (void)VEC_PUSH(cx->a, &fresh, now[i].name);
    }
    ret->fresh = fresh.v;
    ret->n_fresh = fresh.n;
    return arena_check(cx->a, e);
}

enum rc draft_save_page(struct cx *cx, const struct draft_page_cmd *cmd, struct draft_page *ret,
                        struct err *e)
{
    struct str key_hash = hash_of_key(cx->a, cmd->process, cmd->key);
    struct draft *d = &ret->draft;
    struct gathered g = { 0 };
    struct kept k;
    enum rc rc;

    *ret = (struct draft_page){ 0 };
    rc = open_form(cx, cmd->process, cmd->channel, d, e);
    if (rc == RC_OK)
        rc = load(cx, key_hash, &k, e);
    if (rc == RC_OK)
        rc = fill(cx, &k, d, e);
    if (rc != RC_OK)
        return rc;
    if (d->case_id != 0)
        return ERR(e, RC_CONFLICT, "the draft was sent already");
    if (cmd->page >= form_pages(d->form))
        return ERR(e, RC_NOT_FOUND, "the form has no page %zu", cmd->page + 1);
    if (d->id == 0) {
        rc = begin(cx, key_hash, cmd->process, cmd->channel, &k.rec, e);
        d->id = k.rec.id;
        ret->begun = true;
    }
    if (rc == RC_OK)
        rc = gather(cx, d->form, d->id, cmd->inputs, cmd->n_inputs, cmd->files, cmd->n_files, &d->files, &g,
                    e);
    if (rc == RC_OK)
        rc = find_fresh(cx, d, cmd->page, &g, ret, e);
    if (rc == RC_OK)
        rc = form_validate(cx->a, d->form, cmd->page, g.inputs.v, g.inputs.n, &d->env, &ret->form, e);
    if (rc == RC_OK)
        rc = drop_unnamed(cx, d->id, ret->form.values_json, &g, &d->files, e);
    if (rc != RC_OK)
        return rc;
    d->values = ret->form.values;
    d->env.draft = d->values;
    if (ret->form.ok && d->reached < (int64_t)cmd->page + 1)
        d->reached = (int64_t)cmd->page + 1;
    ret->inputs = g.inputs.v;
    ret->n_inputs = g.inputs.n;
    ret->too_many_files = g.too_many;
    return draft_save(cx->tx, d->id, fields_text(cx, d->reached, ret->form.values_json), 0, cx->now_ms, e);
}

/* ---- which page next ---- */

static size_t page_of(const struct form *form, const struct form_field *f)
{
    size_t pages = form_pages(form);

    for (; f != NULL; f = f->parent)
        for (size_t i = 0; i < pages; i++)
            if (form_page(form, i) == f)
                return i;
    return 0;
}

enum rc draft_next_page(struct cx *cx, const struct draft *d, size_t *ret, struct err *e)
{
    struct form_env env = d->env;
    struct form_result all;
    size_t pages = form_pages(d->form), next = pages;
    enum rc rc;

    env.draft = NULL;
    rc = form_validate_json(cx->a, d->form, d->values, &env, &all, e);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < all.errors_n; i++) {
        size_t page = page_of(d->form, all.errors[i].field);

        if (page < next)
            next = page;
    }
    for (size_t i = (size_t)d->reached; i < next; i++) { /* not seen yet */
        bool shown = false;

        rc = form_page_shown(cx->a, d->form, i, &d->env, &shown, e);
        if (rc != RC_OK)
            return rc;
        if (shown)
            next = i;
    }
    *ret = next;
    return RC_OK;
}

/* ---- sending ----
 * A draft that was sent names its case: sending needs no other record that it was done (port/operation.h). */

struct draft_checked {
    struct str fields;         /* of the draft that was checked */
    const struct json *values; /* read from them */
    struct case_checked found;
};

enum rc draft_check(struct cx *cx, struct str key, struct str process, struct str channel,
                    const struct draft_checked **ret, struct err *e)
{
    struct draft_checked *d = ARENA_NEW(cx->a, struct draft_checked);
    struct actor nobody = NOBODY;
    struct cx citizen = *cx;
    struct kept k;
    enum rc rc = load(cx, hash_of_key(cx->a, process, key), &k, e);

    *ret = NULL;
    if (rc != RC_OK || d == NULL || k.rec.id == 0 || k.rec.case_id != 0)
        return rc == RC_OK ? arena_check(cx->a, e) : rc;
    citizen.actor = &nobody;
    d->fields = k.rec.fields;
    d->values = k.values;
    rc = case_check(&citizen, process, channel, k.values, &d->found, e);
    if (rc == RC_OK)
        *ret = d;
    return rc == RC_INVALID ? RC_OK : rc;
}

static enum rc mark_sent(struct cx *cx, const struct draft_rec *d, int64_t case_id, struct err *e)
{
    enum rc rc = draft_save(cx->tx, d->id, STR("{}"), case_id, cx->now_ms, e);

    if (rc == RC_OK)
        operation_told(cx->tx);
    return rc;
}

static enum rc sent_before(struct cx *cx, const struct draft_rec *d, struct registered *ret, struct err *e)
{
    struct case_rec c;
    enum rc rc = case_by_id(cx->tx, cx->a, d->case_id, &c, e);

    if (rc != RC_OK)
        return rc;
    *ret = (struct registered){ .case_id = c.id, .tracking_code = c.tracking_code };
    return operation_doubtful(cx->tx) ? mark_sent(cx, d, c.id, e) : RC_OK;
}

enum rc draft_send(struct cx *cx, struct str key, struct str process, struct str channel,
                   const struct draft_checked *checked, struct registered *ret, bool *again, struct err *e)
{
    struct str key_hash = hash_of_key(cx->a, process, key);
    struct actor nobody = NOBODY;
    struct cx citizen = *cx;
    struct register_cmd cmd = { .process = process, .channel = channel };
    struct kept k = { 0 };
    bool taken;
    enum rc rc;

    cmd.code = case_code_try(cx);
    tx_ahead_reference(cx->tx);
    tx_ahead(cx->tx, true);
    AHEAD(case_code_taken(cx->tx, cmd.code, &taken, NULL)); /* asked by case_register() */
    tx_ahead(cx->tx, false);
    rc = draft_get(cx->tx, cx->a, key_hash, &k.rec, e);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? ERR(e, RC_NOT_FOUND, "no such draft") : rc;
    *again = k.rec.case_id != 0;
    if (*again)
        return sent_before(cx, &k.rec, ret, e);
    if (checked != NULL && str_eq(checked->fields, k.rec.fields)) {
        cmd.checked = &checked->found;
        k.values = checked->values;
    } else {
        rc = read_fields(cx, &k, e);
    }
    if (rc != RC_OK)
        return rc;
    citizen.actor = &nobody;
    cmd.draft_id = k.rec.id;
    cmd.values = k.values;
    *ret = (struct registered){ 0 };
    rc = case_register(&citizen, &cmd, ret, e);
    return rc == RC_OK ? mark_sent(cx, &k.rec, ret->case_id, e) : rc;
}

/* ---- files of an act ---- */

static enum rc open_act(struct cx *cx, struct str key_hash, struct act_files *ret, struct err *e)
{
    struct draft_rec d;
    enum rc rc;

    *ret = (struct act_files){ 0 };
    rc = draft_get(cx->tx, cx->a, key_hash, &d, e);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    if (rc != RC_OK)
        return rc;
    ret->draft_id = d.id;
    return attachment_list(cx->tx, cx->a, 0, d.id, &ret->files, e);
}

enum rc act_files_open(struct cx *cx, int64_t case_id, struct str act, struct act_files *ret, struct err *e)
{
    return open_act(cx, hash_of_act(cx, case_id, act), ret, e);
}

enum rc act_files_add(struct cx *cx, int64_t case_id, struct str act, const struct form *form,
                      const struct draft_file *files, size_t n_files, const struct form_input **inputs,
                      size_t *n_inputs, struct act_files *ret, bool *too_many, struct err *e)
{
    struct str key_hash = hash_of_act(cx, case_id, act);
    struct gathered g = { 0 };
    struct draft_rec d;
    enum rc rc = open_act(cx, key_hash, ret, e);

    if (rc == RC_OK && ret->draft_id == 0 && n_files > 0) {
        rc = begin(cx, key_hash, STR(""), STR("web"), &d, e);
        ret->draft_id = d.id;
    }
    if (rc == RC_OK)
        rc = gather(cx, form, ret->draft_id, *inputs, *n_inputs, files, n_files, &ret->files, &g, e);
    if (rc == RC_OK)
        rc = drop_unnamed(cx, ret->draft_id, STR(""), &g, &ret->files, e);
    if (rc == RC_OK && ret->draft_id != 0)
        rc = draft_save(cx->tx, ret->draft_id, STR("{}"), 0, cx->now_ms, e);
    if (rc != RC_OK)
        return rc;
    *inputs = g.inputs.v;
    *n_inputs = g.inputs.n;
    *too_many = g.too_many;
    return RC_OK;
}
