/*
 * package_text.c - texts/fa.po: msgid is a key, msgstr the words. The subset of gettext's PO that packages
 * use: comments, msgid, msgstr, continued strings, the escapes \" \\ \n \t.
 */
#include "app/package_inner.h"

static bool unquote(struct arena *a, struct str s, struct str *ret)
{
    char *out;
    size_t n = 0;

    if (s.len < 2 || s.p[0] != '"' || s.p[s.len - 1] != '"')
        return false;
    s = str_sub(s, 1, s.len - 2);
    out = arena_alloc(a, s.len + 1);
    if (out == NULL)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if (c == '\\' && i + 1 < s.len) {
            c = s.p[++i];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        out[n++] = c;
    }
    *ret = (struct str){ out, n };
    return true;
}

static int by_key(const void *a, const void *b)
{
    return str_cmp(((const struct package_text *)a)->key, ((const struct package_text *)b)->key);
}

static void keep(struct package_reader *r, const struct package_file *f, int line, struct package_text *t)
{
    if (t->key.len > 0 && t->text.len == 0)
        package_problem(r, f->path, line, t->key, false, STR("no words for this key"));
    if (t->key.len > 0)
        (void)VEC_PUSH(r->a, &r->texts, *t);
    *t = (struct package_text){ 0 };
}

void package_read_texts(struct package_reader *r, const struct package_file *f)
{
    struct str rest = f->content;
    struct package_text t = { 0 };
    struct str *into = NULL;
    int line = 0;

    while (rest.len > 0) {
        struct str s = str_trim(str_cut(&rest, '\n')), part;

        line++;
        if (s.len == 0 || s.p[0] == '#')
            continue;
        if (str_starts(s, STR("msgid"))) {
            keep(r, f, line, &t);
            into = &t.key;
            s = str_trim(str_from(s, 5));
        } else if (str_starts(s, STR("msgstr"))) {
            into = &t.text;
            s = str_trim(str_from(s, 6));
        }
        if (into == NULL || !unquote(r->a, s, &part)) {
            package_problem(r, f->path, line, STR_NONE, false,
                            STR("expected msgid or msgstr and a quoted text"));
            return;
        }
        *into = into->len == 0 ? part : arena_cat(r->a, *into, part);
    }
    keep(r, f, line, &t);
    if (r->texts.n > 0)
        qsort(r->texts.v, r->texts.n, sizeof(*r->texts.v), by_key);
    for (size_t i = 1; i < r->texts.n; i++)
        if (str_eq(r->texts.v[i - 1].key, r->texts.v[i].key))
            package_problem(r, f->path, 0, r->texts.v[i].key, false, STR("the key stands twice"));
}

static const struct package_text *find(const struct package *p, struct str key)
{
    struct package_text want = { .key = key };

    return p->n_texts == 0 ? NULL : bsearch(&want, p->texts, p->n_texts, sizeof(want), by_key);
}

struct str package_text(const struct package *p, struct str key)
{
    const struct package_text *t = find(p, key);

    return t == NULL ? key : t->text;
}

bool package_has_text(const struct package *p, struct str key)
{
    return find(p, key) != NULL;
}
