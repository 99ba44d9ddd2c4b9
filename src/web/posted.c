/*
 * posted.c - a form of a process package as it was posted.
 */
#include "web/posted.h"
#include "base/limits.h"
#include "web/html.h"

const struct field form_package[] = { { .name = "", .kind = FIELD_ANY }, FORM_END };

struct pairs {
    struct arena *a;
    VEC(struct form_input) v;
};

/* ---- rows ---- */

/* "items[2]" of "items[2].text" or "items[2]": which list, which row, and what follows. */
static bool row_of(struct str name, struct str list, int64_t *row, struct str *rest)
{
    size_t close;

    if (!str_starts(name, list) || name.len <= list.len || name.p[list.len] != '[')
        return false;
    close = str_find_byte(name, ']', list.len);
    if (close == SIZE_MAX || !parse_i64(str_sub(name, list.len + 1, close - list.len - 1), 0, 100000, row))
        return false;
    *rest = str_from(name, close + 1);
    return true;
}

static void count_rows(struct pairs *p, struct str list, int64_t more)
{
    struct str name = arena_cat(p->a, list, STR("-rows"));
    int64_t n = 0;

    for (size_t i = 0; i < p->v.n; i++)
        if (str_eq(p->v.v[i].name, name)) {
            if (!parse_i64(p->v.v[i].value, 0, 100000, &n))
                n = 0;
            n += more;
            p->v.v[i].value = arena_fmt(p->a, "%lld", (long long)(n < 0 ? 0 : n));
            return;
        }
    if (more > 0)
        (void)VEC_PUSH(p->a, &p->v, ((struct form_input){ name, STR("1") }));
}

/* Take the row out and move the later ones up. */
static void remove_row(struct pairs *p, struct str which)
{
    size_t open = which.len, n = 0;
    struct str list, rest;
    int64_t gone, row;

    while (open > 0 && which.p[open - 1] != '[')
        open--;
    if (open == 0)
        return;
    list = str_sub(which, 0, open - 1);
    if (!row_of(which, list, &gone, &rest) || rest.len > 0)
        return;
    for (size_t i = 0; i < p->v.n; i++) {
        struct form_input in = p->v.v[i];

        if (row_of(in.name, list, &row, &rest)) {
            if (row == gone)
                continue;
            if (row > gone)
                in.name =
                    arena_fmt(p->a, "%.*s[%lld]%.*s", STR_ARG(list), (long long)(row - 1), STR_ARG(rest));
        }
        p->v.v[n++] = in;
    }
    p->v.n = n;
    count_rows(p, list, -1);
}

/* ---- reading ---- */

enum rc posted_read(struct req *rq, struct posted *ret, struct err *e)
{
    struct pairs p = { .a = rq->arena };
    struct str add = STR_NONE, remove = STR_NONE;
    struct any_field f;

    for (size_t i = 0; req_any_at(rq, "", i, &f); i++) {
        if (f.file != NULL)
            continue;
        if (str_starts(f.key, STR("_add.")))
            add = str_from(f.key, 5);
        else if (str_starts(f.key, STR("_remove.")))
            remove = str_from(f.key, 8);
        else if (f.key.len > 0 && f.key.p[0] != '_')
            (void)VEC_PUSH(p.a, &p.v, ((struct form_input){ f.key, f.typed }));
    }
    if (add.len > 0)
        count_rows(&p, add, 1);
    if (remove.len > 0)
        remove_row(&p, remove);
    *ret = (struct posted){ .inputs = p.v.v, .n_inputs = p.v.n, .rows_changed = add.len + remove.len > 0 };
    return arena_check(rq->arena, e);
}

struct str posted_machine(const struct req *rq, const char *name)
{
    struct any_field f;

    return req_any(rq, "", str_c(name), &f) && f.file == NULL ? f.typed : STR_NONE;
}

bool posted_was_drawn(struct str drawn, struct str name)
{
    while (drawn.len > 0)
        if (str_eq(str_cut(&drawn, ' '), name))
            return true;
    return false;
}

/* ---- files ---- */

