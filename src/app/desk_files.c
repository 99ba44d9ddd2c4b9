/*
 * desk_files.c - files that wait for an official's form.
 */
#include "app/desk_files.h"
#include "app/inner.h"
#include "base/limits.h"

struct str desk_files_key(struct cx *cx, const char *kind, struct str id)
{
    struct str name = arena_fmt(cx->a, "desk|%s|%lld|%.*s", kind, (long long)cx->actor->post_id, STR_ARG(id));
    struct hash h =
        hash_two((struct str){ (const char *)cx->app->secret.b, sizeof(cx->app->secret.b) }, name);

    return hash_hex(cx->a, &h);
}

enum rc desk_files_open(struct cx *cx, struct str key, struct desk_files *ret, struct err *e)
{
    struct draft_rec d;
    enum rc rc;

    *ret = (struct desk_files){ 0 };
    rc = draft_get(cx->tx, cx->a, key, &d, e);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    if (rc != RC_OK)
        return rc;
    ret->draft_id = d.id;
    return attachment_list(cx->tx, cx->a, 0, d.id, &ret->files, e);
}

static enum rc begin(struct cx *cx, struct str key, int64_t *ret, struct err *e)
{
    struct draft_rec d = { .id = cx_id(cx),
                           .key_hash = key,
                           .process_key = STR(""),
                           .channel = STR("desk"),
                           .fields = STR("{}"),
                           .made_at = cx->now_ms,
                           .changed_at = cx->now_ms };

    *ret = d.id;
    return draft_insert(cx->tx, &d, e);
}

static bool named(const struct form_input *v, size_t n, struct str reference)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i].value, reference))
            return true;
    return false;
}

static struct str reference_of(struct arena *a, int64_t id)
{
    return arena_fmt(a, "%lld", (long long)id);
}

static enum rc drop_unnamed(struct cx *cx, struct desk_files *d, const struct form_input *v, size_t n_inputs,
                            struct err *e)
{
    size_t n = 0;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < d->files.n; i++) {
        const struct attachment_rec *t = &d->files.v[i];

        if (named(v, n_inputs, reference_of(cx->a, t->id)))
            d->files.v[n++] = *t;
        else
            rc = attachment_delete_of_draft(cx->tx, d->draft_id, t->id, e);
    }
    d->files.n = n;
    return rc;
}

static enum rc add(struct cx *cx, const struct desk_files_cmd *cmd, const struct draft_file *file,
                   int64_t draft_id, struct form_input *ret, struct err *e)
{
    const struct stored_file *s = &file->file;
    struct attachment_rec t = { .id = cx_id(cx),
                                .draft_id = draft_id,
                                .hash = s->hash,
                                .name = s->name,
                                .mime = s->mime,
                                .size = s->size,
                                .made_at = cx->now_ms,
                                .by_applicant = cmd->for_applicant,
                                .public = cmd->for_applicant,
                                .post_id = cx->actor->post_id };

    *ret = (struct form_input){ file->field, reference_of(cx->a, t.id) };
    return attachment_insert(cx->tx, &t, e);
}

enum rc desk_files_add(struct cx *cx, const struct desk_files_cmd *cmd, const struct form_input **inputs,
                       size_t *n_inputs, struct desk_files *ret, bool *too_many, struct err *e)
{
    struct form_input *v = ARENA_ARRAY(cx->a, struct form_input, *n_inputs + cmd->n_files);
    size_t n = *n_inputs;
    enum rc rc = desk_files_open(cx, cmd->key, ret, e);

    if (v == NULL)
        return arena_check(cx->a, e);
    if (n > 0)
        memcpy(v, *inputs, n * sizeof(*v));
    if (rc == RC_OK && ret->draft_id != 0)
        rc = drop_unnamed(cx, ret, v, n, e);
    *too_many = ret->files.n + cmd->n_files > LIMIT_FILES_A_CASE;
    if (rc == RC_OK && ret->draft_id == 0 && cmd->n_files > 0 && !*too_many)
        rc = begin(cx, cmd->key, &ret->draft_id, e);
    for (size_t i = 0; rc == RC_OK && !*too_many && i < cmd->n_files; i++)
        rc = add(cx, cmd, &cmd->files[i], ret->draft_id, &v[n++], e);
    if (rc == RC_OK && ret->draft_id != 0)
        rc = attachment_list(cx->tx, cx->a, 0, ret->draft_id, &ret->files, e);
    *inputs = v;
    *n_inputs = n;
    return rc;
}
