/*
 * helpers.c - short ways to read a form and to fill it in tests.
 */
#include "helpers.h"

#include "check.h"

static struct str quoted(struct arena *a, const char *text)
{
    char *p = arena_alloc(a, strlen(text) + 1);

    for (size_t i = 0; text[i] != '\0'; i++)
        p[i] = text[i] == '\'' ? '"' : text[i];
    return (struct str){ p, strlen(text) };
}

struct filling filling_of(const char *components)
{
    struct filling f = { .a = arena_new((size_t)64 << 20), .env = { .now_ms = NOW_MS } };
    struct form_problems problems = { 0 };
    struct str text =
        arena_fmt(f.a, "{\"type\":\"default\",\"id\":\"t\",\"schemaVersion\":16,\"components\":[%.*s]}",
                  STR_ARG(quoted(f.a, components)));

    CHECK_MSG(form_read(f.a, STR("t.json"), text, &problems, &f.form, &f.e) == RC_OK, "%s", f.e.msg);
    return f;
}

void filling_done(struct filling *f)
{
    arena_free(f->a);
}

size_t parse_pairs(struct arena *a, const char *pairs, struct form_input **ret)
{
    struct str rest = str_c(pairs);
    struct form_input *in = ARENA_ARRAY(a, struct form_input, strlen(pairs) + 1);
    size_t n = 0;

    while (!str_empty(rest)) {
        struct str value = str_cut(&rest, '&'), name = str_cut(&value, '=');
        struct str copy = arena_str(a, value);

        for (size_t i = 0; i < copy.len; i++)
            if (copy.p[i] == '~')
                ((char *)(uintptr_t)copy.p)[i] = '\n';
        in[n++] = (struct form_input){ name, copy };
    }
    *ret = in;
    return n;
}

void fill_page(struct filling *f, size_t page, const char *pairs)
{
    struct form_input *in;
    size_t n = parse_pairs(f->a, pairs, &in);

    if (f->form != NULL)
        CHECK_MSG(form_validate(f->a, f->form, page, in, n, &f->env, &f->result, &f->e) == RC_OK, "%s",
                  f->e.msg);
}

void fill(struct filling *f, const char *pairs)
{
    fill_page(f, FORM_ALL_PAGES, pairs);
}

const struct json *json_quoted(struct arena *a, const char *text)
{
    const struct json *v = NULL;
    struct err e = { 0 };

    CHECK_MSG(json_parse(a, quoted(a, text), &v, &e) == RC_OK, "%s", e.msg);
    return v;
}

void fill_json(struct filling *f, const char *json)
{
    if (f->form != NULL)
        CHECK_MSG(form_validate_json(f->a, f->form, json_quoted(f->a, json), &f->env, &f->result, &f->e) ==
                      RC_OK,
                  "%s", f->e.msg);
}

struct str errors_text(const struct filling *f)
{
    struct str s = STR_NONE;

    for (size_t i = 0; i < f->result.errors_n; i++) {
        const struct form_error *e = &f->result.errors[i];

        s = arena_fmt(f->a, "%.*s%s%.*s %s", STR_ARG(s), i > 0 ? " " : "", STR_ARG(e->name), e->code + 6);
        if (!str_empty(e->parameter))
            s = arena_fmt(f->a, "%.*s(%.*s)", STR_ARG(s), STR_ARG(e->parameter));
    }
    return s.p != NULL ? s : STR("");
}