static struct str fault_words(struct req *rq, enum file_fault fault, struct str name)
{
    struct small mb = fa_int((int64_t)LIMIT_FILE_SIZE >> 20), most = fa_int((int64_t)LIMIT_FILES_A_REQUEST);

    switch (fault) {
    case FILE_EMPTY:
        return MSG_FMT(rq->arena, MSG_ERROR_FILE_EMPTY, { "name", name });
    case FILE_TOO_LARGE:
        return MSG_FMT(rq->arena, MSG_ERROR_FILE_LARGE, { "name", name }, { "max", small_view(&mb) });
    case FILE_TOO_MANY:
        return MSG_FMT(rq->arena, MSG_ERROR_FILES_AT_ONCE, { "max", small_view(&most) });
    case FILE_KIND:
    case FILE_OK:
        break;
    }
    return MSG_FMT(rq->arena, MSG_ERROR_FILE_KIND_NAMED, { "name", name });
}

struct bad_files {
    VEC(struct form_error) v;
};

static void bad_file(struct req *rq, struct bad_files *bad, const struct form *form, struct str field,
                     struct str words)
{
    struct form_error x = { .name = arena_str(rq->arena, field),
                            .field = form_find(form, field),
                            .code = "error.file",
                            .message = arena_str(rq->arena, words) };

    (void)VEC_PUSH(rq->arena, &bad->v, x);
}

enum rc posted_store_files(struct req *rq, const struct form *form, struct posted *p, struct err *e)
{
    VEC(struct draft_file) files = { 0 };
    struct bad_files bad = { 0 };
    struct any_field f;
    size_t n = 0;

    for (size_t i = 0; req_any_at(rq, "", i, &f); i++) {
        struct draft_file one = { .field = f.key };
        enum file_fault fault = FILE_OK;
        enum rc rc;

        if (f.file == NULL || (f.file->name.len == 0 && f.file->bytes.len == 0))
            continue; /* a file box that was left empty is sent without a name */
        if (++n > LIMIT_FILES_A_REQUEST) {
            bad_file(rq, &bad, form, f.key, fault_words(rq, FILE_TOO_MANY, f.file->name));
            break;
        }
        rc = case_store_file(rq->app, rq->arena, f.file->name, f.file->bytes, &one.file, &fault, e);
        if (rc != RC_OK)
            return rc;
        if (fault == FILE_OK)
            (void)VEC_PUSH(rq->arena, &files, one);
        else
            bad_file(rq, &bad, form, f.key, fault_words(rq, fault, one.file.name));
    }
    p->files = files.v;
    p->n_files = files.n;
    p->file_errors = bad.v.v;
    p->n_file_errors = bad.v.n;
    return arena_check(rq->arena, e);
}

static const struct form_field *file_field_in(const struct form_field *f)
{
    for (; f != NULL; f = f->next) {
        const struct form_field *inner = f->kind == FORM_FILES ? f : file_field_in(f->first);

        if (inner != NULL)
            return inner;
    }
    return NULL;
}

const struct form_field *form_file_field(const struct form *form, const struct form_field *page)
{
    return file_field_in(page != NULL ? page->first : form_first(form));
}

void posted_too_large(struct req *rq, const struct form_field *page, struct posted *p)
{
    const struct form_field *f = file_field_in(page != NULL ? page->first : NULL);
    struct form_error *v = ARENA_NEW(rq->arena, struct form_error);

    if (v == NULL || f == NULL)
        return;
    *v = (struct form_error){
        .name = f->path, .field = f, .code = "error.file", .message = req_error(rq, "")
    };
    p->file_errors = v;
    p->n_file_errors = 1;
}

enum rc posted_errors(struct arena *a, const struct posted *p, struct form_result *r, struct err *e)
{
    struct form_error *v = ARENA_ARRAY(a, struct form_error, r->errors_n + p->n_file_errors);
    size_t n = 0;

    if (p->n_file_errors == 0)
        return RC_OK;
    if (v == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < p->n_file_errors; i++)
        v[n++] = p->file_errors[i];
    for (size_t i = 0; i < r->errors_n; i++)
        v[n++] = r->errors[i];
    r->errors = v;
    r->errors_n = n;
    r->ok = false;
    return RC_OK;
}
